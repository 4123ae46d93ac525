//! CRISP309: who is asked and who is told is published too.

use super::row::{Row, side};
use crate::finding::{Family, Fault, Needs, Rule, Severity};
use crate::model::raci::{Party, Role, Roles};
use crate::text::list;
use crate::yaml::Route;

/// The rule.
pub static RULE: Rule = Rule {
    code: "CRISP309",
    name: "role-differs",
    severity: Severity::Warning,
    family: Family::Matrix,
    needs: Needs::Compared,
    summary: "the C or I of the provider or customer differs from the matrix",
    page: include_str!("../../rules/CRISP309.md"),
    ..Rule::USUAL
};

/// Checks one row; one finding for each of the two parties.
pub fn check(row: &Row<'_>, out: &mut Vec<Fault>) {
    let Some(published) = row.published.filter(|_| row.is_agreed()) else {
        return;
    };
    let parties = [
        (Party::Provider, "provider", published.provider),
        (Party::Customer, "customer", published.customer),
    ];
    for (party, key, expected) in parties {
        let cell = row.cells.iter().find(|cell| cell.party == party);
        let written = cell
            .map(crate::model::raci::Cell::roles)
            .unwrap_or_default();
        let named = cell.map(Row::redundant).unwrap_or_default();
        let named: Roles = named.iter().map(|letter| letter.role).collect();
        let differing = differing(written, expected);
        if differing.is_empty() {
            continue;
        }
        let message = format!(
            "{}: {} {}, but the matrix has {}",
            row.name(),
            side(party),
            said(written),
            letters(expected.and(passive()))
        );
        let at = cell.map_or_else(|| row.route(), |cell| Route::key(row.cell(cell)));
        let fault = Fault::new(&RULE, at, message)
            .help(format!(
                "{}{}",
                repair(key, written, expected),
                published.citation()
            ))
            .feature(row.id());
        out.push(match cell {
            None => fault.missing(key),
            Some(cell) if differing.and(named) == differing => fault.beside(row.cell(cell)),
            Some(_) => fault,
        });
    }
}

/// The C and I that are not as published. One that is published beside R or A would be redundant.
fn differing(written: Roles, published: Roles) -> Roles {
    let differs = |role: &Role| match (written.has(*role), published.has(*role)) {
        (false, true) => !acts(published),
        (has, is_published) => has != is_published,
    };
    passive().iter().filter(differs).collect()
}

fn repair(key: &str, written: Roles, published: Roles) -> String {
    if acts(written) && acts(published) {
        let kept = written.without(Role::Consulted).without(Role::Informed);
        return format!("write `{key}: {kept}`");
    }
    format!("write `{key}: {published}` as in the matrix")
}

fn passive() -> Roles {
    Roles::default().with(Role::Consulted).with(Role::Informed)
}

fn acts(roles: Roles) -> bool {
    roles.has(Role::Responsible) || roles.has(Role::Accountable)
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
