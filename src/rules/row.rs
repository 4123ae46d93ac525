//! A row as the rules judge it: what a document says of a feature, beside what the matrix has.
//!
//! Where one fault makes the answer to another question unknown, and always has a finding of its own
//! that nobody can switch off, the order of precedence ("one fault, one finding") stands here: each
//! rule asks the row for its verdict and reports its own share. What is silent only while another
//! finding counts stands in `lint/silence.rs`.

use crate::finding::{Fault, Rule};
use crate::model::manifest::{Feature, Manifest};
use crate::model::matrix;
use crate::model::raci::{Cell, Letter, Party, Role, Roles};
use crate::text::quote;
use crate::yaml::{Route, pointer};

/// A feature with roles.
#[derive(Debug)]
pub struct Row<'a> {
    /// The key as written.
    pub key: &'a str,
    /// The cells in the order of the file.
    pub cells: &'a [Cell<'a>],
    /// The matrix's row, where there is a matrix that has the feature.
    pub published: Option<&'a matrix::Row>,
    /// The feature's entry; nothing where the document is a matrix.
    pub feature: Option<&'a Feature<'a>>,
    /// The manifest, which names the parties; nothing where the document is a matrix.
    pub manifest: Option<&'a Manifest<'a>>,
}

/// Who answers for a feature.
#[derive(Clone, Copy, Debug)]
pub enum Accountability<'a> {
    /// Exactly one party.
    One(&'a Cell<'a>),
    /// Nobody.
    Nobody,
    /// More than one party.
    Several,
    /// A cell or a key that cannot be read could change the answer.
    Unknown,
}

/// How the one A of a row stands towards the matrix.
#[derive(Clone, Copy, Debug)]
pub enum Ownership<'a> {
    /// As published.
    Agreed,
    /// The provider has what the customer must own.
    Disowned(&'a Cell<'a>),
    /// The customer has what the provider owns.
    Overclaimed(&'a Cell<'a>),
    /// A third party answers.
    ThirdParty(&'a Cell<'a>),
    /// There is no one A, or nothing to compare it with.
    Unknown,
}

impl<'a> Row<'a> {
    /// The id of the feature; the key, where the matrix does not have it.
    pub fn id(&self) -> &'a str {
        self.published.map_or(self.key, |row| row.id.as_str())
    }

    /// The id in backticks.
    pub fn name(&self) -> String {
        quote(self.id())
    }

    /// The pointer of the row's `raci`.
    pub fn raci(&self) -> String {
        pointer(&pointer("/features", self.key), "raci")
    }

    /// The key `raci`.
    pub fn route(&self) -> Route {
        Route::key(self.raci())
    }

    /// A letter of a cell.
    pub fn letter(&self, cell: &Cell<'_>, letter: Letter) -> Route {
        cell.route(&self.raci(), letter)
    }

    /// A fault at a letter of a cell whose row is repaired by writing it as published.
    pub fn fault(
        &self,
        rule: &'static Rule,
        cell: &Cell<'_>,
        letter: Letter,
        message: &str,
    ) -> Fault {
        Fault::new(
            rule,
            self.letter(cell, letter),
            format!("{}: {message}", self.name()),
        )
        .help(self.published.map(as_published).unwrap_or_default())
        .pointer(self.cell(cell))
        .feature(self.id())
    }

    /// The pointer of a cell.
    pub fn cell(&self, cell: &Cell<'_>) -> String {
        cell.pointer(&self.raci())
    }

    /// The cells that hold a role.
    pub fn holders(&self, role: Role) -> impl Iterator<Item = (&'a Cell<'a>, Letter)> {
        let known = self
            .cells
            .iter()
            .filter(|cell| cell.party != Party::Unknown);
        known.filter_map(move |cell| cell.letter(role).map(|letter| (cell, letter)))
    }

    /// Whether every cell could be read and belongs to a party.
    pub fn is_clear(&self) -> bool {
        self.cells
            .iter()
            .all(|cell| cell.party != Party::Unknown && cell.letters.is_some())
    }

    /// Who answers for the feature.
    pub fn accountability(&self) -> Accountability<'a> {
        let mut holders = self.holders(Role::Accountable);
        match (holders.next(), holders.next()) {
            (Some(_), Some(_)) => Accountability::Several,
            _ if !self.is_clear() => Accountability::Unknown,
            (Some((only, _)), None) => Accountability::One(only),
            _ => Accountability::Nobody,
        }
    }

    /// How the one A stands towards the matrix.
    pub fn ownership(&self) -> Ownership<'a> {
        let Accountability::One(holder) = self.accountability() else {
            return Ownership::Unknown;
        };
        match (holder.party, self.published.map(matrix::Row::accountable)) {
            (Party::Third, _) => Ownership::ThirdParty(holder),
            (_, None) => Ownership::Unknown,
            (held, Some(published)) if held == published => Ownership::Agreed,
            (Party::Provider, _) => Ownership::Disowned(holder),
            _ => Ownership::Overclaimed(holder),
        }
    }

    /// The cells that hold R on a side that the matrix does not make responsible.
    pub fn misplaced(&self) -> Vec<(&'a Cell<'a>, Letter)> {
        // With no A at all, R is still judged; a swapped or doubled A speaks for the whole row.
        let judged = match self.accountability() {
            Accountability::Nobody => true,
            Accountability::One(_) => matches!(self.ownership(), Ownership::Agreed),
            Accountability::Several | Accountability::Unknown => false,
        };
        match self.published.filter(|_| judged) {
            Some(published) => {
                let holders = self.holders(Role::Responsible);
                holders
                    .filter(|(cell, _)| !published.lets_do(cell.party))
                    .collect()
            }
            None => Vec::new(),
        }
    }

    /// Whether anybody does the work.
    pub fn has_responsible(&self) -> bool {
        self.holders(Role::Responsible).next().is_some()
    }

    /// Whether the customer answers for the feature, as published and as declared, so that it has
    /// to name an owner and show evidence.
    pub fn is_owned_by_customer(&self) -> bool {
        let customer = |row: &matrix::Row| row.accountable() == Party::Customer;
        self.published.is_some_and(customer) && self.is_agreed()
    }

    /// Whether the one A is where the matrix has it.
    pub fn is_agreed(&self) -> bool {
        matches!(self.ownership(), Ownership::Agreed)
    }

    /// Letters that say nothing: C or I beside R or A, and a letter that stands twice.
    pub fn redundant(cell: &Cell<'_>) -> Vec<Letter> {
        let roles = cell.roles();
        let acts = roles.has(Role::Responsible) || roles.has(Role::Accountable);
        let mut seen = Roles::default();
        let mut redundant = Vec::new();
        for letter in cell.letters.iter().flatten() {
            let passive = matches!(letter.role, Role::Consulted | Role::Informed);
            if seen.has(letter.role) || (acts && passive) {
                redundant.push(*letter);
            }
            seen = seen.with(letter.role);
        }
        redundant
    }

    /// Whether nothing but C and I can differ from the matrix.
    pub fn is_settled(&self) -> bool {
        self.is_agreed() && self.has_responsible() && self.misplaced().is_empty()
    }
}

/// How a row is repaired that nothing but the published one can take the place of.
pub fn as_published(row: &matrix::Row) -> String {
    format!(
        "write `raci: {}` as in the matrix{}",
        row.as_yaml(),
        row.citation()
    )
}

/// A party in a message: `the provider`, `the customer` or the third party's key.
pub fn party(cell: &Cell<'_>) -> String {
    match cell.party {
        Party::Provider => "the provider".to_owned(),
        Party::Customer => "the customer".to_owned(),
        Party::Third => format!("the third party {}", quote(cell.key)),
        Party::Unknown => quote(cell.key),
    }
}

/// The party that a matrix makes accountable, in a message.
pub fn side(party: Party) -> &'static str {
    match party {
        Party::Provider => "the provider",
        _ => "the customer",
    }
}
