//! The baseline: findings that stood when the gate was switched on, by fingerprint.
//!
//! A multiset: a second equal fault is new. It shrinks when it is pruned and grows only when it is
//! written anew; every entry is a few lines of JSON, sorted, so that a diff shows what has moved.

use std::collections::{BTreeMap, BTreeSet};
use std::io::ErrorKind;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::finding::{Finding, Report, Status};
use crate::render::json::to_text;
use crate::source::{ReadError, Source, write_whole};
use crate::text::{code, quote};

/// Rules whose findings stop other checks. What those would have found is not gone.
const STOPPING: [&str; 12] = [
    "CRISP001", "CRISP002", "CRISP003", "CRISP004", "CRISP005", "CRISP006", "CRISP101", "CRISP102",
    "CRISP103", "CRISP104", "CRISP105", "CRISP301",
];

/// Rules whose findings say that an exception has ended, or never was one.
const ENDED: [&str; 2] = ["CRISP501", "CRISP504"];

/// What a baseline file holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    version: u32,
    entries: Vec<Entry>,
}

/// One finding that stood. Sorted by system first, since a system is what a team looks after.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    /// The system; the path, where there is none.
    subject: String,
    code: String,
    feature: Option<String>,
    fingerprint: String,
}

impl Entry {
    fn new(finding: &Finding) -> Self {
        Self {
            subject: subject(finding).to_owned(),
            code: finding.rule.code.to_owned(),
            feature: finding.feature.clone(),
            fingerprint: finding.fingerprint.to_string(),
        }
    }
}

impl Baseline {
    /// Reads a baseline. The error is a sentence.
    pub fn load(file: &Path, shown: &str) -> Result<Self, String> {
        let name = quote(shown);
        let anew = format!(
            "{} accepts what is found today",
            code(&format!("--write-baseline {shown}"))
        );
        let source = Source::read(file).map_err(|error| match error {
            ReadError::Io(error) if error.kind() == ErrorKind::NotFound => {
                format!("there is no baseline {name}; {anew}")
            }
            ReadError::Io(error) => format!("cannot read the baseline {name}: {error}"),
            ReadError::TooLarge => format!("cannot read the baseline {name}: it is too large"),
        })?;
        let baseline: Self = serde_json::from_str(source.text())
            .map_err(|error| format!("the baseline {name} is damaged: {error}; {anew}"))?;
        if baseline.version != 1 {
            let version = baseline.version;
            return Err(format!(
                "the baseline {name} has version {version}, which this build does not read; {anew}"
            ));
        }
        Ok(baseline)
    }

    /// All findings of a report that a baseline may hold: open ones, and those that it held before.
    pub fn of(report: &Report) -> Self {
        let held = report.findings.iter().filter(|finding| {
            !matches!(finding.status, Status::Waived(_)) && is_acceptable(finding)
        });
        let mut entries: Vec<Entry> = held.map(Entry::new).collect();
        entries.sort();
        Self {
            version: 1,
            entries,
        }
    }

    /// How many findings it holds.
    pub fn count(&self) -> usize {
        self.entries.len()
    }

    /// Marks what it holds. Returns it without the entries that no longer occur; one is stale only
    /// where its system was looked at, and nothing stopped the checks.
    #[must_use]
    pub fn apply(&self, report: &mut Report) -> Self {
        let mut left: BTreeMap<&str, Vec<&Entry>> = BTreeMap::new();
        for entry in &self.entries {
            left.entry(&entry.fingerprint).or_default().push(entry);
        }
        let mut kept = Vec::new();
        for finding in &mut report.findings {
            if finding.status != Status::Open || !is_acceptable(finding) {
                continue;
            }
            if let Some(entry) = left
                .get_mut(finding.fingerprint.to_string().as_str())
                .and_then(Vec::pop)
            {
                finding.status = Status::Baselined;
                kept.push(entry.clone());
            }
        }
        let systems = report
            .documents
            .iter()
            .filter_map(|document| document.system.as_deref());
        let paths = report
            .documents
            .iter()
            .map(|document| document.path.relative.as_str());
        let mut seen: BTreeSet<&str> = systems.chain(paths).collect();
        let findings = report.findings.iter();
        for stopped in findings.filter(|finding| STOPPING.contains(&finding.rule.code)) {
            seen.remove(subject(stopped));
        }
        let unseen = left.into_values().flatten();
        kept.extend(
            unseen
                .filter(|entry| !seen.contains(entry.subject.as_str()))
                .cloned(),
        );
        kept.sort();
        Self {
            version: 1,
            entries: kept,
        }
    }

    /// Writes it whole or not at all.
    pub fn write(&self, file: &Path) -> std::io::Result<()> {
        write_whole(file, &to_text(self))
    }
}

/// Whether a finding can be accepted in bulk: none of either kind can.
fn is_acceptable(finding: &Finding) -> bool {
    !STOPPING.contains(&finding.rule.code) && !ENDED.contains(&finding.rule.code)
}

/// The system that a finding is about; the path, where there is none.
fn subject(finding: &Finding) -> &str {
    let path = finding.location.path.relative.as_str();
    finding.system.as_deref().unwrap_or(path)
}
