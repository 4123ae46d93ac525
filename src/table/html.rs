//! The tables of a page in HTML, by a tokenizer that follows the standard and gives every tag its
//! place.
//!
//! A cell that spans several rows or columns is there in all of them: what it says of titles and
//! headings holds for each, and what it says of roles is refused.

use html5gum::emitters::default::{DefaultEmitter, EndTag, StartTag, Token};
use html5gum::{Span as TagSpan, Tokenizer};

use super::grid::{Grid, Spanning};
use super::inline::Inline;
use super::{Page, trimmed};
use crate::text::Span;

/// Reads all tables of a page.
pub fn read(text: &str) -> Page {
    read_from(text, 0, None)
}

/// Reads the tables of a piece of a page that begins at `start`, below a heading.
pub fn read_from(text: &str, start: usize, heading: Option<String>) -> Page {
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    let mut reader = Reader {
        text,
        start,
        page: Page::default(),
        heading,
        caught: None,
        silent: 0,
        tables: Vec::new(),
    };
    for token in Tokenizer::new_with_emitter(text, emitter) {
        let Ok(token) = token;
        reader.token(token);
    }
    while !reader.tables.is_empty() {
        reader.end_table(text.len());
    }
    // Inner tables end before those that they are in.
    reader.page.tables.sort_by_key(|table| table.header.span);
    reader.page
}

/// The length of the table that a text begins with, inner tables included.
pub fn length(text: &str) -> usize {
    let lower = text.to_ascii_lowercase();
    let mut depth = 0_usize;
    let mut at = 0;
    loop {
        let rest = lower.get(at..).unwrap_or_default();
        let end = rest.find("</table");
        match (rest.find("<table"), end) {
            (Some(start), end) if end.is_none_or(|end| start < end) => {
                depth += 1;
                at += start + 1;
            }
            (_, Some(end)) => {
                depth = depth.saturating_sub(1);
                at += end + 1;
                if depth == 0 {
                    let rest = lower.get(at..).unwrap_or_default();
                    return rest.find('>').map_or(text.len(), |close| at + close + 1);
                }
            }
            _ => return text.len(),
        }
    }
}

struct Reader<'t> {
    text: &'t str,
    start: usize,
    page: Page,
    heading: Option<String>,
    /// The text of a heading or of the page's title, and the element that ends it.
    caught: Option<(Vec<u8>, Inline)>,
    /// How many elements are open whose text nobody sees.
    silent: usize,
    tables: Vec<Open>,
}

/// A table that has not ended.
#[derive(Default)]
struct Open {
    grid: Grid,
    heading: Option<String>,
    caption: Option<Inline>,
    in_head: bool,
    cell: Option<(Spanning, usize, Inline)>,
}

impl Reader<'_> {
    fn token(&mut self, token: Token<usize>) {
        match token {
            Token::StartTag(tag) => self.open(&tag),
            Token::EndTag(tag) => self.close(&tag),
            Token::String(string) if self.silent == 0 => {
                let text = String::from_utf8_lossy(&string.value);
                if let Some(words) = self.words() {
                    words.push_html(&text);
                }
            }
            _ => {}
        }
    }

    /// Where text goes to at the moment.
    fn words(&mut self) -> Option<&mut Inline> {
        if let Some(table) = self.tables.last_mut() {
            let cell = table.cell.as_mut().map(|(_, _, words)| words);
            return cell.or(table.caption.as_mut());
        }
        self.caught.as_mut().map(|(_, words)| words)
    }

    fn open(&mut self, tag: &StartTag<usize>) {
        let name: &[u8] = &tag.name;
        match name {
            b"script" | b"style" | b"template" | b"noscript" if !tag.self_closing => {
                self.silent += 1;
            }
            b"title" | b"h1" | b"h2" | b"h3" | b"h4" | b"h5" | b"h6" if self.tables.is_empty() => {
                self.caught = Some((name.to_vec(), Inline::default()));
            }
            b"table" => self.tables.push(Open {
                heading: self.heading.clone(),
                ..Open::default()
            }),
            b"caption" => {
                if let Some(table) = self.tables.last_mut() {
                    table.caption = Some(Inline::default());
                }
            }
            b"thead" => self.set_head(true),
            b"tbody" | b"tfoot" => self.set_head(false),
            b"tr" => self.begin_row(tag),
            b"td" | b"th" => self.begin_cell(tag, name == b"th"),
            _ => {
                let style = attribute(tag, b"style").unwrap_or_default();
                if let Some(words) = self.words() {
                    words.open(name);
                    if is_struck(&style) {
                        words.strike();
                    }
                }
            }
        }
    }

    fn close(&mut self, tag: &EndTag<usize>) {
        let name: &[u8] = &tag.name;
        match name {
            b"script" | b"style" | b"template" | b"noscript" => {
                self.silent = self.silent.saturating_sub(1);
            }
            b"table" => self.end_table(tag.span.start),
            b"caption" => {
                if let Some(table) = self.tables.last_mut()
                    && let Some(words) = table.caption.take()
                {
                    table.heading = Some(words.heading());
                }
            }
            b"thead" => self.set_head(false),
            b"td" | b"th" => self.end_cell(tag.span.start),
            b"tr" => self.end_row(tag.span),
            _ if self.caught.as_ref().is_some_and(|(open, _)| open == name) => {
                let Some((_, words)) = self.caught.take() else {
                    return;
                };
                self.caught_heading(name, words.heading());
            }
            _ => {
                if let Some(words) = self.words() {
                    words.close(name);
                }
            }
        }
    }

    fn caught_heading(&mut self, name: &[u8], heading: String) {
        if heading.is_empty() {
            return;
        }
        if matches!(name, b"title" | b"h1") {
            self.page.title.get_or_insert_with(|| heading.clone());
        }
        if name != b"title" {
            self.heading = Some(heading);
        }
    }

    fn set_head(&mut self, is_head: bool) {
        if let Some(table) = self.tables.last_mut() {
            table.in_head = is_head;
        }
    }

    fn begin_row(&mut self, tag: &StartTag<usize>) {
        self.end_row(TagSpan {
            start: tag.span.start,
            end: tag.span.start,
        });
        let start = self.start + tag.span.start;
        if let Some(table) = self.tables.last_mut() {
            table.grid.begin_row(start, table.in_head);
        }
    }

    fn begin_cell(&mut self, tag: &StartTag<usize>, is_head: bool) {
        self.end_cell(tag.span.start);
        let start = self.start + tag.span.start;
        let Some(table) = self.tables.last_mut() else {
            return;
        };
        if !table.grid.is_in_row() {
            table.grid.begin_row(start, table.in_head);
        }
        let count = |name: &[u8]| {
            let text = attribute(tag, name)?;
            text.trim().parse::<usize>().ok()
        };
        let spanning = Spanning {
            rows: count(b"rowspan").unwrap_or(1),
            columns: count(b"colspan").unwrap_or(1),
            is_head,
        };
        let mut words = Inline::default();
        let style = attribute(tag, b"style").unwrap_or_default();
        if is_struck(&style) {
            words.strike();
        }
        table.cell = Some((spanning, tag.span.end, words));
    }

    fn end_cell(&mut self, end: usize) {
        let (text, start) = (self.text, self.start);
        let Some(table) = self.tables.last_mut() else {
            return;
        };
        let Some((spanning, from, words)) = table.cell.take() else {
            return;
        };
        let span = trimmed(text, Span::new(from, end.max(from)));
        let span = Span::new(span.start() + start, span.end() + start);
        table.grid.push(words.cell(span), spanning);
    }

    fn end_row(&mut self, at: TagSpan<usize>) {
        self.end_cell(at.start);
        let end = self.start + at.end;
        if let Some(table) = self.tables.last_mut() {
            table.grid.end_row(end);
        }
    }

    fn end_table(&mut self, at: usize) {
        self.end_row(TagSpan { start: at, end: at });
        if let Some(open) = self.tables.pop() {
            self.page.tables.extend(open.grid.table(open.heading));
        }
    }
}

fn is_struck(style: &str) -> bool {
    style.contains("line-through")
}

fn attribute(tag: &StartTag<usize>, name: &[u8]) -> Option<String> {
    let value = tag.attributes.get(name)?;
    Some(String::from_utf8_lossy(&value.value).to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<String> {
        let page = read(text);
        let tables = page.tables.iter();
        tables
            .flat_map(|table| std::iter::once(&table.header).chain(&table.rows))
            .map(|row| {
                let cells: Vec<&str> = row.cells.iter().map(|cell| cell.text.as_str()).collect();
                cells.join("|")
            })
            .collect()
    }

    #[test]
    fn tables_are_read_whatever_their_markup() {
        let text = "<h1>All</h1><h2>Roles <em>here</em></h2>\n<table><tr><th>F<th>P\n<tr><td><p>a &amp; b</p>\n<p>c</p><td>R<br>A<sup>1</sup></table>";
        let page = read(text);
        assert_eq!(rows(text), ["F|P", "a & b\nc|R\nA"]);
        assert_eq!(page.title.as_deref(), Some("All"));
        let table = page.tables.first().expect("a table");
        assert_eq!(table.heading.as_deref(), Some("Roles here"));
        let cell = table.rows.first().and_then(|row| row.cells.get(1));
        assert_eq!(cell.map(|cell| cell.marks.as_str()), Some("1"));
    }

    #[test]
    fn cells_know_their_characters() {
        let text = "<table>\n<tr><th>é</th><th> P </th></tr>\n<tr><td> <b>x</b> </td><td></td></tr></table>";
        let page = read(text);
        let rows = page.tables.iter().flat_map(|table| &table.rows);
        let cells = rows.flat_map(|row| &row.cells);
        let cells: Vec<&str> = cells
            .map(|cell| text.get(cell.span.range()).expect("characters"))
            .collect();
        assert_eq!(cells, ["<b>x</b>", ""]);
    }

    #[test]
    fn spans_of_heads_are_groups_and_those_of_roles_are_flaws() {
        let text = "<table><tr><th rowspan=2>F</th><th colspan=2>One</th></tr><tr><th>P</th><th>C</th></tr>\
                    <tr><td rowspan=2>a</td><td>R</td><td>A</td></tr><tr><td colspan=2>R</td></tr></table>";
        let page = read(text);
        let table = page.tables.first().expect("a table");
        assert_eq!(rows(text), ["F|P|C", "a|R|A", "a|R|R"]);
        assert_eq!(table.groups, ["", "One", "One"]);
        let flaws = table.rows.iter().flat_map(|row| &row.cells);
        let flaws: Vec<bool> = flaws.map(|cell| cell.flaw.is_some()).collect();
        assert_eq!(flaws, [true, false, false, true, true, true]);
    }

    #[test]
    fn inner_tables_are_tables_and_scripts_are_none() {
        let text = "<table><tr><td><script><table></script><table><tr><td>F</td><td>P</td></tr><tr><td>a</td><td>R</td></tr></table></td></tr></table>";
        assert_eq!(rows(text), ["F|P", "a|R"]);
        assert_eq!(length(text), text.len());
        assert_eq!(length("<table><b></table >x"), "<table><b></table >".len());
    }
}
