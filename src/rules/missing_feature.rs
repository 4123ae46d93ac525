//! CRISP304: a feature that is not declared is owned by nobody.

use std::collections::HashMap;

use super::context::Context;
use crate::finding::{Family, Fault, Needs, Rule, Severity};
use crate::model::raci::Party;
use crate::text::{code, quote};
use crate::yaml::{Route, pointer};

/// The rule.
pub static RULE: Rule = Rule {
    code: "CRISP304",
    name: "missing-feature",
    severity: Severity::Error,
    family: Family::Matrix,
    needs: Needs::Compared,
    summary: "a feature of the matrix is missing in the manifest",
    page: include_str!("../../rules/CRISP304.md"),
    ..Rule::USUAL
};

/// Checks that every row of the matrix is declared; one finding for each that is not. A feature
/// that an unknown one probably means is not missing but misspelt, where somebody says so.
pub fn check(context: &Context<'_>, out: &mut Vec<Fault>) {
    let Some(matrix) = context
        .matrix
        .filter(|_| context.manifest.features.is_some())
    else {
        return;
    };
    let unknown = context.unknown.iter();
    let meant = unknown.filter_map(|one| Some((one.meant?.id.as_str(), one.key)));
    let meant: HashMap<&str, &str> = meant.collect();
    for (index, row) in matrix.rows().iter().enumerate() {
        if context.declares(index) {
            continue;
        }
        let entry = code(&format!("{}: {{raci: {}}}", row.id, row.as_yaml()));
        let or = match row.accountable() {
            Party::Provider => "",
            _ => ", or write in `notApplicable` why the feature does not apply",
        };
        let help = format!("add {entry} as in the matrix{}{or}", row.citation());
        let fault = Fault::new(
            &RULE,
            Route::key("/features"),
            format!("{} is missing under `features`", quote(&row.id)),
        )
        .help(help)
        .feature(&row.id)
        .missing(&row.id);
        out.push(match meant.get(row.id.as_str()) {
            Some(key) => fault.beside(pointer("/features", key)),
            None => fault,
        });
    }
}
