//! Places in a text: bytes for the machine, lines and columns for people.

use std::ops::Range;

/// A half-open range of byte offsets into a [`super::Source`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    start: u32,
    end: u32,
}

impl Span {
    /// The place before the first byte.
    pub const ZERO: Self = Self { start: 0, end: 0 };

    /// The one constructor: offsets beyond [`super::MAX_FILE_BYTES`] or out of order are clamped here, so
    /// that nobody else has to.
    pub fn new(start: usize, end: usize) -> Self {
        let start = u32::try_from(start).unwrap_or(u32::MAX);
        let end = u32::try_from(end).unwrap_or(u32::MAX).max(start);
        Self { start, end }
    }

    /// The offset of the first byte.
    pub fn start(self) -> usize {
        self.start as usize
    }

    /// The offset after the last byte.
    pub fn end(self) -> usize {
        self.end as usize
    }

    /// Whether the span holds no byte.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The same place as a range.
    pub fn range(self) -> Range<usize> {
        self.start()..self.end()
    }
}

/// A place for people: 1-based line, 1-based column in Unicode code points, a tab being one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Counted from 1; lines end at a line feed.
    pub line: usize,
    /// Counted from 1, in code points.
    pub column: usize,
}
