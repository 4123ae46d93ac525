//! Which column has the titles of the rows.

use std::collections::HashSet;

use super::Table;
use super::claims::Claims;
use super::filled::is_letters;
use super::letters;
use super::parties::Claimed;
use super::words::{self, Heading};
use crate::text::{is_blank, single_spaced};

/// The column of the titles: the one that a person names; else under a known heading; else the
/// leftmost that reads like titles. The error has those that were named, if there are several.
pub fn titles(table: &Table, claims: &Claims<'_>, claimed: &Claimed) -> Result<usize, Vec<usize>> {
    if let Some(name) = claims.feature {
        let found = table.columns_called(name);
        // A table that has no such column is read as if nobody had named one.
        match found.as_slice() {
            [] => {}
            [only] => return Ok(*only),
            _ => return Err(found),
        }
    }
    let is_free = |at: &usize| !claimed.takes(*at) && !is_letters(table, *at, claims);
    let free: Vec<usize> = (0..table.width()).filter(is_free).collect();
    let is_titled = |at: &&usize| is_titled(table, **at, claims, claimed);
    if let Some(found) = known(table, &free, claims) {
        return Ok(found);
    }
    let headed: Vec<usize> = free
        .iter()
        .copied()
        .filter(|at| is_headed(table, *at, claims))
        .collect();
    let is_class = |at: &usize| words::is_of_classes(name(table, *at));
    let (classes, own): (Vec<usize>, Vec<usize>) = headed.into_iter().partition(is_class);
    let mut best = own.iter().chain(&classes).filter(is_titled);
    if let Some(found) = best.next().or(own.first()) {
        return Ok(*found);
    }
    let other = free
        .iter()
        .filter(|at| !classes.contains(at) && is_open(table, **at, claims));
    let found = other.copied().find(|at| is_titled(&at));
    found.or(classes.first().copied()).ok_or_else(Vec::new)
}

/// The column with most titles that are known, if there is any.
fn known(table: &Table, free: &[usize], claims: &Claims<'_>) -> Option<usize> {
    let is_known = claims.is_known?;
    let count = |at: usize| {
        let cells = table.column(at);
        cells.filter(|cell| is_known(&cell.text)).count()
    };
    let mut best: Option<(usize, usize)> = None;
    for (at, count) in free.iter().map(|at| (*at, count(*at))) {
        if count > best.map_or(0, |(_, most)| most) {
            best = Some((at, count));
        }
    }
    best.map(|(at, _)| at)
}

fn name(table: &Table, at: usize) -> &str {
    table.header.cells.get(at).map_or("", |cell| &cell.text)
}

fn is_headed(table: &Table, at: usize, claims: &Claims<'_>) -> bool {
    words::heading(name(table, at), &claims.providers) == Some(Heading::Titles)
}

/// Whether a heading leaves open that the column has titles. Descriptions can be titles; remarks are
/// none.
fn is_open(table: &Table, at: usize, claims: &Claims<'_>) -> bool {
    let name = name(table, at);
    let is_description = words::words(name)
        .iter()
        .any(|word| word.starts_with("descr"));
    let heading = words::heading(name, &claims.providers);
    !(claims.is_field)(name)
        && (is_description || !matches!(heading, Some(Heading::Notes | Heading::Clauses)))
}

/// Whether what is in a column reads like titles: it is never empty beside a role, does not repeat,
/// and most cells have a word that is not a code.
fn is_titled(table: &Table, at: usize, claims: &Claims<'_>, claimed: &Claimed) -> bool {
    let mut seen = HashSet::new();
    let (mut filled, mut worded) = (0, 0);
    for row in &table.rows {
        let has_role = claimed.role_columns().any(|column| {
            let cell = row.cells.get(column);
            cell.is_some_and(|cell| {
                let reading = letters::read_cell(cell, &claims.meanings);
                letters::is_roles(&reading) || (claimed.is_roster && !cell.text.is_empty())
            })
        });
        if !has_role {
            continue; // a heading inside of the table, or an empty row
        }
        let text = row.cells.get(at).map_or("", |cell| &cell.text);
        if is_blank(text) || !seen.insert(single_spaced(text).to_lowercase()) {
            return false;
        }
        filled += 1;
        worded += usize::from(has_word(text));
    }
    filled > 0 && worded * 2 > filled
}

/// Whether a text has a word of two letters or more that is not a code such as `ISM-1569`.
fn has_word(text: &str) -> bool {
    let mut pieces =
        text.split(|c: char| c.is_whitespace() || matches!(c, '/' | '(' | ')' | ',' | '&'));
    pieces.any(|piece| {
        let letters = piece.chars().filter(|c| c.is_alphabetic()).count();
        letters >= 2 && !piece.chars().any(char::is_numeric)
    })
}
