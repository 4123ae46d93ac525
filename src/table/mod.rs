//! Tables that people publish and exchange, as cells that know their characters: Markdown pages,
//! and what spreadsheets export as CSV.
//!
//! Nothing is decided here. A row has as many cells as stand in it; what its columns mean is found
//! by [`columns`], what a cell of roles says by [`letters`].

pub mod bound;
pub mod claims;
pub mod columns;
pub mod csv;
mod encoding;
pub mod file;
pub mod filled;
mod grid;
pub mod html;
mod inline;
pub mod letters;
pub mod markdown;
pub mod meanings;
pub mod parties;
pub mod roster;
pub mod titles;
pub mod words;
mod workbook;

use crate::model::matrix::repaired_title;
use crate::text::{Source, Span, is_blank, single_spaced};

/// A table.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// The nearest heading above it.
    pub heading: Option<String>,
    /// The row that names the columns.
    pub header: Row,
    /// What is written above the names of the columns, if a head has two rows.
    pub groups: Vec<String>,
    /// The rows below, in their order.
    pub rows: Vec<Row>,
}

impl Table {
    /// The cells of a column, one for each row that has it.
    pub fn column(&self, at: usize) -> impl Iterator<Item = &Cell> {
        self.rows.iter().filter_map(move |row| row.cells.get(at))
    }

    /// The cells of a column in the rows that are as wide as the head, or lack remarks at their end: in
    /// others a cell can be under the head of another.
    pub fn sure_column(&self, at: usize) -> impl Iterator<Item = &Cell> {
        let is_remark = |cell: &Cell| {
            is_blank(&cell.text) || words::heading(&cell.text, &[]) == Some(words::Heading::Notes)
        };
        let head = &self.header.cells;
        let sure = self.rows.iter().filter(move |row| {
            let surplus = row.cells.iter().skip(head.len());
            let missing = head.iter().skip(row.cells.len());
            surplus.into_iter().all(Cell::is_empty) && missing.into_iter().all(is_remark)
        });
        sure.filter_map(move |row| row.cells.get(at))
    }

    /// How many columns its head names.
    pub fn width(&self) -> usize {
        self.header.cells.len()
    }

    /// The heading above it, if it shows anything.
    pub fn heading(&self) -> Option<&str> {
        self.heading.as_deref().filter(|heading| !is_blank(heading))
    }

    /// What a column is called, so that no other column is called the same: its name, its name after
    /// that of its group, or its name with a number.
    pub fn name(&self, at: usize) -> String {
        let own = self.own_name(at);
        if is_blank(own) {
            return format!("column {}", at + 1);
        }
        let same = |other: &usize| normal(self.own_name(*other)) == normal(own);
        let equals: Vec<usize> = (0..self.width()).filter(same).collect();
        if equals.len() < 2 {
            return own.to_owned();
        }
        let full = |at: usize| self.grouped_name(at).map(|name| normal(&name));
        let is_alone = equals.iter().filter(|other| full(**other) == full(at));
        if let Some(name) = self.grouped_name(at).filter(|_| is_alone.count() == 1) {
            return name;
        }
        let number = equals.iter().position(|other| *other == at).unwrap_or(0) + 1;
        format!("{own}#{number}")
    }

    /// The columns that a person means by a name: `NAME`, `NAME#2`, or a group and a name.
    pub fn columns_called(&self, name: &str) -> Vec<usize> {
        let all = || 0..self.width();
        let nameless = name
            .strip_prefix("column ")
            .and_then(|number| number.parse().ok());
        if let Some(number) = nameless
            && let Some(at) = usize::checked_sub(number, 1)
            && at < self.width()
            && is_blank(self.own_name(at))
        {
            return vec![at];
        }
        let found: Vec<usize> = all()
            .filter(|at| is_called(self.own_name(*at), name))
            .collect();
        if !found.is_empty() {
            return found;
        }
        if let Some((own, number)) = name.rsplit_once('#')
            && let Ok(number @ 1..) = number.trim().parse::<usize>()
        {
            let mut found = all().filter(|at| is_called(self.own_name(*at), own));
            return found.nth(number - 1).into_iter().collect();
        }
        let in_group = |at: &usize| {
            let full = self.grouped_name(*at);
            full.is_some_and(|full| words::words(&full) == words::words(name))
        };
        all().filter(in_group).collect()
    }

    fn own_name(&self, at: usize) -> &str {
        self.header.cells.get(at).map_or("", |cell| &cell.text)
    }

    fn grouped_name(&self, at: usize) -> Option<String> {
        let group = self.groups.get(at).filter(|group| !is_blank(group))?;
        Some(format!("{group} {}", self.own_name(at)))
    }
}

/// Whether a column is called so, with or without what its name has in brackets at its end.
fn is_called(header: &str, name: &str) -> bool {
    let name = normal(name);
    normal(header) == name || normal(words::without_brackets(header)) == name
}

fn normal(text: &str) -> String {
    single_spaced(text).to_lowercase()
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
    /// The same with its footnote marks.
    pub written: String,
    /// The footnote marks that were left out of its text.
    pub marks: String,
    /// Its characters, white space at its ends off.
    pub span: Span,
    /// Why nobody can say what is in it.
    pub flaw: Option<Flaw>,
    /// Whether all of its text is bold, as that of a heading.
    pub is_bold: bool,
    /// The number of its colour in a workbook, if it has one.
    pub fill: Option<usize>,
}

impl Cell {
    /// A cell of a text that has its footnote marks in it.
    pub fn new(written: &str, span: Span) -> Self {
        let (text, marks) = without_marks(written);
        Self {
            text,
            written: written.trim().to_owned(),
            marks,
            span,
            ..Self::default()
        }
    }

    /// Whether nothing at all is in it.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty() && self.marks.is_empty() && self.flaw.is_none()
    }

    /// A character of it that controls a terminal or ends a text.
    pub fn control(&self, source: &Source) -> Option<char> {
        let is_control = |c: &char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
        // Punctuation that was read in a wrong encoding can have one, and is put right.
        let texts = [source.slice(self.span), &self.text].map(repaired_title);
        let mut characters = texts.iter().flat_map(|text| text.chars());
        characters.find(is_control)
    }
}

/// Why nobody can say what is in a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// A part of it is struck out.
    Struck,
    /// It spans several rows or columns.
    Merged,
    /// It is a formula, and the file has no value of it.
    Uncomputed,
    /// It holds an error of a formula, such as `#REF!`.
    Error,
    /// It has no text, and a colour or an icon that may say something.
    Coloured,
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
    /// What the page is called: the title of its metadata, or its first heading of the first level.
    pub title: Option<String>,
    /// Its tables.
    pub tables: Vec<Table>,
    /// What looks like one.
    pub torn: Vec<Torn>,
    /// Tables that stand where none is read.
    pub unread: Vec<Unread>,
    /// What a reader may not have seen, such as hidden rows, each a sentence.
    pub notes: Vec<String>,
    /// The names of the cells of a workbook, each with the place from which it counts.
    pub cells: Vec<(usize, String)>,
}

impl Page {
    /// Where something is: `Sheet!B13` in a workbook, else line and column.
    pub fn place(&self, span: Span, source: &Source) -> String {
        self.cell_name(span).map_or_else(
            || {
                let at = source.position(span.start());
                format!("{}:{}", at.line, at.column)
            },
            str::to_owned,
        )
    }

    /// The name of a cell of a workbook.
    pub fn cell_name(&self, span: Span) -> Option<&str> {
        let after = self
            .cells
            .partition_point(|(start, _)| *start <= span.start());
        let (_, name) = self.cells.get(after.checked_sub(1)?)?;
        Some(name)
    }
}

/// A table that is not read, because of where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// Where.
    pub span: Span,
    /// Why, as one clause.
    pub why: &'static str,
    /// What to do.
    pub help: &'static str,
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

/// A text without the marks of footnotes, and these: `[^1]`, superscript digits, daggers, and asterisks
/// at its end.
fn without_marks(text: &str) -> (String, String) {
    let (mut kept, mut marks) = (String::with_capacity(text.len()), String::new());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("[^") {
        kept.push_str(before);
        match after.split_once(']') {
            Some((label, behind)) => {
                marks.push_str(&format!("[^{label}]"));
                rest = behind;
            }
            None => {
                kept.push_str("[^");
                rest = after;
            }
        }
    }
    kept.push_str(rest);
    let is_mark = |c: char| matches!(c, '¹' | '²' | '³' | '⁰' | '⁴'..='⁹' | '†' | '‡' | '§');
    marks.extend(kept.chars().filter(|c| is_mark(*c)));
    let kept = kept.replace(is_mark, "");
    let kept = kept.trim();
    let text = kept.trim_end_matches('*').trim_end();
    let stars = kept.chars().rev().take_while(|c| *c == '*');
    marks.extend(stars);
    (text.to_owned(), marks)
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
            assert_eq!(without_marks(text).0, expected, "{text}");
        }
    }
}
