//! What is found about keys: which are meant for others, and what they leave hidden.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use super::homes::Path;
use crate::model::place::aside;
use crate::yaml::{Document, around};

/// The keys of a document that are known under another name or in another place.
#[derive(Clone, Debug, Default)]
pub struct Names<'s> {
    /// The keys, those of one parent in the order of the file.
    pub misnamed: Vec<Misnamed<'s>>,
    /// The entries that are not what the map that holds them takes them for.
    pub(super) misplaced: BTreeSet<String>,
    /// The values that are absent under their own name.
    pub(super) hidden: BTreeSet<String>,
    /// The entries of maps that are elsewhere, by the pointer of the map: for each the pointer of the
    /// object that holds it, and its key.
    pub(super) moved: BTreeMap<String, Vec<(String, String)>>,
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
    pub(super) fn go_on(&mut self, key: &str, belongs: Vec<Belongs<'s>>) {
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

impl Names<'_> {
    /// Every key is known where it is.
    pub const NONE: Self = Self {
        misnamed: Vec::new(),
        misplaced: BTreeSet::new(),
        hidden: BTreeSet::new(),
        moved: BTreeMap::new(),
    };

    /// Whether a value is, or is within, one whose key is spoken of.
    pub fn covers(&self, at: &str) -> bool {
        !self.misplaced.is_empty() && around(at).any(|one| self.misplaced.contains(one))
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
            let part = aside(parent);
            let here = |place: &Belongs<'_>| {
                let object = place.object.as_deref();
                part.is_some() && object.and_then(aside) == part
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
