//! Markdown for the summary of a job: the verdict, the numbers, and tables of what is open and what
//! is waived.

use std::cmp::Reverse;
use std::fmt::Write as _;

use super::summary::summary;
use super::tables::{self, advised, cell, place, rule};
use crate::finding::{Exit, Finding, Report, RunError, Status, Waived};
use crate::text::counted;

/// Rows of a table. A summary has a limit of its own, and nobody reads further.
const ROWS: usize = 200;

/// Renders the whole report.
pub fn render(report: &Report) -> String {
    let mut out = format!(
        "## crisplint: {}\n\n{}\n",
        verdict(report),
        summary(report, "document")
    );
    for note in &report.notes {
        let _ = writeln!(out, "\nNote: {}", cell(&note.message()));
    }
    let open = |finding: &&Finding| finding.is_open();
    let mut findings: Vec<&Finding> = report.findings.iter().filter(open).collect();
    findings.sort_by_key(|finding| Reverse(finding.severity)); // stable: then by place
    let rows = findings.iter().map(|finding| {
        [
            finding.severity.to_string(),
            rule(finding),
            place(finding),
            advised(&finding.message, finding.help.as_deref()),
        ]
    });
    table(
        &mut out,
        "Open findings",
        ["Severity", "Rule", "Place", "Message"],
        rows,
    );
    let waived = report
        .findings
        .iter()
        .filter_map(|finding| match &finding.status {
            Status::Waived(waiver) => Some(waived(finding, waiver)),
            _ => None,
        });
    let heads = ["Rule", "Place", "Message", "Reason", "Approved by", "Until"];
    table(&mut out, "Waived", heads, waived);
    let baselined = report.tally().baselined;
    if baselined > 0 {
        let count = counted(baselined, "finding");
        let _ = writeln!(
            out,
            "\n{count} in the baseline (existing findings that do not count)."
        );
    }
    errors(&mut out, report.unshown_errors());
    out
}

/// What kept the run from being completed, at the end of a page.
pub(super) fn errors<'e>(out: &mut String, errors: impl IntoIterator<Item = &'e RunError>) {
    let title = "Why crisplint could not complete the run";
    let rows = errors.into_iter();
    let rows = rows.map(|error| [advised(&error.message, error.help.as_deref())]);
    table(out, title, ["Message"], rows);
}

/// What counts is named first; an empty run never looks like a clean one.
fn verdict(report: &Report) -> &'static str {
    let tally = report.tally();
    if report.exit() == Exit::Trouble {
        "could not complete the run"
    } else if tally.errors > 0 {
        "errors found"
    } else if tally.warnings > 0 {
        "warnings found"
    } else if report.seen.documents == 0 {
        "nothing was checked"
    } else if report.holds_errors() {
        "no open errors, errors in the baseline"
    } else {
        "no errors, no warnings"
    }
}

fn waived(finding: &Finding, waiver: &Waived) -> [String; 6] {
    [
        rule(finding),
        place(finding),
        cell(&finding.message),
        cell(&waiver.reason),
        cell(&waiver.approved_by),
        cell(&waiver.expires),
    ]
}

/// A table under a heading, or nothing where there are no rows.
pub(super) fn table<const N: usize>(
    out: &mut String,
    title: &str,
    heads: [&str; N],
    rows: impl Iterator<Item = [String; N]>,
) {
    let mut rows = rows.peekable();
    if rows.peek().is_none() {
        return;
    }
    let _ = writeln!(out, "\n### {title}\n");
    tables::write(out, &heads, rows.by_ref().take(ROWS));
    let more = rows.count();
    if more > 0 {
        let _ = writeln!(out, "\nAnd {more} more.");
    }
}
