//! What is asked of a page, and what it gave.

use crate::finding::{Fault, Severity};
use crate::model::matrix::Matrix;
use crate::table::{Page, csv, markdown};

/// What kind of file a table is published in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A Markdown page.
    Markdown,
    /// What a spreadsheet exports, separated by commas, semicolons or tabs.
    Csv,
}

impl Kind {
    /// The kind of a file by the end of its name.
    pub fn of(name: &str) -> Option<Self> {
        let (_, end) = name.rsplit_once('.')?;
        match end.to_ascii_lowercase().as_str() {
            "md" | "markdown" => Some(Self::Markdown),
            "csv" | "tsv" => Some(Self::Csv),
            _ => None,
        }
    }

    /// The tables of a file.
    pub fn read(self, text: &str) -> Page {
        match self {
            Self::Markdown => markdown::read(text),
            Self::Csv => csv::read(text),
        }
    }
}

/// What a person says about the page.
#[derive(Clone, Debug, Default)]
pub struct Request<'a> {
    /// The id of the matrix.
    pub id: Option<&'a str>,
    /// The version of the matrix.
    pub version: Option<&'a str>,
    /// The name of the column with the titles.
    pub feature: Option<&'a str>,
    /// The name of the provider's column.
    pub provider: Option<&'a str>,
    /// The name of the customer's column.
    pub customer: Option<&'a str>,
    /// What the provider is called, where its column does not say.
    pub provider_name: Option<&'a str>,
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
}

impl Imported {
    /// Whether everything was certain.
    pub fn is_sound(&self) -> bool {
        !self.faults.iter().any(is_error)
    }
}

pub(super) fn is_error(fault: &Fault) -> bool {
    fault.rule.severity == Severity::Error
}
