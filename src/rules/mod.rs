//! The rules: one file each, and [`RULES`], the one list of them.
//!
//! A rule's file holds its metadata, its words and, where it judges what was read, its `check`. The
//! rules whose fault stops the reading are reported by the stage that reads; their files hold the
//! words only.

pub mod crisp_not_signed;
pub mod customer_disowns;
pub mod customer_overclaims;
pub mod date_in_future;
pub mod duplicate_key;
pub mod duplicate_system;
pub mod evidence_not_found;
pub mod expired_waiver;
pub mod expiring_waiver;
mod field;
pub mod invalid_encoding;
pub mod invalid_value;
pub mod limit_exceeded;
pub mod long_waiver;
pub mod matrix_cycle;
pub mod matrix_version;
mod meant;
pub mod misplaced_responsible;
pub mod missing_evidence;
pub mod missing_feature;
pub mod missing_field;
pub mod missing_owner;
pub mod multiple_accountable;
pub mod no_accountable;
pub mod no_responsible;
pub mod not_a_manifest;
pub mod not_applicable_refused;
pub mod overlooked_manifest;
pub mod placeholder;
pub mod provider_as_third_party;
pub mod redundant_role;
pub mod review_overdue;
pub mod role_differs;
pub mod row;
pub mod same_party;
pub mod third_party_accountable;
pub mod unknown_contact;
pub mod unknown_feature;
pub mod unknown_field;
pub mod unknown_matrix;
pub mod unknown_party;
pub mod unknown_provider;
pub mod unreadable_file;
pub mod unsupported_version;
pub mod unused_waiver;
pub mod unwaivable_rule;
pub mod wrong_type;
pub mod yaml_syntax;

use std::collections::HashSet;

use jiff::civil::Date;

use crate::finding::{Fault, Place, Rule, feature_key};
use crate::model::evidence::Presence;
use crate::model::manifest::{Declared, Feature, Manifest, Waiver};
use crate::model::matrix::{self, Draft, Matrix, Registry};
use crate::model::raci::Cell;
use crate::model::schema::{Schema, Violation, ViolationKind};
use crate::yaml::Document;

use row::Row;

/// What runs a rule.
#[derive(Clone, Copy)]
pub enum Check {
    /// The stage that reads files, documents and shapes.
    Reading,
    /// Every row with roles, of manifests and matrices.
    Row(fn(&Row<'_>, &mut Vec<Fault>)),
    /// Every manifest.
    Manifest(fn(&Context<'_>, &mut Vec<Fault>)),
    /// The stage that sees all documents of a run.
    Run,
}

/// Every rule, by code.
pub static RULES: &[(&Rule, Check)] = &[
    (&unreadable_file::RULE, Check::Reading),
    (&invalid_encoding::RULE, Check::Reading),
    (&yaml_syntax::RULE, Check::Reading),
    (&duplicate_key::RULE, Check::Reading),
    (&limit_exceeded::RULE, Check::Reading),
    (&not_a_manifest::RULE, Check::Reading),
    (&overlooked_manifest::RULE, Check::Reading),
    (&missing_field::RULE, Check::Reading),
    (&unknown_field::RULE, Check::Reading),
    (&wrong_type::RULE, Check::Reading),
    (&invalid_value::RULE, Check::Reading),
    (&unsupported_version::RULE, Check::Reading),
    (&no_accountable::RULE, Check::Row(no_accountable::check)),
    (
        &multiple_accountable::RULE,
        Check::Row(multiple_accountable::check),
    ),
    (&no_responsible::RULE, Check::Row(no_responsible::check)),
    (&redundant_role::RULE, Check::Row(redundant_role::check)),
    (&unknown_party::RULE, Check::Row(unknown_party::check)),
    (
        &unknown_matrix::RULE,
        Check::Manifest(unknown_matrix::check),
    ),
    (
        &matrix_version::RULE,
        Check::Manifest(matrix_version::check),
    ),
    (
        &unknown_feature::RULE,
        Check::Manifest(unknown_feature::check),
    ),
    (
        &missing_feature::RULE,
        Check::Manifest(missing_feature::check),
    ),
    (&customer_disowns::RULE, Check::Row(customer_disowns::check)),
    (
        &misplaced_responsible::RULE,
        Check::Row(misplaced_responsible::check),
    ),
    (
        &customer_overclaims::RULE,
        Check::Row(customer_overclaims::check),
    ),
    (
        &third_party_accountable::RULE,
        Check::Row(third_party_accountable::check),
    ),
    (&role_differs::RULE, Check::Row(role_differs::check)),
    (
        &not_applicable_refused::RULE,
        Check::Manifest(not_applicable_refused::check),
    ),
    (
        &unknown_provider::RULE,
        Check::Manifest(unknown_provider::check),
    ),
    (&matrix_cycle::RULE, Check::Run),
    (&same_party::RULE, Check::Manifest(same_party::check)),
    (
        &provider_as_third_party::RULE,
        Check::Manifest(provider_as_third_party::check),
    ),
    (&missing_owner::RULE, Check::Row(missing_owner::check)),
    (
        &unknown_contact::RULE,
        Check::Manifest(unknown_contact::check),
    ),
    (&placeholder::RULE, Check::Reading),
    (
        &review_overdue::RULE,
        Check::Manifest(review_overdue::check),
    ),
    (
        &date_in_future::RULE,
        Check::Manifest(date_in_future::check),
    ),
    (&missing_evidence::RULE, Check::Row(missing_evidence::check)),
    (
        &evidence_not_found::RULE,
        Check::Manifest(evidence_not_found::check),
    ),
    (
        &crisp_not_signed::RULE,
        Check::Manifest(crisp_not_signed::check),
    ),
    (
        &expired_waiver::RULE,
        Check::Manifest(expired_waiver::check),
    ),
    (&long_waiver::RULE, Check::Manifest(long_waiver::check)),
    (&unused_waiver::RULE, Check::Manifest(unused_waiver::check)),
    (
        &unwaivable_rule::RULE,
        Check::Manifest(unwaivable_rule::check),
    ),
    (
        &expiring_waiver::RULE,
        Check::Manifest(expiring_waiver::check),
    ),
    (&duplicate_system::RULE, Check::Run),
];

/// The rule of a code or a name.
pub fn find(name: &str) -> Option<&'static Rule> {
    let mut rules = RULES.iter().map(|(rule, _)| *rule);
    rules.find(|rule| rule.code.eq_ignore_ascii_case(name) || rule.name == name)
}

/// What rules measure by: the day, and the limits that a configuration can set.
#[derive(Clone, Debug)]
pub struct Policy {
    /// The day that dates are compared with.
    pub today: Date,
    /// The most days since the last review.
    pub max_age_days: i32,
    /// The most days until a waiver ends.
    pub waiver_max_days: i32,
    /// The days before its end from which a waiver is announced.
    pub waiver_notice_days: i32,
    /// The contacts that all manifests share.
    pub contacts: Vec<SharedContact>,
    /// The folder that was taken for the root, where nothing marks one.
    pub taken_root: Option<String>,
}

/// A contact of the configuration, which every manifest can name as an owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedContact {
    /// The key, which owners use.
    pub key: String,
    /// What it is called.
    pub name: Option<String>,
    /// Under which address it can be reached.
    pub email: Option<String>,
}

impl Policy {
    /// The limits without a configuration.
    pub fn new(today: Date) -> Self {
        Self {
            today,
            max_age_days: 366,
            waiver_max_days: 365,
            waiver_notice_days: 30,
            contacts: Vec::new(),
            taken_root: None,
        }
    }

    /// Days from today to a date; negative for the past.
    pub fn days_until(&self, date: Date) -> i32 {
        // Years have four digits, so the difference is far from every limit.
        (date - self.today).get_days()
    }
}

/// What a manifest's rules look at.
pub struct Context<'a> {
    /// The manifest.
    pub manifest: &'a Manifest<'a>,
    /// The matrix that judges it, where it names one that is known.
    pub matrix: Option<&'a Matrix>,
    /// All matrices.
    pub registry: &'a Registry,
    /// What to measure by.
    pub policy: &'a Policy,
    /// Whether a path of evidence is there.
    pub evidence: &'a dyn Fn(&str) -> Presence,
    /// The features with roles, a second spelling of one left out.
    pub rows: Vec<Row<'a>>,
    /// The features that the matrix does not have.
    pub unknown: Vec<UnknownFeature<'a>>,
    /// The features that stand there in two spellings: id, first key, second key.
    pub respelt: Vec<(&'a str, &'a str, &'a str)>,
    /// For each feature of the manifest which row it is.
    places: Vec<RowOf>,
    /// For each row of the matrix whether the manifest declares it.
    declared: Vec<bool>,
}

/// Which row of the matrix a feature is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum RowOf {
    /// The row of this number.
    Number(usize),
    /// None.
    Unknown,
    /// None, and its key says that it is data of the customer's own: nothing else is said of it.
    Private,
    /// One that stands there already in another spelling: the first is judged.
    Respelt,
}

/// A feature that the matrix does not have, and the one that is probably meant.
#[derive(Debug)]
pub struct UnknownFeature<'a> {
    /// The key as written.
    pub key: &'a str,
    /// The row, of those that are not declared, that has the nearest id or title.
    pub meant: Option<&'a matrix::Row>,
}

impl<'a> Context<'a> {
    /// Lays a manifest beside its matrix.
    pub fn new(
        manifest: &'a Manifest<'a>,
        registry: &'a Registry,
        policy: &'a Policy,
        evidence: &'a dyn Fn(&str) -> Presence,
    ) -> Self {
        let matrix = manifest
            .matrix
            .and_then(|reference| registry.judge(reference.id));
        let mut context = Self {
            manifest,
            matrix,
            registry,
            policy,
            evidence,
            rows: Vec::new(),
            unknown: Vec::new(),
            respelt: Vec::new(),
            places: Vec::new(),
            declared: Vec::new(),
        };
        let mut first: Vec<Option<&str>> =
            vec![None; matrix.map_or(0, |matrix| matrix.rows().len())];
        for feature in manifest.features.iter().flatten() {
            let number = matrix.and_then(|matrix| matrix.index(feature.key));
            let slot = number.and_then(|number| first.get_mut(number));
            let published = number
                .zip(matrix)
                .and_then(|(number, matrix)| matrix.rows().get(number));
            if let Some((slot, published)) = slot.zip(published) {
                if let Some(first) = *slot {
                    context.respelt.push((&published.id, first, feature.key));
                    context.places.push(RowOf::Respelt);
                    continue;
                }
                *slot = Some(feature.key);
            } else if matrix.is_some() {
                context.unknown.push(UnknownFeature {
                    key: feature.key,
                    meant: None,
                });
            }
            let is_private = matrix.is_some() && number.is_none() && feature.key.starts_with("x-");
            context.places.push(match number {
                Some(number) => RowOf::Number(number),
                None if is_private => RowOf::Private,
                None => RowOf::Unknown,
            });
            if is_private {
                continue;
            }
            if let Declared::Raci(cells) = &feature.declared {
                context.rows.push(Row {
                    key: feature.key,
                    cells,
                    published,
                    feature: Some(feature),
                    manifest: Some(manifest),
                });
            }
        }
        context.declared = first.iter().map(Option::is_some).collect();
        for key in &manifest.features_elsewhere {
            let number = matrix.and_then(|matrix| matrix.index(key));
            if let Some(declared) = number.and_then(|number| context.declared.get_mut(number)) {
                *declared = true;
            }
        }
        // What is declared already would stand there twice.
        let missing = (0..first.len()).filter(|number| !context.declares(*number));
        let missing: Vec<usize> = missing.collect();
        for unknown in &mut context.unknown {
            let missing = missing.iter().copied();
            unknown.meant = matrix.and_then(|matrix| matrix.nearest_of(unknown.key, missing));
        }
        context
    }

    /// The features, each with its row where the matrix has it, a second spelling of one left out.
    pub fn features(&self) -> impl Iterator<Item = (&'a Feature<'a>, Option<&'a matrix::Row>)> {
        let features = self.manifest.features.iter().flatten();
        let rows = self.matrix.map(Matrix::rows).unwrap_or_default();
        features
            .zip(&self.places)
            .filter_map(|(feature, place)| match place {
                RowOf::Number(number) => Some((feature, rows.get(*number))),
                RowOf::Unknown => Some((feature, None)),
                RowOf::Private | RowOf::Respelt => None,
            })
    }

    /// Whether the manifest declares the row of a number.
    pub fn declares(&self, number: usize) -> bool {
        self.declared.get(number) == Some(&true)
    }

    /// Whether a waiver could hold at all: its rule can be waived, and its feature is known.
    pub fn could_hold(&self, waiver: &Waiver<'_>) -> bool {
        let known = |key| self.matrix.is_none_or(|matrix| matrix.row(key).is_some());
        let rule = waiver.rule.and_then(find);
        rule.is_some_and(unwaivable_rule::is_waivable) && waiver.feature.is_none_or(known)
    }

    /// Drops the faults of shape in the second spelling of a feature, of which the first is judged. The
    /// second of two equal keys is not in the tree at all, so nothing is said of its shape either.
    pub fn pass_over_respelt(&self, faults: &mut Vec<Fault>) {
        if self.respelt.is_empty() || faults.is_empty() {
            return;
        }
        let again: HashSet<&str> = self.respelt.iter().map(|(_, _, again)| *again).collect();
        faults.retain(|fault| match &fault.place {
            Place::Route(route) => {
                let key = feature_key(&route.pointer);
                !key.is_some_and(|key| again.contains(key.as_ref()))
            }
            Place::Span(_) => true,
        });
    }

    /// Every fault of the manifest.
    pub fn check(&self) -> Vec<Fault> {
        let respelt = self.respelt.iter();
        let mut faults: Vec<Fault> = respelt
            .map(|(id, first, again)| duplicate_key::spelling(id, first, again))
            .collect();
        check_rows(&self.rows, &mut faults);
        for (_, check) in RULES {
            if let Check::Manifest(check) = check {
                check(self, &mut faults);
            }
        }
        faults
    }
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
        ViolationKind::Pattern if invalid_value::is_cell(at) => {
            return invalid_value::cell(at, value);
        }
        ViolationKind::Pattern => invalid_value::pattern(schema, at, text),
        ViolationKind::Format(format) => invalid_value::format(schema, at, text, format),
        ViolationKind::Name(name) => invalid_value::name(at, value, name),
    };
    vec![fault]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_names_are_unique_and_well_formed() {
        let codes: Vec<&str> = RULES.iter().map(|(rule, _)| rule.code).collect();
        assert!(codes.is_sorted(), "by code");
        let mut names: Vec<&str> = RULES.iter().map(|(rule, _)| rule.name).collect();
        names.sort_unstable();
        for pair in codes.windows(2).chain(names.windows(2)) {
            assert_ne!(pair[0], pair[1]);
        }
        for (rule, _) in RULES {
            let digits = rule.code.strip_prefix("CRISP").expect("a code");
            assert!(digits.len() == 3 && digits.bytes().all(|byte| byte.is_ascii_digit()));
            let lower = |c: char| c.is_ascii_lowercase() || c == '-';
            assert!(rule.name.chars().all(lower), "{}", rule.name);
            assert!(!rule.summary.ends_with('.'), "{}", rule.summary);
        }
    }

    #[test]
    fn a_rule_is_found_by_code_and_name() {
        assert_eq!(
            find("CRISP202").map(|rule| rule.name),
            Some("multiple-accountable")
        );
        assert_eq!(find("crisp202"), find("multiple-accountable"));
        assert_eq!(find("CRISP999"), None);
    }
}
