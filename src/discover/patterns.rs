//! Patterns: which files a search of a folder takes, and which files a pattern on the command line names.

use std::cell::LazyCell;
use std::path::{Component, Path, PathBuf};

use glob::{MatchOptions, Pattern, PatternError};
use ignore::DirEntry;

use super::{encoded, slashed};

/// Case counts, as in a shell, a `.gitignore` and the hooks, and a star stays in its folder.
const OPTIONS: MatchOptions = MatchOptions {
    case_sensitive: true,
    require_literal_separator: true,
    require_literal_leading_dot: false,
};

/// Any number of folders.
const RECURSIVE: &str = "**";

/// Patterns on names and paths. One without a slash is about the file's name, at any depth; one
/// with a slash is about the path from the repository's root.
#[derive(Clone, Debug)]
pub struct Patterns(Vec<(Pattern, bool)>);

impl Patterns {
    /// Reads patterns. As in a `.gitignore`, a slash at the end changes nothing, and one at the start
    /// is the repository's root.
    pub fn new<S: AsRef<str>>(patterns: &[S]) -> Result<Self, PatternError> {
        let patterns = patterns.iter().map(|pattern| {
            let text = pattern.as_ref().trim_end_matches('/');
            let below = text.strip_prefix("./").or_else(|| text.strip_prefix('/'));
            let path = text.contains('/');
            Ok((Pattern::new(below.unwrap_or(text))?, path))
        });
        patterns.collect::<Result<_, _>>().map(Self)
    }

    /// Whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether one fits a file, by its name or by its path from the root.
    pub(super) fn matches(&self, file: &Path, root: &Path) -> bool {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let relative = LazyCell::new(|| slashed(file.strip_prefix(root).unwrap_or(file)));
        self.0.iter().any(|(pattern, path)| {
            pattern.matches_with(if *path { &relative } else { &name }, OPTIONS)
        })
    }
}

/// A pattern on the command line.
pub(super) struct Glob {
    /// Where it begins: what stands before its first wildcard, to be taken as it is.
    pub(super) base: PathBuf,
    /// What it says about the path from there on.
    pattern: Pattern,
    /// The same, a step of the path each.
    steps: Vec<Pattern>,
    /// Whether it is about folders alone.
    folders: bool,
}

impl Glob {
    /// Reads a pattern; nothing where there is no wildcard in it.
    pub(super) fn new(path: &Path) -> Result<Option<Self>, PatternError> {
        let is_wild = |step: &Component<'_>| {
            let bytes = step.as_os_str().as_encoded_bytes();
            bytes.iter().any(|byte| b"*?[".contains(byte))
        };
        let mut steps = path.components().peekable();
        let mut base = PathBuf::new();
        while let Some(step) = steps.next_if(|step| !is_wild(step)) {
            base.push(step);
        }
        if steps.peek().is_none() {
            return Ok(None);
        }
        let texts = steps.map(|step| encoded(step.as_os_str().as_encoded_bytes()));
        let steps: Result<_, _> = texts.map(|text| Pattern::new(&text)).collect();
        let folders = path.as_os_str().as_encoded_bytes().ends_with(b"/");
        Self::of(base, steps?, folders).map(Some)
    }

    fn of(base: PathBuf, steps: Vec<Pattern>, folders: bool) -> Result<Self, PatternError> {
        let texts: Vec<&str> = steps.iter().map(Pattern::as_str).collect();
        let folders = folders || texts.last() == Some(&RECURSIVE);
        Ok(Self {
            base,
            pattern: Pattern::new(&texts.join("/"))?,
            steps,
            folders,
        })
    }

    /// How many steps it has.
    pub(super) fn steps(&self) -> usize {
        self.steps.len()
    }

    /// What is left of it below a folder that its first steps fit, so many of them.
    pub(super) fn below(&self, folder: PathBuf, steps: usize) -> Option<Self> {
        let rest = self.steps.get(steps..).filter(|rest| !rest.is_empty())?;
        let counted = steps <= self.counted().count();
        counted.then(|| Self::of(folder, rest.to_vec(), self.folders).ok())?
    }

    /// The steps that are one folder each.
    fn counted(&self) -> impl Iterator<Item = &Pattern> {
        let steps = self.steps.iter();
        steps.take_while(|step| step.as_str() != RECURSIVE)
    }

    /// How many folders deep a match can stand; nothing where any number.
    pub(super) fn depth(&self) -> Option<usize> {
        (self.counted().count() == self.steps.len()).then_some(self.steps.len())
    }

    /// Whether a match can stand at or below an entry of a walk that starts from the base.
    pub(super) fn leads_on(&self) -> impl Fn(&DirEntry) -> bool + Send + Sync + 'static {
        let steps: Vec<Pattern> = self.counted().cloned().collect();
        move |entry| {
            let step = entry.depth().checked_sub(1).and_then(|at| steps.get(at));
            let name = encoded(entry.file_name().as_encoded_bytes());
            step.is_none_or(|step| step.matches_with(&name, OPTIONS))
        }
    }

    /// Whether the pattern fits a path below the base. The base itself is any number of folders: none.
    pub(super) fn takes(&self, below: &Path, is_folder: bool) -> bool {
        if below.as_os_str().is_empty() {
            return self.pattern.as_str() == RECURSIVE;
        }
        (is_folder || !self.folders) && self.pattern.matches_with(&slashed(below), OPTIONS)
    }
}
