//! Markdown for the summary of a job: the verdict, the numbers, and tables of what is open and what
//! is waived.
//!
//! Everything that comes from a file is text: punctuation is written as character references, which
//! Markdown never takes for markup, so that no name can open a tag, a link or a column.

use std::cmp::Reverse;
use std::fmt::Write as _;

use super::summary::summary;
use crate::finding::{Exit, Finding, Report, RunError, Status, Waived};
use crate::text::{counted, visible};

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

/// A message, and below it what to do.
fn advised(message: &str, help: Option<&str>) -> String {
    match help {
        Some(help) => format!("{}<br>{}", cell(message), cell(help)),
        None => cell(message),
    }
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

pub(super) fn rule(finding: &Finding) -> String {
    format!("{} {}", finding.rule.code, finding.rule.name)
}

pub(super) fn place(finding: &Finding) -> String {
    let at = &finding.location;
    format!(
        "{}:{}:{}",
        cell(&at.path.relative),
        at.start.line,
        at.start.column
    )
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
    let _ = writeln!(out, "| {} |", heads.join(" | "));
    let _ = writeln!(out, "|{}", " --- |".repeat(N));
    for row in rows.by_ref().take(ROWS) {
        let _ = writeln!(out, "| {} |", row.join(" | "));
    }
    let more = rows.count();
    if more > 0 {
        let _ = writeln!(out, "\nAnd {more} more.");
    }
}

/// Text for a cell. A name in backticks stays one, where that is safe.
pub(super) fn cell(text: &str) -> String {
    let text = visible(text);
    let parts: Vec<&str> = text.split('`').collect();
    let mut cell = String::with_capacity(text.len() + 16);
    let mut marked = false;
    for (index, part) in parts.iter().enumerate() {
        // A backtick of ours has none beside it and has its partner in the same cell: nothing
        // between the two can be markup. A pipe would be read there; the rest is for renderers that
        // are less strict.
        let neighbour = |at: Option<&&str>, edge| match at {
            Some(text) => !text.is_empty() || edge,
            None => false,
        };
        let before = index.checked_sub(1).and_then(|at| parts.get(at));
        let alone = neighbour(before, index == 1)
            && neighbour(parts.get(index + 1), index + 2 == parts.len());
        let code = index % 2 == 1 && alone && is_code(part);
        if index > 0 && !code && !marked {
            cell.push_str("&#96;");
        }
        if code {
            let _ = write!(cell, "`{part}`");
        } else {
            referenced(&mut cell, part);
        }
        marked = code;
    }
    cell
}

/// Text for a cell, in which punctuation that could be no markup stays as it is written.
pub(super) fn plain(text: &str) -> String {
    let text = visible(text);
    let mut cell = String::with_capacity(text.len() + 16);
    let mut rest = text.chars();
    while let Some(character) = rest.next() {
        let next = rest.as_str().chars().next();
        match character {
            '\'' | '"' | '%' | '+' | '=' => cell.push(character),
            // One that begins a reference would be read.
            '&' if !next.is_some_and(|next| next == '#' || next.is_ascii_alphanumeric()) => {
                cell.push('&');
            }
            other => referenced(&mut cell, other.encode_utf8(&mut [0; 4])),
        }
    }
    cell
}

/// Whether text between backticks is shown as it stands.
fn is_code(text: &str) -> bool {
    !text.is_empty()
        && text.trim() == text
        && !text.contains(['|', '\\', '\n', '\t', '<', '&'])
        && !text.contains("](")
}

/// Writes all punctuation that could be markup as character references.
fn referenced(out: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '\n' => out.push_str("<br>"),
            '\t' => out.push(' '),
            ' ' | ',' | '.' | '/' | ':' | '-' | '(' | ')' | ';' | '?' => out.push(character),
            other if other.is_ascii_punctuation() => {
                let _ = write!(out, "&#{};", u32::from(other));
            }
            other => out.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_in_backticks_stays_one_where_that_is_safe() {
        for (text, expected) in [
            ("`databases`: write `[R, A]`", "`databases`: write `[R, A]`"),
            ("`a`b`: x", "`a`b&#96;: x"),
            ("`a``b`", "&#96;a&#96;&#96;b&#96;"),
            ("``a``", "&#96;&#96;a&#96;&#96;"),
            ("`a|b`", "&#96;a&#124;b&#96;"),
            ("`a\\`", "&#96;a&#92;&#96;"),
            ("`", "&#96;"),
            ("a `b", "a &#96;b"),
            ("", ""),
        ] {
            assert_eq!(cell(text), expected, "{text}");
        }
    }

    #[test]
    fn nothing_is_markup_a_row_or_a_tag() {
        assert_eq!(
            cell("<b>*x*</b> [l](u) a|b &amp; _y_\n# c"),
            "&#60;b&#62;&#42;x&#42;&#60;/b&#62; &#91;l&#93;(u) a&#124;b &#38;amp; &#95;y&#95;<br>&#35; c"
        );
        assert_eq!(cell("\u{1b}[2J"), "&#92;u&#123;1b&#125;&#91;2J");
    }
}
