//! CRISP403: a placeholder is an answer that nobody has given.

use super::field;
use crate::document::{Document, Entry, Node, Part, Route, pointer};
use crate::finding::Fault;
use crate::rule::{Rule, Severity};
use crate::schema::Schema;
use crate::text::{code, quote, split_scheme};
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

/// The same words, which count where they are the whole value.
const LOWER: [&str; 3] = ["todo", "tbd", "fixme"];

/// Counts anywhere.
const MARKS: &str = "???";

/// What kind of text stands in a field.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Words may stand beside a placeholder.
    Text,
    /// The same, and the domain counts too.
    Email,
    /// A path or a link: `docs/TODO.md` is a path.
    Evidence,
}

/// The pointers of all values that are placeholders, each with the bytes that are.
pub fn find(document: &Document<'_>) -> Vec<Route> {
    let mut search = Search::default();
    let root = document.root();
    let metadata = root.get("metadata");
    let text = |name| (name, Kind::Text);
    search.fields(
        metadata,
        &["system", "title", "classification", "reviewed"].map(text),
        &|| "/metadata".to_owned(),
    );
    search.fields(
        metadata.and_then(|metadata| metadata.get("crisp")),
        &["signedBy", "signedOn"].map(text),
        &|| "/metadata/crisp".to_owned(),
    );
    let parties = root.get("parties");
    search.fields(parties, &["provider", "customer"].map(text), &|| {
        "/parties".to_owned()
    });
    for entry in entries(parties.and_then(|parties| parties.get("thirdParties"))) {
        search.look(Some(entry.value), Kind::Text, || {
            pointer("/parties/thirdParties", entry.key)
        });
    }
    for entry in entries(root.get("contacts")) {
        let fields = [("name", Kind::Text), ("email", Kind::Email)];
        search.fields(Some(entry.value), &fields, &|| {
            pointer("/contacts", entry.key)
        });
    }
    let waivers = root.get("waivers").into_iter().flat_map(Node::items);
    for (index, waiver) in waivers.enumerate() {
        let fields = ["reason", "approvedBy", "expires"].map(text);
        search.fields(Some(waiver), &fields, &|| {
            pointer("/waivers", &index.to_string())
        });
    }
    for entry in entries(root.get("features")) {
        search.feature(&entry);
    }
    search.found
}

fn entries(node: Option<Node<'_>>) -> impl Iterator<Item = Entry<'_>> {
    node.into_iter().flat_map(Node::entries)
}

/// Pointers are written for what is found only: almost nothing ever is.
#[derive(Default)]
struct Search {
    found: Vec<Route>,
}

impl Search {
    fn look(&mut self, node: Option<Node<'_>>, kind: Kind, at: impl Fn() -> String) {
        let text = node.and_then(Node::as_str).unwrap_or_default();
        if let Some(range) = placeholder(text, kind) {
            self.found.push(Route::slice(at(), range));
        }
    }

    fn fields(
        &mut self,
        object: Option<Node<'_>>,
        names: &[(&str, Kind)],
        at: &dyn Fn() -> String,
    ) {
        let Some(object) = object else { return };
        for (name, kind) in names {
            self.look(object.get(name), *kind, || pointer(&at(), name));
        }
    }

    fn feature(&mut self, feature: &Entry<'_>) {
        let at = |field| pointer(&pointer("/features", feature.key), field);
        for entry in feature.value.entries() {
            match entry.key {
                "owner" | "notApplicable" => {
                    self.look(Some(entry.value), Kind::Text, || at(entry.key));
                }
                "evidence" => {
                    for (index, item) in entry.value.items().enumerate() {
                        self.look(Some(item), Kind::Evidence, || {
                            pointer(&at("evidence"), &index.to_string())
                        });
                    }
                }
                _ => {}
            }
        }
    }
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
    let write = annotation
        .examples()
        .next()
        .map_or_else(String::new, |example| {
            format!("write for example {}", code(&example))
        });
    let message = format!(
        "{name} still holds the placeholder {}",
        quote(text.get(range).unwrap_or(text))
    );
    let at = route.pointer.clone();
    Fault::new(&RULE, route, message)
        .help(field::sentence(&write, annotation.description))
        .pointer(at)
}

/// The bytes of a text that are a placeholder.
fn placeholder(text: &str, kind: Kind) -> Option<Range<usize>> {
    let trimmed = text.trim();
    let whole = |word: &str| trimmed.len() == word.len() && trimmed.starts_with(word);
    if WORDS.into_iter().chain(LOWER).any(whole) || trimmed == MARKS {
        let start = text.len() - text.trim_start().len();
        return Some(start..start + trimmed.len());
    }
    match kind {
        Kind::Evidence => domain_of_link(text),
        Kind::Email => word(text).or_else(|| domain(text, text.rfind('@')? + 1..text.len())),
        Kind::Text => word(text),
    }
}

/// A whole upper-case word.
fn word(text: &str) -> Option<Range<usize>> {
    let part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    let starts = text.bytes().enumerate();
    let mut starts = starts.filter(|(_, byte)| matches!(byte, b'T' | b'F' | b'?'));
    starts.find_map(|(at, _)| {
        let rest = text.get(at..)?;
        if rest.starts_with(MARKS) {
            return Some(at..at + MARKS.len());
        }
        let word = WORDS.into_iter().find(|word| rest.starts_with(word))?;
        let range = at..at + word.len();
        let before = text.get(..range.start)?.chars().next_back();
        let after = text.get(range.end..)?.chars().next();
        (!part(before) && !part(after)).then_some(range)
    })
}

/// The host of a link, if it is an example domain.
fn domain_of_link(text: &str) -> Option<Range<usize>> {
    let (_, rest) = split_scheme(text)?;
    let start = text.len() - rest.len();
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
            ("TODO@examples.gov.au", Kind::Email, Some("TODO")),
            ("???@examples.gov.au", Kind::Email, Some("???")),
            ("TODO find out", Kind::Email, Some("TODO")),
            ("TODOROV@examples.gov.au", Kind::Email, None),
            ("todo@examples.gov.au", Kind::Email, None),
        ] {
            let found = placeholder(text, kind).and_then(|range| text.get(range));
            assert_eq!(found, expected, "{text}");
        }
    }
}
