//! What a change of a matrix means for manifests: which of them it touches, and which findings it
//! opens and closes.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use jiff::civil::Date;

use crate::check::Declaration;
use crate::finding::{Finding, Report};
use crate::model::matrix::diff::{Change, Diff, Scope};
use crate::model::matrix::{Matrix, Registry};
use crate::text::{FilePath, Sha256};

/// What a change of a matrix means for manifests.
#[derive(Debug)]
pub struct Impact {
    /// The day that dates were compared with, `YYYY-MM-DD`.
    pub today: String,
    /// How many files were read.
    pub files: usize,
    /// How many manifests name a known matrix.
    pub manifests: usize,
    /// How many of them are judged by the matrix that changes, or by one that is built on it.
    pub judged: usize,
    /// The manifests that speak of rows that differ, in the order of paths.
    pub touched: Vec<Touched>,
    /// The findings that are there after the change and not before it, whatever their status.
    pub opened: Vec<Finding>,
    /// The findings that were there before the change and not after it.
    pub closed: Vec<Finding>,
}

/// A manifest that speaks of rows that differ, or lacks a new one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Touched {
    /// The file.
    pub path: Arc<FilePath>,
    /// The 0-based index of the document in the file.
    pub document: usize,
    /// `metadata.system`, where it could be read.
    pub system: Option<String>,
    /// The id of the matrix that judges it.
    pub matrix: String,
    /// The rows: the changed, then the removed, then the new, each in the order of its matrix.
    pub features: Vec<Feature>,
}

/// A row that touches a manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feature {
    /// Its id: the old one, where it has two.
    pub id: String,
    /// What happens to it, the weightiest first.
    pub changes: Vec<Change>,
}

/// One of the two runs: what judged, and what was found.
#[derive(Debug)]
pub struct Run {
    /// All matrices, with the changed one and what is built on it.
    pub registry: Registry,
    /// The findings, waivers and baseline applied.
    pub report: Report,
}

impl Impact {
    /// Compares two runs over the same manifests. `changed` is the id of the matrix that changes.
    pub fn between(changed: &str, declarations: &[Declaration], before: Run, after: Run) -> Self {
        let mut diffs: BTreeMap<&str, Option<Diff<'_>>> = BTreeMap::new();
        let mut touched = Vec::new();
        let (mut manifests, mut judged) = (0, 0);
        for declaration in declarations {
            let id = declaration.matrix.as_str();
            let pair = before.registry.judge(id).zip(after.registry.judge(id));
            let Some((old, new)) = pair else { continue };
            manifests += 1;
            let diff = diffs.entry(id).or_insert_with(|| {
                // A matrix that is what it was judges as it did.
                (old != new).then(|| Diff::between(old, new, Scope::Whole))
            });
            judged += usize::from(id == changed || diff.is_some());
            let Some(diff) = diff else { continue };
            let features = features(declaration, diff, old, new);
            if !features.is_empty() {
                touched.push(Touched {
                    path: Arc::clone(&declaration.path),
                    document: declaration.document,
                    system: declaration.system.clone(),
                    matrix: declaration.matrix.clone(),
                    features,
                });
            }
        }
        let (opened, closed) = difference(before.report.findings, after.report.findings);
        Self {
            today: after.report.today,
            files: after.report.seen.files,
            manifests,
            judged,
            touched,
            opened,
            closed,
        }
    }

    /// What a change means where there is no manifest.
    pub fn none(today: Date) -> Self {
        Self {
            today: today.to_string(),
            files: 0,
            manifests: 0,
            judged: 0,
            touched: Vec::new(),
            opened: Vec::new(),
            closed: Vec::new(),
        }
    }

    /// This and what the same change means for the manifests of another root.
    #[must_use]
    pub fn and(mut self, mut other: Self) -> Self {
        self.files += other.files;
        self.manifests += other.manifests;
        self.judged += other.judged;
        self.touched.append(&mut other.touched);
        self.opened.append(&mut other.opened);
        self.closed.append(&mut other.closed);
        self.touched
            .sort_by(|a, b| (&a.path, a.document).cmp(&(&b.path, b.document)));
        self.opened.sort_by(Finding::in_order);
        self.closed.sort_by(Finding::in_order);
        self
    }

    /// How many open findings a change brings.
    pub fn opens(&self) -> usize {
        count(&self.opened)
    }

    /// How many open findings go away.
    pub fn closes(&self) -> usize {
        count(&self.closed)
    }

    /// The findings that come or go and do not count, with whether they come.
    pub fn covered(&self) -> impl Iterator<Item = (&Finding, bool)> {
        let opened = self.opened.iter().map(|finding| (finding, true));
        let closed = self.closed.iter().map(|finding| (finding, false));
        opened
            .chain(closed)
            .filter(|(finding, _)| !finding.is_open())
    }
}

fn count(findings: &[Finding]) -> usize {
    findings.iter().filter(|finding| finding.is_open()).count()
}

/// The rows that differ and of which a manifest speaks, and the new ones of which it does not.
fn features<'m>(
    declaration: &Declaration,
    diff: &Diff<'_>,
    old: &'m Matrix,
    new: &'m Matrix,
) -> Vec<Feature> {
    let declared = |matrix: &'m Matrix| -> HashSet<&'m str> {
        let keys = declaration.features.iter();
        let rows = keys.filter_map(|key| matrix.row(key));
        rows.map(|row| row.id.as_str()).collect()
    };
    let (before, after) = (declared(old), declared(new));
    let changed = diff.changed.iter().filter(|pair| {
        before.contains(pair.old.id.as_str()) || after.contains(pair.new.id.as_str())
    });
    let changed = changed.map(|pair| (&pair.old.id, pair.changes()));
    let removed = diff.removed.iter();
    let removed = removed.filter(|row| before.contains(row.id.as_str()));
    let removed = removed.map(|row| (&row.id, vec![Change::Removed]));
    let missing = diff.added.iter();
    let missing = missing.filter(|row| !after.contains(row.id.as_str()));
    let missing = missing.map(|row| (&row.id, vec![Change::Missing]));
    let all = changed.chain(removed).chain(missing);
    all.map(|(id, changes)| Feature {
        id: id.clone(),
        changes,
    })
    .collect()
}

/// What only the second list holds, and what only the first: a multiset, since two equal faults are
/// two. A finding that a waiver no longer covers is another than it was.
fn difference(before: Vec<Finding>, after: Vec<Finding>) -> (Vec<Finding>, Vec<Finding>) {
    let key = |finding: &Finding| (finding.fingerprint, finding.status.as_str());
    let only = |these: Vec<Finding>, others: &HashMap<(Sha256, &'static str), usize>| {
        let mut left = others.clone();
        let only = these.into_iter().filter(|finding| {
            match left.get_mut(&key(finding)).filter(|count| **count > 0) {
                Some(count) => {
                    *count -= 1;
                    false
                }
                None => true,
            }
        });
        only.collect::<Vec<Finding>>()
    };
    let counted = |findings: &[Finding]| {
        let mut counts = HashMap::new();
        for finding in findings {
            *counts.entry(key(finding)).or_insert(0) += 1;
        }
        counts
    };
    let (held, holds) = (counted(&before), counted(&after));
    (only(after, &held), only(before, &holds))
}
