//! CRISP309: who is asked and who is told is published too.

use super::row::{Row, side};
use crate::document::Route;
use crate::finding::Fault;
use crate::raci::{Party, Role, Roles};
use crate::rule::{Rule, Severity};
use crate::text::list;

/// The rule.
pub static RULE: Rule = Rule {
    code: "CRISP309",
    name: "role-differs",
    severity: Severity::Warning,
    fixed: false,
    summary: "provider's or customer's C and I differ from the matrix",
    page: include_str!("../../rules/CRISP309.md"),
};

/// Checks one row; one finding for each of the two parties.
pub fn check(row: &Row<'_>, out: &mut Vec<Fault>) {
    let Some(published) = row.published.filter(|_| row.is_settled()) else {
        return;
    };
    let parties = [
        (Party::Provider, "provider", published.provider),
        (Party::Customer, "customer", published.customer),
    ];
    for (party, key, expected) in parties {
        let cell = row.cells.iter().find(|cell| cell.party == party);
        let written = cell.map(crate::raci::Cell::roles).unwrap_or_default();
        if written.has(Role::Responsible) || written.has(Role::Accountable) {
            continue; // any C or I here would be redundant, also where it was published
        }
        let named = cell.map(Row::redundant).unwrap_or_default();
        let named: Roles = named.iter().map(|letter| letter.role).collect();
        let passive = Roles::default().with(Role::Consulted).with(Role::Informed);
        let differs = passive.iter().any(|role| {
            written.has(role) != expected.has(role) && !(written.has(role) && named.has(role))
        });
        if !differs {
            continue;
        }
        let expected = expected.and(passive);
        let message = format!(
            "{}: {} {}, but the matrix has {}",
            row.name(),
            side(party),
            said(written),
            letters(expected)
        );
        let at = cell.map_or_else(|| row.route(), |cell| Route::key(row.cell(cell)));
        let fault = Fault::new(&RULE, at, message)
            .help(format!(
                "write `{key}: {expected}` as the matrix has it{}",
                published.citation()
            ))
            .feature(row.id());
        out.push(if cell.is_none() {
            fault.missing(key)
        } else {
            fault
        });
    }
}

fn said(roles: Roles) -> String {
    if roles.is_empty() {
        return "is neither consulted nor informed".to_owned();
    }
    let words: Vec<&str> = roles.iter().map(Role::word).collect();
    format!("is {}", list(&words, "and"))
}

fn letters(roles: Roles) -> String {
    if roles.is_empty() {
        "neither C nor I".to_owned()
    } else {
        roles.published()
    }
}
