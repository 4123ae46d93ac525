//! The tables of an Excel workbook. Only the parts that say what a person sees in its cells are read.
//!
//! A workbook has no text in which a place could be, so one is made: a line for each row, cells apart
//! by tabs. [`Page::cells`] names the cells in it.

mod book;
mod package;
mod sheet;
mod strings;
mod styles;
mod xml;

use package::Package;
use sheet::{Area, Data, Sheet};
use strings::Text;
use styles::Styles;

use super::grid::{Grid, Spanning};
use super::{Cell, Flaw, Page};
use crate::text::{Source, Span, list, quote, single_spaced};

/// Reads a workbook; of its sheets those that are named, else all that are not hidden. The error is a
/// sentence.
pub(super) fn read(bytes: Vec<u8>, names: &[&str]) -> Result<(Source, Page), String> {
    let mut package = Package::open(&bytes)?;
    let book = book::read(&mut package)?;
    let styles = match package.part_of(book.styles.as_deref())? {
        Some(text) => styles::read(&text)?,
        None => Styles::default(),
    };
    let strings = match package.part_of(book.strings.as_deref())? {
        Some(text) => strings::read(&text)?,
        None => Vec::new(),
    };
    let known: Vec<&str> = book
        .sheets
        .iter()
        .map(|sheet| sheet.name.as_str())
        .collect();
    if let Some(name) = names
        .iter()
        .find(|name| !known.iter().any(|one| is_name(one, name)))
    {
        let known: Vec<String> = known.iter().map(|name| quote(name)).collect();
        return Err(format!(
            "--sheet: no sheet is called {}; the sheets are {}",
            quote(name),
            list(&known, "and")
        ));
    }
    let mut reader = Reader {
        text: String::new(),
        page: Page::default(),
        styles,
        strings,
        is_only: false,
    };
    let is_named = |name: &str| names.iter().any(|one| is_name(one, name));
    let is_read = |one: &book::SheetOf| {
        if names.is_empty() {
            !one.is_hidden
        } else {
            is_named(&one.name)
        }
    };
    reader.is_only = book.sheets.iter().filter(|one| is_read(one)).count() == 1;
    for one in &book.sheets {
        if !is_read(one) {
            if one.is_hidden {
                reader.page.notes.push(format!(
                    "the sheet {} is hidden and is not read; {} reads it",
                    quote(&one.name),
                    quote(&format!("--sheet \"{}\"", one.name))
                ));
            }
            continue;
        }
        let part = package.part(&one.part)?;
        let mut sheet = sheet::read(&part)?;
        for comments in package.comments_of(&one.part)? {
            sheet
                .comments
                .extend(xml::comments(&package.part(&comments)?)?);
        }
        reader.sheet(&one.name, &sheet)?;
    }
    reader.page.cells.sort_unstable();
    Ok((Source::decoded(reader.text, bytes), reader.page))
}

fn is_name(one: &str, other: &str) -> bool {
    single_spaced(one).to_lowercase() == single_spaced(other).to_lowercase()
}

struct Reader {
    text: String,
    page: Page,
    styles: Styles,
    strings: Vec<Text>,
    /// Whether no other sheet is read.
    is_only: bool,
}

impl Reader {
    fn sheet(&mut self, name: &str, sheet: &Sheet) -> Result<(), String> {
        let start = self.text.len();
        let (Some(last), Some(left), Some(right)) = (sheet.last_row(), sheet.left(), sheet.right())
        else {
            return Ok(());
        };
        if last >= sheet::MAX_ROWS || right - left >= sheet::MAX_COLUMNS {
            return Err(format!(
                "the sheet {} has more than {} rows or {} columns",
                quote(name),
                sheet::MAX_ROWS,
                sheet::MAX_COLUMNS
            ));
        }
        let head = sheet.head(&self.strings);
        let mut grid = Grid::default();
        let mut title = None;
        for row in 0..=last {
            if row > 0 || start > 0 {
                self.text.push('\n');
            }
            let begin = self.text.len();
            let cells = self.row(name, sheet, row, left, right);
            if row < head.0 {
                let mut texts = cells.into_iter().map(|(cell, _)| cell.text);
                title = title.or(texts.find(|text| !text.is_empty()));
                continue;
            }
            grid.begin_row(begin, row < head.0 + head.1);
            for (cell, spanning) in cells {
                grid.push(cell, spanning);
            }
            grid.end_row(self.text.len());
        }
        let heading = if self.is_only { title } else { None };
        let heading = heading.or_else(|| (!is_default(name)).then(|| name.to_owned()));
        if let Some(mut table) = grid.table(heading) {
            shade(&mut table);
            self.page.tables.push(table);
        }
        self.hidden(name, sheet);
        Ok(())
    }

    /// The cells of a row, but those that a merged cell covers.
    fn row(
        &mut self,
        name: &str,
        sheet: &Sheet,
        row: usize,
        left: usize,
        right: usize,
    ) -> Vec<(Cell, Spanning)> {
        let mut cells = Vec::new();
        for column in left..=right {
            if column > left {
                self.text.push('\t');
            }
            let start = self.text.len();
            self.page
                .cells
                .push((start, sheet::place(name, row, column)));
            let merged = sheet.merged(row, column);
            if merged.is_some_and(|area| !area.begins_at(row, column)) {
                continue;
            }
            let cell = sheet.cell(row, column).map(|data| self.cell(data));
            let mut cell = cell.unwrap_or_default();
            // One line for a row, whatever a cell has.
            self.text
                .push_str(&cell.written.replace(['\n', '\r', '\t'], " "));
            cell.span = Span::new(start, self.text.len());
            let spanning = Spanning {
                rows: merged.map_or(1, Area::rows),
                columns: merged.map_or(1, Area::columns),
                is_head: false,
            };
            cells.push((cell, spanning));
        }
        cells
    }

    /// What a cell says.
    fn cell(&self, data: &Data) -> Cell {
        let style = self.styles.of(data.style);
        let shared = data.shared.and_then(|at| self.strings.get(at));
        let text = shared.unwrap_or(&data.text);
        let mut cell = Cell::new(&text.plain, Span::ZERO);
        cell.written.push_str(&text.raised);
        cell.marks.insert_str(0, &text.raised);
        let is_empty = cell.text.is_empty();
        cell.is_bold = !is_empty && (style.is_bold || text.is_bold);
        cell.fill = style.fill;
        let is_lost = data.shared.is_some() && shared.is_none();
        cell.flaw = if data.is_error || is_lost {
            Some(Flaw::Error)
        } else if data.is_uncomputed {
            Some(Flaw::Uncomputed)
        } else if text.is_struck || (style.is_struck && !is_empty) {
            Some(Flaw::Struck)
        } else {
            None
        };
        cell
    }

    /// Says what a person may not have seen.
    fn hidden(&mut self, name: &str, sheet: &Sheet) {
        let rows: Vec<String> = sheet
            .hidden_rows
            .iter()
            .map(|row| (row + 1).to_string())
            .collect();
        let columns = sheet.hidden_columns.iter().map(|at| sheet::letters(*at));
        let columns: Vec<String> = columns.collect();
        for (items, one, many) in [(rows, "row", "rows"), (columns, "column", "columns")] {
            let (what, are) = match items.as_slice() {
                [] => continue,
                [only] => (format!("{one} {only}"), "is"),
                several => (format!("{many} {}", clipped(several)), "are"),
            };
            let name = quote(name);
            self.page.notes.push(format!(
                "{what} of the sheet {name} {are} hidden and {are} read"
            ));
        }
        if !sheet.comments.is_empty() {
            let places: Vec<String> = sheet
                .comments
                .iter()
                .map(|cell| format!("{}!{cell}", sheet::quoted(name)))
                .collect();
            let (is, what) = match places.len() {
                1 => ("is", "a comment"),
                _ => ("are", "comments"),
            };
            self.page
                .notes
                .push(format!("{what} {is} not read: at {}", clipped(&places)));
        }
    }
}

/// Up to twelve of many, and how many more there are.
fn clipped(items: &[String]) -> String {
    let mut shown: Vec<String> = items.iter().take(12).cloned().collect();
    if items.len() > shown.len() {
        shown.push(format!("{} more", items.len() - shown.len()));
    }
    list(&shown, "and")
}

/// Whether a sheet has the name that a program gave it.
fn is_default(name: &str) -> bool {
    let stem = name.trim_end_matches(|c: char| c.is_ascii_digit());
    ["Sheet", "Tabelle", "Feuil", "Hoja", "Foglio"].contains(&stem.trim())
}

/// An empty cell with a colour of its own may say something; one with the colour of its row or of its
/// column does not.
fn shade(table: &mut super::Table) {
    let width = table.width();
    let fill = |cell: Option<&Cell>| cell.and_then(|cell| cell.fill);
    let uniform: Vec<bool> = (0..width)
        .map(|at| {
            let mut fills = table.rows.iter().map(|row| fill(row.cells.get(at)));
            let first = fills.next();
            fills.all(|one| Some(one) == first)
        })
        .collect();
    for row in &mut table.rows {
        let titled = row.cells.iter().find(|cell| !cell.text.is_empty());
        let own = titled.and_then(|cell| cell.fill);
        for (at, cell) in row.cells.iter_mut().enumerate() {
            let is_odd = cell.fill.is_some() && cell.fill != own;
            let is_column = uniform.get(at).copied().unwrap_or(false);
            if cell.text.is_empty() && cell.flaw.is_none() && is_odd && !is_column {
                cell.flaw = Some(Flaw::Coloured);
            }
        }
    }
}
