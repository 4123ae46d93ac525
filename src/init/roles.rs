//! Roles of features as JSON, and those that are left open.

use serde_json::{Map, Value, json};

use super::facts::PLACEHOLDER;
use crate::model::matrix::Matrix;
use crate::model::raci::{Role, Roles};

/// Leaves every feature of a matrix open whose roles are not there, and returns their ids.
pub(super) fn leave_open(features: &mut Map<String, Value>, matrix: &Matrix) -> Vec<String> {
    let mut open = Vec::new();
    for row in matrix.rows() {
        let feature = features.entry(row.id.as_str());
        let feature = feature.or_insert_with(|| Value::Object(Map::new()));
        let Some(feature) = feature.as_object_mut() else {
            continue; // nothing but mappings goes in
        };
        let raci = feature.get("raci").filter(|raci| says_roles(raci));
        let cells = raci.and_then(Value::as_object).into_iter().flatten();
        let mut waiting = cells.filter(|(_, cell)| *cell == PLACEHOLDER);
        if waiting.next().is_some() {
            open.push(row.id.clone());
        } else if raci.is_none() && !feature.contains_key("notApplicable") {
            feature.insert("raci".to_owned(), json!(PLACEHOLDER));
            open.push(row.id.clone());
        }
    }
    open
}

/// Whether any cell of a `raci` says something.
pub(super) fn says_roles(raci: &Value) -> bool {
    let is_empty = |cell: &Value| match cell {
        Value::Null => true,
        Value::String(letters) => letters.trim().is_empty(),
        Value::Array(letters) => letters.is_empty(),
        _ => false,
    };
    let mut cells = raci.as_object().into_iter().flatten();
    cells.any(|(party, cell)| !party.starts_with("x-") && !is_empty(cell))
}

/// One letter, or a list of letters.
pub(super) fn cell(roles: Roles) -> Value {
    let letters: Vec<&str> = roles.iter().map(Role::letter).collect();
    match letters.as_slice() {
        [only] => json!(only),
        several => json!(several),
    }
}

/// The entries in the order in which people read them, those of others behind.
pub(super) fn ordered(mut map: Map<String, Value>, order: &[&str]) -> Map<String, Value> {
    let mut sorted = Map::new();
    for key in order {
        if let Some((key, value)) = map.shift_remove_entry(*key) {
            sorted.insert(key, value);
        }
    }
    sorted.extend(map);
    sorted
}
