//! CRISP308: the customer answers for its third parties.

use super::row::{Ownership, Row, party};
use crate::finding::Fault;
use crate::raci::Party;
use crate::raci::Role;
use crate::rule::{Rule, Severity};
use crate::text::{code, quote};

/// The rule.
pub static RULE: Rule = Rule {
    code: "CRISP308",
    name: "third-party-accountable",
    severity: Severity::Error,
    fixed: true,
    summary: "a third party holds A",
    page: include_str!("../../rules/CRISP308.md"),
};

/// Checks one row.
pub fn check(row: &Row<'_>, out: &mut Vec<Fault>) {
    let Ownership::ThirdParty(cell) = row.ownership() else {
        return;
    };
    let Some(letter) = cell.letter(Role::Accountable) else {
        return;
    };
    let kept = cell.roles().without(Role::Accountable);
    let owner = match row.published.map(crate::matrix::Row::accountable) {
        Some(Party::Provider) => "provider",
        _ => "customer",
    };
    let message = format!("{}: {} is accountable", row.name(), party(cell));
    let rest = if kept.is_empty() {
        format!("take {} out of the row", quote(cell.key))
    } else {
        format!("leave {}", code(&format!("{}: {kept}", cell.key)))
    };
    let help = format!(
        "a third party can be responsible, but never accountable: give the A to `{owner}` and \
         {rest} (CRISP 7.4, 7.5)"
    );
    let fault = Fault::new(&RULE, row.letter(cell, letter), message)
        .help(help)
        .pointer(row.cell(cell))
        .feature(row.id());
    out.push(fault);
}
