//! Entries and items behind those that are there.

use serde_json::Value;

use super::apply::{Edit, joined};
use super::editor::{Editor, Edits, Refusal};
use super::form::{Form, Site, Slot};
use super::lines::{
    before_blanks, comment_column, is_blank, line_break, line_end, newline, next_line, slice,
};
use super::style::Written;
use crate::yaml::tree::{Kind, Node, NodeId};
use crate::yaml::write::{Place, line};

impl<'d> Editor<'d> {
    /// Adds an entry behind the last of a mapping, or as the first where there is nothing.
    pub fn add_entry(&self, mapping: Node<'d>, key: &str, value: &Value) -> Edits {
        let id = self.own(mapping)?;
        self.is_free(id, key)?;
        let like = self.neighbour(id, value);
        let lines = || self.key_lines(key, value, like);
        let site = self.site(id)?;
        match (self.kind(id), site.form) {
            (Some(Kind::Null), Form::Empty | Form::Line) if !site.in_flow => {
                self.below_key(site, &lines())
            }
            (Some(Kind::Null), Form::Empty) => {
                let braces = format!("{{{}}}", self.flow_entry(key, value, like));
                Ok(vec![self.fill(site, &braces)?])
            }
            (Some(Kind::Null), Form::Line) => {
                let braces = format!("{{{}}}", self.flow_entry(key, value, like));
                Ok(vec![Edit::new(site.start, site.end, braces)])
            }
            (Some(Kind::Mapping(_)), Form::Lines) => Ok(vec![self.behind(site, &lines())?]),
            (Some(Kind::Mapping(_)), Form::Flow) => {
                let large = matches!(self.in_block(value, like), Written::Lines(_));
                let edits = if large || value.is_object() {
                    self.unfolded(site, &lines())
                } else {
                    None
                };
                let flow = || self.flow_add(site, &[self.flow_entry(key, value, like)]);
                edits.map_or_else(flow, Ok)
            }
            (Some(Kind::Mapping(_)), _) => Err(Refusal::Form),
            _ => Err(Refusal::Shape),
        }
    }

    /// Adds items behind the last of a list, or as the first where there is nothing.
    pub fn add_items(&self, list: Node<'d>, items: &[Value]) -> Edits {
        let id = self.own(list)?;
        self.items_edits(id, items)
    }

    pub(super) fn items_edits(&self, id: NodeId, items: &[Value]) -> Edits {
        let site = self.site(id)?;
        let like = |item: &Value| self.neighbour(id, item);
        let written = || -> Vec<String> {
            let items = items.iter().map(|item| self.in_flow(item, like(item)));
            items.collect()
        };
        match (self.kind(id), site.form) {
            _ if items.is_empty() => Ok(Vec::new()),
            (Some(Kind::Sequence(_)), Form::Lines) => {
                let lines = items.iter();
                let lines = lines.flat_map(|item| self.item_lines(item, like(item)));
                Ok(vec![self.behind(site, &lines.collect::<Vec<_>>())?])
            }
            (Some(Kind::Sequence(_)), _) => self.flow_add(site, &written()),
            (Some(Kind::Null), Form::Empty) => {
                let brackets = format!("[{}]", written().join(", "));
                Ok(vec![self.fill(site, &brackets)?])
            }
            (Some(Kind::Null), _) => {
                let brackets = format!("[{}]", written().join(", "));
                Ok(vec![Edit::new(site.start, site.end, brackets)])
            }
            _ => Err(Refusal::Shape),
        }
    }

    fn flow_entry(&self, key: &str, value: &Value, like: Option<NodeId>) -> String {
        let key = line(key, Place::FlowKey);
        format!("{key}: {}", self.in_flow(value, like))
    }

    /// Lines behind the last of a block, in its column.
    pub(super) fn behind(&self, site: &Site, lines: &[String]) -> Result<Edit, Refusal> {
        let (Some(first), Some(last)) = (site.slots.first(), site.slots.last()) else {
            return Err(Refusal::Form);
        };
        self.is_spaced(first.start)?;
        Ok(self.lines_below(last.end, self.column(first.start), lines))
    }

    /// That no tab stands before what begins in a column.
    fn is_spaced(&self, at: usize) -> Result<(), Refusal> {
        let before = self.slice(super::lines::line_start(self.text, at), at);
        let spaced = !before.contains('\t');
        spaced.then_some(()).ok_or(Refusal::Form)
    }

    /// Lines in a column, below the line that holds an offset.
    pub(super) fn lines_below(&self, at: usize, column: usize, lines: &[String]) -> Edit {
        let (newline, indent) = (newline(self.text, at), " ".repeat(column));
        let is_last = line_break(self.text, at).is_empty();
        let mut text = String::new();
        for line in lines {
            // A file without a line break at its end has none afterwards.
            if is_last {
                text.push_str(newline);
            }
            if !line.is_empty() {
                text.push_str(&indent);
            }
            text.push_str(line);
            if !is_last {
                text.push_str(newline);
            }
        }
        if is_last && lines.last().is_some_and(String::is_empty) {
            // The last line is part of a text that keeps it.
            text.push_str(newline);
        }
        Edit::insert(next_line(self.text, at), text)
    }

    /// The first lines below a key that has no value, behind the comments that stand there already.
    pub(super) fn below_key(&self, site: &Site, lines: &[String]) -> Edits {
        let (_, _, slot) = self.holder(site).ok_or(Refusal::Form)?;
        self.is_spaced(slot.start)?;
        let mut edits = Vec::new();
        if site.form == Form::Line {
            edits.push(Edit::delete(before_blanks(self.text, site.start), site.end));
        }
        if slot.key.is_none() {
            let column = self.column(slot.head) + 1;
            let first = self.behind_dash(slot, site, lines);
            edits.push(match first {
                Some(edit) => return Ok(vec![edit]),
                None => self.lines_below(site.end, column, lines),
            });
            return Ok(joined(edits));
        }
        if !slot.has_colon {
            return Err(Refusal::Form);
        }
        let outer = self.column(slot.start);
        let mut at = site.end;
        loop {
            let next = next_line(self.text, at);
            let deeper = |column: usize| column > outer;
            if next <= at || !comment_column(self.text, next).is_some_and(deeper) {
                break;
            }
            at = line_end(self.text, next);
        }
        edits.push(self.lines_below(at, outer + self.step, lines));
        Ok(joined(edits))
    }

    /// Lines as an item that has no value: from the line of its dash on, if that is free.
    fn behind_dash(&self, slot: &Slot, site: &Site, lines: &[String]) -> Option<Edit> {
        let column = self.column(slot.head) + 1;
        let end = line_end(self.text, site.end);
        let (before, behind) = (self.slice(slot.head, site.start), self.slice(site.end, end));
        let free = site.properties.is_none() && is_blank(before) && is_blank(behind);
        let keeps = line_break(self.text, end).is_empty() && lines.last()?.is_empty();
        let (first, others) = lines.split_first().filter(|_| free && !keeps)?;
        let newline = newline(self.text, slot.head);
        let mut text = format!(" {first}");
        for line in others {
            let indent = if line.is_empty() { 0 } else { column };
            text.push_str(&format!("{newline}{}{line}", " ".repeat(indent)));
        }
        Some(Edit::new(slot.head, end, text))
    }

    /// Lines in the place of `{}`, where it stands on the line of its key.
    pub(super) fn unfolded(&self, site: &Site, lines: &[String]) -> Option<Vec<Edit>> {
        let (_, _, slot) = self.holder(site)?;
        let inside = self.slice(site.start + 1, site.end.checked_sub(1)?);
        let gap = self.slice(slot.head, site.start);
        let plain = site.slots.is_empty() && is_blank(inside) && !gap.contains(['\n', '\r']);
        if !plain || site.in_flow || !slot.has_colon || self.is_spaced(slot.start).is_err() {
            return None;
        }
        let outer = self.column(slot.start);
        let start = before_blanks(self.text, site.start);
        let text = slice(self.text, site.end, line_end(self.text, site.end));
        let end = if is_blank(text) {
            site.end + text.len()
        } else {
            site.end
        };
        let delete = Edit::delete(start, end);
        let below = self.lines_below(site.end, outer + self.step, lines);
        Some(joined(vec![delete, below]))
    }
}
