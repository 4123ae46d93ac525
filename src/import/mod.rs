//! A publisher's table of roles to a matrix: what is certain is read, and what is not is refused at
//! its cell.
//!
//! `choose` finds the tables of roles among those of a page, `rows` reads their rows, `ids`
//! names them. The rules of integrity then judge the rows as they judge those of any matrix, and
//! their faults are led back to the cells.

mod choose;
mod context;
mod entry;
mod faults;
mod head;
mod ids;
mod page;
mod roster;
mod rows;
#[cfg(test)]
mod tests;
mod values;

use crate::check::judge;
use crate::finding::{Fault, Place};
use crate::model::matrix::{Matrix, Provenance, Registry};
use crate::model::place;
use crate::model::raci::{Cell, Party};
use crate::rules::redundant_role;
use crate::table::claims::Claims;
use crate::table::{Page, words};
use crate::text::{FilePath, Source, Span, quote};

pub use ids::slug;
pub use page::{Imported, Request};

use context::Context;
use entry::Entry;
use page::is_error;

/// Reads the tables of a page. The error says why there is nothing to read.
pub fn read(
    source: &Source,
    page: &Page,
    path: &FilePath,
    request: &Request<'_>,
    registry: &Registry,
) -> Result<Imported, String> {
    let providers = words::provider_names(registry.matrices().map(|matrix| &matrix.provider));
    let claims = Claims {
        providers,
        ..request.claims.clone()
    };
    let context = Context {
        page,
        source,
        claims: &claims,
    };
    let mut imported = Imported::default();
    let chosen = choose::choose(&context, &mut imported)?;
    let provider = head::provider(&chosen, request, &claims, registry);
    let mut entries = Vec::new();
    for one in &chosen {
        rows::read(one, &context, &mut entries, &mut imported);
    }
    imported.tables = chosen.len();
    let marks = rows::marks(&context, &mut imported.marks);
    imported.notes.extend(marks);
    ids::name(&mut entries, &provider, registry, request.qualifies);
    rows::doubled(&mut entries, &mut imported.faults);
    integrity(&mut entries, &claims, &mut imported.faults);
    imported.faults.sort_by_key(|fault| match fault.place {
        Place::Span(span) => span,
        Place::Route(_) => Span::ZERO,
    });
    name_cells(page, &mut imported.faults);
    let provenance = Provenance {
        file: path.relative.clone(),
        sha256: source.sha256().to_string(),
        tables: chosen.iter().map(|one| one.origin(&context)).collect(),
    };
    let titles: Vec<&str> = entries.iter().map(|entry| entry.title.as_str()).collect();
    let known = ids::most_known(&titles, registry);
    let sound = entries.iter().filter(|entry| !entry.faulty);
    imported.matrix = Matrix::new(provider, sound.map(Entry::row).collect());
    head::fill(
        &mut imported,
        provenance,
        page.title.as_deref(),
        request,
        known,
    );
    head::compare(&mut imported, registry);
    Ok(imported)
}

/// In a workbook no line says where a cell is, so every message begins with its name.
fn name_cells(page: &Page, faults: &mut [Fault]) {
    for fault in faults {
        if let Place::Span(span) = fault.place
            && let Some(name) = page.cell_name(span)
        {
            fault.message = format!("{}: {}", quote(name), fault.message).into();
        }
    }
}

/// The rules that hold for every matrix, at the cells of the page.
fn integrity(entries: &mut [Entry], claims: &Claims<'_>, out: &mut Vec<Fault>) {
    for entry in entries
        .iter_mut()
        .filter(|entry| entry.is_bare && !entry.faulty)
    {
        out.push(faults::no_roles(entry, claims.sections));
        entry.faulty = true;
    }
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
