//! A fault at its place.

use std::cmp::Ordering;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use super::fault::Text;
use super::rule::{Rule, Severity};
use super::status::Status;
use crate::text::{FilePath, Position, Sha256, Source, Span};

/// Characters in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// The file.
    pub path: Arc<FilePath>,
    /// The bytes.
    pub span: Span,
    /// The first character.
    pub start: Position,
    /// One past the last character.
    pub end: Position,
}

impl Location {
    /// Works out lines and columns.
    pub fn new(path: &Arc<FilePath>, source: &Source, span: Span) -> Self {
        Self {
            path: Arc::clone(path),
            span,
            start: source.position(span.start()),
            end: source.position(span.end()),
        }
    }
}

/// A further place that a finding points at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// Where.
    pub location: Location,
    /// What is there.
    pub message: Text,
}

/// A fault at its place. It is a handle: findings are sorted and handed on by the million, and what
/// one holds takes 300 bytes.
#[derive(Clone, Debug)]
pub struct Finding(Box<Details>);

impl From<Details> for Finding {
    fn from(details: Details) -> Self {
        Self(Box::new(details))
    }
}

impl Deref for Finding {
    type Target = Details;

    fn deref(&self) -> &Details {
        &self.0
    }
}

impl DerefMut for Finding {
    fn deref_mut(&mut self) -> &mut Details {
        &mut self.0
    }
}

/// What a finding holds.
#[derive(Clone, Debug)]
pub struct Details {
    /// The rule.
    pub rule: &'static Rule,
    /// How much it weighs in this run.
    pub severity: Severity,
    /// One sentence that names the thing.
    pub message: Text,
    /// What to do.
    pub help: Option<Text>,
    /// What the marked characters are.
    pub label: Option<Text>,
    /// Where.
    pub location: Location,
    /// Further places.
    pub related: Vec<Related>,
    /// The JSON Pointer into the document; none where there is no document.
    pub pointer: Option<String>,
    /// The 0-based index of the document in its file.
    pub document: Option<usize>,
    /// `metadata.system` of the document.
    pub system: Option<Arc<str>>,
    /// The id of the matrix that the document names.
    pub matrix: Option<Arc<str>>,
    /// The id of the feature that it is about.
    pub feature: Option<String>,
    /// SHA-256 over code, system, matrix id and pointer.
    pub fingerprint: Sha256,
    /// Where it stands towards the gate.
    pub status: Status,
}

impl Finding {
    /// Whether it counts: neither a waiver nor the baseline covers it.
    pub fn is_open(&self) -> bool {
        self.status == Status::Open
    }

    /// Whether it counts and weighs at least so much.
    pub fn is_open_from(&self, least: Severity) -> bool {
        self.is_open() && self.severity >= least
    }

    /// The order of every output: path, line, column, code.
    pub fn in_order(&self, other: &Self) -> Ordering {
        let (path, others) = (&self.location.path, &other.location.path);
        // Most often both are of one file.
        let paths = if Arc::ptr_eq(path, others) {
            Ordering::Equal
        } else {
            path.relative.cmp(&others.relative)
        };
        let key = |finding: &'_ Self| (finding.location.start, finding.rule.code, finding.document);
        paths
            .then_with(|| key(self).cmp(&key(other)))
            .then_with(|| self.pointer.cmp(&other.pointer))
            .then_with(|| self.message.cmp(&other.message))
    }
}
