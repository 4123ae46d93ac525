//! What a check saw, kept whole: who holds which role for every feature of every system, who owns it,
//! what evidence there is, and from which bytes that was read.
//!
//! Everything is owned and typed: nothing here refers to a document, which is gone by then.

use std::sync::Arc;

use jiff::civil::Date;

use crate::model::matrix::Reference;
use crate::model::raci::{Party, Roles};
use crate::rules::evidence_not_found::Standing;
use crate::text::FilePath;

/// One input of a run.
#[derive(Clone, Debug)]
pub struct File {
    /// What it is called.
    pub path: Arc<FilePath>,
    /// SHA-256 over its bytes, in hexadecimal; nothing where they could not be read.
    pub sha256: Option<String>,
    /// Its documents, empty ones left out.
    pub documents: Vec<Document>,
}

/// One document of a file.
#[derive(Clone, Debug)]
pub struct Document {
    /// Its 0-based index in the file.
    pub index: usize,
    /// What it is.
    pub content: Content,
}

/// What a document is.
#[derive(Clone, Debug)]
pub enum Content {
    /// A manifest.
    System(Box<System>),
    /// A responsibility matrix, with its id.
    Matrix(String),
    /// Something that could not be read as either; its findings say why.
    Unjudged,
}

/// One manifest. What is absent, or has a fault of shape, is nothing here.
#[derive(Clone, Debug)]
pub struct System {
    /// `metadata.system`.
    pub system: Option<String>,
    /// `metadata.title`.
    pub title: Option<String>,
    /// `metadata.classification`.
    pub classification: Option<String>,
    /// `metadata.reviewed`.
    pub reviewed: Option<Date>,
    /// `metadata.crisp.signedBy`.
    pub signed_by: Option<String>,
    /// `metadata.crisp.signedOn`.
    pub signed_on: Option<Date>,
    /// `matrix` as written.
    pub reference: Option<String>,
    /// `id@version` of the matrix that judged; nothing where none is known under that id.
    pub judge: Option<String>,
    /// `parties.provider`.
    pub provider: Option<String>,
    /// Whether that is the matrix's provider or an alias.
    pub provider_known: bool,
    /// `parties.customer`.
    pub customer: Option<String>,
    /// `parties.thirdParties`: key and name.
    pub third_parties: Vec<(String, Option<String>)>,
    /// Every row of the matrix in its order, then the features that the matrix does not have.
    pub rows: Vec<Row>,
    /// The waivers without a fault of shape.
    pub waivers: Vec<Waiver>,
    /// How many waivers have one.
    pub faulty_waivers: usize,
}

impl System {
    /// The system and the id of its matrix, by which it is told from others.
    pub fn identity(&self) -> Option<(&str, &str)> {
        let reference = Reference::new(self.reference.as_deref()?);
        Some((self.system.as_deref()?, reference.id))
    }
}

/// A feature of the matrix, of the manifest, or of both.
#[derive(Clone, Debug)]
pub struct Row {
    /// The id; the key as written, where the matrix does not have it.
    pub id: String,
    /// What the matrix says; nothing where it does not have the feature.
    pub published: Option<Published>,
    /// What the manifest says.
    pub declared: Declared,
    /// Who owns it.
    pub owner: Option<Owner>,
    /// Paths and links, and where they stand.
    pub evidence: Vec<(String, Standing)>,
}

/// A row of the matrix.
#[derive(Clone, Debug)]
pub struct Published {
    /// The title as published.
    pub title: String,
    /// The provider's roles.
    pub provider: Roles,
    /// The customer's roles.
    pub customer: Roles,
    /// The clauses behind the row.
    pub clauses: Vec<String>,
    /// Who answers for it.
    pub accountable: Party,
}

/// What a manifest says of a feature.
#[derive(Clone, Debug)]
pub enum Declared {
    /// Nothing: it is not there.
    Missing,
    /// Nothing that could be read.
    Broken,
    /// That it does not apply, and why.
    NotApplicable(Option<String>),
    /// Who holds which role.
    Raci(Raci),
}

/// The roles of a feature, and what the rules see in them.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each answers a question of its own"
)]
#[derive(Clone, Debug)]
pub struct Raci {
    /// The provider's roles; nothing where the cell could not be read.
    pub provider: Option<Roles>,
    /// The customer's roles; nothing where the cell could not be read.
    pub customer: Option<Roles>,
    /// Every other party.
    pub others: Vec<Other>,
    /// Exactly one party is accountable.
    pub one_accountable: bool,
    /// It is the one that the matrix has.
    pub agreed: bool,
    /// Somebody does the work, on a side that the matrix makes responsible.
    pub placed: bool,
    /// C and I are as published.
    pub as_published: bool,
    /// The customer answers for it, as published and as declared, so that it has to name an owner and
    /// show evidence.
    pub owed: bool,
}

/// A party of a row beside provider and customer.
#[derive(Clone, Debug)]
pub struct Other {
    /// The key as written.
    pub key: String,
    /// What it does; nothing where the cell could not be read.
    pub roles: Option<Roles>,
    /// Whether it is a third party. One that nobody declared is none.
    pub known: bool,
}

/// The contact that owns a feature.
#[derive(Clone, Debug)]
pub struct Owner {
    /// The key as written.
    pub key: String,
    /// What it is called.
    pub name: Option<String>,
    /// Under which address it can be reached.
    pub email: Option<String>,
    /// Whether the manifest or the configuration has such a contact.
    pub known: bool,
}

/// A waiver as its author wrote it.
#[derive(Clone, Debug)]
pub struct Waiver {
    /// The rule as written.
    pub rule: String,
    /// Its code, where there is such a rule.
    pub code: Option<&'static str>,
    /// The id of the feature, where the waiver names one; the key as written where it is unknown.
    pub feature: Option<String>,
    /// Why.
    pub reason: String,
    /// Who approved it.
    pub approved_by: String,
    /// The last day on which it holds.
    pub expires: Date,
    /// Whether it could hold at all: its rule can be waived, its feature is known. Nothing where no
    /// matrix says which features there are.
    pub sound: Option<bool>,
}
