//! The one place that asks git: which commit the repository stands at, and which files of a run are
//! not as that commit has them.
//!
//! A repository can name programs in its own configuration and attributes: filters, hooks, monitors,
//! transports. `git status` runs some of them, so git is asked only what runs none: `rev-parse`,
//! `ls-tree` and `cat-file`, without fetching what is missing. Whether a file is as committed is
//! found out here, from the SHA-256 of the bytes that were read.
//!
//! What a hook's environment says about another repository is taken away, and only the root itself
//! is looked at.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::text::{MAX_FILE_BYTES, Sha256, encoded};

/// The most bytes of one line or entry that git answers.
const ENTRY: u64 = 1024 * 1024;

/// The state of the repository.
#[derive(Clone, Debug)]
pub enum Commit {
    /// There is none, and why.
    None(String),
    /// Its id, and the files of the run that differ from it: the path and how.
    Known(String, Vec<(String, &'static str)>),
}

/// A file of the run: its path, relative to the root, and the SHA-256 of the bytes that were read of
/// it, in hexadecimal; nothing where they could not be read.
pub(crate) type Bytes = (String, Option<String>);

/// The commit of a repository, and how the files of the run differ from it.
pub(crate) fn commit(root: &Path, read: &[Bytes]) -> Commit {
    if !root.join(".git").exists() {
        return Commit::None("the files are not in a git repository".to_owned());
    }
    let Some(git) = Git::find(root) else {
        return Commit::None("git is not installed, or reports no commit".to_owned());
    };
    let answer = git.ask(&["rev-parse", "--show-prefix", "HEAD"], "", |lines| {
        Some([line(lines)?, line(lines)?])
    });
    let Some([prefix, id]) = answer else {
        return Commit::None("git is not installed, or reports no commit".to_owned());
    };
    // A prefix would mean that another repository answers.
    if !prefix.is_empty() || !is_id(&id) {
        return Commit::None("git reports no commit".to_owned());
    }
    let differing = git.differing(&id, read).unwrap_or_else(|| {
        let all = "every file".to_owned();
        vec![(all, "git could not compare the file with the commit")]
    });
    Commit::Known(id, differing)
}

/// What a commit has under a path.
#[derive(Debug, PartialEq, Eq)]
enum Entry {
    /// A file, with the id of its bytes.
    File(String),
    /// A link: what it leads to was read.
    Link,
}

/// The entries of a commit that matter for a run.
#[derive(Debug, Default)]
struct Tree {
    entries: BTreeMap<String, Entry>,
    /// Each with a slash at its end.
    submodules: Vec<String>,
}

/// The bytes of a committed file, by their SHA-256.
struct Blob {
    committed: String,
    /// The same with CRLF for LF, where git could have written that into the work tree.
    with_crlf: Option<String>,
}

impl Blob {
    fn new(bytes: &[u8]) -> Self {
        // Git turns no line feeds where a carriage return or a NUL is among the bytes.
        let is_turned = bytes.contains(&b'\n') && !bytes.iter().any(|byte| b"\r\0".contains(byte));
        let with_crlf = is_turned.then(|| {
            let pieces = bytes.split_inclusive(|byte| *byte == b'\n');
            let pieces = pieces.flat_map(|piece| match piece.strip_suffix(b"\n") {
                Some(line) => [line, b"\r\n".as_slice()],
                None => [piece, b"".as_slice()],
            });
            Sha256::of(pieces).to_string()
        });
        Self {
            committed: Sha256::of([bytes]).to_string(),
            with_crlf,
        }
    }

    fn is(&self, read: &str) -> bool {
        self.committed == read || self.with_crlf.as_deref() == Some(read)
    }
}

/// The program, and the repository that it is asked about.
struct Git<'r> {
    program: PathBuf,
    root: &'r Path,
}

impl<'r> Git<'r> {
    /// The first git on the `PATH`. A relative folder there could be one of the repository.
    fn find(root: &'r Path) -> Option<Self> {
        let name = format!("git{}", std::env::consts::EXE_SUFFIX);
        let folders = std::env::var_os("PATH")?;
        let folders = std::env::split_paths(&folders).filter(|folder| folder.is_absolute());
        let program = folders
            .map(|folder| folder.join(&name))
            .find(|file| file.is_file())?;
        Some(Self { program, root })
    }

    /// The paths that are not as committed, and how.
    fn differing(&self, commit: &str, read: &[Bytes]) -> Option<Vec<(String, &'static str)>> {
        let tree = self.tree(commit, read)?;
        let blobs = self.blobs(&tree)?;
        let differing = read.iter().filter_map(|(path, read)| {
            let how = match (tree.entries.get(path), read) {
                _ if Path::new(path).has_root() => "outside the repository",
                (None, _) if tree.is_in_submodule(path) => "in a submodule",
                (None, _) => "not in the commit",
                (Some(Entry::Link), _) => "a link, whose target is not compared",
                (Some(_), None) => "not read, so not compared",
                (Some(Entry::File(id)), Some(read)) => match blobs.get(id) {
                    None => "git does not have its committed bytes",
                    Some(Some(blob)) if blob.is(read) => return None,
                    Some(_) => "changed since the commit",
                },
            };
            Some((path.clone(), how))
        });
        Some(differing.collect())
    }

    /// What a commit has under the paths of the run.
    fn tree(&self, commit: &str, read: &[Bytes]) -> Option<Tree> {
        let wanted: BTreeSet<&str> = read.iter().map(|(path, _)| path.as_str()).collect();
        let command = ["ls-tree", "-r", "-z", "--full-tree", commit];
        self.ask(&command, "", |answer| {
            let mut tree = Tree::default();
            while let Some(entry) = piece(answer, 0).ok()? {
                tree.take(&entry, &wanted)?;
            }
            Some(tree)
        })
    }

    /// The committed files by id: nothing inside where one is too large to be read. What git does
    /// not have is left out.
    fn blobs(&self, tree: &Tree) -> Option<BTreeMap<String, Option<Blob>>> {
        let ids = tree.entries.values().filter_map(|entry| match entry {
            Entry::File(id) => Some(id.as_str()),
            Entry::Link => None,
        });
        let ids: BTreeSet<&str> = ids.collect();
        let mut blobs = BTreeMap::new();
        if ids.is_empty() {
            return Some(blobs);
        }
        let sizes = self.ask(&["cat-file", "--batch-check"], &lines(&ids), |answer| {
            let heads = ids.iter().map(|id| Some((*id, size(&line(answer)?, id))));
            heads.collect::<Option<Vec<_>>>()
        })?;
        let mut small = BTreeSet::new();
        for (id, size) in sizes {
            match size {
                Some(size) if size <= MAX_FILE_BYTES => drop(small.insert(id)),
                Some(_) => drop(blobs.insert(id.to_owned(), None)),
                None => {}
            }
        }
        self.ask(&["cat-file", "--batch"], &lines(&small), |answer| {
            for id in &small {
                // It was there a moment ago.
                let size = size(&line(answer)?, id).filter(|size| *size <= MAX_FILE_BYTES)?;
                let mut bytes = Vec::new();
                answer.take(size).read_to_end(&mut bytes).ok()?;
                let is_whole = bytes.len() as u64 == size && line(answer)?.is_empty();
                blobs.insert(
                    (*id).to_owned(),
                    Some(Blob::new(&bytes)).filter(|_| is_whole),
                );
            }
            Some(blobs)
        })
    }

    /// What `read` makes of git's answer; nothing where git cannot be run or refuses, or where the
    /// answer is not whole.
    fn ask<T: Send>(
        &self,
        arguments: &[&str],
        input: &str,
        read: impl FnOnce(&mut dyn BufRead) -> Option<T>,
    ) -> Option<T> {
        let mut git = self.command(arguments).spawn().ok()?;
        let (stdin, stdout) = (git.stdin.take()?, git.stdout.take()?);
        let answer = std::thread::scope(|scope| {
            // Git answers while it is asked: one hand alone would wait for ever.
            scope.spawn(move || {
                let mut stdin = stdin;
                stdin.write_all(input.as_bytes())
            });
            let answer = read(&mut BufReader::new(stdout));
            if answer.is_none() {
                let _ = git.kill(); // who waits to be read would not end
            }
            answer
        });
        ended(git).then_some(answer)?
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut git = Command::new(&self.program);
        for (name, _) in std::env::vars_os() {
            let text = name.to_string_lossy();
            if text.starts_with("GIT_") && !is_configuration(&text) {
                git.env_remove(&name);
            }
        }
        if let Some(above) = self.root.parent() {
            git.env("GIT_CEILING_DIRECTORIES", above);
        }
        for (name, value) in [
            ("GIT_OPTIONAL_LOCKS", "0"),
            ("GIT_TERMINAL_PROMPT", "0"),
            // An older git does not know the first, and asks the second.
            ("GIT_NO_LAZY_FETCH", "1"),
            ("GIT_ALLOW_PROTOCOL", "none"),
        ] {
            git.env(name, value);
        }
        git.args(["--no-pager", "--no-optional-locks", "--no-replace-objects"]);
        for setting in [
            "core.fsmonitor=false",
            "core.hooksPath=/dev/null",
            "core.sshCommand=false",
            "core.gitProxy=none",
            "core.askPass=",
            "credential.helper=",
            "protocol.allow=never",
        ] {
            git.args(["-c", setting]);
        }
        git.args(arguments)
            .current_dir(self.root)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        git
    }
}

impl Tree {
    /// Takes an entry in: mode, type and id, and behind a tab its path.
    fn take(&mut self, entry: &[u8], wanted: &BTreeSet<&str>) -> Option<()> {
        let tab = entry.iter().position(|byte| *byte == b'\t')?;
        let (head, path) = (entry.get(..tab)?, entry.get(tab + 1..)?);
        let mut head = std::str::from_utf8(head).ok()?.split(' ');
        let (mode, _, id) = (head.next()?, head.next()?, head.next()?);
        let path = encoded(path);
        match mode {
            "160000" => self.submodules.push(format!("{path}/")),
            _ if !wanted.contains(&*path) => {}
            "120000" => drop(self.entries.insert(path.into_owned(), Entry::Link)),
            _ if !is_id(id) => return None,
            _ => {
                let file = Entry::File(id.to_owned());
                self.entries.insert(path.into_owned(), file);
            }
        }
        Some(())
    }

    fn is_in_submodule(&self, path: &str) -> bool {
        let mut submodules = self.submodules.iter();
        submodules.any(|submodule| path.starts_with(submodule))
    }
}

fn ended(mut git: Child) -> bool {
    git.wait().is_ok_and(|status| status.success())
}

/// Whether a text is the name of an object, by SHA-1 or SHA-256.
fn is_id(text: &str) -> bool {
    [40, 64].contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// The size in an answer such as `<id> blob 42`; nothing where git does not have the object.
fn size(answer: &str, id: &str) -> Option<u64> {
    let size = answer.strip_prefix(id)?.strip_prefix(" blob ")?;
    size.parse().ok()
}

fn lines(ids: &BTreeSet<&str>) -> String {
    let lines = ids.iter().flat_map(|id| [id, "\n"]);
    lines.collect()
}

/// The next line of an answer; nothing where there is none or it is no text.
fn line(answer: &mut dyn BufRead) -> Option<String> {
    String::from_utf8(piece(answer, b'\n').ok()??).ok()
}

/// The next piece of an answer without the byte at its end; nothing where the answer ends. An error
/// where it breaks off.
fn piece(answer: &mut dyn BufRead, end: u8) -> io::Result<Option<Vec<u8>>> {
    let mut piece = Vec::new();
    if answer.take(ENTRY).read_until(end, &mut piece)? == 0 {
        return Ok(None);
    }
    match piece.pop() {
        Some(last) if last == end => Ok(Some(piece)),
        _ => Err(ErrorKind::UnexpectedEof.into()),
    }
}

/// Whether a variable says how git behaves for this person or machine, such as which folders are
/// safe. The others say where a repository is.
fn is_configuration(name: &str) -> bool {
    const KEPT: [&str; 4] = [
        "GIT_CONFIG_COUNT",
        "GIT_CONFIG_GLOBAL",
        "GIT_CONFIG_SYSTEM",
        "GIT_CONFIG_NOSYSTEM",
    ];
    KEPT.contains(&name)
        || name.starts_with("GIT_CONFIG_KEY_")
        || name.starts_with("GIT_CONFIG_VALUE_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_of_a_tree_are_read() {
        let id = "0123456789abcdef0123456789abcdef01234567";
        let entries = [
            format!("100644 blob {id}\ta b.yaml"),
            format!("100755 blob {id}\tother"),
            format!("120000 blob {id}\tlink"),
            format!("160000 commit {id}\tvendor/sub"),
        ];
        let wanted = BTreeSet::from(["a b.yaml", "link", "vendor/sub/x"]);
        let mut tree = Tree::default();
        for entry in &entries {
            assert_eq!(tree.take(entry.as_bytes(), &wanted), Some(()), "{entry}");
        }
        let expected = BTreeMap::from([
            ("a b.yaml".to_owned(), Entry::File(id.to_owned())),
            ("link".to_owned(), Entry::Link),
        ]);
        assert_eq!(tree.entries, expected);
        assert!(tree.is_in_submodule("vendor/sub/x"));
        assert!(!tree.is_in_submodule("vendor/subway"));
        for entry in ["", "100644 blob\ta", "100644 blob xyz\tlink2"] {
            let wanted = BTreeSet::from(["link2"]);
            assert_eq!(tree.take(entry.as_bytes(), &wanted), None, "{entry}");
        }
    }

    #[test]
    fn line_endings_that_git_turns_are_no_change() {
        let hash = |bytes: &[u8]| Sha256::of([bytes]).to_string();
        for (committed, read, same) in [
            ("a\nb\n", "a\nb\n", true),
            ("a\nb\n", "a\r\nb\r\n", true),
            ("a\nb", "a\r\nb", true),
            ("a\nb\n", "a\r\nb\n", false),
            ("a\r\nb\n", "a\r\nb\r\n", false),
            ("a\0\n", "a\0\r\n", false),
            ("a", "a\r\n", false),
        ] {
            let blob = Blob::new(committed.as_bytes());
            assert_eq!(
                blob.is(&hash(read.as_bytes())),
                same,
                "{committed:?} {read:?}"
            );
        }
    }
}
