//! CRISP307: a customer that claims what the provider owns audits the wrong party.

use super::row::{Ownership, Row};
use crate::finding::{Fault, Rule, Severity};
use crate::model::raci::Role;

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
    if let Ownership::Overclaimed(cell) = row.ownership()
        && let Some(letter) = cell.letter(Role::Accountable)
    {
        let message = "the customer is made accountable for what the provider owns";
        out.push(
            row.fault(&RULE, cell, letter, message)
                .label("the provider's A"),
        );
    }
}
