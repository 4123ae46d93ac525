//! CRISP601: two manifests of one system under one matrix can contradict each other.

use crate::finding::{Family, Fault, Rule, Severity};
use crate::text::{Span, quote};

/// The rule.
pub static RULE: Rule = Rule {
    code: "CRISP601",
    name: "duplicate-system",
    severity: Severity::Error,
    family: Family::Run,
    summary: "two documents in the same root have the same `metadata.system` and the same matrix id",
    page: include_str!("../../rules/CRISP601.md"),
    ..Rule::USUAL
};

/// A system at `at` that another document has declared before under the same matrix.
pub fn fault(system: &str, at: Span) -> Fault {
    Fault::new(
        &RULE,
        at,
        format!("the system {} is declared twice", quote(system)),
    )
    .help("rename one of the two, or merge them into one manifest")
    .label("declared again here")
    .pointer("/metadata/system")
}
