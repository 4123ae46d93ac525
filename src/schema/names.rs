//! Keys that are known under another name or in another place: what each was meant for.
//!
//! Such a key is unknown where it is, and missing where it belongs; what it would have said is missing,
//! too. That is one fault, so all of it is worked out here, once, from what does not fit the schema:
//! the finding, the violations that it stands for, and the fields that nobody is to miss.

mod homes;
mod spelling;

use std::cell::OnceCell;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde_json::Value;

use super::{Schema, Violation, ViolationKind, pattern};
use crate::document::{Document, Entry, Node, Shape, pointer, pointer_steps};
use crate::text::nearest;
use homes::{Home, Place};
use spelling::Name;

pub use homes::{Path, Step};

/// What people call a field elsewhere.
const OTHER_NAMES: [(&str, &str); 4] = [
    ("name", "system"),
    ("name", "id"),
    ("n/a", "notApplicable"),
    ("na", "notApplicable"),
];

/// The keys of a document that are known under another name or in another place.
#[derive(Clone, Debug, Default)]
pub struct Names<'s> {
    /// The keys, those of one parent in the order of the file.
    pub misnamed: Vec<Misnamed<'s>>,
    /// The entries that are not what the map that holds them takes them for.
    misplaced: BTreeSet<String>,
    /// The values that are absent under their own name.
    hidden: BTreeSet<String>,
    /// The entries of maps that are elsewhere, by the pointer of the map: for each the pointer of the
    /// object that holds it, and its key.
    moved: BTreeMap<String, Vec<(String, String)>>,
}

/// A key that is known under another name or in another place, or a block of such keys.
#[derive(Clone, Debug)]
pub struct Misnamed<'s> {
    /// The pointer of the object that the keys are in.
    pub parent: String,
    /// The keys: those of one block, the first first.
    pub keys: Vec<String>,
    /// The keys behind these that belong within what they are to be.
    pub inside: Vec<String>,
    /// What they were meant for.
    pub meant: Meant<'s>,
    /// The keys at the end of the block that belong in an object around that of the first.
    pub further: Vec<(Vec<String>, Belongs<'s>)>,
}

/// What a key was meant for.
#[derive(Clone, Debug)]
pub enum Meant<'s> {
    /// Another field of the same object.
    Field {
        /// Its name.
        name: &'s str,
        /// Whether it is there already.
        there: bool,
    },
    /// Something elsewhere: any of these, the nearest first.
    Elsewhere(Vec<Belongs<'s>>),
}

/// Where a key belongs.
#[derive(Clone, Debug)]
pub struct Belongs<'s> {
    /// The object that it belongs in, as the schema sees it.
    pub path: Path<'s>,
    /// The pointer of the object, where it can be only one.
    pub object: Option<String>,
    /// The field; nothing where the object is a map, which takes any key.
    pub field: Option<&'s str>,
    /// Whether everything that could be meant has the field already.
    pub there: bool,
    /// Whether the object itself is not there.
    pub absent: bool,
}

impl<'s> Misnamed<'s> {
    /// Adds a key to the block.
    fn go_on(&mut self, key: &str, belongs: Vec<Belongs<'s>>) {
        let key = key.to_owned();
        let first = match &self.meant {
            Meant::Elsewhere(places) => places.first().map_or(0, |first| first.path.len()),
            Meant::Field { .. } => 0,
        };
        let Some(around) = belongs.into_iter().next() else {
            return;
        };
        match around.path.len().cmp(&first) {
            Ordering::Equal => self.keys.push(key),
            Ordering::Greater => self.inside.push(key),
            Ordering::Less => match self.further.last_mut() {
                Some((keys, last)) if last.path == around.path => keys.push(key),
                _ => self.further.push((vec![key], around)),
            },
        }
    }
}

impl<'s> Names<'s> {
    /// Every key is known where it is.
    pub const NONE: Self = Self {
        misnamed: Vec::new(),
        misplaced: BTreeSet::new(),
        hidden: BTreeSet::new(),
        moved: BTreeMap::new(),
    };

    /// Works out what the keys of a document are meant for, and takes out the violations that say the
    /// same. `is_feature` says whether a matrix has a feature; yes where that is not known.
    pub fn find(
        schema: &'s Schema,
        document: &Document<'_>,
        violations: &mut Vec<Violation>,
        is_feature: &dyn Fn(&str) -> bool,
    ) -> Self {
        if violations.is_empty() {
            return Self::default();
        }
        let mut search = Search {
            schema,
            document,
            places: OnceCell::new(),
            names: Self::default(),
            looked_for: HashSet::new(),
        };
        for ((_, parent), keys) in search.candidates(violations) {
            search.look_at(&parent, &keys);
        }
        search.reserved(violations);
        violations.retain(|violation| !search.is_explained(violation, is_feature));
        search.names
    }

    /// Whether a value is, or is within, one whose key is spoken of.
    pub fn covers(&self, at: &str) -> bool {
        !self.misplaced.is_empty() && ancestors(at).any(|one| self.misplaced.contains(one))
    }

    /// The values that are absent under their own name, and those that have another.
    pub fn values(&self) -> impl Iterator<Item = &String> {
        self.hidden.iter().chain(&self.misplaced)
    }

    /// Whether a key belongs in another part of the document: what it would have said could be about
    /// anything there.
    pub fn stray(&self) -> bool {
        let mut elsewhere = self.misnamed.iter().filter_map(|one| match &one.meant {
            Meant::Elsewhere(places) => Some((&one.parent, places)),
            Meant::Field { .. } => None,
        });
        elsewhere.any(|(parent, places)| {
            let part = part(parent);
            let here = |place: &Belongs<'_>| {
                let object = place.object.as_deref();
                part.is_some() && object.and_then(self::part) == part
            };
            !places.iter().all(here)
        })
    }

    /// Whether an entry is not what the map that holds it takes it for.
    pub fn is_misplaced(&self, at: &str) -> bool {
        self.misplaced.contains(at)
    }

    /// The keys of the entries that belong in the map at a pointer and are elsewhere.
    pub fn moved_into<'d>(&self, document: &'d Document<'_>, map: &str) -> Vec<&'d str> {
        let moved = self.moved.get(map).into_iter().flatten();
        let keys = moved.filter_map(|(parent, key)| {
            let parent = document.find(parent)?;
            Some(parent.entry_of(key)?.key)
        });
        keys.collect()
    }
}

/// The part of a document that a pointer leads into, of those that no other part depends on: the
/// metadata, or one feature.
fn part(at: &str) -> Option<&str> {
    let metadata = "/metadata";
    if at == metadata || at.starts_with("/metadata/") {
        return Some(metadata);
    }
    let feature = at.strip_prefix("/features/")?;
    let end = feature.find('/').unwrap_or(feature.len());
    at.get(..at.len() - feature.len() + end)
}

/// Whether a key is another spelling of a field: another case, a plural, or one typo away.
pub fn is_spelt_like(key: &str, field: &str) -> bool {
    let names = Name::new(key).zip(Name::new(field));
    names.is_some_and(|(key, field)| key.near(&field).is_some())
}

/// A pointer, and those of everything around what it names.
fn ancestors(at: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(at), |at| Some(at.rsplit_once('/')?.0))
}

/// The keys to look at in each object, the outer objects first: by depth and pointer.
type Candidates = BTreeMap<(usize, String), HashSet<String>>;

struct Search<'s, 'd> {
    schema: &'s Schema,
    document: &'d Document<'d>,
    places: OnceCell<Vec<Place<'s>>>,
    names: Names<'s>,
    /// What has been looked for in every object that could be meant.
    looked_for: HashSet<(String, Path<'s>, String)>,
}

/// An object while its keys are looked at.
struct Parent<'s, 'd, 'p> {
    pointer: &'p str,
    place: Place<'s>,
    node: Node<'d>,
    /// What is in front of the key, or of the block that it is in.
    before: Option<Entry<'d>>,
}

/// The place of a key in a map, or in an object that has the field.
#[derive(Clone, Debug)]
struct Target<'s> {
    object: Path<'s>,
    field: Option<&'s str>,
}

/// What a key is likely to be.
enum Guess<'s> {
    Field(&'s str),
    Elsewhere(Vec<Target<'s>>),
}

/// Keys one behind the other that belong together.
struct Block<'s> {
    /// The objects that a further key may belong in.
    objects: Vec<Path<'s>>,
    /// The number of its finding.
    number: usize,
}

/// An object that a key could belong in.
enum Instance<'d> {
    There(String, Node<'d>),
    /// It is empty, or absent altogether: nobody is to miss what is at this pointer.
    Hollow(String),
}

impl<'s, 'd> Search<'s, 'd> {
    fn places(&self) -> &[Place<'s>] {
        self.places.get_or_init(|| homes::places(self.schema))
    }

    /// The keys that the schema does not know, and the entries of maps that cannot be entries.
    fn candidates(&self, violations: &[Violation]) -> Candidates {
        let mut candidates = Candidates::new();
        let mut add = |parent: &str, key: &str| {
            let depth = parent.matches('/').count();
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

    /// Whether a value can be an entry of a map of which this is an entry.
    fn can_be(&self, entry: &Value, value: Node<'_>) -> bool {
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
            _ => {
                self.names.misnamed.push(Misnamed {
                    parent: parent.pointer.to_owned(),
                    keys: vec![entry.key.to_owned()],
                    meant: Meant::Elsewhere(belongs),
                    inside: Vec::new(),
                    further: Vec::new(),
                });
                // What is too far to the left can end with what is around it.
                let shared = homes::shared(&parent.place.path, &first.object);
                let around = shared + 1..=first.object.len();
                let objects = around.filter_map(|steps| first.object.get(..steps));
                let mut objects: Vec<Path<'s>> = objects.map(<[_]>::to_vec).collect();
                objects.push(first.object.clone());
                Block {
                    objects,
                    number: self.names.misnamed.len() - 1,
                }
            }
        };
        // What belongs in an empty value may follow it, too far to the left.
        if let Some(field) = first.field.filter(|_| entry.value.shape() == Shape::Null) {
            let steps = first.object.into_iter().chain([Step::Field(field)]);
            block.objects.push(steps.collect());
        }
        Some(block)
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

    fn guess(
        &self,
        parent: &Parent<'s, 'd, '_>,
        entry: &Entry<'d>,
        block: Option<&Block<'s>>,
    ) -> Option<Guess<'s>> {
        let is_closed = parent.place.entry(self.schema).is_none();
        let name = Name::new(entry.key);
        let fields = || parent.place.fields.iter().map(|(field, _)| *field);
        if let Some(name) = &name {
            let fields = parent.place.fields.iter();
            let near = fields.filter_map(|(field, other)| Some((name.near(other)?, *field)));
            match near.min_by_key(|(nearness, _)| *nearness) {
                Some((_, field)) if is_closed => return Some(Guess::Field(field)),
                // Another spelling of a party is an unknown party.
                Some(_) => return None,
                None => {}
            }
        }
        let absent = || fields().filter(|field| parent.node.get(field).is_none());
        let far = || {
            let key = entry.key.to_lowercase();
            let known = |field: &&str| OTHER_NAMES.contains(&(key.as_str(), *field));
            fields()
                .find(known)
                .or_else(|| nearest(entry.key, absent()))
        };
        let far = || far().filter(|_| is_closed).map(Guess::Field);
        if block.is_none() && is_cut(parent, entry) {
            return far();
        }
        if let Some(map) = self.map(parent, entry, block) {
            return Some(Guess::Elsewhere(vec![map]));
        }
        let other = |field: &str| OTHER_NAMES.contains(&(entry.key, field));
        let is_owner = |field: &str| (entry.key, field) == ("contact", "owner");
        if is_closed && entry.value.shape() == Shape::String && absent().any(is_owner) {
            return Some(Guess::Field("owner"));
        }
        let named = name.filter(|_| !is_closed || !fields().any(other));
        let homes = named.map(|name| homes::homes(self.places(), &parent.place.path, &name));
        let homes = homes.filter(|homes| !homes.is_empty());
        if let Some(homes) = homes {
            return Some(Guess::Elsewhere(homes.into_iter().map(target).collect()));
        }
        match self.party(parent, entry) {
            Some(map) => Some(Guess::Elsewhere(vec![map])),
            None => far(),
        }
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
    fn third_party(&self, key: &str) -> bool {
        let declared = self.document.find("/parties/thirdParties");
        declared.is_some_and(|declared| declared.get(key).is_some())
    }

    /// Works out where a key belongs, and lets nobody miss it there.
    fn belongs(
        &mut self,
        parent: &Parent<'s, 'd, '_>,
        key: &str,
        target: Target<'s>,
    ) -> Belongs<'s> {
        let Target { object, field } = target;
        let shared = homes::shared(&parent.place.path, &object);
        let steps: Vec<_> = pointer_steps(parent.pointer).take(shared).collect();
        let base = steps
            .iter()
            .fold(String::new(), |at, key| pointer(&at, key));
        let rest = object.get(shared..).unwrap_or_default();
        let name = field.unwrap_or(key);
        let only = !rest.contains(&Step::Any);
        let beside = self.beside(parent, &object, name).filter(|_| !only);
        let instances = match &beside {
            Some(Instance::Hollow(at)) => vec![Instance::Hollow(at.clone())],
            _ => self.instances(base, rest, name),
        };
        let is_absent = |at: &String| self.document.find(at).is_none();
        let absent = match instances.as_slice() {
            [Instance::Hollow(at)] if only => is_absent(at),
            _ => false,
        };
        let mut there = !instances.is_empty();
        let mut at = beside.map(|instance| match instance {
            Instance::There(at, _) | Instance::Hollow(at) => at,
        });
        for instance in instances {
            if only {
                let (Instance::There(found, _) | Instance::Hollow(found)) = &instance;
                at = Some(found.clone());
            }
            there &= !self.hide(parent, key, instance, field, only);
        }
        if absent {
            let steps = rest.iter().filter_map(|step| match step {
                Step::Field(name) => Some(*name),
                Step::Any => None,
            });
            let base = steps.fold(join(parent.pointer, shared), |at, name| pointer(&at, name));
            at = Some(base);
        }
        // What is there already can be meant for another such object.
        if there
            && field.is_some()
            && parent
                .place
                .path
                .get(..shared)
                .is_some_and(|path| path.contains(&Step::Any))
        {
            for instance in self.instances(String::new(), &object, name) {
                if self.hide(parent, key, instance, field, false) {
                    (there, at) = (false, None);
                }
            }
        }
        Belongs {
            path: object,
            object: at,
            field,
            there,
            absent,
        }
    }

    /// Lets nobody miss a field of an object, or an entry of a map. No if it is there.
    fn hide(
        &mut self,
        parent: &Parent<'_, '_, '_>,
        key: &str,
        instance: Instance<'_>,
        field: Option<&str>,
        only: bool,
    ) -> bool {
        let (at, node) = match instance {
            Instance::Hollow(at) => {
                self.names.hidden.insert(at);
                return true;
            }
            Instance::There(at, node) => (at, node),
        };
        let name = field.unwrap_or(key);
        if node
            .get(name)
            .is_some_and(|value| value.shape() != Shape::Null)
        {
            return false;
        }
        // A feature that has one of these is not waiting for the other.
        let instead = match name {
            "raci" => Some("notApplicable"),
            "notApplicable" => Some("raci"),
            _ => None,
        };
        if !only && instead.is_some_and(|other| node.get(other).is_some()) {
            return false;
        }
        if field.is_none() {
            let moved = self.names.moved.entry(at.clone()).or_default();
            moved.push((parent.pointer.to_owned(), key.to_owned()));
        }
        self.names.hidden.insert(pointer(&at, name));
        true
    }

    /// The object right in front of a key that lacks it, where a key is too far to the left.
    fn beside(
        &self,
        parent: &Parent<'s, 'd, '_>,
        object: &[Step<'s>],
        name: &str,
    ) -> Option<Instance<'d>> {
        let before = parent.before?;
        let mut at = pointer(parent.pointer, before.key);
        let mut place = parent.place.step(self.schema, before.key)?;
        let mut node = before.value;
        while place.path != object {
            let last = node.last_entry()?;
            place = place.step(self.schema, last.key)?;
            at = pointer(&at, last.key);
            node = last.value;
        }
        match node.shape() {
            Shape::Null => Some(Instance::Hollow(at)),
            Shape::Mapping if node.get(name).is_none() => Some(Instance::There(at, node)),
            _ => None,
        }
    }

    /// Every object that a key could belong in, the first time that it is asked for.
    fn instances(&mut self, base: String, rest: &[Step<'s>], name: &str) -> Vec<Instance<'d>> {
        let Some(node) = self.document.find(&base) else {
            return Vec::new();
        };
        let asked = (base.clone(), rest.to_vec(), name.to_owned());
        if rest.contains(&Step::Any) && !self.looked_for.insert(asked) {
            return Vec::new();
        }
        let mut instances = Vec::new();
        let mut open = vec![(base, node, rest)];
        while let Some((at, node, rest)) = open.pop() {
            let Some((step, rest)) = rest.split_first() else {
                instances.push(match node.shape() {
                    Shape::Null => Instance::Hollow(at),
                    _ => Instance::There(at, node),
                });
                continue;
            };
            match step {
                Step::Field(name) => match node.get(name) {
                    Some(value) => open.push((pointer(&at, name), value, rest)),
                    None if node.shape() == Shape::Mapping => {
                        instances.push(Instance::Hollow(pointer(&at, name)));
                    }
                    None => instances.push(Instance::Hollow(at)),
                },
                Step::Any if node.shape() == Shape::Null => instances.push(Instance::Hollow(at)),
                Step::Any => {
                    let entries = node
                        .entries()
                        .map(|entry| (pointer(&at, entry.key), entry.value));
                    let items = node.items().enumerate();
                    let items = items.map(|(index, item)| (pointer(&at, &index.to_string()), item));
                    let inside = entries.chain(items);
                    open.extend(inside.map(|(at, value)| (at, value, rest)));
                }
            }
        }
        instances
    }

    /// A provider or a customer among the third parties is spoken of there: nobody is to miss it above.
    fn reserved(&mut self, violations: &[Violation]) {
        for violation in violations {
            if let (ViolationKind::Name(name), Some((parties, "thirdParties"))) =
                (&violation.kind, violation.pointer.rsplit_once('/'))
            {
                let above = pointer(parties, name);
                if self.document.find(&above).is_none() {
                    self.names.hidden.insert(above);
                }
            }
        }
    }

    /// Whether a finding about a name says what a violation says.
    fn is_explained(&self, violation: &Violation, is_feature: &dyn Fn(&str) -> bool) -> bool {
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
        let is_manifest = std::ptr::eq(self.schema, &raw const super::MANIFEST);
        match steps.as_slice() {
            ["features", key, ..] if is_manifest && key.starts_with("x-") => !is_feature(key),
            ["features", _, "raci", key] if key.starts_with("x-") => !self.third_party(key),
            _ => false,
        }
    }
}

/// The pointer of as many of the first steps of a pointer.
fn join(at: &str, steps: usize) -> String {
    let steps: Vec<_> = pointer_steps(at).take(steps).collect();
    steps
        .iter()
        .fold(String::new(), |at, key| pointer(&at, key))
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
