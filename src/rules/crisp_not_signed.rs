//! CRISP408: the customer signs the CRISP before it starts.

use super::context::Context;
use crate::finding::{Family, Fault, Rule, Severity};
use crate::yaml::Route;

/// The rule.
pub static RULE: Rule = Rule {
    code: "CRISP408",
    name: "crisp-not-signed",
    severity: Severity::Warning,
    family: Family::Assurance,
    summary: "the manifest does not say who signed the CRISP",
    page: include_str!("../../rules/CRISP408.md"),
    ..Rule::USUAL
};

/// Checks that somebody accepted the CRISP.
pub fn check(context: &Context<'_>, out: &mut Vec<Fault>) {
    if context.manifest.has_crisp {
        return;
    }
    let fault = Fault::new(&RULE, Route::key("/metadata"), "the manifest does not say who signed the CRISP")
        .help("add `crisp: {signedBy: …, signedOn: …}` to `metadata` (the customer's CIO or CISO signs the CRISP before the service starts)")
        .missing("crisp");
    out.push(fault);
}
