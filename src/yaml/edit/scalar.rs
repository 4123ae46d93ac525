//! One scalar for another, in the same quotes where they still do; and keys.

use super::apply::Edit;
use super::editor::{Editor, Edits, Refusal};
use super::form::{Form, Site, Slot};
use super::lines::{comment, line_end, newline};
use crate::yaml::tree::{Entry, Node, NodeId};
use crate::yaml::write::{self, Place, Quotes, is_long_key};

impl<'d> Editor<'d> {
    /// Puts a text in the place of a scalar.
    pub fn set_text(&self, node: Node<'d>, text: &str) -> Edits {
        let id = self.own(node)?;
        Ok(vec![self.text_edit(id, text)?])
    }

    /// Gives an entry another key, whose value, comment and place stay.
    pub fn rename(&self, entry: &Entry<'d>, key: &str) -> Edits {
        let (parent, number) = self.place(entry)?;
        let slot = self.slot(parent, number).ok_or(Refusal::Form)?;
        let old = slot.key.ok_or(Refusal::Shape)?;
        if self.is_named_key(old) || self.string(old).is_none() {
            return Err(Refusal::Shared);
        }
        if entry.key != key {
            self.is_free(parent, key)?;
        }
        let site = self.site(old)?;
        let place = if site.in_flow {
            Place::FlowKey
        } else {
            Place::Key
        };
        let written = write::quoted(key, self.quotes(site), place);
        if self.is_tagged(site) || is_long_key(&written) {
            return Err(Refusal::Form);
        }
        Ok(vec![Edit::new(site.start, site.end, written)])
    }

    /// That a mapping has no such key, not even a merged one.
    pub(super) fn is_free(&self, mapping: NodeId, key: &str) -> Result<(), Refusal> {
        let slots = &self.site(mapping)?.slots;
        let is_key = |slot: &&Slot| {
            let id = slot.key.unwrap_or_default();
            self.string(id).unwrap_or_else(|| self.written(id)) == key
        };
        let merged = self.document.value(mapping).entry_of(key).is_some();
        if merged || slots.iter().any(|slot| is_key(&slot)) {
            return Err(Refusal::Taken);
        }
        Ok(())
    }

    pub(super) fn text_edit(&self, id: NodeId, text: &str) -> Result<Edit, Refusal> {
        let site = self.site(id)?;
        if self.is_tagged(site) {
            return Err(Refusal::Form);
        }
        match site.form {
            Form::Empty => self.fill(site, &write::line(text, place(site))),
            Form::Line => {
                let written = write::quoted(text, self.quotes(site), place(site));
                Ok(Edit::new(site.start, site.end, written))
            }
            Form::Block(header) => Ok(self.block_edit(site, header, text)),
            Form::Flow | Form::Lines | Form::Pair => Err(Refusal::Shape),
        }
    }

    /// Writes a value where there is none.
    pub(super) fn fill(&self, site: &Site, written: &str) -> Result<Edit, Refusal> {
        let (_, _, slot) = self.holder(site).ok_or(Refusal::Form)?;
        let remark = self.slice(site.end, self.text.len()).starts_with('#');
        let gap = if remark { " " } else { "" };
        let text = if slot.key.is_none() || slot.has_colon {
            format!(" {written}{gap}")
        } else if site.in_flow {
            format!(": {written}{gap}")
        } else {
            return Err(Refusal::Form); // `? key`, whose value would need a line of its own
        };
        Ok(Edit::insert(site.end, text))
    }

    /// The quotes of a scalar that is there.
    pub(super) fn quotes(&self, site: &Site) -> Quotes {
        match self.slice(site.start, site.end).as_bytes().first() {
            Some(b'"') => Quotes::Double,
            Some(b'\'') => Quotes::Single,
            _ => Quotes::None,
        }
    }

    /// Text of lines stays a block, at the indent that the block has; other text goes on one line.
    fn block_edit(&self, site: &Site, header: usize, text: &str) -> Edit {
        let remark = self.remark(header);
        // A head with a number says how far the lines are indented, which is two.
        let fits = |lines: &Vec<String>| {
            let head = lines.first().map_or("", String::as_str);
            self.step == 2 || !head.contains(|c: char| c.is_ascii_digit())
        };
        let lines = write::lines(text).filter(fits).unwrap_or_default();
        let Some((head, content)) = lines.split_first() else {
            let written = write::line(text, Place::Block);
            return Edit::new(header, site.end, written + &remark);
        };
        let newline = newline(self.text, header);
        let indent = " ".repeat(self.block_indent(site));
        let mut block = head.clone() + &remark;
        for line in content {
            block.push_str(newline);
            let line = line.strip_prefix("  ").unwrap_or(line);
            if !line.is_empty() {
                block.push_str(&indent);
            }
            block.push_str(line);
        }
        Edit::new(header, site.end, block)
    }

    /// The comment behind the head of a block scalar, with the blank before it.
    pub(super) fn remark(&self, header: usize) -> String {
        let head = self.slice(header, line_end(self.text, header));
        let length = head.find([' ', '\t']).unwrap_or(head.len());
        let remark = comment(self.text, header + length);
        remark.map_or_else(String::new, |remark| format!(" {}", remark.trim_end()))
    }

    /// The column of the lines of a block scalar.
    fn block_indent(&self, site: &Site) -> usize {
        let holder = self.holder(site);
        let outer = holder.map_or(0, |(_, _, slot)| self.column(slot.start));
        outer + self.step
    }
}

/// Where a value stands.
pub(super) fn place(site: &Site) -> Place {
    if site.in_flow {
        Place::Flow
    } else {
        Place::Block
    }
}
