//! CRISP102: a misspelt field would be passed over in silence.

use super::field;
use crate::document::{Node, Route, Shape, pointer};
use crate::finding::Fault;
use crate::rule::{Rule, Severity};
use crate::schema::Schema;
use crate::text::{code, list, nearest, quote};
use crate::yaml::{Place, line};

/// The rule.
pub static RULE: Rule = Rule {
    code: "CRISP102",
    name: "unknown-field",
    severity: Severity::Error,
    fixed: true,
    summary: "a field that the schema does not know",
    page: include_str!("../../rules/CRISP102.md"),
};

/// The entries of a mapping among which the one before a key is looked for.
const LOOKED_AT: usize = 100;

/// A field that the object `value` at `at` does not have.
pub fn fault(schema: &Schema, at: &str, name: &str, value: Node<'_>) -> Fault {
    let annotation = schema.annotation(at);
    let object = field::object(at).unwrap_or_else(|| "the document".to_owned());
    // What is there already would stand there twice.
    let missing = annotation
        .fields()
        .filter(|field| value.get(field).is_none());
    let help = match (nearest(name, missing), cut(value, name)) {
        (Some(meant), _) => format!("did you mean {}?", quote(meant)),
        (None, Some(entry)) => format!("a comma ends the text here: write {}", code(&entry)),
        (None, None) => {
            let fields: Vec<String> = annotation.fields().map(quote).collect();
            let own = format!("x-{name}");
            let own = match value.get(&own) {
                None => format!("write {}", quote(&own)),
                Some(_) => "begin its name with `x-`".to_owned(),
            };
            let fields = list(&fields, "and");
            format!("{object} knows {fields}; for data of your own {own}")
        }
    };
    let message = format!("{} is no field of {object}", quote(name));
    Fault::new(&RULE, Route::key(pointer(at, name)), message).help(help)
}

/// The entry of which a key is the end: `{name: Jo Citizen, CISO}` reads as two.
fn cut(object: Node<'_>, key: &str) -> Option<String> {
    if !object.written().starts_with('{') || object.get(key)?.shape() != Shape::Null {
        return None;
    }
    let entries = object.entries().take(LOOKED_AT);
    let mut pairs = entries.zip(object.entries().skip(1));
    let (before, _) = pairs.find(|(_, entry)| entry.key == key)?;
    // In quotes it would have gone on.
    let text = before.value.as_str()?;
    let whole = line(&format!("{text}, {key}"), Place::Flow);
    (before.value.written() == text).then(|| format!("{}: {whole}", before.key))
}
