//! What is known of a table, once its columns are bound.

use super::claims::Holder;
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
