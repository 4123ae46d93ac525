//! CRISP306: work that each side leaves to the other is not done.

use super::row::{Row, party, side};
use crate::finding::{Family, Fault, Hides, Needs, Rule, Severity};
use crate::model::raci::Party;

/// The rule.
pub static RULE: Rule = Rule {
    code: "CRISP306",
    name: "misplaced-responsible",
    severity: Severity::Error,
    family: Family::Matrix,
    needs: Needs::Compared,
    hides: Hides::Feature,
    summary: "a party has R, but the matrix makes the other side responsible",
    page: include_str!("../../rules/CRISP306.md"),
    ..Rule::USUAL
};

/// Checks one row; one finding for each party with a this R is on the wrong side.
pub fn check(row: &Row<'_>, out: &mut Vec<Fault>) {
    for (cell, letter) in row.misplaced() {
        let other = match cell.party {
            Party::Provider => Party::Customer,
            _ => Party::Provider,
        };
        let message = format!(
            "{} is responsible, but the matrix makes {} responsible",
            party(cell),
            side(other)
        );
        out.push(
            row.fault(&RULE, cell, letter, &message)
                .label("this R is on the wrong side"),
        );
    }
}
