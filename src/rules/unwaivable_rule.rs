//! CRISP504: some faults cannot be accepted by anybody.

use jiff::civil::Date;

use super::context::Context;
use super::overlooked_manifest;
use crate::finding::{Family, Fault, Rule, Severity};
use crate::model::manifest::Waiver;
use crate::text::{nearest, quote};
use crate::yaml::{Route, pointer};

/// The rule.
pub static RULE: Rule = Rule {
    code: "CRISP504",
    name: "unwaivable-rule",
    severity: Severity::Error,
    fixed: true,
    waivable: false,
    baselinable: false,
    family: Family::Waivers,
    summary: "a waiver names a rule that cannot be waived or does not exist",
    page: include_str!("../../rules/CRISP504.md"),
    ..Rule::USUAL
};

/// The rule and the last day of a waiver without a fault of shape that names a rule which can be
/// waived; of any other, another finding says that it holds nothing.
pub(super) fn judged<'a>(context: &Context<'_>, waiver: &Waiver<'a>) -> Option<(&'a str, Date)> {
    let rule = waiver.rule.filter(|_| waiver.is_whole())?;
    context.rule(rule).filter(|rule| rule.is_waivable())?;
    Some((rule, waiver.expires?))
}

/// What to do where a waiver cannot name a rule.
fn how_instead(rule: &Rule) -> String {
    if rule.fixed {
        format!("fix the {} finding and remove the waiver", rule.code)
    } else if rule == &overlooked_manifest::RULE {
        "remove the waiver, and add files that must not be checked to `exclude` in `.crisplint.yaml`"
            .to_owned()
    } else {
        "remove the waiver; findings about waivers cannot be waived".to_owned()
    }
}

/// Checks the rule of every waiver.
pub fn check(context: &Context<'_>, out: &mut Vec<Fault>) {
    for waiver in &context.manifest.waivers {
        let Some(named) = waiver.rule else { continue };
        let (message, help) = match context.rule(named) {
            Some(rule) if rule.is_waivable() => continue,
            Some(rule) => (
                format!("{} cannot be waived", quote(named)),
                how_instead(rule),
            ),
            None => {
                let names = context
                    .rules
                    .iter()
                    .flat_map(|(rule, _)| [rule.code, rule.name]);
                let words = named.split_whitespace();
                let several = named == "all"
                    || named.contains([',', '*'])
                    || words.filter(|word| context.rule(word).is_some()).count() > 1;
                let help = match nearest(named, names) {
                    _ if several => "write one waiver for each rule".to_owned(),
                    Some(meant) => format!("did you mean {}?", quote(meant)),
                    None => "`crisplint rules` lists the rules".to_owned(),
                };
                (format!("there is no rule {}", quote(named)), help)
            }
        };
        let route = Route::value(pointer(&waiver.pointer, "rule"));
        out.push(Fault::new(&RULE, route, message).help(help));
    }
}
