//! CRISP505: what it covers will count again soon.

use super::context::Context;
use super::unwaivable_rule::judged;
use crate::finding::{Family, Fault, Rule, Severity};
use crate::text::{self, quote};
use crate::yaml::{Route, pointer};

/// The rule.
pub static RULE: Rule = Rule {
    code: "CRISP505",
    name: "expiring-waiver",
    severity: Severity::Info,
    waivable: false,
    baselinable: false,
    family: Family::Waivers,
    summary: "a waiver ends within 30 days (default)",
    page: include_str!("../../rules/CRISP505.md"),
    ..Rule::USUAL
};

/// Announces the end of every waiver.
pub fn check(context: &Context<'_>, out: &mut Vec<Fault>) {
    for waiver in &context.manifest.waivers {
        let Some((rule, expires)) = judged(context, waiver) else {
            continue;
        };
        let days = context.policy.days_until(expires);
        if days < 0 || days > context.policy.waiver_notice_days {
            continue;
        }
        let when = match days {
            0 => "today".to_owned(),
            1 => "tomorrow".to_owned(),
            many => format!("in {}", text::days(many)),
        };
        let message = format!("the waiver for {} ends {when}", quote(rule));
        let fault = Fault::new(
            &RULE,
            Route::value(pointer(&waiver.pointer, "expires")),
            message,
        )
        .help("fix the waived finding, or get a new approval and write the new date");
        out.push(fault);
    }
}
