//! What a reader is told of a whole run, beside its findings.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::finding::{Exit, Finding, Kind, Note, Report, RunError, Tally};
use crate::text::{counted, list, one_line};

/// What was looked at and what was found, in one line, so that an empty run never looks like a
/// clean one. `subject` is what was looked at where no document of a kind was.
pub fn summary(report: &Report, subject: &str) -> String {
    let seen = report.seen;
    let tally = report.tally();
    let open = [
        (tally.errors, "error"),
        (tally.warnings, "warning"),
        (tally.infos, "info finding"),
    ];
    let open = open.into_iter().filter(|(count, _)| *count > 0);
    let open = open.map(|(count, word)| counted(count, word));
    let mut found: Vec<String> = open.chain(covered(tally)).collect();
    if report.exit() == Exit::Trouble && seen.files > 0 {
        found.push(INCOMPLETE.to_owned());
    } else if seen.files == 0 && (found.is_empty() || report.exit() == Exit::Trouble) {
        found.push("nothing was checked".to_owned());
    } else if found.is_empty() {
        found.push("no findings".to_owned());
    }
    let found = found.join(", ");
    format!(
        "{} in {}, {}: {found}",
        documents(report, subject),
        counted(seen.files, "file"),
        counted(seen.features, "feature"),
    )
}

/// What stands in place of a verdict.
pub(super) const INCOMPLETE: &str = "crisplint could not complete the run";

/// What kept crisplint from completing the run, for people: at the end of what they read.
pub fn errors<'e>(errors: impl IntoIterator<Item = &'e RunError>, color: bool) -> String {
    let word = if color {
        "\u{1b}[1;31merror\u{1b}[0m"
    } else {
        "error"
    };
    let mut out = String::new();
    for error in errors {
        // A name must not begin a line of its own.
        let _ = writeln!(out, "{word}: {}", one_line(&error.message));
        if let Some(help) = &error.help {
            let _ = writeln!(out, "  help: {}", one_line(help));
        }
    }
    out
}

/// What else a reader has to know, a line each.
pub fn notes(report: &Report) -> String {
    let notes = report.notes.iter().map(Note::message);
    let lines = notes.map(|note| ["note: ", &one_line(&note), "\n"].concat());
    lines.collect()
}

/// `1 manifest and 2 matrices`.
fn documents(report: &Report, subject: &str) -> String {
    let kinds = [
        (Kind::Manifest, "manifest"),
        (Kind::Matrix, "matrix"),
        (Kind::Other, "other document"),
    ];
    let counts = kinds.map(|(kind, word)| {
        let same = report.documents.iter().filter(|one| one.kind == kind);
        (same.count(), word)
    });
    let counts = counts.into_iter().filter(|(count, _)| *count > 0);
    let counts: Vec<String> = counts.map(|(count, word)| counted(count, word)).collect();
    if counts.is_empty() {
        return counted(report.seen.documents, subject);
    }
    list(&counts, "and")
}

/// `1 waived`, `2 baselined`, where there are such.
fn covered(tally: Tally) -> impl Iterator<Item = String> {
    let covered = [(tally.waived, "waived"), (tally.baselined, "baselined")];
    let covered = covered.into_iter().filter(|(count, _)| *count > 0);
    covered.map(|(count, word)| format!("{count} {word}"))
}

/// How often each rule fired, most often first, and how many of its findings do not count.
pub fn statistics(report: &Report) -> String {
    let mut rules: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in &report.findings {
        rules.entry(finding.rule.code).or_default().push(finding);
    }
    let mut rules: Vec<Vec<&Finding>> = rules.into_values().collect();
    // The sort is stable, so that rules with one count stay in the order of their codes.
    rules.sort_by_key(|findings| Reverse(findings.len()));
    let width = rules.first().map_or(0, |most| most.len().to_string().len());
    let lines = rules.iter().filter_map(|findings| {
        let first = findings.first()?;
        let covered: Vec<String> = covered(Tally::of(findings.iter().copied())).collect();
        let covered = match covered.as_slice() {
            [] => String::new(),
            covered => format!(" ({})", covered.join(", ")),
        };
        Some(format!(
            "{:>width$}  {:7}  {} {}{covered}\n",
            findings.len(),
            first.severity.as_str(),
            first.rule.code,
            first.rule.name,
        ))
    });
    lines.collect()
}
