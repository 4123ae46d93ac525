//! Where in a schema a field is at home, and how far that is from another place.

use std::cell::OnceCell;

use serde_json::Value;

use super::spelling::Name;
use crate::model::schema::shapes::Schema;
use crate::yaml::pointer_steps;

/// The maps keyed by name whose entries a misplaced key can be taken for.
const OPEN: [&str; 4] = ["features", "raci", "contacts", "thirdParties"];

/// A step from a value of a schema to one within.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step<'s> {
    /// To a field.
    Field(&'s str),
    /// To any entry of a map, or any item of a list.
    Any,
}

/// The way from the document to a value, as the schema sees it.
pub type Path<'s> = Vec<Step<'s>>;

/// A value that a schema describes.
#[derive(Clone, Debug)]
pub(super) struct Place<'s> {
    pub(super) path: Path<'s>,
    pub(super) node: &'s Value,
    names: OnceCell<Vec<(&'s str, Name)>>,
}

/// A field of an object somewhere in the schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Home<'s> {
    /// The object.
    pub(super) object: Path<'s>,
    /// The field.
    pub(super) field: &'s str,
}

impl<'s> Place<'s> {
    /// What a schema says about the value at a pointer, if it says anything.
    pub(super) fn of(schema: &'s Schema, pointer: &str) -> Option<Self> {
        let root = Self::new(Path::new(), schema.target(schema.json()));
        pointer_steps(pointer).try_fold(root, |place, step| place.step(schema, &step))
    }

    fn new(path: Path<'s>, node: &'s Value) -> Self {
        Self {
            path,
            node,
            names: OnceCell::new(),
        }
    }

    /// The fields, where the value is an object. Most places are only passed through.
    pub(super) fn fields(&self) -> &[(&'s str, Name)] {
        self.names.get_or_init(|| {
            let fields = fields(self.node);
            let named = fields.filter_map(|field| Some((field, Name::new(field)?)));
            named.collect()
        })
    }

    /// The value within at a key or an index.
    pub(super) fn step(&self, schema: &'s Schema, key: &str) -> Option<Self> {
        let named = self.node.get("properties").and_then(Value::as_object);
        let named = named.and_then(|fields| fields.get_key_value(key));
        let (step, node) = match named {
            Some((name, node)) => (Step::Field(name.as_str()), node),
            None => (Step::Any, self.inside()?),
        };
        let path = self.path.iter().copied().chain([step]).collect();
        Some(Self::new(path, schema.target(node)))
    }

    /// What every entry of a map or item of a list is.
    fn inside(&self) -> Option<&'s Value> {
        let entry = self.node.get("additionalProperties");
        entry
            .filter(|entry| entry.is_object())
            .or_else(|| self.node.get("items"))
    }

    /// What an entry is, where the value is a map keyed by name.
    pub(super) fn entry(&self, schema: &'s Schema) -> Option<&'s Value> {
        let Some(Step::Field(name)) = self.path.last() else {
            return None;
        };
        let entry = self.node.get("additionalProperties");
        let entry = entry.filter(|entry| entry.is_object() && OPEN.contains(name))?;
        Some(schema.target(entry))
    }
}

/// The fields of an object.
pub(super) fn fields(node: &Value) -> impl Iterator<Item = &str> {
    let fields = node.get("properties").and_then(Value::as_object);
    fields
        .into_iter()
        .flat_map(|fields| fields.keys().map(String::as_str))
}

/// Every value of a schema that has fields or entries, those within others behind them.
pub(super) fn places(schema: &Schema) -> Vec<Place<'_>> {
    let root = Place::new(Path::new(), schema.target(schema.json()));
    let mut places = vec![root];
    let mut at = 0;
    while let Some(place) = places.get(at) {
        let fields = place.fields().iter();
        let named = fields.filter_map(|(name, _)| place.step(schema, name));
        let mut inside: Vec<Place<'_>> = named.collect();
        // No field has an empty name.
        inside.extend(place.inside().and_then(|_| place.step(schema, "")));
        places.extend(inside);
        at += 1;
    }
    places
}

/// The fields of a whole name, case and plural apart, as far as they can be meant by a key that is at
/// `from`: the nearest. One that is neither above nor below can be any of them, and the nearest is
/// the first.
pub(super) fn homes<'s>(places: &[Place<'s>], from: &[Step<'_>], key: &Name) -> Vec<Home<'s>> {
    let mut homes: Vec<(usize, bool, Home<'s>)> = Vec::new();
    for place in places.iter().filter(|place| place.path != from) {
        for (field, _) in place
            .fields()
            .iter()
            .filter(|(_, name)| key.is(name).is_some())
        {
            let shared = shared(from, &place.path);
            let (up, down) = (from.len() - shared, place.path.len() - shared);
            let home = Home {
                object: place.path.clone(),
                field,
            };
            homes.push((up + down, up == 0 || down == 0, home));
        }
    }
    homes.sort_by_key(|(distance, ..)| *distance);
    let nearest = homes.first().map(|(distance, ..)| *distance);
    let near = |distance: usize| Some(distance) == nearest;
    let straight = homes
        .iter()
        .any(|(far, straight, _)| near(*far) && *straight);
    homes.retain(|(distance, ..)| !straight || near(*distance));
    homes.into_iter().map(|(.., home)| home).collect()
}

/// How many steps two ways have in common.
pub(super) fn shared(one: &[Step<'_>], other: &[Step<'_>]) -> usize {
    let pairs = one.iter().zip(other);
    pairs.take_while(|(one, other)| one == other).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::schema::{MANIFEST, MATRIX};

    fn found(schema: &Schema, from: &str, key: &str) -> Vec<String> {
        let place = Place::of(schema, from).expect("a place");
        let name = Name::new(key).expect("a name");
        let homes = homes(&places(schema), &place.path, &name);
        let written = homes.iter().map(|home| {
            let steps = home.object.iter().map(|step| match step {
                Step::Field(name) => format!("{name}/"),
                Step::Any => "*/".to_owned(),
            });
            steps.collect::<String>() + home.field
        });
        written.collect()
    }

    #[test]
    fn the_nearest_home_wins_and_equals_are_all_named() {
        for (from, key, expected) in [
            ("", "crisp", &["metadata/crisp"] as &[&str]),
            ("", "provider", &["parties/provider"]),
            ("", "Owners", &["features/*/owner"]),
            ("", "email", &["contacts/*/email"]),
            ("/features/a", "provider", &["features/*/raci/provider"]),
            (
                "/features",
                "customer",
                &["parties/customer", "features/*/raci/customer"],
            ),
            (
                "/metadata",
                "customer",
                &["parties/customer", "features/*/raci/customer"],
            ),
            ("/metadata", "feature", &["features"]),
            ("/metadata/crisp", "matrix", &["matrix"]),
            ("/features/a/raci", "owner", &["features/*/owner"]),
            ("/contacts", "waiver", &["waivers"]),
            ("", "wavers", &[]),
        ] {
            assert_eq!(found(&MANIFEST, from, key), expected, "{key} at {from}");
        }
        assert_eq!(found(&MATRIX, "", "title"), ["metadata/title"]);
        assert_eq!(found(&MATRIX, "/features", "title"), ["features/*/title"]);
    }
}
