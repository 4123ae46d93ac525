//! What a key is likely to be: another spelling of a field, a field of another object, or an entry of a map.

use serde_json::Value;

use super::homes::{self, Home, Path, Place, Step};
use super::search::{Block, Guess, Parent, Search, Target};
use super::spelling::Name;
use crate::model::schema::pattern;
use crate::text::nearest;
use crate::yaml::{Entry, Node, Shape};

/// What people call a field elsewhere.
const OTHER_NAMES: [(&str, &str); 4] = [
    ("name", "system"),
    ("name", "id"),
    ("n/a", "notApplicable"),
    ("na", "notApplicable"),
];

/// How keys begin that were to begin with `x-`.
const ALMOST: [&str; 3] = ["x_", "X-", "X_"];

impl<'s, 'd> Search<'s, 'd> {
    /// What a key is likely to be. The same object wins over elsewhere.
    pub(super) fn guess(
        &self,
        parent: &Parent<'s, 'd, '_>,
        entry: &Entry<'d>,
        block: Option<&Block<'s>>,
    ) -> Option<Guess<'s>> {
        let is_closed = parent.place.entry(self.schema).is_none();
        if is_closed && ALMOST.iter().any(|start| entry.key.starts_with(start)) {
            return None;
        }
        let name = Name::new(entry.key);
        match (name.as_ref().and_then(|name| near(parent, name)), is_closed) {
            (Some(field), true) => return Some(Guess::Field(field)),
            // Another spelling of a party is an unknown party.
            (Some(_), false) => return None,
            (None, _) => {}
        }
        let other = is_closed.then(|| other_name(parent, entry)).flatten();
        if other.is_some() {
            return other.map(Guess::Field);
        }
        if block.is_some() || !is_cut(parent, entry) {
            let targets = self.elsewhere(parent, entry, name.as_ref(), block);
            if !targets.is_empty() {
                return Some(Guess::Elsewhere(targets));
            }
        }
        let fields = parent.place.fields().iter().map(|(field, _)| *field);
        let absent = fields.filter(|field| parent.node.get(field).is_none());
        let far = is_closed.then(|| nearest(entry.key, absent)).flatten();
        far.map(Guess::Field)
    }

    /// Where else a key can belong: in a map by its value, in an object by its name, or among parties.
    fn elsewhere(
        &self,
        parent: &Parent<'s, 'd, '_>,
        entry: &Entry<'d>,
        name: Option<&Name>,
        block: Option<&Block<'s>>,
    ) -> Vec<Target<'s>> {
        if let Some(map) = self.map(parent, entry, block) {
            return vec![map];
        }
        let homes = name.map(|name| homes::homes(self.places(), &parent.place.path, name));
        let homes = homes.into_iter().flatten().map(target);
        let homes: Vec<Target<'s>> = homes.collect();
        if homes.is_empty() {
            return self.party(parent, entry).into_iter().collect();
        }
        homes
    }

    /// The map that an entry belongs in by what it is, whatever its key.
    fn map(
        &self,
        parent: &Parent<'s, 'd, '_>,
        entry: &Entry<'d>,
        block: Option<&Block<'s>>,
    ) -> Option<Target<'s>> {
        let empty = self.emptied(parent);
        let opened = |place: &Place<'s>| {
            let begun = block.is_some_and(|block| block.objects.contains(&place.path));
            begun || empty.as_ref() == Some(&place.path)
        };
        let mut maps = self.places().iter().filter_map(|place| {
            let inside = place.entry(self.schema)?;
            (place.path != parent.place.path).then_some((place, inside))
        });
        let (place, _) = maps.find(|(place, inside)| {
            is_whole(inside, entry.value)
                || opened(place)
                    && entry.value.shape() != Shape::Null
                    && self.can_be(inside, entry.value)
        })?;
        Some(entry_of(place))
    }

    /// The map that an entry belongs in as that of a party, where it is beside that map.
    fn party(&self, parent: &Parent<'s, 'd, '_>, entry: &Entry<'d>) -> Option<Target<'s>> {
        let mut places = self.places().iter();
        let place = places.find(|place| self.is_party(parent, place, entry))?;
        Some(entry_of(place))
    }

    /// The map that is empty right in front of a key: its entries may follow, too far to the left.
    fn emptied(&self, parent: &Parent<'s, 'd, '_>) -> Option<Path<'s>> {
        let before = parent.before?;
        let mut place = parent.place.step(self.schema, before.key)?;
        let mut node = before.value;
        while let Some(last) = node.last_entry() {
            place = place.step(self.schema, last.key)?;
            node = last.value;
        }
        (node.shape() == Shape::Null).then_some(place.path)
    }

    /// Whether an entry beside `raci` is a declared third party's, or one beside the two parties a third.
    fn is_party(&self, parent: &Parent<'s, 'd, '_>, map: &Place<'s>, entry: &Entry<'d>) -> bool {
        let Some((Step::Field(name), above)) = map.path.split_last() else {
            return false;
        };
        if above != parent.place.path {
            return false;
        }
        let inside = map.entry(self.schema);
        let fits = inside.is_some_and(|inside| self.can_be(inside, entry.value));
        let is_there = |name: &&str| parent.node.get(name).is_some();
        match *name {
            "raci" => fits && self.third_party(entry.key),
            "thirdParties" => fits && ["provider", "customer"].iter().all(is_there),
            _ => false,
        }
    }

    /// Whether a key is a declared third party's.
    pub(super) fn third_party(&self, key: &str) -> bool {
        let declared = self.document.find("/parties/thirdParties");
        declared.is_some_and(|declared| declared.get(key).is_some())
    }

    /// Whether a value can be an entry of a map of which this is an entry.
    pub(super) fn can_be(&self, entry: &Value, value: Node<'_>) -> bool {
        let form = self.schema.own(entry, "pattern");
        let is_letters = |text: Option<&str>| {
            let fits = |form| text.is_some_and(|text| pattern::fits(form, text));
            form.is_none_or(fits)
        };
        match value.shape() {
            Shape::Mapping => {
                let mut fields = homes::fields(entry).peekable();
                let is_object = fields.peek().is_some();
                let is_empty = value.entries().len() == 0;
                is_object && (is_empty || fields.any(|field| value.get(field).is_some()))
            }
            Shape::String if takes(entry, "array") => is_letters(value.as_str()),
            Shape::String => takes(entry, "string"),
            Shape::Sequence => {
                takes(entry, "array") && value.items().all(|item| is_letters(item.as_str()))
            }
            Shape::Null => takes(entry, "null"),
            Shape::Bool | Shape::Number => false,
        }
    }
}

/// The field of the same object of which a key is another spelling.
fn near<'s>(parent: &Parent<'s, '_, '_>, name: &Name) -> Option<&'s str> {
    let fields = parent.place.fields().iter();
    let near = fields.filter_map(|(field, other)| Some((name.near(other)?, *field)));
    let (_, field) = near.min_by_key(|(nearness, _)| *nearness)?;
    Some(field)
}

/// The field of the same object that people call so elsewhere.
fn other_name<'s>(parent: &Parent<'s, '_, '_>, entry: &Entry<'_>) -> Option<&'s str> {
    let key = entry.key.to_lowercase();
    let mut fields = parent.place.fields().iter().map(|(field, _)| *field);
    fields.find(|field| {
        // The contact of a feature is its owner; a whole contact belongs elsewhere.
        let is_owner = (key.as_str(), *field) == ("contact", "owner")
            && entry.value.shape() == Shape::String
            && parent.node.get(field).is_none();
        is_owner || OTHER_NAMES.contains(&(key.as_str(), *field))
    })
}

/// An entry of a map.
fn entry_of<'s>(map: &Place<'s>) -> Target<'s> {
    Target {
        object: map.path.clone(),
        field: None,
    }
}

fn target(home: Home<'_>) -> Target<'_> {
    Target {
        object: home.object,
        field: Some(home.field),
    }
}

/// Whether a key is the end of the text in front of it: between braces one with a comma reads as two
/// entries.
fn is_cut(parent: &Parent<'_, '_, '_>, entry: &Entry<'_>) -> bool {
    let is_plain = |value: Node<'_>| value.as_str() == Some(value.written());
    parent.node.written().starts_with('{')
        && entry.value.shape() == Shape::Null
        && parent.before.is_some_and(|before| is_plain(before.value))
}

/// Whether a value that a schema describes may be of a type.
fn takes(node: &Value, wanted: &str) -> bool {
    let types = node.get("type");
    let several = types.and_then(Value::as_array).into_iter().flatten();
    types.into_iter().chain(several).any(|one| one == wanted)
}

/// Whether a value has all that an entry of a map needs.
fn is_whole(entry: &Value, value: Node<'_>) -> bool {
    let has_all = |node: &Value| {
        let names = node.get("required").and_then(Value::as_array);
        let mut names = names.into_iter().flatten().filter_map(Value::as_str);
        names.all(|name| value.get(name).is_some())
    };
    let choices = entry.get("oneOf").and_then(Value::as_array);
    let has_fields = homes::fields(entry).next().is_some();
    has_fields
        && value.entries().len() > 0
        && has_all(entry)
        && choices.is_none_or(|choices| choices.iter().any(has_all))
}
