//! What can be asked for, and what the document is to be then.

use crisplint::yaml::edit::{Editor, Edits, Rest};
use crisplint::yaml::{Document, Entry, Node};
use serde_json::Value;

use super::super::feed::Feed;

/// What is written: what needs quotes somewhere, and what does not.
const TEXTS: [&str; 26] = [
    "R",
    "A",
    "word",
    "two words",
    "R, A",
    "yes",
    "null",
    "1",
    "2026-09-30",
    "a: b",
    "a #b",
    "#x",
    "it's",
    "say \"so\"",
    "[a]",
    "{a",
    "- a",
    "? a",
    "",
    " a ",
    "é ü 🎉",
    "one\ntwo\n",
    "a\tb",
    "---",
    "*a",
    "\u{202e}",
];
/// A value of the document, by the numbers of entries and items.
fn walk<'d>(document: &'d Document<'d>, feed: &mut Feed<'_>) -> (Vec<usize>, Node<'d>) {
    let (mut path, mut node) = (Vec::new(), document.root());
    loop {
        let children = node.entries().len() + node.items().len();
        if children == 0 || feed.below(4) == 0 {
            return (path, node);
        }
        let number = feed.below(children);
        path.push(number);
        node = child(node, number);
    }
}

fn child(node: Node<'_>, number: usize) -> Node<'_> {
    let mut entries = node.entries().map(|entry| entry.value);
    entries
        .nth(number)
        .or_else(|| node.items().nth(number))
        .expect("a child")
}

pub(super) fn at<'v>(value: &'v mut Value, path: &[usize]) -> &'v mut Value {
    let Some((first, rest)) = path.split_first() else {
        return value;
    };
    let child = match value {
        Value::Array(items) => &mut items[*first],
        Value::Object(entries) => entries.values_mut().nth(*first).expect("an entry"),
        _ => panic!("no collection"),
    };
    at(child, rest)
}

fn new_value(feed: &mut Feed<'_>) -> Value {
    let mut text = || Value::from(TEXTS[feed.below(TEXTS.len())]);
    let (one, two) = (text(), text());
    match feed.below(5) {
        0 => serde_json::json!({"raci": {"provider": one, "customer": ["R", two]}}),
        1 => serde_json::json!({"a": one, "b c": two}),
        2 => serde_json::json!([one, two]),
        _ => one,
    }
}

/// One value, and one thing to do with it.
pub(super) struct Case<'d, 'f, 'a> {
    document: &'d Document<'d>,
    editor: Editor<'d>,
    feed: &'f mut Feed<'a>,
    pub(super) path: Vec<usize>,
    pub(super) node: Node<'d>,
    pub(super) text: &'static str,
    rest: Rest,
    /// What the document is to be then.
    pub(super) expected: Value,
    pub(super) cell: bool,
    pub(super) removes: bool,
}

impl<'d, 'f, 'a> Case<'d, 'f, 'a> {
    pub(super) fn new(document: &'d Document<'d>, feed: &'f mut Feed<'a>) -> Self {
        let (path, node) = walk(document, feed);
        // A merge key stays where all that the tree knows has gone.
        let merges = document.root().written().contains("<<");
        let empty = feed.flag() || merges;
        Self {
            document,
            editor: Editor::new(document),
            path,
            node,
            text: TEXTS[feed.below(TEXTS.len())],
            rest: if empty { Rest::Empty } else { Rest::Nothing },
            feed,
            expected: document.to_json(),
            cell: false,
            removes: false,
        }
    }

    /// The edits; nothing where there is nothing of the kind.
    pub(super) fn edits(&mut self, kind: usize) -> Option<Edits> {
        Some(match kind {
            0 => self.set_text(),
            1 => self.rename()?,
            2 => self.remove_entry()?,
            3 => self.remove_items(),
            4 => self.add_entry(),
            5 => self.add_items(),
            6 => self.listed(),
            7 => self.single(),
            8 => self.set_list(),
            9 => self.set_cell(),
            _ => self.move_entry()?,
        })
    }

    fn place(&mut self) -> &mut Value {
        at(&mut self.expected, &self.path)
    }

    pub(super) fn entry(&self) -> Option<Entry<'d>> {
        let (last, above) = self.path.split_last()?;
        let root = self.document.root();
        let mapping = above.iter().fold(root, |node, number| child(node, *number));
        mapping.entries().nth(*last)
    }

    fn set_text(&mut self) -> Edits {
        *self.place() = self.text.into();
        self.editor.set_text(self.node, self.text)
    }

    fn rename(&mut self) -> Option<Edits> {
        let entry = self.entry()?;
        let (_, above) = self.path.split_last()?;
        let mapping = at(&mut self.expected, above);
        *mapping = renamed(mapping, entry.key, self.text);
        Some(self.editor.rename(&entry, self.text))
    }

    fn remove_entry(&mut self) -> Option<Edits> {
        self.removes = true;
        let entry = self.entry()?;
        remove(&mut self.expected, &self.path, self.rest);
        Some(self.editor.remove_entry(&entry, self.rest))
    }

    fn remove_items(&mut self) -> Edits {
        self.removes = true;
        let items = 0..self.node.items().len();
        let numbers: Vec<usize> = items.filter(|_| self.feed.flag()).collect();
        for number in numbers.iter().rev() {
            let path = [&self.path[..], &[*number]].concat();
            remove(&mut self.expected, &path, self.rest);
        }
        self.editor.remove_items(self.node, &numbers, self.rest)
    }

    fn add_entry(&mut self) -> Edits {
        let value = new_value(self.feed);
        let edits = self.editor.add_entry(self.node, self.text, &value);
        if edits.is_ok() {
            let key = self.text;
            let place = self.place();
            *place = added(place, key, value);
        }
        edits
    }

    fn add_items(&mut self) -> Edits {
        let items = [new_value(self.feed), new_value(self.feed)];
        let items = &items[..=self.feed.below(2)];
        let place = self.place();
        let mut list = place.as_array().cloned().unwrap_or_default();
        list.extend_from_slice(items);
        *place = list.into();
        self.editor.add_items(self.node, items)
    }

    fn listed(&mut self) -> Edits {
        let place = self.place();
        *place = match place.take() {
            Value::Null => Value::Array(Vec::new()),
            value => vec![value].into(),
        };
        self.editor.listed(self.node)
    }

    fn single(&mut self) -> Edits {
        let place = self.place();
        if let Some([only]) = place.as_array().map(Vec::as_slice) {
            *place = only.clone();
        }
        self.editor.single(self.node)
    }

    fn set_list(&mut self) -> Edits {
        let parts = [self.text, "b, c"];
        *self.place() = parts.to_vec().into();
        self.editor.set_list(self.node, &parts)
    }

    fn set_cell(&mut self) -> Edits {
        (self.removes, self.cell) = (true, true);
        let letters = ["R", "A", "C"].into_iter();
        let letters: Vec<&str> = letters.filter(|_| self.feed.flag()).collect();
        *self.place() = letters.clone().into();
        self.editor.set_cell(self.node, &letters)
    }

    fn move_entry(&mut self) -> Option<Edits> {
        self.removes = true;
        let entry = self.entry()?;
        let (to, target) = walk(self.document, self.feed);
        let edits = self.editor.move_entry(&entry, target, self.rest);
        if edits.is_ok() {
            let value = self.place().clone();
            let mapping = at(&mut self.expected, &to);
            *mapping = added(mapping, entry.key, value);
            remove(&mut self.expected, &self.path, self.rest);
        }
        Some(edits)
    }
}

fn added(mapping: &Value, key: &str, value: Value) -> Value {
    let mut mapping = mapping.as_object().cloned().unwrap_or_default();
    mapping.insert(key.to_owned(), value);
    mapping.into()
}

fn renamed(mapping: &Value, key: &str, new: &str) -> Value {
    let entries = mapping.as_object().expect("a mapping").iter();
    let entries = entries.map(|(old, value)| {
        let name = if old == key { new } else { old };
        (name.to_owned(), value.clone())
    });
    Value::Object(entries.collect())
}

fn remove(value: &mut Value, path: &[usize], rest: Rest) {
    let Some((last, above)) = path.split_last() else {
        return;
    };
    let holder = at(value, above);
    let empty = match holder {
        Value::Array(items) => {
            items.remove(*last);
            items.is_empty()
        }
        Value::Object(entries) => {
            let key = entries.keys().nth(*last).expect("a key").clone();
            entries.shift_remove(&key);
            entries.is_empty()
        }
        _ => panic!("no collection"),
    };
    if empty && rest == Rest::Nothing {
        remove(value, above, rest);
    }
}
