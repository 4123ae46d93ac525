//! CRISP102: a misspelt field would be passed over in silence.

use super::field;
use crate::document::{Node, Route, pointer};
use crate::finding::Fault;
use crate::rule::{Rule, Severity};
use crate::schema::Schema;
use crate::text::{list, nearest, quote};

/// The rule.
pub static RULE: Rule = Rule {
    code: "CRISP102",
    name: "unknown-field",
    severity: Severity::Error,
    fixed: true,
    summary: "a field that the schema does not know",
    page: include_str!("../../rules/CRISP102.md"),
};

/// A field that the object `value` at `at` does not have.
pub fn fault(schema: &Schema, at: &str, name: &str, value: Node<'_>) -> Fault {
    let annotation = schema.annotation(at);
    let object = field::object(at).unwrap_or_else(|| "the document".to_owned());
    // What is there already would stand there twice.
    let missing = annotation
        .fields()
        .filter(|field| value.get(field).is_none());
    let help = match nearest(name, missing) {
        Some(meant) => format!("did you mean {}?", quote(meant)),
        None => {
            let fields: Vec<String> = annotation.fields().map(quote).collect();
            format!(
                "{object} knows {}; for data of your own write {}",
                list(&fields, "and"),
                quote(&format!("x-{name}"))
            )
        }
    };
    let message = format!("{} is no field of {object}", quote(name));
    Fault::new(&RULE, Route::key(pointer(at, name)), message).help(help)
}
