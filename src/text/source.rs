//! A file's text. The only place that turns bytes into text and byte offsets into lines and columns,
//! so that every format shows the same position.

use std::io::Read;
use std::path::Path;
use std::sync::OnceLock;

use super::file::{ReadError, read_bytes, read_stream};
use super::sha256::Sha256;
use super::span::{Position, Span};

/// Characters between two marks of the index that makes columns cheap on very long lines.
const MARK_EVERY: usize = 1024;

/// The text of one file without its byte order mark, and the index of its lines.
#[derive(Debug)]
pub struct Source {
    text: String,
    /// Whether a byte order mark stood before the text.
    marked: bool,
    /// Where the bytes stopped being UTF-8. The text then holds U+FFFD in their place.
    invalid_at: Option<Span>,
    /// The bytes as they were, if they are not the text in UTF-8.
    original: Vec<u8>,
    lines: OnceLock<Lines>,
}

#[derive(Debug)]
struct Lines {
    /// The offset of every line's first byte.
    starts: Vec<usize>,
    /// The offset of every 1,024th character, none where all characters are one byte.
    marks: Vec<usize>,
}

impl Source {
    /// Takes bytes as they came from a file.
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        let mut original = Vec::new();
        let (mut text, mut invalid_at) = match String::from_utf8(bytes) {
            Ok(text) => (text, None),
            Err(error) => {
                let start = error.utf8_error().valid_up_to();
                let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
                let end = start + char::REPLACEMENT_CHARACTER.len_utf8();
                original = error.into_bytes();
                (text, Some(start..end))
            }
        };
        let marked = text.starts_with('\u{feff}');
        if marked {
            let mark = '\u{feff}'.len_utf8();
            text.drain(..mark);
            invalid_at = invalid_at.map(|at| at.start - mark..at.end - mark);
        }
        Self {
            text,
            marked,
            invalid_at: invalid_at.map(|at| Span::new(at.start, at.end)),
            original,
            lines: OnceLock::new(),
        }
    }

    /// Takes the text that bytes of another form stand for.
    pub fn decoded(text: String, bytes: Vec<u8>) -> Self {
        Self {
            text,
            marked: false,
            invalid_at: None,
            original: bytes,
            lines: OnceLock::new(),
        }
    }

    /// Reads a regular file, and nothing that could block: no pipe, no device.
    pub fn read(path: &Path) -> Result<Self, ReadError> {
        read_bytes(path).map(Self::from_bytes)
    }

    /// Reads a stream to its end, `expected` bytes where that is known.
    pub fn read_from(stream: impl Read, expected: usize) -> Result<Self, ReadError> {
        read_stream(stream, expected).map(Self::from_bytes)
    }

    /// The text, without a byte order mark.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The first bytes that are not UTF-8, if any.
    pub fn invalid_at(&self) -> Option<Span> {
        self.invalid_at
    }

    /// SHA-256 over the bytes as they came.
    pub fn sha256(&self) -> Sha256 {
        if !self.original.is_empty() {
            return Sha256::of([self.original.as_slice()]);
        }
        let mark = if self.marked { "\u{feff}" } else { "" };
        Sha256::of([mark.as_bytes(), self.text.as_bytes()])
    }

    /// The text of a span; empty where the span is not on character boundaries.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// Line and column of a byte offset; offsets past the end are the end.
    pub fn position(&self, offset: usize) -> Position {
        let offset = floor_char_boundary(&self.text, offset);
        let lines = self.lines();
        let line = lines.starts.partition_point(|start| *start <= offset);
        let start = line
            .checked_sub(1)
            .and_then(|index| lines.starts.get(index));
        let start = start.copied().unwrap_or(0);
        Position {
            line,
            column: self.characters_before(offset) - self.characters_before(start) + 1,
        }
    }

    /// The line's number counted from 1, and its text without the line break.
    pub fn line_at(&self, offset: usize) -> (usize, Span) {
        let offset = floor_char_boundary(&self.text, offset);
        let line = self
            .lines()
            .starts
            .partition_point(|start| *start <= offset);
        (line, self.line(line).unwrap_or_default())
    }

    /// The span of a line counted from 1, without its line break.
    pub fn line(&self, number: usize) -> Option<Span> {
        let starts = &self.lines().starts;
        let start = *starts.get(number.checked_sub(1)?)?;
        let end = starts.get(number).map_or(self.text.len(), |next| next - 1);
        let text = self.text.get(start..end).unwrap_or_default();
        let text = text.strip_suffix('\r').unwrap_or(text);
        Some(Span::new(start, start + text.len()))
    }

    fn lines(&self) -> &Lines {
        self.lines.get_or_init(|| {
            let breaks = self.text.match_indices('\n');
            let starts = std::iter::once(0).chain(breaks.map(|(at, _)| at + 1));
            let marks = if self.text.is_ascii() {
                Vec::new()
            } else {
                let marks = self.text.char_indices().map(|(at, _)| at);
                marks.step_by(MARK_EVERY).collect()
            };
            Lines {
                starts: starts.collect(),
                marks,
            }
        })
    }

    /// The number of characters before a character boundary.
    fn characters_before(&self, offset: usize) -> usize {
        let marks = &self.lines().marks;
        let passed = marks.partition_point(|mark| *mark <= offset);
        let Some(index) = passed.checked_sub(1) else {
            return offset; // every character is one byte
        };
        let mark = marks.get(index).copied().unwrap_or(0);
        let rest = self.text.get(mark..offset).unwrap_or_default();
        index * MARK_EVERY + rest.chars().count()
    }
}

fn floor_char_boundary(text: &str, offset: usize) -> usize {
    text.floor_char_boundary(offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str, offset: usize) -> (usize, usize) {
        let position = Source::from_bytes(text.as_bytes().to_vec()).position(offset);
        (position.line, position.column)
    }

    #[test]
    fn columns_are_code_points_and_lines_end_at_line_feeds() {
        assert_eq!(at("", 0), (1, 1));
        assert_eq!(at("a\tb", 2), (1, 3));
        assert_eq!(at("é🎉x", 6), (1, 3));
        assert_eq!(at("a\r\nb\n", 3), (2, 1));
        assert_eq!(at("a\r\nb\n", 99), (3, 1));
        assert_eq!(at("é", 1), (1, 1), "inside a character is its start");
    }

    #[test]
    fn a_byte_order_mark_takes_no_column() {
        let source = Source::from_bytes("\u{feff}ab".into());
        assert_eq!(source.text(), "ab");
        assert_eq!(source.position(1).column, 2);
    }

    #[test]
    fn the_hash_is_that_of_the_file() {
        for (bytes, expected) in [
            (
                b"".to_vec(),
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            ),
            (
                b"\xef\xbb\xbfa".to_vec(),
                "1951c7860e968e742658b3af34e60741eb4aaf2a8d2ecc3993727016b12e81e8",
            ),
            (
                b"a\xff".to_vec(),
                "8dd06b5ab6b594257e41b7d8dd440a4062eddc67fdab5c13b4dc300176896f6e",
            ),
        ] {
            assert_eq!(Source::from_bytes(bytes).sha256().to_string(), expected);
        }
    }

    #[test]
    fn columns_on_a_long_line_agree_with_counting() {
        let text = "é🎉x".repeat(5_000);
        let source = Source::from_bytes(text.clone().into_bytes());
        for (count, (offset, _)) in text.char_indices().enumerate().step_by(97) {
            assert_eq!(source.position(offset).column, count + 1);
        }
    }

    #[test]
    fn invalid_bytes_are_located_behind_a_byte_order_mark() {
        let source = Source::from_bytes(b"\xef\xbb\xbfab\ncd\xffe".to_vec());
        let at = source.invalid_at().expect("0xff is not UTF-8");
        let position = source.position(at.start());
        assert_eq!((position.line, position.column), (2, 3));
        assert_eq!(source.slice(at), "\u{fffd}");
    }
}
