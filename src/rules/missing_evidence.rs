//! CRISP406: an assessor asks to see what a manifest claims.

use super::row::Row;
use crate::finding::{Family, Fault, Needs, Rule, Severity};
use crate::model::manifest::Field;
use crate::yaml::{Route, pointer};

/// The rule.
pub static RULE: Rule = Rule {
    code: "CRISP406",
    name: "missing-evidence",
    severity: Severity::Warning,
    family: Family::Assurance,
    needs: Needs::Compared,
    summary: "evidence is missing for a feature for which the customer is accountable",
    page: include_str!("../../rules/CRISP406.md"),
    ..Rule::USUAL
};

/// Checks one row.
pub fn check(row: &Row<'_>, out: &mut Vec<Fault>) {
    let Some(feature) = row.feature.filter(|_| row.is_owned_by_customer()) else {
        return;
    };
    let at = pointer("/features", row.key);
    let (route, missing) = match &feature.evidence {
        Field::Absent => (Route::key(at), true),
        // An item with a fault is left out here, and speaks for itself.
        Field::Given(items) if items.is_empty() && feature.shows_nothing => {
            (Route::key(pointer(&at, "evidence")), false)
        }
        _ => return,
    };
    let help = if missing {
        "add `evidence:` with a list of paths in the repository or links, for example `evidence: [runbooks/backup.md]`"
    } else {
        "add a path in the repository or a link to the list"
    };
    let fault = Fault::new(&RULE, route, format!("{} has no evidence", row.name()))
        .help(help)
        .feature(row.id());
    out.push(if missing {
        fault.missing("evidence")
    } else {
        fault
    });
}
