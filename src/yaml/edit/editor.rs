//! The editor of a document: finds what is to be edited, and says what is shared.

use std::collections::BTreeSet;

use super::apply::Edit;
use super::form::{Form, Site, Slot, sites};
use super::lines::{column, slice};
use crate::yaml::tree::{Document, Entry, Kind, Node, NodeId};

/// The columns between a key and the keys below it, where the document does not show it.
const STEP: usize = 2;

/// Why there is no edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The value stands in several places: it is an alias, has an anchor that has aliases, or is merged.
    Shared,
    /// It is written in a form that is not edited: a tag, a tab, an odd place of a comment.
    Form,
    /// A value of this shape has no such edit: an item of what is no list, an entry of what is no mapping.
    Shape,
    /// The mapping has such a key already.
    Taken,
}

/// The edits that do it, or why there are none.
pub type Edits = Result<Vec<Edit>, Refusal>;

/// What stays of a collection when its last entry or item goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rest {
    /// `{}` or `[]`.
    Empty,
    /// Nothing: what holds it goes too, up to the root, which stays as `{}` or `[]`.
    Nothing,
}

/// Makes the edits of one document. It looks at the document once, so one serves for many edits.
#[derive(Debug)]
pub struct Editor<'d> {
    pub(super) document: &'d Document<'d>,
    pub(super) text: &'d str,
    /// By the number of the node. Empty where the form is not understood.
    sites: Vec<Option<Site>>,
    /// What aliases name.
    aliased: BTreeSet<NodeId>,
    /// The columns from a key to the keys below it.
    pub(super) step: usize,
}

impl<'d> Editor<'d> {
    /// The editor of a document.
    pub fn new(document: &'d Document<'d>) -> Self {
        let targets = document.nodes.iter().filter_map(|node| match node.kind {
            Kind::Alias(target) => Some(target),
            _ => None,
        });
        let mut editor = Self {
            document,
            text: document.text,
            sites: sites(document).unwrap_or_default(),
            aliased: targets.collect(),
            step: STEP,
        };
        editor.step = editor.usual_step().unwrap_or(STEP);
        editor
    }

    /// Whether a value stands in more than one place, so that an edit would change the others too.
    pub fn is_shared(&self, node: Node<'d>) -> bool {
        let (id, via) = node.numbers();
        via.is_some() || self.holder_is_shared(id)
    }

    /// How far the first mapping below a key is indented.
    fn usual_step(&self) -> Option<usize> {
        let sites = self.sites.iter().flatten();
        let mut steps = sites.filter_map(|site| {
            let (parent, number) = site.parent?;
            let key = self.slot(parent, number)?;
            let first = site.slots.first().filter(|slot| slot.key.is_some())?;
            let nested = key.key.is_some() && site.form == Form::Lines;
            let (outer, inner) = (self.column(key.start), self.column(first.start));
            (nested && inner > outer).then(|| inner - outer)
        });
        steps.next()
    }

    pub(super) fn column(&self, at: usize) -> usize {
        column(self.text, at)
    }

    pub(super) fn slice(&self, start: usize, end: usize) -> &'d str {
        slice(self.text, start, end)
    }

    pub(super) fn site(&self, id: NodeId) -> Result<&Site, Refusal> {
        let site = self.sites.get(id as usize).and_then(Option::as_ref);
        site.ok_or(Refusal::Form)
    }

    pub(super) fn slot(&self, id: NodeId, number: usize) -> Option<&Slot> {
        self.site(id).ok()?.slots.get(number)
    }

    /// The slot that holds a node, and the node that holds the slot.
    pub(super) fn holder(&self, site: &Site) -> Option<(NodeId, usize, &Slot)> {
        let (parent, number) = site.parent?;
        Some((parent, number, self.slot(parent, number)?))
    }

    pub(super) fn kind(&self, id: NodeId) -> Option<&'d Kind<'d>> {
        self.document.nodes.get(id as usize).map(|node| &node.kind)
    }

    pub(super) fn string(&self, id: NodeId) -> Option<&'d str> {
        match self.kind(id)? {
            Kind::String(text) => Some(text),
            _ => None,
        }
    }

    /// The text of a key as it is read; nothing for a key that is a collection or an alias.
    pub(super) fn key(&self, slot: &Slot) -> Option<&'d str> {
        self.string(slot.key?)
    }

    /// The characters of a node, anchor and tag left out.
    pub(super) fn written(&self, id: NodeId) -> &'d str {
        let site = self.site(id);
        site.map_or("", |site| self.slice(site.start, site.end))
    }

    /// The node of a value that may be edited.
    pub(super) fn own(&self, node: Node<'d>) -> Result<NodeId, Refusal> {
        let (id, _) = node.numbers();
        if self.is_shared(node) {
            return Err(Refusal::Shared);
        }
        self.site(id).map(|_| id)
    }

    /// The collection and the number of the slot of an entry that stands where it is read.
    pub(super) fn place(&self, entry: &Entry<'d>) -> Result<(NodeId, usize), Refusal> {
        let (id, via) = entry.value.numbers();
        let site = self.site(via.unwrap_or(id))?;
        let (parent, number, slot) = self.holder(site).ok_or(Refusal::Form)?;
        let key = slot
            .key
            .and_then(|key| self.document.nodes.get(key as usize));
        if key.is_none_or(|key| key.span != entry.key_span) || self.holder_is_shared(parent) {
            return Err(Refusal::Shared);
        }
        Ok((parent, number))
    }

    /// Whether a node or something that holds it has aliases or is what a merge key merges.
    fn holder_is_shared(&self, id: NodeId) -> bool {
        let mut next = Some(id);
        while let Some(id) = next {
            if self.aliased.contains(&id) {
                return true;
            }
            let holder = self.site(id).ok().and_then(|site| self.holder(site));
            let merges = |slot: &Slot| slot.value == id && self.is_merge(slot);
            if holder.is_some_and(|(_, _, slot)| merges(slot)) {
                return true;
            }
            next = holder.map(|(parent, _, _)| parent);
        }
        false
    }

    pub(super) fn is_merge(&self, slot: &Slot) -> bool {
        slot.key.is_some_and(|key| self.written(key) == "<<")
    }

    /// Whether something in a slot has aliases, which would lose what they stand for.
    pub(super) fn is_named(&self, slot: &Slot) -> bool {
        let holds = |id: NodeId| {
            // A key with an anchor stands twice, and aliases name the second.
            let site = self.site(id).or_else(|_| self.site(id.saturating_sub(1)));
            site.is_ok_and(|site| slot.start <= site.start && site.end <= slot.end)
        };
        self.aliased.iter().any(|id| holds(*id))
    }

    /// Whether a key has aliases.
    pub(super) fn is_named_key(&self, key: NodeId) -> bool {
        let twin = self.site(key + 1).is_err() && self.aliased.contains(&(key + 1));
        twin || self.aliased.contains(&key)
    }

    /// Whether what stands before a node says of what type it is.
    pub(super) fn is_tagged(&self, site: &Site) -> bool {
        let properties = site.properties.clone().unwrap_or_default();
        self.slice(properties.start, properties.end).contains('!')
    }
}
