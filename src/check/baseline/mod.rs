//! The baseline: findings that stood when the gate was switched on, by fingerprint, each with the day on
//! which it was written there and, where somebody is named, by whose word.
//!
//! Findings can be equal, such as those about two items of a list that say the same, and a second one is
//! new. So the entries of equal findings are numbered: a line that git's union of two branches has
//! doubled is one entry, and what says `"occurrence": 2` holds a second finding.
//!
//! A baseline belongs to one root, and all functions here take the findings and documents of that root.

mod entry;
mod file;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, ErrorKind};
use std::path::Path;
use std::sync::Arc;

use entry::{Entry, Owner, owner};

pub use entry::Unread;

use crate::finding::{Baselined, Finding, Hides, Kind, Rule, Status, Subject};
use crate::model::place;
use crate::rules::{overlooked_manifest, placeholder};
use crate::text::{MAX_FILE_BYTES, ReadError, Source, code, quote, write_whole};

/// What a baseline file holds: entries in the order of the file, no two of one finding.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    entries: Vec<Entry>,
}

/// What [`Baseline::accept`] has made.
#[derive(Debug)]
pub struct Accepted {
    /// The baseline to write.
    pub baseline: Baseline,
    /// How many of its entries are of findings of this run. The others stay as they were.
    pub found: usize,
}

impl Baseline {
    /// Reads a baseline. `shown` is what messages call it.
    ///
    /// # Errors
    ///
    /// Where there is none, or it cannot be read whole: what is lost in a gap would be judged anew.
    pub fn load(file: &Path, shown: &str) -> Result<Self, Unread> {
        let name = quote(shown);
        let cannot =
            |reason: &str| Unread::Unreadable(format!("cannot read the baseline {name}: {reason}"));
        let source = Source::read(file).map_err(|error| match error {
            ReadError::Io(error) if is_absent(&error) => {
                let write = code(&format!("--write-baseline {shown}"));
                let text =
                    format!("the baseline {name} does not exist; {write} creates it from the current findings");
                Unread::Replaceable(text)
            }
            ReadError::Io(error) => cannot(&error.to_string()),
            ReadError::TooLarge => {
                let limit = MAX_FILE_BYTES / 1024 / 1024;
                cannot(&format!("it is too large, over {limit} MiB"))
            }
        })?;
        if file.is_symlink() {
            // It could not be written either: what a link leads to is not in this folder.
            return Err(cannot("it is a link: name the file itself"));
        }
        if let Some(at) = source.invalid_at() {
            let line = source.position(at.start()).line;
            return Err(cannot(&format!("line {line} is not UTF-8")));
        }
        Self::parse(source.text(), shown)
    }

    /// Reads the text of a baseline.
    ///
    /// # Errors
    ///
    /// As [`Baseline::load`].
    pub fn parse(text: &str, shown: &str) -> Result<Self, Unread> {
        let entries = file::parse(text).map_err(|fault| fault.about(shown))?;
        Ok(Self::of(entries))
    }

    /// Sorts entries. Of an entry that is there twice the earlier day stays.
    fn of(entries: impl IntoIterator<Item = Entry>) -> Self {
        let mut known: BTreeMap<(String, u32), Entry> = BTreeMap::new();
        for entry in entries {
            let key = entry.key();
            match known.get_mut(&key) {
                Some(same) if (&same.baselined, &*same) <= (&entry.baselined, &entry) => {}
                Some(same) => *same = entry,
                None => {
                    known.insert(key, entry);
                }
            }
        }
        let mut entries: Vec<Entry> = known.into_values().collect();
        entries.sort();
        Self { entries }
    }

    /// How many findings it holds.
    pub fn count(&self) -> usize {
        self.entries.len()
    }

    /// Marks what it holds. Returns it without the entries that are stale: those of a system that was
    /// seen, and where the `whole` root was searched those of a system that is in no file, as far as
    /// nothing hides what they hold.
    #[must_use]
    pub fn apply(&self, findings: &mut [Finding], documents: &[Subject], whole: bool) -> Self {
        let (found, left) = self.pair(findings);
        for (at, entry) in &found {
            if let Some(finding) = findings.get_mut(*at)
                && finding.is_open()
            {
                finding.status = Status::Baselined(Arc::new(entry.baselined.clone()));
            }
        }
        let hides = |finding: &Finding| finding.is_open();
        let looked = Looked::new(findings, documents, whole, &hides);
        let found = found.into_iter().map(|(_, entry)| entry);
        let left = left.into_iter().filter(|entry| !looked.is_stale(entry));
        Self::of(found.chain(left).cloned())
    }

    /// What is to be written to hold whatever can be accepted today. The entries of what was looked at
    /// are replaced by those of these findings, and an entry that stays keeps its day and its name; all
    /// other entries stay.
    pub fn accept(
        &self,
        findings: &[Finding],
        documents: &[Subject],
        since: &Baselined,
    ) -> Accepted {
        let (found, left) = self.pair(findings);
        let known: BTreeSet<usize> = found.iter().map(|(at, _)| *at).collect();
        let mut kept: Vec<Entry> = found.into_iter().map(|(_, entry)| entry.clone()).collect();
        let keys = kept.iter().map(Entry::key);
        let mut taken: BTreeSet<(String, u32)> = keys.collect();
        for (at, finding) in findings.iter().enumerate() {
            if known.contains(&at) || !finding.is_open() || !is_acceptable(finding) {
                continue;
            }
            let mut entry = Entry::new(finding, since);
            while !taken.insert(entry.key()) {
                entry.occurrence += 1;
            }
            kept.push(entry);
        }
        let found = kept.len();
        let hides = |finding: &Finding| finding.is_open() && !is_acceptable(finding);
        let looked = Looked::new(findings, documents, false, &hides);
        let left = left.into_iter().filter(|entry| !looked.is_stale(entry));
        kept.extend(left.cloned());
        Accepted {
            baseline: Self::of(kept),
            found,
        }
    }

    /// The entry of each finding that it holds, by the place of the finding, and the entries of none. A
    /// waived finding has its entry, too: it counts again when the waiver ends.
    fn pair(&self, findings: &[Finding]) -> (Vec<(usize, &Entry)>, Vec<&Entry>) {
        let mut left: BTreeMap<&str, Vec<&Entry>> = BTreeMap::new();
        for entry in self.entries.iter().rev() {
            left.entry(&entry.fingerprint).or_default().push(entry);
        }
        let mut found = Vec::new();
        for open in [true, false] {
            for (at, finding) in findings.iter().enumerate() {
                if finding.is_open() != open || !is_acceptable(finding) {
                    continue;
                }
                let fingerprint = finding.fingerprint.to_string();
                let entry = left.get_mut(fingerprint.as_str()).and_then(Vec::pop);
                found.extend(entry.map(|entry| (at, entry)));
            }
        }
        (found, left.into_values().flatten().collect())
    }

    /// The text of the file.
    pub fn to_text(&self) -> String {
        file::to_text(&self.entries)
    }

    /// Writes it whole or not at all.
    ///
    /// # Errors
    ///
    /// What the system says, and where the name is a link.
    pub fn write(&self, file: &Path) -> io::Result<()> {
        write_whole(file, &self.to_text())
    }
}

fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}

/// The rules of open findings that no baseline can hold, in the order of their codes, and how many
/// findings each has.
pub fn refused(findings: &[Finding]) -> Vec<(&'static Rule, usize)> {
    let mut rules: BTreeMap<&str, (&'static Rule, usize)> = BTreeMap::new();
    let open = findings
        .iter()
        .filter(|finding| finding.is_open() && !is_acceptable(finding));
    for finding in open {
        let rule = finding.rule;
        rules.entry(rule.code).or_insert((rule, 0)).1 += 1;
    }
    rules.into_values().collect()
}

/// Whether a finding can be accepted in bulk.
fn is_acceptable(finding: &Finding) -> bool {
    finding.rule.baselinable && !is_unwritten(finding)
}

/// Whether a finding says that a feature, its roles or one of its cells is still to be written: nobody
/// knows what it will say, so nothing about it was decided.
fn is_unwritten(finding: &Finding) -> bool {
    let pointer = finding.pointer.as_deref().unwrap_or_default();
    finding.rule.code == placeholder::RULE.code && place::is_of_roles(pointer)
}

/// What a run looked at, and what kept it from looking further.
struct Looked<'r> {
    seen: BTreeSet<Owner<'r>>,
    /// What a finding keeps from being judged.
    stopped: BTreeSet<Owner<'r>>,
    /// The same for a feature, or for what is about none.
    hidden: BTreeSet<(Owner<'r>, Option<&'r str>)>,
    /// Systems with a document whose matrix is not known.
    adrift: BTreeSet<&'r str>,
    /// Whether a system that is in no file is gone.
    whole: bool,
}

impl<'r> Looked<'r> {
    /// `hides` is whether a finding counts, so that it keeps others silent.
    fn new(
        findings: &'r [Finding],
        documents: &'r [Subject],
        whole: bool,
        hides: &dyn Fn(&Finding) -> bool,
    ) -> Self {
        let mut looked = Self {
            seen: BTreeSet::new(),
            stopped: BTreeSet::new(),
            hidden: BTreeSet::new(),
            adrift: BTreeSet::new(),
            whole,
        };
        for document in documents {
            looked.document(document);
        }
        for finding in findings {
            looked.finding(finding, hides(finding));
        }
        looked
    }

    fn document(&mut self, document: &'r Subject) {
        self.seen.insert(Owner::File(document.path.from_root()));
        match (&document.system, &document.matrix) {
            (Some(system), Some(matrix)) => {
                self.seen.insert(Owner::System(system, Some(matrix)));
            }
            (Some(system), None) => {
                self.seen.insert(Owner::System(system, None));
                self.adrift.insert(system);
            }
            // It may be any system's.
            (None, _) => self.whole &= document.kind == Kind::Matrix,
        }
    }

    fn finding(&mut self, finding: &'r Finding, hides: bool) {
        let rule = finding.rule;
        let owner = owner(finding);
        if rule.hides >= Hides::Value {
            self.stopped.insert(owner);
            self.stopped
                .insert(Owner::File(finding.location.path.from_root()));
            self.adrift.extend(finding.system.as_deref());
            // A file that gave no document may hold any system.
            self.whole &= finding.document.is_some();
        } else if rule == &overlooked_manifest::RULE {
            self.whole = false; // so does one that was passed over
        } else if hides && rule.hides == Hides::Feature {
            self.hidden.insert((owner, finding.feature.as_deref()));
        }
    }

    /// Whether an entry that was not found no longer occurs.
    fn is_stale(&self, entry: &Entry) -> bool {
        let owner = entry.owner();
        let hidden = self.hidden.contains(&(owner, entry.feature.as_deref()));
        if self.stopped.contains(&owner) || hidden {
            return false;
        }
        let gone = match owner {
            Owner::System(system, _) => !self.adrift.contains(system),
            Owner::File(_) => true,
        };
        self.seen.contains(&owner) || (self.whole && gone)
    }
}
