//! CRISP301: without the matrix nothing can be compared.

use super::context::Context;
use crate::finding::{Family, Fault, Hides, Needs, Rule, Severity};
use crate::model::matrix::Reference;
use crate::text::{list, nearest, quote};
use crate::yaml::Route;

/// The rule.
pub static RULE: Rule = Rule {
    code: "CRISP301",
    name: "unknown-matrix",
    severity: Severity::Error,
    fixed: true,
    baselinable: false,
    family: Family::Matrix,
    needs: Needs::Document,
    hides: Hides::Value,
    summary: "the matrix id is not known",
    page: include_str!("../../rules/CRISP301.md"),
    ..Rule::USUAL
};

/// Checks the matrix that a manifest names.
pub fn check(context: &Context<'_>, out: &mut Vec<Fault>) {
    if let (Some(reference), None) = (context.manifest.matrix, context.matrix) {
        out.push(fault("/matrix", reference, context.registry.ids()));
    }
}

/// A name at `at` that no matrix has; `known` are those that could be meant.
pub fn fault<'a>(
    at: &str,
    reference: Reference<'_>,
    known: impl IntoIterator<Item = &'a str>,
) -> Fault {
    let mut ids: Vec<&str> = known.into_iter().collect();
    ids.sort_unstable();
    ids.dedup();
    let help = match nearest(reference.id, ids.iter().copied()) {
        Some(meant) => format!("did you mean {}?", quote(meant)),
        None => {
            let ids: Vec<String> = ids.iter().map(|id| quote(id)).collect();
            let known = match ids.as_slice() {
                [] => String::new(),
                ids => format!("the known matrix is {}; ", list(ids, "and")),
            };
            format!(
                "{known}load your own matrix with `--matrix FILE` or `matrices` in the configuration"
            )
        }
    };
    let route = Route::slice(at, 0..reference.id.len());
    let message = format!("unknown matrix {}", quote(reference.id));
    Fault::new(&RULE, route, message).help(help).pointer(at)
}
