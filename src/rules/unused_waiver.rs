//! CRISP503: an exception that is not needed hides the next fault.

use crate::finding::Fault;
use crate::rule::{Rule, Severity};
use crate::source::Span;
use crate::text::quote;

/// The rule.
pub static RULE: Rule = Rule {
    code: "CRISP503",
    name: "unused-waiver",
    severity: Severity::Warning,
    fixed: false,
    summary: "a waiver that covers nothing",
    page: include_str!("../../rules/CRISP503.md"),
};

/// A waiver at `at` that covers no finding of this run; `pointer` names its entry.
pub fn fault(rule: &str, feature: Option<&str>, at: Span, pointer: &str) -> Fault {
    let about = feature
        .map(|feature| format!(" on {}", quote(feature)))
        .unwrap_or_default();
    Fault::new(
        &RULE,
        at,
        format!("the waiver for {}{about} covers nothing", quote(rule)),
    )
    .help("no such finding is left: remove the waiver, or correct its `rule` or `feature`")
    .pointer(pointer)
}
