//! CRISP503: an exception that is not needed hides the next fault.

use crate::document::{Route, pointer};
use crate::finding::Fault;
use crate::manifest::Waiver;
use crate::rule::{Rule, Severity};
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

/// A waiver that covers no finding of this run; `feature` is the id of the one that it names.
pub fn fault(waiver: &Waiver<'_>, feature: Option<&str>) -> Fault {
    let about = feature
        .map(|feature| format!(" on {}", quote(feature)))
        .unwrap_or_default();
    Fault::new(
        &RULE,
        Route::value(pointer(&waiver.pointer, "rule")),
        format!(
            "the waiver for {}{about} covers nothing",
            quote(waiver.rule)
        ),
    )
    .help("no such finding is left: remove the waiver, or correct its `rule` or `feature`")
    .pointer(&waiver.pointer)
}
