//! CRISP305: the customer believes that the provider owns a control which nobody then owns.

use super::row::{Ownership, Row};
use crate::finding::{Family, Fault, Hides, Needs, Rule, Severity};
use crate::model::raci::Role;

/// The rule.
pub static RULE: Rule = Rule {
    code: "CRISP305",
    name: "customer-disowns",
    severity: Severity::Error,
    fixed: true,
    family: Family::Matrix,
    needs: Needs::Compared,
    hides: Hides::Feature,
    summary: "the manifest makes the provider accountable, but the matrix makes the customer accountable",
    page: include_str!("../../rules/CRISP305.md"),
    ..Rule::USUAL
};

/// Checks one row.
pub fn check(row: &Row<'_>, out: &mut Vec<Fault>) {
    if let Ownership::Disowned(cell) = row.ownership()
        && let Some(letter) = cell.letter(Role::Accountable)
    {
        let message = "the manifest makes the provider accountable, but the matrix makes the customer accountable";
        out.push(
            row.fault(&RULE, cell, letter, message)
                .label("this A belongs to the customer"),
        );
    }
}
