//! Faults in the shape: a field missing, a field too many, a version that is not read.

use super::super::expected::{Expected, Place};
use super::super::generator::{self, Document};
use super::super::maker::Maker;
use super::super::yaml::{Body, Entry, Node};
use super::document::break_more;
use super::{Fault, fault};

pub const FAULTS: &[Fault] = &[
    fault("101 a field of the manifest is missing", missing_at_top),
    fault("101 a field of an object is missing", missing_in_object),
    fault(
        "101 a feature has neither raci nor notApplicable",
        missing_raci,
    ),
    fault("101 a field of a waiver is missing", missing_in_waiver),
    fault("102 a field of the manifest is unknown", unknown_at_top),
    fault("102 a field of an object is unknown", unknown_in_object),
    fault("102 a field of a feature is unknown", unknown_in_feature),
    fault("102 a field of a waiver is unknown", unknown_in_waiver),
    fault("105 a version that nobody reads", unsupported_version),
];

type Found = Option<Vec<Expected>>;

/// Every closed object that a manifest has once, and what it must hold. `kind` is not among
/// it: without one the document is of no known kind.
const TOP: [&str; 5] = ["apiVersion", "metadata", "matrix", "parties", "features"];
const OBJECTS: [(&[&str], &[&str]); 3] = [
    (&["metadata"], &["system", "title", "reviewed"]),
    (&["metadata", "crisp"], &["signedBy", "signedOn"]),
    (&["parties"], &["provider", "customer"]),
];
const CONTACT: [&str; 2] = ["name", "email"];
const WAIVER: [&str; 4] = ["rule", "reason", "approvedBy", "expires"];

/// A closed object somewhere below the top: the path to it, and what it must hold.
fn any_object(maker: &mut Maker, document: &Document) -> (Vec<String>, &'static [&'static str]) {
    if maker.chance(30) {
        let contacts = document.root.at(&["contacts"]).expect("contacts").entries();
        let contact = contacts[maker.below(contacts.len())].key.text.clone();
        return (vec!["contacts".to_owned(), contact], &CONTACT);
    }
    let (path, fields) = maker.pick(&OBJECTS);
    (path.iter().map(|key| (*key).to_owned()).collect(), fields)
}

/// The place of the key at the end of a path.
fn key_of(root: &Node, path: &[&str]) -> Option<Place> {
    let (last, above) = path.split_last()?;
    Some(Place::Whole(root.at(above)?.entry(last)?.key_id))
}

fn missing_at_top(maker: &mut Maker, document: &mut Document) -> Found {
    document.root.remove(maker.pick(&TOP))?;
    Some(vec![Expected::new("CRISP101", Place::FirstKey, &[])])
}

fn missing_in_object(maker: &mut Maker, document: &mut Document) -> Found {
    let (path, fields) = any_object(maker, document);
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    document.root.at_mut(&path)?.remove(maker.pick(fields))?;
    Some(vec![Expected::new(
        "CRISP101",
        key_of(&document.root, &path)?,
        &path,
    )])
}

fn missing_raci(maker: &mut Maker, document: &mut Document) -> Found {
    let declared = document.choose_any(maker)?;
    document.root.at_mut(&declared.path())?.remove("raci");
    let at = key_of(&document.root, &declared.path())?;
    Some(vec![
        Expected::new("CRISP101", at, &declared.path()).feature(declared.row.id),
    ])
}

fn missing_in_waiver(maker: &mut Maker, document: &mut Document) -> Found {
    let mut waiver = waiver(maker);
    waiver.remove(maker.pick(&WAIVER));
    let at = Place::Whole(waiver.entries().first()?.key_id);
    add_waiver(maker, document, waiver);
    Some(vec![Expected::new("CRISP101", at, &["waivers", "0"])])
}

/// A waiver with nothing wrong in its shape. It covers nothing, so it is to be broken before it
/// is added: a waiver with a schema fault holds nothing and is not asked what it covers.
pub fn waiver(maker: &mut Maker) -> Node {
    let rule = maker.pick(&["CRISP406", "missing-evidence"]);
    let fields = [
        ("rule", rule),
        ("reason", "Evidence follows – 来月"),
        ("approvedBy", "Jo Citizen, CISO"),
        ("expires", "2027-01-31"),
    ];
    let fields = fields
        .map(|(key, text)| generator::text_entry(maker, key, text))
        .to_vec();
    maker.map(fields)
}

pub fn add_waiver(maker: &mut Maker, document: &mut Document, waiver: Node) {
    let waivers = maker.list(vec![waiver]);
    let entry = maker.entry("waivers", waivers);
    maker.insert(&mut document.root, entry);
}

/// Names near a known one, another case of one, one of another object, and far from all.
const UNKNOWN: [&str; 8] = [
    "titel",
    "Kind",
    "ownr",
    "evidences",
    "raci2",
    "größe 🦀",
    "a/b~c",
    "description",
];

/// Adds an unknown field with any value to the mapping at the end of the path.
fn add_unknown(maker: &mut Maker, root: &mut Node, path: &[&str]) -> Option<Expected> {
    let entry = unknown_entry(maker);
    let at = Place::Whole(entry.key_id);
    let finding = Expected::new("CRISP102", at, &[path, &[&entry.key.text]].concat());
    maker.insert(root.at_mut(path)?, entry);
    Some(finding)
}

fn unknown_entry(maker: &mut Maker) -> Entry {
    let key = maker.pick(&UNKNOWN);
    let value = match maker.below(4) {
        0 => maker.node(Body::Empty),
        1 => maker.verbatim("-1"),
        2 => {
            let entry = generator::text_entry(maker, "owner", "nobody");
            maker.map(vec![entry])
        }
        _ => maker.text("R, A"),
    };
    maker.entry(key, value)
}

fn unknown_at_top(maker: &mut Maker, document: &mut Document) -> Found {
    Some(vec![add_unknown(maker, &mut document.root, &[])?])
}

fn unknown_in_object(maker: &mut Maker, document: &mut Document) -> Found {
    let (path, _) = any_object(maker, document);
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    Some(vec![add_unknown(maker, &mut document.root, &path)?])
}

/// Of a feature that is not applicable, too.
fn unknown_in_feature(maker: &mut Maker, document: &mut Document) -> Found {
    let declared = document.declared[maker.below(document.declared.len())].clone();
    let finding = add_unknown(maker, &mut document.root, &declared.path())?;
    Some(vec![finding.feature(declared.row.id)])
}

fn unknown_in_waiver(maker: &mut Maker, document: &mut Document) -> Found {
    let mut waiver = waiver(maker);
    let entry = unknown_entry(maker);
    let path = ["waivers", "0", &entry.key.text];
    let finding = Expected::new("CRISP102", Place::Whole(entry.key_id), &path);
    maker.insert(&mut waiver, entry);
    add_waiver(maker, document, waiver);
    Some(vec![finding])
}

/// The version ends the document: whatever else is wrong in it is not spoken of.
fn unsupported_version(maker: &mut Maker, document: &mut Document) -> Found {
    let version = maker.pick(&["crisplint/v2", "crisplint/v1beta1", "v1", "apps/v1"]);
    let value = maker.text(version);
    let at = Place::Whole(value.id);
    *document.root.at_mut(&["apiVersion"])? = value;
    if maker.chance(50) {
        break_more(maker, document);
    }
    Some(vec![Expected::new("CRISP105", at, &["apiVersion"])])
}
