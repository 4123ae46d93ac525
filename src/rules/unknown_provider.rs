//! CRISP311: a manifest about another provider is judged by the wrong table.

use super::context::Context;
use crate::finding::{Family, Fault, Hides, Needs, Rule, Severity};
use crate::text::{list, quote};
use crate::yaml::Route;

/// The rule.
pub static RULE: Rule = Rule {
    code: "CRISP311",
    name: "unknown-provider",
    severity: Severity::Error,
    family: Family::Matrix,
    needs: Needs::Compared,
    hides: Hides::Feature,
    summary: "`parties.provider` is not a name of the matrix's provider",
    page: include_str!("../../rules/CRISP311.md"),
    ..Rule::USUAL
};

/// Checks the name of the provider.
pub fn check(context: &Context<'_>, out: &mut Vec<Fault>) {
    let (Some(matrix), Some(provider)) = (context.matrix, context.manifest.provider) else {
        return;
    };
    if !is_unknown(context) {
        return;
    }
    let names: Vec<String> = matrix.provider.names().map(quote).collect();
    let message = format!(
        "{} is not the provider of {}",
        quote(provider),
        quote(&matrix.id)
    );
    let help = format!(
        "write {}, or set `matrix` to your provider's matrix",
        list(&names, "or")
    );
    out.push(Fault::new(&RULE, Route::value("/parties/provider"), message).help(help));
}

/// Whether the provider that the manifest names is not the matrix's.
pub(super) fn is_unknown(context: &Context<'_>) -> bool {
    let names = context.matrix.map(|matrix| &matrix.provider);
    names
        .zip(context.manifest.provider)
        .is_some_and(|(names, given)| names.names().all(|name| name != given))
}
