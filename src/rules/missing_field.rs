//! CRISP101: without it the manifest does not say what it must.

use super::shape::field;
use crate::finding::{Fault, Rule, Severity};
use crate::model::schema::Schema;
use crate::text::{code, quote};
use crate::yaml::{Route, pointer};

/// The rule.
pub static RULE: Rule = Rule {
    code: "CRISP101",
    name: "missing-field",
    severity: Severity::Error,
    fixed: true,
    summary: "a required field is absent",
    page: include_str!("../../rules/CRISP101.md"),
};

/// A field that the object at `at` needs.
pub fn fault(schema: &Schema, at: &str, name: &str) -> Fault {
    let annotation = schema.annotation(&pointer(at, name));
    let write = match annotation.examples().next() {
        // Roles, a list or a whole section are not to be taken over unread.
        Some(example) if example.starts_with(['{', '[']) => {
            format!("add for example {}", code(&format!("{name}: {example}")))
        }
        Some(example) => format!("add {}", code(&format!("{name}: {example}"))),
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
        .help("add `raci: {provider: …, customer: …}`, or say in `notApplicable:` why it does not apply")
        .missing("raci")
}
