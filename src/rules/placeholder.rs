//! CRISP403: a placeholder is an answer that nobody has given.

use super::field;
use crate::document::{Document, Node, Part, Route, pointer};
use crate::finding::Fault;
use crate::rule::{Rule, Severity};
use crate::schema::Schema;
use crate::text::quote;
use std::ops::Range;

/// The rule.
pub static RULE: Rule = Rule {
    code: "CRISP403",
    name: "placeholder",
    severity: Severity::Error,
    fixed: false,
    summary: "TODO, TBD, FIXME, ??? or an example domain left where a name, reason, email or link belongs",
    page: include_str!("../../rules/CRISP403.md"),
};

const WORDS: [&str; 3] = ["TODO", "TBD", "FIXME"];

/// What kind of text stands in a field.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Words may stand beside a placeholder.
    Text,
    /// The domain counts too.
    Email,
    /// A path or a link: `docs/TODO.md` is a path.
    Evidence,
}

/// The pointers of all values that are placeholders, each with the bytes that are.
pub fn find(document: &Document<'_>) -> Vec<Route> {
    let mut found = Vec::new();
    let root = document.root();
    let mut look = |at: String, node: Option<Node<'_>>, kind: Kind| {
        let text = node.and_then(Node::as_str).unwrap_or_default();
        if let Some(range) = placeholder(text, kind) {
            found.push(Route {
                pointer: at,
                part: Part::Slice(range),
            });
        }
    };
    let mut fields = |at: &str, names: &[(&str, Kind)]| {
        let object = document.find(at);
        for (name, kind) in names {
            look(
                pointer(at, name),
                object.and_then(|object| object.get(name)),
                *kind,
            );
        }
    };
    let text = |name| (name, Kind::Text);
    fields(
        "/metadata",
        &["system", "title", "classification", "reviewed"].map(text),
    );
    fields("/metadata/crisp", &["signedBy", "signedOn"].map(text));
    fields("/parties", &["provider", "customer"].map(text));
    let keys = |at: &str| {
        let entries = document.find(at).into_iter().flat_map(Node::entries);
        entries
            .map(|entry| entry.key.to_owned())
            .collect::<Vec<_>>()
    };
    for key in keys("/parties/thirdParties") {
        fields("/parties/thirdParties", &[(&key, Kind::Text)]);
    }
    for key in keys("/contacts") {
        fields(
            &pointer("/contacts", &key),
            &[("name", Kind::Text), ("email", Kind::Email)],
        );
    }
    for index in 0..root
        .get("waivers")
        .map_or(0, |waivers| waivers.items().len())
    {
        let at = pointer("/waivers", &index.to_string());
        fields(&at, &["reason", "approvedBy", "expires"].map(text));
    }
    for entry in root.get("features").into_iter().flat_map(Node::entries) {
        let at = pointer("/features", entry.key);
        look(pointer(&at, "owner"), entry.value.get("owner"), Kind::Text);
        look(
            pointer(&at, "notApplicable"),
            entry.value.get("notApplicable"),
            Kind::Text,
        );
        let evidence = entry
            .value
            .get("evidence")
            .into_iter()
            .flat_map(Node::items);
        for (index, item) in evidence.enumerate() {
            let at = pointer(&pointer(&at, "evidence"), &index.to_string());
            look(at, Some(item), Kind::Evidence);
        }
    }
    found
}

/// A value that still holds a placeholder.
pub fn fault(schema: &Schema, route: Route, value: Node<'_>) -> Fault {
    let text = value.as_str().unwrap_or_default();
    let range = match &route.part {
        Part::Slice(range) => range.clone(),
        _ => 0..text.len(),
    };
    let name = field::object(&route.pointer).unwrap_or_default();
    let annotation = schema.annotation(&route.pointer);
    let example = annotation
        .examples
        .first()
        .and_then(serde_json::Value::as_str);
    let write = example.map_or_else(String::new, |example| {
        format!("write for example {}", quote(example))
    });
    let message = format!(
        "{name} still holds the placeholder {}",
        quote(text.get(range).unwrap_or(text))
    );
    let at = route.pointer.clone();
    Fault::new(&RULE, route, message)
        .help(field::sentence(&write, &annotation.description))
        .pointer(at)
}

/// The bytes of a text that are a placeholder.
fn placeholder(text: &str, kind: Kind) -> Option<Range<usize>> {
    if text.is_empty() {
        return None;
    }
    let trimmed = text.trim();
    let whole = |word: &str| trimmed == word || trimmed == word.to_ascii_lowercase();
    if WORDS.into_iter().any(whole) || trimmed == "???" {
        let start = text.len() - text.trim_start().len();
        return Some(start..start + trimmed.len());
    }
    match kind {
        Kind::Evidence => domain_of_link(text),
        Kind::Email => domain(text, text.rfind('@')? + 1..text.len()),
        Kind::Text => word(text),
    }
}

/// A whole upper-case word.
fn word(text: &str) -> Option<Range<usize>> {
    let part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    let marks = WORDS.into_iter().chain(["???"]);
    let mut found = marks.filter_map(|mark| {
        text.match_indices(mark)
            .map(|(at, mark)| at..at + mark.len())
            .find(|range| {
                let before = text
                    .get(..range.start)
                    .and_then(|text| text.chars().next_back());
                let after = text.get(range.end..).and_then(|text| text.chars().next());
                mark == "???" || !(part(before) || part(after))
            })
    });
    found.next()
}

/// The host of a link, if it is an example domain.
fn domain_of_link(text: &str) -> Option<Range<usize>> {
    let start = text.find("://")? + 3;
    let rest = text.get(start..)?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let authority = rest.get(..end)?;
    let host = authority.rfind('@').map_or(0, |at| at + 1);
    let host_end = authority
        .get(host..)?
        .find(':')
        .map_or(end, |colon| host + colon);
    domain(text, start + host..start + host_end)
}

/// The second-level domains and top-level domains that RFC 2606 keeps for examples.
fn domain(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let host = text
        .get(range.clone())?
        .trim_end_matches('.')
        .to_ascii_lowercase();
    let mut labels = host.rsplit('.');
    let top = labels.next()?;
    let second = labels.next();
    let reserved = matches!(top, "test" | "example" | "invalid" | "localhost")
        || (second == Some("example") && matches!(top, "com" | "net" | "org"));
    reserved.then_some(range)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_whole_values_whole_words_and_example_domains() {
        for (text, kind, expected) in [
            ("TODO", Kind::Text, Some("TODO")),
            ("todo", Kind::Text, Some("todo")),
            ("Ask TBD, then go", Kind::Text, Some("TBD")),
            ("who???", Kind::Text, Some("???")),
            ("TODOs", Kind::Text, None),
            ("the todo list", Kind::Text, None),
            ("Todor Tbdova", Kind::Text, None),
            ("docs/TODO.md", Kind::Evidence, None),
            ("TODO", Kind::Evidence, Some("TODO")),
            (
                "https://wiki.example.com/TODO",
                Kind::Evidence,
                Some("wiki.example.com"),
            ),
            (
                "https://a@host.invalid:80/",
                Kind::Evidence,
                Some("host.invalid"),
            ),
            ("https://examples.gov.au/", Kind::Evidence, None),
            ("a@example.org", Kind::Email, Some("example.org")),
            ("a@myexample.org", Kind::Email, None),
        ] {
            let found = placeholder(text, kind).and_then(|range| text.get(range));
            assert_eq!(found, expected, "{text}");
        }
    }
}
