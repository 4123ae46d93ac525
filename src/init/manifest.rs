//! What an older manifest says already: its nodes are copied as they are, but for those that the
//! schema or the matrix does not take.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use serde_json::{Map, Value, json};

use super::facts::{Facts, PLACEHOLDER, Unplaced};
use super::review::placeholders;
use super::roles::leave_open;
use crate::check::judge;
use crate::finding::{Fault, Place};
use crate::model::matrix::{Matrix, Reference};
use crate::model::schema::{MANIFEST, Violation, ViolationKind};
use crate::rules::{self, duplicate_key, wrong_type};
use crate::text::{Source, Span, quote};
use crate::yaml::{
    Document, Duplicate, Entry, Node, Route, Shape, json_value, pointer, pointer_push,
    pointer_steps,
};

/// The facts of a document. `parties` are the keys of third parties that the caller declares.
pub fn facts(document: &Document<'_>, source: &Source, matrix: &Matrix, parties: &[&str]) -> Facts {
    let mut sieve = Sieve {
        document,
        source,
        matrix,
        gone: BTreeMap::new(),
        lost: Vec::new(),
    };
    sieve.outdated();
    sieve.doubled();
    sieve.misshapen();
    sieve.foreign(parties);
    let mut manifest = match sieve.copy(document.root(), "") {
        Value::Object(manifest) => sieve.arrange(manifest),
        _ => Map::new(),
    };
    let is_silent = sieve.is_silent();
    let mut open = Vec::new();
    if !is_silent {
        let features = manifest.entry("features");
        let features = features.or_insert_with(|| Value::Object(Map::new()));
        if let Some(features) = features.as_object_mut() {
            open = leave_open(features, matrix);
        }
    }
    Facts {
        manifest,
        unplaced: sieve.unplaced(),
        open,
        is_silent,
        notes: Vec::new(),
    }
}

/// What is taken out of a document, and why.
struct Sieve<'d> {
    document: &'d Document<'d>,
    source: &'d Source,
    matrix: &'d Matrix,
    /// By pointer.
    gone: BTreeMap<String, Fault>,
    /// What stands in no place of the new manifest.
    lost: Vec<Lost>,
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Lost {
    span: Span,
    message: String,
    fact: String,
}

impl Sieve<'_> {
    /// The version of the matrix that the roles were written against, where it is another one.
    fn outdated(&mut self) {
        let old = self.document.root().get("matrix").and_then(Node::as_str);
        let reference = Reference::new(old.unwrap_or_default());
        let is_other = |version| reference.id == self.matrix.id && version != self.matrix.version;
        if reference.version.is_some_and(is_other) {
            let message = format!(
                "the roles were written against {}, and this is {}",
                quote(old.unwrap_or_default()),
                quote(&self.matrix.name())
            );
            let route = Route::value("/matrix");
            let fault = Fault::new(&rules::matrix_version::RULE, route, message);
            self.take_out("/matrix".to_owned(), fault);
        }
    }

    /// Second entries of one key, and keys that are no text: the tree leaves them out. Of roles that
    /// stand there twice nobody can say which hold.
    fn doubled(&mut self) {
        for duplicate in &self.document.duplicates {
            let steps: Vec<Cow<'_, str>> = pointer_steps(&duplicate.pointer).collect();
            match steps.as_slice() {
                [features, key] if features == "features" => self.leave_roles_open(key, duplicate),
                [features, key, raci, ..] if features == "features" && raci == "raci" => {
                    self.leave_roles_open(key, duplicate);
                }
                _ => {}
            }
        }
        let doubled = self.document.duplicates.iter().map(duplicate_key::fault);
        let misfits = self.document.misfits.iter().map(wrong_type::misfit);
        for fault in doubled.chain(misfits) {
            if let Place::Span(span) = fault.place {
                self.lost.push(Lost {
                    span,
                    message: fault.message.into_owned(),
                    fact: block(self.source, span),
                });
            }
        }
    }

    /// What the schema does not take. A placeholder is what it is.
    fn misshapen(&mut self) {
        let placeholders = placeholders(self.document);
        for violation in MANIFEST.violations(self.document) {
            let at = &violation.pointer;
            let Some(gone) = without(&violation) else {
                continue;
            };
            if placeholders.contains(at) {
                continue;
            }
            let faults = judge::violation_faults(&MANIFEST, self.document, &violation);
            for fault in faults {
                self.take_out(gone.clone(), fault);
            }
        }
    }

    /// Features that the matrix does not have, waivers of such, and roles of parties that nobody
    /// declares.
    fn foreign(&mut self, parties: &[&str]) {
        let declared = self.document.find("/parties/thirdParties");
        let declared = declared.into_iter().flat_map(Node::entries);
        let declared: Vec<&str> = declared.map(|entry| entry.key).collect();
        let mut first: HashMap<&str, &str> = HashMap::new();
        let waivers = self.document.root().get("waivers");
        for (index, waiver) in waivers.into_iter().flat_map(Node::items).enumerate() {
            let key = waiver.get("feature").and_then(Node::as_str);
            if let Some(key) = key.filter(|key| self.matrix.row(key).is_none()) {
                let at = pointer("/waivers", &index.to_string());
                let fault = self.unknown_feature(key, Route::value(pointer(&at, "feature")));
                self.take_out(at, fault);
            }
        }
        let features = self.document.root().get("features");
        for entry in features.into_iter().flat_map(Node::entries) {
            let at = pointer("/features", entry.key);
            let Some(row) = self.matrix.row(entry.key) else {
                let fault = self.unknown_feature(entry.key, Route::key(&at));
                self.take_out(at, fault);
                continue;
            };
            if let Some(first) = first.get(row.id.as_str()) {
                let fault = duplicate_key::spelling(&row.id, first, entry.key);
                let raci = pointer(&pointer("/features", first), "raci");
                let message = format!("{} is there twice", quote(&row.id));
                let two = Fault::new(&duplicate_key::RULE, Route::key(&raci), message);
                self.take_out(raci, two);
                self.take_out(at, fault);
                continue;
            }
            first.insert(&row.id, entry.key);
            let raci = pointer(&at, "raci");
            let cells = entry.value.get("raci").into_iter().flat_map(Node::entries);
            for cell in cells {
                let known = ["provider", "customer"].contains(&cell.key)
                    || declared.contains(&cell.key)
                    || parties.contains(&cell.key);
                if !known {
                    let at = pointer(&raci, cell.key);
                    let message = format!(
                        "{}: {} is no party: `--third-party` declares one",
                        quote(&row.id),
                        quote(cell.key)
                    );
                    let fault = Fault::new(&rules::unknown_party::RULE, Route::key(&at), message);
                    // Without this party the row would say something else.
                    self.take_out(raci.clone(), fault);
                }
            }
        }
    }

    fn leave_roles_open(&mut self, key: &str, duplicate: &Duplicate) {
        let message = format!("{} is given twice", quote(&duplicate.key));
        let fault = Fault::new(&duplicate_key::RULE, duplicate.first, message);
        self.take_out(pointer(&pointer("/features", key), "raci"), fault);
    }

    /// Whether the document says nothing about the roles of any feature, nor anything that could
    /// have been about them.
    fn is_silent(&self) -> bool {
        let about_roles = |at: &String| {
            let steps: Vec<Cow<'_, str>> = pointer_steps(at).collect();
            let steps: Vec<&str> = steps.iter().map(AsRef::as_ref).collect();
            match steps.as_slice() {
                // A block under the wrong parent can have roles in it.
                ["metadata" | "parties" | "contacts" | "waivers", ..] => {
                    let node = self.document.find(at);
                    node.is_some_and(|node| node.shape() == Shape::Mapping)
                }
                ["matrix"] | ["features", _, "owner" | "evidence" | "notApplicable", ..] => false,
                _ => true,
            }
        };
        let features = self.document.root().get("features");
        let mut features = features.into_iter().flat_map(Node::entries);
        self.document.duplicates.is_empty()
            && self.document.misfits.is_empty()
            && !self.gone.keys().any(about_roles)
            && !features.any(|feature| feature.value.get("raci").is_some())
    }

    fn unknown_feature(&self, key: &str, route: Route) -> Fault {
        let meant = self.matrix.nearest(key);
        let meant = meant.map(|row| format!("; did you mean {}?", quote(&row.id)));
        let message = format!(
            "{} is no feature of {}{}",
            quote(key),
            quote(&self.matrix.name()),
            meant.unwrap_or_default()
        );
        Fault::new(&rules::unknown_feature::RULE, route, message)
    }

    /// Takes out the value at a pointer, for its first fault.
    fn take_out(&mut self, at: String, fault: Fault) {
        self.gone.entry(at).or_insert(fault);
    }

    /// A value as it is, but for what is taken out of it, which is noted. What is part of something
    /// that is taken out whole is in there.
    fn copy(&mut self, node: Node<'_>, at: &str) -> Value {
        let inside = format!("{at}/");
        let next = self.gone.range(inside.clone()..).next();
        if next.is_none_or(|(gone, _)| !gone.starts_with(&inside)) {
            return json_value(node);
        }
        if node.shape() == Shape::Sequence {
            let mut items = Vec::new();
            for (index, item) in node.items().enumerate() {
                let at = pointer(at, &index.to_string());
                match self.gone.get(&at) {
                    Some(fault) => self.lost.push(self.lost(&at, fault, None, item)),
                    None => items.push(self.copy(item, &at)),
                }
            }
            return Value::Array(items);
        }
        let mut entries = Map::new();
        for entry in node.entries() {
            let at = pointer(at, entry.key);
            match self.gone.get(&at) {
                Some(fault) => {
                    let lost = self.lost(&at, fault, Some(&entry), entry.value);
                    self.lost.push(lost);
                }
                None => drop(entries.insert(entry.key.to_owned(), self.copy(entry.value, &at))),
            }
        }
        Value::Object(entries)
    }

    fn lost(&self, at: &str, fault: &Fault, entry: Option<&Entry<'_>>, value: Node<'_>) -> Lost {
        let span = match (&fault.place, entry) {
            // To look for each of many keys from the root would take the square of their number.
            (Place::Route(route), Some(entry)) if *route == Route::key(at) => entry.key_span,
            (Place::Route(route), _) => self.document.locate(route, self.source).span,
            (Place::Span(span), _) => *span,
        };
        let steps: Vec<Cow<'_, str>> = pointer_steps(at).collect();
        let message = match steps.as_slice() {
            [features, key, _, ..] if features == "features" && !fault.message.contains(&**key) => {
                let id = self.matrix.row(key).map_or(&**key, |row| &row.id);
                format!("{}: {}", quote(id), fault.message)
            }
            _ => fault.message.clone().into_owned(),
        };
        let value = json_value(value);
        let fact = match entry {
            Some(entry) => format!("{}: {value}", entry.key.replace('\n', "\\n")),
            None => value.to_string(),
        };
        Lost {
            span,
            message,
            fact,
        }
    }

    /// The features under their ids; placeholders for what a waiver lacks.
    fn arrange(&self, mut manifest: Map<String, Value>) -> Map<String, Value> {
        for key in ["apiVersion", "kind", "matrix"] {
            manifest.remove(key);
        }
        if let Some(Value::Object(features)) = manifest.remove("features") {
            let features = features.into_iter();
            let features = features
                .filter_map(|(key, feature)| Some((self.matrix.row(&key)?.id.clone(), feature)));
            let features = Value::Object(features.collect());
            manifest.insert("features".to_owned(), features);
        }
        let waivers = manifest.get_mut("waivers").and_then(Value::as_array_mut);
        for waiver in waivers.into_iter().flatten() {
            let Some(waiver) = waiver.as_object_mut() else {
                continue;
            };
            for key in ["reason", "approvedBy", "expires"] {
                waiver.entry(key).or_insert(json!(PLACEHOLDER));
            }
        }
        manifest
    }

    /// What was taken out, in the order of the source.
    fn unplaced(mut self) -> Vec<Unplaced> {
        self.lost.sort();
        let unplaced = self.lost.into_iter().map(|lost| Unplaced {
            cell: None,
            at: self.source.position(lost.span.start()),
            message: lost.message,
            fact: lost.fact,
        });
        unplaced.collect()
    }
}

/// The pointer of what has to go, so that the rest fits the schema.
fn without(violation: &Violation) -> Option<String> {
    let at = violation.pointer.as_str();
    let steps: Vec<Cow<'_, str>> = pointer_steps(at).collect();
    let names: Vec<&str> = steps.iter().map(AsRef::as_ref).collect();
    let first = |count: usize| {
        let mut pointer = String::new();
        for step in steps.iter().take(count) {
            pointer_push(&mut pointer, step);
        }
        pointer
    };
    match &violation.kind {
        // A waiver without a rule waives nothing.
        ViolationKind::Missing(name) if names.first() == Some(&"waivers") && name == "rule" => {
            Some(at.to_owned())
        }
        // What is missing gets a placeholder.
        ViolationKind::Missing(_) | ViolationKind::MissingBoth => None,
        // The roles of a row are known as a whole or not at all.
        _ if matches!(names.as_slice(), ["features", _, "raci", ..]) => Some(first(3)),
        ViolationKind::HasBoth => Some(pointer(at, "notApplicable")),
        ViolationKind::Unknown(name) | ViolationKind::Name(name) => Some(pointer(at, name)),
        _ => match names.as_slice() {
            // A waiver that lost its feature would hold for the whole manifest.
            ["waivers", _, "rule" | "feature", ..] => Some(first(2)),
            _ => Some(at.to_owned()),
        },
    }
}

/// The lines of a key and of what is indented below it.
fn block(source: &Source, key: Span) -> String {
    let column = source.position(key.start()).column;
    let (number, line) = source.line_at(key.start());
    let rest = Span::new(key.start(), line.end());
    let mut text = source.slice(rest).to_owned();
    for number in number + 1.. {
        let Some(line) = source.line(number).map(|line| source.slice(line)) else {
            break;
        };
        let indent = line
            .chars()
            .take_while(|character| *character == ' ')
            .count();
        if line.trim().is_empty() || indent < column {
            break;
        }
        text.push('\n');
        text.push_str(line);
    }
    text
}
