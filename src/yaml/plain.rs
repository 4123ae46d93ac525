//! A quick reader of plain YAML: what nearly all manifests are written in.
//!
//! It reads keys and values on lines of their own, lists by dashes, collections in brackets, scalars
//! of one line without escapes, comments and `---`. At anything else (anchors, aliases, tags, blocks
//! of text, tabs, directives) and at every fault it gives the document up, and the event parser reads
//! it from its beginning. So there is one grammar of YAML, the event parser's: what this reader does
//! read it reads to the same tree, node by node and span by span, and fuzzing holds it to that.

use std::borrow::Cow;

use super::build::Builder;
use super::controls;
use super::scalar::resolve_plain;
use super::tree::{Document, Kind};
use crate::text::Span;

/// A longer key is a fault.
const MAX_KEY: usize = 1_000;

/// What stands from an offset on.
pub(super) enum Found<'s> {
    /// A plain document, nothing for an empty one, and where the next begins, if one does.
    Document(Option<Document<'s>>, Option<usize>),
    /// Nothing but comments up to here, where a document begins, if one does.
    Nothing(Option<usize>),
    /// What is not plain.
    Other,
}

/// Reads one plain document from `start` on.
pub(super) fn read(text: &str, start: usize) -> Found<'_> {
    Reader::new(text, start).document().unwrap_or(Found::Other)
}

struct Reader<'s> {
    text: &'s str,
    at: usize,
    /// Where the line begins.
    line: usize,
    /// The block collections whose end has not come yet.
    blocks: Vec<Block>,
    tree: Builder<'s>,
}

/// What the next line is.
enum Line {
    /// None: the text is at its end.
    End,
    /// `---`, which begins here.
    Marker(usize),
    /// Something that begins in this column, counted from 0.
    Content(usize),
}

#[derive(Clone, Copy)]
struct Block {
    /// The column of its keys or dashes.
    indent: usize,
    shape: Shape,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Mapping,
    Sequence,
    /// A list whose dashes stand in the column of the key that it belongs to.
    Indentless,
}

/// What the lines before leave open.
#[derive(Clone, Copy)]
enum Pending {
    /// The document's one value.
    Root,
    /// The value of a key, or an item: null at this place, unless the next line has it.
    Value(usize),
    Nothing,
}

struct Scalar<'s> {
    /// Its text, without quotes.
    text: &'s str,
    span: Span,
    quoted: bool,
}

/// What a byte is to a plain scalar.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Text,
    /// Ends a scalar in brackets.
    Bracket,
    /// Ends a scalar or is a fault; `:` and `#` may be text, too.
    Indicator,
    /// Part of a character of several bytes.
    Wide,
}

const fn class(byte: u8) -> Class {
    match byte {
        b',' | b'[' | b']' | b'{' | b'}' => Class::Bracket,
        b':' | b'#' | 0..b' ' | 0x7f => Class::Indicator,
        0x80.. => Class::Wide,
        _ => Class::Text,
    }
}

/// Most bytes are text, and this is the quickest way to tell.
#[expect(clippy::indexing_slicing, reason = "a byte has 256 values")]
fn is_text(byte: u8) -> bool {
    const TEXT: [bool; 256] = {
        let mut text = [false; 256];
        let mut byte = 0;
        loop {
            text[byte as usize] = matches!(class(byte), Class::Text);
            if byte == u8::MAX {
                break text;
            }
            byte += 1;
        }
    };
    TEXT[usize::from(byte)]
}

impl<'s> Reader<'s> {
    fn new(text: &'s str, start: usize) -> Self {
        Self {
            text,
            at: start,
            line: start,
            blocks: Vec::new(),
            tree: Builder::new(text),
        }
    }

    /// Reads one document. Returns the line behind it; nothing where it is not plain.
    fn document(mut self) -> Option<Found<'s>> {
        let mut line = self.next_line()?;
        let marked = matches!(line, Line::Marker(_));
        if marked {
            self.at += 3;
            self.end_of_line()?;
            line = self.next_line()?;
        }
        let mut pending = Pending::Root;
        if matches!(line, Line::Content(_)) {
            self.tree.reserve();
            self.blocks.reserve(16);
        }
        while let Line::Content(column) = line {
            pending = self.content(column, pending)?;
            line = self.next_line()?;
        }
        self.settle(pending)?;
        while self.blocks.pop().is_some() {
            self.tree.close(None);
        }
        let next = match line {
            Line::Marker(next) => Some(next),
            Line::End | Line::Content(_) => None,
        };
        // Nothing but comments is no document, unless a marker says that one begins.
        let is_document = marked || !matches!(pending, Pending::Root);
        Some(if is_document {
            Found::Document(self.tree.finish(), next)
        } else {
            Found::Nothing(next)
        })
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    fn rest(&self, at: usize) -> &'s [u8] {
        self.text.as_bytes().get(at..).unwrap_or_default()
    }

    fn skip_spaces(&mut self) {
        while self.byte(self.at) == Some(b' ') {
            self.at += 1;
        }
    }

    /// Whether a line ends at `at`, and where the next begins.
    fn line_end(&self, at: usize) -> Option<usize> {
        match self.byte(at) {
            None => Some(at),
            Some(b'\n') => Some(at + 1),
            Some(b'\r') if self.byte(at + 1) == Some(b'\n') => Some(at + 2),
            Some(_) => None,
        }
    }

    /// Whether what stands before `at` is parted from it.
    fn is_blank_or_end(&self, at: usize) -> bool {
        self.byte(at) == Some(b' ') || self.line_end(at).is_some()
    }

    /// Behind blanks and a comment, to the next line. Returns where this one ends.
    fn end_of_line(&mut self) -> Option<usize> {
        self.skip_spaces();
        let mut end = self.at;
        if self.byte(end) == Some(b'#') && (end == self.line || self.byte(end - 1) == Some(b' ')) {
            end = self.comment_end(end)?;
        }
        self.at = self.line_end(end)?;
        self.line = self.at;
        Some(end)
    }

    fn comment_end(&self, start: usize) -> Option<usize> {
        let mut at = start;
        loop {
            let rest = self.rest(at);
            let stop = |byte: &u8| matches!(byte, b'\n' | b'\r' | 0xef);
            at += rest.iter().position(stop).unwrap_or(rest.len());
            // The first byte of a byte order mark, among others.
            if self.byte(at) != Some(0xef) {
                return Some(at);
            }
            if self.rest(at).starts_with("\u{feff}".as_bytes()) {
                return None;
            }
            at += 1;
        }
    }

    /// Behind empty lines and comments.
    fn next_line(&mut self) -> Option<Line> {
        loop {
            if self.byte(self.at).is_none() {
                return Some(Line::End);
            }
            self.skip_spaces();
            let column = self.at - self.line;
            match self.byte(self.at) {
                None | Some(b'\n' | b'\r' | b'#') => {
                    self.end_of_line()?;
                }
                Some(b'-') if column == 0 && self.rest(self.at).starts_with(b"---") => {
                    return self
                        .is_blank_or_end(self.at + 3)
                        .then_some(Line::Marker(self.at));
                }
                // The end of a document, or a marker of an unfinished merge.
                Some(b'.' | b'<' | b'=') if column == 0 => return None,
                Some(_) => return Some(Line::Content(column)),
            }
        }
    }

    /// Nothing has come where a value could have stood.
    fn settle(&mut self, pending: Pending) -> Option<()> {
        if let Pending::Value(at) = pending {
            self.tree.value(Kind::Null, Span::new(at, at)).ok()?;
        }
        Some(())
    }

    /// A line that is not empty.
    fn content(&mut self, column: usize, pending: Pending) -> Option<Pending> {
        let innermost = self.blocks.last().copied();
        match (pending, innermost) {
            (Pending::Root, _) => return self.node(column),
            (Pending::Value(_), Some(block)) if column > block.indent => return self.node(column),
            (Pending::Value(_), Some(block))
                if column == block.indent && block.shape == Shape::Mapping && self.is_dash() =>
            {
                // To the event parser it begins behind its first dash.
                let start = self.behind_dash()?;
                self.open(Shape::Indentless, column, start)?;
                return self.item();
            }
            _ => self.settle(pending)?,
        }
        loop {
            let block = self.blocks.last()?;
            let goes_on = block.indent == column;
            match block.shape {
                _ if block.indent < column => return None,
                Shape::Mapping if goes_on => return self.entry(),
                Shape::Sequence if goes_on => return self.item(),
                Shape::Indentless if goes_on && self.is_dash() => return self.item(),
                Shape::Mapping | Shape::Sequence | Shape::Indentless => {
                    self.blocks.pop();
                    self.tree.close(None);
                }
            }
        }
    }

    fn open(&mut self, shape: Shape, indent: usize, start: usize) -> Option<()> {
        let mapping = shape == Shape::Mapping;
        self.tree.open(mapping, Span::new(start, start)).ok()?;
        self.blocks.push(Block { indent, shape });
        Some(())
    }

    fn is_dash(&self) -> bool {
        self.byte(self.at) == Some(b'-') && self.is_blank_or_end(self.at + 1)
    }

    /// Where the item behind a dash begins; the end of the line, if it does not begin on it.
    fn behind_dash(&mut self) -> Option<usize> {
        let (dash, line) = (self.at, self.line);
        self.at += 1;
        self.skip_spaces();
        let mut start = self.at;
        if matches!(self.byte(start), None | Some(b'\n' | b'\r' | b'#')) {
            start = self.end_of_line()?;
        }
        (self.at, self.line) = (dash, line);
        Some(start)
    }

    /// An item with its dash.
    fn item(&mut self) -> Option<Pending> {
        if !self.is_dash() {
            return None;
        }
        self.at += 1;
        self.skip_spaces();
        match self.byte(self.at) {
            None | Some(b'\n' | b'\r' | b'#') => self.end_of_line().map(Pending::Value),
            Some(_) => self.node(self.at - self.line),
        }
    }

    /// A value that may be a block collection.
    fn node(&mut self, column: usize) -> Option<Pending> {
        if self.is_dash() {
            self.open(Shape::Sequence, column, self.at)?;
            return self.item();
        }
        if matches!(self.byte(self.at), Some(b'[' | b'{')) {
            return self.line_of_flow();
        }
        let scalar = self.scalar(false)?;
        if self.byte(self.at) == Some(b':') {
            self.open(Shape::Mapping, column, scalar.span.start())?;
            return self.keyed(&scalar);
        }
        self.line_of_scalar(&scalar)
    }

    /// A key and what stands behind it.
    fn entry(&mut self) -> Option<Pending> {
        let key = self.scalar(false)?;
        self.keyed(&key)
    }

    /// The colon behind a key, and the value.
    fn keyed(&mut self, key: &Scalar<'s>) -> Option<Pending> {
        let colon = self.colon(key)?;
        match self.byte(self.at) {
            None | Some(b'\n' | b'\r' | b'#') => {
                self.end_of_line()?;
                Some(Pending::Value(colon))
            }
            Some(b'[' | b'{') => self.line_of_flow(),
            Some(_) => {
                let scalar = self.scalar(false)?;
                self.line_of_scalar(&scalar)
            }
        }
    }

    /// Takes the key in. Returns where its colon is.
    fn colon(&mut self, key: &Scalar<'s>) -> Option<usize> {
        let colon = self.at;
        let is_key = self.byte(colon) == Some(b':') && self.is_blank_or_end(colon + 1);
        if !is_key || key.text.len() > MAX_KEY {
            return None;
        }
        self.tree.key(Cow::Borrowed(key.text), key.span).ok()?;
        self.at += 1;
        self.skip_spaces();
        Some(colon)
    }

    fn line_of_scalar(&mut self, scalar: &Scalar<'s>) -> Option<Pending> {
        self.end_of_line()?;
        self.value(scalar)?;
        Some(Pending::Nothing)
    }

    fn line_of_flow(&mut self) -> Option<Pending> {
        self.flow()?;
        self.end_of_line()?;
        Some(Pending::Nothing)
    }

    fn value(&mut self, scalar: &Scalar<'s>) -> Option<()> {
        let kind = if scalar.quoted {
            Kind::String(Cow::Borrowed(scalar.text))
        } else {
            resolve_plain(Cow::Borrowed(scalar.text))
        };
        self.tree.value(kind, scalar.span).ok().map(|_| ())
    }

    /// A collection in brackets. Its depth is the tree's, which has a limit.
    fn flow(&mut self) -> Option<()> {
        let start = self.at;
        let mapping = self.byte(start) == Some(b'{');
        let closing = if mapping { b'}' } else { b']' };
        self.at += 1;
        self.tree.open(mapping, Span::new(start, self.at)).ok()?;
        self.skip_in_flow()?;
        while self.byte(self.at) != Some(closing) {
            if mapping {
                let key = self.scalar(true)?;
                self.colon(&key)?;
            }
            if matches!(self.byte(self.at), Some(b'[' | b'{')) {
                self.flow()?;
            } else {
                let scalar = self.scalar(true)?;
                self.value(&scalar)?;
            }
            self.skip_in_flow()?;
            if self.byte(self.at) == Some(b',') {
                self.at += 1;
                self.skip_in_flow()?;
            } else if self.byte(self.at) != Some(closing) {
                return None;
            }
        }
        self.at += 1;
        self.tree.close(Some(self.at));
        Some(())
    }

    /// Behind blanks, comments and line breaks in brackets.
    fn skip_in_flow(&mut self) -> Option<()> {
        self.skip_spaces();
        while matches!(self.byte(self.at), Some(b'\n' | b'\r' | b'#')) {
            self.end_of_line()?;
            self.skip_spaces();
            let column = self.at - self.line;
            let is_within = self.blocks.last().is_none_or(|block| column > block.indent);
            let is_empty = matches!(self.byte(self.at), Some(b'\n' | b'\r' | b'#'));
            // `...` ends the document in brackets, too, where nothing may end it; and merges leave markers
            // anywhere.
            let is_marker = column == 0 && matches!(self.byte(self.at), Some(b'.' | b'<' | b'='));
            if is_marker || (!is_within && !is_empty) {
                return None;
            }
        }
        Some(())
    }

    /// A scalar of one line.
    fn scalar(&mut self, flow: bool) -> Option<Scalar<'s>> {
        match self.byte(self.at)? {
            quote @ (b'"' | b'\'') => self.quoted(quote),
            b'-' | b'?' | b':' if !self.byte(self.at + 1)?.is_ascii_alphanumeric() => None,
            ..=b' ' | b'!' | b'#' | b'%' | b'&' | b'*' | b'>' | b'@' | b'`' | b'|' | 0x7f => None,
            first if class(first) == Class::Bracket => None,
            _ => self.unquoted(flow),
        }
    }

    fn quoted(&mut self, quote: u8) -> Option<Scalar<'s>> {
        let start = self.at + 1;
        let stop = |byte: &u8| *byte == quote || matches!(byte, b'\\' | b'\n' | b'\r');
        let end = start + self.rest(start).iter().position(stop)?;
        self.at = end + 1;
        let is_whole = self.byte(end) == Some(quote) && self.byte(self.at) != Some(quote);
        is_whole.then_some(Scalar {
            text: self.text.get(start..end)?,
            span: Span::new(start - 1, self.at),
            quoted: true,
        })
    }

    fn unquoted(&mut self, flow: bool) -> Option<Scalar<'s>> {
        let start = self.at;
        let end = self.unquoted_end(flow)?;
        self.at = end;
        let text = self.text.get(start..end)?.trim_end_matches(' ');
        let behind = self.byte(end);
        // To the event parser a dash before a bracket is a fault. A blank before a colon is none.
        if (flow && text.ends_with('-')) || (behind == Some(b':') && start + text.len() != end) {
            return None;
        }
        Some(Scalar {
            text,
            span: Span::new(start, start + text.len()),
            quoted: false,
        })
    }

    /// Where a scalar without quotes ends, blanks behind it included.
    fn unquoted_end(&self, flow: bool) -> Option<usize> {
        let mut at = self.at;
        let mut wide = false;
        loop {
            let rest = self.rest(at);
            let stop = |byte: &u8| !is_text(*byte);
            at += rest.iter().position(stop).unwrap_or(rest.len());
            let Some(byte) = self.byte(at) else { break };
            match byte {
                b':' if self.is_blank_or_end(at + 1) => break,
                b':' => {
                    let next = self.byte(at + 1)?;
                    if next == b'\t' || (flow && class(next) == Class::Bracket) {
                        return None;
                    }
                }
                b'#' if self.byte(at - 1) == Some(b' ') => break,
                b'#' => {}
                _ => match class(byte) {
                    Class::Bracket if flow => break,
                    Class::Text | Class::Bracket => {}
                    Class::Wide => wide = true,
                    Class::Indicator => {
                        self.line_end(at)?;
                        break;
                    }
                },
            }
            at += 1;
        }
        if wide {
            let text = self.text.get(self.at..at)?;
            if text.contains('\u{feff}') || controls::unquoted(text, self.at).is_some() {
                return None;
            }
        }
        Some(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::{Outcome, read_by_events};

    /// Where the first document begins that is not plain; what stands before it is read as the event
    /// parser reads it.
    fn left(text: &str) -> Option<usize> {
        let mut ours: Vec<Option<Outcome<'_>>> = Vec::new();
        let mut next = Some(0);
        let mut left = None;
        while let Some(at) = next {
            next = match read(text, at) {
                Found::Document(document, next) => {
                    ours.push(document.map(Ok));
                    next
                }
                Found::Nothing(next) => next,
                Found::Other => {
                    left = Some(at);
                    None
                }
            };
        }
        let mut measure = read_by_events(text);
        measure.truncate(ours.len());
        assert_eq!(format!("{ours:#?}"), format!("{measure:#?}"), "{text}");
        assert!(left.is_some() || ours.len() == read_by_events(text).len());
        left
    }

    #[test]
    fn manifests_are_plain() {
        for text in [
            include_str!("../../benches/manifest.yaml"),
            include_str!("../../benches/broken.yaml"),
        ] {
            assert_eq!(left(text), None);
            assert_eq!(left(&text.replace('\n', "\r\n")), None);
        }
    }

    #[test]
    fn what_people_write_is_plain() {
        for text in [
            "",
            "# nothing\n",
            "---\n",
            "---\n---\na: 1\n--- # two\nb: 2\n---\n",
            "a:\nb: ~\nc: # d\n",
            "a:\n- x\n-   y # z\n- \n-\n  z\nb: -1\n",
            "a:\n  - b: 1\n    c:\n    - d\n\n  - - x\n    - y\n  # e\n  -\n    f: g\n",
            "a: \"x: # y\" # z\n'b c': 'd'\n",
            "{\n  \"a\": 1,\n  \"b\": [\n    true,\n    [], {}\n  ] # c\n}\n",
            "a: [x, https://example.test:8/#y, {b: c, d: [e]}, ]\n",
            "é: [ü, 'ö'] # ß\n",
            "a: b:c#d -e ? f * & ! | > ' \" % @\n",
            "a: 1\r\nb:\r\n- x # y\r\n-\r\n\r\nc: [1,\r\n 2]",
            "word",
            "- 1\n- two",
        ] {
            assert_eq!(left(text), None, "{text}");
        }
    }

    #[test]
    fn everything_else_is_left_to_the_event_parser() {
        for text in [
            "a: &b c\n",
            "a: *b\n",
            "a: !c d\n",
            "? a\n",
            "a: |\n  b\n",
            "a: >-\n  b\n",
            "a: b\n  c\n",
            "a:\tb\n",
            "a: b\t# c\n",
            "\ta: b\n",
            "a: \"\\x41\"\n",
            "a: 'it''s'\n",
            "a: 'b\\c'\n",
            "a: \"b\n  c\"\n",
            "a : b\n",
            "[a: b]\n",
            "{a, b: c}\n",
            "{\"a\":1}\n",
            "[a]: b\n",
            "\u{feff}a: b\n",
            "a: b # \u{feff}\n",
            "a: \u{9b}\n",
            "%YAML 1.2\n---\na: b\n",
            "--- a\n",
            "...\n",
            "a: 1\rb: 2\n",
            // Faults.
            "a: b: c\n",
            "a: [b\n",
            "a: [b]]\n",
            "a: [b,\nc]\n",
            "[\n...\n]\n",
            "{\n  a: b,\n... # c\n}\n",
            "[\n... a]\n",
            "[\n---\n]\n",
            "<<<<<<< HEAD\n",
            "a: 1\n=======: b\n",
            "[\n<<<<<<< HEAD\n, a]\n",
            "a:\n  b: 1\n c: 2\n",
            "a: 1\n- b\n",
            "- a\nb: 1\n",
            "a: - b\n",
            "a: 'b' c\n",
            "a\nb\n",
            "a: @b\n",
        ] {
            assert_eq!(left(text), Some(0), "{text}");
        }
        assert_eq!(left("a: 1\n--- # b\nc: *d\n---\ne: 1\n"), Some(5));
        assert_eq!(left(&format!("{}: 1\n", "k".repeat(MAX_KEY + 1))), Some(0));
        assert_eq!(left(&"- ".repeat(65)), Some(0), "too deep");
    }
}
