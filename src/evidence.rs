//! Evidence: whether what a manifest points to is there.
//!
//! It is looked up on the disk, each path once in a run, and never read.

use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};
use std::sync::RwLock;

use crate::discover::clean;

/// Whether a piece of evidence is where a manifest says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// It is there.
    Found,
    /// It is not.
    Missing,
    /// The path leads out of the repository, so nobody looked.
    Outside,
}

/// Looks evidence up, each path once in a run: the manifests of one repository share their runbooks.
#[derive(Debug)]
pub struct Lookup {
    root: PathBuf,
    known: RwLock<HashMap<String, Presence>>,
}

impl Lookup {
    /// Looks below a folder.
    pub fn new(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
            known: RwLock::default(),
        }
    }

    /// Whether a path is there.
    pub fn presence(&self, path: &str) -> Presence {
        let known = self
            .known
            .read()
            .ok()
            .and_then(|known| known.get(path).copied());
        known.unwrap_or_else(|| {
            let found = presence(&self.root, path);
            if let Ok(mut known) = self.known.write() {
                known.insert(path.to_owned(), found);
            }
            found
        })
    }
}

/// Looks whether a path exists below a folder, links followed. What it leads to is never opened.
fn presence(root: &Path, path: &str) -> Presence {
    let relative = Path::new(path);
    let absolute = relative.has_root() || relative.is_absolute();
    let cleaned = clean(relative);
    if absolute
        || cleaned
            .components()
            .any(|part| part == Component::ParentDir)
    {
        return Presence::Outside;
    }
    match (root.canonicalize(), root.join(&cleaned).canonicalize()) {
        (Ok(root), Ok(real)) if real.starts_with(&root) => Presence::Found,
        (Ok(_), Ok(_)) => Presence::Outside,
        _ => Presence::Missing,
    }
}
