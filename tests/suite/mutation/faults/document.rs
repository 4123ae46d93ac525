//! Faults of whole documents: not YAML, a key twice, no manifest, a system's second manifest.

use super::roles::take_accountable;
use super::{Fault, Found, any, case_fault, in_block, one, written_fault};
use crate::mutation::expected::{Expected, Place, Route};
use crate::mutation::generator::{self, Case, Declared, Document};
use crate::mutation::maker::Maker;
use crate::mutation::notation;
use crate::mutation::yaml::{Body, Entry, Layout, Node};

pub const FAULTS: &[Fault] = &[
    written_fault("003 a character that begins no value", forbidden_character),
    written_fault("003 a second colon", second_colon),
    written_fault("003 an alias of nothing", unknown_alias),
    case_fault("003+201 the next document goes on", next_goes_on),
    written_fault("004 a key twice", key_twice),
    written_fault("004 a feature twice, by id or title", feature_twice),
    written_fault("004+201 the first of two is judged", first_is_judged),
    written_fault("006 a kind nobody knows", unknown_kind),
    written_fault("006 no kind", no_kind),
    written_fault("006 not a mapping", not_a_mapping),
    case_fault("006 a file without a document", nothing),
    case_fault("601 a system twice in a file", system_twice_in_file),
    case_fault("601 a system twice in two files", system_twice_in_files),
];

/// Paths of texts that any document has.
const TEXTS: [&[&str]; 4] = [
    &["metadata", "title"],
    &["metadata", "system"],
    &["matrix"],
    &["parties", "customer"],
];

/// A finding of the parser: the one character where it stopped.
fn syntax(at: Place) -> Expected {
    Expected::new("CRISP003", at, []).without_pointer()
}

fn forbidden_character(maker: &mut Maker, document: &mut Document) -> Found {
    let text = maker.pick(&["@payroll", "`payroll`"]);
    let value = maker.verbatim(text);
    let at = Place::Piece(value.id, 0, 1);
    *document.root.at_mut(maker.pick(&TEXTS))? = value;
    one(syntax(at))
}

/// Outside braces only: within them `a: b: c` is another fault at another place.
fn second_colon(maker: &mut Maker, document: &mut Document) -> Found {
    let path = maker.pick(&TEXTS);
    if !in_block(&document.root, &path[..path.len() - 1]) {
        return None;
    }
    let value = maker.verbatim("Payroll: new");
    let at = Place::Piece(value.id, 7, 1);
    *document.root.at_mut(path)? = value;
    one(syntax(at))
}

fn unknown_alias(maker: &mut Maker, document: &mut Document) -> Found {
    let value = maker.node(Body::Alias("nothing".to_owned()));
    let at = Place::Piece(value.id, 0, 1);
    *document.root.at_mut(maker.pick(&TEXTS))? = value;
    one(syntax(at))
}

/// Reading resumes at the next `---`, and what is behind it is judged.
fn next_goes_on(maker: &mut Maker, case: &mut Case) -> Found {
    let documents = &mut case.files[0].documents;
    let second = format!("{}-next", documents[0].system);
    documents.insert(1, generator::document(maker, &second));
    let mut found = forbidden_character(maker, &mut documents[0])?;
    found[0].document = Some(0);
    let declared = documents[1].choose_any(maker)?;
    let mut missing = take_accountable(maker, &mut documents[1], &declared);
    missing.document = Some(1);
    found.push(missing);
    Some(found)
}

/// The same entry a second time, somewhere in the same mapping. The later of the two is at
/// fault, wherever it stands.
fn key_twice(maker: &mut Maker, document: &mut Document) -> Found {
    let route = any_mapping(maker, document)?;
    let map = document.root.at_mut(&route.keys)?;
    let copy = any(maker, map.entries())?;
    let copy = maker.copy(&copy);
    let key = copy.key.text.clone();
    maker.insert(map, copy);
    let mut twins = map.entries().iter().filter(|entry| entry.key.text == key);
    let (first, second) = (twins.next()?.key_id, twins.next()?.key_id);
    let (first, second) = (Place::Whole(first), Place::Whole(second));
    one(Expected::new("CRISP004", second, route.to(key)).related(first))
}

/// The way to a mapping that is not `features`.
fn any_mapping(maker: &mut Maker, document: &Document) -> Option<Route> {
    const OUTSIDE: [&[&str]; 5] = [
        &[],
        &["metadata"],
        &["metadata", "crisp"],
        &["parties"],
        &["parties", "thirdParties"],
    ];
    Some(match maker.below(3) {
        0 => Route::from(maker.pick(&OUTSIDE)),
        1 => document.choose_any(maker)?.route(),
        _ => document.choose_any(maker)?.route().to("raci"),
    })
}

/// A second declaration under another spelling. The first is judged, so the second may say
/// anything; here it is empty of roles.
fn feature_twice(maker: &mut Maker, document: &mut Document) -> Found {
    let declared = any(maker, &document.declared)?;
    let raci = maker.node(Body::Map(Layout::Flow, Vec::new()));
    let raci = maker.entry("raci", raci);
    let second = maker.map(vec![raci]);
    one(declare_again(maker, document, &declared, second)?)
}

/// Nor does a second declaration mend what is wrong with the first.
fn first_is_judged(maker: &mut Maker, document: &mut Document) -> Found {
    let declared = document.choose_any(maker)?;
    let second = document.root.at(&declared.route().keys)?.clone();
    let second = maker.entry("", second);
    let second = maker.copy(&second).value;
    let missing = take_accountable(maker, document, &declared);
    Some(vec![
        missing,
        declare_again(maker, document, &declared, second)?,
    ])
}

/// Declares the feature once more, further down.
fn declare_again(
    maker: &mut Maker,
    document: &mut Document,
    declared: &Declared,
    second: Node,
) -> Option<Expected> {
    let key = match maker.below(3) {
        0 => declared.key.clone(),
        1 => declared.row.id.to_owned(),
        _ => notation::title(maker, declared.row),
    };
    let second = maker.entry(&key, second);
    let at = Place::Whole(second.key_id);
    let features = document.root.at_mut(&["features"])?.entries_mut();
    let is_first = |entry: &Entry| entry.key.text == declared.key;
    let first = features.iter().position(is_first)?;
    let related = Place::Whole(features[first].key_id);
    features.insert(first + 1 + maker.below(features.len() - first), second);
    let finding = Expected::new("CRISP004", at, ["features", &key]).related(related);
    Some(finding.feature(declared.row.id))
}

/// The kind ends the document: whatever else is wrong in it is not spoken of.
fn unknown_kind(maker: &mut Maker, document: &mut Document) -> Found {
    let kind = maker.pick(&["ControlOwnerShip", "controlownership", "Deployment", "所有"]);
    let value = maker.text(kind);
    let at = Place::Whole(value.id);
    *document.root.at_mut(&["kind"])? = value;
    if maker.chance(50) {
        break_more(maker, document);
    }
    one(Expected::new("CRISP006", at, ["kind"]))
}

/// Breaks a document that is not looked into any more.
pub fn break_more(maker: &mut Maker, document: &mut Document) {
    let field = maker.pick(&["metadata", "parties", "features"]);
    document.root.remove(field);
    let value = maker.verbatim("5");
    let entry = maker.entry("matrixes", value);
    maker.insert(&mut document.root, entry);
}

fn no_kind(maker: &mut Maker, document: &mut Document) -> Found {
    document.root.remove("kind")?;
    if maker.chance(50) {
        break_more(maker, document);
    }
    one(Expected::new("CRISP006", Place::FirstKey, []))
}

fn not_a_mapping(maker: &mut Maker, document: &mut Document) -> Found {
    document.root = match maker.below(3) {
        0 => maker.verbatim("17"),
        1 => maker.text("kind of a manifest – really"),
        _ => {
            let items = vec![maker.text("kind"), maker.text("ControlOwnership")];
            maker.node(Body::List(Layout::Flow, items))
        }
    };
    let at = Place::Whole(document.root.id);
    one(Expected::new("CRISP006", at, []))
}

/// Comments alone.
fn nothing(_: &mut Maker, case: &mut Case) -> Found {
    case.files.first_mut()?.documents.clear();
    let finding = Expected::new("CRISP006", Place::Start, []);
    one(finding.without_pointer())
}

/// Another manifest of the same system further down.
fn system_twice_in_file(maker: &mut Maker, case: &mut Case) -> Found {
    let first = case.files[0].documents.first()?;
    let second = generator::document(maker, &first.system);
    let documents = &mut case.files[0].documents;
    documents.push(second);
    let last = documents.len() - 1;
    let (at, first) = (system_of(&documents[last])?, system_of(&documents[0])?);
    let mut finding = Expected::new("CRISP601", at, ["metadata", "system"]).related(first);
    finding.document = Some(last);
    one(finding)
}

fn system_of(document: &Document) -> Option<Place> {
    Some(Place::Whole(document.root.at(&["metadata", "system"])?.id))
}

/// The later file is the one whose path sorts later.
fn system_twice_in_files(maker: &mut Maker, case: &mut Case) -> Found {
    let first = case.files[0].documents.first()?;
    let second = generator::document(maker, &first.system);
    let first = system_of(first)?;
    let at = system_of(&second)?;
    let name = maker.pick(&["b.crisp.yml", "a.crisp.yml", "b-control-ownership.yaml"]);
    let file = generator::file(maker, name, vec![second]);
    case.files.push(file);
    let mut finding = Expected::new("CRISP601", at, ["metadata", "system"]).related(first);
    finding.file = 1;
    finding.document = Some(0);
    one(finding)
}
