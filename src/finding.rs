//! Findings: what a rule says about a place, their order, and the fingerprint by which a finding is
//! known again after lines and files have moved.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::document::{Document, Located, Route, json_value, pointer_steps};
use crate::rule::{Rule, Severity};
use crate::source::{Position, Sha256, Source, Span};

/// Words for people: most rules say some of theirs of every fault.
pub type Text = Cow<'static, str>;

/// A path as people and as machines read it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FilePath {
    /// Relative to the repository's root, with `/`; absolute where the file is not below it.
    pub relative: String,
    /// As it was reached from the current folder.
    pub shown: String,
}

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

/// A place that a rule names: by route, or by the characters where no route leads there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// Something in the document.
    Route(Route),
    /// Characters of the file.
    Span(Span),
}

impl From<Route> for Place {
    fn from(route: Route) -> Self {
        Self::Route(route)
    }
}

impl From<Span> for Place {
    fn from(span: Span) -> Self {
        Self::Span(span)
    }
}

/// What a rule says, before anybody has worked out where that is.
#[derive(Clone, Debug)]
pub struct Fault {
    /// The rule.
    pub rule: &'static Rule,
    /// Where.
    pub place: Place,
    /// One sentence that names the thing: lower-case start, no full stop.
    pub message: Text,
    /// What to do, with the exact text to write where there is one.
    pub help: Option<Text>,
    /// What to write beside the marked characters.
    pub label: Option<Text>,
    /// Further places, each with what is there.
    pub related: Vec<(Place, Text)>,
    /// The JSON Pointer, where the place is no route.
    pub pointer: Option<String>,
    /// The id of the feature that it is about.
    pub feature: Option<String>,
    /// What is missing at the pointer, so that two missing things have two fingerprints.
    pub missing: Option<String>,
}

impl Fault {
    /// A fault with nothing but its message.
    pub fn new(rule: &'static Rule, place: impl Into<Place>, message: impl Into<Text>) -> Self {
        Self {
            rule,
            place: place.into(),
            message: message.into(),
            help: None,
            label: None,
            related: Vec::new(),
            pointer: None,
            feature: None,
            missing: None,
        }
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<Text>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Says what the marked characters are.
    #[must_use]
    pub fn label(mut self, label: impl Into<Text>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// Points at a further place.
    #[must_use]
    pub fn related(mut self, place: impl Into<Place>, message: impl Into<Text>) -> Self {
        self.related.push((place.into(), message.into()));
        self
    }

    /// Names the thing where the place is no route.
    #[must_use]
    pub fn pointer(mut self, pointer: impl Into<String>) -> Self {
        self.pointer = Some(pointer.into());
        self
    }

    /// Names the feature.
    #[must_use]
    pub fn feature(mut self, id: impl Into<String>) -> Self {
        self.feature = Some(id.into());
        self
    }

    /// Names what is missing at the pointer.
    #[must_use]
    pub fn missing(mut self, name: impl Into<String>) -> Self {
        self.missing = Some(name.into());
        self
    }
}

/// Where a finding stands towards the gate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// It counts.
    Open,
    /// A waiver covers it.
    Waived(Arc<Waived>),
    /// It stood when the gate was switched on.
    Baselined,
}

impl Status {
    /// The word in every output.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Waived(_) => "waived",
            Self::Baselined => "baselined",
        }
    }
}

/// The exception that covers a finding, as its author wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waived {
    /// The rule, by code.
    pub rule: &'static str,
    /// The id of the feature, where the waiver names one.
    pub feature: Option<String>,
    /// Why.
    pub reason: String,
    /// Who approved it.
    pub approved_by: String,
    /// The last day on which it holds, `YYYY-MM-DD`.
    pub expires: String,
}

/// A fault at its place.
#[derive(Clone, Debug)]
pub struct Finding {
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
    /// The id of the feature that it is about.
    pub feature: Option<String>,
    /// SHA-256 over code, system and pointer.
    pub fingerprint: Sha256,
    /// Where it stands towards the gate.
    pub status: Status,
}

impl Finding {
    /// The order of every output: path, line, column, code.
    pub fn sort_key(&self) -> impl Ord + '_ {
        (
            &self.location.path.relative,
            self.location.start,
            self.rule.code,
            self.document,
            &self.pointer,
            &self.message,
        )
    }
}

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
}

impl Placer<'_> {
    /// The finding of a fault. `canonical` maps a feature's key to its id.
    pub fn finding(&self, fault: Fault, canonical: &dyn Fn(&str) -> Option<String>) -> Finding {
        let at = self.locate(&fault.place);
        let mut related = Vec::new();
        if let Some(origin) = at.origin {
            related.push(self.related(origin, "the value stands here".into()));
        }
        for (place, message) in fault.related {
            let located = self.locate(&place);
            related.push(self.related(located.span, message));
            if let Some(origin) = located.origin {
                related.push(self.related(origin, "the value stands here".into()));
            }
        }
        let pointer = fault.pointer.or(match fault.place {
            Place::Route(route) => Some(route.pointer),
            Place::Span(_) => None,
        });
        let missing = fault.missing.as_deref();
        let route = self.stable_route(pointer.as_deref().unwrap_or_default(), missing, canonical);
        let fingerprint = self.fingerprint(fault.rule, &route);
        Finding {
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
            feature: fault
                .feature
                .or_else(|| feature_of(pointer.as_deref()?, canonical)),
            pointer,
            status: Status::Open,
        }
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

    /// The pointer with feature keys as ids and list indexes replaced by what the item holds, so
    /// that neither respelling nor reordering makes a finding a new one.
    fn stable_route<'p>(
        &self,
        pointer: &'p str,
        missing: Option<&str>,
        canonical: &dyn Fn(&str) -> Option<String>,
    ) -> Vec<Cow<'p, str>> {
        let ends = pointer.match_indices('/').skip(1).map(|(end, _)| end);
        let parents = ends.map(|end| pointer.get(..end).unwrap_or_default());
        let items = parents.chain(std::iter::once(pointer));
        let mut route: Vec<Cow<'p, str>> = Vec::new();
        for (name, at) in pointer_steps(pointer).zip(items) {
            let stable = match route.as_slice() {
                [first] if first == "features" => canonical(&name),
                _ if name.bytes().all(|byte| byte.is_ascii_digit()) => {
                    let node = self.document.and_then(|document| document.item(at));
                    node.map(|node| json_value(node).to_string())
                }
                _ => None,
            };
            route.push(stable.map_or(name, Cow::Owned));
        }
        route.extend(missing.map(|name| Cow::Owned(format!("+{name}"))));
        route
    }

    fn fingerprint(&self, rule: &Rule, route: &[Cow<'_, str>]) -> Sha256 {
        let subject = self.system.as_deref().unwrap_or(&self.path.relative);
        let parts = [rule.code, subject].into_iter();
        let parts: Vec<(&str, [u8; 8])> = parts
            .chain(route.iter().map(AsRef::as_ref))
            .map(|part| (part, (part.len() as u64).to_be_bytes()))
            .collect();
        // The length keeps two parts from reading like two others.
        Sha256::of(
            parts
                .iter()
                .flat_map(|(part, length)| [length.as_slice(), part.as_bytes()]),
        )
    }
}

/// The id of the feature that a pointer leads into.
fn feature_of(pointer: &str, canonical: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let mut steps = pointer_steps(pointer);
    let key = steps
        .next()
        .filter(|step| step == "features")
        .and_then(|_| steps.next())?;
    Some(canonical(&key).unwrap_or_else(|| key.into_owned()))
}

/// What a run looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// Files read.
    pub files: usize,
    /// Documents in them that are not empty.
    pub documents: usize,
    /// Features declared in these.
    pub features: usize,
}

impl std::ops::AddAssign for Seen {
    fn add_assign(&mut self, other: Self) {
        self.files += other.files;
        self.documents += other.documents;
        self.features += other.features;
    }
}

/// A document that was checked, whether or not anything was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// The file.
    pub path: Arc<FilePath>,
    /// The 0-based index of the document in the file.
    pub document: usize,
    /// `metadata.system`, where it could be read.
    pub system: Option<Arc<str>>,
    /// Whether it is a responsibility matrix, to which only a part of the rules applies.
    pub is_matrix: bool,
}

/// What a run found.
#[derive(Debug)]
pub struct Report {
    /// The day that dates were compared with, `YYYY-MM-DD`.
    pub today: String,
    /// What was looked at.
    pub seen: Seen,
    /// Every document that was checked, in the order of paths.
    pub documents: Vec<Subject>,
    /// Sorted by [`Finding::sort_key`].
    pub findings: Vec<Finding>,
    /// The text of every file that a finding lies in, by [`FilePath::relative`].
    pub sources: BTreeMap<String, Arc<Source>>,
}

impl Report {
    /// A report in which nothing was looked at.
    pub fn empty(today: jiff::civil::Date) -> Self {
        Self {
            today: today.to_string(),
            seen: Seen::default(),
            documents: Vec::new(),
            findings: Vec::new(),
            sources: BTreeMap::new(),
        }
    }

    /// How many findings a waiver covers.
    pub fn waived(&self) -> usize {
        let waived = |finding: &&Finding| matches!(finding.status, Status::Waived(_));
        self.findings.iter().filter(waived).count()
    }

    /// How many findings stood when the gate was switched on.
    pub fn baselined(&self) -> usize {
        let findings = self.findings.iter();
        findings
            .filter(|finding| finding.status == Status::Baselined)
            .count()
    }

    /// How many open findings weigh exactly this much.
    pub fn count(&self, severity: Severity) -> usize {
        let open = self
            .findings
            .iter()
            .filter(|finding| finding.status == Status::Open);
        open.filter(|finding| finding.severity == severity).count()
    }

    /// Whether an open finding weighs at least this much.
    pub fn reaches(&self, threshold: Severity) -> bool {
        let mut open = self
            .findings
            .iter()
            .filter(|finding| finding.status == Status::Open);
        open.any(|finding| finding.severity >= threshold)
    }
}
