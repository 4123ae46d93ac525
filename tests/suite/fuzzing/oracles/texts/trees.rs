//! Texts of trees: keys and values as manifests have them, in every style that a plain text has and in some
//! that it has not.

use super::super::feed::Feed;
use super::tokens;

/// Bytes that are kept for changes.
const CHANGES: usize = 24;
/// The deepest nesting.
const DEPTH: usize = 4;
/// The most children of a collection.
const CHILDREN: usize = 5;

const KEYS: [&str; 22] = [
    "features",
    "raci",
    "provider",
    "customer",
    "backups-and-replication",
    "owner",
    "evidence",
    "metadata",
    "x-a",
    "a",
    "b",
    "c",
    "'a'",
    "\"b\"",
    "'b c'",
    "b c",
    "é",
    "1",
    "null",
    "-a",
    "...",
    "---",
];

const VALUES: [&str; 50] = [
    "R",
    "A",
    "a",
    "b",
    "R, A",
    "word",
    "two words",
    "'quoted'",
    "\"double\"",
    "'it''s'",
    "\"\\x41\"",
    "\"a: b # c\"",
    "''",
    "1",
    "-1",
    "0x1f",
    ".5",
    "1e3",
    "true",
    "null",
    "~",
    "2026-09-30",
    "aucloud-iaas@2023-02-01",
    "runbooks/a.md#b",
    "https://a.test:8/x?y#z",
    "No PaaS - yet",
    "a:b",
    "a#b",
    "é ü",
    "🎉",
    "-a",
    "?a",
    ":a",
    ".",
    "..",
    "...a",
    "...",
    "...",
    "--",
    "---",
    "---a",
    "... a",
    "%a",
    "&a b",
    "*a",
    "!!str a",
    "a, b",
    "[R, A]",
    "{a: b}",
    "",
];

/// The text of one or a few trees.
pub(super) fn text(feed: &mut Feed<'_>) -> String {
    // A tree takes all that there is.
    let (first, rest) = feed.0.split_at(feed.0.len().min(CHANGES));
    let (changes, feed) = (&mut Feed(first), &mut Feed(rest));
    let mut writer = Writer {
        text: String::new(),
        line_end: if feed.below(6) == 5 { "\r\n" } else { "\n" },
        odd: feed.flag(),
        lines: false,
        feed,
    };
    for document in 0..=writer.below(8) / 6 {
        if document > 0 || writer.below(4) == 3 {
            writer.text.push_str("---");
            writer.end_line();
        }
        writer.root();
    }
    let Writer { mut text, .. } = writer;
    for _ in 0..[0, 1, 1, 2][changes.below(4)] {
        change(&mut text, changes);
    }
    text
}

/// Puts a line or a token into a text, in the place of a few characters or of none, or takes some out.
fn change(text: &mut String, feed: &mut Feed<'_>) {
    let line = feed.below(3) == 0;
    let is_place = |at: &usize| {
        text.is_char_boundary(*at) && (!line || *at == 0 || text[..*at].ends_with('\n'))
    };
    let places: Vec<usize> = (0..=text.len()).filter(is_place).collect();
    let start = places[feed.below(places.len())];
    if line {
        let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
        let indent = " ".repeat([0, 0, 0, 1, 2, 4][feed.below(6)]);
        let line = tokens::LINE[feed.below(tokens::LINE.len())];
        return text.insert_str(start, &[&indent, line, end].concat());
    }
    let behind = text[start..].char_indices().map(|(at, _)| start + at);
    let taken = [0, 0, 1, 2][feed.below(4)];
    let end = behind.chain([text.len()]).nth(taken).unwrap_or(text.len());
    let token = match feed.below(4) {
        3 => String::new(),
        _ => tokens::written(tokens::token(feed), feed),
    };
    text.replace_range(start..end, &token);
}

struct Writer<'f, 'a> {
    text: String,
    line_end: &'static str,
    /// Whether what a plain text does not hold may stand there.
    odd: bool,
    /// Whether what stands in brackets stands on lines of its own.
    lines: bool,
    feed: &'f mut Feed<'a>,
}

impl Writer<'_, '_> {
    fn below(&mut self, limit: usize) -> usize {
        usize::from(self.feed.byte()) % limit
    }

    fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// The end of a line: blanks, a comment and empty lines with it.
    fn end_line(&mut self) {
        let end = self.line_end;
        match self.below(24) {
            20 => self.push("  "),
            21 => self.push(" # c"),
            22 => {
                self.push(end);
                self.push("  # c: [d]");
            }
            23 => self.push(end),
            _ => {}
        }
        self.push(end);
    }

    fn spaces(&mut self, count: usize) {
        self.text.extend(std::iter::repeat_n(' ', count));
    }

    /// A document. In brackets alone it has no column that its lines must keep.
    fn root(&mut self) {
        if self.below(3) > 0 {
            return self.node(0, DEPTH, false);
        }
        self.lines = self.feed.flag();
        self.flow(0, DEPTH);
        self.end_line();
        self.lines = false;
    }

    /// A block of its own, behind whose first column the text stands already if it is `compact`.
    fn node(&mut self, indent: usize, depth: usize, compact: bool) {
        match if depth == 0 { 0 } else { self.below(8) } {
            0..=2 => {
                self.indented(indent, compact);
                self.scalar(false);
                self.end_line();
            }
            3 => {
                self.indented(indent, compact);
                self.flow(indent, depth);
                self.end_line();
            }
            4 | 5 => self.mapping(indent, depth, compact),
            _ => self.list(indent, depth, compact),
        }
    }

    fn indented(&mut self, indent: usize, compact: bool) {
        if !compact {
            self.spaces(indent);
        }
    }

    fn mapping(&mut self, indent: usize, depth: usize, compact: bool) {
        for entry in 0..=self.below(CHILDREN) {
            self.indented(indent, compact && entry == 0);
            self.key();
            self.push(":");
            match self.below(8) {
                0..=2 => {
                    self.push(" ");
                    self.scalar(false);
                    self.end_line();
                }
                3 | 4 => {
                    self.push(" ");
                    self.flow(indent + 1, depth - 1);
                    self.end_line();
                }
                5 => {
                    self.end_line();
                    // Dashes in the column of the key.
                    self.list(indent, depth - 1, false);
                }
                _ => {
                    self.end_line();
                    let deeper = indent + 1 + self.below(4);
                    self.node(deeper, depth - 1, false);
                }
            }
        }
    }

    fn list(&mut self, indent: usize, depth: usize, compact: bool) {
        for item in 0..=self.below(CHILDREN) {
            self.indented(indent, compact && item == 0);
            self.push("-");
            let blanks = 1 + self.below(6) / 4;
            if self.below(8) == 7 {
                self.end_line();
                self.node(indent + blanks, depth.saturating_sub(1), false);
            } else {
                self.spaces(blanks);
                self.node(indent + 1 + blanks, depth.saturating_sub(1), true);
            }
        }
    }

    fn flow(&mut self, indent: usize, depth: usize) {
        let mapping = self.feed.flag();
        self.push(if mapping { "{" } else { "[" });
        let children = if depth == 0 { 0 } else { self.below(CHILDREN) };
        for child in 0..children {
            if child > 0 {
                self.push(",");
            }
            self.gap(indent);
            if mapping || self.odd && self.below(12) == 11 {
                self.key();
                let adjacent = self.odd && self.below(12) == 11;
                self.push(if adjacent { ":" } else { ": " });
            }
            if self.below(5) == 4 {
                self.flow(indent, depth - 1);
            } else {
                self.scalar(true);
            }
        }
        match self.below(12) {
            10 if children > 0 => self.push(","),
            11 => self.gap(indent),
            _ => {}
        }
        self.push(if mapping { "}" } else { "]" });
    }

    /// What stands between the parts of a collection in brackets.
    fn gap(&mut self, indent: usize) {
        match self.below(12) {
            2..=7 if self.lines => {
                self.end_line();
                self.spaces(indent);
            }
            0 | 1 => {}
            8..=10 => {
                self.end_line();
                self.spaces(indent);
            }
            11 => {
                self.end_line();
                let column = self.below(8);
                self.spaces(column);
            }
            _ => self.push(" "),
        }
    }

    fn key(&mut self) {
        let key = KEYS[self.below(KEYS.len())];
        self.push(key);
    }

    fn scalar(&mut self, flow: bool) {
        let value = VALUES[self.below(VALUES.len())];
        let splits = flow && value.contains([',', '[', '{']) && !value.contains('"');
        if !self.odd
            && (splits
                || value.starts_with(['&', '*', '!', '%', '?', ':'])
                || value.contains(['\\']))
        {
            return self.push("word");
        }
        self.push(value);
        if self.odd && self.below(24) == 23 {
            let end = self.line_end;
            self.push(end);
            let column = self.below(6);
            self.spaces(column);
            self.push("more");
        }
    }
}
