//! The parties that cells name, in tables with a column for each role.

use super::claims::{Claims, Holder};
use super::words::{self, Heading};
use crate::text::single_spaced;

/// What is known of a party that a cell names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    /// One of those that a table is about.
    Side(Holder),
    /// A person leaves it out.
    Other,
    /// Nobody has named it.
    Stranger,
}

/// The parties of a cell: `AUCloud / Customer`.
pub fn parts(text: &str) -> impl Iterator<Item = String> {
    let pieces = text.split([',', '/', ';', '&', '+', '\n']);
    let pieces =
        pieces.flat_map(|piece| piece.split(" and ").map(single_spaced).collect::<Vec<_>>());
    pieces.filter(|piece| !matches!(piece.as_str(), "" | "-" | "–" | "—"))
}

/// Whether two names are one.
pub fn is_name(one: &str, other: &str) -> bool {
    single_spaced(one).to_lowercase() == single_spaced(other).to_lowercase()
}

/// Which side a party is on, or whether a person leaves it out.
pub fn named(part: &str, claims: &Claims<'_>) -> Named {
    let is_one_of = |names: &[&str]| names.iter().any(|name| is_name(part, name));
    if is_one_of(&claims.other_parties) {
        Named::Other
    } else if is_one_of(&claims.provider) {
        Named::Side(Holder::Provider)
    } else if is_one_of(&claims.customer) || is_one_of(&claims.customers) {
        Named::Side(Holder::Customer)
    } else {
        let thirds = claims.thirds.iter();
        let third = thirds
            .clone()
            .position(|third| is_name(part, third.key) || is_name(part, third.name));
        if let Some(third) = third {
            return Named::Side(Holder::Third(third));
        }
        match words::heading(part, &claims.providers) {
            Some(Heading::Provider) if claims.provider.is_empty() => Named::Side(Holder::Provider),
            Some(Heading::Customer) if claims.customer.is_empty() => Named::Side(Holder::Customer),
            _ => Named::Stranger,
        }
    }
}
