//! CRISP205: roles of nobody are roles that nobody has.

use super::row::Row;
use crate::document::Route;
use crate::finding::Fault;
use crate::raci::{Party, Role};
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
        let help = if Role::from_letter(cell.key).is_some() {
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

/// `{customer: R, A}` reads as two keys.
fn letter(row: &Row<'_>, key: &str) -> String {
    let at = row
        .cells
        .iter()
        .position(|cell| cell.key == key)
        .unwrap_or(0);
    let before = row.cells.get(..at).unwrap_or_default();
    match before
        .iter()
        .rev()
        .find(|cell| Role::from_letter(cell.key).is_none())
    {
        Some(cell) if !cell.roles().is_empty() => {
            let roles = Role::from_letter(key).map_or(cell.roles(), |role| cell.roles().with(role));
            format!(
                "a comma ends the value here: write `{}: [{}]`",
                cell.key,
                roles.published()
            )
        }
        _ => "a comma ends the value here: write a list of letters such as `[R, A]`".to_owned(),
    }
}
