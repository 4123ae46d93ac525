//! New values as their neighbours are written.

use serde_json::{Map, Value};

use super::editor::Editor;
use super::form::{Form, Site};
use crate::yaml::tree::{Kind, NodeId};
use crate::yaml::write::{self, Place, Quotes, flow, line};

/// A value in characters.
pub(super) enum Written {
    /// Behind its key or dash.
    Line(String),
    /// On lines of its own, the first not indented.
    Lines(Vec<String>),
}

impl Editor<'_> {
    /// The value as it stands in a block, like another one. Without another, mappings that hold mappings
    /// stand on lines of their own, and all else on one line.
    pub(super) fn in_block(&self, value: &Value, like: Option<NodeId>) -> Written {
        let site = like.and_then(|id| self.site(id).ok());
        let form = site.map(|site| site.form);
        match value {
            Value::Object(entries) if !entries.is_empty() && has_lines(entries, form) => {
                Written::Lines(self.entry_lines(entries, like))
            }
            Value::Array(items) if !items.is_empty() && form == Some(Form::Lines) => {
                let like = site.and_then(|site| site.slots.last());
                let like = like.map(|slot| slot.value);
                let lines = items.iter().flat_map(|item| self.item_lines(item, like));
                Written::Lines(lines.collect())
            }
            Value::String(text) => Written::Line(self.like(text, site, Place::Block)),
            other => Written::Line(flow(other)),
        }
    }

    /// The value as it stands between brackets or braces.
    pub(super) fn in_flow(&self, value: &Value, like: Option<NodeId>) -> String {
        let site = like.and_then(|id| self.site(id).ok());
        match value {
            Value::String(text) => self.like(text, site, Place::Flow),
            other => flow(other),
        }
    }

    fn like(&self, text: &str, site: Option<&Site>, place: Place) -> String {
        let quotes = site.filter(|site| site.form == Form::Line);
        let quotes = quotes.map_or(Quotes::None, |site| self.quotes(site));
        write::quoted(text, quotes, place)
    }

    fn entry_lines(&self, entries: &Map<String, Value>, like: Option<NodeId>) -> Vec<String> {
        let lines = entries.iter().flat_map(|(key, value)| {
            let like = like.and_then(|id| self.value_of(id, key));
            self.key_lines(key, value, like)
        });
        lines.collect()
    }

    /// An entry in lines.
    pub(super) fn key_lines(&self, key: &str, value: &Value, like: Option<NodeId>) -> Vec<String> {
        let key = line(key, Place::Key);
        match self.in_block(value, like) {
            Written::Line(written) => vec![format!("{key}: {written}")],
            Written::Lines(lines) => {
                let indent = " ".repeat(self.step);
                let below = lines.iter().map(|line| format!("{indent}{line}"));
                std::iter::once(format!("{key}:")).chain(below).collect()
            }
        }
    }

    /// An item in lines.
    pub(super) fn item_lines(&self, value: &Value, like: Option<NodeId>) -> Vec<String> {
        match self.in_block(value, like) {
            Written::Line(written) => vec![format!("- {written}")],
            Written::Lines(lines) => {
                let marks = std::iter::once("- ").chain(std::iter::repeat("  "));
                let lines = marks.zip(&lines);
                lines.map(|(mark, line)| format!("{mark}{line}")).collect()
            }
        }
    }

    /// The value of a key, where it stands in the mapping itself.
    fn value_of(&self, mapping: NodeId, key: &str) -> Option<NodeId> {
        let site = self.site(mapping).ok()?;
        let mut slots = site.slots.iter();
        let slot = slots.find(|slot| self.key(slot) == Some(key));
        slot.map(|slot| slot.value)
    }

    /// The last value of a collection that has the shape of a new one.
    pub(super) fn neighbour(&self, collection: NodeId, value: &Value) -> Option<NodeId> {
        let site = self.site(collection).ok()?;
        let same = |id: &NodeId| match self.kind(*id) {
            Some(Kind::Mapping(_)) => value.is_object(),
            Some(Kind::Sequence(_)) => value.is_array(),
            Some(Kind::String(_)) => value.is_string(),
            _ => false,
        };
        let own = site.slots.iter().filter(|slot| !self.is_merge(slot));
        own.rev().map(|slot| slot.value).find(same)
    }
}

fn has_lines(entries: &Map<String, Value>, like: Option<Form>) -> bool {
    match like {
        Some(Form::Lines) => true,
        Some(Form::Flow) => false,
        _ => entries.values().any(Value::is_object),
    }
}
