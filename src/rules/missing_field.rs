//! CRISP101: without it the manifest does not say what it must.

use super::shape::field;
use crate::finding::{Family, Fault, Hides, Needs, Rule, Severity};
use crate::model::schema::Schema;
use crate::text::{code, quote};
use crate::yaml::{Route, pointer};

/// The rule.
pub static RULE: Rule = Rule {
    code: "CRISP101",
    name: "missing-field",
    severity: Severity::Error,
    fixed: true,
    baselinable: false,
    family: Family::Shape,
    needs: Needs::Document,
    hides: Hides::Value,
    summary: "a required field is missing",
    page: include_str!("../../rules/CRISP101.md"),
    ..Rule::USUAL
};

/// A field that the object at `at` needs.
pub fn fault(schema: &Schema, at: &str, name: &str) -> Fault {
    let annotation = schema.annotation(&pointer(at, name));
    let write = match annotation.form() {
        Some(form) => format!("add {}", code(&format!("{name}: {form}"))),
        None => format!("add {}", code(&format!("{name}:"))),
    };
    let message = match field::object(at) {
        Some(object) => format!("{object} has no {}", quote(name)),
        None => format!("the document has no {}", quote(name)),
    };
    Fault::new(&RULE, Route::key(at), message)
        .help(field::sentence(&write, annotation.description))
        .missing(name)
}

/// A feature that says neither who holds its roles nor why it does not apply.
pub fn neither(at: &str) -> Fault {
    let feature = field::object(at).unwrap_or_default();
    let message = format!("{feature} has neither `raci` nor `notApplicable`");
    Fault::new(&RULE, Route::key(at), message)
        .help("add `raci: {provider: …, customer: …}`, or write in `notApplicable:` why the feature does not apply")
        .missing("raci")
}
