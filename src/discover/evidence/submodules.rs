//! Submodules that are not checked out: what `.gitmodules` says, beside what is on the disk.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::text::{clean, slashed};

/// The most bytes of a `.gitmodules` that are read.
const LIMIT: u64 = 1 << 20;

/// The submodule, by its path from the root, that holds a path, or that stands below it, and that is
/// not checked out. A submodule can have submodules of its own.
pub(super) fn unchecked(root: &Path, path: &Path) -> Option<String> {
    let above = path.ancestors().skip(1);
    let mut above: Vec<&Path> = above.collect();
    above.reverse();
    above.into_iter().find_map(|folder| {
        let text = read(&root.join(folder).join(".gitmodules"))?;
        let submodules = paths(&text).map(|below| clean(&folder.join(below)));
        let mut related = submodules
            .filter(|submodule| path.starts_with(submodule) || submodule.starts_with(path));
        related
            .find(|submodule| is_empty(&root.join(submodule)))
            .map(|submodule| slashed(&submodule))
    })
}

/// Git leaves an empty folder where it has checked nothing out.
fn is_empty(folder: &Path) -> bool {
    match fs::read_dir(folder) {
        Ok(mut entries) => entries.next().is_none(),
        Err(_) => folder.symlink_metadata().is_err(),
    }
}

/// The text of a file. What is none is not opened: a pipe would never end.
fn read(file: &Path) -> Option<String> {
    if !file.symlink_metadata().is_ok_and(|found| found.is_file()) {
        return None;
    }
    let mut text = String::new();
    let file = File::open(file).ok()?;
    file.take(LIMIT).read_to_string(&mut text).ok()?;
    Some(text)
}

/// The values of `path` in a `.gitmodules`. Git's own syntax of such a file knows more than git
/// writes, and no crate for it is smaller than this tool; what is missed here is "not found".
fn paths(text: &str) -> impl Iterator<Item = PathBuf> {
    text.lines().filter_map(|line| {
        let (key, value) = line.split_once('=')?;
        let value = value.trim();
        let value = value
            .strip_prefix('"')
            .and_then(|value| value.strip_suffix('"'))
            .unwrap_or(value);
        let is_path = key.trim().eq_ignore_ascii_case("path") && !value.is_empty();
        is_path.then(|| PathBuf::from(value.replace("\\\"", "\"").replace("\\\\", "\\")))
    })
}
