//! The form of a document: for every node how it is written, and for every entry and item where it
//! begins and ends, its dash, colon and comma included.
//!
//! It is made by one walk over the tree and over the tokens between its scalars. Where the two do not
//! fit there is no form, and nothing is edited.

use std::ops::Range;

use super::lines::{column, line_end, next_line, skip_blank_lines, slice};
use super::tokens::{Mark, Token, Tokens};
use crate::text::Span;
use crate::yaml::tree::{Document, Kind, NodeData, NodeId};

/// How a node is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Not at all: a null of no characters.
    Empty,
    /// A plain or quoted scalar, or an alias.
    Line,
    /// A scalar behind `|` or `>`, which begins here.
    Block(usize),
    /// A collection in brackets or braces.
    Flow,
    /// A collection on lines of its own.
    Lines,
    /// The one entry of a mapping that stands in a flow list without braces.
    Pair,
}

/// A node in its place.
#[derive(Clone, Debug)]
pub(super) struct Site {
    pub(super) form: Form,
    /// The node that holds it, and the number of its slot there.
    pub(super) parent: Option<(NodeId, usize)>,
    /// Whether it stands inside of brackets or braces.
    pub(super) in_flow: bool,
    /// Its anchor and tag.
    pub(super) properties: Option<Range<usize>>,
    /// Its characters, properties left out; at the end of what is before it where it has none.
    pub(super) start: usize,
    pub(super) end: usize,
    /// The entries or items, those included that the tree leaves out.
    pub(super) slots: Vec<Slot>,
}

/// An entry or an item.
#[derive(Clone, Debug)]
pub(super) struct Slot {
    pub(super) key: Option<NodeId>,
    pub(super) value: NodeId,
    /// Where it begins: its dash, its `?`, or its first property or character.
    pub(super) start: usize,
    /// Where its value goes: behind the dash or the colon; without either, behind the key.
    pub(super) head: usize,
    pub(super) has_colon: bool,
    /// Whether the key stands behind a `?`.
    pub(super) explicit: bool,
    pub(super) end: usize,
    pub(super) comma: Option<usize>,
}

/// The forms of all nodes, by their numbers; nothing for those that only an alias can name.
pub(super) fn sites(document: &Document<'_>) -> Option<Vec<Option<Site>>> {
    let root = document.nodes.get(document.root as usize)?;
    if !is_collection(&root.kind) {
        return None;
    }
    let leaves = leaves(document);
    let mut walk = Walk {
        document,
        next: document.root,
        tokens: Tokens::new(document.text, root.span.start(), &leaves),
        sites: vec![None; document.nodes.len()],
    };
    walk.node(&Context::default())?;
    (walk.next as usize == document.nodes.len()).then_some(walk.sites)
}

/// The characters of the scalars, in order. A key with an anchor stands twice in the tree.
fn leaves(document: &Document<'_>) -> Vec<Span> {
    let leaves = document.nodes.iter();
    let leaves = leaves.filter(|node| !is_collection(&node.kind) && !node.span.is_empty());
    let mut leaves: Vec<Span> = leaves.map(|node| node.span).collect();
    leaves.dedup();
    leaves
}

fn is_collection(kind: &Kind<'_>) -> bool {
    matches!(kind, Kind::Sequence(_) | Kind::Mapping(_))
}

/// What a node needs to know about its place.
#[derive(Clone, Default)]
struct Context {
    parent: Option<(NodeId, usize)>,
    in_flow: bool,
    is_key: bool,
}

struct Walk<'a> {
    document: &'a Document<'a>,
    /// The node that comes next: they are numbered in the order in which they begin.
    next: NodeId,
    tokens: Tokens<'a>,
    sites: Vec<Option<Site>>,
}

impl<'a> Walk<'a> {
    fn data(&self, id: NodeId) -> Option<&'a NodeData<'a>> {
        self.document.nodes.get(id as usize)
    }

    fn node(&mut self, context: &Context) -> Option<NodeId> {
        let id = self.next;
        self.next += 1;
        let data = self.data(id)?;
        let site = match &data.kind {
            Kind::Mapping(_) => self.collection(id, true, context)?,
            Kind::Sequence(_) => self.collection(id, false, context)?,
            _ if data.span.is_empty() => self.empty(data.span, context)?,
            _ => self.leaf(id, data.span, context)?,
        };
        *self.sites.get_mut(id as usize)? = Some(site);
        Some(id)
    }

    fn site(&self, context: &Context, properties: Option<Range<usize>>) -> Site {
        let end = self.tokens.last_end();
        Site {
            form: Form::Empty,
            parent: context.parent,
            in_flow: context.in_flow,
            properties,
            start: end,
            end,
            slots: Vec::new(),
        }
    }

    /// A value of no characters. The tree puts it behind its anchor and tag, if it has some.
    fn empty(&mut self, span: Span, context: &Context) -> Option<Site> {
        if context.is_key {
            return None;
        }
        let properties = self.properties(|token| token.end <= span.start());
        let mut site = self.site(context, properties);
        if let Some(header) = self.tokens.take(Mark::Header) {
            site.form = Form::Block(header.start);
            site.start = header.start;
            site.end = self.block_end(header, header.end);
        }
        Some(site)
    }

    fn leaf(&mut self, id: NodeId, span: Span, context: &Context) -> Option<Site> {
        let properties = self.properties(|_| true);
        let header = self.tokens.take(Mark::Header);
        self.tokens.take(Mark::Leaf)?;
        let twin = self.data(id + 1);
        let is_twin = |twin: &NodeData<'_>| twin.span == span && !is_collection(&twin.kind);
        if context.is_key && twin.is_some_and(is_twin) {
            self.next += 1;
        }
        let mut site = self.site(context, properties);
        (site.form, site.start) = match header {
            Some(header) => (Form::Block(header.start), header.start),
            None => (Form::Line, span.start()),
        };
        site.end = header.map_or(span.end(), |header| self.block_end(header, span.end()));
        Some(site)
    }

    /// Where a block scalar ends: one that keeps the blank lines behind it ends with them.
    fn block_end(&self, header: Token, end: usize) -> usize {
        let text = self.document.text;
        if !slice(text, header.start, header.end).contains('+') {
            return end;
        }
        let next = skip_blank_lines(text, next_line(text, end));
        let kept = slice(text, end, next);
        let last = kept
            .strip_suffix("\r\n")
            .or(kept.strip_suffix(['\n', '\r']));
        end + last.map_or(kept.len(), str::len)
    }

    /// Takes the anchors and tags that fit.
    fn properties(&mut self, fits: impl Fn(&Token) -> bool) -> Option<Range<usize>> {
        let mut range: Option<Range<usize>> = None;
        let is_next = |token: &Token| token.mark == Mark::Property && fits(token);
        while let Some(token) = self.tokens.peek().filter(is_next) {
            self.tokens.next();
            range = Some(range.map_or(token.start, |range| range.start)..token.end);
        }
        range
    }

    fn collection(&mut self, id: NodeId, mapping: bool, context: &Context) -> Option<Site> {
        let own = self.own_properties(mapping)?;
        let properties = self.properties(|token| token.end <= own);
        let first = self.tokens.peek()?;
        let mut site = self.site(context, properties);
        site.start = first.start;
        if first.mark == Mark::Open {
            site.form = Form::Flow;
            self.tokens.next();
            site.slots = self.flow_slots(id, mapping)?;
            self.tokens.take(Mark::Close)?;
        } else if context.in_flow {
            site.form = Form::Pair;
            site.slots.push(self.entry(id, 0, true)?);
        } else {
            site.form = Form::Lines;
            site.slots = self.lines(id, mapping)?;
        }
        let last = site.slots.last().filter(|_| site.form != Form::Flow);
        site.end = last.map_or(self.tokens.last_end(), |slot| slot.end);
        Some(site)
    }

    /// The end of the properties that belong to the collection that comes next. Those on the line of
    /// the first key belong to that.
    fn own_properties(&self, mapping: bool) -> Option<usize> {
        let mut ahead = self.tokens.clone();
        let (mut all, mut above) = (0, 0);
        while let Some(token) = ahead.take(Mark::Property) {
            all = token.end;
            if ahead.peek()?.start > line_end(self.document.text, all) {
                above = all;
            }
        }
        let own = mapping && ahead.peek()?.mark != Mark::Open;
        Some(if own { above } else { all })
    }

    fn flow_slots(&mut self, id: NodeId, mapping: bool) -> Option<Vec<Slot>> {
        let mut slots: Vec<Slot> = Vec::new();
        while self.tokens.peek()?.mark != Mark::Close {
            let mut slot = if mapping {
                self.entry(id, slots.len(), true)?
            } else {
                self.item(id, slots.len(), true)?
            };
            slot.comma = self.tokens.take(Mark::Comma).map(|comma| comma.start);
            slots.push(slot);
        }
        Some(slots)
    }

    /// The entries or items that begin in the column of the first.
    fn lines(&mut self, id: NodeId, mapping: bool) -> Option<Vec<Slot>> {
        let text = self.document.text;
        let indent = column(text, self.tokens.peek()?.start);
        let mut slots = Vec::new();
        let fits = |token: &Token| {
            let other = matches!(token.mark, Mark::Colon | Mark::Comma | Mark::Close);
            let shape = (token.mark == Mark::Dash) != mapping;
            shape && !other && column(text, token.start) == indent
        };
        while self.tokens.peek().as_ref().is_some_and(fits) {
            slots.push(if mapping {
                self.entry(id, slots.len(), false)?
            } else {
                self.item(id, slots.len(), false)?
            });
        }
        (!slots.is_empty()).then_some(slots)
    }

    fn item(&mut self, id: NodeId, number: usize, in_flow: bool) -> Option<Slot> {
        let start = self.tokens.peek()?.start;
        if !in_flow {
            self.tokens.take(Mark::Dash)?;
        }
        let head = if in_flow {
            start
        } else {
            self.tokens.last_end()
        };
        let value = self.node(&Context {
            parent: Some((id, number)),
            in_flow,
            is_key: false,
        })?;
        self.slot(None, value, start, head)
    }

    fn entry(&mut self, id: NodeId, number: usize, in_flow: bool) -> Option<Slot> {
        let start = self.tokens.peek()?.start;
        let explicit = self.tokens.take(Mark::Question).is_some();
        let mut context = Context {
            parent: Some((id, number)),
            in_flow,
            is_key: true,
        };
        let key = self.node(&context)?;
        let colon = self.tokens.take(Mark::Colon);
        if colon.is_none() && !explicit && !in_flow {
            return None;
        }
        context.is_key = false;
        let head = self.tokens.last_end();
        let value = self.node(&context)?;
        let mut slot = self.slot(Some(key), value, start, head)?;
        slot.explicit = explicit;
        slot.has_colon = colon.is_some();
        Some(slot)
    }

    fn slot(&self, key: Option<NodeId>, value: NodeId, start: usize, head: usize) -> Option<Slot> {
        let site = self.sites.get(value as usize)?.as_ref()?;
        Some(Slot {
            key,
            value,
            start,
            head,
            has_colon: false,
            explicit: false,
            end: site.end,
            comma: None,
        })
    }
}
