//! CRISP205: roles of nobody are roles that nobody has.

use super::row::Row;
use crate::document::Route;
use crate::finding::Fault;
use crate::raci::{Cell, Party, Role, Roles};
use crate::rule::{Rule, Severity};
use crate::text::{list, nearest, quote};

/// The rule.
pub static RULE: Rule = Rule {
    code: "CRISP205",
    name: "unknown-party",
    severity: Severity::Error,
    fixed: true,
    summary: "a raci key that is not provider, customer or a declared third party",
    page: include_str!("../../rules/CRISP205.md"),
};

/// Checks one row, key by key.
pub fn check(row: &Row<'_>, out: &mut Vec<Fault>) {
    let third_parties = row.third_parties;
    for cell in row.cells.iter().filter(|cell| cell.party == Party::Unknown) {
        let message = format!("{}: {} is no party", row.name(), quote(cell.key));
        let declared = third_parties.into_iter().flatten();
        let declared = declared.map(|third_party| third_party.key);
        let known: Vec<&str> = ["provider", "customer"]
            .into_iter()
            .chain(declared)
            .collect();
        let help = if role(cell.key).is_some() {
            letter(row, cell.key)
        } else if let Some(meant) = nearest(cell.key, known.iter().copied()) {
            format!("did you mean {}?", quote(meant))
        } else {
            let known: Vec<String> = known.iter().map(|name| quote(name)).collect();
            let declare = match third_parties {
                Some(_) => "; a third party is declared under `parties.thirdParties`",
                None => "",
            };
            format!("write {}{declare}", list(&known, "or"))
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

/// `{customer: R, A}` reads as two keys.
fn letter(row: &Row<'_>, key: &str) -> String {
    let is_party = |cell: &Cell<'_>| role(cell.key).is_none();
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
                "a comma ends the value here: write `{}: [{}]`",
                cell.key,
                roles.published()
            )
        }
        _ => "a comma ends the value here: write a list of letters such as `[R, A]`".to_owned(),
    }
}
