//! Patterns: which files a search of a folder takes, and which files a pattern on the command line names.

use std::cell::LazyCell;
use std::path::{Component, Path, PathBuf};

use glob::{MatchOptions, Pattern, PatternError};
use walkdir::DirEntry;

use crate::text::{encoded, quote, slashed};

/// The names under which manifests are found in a folder.
pub const DEFAULT_INCLUDE: [&str; 4] = [
    "*control-ownership*.yaml",
    "*control-ownership*.yml",
    "*.crisp.yaml",
    "*.crisp.yml",
];

/// A star stays in its folder.
const OPTIONS: MatchOptions = MatchOptions {
    case_sensitive: true,
    require_literal_separator: true,
    require_literal_leading_dot: false,
};

/// Any number of folders.
const RECURSIVE: &str = "**";

/// The most patterns that the braces of one can stand for.
const MOST: usize = 1000;

/// Patterns on names and paths. One without a slash is about the file's name, at any depth; one
/// with a slash is about the path from the root.
#[derive(Clone, Debug, Default)]
pub struct Patterns(Vec<One>);

/// One of them.
#[derive(Clone, Debug)]
struct One {
    pattern: Pattern,
    /// Whether it is about the path from the root, and not about the name alone.
    path: bool,
    options: MatchOptions,
}

/// Why a pattern is none, or could never match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// What is wrong with it, a sentence that names it.
    pub message: String,
    /// What to write.
    pub help: String,
}

impl Patterns {
    /// Reads the patterns of a configuration, which count from a root: as in a `.gitignore`, case counts, a
    /// slash at the end changes nothing, and one at the start is the root. What [`flaw`] names is left out.
    pub fn new<S: AsRef<str>>(patterns: &[S], root: &Path) -> Self {
        let read = patterns
            .iter()
            .filter_map(|pattern| read(pattern.as_ref(), root).ok());
        let one = |(pattern, path)| One {
            pattern,
            path,
            options: OPTIONS,
        };
        Self(read.flatten().map(one).collect())
    }

    /// The patterns by which a folder is searched where no configuration says otherwise, in any case.
    pub fn usual() -> Self {
        let one = |pattern: &&str| {
            Some(One {
                pattern: Pattern::new(pattern).ok()?,
                path: false,
                options: MatchOptions {
                    case_sensitive: false,
                    ..OPTIONS
                },
            })
        };
        Self(DEFAULT_INCLUDE.iter().filter_map(one).collect())
    }

    /// These patterns and others.
    #[must_use]
    pub fn and(mut self, others: Self) -> Self {
        self.0.extend(others.0);
        self
    }

    /// Whether one fits a file, by its name or by its path from the root.
    pub fn matches(&self, file: &Path, root: &Path) -> bool {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let relative = LazyCell::new(|| slashed(file.strip_prefix(root).unwrap_or(file)));
        self.0.iter().any(|one| {
            let text: &str = if one.path { &relative } else { &name };
            one.pattern.matches_with(text, one.options)
        })
    }
}

/// What keeps a pattern of a configuration from matching anything, if anything does.
pub fn flaw(pattern: &str, root: &Path) -> Option<Flaw> {
    read(pattern, root).err()
}

/// A pattern as it is matched, its braces written out, each with whether it is about the path.
fn read(text: &str, root: &Path) -> Result<Vec<(Pattern, bool)>, Flaw> {
    let flaw = |reason: &str, help: String| Flaw {
        message: format!("{} cannot match anything: {reason}", quote(text)),
        help,
    };
    let no_pattern = |reason: &str, help: &str| Flaw {
        message: format!("{} is not a valid pattern: {reason}", quote(text)),
        help: help.to_owned(),
    };
    let example = "write, for example, `*.crisp.yaml` or `archive/**`";
    if let Some(rest) = text.strip_prefix('!') {
        let help = format!(
            "remove {}, or write a pattern that matches fewer files",
            quote(text)
        );
        return Err(flaw(
            "a pattern cannot start with `!`",
            if rest.is_empty() {
                example.to_owned()
            } else {
                help
            },
        ));
    }
    let folder = slashed(root);
    let folder = folder.trim_end_matches('/');
    let below = text.strip_prefix(folder).filter(|_| !folder.is_empty());
    if let Some(below) = below.filter(|below| below.is_empty() || below.starts_with('/')) {
        let help = match below.trim_matches('/') {
            "" => example.to_owned(),
            _ => format!("write {}", quote(below)),
        };
        return Err(flaw("a pattern is relative to the root", help));
    }
    if names_drive(text) {
        let help = "write the path from the root, with `/`".to_owned();
        return Err(flaw(
            "a pattern is relative to the root and has no drive letter",
            help,
        ));
    }
    let plain = unescaped(text).ok_or_else(|| {
        let help = format!("write {}", quote(&text.replace('\\', "/")));
        flaw("folders are separated by `/`", help)
    })?;
    let written_out = braces(&plain).ok_or_else(|| {
        if matches!(outer_braces(&plain), Some(Some(_))) {
            let reason = format!("its braces stand for more than {MOST} patterns");
            return no_pattern(&reason, "write several patterns");
        }
        no_pattern(
            "its braces do not match",
            "close each `{`, or write `[{]` for the character",
        )
    })?;
    let each = written_out.iter().map(|one| {
        let path = one.trim_end_matches('/').contains('/');
        let steps = one.split('/').filter(|step| !matches!(*step, "" | "."));
        let steps: Vec<&str> = steps.collect();
        if steps.contains(&"..") {
            let help = "write the path from the root, without `..`".to_owned();
            return Err(flaw("crisplint searches nothing above the root", help));
        }
        if steps.is_empty() {
            return Err(flaw("it is empty", example.to_owned()));
        }
        let pattern = Pattern::new(&steps.join("/"));
        let pattern = pattern.map_err(|error| no_pattern(error.msg, example))?;
        Ok((pattern, path))
    });
    each.collect()
}

/// Whether a path begins as on Windows: with a drive, or with a machine.
fn names_drive(text: &str) -> bool {
    let mut characters = text.chars();
    let letter = characters
        .next()
        .is_some_and(|first| first.is_ascii_alphabetic());
    let drive = letter && characters.next() == Some(':');
    (drive && matches!(characters.next(), None | Some('/' | '\\'))) || text.starts_with("\\\\")
}

/// A pattern with what a backslash protects as a class of one character; nothing where a backslash stands
/// before a letter or a digit, or at the end, where it protects nothing.
fn unescaped(text: &str) -> Option<String> {
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        if character != '\\' {
            plain.push(character);
            continue;
        }
        match characters.next()? {
            next if next.is_alphanumeric() => return None,
            next if "*?[]{},".contains(next) => plain.extend(['[', next, ']']),
            next => plain.push(next),
        }
    }
    Some(plain)
}

/// All patterns that one with braces stands for: `*.y{a,}ml` is `*.yaml` and `*.yml`. Nothing where the
/// braces do not match, or stand for too many.
fn braces(text: &str) -> Option<Vec<String>> {
    let Some((open, close, commas)) = outer_braces(text)? else {
        return Some(vec![text.to_owned()]);
    };
    let (before, after) = (text.get(..open)?, text.get(close + 1..)?);
    let ends = braces(after)?;
    let starts = std::iter::once(open).chain(commas.iter().copied());
    let stops = commas.iter().copied().chain([close]);
    let mut all = Vec::new();
    for (start, stop) in starts.zip(stops) {
        for middle in braces(text.get(start + 1..stop)?)? {
            all.extend(ends.iter().map(|end| format!("{before}{middle}{end}")));
            if all.len() > MOST {
                return None;
            }
        }
    }
    Some(all)
}

/// Where the first braces of a pattern open and close, and its commas between them.
#[expect(
    clippy::option_option,
    reason = "no braces is no fault; braces without an end are one"
)]
fn outer_braces(text: &str) -> Option<Option<(usize, usize, Vec<usize>)>> {
    let mut open = None;
    let (mut depth, mut commas) = (0_usize, Vec::new());
    let mut class_from = None;
    for (at, character) in text.char_indices() {
        match (class_from, character) {
            // The first character of a class may be its end.
            (Some(from), ']') if at > from + 1 => class_from = None,
            (None, '[') if text.get(at + 2..).is_some_and(|rest| rest.contains(']')) => {
                class_from = Some(at);
            }
            (None, '{') => {
                open = open.or(Some(at));
                depth += 1;
            }
            (None, ',') if depth == 1 => commas.push(at),
            (None, '}') => {
                depth = depth.checked_sub(1)?;
                if let (Some(open), 0) = (open, depth) {
                    return Some(Some((open, at, commas)));
                }
            }
            _ => {}
        }
    }
    (depth == 0).then_some(None)
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
    pub(super) fn leads_on(&self) -> impl Fn(&DirEntry) -> bool + use<> {
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
