//! One list of what to pass over, line by line. There is no wrong line: what git makes nothing of is a pattern
//! that fits nothing, here as there.

use super::glob::{Glob, is_special};

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// The patterns of one file.
#[derive(Debug, Default)]
pub(super) struct List(Vec<Pattern>);

/// A line.
#[derive(Debug)]
struct Pattern {
    /// Whether it takes back in what it fits.
    negated: bool,
    /// Whether it is about folders alone.
    folders: bool,
    subject: Subject,
}

/// What a pattern is about.
#[derive(Debug)]
enum Subject {
    /// The last part of a path.
    Name(Form),
    /// The path from the list's folder on.
    Path(Form),
}

/// What a name or path has to be. Most patterns need no wildcard, or one at their start.
#[derive(Debug)]
enum Form {
    /// This very text.
    Text(Vec<u8>),
    /// Anything that ends so, for `*.log`.
    Ending(Vec<u8>),
    /// This text, and behind it what the glob fits. For git the glob begins there, so that the stars of
    /// `/foo**/bar` cross folders: its manual says otherwise, and newer releases
    /// (2.52) do otherwise. Releases that are in use (2.47) are followed.
    Glob(Vec<u8>, Glob),
}

impl List {
    pub(super) fn new(bytes: &[u8]) -> Self {
        let text = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
        let lines = text.split(|&byte| byte == b'\n');
        Self(lines.filter_map(Pattern::new).collect())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What the list says of a path below its folder: passed over, taken back in, or nothing.
    pub(super) fn verdict(&self, path: &[u8], is_folder: bool) -> Option<bool> {
        let name = path.rsplit(|&byte| byte == b'/').next().unwrap_or(path);
        let last = self.0.iter().rev();
        let mut fitting = last.filter(|pattern| {
            (is_folder || !pattern.folders)
                && match &pattern.subject {
                    Subject::Name(form) => form.fits(name),
                    Subject::Path(form) => form.fits(path),
                }
        });
        fitting.next().map(|pattern| !pattern.negated)
    }
}

impl Pattern {
    /// Reads a line; nothing where it is empty or a comment.
    fn new(line: &[u8]) -> Option<Self> {
        if line.is_empty() || line.starts_with(b"#") {
            return None;
        }
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        // For git a line is a string of C, which ends there.
        let line = line.split(|&byte| byte == 0).next().unwrap_or_default();
        let line = without_blanks(line);
        let (negated, line) = stripped(line, line.strip_prefix(b"!"));
        let (folders, line) = stripped(line, line.strip_suffix(b"/"));
        let subject = if line.contains(&b'/') {
            let line = line.strip_prefix(b"/").unwrap_or(line);
            Subject::Path(Form::of_path(line))
        } else {
            Subject::Name(Form::of_name(line))
        };
        Some(Self {
            negated,
            folders,
            subject,
        })
    }
}

impl Form {
    fn of_name(line: &[u8]) -> Self {
        match line {
            [b'*', ending @ ..] if !has_special(ending) => Self::Ending(ending.to_vec()),
            _ => Self::of_path(line),
        }
    }

    fn of_path(line: &[u8]) -> Self {
        let plain = line.iter().position(|&byte| is_special(byte));
        match plain.and_then(|at| line.split_at_checked(at)) {
            Some((start, rest)) => Self::Glob(start.to_vec(), Glob::new(rest)),
            None => Self::Text(line.to_vec()),
        }
    }

    fn fits(&self, text: &[u8]) -> bool {
        match self {
            Self::Text(all) => text == all,
            Self::Ending(ending) => text.ends_with(ending),
            Self::Glob(start, glob) => text
                .strip_prefix(start.as_slice())
                .is_some_and(|rest| glob.fits(rest)),
        }
    }
}

fn has_special(text: &[u8]) -> bool {
    text.iter().any(|&byte| is_special(byte))
}

fn stripped<'a>(line: &'a [u8], rest: Option<&'a [u8]>) -> (bool, &'a [u8]) {
    (rest.is_some(), rest.unwrap_or(line))
}

/// Takes the blanks off the end of a line, but those behind a backslash. Where the backslash is the last
/// character, git takes off none.
fn without_blanks(line: &[u8]) -> &[u8] {
    let mut kept = 0;
    let mut bytes = line.iter().enumerate();
    while let Some((at, &byte)) = bytes.next() {
        match byte {
            b' ' => {}
            b'\\' => match bytes.next() {
                Some((at, _)) => kept = at + 1,
                None => return line,
            },
            _ => kept = at + 1,
        }
    }
    line.get(..kept).unwrap_or(line)
}
