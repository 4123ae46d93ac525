//! One line for each finding: `path:line:column: error[CRISP202] message`. The word is `waived` where
//! a waiver covers it; what stood when the gate was switched on is left out.

use std::fmt::Write as _;

use crate::finding::{Report, Status};
use crate::text::one_line;

/// Renders every finding.
pub fn render(report: &Report) -> String {
    let mut out = String::new();
    for finding in &report.findings {
        let word = match &finding.status {
            Status::Open => finding.severity.as_str(),
            Status::Waived(_) => "waived",
            Status::Baselined => continue,
        };
        let at = &finding.location;
        let _ = writeln!(
            out,
            "{}:{}:{}: {}[{}] {}",
            one_line(&at.path.shown),
            at.start.line,
            at.start.column,
            word,
            finding.rule.code,
            one_line(&finding.message),
        );
    }
    out
}
