//! What a rule knows about itself: metadata only, the one source that `explain`, `rules`, every output
//! format and the generated index read. No list of codes stands anywhere else.

use std::fmt;

/// How serious a finding is, least first, so that `>=` compares with a threshold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; nothing has to be done today.
    Info,
    /// Should be repaired; does not fail a run by default.
    Warning,
    /// Must be repaired; fails a run by default.
    Error,
}

impl Severity {
    /// The lower-case word that every text output uses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Rules that belong together: one test case in `JUnit`, one tag in SARIF.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    /// Whether files and documents can be read.
    Reading,
    /// Whether documents fit their schema.
    Shape,
    /// Who has which role.
    Roles,
    /// Whether the roles agree with the matrix.
    Matrix,
    /// Owners, reviews, evidence and the signature.
    Assurance,
    /// Exceptions.
    Waivers,
    /// What needs all documents of a run.
    Run,
}

impl Family {
    /// All of them, in their order.
    pub const ALL: [Self; 7] = [
        Self::Reading,
        Self::Shape,
        Self::Roles,
        Self::Matrix,
        Self::Assurance,
        Self::Waivers,
        Self::Run,
    ];

    /// The lower-case word that outputs use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reading => "reading",
            Self::Shape => "shape",
            Self::Roles => "roles",
            Self::Matrix => "matrix",
            Self::Assurance => "assurance",
            Self::Waivers => "waivers",
            Self::Run => "run",
        }
    }

    /// Whether it has nothing to say about a matrix.
    pub fn is_about_manifests(self) -> bool {
        self >= Self::Assurance
    }
}

/// What a run must have so that a rule can find anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Any file.
    File,
    /// A manifest or a matrix.
    Document,
    /// A manifest.
    Manifest,
    /// A manifest whose matrix is known.
    Compared,
    /// A manifest whose matrix is known, or a matrix.
    ComparedOrMatrix,
    /// A matrix.
    Matrix,
}

/// What a finding keeps from being checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hides {
    /// Nothing.
    Nothing,
    /// Other rules about the same feature, or about the manifest outside its features.
    Feature,
    /// Everything that needs the value that it is about.
    Value,
    /// The rest of the document.
    Document,
    /// The whole file.
    File,
}

/// One rule, and all that it knows about itself. Code and name are one identity: both are taken wherever
/// a rule is named.
#[derive(Debug)]
pub struct Rule {
    /// `CRISP` and three digits, such as `CRISP202`.
    pub code: &'static str,
    /// Lower-case words joined by hyphens, such as `multiple-accountable`.
    pub name: &'static str,
    /// The default severity.
    pub severity: Severity,
    /// Whether the rule can be neither changed nor waived.
    pub fixed: bool,
    /// Whether a waiver may name it, unless it is fixed.
    pub waivable: bool,
    /// Whether a baseline may hold its findings.
    pub baselinable: bool,
    /// Where it belongs.
    pub family: Family,
    /// What a run must have for it.
    pub needs: Needs,
    /// What its findings keep from being checked.
    pub hides: Hides,
    /// When it fires, as one clause: lower-case start, no full stop.
    pub summary: &'static str,
    /// The page under `rules/`, Markdown.
    pub page: &'static str,
}

impl Rule {
    /// What most rules are; each says what is its own.
    pub const USUAL: Self = Self {
        code: "",
        name: "",
        severity: Severity::Error,
        fixed: false,
        waivable: true,
        baselinable: true,
        family: Family::Reading,
        needs: Needs::Manifest,
        hides: Hides::Nothing,
        summary: "",
        page: "",
    };

    /// Whether a waiver may name it.
    pub fn is_waivable(&self) -> bool {
        self.waivable && !self.fixed
    }
}

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.code == other.code
    }
}

impl Eq for Rule {}
