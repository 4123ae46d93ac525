//! Two matrices beside each other: which rows are new, gone, renamed or changed, and who gains or
//! loses accountability. The order of rows is no difference, and neither is the spelling of a title.

mod likeness;
mod links;
#[cfg(test)]
mod tests;

use crate::model::matrix::{Matrix, Provider, Row, Spellings};
use crate::model::raci::{Party, Roles};

pub use links::Link;

/// How much two matrices can be compared by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// By all that rows have.
    Whole,
    /// By what is published: one of the two is a page, which names neither ids nor clauses.
    Published,
}

/// What changes from one matrix to another.
#[derive(Clone, Debug)]
pub struct Diff<'m> {
    /// The one before.
    pub old: &'m Matrix,
    /// The one after.
    pub new: &'m Matrix,
    /// What was compared.
    pub scope: Scope,
    /// Whether the provider is another, or has a name that neither matrix knows as an alias.
    pub provider: bool,
    /// The rows that only the new matrix has, in its order.
    pub added: Vec<&'m Row>,
    /// The rows that only the old matrix has, in its order.
    pub removed: Vec<&'m Row>,
    /// The rows that both have and that differ, in the order of the old matrix.
    pub changed: Vec<Pair<'m>>,
}

/// One row, before and after.
#[derive(Clone, Copy, Debug)]
pub struct Pair<'m> {
    /// As the old matrix has it.
    pub old: &'m Row,
    /// As the new matrix has it.
    pub new: &'m Row,
    /// Why the two are taken for one row.
    pub link: Link,
    /// Whether the titles differ by more than their spelling.
    pub retitled: bool,
    /// Whether other clauses stand behind it.
    pub other_clauses: bool,
}

/// What happens to a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Another party answers for it.
    Accountability,
    /// A party gains or loses another role.
    Roles,
    /// It has another id or title.
    Renamed,
    /// Other clauses stand behind it.
    Clauses,
    /// The matrix has it no more.
    Removed,
    /// The matrix has it now, and a manifest does not declare it.
    Missing,
}

impl Change {
    /// The word in every output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Accountability => "accountability",
            Self::Roles => "roles",
            Self::Renamed => "renamed",
            Self::Clauses => "clauses",
            Self::Removed => "removed",
            Self::Missing => "missing",
        }
    }
}

impl<'m> Diff<'m> {
    /// Compares two matrices.
    pub fn between(old: &'m Matrix, new: &'m Matrix, scope: Scope) -> Self {
        let names = all_names(&old.provider, &new.provider);
        let links = links::find(old, new, &names);
        let mut changed = Vec::new();
        let mut removed = Vec::new();
        let mut found = vec![false; new.rows().len()];
        for (row, link) in old.rows().iter().zip(links) {
            let after = link.and_then(|(at, link)| Some((at, new.rows().get(at)?, link)));
            let Some((at, after, link)) = after else {
                removed.push(row);
                continue;
            };
            if let Some(found) = found.get_mut(at) {
                *found = true;
            }
            let pair = Pair {
                old: row,
                new: after,
                link,
                retitled: names.normal(&row.title) != names.normal(&after.title),
                other_clauses: scope == Scope::Whole && is_other(row, after),
            };
            if pair.differs() {
                changed.push(pair);
            }
        }
        let added = new.rows().iter().zip(found).filter(|(_, found)| !found);
        Self {
            old,
            new,
            scope,
            provider: !is_same_provider(&old.provider, &new.provider),
            added: added.map(|(row, _)| row).collect(),
            removed,
            changed,
        }
    }

    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        self.rows() == 0 && !self.provider
    }

    /// How many rows differ, the new and the gone among them.
    pub fn rows(&self) -> usize {
        self.added.len() + self.removed.len() + self.changed.len()
    }

    /// The rows with another id or title.
    pub fn renamed(&self) -> impl Iterator<Item = &Pair<'m>> {
        self.changed.iter().filter(|pair| pair.is_renamed())
    }

    /// The rows with other roles, those with another accountable party among them.
    pub fn other_roles(&self) -> impl Iterator<Item = &Pair<'m>> {
        self.changed.iter().filter(|pair| pair.has_other_roles())
    }

    /// The rows for which another party answers.
    pub fn moved(&self) -> impl Iterator<Item = &Pair<'m>> {
        self.changed.iter().filter(|pair| pair.moves())
    }

    /// The rows with other clauses.
    pub fn other_clauses(&self) -> impl Iterator<Item = &Pair<'m>> {
        self.changed.iter().filter(|pair| pair.other_clauses)
    }

    /// The rows for which a party answers from now on: moved to it, or new.
    pub fn gains(&self, party: Party) -> impl Iterator<Item = &'m Row> {
        let moved = self.moved().map(|pair| pair.new);
        let rows = moved.chain(self.added.iter().copied());
        rows.filter(move |row| row.accountable() == party)
    }

    /// The rows for which a party answers no more: moved away from it, or gone.
    pub fn loses(&self, party: Party) -> impl Iterator<Item = &'m Row> {
        let moved = self.moved().map(|pair| pair.old);
        let rows = moved.chain(self.removed.iter().copied());
        rows.filter(move |row| row.accountable() == party)
    }
}

impl Pair<'_> {
    /// Whether anything happens to it at all.
    fn differs(&self) -> bool {
        self.is_renamed() || self.has_other_roles() || self.other_clauses
    }

    /// Whether the row has another id or another title.
    pub fn is_renamed(&self) -> bool {
        self.old.id != self.new.id || self.retitled
    }

    /// Whether anybody gains or loses a role.
    pub fn has_other_roles(&self) -> bool {
        (self.old.provider, self.old.customer) != (self.new.provider, self.new.customer)
    }

    /// Whether another party answers for it.
    pub fn moves(&self) -> bool {
        self.old.accountable() != self.new.accountable()
    }

    /// What happens to it, the weightiest first.
    pub fn changes(&self) -> Vec<Change> {
        let changes = [
            (self.moves(), Change::Accountability),
            (self.has_other_roles() && !self.moves(), Change::Roles),
            (self.is_renamed(), Change::Renamed),
            (self.other_clauses, Change::Clauses),
        ];
        let changes = changes.into_iter().filter(|(holds, _)| *holds);
        changes.map(|(_, change)| change).collect()
    }

    /// The roles that a party gains.
    pub fn gained(&self, party: Party) -> Roles {
        let (old, new) = self.roles(party);
        new.iter().filter(|role| !old.has(*role)).collect()
    }

    /// The roles that a party loses.
    pub fn lost(&self, party: Party) -> Roles {
        let (old, new) = self.roles(party);
        old.iter().filter(|role| !new.has(*role)).collect()
    }

    /// The roles of a party before and after.
    fn roles(&self, party: Party) -> (Roles, Roles) {
        match party {
            Party::Provider => (self.old.provider, self.new.provider),
            _ => (self.old.customer, self.new.customer),
        }
    }
}

/// A published page under the ids and the clauses of the rows that its own are: it names none, so
/// that those it was given mean nothing beside a matrix that has them.
pub fn named_after(page: &Matrix, other: &Matrix) -> Matrix {
    let names = all_names(&page.provider, &other.provider);
    let links = links::find(page, other, &names);
    let rows = page.rows().iter().zip(links).map(|(row, link)| {
        let known = link.and_then(|(at, _)| other.rows().get(at));
        let named = known.map(|known| Row {
            id: known.id.clone(),
            clauses: known.clauses.clone(),
            ..row.clone()
        });
        named.unwrap_or_else(|| row.clone())
    });
    page.with_rows(rows.collect())
}

/// All names of both providers, so that two titles are one or two in either direction.
fn all_names(old: &Provider, new: &Provider) -> Spellings {
    Spellings::of(old.names().chain(new.names()))
}

fn is_same_provider(old: &Provider, new: &Provider) -> bool {
    old.names().any(|name| name == new.name) || new.names().any(|name| name == old.name)
}

/// Whether other clauses are named. Their order says nothing.
fn is_other(old: &Row, new: &Row) -> bool {
    let sorted = |row: &Row| {
        let mut clauses = row.clauses.clone();
        clauses.sort();
        clauses.dedup();
        clauses
    };
    sorted(old) != sorted(new)
}
