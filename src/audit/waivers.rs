//! How a waiver stands today.

use jiff::civil::Date;

use super::Waiver;
use crate::finding::{Finding, Status};

/// How a waiver stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It covers so many findings.
    Holds(usize),
    /// It holds and covers nothing.
    Unused,
    /// Its last day is over.
    Expired,
    /// It names a rule that cannot be waived, or a feature that is not known.
    Void,
}

impl Standing {
    /// The word in every output.
    pub fn word(self) -> &'static str {
        match self {
            Self::Holds(_) => "holds",
            Self::Unused => "unused",
            Self::Expired => "expired",
            Self::Void => "void",
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

/// How a waiver stands on a day. `findings` are those of its document.
pub fn standing<'f>(
    waiver: &Waiver,
    today: Date,
    findings: impl Iterator<Item = &'f Finding>,
) -> Standing {
    if !waiver.sound {
        return Standing::Void;
    }
    if waiver.expires < today {
        return Standing::Expired;
    }
    let covered = findings.filter(|finding| {
        matches!(finding.status, Status::Waived(_))
            && Some(finding.rule.code) == waiver.code
            && (waiver.feature.is_none() || waiver.feature == finding.feature)
    });
    match covered.count() {
        0 => Standing::Unused,
        count => Standing::Holds(count),
    }
}
