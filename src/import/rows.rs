//! The rows of a table of roles.

use std::collections::HashMap;

use super::choose::Chosen;
use super::faults;
use super::page::Imported;
use crate::finding::Fault;
use crate::model::matrix::{self, repaired_title};
use crate::model::raci::Roles;
use crate::table::columns::Part;
use crate::table::letters::{self, Reading};
use crate::table::{Cell, Row};
use crate::text::{Source, Span, is_blank, quote, single_spaced};

/// A row on its way into a matrix.
pub(super) struct Entry {
    /// What it is called.
    pub(super) title: String,
    /// Where its title stands.
    pub(super) title_span: Span,
    /// Its id, once it has been named.
    pub(super) id: String,
    /// What two spellings of its title have in common.
    pub(super) key: String,
    pub(super) provider: RoleCell,
    pub(super) customer: RoleCell,
    pub(super) clauses: Vec<String>,
    /// The whole row.
    pub(super) span: Span,
    /// Whether something about it is not certain.
    pub(super) faulty: bool,
}

/// A cell of roles.
#[derive(Clone, Copy, Default)]
pub(super) struct RoleCell {
    pub(super) roles: Roles,
    pub(super) span: Span,
}

impl Entry {
    /// The row of the matrix.
    pub(super) fn row(&self) -> matrix::Row {
        matrix::Row {
            id: self.id.clone(),
            title: self.title.clone(),
            provider: self.provider.roles,
            customer: self.customer.roles,
            clauses: self.clauses.clone(),
        }
    }
}

/// Reads the rows of a table.
pub(super) fn read(
    one: &Chosen<'_>,
    source: &Source,
    entries: &mut Vec<Entry>,
    out: &mut Imported,
) {
    for row in &one.table.rows {
        if row.cells.iter().all(|cell| cell.text.is_empty()) {
            continue;
        }
        entries.extend(entry(one, row, source, out));
    }
}

fn entry(one: &Chosen<'_>, row: &Row, source: &Source, out: &mut Imported) -> Option<Entry> {
    let columns = &one.columns;
    let width = one.table.header.cells.len();
    let title = row.cells.get(columns.feature);
    let text = title.map(|cell| single_spaced(&repaired_title(&cell.text)));
    let text = text.unwrap_or_default();
    if row.cells.len() != width {
        out.faults.push(faults::ragged(row, &text, width));
        return None;
    }
    let title = title.filter(|_| !is_blank(&text));
    let Some(title) = title else {
        out.faults.push(faults::untitled(row));
        return None;
    };
    let mut faulty = title.struck;
    if title.struck {
        out.faults.push(faults::struck(title, &text));
    }
    let mut party = |part, column| {
        let cell = row.cells.get(column)?;
        let read = roles(cell, part, &text, source, out);
        faulty |= read.is_none();
        Some(RoleCell {
            roles: read.unwrap_or_default(),
            span: cell.span,
        })
    };
    let provider = party(Part::Provider, columns.provider)?;
    let customer = party(Part::Customer, columns.customer)?;
    let clauses = columns.clauses.and_then(|at| row.cells.get(at));
    Some(Entry {
        title_span: title.span,
        title: text,
        id: String::new(),
        key: String::new(),
        provider,
        customer,
        clauses: clauses.map(self::clauses).unwrap_or_default(),
        span: row.span,
        faulty,
    })
}

/// The roles of a cell; nothing, and a fault, where they are not certain.
fn roles(
    cell: &Cell,
    part: Part,
    title: &str,
    source: &Source,
    out: &mut Imported,
) -> Option<Roles> {
    if cell.struck {
        out.faults.push(faults::struck(cell, title));
        return None;
    }
    match letters::read(&cell.text) {
        Ok(Reading::Roles(roles)) => Some(roles),
        Ok(Reading::NotApplicable(reason)) => {
            let line = source.position(cell.span.start()).line;
            out.notes.push(format!(
                "line {line}: {}: {} cell gives a reason for no role: {reason}",
                quote(title),
                faults::whose(part)
            ));
            Some(Roles::default())
        }
        Err(unread) => {
            out.faults.push(faults::cell(cell, unread, title, part));
            None
        }
    }
}

fn clauses(cell: &Cell) -> Vec<String> {
    let pieces = cell.text.split([',', ';', '\n']);
    let pieces = pieces.map(str::trim).filter(|piece| !piece.is_empty());
    pieces.map(str::to_owned).collect()
}

/// Reports rows that have one title, or that are one feature of a known matrix.
pub(super) fn doubled(entries: &mut [Entry], out: &mut Vec<Fault>) {
    let mut first: HashMap<String, Span> = HashMap::new();
    let mut doubled = Vec::new();
    for entry in entries.iter() {
        match first.get(&entry.key) {
            Some(span) => {
                doubled.push(entry.key.clone());
                out.push(faults::doubled(
                    &entry.id,
                    &entry.title,
                    entry.title_span,
                    *span,
                ));
            }
            None => {
                first.insert(entry.key.clone(), entry.title_span);
            }
        }
    }
    // Nobody can say which of them holds.
    for entry in entries {
        entry.faulty |= doubled.contains(&entry.key);
    }
}
