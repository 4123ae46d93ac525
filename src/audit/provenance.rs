//! Where the inputs of a run come from, and what they were judged by.

use std::collections::BTreeMap;

use crate::check::facts::File;
use crate::finding::Severity;
use crate::git::Commit;
use crate::model::matrix::Provider;
use crate::model::raci::Party;
use crate::rules::Policy;

/// A root of a run: what is in it, and what that was judged by.
#[derive(Clone, Debug)]
pub struct Root {
    /// Its folder from the one that holds all roots; `.` for that folder itself.
    pub name: String,
    /// Whether it was judged: nothing is where the configuration or a matrix has faults.
    pub judged: bool,
    /// The day and the limits.
    pub policy: Policy,
    /// The weight of rules that its configuration has changed; nothing where one is off.
    pub levels: BTreeMap<&'static str, Option<Severity>>,
    /// Its files, in the order of paths.
    pub files: Vec<File>,
    /// The matrices that judged them.
    pub judges: Vec<Judge>,
    /// The commit of its repository.
    pub commit: Commit,
}

impl Root {
    /// Whether its configuration has switched a rule off.
    pub fn is_off(&self, code: &str) -> bool {
        self.levels.get(code) == Some(&None)
    }
}

/// A file other than a manifest that steered a run.
#[derive(Clone, Debug)]
pub struct Steering {
    /// What it is.
    pub kind: &'static str,
    /// What it is called.
    pub path: String,
    /// SHA-256 over its bytes, in hexadecimal; nothing where they could not be read.
    pub sha256: Option<String>,
    /// The names of the roots that it steered.
    pub roots: Vec<String>,
}

/// A matrix that judged.
#[derive(Clone, Debug)]
pub struct Judge {
    /// The id.
    pub id: String,
    /// The version.
    pub version: String,
    /// What it is called.
    pub title: Option<String>,
    /// Where it was published.
    pub source: Option<String>,
    /// Whose services it is about.
    pub provider: Provider,
    /// SHA-256 over it as `crisplint matrix show --format yaml` prints it.
    pub sha256: String,
    /// The id, title and accountable party of each row.
    pub rows: Vec<(String, String, Party)>,
}

impl Judge {
    /// `id@version`.
    pub fn name(&self) -> String {
        format!("{}@{}", self.id, self.version)
    }
}

/// Where the inputs of a run come from.
#[derive(Clone, Debug)]
pub struct Provenance {
    /// The version of the tool.
    pub tool_version: &'static str,
    /// What the run was steered by.
    pub settings: Vec<Steering>,
    /// Its roots, in the order of their folders.
    pub roots: Vec<Root>,
}
