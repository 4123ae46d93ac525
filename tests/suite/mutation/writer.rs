//! Puts documents on paper and notes where every key and value came to stand.

use super::expected::Place;
use super::maker::Maker;
use super::yaml::{Body, Entry, Id, Layout, Node, Scalar, Style};

/// Where something stands: lines and columns from 1, columns in code points, the end one past
/// the last character. A byte order mark takes no column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot {
    pub line: usize,
    pub column: usize,
    pub end_line: usize,
    pub end_column: usize,
}

/// Where the keys and values of a case were put, by id.
pub struct Spots(Vec<Option<Noted>>);

#[derive(Clone, Copy)]
struct Noted {
    spot: Spot,
    /// Where the text begins, behind an opening quote.
    text: usize,
}

impl Spots {
    pub fn new(maker: &Maker) -> Self {
        Self(vec![None; maker.ids()])
    }

    /// Where a place of this document is.
    pub fn find(&self, place: Place, root: Option<&Node>) -> Spot {
        let noted = |id: Id| self.0[id.0].map(|noted| noted.spot);
        let found = match place {
            Place::Whole(id) | Place::Alias(id) => noted(id),
            Place::Piece(id, start, length) => self.piece(id, start, length),
            Place::Value { value, key } => noted(value).or_else(|| noted(key)),
            Place::FirstKey => root.and_then(|root| noted(root.entries().first()?.key_id)),
            Place::Start => Some(Spot {
                line: 1,
                column: 1,
                end_line: 1,
                end_column: 1,
            }),
        };
        found.unwrap_or_else(|| panic!("{place:?} was never written"))
    }

    /// Where a related place is; there is none for a value in block style.
    pub fn find_related(&self, place: Place, root: Option<&Node>) -> Option<Spot> {
        match place {
            Place::Value { value, .. } => self.0[value.0].map(|noted| noted.spot),
            _ => Some(self.find(place, root)),
        }
    }

    fn piece(&self, id: Id, start: usize, length: usize) -> Option<Spot> {
        let Noted { spot, text } = self.0[id.0]?;
        let column = text + start;
        Some(Spot {
            column,
            end_column: column + length,
            ..spot
        })
    }
}

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
    let mark = if paper.byte_order_mark {
        "\u{feff}"
    } else {
        ""
    };
    let out = String::from(mark);
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
                let indent = if self.maker.chance(50) {
                    indent
                } else {
                    deeper
                };
                self.block_list(items, indent);
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
        self.spots.0[id.0] = Some(Noted { spot, text });
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

/// Whether a text can stand without quotes and still be this text.
///
/// Stricter than YAML: what is left out costs only a pair of quotes.
fn may_be_plain(text: &str, in_flow: bool) -> bool {
    let starts_well = text.starts_with(char::is_alphanumeric) || text == "<<";
    let ends_well = !text.ends_with([' ', '\t', ':']);
    let breaks = text.contains(": ") || text.contains(" #") || text.contains('\t');
    let flow_breaks = in_flow && text.contains([',', '[', ']', '{', '}']);
    starts_well && ends_well && !breaks && !flow_breaks && !means_something_else(text)
}

/// Whether a plain text would be a null, a boolean or a number.
fn means_something_else(text: &str) -> bool {
    const WORDS: [&str; 9] = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"];
    WORDS.contains(&text.to_ascii_lowercase().as_str()) || text.parse::<f64>().is_ok()
}

/// The text as it stands between double quotes, if wished without anything outside ASCII.
fn escape(text: &str, ascii: bool) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '"' | '\\' => escaped.extend(['\\', character]),
            '\t' if ascii => escaped.push_str("\\t"),
            '\u{80}'.. if ascii => escaped.push_str(&escaped_code(u32::from(character))),
            _ => escaped.push(character),
        }
    }
    escaped
}

fn escaped_code(code: u32) -> String {
    match code {
        0..0x100 => format!("\\x{code:02x}"),
        0x100..0x1_0000 => format!("\\u{code:04X}"),
        _ => format!("\\U{code:08x}"),
    }
}

/// Where a text can be broken: at a space with no white space on either side of it.
fn fold(text: &str) -> Option<usize> {
    let blank = |byte: Option<&u8>| byte.is_none_or(|byte| b" \t".contains(byte));
    let bytes = text.as_bytes();
    (1..bytes.len())
        .find(|&at| bytes[at] == b' ' && !blank(bytes.get(at - 1)) && !blank(bytes.get(at + 1)))
}
