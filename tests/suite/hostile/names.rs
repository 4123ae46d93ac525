//! Names of files that are no names: none begins a line, steers a terminal or opens a tag.

use std::collections::BTreeSet;

use crate::support::{changed, check, folder, manifest, run};

const HOSTILE: [&str; 6] = [
    "new\nline::error::x",
    "e\u{1b}[2J\u{7}\u{9b}31m",
    "\u{202e}lmay.\u{2066}",
    "<img src=x onerror=alert(1)>",
    "a|b`c`[d](e)",
    "%0A::error,title=x::",
];

#[test]
fn names_of_files_stay_names_in_every_format() {
    let broken = changed("provider: C, customer: A, msp: R", "provider: C, msp: R");
    let files: Vec<(String, String)> = HOSTILE
        .iter()
        .enumerate()
        .map(|(at, name)| {
            let system = format!("system: s{at}");
            (
                format!("{name}.crisp.yaml"),
                broken.replace("system: payroll", &system),
            )
        })
        .collect();
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    let folder = folder(&files);
    let json = check(folder.path(), &["--format", "json", "."]).json();
    let paths: BTreeSet<&str> = json["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .filter_map(|finding| finding["path"].as_str())
        .collect();
    let expected: BTreeSet<&str> = files.iter().map(|(name, _)| *name).collect();
    assert_eq!(paths, expected, "JSON holds the names as they are");
    for format in [
        "full", "concise", "json", "sarif", "github", "gitlab", "junit", "markdown",
    ] {
        let run = check(folder.path(), &["-v", "--format", format, "."]);
        assert_eq!(run.code, 1, "{format}");
        let shown = run.stdout.clone() + &run.stderr;
        let bad = shown.chars().find(|c| crisplint::text::is_hidden(*c));
        assert_eq!(bad, None, "{format}");
        assert!(!shown.contains("\n::error::"), "{format}");
        match format {
            "github" => assert_eq!(run.stdout.lines().count(), HOSTILE.len(), "{}", run.stdout),
            "concise" => assert_eq!(
                run.stdout.lines().count(),
                HOSTILE.len() + 1,
                "{}",
                run.stdout
            ),
            "junit" => {
                roxmltree::Document::parse(&run.stdout).expect("XML");
            }
            "markdown" => assert!(!run.stdout.contains("<img"), "{}", run.stdout),
            _ => {}
        }
    }
}

/// What the tool says of names that lead nowhere or are not taken.
#[test]
fn complaints_show_names_as_text() {
    let folder = folder(&[("a.crisp.yaml", manifest())]);
    for name in HOSTILE {
        let report = format!("--report=json=no/{name}");
        for arguments in [
            vec!["check", name],
            vec!["check", "--config", name, "."],
            vec!["check", "--matrix", name, "."],
            vec!["check", &report, "."],
            vec!["matrix", "check", name],
            vec!["matrix", "import", name],
            vec!["matrix", "show", name],
            vec!["matrix", "diff", name, name],
            vec!["explain", name],
        ] {
            let run = run(folder.path(), &arguments);
            assert_eq!(run.code, 2, "{arguments:?}");
            let shown = run.stdout + &run.stderr;
            let bad = shown.chars().find(|c| crisplint::text::is_hidden(*c));
            assert_eq!(bad, None, "{arguments:?}: {shown:?}");
            for line in shown.lines() {
                assert!(!line.starts_with("line::"), "{arguments:?}: {shown}");
            }
        }
    }
}
