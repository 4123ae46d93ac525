//! What a file leaves behind: its findings, and what the stages that see all files ask of it.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use super::facts;
use crate::check::waiver::{self, Holding};
use crate::finding::{Fault, Finding, Kind, Placer, Related, Seen, Severity, Subject};
use crate::model::matrix::Parsed;
use crate::text::{FilePath, Source, Span};

/// What is left of a file once it has been checked.
pub(super) struct Checked {
    pub(super) path: Arc<FilePath>,
    pub(super) findings: Vec<Finding>,
    pub(super) seen: Seen,
    /// By their index.
    pub(super) documents: Vec<(usize, Kind)>,
    pub(super) claims: Vec<Claim>,
    pub(super) waivers: Vec<Holding>,
    pub(super) matrices: Vec<MatrixDocument>,
    /// The systems, and the hash of what was read, where the facts are kept.
    pub(super) systems: Vec<(usize, Box<facts::System>)>,
    pub(super) sha256: Option<String>,
    /// Kept where a finding has to be shown.
    pub(super) source: Option<Arc<Source>>,
    /// Where to read the text again, should a finding turn up later.
    pub(super) file: Option<PathBuf>,
}

/// A document that declares a system.
pub(super) struct Claim {
    pub(super) system: Arc<str>,
    /// The id of the matrix that it names; nothing where that cannot be read.
    pub(super) matrix: Option<Arc<str>>,
    pub(super) at: Span,
    pub(super) index: usize,
    /// Whether the document is known by it: it is no placeholder.
    pub(super) is_named: bool,
    /// Whether it may be declared once only: it is no placeholder, or nobody says so.
    pub(super) is_compared: bool,
}

/// A matrix document, and where its `extends` stands: the id, the version, all of it.
pub(super) struct MatrixDocument {
    pub(super) parsed: Parsed,
    pub(super) extends_at: [Span; 3],
    pub(super) index: usize,
}

impl Checked {
    pub(super) fn new(path: &Arc<FilePath>) -> Self {
        Self {
            path: Arc::clone(path),
            findings: Vec::new(),
            seen: Seen {
                files: 1,
                ..Seen::default()
            },
            documents: Vec::new(),
            claims: Vec::new(),
            waivers: Vec::new(),
            matrices: Vec::new(),
            systems: Vec::new(),
            sha256: None,
            source: None,
            file: None,
        }
    }

    /// Takes the facts out.
    pub(super) fn record(&mut self) -> facts::File {
        let mut systems = std::mem::take(&mut self.systems).into_iter().peekable();
        let documents = self.documents.iter().map(|(index, _)| {
            let system = systems.next_if(|(at, _)| at == index);
            let matrix = self.matrices.iter().find(|matrix| matrix.index == *index);
            let content = match (system, matrix) {
                (Some((_, system)), _) => facts::Content::System(system),
                (None, Some(matrix)) => facts::Content::Matrix(matrix.parsed.id.clone()),
                (None, None) => facts::Content::Unjudged,
            };
            facts::Document {
                index: *index,
                content,
            }
        });
        facts::File {
            documents: documents.collect(),
            path: Arc::clone(&self.path),
            sha256: self.sha256.take(),
        }
    }

    pub(super) fn subjects(&self) -> impl Iterator<Item = Subject> {
        self.documents.iter().map(|(document, kind)| {
            let claim = self.claim_of(*document);
            Subject {
                path: Arc::clone(&self.path),
                document: *document,
                kind: *kind,
                system: claim.map(|claim| Arc::clone(&claim.system)),
                matrix: claim.and_then(|claim| claim.matrix.clone()),
            }
        })
    }

    /// What a document declares. Claims stand in the order of their documents.
    fn claim_of(&self, document: usize) -> Option<&Claim> {
        let claims = &self.claims;
        let at = claims.binary_search_by_key(&document, |claim| claim.index);
        claims.get(at.ok()?).filter(|claim| claim.is_named)
    }

    /// Applies the file's waivers; one that covers nothing is a finding itself.
    pub(super) fn waive(&mut self, levels: &BTreeMap<&'static str, Option<Severity>>) {
        let waivers = std::mem::take(&mut self.waivers);
        let unused = waiver::apply(&mut self.findings, &waivers);
        let unused = unused.iter().map(|waiver| waiver.unused.clone());
        let mut unused: Vec<Finding> = unused.collect();
        weigh(&mut unused, levels);
        if !unused.is_empty() {
            self.text(); // a finding is shown in it
        }
        self.findings.extend(unused);
    }

    /// The text, read again where it was dropped. A file that has changed meanwhile only moves the
    /// marks: spans are clamped.
    pub(super) fn text(&mut self) -> Arc<Source> {
        let read = || {
            let again = self
                .file
                .as_deref()
                .and_then(|file| Source::read(file).ok());
            Arc::new(again.unwrap_or_else(|| Source::from_bytes(Vec::new())))
        };
        let source = self.source.take().unwrap_or_else(read);
        self.source = Some(Arc::clone(&source));
        source
    }
}

/// Gives rules the weight that the configuration asks for, and drops those that are off.
pub(super) fn weigh(
    findings: &mut Vec<Finding>,
    levels: &BTreeMap<&'static str, Option<Severity>>,
) {
    findings.retain_mut(|finding| match levels.get(finding.rule.code) {
        Some(Some(severity)) => {
            finding.severity = *severity;
            true
        }
        Some(None) => false,
        None => true,
    });
}

/// A finding about a document that has been left already.
pub(super) fn finding(
    path: &Arc<FilePath>,
    source: &Source,
    index: usize,
    claim: Option<&Claim>,
    fault: Fault,
    related: Vec<Related>,
) -> Finding {
    let placer = Placer {
        path,
        source,
        document: None,
        index: Some(index),
        system: claim.map(|claim| Arc::clone(&claim.system)),
        matrix: claim.and_then(|claim| claim.matrix.clone()),
    };
    let mut finding = placer.finding(fault, &|_| None);
    finding.related.extend(related);
    finding
}
