//! Runs the tool over a batch of cases and holds its answer against what must come.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::case::{Finding, Written};
use super::spots::Spot;

/// A case that was not judged as it must be.
pub struct Failure {
    pub number: u64,
    /// The findings that are missing and those that are too many, line by line.
    pub differences: String,
    /// The files of the case, with line numbers.
    pub listing: String,
}

/// Runs the tool once over all the cases; comes back with the cases that fail.
pub fn judge(cases: &[Written]) -> Vec<Failure> {
    let folder = tempfile::tempdir().unwrap();
    // The repository's root: paths in the output begin here, and no configuration is searched for
    // above it.
    fs::create_dir(folder.path().join(".git")).unwrap();
    for (name, text) in cases.iter().flat_map(|case| &case.files) {
        fs::write(folder.path().join(name), text).unwrap();
    }
    let answer = run(folder.path());
    let files: usize = cases.iter().map(|case| case.files.len()).sum();
    // A file that was not read would be silent too.
    assert_eq!(
        answer["summary"]["files"], files,
        "the tool has not read every file"
    );
    assert_sorted(&answer);
    let mut found = by_case(&answer);
    let faults = cases.iter().filter_map(|case| {
        let found = found
            .remove(&format!("{:06}", case.number))
            .unwrap_or_default();
        let differences = compare(case, found)?;
        Some(Failure {
            number: case.number,
            differences,
            listing: listing(case),
        })
    });
    faults.collect()
}

fn run(folder: &Path) -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_crisplint"))
        .args(["check", "--today", "2026-11-23"])
        .args(["--format", "json", "--fail-on", "never", "."])
        .current_dir(folder)
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "the tool failed: {errors}");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The output is sorted by path, line, column and code.
fn assert_sorted(answer: &Value) {
    let findings = answer["findings"].as_array().unwrap();
    let order = |finding: &Value| {
        let Finding {
            path, spot, code, ..
        } = reported(finding);
        (path, spot.line, spot.column, code)
    };
    assert!(
        findings.is_sorted_by_key(order),
        "the findings are not sorted"
    );
}

/// The reported findings by the number that their file's name begins with.
fn by_case(answer: &Value) -> BTreeMap<String, Vec<Finding>> {
    let mut found: BTreeMap<String, Vec<Finding>> = BTreeMap::new();
    for value in answer["findings"].as_array().unwrap() {
        let finding = reported(value);
        let number = finding.path.split('-').next().unwrap().to_owned();
        found.entry(number).or_default().push(finding);
    }
    found
}

fn reported(value: &Value) -> Finding {
    let text = |key: &str| value[key].as_str().map(str::to_owned);
    Finding {
        code: text("code").unwrap(),
        path: text("path").unwrap(),
        spot: spot(value),
        document: value["document"].as_u64(),
        pointer: text("pointer"),
        feature: text("feature"),
        related: value["related"]
            .as_array()
            .unwrap()
            .iter()
            .map(spot)
            .collect(),
        may_label_more: false,
    }
}

fn spot(value: &Value) -> Spot {
    let number = |key: &str| usize::try_from(value[key].as_u64().unwrap()).unwrap();
    Spot {
        line: number("line"),
        column: number("column"),
        end_line: number("endLine"),
        end_column: number("endColumn"),
    }
}

/// What is missing and what is too much, if anything.
fn compare(case: &Written, mut found: Vec<Finding>) -> Option<String> {
    let mut missing = Vec::new();
    for expected in &case.findings {
        match found.iter().position(|actual| expected.is_met_by(actual)) {
            Some(index) => drop(found.remove(index)),
            None => missing.push(expected),
        }
    }
    if missing.is_empty() && found.is_empty() {
        return None;
    }
    let mut report = String::new();
    for expected in missing {
        writeln!(report, "  expected {expected}").unwrap();
    }
    for actual in &found {
        writeln!(report, "  found    {actual}").unwrap();
    }
    Some(report)
}

/// The files of a case, with line numbers.
pub fn listing(case: &Written) -> String {
    let mut listing = String::new();
    for (path, text) in &case.files {
        writeln!(listing, "--- {path}").unwrap();
        for (index, line) in text.lines().enumerate() {
            writeln!(listing, "{:4} | {line}", index + 1).unwrap();
        }
    }
    listing
}

impl std::fmt::Display for Finding {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{} {}:{}, ", self.code, self.path, self.spot)?;
        write!(out, "document {:?}, ", self.document)?;
        write!(out, "pointer {:?}, ", self.pointer)?;
        write!(out, "feature {:?}, related", self.feature)?;
        let mut related = self.related.iter();
        related.try_for_each(|spot| write!(out, " {spot}"))
    }
}

impl std::fmt::Display for Spot {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}:{}-", self.line, self.column)?;
        write!(out, "{}:{}", self.end_line, self.end_column)
    }
}
