//! Edits, and the text that they make.

use crate::text::Span;
use crate::yaml::{self, Outcome};

/// Characters to put in the place of others, counted in the text as the document has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What goes; where it is empty, nothing does.
    pub span: Span,
    /// What comes.
    pub text: String,
}

/// Two edits that cannot both be made: the numbers of both, the first in the text first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overlap {
    /// The one that begins first.
    pub first: usize,
    /// The one that begins inside of it, or right where it ends.
    pub second: usize,
}

impl Edit {
    pub(super) fn new(start: usize, end: usize, text: impl Into<String>) -> Self {
        Self {
            span: Span::new(start, end),
            text: text.into(),
        }
    }

    pub(super) fn insert(at: usize, text: impl Into<String>) -> Self {
        Self::new(at, at, text)
    }

    pub(super) fn delete(start: usize, end: usize) -> Self {
        Self::new(start, end, "")
    }
}

/// The edits of one repair in order. An insertion that touches another edit is made one with it, and so
/// are two that take the same line break out.
pub(super) fn joined(mut edits: Vec<Edit>) -> Vec<Edit> {
    edits.sort_by_key(|edit| (edit.span.start(), edit.span.end()));
    let mut joined: Vec<Edit> = Vec::new();
    for edit in edits {
        match joined.last_mut() {
            Some(last)
                if (edit.span.is_empty() || last.span.is_empty())
                    && last.span.end() == edit.span.start() =>
            {
                last.span = Span::new(last.span.start(), edit.span.end());
                last.text.push_str(&edit.text);
            }
            Some(last)
                if last.span.end() > edit.span.start()
                    && (last.text.is_empty() && edit.text.is_empty()) =>
            {
                let end = last.span.end().max(edit.span.end());
                last.span = Span::new(last.span.start(), end);
            }
            _ => joined.push(edit),
        }
    }
    joined
}

/// The text with all edits made; every other byte is as it was.
///
/// What touches an insertion overlaps it, since nobody knows whether both belong there. Whole lines are
/// the exception: they stand beside each other in the order in which they are given.
pub fn apply(text: &str, edits: &[Edit]) -> Result<String, Overlap> {
    let mut order: Vec<(usize, &Edit)> = edits.iter().enumerate().collect();
    // Stable, so that lines for one place keep their order.
    order.sort_by_key(|(_, edit)| (edit.span.start(), edit.span.end()));
    for pair in order.windows(2) {
        if let [(first, before), (second, behind)] = pair
            && overlap(text, before, behind)
        {
            let (first, second) = (*first, *second);
            return Err(Overlap { first, second });
        }
    }
    let mut edited = String::with_capacity(text.len());
    let mut at = 0;
    for (_, edit) in order {
        edited.push_str(text.get(at..edit.span.start()).unwrap_or_default());
        edited.push_str(&edit.text);
        at = edit.span.end();
    }
    edited.push_str(text.get(at..).unwrap_or_default());
    Ok(edited)
}

/// Whether the edits can be made and the caller finds in the documents of the result what was meant.
pub fn reads_back(
    text: &str,
    edits: &[Edit],
    is_meant: impl FnOnce(&[Option<Outcome<'_>>]) -> bool,
) -> bool {
    apply(text, edits).is_ok_and(|edited| is_meant(&yaml::read(&edited)))
}

fn overlap(text: &str, before: &Edit, behind: &Edit) -> bool {
    let (end, start) = (before.span.end(), behind.span.start());
    if end != start {
        return end > start;
    }
    let touches = |edit: &Edit| edit.span.is_empty() && !is_lines(text, edit);
    touches(before) || touches(behind)
}

/// Whether an insertion is nothing but whole lines: from the start of a line on, or from the end of one.
fn is_lines(text: &str, edit: &Edit) -> bool {
    let breaks = ['\n', '\r'];
    let before = text.get(..edit.span.start()).unwrap_or_default();
    let begins = before.is_empty() || before.ends_with(breaks);
    let ends = edit.span.start() == text.len();
    begins && edit.text.ends_with(breaks) || ends && edit.text.starts_with(breaks)
}
