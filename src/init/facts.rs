//! What the caller and a source say about a system.

use jiff::civil::Date;
use serde_json::{Map, Value, json};

use crate::text::Position;

/// What stands where a person must decide. CRISP403 finds it.
pub const PLACEHOLDER: &str = "TODO";

/// What the caller says about the system. It wins over what a source says.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// The name of the system.
    pub system: String,
    /// `matrix` as the source wrote it, where that shall stay; else the matrix's id and version.
    pub matrix: Option<String>,
    /// `metadata.title`.
    pub title: Option<String>,
    /// `metadata.classification`.
    pub classification: Option<String>,
    /// `metadata.reviewed`.
    pub reviewed: Option<String>,
    /// `metadata.crisp.signedBy`.
    pub signed_by: Option<String>,
    /// `metadata.crisp.signedOn`.
    pub signed_on: Option<String>,
    /// `parties.provider`.
    pub provider: Option<String>,
    /// `parties.customer`.
    pub customer: Option<String>,
    /// Keys and names of `parties.thirdParties`.
    pub third_parties: Vec<(String, String)>,
    /// Entries of `contacts`.
    pub contacts: Vec<Contact>,
    /// The keys of contacts that all manifests share.
    pub shared: Vec<String>,
    /// The day that the ends of waivers are compared with.
    pub today: Date,
}

/// One entry of `contacts`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// The key, which owners use.
    pub key: String,
    /// What it is called.
    pub name: String,
    /// Under which address it can be reached.
    pub email: String,
}

impl Contact {
    pub(super) fn value(&self) -> Value {
        json!({"name": self.name, "email": self.email})
    }
}

/// What a source says already.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// The shape of a manifest, as far as the source fills it, with features under their ids.
    pub manifest: Map<String, Value>,
    /// What has no place in it, in the order of the source.
    pub unplaced: Vec<Unplaced>,
    /// The ids of the features whose roles the source does not say, or not so that they could be
    /// read. They are left open in the manifest.
    pub open: Vec<String>,
    /// Whether the source says nothing about the roles of any feature, so that those that the matrix
    /// publishes stand for all.
    pub is_silent: bool,
    /// What was read and left out of a table, each a sentence.
    pub notes: Vec<String>,
}

impl Unplaced {
    /// Where it is: line and column, or the name of a cell.
    pub fn place(&self) -> String {
        let lines = || format!("{}:{}", self.at.line, self.at.column);
        self.cell.clone().unwrap_or_else(lines)
    }
}

/// Something that a source says and a manifest cannot hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unplaced {
    /// Where it stands in the source.
    pub at: Position,
    /// The name of its cell, if the source is a workbook.
    pub cell: Option<String>,
    /// Why it has no place, in one sentence.
    pub message: String,
    /// What it says, on as many lines as that takes.
    pub fact: String,
}
