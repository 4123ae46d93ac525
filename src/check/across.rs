//! The stages that see all files of a run: systems that are declared twice, and matrices that
//! extend each other. They work on what each file has left behind.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use super::checked::{Checked, finding};
use crate::finding::{Fault, Location, Related};
use crate::model::matrix::{self, Link, Matrix, Parsed, Reference, Registry};
use crate::rules;
use crate::text::Span;

/// Reports every document that declares a system which another has declared before under the same
/// matrix. One system on two providers is two manifests; where the matrix cannot be read, nobody knows.
pub(super) fn duplicate_systems(files: &mut [Checked]) {
    let mut first: HashMap<(Arc<str>, Arc<str>), (usize, usize)> = HashMap::new();
    let mut again = Vec::new();
    for (file, checked) in files.iter().enumerate() {
        for (claim, declared) in checked.claims.iter().enumerate() {
            let Some(matrix) = declared.matrix.as_ref().filter(|_| declared.is_compared) else {
                continue;
            };
            match first.entry((Arc::clone(&declared.system), Arc::clone(matrix))) {
                Entry::Occupied(first) => again.push((*first.get(), (file, claim))),
                Entry::Vacant(first) => {
                    first.insert((file, claim));
                }
            }
        }
    }
    for ((first_file, first_claim), (file, claim)) in again {
        let Some(first) = place_of(files, first_file, |file| {
            Some(file.claims.get(first_claim)?.at)
        }) else {
            continue;
        };
        let Some(checked) = files.get_mut(file) else {
            continue;
        };
        let source = checked.text();
        let Some(claim) = checked.claims.get(claim) else {
            continue;
        };
        let fault = rules::duplicate_system::fault(&claim.system, claim.at);
        let related = Related {
            location: first,
            message: "first declared here".into(),
        };
        let finding = finding(
            &checked.path,
            &source,
            claim.index,
            Some(claim).filter(|claim| claim.is_named),
            fault,
            vec![related],
        );
        checked.findings.push(finding);
    }
}

/// Reports every `extends` that leads nowhere, to another version, or in a circle.
pub(super) fn link_matrices(files: &mut [Checked], registry: &Registry) {
    let places: Vec<(usize, usize)> = files
        .iter()
        .enumerate()
        .flat_map(|(file, checked)| (0..checked.matrices.len()).map(move |at| (file, at)))
        .collect();
    let parsed: Vec<Parsed> = files
        .iter()
        .flat_map(|file| file.matrices.iter().map(|matrix| matrix.parsed.clone()))
        .collect();
    let links = matrix::links(&parsed, registry);
    for (own, link) in links.iter().enumerate() {
        let (Some((file, at)), Some(document)) = (places.get(own), parsed.get(own)) else {
            continue;
        };
        let extends = Reference::new(document.extends.as_deref().unwrap_or_default());
        let at_part = |part: usize| {
            let matrix = files.get(*file)?.matrices.get(*at)?;
            matrix.extends_at.get(part).copied()
        };
        let fault = match link {
            Link::None => continue,
            Link::Loaded | Link::Document(_) => {
                let base = base(document, link, &parsed, registry);
                let fault = base.and_then(|base| {
                    rules::matrix_version::unversioned("/extends", extends, &base, registry)
                });
                let Some(fault) = fault else { continue };
                Fault {
                    place: at_part(2).unwrap_or_default().into(),
                    ..fault
                }
            }
            Link::Unknown => {
                let others = parsed.iter().map(|one| one.id.as_str());
                // A matrix is not offered itself as its base.
                let known = registry.ids().chain(others);
                let known = known.filter(|id| *id != document.id);
                let fault = rules::unknown_matrix::fault("/extends", extends, known);
                Fault {
                    place: at_part(0).unwrap_or_default().into(),
                    ..fault
                }
            }
            Link::OtherVersion => {
                let loaded = registry.judge(extends.id);
                let loaded = loaded.map(|matrix| matrix.version.as_str());
                let given = parsed.iter().filter(|one| one.id == extends.id);
                let given = given.map(|one| one.version.as_str());
                let itself = |version: &&str| {
                    (extends.id, *version) == (document.id.as_str(), document.version.as_str())
                };
                let mut others = loaded.into_iter().chain(given);
                let fault = match others.find(|version| !itself(version)) {
                    Some(other) => rules::matrix_version::fault("/extends", extends, other, None),
                    None => rules::matrix_version::not_given("/extends", extends),
                };
                Fault {
                    place: at_part(1).unwrap_or_default().into(),
                    ..fault
                }
            }
            // Each circle is reported once, by its first member.
            Link::Circle(path) if path.first() != Some(&own) => continue,
            Link::Circle(path) => {
                let names: Vec<&str> = path
                    .iter()
                    .filter_map(|at| parsed.get(*at))
                    .map(|one| one.id.as_str())
                    .collect();
                rules::matrix_cycle::fault(&names, at_part(2).unwrap_or_default())
            }
        };
        let mut related = Vec::new();
        if let Link::Circle(path) = link {
            for (file, at) in path.iter().skip(1).filter_map(|at| places.get(*at)) {
                let extends = |file: &Checked| Some(file.matrices.get(*at)?.extends_at[2]);
                let message = "part of the cycle".into();
                let location = place_of(files, *file, extends);
                related.extend(location.map(|location| Related { location, message }));
            }
        }
        let Some(checked) = files.get_mut(*file) else {
            continue;
        };
        let source = checked.text();
        let index = checked.matrices.get(*at).map_or(0, |matrix| matrix.index);
        let finding = finding(&checked.path, &source, index, None, fault, related);
        checked.findings.push(finding);
    }
}

/// The matrix that a document extends without naming its version, where the id is that of a shipped
/// one and the document itself is not the one that is loaded under it.
fn base(document: &Parsed, link: &Link, parsed: &[Parsed], registry: &Registry) -> Option<Matrix> {
    let extends = Reference::new(document.extends.as_deref()?);
    registry.shipped(extends.id)?;
    if extends.version.is_some() {
        return None;
    }
    let base = match link {
        Link::Document(at) => {
            let base = parsed.get(*at)?;
            let mut all = registry.clone();
            matrix::load(parsed, &mut all).ok()?;
            all.version(&base.id, &base.version)?.clone()
        }
        _ => registry.judge(extends.id)?.clone(),
    };
    let is_itself = (&base.id, &base.version) == (&document.id, &document.version);
    (!is_itself).then_some(base)
}

fn place_of(
    files: &mut [Checked],
    file: usize,
    span: impl Fn(&Checked) -> Option<Span>,
) -> Option<Location> {
    let checked = files.get_mut(file)?;
    let source = checked.text();
    let span = span(checked)?;
    Some(Location::new(&checked.path, &source, span))
}
