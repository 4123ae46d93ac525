//! From paths, folders and patterns to the files of a run, each once and in a stable order, each with the
//! root that it belongs to.
//!
//! The walk follows no link to a folder, so that a folder which links to itself is no trap; a link
//! to a file is followed where it stays below its root. Manifests are named here, never read.

mod evidence;
mod ignored;
mod overlooked;
mod patterns;
mod place;
mod root;
mod search;
mod starts;

use std::io;
use std::path::{Path, PathBuf};

use crate::check::{Content, Input};

use search::Search;
use starts::{Kind, Starts};

pub use evidence::{Gate, OnDisk};
pub use patterns::{Flaw, Patterns, flaw};
pub use place::Place;
pub use root::{CONFIG, Mark, Root, config_of, misnamed_config};

/// The names under which manifests are found in a folder.
pub const DEFAULT_INCLUDE: [&str; 4] = [
    "*control-ownership*.yaml",
    "*control-ownership*.yml",
    "*.crisp.yaml",
    "*.crisp.yml",
];

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
    fn excludes(&self, path: &Path, root: &Path) -> bool {
        let mut below = path.ancestors().take_while(|path| *path != root);
        below.any(|path| self.exclude.matches(path, root))
    }
}

/// Finds the files that are asked for. A file that is named outright is always among them. `filter` says
/// for each root which files are found in it; it is asked once, when the root is met.
pub fn discover(
    current: &Path,
    request: Request,
    filter: &mut dyn FnMut(&Root) -> Filter,
) -> Discovered {
    let mut starts = Starts::new(current, &request.paths);
    if let Some((name, content)) = request.stream {
        let name = name.unwrap_or_else(|| PathBuf::from("<stdin>"));
        starts.push(&name, Kind::Text(content));
    }
    let mut search = Search::new(filter);
    let missing = starts
        .errors
        .iter()
        .map(|missing| current.join(&missing.path));
    search.run(&starts.list, &missing.collect::<Vec<_>>());
    search.finish(current, starts.errors)
}

/// The system's words for what keeps a walk from going on; its own name the path once more.
fn reason(error: &walkdir::Error) -> String {
    let Some(error) = error.io_error() else {
        return error.to_string();
    };
    match error.raw_os_error() {
        Some(number) => io::Error::from_raw_os_error(number).to_string(),
        None => error.kind().to_string(),
    }
}
