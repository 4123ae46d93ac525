//! CRISP302: roles may have moved between the two versions.

use super::context::Context;
use crate::finding::{Family, Fault, Needs, Rule, Severity};
use crate::model::matrix::diff::{Diff, Scope};
use crate::model::matrix::{Matrix, Reference, Registry};
use crate::text::{list, quote};
use crate::yaml::Route;

/// The rule.
pub static RULE: Rule = Rule {
    code: "CRISP302",
    name: "matrix-version",
    severity: Severity::Error,
    family: Family::Matrix,
    needs: Needs::ComparedOrMatrix,
    summary: "the manifest names another version of the matrix than the loaded one, or names no version although the loaded matrix differs from the shipped one",
    page: include_str!("../../rules/CRISP302.md"),
    ..Rule::USUAL
};

/// Checks the version that a manifest names.
pub fn check(context: &Context<'_>, out: &mut Vec<Fault>) {
    let (Some(reference), Some(loaded)) = (context.manifest.matrix, context.matrix) else {
        return;
    };
    let Some(version) = reference.version else {
        out.extend(unversioned("/matrix", reference, loaded, context.registry));
        return;
    };
    if version == loaded.version {
        return;
    }
    let known = context.registry.version(&loaded.id, version);
    let changed = known.map(|known| changes(known, loaded));
    out.push(fault(
        "/matrix",
        reference,
        &loaded.version,
        changed.as_deref(),
    ));
}

/// A version at `at` that is not the loaded one; `changed` are the rows that differ, where both
/// versions are known.
pub fn fault(
    at: &str,
    reference: Reference<'_>,
    loaded: &str,
    changed: Option<&[String]>,
) -> Fault {
    let message = format!(
        "version {} of {} is named here, but version {} is loaded",
        quote(reference.version.unwrap_or_default()),
        quote(reference.id),
        quote(loaded)
    );
    let route = Route::slice(at, reference.version_range());
    let write = quote(&format!("{}@{loaded}", reference.id));
    let help = match changed {
        None => format!("check every feature against the loaded version, then write {write}"),
        Some([]) => format!("no feature changed between the two versions; write {write}"),
        Some(rows) => {
            let rows = list(rows, "and");
            format!("check the features that changed ({rows}), then write {write}")
        }
    };
    Fault::new(&RULE, route, message).help(help).pointer(at)
}

/// An id at `at` without a version that a shipped matrix has, and another one judges.
pub fn unversioned(
    at: &str,
    reference: Reference<'_>,
    loaded: &Matrix,
    registry: &Registry,
) -> Option<Fault> {
    let shipped = registry.shipped(reference.id)?;
    let is_other = loaded.version != shipped.version;
    if !is_other || Diff::between(shipped, loaded, Scope::Whole).is_empty() {
        return None;
    }
    let message = format!(
        "{} is named without a version, but the loaded version {} differs from the shipped \
         version {}",
        quote(reference.id),
        quote(&loaded.version),
        quote(&shipped.version)
    );
    let write = quote(&loaded.name());
    let help = match changes(shipped, loaded).as_slice() {
        [] => format!("write {write} if you mean the loaded matrix"),
        rows => {
            let rows = list(rows, "and");
            format!("check the features that differ ({rows}), then write {write}")
        }
    };
    Some(Fault::new(&RULE, Route::value(at), message).help(help))
}

/// A version at `at` of which nobody has given the file, and there is no other to take.
pub fn not_given(at: &str, reference: Reference<'_>) -> Fault {
    let version = quote(reference.version.unwrap_or_default());
    let message = format!("version {version} of {} is not loaded", quote(reference.id));
    Fault::new(&RULE, Route::slice(at, reference.version_range()), message)
        .help(format!(
            "also load the file of version {version}: add it to the checked files, to `--matrix`, \
             or to `matrices` in the configuration"
        ))
        .pointer(at)
}

/// The ids of the rows that are new, gone or differ, before and after.
fn changes(old: &Matrix, new: &Matrix) -> Vec<String> {
    let diff = Diff::between(old, new, Scope::Whole);
    let changed = diff.changed.iter().flat_map(|pair| [pair.old, pair.new]);
    let rows = changed.chain(diff.added).chain(diff.removed);
    let mut ids: Vec<String> = rows.map(|row| quote(&row.id)).collect();
    ids.dedup();
    ids
}
