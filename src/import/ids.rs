//! The ids of rows: known ones where a loaded matrix has the title, else made of the title.
//!
//! An id names no provider, so that a rename breaks nothing, and does not depend on the order of the
//! rows.

use std::collections::{BTreeMap, BTreeSet};

use super::entry::Entry;
use crate::model::matrix::{Matrix, Provider, Registry, Spellings};
use crate::text::Sha256;

/// Gives every row its id, and known ones their clauses. `qualifies` says whether a title that is there
/// again under another heading gets its heading.
pub(super) fn name(
    entries: &mut [Entry],
    provider: &Provider,
    registry: &Registry,
    qualifies: bool,
) {
    let spellings = Spellings::of(provider.names());
    if qualifies {
        qualify(entries, &spellings, registry);
    }
    for entry in entries.iter_mut() {
        let mut matrices = registry.matrices();
        let known = matrices.find_map(|matrix| matrix.row(&entry.title));
        if let Some(row) = known {
            entry.id.clone_from(&row.id);
            entry.key.clone_from(&row.id);
            if entry.clauses.is_empty() {
                entry.clauses.clone_from(&row.clauses);
            }
        } else {
            entry.key = format!("title {}", spellings.normal(&entry.title));
        }
    }
    let known: BTreeSet<String> = entries.iter().map(|entry| entry.id.clone()).collect();
    let mut wanted: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let derived = |entry: &Entry| slug(&without_provider(&entry.title, provider), "feature");
    for entry in entries.iter().filter(|entry| entry.id.is_empty()) {
        wanted
            .entry(derived(entry))
            .or_default()
            .insert(entry.key.clone());
    }
    for entry in entries.iter_mut().filter(|entry| entry.id.is_empty()) {
        let id = derived(entry);
        let is_alone = wanted.get(&id).is_none_or(|keys| keys.len() == 1);
        entry.id = if is_alone && !known.contains(&id) {
            id
        } else {
            format!("{id}-{}", short_hash(&entry.key))
        };
    }
}

/// Puts the heading before titles that are there several times, each time under another heading. A
/// title of a known matrix stays as it is.
fn qualify(entries: &mut [Entry], spellings: &Spellings, registry: &Registry) {
    let mut groups: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, entry) in entries.iter().enumerate() {
        let is_known = registry
            .matrices()
            .any(|matrix| matrix.row(&entry.title).is_some());
        if !is_known {
            groups
                .entry(spellings.normal(&entry.title))
                .or_default()
                .push(at);
        }
    }
    for group in groups.into_values().filter(|group| group.len() > 1) {
        // The nearest heading, else all of them.
        for depth in 1..=2 {
            let names = group.iter().filter_map(|at| {
                let headings = entries.get(*at)?.headings.get(..depth)?;
                let names: Vec<&str> = headings.iter().rev().map(String::as_str).collect();
                Some(names.join(": "))
            });
            let names: Vec<String> = names.collect();
            let distinct: BTreeSet<String> =
                names.iter().map(|name| spellings.normal(name)).collect();
            if distinct.len() < group.len() {
                continue;
            }
            for (at, name) in group.iter().zip(names) {
                if let Some(entry) = entries.get_mut(*at) {
                    entry.title = format!("{name}: {}", entry.title);
                }
            }
            break;
        }
    }
}

/// The matrix that knows most of the titles, if it knows at least half of them.
pub(super) fn most_known<'r>(titles: &[&str], registry: &'r Registry) -> Option<&'r Matrix> {
    let counted = registry.matrices().map(|matrix| {
        let known = titles.iter().filter(|title| matrix.row(title).is_some());
        (known.count(), matrix)
    });
    // Of equals the first is taken, which is the one that judges.
    let mut best: Option<(usize, &Matrix)> = None;
    for (known, matrix) in counted {
        if best.is_none_or(|(most, _)| known > most) {
            best = Some((known, matrix));
        }
    }
    let (known, matrix) = best?;
    (known > 0 && known * 2 >= titles.len()).then_some(matrix)
}

/// A text as an id: lower-case letters, digits and hyphens. One that has none of them is called
/// `instead`, with a hash.
pub fn slug(text: &str, instead: &str) -> String {
    let plain = text.replace(['\'', '’'], "");
    let slug = slug::slugify(plain);
    if slug.is_empty() {
        format!("{instead}-{}", short_hash(text))
    } else {
        slug
    }
}

fn short_hash(text: &str) -> String {
    let hash = Sha256::of([text.as_bytes()]).to_string();
    hash.chars().take(6).collect()
}

/// A title without any name of its provider.
fn without_provider(title: &str, provider: &Provider) -> String {
    let names: Vec<Vec<String>> = provider.names().map(words).collect();
    let words = words(title);
    let mut kept = Vec::new();
    let mut rest = words.as_slice();
    while let Some((first, others)) = rest.split_first() {
        let named = names
            .iter()
            .find(|name| !name.is_empty() && rest.starts_with(name));
        if let Some(name) = named {
            rest = rest.get(name.len()..).unwrap_or_default();
        } else {
            kept.push(first.clone());
            rest = others;
        }
    }
    kept.join(" ")
}

fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| c.is_whitespace() || matches!(c, '/' | '(' | ')' | ','));
    let words = words.filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}
