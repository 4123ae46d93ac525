//! CRISP404: the CRISP asks for a review at least once a year.

use super::context::Context;
use crate::finding::{Family, Fault, Rule, Severity};
use crate::text::days;
use crate::yaml::Route;

/// The rule.
pub static RULE: Rule = Rule {
    code: "CRISP404",
    name: "review-overdue",
    severity: Severity::Error,
    family: Family::Assurance,
    summary: "the last review was more than 366 days ago (default)",
    page: include_str!("../../rules/CRISP404.md"),
    ..Rule::USUAL
};

/// Checks the date of the last review.
pub fn check(context: &Context<'_>, out: &mut Vec<Fault>) {
    let Some(reviewed) = context.manifest.reviewed else {
        return;
    };
    let age = -context.policy.days_until(reviewed);
    if age <= context.policy.max_age_days {
        return;
    }
    let message = format!("the last review was {} ago, on {reviewed}", days(age));
    let help = "review the manifest, then write the date of the review as `reviewed: YYYY-MM-DD` (CRISP 2.4 \
                requires a review at least once a year)";
    out.push(Fault::new(&RULE, Route::value("/metadata/reviewed"), message).help(help));
}
