//! What the columns of a table are: by what a person says, by what is in them, and by their headings.
//!
//! Every column of letters is claimed, left out by name, or trouble.

use super::Table;
use super::bound::{Roster, Sense, Trouble};
use super::claims::Claims;
use super::filled::{heading_column, is_letters};
use super::parties::{self, Claimed};
use super::titles::titles;
use super::words::{self, Heading};
use crate::model::raci::Role;

/// Finds out what a table is.
pub fn bind(table: &Table, claims: &Claims<'_>) -> Sense {
    if parties::is_legend(table, claims) {
        return Sense::Legend;
    }
    if let Some(sense) = roster(table, claims) {
        return sense;
    }
    let claimed = Claimed::of(table, claims);
    if claimed.is_about_something_else() {
        return Sense::Other;
    }
    let mut troubles = claimed.troubles(claims);
    let is_silent = !claimed.has_letters();
    if is_silent && claimed.is_complete() {
        let columns = claimed.parties.iter().map(|(_, at)| *at).collect();
        return Sense::Silent(columns, claimed.is_named);
    }
    let feature = titles(table, claims, &claimed);
    if troubles.is_empty()
        && let Err(candidates) = &feature
    {
        troubles.push(Trouble::Titles(candidates.clone()));
    }
    match feature {
        Ok(feature) if troubles.is_empty() => Sense::Roles(claimed.columns(table, claims, feature)),
        _ => Sense::Unclear(troubles),
    }
}

/// The columns of a table whose columns are R, A, C and I, if it is one.
fn roster(table: &Table, claims: &Claims<'_>) -> Option<Sense> {
    let roles: Vec<(Role, usize)> = (0..table.width())
        .filter_map(|at| Some((words::role(&table.header.cells.get(at)?.text)?, at)))
        .collect();
    let has = |role: Role| roles.iter().filter(|(one, _)| *one == role).count();
    let is_whole = has(Role::Accountable) == 1 && Role::ALL.iter().all(|role| has(*role) < 2);
    if roles.len() < 2 || !is_whole || roles.iter().any(|(_, at)| is_letters(table, *at, claims)) {
        return None;
    }
    if roles
        .iter()
        .all(|(_, at)| table.column(*at).all(|cell| cell.text.is_empty()))
    {
        return None;
    }
    let claimed = Claimed::of_roster(roles.iter().map(|(_, at)| *at).collect());
    let Ok(feature) = titles(table, claims, &claimed) else {
        return Some(Sense::Other); // a legend with a column for each letter
    };
    let clauses = heading_column(table, claims, Heading::Clauses);
    let used = |at: &usize| {
        *at == feature || clauses == Some(*at) || roles.iter().any(|(_, one)| one == at)
    };
    let left_out = (0..table.width()).filter(|at| !used(at)).collect();
    Some(Sense::Parties(Roster {
        feature,
        roles,
        clauses,
        left_out,
    }))
}
