//! The cells of a sheet, as they are stored.

use std::collections::BTreeMap;

use super::strings::{Builder, Text};
use super::xml::{self, Element, Piece};

/// Rows of a sheet that are read.
pub(super) const MAX_ROWS: usize = 100_000;

/// Columns of a sheet that are read.
pub(super) const MAX_COLUMNS: usize = 1_000;

/// Cells of a sheet that are read.
const MAX_CELLS: usize = 1_000_000;

/// A cell.
#[derive(Debug, Default)]
pub(super) struct Data {
    /// The number of its text among those that cells share.
    pub(super) shared: Option<usize>,
    /// Its own text.
    pub(super) text: Text,
    pub(super) style: usize,
    pub(super) is_error: bool,
    /// Whether it is a formula, and its value is not there.
    pub(super) is_uncomputed: bool,
}

/// An area of cells, rows and columns from 0, both ends in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Area {
    first: (usize, usize),
    last: (usize, usize),
}

impl Area {
    /// The area of `B5:C7`.
    fn of(text: &str) -> Option<Self> {
        let (first, last) = text.split_once(':').unwrap_or((text, text));
        let (first, last) = (at(first)?, at(last)?);
        (first.0 <= last.0 && first.1 <= last.1).then_some(Self { first, last })
    }

    fn holds(self, row: usize, column: usize) -> bool {
        (self.first.0..=self.last.0).contains(&row)
            && (self.first.1..=self.last.1).contains(&column)
    }

    pub(super) fn begins_at(self, row: usize, column: usize) -> bool {
        self.first == (row, column)
    }

    pub(super) fn rows(self) -> usize {
        self.last.0 - self.first.0 + 1
    }

    pub(super) fn columns(self) -> usize {
        self.last.1 - self.first.1 + 1
    }
}

/// A sheet.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    rows: BTreeMap<usize, BTreeMap<usize, Data>>,
    merged: BTreeMap<usize, Vec<Area>>,
    pub(super) hidden_rows: Vec<usize>,
    pub(super) hidden_columns: Vec<usize>,
    /// The names of the cells that have comments.
    pub(super) comments: Vec<String>,
}

impl Data {
    fn is_empty(&self) -> bool {
        let has_text = self.shared.is_some() || !self.text.plain.trim().is_empty();
        !has_text && !self.is_error && !self.is_uncomputed && self.text.raised.is_empty()
    }
}

impl Sheet {
    pub(super) fn cell(&self, row: usize, column: usize) -> Option<&Data> {
        self.rows.get(&row)?.get(&column)
    }

    /// The area of merged cells that a cell is in.
    pub(super) fn merged(&self, row: usize, column: usize) -> Option<Area> {
        let areas = self.merged.get(&row)?.iter();
        areas.copied().find(|area| area.holds(row, column))
    }

    fn filled(&self) -> impl Iterator<Item = (usize, usize)> {
        let rows = self.rows.iter();
        rows.flat_map(|(row, cells)| {
            let filled = cells.iter().filter(|(_, data)| !data.is_empty());
            filled.map(|(column, _)| (*row, *column))
        })
    }

    /// The last row that says anything.
    pub(super) fn last_row(&self) -> Option<usize> {
        self.filled().map(|(row, _)| row).max()
    }

    /// The first column that says anything.
    pub(super) fn left(&self) -> Option<usize> {
        self.filled().map(|(_, column)| column).min()
    }

    /// The last column that says anything.
    pub(super) fn right(&self) -> Option<usize> {
        self.filled().map(|(_, column)| column).max()
    }

    /// The first row of the head, and the number of its rows: the first row that says two things, and
    /// those into which its merged cells go.
    pub(super) fn head(&self, strings: &[Text]) -> (usize, usize) {
        let says = |data: &Data| match data.shared {
            Some(at) => strings
                .get(at)
                .is_some_and(|text| !text.plain.trim().is_empty()),
            None => !data.is_empty(),
        };
        let is_head =
            |cells: &BTreeMap<usize, Data>| cells.values().filter(|data| says(data)).count() > 1;
        let mut rows = self.rows.iter();
        let Some((first, cells)) = rows.find(|(_, cells)| is_head(cells)) else {
            return (0, 1);
        };
        let areas = cells
            .keys()
            .filter_map(|column| self.merged(*first, *column));
        let (down, across) = areas.fold((1, 1), |(down, across), area| {
            (down.max(area.rows()), across.max(area.columns()))
        });
        // Names of groups have the names of their columns below them.
        (*first, if across > 1 { down.max(2) } else { down })
    }
}

/// Reads the part of a sheet.
pub(super) fn read(text: &str) -> Result<Sheet, String> {
    let mut reader = Reader::default();
    xml::read(text, |piece| match piece {
        Piece::Open(element) => reader.open(&element),
        Piece::Text(text) => reader.push(&text),
        Piece::Close(name) => reader.close(&name),
    })?;
    if reader.cells > MAX_CELLS {
        return Err(format!(
            "a sheet of the workbook has more than {MAX_CELLS} cells"
        ));
    }
    Ok(reader.sheet)
}

#[derive(Default)]
struct Reader {
    sheet: Sheet,
    cells: usize,
    /// The place of the cell that is being read, and of the next one that does not name its own.
    at: (usize, usize),
    kind: String,
    style: usize,
    value: Option<String>,
    has_formula: bool,
    in_value: bool,
    inline: Builder,
}

impl Reader {
    fn open(&mut self, element: &Element) {
        match element.name.as_str() {
            "row" => {
                let row = element.number("r").and_then(|row| row.checked_sub(1));
                self.at = (row.unwrap_or(self.at.0), 0);
                if element.is_on("hidden") {
                    self.sheet.hidden_rows.push(self.at.0);
                }
            }
            "col" if element.is_on("hidden") => {
                let ends = element.number("min").zip(element.number("max"));
                let (min, max) = ends.unwrap_or((1, 0));
                let hidden = (min..=max.min(min + MAX_COLUMNS)).filter_map(|at| at.checked_sub(1));
                self.sheet.hidden_columns.extend(hidden);
            }
            "c" => {
                self.at = element.get("r").and_then(at).unwrap_or(self.at);
                element.get("t").unwrap_or("n").clone_into(&mut self.kind);
                self.style = element.number("s").unwrap_or(0);
                self.value = None;
                self.has_formula = false;
                self.inline = Builder::default();
            }
            "f" => self.has_formula = true,
            "v" => {
                self.in_value = true;
                self.value = Some(String::new());
            }
            "mergeCell" => {
                let area = element.get("ref").and_then(Area::of);
                let area = area.filter(|area| area.rows() * area.columns() > 1);
                for row in area
                    .into_iter()
                    .flat_map(|area| area.first.0..=area.last.0.min(area.first.0 + MAX_ROWS))
                {
                    self.sheet.merged.entry(row).or_default().extend(area);
                }
            }
            _ => self.inline.open(element),
        }
    }

    fn push(&mut self, text: &str) {
        match &mut self.value {
            Some(value) if self.in_value => value.push_str(text),
            _ => self.inline.push(text),
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "v" => self.in_value = false,
            "c" => self.cell(),
            "row" => self.at = (self.at.0 + 1, 0),
            _ => self.inline.close(name),
        }
    }

    fn cell(&mut self) {
        let (row, column) = self.at;
        self.at = (row, column + 1);
        self.cells += 1;
        if self.cells > MAX_CELLS {
            return;
        }
        let value = self.value.take();
        let mut data = Data {
            style: self.style,
            is_error: self.kind == "e",
            // A formula whose value is an empty text says that its value is a text.
            is_uncomputed: self.has_formula
                && value.as_deref().unwrap_or_default().is_empty()
                && !(self.kind == "str" && value.is_some()),
            ..Data::default()
        };
        match self.kind.as_str() {
            "s" => data.shared = value.and_then(|value| value.trim().parse().ok()),
            "inlineStr" => data.text = self.inline.take(),
            "b" => {
                let truth = value.map(|value| if value == "1" { "TRUE" } else { "FALSE" });
                data.text.plain.push_str(truth.unwrap_or_default());
            }
            _ => data.text.plain = value.unwrap_or_default(),
        }
        self.sheet.rows.entry(row).or_default().insert(column, data);
    }
}

/// Row and column of `B13`, from 0.
fn at(name: &str) -> Option<(usize, usize)> {
    let name = name.replace('$', "");
    let digits = name.find(|c: char| c.is_ascii_digit())?;
    let (letters, row) = name.split_at_checked(digits)?;
    let mut column = 0_usize;
    for letter in letters.chars() {
        let value = u32::from(letter.to_ascii_uppercase()).checked_sub(u32::from('A'))?;
        (value < 26 && column < 100_000).then_some(())?;
        column = column * 26 + usize::try_from(value).ok()? + 1;
    }
    Some((
        row.parse::<usize>().ok()?.checked_sub(1)?,
        column.checked_sub(1)?,
    ))
}

/// The letters of a column.
pub(super) fn letters(column: usize) -> String {
    let mut letters = Vec::new();
    let mut left = column + 1;
    while left > 0 {
        let letter = u8::try_from((left - 1) % 26).unwrap_or(0);
        letters.push(char::from(b'A' + letter));
        left = (left - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// The name of a sheet before that of a cell.
pub(super) fn quoted(name: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.');
    if name.chars().all(is_plain) {
        name.to_owned()
    } else {
        format!("'{}'", name.replace('\'', "''"))
    }
}

/// `Sheet!B13`.
pub(super) fn place(sheet: &str, row: usize, column: usize) -> String {
    format!("{}!{}{}", quoted(sheet), letters(column), row + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_named_as_spreadsheets_name_them() {
        for (name, place) in [
            ("A1", (0, 0)),
            ("B13", (12, 1)),
            ("Z2", (1, 25)),
            ("AA1", (0, 26)),
            ("XFD1048576", (1_048_575, 16_383)),
        ] {
            assert_eq!(at(name), Some(place));
            assert_eq!(format!("{}{}", letters(place.1), place.0 + 1), name);
        }
        for name in ["", "A", "1", "A0", "ÄÄ1", "AAAAAAAAAAAAAAAAAAAAAAAA1"] {
            assert_eq!(at(name), None, "{name}");
        }
        assert_eq!(place("Who does what", 0, 1), "'Who does what'!B1");
    }
}
