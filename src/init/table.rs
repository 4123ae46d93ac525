//! What a spreadsheet says already: one row for each feature, columns found by their names.

use serde_json::{Map, Value, json};

use super::columns::{Column, column};
use super::owners::Owners;
use super::{Facts, Given, Unplaced, cell as roles_value, published};
use crate::matrix::{self, Matrix};
use crate::raci::Roles;
use crate::sheet::letters::{self, Reading, Unread};
use crate::sheet::{Cell, Row, Table, csv};
use crate::source::{Source, Span};
use crate::text::{list, one_line, quote};

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
        unplaced: Vec::new(),
    };
    reader.bind(&table.header, given)?;
    let rows = reader.rows_of(table, &given.system)?;
    reader.other_columns(&table.header, &rows);
    for row in &rows {
        reader.row(row);
    }
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
    })
}

struct Reader<'t> {
    source: &'t Source,
    matrix: &'t Matrix,
    columns: Vec<Column>,
    owners: Owners,
    features: Map<String, Value>,
    unplaced: Vec<Unplaced>,
}

impl Reader<'_> {
    /// Finds out what each column is. Of two of one name the first counts.
    fn bind(&mut self, header: &Row, given: &Given) -> Result<(), String> {
        for cell in &header.cells {
            let column = column(&self.text(cell), self.matrix, given);
            let is_taken = column != Column::Other && self.columns.contains(&column);
            let column = if is_taken { Column::Second } else { column };
            self.columns.push(column);
        }
        if self.columns.contains(&Column::Feature) {
            return Ok(());
        }
        let names = header.cells.iter().map(|cell| quote(&self.text(cell)));
        Err(format!(
            "it has no column `feature`, but {}",
            list(&names.collect::<Vec<_>>(), "and")
        ))
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

    fn row(&mut self, row: &Row) {
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
        if self.features.contains_key(&published.id) {
            let message = format!("{} has a row already", quote(&published.id));
            return self.lose_row(row, message);
        }
        let feature = self.feature(row, published);
        let id = published.id.clone();
        self.features.insert(id, Value::Object(feature));
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

    /// The cells of roles; nothing where the row says nothing about roles. Published roles stay for
    /// a party without a column, and for a cell that cannot be read.
    fn roles(&mut self, row: &Row, published: &matrix::Row) -> Option<Map<String, Value>> {
        let mut roles = self::published(published);
        let mut says = false;
        for (party, cell) in self.role_cells(row) {
            let text = self.text(cell);
            match letters::read(&text) {
                Ok(Reading::Roles(read)) => {
                    says |= !text.is_empty();
                    set(&mut roles, &party, read);
                }
                Ok(Reading::NotApplicable(_)) => self.lose_roles(
                    published,
                    &party,
                    cell,
                    "a reason for the whole feature belongs into a column `notApplicable`",
                ),
                Err(unread) => self.lose_roles(published, &party, cell, &why(unread)),
            }
        }
        says.then(|| super::ordered(roles, &["provider", "customer"]))
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

    fn lose_roles(&mut self, row: &matrix::Row, party: &str, cell: &Cell, why: &str) {
        let text = self.text(cell);
        let message = format!(
            "{}: {} is no role of {}: {why}",
            quote(&row.id),
            quote(&text),
            quote(party)
        );
        let fact = format!("{}: {party}: {text}", row.id);
        self.lose(cell.span, message, fact);
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

fn set(roles: &mut Map<String, Value>, party: &str, read: Roles) {
    if read.is_empty() {
        roles.shift_remove(party);
    } else {
        roles.insert(party.to_owned(), roles_value(read));
    }
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
