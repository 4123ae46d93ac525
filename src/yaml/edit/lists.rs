//! A list of what is one, one of what is a list, and the parts of a text as a list.

use super::apply::{Edit, joined};
use super::editor::{Editor, Edits, Refusal};
use super::form::{Form, Site};
use super::lines::{begins_line, comment, line_start, next_line, skip_blanks};
use super::scalar::place;
use crate::yaml::tree::{Kind, Node};
use crate::yaml::write::{Place, Quotes, line};

impl<'d> Editor<'d> {
    /// Puts brackets around a scalar: `A` becomes `[A]`, nothing `[]`.
    pub fn listed(&self, node: Node<'d>) -> Edits {
        let id = self.own(node)?;
        let site = self.site(id)?;
        if self.is_tagged(site) {
            return Err(Refusal::Form);
        }
        match site.form {
            Form::Empty => Ok(vec![self.fill(site, "[]")?]),
            Form::Line if matches!(self.kind(id), Some(Kind::Null)) => {
                Ok(vec![Edit::new(site.start, site.end, "[]")])
            }
            Form::Line => {
                let written = self.slice(site.start, site.end);
                let item = match self.string(id) {
                    Some(text) if self.quotes(site) == Quotes::None => line(text, Place::Flow),
                    _ => written.to_owned(),
                };
                Ok(vec![Edit::new(site.start, site.end, format!("[{item}]"))])
            }
            Form::Block(header) => {
                let text = self.string(id).ok_or(Refusal::Form)?;
                let item = format!("[{}]{}", line(text, Place::Flow), self.remark(header));
                Ok(vec![Edit::new(header, site.end, item)])
            }
            Form::Flow | Form::Lines | Form::Pair => Err(Refusal::Shape),
        }
    }

    /// Puts a list of texts in the place of one, such as the parts of a text with commas.
    pub fn set_list(&self, node: Node<'d>, parts: &[&str]) -> Edits {
        let id = self.own(node)?;
        let site = self.site(id)?;
        let parts: Vec<String> = parts.iter().map(|part| line(part, Place::Flow)).collect();
        let list = format!("[{}]", parts.join(", "));
        if self.is_tagged(site) {
            return Err(Refusal::Form);
        }
        match site.form {
            Form::Empty => Ok(vec![self.fill(site, &list)?]),
            Form::Line => Ok(vec![Edit::new(site.start, site.end, list)]),
            Form::Block(header) => {
                let list = list + &self.remark(header);
                Ok(vec![Edit::new(header, site.end, list)])
            }
            Form::Flow | Form::Lines | Form::Pair => Err(Refusal::Shape),
        }
    }

    /// Takes the one item of a list out of the list: `[A]` becomes `A`.
    pub fn single(&self, node: Node<'d>) -> Edits {
        let id = self.own(node)?;
        let site = self.site(id)?;
        let [slot] = site.slots.as_slice() else {
            return Err(Refusal::Shape);
        };
        if !matches!(self.kind(id), Some(Kind::Sequence(_))) || self.is_tagged(site) {
            return Err(Refusal::Shape);
        }
        let item = self.site(slot.value)?;
        if item.form != Form::Line || item.properties.is_some() {
            return Err(Refusal::Form);
        }
        let written = match self.string(slot.value) {
            Some(text) if self.quotes(item) == Quotes::None => line(text, place(site)),
            _ => self.slice(item.start, item.end).to_owned(),
        };
        if site.form == Form::Flow {
            let lost =
                self.slice(site.start, item.start).to_owned() + self.slice(item.end, site.end);
            if lost.contains('#') {
                return Err(Refusal::Form);
            }
            return Ok(vec![Edit::new(site.start, site.end, written)]);
        }
        if self.slice(slot.head, item.start).contains('#') {
            return Err(Refusal::Form);
        }
        Ok(self.lifted(site, item.end, &written))
    }

    /// The one item of a block list goes to the line of its key, and so does its comment if there is room.
    fn lifted(&self, site: &Site, end: usize, written: &str) -> Vec<Edit> {
        let (Some((_, _, holder)), Some(slot)) = (self.holder(site), site.slots.first()) else {
            return vec![Edit::new(site.start, site.end, written)];
        };
        if !begins_line(self.text, slot.start) {
            return vec![Edit::new(slot.start, end, written)];
        }
        let head = site
            .properties
            .clone()
            .map_or(holder.head, |range| range.end);
        let remark = comment(self.text, end).map(str::trim_end);
        let full = comment(self.text, head).is_some();
        let lines =
            self.without_lines(line_start(self.text, slot.start), next_line(self.text, end));
        joined(match remark {
            Some(_) if full => vec![
                Edit::insert(head, format!(" {written}")),
                Edit::delete(slot.start, skip_blanks(self.text, end)),
            ],
            Some(remark) => vec![Edit::insert(head, format!(" {written} {remark}")), lines],
            None => vec![Edit::insert(head, format!(" {written}")), lines],
        })
    }
}
