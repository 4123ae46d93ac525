//! Where a run happens, and what files are called there.

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use super::root::Root;
use crate::text::{FilePath, clean, slashed};

/// Where a run happens.
#[derive(Clone, Debug)]
pub struct Place {
    /// The current folder, absolute.
    pub current: PathBuf,
    /// The folder from which files are named for machines, absolute: the root of the run where it has one.
    pub base: PathBuf,
}

impl Place {
    /// Where a run happens that is about these roots.
    pub fn of<'r>(current: &Path, roots: impl Iterator<Item = &'r Root>) -> Self {
        let base = common(roots.map(|root| root.folder.as_path()));
        Self {
            current: current.to_owned(),
            base: base.unwrap_or_else(|| current.to_owned()),
        }
    }

    /// An absolute path as a person in the current folder would write it.
    pub fn from_here(&self, absolute: &Path) -> PathBuf {
        if let Ok(below) = absolute.strip_prefix(&self.current) {
            return below.to_owned();
        }
        match (
            self.current.strip_prefix(&self.base),
            absolute.strip_prefix(&self.base),
        ) {
            (Ok(down), Ok(rest)) => down
                .components()
                .map(|_| Component::ParentDir)
                .collect::<PathBuf>()
                .join(rest),
            _ => absolute.to_owned(),
        }
    }

    /// What a path of the command line is called: just as it was given.
    pub fn given(&self, path: &Path) -> Arc<FilePath> {
        let name = self.name(path);
        Arc::new(FilePath {
            shown: slashed(path),
            ..name.as_ref().clone()
        })
    }

    /// What a file is called that belongs to the folder from which all are named.
    pub fn name(&self, path: &Path) -> Arc<FilePath> {
        self.name_in(path, &self.base)
    }

    /// What a file of a root is called.
    pub fn name_in(&self, path: &Path, root: &Path) -> Arc<FilePath> {
        self.name_at(&stands(&self.current.join(path)), path, root)
    }

    /// What a file of a root is called, where it is known in which real folder it stands.
    pub(super) fn name_at(&self, stands: &Path, shown: &Path, root: &Path) -> Arc<FilePath> {
        let below = |folder: &Path| slashed(stands.strip_prefix(folder).unwrap_or(stands));
        Arc::new(FilePath {
            relative: below(&self.base),
            shown: slashed(&clean(shown)),
            in_root: (root != self.base).then(|| below(root)),
        })
    }
}

/// Where a path stands: its folder without links, and its own name, which may be that of a link.
pub(super) fn stands(absolute: &Path) -> PathBuf {
    let named = absolute.parent().zip(absolute.file_name());
    let real = match named {
        Some((folder, name)) => folder.canonicalize().map(|folder| folder.join(name)),
        // It ends with `..`, or is the root of the disk: no link has such a name.
        None => absolute.canonicalize(),
    };
    real.unwrap_or_else(|_| clean(absolute))
}

/// The nearest folder that holds all.
pub(super) fn common<'f>(mut folders: impl Iterator<Item = &'f Path>) -> Option<PathBuf> {
    let first = folders.next()?;
    let common = folders.fold(first, |common, folder| {
        let mut above = common.ancestors();
        above
            .find(|above| folder.starts_with(above))
            .unwrap_or(common)
    });
    Some(common.to_owned())
}
