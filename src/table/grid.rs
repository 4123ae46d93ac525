//! Rows of cells that can span several rows and columns, laid out as a table.

use super::{Cell, Flaw, Row, Table};
use crate::text::{Span, is_blank};

/// Rows and columns that one cell is laid over; a page that says more means "all".
const MOST: usize = 1_000;

/// How far a cell goes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spanning {
    pub(super) rows: usize,
    pub(super) columns: usize,
    /// Whether it is a cell of a head.
    pub(super) is_head: bool,
}

/// Rows on their way into a table.
#[derive(Debug, Default)]
pub(super) struct Grid {
    rows: Vec<Line>,
    open: Option<Line>,
    /// Cells that go on below, each with its column and the rows that are left.
    hanging: Vec<(usize, usize, Cell)>,
    /// The number of rows over which a cell of the first row goes.
    head: usize,
}

#[derive(Debug, Default)]
struct Line {
    row: Row,
    is_head: bool,
    /// Whether one cell goes over the whole width.
    is_whole: bool,
    /// Whether all of its cells are those of a head.
    heads: bool,
    /// The columns over which its widest cell goes.
    widest: usize,
}

impl Grid {
    pub(super) fn is_in_row(&self) -> bool {
        self.open.is_some()
    }

    pub(super) fn begin_row(&mut self, at: usize, is_head: bool) {
        self.open = Some(Line {
            row: Row {
                cells: Vec::new(),
                span: Span::new(at, at),
            },
            is_head,
            heads: true,
            ..Line::default()
        });
    }

    /// Adds a cell to the row, behind those that hang down from above.
    pub(super) fn push(&mut self, mut cell: Cell, spanning: Spanning) {
        self.hang();
        let Some(line) = &mut self.open else { return };
        let columns = spanning.columns.clamp(1, MOST);
        let rows = spanning.rows.clamp(1, MOST);
        if columns * rows > 1 {
            cell.flaw = cell.flaw.or(Some(Flaw::Merged));
        }
        if self.rows.is_empty() {
            self.head = self.head.max(rows);
        }
        line.heads &= spanning.is_head;
        line.widest = line.widest.max(columns);
        for _ in 0..columns {
            if rows > 1 {
                self.hanging
                    .push((line.row.cells.len(), rows - 1, cell.clone()));
            }
            line.row.cells.push(cell.clone());
        }
    }

    /// Puts in what hangs down into the next column.
    fn hang(&mut self) {
        let Some(line) = &mut self.open else { return };
        // What was pushed in this very row hangs from below it.
        while let Some((_, left, cell)) = self.hanging.iter_mut().find(|(column, left, cell)| {
            *column == line.row.cells.len()
                && *left > 0
                && cell.span.start() < line.row.span.start()
        }) {
            *left -= 1;
            let cell = cell.clone();
            line.row.cells.push(cell);
        }
    }

    pub(super) fn end_row(&mut self, end: usize) {
        self.hang();
        let Some(mut line) = self.open.take() else {
            return;
        };
        self.hanging.retain(|(_, left, _)| *left > 0);
        if line.row.cells.is_empty() {
            return;
        }
        line.row.span = Span::new(line.row.span.start(), end.max(line.row.span.start()));
        line.is_whole = line.widest > 1 && line.widest == line.row.cells.len();
        self.rows.push(line);
    }

    /// The table, if it has any row.
    pub(super) fn table(self, heading: Option<String>) -> Option<Table> {
        let mut table = Table {
            heading,
            ..Table::default()
        };
        let mut cells = self.rows.iter().flat_map(|line| &line.row.cells);
        if cells.all(Cell::is_empty) {
            return None; // around another table, or for the layout
        }
        let declared = self.rows.iter().take_while(|line| line.is_head).count();
        let headed = self.rows.iter().take_while(|line| line.heads).count();
        let heads = declared.max(headed).max(self.head).max(1);
        let mut lines = self.rows.into_iter();
        let mut head: Vec<Line> = lines.by_ref().take(heads).collect();
        // A title over the whole width is no name of a column.
        while head.len() > 1 && head.first().is_some_and(|line| line.is_whole) {
            let title = head.remove(0).row.cells.into_iter().next();
            table.heading = table.heading.or(title.map(|cell| cell.text));
        }
        if head.iter().all(|line| line.is_whole) {
            let title = head.pop()?.row.cells.into_iter().next();
            table.heading = table.heading.or(title.map(|cell| cell.text));
            head.extend(lines.next());
        }
        table.header = head.pop()?.row;
        table.groups = groups(&head, &table.header);
        table.rows = lines.map(Line::row).collect();
        Some(table)
    }
}

impl Line {
    /// The row; a cell over the whole width is one bold cell, which is a heading.
    fn row(mut self) -> Row {
        if self.is_whole {
            self.row.cells.truncate(1);
            for cell in &mut self.row.cells {
                cell.is_bold = !is_blank(&cell.text);
                cell.flaw = cell.flaw.filter(|flaw| *flaw != Flaw::Merged);
            }
        }
        self.row
    }
}

/// What is written above the names of columns, without what goes down to the name itself.
fn groups(above: &[Line], header: &Row) -> Vec<String> {
    if above.is_empty() {
        return Vec::new();
    }
    let names = header.cells.iter().enumerate().map(|(at, name)| {
        let cells = above.iter().filter_map(|line| line.row.cells.get(at));
        let own = cells.filter(|cell| cell.span != name.span && !is_blank(&cell.text));
        let texts: Vec<&str> = own.map(|cell| cell.text.as_str()).collect();
        texts.join(" ")
    });
    names.collect()
}
