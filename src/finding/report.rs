//! What a run comes to: what was seen, what was found, and what kept it from being completed.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use super::details::{Finding, Location};
use super::fault::Text;
use super::note::Note;
use super::rule::Severity;
use super::status::Status;
use crate::text::{FilePath, Source};

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
        let mut open = self.findings.iter().filter(|finding| finding.is_open());
        open.any(|finding| finding.severity >= threshold)
    }
}
