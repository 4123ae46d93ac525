//! The tables of a Markdown page, by a parser of `CommonMark` with tables.
//!
//! The parser pads rows that are short and drops the cells that are too many, both without a word.
//! Both leave a trace in the places it gives, by which the cells that are really there are counted.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::inline::Inline;
use super::{Cell, Page, Row, Table, Torn, Unread, html, trimmed};
use crate::text::Span;

/// Reads all tables of a page.
pub fn read(text: &str) -> Page {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    let mut reader = Reader {
        text,
        page: Page::default(),
        heading: None,
        table: None,
        table_end: None,
        row: Row::default(),
        words: None,
        metadata: None,
        html_end: 0,
    };
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        if range.start < reader.html_end {
            continue; // a part of a table in HTML, whatever Markdown takes it for
        }
        reader.behind_table(&event, range.start);
        reader.event(&event, range);
    }
    let title = reader.metadata.as_deref().and_then(title_of);
    reader.page.title = title.or(reader.page.title);
    reader.page
}

/// The title in the metadata above a page.
fn title_of(metadata: &str) -> Option<String> {
    let line = metadata
        .lines()
        .find_map(|line| line.strip_prefix("title:"));
    let title = line?.trim().trim_matches(['"', '\'']).trim();
    (!title.is_empty()).then(|| title.to_owned())
}

struct Reader<'t> {
    text: &'t str,
    page: Page,
    /// The heading that was read last.
    heading: Option<String>,
    table: Option<Table>,
    /// Where the table ended before which nothing else has begun.
    table_end: Option<usize>,
    row: Row,
    /// The text of the heading or the cell that is being read.
    words: Option<Inline>,
    /// The metadata above the page.
    metadata: Option<String>,
    /// Where a table in HTML ends, to which nothing is Markdown.
    html_end: usize,
}

impl Reader<'_> {
    fn event(&mut self, event: &Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(Tag::Heading { .. } | Tag::TableCell) => {
                self.words = Some(Inline::default());
            }
            Event::End(TagEnd::Heading(level)) => {
                let words = self.words.take().unwrap_or_default();
                let heading = words.heading();
                if *level == HeadingLevel::H1 && !heading.is_empty() {
                    self.page.title.get_or_insert_with(|| heading.clone());
                }
                self.heading = Some(heading);
            }
            Event::Start(Tag::MetadataBlock(_)) => self.metadata = Some(String::new()),
            Event::End(TagEnd::MetadataBlock(_)) => {
                self.metadata = self.metadata.take().map(|text| text + "\n");
            }
            Event::End(TagEnd::TableCell) => self.cell(range),
            Event::Start(Tag::Table(_)) => {
                self.table = Some(Table {
                    heading: self.heading.clone(),
                    ..Table::default()
                });
            }
            Event::End(TagEnd::Table) => {
                self.page.tables.extend(self.table.take());
                self.table_end = Some(range.end);
            }
            Event::End(TagEnd::TableHead | TagEnd::TableRow) => {
                let row = self.row(range);
                let Some(table) = &mut self.table else { return };
                if matches!(event, Event::End(TagEnd::TableHead)) {
                    table.header = row;
                } else {
                    table.rows.push(row);
                }
            }
            Event::Start(Tag::Paragraph) => self.paragraph(range),
            Event::Html(html) | Event::InlineHtml(html) if has_table(html) => {
                self.html(range.start);
            }

            Event::Start(Tag::HtmlBlock) => {
                let text = self.text.get(range.clone()).unwrap_or_default();
                if !has_table(text) {
                    self.unread(
                        range,
                        "it is right below HTML, so that Markdown takes it for HTML, too",
                        "put an empty line above it",
                    );
                }
            }
            // What stands in a fence is meant as code.
            Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => self.unread(
                range,
                "it is indented, so that Markdown takes it for code",
                "remove the indent",
            ),
            event => {
                let metadata = self.metadata.as_mut().filter(|text| !text.ends_with('\n'));
                if let (Some(metadata), Event::Text(text)) = (metadata, event) {
                    metadata.push_str(text.trim_end_matches('\n'));
                }
                if let Some(words) = &mut self.words {
                    add(words, event);
                }
            }
        }
    }

    fn cell(&mut self, range: Range<usize>) {
        let words = self.words.take().unwrap_or_default();
        let span = trimmed(self.text, Span::new(range.start, range.end));
        self.row.cells.push(words.cell(span));
    }

    /// Reads the tables in HTML that begin here.
    fn html(&mut self, start: usize) {
        let rest = self.text.get(start..).unwrap_or_default();
        let length = html::length(rest);
        let text = rest.get(..length).unwrap_or_default();
        let page = html::read_from(text, start, self.heading.clone());
        self.page.tables.extend(page.tables);
        self.page.torn.extend(page.torn);
        self.page.notes.extend(page.notes);
        self.html_end = start + length;
    }

    /// The row with the cells that are really there.
    fn row(&mut self, range: Range<usize>) -> Row {
        let mut row = std::mem::take(&mut self.row);
        row.span = trimmed(self.text, Span::new(range.start, range.end));
        // A cell that was added to a short row stands behind the row's last character.
        row.cells.retain(|cell| cell.span.start() < range.end);
        // What was dropped from a long one stands behind its last cell.
        let last = row.cells.last().map_or(range.start, |cell| cell.span.end());
        let rest = self.text.get(last..range.end).unwrap_or_default().trim();
        let surplus = rest.strip_prefix('|').unwrap_or(rest);
        if !surplus.is_empty() {
            let surplus = surplus.strip_suffix('|').unwrap_or(surplus);
            let start = last;
            for piece in surplus.split('|') {
                row.cells.push(Cell {
                    text: piece.trim().to_owned(),
                    written: piece.trim().to_owned(),
                    span: Span::new(start, range.end),
                    ..Cell::default()
                });
            }
        }
        row
    }

    /// A line right below a table that begins like a list, a heading or a quotation is one, and ends
    /// the table, even where a row was meant: `- | Databases | R`.
    fn behind_table(&mut self, event: &Event<'_>, start: usize) {
        if matches!(event, Event::End(_)) {
            return;
        }
        let Some(end) = self.table_end.take() else {
            return;
        };
        let between = self.text.get(end..start).unwrap_or_default();
        let rest = self.text.get(start..).unwrap_or_default();
        let line = rest.lines().next().unwrap_or_default();
        if between.contains('\n')
            || !line.contains('|')
            || matches!(event, Event::Start(Tag::Paragraph))
        {
            return;
        }
        self.page.torn.push(Torn {
            span: trimmed(self.text, Span::new(start, start + line.len())),
            why: "this looks like a row of the table above, but Markdown reads it as something else",
            help: "begin and end the rows of the table with a pipe",
        });
    }

    /// Lines that look like a table in a block in which Markdown reads none.
    fn unread(&mut self, range: Range<usize>, why: &'static str, help: &'static str) {
        let text = self.text.get(range.clone()).unwrap_or_default();
        if text.lines().any(|line| is_rule(line) || is_row(line)) {
            let before = text.split_inclusive('\n');
            let before = before.take_while(|line| !line.contains('|'));
            let start = range.start + before.map(str::len).sum::<usize>();
            let span = trimmed(self.text, Span::new(start, range.end));
            self.page.unread.push(Unread { span, why, help });
        }
    }

    /// Lines that were meant as a table, and that Markdown takes for a paragraph.
    fn paragraph(&mut self, range: Range<usize>) {
        let text = self.text.get(range.clone()).unwrap_or_default();
        let torn = if text.lines().any(is_rule) {
            Torn {
                span: Span::ZERO,
                why: "this looks like a table, but its header and the line of dashes differ in their number of cells",
                help: "give the line below the header one `---` for each cell of the header",
            }
        } else if text.lines().any(is_row) {
            Torn {
                span: Span::ZERO,
                why: "this looks like rows of a table, but they belong to none",
                help: "put them right below their table, without an empty line; a new table needs a header and a line of dashes",
            }
        } else {
            return;
        };
        let span = trimmed(self.text, Span::new(range.start, range.end));
        self.page.torn.push(Torn { span, ..torn });
    }
}

/// Whether a line is the line of dashes of a table.
fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.contains('|')
        && line.contains('-')
        && line
            .chars()
            .all(|c| matches!(c, '|' | '-' | ':' | ' ' | '\t'))
}

/// Whether a line has the pipes of a row at both ends.
fn is_row(line: &str) -> bool {
    let line = line.trim();
    line.len() > 2 && line.starts_with('|') && line.ends_with('|')
}

/// Whether HTML begins a table.
fn has_table(html: &str) -> bool {
    html.to_ascii_lowercase().contains("<table")
}

/// Adds a piece of text or of markup.
fn add(words: &mut Inline, event: &Event<'_>) {
    match event {
        Event::Text(text) | Event::Code(text) => words.push(text),
        Event::SoftBreak => words.push(" "),
        Event::HardBreak => words.push("\n"),
        Event::Start(Tag::Strikethrough) => words.open(b"s"),
        Event::End(TagEnd::Strikethrough) => words.close(b"s"),
        Event::Start(Tag::Strong) => words.open(b"b"),
        Event::End(TagEnd::Strong) => words.close(b"b"),
        Event::Start(Tag::Image { .. }) => words.picture(),
        Event::FootnoteReference(label) => words.mark(&format!("[^{label}]")),
        Event::InlineHtml(html) => {
            let tag = html.trim_start_matches('<').to_ascii_lowercase();
            let is_name = |c: &char| c.is_ascii_alphanumeric();
            let name = |tag: &str| tag.chars().take_while(is_name).collect::<String>();
            match tag.strip_prefix('/') {
                Some(tag) => words.close(name(tag).as_bytes()),
                None => words.open(name(&tag).as_bytes()),
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::super::Flaw;
    use super::*;

    /// Every row of every table, cells joined by `|`.
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
    fn cells_are_counted_as_they_are_written() {
        let text = "| F | P | C |\n|---|---|---|\n| full | R | A |\n| short | R |\n| long | R | A | C |\n| last | | |\n| pipes | R | A ||\n";
        assert_eq!(
            rows(text),
            [
                "F|P|C",
                "full|R|A",
                "short|R",
                "long|R|A|C",
                "last||",
                "pipes|R|A|"
            ]
        );
    }

    #[test]
    fn a_row_needs_neither_outer_pipes_nor_a_line_feed_at_its_end() {
        assert_eq!(
            rows("F | P | C\n--|--|--\na | R |\nb | R | A\nc | R"),
            ["F|P|C", "a|R", "b|R|A", "c|R"]
        );
    }

    #[test]
    fn markup_is_no_part_of_a_text() {
        assert_eq!(
            rows(
                "| *F* | P |\n|-|-|\n| a \\| `b` [c](d \"e\")[^1] &amp; <b>f</b><sup>2</sup> | **R**,<br>A |\n\n[^1]: x\n"
            ),
            ["F|P", "a | b c & f|R,\nA"]
        );
    }

    #[test]
    fn cells_know_their_characters_wherever_the_table_stands() {
        let text = "# é\n> - F | P\n>   --|--\n>   x [^1] |  **R, A**\n";
        let page = read(text);
        let table = page.tables.first().expect("a table");
        assert_eq!(table.heading.as_deref(), Some("é"));
        let cells = table.rows.iter().flat_map(|row| &row.cells);
        let cells: Vec<&str> = cells
            .map(|cell| text.get(cell.span.range()).expect("characters"))
            .collect();
        assert_eq!(cells, ["x [^1]", "**R, A**"]);
    }

    #[test]
    fn what_markdown_does_not_take_for_a_table_is_said() {
        let torn = |text: &str| read(text).torn.len();
        assert_eq!(torn("| F | P |\n|---|\n| a | R |\n"), 1, "dashes");
        assert_eq!(
            torn("| F | P |\n|---|---|\n| a | R |\n\n| b | R |\n"),
            1,
            "blank"
        );
        assert_eq!(torn("F | P\n--|--\na | R\n- | b | R\n"), 1, "a list");
        assert_eq!(torn("F | P\n--|--\na | R\n# b | R\n"), 1, "a heading");
        assert_eq!(torn("F | P\n--|--\na | R\n\n- b | R\n"), 0, "apart");
        assert_eq!(torn("Write a | b, or `|`.\n\n```\n| a | b |\n```\n"), 0);
    }

    #[test]
    fn a_table_where_markdown_reads_none_is_said() {
        let unread = |text: &str| {
            let unread = read(text).unread.into_iter();
            let texts = unread.map(|one| text.get(one.span.range()).unwrap_or_default().to_owned());
            texts.collect::<Vec<_>>()
        };
        let table = "| F | P |\n|---|---|\n| a | R |";
        assert_eq!(
            unread(&format!(
                "<details>\n<summary>x</summary>\n{table}\n</details>\n"
            )),
            [format!("{table}\n</details>")]
        );
        assert_eq!(
            unread("=== \"PaaS\"\n\n    | F | P |\n    |---|---|\n"),
            ["| F | P |\n    |---|---|"]
        );
        for read in [
            format!("<details>\n\n{table}\n\n</details>\n"),
            format!("```\n{table}\n```\n"),
            "<p>\na | b\n</p>\n\n    a | b\n".to_owned(),
        ] {
            assert_eq!(unread(&read), [""; 0], "{read}");
        }
    }

    #[test]
    fn struck_text_is_told() {
        let page = read("| F | P |\n|-|-|\n| a | ~~R~~ A |\n| b | <del>R</del> A |\n| c | A |\n");
        let struck = page.tables.iter().flat_map(|table| &table.rows);
        let struck: Vec<bool> = struck
            .map(|row| row.cells.iter().any(|cell| cell.flaw == Some(Flaw::Struck)))
            .collect();
        assert_eq!(struck, [true, true, false]);
    }
}
