//! What a search passes over: the `.gitignore` and `.ignore` of a repository, as git reads them.
//!
//! The lists of a folder and of those above it count, up to the repository's root and no further; of two that
//! name the same file the nearer one decides, and within a list the last line. A folder that is passed over is
//! not entered, so nothing below it can be taken back in. An `.ignore` decides before any `.gitignore`, as for
//! ripgrep. Case counts everywhere, whatever a machine's git is set to.

mod glob;
mod list;

use std::borrow::Cow;
use std::path::{MAIN_SEPARATOR, Path, PathBuf};

use crate::check::Content;
use crate::text::{ReadError, read_bytes};
use list::List;

/// A list that cannot be read, and why. Nobody knows what it passes over.
pub(super) type Unread = (PathBuf, Content);

/// The lists that count where a search is.
#[derive(Debug)]
pub(super) struct Ignored {
    /// From the root down; folders without a list are left out.
    levels: Vec<Level>,
}

/// The lists of one folder.
#[derive(Debug)]
struct Level {
    /// The folder's path, with a separator at its end.
    folder: Vec<u8>,
    ignore: List,
    gitignore: List,
    /// Whether no list above it counts.
    is_root: bool,
}

impl Ignored {
    /// Reads the lists that a search from `start` inherits: those of the folders above it, from the root on.
    /// A start outside the root inherits none. That a list passes over the start itself, or a folder above it,
    /// does not count: who names a folder wants it searched. Both paths are absolute and of one form.
    pub(super) fn new(root: &Path, start: &Path) -> Result<Self, Unread> {
        let mut ignored = Self { levels: Vec::new() };
        let above = start.ancestors().skip(1);
        let mut above: Vec<&Path> = above.filter(|folder| folder.starts_with(root)).collect();
        while let Some(folder) = above.pop() {
            ignored.enter(folder, folder == root)?;
        }
        Ok(ignored)
    }

    /// Reads the lists of a folder that the search comes to, which is the start or stands in one that it came to
    /// before. In the root of another repository, what stands above it does not count.
    pub(super) fn enter(&mut self, folder: &Path, is_root: bool) -> Result<(), Unread> {
        let mut path = folder.as_os_str().as_encoded_bytes().to_vec();
        if path.last() != Some(&(MAIN_SEPARATOR as u8)) {
            path.push(MAIN_SEPARATOR as u8);
        }
        while self
            .levels
            .pop_if(|level| !path.starts_with(&level.folder))
            .is_some()
        {}
        let (ignore, gitignore) = (read(folder, ".ignore")?, read(folder, ".gitignore")?);
        if is_root || !ignore.is_empty() || !gitignore.is_empty() {
            self.levels.push(Level {
                folder: path,
                ignore,
                gitignore,
                is_root,
            });
        }
        Ok(())
    }

    /// Whether a list passes over a path in a folder that was entered. A link to a folder is no folder.
    pub(super) fn excludes(&self, path: &Path, is_folder: bool) -> bool {
        let path = path.as_os_str().as_encoded_bytes();
        let verdict = |list: fn(&Level) -> &List| {
            self.above(path)
                .find_map(|(level, below)| list(level).verdict(&below, is_folder))
        };
        verdict(|level| &level.ignore)
            .or_else(|| verdict(|level| &level.gitignore))
            .unwrap_or(false)
    }

    /// The levels that count for a path, the nearest first, each with the path from its folder on.
    fn above<'a>(&'a self, path: &'a [u8]) -> impl Iterator<Item = (&'a Level, Cow<'a, [u8]>)> {
        // The walk may have come back up since it entered the last ones.
        let levels = self.levels.iter().rev();
        let mut levels =
            levels.filter_map(|level| Some((level, path.strip_prefix(&*level.folder)?)));
        let mut ended = false;
        std::iter::from_fn(move || {
            let next = if ended { None } else { levels.next() };
            let (level, below) = next?;
            ended = level.is_root;
            Some((level, slashed(below)))
        })
    }
}

/// A path with `/` between its parts, as the lists write it.
fn slashed(path: &[u8]) -> Cow<'_, [u8]> {
    if MAIN_SEPARATOR == '/' {
        return path.into();
    }
    let is_separator = |byte| byte == MAIN_SEPARATOR as u8;
    let bytes = path.iter();
    let bytes = bytes.map(|&byte| if is_separator(byte) { b'/' } else { byte });
    bytes.collect::<Vec<u8>>().into()
}

/// Reads one list, where there is one. A folder of that name is none, and neither is a link, through which git
/// reads none; but one to a pipe or a device has been laid on purpose.
fn read(folder: &Path, name: &str) -> Result<List, Unread> {
    let path = folder.join(name);
    let Ok(found) = path.metadata() else {
        return Ok(List::default());
    };
    if found.is_dir() || (found.is_file() && path.is_symlink()) {
        return Ok(List::default());
    }
    match read_bytes(&path) {
        Ok(bytes) => Ok(List::new(&bytes)),
        Err(ReadError::TooLarge) => Err((path, Content::TooLarge)),
        Err(ReadError::Io(error)) => Err((path, Content::Unreadable(error.to_string()))),
    }
}
