//! CRISP311: a manifest about another provider is judged by the wrong table.

use super::Context;
use crate::document::Route;
use crate::finding::Fault;
use crate::rule::{Rule, Severity};
use crate::text::{list, quote};

/// The rule.
pub static RULE: Rule = Rule {
    code: "CRISP311",
    name: "unknown-provider",
    severity: Severity::Error,
    fixed: false,
    summary: "parties.provider is neither the matrix's provider nor an alias",
    page: include_str!("../../rules/CRISP311.md"),
};

/// Checks the name of the provider.
pub fn check(context: &Context<'_>, out: &mut Vec<Fault>) {
    let (Some(matrix), Some(provider)) = (context.matrix, context.manifest.provider) else {
        return;
    };
    if matrix.provider.names().any(|name| name == provider) {
        return;
    }
    let names: Vec<String> = matrix.provider.names().map(quote).collect();
    let message = format!(
        "{} is not the provider of {}",
        quote(provider),
        quote(&matrix.id)
    );
    let help = format!(
        "write {}, or name the matrix of your provider",
        list(&names, "or")
    );
    out.push(Fault::new(&RULE, Route::value("/parties/provider"), message).help(help));
}
