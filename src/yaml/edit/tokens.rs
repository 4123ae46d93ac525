//! What stands between the scalars of a document: brackets, commas, dashes, colons, anchors, tags and
//! the heads of block scalars. The tree knows where the scalars stand, so nothing is guessed here.

use super::lines::line_end;
use crate::text::Span;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// A scalar or an alias that is written.
    Leaf,
    /// An anchor or a tag.
    Property,
    Dash,
    Question,
    Colon,
    Comma,
    Open,
    Close,
    /// `|` or `>` with what belongs to it.
    Header,
}

/// One token and its characters.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub(super) mark: Mark,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// The tokens of a document, one after the other.
#[derive(Clone)]
pub(super) struct Tokens<'a> {
    text: &'a str,
    /// The scalars that are still to come, in order.
    leaves: &'a [Span],
    /// Where the last token ended.
    at: usize,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(text: &'a str, start: usize, leaves: &'a [Span]) -> Self {
        Self {
            text,
            leaves,
            at: start,
        }
    }

    /// Where the last token ended.
    pub(super) fn last_end(&self) -> usize {
        self.at
    }

    /// The next token, which stays; nothing at the end of the document and at what is not known.
    pub(super) fn peek(&self) -> Option<Token> {
        let leaf = self.leaves.first();
        let mut at = self.at;
        loop {
            if let Some(leaf) = leaf.filter(|leaf| leaf.start() <= at) {
                // A scalar that lies behind us means that the text is not understood.
                let token = token(Mark::Leaf, at, leaf.end() - leaf.start());
                return (leaf.start() == at).then_some(token);
            }
            let behind = self.text.get(at..)?;
            match behind.as_bytes().first()? {
                b' ' | b'\t' | b'\r' | b'\n' => at += 1,
                b'#' => at = line_end(self.text, at),
                _ => return indicator(behind, at),
            }
        }
    }

    /// The next token, which is taken.
    pub(super) fn next(&mut self) -> Option<Token> {
        let token = self.peek()?;
        self.at = token.end;
        if token.mark == Mark::Leaf {
            self.leaves = self.leaves.get(1..).unwrap_or_default();
        }
        Some(token)
    }

    /// Takes the next token if it is what is asked for.
    pub(super) fn take(&mut self, mark: Mark) -> Option<Token> {
        self.peek().filter(|token| token.mark == mark)?;
        self.next()
    }
}

fn indicator(behind: &str, at: usize) -> Option<Token> {
    let bytes = behind.as_bytes();
    let spaced = bytes.get(1).is_none_or(u8::is_ascii_whitespace);
    let mark = match bytes.first()? {
        b'&' | b'!' => return property(behind).map(|length| token(Mark::Property, at, length)),
        b'|' | b'>' => {
            let length = behind.find([' ', '\t', '\r', '\n']);
            return Some(token(Mark::Header, at, length.unwrap_or(behind.len())));
        }
        b'-' if spaced => Mark::Dash,
        b'?' if spaced => Mark::Question,
        b':' => Mark::Colon,
        b',' => Mark::Comma,
        b'[' | b'{' => Mark::Open,
        b']' | b'}' => Mark::Close,
        _ => return None,
    };
    Some(token(mark, at, 1))
}

fn token(mark: Mark, start: usize, length: usize) -> Token {
    Token {
        mark,
        start,
        end: start + length,
    }
}

/// The length of an anchor or a tag. A verbatim tag may hold what else ends one.
fn property(behind: &str) -> Option<usize> {
    if behind.starts_with("!<") {
        return behind.find('>').map(|end| end + 1);
    }
    let ends = |c: char| c.is_ascii_whitespace() || matches!(c, ',' | '[' | ']' | '{' | '}');
    Some(behind.find(ends).unwrap_or(behind.len()))
}
