//! Faults against the matrix as a whole: which matrix, which features, whose provider.

use super::super::expected::{Expected, Place};
use super::super::generator::{self, Declared, Document};
use super::super::maker::Maker;
use super::super::table::{self, ROWS};
use super::super::yaml::Style;
use super::{Fault, fault};

pub const FAULTS: &[Fault] = &[
    fault("301 a matrix nobody knows", unknown_matrix),
    fault("302 another version of the matrix", matrix_version),
    fault("303 a feature's id misspelt", misspelt_feature),
    fault("303 a feature too many", unknown_feature),
    fault("303+304 a feature exchanged for another", exchanged_feature),
    fault("304 a feature is left out", missing_feature),
    fault("310 the provider's feature made not applicable", refused),
    fault("311 a provider nobody knows", unknown_provider),
];

type Found = Option<Vec<Expected>>;

/// Writes another `matrix` and says where the parts of the text will be.
fn set_matrix(
    maker: &mut Maker,
    document: &mut Document,
    id: &str,
    version: Option<&str>,
) -> (Place, Place) {
    let text = version.map_or_else(|| id.to_owned(), |version| format!("{id}@{version}"));
    // Without escapes, which would take more characters on paper than in the text.
    let style = maker.pick(&[Style::Plain, Style::Single, Style::Double]);
    let value = maker.styled(text, style);
    let version = version.unwrap_or_default().chars().count();
    let id = id.chars().count();
    let places = (
        Place::Piece(value.id, 0, id),
        Place::Piece(value.id, id + 1, version),
    );
    *document.root.at_mut(&["matrix"]).expect("a matrix") = value;
    places
}

fn unknown_matrix(maker: &mut Maker, document: &mut Document) -> Found {
    let id = maker.pick(&["aucloud-paas", "aucloud-iass", "aucloudiaas", "x", "zz-9"]);
    let version = maker.pick(&[None, Some(table::VERSION), Some("2024-01-01")]);
    let (at, _) = set_matrix(maker, document, id, version);
    Some(vec![Expected::new("CRISP301", at, &["matrix"])])
}

fn matrix_version(maker: &mut Maker, document: &mut Document) -> Found {
    let version = maker.pick(&["2022-02-01", "2023-02-02", "v2", "größer", "1"]);
    let (_, at) = set_matrix(maker, document, table::ID, Some(version));
    Some(vec![Expected::new("CRISP302", at, &["matrix"])])
}

/// One letter changed, doubled or dropped: near enough that the id that was meant is suggested,
/// and is then not missing as well.
fn misspelt_feature(maker: &mut Maker, document: &mut Document) -> Found {
    let declared = any_declared(maker, document);
    let id = declared.row.id;
    let at = 1 + maker.below(id.len() - 1);
    let (before, after) = id.split_at(at);
    let misspelt = match maker.below(3) {
        0 => format!("{before}{}", &after[1..]),
        1 => format!("{before}x{after}"),
        _ => format!("{before}x{}", &after[1..]),
    };
    let entry = document
        .root
        .at_mut(&["features"])?
        .entry_mut(&declared.key)?;
    entry.key.text.clone_from(&misspelt);
    let at = Place::Whole(entry.key_id);
    Some(vec![
        Expected::new("CRISP303", at, &["features", &misspelt]).any_feature(),
    ])
}

fn any_declared(maker: &mut Maker, document: &Document) -> Declared {
    document.declared[maker.below(document.declared.len())].clone()
}

/// Nothing that could be meant for a feature of the matrix.
const STRANGERS: [&str; 4] = [
    "quantum-teleportation",
    "Zutritt zum Gebäude",
    "~/weird key",
    "42nd",
];

fn unknown_feature(maker: &mut Maker, document: &mut Document) -> Found {
    Some(vec![add_stranger(maker, document)])
}

/// Declares a feature that the matrix does not have, with a row that has nothing wrong in it.
fn add_stranger(maker: &mut Maker, document: &mut Document) -> Expected {
    let key = maker.pick(&STRANGERS);
    let row = &ROWS[maker.below(ROWS.len())];
    let owner = any_contact(document);
    let feature = generator::feature(maker, row, &document.third_parties, &[&owner]);
    let entry = maker.entry(key, feature);
    let at = Place::Whole(entry.key_id);
    maker.insert(
        document.root.at_mut(&["features"]).expect("features"),
        entry,
    );
    Expected::new("CRISP303", at, &["features", key]).any_feature()
}

/// The key of a contact.
fn any_contact(document: &Document) -> String {
    let contacts = document.root.at(&["contacts"]).expect("contacts").entries();
    contacts[0].key.text.clone()
}

fn exchanged_feature(maker: &mut Maker, document: &mut Document) -> Found {
    let stranger = add_stranger(maker, document);
    let mut findings = missing_feature(maker, document)?;
    findings.push(stranger);
    Some(findings)
}

fn missing_feature(maker: &mut Maker, document: &mut Document) -> Found {
    let mut findings = Vec::new();
    for _ in 0..maker.pick(&[1, 1, 1, 3]) {
        let index = maker.below(document.declared.len());
        let declared = document.declared.remove(index);
        document.root.at_mut(&["features"])?.remove(&declared.key)?;
        let at = Place::Whole(document.root.entry("features")?.key_id);
        findings.push(Expected::new("CRISP304", at, &["features"]).feature(declared.row.id));
    }
    Some(findings)
}

/// The customer cannot declare away what the provider answers for.
fn refused(maker: &mut Maker, document: &mut Document) -> Found {
    let declared = document.choose_owned_by(maker, "provider")?;
    let reason = generator::text_entry(maker, "notApplicable", "Not on this system.");
    let at = Place::Whole(reason.key_id);
    let feature = document.root.at_mut(&declared.path())?;
    feature.remove("raci");
    maker.insert(feature, reason);
    let path = ["features", &declared.key, "notApplicable"];
    Some(vec![
        Expected::new("CRISP310", at, &path).feature(declared.row.id),
    ])
}

fn unknown_provider(maker: &mut Maker, document: &mut Document) -> Found {
    let name = maker.pick(&["Contoso Cloud", "AUClod", "雲 🦀", "AUCloud's rival"]);
    let value = maker.text(name);
    let at = Place::Whole(value.id);
    *document.root.at_mut(&["parties", "provider"])? = value;
    Some(vec![Expected::new(
        "CRISP311",
        at,
        &["parties", "provider"],
    )])
}
