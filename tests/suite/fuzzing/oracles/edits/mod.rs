//! Edits of YAML: the result reads back, what was asked for is there, and nothing else has changed.

mod case;

use crisplint::yaml::edit::{Edit, apply};
use crisplint::yaml::{self, Failure, Outcome};
use serde_json::Value;

use self::case::{Case, at};
use super::feed::Feed;
use super::texts;

/// Bytes that say what is edited, and how.
const ASKED: usize = 24;

/// One edit of one value of the document.
pub fn edits(bytes: &[u8]) {
    let (asked, rest) = bytes.split_at(bytes.len().min(ASKED));
    let feed = &mut Feed(asked);
    let text = match feed.below(3) {
        0 => texts::tree_text(rest),
        _ => texts::form_text(rest),
    };
    edit(&text, feed);
}

/// One edit of one value of a text, the bytes say which.
pub fn edit_of(text: &str, bytes: &[u8]) {
    edit(text, &mut Feed(bytes));
}

fn edit(text: &str, feed: &mut Feed<'_>) {
    let outcomes = yaml::read(text);
    let number = feed.below(outcomes.len());
    let Some(Some(Ok(document))) = outcomes.get(number) else {
        return;
    };
    if !document.duplicates.is_empty() || !document.misfits.is_empty() {
        return;
    }
    let kind = feed.below(11);
    let mut case = Case::new(document, feed);
    let Some(Ok(edits)) = case.edits(kind) else {
        return;
    };
    let edited = apply(text, &edits);
    let edited = edited.unwrap_or_else(|overlap| panic!("{overlap:?} of {edits:?} in {text:?}"));
    let (path, new) = (&case.path, case.text);
    let shown =
        format!("{kind} at {path:?} with {new:?}: {edits:?}\n{text}\n--->\n{edited}\n{text:?}");
    let after = yaml::read(&edited);
    assert_eq!(after.len(), outcomes.len(), "documents: {shown}");
    for (at, (before, after)) in outcomes.iter().zip(&after).enumerate() {
        if at == number {
            as_expected(after.as_ref(), &case, &shown);
        } else {
            assert_eq!(
                json(before.as_ref()),
                json(after.as_ref()),
                "another: {shown}"
            );
        }
    }
    keeps_comments(text, &edits, &case, &shown);
    keeps_line_ends(text, &edited, &case, &shown);
}

fn json(outcome: Option<&Outcome<'_>>) -> Option<String> {
    Some(match outcome? {
        Ok(document) => document.to_json().to_string(),
        Err(failure) => format!("{:?}", std::mem::discriminant(failure)),
    })
}

fn as_expected(after: Option<&Outcome<'_>>, case: &Case<'_, '_, '_>, shown: &str) {
    let document = match after {
        Some(Ok(document)) => document,
        // Brackets to the left of what holds them: what the parser makes of them is its own affair.
        Some(Err(Failure::Syntax(said, _))) if said.starts_with("invalid indentation") => return,
        other => panic!("no document, {other:?}: {shown}"),
    };
    assert!(document.duplicates.is_empty(), "twice: {shown}");
    let cell = case.cell.then_some(case.path.as_slice());
    let value = normal(document.to_json(), cell).to_string();
    assert_eq!(
        value,
        normal(case.expected.clone(), cell).to_string(),
        "{shown}"
    );
}

fn keeps_line_ends(text: &str, edited: &str, case: &Case<'_, '_, '_>, shown: &str) {
    // Where the last lines go, there can be an empty one before them.
    if text.ends_with('\n') || !case.removes {
        let ends = (text.ends_with('\n'), edited.ends_with('\n'));
        assert_eq!(ends.0, ends.1, "the end: {shown}");
    }
    let are_windows = |text: &str| text.matches('\n').count() == text.matches("\r\n").count();
    if text.contains('\n') && are_windows(text) {
        assert!(are_windows(edited), "line ends: {shown}");
    }
}

/// What an edit takes away holds no comment, unless it was asked to, or that was part of a text.
fn keeps_comments(text: &str, edits: &[Edit], case: &Case<'_, '_, '_>, shown: &str) {
    let texts = [case.node.as_str(), case.entry().map(|entry| entry.key)];
    let is_text = texts.iter().flatten().any(|text| text.contains("# c"));
    if case.removes || is_text {
        return;
    }
    for edit in edits {
        let gone = &text[edit.span.range()];
        for (at, _) in gone.match_indices("# c") {
            let kept = edits.iter().any(|edit| edit.text.contains("# c"));
            assert!(
                kept || !gone[..at].ends_with([' ', '\n']),
                "a comment: {shown}"
            );
        }
    }
}

/// The value, with the cell at a path as the list of its letters.
fn normal(mut value: Value, cell: Option<&[usize]>) -> Value {
    let Some(path) = cell else {
        return value;
    };
    let place = at(&mut value, path);
    let mut letters: Vec<String> = match &*place {
        Value::String(text) => text.split(", ").map(str::to_owned).collect(),
        Value::Array(items) => items.iter().map(Value::to_string).collect(),
        _ => Vec::new(),
    };
    for letter in &mut letters {
        *letter = letter.trim_matches('"').to_owned();
    }
    letters.retain(|letter| !letter.is_empty());
    letters.sort();
    *place = letters.into();
    value
}
