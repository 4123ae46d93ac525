//! CRISP204: a letter that says nothing hides the ones that do.

use super::row::{Row, party};
use crate::finding::{Family, Fault, Hides, Needs, Rule, Severity};
use crate::model::raci::{Cell, LETTERS_SHOWN, Letter, Party, Role};

/// The rule.
pub static RULE: Rule = Rule {
    code: "CRISP204",
    name: "redundant-role",
    severity: Severity::Warning,
    family: Family::Roles,
    needs: Needs::Document,
    hides: Hides::Feature,
    summary: "a party with R or A also has C or I, or a role is repeated",
    page: include_str!("../../rules/CRISP204.md"),
    ..Rule::USUAL
};

/// Checks one row, cell by cell.
pub fn check(row: &Row<'_>, out: &mut Vec<Fault>) {
    for cell in row.cells.iter().filter(|cell| cell.party != Party::Unknown) {
        let redundant = Row::redundant(cell);
        let Some((first, others)) = redundant.split_first() else {
            continue;
        };
        let (message, help) = words(row, cell, *first);
        let mut fault = Fault::new(&RULE, row.letter(cell, *first), message)
            .help(help)
            .label("redundant")
            .pointer(row.cell(cell))
            .feature(row.id());
        for letter in others.iter().take(LETTERS_SHOWN) {
            fault = fault.related(row.letter(cell, *letter), "also redundant");
        }
        out.push(fault);
    }
}

fn words(row: &Row<'_>, cell: &Cell<'_>, letter: Letter) -> (String, String) {
    let roles = cell.roles();
    let who = party(cell);
    let acts = [Role::Accountable, Role::Responsible]
        .into_iter()
        .find(|role| roles.has(*role));
    let passive = matches!(letter.role, Role::Consulted | Role::Informed);
    let kept = match acts {
        Some(_) => roles.without(Role::Consulted).without(Role::Informed),
        None => roles,
    };
    let message = match acts {
        Some(acts) if passive => {
            format!(
                "{}: {who} is {} and also {}",
                row.name(),
                acts.word(),
                letter.role.word()
            )
        }
        _ => format!("{}: {who} has {} twice", row.name(), letter.role.letter()),
    };
    (message, format!("write `{}: {kept}`", cell.key))
}
