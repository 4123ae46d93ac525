//! Findings: what rules are called and weigh, what a rule says about a place, where that is, and what
//! a whole run comes to.

mod details;
mod fault;
mod note;
mod placer;
mod report;
mod rule;
mod status;

pub use details::{Details, Finding, Location, Related};
pub use fault::{Fault, Place, Text};
pub use note::Note;
pub use placer::Placer;
pub use report::{Exit, Kind, Report, RunError, Seen, Subject, Tally};
pub use rule::{Family, Hides, Needs, Rule, Severity};
pub use status::{Baselined, Status, Waived};
