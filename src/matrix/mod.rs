//! The responsibility matrix: the published table as data, embedded or a user's own.

mod load;
mod title;

use std::collections::{BTreeSet, HashMap};

use crate::raci::{Party, Role, Roles};
use crate::text::{nearest_thing, quote};

pub use load::{Draft, DraftRow, Link, Parsed, links, load};
pub use title::{Spellings, repaired as repaired_title};

/// The text of the embedded table.
pub const AUCLOUD_IAAS: &str = include_str!("../../rules/aucloud-iaas.yaml");

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

/// All matrices of a run. Of two versions of one id the one loaded last judges; the others are
/// known, so that changes can be named.
#[derive(Clone, Debug)]
pub struct Registry {
    matrices: Vec<Matrix>,
    /// The id and version of those that are part of the program.
    shipped: Vec<(String, String)>,
    /// The names of those of them that were loaded from a file as they are.
    copied: BTreeSet<String>,
}

impl Registry {
    /// The embedded matrices.
    #[expect(clippy::expect_used, reason = "an embedded asset, read by every test")]
    pub fn embedded() -> Self {
        let matrix = load::embedded(AUCLOUD_IAAS).expect("the embedded matrix is sound");
        Self {
            shipped: vec![(matrix.id.clone(), matrix.version.clone())],
            matrices: vec![matrix],
            copied: BTreeSet::new(),
        }
    }

    /// The matrix of an id that is part of the program.
    pub fn shipped(&self, id: &str) -> Option<&Matrix> {
        let (id, version) = self.shipped.iter().find(|(shipped, _)| shipped == id)?;
        self.version(id, version)
    }

    /// Every matrix that was loaded under the id of a shipped one, each with that one.
    pub fn substitutes(&self) -> impl Iterator<Item = (&Matrix, &Matrix)> {
        let loaded = self.matrices.iter();
        let loaded = loaded.filter_map(|matrix| Some((matrix, self.shipped(&matrix.id)?)));
        loaded.filter(|(matrix, shipped)| {
            matrix.version != shipped.version || self.copied.contains(&matrix.name())
        })
    }

    /// Adds a matrix, which judges from now on. Refuses another content under a known name.
    pub fn add(&mut self, matrix: Matrix) -> Result<(), String> {
        match self.version(&matrix.id, &matrix.version) {
            Some(known) if known.rows == matrix.rows && known.provider == matrix.provider => {
                self.copied.insert(matrix.name());
                Ok(())
            }
            Some(_) => Err(format!(
                "{} is known already, with other rows: give your matrix an id or a version of its own",
                quote(&matrix.name())
            )),
            None => {
                self.matrices.push(matrix);
                Ok(())
            }
        }
    }

    /// Puts a matrix in the place of any other of its id and version. It judges from now on.
    pub fn put(&mut self, matrix: Matrix) {
        self.matrices
            .retain(|known| (&known.id, &known.version) != (&matrix.id, &matrix.version));
        self.shipped
            .retain(|(id, version)| (id, version) != (&matrix.id, &matrix.version));
        self.matrices.push(matrix);
    }

    /// Takes a matrix out, so that it neither judges nor is known.
    pub fn forget(&mut self, id: &str, version: &str) {
        self.matrices
            .retain(|known| known.id != id || known.version != version);
    }

    /// All versions of a matrix, the one that judges last.
    pub fn versions(&self, id: &str) -> impl Iterator<Item = &Matrix> {
        self.matrices.iter().filter(move |matrix| matrix.id == id)
    }

    /// The matrix of an id that judges.
    pub fn judge(&self, id: &str) -> Option<&Matrix> {
        self.matrices.iter().rev().find(|matrix| matrix.id == id)
    }

    /// One version of a matrix.
    pub fn version(&self, id: &str, version: &str) -> Option<&Matrix> {
        self.matrices
            .iter()
            .find(|matrix| matrix.id == id && matrix.version == version)
    }

    /// All matrices, the one that judges before other versions of it.
    pub fn matrices(&self) -> impl Iterator<Item = &Matrix> {
        self.matrices.iter().rev()
    }

    /// `id@version` of all matrices.
    pub fn names(&self) -> impl Iterator<Item = String> {
        self.matrices.iter().map(Matrix::name)
    }

    /// The ids of all matrices.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.matrices.iter().map(|matrix| matrix.id.as_str())
    }
}

/// An id, and the version behind an `@`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reference<'d> {
    /// The id.
    pub id: &'d str,
    /// The version, where one is written.
    pub version: Option<&'d str>,
}

impl<'d> Reference<'d> {
    /// Splits `id` or `id@version`.
    pub fn new(text: &'d str) -> Self {
        match text.split_once('@') {
            Some((id, version)) => Self {
                id,
                version: Some(version),
            },
            None => Self {
                id: text,
                version: None,
            },
        }
    }

    /// The bytes of the version in the text.
    pub fn version_range(&self) -> std::ops::Range<usize> {
        let start = self.id.len() + 1;
        start..start + self.version.map_or(0, str::len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_matrix_fits_its_schema() {
        let mut documents = crate::yaml::read(AUCLOUD_IAAS).into_iter().flatten();
        let document = documents.next().expect("a document").expect("YAML");
        assert!(documents.next().is_none(), "one document");
        assert_eq!(crate::schema::MATRIX.violations(&document), []);
        assert!(document.duplicates.is_empty());
    }

    #[test]
    fn provider_answers_for_eight_features_and_customer_for_ten() {
        let registry = Registry::embedded();
        let matrix = registry.judge("aucloud-iaas").expect("embedded");
        let provider = matrix
            .rows()
            .iter()
            .filter(|row| row.accountable() == Party::Provider);
        assert_eq!((matrix.rows().len(), provider.count()), (18, 8));
    }

    #[test]
    fn a_feature_is_found_by_any_spelling_of_its_title() {
        let registry = Registry::embedded();
        let matrix = registry.judge("aucloud-iaas").expect("embedded");
        for (key, id) in [
            ("server-vms", "server-vms"),
            ("Configuration and management of Server VM’s", "server-vms"),
            ("Configuration and management of Server VM's", "server-vms"),
            (
                "Configuration and management of Server VMâ€™s",
                "server-vms",
            ),
            ("change  management\tAUCYBER iaas", "change-management-iaas"),
            (
                "Logging and monitoring customer PaaS / SaaS",
                "logging-customer",
            ),
            (
                "Logging and monitoring customer PaaS/SaaS",
                "logging-customer",
            ),
            ("User management customer PaaS /SaaS ", "users-customer"),
        ] {
            assert_eq!(
                matrix.row(key).map(|row| row.id.as_str()),
                Some(id),
                "{key}"
            );
        }
        assert_eq!(matrix.row("Change Management AUCloudy IaaS"), None);
        assert_eq!(matrix.row("Server-VMs"), None, "ids are exact");
    }
}
