//! The columns of a register of ownership: roles and titles as in any table, and the other fields of
//! a manifest by their names, in any case, and whatever is between their words.

use super::facts::Given;
use crate::model::matrix::Matrix;
use crate::model::raci::Role;
use crate::table::Table;
use crate::table::bound::Sense;
use crate::table::claims::{Claims, Holder};
use crate::table::columns::bind;
use crate::table::letters;
use crate::table::parties::Claimed;
use crate::table::titles::titles;

/// What a column is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Feature,
    System,
    /// The roles of a party, by its key.
    Roles(String),
    /// Words that have a meaning for both sides.
    Both,
    /// The parties that have a role.
    Parties(Role),
    Owner,
    /// The name of the owner, where the owner is a key.
    ContactName,
    /// The email of the owner.
    ContactEmail,
    Evidence,
    NotApplicable,
    /// Roles, by its header or its cells, and nobody knows whose.
    Unclaimed,
    /// Another one of a part that an earlier column plays.
    Second,
    /// What a person leaves out, and what our own register has for information.
    Skipped,
    /// Nothing that a manifest holds.
    Other,
}

impl Column {
    /// Whether it says who does what.
    pub(super) fn has_roles(&self) -> bool {
        matches!(
            self,
            Self::Roles(_) | Self::Both | Self::Parties(_) | Self::Unclaimed
        )
    }
}

/// The columns of a table, and whether the provider's is what remained.
#[derive(Clone, Debug)]
pub(super) struct Bound {
    pub(super) columns: Vec<Column>,
    pub(super) inferred: Option<usize>,
}

/// What a field of a manifest is called in registers.
fn field(header: &str) -> Option<Column> {
    let name = normal(header);
    Some(match name.as_str() {
        "system" => Column::System,
        "owner" | "control owner" | "feature owner" | "owner name" | "responsible person" => {
            Column::Owner
        }
        "contact name" | "contactname" => Column::ContactName,
        "contact email" | "contactemail" | "owner email" | "owner e mail" | "email" | "e mail"
        | "email address" | "contact" => Column::ContactEmail,
        "evidence" | "evidence link" | "evidence links" | "evidence path" | "link to evidence" => {
            Column::Evidence
        }
        "not applicable" | "notapplicable" | "not applicable because" | "reason not applicable" => {
            Column::NotApplicable
        }
        _ => return None,
    })
}

/// Whether a header is that of a field, which has neither titles nor roles.
pub(super) fn is_field(header: &str) -> bool {
    field(header).is_some()
}

/// Whether a column is there for information: our own register and report have them.
fn is_published(header: &str) -> bool {
    normal(header).starts_with("published")
}

/// Finds out what each column of a table is. The error has the columns that could have the features.
pub(super) fn columns(
    table: &Table,
    matrix: &Matrix,
    given: &Given,
    claims: &Claims<'_>,
) -> Result<Bound, Vec<usize>> {
    let name = |at: usize| table.header.cells.get(at).map_or("", |cell| &cell.text);
    let mut claims = claims.clone();
    let published: Vec<String> = (0..table.width())
        .filter(|at| is_published(name(*at)))
        .map(|at| table.name(at))
        .collect();
    claims
        .skipped_columns
        .extend(published.iter().map(String::as_str));
    if let Sense::Parties(roster) = bind(table, &claims) {
        let mut columns = vec![Column::Other; table.width()];
        for (role, at) in roster.roles {
            set(&mut columns, at, Column::Parties(role));
        }
        set(&mut columns, roster.feature, Column::Feature);
        add_fields(&mut columns, table);
        return Ok(Bound {
            columns,
            inferred: None,
        });
    }
    let claimed = Claimed::of(table, &claims);
    let feature = titles(table, &claims, &claimed)?;
    let mut columns = vec![Column::Other; table.width()];
    set(&mut columns, feature, Column::Feature);
    add_fields(&mut columns, table);
    add_parties(&mut columns, &claimed, &claims);
    add_others(&mut columns, table, matrix, given);
    Ok(Bound {
        columns,
        inferred: claimed.inferred,
    })
}

fn set(columns: &mut [Column], at: usize, column: Column) {
    if let Some(place) = columns.get_mut(at) {
        *place = column;
    }
}

/// The columns of fields. Of two of one field the first counts.
fn add_fields(columns: &mut [Column], table: &Table) {
    for (at, cell) in table.header.cells.iter().enumerate() {
        let Some(found) = field(&cell.text) else {
            continue;
        };
        let is_taken = columns.contains(&found);
        if columns.get(at) == Some(&Column::Other) {
            set(columns, at, if is_taken { Column::Second } else { found });
        }
    }
}

fn add_parties(columns: &mut [Column], claimed: &Claimed, claims: &Claims<'_>) {
    for at in claimed.role_columns() {
        set(columns, at, Column::Unclaimed);
    }
    for (holder, at) in &claimed.parties {
        let party = match holder {
            Holder::Provider => "provider",
            Holder::Customer => "customer",
            Holder::Third(number) => claims.thirds.get(*number).map_or("", |third| third.key),
        };
        set(columns, *at, Column::Roles(party.to_owned()));
    }
    if let Some(at) = claimed.both {
        set(columns, at, Column::Both);
    }
    for at in &claimed.others {
        set(columns, *at, Column::Skipped);
    }
}

/// Columns that say who does what in words, and those that say what the features' column says.
fn add_others(columns: &mut [Column], table: &Table, matrix: &Matrix, given: &Given) {
    let roles = Roles::new(matrix, given);
    let is_claimed = columns.iter().any(Column::has_roles);
    let has = |party: &str| columns.contains(&Column::Roles(party.to_owned()));
    let complete = (has("provider") && has("customer")) || columns.contains(&Column::Both);
    let feature = columns.iter().position(|one| *one == Column::Feature);
    for (at, name) in table.header.cells.iter().enumerate() {
        let cells: Vec<String> = table.column(at).map(|cell| cell.text.clone()).collect();
        let found = match columns.get(at) {
            Some(Column::Other) if repeats(table, at, feature, matrix) => Column::Skipped,
            Some(Column::Other) if roles.are_in(&name.text, &cells, complete) => Column::Unclaimed,
            Some(Column::Owner) if !is_claimed && roles.are_owners(&cells) => Column::Unclaimed,
            _ => continue,
        };
        set(columns, at, found);
    }
}

/// Whether a column names the same features as the column of the features: ids beside titles.
fn repeats(table: &Table, at: usize, feature: Option<usize>, matrix: &Matrix) -> bool {
    let Some(feature) = feature else { return false };
    let id = |text: &str| matrix.row(text).map(|row| row.id.clone());
    let mut any = false;
    let same = table.rows.iter().all(|row| {
        let text = |at: usize| row.cells.get(at).map_or("", |cell| cell.text.as_str());
        any |= !text(at).is_empty();
        text(at).is_empty() || (id(text(at)).is_some() && id(text(at)) == id(text(feature)))
    });
    any && same
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
