//! Where a finding stands towards the gate.

use std::fmt;
use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::text::quote;

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
        let date =
            date.ok_or_else(|| format!("{} is not a date in the form YYYY-MM-DD", quote(&on)));
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
