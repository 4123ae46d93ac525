//! Entries and items taken out, with their lines and the comments that belong to them: the one behind,
//! and those directly above in the same column.

use super::apply::{Edit, joined};
use super::editor::{Editor, Edits, Refusal, Rest};
use super::flow::runs;
use super::form::{Form, Site, Slot};
use super::lines::{
    before_blanks, begins_line, comment_column, is_bare, line_above, line_end, line_start,
    next_line, skip_blank_lines,
};
use crate::yaml::tree::{Entry, Kind, Node, NodeId};

impl<'d> Editor<'d> {
    /// Takes an entry out of its mapping.
    pub fn remove_entry(&self, entry: &Entry<'d>, rest: Rest) -> Edits {
        let (mapping, number) = self.place(entry)?;
        self.remove(mapping, &[number], rest)
    }

    /// Takes items out of a list, by their numbers in order, counted from 0.
    pub fn remove_items(&self, list: Node<'d>, numbers: &[usize], rest: Rest) -> Edits {
        let id = self.own(list)?;
        if !matches!(self.kind(id), Some(Kind::Sequence(_))) {
            return Err(Refusal::Shape);
        }
        self.remove(id, numbers, rest)
    }

    pub(super) fn remove(&self, id: NodeId, numbers: &[usize], rest: Rest) -> Edits {
        let site = self.site(id)?;
        if numbers.is_empty() {
            return Ok(Vec::new());
        }
        let mut gone = numbers.iter().map(|number| site.slots.get(*number));
        let named = |slot: Option<&Slot>| slot.is_none_or(|slot| self.is_named(slot));
        if gone.any(named) || !numbers.is_sorted_by(|a, b| a < b) {
            return Err(Refusal::Shared);
        }
        let all = numbers.len() == site.slots.len();
        if let Some((holder, number)) = site.parent.filter(|_| all && rest == Rest::Nothing) {
            return self.remove(holder, &[number], rest);
        }
        match site.form {
            Form::Flow => self.flow_remove(site, numbers),
            Form::Lines if all => self.emptied(id, site),
            Form::Lines => {
                let edits = runs(numbers).into_iter().map(|run| {
                    let next = site.slots.get(run.end);
                    let slots = site.slots.get(run.clone()).unwrap_or_default();
                    self.remove_run(site, run.start, slots, next)
                });
                Ok(joined(edits.collect::<Result<Vec<_>, _>>()?.concat()))
            }
            Form::Empty | Form::Line | Form::Block(_) | Form::Pair => Err(Refusal::Form),
        }
    }

    /// A block of lines of which nothing stays.
    fn emptied(&self, id: NodeId, site: &Site) -> Edits {
        let (Some(first), Some(last)) = (site.slots.first(), site.slots.last()) else {
            return Err(Refusal::Form);
        };
        let mapping = matches!(self.kind(id), Some(Kind::Mapping(_)));
        let empty = if mapping { "{}" } else { "[]" };
        let Some((_, _, slot)) = self.holder(site) else {
            return Ok(vec![Edit::new(first.start, last.end, empty)]);
        };
        if !begins_line(self.text, first.start) {
            return Ok(vec![Edit::new(first.start, last.end, empty)]);
        }
        let properties = site.properties.clone();
        let head = properties.map_or(slot.head, |properties| properties.end.max(slot.head));
        let mut edits = vec![Edit::insert(head, format!(" {empty}"))];
        edits.extend(self.remove_run(site, 0, &site.slots, None)?);
        Ok(joined(edits))
    }

    /// Slots that follow each other, the first of this number.
    fn remove_run(&self, site: &Site, number: usize, slots: &[Slot], next: Option<&Slot>) -> Edits {
        let Some(first) = slots.first() else {
            return Ok(Vec::new());
        };
        let mut edits = Vec::new();
        let compact = !begins_line(self.text, first.start);
        if let Some((next, last)) = next.zip(slots.last()).filter(|_| compact) {
            return Ok(vec![self.remove_compact(first, last, next)]);
        }
        if compact {
            return Err(Refusal::Form);
        }
        for (slot, number) in slots.iter().zip(number..) {
            edits.push(self.remove_lines(site, number, slot));
        }
        self.spoils_block(site, number, &edits)?;
        Ok(edits)
    }

    /// What begins behind a dash, so that the next takes its place there.
    fn remove_compact(&self, first: &Slot, last: &Slot, next: &Slot) -> Edit {
        let behind = self.slice(line_end(self.text, last.end), next.start);
        if is_bare(behind.trim()) {
            return Edit::delete(first.start, next.start);
        }
        // The comments of the next stay above it.
        let start = before_blanks(self.text, first.start);
        Edit::delete(start, line_end(self.text, last.end))
    }

    fn remove_lines(&self, site: &Site, number: usize, slot: &Slot) -> Edit {
        let start = self.lead(site, number, slot);
        let mut end = next_line(self.text, slot.end);
        let before = number.checked_sub(1).and_then(|at| site.slots.get(at));
        if before.is_some_and(|before| self.keeps_blanks(before)) {
            // Blank lines would become part of the text before, and its own last ones would go.
            end = skip_blank_lines(self.text, end);
            return Edit::delete(start, end);
        }
        self.without_lines(start, end)
    }

    /// Whole lines taken out.
    pub(super) fn without_lines(&self, start: usize, end: usize) -> Edit {
        let is_last = end == self.text.len() && !self.text.ends_with(['\n', '\r']);
        if !is_last {
            return Edit::delete(start, end);
        }
        // A file without a line break at its end has none afterwards.
        let above = self.slice(0, start);
        let line = above.strip_suffix("\r\n");
        let line = line.or(above.strip_suffix(['\n', '\r']));
        Edit::delete(line.map_or(start, str::len), end)
    }

    /// Where the lines of a slot begin, its comments above included.
    pub(super) fn lead(&self, site: &Site, number: usize, slot: &Slot) -> usize {
        let before = number.checked_sub(1).and_then(|at| site.slots.get(at));
        let floor = match (before, self.holder(site)) {
            (Some(before), _) => before.end,
            (None, Some((_, _, holder))) => holder.head,
            // What stands above the first line of a document is about the document.
            (None, None) => slot.start,
        };
        self.with_comments(slot.start, floor)
    }

    /// Where the comments begin that stand directly above what begins at an offset, in its column, and
    /// below the line of another.
    pub(super) fn with_comments(&self, start: usize, floor: usize) -> usize {
        let column = self.column(start);
        let mut line = line_start(self.text, start);
        while let Some(above) = line_above(self.text, line) {
            let own = above > floor && comment_column(self.text, above) == Some(column);
            if !own {
                break;
            }
            line = above;
        }
        line
    }

    /// The block scalar that ends a slot, by the place of its head.
    fn block_at_end(&self, slot: &Slot) -> Option<(usize, usize)> {
        let mut id = slot.value;
        loop {
            let site = self.site(id).ok()?;
            match site.form {
                Form::Block(header) => {
                    let (_, _, slot) = self.holder(site)?;
                    return Some((header, self.column(slot.start)));
                }
                _ => id = site.slots.last()?.value,
            }
        }
    }

    pub(super) fn keeps_blanks(&self, slot: &Slot) -> bool {
        let block = self.block_at_end(slot);
        let head = |(header, _): (usize, usize)| self.slice(header, line_end(self.text, header));
        block.map(head).is_some_and(|head| {
            let head = head.split([' ', '\t']).next().unwrap_or_default();
            head.contains('+')
        })
    }

    /// That a comment below does not become part of a block scalar above.
    fn spoils_block(&self, site: &Site, number: usize, edits: &[Edit]) -> Result<(), Refusal> {
        let before = number.checked_sub(1).and_then(|at| site.slots.get(at));
        let Some((_, column)) = before.and_then(|before| self.block_at_end(before)) else {
            return Ok(());
        };
        let spoils = |edit: &Edit| {
            let below = skip_blank_lines(self.text, edit.span.end());
            comment_column(self.text, below).is_some_and(|below| below > column)
        };
        let spoilt = edits.iter().any(spoils);
        (!spoilt).then_some(()).ok_or(Refusal::Form)
    }
}
