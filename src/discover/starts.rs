//! From what is named on the command line to the places where a search starts: files, folders, and what
//! patterns match.

use std::collections::HashSet;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::patterns::Glob;
use super::place::stands;
use super::root::{CONFIG, Root};
use super::territory::{Missing, reason};
use crate::check::Content;
use crate::text::quote;

/// Why a link is not followed.
pub(super) const LEADS_OUT: &str = "it is a link to a file or folder outside the root";

/// A place where a search starts.
pub(super) struct Start {
    /// As it is written, or would be, from the current folder.
    pub(super) shown: PathBuf,
    /// Where it stands: absolute, its folder without links.
    pub(super) stands: PathBuf,
    pub(super) kind: Kind,
}

/// What a search starts from.
pub(super) enum Kind {
    /// A file that is named outright.
    File,
    /// A text that is here already, in place of the file of its name.
    Text(Content),
    /// A folder, and whether it is named itself, and not only matched by a pattern.
    Folder { named: bool },
    /// A link to a folder outside the root in which the link stands.
    Link,
    /// A folder that a pattern met and could not look into, and why.
    Unreadable(String),
}

/// The places to start from, and the paths that lead nowhere.
pub(super) struct Starts<'a> {
    current: &'a Path,
    pub(super) list: Vec<Start>,
    pub(super) errors: Vec<Missing>,
}

impl<'a> Starts<'a> {
    pub(super) fn new(current: &'a Path, paths: &[PathBuf]) -> Self {
        let mut starts = Self {
            current,
            list: Vec::new(),
            errors: Vec::new(),
        };
        for path in paths {
            starts.path(path);
        }
        starts
    }

    fn path(&mut self, path: &Path) {
        let absolute = self.current.join(path);
        if absolute.is_dir() {
            self.push(path, Kind::Folder { named: true });
            return;
        }
        match absolute.symlink_metadata() {
            Ok(_) => self.push(path, Kind::File),
            Err(error) => self.pattern(path, &error),
        }
    }

    pub(super) fn push(&mut self, shown: &Path, kind: Kind) {
        let mut start = Start {
            stands: stands(&self.current.join(shown)),
            shown: shown.to_owned(),
            kind,
        };
        if let (Kind::Folder { .. }, Ok(real)) = (&start.kind, start.stands.canonicalize()) {
            // The root of a link is where the link stands; where nothing marks one, it is the folder itself.
            let above = start.stands.parent().filter(|_| real != start.stands);
            let root = above.and_then(Root::marked);
            if root.is_some_and(|root| !real.starts_with(&root.folder)) {
                start.kind = Kind::Link;
            } else {
                start.stands = real;
            }
        }
        self.list.push(start);
    }

    /// Takes what there is no file of that name for, as a pattern.
    fn pattern(&mut self, path: &Path, missing: &io::Error) {
        let name = quote(&path.to_string_lossy());
        let message = match Glob::new(path) {
            Ok(Some(glob)) if self.matches(&glob, &mut HashSet::new()) => return,
            // It is there for all we know, and what cannot be read is a finding.
            Ok(None) if missing.kind() == ErrorKind::PermissionDenied => {
                return self.push(path, Kind::File);
            }
            Ok(_) => format!("there is no file or folder {name}"),
            Err(error) => format!("{name} is not a valid pattern: {}", error.msg),
        };
        self.errors.push(Missing {
            message,
            path: path.to_owned(),
        });
    }

    /// Takes what a pattern names. Returns whether there is anything. `walked` is what has been walked for
    /// it: a thousand links to one folder are a million ways through two of them.
    fn matches(&mut self, glob: &Glob, walked: &mut HashSet<(PathBuf, usize)>) -> bool {
        let (base, start) = (&glob.base, self.current.join(&glob.base));
        let tree = match start.canonicalize() {
            Ok(tree) if tree.is_dir() => tree,
            _ => return false,
        };
        if !walked.insert((tree.clone(), glob.steps())) {
            return false;
        }
        let root = Root::marked(&tree);
        let leads_on = glob.leads_on();
        // Of several names of a file the first is shown, on every machine the same.
        let walk = WalkDir::new(&tree).sort_by_file_name();
        let walk = walk.max_depth(glob.depth().unwrap_or(usize::MAX));
        let walk = walk.into_iter();
        let walk = walk.filter_entry(|entry| {
            entry.depth() == 0 || (entry.file_name() != ".git" && leads_on(entry))
        });
        let shown = |path: &Path| shown(path, &tree, base);
        let mut found = false;
        // A folder in one that has been searched has been searched with it.
        let mut searched: Option<PathBuf> = None;
        for entry in walk {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    let path = error.path().unwrap_or(&tree);
                    self.push(&shown(path), Kind::Unreadable(reason(&error)));
                    found = true;
                    continue;
                }
            };
            let path = entry.path();
            let is_folder = path.is_dir();
            let link = entry.path_is_symlink().then(|| path.canonicalize());
            let is_within = |real: &Path| {
                real.starts_with(&tree)
                    || root
                        .as_ref()
                        .is_some_and(|root| real.starts_with(&root.folder))
            };
            if is_folder && matches!(&link, Some(Ok(real)) if !is_within(real)) {
                continue;
            }
            let below = path.strip_prefix(&tree).unwrap_or(path);
            let rest = link.and_then(|_| glob.below(shown(path), entry.depth()));
            if let Some(rest) = rest.filter(|_| is_folder) {
                // The walk goes through no link, and a step that is written out does.
                found |= self.matches(&rest, walked);
            } else if glob.takes(below, is_folder) {
                found = true;
                let is_in = |above: &PathBuf| path.starts_with(above);
                if !is_folder && entry.file_name() == CONFIG {
                    // What steers a run is no part of what it judges, as little as in a shell.
                } else if !is_folder {
                    self.push(&shown(path), Kind::File);
                } else if !searched.as_ref().is_some_and(is_in) {
                    self.push(&shown(path), Kind::Folder { named: false });
                    searched = Some(path.to_owned());
                }
            }
        }
        found
    }
}

/// What a path below a folder is called, where the folder is called `name`.
pub(super) fn shown(path: &Path, folder: &Path, name: &Path) -> PathBuf {
    match path.strip_prefix(folder) {
        Ok(below) => name.join(below),
        Err(_) => path.to_owned(),
    }
}
