//! What is said about a page that cannot be read with certainty. The rules are those of manifests
//! and matrices: what is absent, unknown, doubled or no value there is so here.

use crate::finding::Fault;
use crate::rules::{duplicate_key, invalid_value, missing_field, unknown_field};
use crate::table::columns::{Part, Unbound, is_role_column, names};
use crate::table::letters::Unread;
use crate::table::{Cell, Row, Table, Torn};
use crate::text::{Span, code, list, nearest, quote};
use crate::yaml::pointer;

/// A cell that holds no roles, and no empty one.
pub(super) fn cell(cell: &Cell, unread: Unread, title: &str, part: Part) -> Fault {
    let whose = whose(part);
    let text = quote(&cell.text);
    let row = quote(title);
    let (message, help) = match unread {
        Unread::NoLetter => (
            format!("{row}: {text} in {whose} column is no letter of a role"),
            "write R, A, C and I, several as `R, A`; leave the cell empty where the party has no role".to_owned(),
        ),
        Unread::NoReason => (
            format!("{row}: {text} in {whose} column gives no reason"),
            "leave the cell empty where the party has no role, or give the reason: `N/A: reason`".to_owned(),
        ),
        Unread::Twice(role) => (
            format!("{row}: {text} in {whose} column has {} twice", role.letter()),
            format!("find out what was meant beside {}, and write each letter once", role.letter()),
        ),
        Unread::Lookalike(character) => (
            format!("{row}: {text} in {whose} column is no letter of a role"),
            format!(
                "the cell holds U+{:04X}, which is none of the Latin letters R, A, C and I",
                u32::from(character)
            ),
        ),
    };
    Fault::new(&invalid_value::RULE, cell.span, message).help(help)
}

/// Whose roles a column holds.
pub(super) fn whose(part: Part) -> &'static str {
    match part {
        Part::Provider => "the provider's",
        _ => "the customer's",
    }
}

/// A cell of which a part is struck out.
pub(super) fn struck(cell: &Cell, title: &str) -> Fault {
    let message = format!("{}: a part of the cell is struck out", quote(title));
    Fault::new(&invalid_value::RULE, cell.span, message)
        .help("find out what holds, and leave only that in the cell")
}

/// A row with fewer or more cells than its header.
pub(super) fn ragged(row: &Row, title: &str, header: usize) -> Fault {
    let count = row.cells.len();
    let cells = if count == 1 { "cell" } else { "cells" };
    let message = format!(
        "{} has {count} {cells} where the header has {header}",
        quote(title)
    );
    let (rule, help) = if count < header {
        (
            &missing_field::RULE,
            "write every cell of the row, empty ones too: nobody can say which of them is missing",
        )
    } else {
        (
            &unknown_field::RULE,
            "take out the cell that is too many; inside of a cell, a pipe is written `\\|`, and in CSV a cell with a comma stands in quotation marks",
        )
    };
    Fault::new(rule, row.span, message)
        .help(help)
        .missing(title)
}

/// A row without a title.
pub(super) fn untitled(row: &Row) -> Fault {
    Fault::new(&missing_field::RULE, row.span, "the row has no title")
        .help("write what the row is about")
}

/// A title that stands in two rows.
pub(super) fn doubled(id: &str, title: &str, again: Span, first: Span) -> Fault {
    let message = format!("{} is given twice", quote(title));
    Fault::new(&duplicate_key::RULE, again, message)
        .help("keep one of the two rows, or give them titles that tell them apart")
        .label("again here")
        .related(first, "first here")
        .pointer(pointer("/features", id))
}

/// A table of which nobody can say whose column is whose.
pub(super) fn unbound(table: &Table, unbound: &Unbound) -> Fault {
    let Unbound {
        part, candidates, ..
    } = unbound;
    let header: Vec<&str> = names(&table.header.cells).collect();
    let quoted = |columns: &[usize]| -> Vec<String> {
        let columns = columns.iter().filter_map(|at| header.get(*at));
        columns.map(|name| quote(name)).collect()
    };
    let some = quoted(candidates);
    let is = match part {
        Part::Provider => "is the provider's",
        Part::Customer => "is the customer's",
        _ => "holds the titles",
    };
    let message = match some.as_slice() {
        [] => format!("no column of this table {is}"),
        [one] => format!("the column {one} cannot be both the provider's and the customer's"),
        some => format!(
            "nobody can say which column {is}: {} could be it",
            list(some, "or")
        ),
    };
    let likely = likely(table, unbound);
    let columns = if some.len() > 1 { candidates } else { &likely };
    let options = columns.iter().filter_map(|at| header.get(*at));
    let options: Vec<String> = options
        .map(|name| code(&format!("{} \"{name}\"", part.option())))
        .collect();
    let help = format!("name it: {}", list(&options, "or"));
    Fault::new(&missing_field::RULE, table.header.span, message)
        .help(help)
        .missing(part.option())
}

/// The columns that could play the part by what stands in them; all others, where nothing tells.
fn likely(table: &Table, unbound: &Unbound) -> Vec<usize> {
    let others = 0..table.header.cells.len();
    let others: Vec<usize> = others.filter(|at| !unbound.taken.contains(at)).collect();
    let roles = unbound.part != Part::Feature;
    let fitting = others.iter().copied();
    let fitting: Vec<usize> = fitting
        .filter(|at| is_role_column(table, *at) == roles)
        .collect();
    if fitting.is_empty() { others } else { fitting }
}

/// Lines that were meant as a table.
pub(super) fn torn(torn: &Torn) -> Fault {
    Fault::new(&invalid_value::RULE, torn.span, torn.why).help(torn.help)
}

/// What was probably meant by a name that no column has.
pub(super) fn meant<'c>(name: &str, known: impl IntoIterator<Item = &'c str>) -> String {
    let meant = nearest(name, known);
    meant.map_or_else(String::new, |meant| {
        format!("; did you mean {}?", quote(meant))
    })
}
