//! Routes into a document: a JSON Pointer, and which characters of what it names are meant.

use std::borrow::Cow;
use std::ops::Range;

use super::tree::{Document, Entry, Node, Shape};
use crate::text::{Source, Span};

/// A place in a document, by name. It becomes a span when it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// A JSON Pointer (RFC 6901) to something that exists.
    pub pointer: String,
    /// Which characters of it.
    pub part: Part,
}

/// Which characters of the thing that a pointer names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// The key of the entry. Where there is none, the first key of the value.
    Key,
    /// The value; the key, where the value is empty or a block of lines.
    Value,
    /// A byte range of the value's text, if it is written as it reads; else the whole value.
    Slice(Range<usize>),
}

impl Route {
    /// The key at a pointer.
    pub fn key(pointer: impl Into<String>) -> Self {
        Self {
            pointer: pointer.into(),
            part: Part::Key,
        }
    }

    /// The value at a pointer.
    pub fn value(pointer: impl Into<String>) -> Self {
        Self {
            pointer: pointer.into(),
            part: Part::Value,
        }
    }

    /// Some bytes of the text at a pointer.
    pub fn slice(pointer: impl Into<String>, range: Range<usize>) -> Self {
        Self {
            pointer: pointer.into(),
            part: Part::Slice(range),
        }
    }
}

/// A JSON Pointer and one step more.
pub fn pointer(parent: &str, step: &str) -> String {
    let mut pointer = String::with_capacity(parent.len() + step.len() + 1);
    pointer.push_str(parent);
    pointer_push(&mut pointer, step);
    pointer
}

/// Appends a step to a JSON Pointer.
pub fn pointer_push(pointer: &mut String, step: &str) {
    pointer.push('/');
    if !step.contains(['~', '/']) {
        pointer.push_str(step);
        return;
    }
    for character in step.chars() {
        match character {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            other => pointer.push(other),
        }
    }
}

/// The steps of a JSON Pointer, unescaped.
pub fn steps(pointer: &str) -> impl Iterator<Item = Cow<'_, str>> {
    pointer.split('/').skip(1).map(step)
}

/// A step of a JSON Pointer, unescaped.
pub fn step(written: &str) -> Cow<'_, str> {
    if written.contains('~') {
        Cow::Owned(written.replace("~1", "/").replace("~0", "~"))
    } else {
        Cow::Borrowed(written)
    }
}

/// The pointer of what holds the thing, and the step to it as it is written; nothing for the root.
pub fn parent(pointer: &str) -> Option<(&str, Cow<'_, str>)> {
    let (parent, last) = pointer.rsplit_once('/')?;
    Some((parent, step(last)))
}

/// A pointer, and those of everything around what it names, the nearest first.
pub fn around(pointer: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(pointer), |at| Some(at.rsplit_once('/')?.0))
}

/// The pointer of as many of the first steps; the whole where it has no more.
pub fn ancestor(pointer: &str, steps: usize) -> &str {
    let end = pointer.match_indices('/').nth(steps);
    end.map_or(pointer, |(end, _)| pointer.get(..end).unwrap_or_default())
}

/// How many steps a pointer has.
pub fn depth(pointer: &str) -> usize {
    pointer.matches('/').count()
}

/// Where a route leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Located {
    /// What a person has to look at.
    pub span: Span,
    /// Where the thing really stands, if an alias or a merge key brought it here.
    pub origin: Option<Span>,
}

impl Document<'_> {
    /// The value that a pointer names.
    pub fn find(&self, pointer: &str) -> Option<Node<'_>> {
        self.walk(pointer).map(|(_, node)| node)
    }

    /// The value that a pointer names, if it is an item of a list.
    pub fn item(&self, pointer: &str) -> Option<Node<'_>> {
        let (entry, node) = self.walk(pointer)?;
        entry.is_none().then_some(node)
    }

    /// The characters that a route means. A route that leads nowhere ends at the last thing that
    /// exists, so that a finding always has a place.
    pub fn locate(&self, route: &Route, source: &Source) -> Located {
        let mut pointer = route.pointer.as_str();
        let (entry, node) = loop {
            if let Some(found) = self.walk(pointer) {
                break found;
            }
            pointer = pointer.rsplit_once('/').map_or("", |(parent, _)| parent);
        };
        match &route.part {
            Part::Key => key(entry, node),
            Part::Value if has_own_line(node, source) => key(entry, node),
            Part::Value => Located {
                span: node.span(),
                origin: node.origin(),
            },
            Part::Slice(range) => slice(node, range, source),
        }
    }

    fn walk(&self, pointer: &str) -> Option<(Option<Entry<'_>>, Node<'_>)> {
        let mut entry = None;
        let mut node = self.root();
        for step in steps(pointer) {
            if node.shape() == Shape::Sequence {
                entry = None;
                node = node.nth_item(step.parse().ok()?)?;
            } else {
                let found = node.entry_of(&step)?;
                node = found.value;
                entry = Some(found);
            }
        }
        Some((entry, node))
    }
}

/// The key that leads to a value; for an item of a list or the root, the first key inside.
fn key(entry: Option<Entry<'_>>, node: Node<'_>) -> Located {
    if let Some(entry) = entry {
        return Located {
            span: entry.key_span,
            origin: entry.key_origin,
        };
    }
    match node.entries().next() {
        Some(first) if node.origin().is_none() => Located {
            span: first.key_span,
            origin: None,
        },
        _ => Located {
            span: node.span(),
            origin: node.origin(),
        },
    }
}

/// Whether a value has no characters beside its key that could be pointed at.
fn has_own_line(node: Node<'_>, source: &Source) -> bool {
    if node.origin().is_some() {
        return false;
    }
    let collection = matches!(node.shape(), Shape::Mapping | Shape::Sequence);
    let text = source.slice(node.span());
    text.is_empty() || (collection && !text.starts_with(['[', '{']))
}

/// A part of a scalar. What is written otherwise than it reads (escapes, folded lines) is shown
/// whole, unless the part stands in it once as it reads.
fn slice(node: Node<'_>, range: &Range<usize>, source: &Source) -> Located {
    let value = node.as_str().unwrap_or_default();
    let place = node.origin().unwrap_or(node.span());
    let written = source.slice(place);
    let quote = usize::from(written.starts_with(['"', '\'']));
    let verbatim = written
        .get(quote..)
        .is_some_and(|inside| inside.starts_with(value));
    let piece = value.get(range.clone()).unwrap_or_default();
    let start = if verbatim && !piece.is_empty() {
        Some(quote + range.start)
    } else {
        // A single letter could be part of an escape.
        let mut places = written.match_indices(piece).filter(|_| piece.len() > 2);
        let first = places.next().map(|(at, _)| at);
        first.filter(|_| places.next().is_none())
    };
    let exact = start.map_or(place, |start| {
        let start = place.start() + start;
        Span::new(start, start + piece.len())
    });
    match node.origin() {
        None => Located {
            span: exact,
            origin: None,
        },
        Some(_) => Located {
            span: node.span(),
            origin: Some(exact),
        },
    }
}
