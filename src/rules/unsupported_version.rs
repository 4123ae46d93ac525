//! CRISP105: a format of another version may mean another thing.

use crate::finding::{Family, Fault, Hides, Needs, Rule, Severity};
use crate::text::quote;
use crate::yaml::{Node, Route};

/// The rule.
pub static RULE: Rule = Rule {
    code: "CRISP105",
    name: "unsupported-version",
    severity: Severity::Error,
    fixed: true,
    baselinable: false,
    family: Family::Shape,
    needs: Needs::Document,
    hides: Hides::Document,
    summary: "this version of crisplint does not support the `apiVersion`",
    page: include_str!("../../rules/CRISP105.md"),
    ..Rule::USUAL
};

/// The version that this build reads.
pub const API_VERSION: &str = "crisplint/v1";

/// The version that a document names, where that is another than ours.
pub fn other(root: Node<'_>) -> Option<&str> {
    let version = root.get("apiVersion").and_then(Node::as_str);
    version.filter(|version| *version != API_VERSION)
}

/// Whether a document is of a kind and of no other version than ours.
pub fn is_read(root: Node<'_>, kind: &str) -> bool {
    root.get("kind").and_then(Node::as_str) == Some(kind) && other(root).is_none()
}

/// A document of another version.
pub fn fault(written: &str) -> Fault {
    let message = format!(
        "this version of crisplint does not support {}",
        quote(written)
    );
    Fault::new(&RULE, Route::value("/apiVersion"), message).help(format!(
        "write {}, or use a version of crisplint that supports it",
        quote(&format!("apiVersion: {API_VERSION}"))
    ))
}
