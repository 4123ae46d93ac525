//! One entry of a baseline, and why a baseline cannot be used.

use serde::{Deserialize, Serialize};

use crate::finding::{Baselined, Finding};

/// One finding that stood. Sorted by system first, since a system is what a team looks after.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    pub(super) system: Option<String>,
    /// The id of the matrix that the system names, where that could be read.
    pub(super) matrix: Option<String>,
    pub(super) code: String,
    pub(super) feature: Option<String>,
    pub(super) fingerprint: String,
    /// Which of several equal findings it is, counted from 1.
    #[serde(default = "first", skip_serializing_if = "is_first")]
    pub(super) occurrence: u32,
    /// The file from the root, where there is no system.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) path: Option<String>,
    pub(super) baselined: Baselined,
}

pub(super) fn first() -> u32 {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_first(occurrence: &u32) -> bool {
    *occurrence == first()
}

/// What an entry or a finding belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Owner<'a> {
    /// A system under the id of a matrix.
    System(&'a str, Option<&'a str>),
    /// A file, where there is no system.
    File(&'a str),
}

impl Entry {
    /// The first entry of a finding.
    pub(super) fn new(finding: &Finding, since: &Baselined) -> Self {
        let (system, matrix, path) = match owner(finding) {
            Owner::System(system, matrix) => (Some(system), matrix, None),
            Owner::File(path) => (None, None, Some(path)),
        };
        Self {
            system: system.map(str::to_owned),
            matrix: matrix.map(str::to_owned),
            code: finding.rule.code.to_owned(),
            feature: finding.feature.clone(),
            fingerprint: finding.fingerprint.to_string(),
            occurrence: first(),
            path: path.map(str::to_owned),
            baselined: since.clone(),
        }
    }

    /// What tells it from others.
    pub(super) fn key(&self) -> (String, u32) {
        (self.fingerprint.clone(), self.occurrence)
    }

    pub(super) fn owner(&self) -> Owner<'_> {
        match &self.system {
            Some(system) => Owner::System(system, self.matrix.as_deref()),
            None => Owner::File(self.path.as_deref().unwrap_or_default()),
        }
    }
}

/// Why a baseline cannot be used, as a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unread {
    /// Nothing would be lost if it were written anew: it is not there, it is empty, or of version 1.
    Replaceable(String),
    /// It may hold what people have decided.
    Unreadable(String),
}

impl Unread {
    /// The sentence.
    pub fn text(self) -> String {
        match self {
            Self::Replaceable(text) | Self::Unreadable(text) => text,
        }
    }
}

/// What a finding belongs to.
pub(super) fn owner(finding: &Finding) -> Owner<'_> {
    match &finding.system {
        Some(system) => Owner::System(system, finding.matrix.as_deref()),
        None => Owner::File(finding.location.path.from_root()),
    }
}
