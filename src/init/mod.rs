//! A new manifest: what the matrix publishes, what an older manifest or a table says already, and
//! placeholders where a person must decide.
//!
//! All of it is one JSON value, which [`text`] turns into text. What the source says and the new
//! manifest cannot hold is never dropped: it goes into the text as comments, and to the caller.
//!
//! A published role never stands where the source could have said another: where it says anything
//! about roles at all, every feature whose roles it does not say is left open.

mod columns;
mod facts;
mod manifest;
mod owners;
mod review;
mod roles;
mod table;
mod write;

use jiff::civil::Date;
use serde_json::{Map, Value, json};

use crate::finding::Rule;
use crate::model::matrix::{Matrix, Row};
use crate::model::raci::Party;
use crate::rules::unsupported_version::API_VERSION;
use crate::rules::{self, crisp_not_signed, missing_evidence, missing_owner};
use crate::yaml::{self, Document};

pub use facts::{Contact, Facts, Given, PLACEHOLDER, Unplaced};
pub use manifest::facts as of_manifest;
pub use owners::slug;
pub use review::review;
pub use table::facts as of_table;

use roles::{cell, ordered};

/// A manifest for every feature of a matrix.
pub fn manifest(matrix: &Matrix, given: &Given, facts: Map<String, Value>) -> Map<String, Value> {
    let mut old = facts;
    let waivers = old.remove("waivers");
    let waived = |rule: &Rule, feature: Option<&str>| {
        let list = waivers.iter().filter_map(Value::as_array).flatten();
        let mut holding = list.filter(|waiver| !is_expired(waiver, given.today));
        holding.any(|waiver| is_about(waiver, rule, feature, matrix))
    };
    let metadata = metadata(given, take(&mut old, "metadata"), &waived);
    let parties = parties(matrix, given, take(&mut old, "parties"));
    let features = features(matrix, take(&mut old, "features"), &waived);
    let contacts = contacts(given, old.remove("contacts").as_ref(), &features);
    let reference = given.matrix.clone().unwrap_or_else(|| matrix.name());
    let mut new = Map::new();
    new.insert("apiVersion".to_owned(), json!(API_VERSION));
    new.insert("kind".to_owned(), json!("ControlOwnership"));
    new.insert("metadata".to_owned(), Value::Object(metadata));
    new.insert("matrix".to_owned(), json!(reference));
    new.insert("parties".to_owned(), Value::Object(parties));
    if let Some(contacts) = contacts {
        new.insert("contacts".to_owned(), contacts);
    }
    new.insert("features".to_owned(), Value::Object(features));
    if let Some(waivers) = waivers {
        new.insert("waivers".to_owned(), waivers);
    }
    for (key, value) in old {
        new.entry(key).or_insert(value);
    }
    new
}

/// The text of a manifest. `source` is what the facts came from.
///
/// Nothing where the text would not read back as the manifest, which no caller can bring about.
pub fn text(
    manifest: &Map<String, Value>,
    matrix: &Matrix,
    source: &str,
    unplaced: &[Unplaced],
) -> Option<String> {
    let text = write::text(manifest, matrix, source, unplaced);
    let same = |document: &Document<'_>| {
        let sound = document.duplicates.is_empty() && document.misfits.is_empty();
        sound && document.to_json().as_object() == Some(manifest)
    };
    let outcomes = yaml::read(&text);
    let reads_back = matches!(outcomes.as_slice(), [Some(Ok(document))] if same(document));
    reads_back.then_some(text)
}

fn take(map: &mut Map<String, Value>, key: &str) -> Map<String, Value> {
    match map.remove(key) {
        Some(Value::Object(inside)) => inside,
        _ => Map::new(),
    }
}

/// Whether a waiver covers nothing any more.
fn is_expired(waiver: &Value, today: Date) -> bool {
    let expires = waiver.get("expires").and_then(Value::as_str);
    let expires = expires.and_then(|day| day.parse::<Date>().ok());
    expires.is_some_and(|day| day < today)
}

/// Whether a waiver is about the absence of something, so that no placeholder has to stand for it.
fn is_about(waiver: &Value, rule: &Rule, feature: Option<&str>, matrix: &Matrix) -> bool {
    let text = |key: &str| waiver.get(key).and_then(Value::as_str);
    let named = text("rule").and_then(rules::find);
    let row = |key| matrix.row(key).map(|row| row.id.as_str());
    named == Some(rule)
        && text("feature").is_none_or(|key| row(key).is_some() && row(key) == feature)
}

/// Sets what is given, and a placeholder where nothing is there.
fn fill(map: &mut Map<String, Value>, key: &str, given: Option<&String>) {
    match given {
        Some(given) => drop(map.insert(key.to_owned(), json!(given))),
        None => drop(map.entry(key).or_insert(json!(PLACEHOLDER))),
    }
}

fn metadata(
    given: &Given,
    mut metadata: Map<String, Value>,
    waived: &dyn Fn(&Rule, Option<&str>) -> bool,
) -> Map<String, Value> {
    fill(&mut metadata, "system", Some(&given.system));
    fill(&mut metadata, "title", given.title.as_ref());
    if given.classification.is_some() {
        fill(
            &mut metadata,
            "classification",
            given.classification.as_ref(),
        );
    }
    fill(&mut metadata, "reviewed", given.reviewed.as_ref());
    let is_signed = given.signed_by.is_some() || given.signed_on.is_some();
    if is_signed || metadata.contains_key("crisp") || !waived(&crisp_not_signed::RULE, None) {
        let mut crisp = take(&mut metadata, "crisp");
        fill(&mut crisp, "signedBy", given.signed_by.as_ref());
        fill(&mut crisp, "signedOn", given.signed_on.as_ref());
        let crisp = ordered(crisp, &["signedBy", "signedOn"]);
        metadata.insert("crisp".to_owned(), Value::Object(crisp));
    }
    let order = ["system", "title", "classification", "reviewed", "crisp"];
    ordered(metadata, &order)
}

fn parties(matrix: &Matrix, given: &Given, mut parties: Map<String, Value>) -> Map<String, Value> {
    let published = Some(&matrix.provider.name).filter(|_| !parties.contains_key("provider"));
    fill(
        &mut parties,
        "provider",
        given.provider.as_ref().or(published),
    );
    fill(&mut parties, "customer", given.customer.as_ref());
    if !given.third_parties.is_empty() {
        let mut third_parties = take(&mut parties, "thirdParties");
        let new = given.third_parties.iter();
        third_parties.extend(new.map(|(key, name)| (key.clone(), json!(name))));
        parties.insert("thirdParties".to_owned(), Value::Object(third_parties));
    }
    ordered(parties, &["provider", "customer", "thirdParties"])
}

/// A contact is asked for where an owner is, and nobody is known whom it could name.
fn contacts(given: &Given, old: Option<&Value>, features: &Map<String, Value>) -> Option<Value> {
    let mut contacts = match old {
        Some(Value::Object(contacts)) => contacts.clone(),
        _ => Map::new(),
    };
    let new = given.contacts.iter();
    contacts.extend(new.map(|contact| (contact.key.clone(), contact.value())));
    let mut owners = features.values().filter_map(|feature| feature.get("owner"));
    let is_asked = owners.any(|owner| owner == PLACEHOLDER);
    if contacts.is_empty() && given.shared.is_empty() && is_asked {
        let unknown = json!({"name": PLACEHOLDER, "email": PLACEHOLDER});
        contacts.insert("first-team".to_owned(), unknown);
    }
    for contact in contacts.values_mut().filter_map(Value::as_object_mut) {
        fill(contact, "name", None);
        fill(contact, "email", None);
        *contact = ordered(std::mem::take(contact), &["name", "email"]);
    }
    (old.is_some() || !contacts.is_empty()).then_some(Value::Object(contacts))
}

fn features(
    matrix: &Matrix,
    mut old: Map<String, Value>,
    waived: &dyn Fn(&Rule, Option<&str>) -> bool,
) -> Map<String, Value> {
    let features = matrix.rows().iter().map(|row| {
        let feature = take(&mut old, &row.id);
        let waived = |rule: &Rule| waived(rule, Some(&row.id));
        (
            row.id.clone(),
            Value::Object(self::feature(row, feature, &waived)),
        )
    });
    features.collect()
}

fn feature(
    row: &Row,
    mut feature: Map<String, Value>,
    waived: &dyn Fn(&Rule) -> bool,
) -> Map<String, Value> {
    let applies = !feature.contains_key("notApplicable");
    if applies && !feature.contains_key("raci") {
        feature.insert("raci".to_owned(), Value::Object(published(row)));
    }
    if applies && row.accountable() == Party::Customer {
        if !feature.contains_key("owner") && !waived(&missing_owner::RULE) {
            feature.insert("owner".to_owned(), json!(PLACEHOLDER));
        }
        if !feature.contains_key("evidence") && !waived(&missing_evidence::RULE) {
            feature.insert("evidence".to_owned(), json!([PLACEHOLDER]));
        }
    }
    ordered(feature, &["raci", "notApplicable", "owner", "evidence"])
}

/// The roles as the matrix has them, without empty cells.
fn published(row: &Row) -> Map<String, Value> {
    let cells = [("provider", row.provider), ("customer", row.customer)];
    let cells = cells.into_iter().filter(|(_, roles)| !roles.is_empty());
    cells
        .map(|(key, roles)| (key.to_owned(), cell(roles)))
        .collect()
}
