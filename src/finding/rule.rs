//! What a rule is called and how much it weighs: metadata only, the one source that `explain`,
//! `rules`, every output format and the generated index read.

use std::fmt;

/// How much a finding weighs, lightest first, so that `>=` compares with a threshold.
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

/// One rule. Code and name are one identity: both are taken wherever a rule is named.
#[derive(Debug)]
pub struct Rule {
    /// `CRISP` and three digits, such as `CRISP202`.
    pub code: &'static str,
    /// Lower-case words joined by hyphens, such as `multiple-accountable`.
    pub name: &'static str,
    /// The default weight.
    pub severity: Severity,
    /// Whether the rule can be neither changed nor waived.
    pub fixed: bool,
    /// When it fires, as one clause: lower-case start, no full stop.
    pub summary: &'static str,
    /// The page under `rules/`, Markdown.
    pub page: &'static str,
}

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.code == other.code
    }
}

impl Eq for Rule {}
