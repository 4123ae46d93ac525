//! A copy of the tree as JSON, where one is wanted.

use serde_json::Value;

use super::tree::{Document, Kind, Node};

/// A value and all below it as JSON, aliases and merge keys expanded.
pub fn value(node: Node<'_>) -> Value {
    match node.kind() {
        Kind::Null | Kind::Alias(_) => Value::Null,
        Kind::Bool(value) => Value::Bool(*value),
        Kind::Number(number) => Value::Number(number.clone()),
        Kind::String(text) => Value::String(text.to_string()),
        Kind::Sequence(_) => node.items().map(value).collect(),
        Kind::Mapping(_) => {
            let entries = node.entries();
            let entries = entries.map(|entry| (entry.key.to_owned(), value(entry.value)));
            Value::Object(entries.collect())
        }
    }
}

impl Document<'_> {
    /// The whole document as JSON.
    pub fn to_json(&self) -> Value {
        value(self.root())
    }
}
