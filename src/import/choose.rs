//! Which tables of a page are tables of roles, and which columns of theirs are whose.

use super::context::Context;
use super::faults::{self, meant};
use super::page::Imported;
use super::roster;
use super::values::{self, counted};
use crate::model::matrix::Origin;
use crate::table::bound::{Columns, Roster, Sense};
use crate::table::claims::{Claims, Holder};
use crate::table::columns::bind;
use crate::table::{Page, Table, letters};
use crate::text::{list, quote};

/// A table of roles.
pub(super) struct Chosen<'p> {
    pub(super) table: &'p Table,
    pub(super) layout: Layout,
}

/// How a table says who does what.
pub(super) enum Layout {
    /// Columns of parties, cells of roles.
    Roles(Columns),
    /// Columns of roles, cells of parties.
    Parties(Roster),
}

impl<'p> Chosen<'p> {
    /// The column of the titles.
    pub(super) fn feature(&self) -> usize {
        match &self.layout {
            Layout::Roles(columns) => columns.feature,
            Layout::Parties(roster) => roster.feature,
        }
    }

    /// What the provider's column is called, or what the cells call the provider.
    pub(super) fn provider(&self, claims: &Claims<'_>) -> String {
        let columns = match &self.layout {
            Layout::Roles(columns) => columns,
            Layout::Parties(found) => {
                return roster::provider(self.table, found, claims).unwrap_or_default();
            }
        };
        let at = columns.of(Holder::Provider).next();
        let cell = at.and_then(|at| self.table.header.cells.get(at));
        cell.map_or_else(String::new, |cell| cell.text.clone())
    }

    /// The titles of the rows.
    pub(super) fn titles(&self) -> impl Iterator<Item = &'p str> {
        let cells = self.table.column(self.feature());
        cells.map(|cell| cell.text.as_str())
    }

    /// Where it is.
    pub(super) fn origin(&self, context: &Context<'_>) -> Origin {
        Origin {
            heading: self.table.heading().map(str::to_owned),
            line: context.line(self.table.header.span),
        }
    }
}

/// Finds the tables of roles, and says what was done with each. The error says that there is none.
pub(super) fn choose<'p>(
    context: &Context<'p>,
    out: &mut Imported,
) -> Result<Vec<Chosen<'p>>, String> {
    named(context)?;
    let tables = context.page.tables.iter();
    let senses: Vec<(&Table, Sense)> = tables
        .map(|table| (table, bind(table, context.claims)))
        .collect();
    let is_read = |(table, sense): &(&Table, Sense)| {
        matches!(sense, Sense::Roles(_) | Sense::Parties(_)) && !context.is_skipped(table)
    };
    let found = senses.iter().any(is_read);
    let legends = senses.iter().filter(|(_, sense)| *sense == Sense::Legend);
    let legends: Vec<&Table> = legends.map(|(table, _)| *table).collect();
    let mut chosen = Vec::new();
    for (table, sense) in senses {
        if context.is_skipped(table) {
            out.notes
                .push(left_out(table, context, "`--skip-table` names it"));
            continue;
        }
        let layout = match sense {
            Sense::Roles(columns) => Layout::Roles(columns),
            Sense::Parties(roster) => Layout::Parties(roster),
            // If no other table speaks of the parties, this is the one that was meant.
            Sense::Silent(columns, is_named) if is_named || !found => {
                out.faults.push(faults::silent(table, &columns, context));
                continue;
            }
            Sense::Silent(columns, _) => {
                let values = values::shown(&values::of(table, &columns));
                let why = format!("no cell of it holds a letter of a role, but {values}");
                out.notes.push(left_out(table, context, &why));
                continue;
            }
            Sense::Unclear(troubles) => {
                let troubles = troubles.iter();
                out.faults
                    .extend(troubles.map(|trouble| faults::trouble(table, trouble, context)));
                continue;
            }
            Sense::Legend => {
                out.notes
                    .push(left_out(table, context, "it explains the letters"));
                continue;
            }
            Sense::Other => {
                let why = "no column of it holds letters of roles";
                out.notes.push(left_out(table, context, why));
                continue;
            }
        };
        chosen.push(Chosen { table, layout });
    }
    torn(context, out);
    let unread = unread(context, out);
    if chosen.is_empty() && out.faults.is_empty() {
        return Err(nothing(context, &unread, &legends));
    }
    out.notes.extend(unread);
    out.notes.extend(context.page.notes.iter().cloned());
    out.notes
        .extend(chosen.iter().map(|one| taken(one, context)));
    Ok(chosen)
}

/// A name that was given has to be that of a column, and each option has to find one.
fn named(context: &Context<'_>) -> Result<(), String> {
    let claims = context.claims;
    let given = [
        ("--feature", claims.feature.as_slice()),
        (claims.options.provider, claims.provider.as_slice()),
        (claims.options.customer, claims.customer.as_slice()),
        ("--other-party", claims.other_parties.as_slice()),
        ("--skip-column", claims.skipped_columns.as_slice()),
    ];
    for (option, names) in given {
        for name in names {
            let is_there = |table: &Table| {
                !table.columns_called(name).is_empty() || faults::is_party_of(table, name, claims)
            };
            if !context.page.tables.iter().any(is_there) {
                return Err(unknown_column(option, name, context.page));
            }
        }
    }
    for name in &claims.skipped_tables {
        let mut tables = context.page.tables.iter();
        let mut unread = context.page.unread.iter();
        let is_line = |span| format!("line {}", context.line(span)) == name.trim();
        let is_there = tables.any(|table| context.is_called(table, name))
            || unread.any(|one| is_line(one.span));
        if !is_there {
            let known = context
                .page
                .tables
                .iter()
                .map(|table| context.skipped_by(table));
            let known: Vec<String> = known.collect();
            return Err(format!(
                "--skip-table: no table is called {}{}; the tables are {}",
                quote(name),
                meant(name, known.iter().map(String::as_str)),
                list(
                    &known.iter().map(|name| quote(name)).collect::<Vec<_>>(),
                    "and"
                )
            ));
        }
    }
    Ok(())
}

fn unknown_column(option: &str, name: &str, page: &Page) -> String {
    let names = page.tables.iter().flat_map(|table| {
        let columns = 0..table.width();
        columns.map(|at| table.name(at))
    });
    let mut known: Vec<String> = names.collect();
    known.dedup();
    let quoted: Vec<String> = known.iter().map(|name| quote(name)).collect();
    let are = match quoted.as_slice() {
        [] => "the file has no table".to_owned(),
        names => format!("the columns are {}", list(names, "and")),
    };
    format!(
        "{option}: no column is called {}{}; {are}",
        quote(name),
        meant(name, known.iter().map(String::as_str))
    )
}

/// What looks like a table with roles is refused; what looks like another one is left out.
fn torn(context: &Context<'_>, out: &mut Imported) {
    for torn in &context.page.torn {
        if holds_letters(context.source.slice(torn.span)) {
            out.faults.push(faults::torn(torn));
        } else {
            let at = context.line(torn.span);
            out.notes
                .push(format!("line {at} is left out: {}", torn.why));
        }
    }
}

/// A table where none is read is refused if it has letters, and else left out with a note.
fn unread(context: &Context<'_>, out: &mut Imported) -> Vec<String> {
    let mut notes = Vec::new();
    for one in &context.page.unread {
        let at = context.line(one.span);
        if holds_letters(context.source.slice(one.span)) && !context.skips_line(at) {
            out.faults.push(faults::unread(one, at));
        } else {
            notes.push(format!(
                "the table on line {at} is left out: {}: {}",
                one.why, one.help
            ));
        }
    }
    notes
}

fn holds_letters(text: &str) -> bool {
    text.split(['|', ',', ';', '\t', '\n', '"'])
        .any(|piece| letters::is_cell(piece.trim_matches(['*', '_', ' ', '\r'])))
}

fn nothing(context: &Context<'_>, unread: &[String], legends: &[&Table]) -> String {
    let page = context.page;
    let seen = match page.tables.len() {
        0 if !unread.is_empty() => "no table that is read".to_owned(),
        0 => "no table".to_owned(),
        1 => "one table, which is not a table of roles".to_owned(),
        count => format!("{count} tables, and none of them is a table of roles"),
    };
    let nothing = format!(
        "there is nothing to import: the file has {seen}; a table of roles has a column of titles, one of the provider and one of the customer, which `--feature`, `--provider` and `--customer` name"
    );
    let why = unread.iter();
    let mut nothing = why.fold(nothing, |text, why| format!("{text}; {why}"));
    for table in legends {
        let place = context.place(table);
        nothing.push_str(&format!("; {place} explains the letters and has no roles"));
    }
    let is_legend = |table: &&Table| legends.iter().any(|one| std::ptr::eq(*one, *table));
    let others = page.tables.iter().filter(|table| !is_legend(table));
    let tables = others.filter_map(|table| {
        let values = values::short(table);
        (!values.is_empty())
            .then(|| format!("{} holds {}", context.place(table), values::shown(&values)))
    });
    let tables: Vec<String> = tables.take(3).collect();
    if tables.is_empty() {
        return nothing;
    }
    format!(
        "{nothing}; {}; `--map` says what such words mean, for example `--map \"Shared=provider:R,customer:RA\"`",
        tables.join("; ")
    )
}

fn taken(one: &Chosen<'_>, context: &Context<'_>) -> String {
    let table = one.table;
    let name = |at: usize| quote(&table.name(at));
    let rows = counted(table.rows.len(), "row");
    let (who, left_out) = match &one.layout {
        Layout::Roles(columns) => (parties(columns, &name), &columns.left_out),
        Layout::Parties(roster) => {
            let roles = roster.roles.iter();
            let roles = roles.map(|(role, at)| format!("{} in {}", role.word(), name(*at)));
            (roles.collect::<Vec<_>>().join(", "), &roster.left_out)
        }
    };
    let left_out: Vec<String> = left_out.iter().map(|at| name(*at)).collect();
    let rest = match left_out.as_slice() {
        [] => String::new(),
        [one] => format!("; column {one} is left out"),
        some => format!("; columns {} are left out", list(some, "and")),
    };
    format!(
        "{} has {rows}: titles in {}, {who}{rest}",
        context.place(table),
        name(one.feature()),
    )
}

/// Whose columns are which.
fn parties(columns: &Columns, name: &dyn Fn(usize) -> String) -> String {
    if let Some(both) = columns.both {
        return format!("the provider and the customer in {}", name(both));
    }
    let of = |holder| {
        let names: Vec<String> = columns.of(holder).map(name).collect();
        list(&names, "and")
    };
    let why = if columns.is_inferred {
        " (the only other column of letters)"
    } else {
        ""
    };
    format!(
        "the provider in {}{why}, the customer in {}",
        of(Holder::Provider),
        of(Holder::Customer)
    )
}

fn left_out(table: &Table, context: &Context<'_>, why: &str) -> String {
    format!("{} is left out: {why}", context.place(table))
}
