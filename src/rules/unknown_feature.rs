//! CRISP303: a misspelt feature is one that nobody declares.

use super::context::Context;
use crate::finding::{Family, Fault, Needs, Rule, Severity};
use crate::text::quote;
use crate::yaml::{Route, pointer};

/// The rule.
pub static RULE: Rule = Rule {
    code: "CRISP303",
    name: "unknown-feature",
    severity: Severity::Error,
    family: Family::Matrix,
    needs: Needs::Compared,
    summary: "a feature is not in the matrix",
    page: include_str!("../../rules/CRISP303.md"),
    ..Rule::USUAL
};

/// Checks the keys of `features`.
pub fn check(context: &Context<'_>, out: &mut Vec<Fault>) {
    let Some(matrix) = context.matrix else {
        return;
    };
    for waiver in &context.manifest.waivers {
        let Some(key) = waiver.feature.filter(|key| matrix.row(key).is_none()) else {
            continue;
        };
        let message = format!("{} is not a feature of {}", quote(key), quote(&matrix.id));
        let help = match matrix.nearest(key) {
            Some(row) => format!("did you mean {}?", quote(&row.id)),
            None => format!("`crisplint matrix show {}` lists the features", matrix.id),
        };
        let route = Route::value(pointer(&waiver.pointer, "feature"));
        out.push(Fault::new(&RULE, route, message).help(help));
    }
    for feature in &context.unknown {
        let message = format!(
            "{} is not a feature of {}",
            quote(feature.key),
            quote(&matrix.id)
        );
        let help = match feature.meant {
            Some(row) => format!("did you mean {}?", quote(&row.id)),
            None if feature.key.starts_with("x-") => {
                "every key under `features` is a feature; move your own `x-` key to the top level"
                    .to_owned()
            }
            None => format!("`crisplint matrix show {}` lists the features", matrix.id),
        };
        let route = Route::key(pointer("/features", feature.key));
        out.push(Fault::new(&RULE, route, message).help(help));
    }
}
