//! The catalogue: every way in which a case is broken, and what the tool must say of it.
#![allow(
    clippy::unnecessary_wraps,
    reason = "all faults have one type, also those that never fail"
)]

mod document;
mod features;
mod roles;
mod schema;
mod values;

use super::expected::{Expected, Place};
use super::generator::{Case, Declared, Document};
use super::maker::Maker;
use super::notation;
use super::table::Row;
use super::yaml::{Body, Id, Layout, Node};

pub use roles::swap;

pub struct Fault {
    pub name: &'static str,
    pub apply: Apply,
    /// Whether the broken document may be rewritten with aliases and merge keys afterwards. Where
    /// the fault lies in the writing itself, that would move or mend it.
    pub may_share: bool,
}

/// Breaks something; nothing comes back where the manifest has nothing of the kind to break.
pub enum Apply {
    /// One document: findings are in that document.
    Document(fn(&mut Maker, &mut Document) -> Option<Vec<Expected>>),
    /// The case as a whole: findings say in which file and document they are.
    Case(fn(&mut Maker, &mut Case) -> Option<Vec<Expected>>),
}

/// Every fault, in the order of the codes.
pub fn catalogue() -> Vec<&'static Fault> {
    [
        document::FAULTS,
        schema::FAULTS,
        values::FAULTS,
        roles::FAULTS,
        features::FAULTS,
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// A fault within one document, which may be said through aliases.
const fn fault(
    name: &'static str,
    apply: fn(&mut Maker, &mut Document) -> Option<Vec<Expected>>,
) -> Fault {
    Fault {
        name,
        apply: Apply::Document(apply),
        may_share: true,
    }
}

/// A fault in the writing of one document.
const fn written_fault(
    name: &'static str,
    apply: fn(&mut Maker, &mut Document) -> Option<Vec<Expected>>,
) -> Fault {
    Fault {
        name,
        apply: Apply::Document(apply),
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
    fn choose(
        &self,
        maker: &mut Maker,
        fits: impl Fn(&Declared, &Node) -> bool,
    ) -> Option<Declared> {
        let mut fitting: Vec<&Declared> = Vec::new();
        for declared in &self.declared {
            if self.raci(declared).is_some_and(|raci| fits(declared, raci)) {
                fitting.push(declared);
            }
        }
        (!fitting.is_empty()).then(|| fitting[maker.below(fitting.len())].clone())
    }

    fn choose_any(&self, maker: &mut Maker) -> Option<Declared> {
        self.choose(maker, |_, _| true)
    }

    fn choose_owned_by(&self, maker: &mut Maker, party: &str) -> Option<Declared> {
        self.choose(maker, |declared, _| declared.row.accountable() == party)
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
        let index = raci
            .entries()
            .iter()
            .position(|entry| entry.key.text == party);
        let old = index.map(|index| raci.entries_mut().remove(index));
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
    /// The path to the feature.
    fn path(&self) -> [&str; 2] {
        ["features", &self.key]
    }

    /// The path to the feature's cells.
    fn raci_path(&self) -> [&str; 3] {
        ["features", &self.key, "raci"]
    }

    /// The path to one cell.
    fn cell_path<'a>(&'a self, party: &'a str) -> [&'a str; 4] {
        ["features", &self.key, "raci", party]
    }
}

/// Whether a node is a block mapping within nothing but block mappings.
fn in_block(root: &Node, path: &[&str]) -> bool {
    (0..=path.len()).all(|depth| {
        let node = root.at(&path[..depth]);
        node.is_some_and(|node| matches!(node.body, Body::Map(Layout::Block, _)))
    })
}
