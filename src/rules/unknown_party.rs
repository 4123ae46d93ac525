//! CRISP205: roles of nobody are roles that nobody has.

use std::collections::HashSet;

use super::row::Row;
use crate::finding::{Family, Fault, Hides, Needs, Rule, Severity};
use crate::model::raci::{Cell, Party, Role, Roles};
use crate::text::{COMPARED, list, nearest, quote};
use crate::yaml::Route;

/// The rule.
pub static RULE: Rule = Rule {
    code: "CRISP205",
    name: "unknown-party",
    severity: Severity::Error,
    fixed: true,
    family: Family::Roles,
    needs: Needs::Document,
    hides: Hides::Feature,
    summary: "a key under `raci` is not `provider`, `customer` or a declared third party",
    page: include_str!("../../rules/CRISP205.md"),
    ..Rule::USUAL
};

/// The most parties that a help lists.
const LISTED: usize = 8;

/// Checks one row, key by key.
pub fn check(row: &Row<'_>, out: &mut Vec<Fault>) {
    let unknown = row.cells.iter().filter(|cell| cell.party == Party::Unknown);
    let unknown: Vec<&Cell<'_>> = unknown.collect();
    if unknown.is_empty() {
        return;
    }
    let (missing, given) = parties(row);
    let declare = match row.manifest {
        Some(_) => "or declare the third party under `parties.thirdParties`",
        None => "in a matrix, only `provider` and `customer` have roles",
    };
    for cell in unknown {
        let message = format!(
            "{}: {} is not a declared party",
            row.name(),
            quote(cell.key)
        );
        let help = if role(cell.key).is_some() {
            letter(row, cell.key)
        } else if cell.key.starts_with("x-") {
            "every key under `raci` is a party; move your own `x-` key out of `raci`".to_owned()
        } else if let Some(meant) = row
            .manifest
            .and_then(|manifest| manifest.party_called(cell.key))
        {
            let (key, name) = (quote(meant), quote(cell.key));
            if given.contains(&meant) {
                format!(
                    "{name} is the name of {key} in `parties`, and {key} already has roles for this feature; write all its letters there"
                )
            } else {
                format!("write {key}; {name} is its name in `parties`")
            }
        } else if let Some(meant) = nearest(cell.key, missing.iter().copied()) {
            format!("did you mean {}?", quote(meant))
        } else if let Some(meant) = nearest(cell.key, given.iter().copied()) {
            let meant = quote(meant);
            format!("{meant} already has roles for this feature; write all its letters there")
        } else {
            let listed: Vec<String> = missing
                .iter()
                .take(LISTED)
                .map(|name| quote(name))
                .collect();
            match listed.as_slice() {
                [] => declare.to_owned(),
                // All of very many at each of very many cells would be their square.
                listed if listed.len() < missing.len() => {
                    format!("write {} or another party; {declare}", listed.join(", "))
                }
                listed => format!("write {}; {declare}", list(listed, "or")),
            }
        };
        let route = Route::key(row.cell(cell));
        out.push(
            Fault::new(&RULE, route, message)
                .help(help)
                .feature(row.id()),
        );
    }
}

/// The role that a key is the letter of, in either case.
fn role(key: &str) -> Option<Role> {
    Role::from_letter(&key.to_ascii_uppercase())
}

/// The parties that the row does not name yet, as far as anybody would look through them, and those that it
/// does: a second cell of one would be a key given twice.
fn parties<'a>(row: &Row<'a>) -> (Vec<&'a str>, Vec<&'a str>) {
    let known = row.cells.iter().filter(|cell| cell.party != Party::Unknown);
    let given: Vec<&str> = known.map(|cell| cell.key).collect();
    let all: HashSet<&str> = given.iter().copied().collect();
    let declared = row.manifest.into_iter();
    let declared = declared.flat_map(|manifest| &manifest.third_parties);
    let declared = declared.map(|third_party| third_party.key);
    let parties = ["provider", "customer"].into_iter().chain(declared);
    let missing = parties.filter(|key| !all.contains(key)).take(COMPARED);
    (missing.collect(), given)
}

/// `{customer: R, A}` reads as two keys.
fn letter(row: &Row<'_>, key: &str) -> String {
    let is_party = |cell: &Cell<'_>| cell.party != Party::Unknown || role(cell.key).is_none();
    let mut cells = row.cells.iter();
    let at = cells.position(|cell| cell.key == key).unwrap_or(0);
    let (before, behind) = row.cells.split_at_checked(at).unwrap_or_default();
    let party = before.iter().rposition(is_party);
    let cut = party.and_then(|party| before.get(party..)?.split_first());
    match cut {
        Some((cell, letters)) if !cell.roles().is_empty() => {
            let rest = behind.iter().take_while(|cell| !is_party(cell));
            let letters = letters.iter().chain(rest);
            let roles = letters.filter_map(|cell| role(cell.key));
            let roles = roles.fold(cell.roles(), Roles::with);
            format!(
                "the comma ended the value; write `{}: [{}]`",
                cell.key,
                roles.published()
            )
        }
        _ => "the comma ended the value; write a list of letters, for example `[R, A]`".to_owned(),
    }
}
