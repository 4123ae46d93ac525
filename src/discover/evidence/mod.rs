//! Evidence on the disk: whether what a manifest points to is there and says anything.
//!
//! It is looked up each path once in a run, and never read: a name, a kind and a size
//! are all that is asked for, so that no pipe, device or large file can hold a run up.

mod submodules;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fs::{self, Metadata};
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, OnceLock, RwLock};

use super::patterns::Patterns;
use super::root::CONFIG;
use crate::model::evidence::{Lookup, Own, Presence, Void};
use crate::text::clean;

/// What belongs to the gate itself, and therefore proves nothing.
#[derive(Clone, Debug, Default)]
pub struct Gate {
    /// The names of manifests.
    pub manifests: Patterns,
    /// The other files, absolute. A configuration is known by its name, too.
    pub files: Vec<(PathBuf, Own)>,
}

/// Looks evidence up, each path once in a run: the manifests of one repository share their runbooks.
#[derive(Debug)]
pub struct OnDisk {
    root: PathBuf,
    gate: Gate,
    ground: OnceLock<Option<Ground>>,
    known: RwLock<HashMap<String, Presence>>,
    unchecked: Mutex<BTreeSet<String>>,
}

/// The root and the files of the gate with all links resolved.
#[derive(Debug)]
struct Ground {
    root: PathBuf,
    files: HashMap<PathBuf, Own>,
}

impl Lookup for OnDisk {
    fn presence(&self, path: &str) -> Presence {
        let known = self
            .known
            .read()
            .ok()
            .and_then(|known| known.get(path).copied());
        known.unwrap_or_else(|| {
            let found = self.look(path);
            if let Ok(mut known) = self.known.write() {
                known.insert(path.to_owned(), found);
            }
            found
        })
    }

    fn unchecked(&self) -> Vec<String> {
        let unchecked = self.unchecked.lock();
        unchecked.map_or_else(|_| Vec::new(), |found| found.iter().cloned().collect())
    }
}

impl OnDisk {
    /// Looks below a folder.
    pub fn new(root: &Path, gate: &Gate) -> Self {
        Self {
            root: root.to_owned(),
            gate: gate.clone(),
            ground: OnceLock::new(),
            known: RwLock::default(),
            unchecked: Mutex::default(),
        }
    }

    fn look(&self, path: &str) -> Presence {
        let written = Path::new(path);
        let cleaned = clean(written);
        let leads_out = written.has_root()
            || written.is_absolute()
            || cleaned
                .components()
                .any(|part| part == Component::ParentDir);
        if leads_out {
            return Presence::Outside;
        }
        if cleaned.as_os_str().is_empty() {
            return match path {
                "" => Presence::Missing,
                _ => Presence::Void(Void::Root),
            };
        }
        let ground = self
            .ground
            .get_or_init(|| Ground::new(&self.root, &self.gate));
        let Some(ground) = ground else {
            return Presence::Missing;
        };
        let looked = self.at(&cleaned, ground);
        let is_absent = matches!(
            looked,
            Presence::Missing | Presence::Void(Void::EmptyFolder)
        );
        if !is_absent {
            return looked;
        }
        match submodules::unchecked(&ground.root, &cleaned) {
            Some(submodule) => {
                if let Ok(mut unchecked) = self.unchecked.lock() {
                    unchecked.insert(submodule);
                }
                Presence::NotChecked
            }
            None => looked,
        }
    }

    /// What a path from the root comes to that does not leave it by its own steps.
    fn at(&self, path: &Path, ground: &Ground) -> Presence {
        if is_git(path) {
            return Presence::Void(Void::Git);
        }
        let real = match ground.root.join(path).canonicalize() {
            Ok(real) => real,
            Err(error) if error.kind() == ErrorKind::PermissionDenied => {
                return Presence::Void(Void::Unreadable);
            }
            Err(_) => return Presence::Missing,
        };
        let Ok(below) = real.strip_prefix(&ground.root) else {
            return Presence::Outside;
        };
        if below.as_os_str().is_empty() {
            return Presence::Void(Void::Root);
        }
        if is_git(below) {
            return Presence::Void(Void::Git);
        }
        let void = match real.metadata() {
            Err(_) => Some(Void::Unreadable),
            Ok(found) if found.is_dir() => self.folder(&real, ground),
            Ok(found) => self.file(&real, &found, ground),
        };
        void.map_or(Presence::Found, Presence::Void)
    }

    /// Why what is no folder is not evidence.
    fn file(&self, real: &Path, found: &Metadata, ground: &Ground) -> Option<Void> {
        if !found.is_file() {
            return Some(Void::Special);
        }
        let own = ground.files.get(real).copied();
        let own = own.or_else(|| {
            let is_config = real.file_name().is_some_and(|name| name == CONFIG);
            let is_manifest = || self.gate.manifests.matches(real, &ground.root);
            if is_config {
                Some(Own::Configuration)
            } else {
                is_manifest().then_some(Own::Manifest)
            }
        });
        match own {
            Some(own) => Some(Void::Own(own)),
            None => (found.len() == 0).then_some(Void::EmptyFile),
        }
    }

    /// Why a folder is not evidence. It is searched until the first file that is, and every folder
    /// that a link leads to is searched once, so that none can lead round in a circle.
    fn folder(&self, start: &Path, ground: &Ground) -> Option<Void> {
        let mut void = Void::EmptyFolder;
        let mut seen = HashSet::from([start.to_owned()]);
        let mut waiting = vec![start.to_owned()];
        while let Some(folder) = waiting.pop() {
            let Ok(entries) = fs::read_dir(&folder) else {
                void = Void::Unreadable;
                continue;
            };
            for entry in entries.flatten() {
                let is_link = entry.file_type().is_ok_and(|kind| kind.is_symlink());
                let path = if is_link {
                    let real = entry.path().canonicalize().ok();
                    real.filter(|real| ground.holds(real) && !start.starts_with(real))
                } else {
                    let inside = !is_git(Path::new(&entry.file_name()));
                    inside.then(|| entry.path())
                };
                let Some((path, found)) = path.and_then(|path| {
                    let found = path.symlink_metadata().ok()?;
                    Some((path, found))
                }) else {
                    continue;
                };
                if found.is_dir() {
                    if seen.insert(path.clone()) {
                        waiting.push(path);
                    }
                } else if self.file(&path, &found, ground).is_none() {
                    return None;
                }
            }
        }
        Some(void)
    }
}

impl Ground {
    fn new(root: &Path, gate: &Gate) -> Option<Self> {
        let files = gate.files.iter();
        let files = files.filter_map(|(file, own)| Some((file.canonicalize().ok()?, *own)));
        Some(Self {
            root: root.canonicalize().ok()?,
            files: files.collect(),
        })
    }

    /// Whether a path is below the root and below no `.git`.
    fn holds(&self, real: &Path) -> bool {
        real.strip_prefix(&self.root)
            .is_ok_and(|below| !below.as_os_str().is_empty() && !is_git(below))
    }
}

/// Whether a path leads to a `.git` or below one. In any case, as git itself refuses the name: there
/// are disks that make no difference.
fn is_git(path: &Path) -> bool {
    path.components()
        .any(|part| part.as_os_str().eq_ignore_ascii_case(".git"))
}
