//! What the columns of a table are: by what a person says, by what is in them, and by their headings.
//!
//! Every column of letters is claimed, left out by name, or [`Trouble`].

use super::claims::{Claims, Holder};
use super::letters::{self, Reading};
use super::meanings::Meanings;
use super::parties::{self, Claimed};
use super::titles::titles;
use super::words::{self, Heading};
use super::{Cell, Table};
use crate::model::raci::Role;

/// What a table is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sense {
    /// A table of roles.
    Roles(Columns),
    /// A table with a column for each role, whose cells are parties.
    Parties(Roster),
    /// A table with columns of parties, in which no cell has a letter. It has the columns that were
    /// claimed, and whether a person has named them.
    Silent(Vec<usize>, bool),
    /// A table that has letters, or is named by an option, and cannot be read.
    Unclear(Vec<Trouble>),
    /// A table that explains the letters.
    Legend,
    /// A table of something else.
    Other,
}

/// The columns of a table of roles, counted from 0.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns {
    /// The titles.
    pub feature: usize,
    /// The columns of roles, each with its party.
    pub parties: Vec<(Holder, usize)>,
    /// A column of words that have a meaning for both sides.
    pub both: Option<usize>,
    /// The clauses, where there is such a column.
    pub clauses: Option<usize>,
    /// The columns that are left out.
    pub left_out: Vec<usize>,
    /// Whether the provider's column is what remained.
    pub is_inferred: bool,
}

impl Columns {
    /// The columns of a party.
    pub fn of(&self, holder: Holder) -> impl Iterator<Item = usize> {
        let own = self.parties.iter().filter(move |(one, _)| *one == holder);
        own.map(|(_, at)| *at)
    }

    /// Whether anything of a column is used.
    pub fn uses(&self, at: usize) -> bool {
        self.feature == at
            || self.both == Some(at)
            || self.clauses == Some(at)
            || self.parties.iter().any(|(_, one)| *one == at)
    }
}

/// The columns of a table whose cells are parties.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Roster {
    /// The titles.
    pub feature: usize,
    /// The columns of roles.
    pub roles: Vec<(Role, usize)>,
    /// The clauses, where there is such a column.
    pub clauses: Option<usize>,
    /// The columns that are left out.
    pub left_out: Vec<usize>,
}

/// Why the columns of a table are not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// A party's column is missing, or several could be it. It has the options that would name the
    /// columns, and those that could be the party's.
    Party(Holder, Vec<usize>, Vec<(&'static str, usize)>),
    /// A column has letters, and nobody says whose they are.
    Unclaimed(usize),
    /// One column is named for two things.
    Twice(usize),
    /// No column has the titles, or a person has named several.
    Titles(Vec<usize>),
}

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

/// The first column whose heading says what it is.
pub(super) fn heading_column(table: &Table, claims: &Claims<'_>, wanted: Heading) -> Option<usize> {
    let heading = |cell: &Cell| words::heading(&cell.text, &claims.providers);
    let mut cells = table.header.cells.iter();
    cells.position(|cell| heading(cell) == Some(wanted))
}

/// Whether a column is one of letters: half or more of its filled cells read as roles, or any reads
/// as several.
pub fn is_letters(table: &Table, at: usize, claims: &Claims<'_>) -> bool {
    let (filled, roles, several) = counted(table, at, &claims.meanings);
    several || (roles > 0 && roles * 2 >= filled)
}

/// The number of filled cells, of those that read as roles, and whether any reads as several.
fn counted(table: &Table, at: usize, meanings: &Meanings) -> (usize, usize, bool) {
    let cells = table.sure_column(at).filter(|cell| !cell.is_empty());
    cells.fold((0, 0, false), |(filled, roles, several), cell| {
        let reading = letters::read_cell(cell, meanings);
        (
            filled + 1,
            roles + usize::from(letters::is_roles(&reading)),
            several || letters::is_several(&reading),
        )
    })
}

/// Whether a column has any cell that reads as roles.
pub fn has_roles(table: &Table, at: usize, claims: &Claims<'_>) -> bool {
    counted(table, at, &claims.meanings).1 > 0
}

/// Whether half or more of the filled cells of a column have a meaning for both sides.
pub(super) fn is_of_both(table: &Table, at: usize, meanings: &Meanings) -> bool {
    let filled = table.column(at).filter(|cell| !cell.is_empty());
    let (filled, sides) = filled.fold((0, 0), |(filled, sides), cell| {
        let reading = letters::read_cell(cell, meanings);
        let is_of_sides = matches!(reading, Ok(Reading::Sides { .. }));
        (filled + 1, sides + usize::from(is_of_sides))
    });
    sides > 0 && sides * 2 >= filled
}
