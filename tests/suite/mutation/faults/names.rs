//! Keys under another name or in another place: one finding, at the key or at the first of a block.

use super::schema::{add_waiver, waiver};
use super::{Fault, Found, any, fault, one, written_fault};
use crate::mutation::expected::{Expected, Place, Route};
use crate::mutation::generator::{self, Document};
use crate::mutation::maker::Maker;
use crate::mutation::yaml::{Body, Entry, Node};

pub const FAULTS: &[Fault] = &[
    fault("102 a key with a typo", typo),
    fault("102 a key in another case", other_case),
    fault("102 a key in the plural or the singular", other_number),
    fault("102 a misspelt key of a waiver", misspelt_in_waiver),
    fault("102 the name of a system is called name", name_of_system),
    written_fault("102 a key in another object", elsewhere),
    written_fault("102 a block too far to the left", too_far_left),
    written_fault("102 a block too far to the right", too_far_right),
    written_fault(
        "102 the cells of a row beside its evidence",
        cells_of_feature,
    ),
    fault("205 data of one's own among the cells", private_cell),
    fault("303 data of one's own among the features", private_feature),
];

/// The way to an object of the schema, of any kind.
fn any_object(maker: &mut Maker, document: &Document) -> Option<Vec<String>> {
    let path = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect();
    Some(match maker.below(6) {
        0 => Vec::new(),
        1 => path(&["metadata"]),
        2 => path(&["metadata", "crisp"]),
        3 => path(&["parties"]),
        4 => path(&["contacts", any(maker, &document.contacts)?]),
        _ => path(&["features", &any(maker, &document.declared)?.key]),
    })
}

/// The features know which of them a finding is about.
fn route(document: &Document, path: &[String]) -> Route {
    let keys: Vec<&str> = path.iter().map(String::as_str).collect();
    let declared = document.declared.iter();
    let feature = declared.into_iter().find(|declared| {
        path.first().is_some_and(|part| part == "features") && path.get(1) == Some(&declared.key)
    });
    Route {
        feature: feature.map(|declared| declared.row.id),
        ..Route::from(keys.as_slice())
    }
}

/// Gives any field of an object another name.
fn rename(
    maker: &mut Maker,
    document: &mut Document,
    form: fn(&mut Maker, &str) -> Option<String>,
) -> Found {
    let path = any_object(maker, document)?;
    let object = document.root.at_mut(&path)?;
    let (key, name) = rename_in(maker, object, form)?;
    let route = route(document, &path).to(name);
    one(Expected::new("CRISP102", Place::Whole(key), route))
}

fn rename_in(
    maker: &mut Maker,
    object: &mut Node,
    form: fn(&mut Maker, &str) -> Option<String>,
) -> Option<(crate::mutation::yaml::Id, String)> {
    let entries = object.entries_mut();
    if entries.is_empty() {
        return None; // as another fault may have left it
    }
    let index = maker.below(entries.len());
    let entry = entries.get_mut(index)?;
    let name = entry.key.text.clone();
    // Without its kind, nobody knows what the document is.
    if name == "kind" || name.starts_with("x-") {
        return None;
    }
    entry.key.text = form(maker, &name).filter(|form| *form != name)?;
    Some((entry.key_id, entry.key.text.clone()))
}

fn typo(maker: &mut Maker, document: &mut Document) -> Found {
    rename(maker, document, |maker, name| Some(with_typo(maker, name)))
}

/// One letter too few, too many or another, or two neighbours swapped.
fn with_typo(maker: &mut Maker, name: &str) -> String {
    let mut letters: Vec<char> = name.chars().collect();
    let at = maker.below(letters.len() - 1);
    let other = maker.pick(&['q', 'z', 'é', '2']);
    match maker.below(4) {
        0 => drop(letters.drain(at..=at)),
        1 => letters.insert(at, other),
        2 => letters[at] = other,
        _ => letters.swap(at, at + 1),
    }
    letters.into_iter().collect()
}

fn other_case(maker: &mut Maker, document: &mut Document) -> Found {
    rename(maker, document, |maker, name| {
        let mark = maker.pick(&["_", "-"]);
        Some(match maker.below(4) {
            0 => name.to_uppercase(),
            1 => name.to_lowercase(),
            2 => {
                let (first, rest) = name.split_at(1);
                first.to_uppercase() + rest
            }
            _ => {
                let letters = name.chars().map(|letter| {
                    if letter.is_uppercase() {
                        format!("{mark}{}", letter.to_lowercase())
                    } else {
                        letter.to_string()
                    }
                });
                letters.collect()
            }
        })
    })
}

fn other_number(maker: &mut Maker, document: &mut Document) -> Found {
    rename(maker, document, |_, name| {
        Some(match (name.strip_suffix("ies"), name.strip_suffix('s')) {
            (Some(stem), _) => format!("{stem}y"),
            (None, Some(stem)) => stem.to_owned(),
            _ => format!("{name}s"),
        })
    })
}

fn misspelt_in_waiver(maker: &mut Maker, document: &mut Document) -> Found {
    let mut waiver = waiver(maker);
    let (key, name) = rename_in(maker, &mut waiver, |maker, name| {
        Some(with_typo(maker, name))
    })?;
    add_waiver(maker, document, waiver);
    let about = ["waivers", "0", &name];
    one(Expected::new("CRISP102", Place::Whole(key), about))
}

fn name_of_system(_: &mut Maker, document: &mut Document) -> Found {
    let entry = document.root.at_mut(&["metadata"])?.entry_mut("system")?;
    "name".clone_into(&mut entry.key.text);
    let at = Place::Whole(entry.key_id);
    one(Expected::new("CRISP102", at, ["metadata", "name"]))
}

/// Fields, and objects in which they are not at home.
#[rustfmt::skip]
const MOVES: [(&[&str], &str, &[&str]); 12] = [
    (&[], "matrix", &["metadata"]),
    (&[], "contacts", &["parties"]),
    (&[], "features", &["contacts"]),
    (&[], "parties", &["features"]),
    (&[], "apiVersion", &["metadata", "crisp"]),
    (&["metadata"], "reviewed", &[]),
    (&["metadata"], "crisp", &[]),
    (&["metadata"], "title", &["parties"]),
    (&["metadata", "crisp"], "signedBy", &["metadata"]),
    (&["metadata", "crisp"], "signedOn", &[]),
    (&["parties"], "customer", &[]),
    (&["parties"], "provider", &[]),
];

fn elsewhere(maker: &mut Maker, document: &mut Document) -> Found {
    let owned = |path: &[&str]| path.iter().map(|key| (*key).to_owned()).collect();
    let (from, field, to): (Vec<String>, &str, Vec<String>) = if maker.chance(50) {
        let (from, field, to) = maker.pick(&MOVES);
        (owned(from), field, owned(to))
    } else if maker.chance(20) {
        let contact = any(maker, &document.contacts)?;
        let to: &[&str] = maker.pick(&[&["contacts"] as &[&str], &[], &["features"]]);
        (
            owned(&["contacts", contact]),
            maker.pick(&["email"]),
            owned(to),
        )
    } else {
        let key = document.choose_owned_by(maker, "customer")?.key;
        let row: &[&str] = &["features", &key, "raci"];
        let to = maker.pick(&[row, &["features"], &[]]);
        let field = maker.pick(&["owner", "evidence"]);
        (owned(&["features", &key]), field, owned(to))
    };
    let entry = document.root.at_mut(&from)?.remove(field)?;
    let at = Place::Whole(entry.key_id);
    maker.insert(document.root.at_mut(&to)?, entry);
    let mut route = route(document, &to).to(field);
    // What is directly below `features` is taken for a feature's key.
    if to == ["features"] {
        let expected = Expected::new("CRISP102", at, route).feature(field);
        return one(expected);
    }
    route.feature = route.feature.filter(|_| to.len() > 1);
    one(Expected::new("CRISP102", at, route))
}

/// The entries of an object follow its key instead of being below it.
fn too_far_left(maker: &mut Maker, document: &mut Document) -> Found {
    let mut path = any_object(maker, document)?;
    if path.is_empty() {
        let part = maker.pick(&["features", "contacts"]);
        path.push(part.to_owned());
    }
    let object = document.root.at_mut(&path)?;
    let is_private = |entry: &Entry| entry.key.text.starts_with("x-");
    // A contact that is called as a field is taken for that field, once it is no mapping.
    let is_field = path.last().is_some_and(|key| key == "owner");
    if object.entries().is_empty() || object.entries().iter().any(is_private) || is_field {
        return None;
    }
    let entries = std::mem::take(object.entries_mut());
    object.body = Body::Empty;
    let first = entries.first()?;
    let (at, key) = (Place::Whole(first.key_id), first.key.text.clone());
    let (last, above) = path.split_last()?;
    let outer = document.root.at_mut(above)?.entries_mut();
    let behind = outer.iter().position(|entry| entry.key.text == *last)? + 1;
    outer.splice(behind..behind, entries);
    // A `name` of a contact or of a system would be there twice.
    let expected = Expected::new("CRISP102", at, route(document, above).to(&key));
    one(match above {
        [part] if part == "features" => expected.feature(&key),
        _ => expected,
    })
}

/// What follows an object ends up in it.
fn too_far_right(maker: &mut Maker, document: &mut Document) -> Found {
    let declared = any(maker, &document.declared)?;
    let outers: [&[&str]; 5] = [
        &[],
        &["metadata"],
        &["contacts"],
        &["features"],
        &["features", &declared.key],
    ];
    let outer = maker.pick(&outers);
    let entries = document.root.at_mut(outer)?.entries_mut();
    let is_object = |entry: &Entry| {
        let is_map = matches!(&entry.value.body, Body::Map(_, inside) if !inside.is_empty());
        is_map && !entry.key.text.starts_with("x-")
    };
    let at = entries.iter().position(is_object)?;
    let end = (at + 2 + maker.below(3)).min(entries.len());
    let stays = |entry: &Entry| entry.key.text.starts_with("x-") || entry.key.text == "kind";
    if at + 1 >= end || entries[at + 1..end].iter().any(stays) {
        return None;
    }
    let run: Vec<Entry> = entries.drain(at + 1..end).collect();
    let first = run.first()?;
    let (place, key) = (Place::Whole(first.key_id), first.key.text.clone());
    entries[at].value.entries_mut().extend(run);
    let inner = entries[at].key.text.clone();
    let mut path: Vec<String> = outer.iter().map(|key| (*key).to_owned()).collect();
    path.push(inner);
    let expected = Expected::new("CRISP102", place, route(document, &path).to(&key));
    one(match path.as_slice() {
        [part] if part == "features" => expected.feature(&key),
        _ => expected,
    })
}

fn cells_of_feature(maker: &mut Maker, document: &mut Document) -> Found {
    let declared = document.choose_any(maker)?;
    let feature = document.root.at_mut(&["features", &declared.key])?;
    let raci = feature.remove("raci")?;
    let cells = raci.value.entries().to_vec();
    let first = cells.first()?;
    let at = Place::Whole(first.key_id);
    let about = declared.route().to(&first.key.text);
    let all = feature.entries_mut();
    let behind = maker.below(all.len() + 1);
    all.splice(behind..behind, cells);
    one(Expected::new("CRISP102", at, about))
}

/// Data of the customer's own in a shape that fits nothing.
fn private(maker: &mut Maker) -> Entry {
    let value = match maker.below(4) {
        0 => maker.node(Body::Empty),
        1 => maker.verbatim("42"),
        2 => {
            let owner = generator::text_entry(maker, "owner", "nobody");
            maker.map(vec![owner])
        }
        _ => maker.text("since 2024"),
    };
    maker.entry("x-note", value)
}

fn private_cell(maker: &mut Maker, document: &mut Document) -> Found {
    let declared = document.choose_any(maker)?;
    let entry = private(maker);
    let at = Place::Whole(entry.key_id);
    maker.insert(document.raci_mut(&declared), entry);
    one(Expected::new("CRISP205", at, declared.cell("x-note")))
}

fn private_feature(maker: &mut Maker, document: &mut Document) -> Found {
    let entry = private(maker);
    let at = Place::Whole(entry.key_id);
    maker.insert(document.root.at_mut(&["features"])?, entry);
    let about = Route::from(["features", "x-note"]);
    one(Expected::new("CRISP303", at, about).feature("x-note"))
}
