//! CRISP001: what cannot be read is not checked, and must never pass for checked.

use crate::finding::{Family, Fault, Hides, Needs, Rule, Severity};
use crate::text::{Span, quote};

/// The rule.
pub static RULE: Rule = Rule {
    code: "CRISP001",
    name: "unreadable-file",
    severity: Severity::Error,
    fixed: true,
    baselinable: false,
    family: Family::Reading,
    needs: Needs::File,
    hides: Hides::File,
    summary: "the file cannot be read",
    page: include_str!("../../rules/CRISP001.md"),
    ..Rule::USUAL
};

/// A file or a folder that the system does not let us read; `reason` says why.
pub fn fault(path: &str, reason: &str) -> Fault {
    Fault::new(
        &RULE,
        Span::ZERO,
        format!("{} cannot be read: {reason}", quote(path)),
    )
    .help("make the file readable, or exclude it if it is not a manifest")
}
