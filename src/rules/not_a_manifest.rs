//! CRISP006: a misspelt kind must never mean that a document is not checked.

use crate::finding::{Family, Fault, Hides, Needs, Rule, Severity};
use crate::model::schema::is_spelt_like;
use crate::text::{Span, nearest, quote};
use crate::yaml::{Node, Route, Shape, json_value};

/// The rule.
pub static RULE: Rule = Rule {
    code: "CRISP006",
    name: "not-a-manifest",
    severity: Severity::Error,
    fixed: true,
    baselinable: false,
    family: Family::Reading,
    needs: Needs::File,
    hides: Hides::Document,
    summary: "a document has an unknown or missing `kind`",
    page: include_str!("../../rules/CRISP006.md"),
    ..Rule::USUAL
};

/// The kinds that are checked.
pub const KINDS: [&str; 2] = ["ControlOwnership", "ResponsibilityMatrix"];

/// The keys of a document among which a misspelt `kind` is looked for.
const LOOKED_AT: usize = 100;

/// A document whose `kind` is none of the `expected` ones.
pub fn fault(root: Node<'_>, expected: &[&str]) -> Fault {
    let known = format!(
        "write {}, or exclude the file if it is not a manifest",
        first_line(expected)
    );
    let Some(kind) = root.get("kind") else {
        let message = match root.shape() {
            Shape::Mapping => "the document has no `kind`, so it cannot be checked",
            _ => "the document is not a mapping (keys and values), so it is not a manifest",
        };
        let mut keys = root.entries().take(LOOKED_AT).map(|entry| entry.key);
        let help = match keys.find(|key| is_spelt_like(key, "kind")) {
            Some(key) => format!("rename {} to `kind`", quote(key)),
            None => known,
        };
        return Fault::new(&RULE, Route::key(""), message)
            .help(help)
            .missing("kind");
    };
    let name = kind
        .as_str()
        .map_or_else(|| json_value(kind).to_string(), str::to_owned);
    let help = match nearest(&name, expected.iter().copied()) {
        Some(meant) => format!("did you mean {}?", quote(meant)),
        None => known,
    };
    let message = if KINDS.contains(&name.as_str()) {
        format!("documents of kind {} are not checked here", quote(&name))
    } else {
        format!("unknown kind {}", quote(&name))
    };
    Fault::new(&RULE, Route::value("/kind"), message).help(help)
}

/// A file with no document in it.
pub fn empty(expected: &[&str]) -> Fault {
    let begin = first_line(expected);
    Fault::new(&RULE, Span::ZERO, "the file contains no document")
        .help(format!("start the file with {begin}, or remove the file"))
}

/// What a document of the first kind says that it is.
fn first_line(expected: &[&str]) -> String {
    let kind = expected.first().copied().unwrap_or_default();
    quote(&format!("kind: {kind}"))
}
