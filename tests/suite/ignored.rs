//! What a search passes over, beside `git check-ignore`: random trees with random lists at every level.
//!
//! `CRISPLINT_SEED` chooses other sets, `CRISPLINT_CASES` how many: `CRISPLINT_CASES=3000 cargo test --test suite
//! ignored` takes a minute. A set that differs prints its lists and the command that repeats it. Sets stand beside
//! each other in one repository, since each of the two programs takes longer to start than to answer.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::ops::Range;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::process::{Command, Stdio};

use fastrand::Rng;

use crate::support::{cases, command, number, write};

/// Names of files and folders: what a pattern might mean, and what looks like one.
const NAMES: [&[u8]; 40] = [
    b"a",
    b"b",
    b"c",
    b"d",
    b"ab",
    b"abc",
    b"foo",
    b"foo",
    b"bar",
    b"foobar",
    b"foo1",
    b"Foo",
    b"bin",
    b"7",
    b"a.yaml",
    b"b.log",
    b"b.LOG",
    b".hidden",
    b"a b",
    b"end ",
    b"end  ",
    b" lead",
    b"#c",
    b"!d",
    b"[a]",
    b"[",
    b"]",
    b"^",
    b"-",
    b"*",
    b"f*",
    b"g?",
    b"**",
    b"back\\",
    b"\\#c",
    b"\xc3\xa9",
    b"bytes\xff\xfe",
    b"$x",
    b"{a,b}",
    b"~",
];

const BRACKETS: [&[u8]; 44] = [
    b"[a-c]",
    b"[!a]",
    b"[^a]",
    b"[[:digit:]]",
    b"[[:alpha:]]",
    b"[^[:alpha:]]",
    b"[[:upper:][:digit:]]",
    b"[[:space:]]",
    b"[[:punct:]]",
    b"[[:print:]]",
    b"[[:cntrl:]]",
    b"[[:graph:]]",
    b"[[:blank:]]",
    b"[[:alnum:]]",
    b"[[:lower:]]",
    b"[[:xdigit:]]",
    b"[[:foo:]]",
    b"[[:foo:]a]",
    b"[a[:foo:]]",
    b"[[:x]",
    b"[[:a]a",
    b"[[:]",
    b"[[::]]",
    b"[:alpha:]",
    b"[[:alpha]",
    b"[",
    b"[]",
    b"[]a]",
    b"[!]a]",
    b"[!",
    b"[^]",
    b"[a",
    b"[a-",
    b"[a-]",
    b"[-a]",
    b"[c-a]",
    b"[\\a-c]",
    b"[a-\\c]",
    b"[\\]a]",
    b"[a\\",
    b"[a/b]",
    b"[!/]",
    b"[\x80-\xff]",
    b"[*?[]",
];

/// A folder with lists and files.
struct Set {
    lists: Vec<(Vec<u8>, Vec<u8>)>,
    files: BTreeSet<Vec<u8>>,
}

fn pick<T: Copy>(rng: &mut Rng, from: &[T]) -> T {
    from[rng.usize(..from.len())]
}

impl Set {
    fn new(rng: &mut Rng) -> Self {
        let mut files = BTreeSet::new();
        let names: Vec<&[u8]> = (0..rng.usize(3..9)).map(|_| pick(rng, &NAMES)).collect();
        let mut folders: Vec<Vec<u8>> = vec![Vec::new()];
        for _ in 0..rng.usize(2..8) {
            let above = folders[rng.usize(..folders.len())].clone();
            if above.split(|&byte| byte == b'/').count() < 5 {
                folders.push([&above[..], pick(rng, &names), b"/"].concat());
            }
        }
        for folder in &folders {
            for _ in 0..rng.usize(1..6) {
                let name = if rng.u8(..4) == 0 {
                    pick(rng, &NAMES)
                } else {
                    pick(rng, &names)
                };
                files.insert([&folder[..], name].concat());
            }
        }
        let folders: BTreeSet<Vec<u8>> = folders.into_iter().collect();
        files.retain(|file| !folders.contains(&[file, &b"/"[..]].concat()));
        let mut lists = Vec::new();
        for folder in &folders {
            if folder.is_empty() || rng.u8(..3) == 0 {
                let below = files
                    .iter()
                    .filter_map(|file| file.strip_prefix(&folder[..]));
                let below: Vec<&[u8]> = below.collect();
                lists.push(([folder, &b".gitignore"[..]].concat(), list(rng, &below)));
            }
        }
        Self { lists, files }
    }

    fn lay(&self, folder: &Path) {
        let files = self.files.iter().map(|file| (file, &b""[..]));
        let lists = self.lists.iter().map(|(name, list)| (name, &list[..]));
        for (name, content) in lists.chain(files) {
            let path = folder.join(OsStr::from_bytes(name));
            fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
            fs::write(path, content).expect("a file");
        }
    }

    /// Whether all releases of git agree on it: see [`stars_cross`].
    fn is_settled(&self) -> bool {
        let mut lists = self.lists.iter();
        lists.all(|(_, list)| {
            let mut places = list.windows(3);
            places.all(|place| !place.ends_with(b"**") || b"/*!\n".contains(&place[0]))
        })
    }

    /// The lists, and what git says of each file.
    fn told<'a>(&self, answers: impl Iterator<Item = (&'a Vec<u8>, &'a Answer)>) -> String {
        let mut told = String::new();
        for (name, list) in &self.lists {
            let lines = list.escape_ascii().to_string().replace("\\n", "\n");
            told += &format!("{}:\n{lines}\n\n", name.escape_ascii());
        }
        for (file, answer) in answers {
            let answer = answer.join(&b' ');
            told += &format!("{}: {}\n", file.escape_ascii(), answer.escape_ascii());
        }
        told
    }
}

fn list(rng: &mut Rng, below: &[&[u8]]) -> Vec<u8> {
    let mut text = Vec::new();
    if rng.u8(..8) == 0 {
        text.extend(pick(
            rng,
            &[
                &b"\xef\xbb\xbf"[..],
                b"\xff\xfe",
                b"\xfe\xff",
                b"\xef\xbb",
                b"\xef\xbb\xbf\xef\xbb\xbf",
            ],
        ));
    }
    let lines = rng.usize(1..7);
    for at in 0..lines {
        text.extend(line(rng, below));
        if at + 1 < lines || rng.bool() {
            text.extend(if rng.u8(..6) == 0 {
                &b"\r\n"[..]
            } else {
                b"\n"
            });
        }
    }
    text
}

fn line(rng: &mut Rng, below: &[&[u8]]) -> Vec<u8> {
    match rng.u8(..40) {
        0 => return Vec::new(),
        1 => return b"# a comment".to_vec(),
        2 => {
            return pick(
                rng,
                &[
                    &b" "[..],
                    b"  ",
                    b"\t",
                    b"\\ ",
                    b"\\",
                    b"!",
                    b"/",
                    b"//",
                    b"!/",
                    b"\r",
                    b"\r\r",
                    b"\\!",
                    b"!!a",
                    b"!#c",
                ],
            )
            .to_vec();
        }
        3 => return [b"a*".repeat(rng.usize(1..90)), b"b".repeat(rng.usize(..3))].concat(),
        4 => return [b"**/".repeat(rng.usize(1..80)), b"a".to_vec()].concat(),
        5 => return b"x".repeat(rng.usize(1000..9000)),
        _ => {}
    }
    let mut pattern = if rng.u8(..4) == 0 {
        made(rng)
    } else {
        bent(rng, below)
    };
    if rng.u8(..4) == 0 {
        pattern.insert(0, b'/');
    }
    if rng.u8(..4) == 0 {
        pattern.push(b'/');
    }
    if rng.u8(..4) == 0 {
        pattern.insert(0, b'!');
    }
    if rng.u8(..8) == 0 {
        pattern.extend(pick(
            rng,
            &[
                &b" "[..],
                b"   ",
                b"\\ ",
                b"\\  ",
                b" \\ ",
                b"\\",
                b"\\\\",
                b"\t",
                b"\t ",
                b" \t",
                b"\r",
                b"**",
                b"\0",
                b"\0x",
                b"/ ",
                b"\\/",
            ],
        ));
    }
    if rng.u8(..20) == 0 {
        pattern.insert(0, b'\\');
    }
    if rng.u8(..20) == 0 {
        pattern.insert(0, b' ');
    }
    pattern
}

/// A pattern of parts.
fn made(rng: &mut Rng) -> Vec<u8> {
    let mut pattern = Vec::new();
    for _ in 0..rng.usize(1..6) {
        match rng.u8(..8) {
            0 => pattern.extend(pick(rng, &BRACKETS)),
            1 | 2 => pattern.extend(pick(rng, &NAMES)),
            3 => pattern.push(b'/'),
            4 => pattern.extend(pick(
                rng,
                &[
                    &b"**"[..],
                    b"***",
                    b"**/",
                    b"/**",
                    b"/**/",
                    b"**\\/",
                    b"*/",
                    b"/*",
                ],
            )),
            5 => pattern.push(b'*'),
            6 => pattern.push(b'?'),
            _ => pattern.extend([b'\\', pick(rng, b"abf*?[]#! \\/")]),
        }
    }
    pattern
}

/// A pattern that comes from a path that is there.
fn bent(rng: &mut Rng, below: &[&[u8]]) -> Vec<u8> {
    let path = if below.is_empty() {
        b"foo"
    } else {
        pick(rng, below)
    };
    let mut parts: Vec<Vec<u8>> = path
        .split(|&byte| byte == b'/')
        .map(<[u8]>::to_vec)
        .collect();
    match rng.u8(..4) {
        0 => drop(parts.drain(..rng.usize(..parts.len()))),
        1 => parts.truncate(rng.usize(1..=parts.len())),
        _ => {}
    }
    for _ in 0..rng.usize(..3) {
        let at = rng.usize(..parts.len());
        match rng.u8(..6) {
            0 => parts[at] = pick(rng, &[&b"*"[..], b"**", b"***", b"?", b"?*", b"*?"]).to_vec(),
            1 => parts.insert(at, b"**".to_vec()),
            2 => parts[at].extend(pick(rng, &[&b"*"[..], b"**", b"?"])),
            3 => drop(parts[at].splice(..0, pick(rng, &[&b"*"[..], b"**", b"?"]).iter().copied())),
            _ => {
                let place = rng.usize(..=parts[at].len());
                let end = (place + rng.usize(..2)).min(parts[at].len());
                let with = match rng.u8(..6) {
                    0 => &b"*"[..],
                    1 => b"**",
                    2 => b"?",
                    3 => b"\\",
                    _ => pick(rng, &BRACKETS),
                };
                parts[at].splice(place..end, with.iter().copied());
            }
        }
    }
    parts.join(&b'/')
}

/// How many sets stand in one repository.
const BATCH: u64 = 50;

/// Git, with nothing of the tester's settings.
fn git(folder: &Path) -> Command {
    let mut git = Command::new("git");
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.as_bytes().starts_with(b"GIT_")) {
        git.env_remove(name);
    }
    git.env("GIT_CONFIG_NOSYSTEM", "1");
    git.env("GIT_CONFIG_GLOBAL", "/dev/null");
    git.args(["-c", "core.excludesFile=", "-c", "core.ignoreCase=false"]);
    git.current_dir(folder);
    git
}

/// A repository as git needs it and no more: `git init` would take longer than all the rest.
fn repository() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for name in [".git/objects", ".git/refs"] {
        fs::create_dir_all(folder.path().join(name)).expect("a folder");
    }
    write(folder.path(), ".git/HEAD", b"ref: refs/heads/main\n");
    write(folder.path(), ".crisplint.yaml", b"include: ['*']\n");
    folder
}

/// What git says of a file: list, line and pattern, all empty where no pattern fits.
type Answer = [Vec<u8>; 3];

fn ask_git(folder: &Path, files: &BTreeSet<Vec<u8>>) -> BTreeMap<Vec<u8>, Answer> {
    let mut git = git(folder);
    git.args(["check-ignore", "--no-index", "--stdin", "-z", "-v", "-n"]);
    // A file, since the one pipe may be full before the other is empty.
    let answers = folder.join(".git/answers");
    let output = fs::File::create(&answers).expect("a file");
    let mut git = git
        .stdin(Stdio::piped())
        .stdout(output)
        .spawn()
        .expect("git starts");
    let names: Vec<u8> = files
        .iter()
        .flat_map(|file| [file, &b"\0"[..]].concat())
        .collect();
    let mut input = git.stdin.take().expect("a pipe");
    input.write_all(&names).expect("git reads");
    drop(input);
    let code = git.wait().expect("git ends").code();
    assert!(matches!(code, Some(0 | 1)), "git ended with {code:?}");
    let answers = fs::read(&answers).expect("a file");
    let fields: Vec<&[u8]> = answers.split(|&byte| byte == 0).collect();
    let answers = fields.chunks_exact(4).map(|answer| {
        let [list, line, pattern, file] = [0, 1, 2, 3].map(|at| answer[at].to_vec());
        (file, [list, line, pattern])
    });
    answers.collect()
}

/// Whether the stars of `foo**/bar` cross folders, as in releases of git before 2.52.
fn stars_cross() -> bool {
    let folder = repository();
    write(folder.path(), ".gitignore", b"foo**/bar\n");
    let file = b"foo1/foo/bar".to_vec();
    let answers = ask_git(folder.path(), &[file.clone()].into());
    answers
        .get(&file)
        .is_some_and(|[.., pattern]| !pattern.is_empty())
}

/// The files that a search finds, but for the lists.
fn found<S: AsRef<OsStr>>(folder: &Path, paths: &[S]) -> BTreeSet<String> {
    let mut command = command(folder);
    let output = command
        .args(["check", "--show-files", "--allow-empty", "--"])
        .args(paths);
    let output = output.output().expect("the binary starts");
    assert!(output.status.success(), "{output:?}");
    let output = String::from_utf8(output.stdout).expect("text");
    let is_own = |name: &str| name == ".crisplint.yaml" || name.ends_with(".gitignore");
    let names = output.lines().filter(|name| !is_own(name));
    names.map(str::to_owned).collect()
}

/// A name as crisplint shows it.
fn shown(name: &[u8]) -> String {
    let mut text = String::new();
    for chunk in name.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|byte| format!("\\x{byte:02x}")));
    }
    text
}

/// The folder of a set.
fn place(seed: u64) -> String {
    format!("set{seed}/")
}

fn compare(seeds: Range<u64>, stars_cross: bool) {
    let repository = repository();
    let folder = repository.path();
    let sets = seeds.map(|seed| (seed, Set::new(&mut Rng::with_seed(seed))));
    let sets: Vec<(u64, Set)> = sets
        .filter(|(_, set)| stars_cross || set.is_settled())
        .collect();
    let mut files = BTreeSet::new();
    for (seed, set) in &sets {
        set.lay(&folder.join(place(*seed)));
        let place = place(*seed);
        files.extend(
            set.files
                .iter()
                .map(|file| [place.as_bytes(), file].concat()),
        );
    }
    let answers = ask_git(folder, &files);
    let is_left = |file: &&Vec<u8>| {
        let pattern = &answers[*file][2];
        pattern.is_empty() || pattern.starts_with(b"!")
    };
    let left: BTreeSet<String> = files
        .iter()
        .filter(is_left)
        .map(|file| shown(file))
        .collect();
    let found = found(folder, &["."]);
    for (seed, set) in &sets {
        let place = place(*seed);
        let of_set = |names: &BTreeSet<String>| -> BTreeSet<String> {
            names
                .iter()
                .filter(|name| name.starts_with(&place))
                .cloned()
                .collect()
        };
        let (left, found) = (of_set(&left), of_set(&found));
        let answers = answers
            .iter()
            .filter(|(file, _)| file.starts_with(place.as_bytes()));
        assert!(
            left == found,
            "{}\ngit alone: {:?}\ncrisplint alone: {:?}\nagain: CRISPLINT_SEED={seed} CRISPLINT_CASES=1 \
             cargo test --test suite ignored",
            set.told(answers),
            left.difference(&found).collect::<Vec<_>>(),
            found.difference(&left).collect::<Vec<_>>(),
        );
    }
    // A search that starts further down knows the lists above.
    let starts = files.iter().filter(is_left).filter_map(|file| {
        let end = file.iter().rposition(|&byte| byte == b'/')?;
        (file.len() % 3 == 0).then(|| file[..end].to_vec())
    });
    let starts: BTreeSet<Vec<u8>> = starts.collect();
    let below = |file: &&Vec<u8>| {
        let ends = file.iter().enumerate().filter(|(_, byte)| **byte == b'/');
        ends.map(|(end, _)| &file[..end])
            .any(|above| starts.contains(above))
    };
    let expected: BTreeSet<String> = files
        .iter()
        .filter(is_left)
        .filter(below)
        .map(|file| shown(file))
        .collect();
    let paths: Vec<&OsStr> = starts
        .iter()
        .map(|start| OsStr::from_bytes(start))
        .collect();
    let found = self::found(folder, &paths);
    assert_eq!(found, expected, "from {paths:?}");
}

#[test]
fn a_search_passes_over_what_git_ignores() {
    if Command::new("git").arg("--version").output().is_err() {
        let said = "there is no git here, so nothing is compared with it";
        return writeln!(std::io::stderr(), "{said}").expect("standard error");
    }
    let crosses = stars_cross();
    let first = number("CRISPLINT_SEED").unwrap_or(1);
    let end = first + cases(60, 3_000);
    let mut start = first;
    while start < end {
        let next = end.min(start + BATCH);
        compare(start..next, crosses);
        start = next;
    }
}
