//! The lines of a file that a finding marks, cut where they are long.

use crate::finding::Finding;
use crate::text::{Source, Span};

/// Lines of one finding. More belong to a whole mapping, which nobody reads here.
const LINES: usize = 4;
/// Characters kept beside a mark.
const BESIDE: usize = 70;
/// Characters kept of a mark.
const MARKED: usize = 110;

/// A line with its mark.
pub(super) struct Line {
    /// Counted from 1.
    pub(super) number: usize,
    /// What stands before the mark.
    pub(super) before: String,
    /// The mark; empty where it is a place between two characters.
    pub(super) marked: String,
    /// What stands behind the mark.
    pub(super) after: String,
}

impl Line {
    /// The whole line.
    pub(super) fn text(&self) -> String {
        format!("{}{}{}", self.before, self.marked, self.after)
    }
}

/// The lines of a finding; none where the file gave no text.
pub(super) fn lines(finding: &Finding, source: Option<&Source>) -> Vec<Line> {
    let Some(source) = source.filter(|source| !source.text().is_empty()) else {
        return Vec::new();
    };
    let at = &finding.location;
    let numbers = (at.start.line..=at.end.line).take(LINES);
    let lines = numbers.filter_map(|number| {
        let line = source.line(number)?;
        let start = at.span.start().clamp(line.start(), line.end());
        let end = at.span.end().clamp(start, line.end());
        // A span that ends with a line break ends in column 1 of the next line.
        if number > at.start.line && start == end {
            return None;
        }
        let slice = |start, end| source.slice(Span::new(start, end));
        Some(Line {
            number,
            before: tail(slice(line.start(), start)),
            marked: head(slice(start, end), MARKED),
            after: head(slice(end, line.end()), BESIDE),
        })
    });
    lines.collect()
}

/// The first characters.
fn head(text: &str, keep: usize) -> String {
    match text.char_indices().nth(keep) {
        Some((cut, _)) => format!("{}…", text.get(..cut).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// The last characters.
fn tail(text: &str) -> String {
    match text.char_indices().nth_back(BESIDE) {
        Some((cut, _)) => format!("…{}", text.get(cut..).unwrap_or_default()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_cut_around_the_mark() {
        assert_eq!(head("é🎉x", 2), "é🎉…");
        assert_eq!(head("é🎉", 2), "é🎉");
        let long = "ü".repeat(200);
        assert_eq!(tail(&long).chars().count(), BESIDE + 2);
        assert_eq!(tail("short"), "short");
    }
}
