//! The baseline as a file: JSON, one entry on one line, so that a diff shows what has moved and git can merge
//! two branches by union of lines.

use serde::Deserialize;
use serde_json::error::Category;

use super::entry::{Entry, Unread};
use crate::text::json::to_line;
use crate::text::{code, list, quote};

/// The version that is read and written. Nothing has been released with version 1.
const VERSION: u64 = 2;

/// Lines that a message names.
const NAMED: usize = 10;

/// What begins a line that git leaves where it could not merge.
const MARKERS: [&str; 4] = ["<<<<<<<", "|||||||", "=======", ">>>>>>>"];

/// What is wrong with the text of a baseline.
pub(super) enum Fault {
    Empty,
    /// The lines of conflict markers.
    Conflict(Vec<usize>),
    Version(u64),
    Damaged {
        line: usize,
        said: String,
    },
}

impl Fault {
    /// The sentence about it.
    pub(super) fn about(self, shown: &str) -> Unread {
        let name = quote(shown);
        let write = code(&format!("--write-baseline {shown}"));
        match self {
            Self::Empty => Unread::Replaceable(format!(
                "the baseline {name} is empty; {write} creates it from the current findings"
            )),
            Self::Version(1) => Unread::Replaceable(format!(
                "the baseline {name} has version 1, which this version does not read; {write} writes it again"
            )),
            Self::Version(other) => Unread::Unreadable(format!(
                "the baseline {name} has version {other}, and this version of crisplint reads version {VERSION}"
            )),
            Self::Conflict(lines) => Unread::Unreadable(format!(
                "the baseline {name} has conflict markers of a merge in {}; remove these lines and keep \
                 the entries of both sides",
                numbers(&lines)
            )),
            Self::Damaged { line, said } => Unread::Unreadable(format!(
                "the baseline {name} is damaged in line {line}: {said}; correct it, or restore it from \
                 version control"
            )),
        }
    }
}

#[derive(Deserialize)]
struct Head {
    version: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Whole {
    #[serde(rename = "version")]
    _version: u64,
    entries: Vec<Entry>,
}

/// Reads the entries, as they stand in the file.
pub(super) fn parse(text: &str) -> Result<Vec<Entry>, Fault> {
    if text.trim().is_empty() {
        return Err(Fault::Empty);
    }
    let conflict = conflict(text);
    if !conflict.is_empty() {
        return Err(Fault::Conflict(conflict));
    }
    let text = with_commas(text);
    let text = text.trim_end(); // it ends in the last line that holds something
    let damaged = |error: serde_json::Error| damage(&error);
    let head: Head = serde_json::from_str(text).map_err(damaged)?;
    if head.version != VERSION {
        return Err(Fault::Version(head.version));
    }
    let whole: Whole = serde_json::from_str(text).map_err(damaged)?;
    Ok(whole.entries)
}

/// The text of a baseline. Even an empty list takes two lines: a merge works on lines.
pub(super) fn to_text(entries: &[Entry]) -> String {
    let mut text = format!("{{\n  \"version\": {VERSION},\n  \"entries\": [\n");
    for (index, entry) in entries.iter().enumerate() {
        text.push_str("    ");
        text.push_str(&to_line(entry));
        text.push_str(if index + 1 < entries.len() {
            ",\n"
        } else {
            "\n"
        });
    }
    text.push_str("  ]\n}\n");
    text
}

/// The numbers of the lines that are conflict markers. No line of JSON begins so.
fn conflict(text: &str) -> Vec<usize> {
    let lines = text.lines().enumerate();
    let markers = lines.filter(|(_, line)| {
        let marked = MARKERS.iter().find_map(|marker| line.strip_prefix(marker));
        marked.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    });
    markers.map(|(index, _)| index + 1).collect()
}

/// The text with a comma behind every entry that another follows, and behind no other: a merge by union of
/// lines leaves one too few or too many. Lines stay where they are.
fn with_commas(text: &str) -> String {
    let mut lines = text.lines().peekable();
    let mut whole = String::with_capacity(text.len() + 16);
    let mut blank = String::new();
    while let Some(line) = lines.next() {
        while let Some(empty) = lines.next_if(|next| next.trim().is_empty()) {
            blank.push_str(empty);
            blank.push('\n');
        }
        match entry(line) {
            Some(entry) => {
                whole.push_str(entry);
                let followed = lines
                    .peek()
                    .is_some_and(|next| next.trim().starts_with('{'));
                whole.push_str(if followed { ",\n" } else { "\n" });
            }
            None => {
                whole.push_str(line);
                whole.push('\n');
            }
        }
        whole.push_str(&blank);
        blank.clear();
    }
    whole
}

/// A line that holds a whole object, without the commas behind it.
fn entry(line: &str) -> Option<&str> {
    let entry = line.trim_end_matches([',', ' ', '\t', '\r']);
    let object = entry.trim_start();
    (object.starts_with("{\"") && object.ends_with('}')).then_some(entry)
}

/// What the reader of JSON says, without the place that it appends.
fn damage(error: &serde_json::Error) -> Fault {
    let said = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    let said = said.strip_suffix(&place).unwrap_or(&said);
    let said = match error.classify() {
        Category::Eof => "the file ends too early",
        _ => said,
    };
    Fault::Damaged {
        line: error.line().max(1),
        said: said.chars().take(200).collect(),
    }
}

/// `line 4`, `lines 4, 7 and 9`.
fn numbers(lines: &[usize]) -> String {
    let mut named: Vec<String> = lines.iter().take(NAMED).map(usize::to_string).collect();
    if lines.len() > NAMED {
        named.push(format!("{} more", lines.len() - NAMED));
    }
    let word = if lines.len() == 1 { "line" } else { "lines" };
    format!("{word} {}", list(&named, "and"))
}
