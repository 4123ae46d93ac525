//! A YAML document as a tree of things that the writer can put on paper.
//!
//! Every key and every value has an [`Id`]. The writer notes where it put each of them, so a
//! fault only has to name what a finding must point at; nobody computes a column by hand.

/// The name of one key or one value, unique within a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Id(pub usize);

#[derive(Clone, Debug)]
pub struct Node {
    pub id: Id,
    /// The name behind `&`.
    pub anchor: Option<String>,
    pub body: Body,
}

#[derive(Clone, Debug)]
pub enum Body {
    /// Nothing at all, as in `provider:`.
    Empty,
    Scalar(Scalar),
    /// The name behind `*`.
    Alias(String),
    /// A literal block (`|`), line by line.
    Literal(&'static [&'static str]),
    List(Layout, Vec<Node>),
    Map(Layout, Vec<Entry>),
}

#[derive(Clone, Debug)]
pub struct Entry {
    pub key_id: Id,
    pub key: Scalar,
    pub value: Node,
}

#[derive(Clone, Debug)]
pub struct Scalar {
    pub text: String,
    pub style: Style,
}

/// How a text is wished to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Without quotes where the text allows it, else as `Double`.
    Plain,
    Single,
    Double,
    /// Double quotes, with an escape for every character outside ASCII.
    Escaped,
    /// Double quotes, over two lines where the text has a space to break it at. Not for keys.
    Folded,
    /// Character for character, whatever it means: numbers, nulls, syntax faults.
    Verbatim,
}

/// How a collection is wished to be written; inside a flow collection everything is flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    Block,
    Flow,
}

impl Node {
    /// The entries of a mapping; none for anything else.
    pub fn entries(&self) -> &[Entry] {
        match &self.body {
            Body::Map(_, entries) => entries,
            _ => &[],
        }
    }

    /// The entries of what must be a mapping. What another fault has made something else of becomes
    /// one: `together` sees that, and takes other faults.
    pub fn entries_mut(&mut self) -> &mut Vec<Entry> {
        if !matches!(self.body, Body::Map(..)) {
            self.body = Body::Map(Layout::Flow, Vec::new());
        }
        match &mut self.body {
            Body::Map(_, entries) => entries,
            other => panic!("not a mapping: {other:?}"),
        }
    }

    pub fn items(&self) -> &[Node] {
        match &self.body {
            Body::List(_, items) => items,
            _ => &[],
        }
    }

    /// The text of a scalar; nothing for anything else.
    pub fn text(&self) -> Option<&str> {
        match &self.body {
            Body::Scalar(scalar) => Some(&scalar.text),
            _ => None,
        }
    }

    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().find(|entry| entry.key.text == key)
    }

    pub fn entry_mut(&mut self, key: &str) -> Option<&mut Entry> {
        match &mut self.body {
            Body::Map(_, entries) => entries.iter_mut().find(|entry| entry.key.text == key),
            _ => None,
        }
    }

    /// Takes an entry out of a mapping.
    pub fn remove(&mut self, key: &str) -> Option<Entry> {
        let index = self
            .entries()
            .iter()
            .position(|entry| entry.key.text == key)?;
        Some(self.entries_mut().remove(index))
    }

    /// The node at the end of a path of keys.
    pub fn at(&self, path: &[impl AsRef<str>]) -> Option<&Node> {
        path.iter().try_fold(self, |node, key| {
            node.entry(key.as_ref()).map(|entry| &entry.value)
        })
    }

    /// The node at the end of a path of keys, to be changed.
    pub fn at_mut(&mut self, path: &[impl AsRef<str>]) -> Option<&mut Node> {
        path.iter().try_fold(self, |node, key| {
            node.entry_mut(key.as_ref()).map(|entry| &mut entry.value)
        })
    }

    /// Whether a key or value of this name stands in this subtree, itself included.
    pub fn holds(&self, id: Id) -> bool {
        self.id == id
            || self.items().iter().any(|item| item.holds(id))
            || self.entries().iter().any(|entry| entry.holds(id))
    }
}

impl Entry {
    /// Whether the key, the value or anything below has this name.
    pub fn holds(&self, id: Id) -> bool {
        self.key_id == id || self.value.holds(id)
    }
}

/// The JSON Pointer of a path of keys and indexes.
pub fn pointer(path: &[impl AsRef<str>]) -> String {
    let mut pointer = String::new();
    for key in path {
        pointer.push('/');
        pointer.push_str(&key.as_ref().replace('~', "~0").replace('/', "~1"));
    }
    pointer
}
