//! CRISP307: a customer that claims what the provider owns audits the wrong party.

use super::row::{Ownership, Row};
use crate::finding::{Family, Fault, Hides, Needs, Rule, Severity};
use crate::model::raci::Role;

/// The rule.
pub static RULE: Rule = Rule {
    code: "CRISP307",
    name: "customer-overclaims",
    severity: Severity::Error,
    fixed: true,
    family: Family::Matrix,
    needs: Needs::Compared,
    hides: Hides::Feature,
    summary: "the manifest makes the customer accountable, but the matrix makes the provider accountable",
    page: include_str!("../../rules/CRISP307.md"),
    ..Rule::USUAL
};

/// Checks one row.
pub fn check(row: &Row<'_>, out: &mut Vec<Fault>) {
    if let Ownership::Overclaimed(cell) = row.ownership()
        && let Some(letter) = cell.letter(Role::Accountable)
    {
        let message = "the manifest makes the customer accountable, but the matrix makes the provider accountable";
        out.push(
            row.fault(&RULE, cell, letter, message)
                .label("this A belongs to the provider"),
        );
    }
}
