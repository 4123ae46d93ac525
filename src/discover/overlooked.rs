//! Manifests under names that no pattern matches: a search must not pass them over in silence.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use crate::model::kind::kind_in;
use crate::text::MAX_FILE_BYTES;
use crate::threads;

/// How much of a file is read at once. Nearly every file is smaller, and takes one read.
const PIECE: usize = 16 * 1024;

/// Whether a file is called as YAML is.
pub(super) fn looks_like_yaml(path: &Path) -> bool {
    let ending = path.extension().unwrap_or_default();
    ending.eq_ignore_ascii_case("yaml") || ending.eq_ignore_ascii_case("yml")
}

/// Keeps the files that hold a manifest. What cannot be read is passed over.
pub(super) fn keep<T: Send + Sync>(files: &mut Vec<T>, path: impl Fn(&T) -> &Path + Sync) {
    let holds = |file: &T| holds_manifest(path(file)).unwrap_or(false);
    let mut kept = threads::map(files, holds).into_iter();
    files.retain(|_| kept.next() == Some(true));
}

fn holds_manifest(path: &Path) -> io::Result<bool> {
    let mut file = File::open(path)?;
    let mut piece = [0; PIECE];
    let read = file.read(&mut piece)?;
    let start = piece.get(..read).unwrap_or_default();
    if read < PIECE {
        // A regular file gives all that it has.
        return Ok(kind_in(start).is_some());
    }
    let mut text = start.to_vec();
    let rest = MAX_FILE_BYTES + 1 - read as u64;
    file.take(rest).read_to_end(&mut text)?;
    Ok(text.len() as u64 <= MAX_FILE_BYTES && kind_in(&text).is_some())
}
