//! Paths: what a file is called, for people and for programs.

use std::borrow::Cow;
use std::path::{Component, Path, PathBuf};

/// A path as people and as machines read it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FilePath {
    /// Relative to the root of the run, with `/`, or where it has several to the folder that holds them;
    /// absolute where the file is not below it.
    pub relative: String,
    /// As it was reached from the current folder.
    pub shown: String,
    /// Relative to the file's own root, where the run has several.
    pub in_root: Option<String>,
}

impl FilePath {
    /// The path from the file's own root: by it a finding is known again, whatever else a run is about.
    pub fn from_root(&self) -> &str {
        self.in_root.as_ref().unwrap_or(&self.relative)
    }
}

/// Takes `.` and what `..` undoes out of a path, without asking the disk.
pub fn clean(path: &Path) -> PathBuf {
    let mut cleaned = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir
                if matches!(cleaned.components().next_back(), Some(Component::Normal(_))) =>
            {
                cleaned.pop();
            }
            Component::ParentDir if cleaned.has_root() => {}
            other => cleaned.push(other),
        }
    }
    cleaned
}

/// A path with `/` between its parts. Bytes that are no text are written as `\xNN`, so that two
/// paths never read the same.
pub fn slashed(path: &Path) -> String {
    let mut joined = String::with_capacity(path.as_os_str().len());
    for (index, component) in path.components().enumerate() {
        if index > 0 {
            joined.push('/');
        }
        if component != Component::RootDir {
            joined.push_str(&encoded(component.as_os_str().as_encoded_bytes()));
        }
    }
    if joined.is_empty() {
        joined.push('.');
    }
    joined
}

/// A name as text; bytes that are none are written as `\xNN`.
pub fn encoded(name: &[u8]) -> Cow<'_, str> {
    use std::fmt::Write as _;
    if let Ok(name) = std::str::from_utf8(name) {
        return name.into();
    }
    let mut text = String::with_capacity(name.len());
    for chunk in name.utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            let _ = write!(text, "\\x{byte:02x}");
        }
    }
    text.into()
}
