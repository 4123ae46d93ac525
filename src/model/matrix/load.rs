//! From a matrix document to a matrix: its rows, the circle of `extends`, and the rows inherited.

use std::collections::HashMap;
use std::sync::Arc;

use super::draft::{Parsed, build};
use super::registry::{Reference, Registry};

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
            return Err("matrices extend each other in a cycle".to_owned());
        }
        waiting = postponed;
    }
    Ok(())
}
