//! CRISP305: the customer believes that the provider owns a control which nobody then owns.

use super::row::{Ownership, Row};
use crate::finding::Fault;
use crate::raci::Role;
use crate::rule::{Rule, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    code: "CRISP305",
    name: "customer-disowns",
    severity: Severity::Error,
    fixed: true,
    summary: "the matrix makes the customer accountable, the manifest the provider",
    page: include_str!("../../rules/CRISP305.md"),
};

/// Checks one row.
pub fn check(row: &Row<'_>, out: &mut Vec<Fault>) {
    let Ownership::Disowned(cell) = row.ownership() else {
        return;
    };
    let (Some(letter), Some(published)) = (cell.letter(Role::Accountable), row.published) else {
        return;
    };
    let message = format!(
        "{}: the provider is made accountable for what the customer must own",
        row.name()
    );
    let fault = Fault::new(&RULE, row.letter(cell, letter), message)
        .help(format!(
            "write `raci: {}` as the matrix has it{}",
            published.as_yaml(),
            published.citation()
        ))
        .label("the customer's A")
        .pointer(row.cell(cell))
        .feature(row.id());
    out.push(fault);
}
