//! Anchors, aliases and merge keys: the same manifest, written with things said elsewhere.
//!
//! What a fault expects is carried along: a finding about something that now stands behind an
//! alias points at the alias, and labels the real place as well.

use super::expected::{Expected, Place};
use super::maker::Maker;
use super::notation;
use super::yaml::{Body, Entry, Id, Layout, Node, Scalar, Style};

/// The parts of a manifest in which something may be said elsewhere.
const PARTS: [&str; 7] = [
    "features", "features", "features", "features", "metadata", "parties", "contacts",
];

/// Moves things to an `x-` key in front of all others and leaves aliases behind, or lets equal
/// cells share one text. Does nothing as often as not.
pub fn share(maker: &mut Maker, root: &mut Node, expected: &mut [Expected]) {
    if maker.chance(50) || root.entries().is_empty() {
        return;
    }
    let mut shelf = Vec::new();
    for _ in 0..maker.below(6) {
        let part = maker.pick(&PARTS);
        if let Some(entry) = root.entry_mut(part) {
            move_or_descend(maker, &mut entry.value, &mut shelf, expected);
        }
    }
    if let Some(features) = root.at_mut(&["features"]) {
        share_equal_cells(maker, features, expected);
    }
    if !shelf.is_empty() {
        put_up(maker, root, shelf);
    }
}

/// Walks down at random and moves what it stops at to the shelf.
fn move_something(
    maker: &mut Maker,
    node: &mut Node,
    shelf: &mut Vec<Node>,
    expected: &mut [Expected],
) {
    match &mut node.body {
        Body::Map(_, entries) if !entries.is_empty() => {
            if maker.chance(20) {
                return merge(maker, node, shelf, expected);
            }
            let index = maker.below(entries.len());
            let entry = &mut entries[index];
            if entry.key.text != "<<" {
                move_or_descend(maker, &mut entry.value, shelf, expected);
            }
        }
        Body::List(_, items) if !items.is_empty() => {
            let index = maker.below(items.len());
            move_or_descend(maker, &mut items[index], shelf, expected);
        }
        _ => {}
    }
}

fn move_or_descend(
    maker: &mut Maker,
    node: &mut Node,
    shelf: &mut Vec<Node>,
    expected: &mut [Expected],
) {
    let is_leaf = node.entries().is_empty() && node.items().is_empty();
    match &node.body {
        Body::Empty | Body::Alias(_) | Body::Literal(_) => {}
        _ if is_leaf || maker.chance(12) => replace(maker, node, shelf, expected),
        _ => move_something(maker, node, shelf, expected),
    }
}

/// Leaves an alias where the node was.
fn replace(maker: &mut Maker, node: &mut Node, shelf: &mut Vec<Node>, expected: &mut [Expected]) {
    let alias = alias(maker, shelf);
    let moved = std::mem::replace(node, alias);
    redirect(expected, node.id, |id| moved.holds(id));
    store(shelf, moved);
}

/// Moves some entries of a mapping and merges them back in with `<<`.
fn merge(maker: &mut Maker, map: &mut Node, shelf: &mut Vec<Node>, expected: &mut [Expected]) {
    if map.entry("<<").is_some() {
        return;
    }
    let entries = map.entries_mut();
    maker.shuffle(entries);
    let mut moved = entries.split_off(maker.below(entries.len()));
    let alias = alias(maker, shelf);
    redirect(expected, alias.id, |id| {
        moved.iter().any(|entry| entry.holds(id))
    });
    moved.extend(overridden(maker, entries));
    let source = maker.map(moved);
    store(shelf, source);
    let merged = if maker.chance(30) {
        maker.node(Body::List(Layout::Flow, vec![alias]))
    } else {
        alias
    };
    // Quoted, `<<` would be a key like any other.
    let key = Scalar {
        text: "<<".to_owned(),
        style: Style::Plain,
    };
    let entry = Entry {
        key_id: maker.id(),
        key,
        value: merged,
    };
    maker.insert(map, entry);
}

/// Something that counts for nothing, for the mapping that it is merged into has the same key.
fn overridden(maker: &mut Maker, kept: &[Entry]) -> Option<Entry> {
    if kept.is_empty() || maker.chance(60) {
        return None;
    }
    let key = kept[maker.below(kept.len())].key.text.clone();
    let value = maker.verbatim("0");
    Some(maker.entry(key, value))
}

/// Labels of what has moved now stand at the alias, and at the real place as well.
fn redirect(expected: &mut [Expected], alias: Id, moved: impl Fn(Id) -> bool) {
    for finding in expected {
        for place in finding.at.iter_mut().chain(&mut finding.further) {
            if place.id().is_some_and(&moved) {
                // Where an alias stood behind an alias, only the far end is the real place.
                if !matches!(place, Place::Alias(_)) {
                    finding.real.push(*place);
                }
                *place = Place::Alias(alias);
            }
        }
    }
}

/// An alias of what will be put on the shelf next.
fn alias(maker: &mut Maker, shelf: &[Node]) -> Node {
    maker.node(Body::Alias(name(shelf)))
}

fn store(shelf: &mut Vec<Node>, mut node: Node) {
    node.anchor = Some(name(shelf));
    shelf.push(node);
}

fn name(shelf: &[Node]) -> String {
    format!("shared-{}", shelf.len())
}

/// Stands the shelf in front of everything, for an anchor precedes its aliases.
fn put_up(maker: &mut Maker, root: &mut Node, shelf: Vec<Node>) {
    let shelf = if maker.chance(50) {
        maker.list(shelf)
    } else {
        let entries = shelf.into_iter().enumerate();
        let entries = entries
            .map(|(index, node)| maker.entry(format!("no-{index}"), node))
            .collect();
        let layout = maker.pick(&[Layout::Block, Layout::Flow]);
        maker.node(Body::Map(layout, entries))
    };
    let shelf = maker.entry("x-shared", shelf);
    root.entries_mut().insert(0, shelf);
}

/// Writes one cell as an alias of an equal one further up, unless a finding points at either.
fn share_equal_cells(maker: &mut Maker, features: &mut Node, expected: &[Expected]) {
    let Body::Map(_, features) = &mut features.body else {
        return;
    };
    let mut cells: Vec<&mut Node> = features
        .iter_mut()
        .filter_map(|feature| feature.value.at_mut(&["raci"]))
        .filter_map(|raci| match &mut raci.body {
            Body::Map(_, cells) => Some(cells),
            _ => None,
        })
        .flatten()
        .filter(|cell| !cell.key.text.starts_with("x-"))
        .map(|cell| &mut cell.value)
        .filter(|cell| matches!(cell.body, Body::Scalar(_) | Body::List(..)))
        .filter(|cell| !is_expected(cell, expected) && !has_alias(cell))
        .collect();
    let first = maker.below(cells.len().max(1));
    let Some((first, others)) = cells.get_mut(first..).and_then(<[_]>::split_first_mut) else {
        return;
    };
    let letters = notation::letters(first);
    if let Some(second) = others
        .iter_mut()
        .find(|cell| notation::letters(cell) == letters)
    {
        first.anchor = Some("cell".to_owned());
        second.body = Body::Alias("cell".to_owned());
    }
}

fn is_expected(cell: &Node, expected: &[Expected]) -> bool {
    let mut places = expected.iter().flat_map(|finding| &finding.at);
    places.any(|place| place.id().is_some_and(|id| cell.holds(id)))
}

fn has_alias(cell: &Node) -> bool {
    cell.items()
        .iter()
        .any(|item| matches!(item.body, Body::Alias(_)))
}
