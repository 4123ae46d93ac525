//! Findings: what a rule says about a place, their order, and the fingerprint by which a finding is
//! known again after lines and files have moved.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::note::Note;
use crate::rule::{Rule, Severity};
use crate::text::{FilePath, Position, Sha256, Source, Span, quote};
use crate::yaml::{Document, Located, Route, json_value, pointer_step, pointer_steps};

/// Words for people: most rules say some of theirs of every fault.
pub type Text = Cow<'static, str>;

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
    /// The pointer of something else: a finding there may say all that there is to say.
    pub beside: Option<String>,
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
            beside: None,
        }
    }

    /// The JSON Pointer of what it is about, where there is a document.
    pub fn about(&self) -> Option<&str> {
        let route = match &self.place {
            Place::Route(route) => Some(route.pointer.as_str()),
            Place::Span(_) => None,
        };
        self.pointer.as_deref().or(route)
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

    /// Names the place of another finding that may say it all.
    #[must_use]
    pub fn beside(mut self, pointer: impl Into<String>) -> Self {
        self.beside = Some(pointer.into());
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
    Baselined(Arc<Baselined>),
}

impl Status {
    /// The word in every output.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Waived(_) => "waived",
            Self::Baselined(_) => "baselined",
        }
    }
}

/// Since when a finding is in the baseline, and by whose word. The earlier comes first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "WrittenBaselined", into = "WrittenBaselined")]
pub struct Baselined {
    /// The day on which it was written there.
    pub on: Date,
    /// Who answered for that, where somebody is named.
    pub by: Option<String>,
}

/// The same in JSON.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenBaselined {
    on: String,
    by: Option<String>,
}

impl TryFrom<WrittenBaselined> for Baselined {
    type Error = String;

    fn try_from(written: WrittenBaselined) -> Result<Self, String> {
        let WrittenBaselined { on, by } = written;
        let date = on.parse::<Date>().ok();
        let date = date.filter(|date| date.to_string() == on);
        let date = date.ok_or_else(|| format!("{} is no date in the form YYYY-MM-DD", quote(&on)));
        Ok(Self { on: date?, by })
    }
}

impl From<Baselined> for WrittenBaselined {
    fn from(baselined: Baselined) -> Self {
        Self {
            on: baselined.on.to_string(),
            by: baselined.by,
        }
    }
}

impl fmt::Display for Baselined {
    /// `on 2026-11-23 by Jo Citizen`, `on 2026-11-23`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "on {}", self.on)?;
        match &self.by {
            Some(by) => write!(formatter, " by {by}"),
            None => Ok(()),
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
        let path = pointer.as_deref().unwrap_or_default();
        let key = feature_key(path);
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
        let mut end = 0;
        for (depth, written) in pointer.split('/').skip(1).enumerate() {
            end += 1 + written.len();
            let is_index = written.bytes().all(|byte| byte.is_ascii_digit());
            match feature.filter(|_| depth == 1) {
                Some(id) => parts.add(id),
                None if is_index => {
                    let at = pointer.get(..end).unwrap_or_default();
                    let item = self.document.and_then(|document| document.item(at));
                    match item {
                        Some(item) => parts.add(&json_value(item).to_string()),
                        None => parts.add(written),
                    }
                }
                None => parts.add(&pointer_step(written)),
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

/// The key of the feature that a pointer leads into.
pub(crate) fn feature_key(pointer: &str) -> Option<Cow<'_, str>> {
    let mut steps = pointer_steps(pointer);
    steps.next().filter(|step| step == "features")?;
    steps.next()
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

/// Numbers of findings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Open ones that are errors.
    pub errors: usize,
    /// Open ones that are warnings.
    pub warnings: usize,
    /// Open ones that are notices.
    pub infos: usize,
    /// Those that a waiver covers.
    pub waived: usize,
    /// Those that stood when the gate was switched on.
    pub baselined: usize,
}

impl Tally {
    /// Counts findings.
    pub fn of<'f>(findings: impl IntoIterator<Item = &'f Finding>) -> Self {
        let mut tally = Self::default();
        for finding in findings {
            let count = match (&finding.status, finding.severity) {
                (Status::Waived(_), _) => &mut tally.waived,
                (Status::Baselined(_), _) => &mut tally.baselined,
                (Status::Open, Severity::Error) => &mut tally.errors,
                (Status::Open, Severity::Warning) => &mut tally.warnings,
                (Status::Open, Severity::Info) => &mut tally.infos,
            };
            *count += 1;
        }
        tally
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
    /// The id of the matrix that it names, where that could be read.
    pub matrix: Option<Arc<str>>,
    /// What it is.
    pub kind: Kind,
}

/// What a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A control ownership manifest.
    Manifest,
    /// A responsibility matrix, to which only a part of the rules applies.
    Matrix,
    /// One that could not be read, or is of no kind that the run knows.
    Other,
}

/// What kept crisplint from completing a run. One of them makes the exit code 2.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunError {
    /// One sentence that names the thing: lower-case start, no full stop.
    pub message: Text,
    /// What to do.
    pub help: Option<Text>,
    /// The file or folder that it is about; [`FilePath::shown`] is as it was given.
    pub path: Option<Arc<FilePath>>,
    /// Whether the configuration file has to change.
    pub in_configuration: bool,
    /// The place, if a finding of the report says the same there. What shows findings need not repeat it.
    pub shown_at: Option<Location>,
}

impl RunError {
    /// An error with nothing but its message.
    pub fn new(message: impl Into<Text>) -> Self {
        Self {
            message: message.into(),
            help: None,
            path: None,
            in_configuration: false,
            shown_at: None,
        }
    }

    /// What a finding in a file that the run depends on says.
    pub fn of(finding: &Finding) -> Self {
        Self {
            help: finding.help.clone(),
            shown_at: Some(finding.location.clone()),
            ..Self::new(finding.message.clone()).path(&finding.location.path)
        }
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<Text>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Names the file or folder.
    #[must_use]
    pub fn path(mut self, path: &Arc<FilePath>) -> Self {
        self.path = Some(Arc::clone(path));
        self
    }

    /// Says whether the configuration file has to change.
    #[must_use]
    pub fn in_configuration(mut self, is_so: bool) -> Self {
        self.in_configuration = is_so;
        self
    }
}

/// What a run comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// No finding at or above the threshold.
    Clean = 0,
    /// Findings.
    Findings = 1,
    /// The run could not be completed.
    Trouble = 2,
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
    /// Sorted by [`Finding::in_order`].
    pub findings: Vec<Finding>,
    /// Whether a finding reaches the threshold of its repository.
    pub failed: bool,
    /// What kept the run from being completed. Whoever knows of something pushes it here, at any time
    /// before the report is written.
    pub errors: Vec<RunError>,
    /// The text of every file that a finding lies in, by [`FilePath::relative`].
    pub sources: BTreeMap<String, Arc<Source>>,
    /// What else a reader has to know.
    pub notes: Vec<Note>,
}

impl Report {
    /// A report in which nothing was looked at.
    pub fn empty(today: Date) -> Self {
        Self {
            today: today.to_string(),
            seen: Seen::default(),
            documents: Vec::new(),
            findings: Vec::new(),
            failed: false,
            errors: Vec::new(),
            sources: BTreeMap::new(),
            notes: Vec::new(),
        }
    }

    /// Takes in what another part of the same run has found.
    pub fn absorb(&mut self, mut other: Self) {
        self.seen += other.seen;
        self.failed |= other.failed;
        self.documents.append(&mut other.documents);
        self.findings.append(&mut other.findings);
        self.errors.append(&mut other.errors);
        self.sources.append(&mut other.sources);
        // The notes of several roots can say the same.
        other.notes.retain(|note| !self.notes.contains(note));
        self.notes.append(&mut other.notes);
    }

    /// Puts what was taken in from several parts in order.
    pub fn sort(&mut self) {
        self.documents
            .sort_by(|a, b| (&a.path, a.document).cmp(&(&b.path, b.document)));
        // Most often there is one part, and it is in order: then this only looks.
        self.findings.sort_by(Finding::in_order);
    }

    /// The exit code of the run.
    pub fn exit(&self) -> Exit {
        if !self.errors.is_empty() {
            Exit::Trouble
        } else if self.failed {
            Exit::Findings
        } else {
            Exit::Clean
        }
    }

    /// The errors that no finding shows in its place.
    pub fn unshown_errors(&self) -> impl Iterator<Item = &RunError> {
        self.errors.iter().filter(|error| error.shown_at.is_none())
    }

    /// How many findings count, and how many do not.
    pub fn tally(&self) -> Tally {
        Tally::of(&self.findings)
    }

    /// Whether the baseline holds an error.
    pub fn holds_errors(&self) -> bool {
        let mut findings = self.findings.iter();
        findings.any(|finding| {
            finding.severity == Severity::Error && matches!(finding.status, Status::Baselined(_))
        })
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
