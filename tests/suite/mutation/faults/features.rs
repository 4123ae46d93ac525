//! Faults against the matrix as a whole: which matrix, which features, whose provider.

use super::{Fault, Found, any, fault, one};
use crate::mutation::expected::{Expected, Place};
use crate::mutation::generator::{self, Document};
use crate::mutation::maker::Maker;
use crate::mutation::table::{self, ROWS};
use crate::mutation::yaml::Style;

pub const FAULTS: &[Fault] = &[
    fault("301 a matrix nobody knows", unknown_matrix),
    fault("302 another version of the matrix", matrix_version),
    fault("303 a feature's id misspelt", misspelt_feature),
    fault("303 a feature too many", unknown_feature),
    fault("303+304 a feature exchanged for another", exchanged_feature),
    fault("304 a feature is left out", missing_feature),
    fault("304 some features are left out", missing_features),
    fault("310 the provider's feature not applicable", refused),
    fault("311 a provider nobody knows", unknown_provider),
    fault("313 the customer is the provider", provider_as_customer),
    fault("313 a third party is the customer", customer_as_third_party),
    fault("314 a third party is the provider", provider_as_third_party),
];

/// Writes `matrix` anew and points at a part of it: `length` characters from `start`.
fn set_matrix(
    maker: &mut Maker,
    document: &mut Document,
    text: &str,
    (start, length): (usize, usize),
) -> Option<Place> {
    // Without escapes, which would take more characters on paper than in the text.
    let style = maker.pick(&[Style::Plain, Style::Single, Style::Double]);
    let value = maker.styled(text, style);
    let at = Place::Piece(value.id, start, length);
    *document.root.at_mut(&["matrix"])? = value;
    Some(at)
}

fn unknown_matrix(maker: &mut Maker, document: &mut Document) -> Found {
    let id = maker.pick(&["aucloud-paas", "aucloud-iass", "aucloudiaas", "x", "zz-9"]);
    let version = maker.pick(&["", "@2023-02-01", "@2024-01-01"]);
    let at = set_matrix(maker, document, &format!("{id}{version}"), (0, id.len()))?;
    one(Expected::new("CRISP301", at, ["matrix"]))
}

fn matrix_version(maker: &mut Maker, document: &mut Document) -> Found {
    let version = maker.pick(&["2022-02-01", "2023-02-02", "v2", "größer", "1"]);
    let piece = (table::ID.len() + 1, version.chars().count());
    let at = set_matrix(maker, document, &format!("{}@{version}", table::ID), piece)?;
    one(Expected::new("CRISP302", at, ["matrix"]))
}

/// One letter dropped, added or changed: near enough that the id that was meant is suggested,
/// and is then not missing as well.
fn misspelt_feature(maker: &mut Maker, document: &mut Document) -> Found {
    let declared = any(maker, &document.declared)?;
    let id = declared.row.id;
    let (before, after) = id.split_at(1 + maker.below(id.len() - 1));
    let misspelt = match maker.below(3) {
        0 => format!("{before}{}", &after[1..]),
        1 => format!("{before}x{after}"),
        _ => format!("{before}x{}", &after[1..]),
    };
    let features = document.root.at_mut(&["features"])?;
    let entry = features.entry_mut(&declared.key)?;
    entry.key.text.clone_from(&misspelt);
    let at = Place::Whole(entry.key_id);
    one(Expected::new("CRISP303", at, ["features", &misspelt]).feature(&misspelt))
}

/// Nothing that could be meant for a feature of the matrix.
const STRANGERS: [&str; 4] = ["quantum-flux", "Zutritt zum Gebäude", "~/weird key", "42nd"];

/// Declares a feature that the matrix does not have, with a row that has nothing wrong in it.
fn unknown_feature(maker: &mut Maker, document: &mut Document) -> Found {
    let key = maker.pick(&STRANGERS);
    let row = maker.pick(&ROWS.each_ref());
    let feature = generator::feature(maker, row, &document.third_parties, &document.contacts);
    let entry = maker.entry(key, feature);
    let at = Place::Whole(entry.key_id);
    maker.insert(document.root.at_mut(&["features"])?, entry);
    one(Expected::new("CRISP303", at, ["features", key]).feature(key))
}

fn exchanged_feature(maker: &mut Maker, document: &mut Document) -> Found {
    let mut findings = missing_feature(maker, document)?;
    findings.append(&mut unknown_feature(maker, document)?);
    Some(findings)
}

fn missing_feature(maker: &mut Maker, document: &mut Document) -> Found {
    let index = maker.below(document.declared.len());
    let declared = document.declared.remove(index);
    let features = document.root.entry_mut("features")?;
    features.value.remove(&declared.key)?;
    let at = Place::Whole(features.key_id);
    one(Expected::new("CRISP304", at, ["features"]).feature(declared.row.id))
}

/// One finding for each of them, all at the same place.
fn missing_features(maker: &mut Maker, document: &mut Document) -> Found {
    let mut findings = Vec::new();
    for _ in 0..2 + maker.below(3) {
        findings.append(&mut missing_feature(maker, document)?);
    }
    Some(findings)
}

/// The customer cannot declare away what the provider answers for.
fn refused(maker: &mut Maker, document: &mut Document) -> Found {
    let declared = document.choose_owned_by(maker, "provider")?;
    let reason = generator::text_entry(maker, "notApplicable", "Not on this system.");
    let at = Place::Whole(reason.key_id);
    let feature = document.root.at_mut(&declared.route().keys)?;
    feature.remove("raci");
    maker.insert(feature, reason);
    let route = declared.route().to("notApplicable");
    one(Expected::new("CRISP310", at, route))
}

fn unknown_provider(maker: &mut Maker, document: &mut Document) -> Found {
    let name = maker.pick(&["Contoso Cloud", "AUClod", "雲 🦀", "AUCloud's rival"]);
    let value = maker.text(name);
    let at = Place::Whole(value.id);
    *document.root.at_mut(&["parties", "provider"])? = value;
    one(Expected::new("CRISP311", at, ["parties", "provider"]))
}

/// The provider by either name, as titles are compared.
const PROVIDERS: [&str; 5] = ["AUCloud", "AUCyber", "aucloud", " AUCYBER ", "\tAUcyber"];

fn set_party(
    maker: &mut Maker,
    document: &mut Document,
    path: &[&str],
    name: &str,
) -> Option<Place> {
    let style = maker.pick(&[Style::Single, Style::Double]);
    let value = maker.styled(name, style);
    let at = Place::Whole(value.id);
    *document.root.at_mut(path)? = value;
    Some(at)
}

fn provider_as_customer(maker: &mut Maker, document: &mut Document) -> Found {
    let path = ["parties", "customer"];
    let name = maker.pick(&PROVIDERS);
    let at = set_party(maker, document, &path, name)?;
    one(Expected::new("CRISP313", at, path))
}

/// Both are labelled.
fn customer_as_third_party(maker: &mut Maker, document: &mut Document) -> Found {
    let third = any(maker, &document.third_parties)?;
    let path = ["parties", "thirdParties", third];
    let (one_name, other) = maker.pick(&[
        ("Dept of Examples", "dept  OF examples"),
        ("O'Brien & Co", "O’Brien & Co"),
        ("Examples / Works", "Examples/Works"),
    ]);
    let customer = set_party(maker, document, &["parties", "customer"], one_name)?;
    let at = set_party(maker, document, &path, other)?;
    one(Expected::new("CRISP313", at, path).related(customer))
}

fn provider_as_third_party(maker: &mut Maker, document: &mut Document) -> Found {
    let third = any(maker, &document.third_parties)?;
    let path = ["parties", "thirdParties", third];
    let name = maker.pick(&PROVIDERS);
    let at = set_party(maker, document, &path, name)?;
    one(Expected::new("CRISP314", at, path))
}
