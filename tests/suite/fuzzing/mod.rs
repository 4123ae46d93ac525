//! The oracles of fuzzing on every fixture, on what fuzzing has found, and on simple changes of both.
//! `tests/fuzz/run` feeds them with what libFuzzer makes.

mod oracles;
mod texts;

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::{repository, some};

type Oracle = fn(&[u8]);

const ORACLES: [(&str, Oracle); 10] = [
    ("plain", oracles::plain),
    ("document", oracles::document),
    ("check", oracles::check),
    ("import", oracles::import),
    ("workbook", oracles::workbook),
    ("config", oracles::config),
    ("render", oracles::render),
    ("tokens", oracles::tokens),
    ("trees", oracles::trees),
    ("edits", oracles::edits),
];

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}

fn all(folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    files(&repository().join(folder), &mut found);
    found.sort();
    found
}

/// Runs an oracle and names the file where it finds something.
fn run(name: &str, oracle: Oracle, path: &Path, bytes: &[u8]) {
    let outcome = std::panic::catch_unwind(|| oracle(bytes));
    assert!(outcome.is_ok(), "{name} on {}", path.display());
}

/// What once was found stays found: `found/<oracle>-<what it shows>`, each with a word on it in
/// `found/README.md`. All oracles look at each.
#[test]
fn what_fuzzing_has_found_is_put_right() {
    let list = fs::read_to_string(repository().join("tests/suite/fuzzing/found/README.md"));
    let list = list.expect("the list");
    let mut files = 0;
    for path in all("tests/suite/fuzzing/found") {
        let file = path.file_name().expect("a name").to_string_lossy();
        if file == "README.md" {
            continue;
        }
        assert!(
            list.contains(&format!("| `{file}` |")),
            "{file} is on the list"
        );
        files += 1;
        for (name, oracle) in ORACLES {
            run(name, oracle, &path, &fs::read(&path).expect("bytes"));
        }
    }
    assert_eq!(
        list.matches("\n| `").count(),
        files,
        "the list has no other row"
    );
}

#[test]
fn oracles_hold_for_every_fixture() {
    for path in some(all("fixtures"), 7) {
        let bytes = fs::read(&path).expect("bytes");
        for (name, oracle) in ORACLES {
            run(name, oracle, &path, &bytes);
        }
    }
}

/// A file that ends early, at every line and at some characters in between.
#[test]
fn oracles_hold_for_files_that_end_early() {
    for folder in [
        "fixtures/broken/CRISP004",
        "fixtures/broken/CRISP005",
        "fixtures/hostile",
        "fixtures/import",
    ] {
        for path in all(folder) {
            let bytes = fs::read(&path).expect("bytes");
            let mut ends: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at] == b'\n').collect();
            ends.extend((0..bytes.len()).step_by(97));
            for end in some(ends.into_iter().step_by(3), 16) {
                for (name, oracle) in &ORACLES[..4] {
                    run(name, *oracle, &path, &bytes[..end]);
                }
            }
        }
    }
}
