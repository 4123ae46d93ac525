//! CRISP301: without the matrix nothing can be compared.

use super::Context;
use crate::document::Route;
use crate::finding::Fault;
use crate::matrix::{Reference, Registry};
use crate::rule::{Rule, Severity};
use crate::text::{list, nearest, quote};

/// The rule.
pub static RULE: Rule = Rule {
    code: "CRISP301",
    name: "unknown-matrix",
    severity: Severity::Error,
    fixed: true,
    summary: "the matrix id is not known",
    page: include_str!("../../rules/CRISP301.md"),
};

/// Checks the matrix that a manifest names.
pub fn check(context: &Context<'_>, out: &mut Vec<Fault>) {
    if let (Some(reference), None) = (context.manifest.matrix, context.matrix) {
        out.push(fault("/matrix", reference, context.registry, []));
    }
}

/// A name at `at` that no matrix has, neither a loaded one nor one of the `others`.
pub fn fault<'a>(
    at: &str,
    reference: Reference<'_>,
    registry: &'a Registry,
    others: impl IntoIterator<Item = &'a str>,
) -> Fault {
    let mut ids: Vec<&str> = registry.ids().chain(others).collect();
    ids.sort_unstable();
    ids.dedup();
    let help = match nearest(reference.id, ids.iter().copied()) {
        Some(meant) => format!("did you mean {}?", quote(meant)),
        None => {
            let ids: Vec<String> = ids.iter().map(|id| quote(id)).collect();
            format!(
                "known is {}; a matrix of your own is loaded with `--matrix FILE`",
                list(&ids, "and")
            )
        }
    };
    let route = Route::slice(at, 0..reference.id.len());
    let message = format!("{} is no known matrix", quote(reference.id));
    Fault::new(&RULE, route, message).help(help).pointer(at)
}
