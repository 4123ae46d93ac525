//! Runs the binary as a user would.

use std::ffi::OsStr;
use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::bless::{self, Wanted};

/// The day on which all tests happen.
pub const TODAY: &str = "2026-11-23";

/// What a run gave.
#[derive(Debug)]
pub struct Run {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Run {
    /// Standard output as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:#?}"))
    }

    /// `CODE line:column` of every finding in JSON.
    pub fn places(&self) -> Vec<String> {
        let report = self.json();
        let findings = report["findings"].as_array().expect("findings").iter();
        findings
            .map(|one| format!("{} {}:{}", text(&one["code"]), one["line"], one["column"]))
            .collect()
    }
}

/// A string in JSON.
pub fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value} is text"))
}

/// The repository's folder.
pub fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The binary, with nothing of the tester's terminal around it.
pub fn command(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_crisplint"));
    command.current_dir(folder);
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLORTERM"] {
        command.env_remove(name);
    }
    command
}

/// Runs the binary in a folder.
pub fn run<S: AsRef<OsStr>>(folder: &Path, arguments: &[S]) -> Run {
    finish(command(folder).args(arguments).stdin(Stdio::null()))
}

/// Runs the binary in a folder with a text on its standard input.
pub fn run_with_input<S: AsRef<OsStr>>(folder: &Path, arguments: &[S], input: &[u8]) -> Run {
    let mut child = command(folder);
    child
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = child.spawn().expect("the binary starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    // What refuses its options may have ended before it reads.
    if let Err(error) = stdin.write_all(input) {
        assert_eq!(error.kind(), ErrorKind::BrokenPipe, "{error}");
    }
    drop(stdin);
    read(&child.wait_with_output().expect("the binary ends"))
}

/// Runs `check` on files as of [`TODAY`].
pub fn check<S: AsRef<OsStr>>(folder: &Path, arguments: &[S]) -> Run {
    let fixed = ["check", "--today", TODAY].map(OsStr::new);
    let arguments = fixed.into_iter().chain(arguments.iter().map(AsRef::as_ref));
    run(folder, &arguments.collect::<Vec<_>>())
}

/// Runs `check` on one text and returns `CODE line:column` of every finding.
pub fn findings(text: &str) -> Vec<String> {
    let folder = folder(&[("case.crisp.yaml", text)]);
    check(folder.path(), &["--format", "json", "."]).places()
}

/// A folder that is a repository of its own, with these files.
pub fn folder<C: AsRef<[u8]>>(files: &[(&str, C)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::create_dir(folder.path().join(".git")).expect("a folder");
    for (name, content) in files {
        write(folder.path(), name, content.as_ref());
    }
    folder
}

/// Writes a file, and the folders above it.
pub fn write(folder: &Path, name: &str, content: &[u8]) -> PathBuf {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
    fs::write(&path, content).expect("a file");
    path
}

/// A manifest without fault, to be changed by a test. `{` and `}` stand as they are.
pub fn manifest() -> String {
    fs::read_to_string(repository().join("tests/suite/manifest.yaml")).expect("the manifest")
}

/// The manifest with one text exchanged, which has to be there.
pub fn changed(from: &str, to: &str) -> String {
    let manifest = manifest();
    assert!(manifest.contains(from), "the manifest holds {from:?}");
    manifest.replacen(from, to, 1)
}

/// Compares with a file that no rule owns, or writes it where all is to be written. What is written has
/// to be read before it is committed; what must hold in any case is asserted before this is called.
pub fn assert_expected(path: &Path, actual: &str) {
    let expected = fs::read_to_string(path).unwrap_or_default();
    if expected == actual {
        return;
    }
    assert!(
        bless::wanted() == Wanted::All,
        "{} differs; it is now:\n{actual}",
        path.display()
    );
    fs::write(path, actual).expect("the expected output is written");
}

fn finish(command: &mut Command) -> Run {
    read(&command.output().expect("the binary starts"))
}

fn read(output: &std::process::Output) -> Run {
    Run {
        code: output.status.code().expect("no signal ended it"),
        stdout: String::from_utf8(output.stdout.clone()).expect("UTF-8"),
        stderr: String::from_utf8(output.stderr.clone()).expect("UTF-8"),
    }
}

/// Whether everything is tried, as in the gate (`CRISPLINT_WHOLE=1`), and not a sample.
pub fn is_whole() -> bool {
    std::env::var_os("CRISPLINT_WHOLE").is_some_and(|whole| !whole.is_empty() && whole != "0")
}

/// How many cases to try: `CRISPLINT_CASES`, else a sample, which ends within seconds, or the whole.
pub fn cases(sample: u64, whole: u64) -> u64 {
    let usual = if is_whole() { whole } else { sample };
    number("CRISPLINT_CASES").unwrap_or(usual)
}

/// A number of the environment, such as `CRISPLINT_SEED`.
pub fn number(name: &str) -> Option<u64> {
    let text = std::env::var(name).ok()?;
    let number = text.parse();
    Some(number.unwrap_or_else(|_| panic!("{name}={text} is not a number")))
}

/// Every item, or of a sample one of so many, evenly.
pub fn some<T>(items: impl IntoIterator<Item = T>, one_of: usize) -> impl Iterator<Item = T> {
    items
        .into_iter()
        .step_by(if is_whole() { 1 } else { one_of })
}
