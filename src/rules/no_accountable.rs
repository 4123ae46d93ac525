//! CRISP201: a control that nobody answers for is the first of the two failures that matter.

use super::row::{Accountability, Row, side};
use crate::finding::{Family, Fault, Hides, Needs, Rule, Severity};
use crate::model::raci::Party;

/// The rule.
pub static RULE: Rule = Rule {
    code: "CRISP201",
    name: "no-accountable",
    severity: Severity::Error,
    fixed: true,
    family: Family::Roles,
    needs: Needs::Document,
    hides: Hides::Feature,
    summary: "a feature has no A",
    page: include_str!("../../rules/CRISP201.md"),
    ..Rule::USUAL
};

/// Checks one row.
pub fn check(row: &Row<'_>, out: &mut Vec<Fault>) {
    if !matches!(row.accountability(), Accountability::Nobody) {
        return;
    }
    let help = match row.published {
        Some(published) => {
            let who = side(published.accountable());
            let (key, roles) = match published.accountable() {
                Party::Provider => ("provider", published.provider),
                _ => ("customer", published.customer),
            };
            format!(
                "the matrix makes {who} accountable; write `{key}: {roles}`{}",
                published.citation()
            )
        }
        None => "give the A to exactly one party".to_owned(),
    };
    let fault = Fault::new(
        &RULE,
        row.route(),
        format!("{}: no party is accountable", row.name()),
    )
    .help(help)
    .label("no A here")
    .feature(row.id());
    out.push(fault);
}
