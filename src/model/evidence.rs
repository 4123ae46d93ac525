//! Evidence: what a path that a manifest points to can come to.

use std::fmt;

/// Looks evidence up, wherever it is kept.
pub trait Lookup: fmt::Debug + Sync {
    /// What a path comes to.
    fn presence(&self, path: &str) -> Presence;

    /// The submodules that are not checked out, of those that evidence was looked for in.
    fn unchecked(&self) -> Vec<String>;
}

/// Where nothing is.
#[derive(Debug)]
pub struct NoEvidence;

impl Lookup for NoEvidence {
    fn presence(&self, _: &str) -> Presence {
        Presence::Missing
    }

    fn unchecked(&self) -> Vec<String> {
        Vec::new()
    }
}

/// What a path of evidence comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// It is there, and it is evidence.
    Found,
    /// It is not there.
    Missing,
    /// The path leads out of the repository, so nobody looked.
    Outside,
    /// It is there, and it shows nothing.
    Void(Void),
    /// It is in a submodule that is not checked out, so nobody can say.
    NotChecked,
}

/// Why something that is there is not evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Void {
    /// It is the root of the repository, which is always there.
    Root,
    /// It is below a `.git`.
    Git,
    /// It is a file without a byte.
    EmptyFile,
    /// It is a folder in which no file is evidence.
    EmptyFolder,
    /// It is what the run is steered by, or what it judges.
    Own(Own),
    /// It is neither a file nor a folder.
    Special,
    /// It cannot be looked at.
    Unreadable,
}

/// A file that belongs to the gate itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Own {
    /// A manifest, by its name.
    Manifest,
    /// A responsibility matrix.
    Matrix,
    /// The configuration.
    Configuration,
    /// The baseline.
    Baseline,
}
