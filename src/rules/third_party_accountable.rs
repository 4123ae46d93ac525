//! CRISP308: the customer answers for its third parties.

use super::row::{Ownership, Row, as_published, party};
use crate::finding::{Family, Fault, Hides, Rule, Severity};
use crate::model::raci::{Cell, Party, Role};
use crate::text::{code, quote};

/// The rule.
pub static RULE: Rule = Rule {
    code: "CRISP308",
    name: "third-party-accountable",
    severity: Severity::Error,
    fixed: true,
    family: Family::Matrix,
    hides: Hides::Feature,
    summary: "a third party is accountable",
    page: include_str!("../../rules/CRISP308.md"),
    ..Rule::USUAL
};

/// Checks one row.
pub fn check(row: &Row<'_>, out: &mut Vec<Fault>) {
    let Ownership::ThirdParty(cell) = row.ownership() else {
        return;
    };
    let Some(letter) = cell.letter(Role::Accountable) else {
        return;
    };
    let message = format!("{}: {} is accountable", row.name(), party(cell));
    // Where the provider does the work, nothing is left to a third party, which acts for the customer.
    let help = match row.published.filter(|row| !row.lets_do(Party::Third)) {
        Some(published) => format!(
            "a third party can never be accountable (CRISP 7.4, 7.5); the provider does the work here, \
             so a third party cannot be responsible either: {}",
            as_published(published)
        ),
        None => format!(
            "a third party can be responsible, but never accountable: {} (CRISP 7.4, 7.5)",
            handed_over(row, cell)
        ),
    };
    let fault = Fault::new(&RULE, row.letter(cell, letter), message)
        .help(help)
        .pointer(row.cell(cell))
        .feature(row.id());
    out.push(fault);
}

/// The A goes to the customer's side, or to whom the matrix makes accountable; the work stays.
fn handed_over(row: &Row<'_>, cell: &Cell<'_>) -> String {
    let owner = match row.published.map(crate::model::matrix::Row::accountable) {
        Some(Party::Provider) => "provider",
        _ => "customer",
    };
    let kept = cell.roles().without(Role::Accountable);
    let rest = if kept.is_empty() {
        format!("remove {} from the feature", quote(cell.key))
    } else {
        format!("keep {}", code(&format!("{}: {kept}", cell.key)))
    };
    format!("give the A to `{owner}` and {rest}")
}
