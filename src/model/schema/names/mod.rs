//! Keys that are known under another name or in another place: what each was meant for.
//!
//! Such a key is unknown where it is, and missing where it belongs; what it would have said is missing,
//! too. That is one fault, so all of it is worked out here, once, from what does not fit the schema:
//! the finding, the violations that it stands for, and the fields that nobody is to miss.

mod belongs;
mod guess;
mod homes;
mod search;
mod spelling;

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use super::{Schema, Violation};
use crate::model::place::aside;
use crate::yaml::{Document, around};
use search::Search;
use spelling::Name;

pub use homes::{Path, Step};

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
        let mut search = Search::new(schema, document);
        search.look(violations);
        violations.retain(|violation| !search.is_explained(violation, is_feature));
        search.names
    }

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

/// Whether a key is another spelling of a field: another case, a plural, or one typo away.
pub fn is_spelt_like(key: &str, field: &str) -> bool {
    let names = Name::new(key).zip(Name::new(field));
    names.is_some_and(|(key, field)| key.near(&field).is_some())
}
