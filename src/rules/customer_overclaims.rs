//! CRISP307: a customer that claims what the provider owns audits the wrong party.

use super::row::{Ownership, Row};
use crate::finding::Fault;
use crate::raci::Role;
use crate::rule::{Rule, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    code: "CRISP307",
    name: "customer-overclaims",
    severity: Severity::Error,
    fixed: true,
    summary: "the matrix makes the provider accountable, the manifest the customer",
    page: include_str!("../../rules/CRISP307.md"),
};

/// Checks one row.
pub fn check(row: &Row<'_>, out: &mut Vec<Fault>) {
    let Ownership::Overclaimed(cell) = row.ownership() else {
        return;
    };
    let (Some(letter), Some(published)) = (cell.letter(Role::Accountable), row.published) else {
        return;
    };
    let message = format!(
        "{}: the customer is made accountable for what the provider owns",
        row.name()
    );
    let fault = Fault::new(&RULE, row.letter(cell, letter), message)
        .help(format!(
            "write `raci: {}` as the matrix has it{}",
            published.as_yaml(),
            published.citation()
        ))
        .label("the provider's A")
        .pointer(row.cell(cell))
        .feature(row.id());
    out.push(fault);
}
