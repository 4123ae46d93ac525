//! CRISP401: accountability that no person holds is held by nobody.

use super::row::Row;
use crate::finding::{Family, Fault, Needs, Rule, Severity};
use crate::model::manifest::Field;
use crate::yaml::{Route, pointer};

/// The rule.
pub static RULE: Rule = Rule {
    code: "CRISP401",
    name: "missing-owner",
    severity: Severity::Error,
    family: Family::Assurance,
    needs: Needs::Compared,
    summary: "an owner is missing for a feature for which the customer is accountable",
    page: include_str!("../../rules/CRISP401.md"),
    ..Rule::USUAL
};

/// Checks one row.
pub fn check(row: &Row<'_>, out: &mut Vec<Fault>) {
    let owner = row.feature.map(|feature| feature.owner);
    if owner != Some(Field::Absent) || !row.is_owned_by_customer() {
        return;
    }
    let at = pointer("/features", row.key);
    let fault = Fault::new(
        &RULE,
        Route::key(at),
        format!("{} has no owner", row.name()),
    )
    .help("add `owner:` with a key from `contacts` (CRISP 3.1, 9.3)")
    .missing("owner")
    .feature(row.id());
    out.push(fault);
}
