//! The output formats: one file each, pure functions of a report. Nothing here prints.

pub mod audit;
pub mod concise;
pub mod diff;
pub mod full;
pub mod github;
pub mod gitlab;
pub mod json;
pub mod junit;
pub mod markdown;
pub mod matrix;
pub mod sarif;
#[cfg(test)]
mod tests;

use crate::finding::{Kind, Report};
use crate::text::list;

/// `12 manifests`, `1 manifest`, `2 matrices`.
fn counted(count: usize, one: &str) -> String {
    match one.strip_suffix("ix").filter(|_| count != 1) {
        Some(stem) => format!("{count} {stem}ices"),
        None => format!("{count} {one}{}", if count == 1 { "" } else { "s" }),
    }
}

/// What was looked at and what was found, in one line, so that an empty run never looks like a
/// clean one. `subject` is what the documents of a run are that has none.
pub fn summary(report: &Report, subject: &str) -> String {
    let seen = report.seen;
    let tally = report.tally();
    let open = [
        (tally.errors, "error"),
        (tally.warnings, "warning"),
        (tally.infos, "info"),
    ];
    let covered = [(tally.waived, "waived"), (tally.baselined, "baselined")];
    let open = open.map(|(count, word)| (count, counted(count, word)));
    let covered = covered.map(|(count, word)| (count, format!("{count} {word}")));
    let found = open.into_iter().chain(covered);
    let found: Vec<String> = found
        .filter(|(count, _)| *count > 0)
        .map(|(_, text)| text)
        .collect();
    let found = if found.is_empty() {
        "no findings".to_owned()
    } else {
        found.join(", ")
    };
    format!(
        "{} in {}, {}: {found}",
        documents(report, subject),
        counted(seen.files, "file"),
        counted(seen.features, "feature"),
    )
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

/// How often each rule fired, most often first.
pub fn statistics(report: &Report) -> String {
    let mut counts = std::collections::BTreeMap::new();
    for finding in &report.findings {
        counts
            .entry(finding.rule.code)
            .or_insert((0_usize, finding))
            .0 += 1;
    }
    let mut counts: Vec<_> = counts.into_values().collect();
    counts.sort_by_key(|(count, finding)| (std::cmp::Reverse(*count), finding.rule.code));
    let width = counts
        .first()
        .map_or(0, |(count, _)| count.to_string().len());
    let lines = counts.iter().map(|(count, finding)| {
        let rule = finding.rule;
        format!(
            "{count:>width$}  {:7}  {} {}\n",
            finding.severity.as_str(),
            rule.code,
            rule.name
        )
    });
    lines.collect()
}
