//! What rules look at: a manifest beside its matrix, and what they measure by.

use std::collections::HashSet;

use jiff::civil::Date;

use super::row::Row;
use crate::finding::{Fault, Place, Rule};
use crate::model::evidence::Presence;
use crate::model::manifest::{Declared, Feature, Manifest};
use crate::model::matrix::{self, Matrix, Registry};
use crate::model::place;

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

/// The rule of a code or a name.
pub(super) fn named(rules: &[(&'static Rule, Check)], name: &str) -> Option<&'static Rule> {
    let mut rules = rules.iter().map(|(rule, _)| *rule);
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
    /// Every rule, to which waivers refer.
    pub rules: &'static [(&'static Rule, Check)],
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
        rules: &'static [(&'static Rule, Check)],
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
            rules,
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

    /// The rule of a code or a name.
    pub fn rule(&self, name: &str) -> Option<&'static Rule> {
        named(self.rules, name)
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
                let key = place::feature(&route.pointer);
                !key.is_some_and(|key| again.contains(key.as_ref()))
            }
            Place::Span(_) => true,
        });
    }
}
