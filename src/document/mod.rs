//! YAML text to one tree in which every key and every value knows its characters.
//!
//! All that crisplint reads (manifests, matrices, the configuration) comes through [`read`], once.
//! The schema validator sees the tree as JSON, the typed structs are made from it, and every
//! finding names a [`Route`] into it, which becomes a span by [`Document::locate`].
//!
//! The tree is flat, nodes in one vector and text borrowed from the source, so that depth costs
//! no stack. An alias is a node of its own that points at its anchor: reading never copies what an
//! alias stands for, and a budget counts what the copies would be.
//!
//! `plain` reads what nearly all files hold, quickly; `events` asks the event parser, which reads all
//! of YAML. Both fill the tree of `build`, and both make the same of a text.

mod build;
mod conflict;
mod controls;
mod events;
mod json;
mod plain;
mod route;
mod scalar;

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::OnceLock;

use crate::text::Span;

use controls::Ahead;
pub use json::{Member as TreeMember, Tree, value as json_value};
pub use route::{
    Located, Part, Route, pointer, pointer_push, step as pointer_step, steps as pointer_steps,
};

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
    text: &'s str,
    nodes: Vec<NodeData<'s>>,
    entries: Vec<EntryData>,
    items: Vec<NodeId>,
    root: NodeId,
    /// The keys that stand twice. The tree holds the first.
    pub duplicates: Vec<Duplicate>,
    /// Keys that JSON cannot hold, and merge keys that merge no mapping. The tree leaves them out.
    pub misfits: Vec<Misfit>,
    /// For each large mapping, by its first entry, its entries in the order of their keys; made when
    /// a key is first looked up in one.
    index: Index,
}

/// Made of the rest when it is first asked for, so that it tells nothing of its own.
#[derive(Default)]
struct Index(OnceLock<HashMap<u32, Vec<u32>>>);

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

/// What is done with each document when it has been read; nothing stands for an empty one.
type Take<'t, 's> = &'t mut dyn FnMut(Option<Outcome<'s>>);

/// Reads every document of a file and hands it on at once; nothing stands for an empty one.
///
/// A failure ends its document; reading goes on at the next `---` in column 1.
pub fn read_each<'s>(text: &'s str, take: Take<'_, 's>) {
    read_with(text, plain::read, take);
}

/// Reads every document of a file; nothing stands for an empty one.
pub fn read(text: &str) -> Vec<Option<Outcome<'_>>> {
    let mut outcomes = Vec::new();
    read_each(text, &mut |outcome| outcomes.push(outcome));
    outcomes
}

/// The same by the event parser alone: what fuzzing holds the quick reader to.
pub fn read_by_events(text: &str) -> Vec<Option<Outcome<'_>>> {
    let mut outcomes = Vec::new();
    let all = |_: &_, start, _: Take<'_, '_>| Some(start);
    read_with(text, all, &mut |outcome| outcomes.push(outcome));
    outcomes
}

/// Whether the quick reader takes a whole text: what the texts of the tests are measured by, since those
/// that it leaves compare the event parser with itself.
pub fn is_plain(text: &str) -> bool {
    Ahead::new(text).from(text, 0).is_none() && plain::read(text, 0, &mut |_| ()).is_none()
}

/// Reads what the quick reader takes, and leaves the rest to the event parser.
fn read_with<'s>(
    text: &'s str,
    quick: impl Fn(&'s str, usize, Take<'_, 's>) -> Option<usize>,
    take: Take<'_, 's>,
) {
    let mut count = 0;
    let mut take = |outcome: Option<Outcome<'s>>| {
        count += usize::from(outcome.is_some());
        // What is over the limit is read, and forgotten.
        match outcome {
            Some(outcome) if count > MAX_DOCUMENTS => {
                if count == MAX_DOCUMENTS + 1 {
                    take(Some(Err(Failure::TooManyDocuments(start_of(&outcome)))));
                }
            }
            outcome => take(outcome),
        }
    };
    let mut start = Some(0);
    // Asked once: a file can hold a million documents that fail.
    let ascii = text.is_ascii();
    let mut controls = Ahead::new(text);
    while let Some(offset) = start {
        let control = controls.from(text, offset);
        let rest = match control {
            None => quick(text, offset, &mut take),
            // A fault in the making.
            Some(_) => Some(offset),
        };
        start = rest.and_then(|rest| events::read(text, rest, ascii, control, &mut take));
    }
}

/// The first thing in a document.
fn start_of(outcome: &Outcome<'_>) -> Span {
    match outcome {
        Ok(document) => {
            let root = document.root();
            let first = root.entries().next();
            first.map_or(root.span(), |entry| entry.key_span)
        }
        Err(failure) => failure.span(),
    }
}

type NodeId = u32;

#[derive(Debug)]
struct NodeData<'s> {
    span: Span,
    kind: Kind<'s>,
}

#[derive(Debug)]
enum Kind<'s> {
    Null,
    Bool(bool),
    Number(serde_json::Number),
    String(Cow<'s, str>),
    Sequence(Range<u32>),
    Mapping(Range<u32>),
    Alias(NodeId),
}

#[derive(Clone, Copy, Debug)]
struct EntryData {
    key: NodeId,
    value: NodeId,
    /// The alias through which a merge key brought the entry here.
    via: Option<NodeId>,
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
    key_origin: Option<Span>,
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

    fn kind(self) -> &'d Kind<'d> {
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
    fn nth_entry(self, number: usize) -> Option<Entry<'d>> {
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
    fn nth_item(self, number: usize) -> Option<Node<'d>> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Source;

    fn one(text: &str) -> Document<'_> {
        let mut documents = read(text).into_iter().flatten();
        documents.next().expect("a document").expect("YAML")
    }

    /// The characters that a route means, and those that it stands for.
    fn located(text: &str, route: &Route) -> (String, Option<String>) {
        let source = Source::from_bytes(text.as_bytes().to_vec());
        let document = one(text);
        let at = document.locate(route, &source);
        let slice = |span| source.slice(span).to_owned();
        (slice(at.span), at.origin.map(slice))
    }

    fn value(text: &str, pointer: &str) -> String {
        located(text, &Route::value(pointer)).0
    }

    #[test]
    fn a_whole_number_is_one_however_it_is_written() {
        for (text, expected) in [
            ("30", Some(30)),
            ("30.0", Some(30)),
            ("-3e1", Some(-30)),
            ("1.5", None),
            ("'30'", None),
            ("1e300", None),
        ] {
            assert_eq!(one(text).root().as_integer(), expected, "{text}");
        }
    }

    #[test]
    fn values_know_their_own_characters() {
        for (text, pointer, expected) in [
            ("a: plain # it's\n", "/a", "plain"),
            ("a: 'it''s' # x\n", "/a", "'it''s'"),
            ("a: !!str \"q\" # \"c\"\n", "/a", "\"q\""),
            ("a: &x  val\n", "/a", "val"),
            ("a: &x\n  b: c\n", "/a/b", "c"),
            ("a: [1, [2, 3], {b: 4}]\n", "/a/1", "[2, 3]"),
            ("a: [1, [2, 3], {b: 4}]\n", "/a/2", "{b: 4}"),
            ("a: [1, [2, 3], {b: 4}]\n", "/a", "[1, [2, 3], {b: 4}]"),
            ("a: !x [1]\n", "/a", "[1]"),
            ("a: {b: c, }\n", "/a", "{b: c, }"),
            ("a: &x !y {b: c , # d\n }\n", "/a", "{b: c , # d\n }"),
            ("- [x]: 1\n  y: 2\n", "/0/y", "2"),
            ("a: &x\n  [x]: 1\n  y: {  }\n", "/a/y", "{  }"),
            ("a: [1 ]  # c\nb: [{c: d} , {}]  # e\n", "/a", "[1 ]"),
            ("a: [1 ]  # c\nb: [{c: d} , {}]  # e\n", "/b/0", "{c: d}"),
            ("é: [ü, 'ö']\n", "/é/1", "'ö'"),
            ("a: |\n  one\n  two\nb: 1\n", "/a", "one\n  two"),
            ("\"a/b~c\": 1\n", "/a~1b~0c", "1"),
            ("- - x\n  - y\n", "/0/1", "y"),
            // Nothing to point at but the key.
            ("a:\nb: 1\n", "/a", "a"),
            ("{a: , b: }\n", "/b", "b"),
            ("a:\n  b: 1\n  c: 2\n", "/a", "a"),
            ("a:\n- 1\n", "/a", "a"),
            // A route that leads nowhere ends at what exists.
            ("a: {b: 1}\n", "/a/c/d", "{b: 1}"),
        ] {
            assert_eq!(value(text, pointer), expected, "{text}");
        }
    }

    #[test]
    fn keys_and_slices_know_theirs() {
        let key = |text, pointer: &str| located(text, &Route::key(pointer)).0;
        assert_eq!(key("a: {'b c': 1}\n", "/a/b c"), "'b c'");
        assert_eq!(key("\n# c\nx: 1\n", ""), "x");
        assert_eq!(key("a:\n- b: 1\n  c: 2\n", "/a/0"), "b");
        let word = |text| located(text, &Route::slice("/a", 3..7)).0;
        assert_eq!(word("a: >\n  no\n  TODO: yes\n"), "TODO");
        assert_eq!(word("a: \"\\x61b TODO\"\n"), "TODO");
        let slice = |text| located(text, &Route::slice("/a", 3..4)).0;
        assert_eq!(slice("a: R, A\n"), "A");
        assert_eq!(slice("a: \"R, A\"\n"), "A");
        assert_eq!(
            slice("a: \"R,\\x20A\"\n"),
            "\"R,\\x20A\"",
            "escapes are shown whole"
        );
    }

    #[test]
    fn aliases_point_at_themselves_and_at_their_anchor() {
        let text = "x: &x {p: [R, A]}\ny: *x\nz: {<<: *x, q: 1}\n";
        for pointer in ["/y/p/1", "/z/p/1"] {
            let (shown, origin) = located(text, &Route::slice(pointer, 0..1));
            assert_eq!(
                (shown.as_str(), origin.as_deref()),
                ("*x", Some("A")),
                "{pointer}"
            );
        }
        let (shown, origin) = located(text, &Route::key("/z/p"));
        assert_eq!((shown.as_str(), origin.as_deref()), ("*x", Some("p")));
    }

    #[test]
    fn own_keys_win_over_merged_ones_and_all_stand_in_order() {
        let text = "a: &a {p: 1, q: 1}\nb: &b {q: 2, r: 2}\nc: {o: 0, <<: [*a, *b], p: 3}\n";
        let merged = one(text).find("/c").map(json_value);
        let expected = serde_json::json!({"o": 0, "q": 1, "r": 2, "p": 3});
        assert_eq!(merged, Some(expected));
        let document = one(text);
        let keys = document
            .find("/c")
            .into_iter()
            .flat_map(Node::entries)
            .map(|entry| entry.key);
        assert_eq!(keys.collect::<Vec<_>>(), ["o", "q", "r", "p"]);
    }

    #[test]
    fn merge_keys_that_stand_twice_merge_both_all_the_same() {
        let anchors = "a: &a {p: 1, q: 1}\nb: &b {q: 2, r: 2}\nl: &l [*a]\n";
        for (mapping, merged, expected) in [
            (
                "{<<: *a, <<: *b}",
                Some("[*a, *b]"),
                serde_json::json!({"p": 1, "q": 1, "r": 2}),
            ),
            (
                "{<<: *b, q: 3, <<: *a}",
                Some("[*b, *a]"),
                serde_json::json!({"r": 2, "q": 3, "p": 1}),
            ),
            (
                "{<<: [*b], << : {s: 4}}",
                Some("[*b, {s: 4}]"),
                serde_json::json!({"q": 2, "r": 2, "s": 4}),
            ),
            (
                "{<<: *l, <<: *b}",
                None,
                serde_json::json!({"p": 1, "q": 1, "r": 2}),
            ),
            (
                "\n  <<: *a\n  <<:\n    r: 5\n",
                None,
                serde_json::json!({"p": 1, "q": 1, "r": 5}),
            ),
        ] {
            let text = format!("{anchors}c: {mapping}\n");
            let document = one(&text);
            let found: Vec<_> = document.duplicates.iter().collect();
            assert_eq!(found.len(), 1, "{mapping}");
            assert_eq!(found[0].merged.as_deref(), merged, "{mapping}");
            assert_eq!(
                document.find("/c").map(json_value),
                Some(expected),
                "{mapping}"
            );
            assert!(document.misfits.is_empty(), "{mapping}");
        }
    }

    #[test]
    fn a_list_behind_an_alias_that_merges_nothing_is_one_misfit() {
        for (text, expected) in [
            ("l: &l [a, b, {c: 1}]\nm: {<<: *l}\n", &["*l"][..]),
            ("l: &l [a, b]\nm: {<<: [*l, c]}\n", &["*l", "c"]),
            ("l: &l x\nm: {<<: *l}\n", &["*l"]),
            ("m: {<<: [a, b]}\n", &["a", "b"]),
            ("l: &l [{c: 1}]\nm: {<<: *l}\n", &[]),
        ] {
            let document = one(text);
            let shown = document.misfits.iter();
            let shown: Vec<&str> = shown.filter_map(|one| text.get(one.span.range())).collect();
            assert_eq!(shown, expected, "{text}");
        }
    }

    #[test]
    fn doubled_keys_are_kept_as_facts() {
        let document = one("a: {b: 1, 'b': 2}\nc:\n- {d: 1, d: 2, d: 3}\n");
        let pointers = document.duplicates.iter().map(|one| one.pointer.as_str());
        assert_eq!(pointers.collect::<Vec<_>>(), ["/a/b", "/c/0/d", "/c/0/d"]);
        assert_eq!(
            document.to_json(),
            serde_json::json!({"a": {"b": 1}, "c": [{"d": 1}]})
        );
        let keys: Vec<String> = (0..60).map(|key| format!("k{key}: x\n")).collect();
        let many = keys.concat() + &keys[..40].concat();
        assert_eq!(one(&many).duplicates.len(), 40);
        // As many by merge keys, which the mapping's own length does not announce.
        let maps = keys.chunks(20).enumerate();
        let maps =
            maps.map(|(at, keys)| format!("- &m{at}\n  {}", keys.concat().replace('\n', "\n  ")));
        let maps: Vec<String> = maps.map(|map| map.trim_end().to_owned() + "\n").collect();
        let text = format!(
            "maps:\n{}all: {{own: 1, <<: [*m0, *m1, *m2], k7: y, k59: y, k7: z, own: z}}\n",
            maps.concat()
        );
        let document = one(&text);
        let pointers = document.duplicates.iter().map(|one| one.pointer.as_str());
        assert_eq!(pointers.collect::<Vec<_>>(), ["/all/k7", "/all/own"]);
        let all = document.find("/all").map(json_value).expect("a mapping");
        assert_eq!(
            (all["k7"].as_str(), all["k59"].as_str()),
            (Some("y"), Some("y"))
        );
        assert_eq!(
            (
                all["k8"].as_str(),
                all.as_object().map(serde_json::Map::len)
            ),
            (Some("x"), Some(61))
        );
    }

    #[test]
    fn a_failure_ends_its_document_only() {
        for (text, expected) in [
            ("a: 1\n---\n\"b\n---\nc: 1\n", "ok failed ok"),
            ("a: [1\n---\nc: 1\n", "failed ok"),
            ("\"a\n--- # x\nb: 1\n---\n", "failed ok empty"),
            ("a: 1\n...\n%BAD x\nb\n---\nc: 1\n", "ok failed ok"),
            ("a: *b\n---\nc: 1\n", "failed ok"),
            ("---\n---\na: 1\n", "empty ok"),
            ("# nothing\n", ""),
        ] {
            let outcomes = read(text).into_iter().map(|outcome| match outcome {
                None => "empty",
                Some(Ok(_)) => "ok",
                Some(Err(_)) => "failed",
            });
            assert_eq!(outcomes.collect::<Vec<_>>().join(" "), expected, "{text}");
        }
    }
}
