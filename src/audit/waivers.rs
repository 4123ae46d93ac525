//! How a waiver stands today.

use jiff::civil::Date;

use crate::check::facts::Waiver;
use crate::check::waiver::Silencing;
use crate::finding::{Finding, Status};

/// How a waiver stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It covers so many findings.
    Holds(usize),
    /// It holds and covers nothing.
    Unused,
    /// Another fault keeps what it may cover from being found.
    NotJudged,
    /// Its last day is over.
    Expired,
    /// It names a rule that cannot be waived, or a feature that is not known.
    Void,
}

impl Standing {
    /// The words for people.
    pub fn words(self) -> &'static str {
        match self {
            Self::Holds(_) => "holds",
            Self::Unused => "unused",
            Self::NotJudged => "not checked",
            Self::Expired => "expired",
            Self::Void => "void",
        }
    }

    /// The word for machines.
    pub fn key(self) -> &'static str {
        match self {
            Self::NotJudged => "notJudged",
            other => other.words(),
        }
    }

    /// How many findings it covers.
    pub fn covers(self) -> usize {
        match self {
            Self::Holds(count) => count,
            _ => 0,
        }
    }
}

/// How the waivers of a document stand on a day. `findings` are those of the document.
pub fn standings<'w>(
    waivers: &'w [Waiver],
    today: Date,
    document: usize,
    findings: &[&Finding],
) -> Vec<(&'w Waiver, Standing)> {
    let silencing = Silencing::new(findings.iter().copied());
    let waivers = waivers.iter().map(|waiver| {
        let silenced =
            waiver.sound.is_none() || silencing.reaches(document, waiver.feature.as_deref());
        (waiver, standing(waiver, today, silenced, findings))
    });
    waivers.collect()
}

fn standing(waiver: &Waiver, today: Date, silenced: bool, findings: &[&Finding]) -> Standing {
    if waiver.sound == Some(false) {
        return Standing::Void;
    }
    if waiver.expires < today {
        return Standing::Expired;
    }
    let covered = findings.iter().filter(|finding| {
        matches!(finding.status, Status::Waived(_))
            && Some(finding.rule.code) == waiver.code
            && (waiver.feature.is_none() || waiver.feature == finding.feature)
    });
    match covered.count() {
        0 if silenced => Standing::NotJudged,
        0 => Standing::Unused,
        count => Standing::Holds(count),
    }
}
