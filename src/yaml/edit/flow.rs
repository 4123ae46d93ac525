//! What stands between brackets and braces: one more, or some less, and the commas between.

use std::ops::Range;

use super::apply::Edit;
use super::editor::{Editor, Edits, Refusal};
use super::form::{Form, Site, Slot};
use super::lines::{
    before_blanks, begins_line, comment, ends_line, is_bare, is_blank, line_end, line_start,
    newline, next_line, skip_blanks,
};

impl Editor<'_> {
    /// Adds what is written already behind the last.
    pub(super) fn flow_add(&self, site: &Site, new: &[String]) -> Edits {
        if site.form != Form::Flow {
            return Err(Refusal::Form);
        }
        let Some(last) = site.slots.last() else {
            let inside = site.start + 1;
            // Before a comment, which is not to end what is new.
            return Ok(vec![Edit::insert(inside, new.join(", "))]);
        };
        if begins_line(self.text, last.start) && site.slots.len() > 1
            || begins_line(self.text, last.start) && !begins_line(self.text, site.start)
        {
            return Ok(self.flow_lines(last, new));
        }
        // A tag would take in the comma, and a dash before one is no text.
        let written = self.slice(last.start, last.end);
        let is_open = written.contains(['!', '&', '*']) || written.ends_with(['-', '?', ':']);
        let gap = if is_open { " " } else { "" };
        Ok(vec![match last.comma {
            Some(comma) => Edit::insert(comma + 1, format!(" {},", new.join(", "))),
            None => Edit::insert(last.end, format!("{gap}, {}", new.join(", "))),
        }])
    }

    /// Adds lines where the last has lines of its own.
    fn flow_lines(&self, last: &Slot, new: &[String]) -> Vec<Edit> {
        let indent = self.slice(line_start(self.text, last.start), last.start);
        let lead = format!("{}{indent}", newline(self.text, last.end));
        let lines = new.join(&format!(",{lead}"));
        let Some(comma) = last.comma else {
            let end = line_end(self.text, last.end);
            if comment(self.text, last.end).is_none() {
                return vec![Edit::insert(last.end, format!(",{lead}{lines}"))];
            }
            let comma = Edit::insert(last.end, ",");
            return vec![comma, Edit::insert(end, format!("{lead}{lines}"))];
        };
        let behind = comma + 1;
        let remark = comment(self.text, behind).is_some();
        let at = if remark {
            line_end(self.text, behind)
        } else {
            behind
        };
        vec![Edit::insert(at, format!("{lead}{lines},"))]
    }

    /// Takes slots out, by their numbers in order. What is left can be empty.
    pub(super) fn flow_remove(&self, site: &Site, numbers: &[usize]) -> Edits {
        if numbers.len() == site.slots.len() {
            return Ok(self.flow_empty(site));
        }
        let mut edits = Vec::new();
        for run in runs(numbers) {
            let slots = site.slots.get(run.clone()).unwrap_or_default();
            let before = run.start.checked_sub(1).and_then(|at| site.slots.get(at));
            let behind = site.slots.get(run.end);
            // Without its comma it can stand alone on its line.
            self.is_no_marker(before.map_or(0, |slot| slot.start), before)?;
            if slots.iter().all(|slot| self.flow_has_lines(slot)) {
                edits.extend(slots.iter().map(|slot| self.flow_line(slot, before)));
                let open =
                    behind.is_none() && slots.last().is_some_and(|last| last.comma.is_none());
                let comma = before.and_then(|slot| slot.comma).filter(|_| open);
                edits.extend(comma.map(|comma| Edit::delete(comma, comma + 1)));
            } else if let (Some(first), Some(last)) = (slots.first(), slots.last()) {
                self.is_no_marker(first.start, behind)?;
                edits.extend(self.flow_inline(before, (first, last), behind));
            }
        }
        Ok(edits)
    }

    /// That what comes to stand at the beginning of a line does not begin or end a document there.
    fn is_no_marker(&self, start: usize, text: Option<&Slot>) -> Result<(), Refusal> {
        let text = text.filter(|_| self.column(start) == 0);
        let text = text.map_or("", |slot| self.slice(slot.start, slot.end));
        let marker = text.starts_with("---") || text.starts_with("...");
        (!marker).then_some(()).ok_or(Refusal::Form)
    }

    /// Everything between the brackets goes, but for comments of the brackets.
    fn flow_empty(&self, site: &Site) -> Vec<Edit> {
        let (Some(first), Some(last)) = (site.slots.first(), site.slots.last()) else {
            return Vec::new();
        };
        let (open, close) = (site.start + 1, site.end.saturating_sub(1));
        let end = last.comma.map_or(last.end, |comma| comma + 1);
        let bare = is_bare(self.slice(open, first.start)) && is_bare(self.slice(end, close));
        vec![if bare {
            Edit::delete(open, close)
        } else {
            Edit::delete(first.start, end)
        }]
    }

    fn flow_has_lines(&self, slot: &Slot) -> bool {
        let end = self.behind_comma(slot);
        let has_comma = slot.comma.is_none_or(|comma| comma < end);
        has_comma && begins_line(self.text, slot.start) && ends_line(self.text, end)
    }

    /// Behind the comma of a slot, where that stands right behind it.
    fn behind_comma(&self, slot: &Slot) -> usize {
        let comma = slot
            .comma
            .filter(|comma| skip_blanks(self.text, slot.end) == *comma);
        comma.map_or(slot.end, |comma| comma + 1)
    }

    fn flow_line(&self, slot: &Slot, before: Option<&Slot>) -> Edit {
        let floor = before.map_or(0, |slot| self.behind_comma(slot));
        let start = self.with_comments(slot.start, floor);
        let end = self.behind_comma(slot);
        Edit::delete(start, next_line(self.text, end))
    }

    fn flow_inline(
        &self,
        before: Option<&Slot>,
        (first, last): (&Slot, &Slot),
        behind: Option<&Slot>,
    ) -> Vec<Edit> {
        if let Some(behind) = behind {
            let gap = self.slice(last.end, behind.start);
            if is_bare(gap) {
                return vec![Edit::delete(first.start, behind.start)];
            }
            let comma = last.comma.map(|comma| {
                let remark = comment(self.text, comma + 1).is_some();
                let next = skip_blanks(self.text, comma + 1);
                // A comment needs the blank before it.
                (comma, if remark { comma + 1 } else { next })
            });
            return self.pieces((first.start, last.end), comma);
        }
        let gap = before.map_or("#", |before| self.slice(before.end, first.start));
        if let Some(before) = before.filter(|_| !gap.contains('#')) {
            return vec![Edit::delete(before.end, last.end)];
        }
        let comma = before.and_then(|before| before.comma);
        self.pieces(
            (first.start, last.end),
            comma.map(|comma| (comma, comma + 1)),
        )
    }

    /// Two ranges to delete, of which the second can be right behind the first.
    fn pieces(&self, (start, end): (usize, usize), comma: Option<(usize, usize)>) -> Vec<Edit> {
        match comma {
            Some((comma, behind)) if comma >= end && is_blank(self.slice(end, comma)) => {
                vec![Edit::delete(start, behind)]
            }
            Some((comma, behind)) => {
                vec![Edit::delete(comma, behind), Edit::delete(start, end)]
            }
            None => vec![Edit::delete(before_blanks(self.text, start), end)],
        }
    }
}

/// The runs of numbers that follow each other.
pub(super) fn runs(numbers: &[usize]) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for number in numbers {
        match runs.last_mut() {
            Some(run) if run.end == *number => run.end += 1,
            _ => runs.push(*number..number + 1),
        }
    }
    runs
}
