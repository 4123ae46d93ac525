//! The matrices that are known, and how a manifest names one.

use std::collections::BTreeSet;

use super::data::Matrix;
use super::draft::embedded;
use crate::text::quote;

/// The text of the embedded table.
pub const AUCLOUD_IAAS: &str = include_str!("../../../rules/aucloud-iaas.yaml");

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
        let matrix = embedded(AUCLOUD_IAAS).expect("the embedded matrix is sound");
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
            Some(known) if known.rows() == matrix.rows() && known.provider == matrix.provider => {
                self.copied.insert(matrix.name());
                Ok(())
            }
            Some(_) => Err(format!(
                "another matrix {} with different features is already loaded; give your matrix a different id or version",
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
    use crate::model::raci::Party;

    #[test]
    fn the_embedded_matrix_fits_its_schema() {
        let mut documents = crate::yaml::read(AUCLOUD_IAAS).into_iter().flatten();
        let document = documents.next().expect("a document").expect("YAML");
        assert!(documents.next().is_none(), "one document");
        assert_eq!(crate::model::schema::MATRIX.violations(&document), []);
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
