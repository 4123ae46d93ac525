//! From faults to findings: a route becomes lines and columns, and a fingerprint by which a finding is
//! known again after both have moved.

use std::sync::Arc;

use super::details::{Details, Finding, Location, Related};
use super::fault::{Fault, Place, Text};
use super::rule::Rule;
use super::status::Status;
use crate::model::place;
use crate::text::{FilePath, Sha256, Source, Span};
use crate::yaml::{Document, Located, ancestor, json_value, pointer_steps};

/// Turns the faults of one document into findings.
pub struct Placer<'a> {
    /// The file.
    pub path: &'a Arc<FilePath>,
    /// Its text.
    pub source: &'a Source,
    /// The document, where there is one.
    pub document: Option<&'a Document<'a>>,
    /// Its 0-based index in the file.
    pub index: Option<usize>,
    /// `metadata.system`, where it is text.
    pub system: Option<Arc<str>>,
    /// The id of the matrix that it names, where that can be read.
    pub matrix: Option<Arc<str>>,
}

impl Placer<'_> {
    /// The finding of a fault. `canonical` maps a feature's key to its id.
    pub fn finding<'c>(
        &self,
        fault: Fault,
        canonical: &dyn Fn(&str) -> Option<&'c str>,
    ) -> Finding {
        let at = self.locate(&fault.place);
        let mut related = Vec::new();
        if let Some(origin) = at.origin {
            related.push(self.related(
                origin,
                "the value is defined here (used through an alias)".into(),
            ));
        }
        for (place, message) in fault.related {
            let located = self.locate(&place);
            related.push(self.related(located.span, message));
            if let Some(origin) = located.origin {
                related.push(self.related(
                    origin,
                    "the value is defined here (used through an alias)".into(),
                ));
            }
        }
        let pointer = fault.pointer.or(match fault.place {
            Place::Route(route) => Some(route.pointer),
            Place::Span(_) => None,
        });
        let path = pointer.as_deref().unwrap_or_default();
        let key = place::feature(path);
        let id = key.as_deref().map(|key| canonical(key).unwrap_or(key));
        let fingerprint = self.fingerprint(fault.rule, path, id, fault.missing.as_deref());
        let feature = fault.feature.or_else(|| id.map(str::to_owned));
        Finding::from(Details {
            severity: fault.rule.severity,
            fingerprint,
            rule: fault.rule,
            message: fault.message,
            help: fault.help,
            label: fault.label,
            location: Location::new(self.path, self.source, at.span),
            related,
            document: self.index,
            system: self.system.clone(),
            matrix: self.matrix.clone(),
            feature,
            pointer,
            status: Status::Open,
        })
    }

    fn related(&self, span: Span, message: Text) -> Related {
        Related {
            location: Location::new(self.path, self.source, span),
            message,
        }
    }

    fn locate(&self, place: &Place) -> Located {
        match (place, self.document) {
            (Place::Route(route), Some(document)) => document.locate(route, self.source),
            (Place::Route(_), None) => Located {
                span: Span::ZERO,
                origin: None,
            },
            (Place::Span(span), _) => Located {
                span: *span,
                origin: None,
            },
        }
    }

    /// Over code, system, matrix id and pointer, where a feature's key is its id and a list's index is
    /// what the item holds, so that neither respelling nor reordering makes a finding a new one. Without
    /// a system the path stands in for both.
    fn fingerprint(
        &self,
        rule: &Rule,
        pointer: &str,
        feature: Option<&str>,
        missing: Option<&str>,
    ) -> Sha256 {
        let mut parts = Parts(Vec::with_capacity(256));
        parts.add(rule.code);
        match self.system.as_deref() {
            Some(system) => {
                parts.add(system);
                parts.add(self.matrix.as_deref().unwrap_or_default());
            }
            None => {
                parts.add(""); // no system is called so
                parts.add(self.path.from_root());
            }
        }
        for (depth, step) in pointer_steps(pointer).enumerate() {
            let is_index = step.bytes().all(|byte| byte.is_ascii_digit());
            match feature.filter(|_| depth == 1) {
                Some(id) => parts.add(id),
                None if is_index => {
                    let at = ancestor(pointer, depth + 1);
                    let item = self.document.and_then(|document| document.item(at));
                    match item {
                        Some(item) => parts.add(&json_value(item).to_string()),
                        None => parts.add(&step),
                    }
                }
                None => parts.add(&step),
            }
        }
        if let Some(name) = missing {
            parts.add(&format!("+{name}"));
        }
        Sha256::of([parts.0.as_slice()])
    }
}

/// Texts in a row, each behind its length, which keeps two from reading like two others.
struct Parts(Vec<u8>);

impl Parts {
    fn add(&mut self, part: &str) {
        self.0.extend((part.len() as u64).to_be_bytes());
        self.0.extend(part.as_bytes());
    }
}
