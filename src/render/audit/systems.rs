//! The section with every system: its facts, its RACI, and what was found right.

use super::section::{Block, Cell, Fact, Section, Shown, System, Table, column};
use super::words::{declared, facts, letters, others};
use crate::audit::fleet::{Fleet, RowView, SystemView};
use crate::check::facts::Declared;

/// All systems.
pub(super) fn section<'a>(fleet: &'a Fleet<'a>) -> Section<'a> {
    let note = if fleet.systems.is_empty() {
        "No manifest was read."
    } else {
        "R = responsible (does the work), A = accountable (exactly one party), C = consulted, I = informed. If a manifest differs from the matrix, the published roles are shown below."
    };
    let systems = fleet.systems.iter();
    let systems = systems.map(|view| Block::System(Box::new(system(view))));
    let note = std::iter::once(Block::Note(Shown::Page, note));
    Section {
        id: "systems",
        heading: "Systems",
        blocks: note.chain(systems).collect(),
        ..Section::default()
    }
}

fn system<'a>(view: &'a SystemView<'a>) -> System<'a> {
    let facts = facts(view).into_iter().map(|(what, value)| Fact {
        what,
        value: Cell::text(value),
        class: Some(match what {
            "File" | "SHA-256" => "wide",
            _ => "",
        }),
    });
    let table = Table {
        // The page leaves it out where there is no feature.
        shown: if view.rows.is_empty() {
            Shown::Text
        } else {
            Shown::Both
        },
        label: Some(format!("RACI of {}", view.name())),
        class: Some("raci"),
        caption: Cell::text(format!("RACI, owners and evidence of {}", view.name())),
        columns: vec![
            column("Feature"),
            column("Provider"),
            column("Customer"),
            column("Third parties"),
            column("Owner"),
            column("Evidence"),
            column("Clauses").in_text(),
            column("Published").in_text(),
            column("State"),
        ],
        rows: view.rows.iter().map(|row| feature(view, row)).collect(),
        ..Table::default()
    };
    System {
        view,
        facts: facts.collect(),
        table,
    }
}

fn feature<'a>(view: &'a SystemView<'a>, of: &'a RowView<'a>) -> Vec<Cell<'a>> {
    let row = of.row;
    let published = row.published.as_ref();
    let mut cells = vec![Cell::Feature(of)];
    if let Declared::Raci(raci) = &row.declared {
        cells.extend([
            Cell::Roles(raci.provider, published.map(|row| row.provider)),
            Cell::Roles(raci.customer, published.map(|row| row.customer)),
            Cell::Parties(others(view.system, raci)),
        ]);
    } else {
        let words = declared(of).unwrap_or_default();
        cells.push(Cell::NoRoles(words, published));
    }
    cells.extend([
        Cell::Owner(row.owner.as_ref()),
        Cell::Evidence(&row.evidence),
        published.map_or(Cell::Empty, |row| Cell::text(row.clauses.join(", "))),
        published.map_or(Cell::Empty, |row| {
            let (provider, customer) = (letters(row.provider), letters(row.customer));
            Cell::words(format!("{provider} / {customer}"))
        }),
        Cell::State(of),
    ]);
    cells
}
