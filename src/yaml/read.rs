//! From text to trees. `plain` reads what nearly all files hold, quickly; `events` asks the event
//! parser, which reads all of YAML. Both fill the tree of `build`, and both make the same of a text.

use super::controls::Ahead;
use super::tree::{Failure, MAX_DOCUMENTS, Outcome, Take};
use super::{events, plain};
use crate::text::Span;

/// Reads every document of a file and hands it on at once; nothing stands for an empty one.
///
/// A failure ends its document; reading goes on at the next `---` in column 1.
pub fn read_each<'s>(text: &'s str, take: Take<'_, 's>) {
    read_with(text, plain::read, take);
}

/// Reads every document of a file; nothing stands for an empty one.
pub fn read(text: &str) -> Vec<Option<Outcome<'_>>> {
    let mut outcomes = Vec::new();
    read_each(text, &mut |outcome| outcomes.push(outcome));
    outcomes
}

/// The same by the event parser alone: what fuzzing holds the quick reader to.
pub fn read_by_events(text: &str) -> Vec<Option<Outcome<'_>>> {
    let mut outcomes = Vec::new();
    let all = |_: &_, start, _: Take<'_, '_>| Some(start);
    read_with(text, all, &mut |outcome| outcomes.push(outcome));
    outcomes
}

/// Whether the quick reader takes a whole text: what the texts of the tests are measured by, since those
/// that it leaves compare the event parser with itself.
pub fn is_plain(text: &str) -> bool {
    Ahead::new(text).from(text, 0).is_none() && plain::read(text, 0, &mut |_| ()).is_none()
}

/// Reads what the quick reader takes, and leaves the rest to the event parser.
fn read_with<'s>(
    text: &'s str,
    quick: impl Fn(&'s str, usize, Take<'_, 's>) -> Option<usize>,
    take: Take<'_, 's>,
) {
    let mut count = 0;
    let mut take = |outcome: Option<Outcome<'s>>| {
        count += usize::from(outcome.is_some());
        // What is over the limit is read, and forgotten.
        match outcome {
            Some(outcome) if count > MAX_DOCUMENTS => {
                if count == MAX_DOCUMENTS + 1 {
                    take(Some(Err(Failure::TooManyDocuments(start_of(&outcome)))));
                }
            }
            outcome => take(outcome),
        }
    };
    let mut start = Some(0);
    // Asked once: a file can hold a million documents that fail.
    let ascii = text.is_ascii();
    let mut controls = Ahead::new(text);
    while let Some(offset) = start {
        let control = controls.from(text, offset);
        let rest = match control {
            None => quick(text, offset, &mut take),
            // A fault in the making.
            Some(_) => Some(offset),
        };
        start = rest.and_then(|rest| events::read(text, rest, ascii, control, &mut take));
    }
}

/// The first thing in a document.
fn start_of(outcome: &Outcome<'_>) -> Span {
    match outcome {
        Ok(document) => {
            let root = document.root();
            let first = root.entries().next();
            first.map_or(root.span(), |entry| entry.key_span)
        }
        Err(failure) => failure.span(),
    }
}
