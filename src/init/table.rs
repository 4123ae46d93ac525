//! What a spreadsheet says already: one row for each feature, columns found by their names.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::columns::{self, Column, column};
use super::facts::{Facts, Given, PLACEHOLDER, Unplaced};
use super::owners::Owners;
use super::roles::{cell as roles_value, leave_open, ordered};
use crate::model::matrix::{self, Matrix};
use crate::model::raci::Roles;
use crate::table::letters::{self, Reading, Unread};
use crate::table::{Cell, Row, Table, csv};
use crate::text::{Source, Span, list, one_line, quote};

/// The facts of a table, or why it has none.
pub fn facts(source: &Source, matrix: &Matrix, given: &Given) -> Result<Facts, String> {
    let page = csv::read(source.text());
    if let Some(torn) = page.torn.first() {
        let at = source.position(torn.span.start());
        let (line, column) = (at.line, at.column);
        return Err(format!("line {line}, column {column}: {}", torn.why));
    }
    let Some(table) = page.tables.first() else {
        return Err("it holds no table, whose first row names its columns".to_owned());
    };
    let mut reader = Reader {
        source,
        matrix,
        columns: Vec::new(),
        owners: Owners::new(given),
        features: Map::new(),
        first: HashMap::new(),
        unplaced: Vec::new(),
    };
    reader.bind(table, given)?;
    let rows = reader.rows_of(table, &given.system)?;
    reader.other_columns(&table.header, &rows);
    for row in &rows {
        reader.row(row);
    }
    let is_silent = !reader.columns.iter().any(Column::has_roles);
    let open = if is_silent {
        Vec::new()
    } else {
        leave_open(&mut reader.features, matrix)
    };
    reader.unplaced.sort_by_key(|unplaced| unplaced.at);
    let mut manifest = Map::new();
    let contacts = reader.owners.contacts();
    if !contacts.is_empty() {
        manifest.insert("contacts".to_owned(), Value::Object(contacts));
    }
    manifest.insert("features".to_owned(), Value::Object(reader.features));
    Ok(Facts {
        manifest,
        unplaced: reader.unplaced,
        open,
        is_silent,
    })
}

/// Why the roles of a column have no place, and what to do.
const UNCLAIMED: &str = "says who does what, and not whose roles these are: call the column \
    `provider`, `customer` or as a party that `--third-party` declares, or remove it";

struct Reader<'t> {
    source: &'t Source,
    matrix: &'t Matrix,
    columns: Vec<Column>,
    owners: Owners,
    features: Map<String, Value>,
    /// The row that each feature comes from.
    first: HashMap<&'t str, &'t Row>,
    unplaced: Vec<Unplaced>,
}

impl<'t> Reader<'t> {
    /// Finds out what each column is. Of two of one name the first counts.
    fn bind(&mut self, table: &Table, given: &Given) -> Result<(), String> {
        let header = &table.header;
        for cell in &header.cells {
            let column = column(&self.text(cell), self.matrix, given);
            let is_taken = column != Column::Other && self.columns.contains(&column);
            let column = match column {
                Column::Roles(_) if is_taken => Column::Unclaimed,
                _ if is_taken => Column::Second,
                column => column,
            };
            self.columns.push(column);
        }
        if !self.columns.contains(&Column::Feature) {
            let names = header.cells.iter().map(|cell| quote(&self.text(cell)));
            return Err(format!(
                "it has no column `feature`, but {}",
                list(&names.collect::<Vec<_>>(), "and")
            ));
        }
        let roles = columns::Roles::new(self.matrix, given);
        let is_claimed = self.columns.iter().any(Column::has_roles);
        let has = |party: &str| self.columns.contains(&Column::Roles(party.to_owned()));
        let complete = has("provider") && has("customer");
        for (at, name) in header.cells.iter().enumerate() {
            let cells = || -> Vec<String> {
                let cells = table.rows.iter().filter_map(|row| row.cells.get(at));
                cells.map(|cell| self.text(cell)).collect()
            };
            let is_unclaimed = match self.columns.get(at) {
                Some(Column::Other) => roles.are_in(&self.text(name), &cells(), complete),
                Some(Column::Owner) => !is_claimed && roles.are_owners(&cells()),
                _ => false,
            };
            if let Some(column) = self.columns.get_mut(at).filter(|_| is_unclaimed) {
                *column = Column::Unclaimed;
            }
        }
        Ok(())
    }

    /// The rows of the system; all of them, where no column names one.
    fn rows_of<'r>(&self, table: &'r Table, system: &str) -> Result<Vec<&'r Row>, String> {
        let Some(column) = self.columns.iter().position(|one| *one == Column::System) else {
            return Ok(table.rows.iter().collect());
        };
        let name = |row: &Row| row.cells.get(column).map(|cell| self.text(cell));
        let is_named = |row: &&Row| name(row).is_some_and(|name| !name.is_empty());
        let (named, nameless): (Vec<&Row>, Vec<&Row>) = table.rows.iter().partition(is_named);
        let is_own = |row: &&Row| name(row).is_some_and(|name| name == system);
        let (mut own, others): (Vec<&Row>, Vec<&Row>) = named.into_iter().partition(is_own);
        if !own.is_empty() {
            // A row that names no system could be of this one, so it is listed.
            own.extend(nameless);
            own.sort_by_key(|row| row.span);
            return Ok(own);
        }
        let mut names: Vec<String> = others.into_iter().filter_map(name).collect();
        names.sort_unstable();
        names.dedup();
        let names: Vec<String> = names.iter().map(|name| quote(name)).collect();
        let known = if names.is_empty() {
            "and no other".to_owned()
        } else {
            format!("but {}", list(&names, "and"))
        };
        Err(format!("it holds no system {}, {known}", quote(system)))
    }

    /// Lists the columns that have no place, with what stands in them.
    fn other_columns(&mut self, header: &Row, rows: &[&Row]) {
        let feature = self.columns.iter().position(|one| *one == Column::Feature);
        for (at, name) in header.cells.iter().enumerate() {
            let why = match self.columns.get(at) {
                Some(Column::Other) => "is no column of a manifest",
                Some(Column::Unclaimed) => UNCLAIMED,
                Some(Column::Second) => "stands for what an earlier column says",
                _ => continue,
            };
            let facts = rows.iter().filter_map(|row| {
                let text = |at: usize| row.cells.get(at).map(|cell| self.text(cell));
                let value = text(at).filter(|value| !value.is_empty())?;
                let feature = feature.and_then(text).unwrap_or_default();
                Some(format!("{}: {}", one_line(&feature), one_line(&value)))
            });
            let fact = facts.collect::<Vec<_>>().join("\n");
            let text = self.text(name);
            if text.is_empty() && fact.is_empty() {
                continue; // a spreadsheet's empty edge
            }
            let message = format!("{} {why}", quote(&text));
            self.lose(name.span, message, fact);
        }
    }

    fn row(&mut self, row: &'t Row) {
        let surplus = row.cells.iter().skip(self.columns.len());
        let is_whole = row.cells.len() >= self.columns.len();
        if !is_whole || surplus.clone().any(|cell| !cell.text.is_empty()) {
            let message = format!(
                "the row has {}, and the header {}",
                count(row.cells.len()),
                self.columns.len()
            );
            return self.lose_row(row, message);
        }
        if self.columns.contains(&Column::System) && self.of(row, &Column::System).is_none() {
            return self.lose_row(row, "the row names no system".to_owned());
        }
        let Some(key) = self.of(row, &Column::Feature) else {
            return self.lose_row(row, "the row names no feature".to_owned());
        };
        let Some(published) = self.matrix.row(&key) else {
            let meant = self.matrix.nearest(&key);
            let meant = meant.map(|row| format!("; did you mean {}?", quote(&row.id)));
            let message = format!(
                "{} is no feature of {}{}",
                quote(&key),
                quote(&self.matrix.name()),
                meant.unwrap_or_default()
            );
            return self.lose_row(row, message);
        };
        if let Some(first) = self.first.get(published.id.as_str()).copied() {
            let message = format!("{} has a row already", quote(&published.id));
            self.lose_row(row, message);
            if self.said(first) != self.said(row) {
                self.contradicted(published, first);
            }
            return;
        }
        let feature = self.feature(row, published);
        let id = published.id.clone();
        self.features.insert(id, Value::Object(feature));
        self.first.insert(&published.id, row);
    }

    /// What a row says of who does what.
    fn said(&self, row: &Row) -> Vec<Result<Reading, Unread>> {
        let cells = self.columns.iter().zip(&row.cells);
        let cells =
            cells.filter(|(column, _)| column.has_roles() || **column == Column::NotApplicable);
        let cells = cells.map(|(_, cell)| letters::read(&self.text(cell)));
        cells.collect()
    }

    /// Leaves the roles of a feature open that has two rows which say different things.
    fn contradicted(&mut self, published: &matrix::Row, first: &Row) {
        let Some(feature) = self.features.get_mut(&published.id) else {
            return;
        };
        let is_open = |raci: &Value| raci == PLACEHOLDER;
        let applies = feature.get("notApplicable").is_none();
        if applies && feature.get("raci").is_none_or(is_open) {
            return; // nothing of it stands in the manifest
        }
        if let Some(feature) = feature.as_object_mut() {
            feature.shift_remove("notApplicable");
            feature.insert("raci".to_owned(), json!(PLACEHOLDER));
        }
        let message = format!(
            "{} has another row that says otherwise",
            quote(&published.id)
        );
        self.lose_row(first, message);
    }

    fn feature(&mut self, row: &Row, published: &matrix::Row) -> Map<String, Value> {
        let mut feature = Map::new();
        let id = quote(&published.id);
        if let Some(reason) = self.reason(row, &id) {
            feature.insert("notApplicable".to_owned(), json!(reason));
            let message = format!("{id} is not applicable, so its roles have no place");
            for (party, cell) in self.role_cells(row) {
                let text = self.text(cell);
                if !text.is_empty() {
                    let fact = format!("{}: {party}: {text}", published.id);
                    self.lose(cell.span, message.clone(), fact);
                }
            }
        } else if let Some(roles) = self.roles(row, published) {
            feature.insert("raci".to_owned(), Value::Object(roles));
        }
        if let Some(owner) = self.of(row, &Column::Owner) {
            let name = self.of(row, &Column::ContactName);
            let email = self.of(row, &Column::ContactEmail);
            let owner = match (&name, &email) {
                (None, None) => self.owners.key(&owner),
                _ => self.owners.named(&owner, name.as_deref(), email.as_deref()),
            };
            feature.insert("owner".to_owned(), json!(owner));
        }
        if let Some(evidence) = self.of(row, &Column::Evidence) {
            let pieces = evidence
                .split(['\n', '\r', ';'])
                .map(|piece| bare(piece.trim()));
            let pieces: Vec<&str> = pieces.filter(|piece| !piece.is_empty()).collect();
            if !pieces.is_empty() {
                feature.insert("evidence".to_owned(), json!(pieces));
            }
        }
        feature
    }

    /// Why the feature does not apply. A bare yes is no reason, and a bare no says that it applies.
    fn reason(&mut self, row: &Row, id: &str) -> Option<String> {
        let text = self.of(row, &Column::NotApplicable)?;
        match text.to_lowercase().as_str() {
            "no" | "n" | "false" | "0" | "-" | "–" | "—" => None,
            "yes" | "y" | "true" | "1" | "x" | "✓" | "n/a" | "na" => {
                let cell = self.cell(row, &Column::NotApplicable)?.span;
                let message = format!("{id}: {} is no reason why it does not apply", quote(&text));
                self.lose(cell, message, format!("notApplicable: {text}"));
                None
            }
            _ => Some(text),
        }
    }

    /// The roles of a row; nothing where it says none, or where any of them cannot be read. These
    /// are known as a whole or not at all: the others would say something else without it.
    fn roles(&mut self, row: &Row, published: &matrix::Row) -> Option<Map<String, Value>> {
        let mut roles = Map::new();
        let mut unread = Vec::new();
        let mut said: Option<(Span, Vec<String>)> = None;
        for (party, cell) in self.role_cells(row) {
            let text = self.text(cell);
            if !text.is_empty() {
                let (_, facts) = said.get_or_insert((cell.span, Vec::new()));
                facts.push(format!("{}: {party}: {text}", published.id));
            }
            let why = match letters::read(&text) {
                Ok(Reading::Roles(read)) if read.is_empty() => continue,
                Ok(Reading::Roles(read)) => {
                    roles.insert(party, roles_value(read));
                    continue;
                }
                Ok(Reading::NotApplicable(_)) => {
                    "a reason for the whole feature belongs into a column `notApplicable`"
                        .to_owned()
                }
                Err(unread) => why(unread),
            };
            let message = format!(
                "{}: {} is no role of {}: {why}",
                quote(&published.id),
                quote(&text),
                quote(&party)
            );
            unread.push((cell.span, message));
        }
        let is_open = self.has_unclaimed(row);
        if unread.is_empty() && !is_open {
            let is_said = !roles.is_empty();
            return is_said.then(|| ordered(roles, &["provider", "customer"]));
        }
        let (at, facts) = said?;
        if unread.is_empty() {
            let message = format!("{}: another column has roles, too", quote(&published.id));
            unread.push((at, message));
        }
        // What can be read waits with what cannot.
        let mut facts = facts.join("\n");
        for (span, message) in unread {
            self.lose(span, message, std::mem::take(&mut facts));
        }
        None
    }

    /// Whether a row says anything in a column of roles that are nobody's.
    fn has_unclaimed(&self, row: &Row) -> bool {
        let mut cells = self.columns.iter().zip(&row.cells);
        cells.any(|(column, cell)| {
            let nothing = Ok(Reading::Roles(Roles::default()));
            *column == Column::Unclaimed && letters::read(&self.text(cell)) != nothing
        })
    }

    /// The cells of roles, each with the key of its party.
    fn role_cells<'r>(&self, row: &'r Row) -> Vec<(String, &'r Cell)> {
        let cells = self.columns.iter().zip(&row.cells);
        let cells = cells.filter_map(|(column, cell)| match column {
            Column::Roles(party) => Some((party.clone(), cell)),
            _ => None,
        });
        cells.collect()
    }

    fn lose_row(&mut self, row: &Row, message: String) {
        let fact = self.source.slice(row.span).to_owned();
        self.lose(row.span, message, fact);
    }

    fn lose(&mut self, span: Span, message: String, fact: String) {
        let at = self.source.position(span.start());
        self.unplaced.push(Unplaced { at, message, fact });
    }

    fn cell<'r>(&self, row: &'r Row, column: &Column) -> Option<&'r Cell> {
        let at = self.columns.iter().position(|one| one == column)?;
        row.cells.get(at)
    }

    /// The text of a cell, unless it is empty.
    fn of(&self, row: &Row, column: &Column) -> Option<String> {
        let text = self.text(self.cell(row, column)?);
        (!text.is_empty()).then_some(text)
    }

    /// What a cell says to the letter: a mark that is no part of a role can be one of a path.
    fn text(&self, cell: &Cell) -> String {
        let written = self.source.slice(cell.span);
        let quoted = written
            .strip_prefix('"')
            .and_then(|rest| rest.strip_suffix('"'));
        let text = match quoted {
            Some(inside) => inside.replace("\"\"", "\""),
            None => written.to_owned(),
        };
        bare(text.trim()).to_owned()
    }
}

/// The text without the apostrophe by which spreadsheets keep it from being a formula.
fn bare(text: &str) -> &str {
    let guarded = text.strip_prefix('\'');
    guarded
        .filter(|rest| rest.starts_with(['=', '+', '-', '@']))
        .unwrap_or(text)
}

fn why(unread: Unread) -> String {
    match unread {
        Unread::NoReason => "it says that something does not apply, and not why".to_owned(),
        Unread::Twice(role) => format!("{} stands there twice", role.letter()),
        Unread::Lookalike(letter) => {
            format!(
                "{} only looks like a letter of ours",
                letter.escape_unicode()
            )
        }
        Unread::NoLetter => "the letters are R, A, C and I".to_owned(),
    }
}

fn count(cells: usize) -> String {
    match cells {
        1 => "1 cell".to_owned(),
        several => format!("{several} cells"),
    }
}
