//! CRISP312: a circle has no first row.

use crate::finding::{Family, Fault, Needs, Rule, Severity};
use crate::text::{Span, quote};

/// The rule.
pub static RULE: Rule = Rule {
    code: "CRISP312",
    name: "matrix-cycle",
    severity: Severity::Error,
    fixed: true,
    family: Family::Matrix,
    needs: Needs::Matrix,
    summary: "matrices extend each other in a cycle",
    page: include_str!("../../rules/CRISP312.md"),
    ..Rule::USUAL
};

/// A matrix that extends itself by way of `names`, itself first; `at` is its `extends`.
pub fn fault(names: &[&str], at: Span) -> Fault {
    let names: Vec<String> = names
        .iter()
        .chain(names.first())
        .map(|name| quote(name))
        .collect();
    let message = format!(
        "matrices extend each other in a cycle: {}",
        names.join(" extends ")
    );
    Fault::new(&RULE, at, message)
        .help("remove `extends` from one of them, and write all its features")
        .pointer("/extends")
}
