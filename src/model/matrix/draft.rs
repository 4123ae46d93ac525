//! A matrix document as it is read, before anybody has checked whether it is sound.

use super::data::{Matrix, Origin, Provenance, Provider, Row};
use crate::model::raci::{Cell, Party};
use crate::model::schema::Damage;
use crate::yaml::{self, Document, Node};

/// A matrix document, read as far as it fits its schema.
#[derive(Debug)]
pub struct Draft<'d> {
    root: Node<'d>,
    /// The rows that the document itself gives.
    pub rows: Vec<DraftRow<'d>>,
}

/// A row as a document gives it.
#[derive(Debug)]
pub struct DraftRow<'d> {
    /// The id.
    pub key: &'d str,
    /// The cells; nothing where the row has a fault of shape.
    pub cells: Option<Vec<Cell<'d>>>,
    value: Node<'d>,
}

/// What a matrix document says, without its places.
#[derive(Clone, Debug, Default)]
pub struct Parsed {
    /// The id.
    pub id: String,
    /// The version.
    pub version: String,
    title: Option<String>,
    source: Option<String>,
    provenance: Option<Provenance>,
    /// What it extends, `id` or `id@version`.
    pub extends: Option<String>,
    provider: Option<Provider>,
    rows: Vec<Row>,
}

impl Parsed {
    /// `id@version`.
    pub fn name(&self) -> String {
        format!("{}@{}", self.id, self.version)
    }
}

impl<'d> Draft<'d> {
    /// Reads a document that says it is a matrix.
    pub fn new(document: &'d Document<'d>, damage: &Damage) -> Self {
        let root = document.root();
        let features = root.get("features").into_iter().flat_map(Node::entries);
        let features =
            features.filter(|entry| !damage.is_misplaced(&yaml::pointer("/features", entry.key)));
        let rows = features.map(|entry| {
            let row = yaml::pointer("/features", entry.key);
            let raci = yaml::pointer(&row, "raci");
            let value = entry
                .value
                .get("raci")
                .filter(|_| !damage.at(&row) && !damage.at(&raci));
            // A cell may be there under another name, or beside the row.
            let hidden = |value: &Node<'_>, party| {
                value.get(party).is_none() && damage.at(&yaml::pointer(&raci, party))
            };
            let value =
                value.filter(|value| !hidden(value, "provider") && !hidden(value, "customer"));
            let cells = value.map(|value| {
                let entries = value.entries();
                let entries =
                    entries.filter(|cell| !damage.is_misplaced(&yaml::pointer(&raci, cell.key)));
                let entries = entries.map(|cell| {
                    let party = match cell.key {
                        "provider" => Party::Provider,
                        "customer" => Party::Customer,
                        _ => Party::Unknown,
                    };
                    let intact = !damage.within(&yaml::pointer(&raci, cell.key));
                    Cell::new(cell.key, party, cell.value, intact)
                });
                entries.collect()
            });
            DraftRow {
                key: entry.key,
                cells,
                value: entry.value,
            }
        });
        Self {
            root,
            rows: rows.collect(),
        }
    }

    /// The same without places, so that it can outlive the document.
    pub fn parsed(&self) -> Parsed {
        let metadata = self.root.get("metadata");
        let field = |name| metadata.and_then(|metadata| text(metadata, name));
        let provider = self.root.get("provider").map(|provider| Provider {
            name: text(provider, "name").unwrap_or_default(),
            aliases: texts(provider, "aliases"),
        });
        Parsed {
            id: field("id").unwrap_or_default(),
            version: field("version").unwrap_or_default(),
            title: field("title"),
            source: field("source"),
            provenance: metadata
                .and_then(|node| node.get("provenance"))
                .map(provenance),
            extends: text(self.root, "extends"),
            provider,
            rows: self.rows.iter().map(DraftRow::owned).collect(),
        }
    }
}

impl DraftRow<'_> {
    /// The title as published.
    pub fn title(&self) -> Option<&str> {
        self.value.get("title").and_then(Node::as_str)
    }

    fn owned(&self) -> Row {
        let roles = |party| {
            let mut cells = self.cells.iter().flatten();
            cells
                .find(|cell| cell.party == party)
                .map(Cell::roles)
                .unwrap_or_default()
        };
        Row {
            id: self.key.to_owned(),
            title: self.title().unwrap_or_default().to_owned(),
            provider: roles(Party::Provider),
            customer: roles(Party::Customer),
            clauses: texts(self.value, "clauses"),
        }
    }
}

fn provenance(node: Node<'_>) -> Provenance {
    let tables = node.get("tables").into_iter().flat_map(Node::items);
    let tables = tables.map(|table| Origin {
        heading: text(table, "heading"),
        line: table
            .get("line")
            .and_then(Node::as_integer)
            .and_then(|line| usize::try_from(line).ok())
            .unwrap_or_default(),
    });
    Provenance {
        file: text(node, "file").unwrap_or_default(),
        sha256: text(node, "sha256").unwrap_or_default(),
        tables: tables.collect(),
    }
}

fn text(node: Node<'_>, key: &str) -> Option<String> {
    node.get(key).and_then(Node::as_str).map(str::to_owned)
}

fn texts(node: Node<'_>, key: &str) -> Vec<String> {
    let items = node.get(key).into_iter().flat_map(Node::items);
    items
        .filter_map(|item| item.as_str().map(str::to_owned))
        .collect()
}

/// The embedded matrix, which its tests have checked.
pub(super) fn embedded(text: &str) -> Option<Matrix> {
    let documents = yaml::read(text);
    let document = documents.first()?.as_ref()?.as_ref().ok()?;
    Some(build(
        Draft::new(document, &Damage::default()).parsed(),
        None,
    ))
}

pub(super) fn build(document: Parsed, base: Option<&Matrix>) -> Matrix {
    let mut rows = base.map(|base| base.rows().to_vec()).unwrap_or_default();
    for row in document.rows {
        match rows.iter_mut().find(|inherited| inherited.id == row.id) {
            Some(inherited) => *inherited = row,
            None => rows.push(row),
        }
    }
    let provider = document
        .provider
        .or_else(|| base.map(|base| base.provider.clone()));
    let mut matrix = Matrix::new(provider.unwrap_or_default(), rows);
    matrix.id = document.id;
    matrix.version = document.version;
    matrix.title = document.title;
    matrix.source = document.source;
    matrix.provenance = document.provenance;
    matrix.extends = base.map(Matrix::name);
    matrix
}
