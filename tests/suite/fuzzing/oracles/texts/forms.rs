//! Texts of trees to edit: comments wherever one can stand, blocks of text, anchors, aliases and merge
//! keys, explicit keys, and brackets over several lines.

use super::super::feed::Feed;

/// The deepest nesting.
const DEPTH: usize = 4;

const KEYS: [&str; 12] = [
    "a", "b", "c", "raci", "provider", "customer", "'d e'", "\"f\"", "é", "owner", "features",
    "x-g",
];

const VALUES: [&str; 20] = [
    "R",
    "A",
    "C",
    "R, A",
    "\"R, A\"",
    "'R'",
    "\"A\"",
    "two words",
    "'it''s'",
    "\"a\\tb\"",
    "1",
    "true",
    "~",
    "null",
    "2026-09-30",
    "a#b",
    "'a # b'",
    "é 🎉",
    "",
    "",
];

struct Writer<'f, 'a> {
    text: String,
    line_end: &'static str,
    feed: &'f mut Feed<'a>,
    /// The anchors so far: the number of each, and whether it names a mapping.
    anchors: Vec<bool>,
    /// Keys are numbered, so that none stands twice.
    keys: usize,
}

/// The text of one or two documents.
pub(super) fn text(feed: &mut Feed<'_>) -> String {
    let mut writer = Writer {
        text: String::new(),
        line_end: if feed.below(5) == 4 { "\r\n" } else { "\n" },
        feed,
        anchors: Vec::new(),
        keys: 0,
    };
    for document in 0..=writer.below(8) / 6 {
        if document > 0 || writer.below(4) == 3 {
            writer.push("---");
            writer.end_line();
        }
        writer.anchors.clear();
        writer.comments(0);
        if writer.below(6) == 0 {
            writer.flow(0, DEPTH);
            writer.end_line();
        } else {
            writer.mapping(0, DEPTH, false);
        }
    }
    let Writer { mut text, feed, .. } = writer;
    if feed.below(4) == 0 {
        let length = text.trim_end_matches(['\n', '\r']).len();
        text.truncate(length);
    }
    text
}

impl Writer<'_, '_> {
    fn below(&mut self, limit: usize) -> usize {
        usize::from(self.feed.byte()) % limit
    }

    fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    fn spaces(&mut self, count: usize) {
        self.text.extend(std::iter::repeat_n(' ', count));
    }

    fn newline(&mut self) {
        let end = self.line_end;
        self.push(end);
    }

    fn end_line(&mut self) {
        match self.below(6) {
            0 => self.push(" # c"),
            1 if self.below(3) == 0 => self.push("  "),
            _ => {}
        }
        self.newline();
    }

    /// Comments on lines of their own, and empty lines.
    fn comments(&mut self, indent: usize) {
        for _ in 0..self.below(8).saturating_sub(5) {
            match self.below(6) {
                0 => self.newline(),
                1 => {
                    self.spaces(indent + 3);
                    self.push("# c deep");
                    self.newline();
                }
                2 => {
                    self.push("# c left");
                    self.newline();
                }
                _ => {
                    self.spaces(indent);
                    self.push("# c own");
                    self.newline();
                }
            }
        }
    }

    fn key(&mut self) {
        let key = KEYS[self.below(KEYS.len())];
        let repeated = self.below(12) > 0;
        self.keys += 1;
        let number = self.keys.to_string();
        match key.strip_suffix(['\'', '"']).filter(|_| repeated) {
            Some(start) => {
                let quote = &key[key.len() - 1..];
                self.push(&[start, &number, quote].concat());
            }
            None if repeated => self.push(&[key, &number].concat()),
            None => self.push(key),
        }
    }

    fn scalar(&mut self, flow: bool) {
        let value = VALUES[self.below(VALUES.len())];
        if flow && value == "R, A" {
            return self.push("R");
        }
        if self.below(16) == 0 && !value.is_empty() {
            self.anchor(false);
            self.push(" ");
        }
        self.push(value);
    }

    fn anchor(&mut self, mapping: bool) {
        self.push(&format!("&n{}", self.anchors.len()));
        self.anchors.push(mapping);
    }

    /// An alias of what has been read, if there is something of the kind.
    fn alias(&mut self, mapping: bool) -> bool {
        let fits = |(_, kind): &(usize, &bool)| !mapping || **kind;
        let known: Vec<usize> = self
            .anchors
            .iter()
            .enumerate()
            .filter(fits)
            .map(|(at, _)| at)
            .collect();
        if known.is_empty() {
            return false;
        }
        let number = known[self.below(known.len())];
        self.push(&format!("*n{number}"));
        true
    }

    fn mapping(&mut self, indent: usize, depth: usize, compact: bool) {
        for entry in 0..=self.below(4) {
            if entry > 0 || !compact {
                self.comments(indent);
                self.spaces(indent);
            }
            match self.below(16) {
                0 => {
                    self.push("? ");
                    self.key();
                    self.end_line();
                    self.spaces(indent);
                }
                1 if entry > 0 => {
                    self.push("<<: ");
                    if !self.alias(true) {
                        self.push("{x-m: 1}");
                    }
                    self.end_line();
                    continue;
                }
                _ => self.key(),
            }
            self.push(":");
            self.value(indent, depth);
        }
    }

    /// What stands behind a colon or a dash.
    fn value(&mut self, indent: usize, depth: usize) {
        match self.below(10) {
            0..=2 => {
                self.push(" ");
                self.scalar(false);
                self.end_line();
            }
            3 => {
                self.push(" ");
                self.flow(indent + 1, depth);
                self.end_line();
            }
            4 => self.block_text(indent),
            5 => {
                self.push(" ");
                self.alias(false);
                self.end_line();
            }
            _ if depth == 0 => self.end_line(),
            6 => {
                self.end_line();
                self.list(indent, depth - 1, false);
            }
            7 => {
                self.end_line();
                self.list(indent + 2, depth - 1, false);
            }
            _ => {
                if self.below(8) == 0 {
                    self.push(" ");
                    // What an alias stands for must have ended.
                    let name = self.anchors.len();
                    self.push(&format!("&m{name}"));
                }
                self.end_line();
                let deeper = indent + 1 + self.below(3);
                self.mapping(deeper, depth - 1, false);
            }
        }
    }

    fn block_text(&mut self, indent: usize) {
        let head = ["|", "|-", "|+", ">", ">-", ">+"][self.below(6)];
        self.push(" ");
        self.push(head);
        self.end_line();
        for line in 0..=self.below(3) {
            if line > 0 && self.below(4) == 0 {
                self.newline();
            }
            self.spaces(indent + 2);
            let content =
                ["one", "# two", "three: 3", "  four"][self.below(if line == 0 { 3 } else { 4 })];
            self.push(content);
            self.newline();
        }
        for _ in 0..self.below(8).saturating_sub(5) {
            self.newline();
        }
    }

    fn list(&mut self, indent: usize, depth: usize, compact: bool) {
        for item in 0..=self.below(4) {
            if item > 0 || !compact {
                self.comments(indent);
                self.spaces(indent);
            }
            self.push("-");
            match self.below(8) {
                0 if depth > 0 => {
                    self.push(" ");
                    self.list(indent + 2, depth - 1, true);
                }
                1 | 2 if depth > 0 => {
                    self.push(" ");
                    self.mapping(indent + 2, depth - 1, true);
                }
                3 if depth > 0 => {
                    self.end_line();
                    self.mapping(indent + 2, depth - 1, false);
                }
                _ => self.value(indent, 0),
            }
        }
    }

    fn flow(&mut self, indent: usize, depth: usize) {
        let (mapping, lines) = (self.feed.flag(), self.below(3) == 0);
        let mark = self.below(12) == 0;
        if mark {
            self.anchor(mapping);
            self.push(" ");
        }
        self.push(if mapping { "{" } else { "[" });
        let children = if depth == 0 { 0 } else { self.below(4) };
        for child in 0..children {
            self.gap(indent + 1, lines, child == 0);
            if mapping || self.below(12) == 0 {
                self.key();
                self.push(": ");
            }
            match self.below(6) {
                0 => self.flow(indent + 1, depth - 1),
                1 if self.alias(false) => {}
                2 if !mapping => self.push("R"),
                _ if !mapping => self.push("'x y'"),
                _ => self.scalar(true),
            }
            if child + 1 < children || self.below(4) == 0 {
                if self.below(12) == 0 {
                    self.end_line();
                    self.spaces(indent + 1);
                }
                self.push(",");
            }
        }
        if lines && self.below(3) > 0 {
            self.end_line();
            self.comments(indent);
            self.spaces(indent);
        }
        self.push(if mapping { "}" } else { "]" });
    }

    fn gap(&mut self, indent: usize, lines: bool, first: bool) {
        if lines {
            self.end_line();
            self.comments(indent);
            self.spaces(indent);
        } else if !first || self.below(4) == 0 {
            self.push(" ");
        }
    }
}
