//! What does not fit a schema, found once for a document.

use super::judge;
use crate::finding::Fault;
use crate::model::schema::{Damage, Schema, find_names};
use crate::rules;
use crate::yaml::{Document, Route};

/// What does not fit the schema, and what is therefore not to be read; and the placeholders.
pub(super) fn shape(
    schema: &'static Schema,
    document: &Document<'_>,
    mut placeholders: Vec<Route>,
    is_feature: &dyn Fn(&str) -> bool,
) -> (Damage, Vec<Fault>) {
    let mut violations = schema.violations(document);
    let names = find_names(schema, document, &mut violations, is_feature);
    placeholders.retain(|one| !names.covers(&one.pointer));
    let mut damage = Damage::new(&violations, document);
    let mut faults = judge::check_shape(schema, document, &violations);
    let misnamed = names.misnamed.iter();
    faults.extend(misnamed.map(rules::unknown_field::misnamed));
    damage.misnamed(names);
    for route in placeholders {
        damage.add_placeholder(route.pointer.clone());
        if let Some(value) = document.find(&route.pointer) {
            faults.push(rules::placeholder::fault(schema, route, value));
        }
    }
    (damage, faults)
}
