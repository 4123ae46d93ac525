//! The text of a cell or a heading as it is put together from markup.

use super::{Cell, Flaw, without_marks};
use crate::text::{Span, single_spaced};

/// Text on its way, and what was seen of its markup.
#[derive(Debug, Default)]
pub(super) struct Inline {
    text: String,
    marks: String,
    /// How many elements are open that hold footnote marks, bold text and struck text.
    raised: usize,
    bold: usize,
    struck: usize,
    /// How many pieces of text are plain, bold and struck, and how many pictures there are.
    plain_pieces: usize,
    bold_pieces: usize,
    struck_pieces: usize,
    pictures: usize,
}

impl Inline {
    /// Text in which white space means what it is.
    pub(super) fn push(&mut self, text: &str) {
        if self.raised > 0 {
            self.mark(text.trim());
            return;
        }
        if !text.trim().is_empty() {
            let pieces = if self.bold > 0 {
                &mut self.bold_pieces
            } else {
                &mut self.plain_pieces
            };
            *pieces += 1;
            self.struck_pieces += usize::from(self.struck > 0);
        }
        self.text.push_str(text);
    }

    /// Text of HTML, in which a line break is a space.
    pub(super) fn push_html(&mut self, text: &str) {
        let text = text.replace(['\n', '\r', '\t'], " ");
        let is_spaced = self.text.is_empty() || self.text.ends_with([' ', '\n']);
        self.push(if is_spaced { text.trim_start() } else { &text });
    }

    pub(super) fn mark(&mut self, mark: &str) {
        self.marks.push_str(mark);
    }

    pub(super) fn picture(&mut self) {
        self.pictures += 1;
    }

    /// Text whose style strikes it out.
    pub(super) fn strike(&mut self) {
        self.struck_pieces += 1;
    }

    /// An element of HTML begins.
    pub(super) fn open(&mut self, name: &[u8]) {
        match name {
            b"br" => self.text.push('\n'),
            b"p" | b"div" | b"li" => self.line_break(),
            b"sup" => self.raised += 1,
            b"s" | b"del" | b"strike" => self.struck += 1,
            b"b" | b"strong" => self.bold += 1,
            b"img" | b"svg" | b"input" | b"i" => self.picture(),
            _ => {}
        }
    }

    /// An element of HTML ends.
    pub(super) fn close(&mut self, name: &[u8]) {
        match name {
            b"p" | b"div" | b"li" => self.line_break(),
            b"sup" => self.raised = self.raised.saturating_sub(1),
            b"s" | b"del" | b"strike" => self.struck = self.struck.saturating_sub(1),
            b"b" | b"strong" => self.bold = self.bold.saturating_sub(1),
            _ => {}
        }
    }

    fn line_break(&mut self) {
        if !self.text.trim().is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
    }

    /// The text on one line, without footnote marks.
    pub(super) fn heading(&self) -> String {
        single_spaced(&without_marks(&self.text).0)
    }

    /// The text as a cell.
    pub(super) fn cell(self, span: Span) -> Cell {
        let lines: Vec<&str> = self.text.split('\n').map(str::trim).collect();
        let mut cell = Cell::new(&lines.join("\n"), span);
        cell.marks.insert_str(0, &self.marks);
        cell.written.push_str(&self.marks);
        cell.is_bold = self.bold_pieces > 0 && self.plain_pieces == 0;
        cell.flaw = if self.struck_pieces > 0 {
            Some(Flaw::Struck)
        } else if self.pictures > 0 && cell.text.is_empty() {
            Some(Flaw::Coloured)
        } else {
            None
        };
        cell
    }
}
