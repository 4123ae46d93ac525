//! Events to a tree: scalars resolved by the core schema of YAML 1.2, aliases counted against the
//! budget, keys checked for doubles, merge keys expanded.

use std::borrow::Cow;
use std::collections::HashMap;

use saphyr_parser::{Event, ScalarStyle, Tag};

use super::controls;
use super::route::pointer_push;
use super::scalar::{quoted_length, resolve};
use super::{
    Document, Duplicate, EntryData, Failure, Index, Kind, MAX_DEPTH, MAX_NODES, Misfit, MisfitKind,
    NodeData, NodeId,
};
use crate::source::Span;

/// From this many keys on, doubles are looked for in a map instead of by comparing each with each.
const MANY_KEYS: usize = 24;

/// What stands between values. Other blanks of Unicode are text like any other.
const BLANK: [char; 4] = [' ', '\t', '\r', '\n'];

pub(super) struct Builder<'s> {
    text: &'s str,
    nodes: Vec<NodeData<'s>>,
    entries: Vec<EntryData>,
    items: Vec<NodeId>,
    open: Vec<Frame>,
    /// The children of all open collections, each collection's from its frame's `children` on.
    children: Vec<NodeId>,
    anchors: HashMap<usize, Anchor>,
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
    /// Whether it stands in brackets.
    flow: bool,
    anchor: usize,
    count_before: usize,
    /// The levels of collections from this one down.
    height: usize,
}

/// What an alias of it adds to the document.
#[derive(Clone, Copy)]
struct Anchor {
    node: NodeId,
    count: usize,
    height: usize,
    /// Whether its end has been read.
    complete: bool,
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
            anchors: HashMap::new(),
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

    pub(super) fn event(&mut self, event: Event<'s>, span: Span) -> Result<(), Failure> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let properties = anchor != 0 || tag.is_some();
                let span = self.scalar_span(span, &text, style, properties);
                let node = self.scalar(text, style, tag.as_deref(), span, anchor != 0)?;
                let anchored = Anchor {
                    node,
                    count: 1,
                    height: 0,
                    complete: true,
                };
                self.name(anchor, anchored);
                Ok(())
            }
            Event::SequenceStart(anchor, tag) => self.start(false, span, anchor, tag.is_some()),
            Event::MappingStart(anchor, tag) => self.start(true, span, anchor, tag.is_some()),
            Event::SequenceEnd | Event::MappingEnd => {
                self.end(span);
                Ok(())
            }
            Event::Alias(anchor) => self.alias(anchor, span),
            Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd => Ok(()),
        }
    }

    /// Takes a scalar in. Returns what an alias of it stands for.
    fn scalar(
        &mut self,
        text: Cow<'s, str>,
        style: ScalarStyle,
        tag: Option<&Tag>,
        span: Span,
        anchored: bool,
    ) -> Result<NodeId, Failure> {
        if !matches!(style, ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted) {
            let written = self.text.get(span.range()).unwrap_or_default();
            if let Some(control) = controls::unquoted(written, span.start()) {
                return Err(control.failure());
            }
        }
        if !self.expects_key() {
            let node = self.push(resolve(text, style, tag), span)?;
            self.attach(node);
            return Ok(node);
        }
        // A key is text, but an alias of it in another place has its type.
        let typed = anchored.then(|| resolve(text.clone(), style, tag));
        let node = self.push(Kind::String(text), span)?;
        self.attach(node);
        typed.map_or(Ok(node), |kind| self.push(kind, span))
    }

    /// The finished document; nothing where it was empty.
    pub(super) fn finish(self) -> Option<Document<'s>> {
        let root = self.root?;
        let written = self.nodes.get(root as usize)?;
        if matches!(written.kind, Kind::Null) && written.span.is_empty() {
            return None;
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

    fn push(&mut self, kind: Kind<'s>, span: Span) -> Result<NodeId, Failure> {
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

    fn name(&mut self, id: usize, anchor: Anchor) {
        if id != 0 {
            self.anchors.insert(id, anchor);
        }
    }

    fn expects_key(&self) -> bool {
        self.open.last().is_some_and(|frame| {
            frame.mapping && (self.children.len() - frame.children).is_multiple_of(2)
        })
    }

    fn start(
        &mut self,
        mapping: bool,
        span: Span,
        anchor: usize,
        tagged: bool,
    ) -> Result<(), Failure> {
        if self.open.len() >= MAX_DEPTH {
            return Err(Failure::TooDeep(span));
        }
        let count_before = self.count;
        let start = if anchor != 0 || tagged {
            self.after_properties(span.start())
        } else {
            span.start()
        };
        let bracket = self.text.as_bytes().get(start);
        let node = self.push(Kind::Null, Span::new(start, span.end()))?;
        self.name(
            anchor,
            Anchor {
                node,
                count: 0,
                height: 0,
                complete: false,
            },
        );
        self.attach(node);
        self.open.push(Frame {
            node,
            children: self.children.len(),
            mapping,
            // The event of a block collection ends where the first child begins.
            flow: start < span.end() && matches!(bracket, Some(b'[' | b'{')),
            anchor,
            count_before,
            height: 1,
        });
        Ok(())
    }

    fn end(&mut self, end_event: Span) {
        let Some(frame) = self.open.pop() else {
            return;
        };
        let span = self.collection_span(&frame, end_event);
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
        let anchor = Anchor {
            node: frame.node,
            count: self.count - frame.count_before,
            height: frame.height,
            complete: true,
        };
        self.name(frame.anchor, anchor);
        self.raise(frame.height + 1);
    }

    /// From the opening bracket to the closing one, or from the first child to the last.
    fn collection_span(&self, frame: &Frame, end_event: Span) -> Span {
        let start = self.span_of(frame.node).start();
        if frame.flow {
            return Span::new(start, self.after_bracket(end_event.start()));
        }
        let last = self
            .children
            .get(frame.children..)
            .unwrap_or_default()
            .last();
        let end = last.map_or(start, |last| self.span_of(*last).end());
        Span::new(start, end)
    }

    /// Behind the closing bracket: the parser's end may begin at a comma before it, and run on into a
    /// comment behind it.
    fn after_bracket(&self, end: usize) -> usize {
        let mut rest = self.text.get(end..).unwrap_or_default();
        loop {
            let ahead = rest.trim_start_matches([' ', '\t', '\r', '\n', ',']);
            if !ahead.starts_with('#') {
                let bracket = usize::from(ahead.starts_with([']', '}']));
                return self.text.len() - ahead.len() + bracket;
            }
            rest = ahead
                .find(['\n', '\r'])
                .and_then(|end| ahead.get(end..))
                .unwrap_or_default();
        }
    }

    fn raise(&mut self, height: usize) {
        if let Some(parent) = self.open.last_mut() {
            parent.height = parent.height.max(height);
        }
    }

    fn alias(&mut self, anchor: usize, span: Span) -> Result<(), Failure> {
        let Some(target) = self.anchors.get(&anchor).copied() else {
            let message = "the alias has no anchor before it".to_owned();
            return Err(Failure::Syntax(message, span));
        };
        if !target.complete {
            return Err(Failure::EndlessAlias(span));
        }
        if self.open.len() + target.height > MAX_DEPTH {
            return Err(Failure::TooDeep(span));
        }
        self.spend(target.count.saturating_sub(1), span)?;
        let node = self.push(Kind::Alias(target.node), span)?;
        self.raise(target.height + 1);
        self.attach(node);
        Ok(())
    }

    fn end_mapping(&mut self, frame: &Frame) -> Kind<'s> {
        let start = self.entries.len();
        let mut seen = std::mem::take(&mut self.seen);
        seen.clear((self.children.len() - frame.children) / 2);
        let mut merges = Vec::new();
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
            if let Some(first) = first {
                self.duplicate(first, key, frame.children);
            } else if self.is_merge_key(key) {
                merges.push((self.entries.len(), value));
            } else {
                self.entries.push(EntryData {
                    key,
                    value,
                    via: None,
                });
            }
        }
        // A key of the mapping's own wins over a merged one wherever it stands, so merging waits
        // for the last of them; the entries stand in the order of the file all the same.
        for (at, value) in merges.into_iter().rev() {
            let merged = self.merge(value, &mut seen, frame.children);
            self.entries.splice(at..at, merged);
        }
        self.seen = seen;
        self.children.truncate(frame.children);
        Kind::Mapping(index(start)..index(self.entries.len()))
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
        for source in sources {
            let alias = [value, source]
                .into_iter()
                .find(|id| self.target(*id) != *id);
            let Some(Kind::Mapping(range)) = self.kind(self.target(source)) else {
                self.misfit(source, MisfitKind::MergeOfNoMapping, end);
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

    fn duplicate(&mut self, first: NodeId, again: NodeId, end: usize) {
        let key = self.key_text(again).unwrap_or_default().to_owned();
        let mut pointer = self.pointer(end);
        pointer_push(&mut pointer, &key);
        self.duplicates.push(Duplicate {
            pointer,
            key,
            first: self.span_of(first),
            again: self.span_of(again),
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

    /// The characters of the scalar alone: the parser's span begins at an anchor or a tag, may run
    /// on into a comment, and is the token behind where there is no value.
    fn scalar_span(&self, span: Span, value: &str, style: ScalarStyle, properties: bool) -> Span {
        let mut start = span.start();
        if properties {
            start = self.after_properties(start).min(span.end());
        }
        let text = self.text.get(start..span.end()).unwrap_or_default();
        let length = match style {
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => quoted_length(text),
            ScalarStyle::Plain if value.is_empty() => 0,
            ScalarStyle::Plain | ScalarStyle::Literal | ScalarStyle::Folded => {
                text.trim_end_matches(BLANK).len()
            }
        };
        Span::new(start, start + length)
    }

    /// Where the node's own characters begin, behind `&anchor` and `!tag`.
    fn after_properties(&self, start: usize) -> usize {
        let mut rest = self.text.get(start..).unwrap_or_default();
        loop {
            let ahead = rest.trim_start_matches(BLANK);
            if ahead.starts_with('#') {
                rest = ahead
                    .find(['\n', '\r'])
                    .and_then(|end| ahead.get(end..))
                    .unwrap_or_default();
            } else if ahead.starts_with(['&', '!']) {
                let flow = |c: char| BLANK.contains(&c) || matches!(c, ',' | '[' | ']' | '{' | '}');
                // A verbatim tag may hold all of these.
                let end = if ahead.starts_with("!<") {
                    ahead.find('>').map(|end| end + 1)
                } else {
                    ahead.find(flow)
                };
                rest = end.and_then(|end| ahead.get(end..)).unwrap_or_default();
            } else {
                return self.text.len() - ahead.len();
            }
        }
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
