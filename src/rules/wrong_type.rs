//! CRISP103: a number where a name belongs, or a list where a mapping does.

use super::field;
use crate::document::{Misfit, MisfitKind, Node, Route, Shape};
use crate::finding::Fault;
use crate::rule::{Rule, Severity};
use crate::schema::Schema;
use crate::text::{list, quote};

/// The rule.
pub static RULE: Rule = Rule {
    code: "CRISP103",
    name: "wrong-type",
    severity: Severity::Error,
    fixed: true,
    summary: "a value of another type",
    page: include_str!("../../rules/CRISP103.md"),
};

/// A value that is of none of the types that the schema asks for.
pub fn fault(schema: &Schema, at: &str, value: Node<'_>, expected: &[&'static str]) -> Fault {
    let expected: Vec<&str> = expected
        .iter()
        .filter(|name| **name != "null")
        .map(|name| word(name))
        .collect();
    let name = field::object(at).unwrap_or_else(|| "the document".to_owned());
    let message = format!(
        "{name} must be {}, but it is {}",
        list(&expected, "or"),
        shape(value.shape())
    );
    let scalar = matches!(value.shape(), Shape::Bool | Shape::Number);
    let help = if scalar && expected.contains(&"text") {
        let written = format!("\"{}\"", value.written());
        format!("put it in quotes: {}", quote(&written))
    } else {
        let annotation = schema.annotation(at);
        let write = annotation
            .examples()
            .next()
            .map_or_else(String::new, |example| {
                format!("write for example {}", quote(example))
            });
        field::sentence(&write, annotation.description)
    };
    Fault::new(&RULE, Route::value(at), message).help(help)
}

/// A key that is no text, or a merge key that merges nothing.
pub fn misfit(misfit: &Misfit) -> Fault {
    let (message, help) = match misfit.kind {
        MisfitKind::CollectionAsKey => (
            "a key must be text, but this one is a list or a mapping",
            "write the key as plain text",
        ),
        MisfitKind::MergeOfNoMapping => (
            "the merge key `<<` takes a mapping or a list of mappings",
            "name the anchor of a mapping: `<<: *name`",
        ),
    };
    Fault::new(&RULE, misfit.span, message)
        .help(help)
        .pointer(&misfit.pointer)
}

/// The types that the schemas ask for, as messages name them.
fn word(type_name: &'static str) -> &'static str {
    match type_name {
        "object" => "a mapping",
        "array" => "a list",
        "integer" => "a number",
        "string" => "text",
        other => other,
    }
}

fn shape(shape: Shape) -> &'static str {
    match shape {
        Shape::Null => "empty",
        Shape::Bool => "true or false",
        Shape::Number => "a number",
        Shape::String => "text",
        Shape::Sequence => "a list",
        Shape::Mapping => "a mapping",
    }
}
