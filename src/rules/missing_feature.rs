//! CRISP304: a feature that is not declared is owned by nobody.

use super::Context;
use crate::document::Route;
use crate::finding::Fault;
use crate::raci::Party;
use crate::rule::{Rule, Severity};
use crate::text::{code, quote};

/// The rule.
pub static RULE: Rule = Rule {
    code: "CRISP304",
    name: "missing-feature",
    severity: Severity::Error,
    fixed: false,
    summary: "a feature of the matrix that the manifest does not declare",
    page: include_str!("../../rules/CRISP304.md"),
};

/// Checks that every row of the matrix is declared; one finding for each that is not. A feature
/// that an unknown one probably means is not missing but misspelt.
pub fn check(context: &Context<'_>, out: &mut Vec<Fault>) {
    let Some(matrix) = context
        .matrix
        .filter(|_| context.manifest.features.is_some())
    else {
        return;
    };
    let meant = |id: &str| {
        context
            .unknown
            .iter()
            .any(|one| one.meant.is_some_and(|row| row.id == id))
    };
    for (index, row) in matrix.rows().iter().enumerate() {
        if context.declares(index) || meant(&row.id) {
            continue;
        }
        let entry = code(&format!("{}: {{raci: {}}}", row.id, row.as_yaml()));
        let or = match row.accountable() {
            Party::Provider => "",
            _ => ", or say in `notApplicable` why it does not apply",
        };
        let help = format!("add {entry} as the matrix has it{}{or}", row.citation());
        let fault = Fault::new(
            &RULE,
            Route::key("/features"),
            format!("{} is not declared", quote(&row.id)),
        )
        .help(help)
        .feature(&row.id)
        .missing(&row.id);
        out.push(fault);
    }
}
