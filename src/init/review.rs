//! What is left to do in a new manifest.

use std::collections::BTreeSet;

use crate::check::judge;
use crate::finding::Fault;
use crate::model::schema;
use crate::rules::placeholder;
use crate::yaml::{self, Document};

/// What is left to do in a manifest: the number of placeholders, and every fault of shape, each with
/// the pointer of the value that has it.
pub fn review(text: &str) -> (usize, Vec<(String, Fault)>) {
    let mut documents = yaml::read(text).into_iter().flatten().flatten();
    let Some(document) = documents.next() else {
        return (0, Vec::new());
    };
    let placeholders = placeholders(&document);
    let mut faults = Vec::new();
    for violation in schema::MANIFEST.violations(&document) {
        let at = &violation.pointer;
        if !placeholders.contains(at) {
            let found = judge::violation_faults(&schema::MANIFEST, &document, &violation);
            faults.extend(found.into_iter().map(|fault| (at.clone(), fault)));
        }
    }
    (placeholders.len(), faults)
}

/// The pointers of what waits for a person.
pub(super) fn placeholders(document: &Document<'_>) -> BTreeSet<String> {
    let found = placeholder::find(document, &|_| false).into_iter();
    found.map(|route| route.pointer).collect()
}
