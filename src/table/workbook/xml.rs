//! XML as workbooks have it: elements by their local names, entities that every XML has, and no others.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// What a part says, piece by piece.
pub(super) enum Piece {
    Open(Element),
    Text(String),
    Close(String),
}

/// An element with its attributes, all by their local names.
pub(super) struct Element {
    pub(super) name: String,
    attributes: Vec<(String, String)>,
}

impl Element {
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let mut attributes = self.attributes.iter();
        let found = attributes.find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }

    pub(super) fn number(&self, name: &str) -> Option<usize> {
        self.get(name)?.parse().ok()
    }

    /// Whether an attribute says yes, in one of the ways in which it can.
    pub(super) fn is_on(&self, name: &str) -> bool {
        matches!(self.get(name), Some("1" | "true" | "on"))
    }

    /// Whether an element that says yes by being there does not say no.
    pub(super) fn is_set(&self) -> bool {
        !matches!(self.get("val"), Some("0" | "false" | "off" | "none"))
    }
}

/// Gives the pieces of a part to a function.
pub(super) fn read(text: &str, mut each: impl FnMut(Piece)) -> Result<(), String> {
    let mut reader = Reader::from_str(text);
    let damaged = || "a part of the workbook is not well-formed XML".to_owned();
    let mut depth = 0_usize;
    loop {
        match reader.read_event().map_err(|_| damaged())? {
            Event::Start(tag) => {
                depth += 1;
                each(Piece::Open(element(&tag)));
            }
            Event::Empty(tag) => {
                let element = element(&tag);
                let name = element.name.clone();
                each(Piece::Open(element));
                each(Piece::Close(name));
            }
            Event::End(tag) => {
                depth = depth.saturating_sub(1);
                each(Piece::Close(local(tag.name().as_ref()).to_owned()));
            }
            Event::Text(text) => each(Piece::Text(text.xml10_content().into_owned())),
            Event::CData(text) => each(Piece::Text(text.xml10_content().into_owned())),
            Event::GeneralRef(entity) => {
                let character = match entity.resolve_char_ref() {
                    Ok(Some(character)) => Some(character),
                    _ => named(&entity.xml10_content()),
                };
                each(Piece::Text(character.ok_or_else(damaged)?.to_string()));
            }
            // A part that ends early has lost its rest.
            Event::Eof if depth > 0 => return Err(damaged()),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

fn named(entity: &str) -> Option<char> {
    Some(match entity {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => return None,
    })
}

fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

fn element(tag: &BytesStart<'_>) -> Element {
    let attributes = tag.attributes().flatten().map(|attribute| {
        let value = attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0);
        (
            local(attribute.key.as_ref()).to_owned(),
            value.unwrap_or_default().into_owned(),
        )
    });
    Element {
        name: local(tag.name().as_ref()).to_owned(),
        attributes: attributes.collect(),
    }
}

/// A part that another part names.
pub(super) struct Relation {
    pub(super) id: String,
    pub(super) kind: String,
    pub(super) target: String,
}

/// The parts that a part in a folder names.
pub(super) fn relations(text: &str, folder: &str) -> Result<Vec<Relation>, String> {
    let mut found = Vec::new();
    read(text, |piece| {
        if let Piece::Open(element) = piece
            && element.name == "Relationship"
            && element.get("TargetMode") != Some("External")
        {
            let of = |name| element.get(name).unwrap_or_default().to_owned();
            found.push(Relation {
                id: of("Id"),
                kind: of("Type"),
                target: path(folder, &of("Target")),
            });
        }
    })?;
    Ok(found)
}

/// The path of a part that is named from a folder.
fn path(folder: &str, target: &str) -> String {
    let whole = match target.strip_prefix('/') {
        Some(absolute) => absolute.to_owned(),
        None => format!("{folder}/{target}"),
    };
    let mut steps: Vec<&str> = Vec::new();
    for step in whole.split('/') {
        match step {
            "" | "." => {}
            ".." => drop(steps.pop()),
            step => steps.push(step),
        }
    }
    steps.join("/")
}

/// The cells that have comments.
pub(super) fn comments(text: &str) -> Result<Vec<String>, String> {
    let mut found = Vec::new();
    read(text, |piece| {
        if let Piece::Open(element) = piece
            && matches!(element.name.as_str(), "comment" | "threadedComment")
            && let Some(cell) = element.get("ref")
            && !found.iter().any(|one| one == cell)
        {
            found.push(cell.to_owned());
        }
    })?;
    Ok(found)
}
