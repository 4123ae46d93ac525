//! What is looked for, and what that comes to.

use std::io;
use std::path::{Path, PathBuf};

use super::patterns::Patterns;
use super::place::Place;
use super::root::Root;
use crate::check::{Content, Input};

/// What to look for.
#[derive(Debug, Default)]
pub struct Request {
    /// Files, folders and patterns.
    pub paths: Vec<PathBuf>,
    /// Standard input: the name under which it is reported, if it has one, and what came.
    pub stream: Option<(Option<PathBuf>, Content)>,
}

/// The files of a run.
#[derive(Debug)]
pub struct Discovered {
    /// The roots that the run is about, sorted by folder.
    pub territories: Vec<Territory>,
    /// What is wrong with the paths that were asked for.
    pub missing: Vec<Missing>,
    /// Where the run happens, which says what files are called.
    pub place: Place,
}

/// What a run has to do with one root.
#[derive(Debug)]
pub struct Territory {
    /// The root.
    pub root: Root,
    /// The files to check, sorted by path.
    pub inputs: Vec<Input>,
    /// The configurations that stand where they judge nothing.
    pub strays: Vec<PathBuf>,
    /// Whether all of it was searched.
    pub whole: bool,
}

/// A path that leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// What is wrong with it, a sentence.
    pub message: String,
    /// The path as it was given.
    pub path: PathBuf,
}

/// Which files a search takes.
#[derive(Clone, Debug)]
pub struct Filter {
    /// The files that a search of a folder finds.
    pub include: Patterns,
    /// The files and folders that it passes over.
    pub exclude: Patterns,
    /// Whether `exclude` counts for files that are named outright, too.
    pub force_exclude: bool,
    /// Whether to look for manifests among the files that nothing names.
    pub look_for_overlooked: bool,
}

impl Filter {
    /// Whether the file, or a folder that holds it below the root, is excluded.
    pub(super) fn excludes(&self, path: &Path, root: &Path) -> bool {
        let mut below = path.ancestors().take_while(|path| *path != root);
        below.any(|path| self.exclude.matches(path, root))
    }
}

/// The system's words for what keeps a walk from going on; its own name the path once more.
pub(super) fn reason(error: &walkdir::Error) -> String {
    let Some(error) = error.io_error() else {
        return error.to_string();
    };
    match error.raw_os_error() {
        Some(number) => io::Error::from_raw_os_error(number).to_string(),
        None => error.kind().to_string(),
    }
}
