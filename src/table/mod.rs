//! Tables that people publish and exchange, as cells that know their characters: Markdown pages,
//! and what spreadsheets export as CSV.
//!
//! Nothing is decided here. A row has as many cells as stand in it; what its columns mean is found
//! by [`columns`], what a cell of roles says by [`letters`].

pub mod columns;
pub mod csv;
pub mod letters;
pub mod markdown;

use crate::text::Span;

/// A table.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// The nearest heading above it.
    pub heading: Option<String>,
    /// The row that names the columns.
    pub header: Row,
    /// The rows below, in their order.
    pub rows: Vec<Row>,
}

/// A row of a table.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// As many as are written.
    pub cells: Vec<Cell>,
    /// The characters of the row, white space at its ends off.
    pub span: Span,
}

/// A cell of a table.
#[derive(Clone, Debug, Default)]
pub struct Cell {
    /// What it reads as, without markup, footnote marks, and white space at its ends.
    pub text: String,
    /// Its characters, white space at its ends off.
    pub span: Span,
    /// Whether a part of it is struck out, so that nobody can say what holds.
    pub struck: bool,
}

/// Something that looks like a table and cannot be read as one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Torn {
    /// Where.
    pub span: Span,
    /// Why, as one clause.
    pub why: &'static str,
    /// What to do.
    pub help: &'static str,
}

/// What a file holds.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// Its tables.
    pub tables: Vec<Table>,
    /// What looks like one.
    pub torn: Vec<Torn>,
    /// Tables that stand where none is read.
    pub unread: Vec<Unread>,
}

/// A table that is not read, because of where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// Where.
    pub span: Span,
    /// Why, as one clause.
    pub why: &'static str,
}

/// The characters of a span without the white space at its ends.
fn trimmed(text: &str, span: Span) -> Span {
    let piece = text.get(span.range()).unwrap_or_default();
    let start = span.start() + (piece.len() - piece.trim_start().len());
    let inner = piece.trim();
    if inner.is_empty() {
        return span;
    }
    Span::new(start, start + inner.len())
}

/// Takes the marks of footnotes off a text: `[^1]`, superscript digits, daggers, and asterisks at its
/// end.
fn without_marks(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("[^") {
        kept.push_str(before);
        match after.split_once(']') {
            Some((_, behind)) => rest = behind,
            None => {
                kept.push_str("[^");
                rest = after;
            }
        }
    }
    kept.push_str(rest);
    let is_mark = |c: char| matches!(c, '¹' | '²' | '³' | '⁰' | '⁴'..='⁹' | '†' | '‡' | '§');
    let kept = kept.replace(is_mark, "");
    kept.trim().trim_end_matches('*').trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn footnote_marks_are_no_part_of_a_text() {
        for (text, expected) in [
            ("R, A[^1]", "R, A"),
            ("R[^a], A[^b]", "R, A"),
            ("Backups¹²", "Backups"),
            ("R†", "R"),
            ("C *", "C"),
            ("a [^ b", "a [^ b"),
            ("  ", ""),
        ] {
            assert_eq!(without_marks(text), expected, "{text}");
        }
    }
}
