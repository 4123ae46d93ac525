//! One line for each finding: `path:line:column: error[CRISP202] message`. The word is `waived` where
//! a waiver covers it; what stood when the gate was switched on is left out.

use super::summary::errors;
use crate::finding::{Finding, Report, Status};
use crate::text::one_line;

/// Renders the whole report.
pub fn render(report: &Report) -> String {
    lines(report) + &errors(report.unshown_errors(), false)
}

/// Renders every finding.
pub fn lines(report: &Report) -> String {
    let findings = report.findings.iter();
    let shown = findings.filter(|finding| !matches!(finding.status, Status::Baselined(_)));
    shown.map(|finding| line(finding) + "\n").collect()
}

/// One finding, without a line break.
pub(super) fn line(finding: &Finding) -> String {
    let word = match &finding.status {
        Status::Open => finding.severity.as_str(),
        covered => covered.as_str(),
    };
    let at = &finding.location;
    format!(
        "{}:{}:{}: {}[{}] {}",
        one_line(&at.path.shown),
        at.start.line,
        at.start.column,
        word,
        finding.rule.code,
        one_line(&finding.message),
    )
}
