//! CRISP103: a number where a name belongs, or a list where a mapping does.

use super::shape::{field, meant};
use crate::finding::{Family, Fault, Hides, Needs, Rule, Severity};
use crate::model::place;
use crate::model::schema::Schema;
use crate::text::{code, list, quote};
use crate::yaml::write::flow;
use crate::yaml::{Misfit, MisfitKind, Node, Route, Shape, pointer};
use serde_json::json;

/// The rule.
pub static RULE: Rule = Rule {
    code: "CRISP103",
    name: "wrong-type",
    severity: Severity::Error,
    fixed: true,
    baselinable: false,
    family: Family::Shape,
    needs: Needs::Document,
    hides: Hides::Value,
    summary: "a value has the wrong type",
    page: include_str!("../../rules/CRISP103.md"),
    ..Rule::USUAL
};

/// What the schemas call an integer.
const INTEGER: &str = "a whole number";

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
        match value.shape() {
            Shape::Number if expected.contains(&INTEGER) => quote(value.written()),
            other => shape(other).to_owned(),
        }
    );
    let help = repair(schema, at, value, &expected);
    let help = help.unwrap_or_else(|| field::what_to_write(schema, at));
    Fault::new(&RULE, Route::value(at), message).help(help)
}

/// How the value itself would be written, where another spelling of it is all that is missing.
fn repair(schema: &Schema, at: &str, value: Node<'_>, expected: &[&str]) -> Option<String> {
    let text = match value.shape() {
        Shape::String => value.as_str()?,
        Shape::Number => value.written(),
        // A yes or no that somebody meant; in quotes it would pass for the reason or the name.
        Shape::Bool
            if value.written().eq_ignore_ascii_case("false") && place::is_not_applicable(at) =>
        {
            let help = "if the feature applies, remove `notApplicable` and add `raci`";
            return Some(help.to_owned());
        }
        Shape::Sequence if expected.contains(&"text") => {
            let item = meant::item(schema, at, value)?;
            let write = flow(&json!(item));
            return Some(format!("write a single value: {}", code(&write)));
        }
        Shape::Bool | Shape::Null | Shape::Sequence | Shape::Mapping => return None,
    };
    if !meant::is_short(text) {
        return None;
    }
    if expected.contains(&"text") {
        if schema.takes_date(at) {
            let days = meant::days(text);
            let day = days.first()?.to_string();
            return Some(format!("write {}", code(&day)));
        }
        let write = format!("put the value in quotes: {}", code(&format!("\"{text}\"")));
        return schema.takes_text(at, text).then_some(write);
    }
    if expected.contains(&INTEGER) {
        let write = format!("remove the quotes: {}", code(text));
        return text.parse::<u32>().is_ok().then_some(write);
    }
    let item = pointer(at, "0");
    let list = flow(&json!([text]));
    let write = format!("write a list: {}", code(&list));
    (expected.contains(&"a list") && schema.takes_text(&item, text)).then_some(write)
}

/// A key that is no text, or a merge key that merges nothing.
pub fn misfit(misfit: &Misfit) -> Fault {
    let (message, help) = match misfit.kind {
        MisfitKind::CollectionAsKey => (
            "a key must be text, but this one is a list or a mapping",
            "write the key as plain text",
        ),
        MisfitKind::MergeOfNoMapping => (
            "the value of the merge key `<<` must be a mapping or a list of mappings",
            "write the alias of a mapping: `<<: *name`",
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
        "integer" => INTEGER,
        "string" => "text",
        other => other,
    }
}

fn shape(shape: Shape) -> &'static str {
    match shape {
        Shape::Null => "empty",
        Shape::Bool => "a true/false value",
        Shape::Number => "a number",
        Shape::String => "text",
        Shape::Sequence => "a list",
        Shape::Mapping => "a mapping",
    }
}
