//! The walk through a document: from what does not fit the schema to the keys, block by block.

use std::cell::OnceCell;
use std::collections::{BTreeMap, HashSet};

use super::homes::{self, Path, Place, Step};
use super::misnamed::{Belongs, Meant, Misnamed, Names};
use crate::model::schema::shapes::{MANIFEST, Schema, Violation, ViolationKind};
use crate::yaml::{Document, Entry, Node, Shape, depth, parent, pointer, pointer_steps};

/// The keys to look at in each object, the outer objects first: by depth and pointer.
type Candidates = BTreeMap<(usize, String), HashSet<String>>;

pub(super) struct Search<'s, 'd> {
    pub(super) schema: &'s Schema,
    pub(super) document: &'d Document<'d>,
    pub(super) places: OnceCell<Vec<Place<'s>>>,
    pub(super) names: Names<'s>,
    /// What has been looked for in every object that could be meant.
    pub(super) looked_for: HashSet<(String, Path<'s>, String)>,
}

/// An object while its keys are looked at.
pub(super) struct Parent<'s, 'd, 'p> {
    pub(super) pointer: &'p str,
    pub(super) place: Place<'s>,
    pub(super) node: Node<'d>,
    /// What is in front of the key, or of the block that it is in.
    pub(super) before: Option<Entry<'d>>,
}

/// The place of a key in a map, or in an object that has the field.
#[derive(Clone, Debug)]
pub(super) struct Target<'s> {
    pub(super) object: Path<'s>,
    pub(super) field: Option<&'s str>,
}

/// What a key is likely to be.
pub(super) enum Guess<'s> {
    Field(&'s str),
    Elsewhere(Vec<Target<'s>>),
}

/// Keys one behind the other that belong together.
pub(super) struct Block<'s> {
    /// The objects that a further key may belong in.
    pub(super) objects: Vec<Path<'s>>,
    /// The number of its finding.
    pub(super) number: usize,
}

impl<'s, 'd> Search<'s, 'd> {
    pub(super) fn new(schema: &'s Schema, document: &'d Document<'d>) -> Self {
        Self {
            schema,
            document,
            places: OnceCell::new(),
            names: Names::default(),
            looked_for: HashSet::new(),
        }
    }

    /// Looks at every key that a violation is about.
    pub(super) fn look(&mut self, violations: &[Violation]) {
        for ((_, parent), keys) in self.candidates(violations) {
            self.look_at(&parent, &keys);
        }
        self.reserved(violations);
    }

    pub(super) fn places(&self) -> &[Place<'s>] {
        self.places.get_or_init(|| homes::places(self.schema))
    }

    /// The keys that the schema does not know, and the entries of maps that cannot be entries.
    fn candidates(&self, violations: &[Violation]) -> Candidates {
        let mut candidates = Candidates::new();
        let mut add = |parent: &str, key: &str| {
            let depth = depth(parent);
            let keys = candidates.entry((depth, parent.to_owned())).or_default();
            keys.insert(key.to_owned());
        };
        for violation in violations {
            let at = match &violation.kind {
                ViolationKind::Unknown(name) => {
                    add(&violation.pointer, name);
                    pointer(&violation.pointer, name)
                }
                ViolationKind::Name(name) => pointer(&violation.pointer, name),
                _ => violation.pointer.clone(),
            };
            let (mut parent, mut node) = (String::new(), self.document.root());
            let mut place = Place::of(self.schema, "");
            for key in pointer_steps(&at) {
                let Some(value) = node.get(&key) else { break };
                let entry = place.as_ref().and_then(|place| place.entry(self.schema));
                if entry.is_some_and(|entry| !self.can_be(entry, value)) {
                    add(&parent, &key);
                }
                parent = pointer(&parent, &key);
                place = place.and_then(|place| place.step(self.schema, &key));
                node = value;
            }
        }
        candidates
    }

    /// Looks at some keys of an object, block by block.
    fn look_at(&mut self, pointer: &str, keys: &HashSet<String>) {
        let place = Place::of(self.schema, pointer);
        let Some((node, place)) = self.document.find(pointer).zip(place) else {
            return;
        };
        if self.names.covers(pointer) {
            return; // it is spoken of as a whole
        }
        let mut parent = Parent {
            pointer,
            place,
            node,
            before: None,
        };
        let mut block: Option<Block<'s>> = None;
        for entry in node.entries() {
            let is_candidate = keys.contains(entry.key);
            block = is_candidate
                .then(|| self.entry(&parent, &entry, block.take()))
                .flatten();
            if block.is_none() {
                parent.before = Some(entry);
            }
        }
    }

    /// Looks at one key. Comes back with the block that it is in.
    fn entry(
        &mut self,
        parent: &Parent<'s, 'd, '_>,
        entry: &Entry<'d>,
        block: Option<Block<'s>>,
    ) -> Option<Block<'s>> {
        let guess = self.guess(parent, entry, block.as_ref());
        let targets = match guess? {
            Guess::Field(name) => {
                self.rename(parent, entry.key, name);
                return None;
            }
            Guess::Elsewhere(targets) => targets,
        };
        let first = targets.first()?.clone();
        let belongs: Vec<Belongs<'s>> = targets
            .into_iter()
            .map(|target| self.belongs(parent, entry.key, target))
            .collect();
        self.names
            .misplaced
            .insert(pointer(parent.pointer, entry.key));
        let mut block = match block {
            Some(block) if block.objects.contains(&first.object) => {
                let begun = self.names.misnamed.get_mut(block.number);
                begun?.go_on(entry.key, belongs);
                block
            }
            _ => self.begin(parent, entry.key, &first.object, belongs),
        };
        // What belongs in an empty value may follow it, too far to the left.
        if let Some(field) = first.field.filter(|_| entry.value.shape() == Shape::Null) {
            let steps = first.object.into_iter().chain([Step::Field(field)]);
            block.objects.push(steps.collect());
        }
        Some(block)
    }

    /// Begins a block with a key that belongs in an object.
    fn begin(
        &mut self,
        parent: &Parent<'s, 'd, '_>,
        key: &str,
        object: &[Step<'s>],
        belongs: Vec<Belongs<'s>>,
    ) -> Block<'s> {
        self.names.misnamed.push(Misnamed {
            parent: parent.pointer.to_owned(),
            keys: vec![key.to_owned()],
            meant: Meant::Elsewhere(belongs),
            inside: Vec::new(),
            further: Vec::new(),
        });
        // What is too far to the left can end with what is around it.
        let shared = homes::shared(&parent.place.path, object);
        let around = (shared + 1..object.len()).filter_map(|steps| object.get(..steps));
        let objects = around.chain([object]).map(<[_]>::to_vec);
        Block {
            objects: objects.collect(),
            number: self.names.misnamed.len() - 1,
        }
    }

    /// Another field of the same object.
    fn rename(&mut self, parent: &Parent<'_, '_, '_>, key: &str, name: &'s str) {
        let field = pointer(parent.pointer, name);
        let there = parent.node.get(name).is_some() || !self.names.hidden.insert(field);
        self.names.misplaced.insert(pointer(parent.pointer, key));
        self.names.misnamed.push(Misnamed {
            parent: parent.pointer.to_owned(),
            keys: vec![key.to_owned()],
            meant: Meant::Field { name, there },
            inside: Vec::new(),
            further: Vec::new(),
        });
    }

    /// A provider or a customer among the third parties is spoken of there: nobody is to miss it above.
    fn reserved(&mut self, violations: &[Violation]) {
        for violation in violations {
            if let (ViolationKind::Name(name), Some((parties, map))) =
                (&violation.kind, parent(&violation.pointer))
                && map == "thirdParties"
            {
                let above = pointer(parties, name);
                if self.document.find(&above).is_none() {
                    self.names.hidden.insert(above);
                }
            }
        }
    }

    /// Whether a finding about a name says what a violation says.
    pub(super) fn is_explained(
        &self,
        violation: &Violation,
        is_feature: &dyn Fn(&str) -> bool,
    ) -> bool {
        let at = violation.pointer.as_str();
        let hidden = |name: &str| self.names.hidden.contains(&pointer(at, name));
        let explained = match &violation.kind {
            ViolationKind::Missing(name) => {
                // What a matrix extends would have these.
                hidden(name) || (at.is_empty() && name != "metadata" && hidden("extends"))
            }
            ViolationKind::MissingBoth => hidden("raci") || hidden("notApplicable"),
            ViolationKind::Unknown(name) | ViolationKind::Name(name) => {
                self.names.covers(&pointer(at, name))
            }
            ViolationKind::Type(_) => self.names.hidden.contains(at),
            _ => false,
        };
        explained || self.names.covers(at) || self.is_private(violation, is_feature)
    }

    /// Whether a violation is of data of the customer's own where every key is a feature or a party: that
    /// is what is said of the key.
    fn is_private(&self, violation: &Violation, is_feature: &dyn Fn(&str) -> bool) -> bool {
        let steps: Vec<_> = pointer_steps(&violation.pointer).take(4).collect();
        let steps: Vec<&str> = steps.iter().map(AsRef::as_ref).collect();
        let is_manifest = std::ptr::eq(self.schema, &raw const MANIFEST);
        match steps.as_slice() {
            ["features", key, ..] if is_manifest && key.starts_with("x-") => !is_feature(key),
            ["features", _, "raci", key] if key.starts_with("x-") => !self.third_party(key),
            _ => false,
        }
    }
}
