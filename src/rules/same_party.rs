//! CRISP313: one organisation on two sides answers to nobody.

use super::context::Context;
use crate::finding::{Family, Fault, Rule, Severity};
use crate::model::manifest::ThirdParty;
use crate::model::matrix::Spellings;
use crate::text::quote;
use crate::yaml::{Route, pointer};

/// The rule.
pub static RULE: Rule = Rule {
    code: "CRISP313",
    name: "same-party",
    severity: Severity::Error,
    fixed: true,
    family: Family::Matrix,
    summary: "the customer has a name of the provider, or a third party has the name of the customer",
    page: include_str!("../../rules/CRISP313.md"),
    ..Rule::USUAL
};

/// Checks the names of the customer and of the third parties.
pub fn check(context: &Context<'_>, out: &mut Vec<Fault>) {
    let Some(customer) = context.manifest.customer else {
        return;
    };
    let names = names(context);
    if names.hold(customer) {
        let message = format!("the customer {} is the provider", quote(customer));
        let fault = Fault::new(&RULE, Route::value("/parties/customer"), message)
            .help("write the name of the organisation that signed the CRISP")
            .beside("/parties/provider");
        out.push(fault);
    }
    let third_parties = &context.manifest.third_parties;
    if third_parties.is_empty() {
        return;
    }
    let customer = names.normal(customer);
    for third in third_parties {
        if !is_customer(third, &customer, &names) {
            continue;
        }
        let name = third.name.unwrap_or_default();
        let at = Route::value(pointer("/parties/thirdParties", third.key));
        let message = format!(
            "the third party {} is the customer {}",
            quote(third.key),
            quote(name)
        );
        let fault = Fault::new(&RULE, at, message)
            .help("remove it and write its roles under `customer`, or name the organisation that acts for the customer")
            .related(Route::value("/parties/customer"), "the customer");
        out.push(fault);
    }
}

/// Whether a third party has the customer's name, which is given as titles are compared.
pub(super) fn is_customer(third: &ThirdParty<'_>, customer: &str, names: &Spellings) -> bool {
    let name = third.name.map(|name| names.normal(name));
    name.is_some_and(|name| name == customer)
}

/// The names of the provider: those of the matrix, and the one that the manifest gives.
pub(super) fn names(context: &Context<'_>) -> Spellings {
    let known = context.matrix.into_iter();
    let known = known.flat_map(|matrix| matrix.provider.names());
    Spellings::of(known.chain(context.manifest.provider))
}
