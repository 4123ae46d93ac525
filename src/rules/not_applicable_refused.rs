//! CRISP310: the provider owns the feature on every system that it hosts.

use super::context::Context;
use crate::finding::{Family, Fault, Needs, Rule, Severity};
use crate::model::manifest::Declared;
use crate::model::raci::Party;
use crate::text::quote;
use crate::yaml::{Route, pointer};

/// The rule.
pub static RULE: Rule = Rule {
    code: "CRISP310",
    name: "not-applicable-refused",
    severity: Severity::Error,
    family: Family::Matrix,
    needs: Needs::Compared,
    summary: "`notApplicable` is used for a feature for which the provider is accountable",
    page: include_str!("../../rules/CRISP310.md"),
    ..Rule::USUAL
};

/// Checks the features that are declared not applicable.
pub fn check(context: &Context<'_>, out: &mut Vec<Fault>) {
    for (feature, row) in context.features() {
        let Some(row) = row.filter(|row| row.accountable() == Party::Provider) else {
            continue;
        };
        if !matches!(feature.declared, Declared::NotApplicable(_)) {
            continue;
        }
        let message = format!(
            "{} cannot be `notApplicable`: the provider is accountable for it on every system",
            quote(&row.id)
        );
        let route = Route::key(pointer(&pointer("/features", feature.key), "notApplicable"));
        let fault = Fault::new(&RULE, route, message)
            .help(format!(
                "write `raci: {}` instead{}",
                row.as_yaml(),
                row.citation()
            ))
            .feature(&row.id);
        out.push(fault);
    }
}
