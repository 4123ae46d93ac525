//! The dice, and the nodes that fall out of them.

use super::yaml::{Body, Entry, Id, Layout, Node, Scalar, Style};

/// A source of chance and of fresh ids. One per case, so that a case can be repeated alone.
pub struct Maker {
    rng: fastrand::Rng,
    next: usize,
}

impl Maker {
    /// The maker of case `number` under `seed`.
    pub fn new(seed: u64, number: u64) -> Self {
        // Neighbouring seeds give related streams; the odd constant (2^64 divided by the golden
        // ratio) spreads them.
        let seed = seed ^ number.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        Self {
            rng: fastrand::Rng::with_seed(seed),
            next: 0,
        }
    }

    pub fn chance(&mut self, percent: u32) -> bool {
        self.rng.u32(0..100) < percent
    }

    /// A number from 0 up to, but not including, `end`.
    pub fn below(&mut self, end: usize) -> usize {
        self.rng.usize(0..end)
    }

    pub fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }

    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        self.rng.shuffle(items);
    }

    pub fn id(&mut self) -> Id {
        self.next += 1;
        Id(self.next - 1)
    }

    /// How many ids have been given out.
    pub fn ids(&self) -> usize {
        self.next
    }

    pub fn node(&mut self, body: Body) -> Node {
        Node {
            id: self.id(),
            anchor: None,
            body,
        }
    }

    /// A string in any style.
    pub fn text(&mut self, text: impl Into<String>) -> Node {
        let style = if self.chance(5) {
            Style::Folded
        } else {
            self.style()
        };
        self.styled(text, style)
    }

    /// Characters that stand for themselves: numbers, nulls, syntax faults.
    pub fn verbatim(&mut self, text: impl Into<String>) -> Node {
        self.styled(text, Style::Verbatim)
    }

    pub fn styled(&mut self, text: impl Into<String>, style: Style) -> Node {
        let text = text.into();
        self.node(Body::Scalar(Scalar { text, style }))
    }

    pub fn entry(&mut self, key: impl Into<String>, value: Node) -> Entry {
        let style = if self.chance(85) {
            Style::Plain
        } else {
            self.style()
        };
        let key = Scalar {
            text: key.into(),
            style,
        };
        Entry {
            key_id: self.id(),
            key,
            value,
        }
    }

    /// A mapping in any layout, its entries in any order.
    pub fn map(&mut self, mut entries: Vec<Entry>) -> Node {
        self.shuffle(&mut entries);
        let layout = self.layout();
        self.node(Body::Map(layout, entries))
    }

    pub fn list(&mut self, items: Vec<Node>) -> Node {
        let layout = self.layout();
        self.node(Body::List(layout, items))
    }

    /// Puts an entry at a random place of a mapping.
    pub fn insert(&mut self, map: &mut Node, entry: Entry) {
        let entries = map.entries_mut();
        let index = self.below(entries.len() + 1);
        entries.insert(index, entry);
    }

    /// The same entry again, as something of its own.
    pub fn copy(&mut self, entry: &Entry) -> Entry {
        let mut copy = entry.clone();
        self.rename(&mut copy);
        copy
    }

    fn rename(&mut self, entry: &mut Entry) {
        entry.key_id = self.id();
        self.rename_node(&mut entry.value);
    }

    fn rename_node(&mut self, node: &mut Node) {
        node.id = self.id();
        match &mut node.body {
            Body::List(_, items) => items.iter_mut().for_each(|item| self.rename_node(item)),
            Body::Map(_, entries) => entries.iter_mut().for_each(|entry| self.rename(entry)),
            _ => {}
        }
    }

    /// Any style that a key can have.
    fn style(&mut self) -> Style {
        match self.below(10) {
            0 | 1 => Style::Single,
            2 | 3 => Style::Double,
            4 => Style::Escaped,
            _ => Style::Plain,
        }
    }

    fn layout(&mut self) -> Layout {
        if self.chance(65) {
            Layout::Block
        } else {
            Layout::Flow
        }
    }
}
