//! Another reader of YAML: what it reads, we read to the same value, or say why not.

use crisplint::yaml::{Failure, Outcome};
use serde::Deserialize;
use serde_json::Value;

/// Compares our documents of a text with those of `serde_yaml`.
pub(super) fn compare(text: &str, outcomes: &[Option<Outcome<'_>>]) {
    if is_of_another_version(text) {
        return;
    }
    let Some(others) = others(text) else {
        return;
    };
    let mut ours = Vec::new();
    for outcome in outcomes.iter().flatten() {
        match outcome {
            Err(failure) => {
                assert!(is_refused(failure), "only we refuse {text:?}: {failure:?}");
                return;
            }
            Ok(document) if document.root().as_str().is_some_and(is_other_at_the_root) => return,
            // Both are findings.
            Ok(document) if !document.duplicates.is_empty() || !document.misfits.is_empty() => {
                return;
            }
            Ok(document) => ours.push(document.to_json()),
        }
    }
    // An empty document is none to us; a written `null` is one.
    ours.retain(|value| !value.is_null());
    let same = ours.len() == others.len() && ours.iter().zip(&others).all(|(a, b)| is_same(a, b));
    assert!(same, "two readers of {text:?}:\n{ours:?}\n{others:?}");
}

/// The same value, but for what is a number: to us what the core schema of YAML 1.2 says, and text where JSON
/// has no such number.
fn is_same(ours: &Value, other: &Value) -> bool {
    match (ours, other) {
        (Value::Array(ours), Value::Array(others)) => {
            ours.len() == others.len() && ours.iter().zip(others).all(|(a, b)| is_same(a, b))
        }
        (Value::Object(ours), Value::Object(others)) => {
            let same = |(key, value)| others.get(key).is_some_and(|other| is_same(value, other));
            ours.len() == others.len() && ours.iter().all(same)
        }
        (Value::Number(ours), Value::Number(other)) => ours.as_f64() == other.as_f64(),
        (Value::Number(_), Value::String(text)) | (Value::String(text), Value::Number(_)) => {
            is_numeral(text)
        }
        // A block that ends with the file, and no line break before that, has one to us.
        (Value::String(ours), Value::String(other)) => {
            ours.trim_end_matches('\n') == other.trim_end_matches('\n')
        }
        (Value::String(text), Value::Null) => text.contains(['n', 'N']) && is_numeral(text),
        _ => ours == other,
    }
}

/// What only a document that is nothing but text can be: a `#` or a `%` at the left margin is part of a block
/// of text, and the other takes it for a comment or a directive; JSON has no infinity, so it is text, and
/// nothing to the other.
fn is_other_at_the_root(text: &str) -> bool {
    text.trim_start_matches('\n').starts_with(['#', '%']) || is_numeral(text)
}

/// Text that is a number to somebody, infinity included.
fn is_numeral(text: &str) -> bool {
    let known =
        |character: char| character.is_ascii_hexdigit() || "+-._xoinINty".contains(character);
    text.chars().all(known)
}

/// What the other takes as YAML 1.1 has it, where 1.2 differs: three characters were line breaks, and the names
/// of anchors were words.
fn is_of_another_version(text: &str) -> bool {
    let mut names = text.split(['&', '*']).skip(1);
    let wordless = names.any(|rest| {
        let name = rest.split(|c: char| c.is_whitespace() || ",[]{}".contains(c));
        let word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        !name.take(1).all(|name| name.chars().all(word))
    });
    // A question mark without a blank behind it is text to us, and begins a key to the other.
    let mut asks = text.split('?').skip(1);
    wordless
        || asks.any(|rest| !rest.starts_with([' ', '\t', '\r', '\n']))
        // A byte order mark inside of a document is left out by us.
        || text.contains(['\u{85}', '\u{2028}', '\u{2029}', '\u{feff}'])
}

/// Why we refuse what the other reads.
fn is_refused(failure: &Failure) -> bool {
    match failure {
        // Our limits are lower.
        Failure::TooDeep(_)
        | Failure::TooManyNodes(_)
        | Failure::EndlessAlias(_)
        // Between the markers of a merge there can be YAML.
        | Failure::Conflict(_)
        | Failure::TooManyDocuments(_) => true,
        Failure::Syntax(said, _) => REFUSED.iter().any(|known| said.contains(known)),
    }
}

/// What our parser says of texts that the other reads.
const REFUSED: &[&str] = &[
    // A tab behind a colon, which is YAML: our parser is too strict.
    "must be followed by a valid YAML whitespace",
    // What YAML 1.2 forbids, and the other lets pass.
    "a byte order mark must not appear inside a document",
    "missing explicit document end marker before directive",
    "invalid indentation", // in brackets, at the left of what holds them
    "while scanning a tag",
    "while parsing a tag",
    "comments must be separated from other tokens by whitespace",
    "simple key expect", // a block of text begins at the left of its key, or in its column
    // A line of text that begins with `%`; only a document that is nothing but text can have one.
    "is not allowed in a directive",
    // A comment right behind an empty block of text: our parser is too strict.
    "wrongly indented line in block scalar",
];

/// Every document of a text as the other reads it, or nothing where it refuses one.
fn others(text: &str) -> Option<Vec<Value>> {
    let mut values = Vec::new();
    for document in serde_yaml::Deserializer::from_str(text) {
        let mut value = serde_yaml::Value::deserialize(document).ok()?;
        value.apply_merge().ok()?;
        values.push(json(value)?);
    }
    values.retain(|value| !value.is_null());
    Some(values)
}

/// A value as JSON: keys as text, tags off. Nothing where the value has no counterpart.
fn json(value: serde_yaml::Value) -> Option<Value> {
    Some(match value {
        serde_yaml::Value::Null => Value::Null,
        serde_yaml::Value::Bool(value) => Value::Bool(value),
        serde_yaml::Value::Number(number) => serde_json::to_value(number).ok()?,
        serde_yaml::Value::String(text) => Value::String(text),
        serde_yaml::Value::Sequence(items) => {
            Value::Array(items.into_iter().map(json).collect::<Option<_>>()?)
        }
        serde_yaml::Value::Mapping(entries) => {
            let entries = entries.into_iter();
            let entries = entries.map(|(key, value)| match key {
                serde_yaml::Value::String(key) => Some((key, json(value)?)),
                // To us a key is the text that stands there.
                _ => None,
            });
            Value::Object(entries.collect::<Option<_>>()?)
        }
        serde_yaml::Value::Tagged(_) => return None,
    })
}
