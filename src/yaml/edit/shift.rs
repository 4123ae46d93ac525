//! An entry in another mapping.

use super::apply::{Edit, joined};
use super::editor::{Editor, Edits, Refusal, Rest};
use super::form::{Form, Slot};
use super::lines::{
    begins_line, is_bare, is_blank, line_end, line_start, next_line, skip_blank_lines,
};
use crate::yaml::json_value;
use crate::yaml::tree::{Entry, Kind, Node, NodeId};
use crate::yaml::write::{Place, flow, line};

impl<'d> Editor<'d> {
    /// Takes an entry out of its mapping and puts it behind the last of another, with its lines and its
    /// comments. What is left of the first is as `rest` says.
    pub fn move_entry(&self, entry: &Entry<'d>, to: Node<'d>, rest: Rest) -> Edits {
        let (from, number) = self.place(entry)?;
        let target = self.own(to)?;
        let slot = self.slot(from, number).ok_or(Refusal::Form)?;
        if matches!(self.kind(target), Some(Kind::Sequence(_))) {
            return Err(Refusal::Shape);
        }
        self.is_free(target, entry.key)?;
        self.can_move((from, number), slot, target)?;
        self.stays(from, target, rest)?;
        let mut edits = self.remove(from, &[number], rest)?;
        edits.extend(self.put(from, number, &edits, target)?);
        Ok(self.at_end(joined(edits)))
    }

    /// That the other mapping is not taken out with the first.
    fn stays(&self, from: NodeId, target: NodeId, rest: Rest) -> Result<(), Refusal> {
        let mut next = Some(from).filter(|_| rest == Rest::Nothing);
        while let Some(id) = next {
            let site = self.site(id)?;
            if id == target {
                return Err(Refusal::Form);
            }
            next = site.parent.map(|(holder, _)| holder);
            next = next.filter(|_| site.slots.len() == 1);
        }
        Ok(())
    }

    /// That a mapping does not go into itself, and no alias before its anchor.
    fn can_move(&self, from: (NodeId, usize), slot: &Slot, target: NodeId) -> Result<(), Refusal> {
        let to = self.site(target)?;
        let mut holder = to.parent;
        while let Some((id, number)) = holder {
            if (id, number) == from {
                return Err(Refusal::Shape);
            }
            holder = self.site(id)?.parent;
        }
        let aliases = self.document.nodes.iter().filter(|node| {
            let inside = slot.start <= node.span.start() && node.span.end() <= slot.end;
            inside && matches!(node.kind, Kind::Alias(_))
        });
        if to.start < slot.start && aliases.count() > 0 {
            return Err(Refusal::Shared);
        }
        Ok(())
    }

    /// Lines that take the place of the last ones of a file without a line break at its end: what is
    /// taken out there begins with the line break before, and so does what is put in.
    fn at_end(&self, mut edits: Vec<Edit>) -> Vec<Edit> {
        let breaks = ['\n', '\r'];
        if let [.., both] = edits.as_mut_slice() {
            let (start, end) = (both.span.start(), both.span.end());
            // Unless it is part of the text before.
            let stays = self.slice(0, start).ends_with(breaks);
            let taken = self.slice(start, end).starts_with(breaks);
            if end == self.text.len() && start < end && stays && !taken {
                both.text = both.text.trim_start_matches(breaks).to_owned();
            }
        }
        let [.., out, into] = edits.as_mut_slice() else {
            return edits;
        };
        let (start, at) = (out.span.start(), into.span.start());
        let fits = into.span.is_empty() && out.span.end() == self.text.len();
        if fits && start < at && at < out.span.end() {
            let lines = into.text.strip_suffix(['\n', '\r']).unwrap_or(&into.text);
            let lines = lines.strip_suffix('\r').unwrap_or(lines);
            out.text = format!("{}{lines}", self.slice(start, at));
            edits.pop();
        }
        edits
    }

    fn put(&self, from: NodeId, number: usize, removed: &[Edit], target: NodeId) -> Edits {
        let to = self.site(target)?;
        let is_null = matches!(self.kind(target), Some(Kind::Null));
        let in_braces = self.site(from)?.form != Form::Lines;
        let lines = || self.moved_lines(from, number);
        let slot = self.slot(from, number).ok_or(Refusal::Form)?;
        if in_braces || to.form == Form::Flow || to.in_flow {
            self.keeps_comments(removed)?;
        }
        let edits = match to.form {
            Form::Flow => {
                let edits = lines().ok().and_then(|lines| self.unfolded(to, &lines));
                edits.map_or_else(|| self.flow_add(to, &[self.moved_flow(slot)?]), Ok)
            }
            Form::Lines => Ok(vec![self.behind(to, &lines()?)?]),
            Form::Empty | Form::Line if is_null && !to.in_flow => self.below_key(to, &lines()?),
            Form::Empty if is_null => {
                let braces = format!("{{{}}}", self.moved_flow(slot)?);
                Ok(vec![self.fill(to, &braces)?])
            }
            _ => Err(Refusal::Form),
        }?;
        let joins_blanks = |edit: &Edit| {
            let end = edit.span.end();
            let is_line = line_start(self.text, end) == end;
            let at = if is_line {
                end
            } else {
                next_line(self.text, end)
            };
            skip_blank_lines(self.text, at) > at
        };
        // Blank lines would become part of a text that keeps them.
        if self.keeps_blanks(slot) && edits.iter().any(joins_blanks) {
            return Err(Refusal::Form);
        }
        Ok(edits)
    }

    /// That no comment goes with what is taken out: between braces there is no place for it.
    fn keeps_comments(&self, removed: &[Edit]) -> Result<(), Refusal> {
        let mut gone = removed
            .iter()
            .map(|edit| self.slice(edit.span.start(), edit.span.end()));
        let kept = !gone.any(|gone| gone.contains('#'));
        kept.then_some(()).ok_or(Refusal::Form)
    }

    /// The entry between braces, where no anchor or tag would be lost.
    fn moved_flow(&self, slot: &Slot) -> Result<String, Refusal> {
        let written = self.slice(slot.start, slot.end);
        let key = self.key(slot).ok_or(Refusal::Form)?;
        if written.contains(['&', '*', '!']) {
            return Err(Refusal::Form);
        }
        let site = self.site(slot.value)?;
        if site.in_flow && is_bare(written) {
            return Ok(written.to_owned());
        }
        let value = flow(&json_value(self.document.value(slot.value)));
        Ok(format!("{}: {value}", line(key, Place::FlowKey)))
    }

    /// The lines of an entry, as if its column were the first.
    fn moved_lines(&self, from: NodeId, number: usize) -> Result<Vec<String>, Refusal> {
        let site = self.site(from)?;
        let slot = site.slots.get(number).ok_or(Refusal::Form)?;
        if site.form != Form::Lines {
            return self.unfolded_lines(slot);
        }
        let (column, first) = (self.column(slot.start), line_start(self.text, slot.start));
        let last = line_start(self.text, slot.end);
        let mut at = first;
        if begins_line(self.text, slot.start) {
            at = self.lead(site, number, slot);
        }
        let mut lines = Vec::new();
        loop {
            lines.push(if at == first {
                self.slice(slot.start, line_end(self.text, slot.start))
                    .to_owned()
            } else {
                self.outdented(at, column)?
            });
            if at >= last {
                return Ok(lines);
            }
            at = next_line(self.text, at);
        }
    }

    /// A line without the indent of an entry.
    fn outdented(&self, line: usize, column: usize) -> Result<String, Refusal> {
        let content = self.slice(line, line_end(self.text, line));
        let spaces = content.len() - content.trim_start_matches(' ').len();
        if spaces < column && !is_blank(content) {
            return Err(Refusal::Form);
        }
        Ok(content
            .get(spaces.min(column)..)
            .unwrap_or_default()
            .to_owned())
    }

    /// The one line of an entry that stood between braces.
    fn unfolded_lines(&self, slot: &Slot) -> Result<Vec<String>, Refusal> {
        let written = self.slice(slot.start, slot.end);
        let site = self.site(slot.key.ok_or(Refusal::Form)?)?;
        let key = self.slice(site.start, site.end);
        if !is_bare(written) || slot.explicit || site.properties.is_some() {
            return Err(Refusal::Form);
        }
        let value = self.slice(slot.head, slot.end).trim_start();
        Ok(vec![format!("{key}: {value}").trim_end().to_owned()])
    }
}
