//! The columns of a spreadsheet of ownership, by their names: in any case, and whatever is between
//! their words.

use super::facts::Given;
use crate::model::matrix::Matrix;
use crate::table::letters;

/// What a column is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Feature,
    System,
    /// The roles of a party, by its key.
    Roles(String),
    Owner,
    /// The name of the owner, where the owner is a key.
    ContactName,
    /// The email of the owner, where the owner is a key.
    ContactEmail,
    Evidence,
    NotApplicable,
    /// Roles, by its header or its cells, and nobody knows whose.
    Unclaimed,
    /// Another one of a part that an earlier column plays.
    Second,
    /// Nothing that a manifest holds.
    Other,
}

impl Column {
    /// Whether it says who does what.
    pub(super) fn has_roles(&self) -> bool {
        matches!(self, Self::Roles(_) | Self::Unclaimed)
    }
}

/// What a column is, by its header.
pub(super) fn column(header: &str, matrix: &Matrix, given: &Given) -> Column {
    let name = normal(header);
    let party = |key: &str| Column::Roles(key.to_owned());
    let third_party = given
        .third_parties
        .iter()
        .find(|(key, called)| normal(key) == name || normal(called) == name);
    let mut providers = matrix.provider.names().map(normal);
    match name.as_str() {
        "feature" => Column::Feature,
        "system" => Column::System,
        "provider" => party("provider"),
        "customer" => party("customer"),
        "owner" => Column::Owner,
        "contact name" | "contactname" => Column::ContactName,
        "contact email" | "contactemail" => Column::ContactEmail,
        "evidence" => Column::Evidence,
        "not applicable" | "notapplicable" => Column::NotApplicable,
        _ => match third_party {
            Some((key, _)) => party(key),
            None if providers.any(|provider| provider == name) => party("provider"),
            None => Column::Other,
        },
    }
}

/// Headers that say who does what, in the languages of our readers.
const ABOUT_ROLES: [&str; 28] = [
    "accountability",
    "accountable",
    "consult",
    "consulted",
    "inform",
    "informed",
    "raci",
    "rasci",
    "responsibilities",
    "responsibility",
    "responsible",
    "role",
    "roles",
    "party",
    "parties",
    "shared",
    "verantwortlich",
    "verantwortung",
    "zuständig",
    "zuständigkeit",
    "rechenschaftspflichtig",
    "konsultiert",
    "informiert",
    "responsable",
    "responsables",
    "responsabilité",
    "consulté",
    "informé",
];

/// What turns such a header into one about something else: `Customer contact`.
const ABOUT_OTHERS: [&str; 16] = [
    "address", "comment", "comments", "contact", "date", "document", "email", "evidence", "id",
    "link", "name", "note", "notes", "owner", "phone", "ticket",
];

/// What parties are called in registers, beside their names.
const PARTIES: [&str; 24] = [
    "agency",
    "anbieter",
    "both",
    "client",
    "cloud provider",
    "cloud service provider",
    "consumer",
    "fournisseur",
    "geteilt",
    "kunde",
    "partagé",
    "wir",
    "csp",
    "customer",
    "joint",
    "provider",
    "service provider",
    "shared",
    "supplier",
    "tenant",
    "us",
    "vendor",
    "we",
    "you",
];

/// Recognises columns of roles that are called after no party: what they say must not be lost in
/// silence.
pub(super) struct Roles<'m> {
    parties: Vec<String>,
    matrix: &'m Matrix,
}

impl<'m> Roles<'m> {
    pub(super) fn new(matrix: &'m Matrix, given: &Given) -> Self {
        let named = given.third_parties.iter();
        let named = named.flat_map(|(key, name)| [key, name]);
        let named = named.chain(&given.customer).map(|name| normal(name));
        let usual = PARTIES.map(str::to_owned);
        Self {
            parties: named.chain(usual).filter(|name| !name.is_empty()).collect(),
            matrix,
        }
    }

    /// Whether a column has roles, by its header or by most of its cells. Where the columns of both
    /// sides are known (`complete`), only letters and words of roles are those of somebody else.
    pub(super) fn are_in(&self, header: &str, cells: &[String], complete: bool) -> bool {
        // What the matrix has, for information: our own report writes it so.
        if normal(header).starts_with("published") {
            return false;
        }
        let filled = || cells.iter().filter(|cell| !cell.is_empty());
        let most = |is: &dyn Fn(&str) -> bool| {
            let count = filled().filter(|cell| is(cell)).count();
            count > 0 && 2 * count >= filled().count()
        };
        let is_several = |cell: &String| {
            let parts = cell
                .split(SEPARATORS)
                .filter(|part| !part.trim().is_empty());
            letters::is_cell(cell) && (parts.count() > 1 || cell.trim().chars().count() > 1)
        };
        let has_letters = filled().any(is_several)
            || most(&|cell| letters::is_cell(cell) || every_part(cell, &is_role));
        if has_letters || complete {
            return has_letters;
        }
        let is_about_others = is_about_others(&words(header));
        self.are_named_in(header)
            || (!is_about_others && most(&|cell| self.mentions_party(cell)))
            || most(&|cell| self.is_party(cell))
    }

    /// Whether a column of owners names parties, which are no persons: most of its cells, or one that
    /// names the provider.
    pub(super) fn are_owners(&self, cells: &[String]) -> bool {
        let mut all = cells.iter();
        if all.any(|cell| {
            self.matrix
                .provider
                .names()
                .any(|name| mentions(cell, name))
        }) {
            return true;
        }
        let filled = cells.iter().filter(|cell| !cell.is_empty());
        let (count, all) = filled.fold((0, 0), |(count, all), cell| {
            (count + usize::from(self.is_party(cell)), all + 1)
        });
        count > 0 && 2 * count >= all
    }

    fn are_named_in(&self, header: &str) -> bool {
        let words = words(header);
        if let [only] = words.as_slice()
            && ["r", "a", "c", "i"].contains(&only.as_str())
        {
            return true;
        }
        let is_role = |word: &String| ABOUT_ROLES.contains(&word.as_str());
        !is_about_others(&words) && (words.iter().any(is_role) || self.names_party(header))
    }

    /// Whether a text has the name of a party in it.
    fn names_party(&self, text: &str) -> bool {
        let mut providers = self.matrix.provider.names();
        let mut parties = self.parties.iter();
        providers.any(|name| mentions(text, name)) || parties.any(|name| mentions(text, name))
    }

    /// Whether a cell says little more than who: `AUCloud operations`.
    fn mentions_party(&self, cell: &str) -> bool {
        words(cell).len() <= SHORT && self.names_party(cell)
    }

    /// Whether a cell names parties and nothing else.
    fn is_party(&self, cell: &str) -> bool {
        every_part(cell, &|part: &str| {
            let mut providers = self.matrix.provider.names().map(normal);
            self.parties.iter().any(|party| party == part) || providers.any(|name| name == part)
        })
    }
}

/// Words of a cell that names somebody; a remark has more.
const SHORT: usize = 4;

fn is_about_others(words: &[String]) -> bool {
    words
        .iter()
        .any(|word| ABOUT_OTHERS.contains(&word.as_str()))
}

/// Whether a text has a name in it, word by word.
fn mentions(text: &str, name: &str) -> bool {
    let (text, name) = (words(text), words(name));
    !name.is_empty() && text.windows(name.len()).any(|words| words == name)
}

const SEPARATORS: [char; 6] = [',', '/', ';', '&', '+', '\n'];

/// Whether each part of a cell is something; none is not.
fn every_part(cell: &str, is: &dyn Fn(&str) -> bool) -> bool {
    let cell = normal(&cell.replace(SEPARATORS, " , ")).replace(" and ", " , ");
    let mut parts = cell.split(',').map(str::trim);
    let is_some = parts.clone().any(|part| !part.is_empty());
    is_some && parts.all(|part| part.is_empty() || is(part))
}

/// Whether a word is that of a role.
fn is_role(word: &str) -> bool {
    ["responsible", "accountable", "consulted", "informed"].contains(&word)
}

fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric());
    let words = words.filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

/// A header in lower case, its words with one space between them.
fn normal(header: &str) -> String {
    let words = header.split(|c: char| c.is_whitespace() || matches!(c, '_' | '-'));
    let words = words.filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ").to_lowercase()
}
