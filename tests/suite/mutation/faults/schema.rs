//! Faults in the shape: a field missing, a field too many, a version that is not read.

use super::document::break_more;
use super::{Fault, Found, any, fault, one};
use crate::mutation::expected::{Expected, Place, Route};
use crate::mutation::generator::{self, Document};
use crate::mutation::maker::Maker;
use crate::mutation::yaml::{Body, Entry, Node};

pub const FAULTS: &[Fault] = &[
    fault("101 a field of the manifest is missing", missing_at_top),
    fault("101 a field of an object is missing", missing_in_object),
    fault("101 neither raci nor notApplicable", missing_raci),
    fault("101 a field of a waiver is missing", missing_in_waiver),
    fault("102 a field of the manifest is unknown", unknown_at_top),
    fault("102 a field of an object is unknown", unknown_in_object),
    fault("102 a field of a feature is unknown", unknown_in_feature),
    fault("102 a field of a waiver is unknown", unknown_in_waiver),
    fault("105 a version that nobody reads", unsupported_version),
];

/// What a manifest must hold. `kind` is not among it: without one the document is of no known
/// kind, which is another fault.
const MANIFEST: [&str; 5] = ["apiVersion", "metadata", "matrix", "parties", "features"];
const CONTACT: [&str; 2] = ["name", "email"];
const WAIVER: [&str; 4] = ["rule", "reason", "approvedBy", "expires"];
/// The closed objects that every manifest has once, and what each must hold.
const OBJECTS: [(&[&str], &[&str]); 3] = [
    (&["metadata"], &["system", "title", "reviewed"]),
    (&["metadata", "crisp"], &["signedBy", "signedOn"]),
    (&["parties"], &["provider", "customer"]),
];

/// A closed object below the top: the way to it, and what it must hold.
fn any_object(maker: &mut Maker, document: &Document) -> Option<(Route, &'static [&'static str])> {
    if maker.chance(30) {
        let contact = any(maker, &document.contacts)?;
        return Some((Route::from(["contacts", contact]), &CONTACT));
    }
    let (keys, fields) = maker.pick(&OBJECTS);
    Some((Route::from(keys), fields))
}

fn missing_at_top(maker: &mut Maker, document: &mut Document) -> Found {
    document.root.remove(maker.pick(&MANIFEST))?;
    one(Expected::new("CRISP101", Place::FirstKey, []))
}

/// A finding about an object points at its key.
fn about_object(root: &Node, route: Route) -> Found {
    let (last, above) = route.keys.split_last()?;
    let key = root.at(above)?.entry(last)?.key_id;
    one(Expected::new("CRISP101", Place::Whole(key), route))
}

fn missing_in_object(maker: &mut Maker, document: &mut Document) -> Found {
    let (route, fields) = any_object(maker, document)?;
    let object = document.root.at_mut(&route.keys)?;
    object.remove(maker.pick(fields))?;
    about_object(&document.root, route)
}

fn missing_raci(maker: &mut Maker, document: &mut Document) -> Found {
    let route = document.choose_any(maker)?.route();
    document.root.at_mut(&route.keys)?.remove("raci");
    about_object(&document.root, route)
}

/// An item of a list has no key; its first key stands for it.
fn missing_in_waiver(maker: &mut Maker, document: &mut Document) -> Found {
    let mut waiver = waiver(maker);
    waiver.remove(maker.pick(&WAIVER));
    let at = Place::Whole(waiver.entries().first()?.key_id);
    add_waiver(maker, document, waiver);
    one(Expected::new("CRISP101", at, ["waivers", "0"]))
}

/// A waiver with nothing wrong in its shape. It covers nothing, so it is to be broken before it
/// is added: a waiver with a schema fault holds nothing and is not asked what it covers.
pub fn waiver(maker: &mut Maker) -> Node {
    let rule = maker.pick(&["CRISP406", "missing-evidence"]);
    let entries = vec![
        generator::text_entry(maker, "rule", rule),
        generator::text_entry(maker, "reason", "Evidence follows – 来月"),
        generator::text_entry(maker, "approvedBy", "Jo Citizen, CISO"),
        generator::text_entry(maker, "expires", "2027-01-31"),
    ];
    maker.map(entries)
}

pub fn add_waiver(maker: &mut Maker, document: &mut Document, waiver: Node) {
    let waivers = maker.list(vec![waiver]);
    let entry = maker.entry("waivers", waivers);
    maker.insert(&mut document.root, entry);
}

/// Names near a known one, another case of one, one of another object, and far from all.
#[rustfmt::skip]
const UNKNOWN: [&str; 8] =
    ["titel", "Kind", "ownr", "evidences", "raci2", "größe 🦀", "a/b~c", "description"];

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

/// Adds an unknown field with any value to the mapping at the end of the route.
fn add_unknown(maker: &mut Maker, root: &mut Node, route: Route) -> Found {
    let entry = unknown_entry(maker);
    let at = Place::Whole(entry.key_id);
    let key = entry.key.text.clone();
    maker.insert(root.at_mut(&route.keys)?, entry);
    one(Expected::new("CRISP102", at, route.to(key)))
}

fn unknown_at_top(maker: &mut Maker, document: &mut Document) -> Found {
    add_unknown(maker, &mut document.root, Route::from([]))
}

fn unknown_in_object(maker: &mut Maker, document: &mut Document) -> Found {
    let (route, _) = any_object(maker, document)?;
    add_unknown(maker, &mut document.root, route)
}

/// Of a feature that is not applicable, too.
fn unknown_in_feature(maker: &mut Maker, document: &mut Document) -> Found {
    let route = any(maker, &document.declared)?.route();
    add_unknown(maker, &mut document.root, route)
}

fn unknown_in_waiver(maker: &mut Maker, document: &mut Document) -> Found {
    let mut waiver = waiver(maker);
    let entry = unknown_entry(maker);
    let about = ["waivers", "0", &entry.key.text];
    let finding = Expected::new("CRISP102", Place::Whole(entry.key_id), about);
    maker.insert(&mut waiver, entry);
    add_waiver(maker, document, waiver);
    one(finding)
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
    one(Expected::new("CRISP105", at, ["apiVersion"]))
}
