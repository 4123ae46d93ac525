//! What is in the cells of a table that has no letters, counted, so that one finding can say it.

use std::collections::HashMap;

use crate::table::Table;
use crate::text::{quote, single_spaced};

pub(super) use crate::text::counted;

/// Values that a message shows before it counts the others.
const SHOWN: usize = 5;

/// Characters of a value that could be a word for roles; a sentence is none.
const SHORT: usize = 32;

/// The values of some columns, the most frequent first.
pub(super) fn of(table: &Table, columns: &[usize]) -> Vec<(String, usize)> {
    let mut counts: HashMap<String, (usize, usize)> = HashMap::new();
    let cells = table
        .rows
        .iter()
        .flat_map(|row| columns.iter().filter_map(|at| row.cells.get(*at)));
    for (order, cell) in cells.enumerate() {
        let text = if cell.text.is_empty() {
            &cell.marks
        } else {
            &cell.text
        };
        if !text.is_empty() {
            let (count, _) = counts.entry(single_spaced(text)).or_insert((0, order));
            *count += 1;
        }
    }
    let mut values: Vec<(String, (usize, usize))> = counts.into_iter().collect();
    values.sort_by_key(|(_, (count, order))| (std::cmp::Reverse(*count), *order));
    values
        .into_iter()
        .map(|(text, (count, _))| (text, count))
        .collect()
}

/// The short values of the columns after the first one.
pub(super) fn short(table: &Table) -> Vec<(String, usize)> {
    let columns: Vec<usize> = (1..table.width()).collect();
    let mut values = of(table, &columns);
    values.retain(|(text, _)| text.chars().count() <= SHORT);
    values
}

/// `` `No` ×350, `Partial` ×142 and 3 other values ``.
pub(super) fn shown(values: &[(String, usize)]) -> String {
    let mut texts: Vec<String> = values
        .iter()
        .take(SHOWN)
        .map(|(text, count)| match count {
            1 => quote(text),
            count => format!("{} ×{count}", quote(text)),
        })
        .collect();
    if texts.is_empty() {
        return "nothing".to_owned();
    }
    match values.len().saturating_sub(SHOWN) {
        0 => {}
        more => texts.push(counted(more, "other value")),
    }
    crate::text::list(&texts, "and")
}
