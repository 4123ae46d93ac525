//! Input that is made to hurt: it gets a finding, and nothing else happens.

mod bombs;
#[cfg(unix)]
mod disk;
#[cfg(unix)]
mod files;
mod moving;
mod names;
mod squares;
#[cfg(unix)]
mod threads;

use std::fs;
use std::time::{Duration, Instant};

use crate::support::{
    changed, check, findings, folder, is_whole, manifest, repository, run_with_input, text, write,
};

/// Far more than any of these needs, on any machine.
const SOON: Duration = Duration::from_secs(30);

fn soon(texts: &[(&str, String)]) {
    for (name, text) in texts {
        let started = Instant::now();
        let found = findings(text);
        assert_eq!(found.len(), 1, "{name}: {found:?}");
        assert!(found[0].starts_with("CRISP005 "), "{name}: {found:?}");
        assert!(
            started.elapsed() < SOON,
            "{name} took {:?}",
            started.elapsed()
        );
    }
}

#[test]
fn deep_nesting_is_refused_in_every_style() {
    let n = 20_000;
    soon(&[
        ("brackets", format!("a: {}", "[".repeat(n))),
        ("braces", "{a: ".repeat(n)),
        ("dashes", "- ".repeat(n) + "x\n"),
        ("questions", "? ".repeat(n) + "x\n"),
        (
            "lines",
            (0..4_000).map(|level| " ".repeat(level) + "a:\n").collect(),
        ),
    ]);
}

/// Files under every limit, with as many faults as they have lines.
#[test]
fn many_faults_take_their_share_and_no_more() {
    let n = if is_whole() { 20_000 } else { 2_000 };
    let head = "apiVersion: crisplint/v1\nkind: ControlOwnership\n";
    let lines = |line: &dyn Fn(usize) -> String| (0..n).map(line).collect::<String>();
    let documents = lines(&|at| format!("kind: x\nmetadata: {{system: s{at}}}\n---\n"));
    let json = ["json"].as_slice();
    let formats = [
        "full", "json", "sarif", "github", "gitlab", "junit", "markdown",
    ]
    .as_slice();
    for (name, text, formats) in [
        ("controls", "a\u{1}: 1\n---\n".repeat(n), json),
        ("directives", "%é\n---\n".repeat(n), json),
        ("syntax", "a: [\n---\n".repeat(n), json),
        (
            "unknown",
            head.to_owned() + &lines(&|at| format!("k{at}: 1\n")),
            json,
        ),
        ("twice", head.to_owned() + &"k: 1\n".repeat(n), json),
        ("documents", documents, formats),
    ] {
        let folder = folder(&[("a.crisp.yaml", text)]);
        for format in formats {
            let started = Instant::now();
            let run = check(folder.path(), &["-q", "--format", format, "."]);
            let took = started.elapsed();
            assert_eq!(run.code, 1, "{name}");
            assert!(took < SOON, "{name} as {format} took {took:?}");
        }
    }
}

/// Each document of five bytes can be a finding of a thousand.
#[test]
fn documents_are_counted_and_the_rest_is_left_out() {
    let folder = folder(&[("a.crisp.yaml", "---\na\n---\n".repeat(20_100))]);
    let lines = |folder: &std::path::Path| {
        let run = check(folder, &["-q", "--format", "concise", "."]);
        assert_eq!(run.code, 1);
        let lines = run
            .stdout
            .lines()
            .map(|line| line.replace("a.crisp.yaml:", ""));
        lines.collect::<Vec<String>>()
    };
    let found = lines(folder.path());
    assert_eq!(found.len(), 20_001);
    assert!(
        found[19_999].starts_with("59999:1: error[CRISP006] "),
        "{}",
        found[19_999]
    );
    assert_eq!(
        found[20_000],
        "60002:1: error[CRISP005] the file has more than 20000 documents; this document and all after it are not checked"
    );
    // Those that cannot be read count as well.
    write(
        folder.path(),
        "a.crisp.yaml",
        "[\n---\n".repeat(20_001).as_bytes(),
    );
    let found = lines(folder.path());
    assert_eq!(found.len(), 20_001);
    assert!(
        found[20_000].starts_with("40002:1: error[CRISP005] "),
        "{}",
        found[20_000]
    );
    let settings = folder.path().join(".crisplint.yaml");
    fs::rename(folder.path().join("a.crisp.yaml"), settings).expect("a configuration");
    let run = check(folder.path(), &["--format", "json", "."]);
    assert_eq!(run.code, 2);
}

#[test]
fn expansion_is_refused() {
    let mut laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    let mut merges = "a0: &a0 {p: {x: 1}, q: {x: 1}}\n".to_owned();
    let mut chain = "a0: &a0 [x]\n".to_owned();
    for level in 1..80 {
        let below = level - 1;
        let ten = vec![format!("*a{below}"); 10].join(", ");
        laughs += &format!("a{level}: &a{level} [{ten}]\n");
        merges += &format!("a{level}: &a{level} {{p: {{<<: *a{below}}}, q: {{<<: *a{below}}}}}\n");
        chain += &format!("a{level}: &a{level} [*a{below}]\n");
    }
    soon(&[
        ("laughs", laughs),
        ("merges", merges),
        ("chain", chain),
        ("endless", "a: &a [1, *a]\n".to_owned()),
        ("many", "[".to_owned() + &"x,".repeat(300_000) + "]\n"),
    ]);
}

#[test]
fn large_files_are_refused_without_reading() {
    let folder = folder(&[("a.crisp.yaml", "")]);
    let file = fs::File::create(folder.path().join("a.crisp.yaml")).expect("a file");
    file.set_len(1 << 30).expect("a hole of 1 GB");
    let run = check(folder.path(), &["--format", "json", "."]);
    assert_eq!(run.places(), ["CRISP005 1:1"]);
    let input = vec![b' '; (32 << 20) + 1];
    let run = run_with_input(folder.path(), &["check", "--format", "json", "-"], &input);
    assert_eq!(
        (run.code, run.places()),
        (1, vec!["CRISP005 1:1".to_owned()])
    );
}

#[test]
fn long_lines_and_long_names_are_clipped() {
    let long = "x".repeat(100_000);
    let folder = folder(&[
        (
            "a.crisp.yaml",
            changed("title: Fortnightly payroll", &format!("{long}: {long}")),
        ),
        (
            "b.crisp.yaml",
            manifest().replace("system: payroll", "system: pay")
                + &format!("  {long}: {{raci: {{customer: A, customer: {long}}}}}\n"),
        ),
    ]);
    let run = check(folder.path(), &["."]);
    assert_eq!(run.code, 1);
    assert!(run.stdout.len() < 20_000, "{} bytes", run.stdout.len());
}

#[test]
fn names_cannot_steer_the_terminal() {
    let hostile = "\u{1b}]0;owned\u{7}\u{1b}[2J\u{202e}\u{2066}\u{9b}31m\u{200b}";
    let quoted = format!("{hostile:?}")
        .replace("\\u{", "\\U0000")
        .replace('}', "");
    assert!(!quoted.contains('\u{1b}'));
    let text = changed("  databases:", &format!("  \"datab{hostile}ases\":"))
        .replace("provider: AUCloud", &format!("provider: 'AU{hostile}'"))
        .replace("# comment", hostile);
    let name = format!("{hostile}.crisp.yaml").replace('/', "");
    let folder = folder(&[(name.as_str(), text)]);
    for format in ["full", "concise", "json"] {
        for color in ["never", "always"] {
            let run = check(
                folder.path(),
                &["-v", "--format", format, "--color", color, "."],
            );
            let shown = run.stdout + &run.stderr;
            for bad in ['\u{7}', '\u{202e}', '\u{2066}', '\u{9b}', '\u{200b}', '\r'] {
                assert!(!shown.contains(bad), "{format}: {bad:?}");
            }
            assert!(
                !shown.contains("\u{1b}]") && !shown.contains("\u{1b}[2J"),
                "{format}"
            );
            if color == "never" {
                assert!(!shown.contains('\u{1b}'), "{format}");
            }
        }
    }
}

/// A NUL would end the text for the parser: what stands behind it must not be passed over.
#[test]
fn control_characters_are_no_yaml() {
    let two = |text: String| text + "---\nkind: x\n";
    for (text, expected) in [
        ("a: b\0\n".to_owned(), "1:5"),
        ("a: \"\0\"\n".to_owned(), "1:5"),
        ("a: [b,\n# \u{1b}\nc]\n".to_owned(), "2:3"),
        ("a: b\n# \0 comment\n".to_owned(), "2:3"),
        (changed("crisplint/v1\n", "crisplint/v1\n\0"), "2:1"),
        ("a: é\u{9b}\n".to_owned(), "1:5"),
        ("a: |\n x\n \u{7f}\n".to_owned(), "3:2"),
        ("a\u{ffff}: b\n".to_owned(), "1:2"),
    ] {
        let found = findings(&two(text.clone()));
        let control = format!("CRISP003 {expected}");
        assert!(found.contains(&control), "{text:?}: {found:?}");
        // No rule has anything more to say about the document, and the next one is read.
        assert!(found.len() <= 3, "{text:?}: {found:?}");
        assert!(
            found
                .last()
                .is_some_and(|last| last.starts_with("CRISP006 "))
        );
    }
    let quoted = changed("Fortnightly payroll", "'pay roll \u{7f}\u{9b}\u{ffff}'");
    assert_eq!(
        findings(&quoted),
        [""; 0],
        "what JSON has in quotes is YAML"
    );
    for (text, expected) in [
        (
            "kind: \u{1b}[2J\n",
            "1:7: error[CRISP003] not valid YAML: the character U+001B is not allowed\n",
        ),
        (
            "kind: \u{9b}2J\n",
            "1:7: error[CRISP003] not valid YAML: the character U+009B is not allowed outside of quotes\n",
        ),
        (
            "%é 1\n---\nkind: x\n",
            "1:2: error[CRISP003] not valid YAML: this line is a YAML directive\n",
        ),
    ] {
        let folder = folder(&[("a.crisp.yaml", text)]);
        let run = check(folder.path(), &["-q", "--format", "concise", "."]);
        assert!(
            run.stdout.starts_with(&format!("a.crisp.yaml:{expected}")),
            "{}",
            run.stdout
        );
    }
}

/// Byte order mark, CRLF, tabs and characters of every width: the places that positions.md lists,
/// which were counted by hand.
#[test]
fn positions_are_code_points() {
    let list = fs::read_to_string(repository().join("fixtures/hostile/positions.md"));
    let list = list.expect("the list of places");
    let rows = list
        .lines()
        .filter(|line| line.starts_with("| ") && line.contains("| CRISP"));
    let expected: Vec<String> = rows
        .map(|row| {
            row.split('|')
                .map(str::trim)
                .skip(1)
                .take(3)
                .collect::<Vec<_>>()
                .join(" ")
        })
        .collect();
    let file = "fixtures/hostile/positions.crisp.yaml";
    let report = check(repository(), &["--format", "json", file]).json();
    let mut found = Vec::new();
    for finding in report["findings"].as_array().expect("findings") {
        let related = finding["related"].as_array().expect("a list").iter();
        for place in std::iter::once(finding).chain(related) {
            found.push(format!(
                "{}:{} {}:{} {}",
                place["line"],
                place["column"],
                place["endLine"],
                place["endColumn"],
                text(&finding["code"])
            ));
        }
    }
    assert_eq!(found, expected);
}

#[cfg(unix)]
mod unix {
    use super::*;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;

    #[test]
    fn pipes_devices_and_folders_are_not_read() {
        let folder = folder(&[("sub/x.crisp.yaml/README", "a folder")]);
        let pipe = folder.path().join("pipe.crisp.yaml");
        let made = std::process::Command::new("mkfifo")
            .arg(&pipe)
            .status()
            .expect("mkfifo");
        assert!(made.success());
        let run = check(folder.path(), &["--format", "json", "."]);
        assert_eq!(run.places(), ["CRISP001 1:1"]);
        let message = run.json()["findings"][0]["message"].clone();
        assert_eq!(
            message,
            "`pipe.crisp.yaml` cannot be read: it is not a regular file"
        );
        let device = check(folder.path(), &["--format", "json", "/dev/zero"]);
        assert_eq!(device.places(), ["CRISP001 1:1"]);
    }

    #[test]
    fn links_are_followed_within_the_tree_only() {
        let outside = folder(&[("secret.crisp.yaml", "kind: Secret\n")]);
        let folder = folder(&[("data/payroll.yaml", manifest())]);
        let at = |name: &str| folder.path().join(name);
        symlink(
            outside.path().join("secret.crisp.yaml"),
            at("out.crisp.yaml"),
        )
        .expect("a link");
        symlink(outside.path(), at("away")).expect("a link");
        symlink(folder.path(), at("data/loop")).expect("a link");
        symlink("payroll.yaml", at("data/in.crisp.yaml")).expect("a link");
        symlink("payroll.yaml", at("data/twice.crisp.yaml")).expect("a link");
        symlink("nowhere.yaml", at("dangling.crisp.yaml")).expect("a link");
        let run = check(folder.path(), &["--format", "concise", "."]);
        let out = "out.crisp.yaml:1:1: error[CRISP001] `out.crisp.yaml` cannot be read: it is a link to a file or folder outside the root\n";
        let expected = format!(
            "dangling.crisp.yaml:1:1: error[CRISP001] `dangling.crisp.yaml` cannot be read: no such file or directory\n\
             {out}1 manifest in 3 files, 18 features: 2 errors\n"
        );
        assert_eq!(run.stdout, expected);
        let named = check(
            folder.path(),
            &["-q", "--format", "concise", "out.crisp.yaml"],
        );
        assert_eq!(named.stdout, out, "where it is named, too");
    }

    /// Two links to where they stand lead to a million paths, and each is a path to one file.
    #[test]
    fn patterns_follow_links_within_the_tree_only_and_none_on_their_way() {
        let outside = folder(&[("secret.crisp.yaml", "kind: Secret\n")]);
        let folder = folder(&[("data/payroll.crisp.yaml", manifest())]);
        let at = |name: &str| folder.path().join(name);
        symlink(
            outside.path().join("secret.crisp.yaml"),
            at("data/out.crisp.yaml"),
        )
        .expect("a link");
        symlink(outside.path(), at("data/away")).expect("a link");
        for name in ["data/x", "data/y"] {
            symlink(".", at(name)).expect("a link");
        }
        symlink("data", at("link")).expect("a link");
        let one = "data/payroll.crisp.yaml\n";
        for (pattern, expected) in [
            ("data/*.crisp.yaml", one),
            ("**/*.crisp.yaml", one),
            ("**", one),
            ("data/*/*.yaml", "data/x/payroll.crisp.yaml\n"),
            ("data/aw*", ""),
            ("data/out*", ""),
            ("lin*", "link/payroll.crisp.yaml\n"),
            ("link/*.yaml", "link/payroll.crisp.yaml\n"),
            ("lin*/*.yaml", "link/payroll.crisp.yaml\n"),
            ("lin*/**/pay*", "link/payroll.crisp.yaml\n"),
            ("**/link/*.yaml", ""),
        ] {
            let started = Instant::now();
            let run = crate::support::run(folder.path(), &["check", "--show-files", pattern]);
            assert_eq!(run.stdout, expected, "{pattern}");
            assert!(started.elapsed() < Duration::from_secs(20), "{pattern}");
        }
        symlink("nowhere.yaml", at("data/dangling.crisp.yaml")).expect("a link");
        let run = check(folder.path(), &["-q", "--format", "concise", "data/d*"]);
        let expected = "data/dangling.crisp.yaml:1:1: error[CRISP001] `data/dangling.crisp.yaml` cannot be read: no such file or directory\n";
        assert_eq!(run.stdout, expected);
    }

    #[test]
    fn a_pattern_through_many_links_is_quick() {
        let folder = folder(&[("a.crisp.yaml", manifest())]);
        for link in 0..100 {
            symlink(".", folder.path().join(format!("l{link:02}"))).expect("a link");
        }
        let started = Instant::now();
        let arguments = ["check", "--show-files", "*/*/*/*/*.yaml"];
        let run = crate::support::run(folder.path(), &arguments);
        assert_eq!(run.stdout, "l00/l00/l00/l00/a.crisp.yaml\n");
        assert!(started.elapsed() < SOON);
    }

    /// Each folder fits, and each is in another one that has been searched.
    #[test]
    fn a_pattern_that_fits_every_folder_is_quick() {
        let deep = "d/".repeat(300);
        let folder = folder(&[(format!("{deep}a.crisp.yaml").as_str(), manifest())]);
        for pattern in ["**", "**/*"] {
            let started = Instant::now();
            let run = crate::support::run(folder.path(), &["check", "--show-files", pattern]);
            assert_eq!(run.stdout, format!("{deep}a.crisp.yaml\n"));
            assert!(started.elapsed() < SOON, "{pattern}");
        }
    }

    #[test]
    fn names_that_are_no_text_are_shown_as_bytes() {
        let folder = folder(&[("ok.crisp.yaml", manifest())]);
        let name = std::ffi::OsStr::from_bytes(b"b\xffd\n.crisp.yaml");
        fs::write(folder.path().join(name), "kind: x\n").expect("a file");
        let run = check(folder.path(), &["-q", "--format", "concise", "."]);
        assert_eq!(
            run.stdout,
            "b\\xffd\\n.crisp.yaml:1:7: error[CRISP006] unknown kind `x`\n"
        );
    }

    #[test]
    fn a_reader_that_goes_away_is_no_trouble() {
        let folder = folder(&[("a.crisp.yaml", "kind: x\n---\n".repeat(20_000))]);
        let mut child = crate::support::command(folder.path());
        child
            .args(["check", "."])
            .stdout(std::process::Stdio::piped());
        child.stderr(std::process::Stdio::piped());
        let mut child = child.spawn().expect("the binary starts");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("the binary ends");
        assert_eq!(
            (output.status.code(), output.stderr.as_slice()),
            (Some(1), &b""[..])
        );
    }
}

#[test]
fn a_file_that_is_not_there_is_trouble_and_the_others_are_checked() {
    let folder = folder(&[("a.crisp.yaml", "kind: x\n")]);
    write(folder.path(), "plain.txt", b"kind: y\n");
    let run = check(
        folder.path(),
        &[
            "-q",
            "--format",
            "concise",
            "nowhere.yaml",
            "a.crisp.yaml",
            "plain.txt",
            "*.nothing",
        ],
    );
    assert_eq!(run.code, 2);
    let findings: Vec<&str> = run.stdout.lines().take(2).collect();
    assert!(findings.iter().all(|line| line.contains("CRISP006")));
    assert!(run.stdout.ends_with(&run.stderr), "{run:?}");
    assert_eq!(
        run.stderr,
        "error: there is no file or folder `nowhere.yaml`\nerror: there is no file or folder `*.nothing`\n"
    );
}
