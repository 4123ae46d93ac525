//! CRISP405: what has not happened yet is no evidence.

use super::context::Context;
use crate::finding::{Family, Fault, Rule, Severity};
use crate::yaml::Route;

/// The rule.
pub static RULE: Rule = Rule {
    code: "CRISP405",
    name: "date-in-future",
    severity: Severity::Error,
    family: Family::Assurance,
    summary: "`reviewed` or `signedOn` is later than tomorrow",
    page: include_str!("../../rules/CRISP405.md"),
    ..Rule::USUAL
};

/// Checks the dates of review and signature. East of Greenwich it is already tomorrow.
pub fn check(context: &Context<'_>, out: &mut Vec<Fault>) {
    let manifest = context.manifest;
    for (at, name, date) in [
        ("/metadata/reviewed", "reviewed", manifest.reviewed),
        ("/metadata/crisp/signedOn", "signedOn", manifest.signed_on),
    ] {
        let Some(date) = date.filter(|date| context.policy.days_until(*date) > 1) else {
            continue;
        };
        let message = format!(
            "`{name}` is in the future: {date}, and today is {}",
            context.policy.today
        );
        let help = match name {
            "signedOn" => {
                "write the date of the signature, or remove `crisp` until the CRISP is signed"
            }
            _ => "write the date of the review",
        };
        out.push(Fault::new(&RULE, Route::value(at), message).help(help));
    }
}
