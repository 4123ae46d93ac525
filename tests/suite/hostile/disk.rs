//! A disk that is full, a reader that is gone, a target that is no file: what could not be written was not
//! reported, and nothing half written stands under its final name.

use std::fs;
use std::os::unix::fs::{FileTypeExt, symlink};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::support::{TODAY, changed, folder, manifest};

const FORMATS: [&str; 8] = [
    "full", "concise", "json", "sarif", "github", "gitlab", "junit", "markdown",
];

/// A line of the shell in which `$bin` is the binary.
fn shell(folder: &Path, line: &str) -> Output {
    let mut command = Command::new("sh");
    command
        .arg("-c")
        .arg(line)
        .current_dir(folder)
        .stdin(Stdio::null());
    command
        .env("bin", env!("CARGO_BIN_EXE_crisplint"))
        .env("today", TODAY);
    command.output().expect("a shell")
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

fn broken() -> String {
    changed(
        "databases: {raci: {provider: C, customer: [R, A]}",
        "databases: {raci: {provider: [R, A], customer: C}",
    )
}

fn entries(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("the folder");
    let names = entries.map(|entry| entry.expect("an entry").file_name());
    let mut names: Vec<String> = names
        .map(|name| name.to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn a_full_disk_behind_standard_output_is_trouble() {
    let folder = folder(&[("a.crisp.yaml", broken())]);
    let commands = FORMATS.map(|format| format!("check --today $today --format {format} ."));
    let others = [
        "--help",
        "--version",
        "help check",
        "check -h",
        "man",
        "rules",
        "rules --format json",
        "explain CRISP305",
        "schema",
        "schema matrix",
        "matrix show",
        "matrix show --format yaml",
        "completions bash",
        "check --show-settings",
        "check --show-files .",
    ];
    let all = commands.into_iter().chain(others.map(str::to_owned));
    for command in all {
        let output = shell(folder.path(), &format!("\"$bin\" {command} > /dev/full"));
        assert_eq!(output.status.code(), Some(2), "{command}");
        let said = stderr(&output);
        assert!(
            said.starts_with("error: cannot write to standard output: No space left on device"),
            "{command}: {said}"
        );
    }
}

#[test]
fn a_reader_that_wants_nothing_is_no_trouble_in_any_format() {
    let folder = folder(&[("a.crisp.yaml", broken())]);
    for format in FORMATS {
        let line = format!(
            "{{ \"$bin\" check --today $today --format {format} .; echo $? > code; }} | head -c0"
        );
        let output = shell(folder.path(), &line);
        let code = fs::read_to_string(folder.path().join("code")).expect("a code");
        assert_eq!(
            (code.as_str(), stderr(&output).as_str()),
            ("1\n", ""),
            "{format}"
        );
    }
    for command in [
        "rules",
        "explain CRISP305",
        "schema",
        "matrix show",
        "--help",
        "check --help",
    ] {
        let line = format!("{{ \"$bin\" {command}; echo $? > code; }} | head -c0");
        let output = shell(folder.path(), &line);
        let code = fs::read_to_string(folder.path().join("code")).expect("a code");
        assert_eq!(
            (code.as_str(), stderr(&output).as_str()),
            ("0\n", ""),
            "{command}"
        );
    }
}

/// A limit on the size of files stands for a disk that fills up while a report is written.
#[test]
fn a_report_that_does_not_fit_leaves_the_old_one_as_it_is() {
    let many = broken() + &"---\nkind: x\n".repeat(3_000);
    let rows: Vec<String> = (0..2_000)
        .map(|n| format!("| Row {n} | R, A | C |\n"))
        .collect();
    let page = "# T\n\n| Feature | Provider | Customer |\n| --- | --- | --- |\n".to_owned()
        + &rows.concat();
    let folder = folder(&[("a.crisp.yaml", many), ("page.md", page)]);
    for old in [None, Some("old")] {
        let target = folder.path().join("out");
        for arguments in [
            "check -q --today $today --report=sarif=out .",
            "check -q --today $today --report=junit=out --format json .",
            "matrix import page.md --force -o out",
        ] {
            let _ = fs::remove_file(&target);
            if let Some(old) = old {
                fs::write(&target, old).expect("a file");
            }
            let before = entries(folder.path());
            let line = format!("trap '' XFSZ; ulimit -f 4; \"$bin\" {arguments} > /dev/null");
            let output = shell(folder.path(), &line);
            assert_eq!(output.status.code(), Some(2), "{arguments}: {output:?}");
            let said = stderr(&output);
            assert!(
                said.contains("error: cannot write `out`: File too large"),
                "{arguments}: {said}"
            );
            assert_eq!(entries(folder.path()), before, "{arguments}: nothing new");
            assert_eq!(
                fs::read_to_string(&target).ok().as_deref(),
                old,
                "{arguments}"
            );
        }
    }
}

#[test]
fn a_baseline_that_does_not_fit_leaves_the_old_one_as_it_is() {
    let files: Vec<(String, String)> = (0..60)
        .map(|n| {
            let text = broken().replace("system: payroll", &format!("system: s{n}"));
            (format!("{n}.crisp.yaml"), text)
        })
        .collect();
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    let folder = folder(&files);
    let old = "{\"version\": 2, \"entries\": []}\n";
    fs::write(folder.path().join("old.json"), old).expect("a file");
    let before = entries(folder.path());
    let line = "trap '' XFSZ; ulimit -f 4; \"$bin\" check -q --today $today --write-baseline=old.json . > /dev/null";
    let output = shell(folder.path(), line);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert!(
        stderr(&output).contains("error: cannot write `old.json`: File too large"),
        "{output:?}"
    );
    assert_eq!(
        fs::read_to_string(folder.path().join("old.json")).expect("a file"),
        old
    );
    assert_eq!(entries(folder.path()), before, "nothing new");
}

/// A device and a pipe take what is written; they are not exchanged for a file.
#[test]
fn a_target_that_is_no_file_is_written_to_and_stays_what_it_is() {
    let folder = folder(&[("a.crisp.yaml", manifest())]);
    let null = folder.path().join("null");
    symlink("/dev/null", &null).expect("a link");
    let run = shell(
        folder.path(),
        "\"$bin\" check -q --today $today --report=json=null .",
    );
    assert_eq!((run.status.code(), stderr(&run).as_str()), (Some(0), ""));
    assert!(
        fs::metadata(&null)
            .expect("a device")
            .file_type()
            .is_char_device()
    );
    let run = shell(
        folder.path(),
        "\"$bin\" check -q --today $today --report=json=/dev/stdout . | head -c 20",
    );
    assert_eq!(
        String::from_utf8_lossy(&run.stdout),
        "{\n  \"version\": 1,\n  "
    );
    symlink("/dev/full", folder.path().join("full")).expect("a link");
    let run = shell(
        folder.path(),
        "\"$bin\" check -q --today $today --report=json=full .",
    );
    assert_eq!(run.status.code(), Some(2));
    assert_eq!(
        stderr(&run),
        "error: cannot write `full`: No space left on device (os error 28)\n"
    );
}

/// A link could lead anywhere, and writing in its place would take it away.
#[test]
fn a_target_that_is_a_link_is_refused() {
    let outside = folder(&[("precious", "precious")]);
    let folder = folder(&[
        ("a.crisp.yaml", broken()),
        (
            "page.md",
            "| Feature | AUCloud | Customer |\n| - | - | - |\n| Hosts | R, A | C |\n".to_owned(),
        ),
    ]);
    let link = folder.path().join("out");
    for target in [
        outside.path().join("precious"),
        outside.path().join("new"),
        "out".into(),
    ] {
        let _ = fs::remove_file(&link);
        symlink(&target, &link).expect("a link");
        for arguments in [
            "check -q --report=json=out .",
            "check -q --write-baseline=out .",
            "matrix import page.md --id x --force -o out",
        ] {
            let run = shell(folder.path(), &format!("\"$bin\" {arguments}"));
            assert_eq!(run.status.code(), Some(2), "{arguments}: {run:?}");
            let said = stderr(&run);
            assert!(
                said.contains("`out`: ") && said.contains("link"),
                "{arguments}: {said}"
            );
            assert_eq!(fs::read_link(&link).expect("a link"), target);
        }
    }
    assert_eq!(entries(outside.path()), [".git", "precious"]);
    assert_eq!(
        fs::read_to_string(outside.path().join("precious")).expect("a file"),
        "precious"
    );
}

/// A pipe that nobody reads would hold the run up for ever.
#[test]
fn a_target_that_is_a_pipe_or_a_folder_is_refused() {
    let folder = folder(&[("a.crisp.yaml", manifest()), ("sub/x", String::new())]);
    let made = shell(folder.path(), "mkfifo pipe");
    assert!(made.status.success());
    for (target, said) in [
        ("pipe", "it is not a regular file"),
        ("sub", "it is not a regular file"),
    ] {
        let line = format!("\"$bin\" check -q --today $today --report=json={target} .");
        let run = shell(folder.path(), &line);
        assert_eq!(run.status.code(), Some(2), "{target}");
        assert_eq!(
            stderr(&run),
            format!("error: cannot write `{target}`: {said}\n")
        );
    }
    assert!(
        fs::symlink_metadata(folder.path().join("pipe"))
            .expect("a pipe")
            .file_type()
            .is_fifo()
    );
    assert_eq!(
        entries(folder.path()),
        [".git", "a.crisp.yaml", "pipe", "sub"]
    );
}
