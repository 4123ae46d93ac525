//! A cell of letters in its own style: a letter, a text of letters with commas, a list in brackets or of
//! lines, or nothing.

use serde_json::Value;

use super::apply::{Edit, joined};
use super::editor::{Editor, Edits, Refusal, Rest};
use super::form::Form;
use super::lines::before_blanks;
use crate::yaml::tree::{Kind, Node, NodeId};
use crate::yaml::write::{Place, Quotes, line};

impl<'d> Editor<'d> {
    /// Gives a cell these letters, in the style that it has. What is there and stays is not touched.
    pub fn set_cell(&self, node: Node<'d>, letters: &[&str]) -> Edits {
        let id = self.own(node)?;
        match self.kind(id) {
            Some(Kind::Sequence(_)) => self.set_items(id, letters),
            Some(Kind::Mapping(_)) => Err(Refusal::Shape),
            _ => self.set_letters(id, letters),
        }
    }

    /// A cell that is text or nothing.
    fn set_letters(&self, id: NodeId, letters: &[&str]) -> Edits {
        let site = self.site(id)?;
        let text = letters.join(", ");
        let plain = site.form == Form::Empty
            || site.form == Form::Line && self.quotes(site) == Quotes::None;
        let commas = self.string(id).is_some_and(|text| text.contains(','));
        if self.is_tagged(site) {
            return Err(Refusal::Form);
        }
        match letters {
            [] if site.form == Form::Empty => Ok(Vec::new()),
            [] if plain && !site.in_flow && site.properties.is_none() => {
                let start = before_blanks(self.text, site.start);
                Ok(vec![Edit::delete(start, site.end)])
            }
            [] if plain => Ok(vec![Edit::new(site.start, site.end, "[]")]),
            // Plain text with commas is text in a block only.
            [_, _, ..] if plain && (site.in_flow || !commas) => {
                let items: Vec<String> = letters.iter().map(|one| line(one, Place::Flow)).collect();
                let list = format!("[{}]", items.join(", "));
                Ok(vec![match site.form {
                    Form::Empty => self.fill(site, &list)?,
                    _ => Edit::new(site.start, site.end, list),
                }])
            }
            _ => Ok(vec![self.text_edit(id, &text)?]),
        }
    }

    /// A cell that is a list. A letter that is new takes the place of one that goes.
    fn set_items(&self, id: NodeId, letters: &[&str]) -> Edits {
        let slots = &self.site(id)?.slots;
        let mut new: Vec<&str> = letters.to_vec();
        let mut gone: Vec<(usize, NodeId)> = Vec::new();
        for (number, slot) in slots.iter().enumerate() {
            let item = self.site(slot.value)?;
            if matches!(item.form, Form::Flow | Form::Lines | Form::Pair) {
                return Err(Refusal::Shape);
            }
            if self.is_named(slot) || matches!(self.kind(slot.value), Some(Kind::Alias(_))) {
                return Err(Refusal::Shared);
            }
            let letter = self.string(slot.value).unwrap_or_default();
            match new.iter().position(|new| *new == letter) {
                Some(at) => drop(new.remove(at)),
                None => gone.push((number, slot.value)),
            }
        }
        let both = new.len().min(gone.len());
        let mut edits = Vec::new();
        for (letter, (_, item)) in new.drain(..both).zip(gone.drain(..both)) {
            edits.push(self.text_edit(item, letter)?);
        }
        let numbers: Vec<usize> = gone.iter().map(|(number, _)| *number).collect();
        if !numbers.is_empty() {
            edits.extend(self.remove(id, &numbers, Rest::Empty)?);
        }
        let new: Vec<Value> = new.into_iter().map(Value::from).collect();
        edits.extend(self.items_edits(id, &new)?);
        Ok(joined(edits))
    }
}
