//! From a matrix document to a matrix: its rows, the circle of `extends`, and the rows inherited.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Matrix, Origin, Provenance, Provider, Reference, Registry, Row};
use crate::raci::{Cell, Party};
use crate::schema::Damage;
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

/// Where the `extends` of a document leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Link {
    /// It extends nothing.
    None,
    /// To a loaded matrix.
    Loaded,
    /// To another document of the run.
    Document(usize),
    /// Nobody knows the id.
    Unknown,
    /// The id is known, the version is not.
    OtherVersion,
    /// Back to itself, by way of these documents, the first of the run first.
    Circle(Arc<[usize]>),
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

/// Where each document's `extends` leads. Documents of the run come before loaded matrices, and no
/// document is its own base while another matrix has the name.
pub fn links(documents: &[Parsed], registry: &Registry) -> Vec<Link> {
    let direct: Vec<Link> = documents
        .iter()
        .enumerate()
        .map(|(own, document)| direct_link(own, document, documents, registry))
        .collect();
    let circles = circles(&direct);
    let links = direct.iter().enumerate();
    links
        .map(|(at, link)| match circles.get(&at) {
            Some(members) => Link::Circle(Arc::clone(members)),
            None => link.clone(),
        })
        .collect()
}

/// The members of every circle, by each of them. Every document is walked to once.
fn circles(direct: &[Link]) -> HashMap<usize, Arc<[usize]>> {
    let mut circles = HashMap::new();
    let mut walks = vec![None; direct.len()];
    for start in 0..direct.len() {
        let mut path = Vec::new();
        let mut at = start;
        while let Some(walk @ None) = walks.get_mut(at) {
            *walk = Some(start);
            path.push(at);
            let Some(Link::Document(next)) = direct.get(at) else {
                break;
            };
            at = *next;
        }
        // Only a walk that comes back to itself has found a new circle.
        let Some(entry) = path.iter().position(|member| *member == at) else {
            continue;
        };
        let mut members = path.split_off(entry);
        if !comes_back(direct, &members) {
            continue;
        }
        let first = (0..members.len()).min_by_key(|at| members.get(*at).copied());
        members.rotate_left(first.unwrap_or_default());
        let members: Arc<[usize]> = members.into();
        circles.extend(members.iter().map(|member| (*member, Arc::clone(&members))));
    }
    circles
}

/// Whether the last of a walk leads to its first.
fn comes_back(direct: &[Link], walk: &[usize]) -> bool {
    let last = walk.last().and_then(|last| direct.get(*last));
    matches!((last, walk.first()), (Some(Link::Document(next)), Some(first)) if next == first)
}

fn direct_link(own: usize, document: &Parsed, all: &[Parsed], registry: &Registry) -> Link {
    let Some(extends) = &document.extends else {
        return Link::None;
    };
    let Reference { id, version } = Reference::new(extends);
    let fits = |other: &Parsed| other.id == id && version.is_none_or(|v| other.version == v);
    let mut others = all.iter().enumerate().filter(|(at, _)| *at != own);
    if let Some((at, _)) = others.find(|(_, other)| fits(other)) {
        return Link::Document(at);
    }
    let loaded = match version {
        Some(version) => registry.version(id, version),
        None => registry.judge(id),
    };
    if loaded.is_some() {
        Link::Loaded
    } else if fits(document) {
        Link::Document(own)
    } else if registry.judge(id).is_some() || all.iter().any(|other| other.id == id) {
        Link::OtherVersion
    } else {
        Link::Unknown
    }
}

/// Adds sound documents to the registry, bases before what extends them.
pub fn load(documents: &[Parsed], registry: &mut Registry) -> Result<(), String> {
    let links = links(documents, registry);
    let mut waiting: Vec<usize> = (0..documents.len()).collect();
    while !waiting.is_empty() {
        let before = waiting.len();
        let mut postponed = Vec::new();
        for at in std::mem::take(&mut waiting) {
            let (Some(document), Some(link)) = (documents.get(at), links.get(at)) else {
                continue;
            };
            let base = match link {
                Link::None => None,
                Link::Document(base) => {
                    let base = documents.get(*base);
                    let base = base.and_then(|base| registry.version(&base.id, &base.version));
                    if base.is_none() {
                        postponed.push(at);
                        continue;
                    }
                    base
                }
                _ => {
                    let extends = Reference::new(document.extends.as_deref().unwrap_or_default());
                    match extends.version {
                        Some(version) => registry.version(extends.id, version),
                        None => registry.judge(extends.id),
                    }
                }
            };
            let matrix = build(document.clone(), base);
            registry.add(matrix)?;
        }
        if postponed.len() == before {
            return Err("matrices extend each other in a circle".to_owned());
        }
        waiting = postponed;
    }
    Ok(())
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

fn build(document: Parsed, base: Option<&Matrix>) -> Matrix {
    let mut rows = base.map(|base| base.rows.clone()).unwrap_or_default();
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
