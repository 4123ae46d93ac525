//! CRISP502: an exception is reviewed at least as often as the rest.

use super::context::Context;
use super::unwaivable_rule::judged;
use crate::yaml::{Route, pointer};
use jiff::ToSpan as _;

use crate::finding::{Family, Fault, Rule, Severity};
use crate::text::{self, quote};

/// The rule.
pub static RULE: Rule = Rule {
    code: "CRISP502",
    name: "long-waiver",
    severity: Severity::Warning,
    waivable: false,
    family: Family::Waivers,
    summary: "a waiver expires more than 365 days from today (default)",
    page: include_str!("../../rules/CRISP502.md"),
    ..Rule::USUAL
};

/// Checks how far ahead every waiver ends.
pub fn check(context: &Context<'_>, out: &mut Vec<Fault>) {
    let limit = context.policy.waiver_max_days;
    let latest = context.policy.today.saturating_add(limit.days());
    for waiver in &context.manifest.waivers {
        let Some((rule, expires)) = judged(context, waiver) else {
            continue;
        };
        let days = context.policy.days_until(expires);
        if days <= limit {
            continue;
        }
        let message = format!(
            "the waiver for {} is in force for {} more (limit: {limit})",
            quote(rule),
            text::days(days)
        );
        let fault = Fault::new(
            &RULE,
            Route::value(pointer(&waiver.pointer, "expires")),
            message,
        )
        .help(format!(
            "write {latest} or an earlier date in `expires`; before that date, get a new approval"
        ));
        out.push(fault);
    }
}
