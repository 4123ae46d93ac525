//! CRISP503: an exception that is not needed hides the next fault.

use super::context::Context;
use crate::finding::{Family, Fault, Rule, Severity, Text};
use crate::model::manifest::{Flaw, Waiver};
use crate::text::quote;
use crate::yaml::{Route, pointer};

/// The rule.
pub static RULE: Rule = Rule {
    code: "CRISP503",
    name: "unused-waiver",
    severity: Severity::Warning,
    waivable: false,
    family: Family::Waivers,
    summary: "a waiver does not cover any finding",
    page: include_str!("../../rules/CRISP503.md"),
    ..Rule::USUAL
};

/// Checks the waivers that hold nothing because of a placeholder or an unknown feature: where nobody
/// speaks of these, they are waivers that cover nothing like any other.
pub fn check(context: &Context<'_>, out: &mut Vec<Fault>) {
    for waiver in &context.manifest.waivers {
        let Some((rule, help)) = void(context, waiver) else {
            continue;
        };
        out.push(unused(waiver, rule, waiver.feature, help));
    }
}

/// The rule of a waiver that is neither misshapen nor over and holds nothing all the same, and what to
/// do about it.
fn void<'a>(context: &Context<'_>, waiver: &Waiver<'a>) -> Option<(&'a str, String)> {
    let rule = waiver.rule.filter(|_| waiver.is_whole())?;
    let is_over = |day| context.policy.days_until(day) < 0;
    if !context.rule(rule).is_some_and(Rule::is_waivable) || waiver.expires.is_some_and(is_over) {
        return None;
    }
    if let Some(Flaw::Placeholder(field)) = waiver.flaw {
        let help = "is a placeholder, so the waiver covers nothing; write the value";
        return Some((rule, format!("its {} {help}", quote(field))));
    }
    let (feature, matrix) = waiver.feature.zip(context.matrix)?;
    matrix.row(feature).is_none().then(|| {
        let (feature, matrix) = (quote(feature), quote(&matrix.id));
        let help = format!("{matrix} has no feature {feature}; correct it, or remove the waiver");
        (rule, help)
    })
}

/// A waiver that covers no finding of this run; `feature` is the id of the one that it names.
pub fn fault(waiver: &Waiver<'_>, rule: &str, feature: Option<&str>) -> Fault {
    let help = "remove the waiver, or correct its `rule` or `feature`";
    unused(waiver, rule, feature, help)
}

fn unused(waiver: &Waiver<'_>, rule: &str, feature: Option<&str>, help: impl Into<Text>) -> Fault {
    let about = feature
        .map(|feature| format!(" on {}", quote(feature)))
        .unwrap_or_default();
    let message = format!("the waiver for {}{about} covers no finding", quote(rule));
    Fault::new(
        &RULE,
        Route::value(pointer(&waiver.pointer, "rule")),
        message,
    )
    .help(help)
    .pointer(&waiver.pointer)
}
