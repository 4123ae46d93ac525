//! A matrix as data: its rows, whose services it is about, and where it comes from.

use std::collections::HashMap;

use super::title::Spellings;
use crate::model::raci::{Party, Role, Roles};
use crate::text::nearest_thing;

/// A matrix whose integrity has been checked: every row has exactly one A and an R.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Matrix {
    /// The name that manifests use.
    pub id: String,
    /// The version, most often a date.
    pub version: String,
    /// What it is called.
    pub title: Option<String>,
    /// Where it was published.
    pub source: Option<String>,
    /// The file that it was imported from.
    pub provenance: Option<Provenance>,
    /// The id and version of the matrix that it extends.
    pub extends: Option<String>,
    /// Whose services it is about.
    pub provider: Provider,
    rows: Vec<Row>,
    by_id: HashMap<String, usize>,
    by_title: HashMap<String, usize>,
    /// The names of the provider.
    spellings: Spellings,
    /// The title of every row in its normal spelling.
    titles: Vec<String>,
}

/// The file of its publisher that a matrix was imported from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Provenance {
    /// Its path, with `/`.
    pub file: String,
    /// SHA-256 over its bytes, in hexadecimal.
    pub sha256: String,
    /// The tables that were read, in their order.
    pub tables: Vec<Origin>,
}

/// A table of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The heading above it.
    pub heading: Option<String>,
    /// The line of its header, counted from 1.
    pub line: usize,
}

/// Whose services a matrix is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Provider {
    /// The name in the published table.
    pub name: String,
    /// Other names of the same provider.
    pub aliases: Vec<String>,
}

impl Provider {
    /// The name and all aliases.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.name)
            .chain(&self.aliases)
            .map(String::as_str)
    }
}

/// One feature of a matrix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The id.
    pub id: String,
    /// The title as published.
    pub title: String,
    /// The provider's roles.
    pub provider: Roles,
    /// The customer's roles.
    pub customer: Roles,
    /// The clauses that stand behind the row.
    pub clauses: Vec<String>,
}

impl Row {
    /// Who answers for the feature.
    pub fn accountable(&self) -> Party {
        if self.provider.has(Role::Accountable) {
            Party::Provider
        } else {
            Party::Customer
        }
    }

    /// Whether the matrix gives R to the side of a party. Third parties act for the customer.
    pub fn lets_do(&self, party: Party) -> bool {
        match party {
            Party::Provider => self.provider.has(Role::Responsible),
            _ => self.customer.has(Role::Responsible),
        }
    }

    /// The row's `raci` as it would be written.
    pub fn as_yaml(&self) -> String {
        let cells = [("provider", self.provider), ("customer", self.customer)];
        let cells = cells.into_iter().filter(|(_, roles)| !roles.is_empty());
        let cells: Vec<String> = cells
            .map(|(key, roles)| format!("{key}: {roles}"))
            .collect();
        format!("{{{}}}", cells.join(", "))
    }

    /// ` (CRISP 7.9, CRISP 10.1)` for the end of a sentence; nothing where no clause is known.
    pub fn citation(&self) -> String {
        if self.clauses.is_empty() {
            String::new()
        } else {
            format!(" ({})", self.clauses.join(", "))
        }
    }
}

impl Matrix {
    /// A matrix of these rows, which have to be sound, without a name yet.
    pub fn new(provider: Provider, rows: Vec<Row>) -> Self {
        let ids = rows.iter().enumerate();
        let by_id = ids.map(|(at, row)| (row.id.clone(), at)).collect();
        let spellings = Spellings::of(provider.names());
        let titles = rows.iter().map(|row| spellings.normal(&row.title));
        let titles: Vec<String> = titles.collect();
        let mut by_title = HashMap::new();
        for (at, title) in titles.iter().enumerate() {
            by_title.entry(title.clone()).or_insert(at);
        }
        Self {
            provider,
            rows,
            by_id,
            by_title,
            spellings,
            titles,
            ..Self::default()
        }
    }

    /// The same matrix with other rows, which have to be sound.
    #[must_use]
    pub fn with_rows(&self, rows: Vec<Row>) -> Self {
        Self {
            id: self.id.clone(),
            version: self.version.clone(),
            title: self.title.clone(),
            source: self.source.clone(),
            provenance: self.provenance.clone(),
            extends: self.extends.clone(),
            ..Self::new(self.provider.clone(), rows)
        }
    }

    /// The rows in the order of the table.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The row of an id, or of a title in any of its spellings.
    pub fn row(&self, key: &str) -> Option<&Row> {
        self.index(key).and_then(|index| self.rows.get(index))
    }

    /// The number of the row of an id or a title, counted from 0.
    pub fn index(&self, key: &str) -> Option<usize> {
        let by_id = self.by_id.get(key);
        by_id
            .or_else(|| self.by_title.get(&self.spellings.normal(key)))
            .copied()
    }

    /// The row that a wrong key probably means.
    pub fn nearest(&self, key: &str) -> Option<&Row> {
        self.nearest_of(key, 0..self.rows.len())
    }

    /// The row that a wrong key probably means, of those with these numbers: by id or by title,
    /// whichever is nearer.
    pub fn nearest_of(
        &self,
        key: &str,
        rows: impl IntoIterator<Item = usize> + Clone,
    ) -> Option<&Row> {
        let ids = rows.clone().into_iter();
        let ids = ids.filter_map(|row| Some((self.rows.get(row)?.id.as_str(), row)));
        let titles = rows.into_iter();
        let titles = titles.filter_map(|row| Some((self.titles.get(row)?.as_str(), row)));
        let by_id = nearest_thing(key, ids);
        let by_title = nearest_thing(&self.spellings.normal(key), titles);
        let nearest = by_id.into_iter().chain(by_title);
        let (_, row) = nearest.min_by_key(|(distance, _)| *distance)?;
        self.rows.get(row)
    }

    /// `id@version`.
    pub fn name(&self) -> String {
        format!("{}@{}", self.id, self.version)
    }
}
