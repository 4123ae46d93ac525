//! The sections with all systems at once: the numbers, and how each feature stands.

use super::section::{Block, Cell, Map, Section, Shown, Table, column};
use super::words::place;
use crate::audit::fleet::{Fleet, Other, SystemView};
use crate::audit::state::State;

/// What was found and accepted, in numbers.
pub(super) fn numbers<'a>(fleet: &'a Fleet<'a>) -> Section<'a> {
    let tally = fleet.report.tally();
    let tiles = [
        ("systems", fleet.systems.len(), None),
        ("open errors", tally.errors, Some(State::Open)),
        ("open warnings", tally.warnings, Some(State::Open)),
        ("notices", tally.infos, None),
        ("waived findings", tally.waived, Some(State::Waived)),
        (
            "baselined findings",
            tally.baselined,
            Some(State::Baselined),
        ),
    ];
    Section {
        id: "numbers",
        heading: "Summary",
        shown: Shown::Page,
        blocks: vec![Block::Tiles(tiles), states(fleet, Shown::Page)],
        ..Section::default()
    }
}

fn states<'a>(fleet: &Fleet<'_>, shown: Shown) -> Block<'a> {
    Block::States(shown, State::ALL.map(|state| (state, fleet.count(state))))
}

/// Every feature of every system.
pub(super) fn fleet<'a>(fleet: &'a Fleet<'a>) -> Section<'a> {
    let mut blocks = vec![states(fleet, Shown::Text)];
    if fleet.systems.is_empty() {
        blocks.push(Block::Note(Shown::Page, "No manifest was read."));
    }
    for judge in &fleet.judges {
        let views = fleet.systems.iter().filter(|view| judge.judged(view));
        // The rows of a system begin with those of its matrix, in the order of the matrix.
        let state = |view: &SystemView<'_>, row: usize| {
            let row = view.rows.get(row);
            row.map_or(State::Unjudged, |row| row.state)
        };
        let columns = 0..judge.judge.rows.len();
        let systems = views.map(|view| {
            let states = columns.clone().map(|row| state(view, row));
            (view, states.collect())
        });
        blocks.push(Block::Map(Map {
            judge,
            systems: systems.collect(),
        }));
    }
    blocks.extend(not_judged(fleet).map(Block::Table));
    Section {
        id: "fleet",
        heading: "All systems",
        blocks,
        ..Section::default()
    }
}

/// What stands in no row above; nothing where all do.
fn not_judged<'a>(fleet: &'a Fleet<'a>) -> Option<Table<'a>> {
    let systems = fleet.systems.iter();
    let unknown = systems.filter(|view| view.system.judge.is_none());
    let rows = unknown.map(unknown_matrix);
    let rows: Vec<Vec<Cell<'_>>> = rows.chain(fleet.others.iter().map(other)).collect();
    let title = "Documents not in the tables above";
    (!rows.is_empty()).then(|| Table {
        title: Some(title),
        caption: Cell::words(title),
        columns: vec![column("File"), column("What it is"), column("Findings")],
        rows,
        ..Table::default()
    })
}

fn unknown_matrix<'a>(view: &'a SystemView<'a>) -> Vec<Cell<'a>> {
    let name = view.name();
    vec![
        Cell::Link(view, place(&view.file.path.relative, Some(view.document))),
        Cell::either(
            Cell::text(format!("manifest of {name}")),
            Cell::text(format!("{name}: its matrix is unknown")),
        ),
        Cell::either(
            Cell::words("its matrix is unknown, so its features were not checked"),
            Cell::words(view.findings.len().to_string()),
        ),
    ]
}

fn other<'a>(one: &'a Other<'a>) -> Vec<Cell<'a>> {
    let findings = one.findings.iter().map(|finding| Cell::Finding(finding));
    let found = match one.findings.as_slice() {
        [] => Cell::words("nothing"),
        _ => Cell::Lines(findings.collect()),
    };
    vec![
        Cell::text(place(&one.file.path.relative, one.document)),
        Cell::words(one.kind.words()),
        Cell::either(found, Cell::words(one.findings.len().to_string())),
    ]
}
