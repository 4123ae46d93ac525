//! Reading: spans, pointers, a second reading, and what another reader makes of the text.

use crisplint::text::{Source, Span};
use crisplint::yaml::{self as tree, Document, Node, Part, Route, Shape, pointer};

use super::{assert_span, yaml};

/// Values that are looked at in one document: aliases make a few bytes into very many.
const VALUES: usize = 2_000;

/// Bytes as YAML: every key and value knows its characters, every pointer is found again, a second
/// reading is the same, and what `serde_yaml` reads we read to the same value.
pub fn document(bytes: &[u8]) {
    let source = Source::from_bytes(bytes.to_vec());
    if source.invalid_at().is_some() {
        return;
    }
    let text = source.text();
    let outcomes = tree::read(text);
    let mut last = 0;
    for outcome in outcomes.iter().flatten() {
        match outcome {
            Err(failure) => assert_span(failure.span(), text, "a failure"),
            Ok(document) => {
                let root = document.root();
                assert!(root.span().start() >= last, "documents stand in a row");
                last = root.span().end();
                let mut left = VALUES;
                walk(
                    document,
                    &source,
                    root,
                    "",
                    Span::new(0, text.len()),
                    &mut left,
                );
                assert_left_out(document, text);
            }
        }
    }
    let again = tree::read(text);
    assert_eq!(format!("{outcomes:?}"), format!("{again:?}"));
    // Two readers of YAML differ in more than is on our list, and a gate has to answer the same twice.
    if std::env::var_os("CRISPLINT_FUZZ_GATE").is_none() {
        yaml::compare(text, &outcomes);
    }
}

fn walk(
    document: &Document<'_>,
    source: &Source,
    node: Node<'_>,
    at: &str,
    parent: Span,
    left: &mut usize,
) {
    if *left == 0 {
        return;
    }
    *left -= 1;
    let text = source.text();
    let span = node.span();
    assert_span(span, text, at);
    assert!(
        is_within(span, parent),
        "{at:?}: {span:?} in its parent {parent:?}"
    );
    if let Some(origin) = node.origin() {
        assert_span(origin, text, at);
        assert!(
            text[span.range()].starts_with('*'),
            "{at:?}: an alias is shown"
        );
    }
    let found = document.find(at).expect("a pointer is found again");
    assert_eq!(
        (found.span(), found.shape(), found.as_str()),
        (span, node.shape(), node.as_str()),
        "{at:?}"
    );
    assert_scalar(node, at);
    assert_routes(document, source, node, at);
    let mut behind = span.start();
    for entry in node.entries() {
        assert_span(entry.key_span, text, at);
        assert!(
            is_within(entry.key_span, span),
            "{at:?}: a key in its mapping"
        );
        if node.origin().is_none() {
            assert!(entry.key_span.start() >= behind, "{at:?}: keys in a row");
            behind = entry.key_span.start();
        }
        let below = pointer(at, entry.key);
        walk(document, source, entry.value, &below, span, left);
    }
    for (index, item) in node.items().enumerate() {
        walk(
            document,
            source,
            item,
            &pointer(at, &index.to_string()),
            span,
            left,
        );
    }
}

fn is_within(inner: Span, outer: Span) -> bool {
    outer.start() <= inner.start() && inner.end() <= outer.end()
}

/// The characters of a scalar are those of a scalar: no comment, no blank, no part of a neighbour.
fn assert_scalar(node: Node<'_>, at: &str) {
    let written = node.written();
    match node.shape() {
        Shape::Mapping | Shape::Sequence => return,
        Shape::Null | Shape::Bool | Shape::Number | Shape::String => {}
    }
    let blank = [' ', '\t', '\r', '\n'];
    let value = node.as_str().unwrap_or(written);
    // A block of text can begin with a tab.
    let trimmed = if value.starts_with(blank) {
        written.trim_end_matches(blank)
    } else {
        written.trim_matches(blank)
    };
    assert_eq!(trimmed, written, "{at:?}: blanks are no part of a scalar");
    // A block of one line has its line breaks in its value, and blanks before that.
    let read = value
        .trim_start_matches('\n')
        .trim_end_matches([' ', '\t', '\n']);
    let in_lines = written.starts_with(['|', '>']) || written.contains(['\n', '\r']);
    let quote = written
        .chars()
        .next()
        .filter(|first| matches!(first, '"' | '\''))
        // A block of text can begin with a quote of its own, and what is quoted with another.
        .filter(|first| written != read && !(in_lines && read.starts_with(*first)));
    match quote {
        Some(quote) => assert!(
            written.len() > 1 && written.ends_with(quote),
            "{at:?}: {written:?} has both its quotes"
        ),
        None if in_lines => {}
        None => assert_eq!(
            written, read,
            "{at:?}: what is plain reads as it is written"
        ),
    }
}

/// Every way to point at a value ends in the text.
fn assert_routes(document: &Document<'_>, source: &Source, node: Node<'_>, at: &str) {
    let slice = node.as_str().map(|value| {
        let first = value.chars().next().map_or(0, char::len_utf8);
        Part::Slice(0..first)
    });
    let parts = [Some(Part::Key), Some(Part::Value), slice];
    for part in parts.into_iter().flatten() {
        let route = Route {
            pointer: at.to_owned(),
            part,
        };
        let located = document.locate(&route, source);
        for span in std::iter::once(located.span).chain(located.origin) {
            assert_span(span, source.text(), at);
        }
        let aliased = route.part != Part::Key && node.origin().is_some();
        assert!(!aliased || located.origin.is_some(), "{at:?}: {route:?}");
    }
}

/// What the tree leaves out has a place, too.
fn assert_left_out(document: &Document<'_>, text: &str) {
    for one in &document.duplicates {
        assert_span(one.first, text, &one.pointer);
        assert_span(one.again, text, &one.pointer);
        // What stands below a double, or in a key that is a collection, is left out with it.
        let mut others = document.duplicates.iter();
        let below = others.any(|other| one.pointer.starts_with(&format!("{}/", other.pointer)));
        // What merge keys merge stands in their place.
        let stands = one.key == "<<" || document.find(&one.pointer).is_some();
        assert!(
            stands || below || !document.misfits.is_empty(),
            "{:?} stands once at least",
            one.pointer
        );
    }
    for one in &document.misfits {
        assert_span(one.span, text, &one.pointer);
    }
}
