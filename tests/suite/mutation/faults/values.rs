//! Faults in single values: of another type, or outside what is allowed.

use super::schema::{add_waiver, waiver};
use super::{Fault, Found, any, fault, one};
use crate::mutation::expected::{Expected, Place, Route};
use crate::mutation::generator::{self, Declared, Document};
use crate::mutation::maker::Maker;
use crate::mutation::notation;
use crate::mutation::yaml::{Body, Layout, Node};

pub const FAULTS: &[Fault] = &[
    fault("103 not a text", not_a_text),
    fault("103 not a mapping", not_a_mapping),
    fault("103 not a list", not_a_list),
    fault("103 a cell that is no cell", not_a_cell),
    fault("103 an item that is no text", not_an_item),
    fault("104 no date of the calendar", bad_date),
    fault("104 a blank text", blank_text),
    fault("104 a blank link", blank_link),
    fault("104 no address", bad_address),
    fault("104 no name of a system", bad_system),
    fault("104 a wrong letter in a string", wrong_letter),
    fault("104 a wrong letter in a list", wrong_item),
    fault("104 both raci and notApplicable", both),
    fault("104 a third party of a reserved name", reserved_party),
    fault("104 a blank or impossible waiver", bad_waiver),
];

/// Puts another value at the end of a route. A finding about it points at the value, or at its
/// key where there is nothing to point at.
fn exchange(code: &'static str, document: &mut Document, route: Route, value: Node) -> Found {
    let (last, above) = route.keys.split_last()?;
    let entry = document.root.at_mut(above)?.entry_mut(last)?;
    let key = entry.key_id;
    let at = Place::Value {
        value: value.id,
        key,
    };
    entry.value = value;
    one(Expected::new(code, at, route))
}

/// The way to a value of this name in one of the features that have it.
fn any_in_features(maker: &mut Maker, document: &Document, key: &str) -> Option<Route> {
    let declared = document.declared.iter();
    let routes: Vec<_> = declared
        .map(|declared| declared.route().to(key))
        .filter(|route| document.root.at(&route.keys).is_some())
        .collect();
    any(maker, &routes)
}

/// The way to a text that may be any text but a blank one.
fn any_text(maker: &mut Maker, document: &Document) -> Option<Route> {
    Some(match maker.below(10) {
        0 => Route::from(["metadata", "title"]),
        1 => Route::from(["metadata", "classification"]),
        2 => Route::from(["metadata", "crisp", "signedBy"]),
        3 => Route::from(["parties", "provider"]),
        4 => Route::from(["parties", "customer"]),
        5 => Route::from(["parties", "thirdParties", document.any_third_party(maker)?]),
        6 => Route::from(["contacts", any(maker, &document.contacts)?, "name"]),
        7 => any_in_features(maker, document, "notApplicable")?,
        _ => any_in_features(maker, document, "owner")?,
    })
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
    let route = match maker.below(8) {
        0 => Route::from(["metadata", "system"]),
        1 => Route::from(["metadata", "reviewed"]),
        2 => Route::from(["metadata", "crisp", "signedOn"]),
        3 => Route::from(["matrix"]),
        _ => any_text(maker, document)?,
    };
    let value = match maker.below(4) {
        0 => some_list(maker),
        1 => some_map(maker),
        _ => wrong_scalar(maker),
    };
    exchange("CRISP103", document, route, value)
}

/// What needs the broken part is silent: with `features` gone none of them is missing, with
/// `parties` gone no party is unknown.
fn not_a_mapping(maker: &mut Maker, document: &mut Document) -> Found {
    let route = match maker.below(10) {
        0 => Route::from(["metadata"]),
        1 => Route::from(["metadata", "crisp"]),
        2 => Route::from(["parties"]),
        3 => Route::from(["parties", "thirdParties"]),
        4 => Route::from(["contacts"]),
        5 => {
            // A contact that is called as a field is taken for that field, once it is no mapping.
            let contact = any(maker, &document.contacts)?;
            Route::from(["contacts", Some(contact).filter(|key| *key != "owner")?])
        }
        6 => Route::from(["features"]),
        7 => any(maker, &document.declared)?.route(),
        _ => any_in_features(maker, document, "raci")?,
    };
    let value = match maker.below(3) {
        0 => some_list(maker),
        1 => maker.text("R"),
        _ => wrong_scalar(maker),
    };
    exchange("CRISP103", document, route, value)
}

fn not_a_list(maker: &mut Maker, document: &mut Document) -> Found {
    let route = any_in_features(maker, document, "evidence")?;
    let value = match maker.below(3) {
        0 => maker.text("https://wiki.examples.gov.au/backup"),
        1 => some_map(maker),
        _ => wrong_scalar(maker),
    };
    exchange("CRISP103", document, route, value)
}

/// A broken cell is unknown as a whole: nothing is said of what the row then lacks.
fn not_a_cell(maker: &mut Maker, document: &mut Document) -> Found {
    let (declared, party) = any_cell(maker, document)?;
    let value = match maker.below(3) {
        0 => some_map(maker),
        1 => maker.verbatim("true"),
        _ => number(maker),
    };
    exchange("CRISP103", document, declared.cell(&party), value)
}

/// A feature and a party that has a cell in it.
fn any_cell(maker: &mut Maker, document: &Document) -> Option<(Declared, String)> {
    let declared = document.choose_any(maker)?;
    let cell = any(maker, document.raci(&declared)?.entries())?;
    Some((declared, cell.key.text))
}

/// Something between the links of the evidence, or among the letters of a cell.
fn not_an_item(maker: &mut Maker, document: &mut Document) -> Found {
    let route = if maker.chance(50) {
        any_in_features(maker, document, "evidence")?
    } else {
        let (declared, party) = any_cell(maker, document)?;
        declared.cell(&party)
    };
    let item = match maker.below(3) {
        0 => maker.verbatim("false"),
        1 => maker.node(Body::Map(Layout::Flow, Vec::new())),
        _ => number(maker),
    };
    insert_item("CRISP103", maker, document, route, item)
}

/// Puts an item into the list at the end of the route; a finding points at the item.
fn insert_item(
    code: &'static str,
    maker: &mut Maker,
    document: &mut Document,
    route: Route,
    item: Node,
) -> Found {
    let Body::List(_, items) = &mut document.root.at_mut(&route.keys)?.body else {
        return None;
    };
    let index = maker.below(items.len() + 1);
    let at = Place::Whole(item.id);
    items.insert(index, item);
    one(Expected::new(code, at, route.to(index.to_string())))
}

#[rustfmt::skip]
const NO_DATES: [&str; 7] =
    ["2026-02-30", "2025-02-29", "2026-13-01", "30.09.2026", "2026-9-3", "2026/09/30", "last week"];

fn bad_date(maker: &mut Maker, document: &mut Document) -> Found {
    let route = match maker.below(2) {
        0 => Route::from(["metadata", "reviewed"]),
        _ => Route::from(["metadata", "crisp", "signedOn"]),
    };
    let date = maker.pick(&NO_DATES);
    let value = maker.text(date);
    exchange("CRISP104", document, route, value)
}

fn blank(maker: &mut Maker) -> Node {
    let blank = maker.pick(&["", " ", "  \t", "\u{200b}", "\u{2800}", " \u{ad}\u{2060} "]);
    maker.text(blank)
}

fn blank_text(maker: &mut Maker, document: &mut Document) -> Found {
    let route = any_text(maker, document)?;
    let value = blank(maker);
    exchange("CRISP104", document, route, value)
}

fn blank_link(maker: &mut Maker, document: &mut Document) -> Found {
    let route = any_in_features(maker, document, "evidence")?;
    let item = blank(maker);
    insert_item("CRISP104", maker, document, route, item)
}

fn bad_address(maker: &mut Maker, document: &mut Document) -> Found {
    let address = maker.pick(&[
        "storage",
        "it at examples.gov.au",
        "@examples.gov.au",
        "a@",
        "Storage team <storage@examples.gov.au>",
        "<storage@examples.gov.au>",
    ]);
    let value = maker.text(address);
    let contact = any(maker, &document.contacts)?;
    let route = Route::from(["contacts", contact, "email"]);
    exchange("CRISP104", document, route, value)
}

fn bad_system(maker: &mut Maker, document: &mut Document) -> Found {
    let system = maker.pick(&["Payroll", "pay roll", "pay_roll", "löhne", "x🦀", "a.b"]);
    let value = maker.text(system);
    let route = Route::from(["metadata", "system"]);
    exchange("CRISP104", document, route, value)
}

/// Near a letter, near the published notation, and far from both.
const NO_LETTERS: [&str; 6] = ["X", "r", "RA", "Responsible", "R/A", "Å"];

/// The cell's letters with a wrong one among them, and the index of that one.
fn wrong_letters(maker: &mut Maker, held: &str) -> (Vec<String>, usize) {
    let mut letters: Vec<String> = held.chars().map(String::from).collect();
    let index = maker.below(letters.len() + 1);
    letters.insert(index, maker.pick(&NO_LETTERS).to_owned());
    (letters, index)
}

/// In a string the finding points at the wrong piece alone.
fn wrong_letter(maker: &mut Maker, document: &mut Document) -> Found {
    let (declared, party) = any_cell(maker, document)?;
    let (letters, wrong) = wrong_letters(maker, &document.letters(&declared, &party));
    let letters: Vec<&str> = letters.iter().map(String::as_str).collect();
    let (value, places) = notation::string(maker, &letters);
    let cell = document.put_cell(maker, &declared, &party, Some(value), places);
    one(Expected::new(
        "CRISP104",
        cell.letter(wrong),
        declared.cell(&party),
    ))
}

/// In a list it points at the item, quotes and all.
fn wrong_item(maker: &mut Maker, document: &mut Document) -> Found {
    let (declared, party) = any_cell(maker, document)?;
    let (letters, wrong) = wrong_letters(maker, &document.letters(&declared, &party));
    let items: Vec<Node> = letters.iter().map(|letter| maker.text(letter)).collect();
    let at = Place::Whole(items[wrong].id);
    let value = maker.list(items);
    document.put_cell(maker, &declared, &party, Some(value), Vec::new());
    let route = declared.cell(&party).to(wrong.to_string());
    one(Expected::new("CRISP104", at, route))
}

fn both(maker: &mut Maker, document: &mut Document) -> Found {
    let declared = document.choose_any(maker)?;
    let raci = Place::Whole(document.raci_key(&declared));
    let reason = generator::text_entry(maker, "notApplicable", "Nothing of it here.");
    let at = Place::Whole(reason.key_id);
    let feature = document.root.at_mut(&declared.route().keys)?;
    maker.insert(feature, reason);
    let route = declared.route().to("notApplicable");
    one(Expected::new("CRISP104", at, route).related(raci))
}

fn reserved_party(maker: &mut Maker, document: &mut Document) -> Found {
    let party = maker.pick(&["provider", "customer"]);
    let name = generator::text_entry(maker, party, "Contoso");
    let at = Place::Whole(name.key_id);
    let route = Route::from(["parties", "thirdParties"]);
    maker.insert(document.root.at_mut(&route.keys)?, name);
    one(Expected::new("CRISP104", at, route.to(party)))
}

fn bad_waiver(maker: &mut Maker, document: &mut Document) -> Found {
    let mut waiver = waiver(maker);
    let field = maker.pick(&["rule", "reason", "approvedBy", "expires"]);
    let value = match field {
        "expires" => maker.text("2027-02-29"),
        _ => blank(maker),
    };
    let at = Place::Whole(value.id);
    waiver.entry_mut(field)?.value = value;
    add_waiver(maker, document, waiver);
    one(Expected::new("CRISP104", at, ["waivers", "0", field]))
}
