//! Each edit by example; `tests/suite/fuzzing` has them by chance.

mod adding;
mod removing;
mod scalars;

use serde_json::{Value, json};

use super::{Edit, Editor, Edits, Overlap, Refusal, Rest, apply, reads_back};
use crate::text::Span;
use crate::yaml::{self, Entry, Node};

/// What becomes of a text, or why nothing does.
fn edited(text: &str, ask: impl Fn(&Editor<'_>, Node<'_>) -> Edits) -> Result<String, Refusal> {
    let outcomes = yaml::read(text);
    let documents = outcomes.iter().flatten();
    let document = documents
        .last()
        .expect("a document")
        .as_ref()
        .expect("YAML");
    let edits = ask(&Editor::new(document), document.root())?;
    let edited = apply(text, &edits).expect("no overlap");
    assert!(reads_back(text, &edits, |outcomes| outcomes.len()
        == yaml::read(text).len()));
    Ok(edited)
}

/// The value behind some keys and numbers.
fn at<'d>(root: Node<'d>, path: &str) -> Node<'d> {
    let steps = path.split('/').filter(|step| !step.is_empty());
    steps.fold(root, |node, step| match step.parse::<usize>() {
        Ok(number) => node.items().nth(number).expect("an item"),
        Err(_) => node.get(step).expect("a key"),
    })
}

fn entry<'d>(root: Node<'d>, path: &str) -> Entry<'d> {
    let (above, key) = path.rsplit_once('/').unwrap_or(("", path));
    at(root, above).entry_of(key).expect("an entry")
}

fn set(text: &str, path: &str, new: &str) -> Result<String, Refusal> {
    edited(text, |editor, root| editor.set_text(at(root, path), new))
}

fn cell(text: &str, path: &str, letters: &[&str]) -> Result<String, Refusal> {
    edited(text, |editor, root| {
        editor.set_cell(at(root, path), letters)
    })
}

fn rename(text: &str, path: &str, key: &str) -> Result<String, Refusal> {
    edited(text, |editor, root| editor.rename(&entry(root, path), key))
}

fn remove(text: &str, path: &str, rest: Rest) -> Result<String, Refusal> {
    edited(text, |editor, root| {
        editor.remove_entry(&entry(root, path), rest)
    })
}

fn take(text: &str, path: &str, numbers: &[usize]) -> Result<String, Refusal> {
    edited(text, |editor, root| {
        editor.remove_items(at(root, path), numbers, Rest::Empty)
    })
}

fn add(text: &str, path: &str, key: &str, value: &Value) -> Result<String, Refusal> {
    edited(text, |editor, root| {
        editor.add_entry(at(root, path), key, value)
    })
}

fn push(text: &str, path: &str, items: &[Value]) -> Result<String, Refusal> {
    edited(text, |editor, root| editor.add_items(at(root, path), items))
}

fn shift(text: &str, path: &str, to: &str) -> Result<String, Refusal> {
    edited(text, |editor, root| {
        editor.move_entry(&entry(root, path), at(root, to), Rest::Empty)
    })
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "what is asked stands in the call"
)]
fn is(outcome: Result<String, Refusal>, expected: &str) {
    assert_eq!(outcome.as_deref(), Ok(expected));
}

/// A row as the matrix has it.
fn row() -> Value {
    json!({"raci": {"provider": "C", "customer": ["R", "A"]}})
}
