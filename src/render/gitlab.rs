//! A report for GitLab Code Quality: the open findings, each under a fingerprint of its own, by
//! which a merge request tells new ones from old.

use std::collections::HashMap;

use serde::Serialize;

use super::json::to_text;
use crate::finding::{Finding, Report, Status};
use crate::rule::Severity;

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
    let open = |finding: &&Finding| finding.status == Status::Open;
    let issues: Vec<Issue<'_>> = report
        .findings
        .iter()
        .filter(open)
        .map(|finding| Issue {
            description: &finding.message,
            check_name: finding.rule.code,
            fingerprint: unique(&mut seen, &finding.fingerprint),
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
        })
        .collect();
    to_text(&issues)
}

/// GitLab drops an issue whose fingerprint it has met, so the second of two has its number behind
/// it. No fingerprint ends like that by itself: they are hexadecimal.
fn unique<'a>(seen: &mut HashMap<&'a str, usize>, fingerprint: &'a str) -> String {
    let count = seen.entry(fingerprint).or_insert(0);
    *count += 1;
    match *count {
        1 => fingerprint.to_owned(),
        count => format!("{fingerprint}-{count}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_that_was_met_gets_its_number() {
        let mut seen = HashMap::new();
        let made = ["ab", "cd", "ab", "ab"].map(|fingerprint| unique(&mut seen, fingerprint));
        assert_eq!(made, ["ab", "cd", "ab-2", "ab-3"]);
    }
}
