//! The one table of a CSV file, as spreadsheets export it: separated by commas, semicolons or tabs.

use csv_core::{ReadFieldResult, ReaderBuilder};

use super::{Cell, Page, Row, Table, Torn, trimmed};
use crate::text::Span;

/// Reads a table. The first row with two names in it is the header; rows without any text are left
/// out.
pub fn read(text: &str) -> Page {
    let mut page = Page::default();
    let delimiter = delimiter(text);
    let mut table: Option<Table> = None;
    for row in rows(text, delimiter, &mut page.torn) {
        let named = row.cells.iter().filter(|cell| !cell.text.is_empty());
        match &mut table {
            _ if row.cells.iter().all(|cell| cell.text.is_empty()) => {}
            Some(table) => table.rows.push(row),
            None if named.count() < 2 => {} // a title above the table
            None => {
                table = Some(Table {
                    header: row,
                    ..Table::default()
                });
            }
        }
    }
    page.tables.extend(table);
    page
}

/// The separator that stands most often in the first line with one, quoted text aside.
fn delimiter(text: &str) -> u8 {
    let count = |line: &str, wanted: char| {
        let mut quoted = false;
        let mut count = 0;
        for character in line.chars() {
            quoted ^= character == '"';
            count += usize::from(character == wanted && !quoted);
        }
        count
    };
    for line in text.lines() {
        // The first of equals wins, so that commas go before.
        let most = [(b'\t', '\t'), (b';', ';'), (b',', ',')]
            .into_iter()
            .max_by_key(|(_, character)| count(line, *character));
        if let Some((byte, character)) = most
            && count(line, character) > 0
        {
            return byte;
        }
    }
    b','
}

fn rows(text: &str, delimiter: u8, torn: &mut Vec<Torn>) -> Vec<Row> {
    let mut reader = ReaderBuilder::new().delimiter(delimiter).build();
    let mut rows = Vec::new();
    let mut row = Row::default();
    let mut whole = true;
    let mut value = Vec::new();
    let mut buffer = [0; 4096];
    let (mut at, mut start) = (0, 0);
    loop {
        let input = text.as_bytes().get(at..).unwrap_or_default();
        let (result, read, written) = reader.read_field(input, &mut buffer);
        value.extend_from_slice(buffer.get(..written).unwrap_or_default());
        at += read;
        match result {
            // There is more of the field; and where the input ends, the next call says so.
            ReadFieldResult::OutputFull | ReadFieldResult::InputEmpty => {}
            ReadFieldResult::Field { record_end } => {
                let span = field(text, start, at, delimiter);
                let cell = cell(text, span, std::mem::take(&mut value));
                if cell.is_torn(text) {
                    whole = false;
                    torn.push(Torn {
                        span,
                        why: "the quotation mark that opens this cell is not closed where the cell ends",
                        help: "close the quotation mark, and write two for one that belongs to the text",
                    });
                }
                row.cells.push(cell);
                start = at;
                if record_end {
                    // Where a torn cell ends, and with it its row, nobody can say.
                    let row = finished(&mut row);
                    rows.extend(std::mem::replace(&mut whole, true).then_some(row));
                }
            }
            ReadFieldResult::End => return rows,
        }
    }
}

/// The characters between two separators, line breaks and white space off.
fn field(text: &str, start: usize, end: usize, delimiter: u8) -> Span {
    let piece = text.get(start..end).unwrap_or_default();
    let piece = piece.strip_suffix(char::from(delimiter)).unwrap_or(piece);
    let inner = piece.trim_start_matches(['\r', '\n']);
    let start = start + (piece.len() - inner.len());
    let inner = inner.trim_end_matches(['\r', '\n']);
    trimmed(text, Span::new(start, start + inner.len()))
}

fn cell(text: &str, span: Span, value: Vec<u8>) -> Cell {
    // The fields of UTF-8 are UTF-8, since separators are ASCII.
    let value = String::from_utf8(value)
        .unwrap_or_else(|_| text.get(span.range()).unwrap_or_default().to_owned());
    Cell::new(&value, span)
}

impl Cell {
    fn is_torn(&self, text: &str) -> bool {
        let written = text.get(self.span.range()).unwrap_or_default();
        written.starts_with('"') && (written.len() < 2 || !written.ends_with('"'))
    }
}

fn finished(row: &mut Row) -> Row {
    let mut row = std::mem::take(row);
    let first = row.cells.first().map(|cell| cell.span.start());
    let last = row.cells.last().map(|cell| cell.span.end());
    row.span = Span::new(first.unwrap_or(0), last.unwrap_or(0));
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> Vec<Vec<(String, String)>> {
        let page = read(text);
        let table = page.tables.first().expect("a table");
        std::iter::once(&table.header)
            .chain(&table.rows)
            .map(|row| {
                let cells = row.cells.iter();
                cells
                    .map(|cell| {
                        let written = text.get(cell.span.range()).expect("characters");
                        (cell.text.clone(), written.to_owned())
                    })
                    .collect()
            })
            .collect()
    }

    fn texts(text: &str) -> Vec<String> {
        let rows = cells(text).into_iter();
        rows.map(|row| {
            let row: Vec<String> = row.into_iter().map(|(text, _)| text).collect();
            row.join("|")
        })
        .collect()
    }

    #[test]
    fn cells_are_read_whatever_separates_them() {
        for text in [
            "f,p,c\r\na,\"R, A\",\r\n",
            "f;p;c\na;\"R, A\";",
            "f\tp\tc\n\na\tR, A\t\n",
        ] {
            assert_eq!(texts(text), ["f|p|c", "a|R, A|"], "{text:?}");
        }
    }

    #[test]
    fn cells_know_their_characters() {
        let text = "Title only\n\nf, p ,c\n\n\"é \"\"x\"\"\",\"R,\nA\",C\n,,\n";
        let expected = [
            [("f", "f"), ("p", "p"), ("c", "c")],
            [
                ("é \"x\"", "\"é \"\"x\"\"\""),
                ("R,\nA", "\"R,\nA\""),
                ("C", "C"),
            ],
        ];
        let expected = expected.map(|row| {
            row.map(|(text, span)| (text.to_owned(), span.to_owned()))
                .to_vec()
        });
        assert_eq!(cells(text), expected);
    }

    #[test]
    fn long_cells_are_whole_and_torn_ones_are_told() {
        let long = "x".repeat(10_000);
        assert_eq!(
            texts(&format!("f,p\n\"{long}\",R\n"))[1],
            format!("{long}|R")
        );
        assert_eq!(read("f,p\na,\"R\nb,A\n").torn.len(), 1);
        assert_eq!(read("f,p\na,\"R\"\n").torn.len(), 0);
    }
}
