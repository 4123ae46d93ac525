//! A file's text and the places in it. The only room that turns bytes into text and byte offsets
//! into lines and columns, so that every format shows the same position.

use std::fmt;
use std::fs::{File, Permissions};
use std::io::{self, ErrorKind, Read, Write};
use std::ops::Range;
use std::path::Path;
use std::sync::OnceLock;

use data_encoding::HEXLOWER;
use serde::{Serialize, Serializer};
use sha2::Digest;

use crate::text::quote;

/// The largest file that is read, in bytes. A manifest of 18 features has about 3 KB.
pub const MAX_FILE_BYTES: u64 = 32 * 1024 * 1024;

/// Characters between two marks of the index that makes columns cheap on very long lines.
const MARK_EVERY: usize = 1024;

/// What writes a text to where it is told.
pub type Writing<'a> = &'a dyn Fn(&mut dyn Write) -> io::Result<()>;

/// Writes a file whole or not at all: beside it first, then in its place, with the permissions that it
/// had. What a name leads to that is no file, standard output or a device, is written to as it is.
pub fn write_whole(file: &Path, text: &str) -> io::Result<()> {
    write_whole_by(file, &|out| out.write_all(text.as_bytes()))
}

/// Writes a file as [`write_whole`] does, piece by piece.
pub fn write_whole_by(file: &Path, write: Writing<'_>) -> io::Result<()> {
    if is_appended(file) {
        let mut stream = File::options().append(true).open(file)?;
        return write(&mut stream);
    }
    let found = file.symlink_metadata().ok();
    if let Some(found) = &found {
        if found.is_symlink() {
            // Beside it is not where the link leads, and in its place the link would be gone.
            return Err(io::Error::other("it is a link: name the file itself"));
        }
        if !found.is_file() {
            return Err(io::Error::other("it is not a regular file"));
        }
    }
    let kept = found.map(|found| found.permissions());
    write_beside(file, kept, write)?.persist(file)?;
    Ok(())
}

/// Whether what is written to a name comes after what was written there before, as with `/dev/stdout`.
pub fn is_appended(file: &Path) -> bool {
    let found = file.symlink_metadata();
    // Standard output may be a file that others write to as well.
    found.is_ok_and(|found| is_stream(file, &found) || file.starts_with("/dev"))
}

/// Writes a file whole or not at all, and never over another, whoever else writes at this moment.
pub fn write_new(file: &Path, text: &str) -> io::Result<()> {
    write_beside(file, None, &|out| out.write_all(text.as_bytes()))?.persist_noclobber(file)?;
    Ok(())
}

fn write_beside(
    file: &Path,
    kept: Option<Permissions>,
    write: Writing<'_>,
) -> io::Result<tempfile::NamedTempFile> {
    let folder = file
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let mut builder = tempfile::Builder::new();
    // Others may read it, as what any tool writes; the system takes its mask off.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let folder = folder.unwrap_or(Path::new("."));
    let beside = builder.tempfile_in(folder);
    let mut beside = beside.map_err(|error| nowhere(folder, &error))?;
    if let Some(kept) = kept {
        // Before the text is there, which only some may read.
        beside.as_file().set_permissions(kept)?;
    }
    write(&mut beside)?;
    beside.as_file().sync_all()?;
    Ok(beside)
}

/// Why a folder takes no file. The error that came names a file beside, which nobody asked for.
fn nowhere(folder: &Path, error: &io::Error) -> io::Error {
    let name = quote(&folder.to_string_lossy());
    let reason = match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory if !folder.is_dir() => {
            format!("there is no folder {name}")
        }
        kind => format!("{kind} in the folder {name}"),
    };
    io::Error::new(error.kind(), reason)
}

/// Whether a name leads to something that takes what is written: a device, or a pipe that is open already,
/// such as `/dev/stdout`. A pipe that lies in a folder would wait for a reader.
#[cfg(unix)]
fn is_stream(file: &Path, found: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt;
    let Ok(target) = file.metadata() else {
        return false;
    };
    let kind = target.file_type();
    kind.is_char_device() || (kind.is_fifo() && found.is_symlink())
}

#[cfg(not(unix))]
fn is_stream(_: &Path, _: &std::fs::Metadata) -> bool {
    false
}

/// A SHA-256, shown in hexadecimal, as `sha256sum` prints it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sha256([u8; 32]);

impl Sha256 {
    /// Over all parts in a row.
    pub fn of<'b>(parts: impl IntoIterator<Item = &'b [u8]>) -> Self {
        let mut hash = sha2::Sha256::new();
        for part in parts {
            hash.update(part);
        }
        Self(hash.finalize().into())
    }
}

impl fmt::Display for Sha256 {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(HEXLOWER.encode_mut_str(&self.0, &mut [0; 64]))
    }
}

impl fmt::Debug for Sha256 {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{self}")
    }
}

impl Serialize for Sha256 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(HEXLOWER.encode_mut_str(&self.0, &mut [0; 64]))
    }
}

/// A half-open range of byte offsets into a [`Source`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    start: u32,
    end: u32,
}

impl Span {
    /// The place before the first byte.
    pub const ZERO: Self = Self { start: 0, end: 0 };

    /// The one constructor: offsets beyond [`MAX_FILE_BYTES`] or out of order are clamped here, so
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

/// Why a file gave no text.
#[derive(Debug)]
pub enum ReadError {
    /// The system refused, or the path is no regular file.
    Io(io::Error),
    /// Longer than [`MAX_FILE_BYTES`].
    TooLarge,
}

/// The bytes of a regular file. Nothing that could block is read: no pipe, no device.
pub(crate) fn read_bytes(path: &Path) -> Result<Vec<u8>, ReadError> {
    // Asked before opening, since opening a pipe without a writer never returns.
    let found = std::fs::metadata(path).map_err(ReadError::Io)?;
    if !found.is_file() {
        return Err(ReadError::Io(io::Error::other("it is not a regular file")));
    }
    if found.len() > MAX_FILE_BYTES {
        return Err(ReadError::TooLarge);
    }
    let file = File::open(path).map_err(ReadError::Io)?;
    read_stream(file, usize::try_from(found.len()).unwrap_or(0))
}

fn read_stream(stream: impl Read, expected: usize) -> Result<Vec<u8>, ReadError> {
    let mut bytes = Vec::with_capacity(expected.saturating_add(1));
    // A file may grow while it is read.
    stream
        .take(MAX_FILE_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(ReadError::Io)?;
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Err(ReadError::TooLarge);
    }
    Ok(bytes)
}

/// The text of one file without its byte order mark, and the index of its lines.
#[derive(Debug)]
pub struct Source {
    text: String,
    /// Whether a byte order mark stood before the text.
    marked: bool,
    /// Where the bytes stopped being UTF-8. The text then holds U+FFFD in their place.
    invalid_at: Option<Span>,
    /// The bytes as they were, where they are no UTF-8.
    invalid: Vec<u8>,
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
        let mut invalid = Vec::new();
        let (mut text, mut invalid_at) = match String::from_utf8(bytes) {
            Ok(text) => (text, None),
            Err(error) => {
                let start = error.utf8_error().valid_up_to();
                let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
                let end = start + char::REPLACEMENT_CHARACTER.len_utf8();
                invalid = error.into_bytes();
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
            invalid,
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
        if self.invalid_at.is_some() {
            return Sha256::of([self.invalid.as_slice()]);
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
