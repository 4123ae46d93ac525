//! CRISP403: a placeholder is an answer that nobody has given.

mod words;

use super::shape::field;
use crate::finding::{Family, Fault, Hides, Rule, Severity};
use crate::model::place;
use crate::model::schema::Schema;
use crate::text::quote;
use crate::yaml::{Document, Entry, Node, Part, Route, pointer};

use words::Kind;

/// The rule.
pub static RULE: Rule = Rule {
    code: "CRISP403",
    name: "placeholder",
    severity: Severity::Error,
    family: Family::Assurance,
    hides: Hides::Feature,
    summary: "a value is a placeholder, such as TODO, `n/a` as a reason or an example domain",
    page: include_str!("../../../rules/CRISP403.md"),
    ..Rule::USUAL
};

/// The pointers of all values that are placeholders, each with the bytes that are. `exists` says
/// whether there is anything under a path of evidence.
pub fn find(document: &Document<'_>, exists: &dyn Fn(&str) -> bool) -> Vec<Route> {
    let mut search = Search {
        exists,
        found: Vec::new(),
    };
    let root = document.root();
    let metadata = root.get("metadata");
    let fields = [
        ("system", Kind::Plain),
        ("title", Kind::Name),
        ("classification", Kind::Plain),
        ("reviewed", Kind::Plain),
    ];
    search.fields(metadata, &fields, &|| "/metadata".to_owned());
    search.fields(
        metadata.and_then(|metadata| metadata.get("crisp")),
        &[("signedBy", Kind::Person), ("signedOn", Kind::Plain)],
        &|| "/metadata/crisp".to_owned(),
    );
    let parties = root.get("parties");
    let fields = [("provider", Kind::Name), ("customer", Kind::Name)];
    search.fields(parties, &fields, &|| "/parties".to_owned());
    for entry in entries(parties.and_then(|parties| parties.get("thirdParties"))) {
        search.look(Some(entry.value), Kind::Name, || {
            pointer("/parties/thirdParties", entry.key)
        });
    }
    for entry in entries(root.get("contacts")) {
        let fields = [("name", Kind::Person), ("email", Kind::Email)];
        search.fields(Some(entry.value), &fields, &|| {
            pointer("/contacts", entry.key)
        });
    }
    let waivers = root.get("waivers").into_iter().flat_map(Node::items);
    for (index, waiver) in waivers.enumerate() {
        let fields = [
            ("reason", Kind::Reason),
            ("approvedBy", Kind::Person),
            ("expires", Kind::Plain),
        ];
        search.fields(Some(waiver), &fields, &|| {
            pointer("/waivers", &index.to_string())
        });
    }
    for entry in entries(root.get("features")) {
        search.feature(&entry);
    }
    search.found
}

/// The entries of a mapping without the user's own, in which nothing is asked.
fn entries(node: Option<Node<'_>>) -> impl Iterator<Item = Entry<'_>> {
    let entries = node.into_iter().flat_map(Node::entries);
    entries.filter(|entry| !entry.key.starts_with("x-"))
}

/// Pointers are written for what is found only: almost nothing ever is.
struct Search<'a> {
    exists: &'a dyn Fn(&str) -> bool,
    found: Vec<Route>,
}

impl Search<'_> {
    fn look(&mut self, node: Option<Node<'_>>, kind: Kind, at: impl Fn() -> String) {
        let text = node.and_then(Node::as_str);
        let range = text.and_then(|text| words::placeholder(text, kind));
        self.found
            .extend(range.map(|range| Route::slice(at(), range)));
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
        let feature_at = || pointer("/features", feature.key);
        let at = |field| pointer(&feature_at(), field);
        self.look(Some(feature.value), Kind::Roles, feature_at);
        for entry in feature.value.entries() {
            match entry.key {
                "owner" => self.look(Some(entry.value), Kind::Name, || at(entry.key)),
                "notApplicable" => self.look(Some(entry.value), Kind::Reason, || at(entry.key)),
                "raci" => {
                    self.look(Some(entry.value), Kind::Roles, || at(entry.key));
                    for cell in entries(Some(entry.value)) {
                        self.look(Some(cell.value), Kind::Roles, || {
                            pointer(&at("raci"), cell.key)
                        });
                    }
                }
                "evidence" => {
                    for (index, item) in entry.value.items().enumerate() {
                        self.evidence(item, || pointer(&at("evidence"), &index.to_string()));
                    }
                }
                _ => {}
            }
        }
    }

    /// `TODO` can be the name of a file.
    fn evidence(&mut self, item: Node<'_>, at: impl Fn() -> String) {
        let text = item.as_str().unwrap_or_default();
        let domain = words::example_domain(text);
        let range = domain.or_else(|| {
            let word = words::placeholder(text, Kind::Evidence);
            word.filter(|_| !(self.exists)(text))
        });
        self.found
            .extend(range.map(|range| Route::slice(at(), range)));
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
    let message = format!(
        "{name} still contains the placeholder {}",
        quote(text.get(range).unwrap_or(text))
    );
    let help = help(schema, &route.pointer);
    let at = route.pointer.clone();
    Fault::new(&RULE, route, message).help(help).pointer(at)
}

/// What belongs there. A name, a day or a reason is never offered: it would be taken for one.
fn help(schema: &Schema, at: &str) -> String {
    if place::is_not_applicable(at) {
        return "write why the feature does not apply to this system; if it applies, remove the \
                line and add `raci`"
            .to_owned();
    }
    let write = if schema.takes_date(at) {
        "replace it with a date in the form YYYY-MM-DD"
    } else {
        "replace it"
    };
    field::sentence(write, schema.annotation(at).description)
}
