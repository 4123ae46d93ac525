//! The rows of a table of roles.

use std::collections::HashMap;

use super::choose::{Chosen, Layout};
use super::context::Context;
use super::entry::{Entry, RoleCell};
use super::faults;
use super::page::Imported;
use super::roster;
use crate::finding::Fault;
use crate::model::matrix::repaired_title;
use crate::model::raci::{Role, Roles};
use crate::table::bound::Columns;
use crate::table::claims::Holder;
use crate::table::filled::has_roles;
use crate::table::letters::{self, Reading};
use crate::table::{Cell, Flaw, Row, Table};
use crate::text::{Span, counted, is_blank, list, quote, single_spaced};

/// Reads the rows of a table.
pub(super) fn read(
    one: &Chosen<'_>,
    context: &Context<'_>,
    entries: &mut Vec<Entry>,
    out: &mut Imported,
) {
    let whole = whole(one, context);
    if !whole.is_empty() {
        out.faults.extend(whole);
        return;
    }
    let mut reader = Reader {
        one,
        context,
        section: None,
        sections: Vec::new(),
        refused: Vec::new(),
        out,
    };
    for row in &one.table.rows {
        entries.extend(reader.row(row));
    }
    let sections = reader.sections;
    if !sections.is_empty() {
        let (rows, are) = match sections.len() {
            1 => ("1 row".to_owned(), "is a heading"),
            count => (format!("{count} rows"), "are headings"),
        };
        out.notes.push(format!(
            "{rows} of {} {are} inside it: {}",
            context.place(one.table),
            list(&sections, "and")
        ));
    }
}

/// What is wrong with a table as a whole, so that its rows need not say it.
fn whole(one: &Chosen<'_>, context: &Context<'_>) -> Vec<Fault> {
    let columns = match &one.layout {
        Layout::Roles(columns) => columns,
        Layout::Parties(roster) => {
            return roster::strangers(one.table, roster, context)
                .into_iter()
                .collect();
        }
    };
    let table = one.table;
    let all: Vec<usize> = columns
        .parties
        .iter()
        .map(|(_, at)| *at)
        .chain(columns.both)
        .collect();
    let is_wordless = |at: usize| {
        !has_roles(table, at, context.claims) && unread(table, at, context).nth(MANY).is_some()
    };
    let wordless = columns.parties.iter().filter(|(_, at)| is_wordless(*at));
    let wordless: Vec<Fault> = wordless
        .map(|(holder, at)| faults::wordless(table, *at, *holder))
        .collect();
    if !wordless.is_empty() {
        return wordless;
    }
    let readings = || all.iter().flat_map(|at| readings(table, *at, context));
    let is_accountable = |reading: &Reading| match reading {
        Reading::Roles(roles) => roles.has(Role::Accountable),
        Reading::Sides { provider, customer } => {
            provider.has(Role::Accountable) || customer.has(Role::Accountable)
        }
        Reading::NotApplicable(_) => false,
    };
    let filled = table.rows.iter().filter(|row| {
        all.iter()
            .any(|at| row.cells.get(*at).is_some_and(|cell| !cell.is_empty()))
    });
    let is_unread = || {
        all.iter()
            .any(|at| table.column(*at).any(|cell| cell.flaw.is_some()))
    };
    if filled.count() > 1 && !readings().any(|reading| is_accountable(&reading)) && !is_unread() {
        return vec![faults::unaccountable(table, &all, context)];
    }
    Vec::new()
}

/// Cells that do not read, after which one finding speaks of a column that has no other cells.
const MANY: usize = 2;

fn readings<'p>(
    table: &'p Table,
    at: usize,
    context: &'p Context<'_>,
) -> impl Iterator<Item = Reading> + 'p {
    let meanings = &context.claims.meanings;
    table
        .column(at)
        .filter_map(move |cell| letters::read_cell(cell, meanings).ok())
}

fn unread<'p>(
    table: &'p Table,
    at: usize,
    context: &'p Context<'_>,
) -> impl Iterator<Item = &'p Cell> {
    let meanings = &context.claims.meanings;
    table
        .column(at)
        .filter(move |cell| letters::read_cell(cell, meanings).is_err())
}

struct Reader<'r, 'p> {
    one: &'r Chosen<'p>,
    context: &'r Context<'p>,
    /// The heading inside the table that was read last.
    section: Option<String>,
    /// Where the headings are.
    sections: Vec<String>,
    /// Cells that were refused: one that spans several rows is refused once.
    refused: Vec<Span>,
    out: &'r mut Imported,
}

impl Reader<'_, '_> {
    fn row(&mut self, row: &Row) -> Option<Entry> {
        if row.cells.iter().all(Cell::is_empty) {
            return None;
        }
        if let Some(heading) = self.heading(row) {
            self.section = Some(heading);
            self.sections.push(self.spot(row.span));
            return None;
        }
        self.out.rows += 1;
        let title = row.cells.get(self.one.feature());
        let text = title.map(|cell| single_spaced(&repaired_title(&cell.text)));
        let text = text.unwrap_or_default();
        if !self.is_whole(row, &text) {
            return None;
        }
        let Some(title) = title.filter(|_| !is_blank(&text)) else {
            self.out.faults.push(faults::untitled(row));
            return None;
        };
        self.mark(title);
        let mut faulty = self.is_flawed(title, &text, true);
        let (provider, customer) = self.sides(row, &text, &mut faulty);
        let is_bare = {
            let mut cells = row.cells.iter();
            cells.all(|cell| cell.is_empty() || cell.span == title.span)
        };
        Some(Entry {
            title_span: title.span,
            headings: self.headings(),
            title: text,
            id: String::new(),
            key: String::new(),
            provider,
            customer,
            clauses: self.clauses(row),
            span: row.span,
            is_bare,
            faulty,
        })
    }

    /// The text of a row that is a heading: one bold cell, or one cell if a person says so.
    fn heading(&self, row: &Row) -> Option<String> {
        let mut filled = row.cells.iter().filter(|cell| !cell.is_empty());
        let only = filled.next().filter(|_| filled.next().is_none())?;
        let is_heading = (only.is_bold || self.context.claims.sections) && only.flaw.is_none();
        is_heading.then(|| single_spaced(&repaired_title(&only.text)))
    }

    fn headings(&self) -> Vec<String> {
        let table = self.one.table.heading().map(str::to_owned);
        self.section.iter().cloned().chain(table).collect()
    }

    /// Where a row or a cell is, in a note.
    fn spot(&self, span: Span) -> String {
        match self.context.page.cell_name(span) {
            Some(name) => name.to_owned(),
            None => format!("line {}", self.context.line(span)),
        }
    }

    /// Whether a row has all cells that are used, and no others that say anything.
    fn is_whole(&mut self, row: &Row, title: &str) -> bool {
        let table = self.one.table;
        let width = table.width();
        let count = row.cells.len();
        let surplus = row.cells.iter().skip(width);
        let is_used = |at: usize| match &self.one.layout {
            Layout::Roles(columns) => columns.uses(at),
            Layout::Parties(roster) => !roster.left_out.contains(&at),
        };
        if surplus.into_iter().any(|cell| !cell.is_empty()) || (count..width).any(is_used) {
            self.out.faults.push(faults::ragged(row, title, width));
            return false;
        }
        if count < width {
            let names = (count..width).map(|at| quote(&table.name(at)));
            let names: Vec<String> = names.collect();
            self.out.notes.push(format!(
                "{}: {} has no cell for {}, which {} left out",
                self.spot(row.span),
                quote(title),
                list(&names, "and"),
                if names.len() == 1 { "is" } else { "are" }
            ));
        }
        true
    }

    /// The roles of both sides.
    fn sides(&mut self, row: &Row, title: &str, faulty: &mut bool) -> (RoleCell, RoleCell) {
        let context = self.context;
        let columns = match &self.one.layout {
            Layout::Roles(columns) => columns,
            Layout::Parties(found) => {
                for (_, cell) in roster::cells(found, row) {
                    *faulty |= self.is_flawed(cell, title, false);
                    self.mark(cell);
                }
                let of = |holder| roster::roles(found, row, holder, context.claims);
                return (of(Holder::Provider), of(Holder::Customer));
            }
        };
        if let Some(cell) = columns.both.and_then(|at| row.cells.get(at)) {
            return self.both(cell, title, faulty);
        }
        let mut of = |holder| self.party(columns, row, holder, title, faulty);
        (of(Holder::Provider), of(Holder::Customer))
    }

    /// The roles of a party, of all of its columns.
    fn party(
        &mut self,
        columns: &Columns,
        row: &Row,
        holder: Holder,
        title: &str,
        faulty: &mut bool,
    ) -> RoleCell {
        let mut found: Option<RoleCell> = None;
        for cell in columns.of(holder).filter_map(|at| row.cells.get(at)) {
            let roles = self.roles(cell, holder, title);
            *faulty |= roles.is_none();
            let roles = roles.unwrap_or_default();
            let Some(known) = &mut found else {
                found = Some(RoleCell {
                    roles,
                    span: cell.span,
                });
                continue;
            };
            if known.roles.has(Role::Accountable) && roles.has(Role::Accountable) {
                let fault = faults::accountable_twice(title, holder, known.span, cell.span);
                self.out.faults.push(fault);
                *faulty = true;
            }
            if known.roles.is_empty() || roles.has(Role::Accountable) {
                known.span = cell.span;
            }
            known.roles = roles.iter().fold(known.roles, Roles::with);
        }
        found.unwrap_or_default()
    }

    /// The roles of both sides in one cell.
    fn both(&mut self, cell: &Cell, title: &str, faulty: &mut bool) -> (RoleCell, RoleCell) {
        let of = |roles| RoleCell {
            roles,
            span: cell.span,
        };
        if self.is_flawed(cell, title, false) {
            *faulty = true;
            return (of(Roles::default()), of(Roles::default()));
        }
        match letters::read_cell(cell, &self.context.claims.meanings) {
            Ok(Reading::Sides { provider, customer }) => (of(provider), of(customer)),
            Ok(Reading::Roles(roles)) if roles.is_empty() => (of(roles), of(roles)),
            read => {
                let unread = read.err().unwrap_or(letters::Unread::NoLetter);
                let fault = faults::cell(cell, unread, title, Holder::Provider);
                self.out.faults.push(fault);
                *faulty = true;
                (of(Roles::default()), of(Roles::default()))
            }
        }
    }

    /// The roles of a cell; nothing, and a fault, where they are not certain.
    fn roles(&mut self, cell: &Cell, holder: Holder, title: &str) -> Option<Roles> {
        if self.is_flawed(cell, title, false) {
            return None;
        }
        match letters::read_cell(cell, &self.context.claims.meanings) {
            Ok(Reading::Roles(roles)) => {
                self.mark(cell);
                Some(roles)
            }
            Ok(Reading::Sides { provider, customer }) => Some(match holder {
                Holder::Provider => provider,
                _ => customer,
            }),
            Ok(Reading::NotApplicable(reason)) => {
                let at = self.spot(cell.span);
                self.out.notes.push(format!(
                    "{at}: {}: {} cell gives a reason for no role: {reason}",
                    quote(title),
                    holder.whose()
                ));
                Some(Roles::default())
            }
            Err(unread) => {
                self.out
                    .faults
                    .push(faults::cell(cell, unread, title, holder));
                None
            }
        }
    }

    /// Whether nobody can say what a cell holds, which is said once for each cell. A title can span
    /// several rows.
    fn is_flawed(&mut self, cell: &Cell, title: &str, is_title: bool) -> bool {
        let flaw = cell
            .flaw
            .filter(|flaw| !(is_title && *flaw == Flaw::Merged));
        let fault = match (flaw, cell.control(self.context.source)) {
            (Some(flaw), _) => faults::flaw(cell, flaw, title),
            (None, Some(character)) => faults::control(cell, character, title),
            (None, None) => return false,
        };
        if !self.refused.contains(&cell.span) {
            self.refused.push(cell.span);
            self.out.faults.push(fault);
        }
        true
    }

    /// Keeps where a footnote mark was left out.
    fn mark(&mut self, cell: &Cell) {
        if !cell.marks.is_empty() {
            self.out.marks.push(cell.span);
        }
    }

    fn clauses(&self, row: &Row) -> Vec<String> {
        let at = match &self.one.layout {
            Layout::Roles(columns) => columns.clauses,
            Layout::Parties(roster) => roster.clauses,
        };
        let cell = at.and_then(|at| row.cells.get(at));
        let pieces = cell.map_or("", |cell| &cell.text).split([',', ';', '\n']);
        let pieces = pieces.map(str::trim).filter(|piece| !piece.is_empty());
        pieces.map(str::to_owned).collect()
    }
}

/// A note about the footnote marks that were left out.
pub(super) fn marks(context: &Context<'_>, marks: &mut [Span]) -> Option<String> {
    marks.sort_unstable();
    let mut places: Vec<String> = marks
        .iter()
        .take(SHOWN)
        .map(|span| context.page.place(*span, context.source))
        .collect();
    match marks.len().checked_sub(SHOWN) {
        None if places.is_empty() => return None,
        None | Some(0) => {}
        Some(more) => places.push(counted(more, "other place")),
    }
    let is = if marks.len() == 1 {
        "a footnote mark is"
    } else {
        "footnote marks are"
    };
    Some(format!("{is} left out at {}", list(&places, "and")))
}

/// Places that a note names before it counts the others.
const SHOWN: usize = 12;

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
    // Nobody can say which of them is valid.
    for entry in entries {
        entry.faulty |= doubled.contains(&entry.key);
    }
}
