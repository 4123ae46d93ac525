//! The columns of a spreadsheet of ownership, by their names: in any case, and whatever is between
//! their words.

use super::Given;
use crate::matrix::Matrix;

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
    /// Another one of a part that an earlier column plays.
    Second,
    /// Nothing that a manifest holds.
    Other,
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

/// A header in lower case, its words with one space between them.
fn normal(header: &str) -> String {
    let words = header.split(|c: char| c.is_whitespace() || matches!(c, '_' | '-'));
    let words = words.filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ").to_lowercase()
}
