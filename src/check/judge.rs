//! Every rule in turn: over manifests, rows, and what does not fit a schema.

use crate::finding::Fault;
use crate::model::matrix::Draft;
use crate::model::place;
use crate::model::raci::Cell;
use crate::model::schema::{Schema, Violation, ViolationKind};
use crate::rules::{
    Check, Context, RULES, duplicate_key, invalid_value, missing_field, row::Row, unknown_field,
    wrong_type,
};
use crate::yaml::Document;

/// Every fault of the manifest.
pub fn check_manifest(context: &Context<'_>) -> Vec<Fault> {
    let respelt = context.respelt.iter();
    let mut faults: Vec<Fault> = respelt
        .map(|(id, first, again)| duplicate_key::spelling(id, first, again))
        .collect();
    check_rows(&context.rows, &mut faults);
    for (_, check) in RULES {
        if let Check::Manifest(check) = check {
            check(context, &mut faults);
        }
    }
    faults
}

/// Every fault in the rows of a matrix document.
pub fn check_draft(draft: &Draft<'_>) -> Vec<Fault> {
    let rows = draft.rows.iter();
    check_table(rows.filter_map(|row| Some((row.key, row.cells.as_deref()?))))
}

/// Every fault in the rows of a table, each an id with its cells.
pub fn check_table<'a>(rows: impl Iterator<Item = (&'a str, &'a [Cell<'a>])>) -> Vec<Fault> {
    let rows = rows.map(|(key, cells)| Row {
        key,
        cells,
        published: None,
        feature: None,
        manifest: None,
    });
    let mut faults = Vec::new();
    check_rows(&rows.collect::<Vec<_>>(), &mut faults);
    faults
}

fn check_rows(rows: &[Row<'_>], faults: &mut Vec<Fault>) {
    for (_, check) in RULES {
        if let Check::Row(check) = check {
            for row in rows {
                check(row, faults);
            }
        }
    }
}

/// Every fault of shape: doubled keys, entries that fit no tree, and what the schema does not allow.
pub fn check_shape(
    schema: &Schema,
    document: &Document<'_>,
    violations: &[Violation],
) -> Vec<Fault> {
    let mut faults: Vec<Fault> = document
        .duplicates
        .iter()
        .map(duplicate_key::fault)
        .collect();
    faults.extend(document.misfits.iter().map(wrong_type::misfit));
    for violation in violations {
        faults.extend(violation_faults(schema, document, violation));
    }
    faults
}

/// What one violation of a schema comes to.
pub fn violation_faults(
    schema: &Schema,
    document: &Document<'_>,
    violation: &Violation,
) -> Vec<Fault> {
    let at = violation.pointer.as_str();
    let value = document.find(at).unwrap_or_else(|| document.root());
    let text = value.as_str().unwrap_or_else(|| value.written());
    let fault = match &violation.kind {
        ViolationKind::Missing(name) => missing_field::fault(schema, at, name),
        ViolationKind::MissingBoth => missing_field::neither(at),
        ViolationKind::HasBoth => invalid_value::both(at),
        ViolationKind::Unknown(name) => unknown_field::fault(schema, at, name, value),
        ViolationKind::Type(expected) => wrong_type::fault(schema, at, value, expected),
        ViolationKind::Option(options) => invalid_value::option(schema, at, value, options),
        ViolationKind::Pattern if place::is_cell(at) => {
            return invalid_value::cell(at, value);
        }
        ViolationKind::Pattern => invalid_value::pattern(schema, at, text),
        ViolationKind::Format(format) => invalid_value::format(schema, at, text, format),
        ViolationKind::Name(name) => invalid_value::name(at, value, name),
    };
    vec![fault]
}
