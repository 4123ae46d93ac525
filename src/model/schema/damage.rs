//! What of a document is not to be read, since it does not fit its schema.

use std::collections::BTreeSet;
use std::ops::Bound;

use super::names::Names;
use super::shapes::{Violation, ViolationKind};
use crate::model::place;
use crate::text::Span;
use crate::yaml::Document;

/// The values that have a fault, so that rules that would need them keep silent. The faults of shape
/// can be neither switched off nor waived nor accepted, so somebody always speaks of them.
#[derive(Debug, Default)]
pub struct Damage {
    broken: BTreeSet<String>,
    placeholders: BTreeSet<String>,
    names: Names<'static>,
}

/// No value has a fault.
pub static UNDAMAGED: Damage = Damage {
    broken: BTreeSet::new(),
    placeholders: BTreeSet::new(),
    names: Names::NONE,
};

impl Damage {
    /// Collects the faulty values. A field that is missing or unknown and a name that is taken break
    /// nothing else. Of two entries of one key the first stands in the tree: what is wrong in the
    /// second breaks nothing, and of two entries of one feature the first is judged.
    pub fn new(violations: &[Violation], document: &Document<'_>) -> Self {
        let broken = violations.iter().filter(|violation| {
            // A waiver with any fault holds nothing.
            place::waiver(&violation.pointer).is_some()
                || !matches!(
                    violation.kind,
                    ViolationKind::Missing(_) | ViolationKind::Unknown(_) | ViolationKind::Name(_)
                )
        });
        let broken = broken.map(|violation| violation.pointer.clone());
        let outside = Outside::new(document);
        let doubled = document.duplicates.iter();
        let doubled =
            doubled.filter(|one| !outside.has(one.again) && !place::is_feature(&one.pointer));
        let misfits = document.misfits.iter();
        let misfits = misfits.filter(|one| !outside.has(one.span));
        Self {
            broken: broken
                .chain(doubled.map(|one| one.pointer.clone()))
                .chain(misfits.map(|one| one.pointer.clone()))
                .collect(),
            placeholders: BTreeSet::new(),
            names: Names::NONE,
        }
    }

    /// Counts what is known under another name or in another place among the faulty values: nobody is
    /// to miss it, and nobody is to read it where it is.
    pub fn misnamed(&mut self, names: Names<'static>) {
        self.broken.extend(names.values().cloned());
        self.names = names;
    }

    /// Whether a key belongs in another part of the document.
    pub fn strays(&self) -> bool {
        self.names.stray()
    }

    /// Whether an entry of a map is not what the map takes it for.
    pub fn is_misplaced(&self, pointer: &str) -> bool {
        self.names.is_misplaced(pointer)
    }

    /// The keys of the entries that belong in the map at a pointer and are elsewhere.
    pub fn moved_into<'d>(
        &self,
        document: &'d Document<'_>,
        map: &str,
    ) -> impl Iterator<Item = &'d str> + use<'d> {
        self.names.moved_into(document, map).into_iter()
    }

    /// Remembers that a value stands for one that is still to come. It breaks nothing: whether
    /// anybody speaks of it is for the configuration and the waivers to say.
    pub fn add_placeholder(&mut self, pointer: String) {
        self.placeholders.insert(pointer);
    }

    /// Whether no value stands for one that is still to come.
    pub fn is_filled_in(&self) -> bool {
        self.placeholders.is_empty()
    }

    /// Whether the value at the pointer stands for one that is still to come.
    pub fn is_placeholder(&self, pointer: &str) -> bool {
        self.placeholders.contains(pointer)
    }

    /// The same, where a value that is still to come is as good as a broken one.
    #[must_use]
    pub fn without_placeholders(&self) -> Self {
        let broken = self.broken.union(&self.placeholders).cloned();
        Self {
            broken: broken.collect(),
            placeholders: self.placeholders.clone(),
            names: self.names.clone(),
        }
    }

    /// Whether nothing is faulty.
    pub fn is_empty(&self) -> bool {
        self.broken.is_empty()
    }

    /// Whether the value at the pointer is faulty itself.
    pub fn at(&self, pointer: &str) -> bool {
        self.broken.contains(pointer)
    }

    /// Whether the value at the pointer is faulty, or anything in it.
    pub fn within(&self, pointer: &str) -> bool {
        let inside = format!("{pointer}/");
        let from = (Bound::Included(inside.as_str()), Bound::Unbounded);
        let mut behind = self.broken.range::<str, _>(from);
        self.at(pointer)
            || behind
                .next()
                .is_some_and(|first| first.starts_with(&inside))
    }
}

/// The values that stand in the file and not in the tree: each the second of a key.
struct Outside {
    /// By their start, each with the furthest end up to there: values lie in each other or apart.
    values: Vec<(usize, usize)>,
}

impl Outside {
    fn new(document: &Document<'_>) -> Self {
        let spans = document.duplicates.iter().map(|one| one.value);
        let mut values: Vec<_> = spans.map(|span| (span.start(), span.end())).collect();
        values.sort_unstable();
        let mut furthest = 0;
        for (_, end) in &mut values {
            furthest = furthest.max(*end);
            *end = furthest;
        }
        Self { values }
    }

    /// Whether these characters lie in one of them.
    fn has(&self, span: Span) -> bool {
        let before = self
            .values
            .partition_point(|(start, _)| *start <= span.start());
        let last = before.checked_sub(1).and_then(|at| self.values.get(at));
        last.is_some_and(|(_, end)| span.start() < *end)
    }
}
