//! A control ownership manifest, as far as it fits its schema: what is broken is absent here, so
//! that the rules need not ask again.

use crate::document::{Document, Node, Shape, pointer};
use crate::matrix::Reference;
use crate::raci::{Cell, Party};
use crate::schema::Damage;

/// One manifest.
#[derive(Debug)]
pub struct Manifest<'d> {
    /// `metadata.system`.
    pub system: Option<&'d str>,
    /// `matrix`.
    pub matrix: Option<Reference<'d>>,
    /// `parties.provider`.
    pub provider: Option<&'d str>,
    /// The keys of `parties.thirdParties`.
    pub third_parties: Vec<&'d str>,
    /// The features in the order of the file; nothing where they are absent or no mapping.
    pub features: Option<Vec<Feature<'d>>>,
}

/// One entry of `features`.
#[derive(Debug)]
pub struct Feature<'d> {
    /// The key as written: an id or a title.
    pub key: &'d str,
    /// What the entry declares.
    pub declared: Declared<'d>,
}

/// What a manifest says about a feature.
#[derive(Debug)]
pub enum Declared<'d> {
    /// Who holds which role.
    Raci(Vec<Cell<'d>>),
    /// That it does not apply.
    NotApplicable,
    /// Nothing that could be judged.
    Broken,
}

impl<'d> Manifest<'d> {
    /// Reads a document that says it is a manifest.
    pub fn new(document: &'d Document<'d>, damage: &Damage) -> Self {
        let root = document.root();
        let text = |at: &str| {
            document
                .find(at)
                .filter(|_| !damage.at(at))
                .and_then(Node::as_str)
        };
        let parties = document.find("/parties/thirdParties");
        let third_parties: Vec<&str> = parties
            .into_iter()
            .flat_map(Node::entries)
            .map(|entry| entry.key)
            .collect();
        let guess = root.get("parties").is_none()
            || damage.at("/parties")
            || damage.at("/parties/thirdParties");
        let party = |key: &str| match key {
            "provider" => Some(Party::Provider),
            "customer" => Some(Party::Customer),
            key if third_parties.contains(&key) => Some(Party::Third),
            // Where the declarations cannot be read, no key can be called undeclared.
            _ if guess => None,
            _ => Some(Party::Unknown),
        };
        let features = root
            .get("features")
            .filter(|features| features.shape() == Shape::Mapping && !damage.at("/features"));
        let features = features.map(|features| {
            let features = features.entries().map(|entry| Feature {
                key: entry.key,
                declared: declared(entry.key, entry.value, damage, &party),
            });
            features.collect()
        });
        Self {
            system: text("/metadata/system"),
            matrix: text("/matrix").map(Reference::new),
            provider: text("/parties/provider"),
            third_parties,
            features,
        }
    }
}

fn declared<'d>(
    key: &str,
    value: Node<'d>,
    damage: &Damage,
    party: &dyn Fn(&str) -> Option<Party>,
) -> Declared<'d> {
    let raci = value.get("raci");
    if damage.is_empty() {
        return match raci {
            Some(raci) => Declared::Raci(cells(raci, &|_| true, party)),
            None => Declared::NotApplicable,
        };
    }
    let feature = pointer("/features", key);
    let raci_pointer = pointer(&feature, "raci");
    if damage.at(&feature) || damage.at(&raci_pointer) {
        return Declared::Broken;
    }
    let intact = |key: &str| !damage.within(&pointer(&raci_pointer, key));
    match raci {
        Some(raci) => Declared::Raci(cells(raci, &intact, party)),
        None => Declared::NotApplicable,
    }
}

fn cells<'d>(
    raci: Node<'d>,
    intact: &dyn Fn(&str) -> bool,
    party: &dyn Fn(&str) -> Option<Party>,
) -> Vec<Cell<'d>> {
    let cells = raci.entries().map(|cell| {
        let party = party(cell.key);
        let intact = party.is_some() && intact(cell.key);
        Cell::new(cell.key, party.unwrap_or(Party::Third), cell.value, intact)
    });
    cells.collect()
}
