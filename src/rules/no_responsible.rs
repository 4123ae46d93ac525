//! CRISP203: a control that nobody works on does not exist.

use super::row::{Row, side};
use crate::finding::{Family, Fault, Hides, Needs, Rule, Severity};
use crate::model::raci::{Party, Role};

/// The rule.
pub static RULE: Rule = Rule {
    code: "CRISP203",
    name: "no-responsible",
    severity: Severity::Error,
    family: Family::Roles,
    needs: Needs::Document,
    hides: Hides::Feature,
    summary: "a feature has no R",
    page: include_str!("../../rules/CRISP203.md"),
    ..Rule::USUAL
};

/// Checks one row.
pub fn check(row: &Row<'_>, out: &mut Vec<Fault>) {
    if !row.is_clear() || row.has_responsible() {
        return;
    }
    let help = match row.published {
        Some(published) if published.provider.has(Role::Responsible) => format!(
            "the matrix makes {} responsible; write `provider: {}`{}",
            side(Party::Provider),
            published.provider,
            published.citation()
        ),
        Some(published) => format!(
            "give R to the customer, or to the third party that does the work for it{}",
            published.citation()
        ),
        None => "give R to the party that does the work".to_owned(),
    };
    let fault = Fault::new(
        &RULE,
        row.route(),
        format!("{}: no party is responsible", row.name()),
    )
    .help(help)
    .label("no R here")
    .feature(row.id());
    out.push(fault);
}
