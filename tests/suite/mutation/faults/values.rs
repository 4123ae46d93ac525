//! Faults in single values: of another type, or outside what is allowed.

use super::super::expected::{Expected, Place};
use super::super::generator::{self, Document};
use super::super::maker::Maker;
use super::super::notation;
use super::super::yaml::{Body, Layout, Node};
use super::schema::{add_waiver, waiver};
use super::{Fault, fault};

pub const FAULTS: &[Fault] = &[
    fault("103 not a text", not_a_text),
    fault("103 not a mapping", not_a_mapping),
    fault("103 not a list", not_a_list),
    fault("103 a cell that is no cell", not_a_cell),
    fault("103 an item that is no text", not_an_item),
    fault("104 no date of the calendar", bad_date),
    fault("104 a blank text", blank_text),
    fault("104 no address", bad_address),
    fault("104 no name of a system", bad_system),
    fault("104 a wrong letter in a string", wrong_letter),
    fault("104 a wrong letter in a list", wrong_item),
    fault("104 both raci and notApplicable", both),
    fault(
        "104 a third party called provider or customer",
        reserved_party,
    ),
    fault("104 a blank or impossible value in a waiver", bad_waiver),
];

type Found = Option<Vec<Expected>>;
type Path = Vec<String>;

fn path(keys: &[&str]) -> Path {
    keys.iter().map(|key| (*key).to_owned()).collect()
}

/// The paths to every text outside the features that may hold any text.
fn texts(document: &Document) -> Vec<Path> {
    let mut texts = vec![
        path(&["metadata", "title"]),
        path(&["metadata", "classification"]),
        path(&["metadata", "crisp", "signedBy"]),
        path(&["parties", "provider"]),
        path(&["parties", "customer"]),
    ];
    texts.extend(
        document
            .third_parties
            .iter()
            .map(|key| path(&["parties", "thirdParties", key])),
    );
    let contacts = document
        .root
        .at(&["contacts"])
        .into_iter()
        .flat_map(Node::entries);
    texts.extend(contacts.map(|contact| path(&["contacts", &contact.key.text, "name"])));
    texts
}

/// The paths to what lies in features under this key, with the features' ids.
fn in_features(document: &Document, key: &str) -> Vec<(Path, &'static str)> {
    let has_it = |path: &[&str]| document.root.at(path).is_some();
    let declared = document.declared.iter();
    declared
        .map(|declared| (["features", &declared.key, key], declared.row.id))
        .filter(|(keys, _)| has_it(keys))
        .map(|(keys, id)| (path(&keys), id))
        .collect()
}

fn any<T: Clone>(maker: &mut Maker, choices: &[T]) -> Option<T> {
    (!choices.is_empty()).then(|| choices[maker.below(choices.len())].clone())
}

/// Puts another value at the end of a path. A finding about it points at the value, or at its
/// key where there is nothing to point at.
fn exchange(
    document: &mut Document,
    path: &[String],
    value: Node,
    code: &'static str,
) -> Option<Expected> {
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    let (last, above) = path.split_last()?;
    let entry = document.root.at_mut(above)?.entry_mut(last)?;
    let at = Place::Value {
        value: value.id,
        key: entry.key_id,
    };
    entry.value = value;
    Some(Expected::new(code, at, &path))
}

/// The same for something that may belong to a feature.
fn exchange_in(
    document: &mut Document,
    (path, feature): &(Path, Option<&'static str>),
    value: Node,
    code: &'static str,
) -> Found {
    let finding = exchange(document, path, value, code)?;
    Some(vec![match feature {
        Some(id) => finding.feature(id),
        None => finding,
    }])
}

/// The texts of the manifest, and one or two of its features.
fn any_text(maker: &mut Maker, document: &Document) -> Option<(Path, Option<&'static str>)> {
    let feature = match maker.below(6) {
        0 => any(maker, &in_features(document, "owner"))?,
        1 => any(maker, &in_features(document, "notApplicable"))?,
        _ => return Some((any(maker, &texts(document))?, None)),
    };
    Some((feature.0, Some(feature.1)))
}

fn number(maker: &mut Maker) -> Node {
    let number = maker.pick(&["5", "-0.5", "1e3", "0x1F"]);
    maker.verbatim(number)
}

fn wrong_scalar(maker: &mut Maker) -> Node {
    match maker.below(4) {
        0 => maker.verbatim("true"),
        1 => maker.verbatim("null"),
        2 => maker.node(Body::Empty),
        _ => number(maker),
    }
}

fn some_list(maker: &mut Maker) -> Node {
    let items = vec![maker.text("a"), maker.text("é 🦀")];
    maker.list(items)
}

fn some_map(maker: &mut Maker) -> Node {
    let entry = generator::text_entry(maker, "name", "ü");
    maker.map(vec![entry])
}

fn not_a_text(maker: &mut Maker, document: &mut Document) -> Found {
    let special = [
        &["metadata", "system"] as &[&str],
        &["metadata", "reviewed"],
        &["metadata", "crisp", "signedOn"],
        &["matrix"],
    ];
    let place = if maker.chance(40) {
        (path(maker.pick(&special)), None)
    } else {
        any_text(maker, document)?
    };
    let value = match maker.below(4) {
        0 => some_list(maker),
        1 => some_map(maker),
        _ => wrong_scalar(maker),
    };
    exchange_in(document, &place, value, "CRISP103")
}

fn not_a_mapping(maker: &mut Maker, document: &mut Document) -> Found {
    let place = match maker.below(4) {
        0 => {
            let (path, id) = any(maker, &in_features(document, "raci"))?;
            (path, Some(id))
        }
        1 => {
            let declared = any(maker, &document.declared)?;
            (path(&declared.path()), Some(declared.row.id))
        }
        2 => {
            let contacts = document.root.at(&["contacts"])?.entries();
            (
                path(&["contacts", &contacts[maker.below(contacts.len())].key.text]),
                None,
            )
        }
        _ => (any_object(maker), None),
    };
    let value = match maker.below(3) {
        0 => some_list(maker),
        1 => maker.text("R"),
        _ => wrong_scalar(maker),
    };
    exchange_in(document, &place, value, "CRISP103")
}

fn any_object(maker: &mut Maker) -> Path {
    path(maker.pick(&[
        &["metadata"] as &[&str],
        &["metadata", "crisp"],
        &["parties"],
        &["parties", "thirdParties"],
        &["contacts"],
        &["features"],
    ]))
}

fn not_a_list(maker: &mut Maker, document: &mut Document) -> Found {
    let (path, id) = any(maker, &in_features(document, "evidence"))?;
    let value = match maker.below(3) {
        0 => maker.text("https://wiki.examples.gov.au/backup"),
        1 => some_map(maker),
        _ => wrong_scalar(maker),
    };
    exchange_in(document, &(path, Some(id)), value, "CRISP103")
}

/// A broken cell is unknown as a whole: nothing is said of what the row then lacks.
fn not_a_cell(maker: &mut Maker, document: &mut Document) -> Found {
    let declared = document.choose_any(maker)?;
    let cells = document.raci(&declared)?.entries();
    let party = cells[maker.below(cells.len())].key.text.clone();
    let value = match maker.below(3) {
        0 => some_map(maker),
        1 => maker.verbatim("true"),
        _ => number(maker),
    };
    let place = (path(&declared.cell_path(&party)), Some(declared.row.id));
    exchange_in(document, &place, value, "CRISP103")
}

/// Something between the links of the evidence, or among the letters of a cell.
fn not_an_item(maker: &mut Maker, document: &mut Document) -> Found {
    let key = if maker.chance(50) { "evidence" } else { "raci" };
    let (mut path, id) = any(maker, &in_features(document, key))?;
    if key == "raci" {
        let keys: Vec<&str> = path.iter().map(String::as_str).collect();
        let cells = document.root.at(&keys)?.entries();
        path.push(cells[maker.below(cells.len())].key.text.clone());
    }
    let item = match maker.below(3) {
        0 => maker.verbatim("false"),
        1 => Node {
            body: Body::Map(Layout::Flow, Vec::new()),
            ..some_map(maker)
        },
        _ => number(maker),
    };
    let at = Place::Whole(item.id);
    let path = insert_item(maker, document, path, item)?;
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    Some(vec![Expected::new("CRISP103", at, &path).feature(id)])
}

/// Puts an item into the list at the end of the path, and says at which path it then is.
fn insert_item(
    maker: &mut Maker,
    document: &mut Document,
    mut path: Path,
    item: Node,
) -> Option<Path> {
    let keys: Vec<&str> = path.iter().map(String::as_str).collect();
    let Body::List(_, items) = &mut document.root.at_mut(&keys)?.body else {
        return None;
    };
    let index = maker.below(items.len() + 1);
    items.insert(index, item);
    path.push(index.to_string());
    Some(path)
}

const NO_DATES: [&str; 7] = [
    "2026-02-30",
    "2026-13-01",
    "30.09.2026",
    "2026-9-3",
    "last week",
    "2025-02-29",
    "2026/09/30",
];

fn bad_date(maker: &mut Maker, document: &mut Document) -> Found {
    let field = maker.pick(&[
        &["metadata", "reviewed"] as &[&str],
        &["metadata", "crisp", "signedOn"],
    ]);
    let date = maker.pick(&NO_DATES);
    let value = maker.text(date);
    exchange_in(document, &(path(field), None), value, "CRISP104")
}

fn blank(maker: &mut Maker) -> Node {
    let blank = maker.pick(&["", " ", "  \t"]);
    maker.text(blank)
}

fn blank_text(maker: &mut Maker, document: &mut Document) -> Found {
    let value = blank(maker);
    if maker.chance(15) {
        let (path, id) = any(maker, &in_features(document, "evidence"))?;
        let at = Place::Whole(value.id);
        let path = insert_item(maker, document, path, value)?;
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        return Some(vec![Expected::new("CRISP104", at, &path).feature(id)]);
    }
    let place = any_text(maker, document)?;
    exchange_in(document, &place, value, "CRISP104")
}

fn bad_address(maker: &mut Maker, document: &mut Document) -> Found {
    let contacts = document.root.at(&["contacts"])?.entries();
    let contact = contacts[maker.below(contacts.len())].key.text.clone();
    let address = maker.pick(&[
        "storage",
        "storage at examples.gov.au",
        "@examples.gov.au",
        "a@",
    ]);
    let value = maker.text(address);
    exchange_in(
        document,
        &(path(&["contacts", &contact, "email"]), None),
        value,
        "CRISP104",
    )
}

fn bad_system(maker: &mut Maker, document: &mut Document) -> Found {
    let system = maker.pick(&[
        "Payroll",
        "pay roll",
        "pay_roll",
        "löhne",
        "payroll🦀",
        "a.b",
    ]);
    let value = maker.text(system);
    exchange_in(
        document,
        &(path(&["metadata", "system"]), None),
        value,
        "CRISP104",
    )
}

const NO_LETTERS: [&str; 6] = ["X", "r", "RA", "Responsible", "R/A", "Å"];

/// One wrong piece among the cell's letters; the finding points at the piece alone.
fn wrong_letter(maker: &mut Maker, document: &mut Document) -> Found {
    let (declared, party, letters, index) = wrong_letters(maker, document)?;
    let letters: Vec<&str> = letters.iter().map(String::as_str).collect();
    let (value, places) = notation::string(maker, &letters);
    let at = places[index];
    exchange(
        document,
        &path(&declared.cell_path(&party)),
        value,
        "CRISP104",
    )?;
    let finding = Expected::new("CRISP104", at, &declared.cell_path(&party));
    Some(vec![finding.feature(declared.row.id)])
}

/// One wrong item among the cell's letters; the finding points at the item.
fn wrong_item(maker: &mut Maker, document: &mut Document) -> Found {
    let (declared, party, letters, index) = wrong_letters(maker, document)?;
    let items: Vec<Node> = letters.iter().map(|letter| maker.text(letter)).collect();
    let at = Place::Whole(items[index].id);
    let value = maker.list(items);
    exchange(
        document,
        &path(&declared.cell_path(&party)),
        value,
        "CRISP104",
    )?;
    let item = index.to_string();
    let path = [&declared.cell_path(&party)[..], &[item.as_str()]].concat();
    Some(vec![
        Expected::new("CRISP104", at, &path).feature(declared.row.id),
    ])
}

type Letters = (generator::Declared, String, Vec<String>, usize);

/// A cell, its letters with a wrong one among them, and the index of that one.
fn wrong_letters(maker: &mut Maker, document: &Document) -> Option<Letters> {
    let declared = document.choose_any(maker)?;
    let cells = document.raci(&declared)?.entries();
    let party = cells[maker.below(cells.len())].key.text.clone();
    let held = document.letters(&declared, &party);
    let mut letters = path(&notation::split(&held));
    let index = maker.below(letters.len() + 1);
    letters.insert(index, maker.pick(&NO_LETTERS).to_owned());
    Some((declared, party, letters, index))
}

fn both(maker: &mut Maker, document: &mut Document) -> Found {
    let declared = document.choose_any(maker)?;
    let raci = Place::Whole(document.raci_key(&declared));
    let reason = generator::text_entry(maker, "notApplicable", "Nothing of it here.");
    let at = Place::Whole(reason.key_id);
    maker.insert(document.root.at_mut(&declared.path())?, reason);
    let path = ["features", &declared.key, "notApplicable"];
    let finding = Expected::new("CRISP104", at, &path).feature(declared.row.id);
    Some(vec![finding.related(raci)])
}

fn reserved_party(maker: &mut Maker, document: &mut Document) -> Found {
    let key = maker.pick(&["provider", "customer"]);
    let name = generator::text_entry(maker, key, "Contoso");
    let at = Place::Whole(name.key_id);
    maker.insert(document.root.at_mut(&["parties", "thirdParties"])?, name);
    Some(vec![Expected::new(
        "CRISP104",
        at,
        &["parties", "thirdParties", key],
    )])
}

fn bad_waiver(maker: &mut Maker, document: &mut Document) -> Found {
    let mut waiver = waiver(maker);
    let field = maker.pick(&["rule", "reason", "approvedBy", "expires"]);
    let text = if field == "expires" {
        maker.pick(&NO_DATES)
    } else {
        " "
    };
    let value = maker.text(text);
    let at = Place::Whole(value.id);
    waiver.entry_mut(field)?.value = value;
    add_waiver(maker, document, waiver);
    Some(vec![Expected::new(
        "CRISP104",
        at,
        &["waivers", "0", field],
    )])
}
