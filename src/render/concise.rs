//! One line for each finding: `path:line:column: error[CRISP202] message`.

use std::fmt::Write as _;

use crate::finding::Report;
use crate::text::visible;

/// Renders every finding.
pub fn render(report: &Report) -> String {
    let mut out = String::new();
    for finding in &report.findings {
        let at = &finding.location;
        let _ = writeln!(
            out,
            "{}:{}:{}: {}[{}] {}",
            one_line(&at.path.shown),
            at.start.line,
            at.start.column,
            finding.severity,
            finding.rule.code,
            one_line(&finding.message),
        );
    }
    out
}

/// Nothing in a name may begin a line of its own.
fn one_line(text: &str) -> String {
    visible(text).replace('\n', "\\n").replace('\t', "\\t")
}
