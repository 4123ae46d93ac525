//! Tables with a column for each role, whose cells name the parties that have it.

use super::context::Context;
use super::entry::RoleCell;
use super::faults;
use super::values;
use crate::finding::Fault;
use crate::model::raci::{Role, Roles};
use crate::table::bound::Roster;
use crate::table::claims::{Claims, Holder};
use crate::table::roster::{Named, is_name, named, parts};
use crate::table::{Cell, Row, Table};

/// A finding about the parties that nobody has named, if there are any.
pub(super) fn strangers(table: &Table, roster: &Roster, context: &Context<'_>) -> Option<Fault> {
    let columns: Vec<usize> = roster.roles.iter().map(|(_, at)| *at).collect();
    let mut found: Vec<(String, usize)> = Vec::new();
    let cells = values::of(table, &columns).into_iter();
    for (cell, count) in cells {
        for part in parts(&cell) {
            if named(&part, context.claims) != Named::Stranger {
                continue;
            }
            match found.iter_mut().find(|(name, _)| is_name(name, &part)) {
                Some((_, known)) => *known += count,
                None => found.push((part, count)),
            }
        }
    }
    found.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    (!found.is_empty()).then(|| faults::strangers(table.header.span, &found, context.claims))
}

/// The roles of a party in a row.
pub(super) fn roles(roster: &Roster, row: &Row, holder: Holder, claims: &Claims<'_>) -> RoleCell {
    let mut found = RoleCell {
        roles: Roles::default(),
        span: row.span,
    };
    for (role, cell) in cells(roster, row) {
        if parts(&cell.text).any(|part| named(&part, claims) == Named::Side(holder)) {
            if found.roles.is_empty() || role == Role::Accountable {
                found.span = cell.span;
            }
            found.roles = found.roles.with(role);
        }
    }
    found
}

/// What the cells call the provider, where they name it first.
pub(super) fn provider(table: &Table, roster: &Roster, claims: &Claims<'_>) -> Option<String> {
    let cells = table.rows.iter().flat_map(|row| cells(roster, row));
    let mut parts = cells.flat_map(|(_, cell)| parts(&cell.text).collect::<Vec<_>>());
    parts.find(|part| named(part, claims) == Named::Side(Holder::Provider))
}

/// The cells of roles of a row.
pub(super) fn cells<'r>(
    roster: &'r Roster,
    row: &'r Row,
) -> impl Iterator<Item = (Role, &'r Cell)> {
    let cells = roster.roles.iter();
    cells.filter_map(|(role, at)| Some((*role, row.cells.get(*at)?)))
}
