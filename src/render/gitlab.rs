//! A report for GitLab Code Quality: the open findings, each under a fingerprint of its own, by
//! which a merge request tells new ones from old, and before them what kept the run from being
//! completed.

use std::collections::HashMap;

use serde::Serialize;

use crate::finding::{Finding, Report, RunError, Severity};
use crate::text::Sha256;
use crate::text::json::to_text;

#[derive(Serialize)]
struct Issue<'a> {
    description: &'a str,
    check_name: &'static str,
    fingerprint: String,
    severity: &'static str,
    location: Place<'a>,
}

#[derive(Serialize)]
struct Place<'a> {
    path: &'a str,
    lines: Lines,
}

/// GitLab reads no columns.
#[derive(Serialize)]
struct Lines {
    begin: usize,
    end: usize,
}

/// Renders every open finding.
pub fn render(report: &Report) -> String {
    let mut seen = HashMap::new();
    let open = |finding: &&Finding| finding.is_open();
    let mut issues: Vec<Issue<'_>> = report.unshown_errors().map(blocker).collect();
    let found = report.findings.iter().filter(open).map(|finding| Issue {
        description: &finding.message,
        check_name: finding.rule.code,
        fingerprint: unique(&mut seen, finding.fingerprint),
        severity: match finding.severity {
            Severity::Error => "major",
            Severity::Warning => "minor",
            Severity::Info => "info",
        },
        location: Place {
            path: &finding.location.path.relative,
            lines: Lines {
                begin: finding.location.start.line,
                end: finding.location.end.line,
            },
        },
    });
    issues.extend(found);
    to_text(&issues)
}

/// What kept the run from being completed stands at the path that it is about, as that was given.
fn blocker(error: &RunError) -> Issue<'_> {
    let path = error.path.as_ref().map_or(".", |path| &path.shown);
    let parts = ["error", path, &error.message].map(|part| format!("{}:{part}", part.len()));
    Issue {
        description: &error.message,
        check_name: env!("CARGO_PKG_NAME"),
        fingerprint: Sha256::of(parts.each_ref().map(String::as_bytes)).to_string(),
        severity: "blocker",
        location: Place {
            path,
            lines: Lines { begin: 1, end: 1 },
        },
    }
}

/// GitLab drops an issue whose fingerprint it has met, so the second of two has its number behind
/// it. No fingerprint ends like that by itself: they are hexadecimal.
fn unique(seen: &mut HashMap<Sha256, usize>, fingerprint: Sha256) -> String {
    let count = seen.entry(fingerprint).or_insert(0);
    *count += 1;
    match *count {
        1 => fingerprint.to_string(),
        count => format!("{fingerprint}-{count}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_that_was_met_gets_its_number() {
        let mut seen = HashMap::new();
        let made =
            ["a", "b", "a", "a"].map(|text| unique(&mut seen, Sha256::of([text.as_bytes()])));
        let endings = made.each_ref().map(|made| made.get(64..));
        assert_eq!(endings, [Some(""), Some(""), Some("-2"), Some("-3")]);
        assert_eq!(made[2].get(..64), Some(made[0].as_str()));
    }
}
