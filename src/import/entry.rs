//! A row on its way from a table into a matrix.

use crate::model::matrix;
use crate::model::raci::Roles;
use crate::text::Span;

/// A row on its way into a matrix.
pub(super) struct Entry {
    /// What it is called.
    pub(super) title: String,
    /// Where its title is.
    pub(super) title_span: Span,
    /// The headings above it, the nearest first.
    pub(super) headings: Vec<String>,
    /// Its id, once it has been named.
    pub(super) id: String,
    /// What two spellings of its title have in common.
    pub(super) key: String,
    pub(super) provider: RoleCell,
    pub(super) customer: RoleCell,
    pub(super) clauses: Vec<String>,
    /// The whole row.
    pub(super) span: Span,
    /// Whether it has a title and nothing else.
    pub(super) is_bare: bool,
    /// Whether something about it is not certain.
    pub(super) faulty: bool,
}

/// A cell of roles.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct RoleCell {
    pub(super) roles: Roles,
    pub(super) span: Span,
}

impl Entry {
    /// The row of the matrix.
    pub(super) fn row(&self) -> matrix::Row {
        matrix::Row {
            id: self.id.clone(),
            title: self.title.clone(),
            provider: self.provider.roles,
            customer: self.customer.roles,
            clauses: self.clauses.clone(),
        }
    }
}
