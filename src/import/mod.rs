//! A publisher's table of roles to a matrix: what is certain is read, and what is not is refused at
//! its cell.
//!
//! `choose` finds the tables of roles among those of a page, `rows` reads their rows, `ids`
//! names them. The rules of integrity then judge the rows as they judge those of any matrix, and
//! their faults are led back to the cells.

mod choose;
mod faults;
mod head;
mod ids;
mod page;
mod rows;
#[cfg(test)]
mod tests;

use crate::check::judge;
use crate::finding::{Fault, Place};
use crate::model::matrix::{Matrix, Provenance, Registry};
use crate::model::place;
use crate::model::raci::{Cell, Party};
use crate::rules::redundant_role;
use crate::table::columns::{self, Names};
use crate::text::{FilePath, Source, Span};

pub use ids::slug;
pub use page::{Imported, Kind, Request};

use page::is_error;
use rows::Entry;

/// Reads a page. The error says why there is nothing to read.
pub fn read(
    source: &Source,
    path: &FilePath,
    kind: Kind,
    request: &Request<'_>,
    registry: &Registry,
) -> Result<Imported, String> {
    let page = kind.read(source.text());
    let names = Names {
        feature: request.feature,
        provider: request.provider,
        customer: request.customer,
        providers: columns::provider_names(registry.matrices().map(|matrix| &matrix.provider)),
    };
    let mut imported = Imported::default();
    let chosen = choose::choose(&page, &names, source, &mut imported)?;
    let provider = head::provider(&chosen, request, registry);
    let mut entries = Vec::new();
    for one in &chosen {
        imported.rows += one.table.rows.len();
        rows::read(one, source, &mut entries, &mut imported);
    }
    imported.tables = chosen.len();
    ids::name(&mut entries, &provider, registry);
    rows::doubled(&mut entries, &mut imported.faults);
    integrity(&mut entries, &mut imported.faults);
    imported.faults.sort_by_key(|fault| match fault.place {
        Place::Span(span) => span,
        Place::Route(_) => Span::ZERO,
    });
    let provenance = Provenance {
        file: path.relative.clone(),
        sha256: source.sha256().to_string(),
        tables: chosen.iter().map(|one| one.origin(source)).collect(),
    };
    let titles: Vec<&str> = entries.iter().map(|entry| entry.title.as_str()).collect();
    let known = ids::most_known(&titles, registry);
    let sound = entries.iter().filter(|entry| !entry.faulty);
    imported.matrix = Matrix::new(provider, sound.map(Entry::row).collect());
    head::fill(&mut imported, provenance, request, known);
    Ok(imported)
}

/// The rules that hold for every matrix, at the cells of the page.
fn integrity(entries: &mut [Entry], out: &mut Vec<Fault>) {
    let cells: Vec<(String, [Cell<'_>; 2])> = entries
        .iter()
        .filter(|entry| !entry.faulty)
        .map(|entry| {
            let provider = Cell::of("provider", Party::Provider, entry.provider.roles);
            let customer = Cell::of("customer", Party::Customer, entry.customer.roles);
            (entry.id.clone(), [provider, customer])
        })
        .collect();
    let rows = cells
        .iter()
        .map(|(id, cells)| (id.as_str(), cells.as_slice()));
    for fault in judge::check_table(rows) {
        let id = fault.feature.clone().unwrap_or_default();
        let Some(entry) = entries
            .iter_mut()
            .find(|entry| entry.id == id && !entry.faulty)
        else {
            continue;
        };
        out.push(at_cells(fault, entry));
    }
    for fault in out.iter().filter(|fault| is_error(fault)) {
        for entry in entries.iter_mut() {
            entry.faulty |= fault.feature.as_ref() == Some(&entry.id);
        }
    }
}

/// A fault of a matrix at the characters that its rows were read from.
fn at_cells(mut fault: Fault, entry: &Entry) -> Fault {
    let span = |place: &Place| match place {
        Place::Span(span) => *span,
        Place::Route(route) => match place::party(&route.pointer).as_deref() {
            Some("provider") => entry.provider.span,
            Some("customer") => entry.customer.span,
            _ => entry.span,
        },
    };
    if let Place::Route(route) = &fault.place {
        let pointer = fault
            .pointer
            .take()
            .unwrap_or_else(|| route.pointer.clone());
        fault.pointer = Some(pointer);
    }
    fault.place = span(&fault.place).into();
    for (place, _) in &mut fault.related {
        *place = span(place).into();
    }
    if fault.rule == &redundant_role::RULE {
        fault.label = None; // it is about one letter, and the cell has more
    }
    // Two letters of one cell are one place.
    let own = span(&fault.place);
    fault.related.retain(|(place, _)| span(place) != own);
    fault
}
