//! CRISP306: work that each side leaves to the other is not done.

use super::row::{Row, party, side};
use crate::finding::Fault;
use crate::raci::Party;
use crate::rule::{Rule, Severity};

/// The rule.
pub static RULE: Rule = Rule {
    code: "CRISP306",
    name: "misplaced-responsible",
    severity: Severity::Error,
    fixed: false,
    summary: "an R on the side that the matrix does not make responsible",
    page: include_str!("../../rules/CRISP306.md"),
};

/// Checks one row; one finding for each party with a misplaced R.
pub fn check(row: &Row<'_>, out: &mut Vec<Fault>) {
    let Some(published) = row.published else {
        return;
    };
    for (cell, letter) in row.misplaced() {
        let other = match cell.party {
            Party::Provider => Party::Customer,
            _ => Party::Provider,
        };
        let message = format!(
            "{}: {} is responsible, but the matrix makes {} responsible",
            row.name(),
            party(cell),
            side(other)
        );
        let fault = Fault::new(&RULE, row.letter(cell, letter), message)
            .help(format!(
                "write `raci: {}` as the matrix has it{}",
                published.as_yaml(),
                published.citation()
            ))
            .label("misplaced R")
            .pointer(row.cell(cell))
            .feature(row.id());
        out.push(fault);
    }
}
