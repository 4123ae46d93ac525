//! The catalogue: every way in which a case is broken, and what the tool must say of it.
#![allow(
    clippy::unnecessary_wraps,
    reason = "all faults have one type, also those that never fail"
)]

mod assurance;
mod document;
mod features;
mod names;
mod roles;
mod schema;
mod values;

use crate::mutation::expected::{Expected, Place, Route};
use crate::mutation::generator::{self, Case, Declared, Document};
use crate::mutation::maker::Maker;
use crate::mutation::notation;
use crate::mutation::table::Row;
use crate::mutation::yaml::{Body, Id, Layout, Node};

pub use roles::swap;

pub struct Fault {
    pub name: &'static str,
    pub apply: Apply,
    /// Whether the broken document may be rewritten with aliases and merge keys afterwards. Where
    /// the fault lies in the writing itself, that would move or mend it.
    pub may_share: bool,
}

impl Fault {
    /// Whether the fault has to do with this document, where `target` was chosen to be broken.
    pub fn concerns(&self, document: usize, target: usize) -> bool {
        match self.apply {
            Apply::Document(_) => document == target,
            Apply::Case(_) => true,
        }
    }
}

/// What must be found; nothing where a manifest has nothing of the kind to break.
pub type Found = Option<Vec<Expected>>;

/// How a fault is brought about.
pub enum Apply {
    /// In one document, where all its findings are.
    Document(fn(&mut Maker, &mut Document) -> Found),
    /// In the case as a whole; its findings say in which file and document they are.
    Case(fn(&mut Maker, &mut Case) -> Found),
}

/// A waiver that holds, for the whole manifest or for one feature.
pub fn any_waiver(maker: &mut Maker, rule: &str, feature: Option<&str>) -> Node {
    let mut entries = vec![
        generator::text_entry(maker, "rule", rule),
        generator::text_entry(maker, "reason", "It moves in July."),
        generator::text_entry(maker, "approvedBy", "Jo Citizen, CISO"),
        generator::text_entry(maker, "expires", "2027-06-30"),
    ];
    entries.extend(feature.map(|id| generator::text_entry(maker, "feature", id)));
    maker.map(entries)
}

/// A fault of which there is one thing to say.
fn one(finding: Expected) -> Found {
    Some(vec![finding])
}

/// Every fault.
pub fn catalogue() -> Vec<&'static Fault> {
    let subjects = [
        document::FAULTS,
        schema::FAULTS,
        names::FAULTS,
        values::FAULTS,
        roles::FAULTS,
        features::FAULTS,
        assurance::FAULTS,
    ];
    subjects.into_iter().flatten().collect()
}

/// A fault of what one document says, in whatever way it is written.
const fn fault(name: &'static str, apply: fn(&mut Maker, &mut Document) -> Found) -> Fault {
    let apply = Apply::Document(apply);
    Fault {
        name,
        apply,
        may_share: true,
    }
}

/// A fault of the writing of one document.
const fn written_fault(name: &'static str, apply: fn(&mut Maker, &mut Document) -> Found) -> Fault {
    let apply = Apply::Document(apply);
    Fault {
        name,
        apply,
        may_share: false,
    }
}

/// A fault between documents, or between files.
const fn case_fault(name: &'static str, apply: fn(&mut Maker, &mut Case) -> Found) -> Fault {
    let apply = Apply::Case(apply);
    Fault {
        name,
        apply,
        may_share: false,
    }
}

/// A cell that a fault has written.
struct Cell {
    /// The party's key, unless the party is absent.
    key: Option<Id>,
    /// Where each letter stands, in the order in which they were given.
    letters: Vec<Place>,
}

impl Cell {
    /// Where the letter stands that was given at this index.
    fn letter(&self, index: usize) -> Place {
        self.letters[index]
    }
}

impl Document {
    /// An applicable feature of which `fits` holds.
    fn choose(&self, maker: &mut Maker, fits: impl Fn(&Declared) -> bool) -> Option<Declared> {
        let declared = self.declared.iter();
        let fitting: Vec<_> = declared
            .filter(|declared| self.raci(declared).is_some() && fits(declared))
            .collect();
        let mut focused = fitting.iter();
        let focused = focused.find(|declared| self.focus == Some(declared.row));
        if let Some(focused) = focused {
            return Some((*focused).clone());
        }
        any(maker, &fitting).cloned()
    }

    fn choose_any(&self, maker: &mut Maker) -> Option<Declared> {
        self.choose(maker, |_| true)
    }

    fn choose_owned_by(&self, maker: &mut Maker, party: &str) -> Option<Declared> {
        self.choose(maker, |declared| declared.row.accountable() == party)
    }

    /// The feature of this row, if it is applicable.
    pub fn applicable(&self, row: &Row) -> Option<Declared> {
        let declared = self.declared.iter().find(|declared| declared.row == row)?;
        self.raci(declared).map(|_| declared.clone())
    }

    /// The cells of an applicable feature.
    fn raci(&self, declared: &Declared) -> Option<&Node> {
        self.root.at(&["features", &declared.key, "raci"])
    }

    fn raci_mut(&mut self, declared: &Declared) -> &mut Node {
        self.root
            .at_mut(&["features", &declared.key, "raci"])
            .expect("an applicable feature")
    }

    /// The name of the key `raci` of an applicable feature.
    fn raci_key(&self, declared: &Declared) -> Id {
        let feature = self
            .root
            .at(&["features", &declared.key])
            .expect("a declared feature");
        feature.entry("raci").expect("an applicable feature").key_id
    }

    fn any_third_party(&self, maker: &mut Maker) -> Option<&'static str> {
        any(maker, &self.third_parties)
    }

    /// The letters of a party, sorted; none where it is absent.
    fn letters(&self, declared: &Declared, party: &str) -> String {
        let cell = self.raci(declared).and_then(|raci| raci.at(&[party]));
        cell.map(notation::letters).unwrap_or_default()
    }

    /// Gives a party these letters, in this order and in any notation. No letters may mean that
    /// the party goes.
    fn set_cell(
        &mut self,
        maker: &mut Maker,
        declared: &Declared,
        party: &str,
        letters: &[&str],
    ) -> Cell {
        let (value, letters) = notation::cell(maker, letters);
        let goes = letters.is_empty() && maker.chance(50);
        self.put_cell(maker, declared, party, (!goes).then_some(value), letters)
    }

    /// Puts a written cell in the place of the party's present one.
    fn put_cell(
        &mut self,
        maker: &mut Maker,
        declared: &Declared,
        party: &str,
        value: Option<Node>,
        letters: Vec<Place>,
    ) -> Cell {
        let raci = self.raci_mut(declared);
        let old = raci.remove(party);
        let Some(value) = value else {
            return Cell { key: None, letters };
        };
        let entry = match old {
            Some(mut entry) => {
                entry.value = value;
                entry
            }
            None => maker.entry(party, value),
        };
        let key = Some(entry.key_id);
        maker.insert(raci, entry);
        Cell { key, letters }
    }
}

impl Declared {
    /// The way to the feature.
    fn route(&self) -> Route {
        let route = Route::from(["features", &self.key]);
        Route {
            feature: Some(self.row.id),
            ..route
        }
    }

    /// The way to one cell.
    fn cell(&self, party: &str) -> Route {
        self.route().to("raci").to(party)
    }
}

/// Whether a node is a block mapping within nothing but block mappings.
fn in_block(root: &Node, path: &[&str]) -> bool {
    (0..=path.len()).all(|depth| {
        let node = root.at(&path[..depth]);
        node.is_some_and(|node| matches!(node.body, Body::Map(Layout::Block, _)))
    })
}

/// One of the choices, if there are any.
fn any<T: Clone>(maker: &mut Maker, choices: &[T]) -> Option<T> {
    (!choices.is_empty()).then(|| choices[maker.below(choices.len())].clone())
}
