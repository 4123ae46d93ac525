//! CRISP501: an exception without an end is a rule that nobody keeps.

use super::context::Context;
use super::shape::field;
use crate::finding::{Family, Fault, Rule, Severity};
use crate::text::quote;
use crate::yaml::{Route, pointer};

/// The rule.
pub static RULE: Rule = Rule {
    code: "CRISP501",
    name: "expired-waiver",
    severity: Severity::Error,
    fixed: true,
    waivable: false,
    baselinable: false,
    family: Family::Waivers,
    summary: "a waiver's `expires` date is before today",
    page: include_str!("../../rules/CRISP501.md"),
    ..Rule::USUAL
};

/// Checks the last day of every waiver. What an expired one covered counts again.
pub fn check(context: &Context<'_>, out: &mut Vec<Fault>) {
    for waiver in &context.manifest.waivers {
        let Some(expires) = waiver.expires else {
            continue;
        };
        if context.policy.days_until(expires) >= 0 {
            continue;
        }
        let name = match waiver.rule {
            Some(rule) => format!("the waiver for {}", quote(rule)),
            None => field::object(&waiver.pointer).unwrap_or_default(),
        };
        let message = format!("{name} expired on {expires}");
        let fault = Fault::new(&RULE, Route::value(pointer(&waiver.pointer, "expires")), message)
            .help("fix the waived finding and remove the waiver, or get a new approval and write the new date");
        out.push(fault);
    }
}
