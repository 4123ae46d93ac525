//! CRISP402: an owner whom nobody can reach owns nothing.

use super::context::Context;
use std::collections::HashSet;

use crate::finding::{Family, Fault, Rule, Severity};
use crate::model::manifest::{Declared, Field};
use crate::text::{code, nearest, quote};
use crate::yaml::{Route, pointer};

/// The rule.
pub static RULE: Rule = Rule {
    code: "CRISP402",
    name: "unknown-contact",
    severity: Severity::Error,
    family: Family::Assurance,
    summary: "an owner is not in `contacts`",
    page: include_str!("../../rules/CRISP402.md"),
    ..Rule::USUAL
};

/// Checks the owners of the features that apply.
pub fn check(context: &Context<'_>, out: &mut Vec<Fault>) {
    let Some(contacts) = &context.manifest.contacts else {
        return;
    };
    let shared = context
        .policy
        .contacts
        .iter()
        .map(|contact| contact.key.as_str());
    let declared = contacts.iter().map(|contact| contact.key);
    let names: Vec<&str> = declared.chain(shared).collect();
    let known: HashSet<&str> = names.iter().copied().collect();
    for (feature, row) in context.features() {
        let Field::Given(owner) = feature.owner else {
            continue;
        };
        if known.contains(owner) || matches!(feature.declared, Declared::NotApplicable(_)) {
            continue;
        }
        let id = row.map_or(feature.key, |row| row.id.as_str());
        let help = match nearest(owner, names.iter().copied()) {
            Some(meant) => format!("did you mean {}?", quote(meant)),
            None => format!(
                "add {} to `contacts`",
                code(&format!("{owner}: {{name: …, email: …}}"))
            ),
        };
        let route = Route::value(pointer(&pointer("/features", feature.key), "owner"));
        let message = format!(
            "{}: the owner {} is not in `contacts`",
            quote(id),
            quote(owner)
        );
        out.push(Fault::new(&RULE, route, message).help(help).feature(id));
    }
}
