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
mod territory;

use std::path::{Path, PathBuf};

use search::Search;
use starts::{Kind, Starts};

pub use evidence::{Gate, OnDisk};
pub use patterns::{DEFAULT_INCLUDE, Flaw, Patterns, flaw};
pub use place::Place;
pub use root::{CONFIG, Mark, Root, config_of, misnamed_config};
pub use territory::{Discovered, Filter, Missing, Request, Territory};

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
