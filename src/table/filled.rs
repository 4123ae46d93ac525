//! What is in the columns of a table.

use super::claims::Claims;
use super::letters::{self, Reading};
use super::meanings::Meanings;
use super::words::{self, Heading};
use super::{Cell, Table};

/// The first column whose heading says what it is.
pub fn heading_column(table: &Table, claims: &Claims<'_>, wanted: Heading) -> Option<usize> {
    let heading = |cell: &Cell| words::heading(&cell.text, &claims.providers);
    let mut cells = table.header.cells.iter();
    cells.position(|cell| heading(cell) == Some(wanted))
}

/// Whether a column is one of letters: half or more of its filled cells read as roles, or any reads
/// as several.
pub fn is_letters(table: &Table, at: usize, claims: &Claims<'_>) -> bool {
    let (filled, roles, several) = counted(table, at, &claims.meanings);
    several || (roles > 0 && roles * 2 >= filled)
}

/// The number of filled cells, of those that read as roles, and whether any reads as several.
fn counted(table: &Table, at: usize, meanings: &Meanings) -> (usize, usize, bool) {
    let cells = table.sure_column(at).filter(|cell| !cell.is_empty());
    cells.fold((0, 0, false), |(filled, roles, several), cell| {
        let reading = letters::read_cell(cell, meanings);
        (
            filled + 1,
            roles + usize::from(letters::is_roles(&reading)),
            several || letters::is_several(&reading),
        )
    })
}

/// Whether a column has any cell that reads as roles.
pub fn has_roles(table: &Table, at: usize, claims: &Claims<'_>) -> bool {
    counted(table, at, &claims.meanings).1 > 0
}

/// Whether half or more of the filled cells of a column have a meaning for both sides.
pub fn is_of_both(table: &Table, at: usize, meanings: &Meanings) -> bool {
    let filled = table.column(at).filter(|cell| !cell.is_empty());
    let (filled, sides) = filled.fold((0, 0), |(filled, sides), cell| {
        let reading = letters::read_cell(cell, meanings);
        let is_of_sides = matches!(reading, Ok(Reading::Sides { .. }));
        (filled + 1, sides + usize::from(is_of_sides))
    });
    sides > 0 && sides * 2 >= filled
}
