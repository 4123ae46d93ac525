//! The tree: one document, in which every key and every value knows its characters.
//!
//! It is flat, nodes in one vector and text borrowed from the source, so that depth costs no stack. An
//! alias is a node of its own that points at its anchor: reading never copies what an alias stands for,
//! and a budget counts what the copies would be.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::OnceLock;

use crate::text::Span;

/// The deepest nesting of collections that is read, aliases followed.
pub const MAX_DEPTH: usize = 64;

/// The most keys and values that one document may hold, every alias counted as what it stands for.
pub const MAX_NODES: usize = 250_000;

/// The most documents that one file may hold, empty ones not counted. Each can be a finding of a thousand
/// bytes in a line of five.
pub const MAX_DOCUMENTS: usize = 20_000;

/// From this many entries on, a key is looked up in an index instead of by comparing each.
const LARGE_MAPPING: usize = 64;

/// One YAML document.
#[derive(Debug)]
pub struct Document<'s> {
    pub(super) text: &'s str,
    pub(super) nodes: Vec<NodeData<'s>>,
    pub(super) entries: Vec<EntryData>,
    pub(super) items: Vec<NodeId>,
    pub(super) root: NodeId,
    /// The keys that stand twice. The tree holds the first.
    pub duplicates: Vec<Duplicate>,
    /// Keys that JSON cannot hold, and merge keys that merge no mapping. The tree leaves them out.
    pub misfits: Vec<Misfit>,
    /// For each large mapping, by its first entry, its entries in the order of their keys; made when
    /// a key is first looked up in one.
    pub(super) index: Index,
}

/// Made of the rest when it is first asked for, so that it tells nothing of its own.
#[derive(Default)]
pub(super) struct Index(OnceLock<HashMap<u32, Vec<u32>>>);

impl std::fmt::Debug for Index {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Index")
    }
}

/// A key that stands twice in one mapping.
#[derive(Debug)]
pub struct Duplicate {
    /// The pointer of the entry.
    pub pointer: String,
    /// The key's text.
    pub key: String,
    /// Where it stands first.
    pub first: Span,
    /// Where it stands again.
    pub again: Span,
    /// Of a merge key, what all merge keys of the mapping merge, as the text of one list.
    pub merged: Option<String>,
    /// What it stands before there, which the tree does not hold.
    pub value: Span,
}

/// An entry that has no place in a tree of JSON.
#[derive(Debug)]
pub struct Misfit {
    /// The pointer of the mapping.
    pub pointer: String,
    /// The faulty key or value.
    pub span: Span,
    /// What is wrong with it.
    pub kind: MisfitKind,
}

/// The ways in which an entry does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MisfitKind {
    /// A key that is a list, a mapping or an alias of one.
    CollectionAsKey,
    /// The value of `<<` is neither a mapping nor a list of mappings.
    MergeOfNoMapping,
}

/// Why a document ended early.
#[derive(Debug, PartialEq, Eq)]
pub enum Failure {
    /// Not well-formed YAML: what the parser said, and where it stopped.
    Syntax(String, Span),
    /// A merge that nobody has finished: the first of the markers that git leaves in the document.
    Conflict(Span),
    /// Nested deeper than [`MAX_DEPTH`].
    TooDeep(Span),
    /// More than [`MAX_NODES`] keys and values.
    TooManyNodes(Span),
    /// An alias inside of what its anchor names: it would expand without end.
    EndlessAlias(Span),
    /// More than [`MAX_DOCUMENTS`] in one file: this one and those behind it are left out.
    TooManyDocuments(Span),
}

impl Failure {
    /// Where it is.
    pub fn span(&self) -> Span {
        match self {
            Self::Syntax(_, at)
            | Self::Conflict(at)
            | Self::TooDeep(at)
            | Self::TooManyNodes(at)
            | Self::EndlessAlias(at)
            | Self::TooManyDocuments(at) => *at,
        }
    }
}

/// A document, or why it could not be read.
pub type Outcome<'s> = Result<Document<'s>, Failure>;

pub(super) type NodeId = u32;

#[derive(Debug)]
pub(super) struct NodeData<'s> {
    pub(super) span: Span,
    pub(super) kind: Kind<'s>,
}

/// What a value is, its text borrowed where it can be.
#[derive(Debug)]
pub(crate) enum Kind<'s> {
    Null,
    Bool(bool),
    Number(serde_json::Number),
    String(Cow<'s, str>),
    Sequence(Range<u32>),
    Mapping(Range<u32>),
    Alias(NodeId),
}

#[derive(Clone, Copy, Debug)]
pub(super) struct EntryData {
    pub(super) key: NodeId,
    pub(super) value: NodeId,
    /// The alias through which a merge key brought the entry here.
    pub(super) via: Option<NodeId>,
}

/// A cursor on a value. Cheap to copy; aliases are followed without a word.
#[derive(Clone, Copy, Debug)]
pub struct Node<'d> {
    document: &'d Document<'d>,
    /// What the value is, never an alias.
    id: NodeId,
    /// The first alias on the way here: what a person has to look at in this place.
    via: Option<NodeId>,
}

/// One entry of a mapping.
#[derive(Clone, Copy)]
pub struct Entry<'d> {
    /// The key's text.
    pub key: &'d str,
    /// Where the key stands; the alias, where one brought the entry here.
    pub key_span: Span,
    /// The value.
    pub value: Node<'d>,
    /// Where the key really stands, if an alias or a merge key brought it here.
    pub(super) key_origin: Option<Span>,
}

/// The shape of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// `null`, `~` or nothing at all.
    Null,
    /// `true` or `false`.
    Bool,
    /// An integer or a float.
    Number,
    /// Text.
    String,
    /// A list.
    Sequence,
    /// Keys and values.
    Mapping,
}

impl Document<'_> {
    /// The numbers of the entries of a large mapping, in the order of their keys.
    fn sorted(&self, mapping: &Range<u32>) -> &[u32] {
        let index = self.index.0.get_or_init(|| {
            let kinds = self.nodes.iter().map(|node| &node.kind);
            let large = kinds.filter_map(|kind| match kind {
                Kind::Mapping(range) if range.len() > LARGE_MAPPING => Some(range),
                _ => None,
            });
            large.map(|range| (range.start, self.sort(range))).collect()
        });
        index.get(&mapping.start).map_or(&[], Vec::as_slice)
    }

    fn sort(&self, mapping: &Range<u32>) -> Vec<u32> {
        let entries = mapping.start as usize..mapping.end as usize;
        let entries = self.entries.get(entries).unwrap_or_default();
        let keys = entries
            .iter()
            .map(|entry| Node::new(self, entry.key, None).as_str());
        let mut keyed: Vec<(&str, u32)> = keys.map(Option::unwrap_or_default).zip(0..).collect();
        keyed.sort_unstable();
        keyed.into_iter().map(|(_, at)| at).collect()
    }

    /// The text of a key. An alias may name what is no text where its anchor stands.
    fn key_text(&self, entry: &EntryData) -> &str {
        if let Kind::String(text) = &self.node(entry.key).kind {
            return text;
        }
        let key = Node::new(self, entry.key, None);
        key.as_str().unwrap_or_else(|| key.written())
    }

    /// The document's one value.
    pub fn root(&self) -> Node<'_> {
        Node::new(self, self.root, None)
    }

    /// The value of a number.
    pub(super) fn value(&self, id: NodeId) -> Node<'_> {
        Node::new(self, id, None)
    }

    fn node(&self, id: NodeId) -> &NodeData<'_> {
        // Ids are made by the builder only, one for each node that it pushes.
        static NOTHING: NodeData<'static> = NodeData {
            span: Span::ZERO,
            kind: Kind::Null,
        };
        self.nodes.get(id as usize).unwrap_or(&NOTHING)
    }
}

impl<'d> Node<'d> {
    fn new(document: &'d Document<'d>, id: NodeId, via: Option<NodeId>) -> Self {
        match document.node(id).kind {
            Kind::Alias(target) => Self {
                document,
                id: target,
                via: via.or(Some(id)),
            },
            _ => Self { document, id, via },
        }
    }

    /// The number of the node, and that of the first alias on the way here.
    pub(super) fn numbers(self) -> (NodeId, Option<NodeId>) {
        (self.id, self.via)
    }

    /// What it is, aliases followed.
    pub(crate) fn kind(self) -> &'d Kind<'d> {
        &self.document.node(self.id).kind
    }

    /// What a person sees in this place: the value, or the alias that stands for it.
    pub fn span(self) -> Span {
        self.document.node(self.via.unwrap_or(self.id)).span
    }

    /// Where the value really stands, if an alias brought it here.
    pub fn origin(self) -> Option<Span> {
        self.via.map(|_| self.document.node(self.id).span)
    }

    /// The value as it is written, where it really stands.
    pub fn written(self) -> &'d str {
        let span = self.document.node(self.id).span;
        self.document.text.get(span.range()).unwrap_or_default()
    }

    /// The shape of the value.
    pub fn shape(self) -> Shape {
        match self.kind() {
            Kind::Null | Kind::Alias(_) => Shape::Null,
            Kind::Bool(_) => Shape::Bool,
            Kind::Number(_) => Shape::Number,
            Kind::String(_) => Shape::String,
            Kind::Sequence(_) => Shape::Sequence,
            Kind::Mapping(_) => Shape::Mapping,
        }
    }

    /// The text, if the value is text.
    pub fn as_str(self) -> Option<&'d str> {
        match self.kind() {
            Kind::String(text) => Some(text),
            _ => None,
        }
    }

    /// The value, if it is a whole number, however it is written: JSON Schema takes `30.0` for one.
    pub fn as_integer(self) -> Option<i64> {
        let Kind::Number(number) = self.kind() else {
            return None;
        };
        let whole = || {
            let float = number.as_f64().filter(|float| float.fract() == 0.0)?;
            format!("{float:.0}").parse().ok()
        };
        number.as_i64().or_else(whole)
    }

    /// The entries in order, merged ones where the merge key stands; none where the value is no mapping.
    pub fn entries(self) -> impl ExactSizeIterator<Item = Entry<'d>> {
        let range = match self.kind() {
            Kind::Mapping(range) => range.start as usize..range.end as usize,
            _ => 0..0,
        };
        let entries = self.document.entries.get(range).unwrap_or_default();
        entries.iter().map(move |entry| self.entry(entry))
    }

    /// The items in order; none where the value is no list.
    pub fn items(self) -> impl ExactSizeIterator<Item = Node<'d>> {
        let range = match self.kind() {
            Kind::Sequence(range) => range.start as usize..range.end as usize,
            _ => 0..0,
        };
        let items = self.document.items.get(range).unwrap_or_default();
        items
            .iter()
            .map(move |id| Node::new(self.document, *id, self.via))
    }

    /// The entry of a number counted from 0, at once: stepping there takes the square of their number.
    pub(crate) fn nth_entry(self, number: usize) -> Option<Entry<'d>> {
        let Kind::Mapping(range) = self.kind() else {
            return None;
        };
        let entries = range.start as usize..range.end as usize;
        let entry = self.document.entries.get(entries)?.get(number)?;
        Some(self.entry(entry))
    }

    /// The last entry, at once.
    pub fn last_entry(self) -> Option<Entry<'d>> {
        self.nth_entry(self.entries().len().checked_sub(1)?)
    }

    /// The item of a number counted from 0, at once.
    pub(crate) fn nth_item(self, number: usize) -> Option<Node<'d>> {
        let Kind::Sequence(range) = self.kind() else {
            return None;
        };
        let items = range.start as usize..range.end as usize;
        let id = self.document.items.get(items)?.get(number)?;
        Some(Node::new(self.document, *id, self.via))
    }

    /// The entry of a key.
    pub fn entry_of(self, key: &str) -> Option<Entry<'d>> {
        let Kind::Mapping(range) = self.kind() else {
            return None;
        };
        if range.len() <= LARGE_MAPPING {
            let entries = range.start as usize..range.end as usize;
            let mut entries = self.document.entries.get(entries)?.iter();
            let found = entries.find(|entry| self.document.key_text(entry) == key);
            return found.map(|entry| self.entry(entry));
        }
        let sorted = self.document.sorted(range);
        let text = |at: u32| self.nth_entry(at as usize).map_or("", |entry| entry.key);
        let place = sorted.binary_search_by(|at| text(*at).cmp(key)).ok()?;
        self.nth_entry(*sorted.get(place)? as usize)
    }

    /// The value of a key.
    pub fn get(self, key: &str) -> Option<Node<'d>> {
        self.entry_of(key).map(|entry| entry.value)
    }

    fn entry(self, entry: &EntryData) -> Entry<'d> {
        let via = self.via.or(entry.via);
        let key = Node::new(self.document, entry.key, via);
        Entry {
            key: self.document.key_text(entry),
            key_span: key.span(),
            value: Node::new(self.document, entry.value, via),
            key_origin: key.origin(),
        }
    }
}
