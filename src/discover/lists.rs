//! The lists of what a search passes over, `.gitignore` and `.ignore`. They are files of the repository and
//! are read by another crate, which would wait for a pipe and take a device in, so they are looked at before.

use std::path::{Path, PathBuf};

use super::Content;
use crate::source::MAX_FILE_BYTES;

const NAMES: [&str; 2] = [".gitignore", ".ignore"];

/// The list in a folder that must not be read, and why.
pub(super) fn strange(folder: &Path) -> Option<(PathBuf, Content)> {
    NAMES.iter().find_map(|name| {
        let path = folder.join(name);
        // A link that leads nowhere and a folder of that name are no lists.
        let found = path.metadata().ok()?;
        let content = if found.is_file() {
            (found.len() > MAX_FILE_BYTES).then_some(Content::TooLarge)
        } else {
            let reason = "it is not a regular file".to_owned();
            (!found.is_dir()).then_some(Content::Unreadable(reason))
        };
        content.map(|content| (path, content))
    })
}
