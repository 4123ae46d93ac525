//! Which tables of a page are tables of roles, and which columns of theirs are whose.

use super::faults::{self, meant};
use super::page::Imported;
use crate::model::matrix::Origin;
use crate::table::columns::{self, Columns, Names, Unbound, bind, is_called, is_role_column};
use crate::table::{Page, Table, Unread, letters};
use crate::text::{Source, Span, is_blank, list, quote};

/// A table of roles.
pub(super) struct Chosen<'p> {
    pub(super) table: &'p Table,
    pub(super) columns: Columns,
}

impl<'p> Chosen<'p> {
    /// The name of a column.
    pub(super) fn name(&self, column: usize) -> &'p str {
        let cell = self.table.header.cells.get(column);
        cell.map_or("", |cell| cell.text.as_str())
    }

    /// The titles of the rows.
    pub(super) fn titles(&self) -> impl Iterator<Item = &'p str> {
        let rows = self.table.rows.iter();
        let cells = rows.filter_map(|row| row.cells.get(self.columns.feature));
        cells.map(|cell| cell.text.as_str())
    }

    /// Where it stands.
    pub(super) fn origin(&self, source: &Source) -> Origin {
        Origin {
            heading: self
                .table
                .heading
                .clone()
                .filter(|heading| !is_blank(heading)),
            line: line(source, self.table.header.span),
        }
    }

    /// Whether any of its cells holds letters.
    fn has_letters(&self) -> bool {
        let parties = [self.columns.provider, self.columns.customer];
        let mut cells = self
            .table
            .rows
            .iter()
            .flat_map(|row| parties.iter().filter_map(|at| row.cells.get(*at)));
        cells.any(|cell| letters::is_cell(&cell.text))
    }
}

/// What speaks for a table.
enum Verdict<'p> {
    /// It has the columns and the letters.
    Roles(Chosen<'p>),
    /// It has the columns, and not one letter.
    Silent(Chosen<'p>),
    /// It has letters, and a column is missing or stands there twice.
    Unclear(&'p Table, Unbound),
    /// It is about something else.
    Other(&'p Table),
}

/// Finds the tables of roles, and says what was done with each. The error says that there is none.
pub(super) fn choose<'p>(
    page: &'p Page,
    names: &Names<'_>,
    source: &Source,
    out: &mut Imported,
) -> Result<Vec<Chosen<'p>>, String> {
    named(page, names)?;
    let verdicts = page.tables.iter().map(|table| judge(table, names));
    let verdicts: Vec<Verdict<'p>> = verdicts.collect();
    let found = verdicts.iter().any(|one| matches!(one, Verdict::Roles(_)));
    let mut chosen = Vec::new();
    for verdict in verdicts {
        match verdict {
            Verdict::Roles(one) => chosen.push(one),
            // Where no other table speaks of the parties, this is the one that was meant.
            Verdict::Silent(one) if !found => chosen.push(one),
            Verdict::Silent(one) => {
                let why = "it holds no letter of a role";
                out.notes.push(left_out(one.table, source, why));
            }
            Verdict::Unclear(table, unbound) if !found || !unbound.is_other => {
                out.faults.push(faults::unbound(table, &unbound));
            }
            Verdict::Unclear(table, _) | Verdict::Other(table) => {
                let why = "no column is the provider's or the customer's";
                out.notes.push(left_out(table, source, why));
            }
        }
    }
    torn(page, source, out);
    let unread = page.unread.iter();
    let unread: Vec<String> = unread.map(|one| not_read(one, source)).collect();
    if chosen.is_empty() && out.faults.is_empty() {
        return Err(nothing(page, &unread));
    }
    out.notes.extend(unread);
    out.notes
        .extend(chosen.iter().map(|one| taken(one, source)));
    Ok(chosen)
}

/// A name that was given has to be that of a column.
fn named(page: &Page, names: &Names<'_>) -> Result<(), String> {
    let given = [
        ("--feature", names.feature),
        ("--provider", names.provider),
        ("--customer", names.customer),
    ];
    for (option, name) in given {
        let Some(name) = name else { continue };
        let headers = page.tables.iter().map(|table| &table.header.cells);
        let mut known: Vec<&str> = headers.flat_map(|header| columns::names(header)).collect();
        if known.iter().any(|known| is_called(known, name)) {
            continue;
        }
        known.retain(|name| !name.is_empty());
        known.dedup();
        let quoted: Vec<String> = known.iter().map(|name| quote(name)).collect();
        let are = match quoted.as_slice() {
            [] => "the file has no table".to_owned(),
            names => format!("the columns are {}", list(names, "and")),
        };
        return Err(format!(
            "{option}: no column is called {}{}; {are}",
            quote(name),
            meant(name, known)
        ));
    }
    Ok(())
}

fn judge<'p>(table: &'p Table, names: &Names<'_>) -> Verdict<'p> {
    match bind(table, names) {
        Ok(columns) => {
            let one = Chosen { table, columns };
            if one.has_letters() || names.provider.is_some() || names.customer.is_some() {
                Verdict::Roles(one)
            } else {
                Verdict::Silent(one)
            }
        }
        Err(unbound) => {
            let columns = 0..table.header.cells.len();
            if columns.into_iter().any(|at| is_role_column(table, at)) {
                Verdict::Unclear(table, unbound)
            } else {
                Verdict::Other(table)
            }
        }
    }
}

/// What looks like a table with roles is refused; what looks like another one is left out.
fn torn(page: &Page, source: &Source, out: &mut Imported) {
    for torn in &page.torn {
        let text = source.slice(torn.span);
        let holds_letters = text
            .split(['|', ',', ';', '\t', '\n', '"'])
            .any(|piece| letters::is_cell(piece.trim_matches(['*', '_', ' ', '\r'])));
        if holds_letters {
            out.faults.push(faults::torn(torn));
        } else {
            let at = line(source, torn.span);
            out.notes
                .push(format!("line {at} is left out: {}", torn.why));
        }
    }
}

fn not_read(table: &Unread, source: &Source) -> String {
    let at = line(source, table.span);
    format!("the table on line {at} is left out: {}", table.why)
}

fn nothing(page: &Page, unread: &[String]) -> String {
    let seen = match page.tables.len() {
        0 if !unread.is_empty() => "no table that is read".to_owned(),
        0 => "no table".to_owned(),
        1 => "one table, which is none of roles".to_owned(),
        count => format!("{count} tables, none of them of roles"),
    };
    let nothing = format!(
        "there is nothing to import: the file has {seen}; a table of roles has a column of titles, one of the provider and one of the customer, which `--feature`, `--provider` and `--customer` name"
    );
    let why = unread.iter();
    why.fold(nothing, |text, why| format!("{text}; {why}"))
}

fn taken(one: &Chosen<'_>, source: &Source) -> String {
    let Columns {
        feature,
        provider,
        customer,
        ..
    } = &one.columns;
    let name = |at: usize| quote(one.name(at));
    let rows = match one.table.rows.len() {
        1 => "1 row".to_owned(),
        count => format!("{count} rows"),
    };
    let left_out = one.columns.left_out.iter();
    let left_out: Vec<String> = left_out.map(|at| name(*at)).collect();
    let rest = match left_out.as_slice() {
        [] => String::new(),
        [one] => format!("; column {one} is left out"),
        some => format!("; columns {} are left out", list(some, "and")),
    };
    format!(
        "{} has {rows}: titles in {}, the provider in {}, the customer in {}{rest}",
        place(one.table, source),
        name(*feature),
        name(*provider),
        name(*customer),
    )
}

fn left_out(table: &Table, source: &Source, why: &str) -> String {
    format!("{} is left out: {why}", place(table, source))
}

fn place(table: &Table, source: &Source) -> String {
    let line = line(source, table.header.span);
    match table
        .heading
        .as_deref()
        .filter(|heading| !is_blank(heading))
    {
        Some(heading) => format!("the table on line {line} under {}", quote(heading)),
        None => format!("the table on line {line}"),
    }
}

fn line(source: &Source, span: Span) -> usize {
    source.position(span.start()).line
}
