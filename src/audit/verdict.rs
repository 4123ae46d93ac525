//! The verdict of a report: the one line that a reader sees first.

use std::collections::BTreeSet;

use super::fleet::{Fleet, OtherKind};
use crate::finding::{Baselined, Finding, Severity, Status, Tally};
use crate::text::{counted, list};

/// Days and names of the baseline that the verdict holds.
const NAMED: usize = 3;

/// The one line that counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// How much it weighs; nothing where all is in order.
    pub severity: Option<Severity>,
    /// The verdict itself.
    pub title: String,
}

impl Fleet<'_> {
    /// What a reader has to know first.
    pub fn verdict(&self) -> Verdict {
        let Tally {
            errors, warnings, ..
        } = self.report.tally();
        let hit = |severity| {
            let open = |finding: &&Finding| finding.is_open_from(severity);
            let systems = self.systems.iter();
            systems
                .filter(|system| system.findings.iter().any(open))
                .count()
        };
        let all = self.systems.len();
        let baselined = self.baselined();
        let complete = self.report.errors.is_empty();
        let (severity, title) = if self.report.seen.documents == 0 {
            (Some(Severity::Error), "Nothing was checked".to_owned())
        } else if errors > 0 {
            let places = self.places(hit(Severity::Error), Severity::Error);
            let baselined = baselined.map(|baselined| format!("; {baselined}"));
            let baselined = baselined.unwrap_or_default();
            let title = format!("Open errors: {errors}{places}{baselined}");
            (Some(Severity::Error), title)
        } else if let Some(baselined) = baselined {
            // Nobody approved what a baseline holds, so it is never in order.
            let mut title = format!("No open errors; {baselined}");
            if warnings > 0 {
                let places = self.places(hit(Severity::Warning), Severity::Warning);
                title = format!("{title}; {}{places}", counted(warnings, "open warning"));
            }
            (Some(Severity::Warning), title)
        } else if warnings > 0 {
            let count = counted(warnings, "open warning");
            let places = self.places(hit(Severity::Warning), Severity::Warning);
            let title = format!("No open errors; {count}{places}");
            (Some(Severity::Warning), title)
        } else if all == 0 {
            (
                Some(Severity::Warning),
                "No manifest was checked".to_owned(),
            )
        } else {
            // What was not checked may be out of order.
            let title = format!("No open errors or warnings in {}", counted(all, "system"));
            (None, title)
        };
        let title = title + &self.waived();
        if complete || self.report.seen.documents == 0 {
            return Verdict { severity, title };
        }
        Verdict {
            severity: Some(Severity::Error),
            title: format!("Incomplete. {title}"),
        }
    }

    /// How many errors the baseline holds, since when and by whose word: `2 baselined errors (on
    /// 2026-11-23 by Jo Citizen)`.
    fn baselined(&self) -> Option<String> {
        let errors = self.report.findings.iter();
        let errors = errors.filter(|finding| finding.severity == Severity::Error);
        let since = errors.filter_map(|finding| match &finding.status {
            Status::Baselined(since) => Some(since.as_ref()),
            _ => None,
        });
        let since: Vec<&Baselined> = since.collect();
        let distinct: BTreeSet<&Baselined> = since.iter().copied().collect();
        let mut named: Vec<String> = distinct
            .iter()
            .take(NAMED)
            .map(ToString::to_string)
            .collect();
        match distinct.len() {
            0 => return None,
            all if all > NAMED => named.push(format!("{} more", all - NAMED)),
            _ => {}
        }
        let count = counted(since.len(), "baselined error");
        Some(format!("{count} ({})", list(&named, "and")))
    }

    /// How many errors are waived. A reader of one line is not to miss them.
    fn waived(&self) -> String {
        let errors = self.report.findings.iter();
        let waived = errors.filter(|finding| {
            finding.severity == Severity::Error && matches!(finding.status, Status::Waived(_))
        });
        match waived.count() {
            0 => String::new(),
            1 => "; 1 error is waived".to_owned(),
            count => format!("; {} are waived", counted(count, "error")),
        }
    }

    /// Where something so heavy is open: in how many systems, and whether elsewhere, too.
    fn places(&self, hit: usize, severity: Severity) -> String {
        let open = |finding: &&Finding| finding.is_open_from(severity);
        let others = self.others.iter();
        let others = others.filter(|other| other.findings.iter().any(open));
        let (matrices, unjudged): (Vec<_>, Vec<_>) =
            others.partition(|other| matches!(other.kind, OtherKind::Matrix(_)));
        let mut places = Vec::new();
        if !self.systems.is_empty() {
            places.push(format!(
                "{hit} of {}",
                counted(self.systems.len(), "system")
            ));
        }
        if !matrices.is_empty() {
            places.push(counted(matrices.len(), "matrix document"));
        }
        if !unjudged.is_empty() {
            let documents = counted(unjudged.len(), "document");
            places.push(format!("{documents} that could not be checked"));
        }
        match places.as_slice() {
            [] => String::new(),
            places => format!(" in {}", list(places, "and")),
        }
    }
}
