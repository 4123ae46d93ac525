//! The report as Markdown: the sections and tables of the page. What comes from a file is text, as in
//! the summary of a job.

use std::borrow::Borrow;
use std::fmt::Write as _;

use super::contents::sections;
use super::section::{Block, Cell, Fact, Map, Open, Shown, System, Table};
use super::words::{NOTHING, held, location, standing};
use crate::audit::fleet::Fleet;
use crate::audit::state::State;
use crate::check::facts::Owner;
use crate::git::Commit;
use crate::render::summary;
use crate::render::tables::{self, advised, cell, rule};

/// Renders the whole report.
pub fn render(fleet: &Fleet<'_>) -> String {
    let mut out = format!(
        "# Control ownership report\n\n**{}**\n\n{}, as of {}\n",
        cell(&fleet.verdict().title),
        summary(fleet.report, "document"),
        fleet.report.today
    );
    for note in &fleet.report.notes {
        let _ = writeln!(out, "\nNote: {}", cell(&note.message()));
    }
    for error in fleet.report.unshown_errors() {
        let _ = writeln!(
            out,
            "\n- crisplint could not complete the run: {}",
            advised(&error.message, error.help.as_deref())
        );
    }
    for section in sections(fleet) {
        if section.shown.is_in(Shown::Text) {
            let _ = writeln!(out, "\n## {}", section.heading);
            for one in &section.blocks {
                block(&mut out, one);
            }
        }
    }
    out
}

fn block(out: &mut String, block: &Block<'_>) {
    match block {
        Block::Note(shown, text) if shown.is_in(Shown::Text) => {
            let _ = writeln!(out, "\n{text}");
        }
        Block::States(shown, states) if shown.is_in(Shown::Text) => self::states(out, states),
        // The line at the top has the numbers.
        Block::Note(..) | Block::States(..) | Block::Tiles(_) => {}
        Block::Map(map) => self::map(out, map),
        Block::Findings(findings) => self::findings(out, findings),
        Block::System(one) => system(out, one),
        Block::Facts(facts) => {
            out.push('\n');
            for fact in facts {
                self::fact(out, "", fact.what, &fact.value);
            }
        }
        Block::Table(table) => self::table(out, table),
    }
}

fn states(out: &mut String, states: &[(State, usize)]) {
    out.push('\n');
    for (state, count) in states {
        let (sign, words, meaning) = (state.sign(), state.words(), state.meaning());
        let _ = writeln!(out, "- `{sign}` {words}: {count} ({meaning})");
    }
}

fn map(out: &mut String, map: &Map<'_>) {
    let _ = writeln!(out, "\n### Checked against {}", cell(&map.judge.name()));
    let mut heads = vec!["System".to_owned()];
    heads.extend(map.judge.judge.rows.iter().map(|(id, ..)| cell(id)));
    heads.push("Elsewhere".to_owned());
    let rows = map.systems.iter().map(|(view, states)| {
        let mut row = vec![cell(view.name())];
        row.extend(states.iter().map(|state| state.sign().to_owned()));
        row.push(match view.open_outside() {
            0 => String::new(),
            count => format!("{count} open"),
        });
        row
    });
    below(out, &heads, rows.collect());
}

/// A table below what was written before; nothing where there are no rows.
fn below<S: Borrow<str>>(out: &mut String, heads: &[S], rows: Vec<Vec<String>>) {
    if !rows.is_empty() {
        out.push('\n');
        tables::write(out, heads, rows);
    }
}

fn findings(out: &mut String, findings: &[Open<'_>]) {
    if findings.is_empty() {
        out.push_str("\nNone.\n");
    }
    let rows = findings.iter().map(|open| {
        let finding = open.finding;
        let lines = open.lines.iter();
        let lines = lines.map(|line| format!("{}: {}", line.number, cell(line.text().trim())));
        vec![
            finding.severity.to_string(),
            rule(finding),
            cell(&location(finding)),
            advised(&finding.message, finding.help.as_deref()),
            lines.collect::<Vec<_>>().join("<br>"),
        ]
    });
    let heads = ["Severity", "Rule", "Place", "Message", "Source"];
    below(out, &heads, rows.collect());
}

fn system(out: &mut String, one: &System<'_>) {
    let view = one.view;
    let title = view.system.title.as_deref();
    let title = title.map(|title| format!(": {}", cell(title)));
    let (name, title) = (cell(view.name()), title.unwrap_or_default());
    let _ = writeln!(out, "\n### {name}{title}\n");
    for Fact { what, value, .. } in &one.facts {
        fact(out, "", what, value);
    }
    table(out, &one.table);
    out.push_str("\nPassed checks:\n\n");
    for check in view.right() {
        let clauses = match check.clauses {
            "" => String::new(),
            clauses => format!(" ({clauses})"),
        };
        let detail = match check.detail.as_str() {
            "" => String::new(),
            detail => format!(": {}", cell(detail)),
        };
        let _ = writeln!(out, "- {}{detail}{clauses}", check.topic);
    }
}

fn fact(out: &mut String, indent: &str, what: &str, value: &Cell<'_>) {
    match value {
        Cell::Commit(Commit::None(reason)) => {
            let _ = writeln!(out, "{indent}- No commit: {}", cell(reason));
        }
        Cell::Commit(Commit::Known(id, differing)) => {
            let _ = writeln!(out, "{indent}- {what}: {}", cell(id));
            for (path, how) in differing {
                let path = cell(path);
                let _ = writeln!(out, "{indent}- Differs from the commit: {path}, {how}");
            }
        }
        value => {
            let _ = writeln!(out, "{indent}- {what}: {}", written(value));
        }
    }
}

fn table(out: &mut String, table: &Table<'_>) {
    if !table.shown.is_in(Shown::Text) {
        return;
    }
    if table.is_list {
        return list(out, table);
    }
    if let Some(title) = table.title {
        let _ = writeln!(out, "\n### {title}");
    }
    if let Some(intro) = &table.intro {
        let _ = writeln!(out, "\n{intro}");
    }
    if let Some((_, Some(none))) = table.none.filter(|_| table.rows.is_empty()) {
        let _ = writeln!(out, "\n{none}");
    }
    let heads: Vec<&str> = table.heads(Shown::Text).map(|one| one.text_name).collect();
    let rows = table.rows.iter().map(|row| {
        let cells = table.cells(row, Shown::Text);
        cells.flat_map(|(_, one)| spread(one)).collect()
    });
    below(out, &heads, rows.collect());
}

/// The rows as a list, each below its first cell.
fn list(out: &mut String, table: &Table<'_>) {
    for row in &table.rows {
        let mut indent = "";
        for (column, one) in table.cells(row, Shown::Text) {
            fact(out, indent, column.text_name, one);
            indent = "  ";
        }
    }
}

/// A cell in as many columns as it takes: what is said stands in the last.
fn spread(one: &Cell<'_>) -> Vec<String> {
    let mut cells = vec![NOTHING.to_owned(); one.width() - 1];
    cells.push(written(one));
    cells
}

fn written(one: &Cell<'_>) -> String {
    match one {
        Cell::Empty => String::new(),
        Cell::Text(text) | Cell::Sentence(text) => cell(text),
        Cell::Words(words) => words.clone().into_owned(),
        Cell::Noted(name, note) => format!("{}<br>{}", cell(name), cell(note)),
        Cell::Lines(cells) => cells.iter().map(written).collect::<Vec<_>>().join("<br>"),
        Cell::Either(of) => written(&of.1),
        Cell::System(view) => cell(view.name()),
        Cell::Link(_, text) | Cell::NoRoles(text, _) => cell(text),
        Cell::Finding(finding) => format!("{}: {}", finding.rule.code, cell(&finding.message)),
        Cell::Feature(view) => match &view.row.published {
            Some(published) => format!("{}<br>{}", cell(&published.title), cell(&view.row.id)),
            None => cell(&view.row.id),
        },
        Cell::Roles(declared, _) => held(*declared),
        Cell::Parties(parties) => cell(&parties.join("; ")),
        Cell::Owner(owner) => owner.map(self::owner).unwrap_or_default(),
        Cell::Evidence(pieces) => {
            let pieces = pieces.iter();
            let pieces = pieces.map(|(text, at)| format!("{} ({})", cell(text), standing(*at)));
            pieces.collect::<Vec<_>>().join("<br>")
        }
        Cell::State(view) => format!("{} {}", view.state.sign(), view.state.words()),
        Cell::Commit(Commit::None(reason)) => format!("no commit: {}", cell(reason)),
        Cell::Commit(Commit::Known(id, _)) => cell(id),
    }
}

fn owner(owner: &Owner) -> String {
    let name = owner.name.as_deref().unwrap_or(&owner.key);
    let email = owner.email.as_deref().unwrap_or(NOTHING);
    format!("{}<br>{}<br>{}", cell(name), cell(email), cell(&owner.key))
}
