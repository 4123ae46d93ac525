//! Puts documents on paper and notes where every key and value came to stand.

use super::maker::Maker;
use super::quoting::{escape, fold, may_be_plain};
use super::spots::{Spot, Spots};
use super::yaml::{Body, Entry, Id, Layout, Node, Scalar, Style};

/// How a file is laid out as a whole.
#[derive(Clone, Copy, Debug)]
pub struct Paper {
    pub byte_order_mark: bool,
    pub crlf: bool,
}

/// Writes the documents of one file.
pub fn write(maker: &mut Maker, paper: Paper, roots: &[&Node], spots: &mut Spots) -> String {
    let step = maker.pick(&[2, 2, 4]);
    let newline = if paper.crlf { "\r\n" } else { "\n" };
    let mark = paper.byte_order_mark.then_some('\u{feff}');
    let out = mark.into_iter().collect();
    let mut writer = Writer {
        maker,
        spots,
        out,
        line: 1,
        column: 1,
        step,
        newline,
    };
    writer.file(roots);
    writer.out
}

struct Writer<'a> {
    maker: &'a mut Maker,
    spots: &'a mut Spots,
    out: String,
    line: usize,
    column: usize,
    /// Spaces per level of a block mapping.
    step: usize,
    newline: &'static str,
}

const COMMENTS: [&str; 7] = [
    "# reviewed with the provider",
    "# geprüft – siehe Vertrag",
    "# 確認済み 🦀",
    "# customer: A",
    "# {not: yaml, \"nor this",
    "#\ttabbed\t# twice",
    "#",
];

impl Writer<'_> {
    fn file(&mut self, roots: &[&Node]) {
        if roots.is_empty() || self.maker.chance(30) {
            self.comment_line(0);
        }
        for (index, root) in roots.iter().enumerate() {
            if index > 0 || self.maker.chance(50) {
                self.start_document(index);
            }
            self.document(root);
        }
        if !roots.is_empty() && self.maker.chance(3) {
            // An empty document is passed over.
            self.put("---");
            self.end_line();
        }
    }

    fn start_document(&mut self, index: usize) {
        if index == 0 && self.maker.chance(10) {
            self.put("%YAML 1.2");
            self.end_line();
        } else if index > 0 && self.maker.chance(10) {
            self.put("...");
            self.end_line();
        }
        self.put("---");
        self.tail();
    }

    fn document(&mut self, root: &Node) {
        if let Body::Map(Layout::Block, entries) = &root.body {
            self.block_map(entries, 0, false);
        } else {
            self.inline(root, self.step, false);
            self.tail();
        }
    }

    /// The entries of a block mapping; the first may stand behind a list's dash already.
    fn block_map(&mut self, entries: &[Entry], indent: usize, behind_dash: bool) {
        for (index, entry) in entries.iter().enumerate() {
            if index > 0 || !behind_dash {
                self.interlude(indent);
                self.spaces(indent);
            }
            self.scalar(entry.key_id, &entry.key, indent, false);
            self.put(":");
            self.block_value(&entry.value, indent);
        }
    }

    /// What stands behind the colon of a block mapping's entry, to the end of its last line.
    fn block_value(&mut self, node: &Node, indent: usize) {
        let deeper = indent + self.step;
        match &node.body {
            Body::Empty => self.tail(),
            Body::Literal(lines) => self.literal(lines, deeper),
            Body::Map(Layout::Block, entries) if !entries.is_empty() => {
                self.anchor(node, " ");
                self.tail();
                self.block_map(entries, deeper, false);
            }
            Body::List(Layout::Block, items) if !items.is_empty() => {
                self.anchor(node, " ");
                self.tail();
                // A list may stand under the first letter of its key.
                let beside = self.maker.chance(50);
                self.block_list(items, if beside { indent } else { deeper });
            }
            _ => {
                let gap = self.maker.pick(&[1, 1, 1, 3]);
                self.spaces(gap);
                self.inline(node, deeper, false);
                self.tail();
            }
        }
    }

    fn block_list(&mut self, items: &[Node], indent: usize) {
        for item in items {
            self.interlude(indent);
            self.spaces(indent);
            self.put("- ");
            match &item.body {
                Body::Map(Layout::Block, entries) if !entries.is_empty() => {
                    self.block_item(item, entries, indent + 2);
                }
                _ => {
                    self.inline(item, indent + 2, false);
                    self.tail();
                }
            }
        }
    }

    /// A block mapping as an item of a block list; behind an anchor it needs a line of its own.
    fn block_item(&mut self, item: &Node, entries: &[Entry], indent: usize) {
        if item.anchor.is_some() {
            self.anchor(item, "");
            self.tail();
        }
        self.block_map(entries, indent, item.anchor.is_none());
    }

    fn literal(&mut self, lines: &[&str], indent: usize) {
        self.put(" |");
        self.end_line();
        for line in lines {
            self.spaces(indent);
            self.put(line);
            self.end_line();
        }
    }

    /// A value that begins on the current line; lines that follow are indented by `indent`.
    fn inline(&mut self, node: &Node, indent: usize, in_flow: bool) {
        if node.anchor.is_some() {
            self.anchor(node, "");
            self.put(" ");
        }
        let start = (self.line, self.column);
        match &node.body {
            Body::Empty => return,
            Body::Scalar(scalar) => return self.scalar(node.id, scalar, indent, in_flow),
            Body::Alias(name) => {
                self.put("*");
                self.put(name);
            }
            Body::Literal(lines) => self.put(&format!("\"{}\"", escape(&lines.join(" "), false))),
            Body::List(_, items) => self.flow_list(items, indent),
            Body::Map(_, entries) => self.flow_map(entries, indent),
        }
        self.note(node.id, start, start.1);
    }

    fn flow_list(&mut self, items: &[Node], indent: usize) {
        self.open('[');
        for (index, item) in items.iter().enumerate() {
            self.inline(item, indent, true);
            self.separate(index + 1 == items.len(), indent);
        }
        self.close(']');
    }

    fn flow_map(&mut self, entries: &[Entry], indent: usize) {
        self.open('{');
        for (index, entry) in entries.iter().enumerate() {
            self.scalar(entry.key_id, &entry.key, indent, true);
            // A key alone has an empty value.
            if !matches!(entry.value.body, Body::Empty) || self.maker.chance(60) {
                self.put(": ");
                self.inline(&entry.value, indent, true);
            }
            self.separate(index + 1 == entries.len(), indent);
        }
        self.close('}');
    }

    fn open(&mut self, bracket: char) {
        let padding = if self.maker.chance(15) { " " } else { "" };
        self.put(&format!("{bracket}{padding}"));
    }

    fn close(&mut self, bracket: char) {
        let padding = if self.maker.chance(15) { " " } else { "" };
        self.put(&format!("{padding}{bracket}"));
    }

    /// The comma between two items of a flow collection, rarely with a new line behind it.
    fn separate(&mut self, last: bool, indent: usize) {
        match (last, self.maker.below(100)) {
            (true, 5..) => {}
            (true, _) => self.put(","),
            (false, 0..6) => {
                self.put(",");
                self.tail();
                self.spaces(indent);
            }
            (false, 6..12) => self.put(" , "),
            (false, _) => self.put(", "),
        }
    }

    fn anchor(&mut self, node: &Node, before: &str) {
        if let Some(name) = &node.anchor {
            self.put(&format!("{before}&{name}"));
        }
    }

    fn scalar(&mut self, id: Id, scalar: &Scalar, indent: usize, in_flow: bool) {
        let start = (self.line, self.column);
        let text = scalar.text.as_str();
        let style = match scalar.style {
            Style::Plain if !may_be_plain(text, in_flow) => Style::Double,
            style => style,
        };
        match style {
            Style::Plain | Style::Verbatim => self.put(text),
            Style::Single => self.put(&format!("'{}'", text.replace('\'', "''"))),
            Style::Double => self.put(&format!("\"{}\"", escape(text, false))),
            Style::Escaped => self.put(&format!("\"{}\"", escape(text, true))),
            Style::Folded => self.folded(text, indent),
        }
        let bare = matches!(style, Style::Plain | Style::Verbatim);
        self.note(id, start, start.1 + usize::from(!bare));
    }

    /// A text in double quotes, with a new line in the place of one space.
    fn folded(&mut self, text: &str, indent: usize) {
        let (before, after) = text.split_at(fold(text).unwrap_or(text.len()));
        self.put(&format!("\"{}", escape(before, false)));
        if !after.is_empty() {
            self.end_line();
            self.spaces(indent);
        }
        self.put(&format!("{}\"", escape(after.trim_start(), false)));
    }

    /// Comments and blank lines between two entries.
    fn interlude(&mut self, indent: usize) {
        match self.maker.below(100) {
            0..4 => self.comment_line(indent),
            4..6 => self.comment_line(0),
            6..9 => self.end_line(),
            _ => {}
        }
    }

    fn comment_line(&mut self, indent: usize) {
        self.spaces(indent);
        self.comment();
        self.end_line();
    }

    fn comment(&mut self) {
        let comment = self.maker.pick(&COMMENTS);
        self.put(comment);
    }

    /// The end of a line that may bear a comment.
    fn tail(&mut self) {
        match self.maker.below(100) {
            0..5 => {
                self.put("  ");
                self.comment();
            }
            5..7 => self.put("  "),
            _ => {}
        }
        self.end_line();
    }

    fn note(&mut self, id: Id, (line, column): (usize, usize), text: usize) {
        let spot = Spot {
            line,
            column,
            end_line: self.line,
            end_column: self.column,
        };
        self.spots.note(id, spot, text);
    }

    fn spaces(&mut self, count: usize) {
        self.out.extend(std::iter::repeat_n(' ', count));
        self.column += count;
    }

    fn put(&mut self, text: &str) {
        self.out.push_str(text);
        self.column += text.chars().count();
    }

    fn end_line(&mut self) {
        self.out.push_str(self.newline);
        self.line += 1;
        self.column = 1;
    }
}
