//! The tree as it grows: aliases counted against the budget, keys checked for doubles, merge keys
//! expanded.

use std::borrow::Cow;
use std::collections::HashMap;

use super::route::pointer_push;
use super::tree::{
    Document, Duplicate, EntryData, Failure, Index, Kind, MAX_DEPTH, MAX_NODES, Misfit, MisfitKind,
    NodeData, NodeId,
};
use crate::text::Span;

/// The most merge keys that are joined in one list.
const LISTED: usize = 8;
/// The longest text of such a list.
const LIST: usize = 200;
/// From this many keys on, doubles are looked for in a map instead of by comparing each with each.
const MANY_KEYS: usize = 24;

pub(super) struct Builder<'s> {
    text: &'s str,
    nodes: Vec<NodeData<'s>>,
    entries: Vec<EntryData>,
    items: Vec<NodeId>,
    open: Vec<Frame>,
    /// The children of all open collections, each collection's from its frame's `children` on.
    children: Vec<NodeId>,
    /// Keys and values so far, aliases counted as what they stand for.
    count: usize,
    root: Option<NodeId>,
    duplicates: Vec<Duplicate>,
    misfits: Vec<Misfit>,
    seen: Keys,
}

/// A collection whose end has not come yet.
struct Frame {
    node: NodeId,
    children: usize,
    mapping: bool,
    count_before: usize,
    /// The levels of collections from this one down.
    height: usize,
}

/// What an alias of a node adds to the document.
#[derive(Clone, Copy)]
pub(super) struct Subtree {
    pub(super) node: NodeId,
    /// The keys and values in it, itself included.
    pub(super) count: usize,
    /// The levels of collections in it.
    pub(super) height: usize,
}

impl<'s> Builder<'s> {
    pub(super) fn new(text: &'s str) -> Self {
        Self {
            text,
            nodes: Vec::new(),
            entries: Vec::new(),
            items: Vec::new(),
            open: Vec::new(),
            children: Vec::new(),
            count: 0,
            root: None,
            duplicates: Vec::new(),
            misfits: Vec::new(),
            seen: Keys::default(),
        }
    }

    /// Makes room for a manifest of usual length, so that its vectors need not grow by and by.
    pub(super) fn reserve(&mut self) {
        let nodes = (self.text.len() / 8).min(512);
        self.nodes.reserve(nodes);
        self.entries.reserve(nodes / 2);
        self.children.reserve(64);
        self.open.reserve(16);
    }

    /// The finished document; nothing where it was empty.
    pub(super) fn finish(mut self) -> Option<Document<'s>> {
        let root = self.root?;
        let written = self.nodes.get(root as usize)?;
        if matches!(written.kind, Kind::Null) && written.span.is_empty() {
            return None;
        }
        // A file of many small documents would hold room for many large ones.
        if self.nodes.len() < self.nodes.capacity() / 4 {
            self.nodes.shrink_to_fit();
            self.entries.shrink_to_fit();
        }
        Some(Document {
            text: self.text,
            nodes: self.nodes,
            entries: self.entries,
            items: self.items,
            root,
            duplicates: self.duplicates,
            misfits: self.misfits,
            index: Index::default(),
        })
    }

    /// Takes in a scalar that is a value. Returns its node.
    pub(super) fn value(&mut self, kind: Kind<'s>, span: Span) -> Result<NodeId, Failure> {
        let node = self.push(kind, span)?;
        self.attach(node);
        Ok(node)
    }

    /// Takes in a scalar that is a key.
    pub(super) fn key(&mut self, text: Cow<'s, str>, span: Span) -> Result<NodeId, Failure> {
        self.value(Kind::String(text), span)
    }

    /// A node that nothing but an alias can name.
    pub(super) fn push(&mut self, kind: Kind<'s>, span: Span) -> Result<NodeId, Failure> {
        self.spend(1, span)?;
        let id = index(self.nodes.len());
        self.nodes.push(NodeData { span, kind });
        Ok(id)
    }

    fn spend(&mut self, nodes: usize, span: Span) -> Result<(), Failure> {
        self.count = self.count.saturating_add(nodes);
        if self.count > MAX_NODES {
            return Err(Failure::TooManyNodes(span));
        }
        Ok(())
    }

    fn attach(&mut self, node: NodeId) {
        if self.open.is_empty() {
            self.root.get_or_insert(node);
        } else {
            self.children.push(node);
        }
    }

    /// Whether what comes next is a key.
    pub(super) fn expects_key(&self) -> bool {
        self.open.last().is_some_and(|frame| {
            frame.mapping && (self.children.len() - frame.children).is_multiple_of(2)
        })
    }

    /// Begins a mapping or a list. Returns its node.
    pub(super) fn open(&mut self, mapping: bool, span: Span) -> Result<NodeId, Failure> {
        if self.open.len() >= MAX_DEPTH {
            return Err(Failure::TooDeep(span));
        }
        let count_before = self.count;
        let node = self.value(Kind::Null, span)?;
        self.open.push(Frame {
            node,
            children: self.children.len(),
            mapping,
            count_before,
            height: 1,
        });
        Ok(node)
    }

    /// Ends the innermost collection: behind its bracket, or else where its last child does.
    pub(super) fn close(&mut self, bracket: Option<usize>) -> Option<Subtree> {
        let frame = self.open.pop()?;
        let start = self.span_of(frame.node).start();
        let children = self.children.get(frame.children..).unwrap_or_default();
        let last = children.last();
        let end = bracket.or_else(|| last.map(|last| self.span_of(*last).end()));
        let span = Span::new(start, end.unwrap_or(start));
        let kind = if frame.mapping {
            self.end_mapping(&frame)
        } else {
            let start = index(self.items.len());
            self.items.extend(self.children.drain(frame.children..));
            Kind::Sequence(start..index(self.items.len()))
        };
        if let Some(node) = self.nodes.get_mut(frame.node as usize) {
            *node = NodeData { span, kind };
        }
        self.raise(frame.height + 1);
        Some(Subtree {
            node: frame.node,
            count: self.count - frame.count_before,
            height: frame.height,
        })
    }

    fn raise(&mut self, height: usize) {
        if let Some(parent) = self.open.last_mut() {
            parent.height = parent.height.max(height);
        }
    }

    /// Takes in an alias of what has been read before.
    pub(super) fn alias(&mut self, target: Subtree, span: Span) -> Result<(), Failure> {
        if self.open.len() + target.height > MAX_DEPTH {
            return Err(Failure::TooDeep(span));
        }
        self.spend(target.count.saturating_sub(1), span)?;
        self.value(Kind::Alias(target.node), span)?;
        self.raise(target.height + 1);
        Ok(())
    }

    fn end_mapping(&mut self, frame: &Frame) -> Kind<'s> {
        let start = self.entries.len();
        let mut seen = std::mem::take(&mut self.seen);
        seen.clear((self.children.len() - frame.children) / 2);
        let mut merges = Vec::new();
        let doubles = self.duplicates.len();
        let mut doubled = false;
        let mut at = frame.children;
        while let Some(&[key, value]) = self.children.get(at..at + 2) {
            at += 2;
            let first = match self.key_text(key) {
                Some(text) => seen.insert(text, key, self),
                None => {
                    self.misfit(key, MisfitKind::CollectionAsKey, frame.children);
                    continue;
                }
            };
            let is_merge = self.is_merge_key(key);
            if let Some(first) = first {
                doubled |= is_merge && self.is_merge_key(first);
                self.duplicate(first, (key, value), frame.children);
            }
            if is_merge && first.is_none_or(|first| self.is_merge_key(first)) {
                // Of two merge keys both are meant.
                merges.push((self.entries.len(), value));
            } else if first.is_none() {
                self.entries.push(EntryData {
                    key,
                    value,
                    via: None,
                });
            }
        }
        if doubled {
            self.name_merged(&merges, doubles);
        }
        // A key of the mapping's own wins over a merged one wherever it stands, so merging waits
        // for the last of them; the entries stand in the order of the file all the same.
        let mut before = 0;
        for (at, value) in merges {
            let merged = self.merge(value, &mut seen, frame.children);
            let at = at + before;
            before += merged.len();
            self.entries.splice(at..at, merged);
        }
        self.seen = seen;
        self.children.truncate(frame.children);
        Kind::Mapping(index(start)..index(self.entries.len()))
    }

    /// Notes at the doubled merge keys of a mapping, which come after so many other doubles, what all of them
    /// merge; nothing where that cannot be written on one line.
    fn name_merged(&mut self, merges: &[(usize, NodeId)], doubles: usize) {
        if merges.len() > LISTED {
            return; // a list at each of very many would be their square
        }
        let parts = merges.iter().map(|(_, value)| self.as_items(*value));
        let parts: Option<Vec<&str>> = parts.collect();
        let merged = parts.map(|parts| format!("[{}]", parts.join(", ")));
        let merged = merged.filter(|list| list.len() <= LIST);
        for double in self.duplicates.iter_mut().skip(doubles) {
            if self.text.get(double.again.range()) == Some("<<") {
                double.merged.clone_from(&merged);
            }
        }
    }

    /// What a merge key merges, as it stands in a list in brackets.
    fn as_items(&self, value: NodeId) -> Option<&'s str> {
        let text = self.text.get(self.span_of(value).range())?;
        // A list within a list merges nothing.
        if let Some(Kind::Sequence(_)) = self.kind(self.target(value)) {
            return text.strip_prefix('[')?.strip_suffix(']');
        }
        let is_one = text.starts_with(['*', '{']) && !text.contains(['\n', '#']);
        is_one.then_some(text)
    }

    /// The entries of what a merge key names, as far as the mapping has no such key. The alias has
    /// paid for them already.
    fn merge(&mut self, value: NodeId, seen: &mut Keys, end: usize) -> Vec<EntryData> {
        let sources = match self.kind(self.target(value)) {
            Some(Kind::Sequence(range)) => {
                let range = range.start as usize..range.end as usize;
                self.items.get(range).unwrap_or_default().to_vec()
            }
            _ => vec![value],
        };
        let mut merged = Vec::new();
        let aliased = self.target(value) != value;
        let mut told = false;
        for source in sources {
            let alias = [value, source]
                .into_iter()
                .find(|id| self.target(*id) != *id);
            let Some(Kind::Mapping(range)) = self.kind(self.target(source)) else {
                // Behind an alias the faults of a list are one, and that stands at the alias.
                if !aliased || !told {
                    let at = if aliased { value } else { source };
                    self.misfit(at, MisfitKind::MergeOfNoMapping, end);
                }
                told = true;
                continue;
            };
            let range = range.start as usize..range.end as usize;
            for mut entry in self.entries.get(range).unwrap_or_default().to_vec() {
                let text = self.key_text(entry.key).unwrap_or_default();
                if seen.insert(text, entry.key, self).is_none() {
                    entry.via = alias.or(entry.via);
                    merged.push(entry);
                }
            }
        }
        merged
    }

    fn kind(&self, id: NodeId) -> Option<&Kind<'s>> {
        self.nodes.get(id as usize).map(|node| &node.kind)
    }

    fn span_of(&self, id: NodeId) -> Span {
        self.nodes
            .get(id as usize)
            .map_or(Span::ZERO, |node| node.span)
    }

    /// What an alias stands for; anything else stands for itself.
    fn target(&self, id: NodeId) -> NodeId {
        match self.kind(id) {
            Some(Kind::Alias(target)) => *target,
            _ => id,
        }
    }

    /// The text of a scalar key. An alias of a scalar is as good as the scalar.
    fn key_text(&self, key: NodeId) -> Option<&str> {
        let target = self.target(key);
        match self.kind(target)? {
            Kind::String(text) => Some(text),
            Kind::Sequence(_) | Kind::Mapping(_) | Kind::Alias(_) => None,
            Kind::Null | Kind::Bool(_) | Kind::Number(_) => {
                self.text.get(self.span_of(target).range())
            }
        }
    }

    /// A quoted "<<" is a key like any other.
    fn is_merge_key(&self, key: NodeId) -> bool {
        self.text.get(self.span_of(key).range()) == Some("<<")
    }

    fn duplicate(&mut self, first: NodeId, (again, value): (NodeId, NodeId), end: usize) {
        let key = self.key_text(again).unwrap_or_default().to_owned();
        let mut pointer = self.pointer(end);
        pointer_push(&mut pointer, &key);
        self.duplicates.push(Duplicate {
            pointer,
            key,
            first: self.span_of(first),
            again: self.span_of(again),
            merged: None,
            value: self.span_of(value),
        });
    }

    fn misfit(&mut self, node: NodeId, kind: MisfitKind, end: usize) {
        let misfit = Misfit {
            pointer: self.pointer(end),
            span: self.span_of(node),
            kind,
        };
        self.misfits.push(misfit);
    }

    /// The pointer of the collection that has just ended: its frame is closed, so it is the last
    /// child of the innermost open one, whose children end before `end`, where its own begin.
    fn pointer(&self, end: usize) -> String {
        let mut pointer = String::new();
        let ends = self.open.iter().skip(1).map(|frame| frame.children);
        let ends = ends.chain(std::iter::once(end));
        for (frame, end) in self.open.iter().zip(ends) {
            let children = self.children.get(frame.children..end).unwrap_or_default();
            if let [.., key, _] = children
                && frame.mapping
            {
                pointer_push(&mut pointer, self.key_text(*key).unwrap_or_default());
            } else {
                pointer_push(&mut pointer, &children.len().saturating_sub(1).to_string());
            }
        }
        pointer
    }
}

/// The keys of one mapping. One is used for all mappings of a document, one after the other.
#[derive(Default)]
struct Keys {
    few: Vec<NodeId>,
    many: Option<HashMap<String, NodeId>>,
}

impl Keys {
    /// Forgets all keys; so many new ones are to come.
    fn clear(&mut self, expected: usize) {
        self.few.clear();
        self.many = (expected > MANY_KEYS).then(|| HashMap::with_capacity(expected));
    }

    /// Remembers a key. Returns the node of the key that has the same text, if there is one.
    fn insert(&mut self, text: &str, key: NodeId, tree: &Builder<'_>) -> Option<NodeId> {
        let Some(many) = &mut self.many else {
            let same = |id: &&NodeId| tree.key_text(**id).is_some_and(|other| other == text);
            let first = self.few.iter().find(same).copied();
            if first.is_none() {
                self.few.push(key);
                self.grow(tree);
            }
            return first;
        };
        if let Some(first) = many.get(text) {
            return Some(*first);
        }
        many.insert(text.to_owned(), key);
        None
    }

    /// Merge keys can bring more keys than the mapping's length announced.
    fn grow(&mut self, tree: &Builder<'_>) {
        if self.few.len() > MANY_KEYS {
            let text = |id: NodeId| tree.key_text(id).unwrap_or_default().to_owned();
            self.many = Some(self.few.drain(..).map(|id| (text(id), id)).collect());
        }
    }
}

/// Lengths are bounded by [`MAX_NODES`].
fn index(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
