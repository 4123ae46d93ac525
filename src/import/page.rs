//! What is asked of a page, and what it gave.

use crate::finding::{Fault, Severity};
use crate::model::matrix::Matrix;
use crate::table::claims::Claims;
use crate::text::Span;

/// What a person says about the page.
#[derive(Clone, Default)]
pub struct Request<'a> {
    /// The id of the matrix.
    pub id: Option<&'a str>,
    /// The version of the matrix.
    pub version: Option<&'a str>,
    /// What the provider is called, where its column does not say.
    pub provider_name: Option<&'a str>,
    /// Which columns are whose. The names of known providers are added to it.
    pub claims: Claims<'a>,
    /// Whether a title that is there again under another heading gets its heading, and is not refused.
    pub qualifies: bool,
}

/// What a page gave.
#[derive(Debug, Default)]
pub struct Imported {
    /// The matrix of the rows without fault.
    pub matrix: Matrix,
    /// What is wrong, each at its characters.
    pub faults: Vec<Fault>,
    /// What was read and left out, each a sentence.
    pub notes: Vec<String>,
    /// What the matrix is called where nobody has said so, each a sentence.
    pub guesses: Vec<String>,
    /// How many tables were read.
    pub tables: usize,
    /// How many rows they have.
    pub rows: usize,
    /// The cells whose footnote marks were left out.
    pub(super) marks: Vec<Span>,
}

impl Imported {
    /// A page of which nothing is read.
    pub fn refused(fault: Fault) -> Self {
        Self {
            faults: vec![fault],
            ..Self::default()
        }
    }

    /// Whether everything was certain.
    pub fn is_sound(&self) -> bool {
        !self.faults.iter().any(is_error)
    }
}

pub(super) fn is_error(fault: &Fault) -> bool {
    fault.rule.severity == Severity::Error
}
