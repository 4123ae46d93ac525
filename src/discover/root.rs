//! Roots: the folder that a file belongs to. Its configuration, its evidence and its baseline stand there,
//! wherever a run starts.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// The name under which a configuration is found.
pub const CONFIG: &str = ".crisplint.yaml";

/// The most bytes that are read of a file in which git says where a repository is.
const POINTER: u64 = 4096;

/// The folder that files belong to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Root {
    /// The folder, absolute, without links.
    pub folder: PathBuf,
    /// What says that it is one.
    pub mark: Mark,
}

/// What says that a folder is a root.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// It holds `.git`, a folder or a file.
    Git,
    /// It is the farthest that holds `.crisplint.yaml`, and no repository is around it.
    Config,
    /// Nothing: it was taken, since files must belong somewhere.
    Nothing,
}

impl Root {
    /// The root of what stands in a folder, where something marks it: the nearest folder above with `.git`,
    /// else the farthest with `.crisplint.yaml`.
    pub fn marked(folder: &Path) -> Option<Self> {
        let root = |folder: &Path, mark| Self {
            folder: folder.to_owned(),
            mark,
        };
        let git = folder.ancestors().find(|folder| has_git(folder));
        let config = || {
            folder
                .ancestors()
                .filter(|folder| config_of(folder).is_some())
                .last()
        };
        git.map(|folder| root(folder, Mark::Git))
            .or_else(|| config().map(|folder| root(folder, Mark::Config)))
    }

    /// The root of what stands in a folder; the folder itself, where nothing marks one.
    pub fn of(folder: &Path) -> Self {
        Self::marked(folder).unwrap_or_else(|| Self {
            folder: folder.to_owned(),
            mark: Mark::Nothing,
        })
    }

    /// What a folder below this root is to it, which a search of it meets.
    pub(super) fn below(&self, folder: &Path) -> Below {
        let own = |mark| {
            Below::Own(Self {
                folder: folder.to_owned(),
                mark,
            })
        };
        if has_git(folder) {
            return match repository(folder) {
                Some((common, true)) if self.repository().as_ref() == Some(&common) => {
                    Below::Worktree
                }
                _ => own(Mark::Git),
            };
        }
        match (self.mark, config_of(folder)) {
            (_, None) => Below::Part,
            (Mark::Nothing, Some(_)) => own(Mark::Config),
            (_, Some(config)) => Below::Stray(config),
        }
    }

    fn repository(&self) -> Option<PathBuf> {
        repository(&self.folder).map(|(common, _)| common)
    }
}

/// What a folder is to the root above it.
pub(super) enum Below {
    /// A part of it.
    Part,
    /// A part of it, with a configuration that judges nothing.
    Stray(PathBuf),
    /// A root of its own.
    Own(Root),
    /// A linked worktree of the same repository: the same files once more.
    Worktree,
}

/// A configuration under a name that nobody reads, in a root's folder without one of the right name.
pub fn misnamed_config(folder: &Path) -> Option<PathBuf> {
    if config_of(folder).is_some() {
        return None;
    }
    let names = [CONFIG, ".crisplint.yml", "crisplint.yaml", "crisplint.yml"];
    let entries = folder.read_dir().ok()?.filter_map(Result::ok);
    let files = entries.filter(|entry| {
        let name = entry.file_name();
        let meant = names.iter().any(|one| name.eq_ignore_ascii_case(one));
        meant && !entry.path().is_dir()
    });
    files.map(|entry| entry.path()).min()
}

fn has_git(folder: &Path) -> bool {
    folder.join(".git").exists()
}

/// The configuration in a folder. Anything of the name but a folder is meant as one: where it cannot be
/// read, to go on without it would judge by looser rules than were set.
pub fn config_of(folder: &Path) -> Option<PathBuf> {
    let file = folder.join(CONFIG);
    (file.symlink_metadata().is_ok() && !file.is_dir()).then_some(file)
}

/// Where the objects of the repository in a folder stand, and whether the folder is a linked worktree.
/// A submodule has its own.
fn repository(folder: &Path) -> Option<(PathBuf, bool)> {
    let git = folder.join(".git");
    if git.is_dir() {
        return Some((git.canonicalize().ok()?, false));
    }
    let text = pointer(&git)?;
    let of_worktree = folder.join(text.strip_prefix("gitdir:")?.trim());
    match pointer(&of_worktree.join("commondir")) {
        Some(common) => {
            let common = of_worktree.join(common.trim());
            Some((common.canonicalize().ok()?, true))
        }
        None => Some((of_worktree.canonicalize().ok()?, false)),
    }
}

/// The text of a small regular file.
fn pointer(file: &Path) -> Option<String> {
    let mut text = String::new();
    let is_file = file.metadata().is_ok_and(|found| found.is_file());
    let opened = is_file.then(|| File::open(file).ok())??;
    opened.take(POINTER).read_to_string(&mut text).ok()?;
    Some(text)
}
