//! What is read, by what, and what its places are called.

use crate::table::claims::Claims;
use crate::table::{Page, Table};
use crate::text::{Source, Span, quote, single_spaced};

/// What is read, and by what.
pub(super) struct Context<'p> {
    pub(super) page: &'p Page,
    pub(super) source: &'p Source,
    pub(super) claims: &'p Claims<'p>,
}

impl Context<'_> {
    /// A line of the file, or a row of a sheet.
    pub(super) fn line(&self, span: Span) -> usize {
        let name = self.page.cell_name(span);
        let row = name.and_then(|name| {
            let (_, cell) = name.rsplit_once('!')?;
            cell.trim_start_matches(|c: char| !c.is_ascii_digit())
                .parse()
                .ok()
        });
        row.unwrap_or_else(|| self.source.position(span.start()).line)
    }

    /// What a table is called where its heading does not tell it from others.
    pub(super) fn spot(&self, table: &Table) -> String {
        match self.page.cell_name(table.header.span) {
            Some(name) => name.to_owned(),
            None => format!("line {}", self.line(table.header.span)),
        }
    }

    /// The table in a sentence.
    pub(super) fn place(&self, table: &Table) -> String {
        let at = match self.page.cell_name(table.header.span) {
            Some(name) => format!("the table at {}", quote(name)),
            None => format!("the table on line {}", self.line(table.header.span)),
        };
        match table.heading() {
            Some(heading) => format!("{at} under {}", quote(heading)),
            None => at,
        }
    }

    /// What `--skip-table` calls a table: its heading, if no other table has it.
    pub(super) fn skipped_by(&self, table: &Table) -> String {
        let same = |other: &&Table| other.heading() == table.heading();
        match table.heading() {
            Some(heading) if self.page.tables.iter().filter(same).count() == 1 => {
                heading.to_owned()
            }
            _ => self.spot(table),
        }
    }

    pub(super) fn is_skipped(&self, table: &Table) -> bool {
        let mut names = self.claims.skipped_tables.iter();
        names.any(|name| self.is_called(table, name))
    }

    /// Whether a person leaves out what is on a line.
    pub(super) fn skips_line(&self, line: usize) -> bool {
        let name = format!("line {line}");
        self.claims
            .skipped_tables
            .iter()
            .any(|one| one.trim() == name)
    }

    pub(super) fn is_called(&self, table: &Table, name: &str) -> bool {
        let normal = |text: &str| single_spaced(text).to_lowercase();
        let is = |heading: &str| normal(heading) == normal(name);
        table.heading().is_some_and(is) || is(&self.spot(table))
    }
}
