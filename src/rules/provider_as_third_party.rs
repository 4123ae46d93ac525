//! CRISP314: the provider that acts for the customer, too, checks its own work.

use super::context::Context;
use super::same_party;
use crate::finding::{Family, Fault, Rule, Severity};
use crate::text::quote;
use crate::yaml::{Route, pointer};

/// The rule.
pub static RULE: Rule = Rule {
    code: "CRISP314",
    name: "provider-as-third-party",
    severity: Severity::Error,
    family: Family::Matrix,
    summary: "a third party has a name of the provider",
    page: include_str!("../../rules/CRISP314.md"),
    ..Rule::USUAL
};

/// Checks the names of the third parties.
pub fn check(context: &Context<'_>, out: &mut Vec<Fault>) {
    let names = same_party::names(context);
    let customer = context.manifest.customer;
    for third in &context.manifest.third_parties {
        let Some(name) = third.name.filter(|name| names.hold(name)) else {
            continue;
        };
        // One organisation on all sides is said once.
        let customer = customer.map(|customer| names.normal(customer));
        if customer.is_some_and(|customer| same_party::is_customer(third, &customer, &names)) {
            continue;
        }
        let at = Route::value(pointer("/parties/thirdParties", third.key));
        let message = format!(
            "the third party {} is the provider {}",
            quote(third.key),
            quote(name)
        );
        out.push(Fault::new(&RULE, at, message).help(
            "remove it and write its roles under `provider`; if a contract makes the provider act \
             for the customer, waive CRISP314 and name the contract in the reason",
        ));
    }
}
