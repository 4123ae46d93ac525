//! A control ownership manifest, as far as it fits its schema: what is broken is absent here, so
//! that the rules need not ask again.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use jiff::civil::Date;

use crate::model::matrix::Reference;
use crate::model::raci::{Cell, Party};
use crate::model::schema::{Damage, UNDAMAGED};
use crate::text::single_spaced;
use crate::yaml::{Document, Entry, Node, Shape, pointer};

/// One manifest.
#[derive(Debug)]
pub struct Manifest<'d> {
    /// `metadata.system`.
    pub system: Option<&'d str>,
    /// `metadata.title`.
    pub title: Option<&'d str>,
    /// `metadata.classification`.
    pub classification: Option<&'d str>,
    /// `metadata.reviewed`.
    pub reviewed: Option<Date>,
    /// `metadata.crisp.signedBy`.
    pub signed_by: Option<&'d str>,
    /// `metadata.crisp.signedOn`.
    pub signed_on: Option<Date>,
    /// Whether `metadata` says who accepted the CRISP, or cannot be asked.
    pub has_crisp: bool,
    /// `matrix`.
    pub matrix: Option<Reference<'d>>,
    /// `parties.provider`.
    pub provider: Option<&'d str>,
    /// `parties.customer`.
    pub customer: Option<&'d str>,
    /// `parties.thirdParties`.
    pub third_parties: Vec<ThirdParty<'d>>,
    /// `contacts`; nothing where they cannot be read.
    pub contacts: Option<Vec<Contact<'d>>>,
    /// The features in the order of the file; nothing where they are absent or no mapping.
    pub features: Option<Vec<Feature<'d>>>,
    /// The keys of features that are declared outside of `features`.
    pub features_elsewhere: Vec<&'d str>,
    /// Whether a key belongs in another part of the document, about which it could say anything.
    pub strays: bool,
    /// The waivers in the order of the file, those with a fault as well.
    pub waivers: Vec<Waiver<'d>>,
    /// The key of each party by its name, worked out once it is asked for.
    names: OnceLock<HashMap<String, &'d str>>,
}

/// One entry of `parties.thirdParties`.
#[derive(Clone, Copy, Debug)]
pub struct ThirdParty<'d> {
    /// The key, which rows use.
    pub key: &'d str,
    /// What it is called.
    pub name: Option<&'d str>,
}

/// One entry of `contacts`.
#[derive(Clone, Copy, Debug)]
pub struct Contact<'d> {
    /// The key, which owners use.
    pub key: &'d str,
    /// What it is called.
    pub name: Option<&'d str>,
    /// Under which address it can be reached.
    pub email: Option<&'d str>,
}

/// One entry of `features`.
#[derive(Debug)]
pub struct Feature<'d> {
    /// The key as written: an id or a title.
    pub key: &'d str,
    /// What the entry declares.
    pub declared: Declared<'d>,
    /// The key of the contact that owns it.
    pub owner: Field<&'d str>,
    /// Paths and links; a piece with a fault is left out.
    pub evidence: Field<Vec<Evidence<'d>>>,
    /// Whether the list of evidence is there and holds nothing at all.
    pub shows_nothing: bool,
}

/// What a manifest says about a feature.
#[derive(Debug)]
pub enum Declared<'d> {
    /// Who holds which role.
    Raci(Vec<Cell<'d>>),
    /// That it does not apply, and why.
    NotApplicable(Option<&'d str>),
    /// Nothing that could be judged.
    Broken,
}

/// A field that need not be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field<T> {
    /// It is not there.
    Absent,
    /// It is there with a fault, which speaks for itself.
    Broken,
    /// It is there.
    Given(T),
}

/// One piece of evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Evidence<'d> {
    /// Its 0-based index in the list.
    pub index: usize,
    /// A path or a link.
    pub text: &'d str,
}

/// A dated exception. What is absent or has a fault is nothing here: the rules that need only the
/// rest of it speak.
#[derive(Clone, Debug)]
pub struct Waiver<'d> {
    /// The pointer of its entry.
    pub pointer: String,
    /// A code or a name.
    pub rule: Option<&'d str>,
    /// An id or a title.
    pub feature: Option<&'d str>,
    /// Why.
    pub reason: Option<&'d str>,
    /// By whom.
    pub approved_by: Option<&'d str>,
    /// The last day on which it holds.
    pub expires: Option<Date>,
    /// What is wrong with its shape, so that it holds nothing.
    pub flaw: Option<Flaw>,
}

/// Why a waiver holds nothing, whatever its rule and its feature are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// It has a fault of shape.
    Shape,
    /// The value of this field stands for one that is still to come.
    Placeholder(&'static str),
}

impl Waiver<'_> {
    /// Whether nothing in it has a fault of shape.
    pub fn is_whole(&self) -> bool {
        self.flaw != Some(Flaw::Shape)
    }
}

/// A document, and which of its values have a fault.
struct Reader<'d, 'x> {
    document: &'d Document<'d>,
    damage: &'x Damage,
}

impl<'d> Manifest<'d> {
    /// Reads a document that says it is a manifest.
    pub fn new(document: &'d Document<'d>, damage: &Damage) -> Self {
        let read = Reader { document, damage };
        let root = document.root();
        let metadata = root.get("metadata");
        let crisp = metadata.and_then(|metadata| metadata.get("crisp"));
        let parties = root.get("parties");
        let date = |text: Option<&str>| text?.parse().ok();
        Self {
            system: read.text(metadata, "system", "/metadata/system"),
            title: read.text(metadata, "title", "/metadata/title"),
            classification: read.text(metadata, "classification", "/metadata/classification"),
            reviewed: date(read.text(metadata, "reviewed", "/metadata/reviewed")),
            signed_by: read.text(crisp, "signedBy", "/metadata/crisp/signedBy"),
            signed_on: date(read.text(crisp, "signedOn", "/metadata/crisp/signedOn")),
            has_crisp: crisp.is_some()
                || metadata.is_none()
                || damage.at("/metadata")
                || damage.at("/metadata/crisp"),
            matrix: read
                .text(Some(root), "matrix", "/matrix")
                .map(Reference::new),
            provider: read.text(parties, "provider", "/parties/provider"),
            customer: read.text(parties, "customer", "/parties/customer"),
            third_parties: read.third_parties(),
            contacts: (!damage.at("/contacts")).then(|| read.contacts()),
            features: read.features(),
            features_elsewhere: damage.moved_into(document, "/features").collect(),
            strays: damage.strays(),
            waivers: read.waivers(),
            names: OnceLock::new(),
        }
    }

    /// The key of the party that has a name, its case and runs of white space apart.
    pub fn party_called(&self, name: &str) -> Option<&'d str> {
        let plain = |name: &str| single_spaced(name).to_lowercase();
        let names = self.names.get_or_init(|| {
            let sides = [("provider", self.provider), ("customer", self.customer)];
            let third = self
                .third_parties
                .iter()
                .map(|third| (third.key, third.name));
            let mut names = HashMap::new();
            for (key, name) in sides.into_iter().chain(third) {
                if let Some(name) = name {
                    names.entry(plain(name)).or_insert(key);
                }
            }
            names
        });
        names.get(&plain(name)).copied()
    }
}

impl<'d> Reader<'d, '_> {
    fn text(&self, parent: Option<Node<'d>>, name: &str, at: &str) -> Option<&'d str> {
        self.sound(parent?.get(name)?, || at.to_owned())
    }

    fn third_parties(&self) -> Vec<ThirdParty<'d>> {
        let parent = "/parties/thirdParties";
        let entries = self.declared_parties();
        // A reserved name has a fault of its own, and names the party that it always does.
        let entries = entries.filter(|entry| !matches!(entry.key, "provider" | "customer"));
        let entries = entries.map(|entry| ThirdParty {
            key: entry.key,
            name: self.sound(entry.value, || pointer(parent, entry.key)),
        });
        let elsewhere = self.damage.moved_into(self.document, parent);
        let elsewhere = elsewhere.map(|key| ThirdParty { key, name: None });
        entries.chain(elsewhere).collect()
    }

    fn contacts(&self) -> Vec<Contact<'d>> {
        let parent = "/contacts";
        let contacts = self.document.root().get("contacts");
        // What is no contact here may be one to the owners that name it, and is reported where it stands.
        let entries = contacts.into_iter().flat_map(Node::entries);
        let elsewhere = self.damage.moved_into(self.document, parent);
        let elsewhere = elsewhere.map(|key| Contact {
            key,
            name: None,
            email: None,
        });
        let entries = entries.map(|entry| {
            let field = |name| {
                let at = || pointer(&pointer(parent, entry.key), name);
                self.sound(entry.value.get(name)?, at)
            };
            Contact {
                key: entry.key,
                name: field("name"),
                email: field("email"),
            }
        });
        entries.chain(elsewhere).collect()
    }

    fn declared_parties(&self) -> impl Iterator<Item = Entry<'d>> {
        let parties = self.document.root().get("parties");
        let declared = parties.and_then(|parties| parties.get("thirdParties"));
        self.entries(declared, "/parties/thirdParties")
    }

    /// The entries of a map that are what they are taken for.
    fn entries(&self, map: Option<Node<'d>>, at: &str) -> impl Iterator<Item = Entry<'d>> {
        let entries = map.into_iter().flat_map(Node::entries);
        entries.filter(move |entry| {
            self.damage.is_empty() || !self.damage.is_misplaced(&pointer(at, entry.key))
        })
    }

    /// The text of a value, unless the value has a fault.
    fn sound(&self, value: Node<'d>, at: impl Fn() -> String) -> Option<&'d str> {
        let broken = !self.damage.is_empty() && self.damage.at(&at());
        value.as_str().filter(|_| !broken)
    }

    fn features(&self) -> Option<Vec<Feature<'d>>> {
        let features = self.document.root().get("features")?;
        if features.shape() != Shape::Mapping || self.damage.at("/features") {
            return None;
        }
        let party = self.parties();
        // Most features of a faulty document are sound, and need not be asked about value by value.
        let sound = Reader {
            document: self.document,
            damage: &UNDAMAGED,
        };
        let features = self.entries(Some(features), "/features").map(|entry| {
            let at = || pointer("/features", entry.key);
            let is_sound = self.damage.is_empty() || !self.damage.within(&at());
            if is_sound { &sound } else { self }.feature(entry, &party)
        });
        Some(features.collect())
    }

    fn feature(&self, entry: Entry<'d>, party: &dyn Fn(&str) -> Option<Party>) -> Feature<'d> {
        let Entry { key, value, .. } = entry;
        Feature {
            key,
            declared: self.declared(key, value, party),
            owner: self.field(key, value, "owner", |_, node| node.as_str()),
            evidence: self.field(key, value, "evidence", |pointer, node| {
                Some(self.evidence(pointer, node))
            }),
            shows_nothing: value
                .get("evidence")
                .is_some_and(|list| list.items().len() == 0),
        }
    }

    /// What a key of a `raci` names; nothing where that cannot be known.
    fn parties(&self) -> impl Fn(&str) -> Option<Party> + use<'d> {
        let declared = self.declared_parties().map(|entry| entry.key);
        let elsewhere = self
            .damage
            .moved_into(self.document, "/parties/thirdParties");
        let third_parties: HashSet<&str> = declared.chain(elsewhere).collect();
        let guess = self.document.root().get("parties").is_none()
            || self.damage.at("/parties")
            || self.damage.at("/parties/thirdParties");
        move |key| match key {
            "provider" => Some(Party::Provider),
            "customer" => Some(Party::Customer),
            key if third_parties.contains(key) => Some(Party::Third),
            // Where the declarations cannot be read, no key can be called undeclared.
            _ if guess => None,
            _ => Some(Party::Unknown),
        }
    }

    fn declared(
        &self,
        key: &str,
        value: Node<'d>,
        party: &dyn Fn(&str) -> Option<Party>,
    ) -> Declared<'d> {
        let raci = value.get("raci");
        if self.damage.is_empty() {
            return match raci {
                Some(raci) => Declared::Raci(cells(raci, &|_| true, party)),
                None => Declared::NotApplicable(value.get("notApplicable").and_then(Node::as_str)),
            };
        }
        let feature = pointer("/features", key);
        let raci_pointer = pointer(&feature, "raci");
        if self.damage.at(&feature) || self.damage.at(&raci_pointer) {
            return Declared::Broken;
        }
        let reason = value.get("notApplicable");
        let reason_pointer = pointer(&feature, "notApplicable");
        match (raci, reason) {
            // It says that it does not apply, under another name.
            (Some(_), None) if self.damage.at(&reason_pointer) => Declared::Broken,
            (Some(raci), _) => self.raci(raci, &raci_pointer, party),
            (None, reason) => {
                let at = || reason_pointer.clone();
                Declared::NotApplicable(reason.and_then(|reason| self.sound(reason, at)))
            }
        }
    }

    /// The cells of a row some of which have a fault or are elsewhere.
    fn raci(
        &self,
        raci: Node<'d>,
        at: &str,
        party: &dyn Fn(&str) -> Option<Party>,
    ) -> Declared<'d> {
        let sides = [("provider", Party::Provider), ("customer", Party::Customer)];
        let mut elsewhere = self.damage.moved_into(self.document, at);
        if elsewhere.next().is_some() {
            return Declared::Broken; // a third party's cell is not here
        }
        let intact = |key: &str| !self.damage.within(&pointer(at, key));
        let mut cells = cells(raci, &intact, party);
        cells.retain(|cell| !self.damage.is_misplaced(&pointer(at, cell.key)));
        let hidden = sides
            .into_iter()
            .filter(|(name, _)| raci.get(name).is_none() && self.damage.at(&pointer(at, name)));
        cells.extend(hidden.map(|(name, party)| Cell::unknown(name, party)));
        Declared::Raci(cells)
    }

    fn field<T>(
        &self,
        key: &str,
        feature: Node<'d>,
        name: &str,
        read: impl Fn(&dyn Fn() -> String, Node<'d>) -> Option<T>,
    ) -> Field<T> {
        let at = || pointer(&pointer("/features", key), name);
        if !self.damage.is_empty() && self.damage.at(&at()) {
            return Field::Broken;
        }
        let Some(node) = feature.get(name) else {
            return Field::Absent;
        };
        read(&at, node).map_or(Field::Broken, Field::Given)
    }

    fn evidence(&self, at: &dyn Fn() -> String, list: Node<'d>) -> Vec<Evidence<'d>> {
        let sound = |index: usize| {
            self.damage.is_empty() || !self.damage.at(&pointer(&at(), &index.to_string()))
        };
        let items = list.items().enumerate().filter(|(index, _)| sound(*index));
        items
            .filter_map(|(index, item)| {
                Some(Evidence {
                    index,
                    text: item.as_str()?,
                })
            })
            .collect()
    }

    fn waivers(&self) -> Vec<Waiver<'d>> {
        let list = self
            .document
            .root()
            .get("waivers")
            .into_iter()
            .flat_map(Node::items);
        let waivers = list.enumerate().map(|(index, waiver)| {
            let at = pointer("/waivers", &index.to_string());
            let text = |name| self.sound(waiver.get(name)?, || pointer(&at, name));
            let is_placeholder = |name: &&str| {
                !self.damage.is_filled_in() && self.damage.is_placeholder(&pointer(&at, name))
            };
            let answers = ["reason", "approvedBy", "expires"];
            let flaw = if self.damage.within(&at) {
                Some(Flaw::Shape)
            } else {
                answers
                    .into_iter()
                    .find(is_placeholder)
                    .map(Flaw::Placeholder)
            };
            Waiver {
                rule: text("rule"),
                feature: text("feature"),
                reason: text("reason"),
                approved_by: text("approvedBy"),
                expires: text("expires").and_then(|day| day.parse().ok()),
                flaw,
                pointer: at,
            }
        });
        waivers.collect()
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
