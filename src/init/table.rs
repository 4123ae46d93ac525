//! What a register says already: one row for each feature, in one table or several.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::columns::{Bound, Column, columns, is_field};
use super::facts::{Facts, Given, PLACEHOLDER, Unplaced};
use super::owners::Owners;
use super::roles::{cell as roles_value, leave_open, ordered};
use crate::model::matrix::{self, Matrix};
use crate::model::raci::Roles;
use crate::table::claims::{Claims, Holder, Options, Third};
use crate::table::letters::{self, Reading, Unread};
use crate::table::roster::{Named, named, parts};
use crate::table::{Cell, Flaw, Page, Row, Table, words};
use crate::text::{Source, Span, list, one_line, quote};

/// The facts of the tables of a file, or why it has none. `claims` is what a person says about the
/// columns.
pub fn facts(
    source: &Source,
    page: &Page,
    matrix: &Matrix,
    given: &Given,
    claims: &Claims<'_>,
) -> Result<Facts, String> {
    if let Some(torn) = page.torn.first() {
        let at = source.position(torn.span.start());
        let (line, column) = (at.line, at.column);
        return Err(format!("line {line}, column {column}: {}", torn.why));
    }
    let is_known = |title: &str| matrix.row(bare(title)).is_some();
    let thirds = given.third_parties.iter();
    let claims = Claims {
        options: Options::INIT,
        providers: words::provider_names([&matrix.provider]),
        customers: given.customer.iter().map(String::as_str).collect(),
        thirds: thirds.map(|(key, name)| Third { key, name }).collect(),
        is_field,
        is_known: Some(&is_known),
        ..claims.clone()
    };
    let mut reader = Reader {
        source,
        page,
        matrix,
        claims: &claims,
        columns: Vec::new(),
        owners: Owners::new(given),
        features: Map::new(),
        first: HashMap::new(),
        unplaced: Vec::new(),
        notes: page.notes.clone(),
    };
    let is_silent = reader.tables(given)?;
    let open = if is_silent {
        Vec::new()
    } else {
        leave_open(&mut reader.features, matrix)
    };
    Ok(reader.facts(open, is_silent))
}

/// Why the roles of a column have no place, and what to do.
fn unclaimed(name: &str) -> String {
    format!(
        "says who does what, and not whose roles these are: name it with `--provider-column \"{name}\"`, \
         `--customer-column \"{name}\"` or as a party that `--third-party` declares; \
         `--other-party \"{name}\"` or `--skip-column \"{name}\"` leaves it out"
    )
}

struct Reader<'t> {
    source: &'t Source,
    page: &'t Page,
    matrix: &'t Matrix,
    claims: &'t Claims<'t>,
    /// The columns of the table that is being read.
    columns: Vec<Column>,
    owners: Owners,
    features: Map<String, Value>,
    /// The row that each feature comes from, and the columns of its table.
    first: HashMap<&'t str, (&'t Row, Vec<Column>)>,
    unplaced: Vec<Unplaced>,
    notes: Vec<String>,
}

impl<'t> Reader<'t> {
    /// Reads all tables that are registers. Says whether none of them says who does what.
    fn tables(&mut self, given: &Given) -> Result<bool, String> {
        let page = self.page;
        let mut bound = Vec::new();
        for table in &page.tables {
            if self.is_skipped(table) {
                continue;
            }
            match columns(table, self.matrix, given, self.claims) {
                Ok(columns) => bound.push((table, columns)),
                Err(_) if page.tables.len() > 1 => self.leave_out(table),
                Err(_) => return Err(no_feature(table)),
            }
        }
        // Beside a register, a table that names no feature is about something else.
        let has_features = |(table, bound): &(&Table, Bound)| {
            let at = bound.columns.iter().position(|one| *one == Column::Feature);
            let mut cells = at.into_iter().flat_map(|at| table.column(at));
            cells.any(|cell| self.matrix.row(&text(cell)).is_some())
        };
        if bound.len() > 1 && bound.iter().any(has_features) {
            let (own, others): (Vec<_>, Vec<_>) = bound.into_iter().partition(has_features);
            bound = own;
            for (table, _) in others {
                self.leave_out(table);
            }
        }
        if bound.is_empty() {
            return Err("it holds no table, whose first row names its columns".to_owned());
        }
        let mut is_silent = true;
        let mut found = None;
        for (table, Bound { columns, inferred }) in bound {
            self.columns = columns;
            is_silent &= !self.columns.iter().any(Column::has_roles);
            if let Some(at) = inferred {
                let name = quote(&table.name(at));
                self.notes.push(format!(
                    "{name} is read as the provider's column, since it is the only other column of letters"
                ));
            }
            match self.rows_of(table, &given.system) {
                Ok(rows) => {
                    found = Some(Ok(()));
                    self.other_columns(&table.header, &rows);
                    for row in rows {
                        self.row(row);
                    }
                }
                Err(why) => found = found.or(Some(Err(why))),
            }
        }
        found.unwrap_or(Ok(())).map(|()| is_silent)
    }

    fn facts(mut self, open: Vec<String>, is_silent: bool) -> Facts {
        self.unplaced.sort_by_key(|unplaced| unplaced.at);
        let mut manifest = Map::new();
        let contacts = self.owners.contacts();
        if !contacts.is_empty() {
            manifest.insert("contacts".to_owned(), Value::Object(contacts));
        }
        manifest.insert("features".to_owned(), Value::Object(self.features));
        Facts {
            manifest,
            unplaced: self.unplaced,
            open,
            is_silent,
            notes: self.notes,
        }
    }

    fn is_skipped(&self, table: &Table) -> bool {
        let is = |name: &&str| {
            let name = name.trim().to_lowercase();
            let heading = table.heading().map(|text| text.trim().to_lowercase());
            heading.as_ref() == Some(&name) || self.spot(table.header.span).to_lowercase() == name
        };
        self.claims.skipped_tables.iter().any(is)
    }

    fn leave_out(&mut self, table: &Table) {
        let at = self.spot(table.header.span);
        self.notes.push(format!(
            "the table at {at} is left out: none of its rows is a feature of {}",
            quote(&self.matrix.name())
        ));
    }

    /// A line of the file, or a cell.
    fn spot(&self, span: Span) -> String {
        match self.page.cell_name(span) {
            Some(name) => name.to_owned(),
            None => format!("line {}", self.source.position(span.start()).line),
        }
    }

    /// The rows of the system; all of them, where no column names one.
    fn rows_of<'r>(&self, table: &'r Table, system: &str) -> Result<Vec<&'r Row>, String> {
        let Some(column) = self.columns.iter().position(|one| *one == Column::System) else {
            return Ok(table.rows.iter().collect());
        };
        let name = |row: &Row| row.cells.get(column).map(text);
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
                Some(Column::Other) => "is not a column of a manifest".to_owned(),
                Some(Column::Unclaimed) => unclaimed(&one_line(&text(name))),
                Some(Column::Second) => "says again what an earlier column says".to_owned(),
                _ => continue,
            };
            let facts = rows.iter().filter_map(|row| {
                let text = |at: usize| row.cells.get(at).map(text);
                let value = text(at).filter(|value| !value.is_empty())?;
                let feature = feature.and_then(text).unwrap_or_default();
                Some(format!("{}: {}", one_line(&feature), one_line(&value)))
            });
            let fact = facts.collect::<Vec<_>>().join("\n");
            let text = text(name);
            if text.is_empty() && fact.is_empty() {
                continue; // a spreadsheet's empty edge
            }
            let message = format!("{} {why}", quote(&text));
            self.lose(name.span, message, fact);
        }
    }

    fn row(&mut self, row: &'t Row) {
        if row.cells.iter().all(Cell::is_empty) {
            return;
        }
        if self.is_heading(row) {
            let at = self.spot(row.span);
            return self
                .notes
                .push(format!("{at} is a heading and not a feature"));
        }
        let surplus = row.cells.iter().skip(self.columns.len());
        let missing = self.columns.iter().skip(row.cells.len());
        let is_whole = missing
            .into_iter()
            .all(|column| matches!(column, Column::Other | Column::Second | Column::Skipped));
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
        let title = self.cell(row, &Column::Feature);
        if title.is_some_and(|cell| cell.flaw == Some(Flaw::Struck)) {
            return self.lose_row(row, "the name of the feature is struck out".to_owned());
        }
        let Some(key) = self.of(row, &Column::Feature) else {
            return self.lose_row(row, "the row names no feature".to_owned());
        };
        let Some(published) = self.matrix.row(&key) else {
            let meant = self.matrix.nearest(&key);
            let meant = meant.map(|row| format!("; did you mean {}?", quote(&row.id)));
            let message = format!(
                "{} is not a feature of {}{}",
                quote(&key),
                quote(&self.matrix.name()),
                meant.unwrap_or_default()
            );
            return self.lose_row(row, message);
        };
        if let Some((first, columns)) = self.first.get(published.id.as_str()).cloned() {
            let message = format!("{} has a row already", quote(&published.id));
            self.lose_row(row, message);
            if self.said(first, &columns) != self.said(row, &self.columns) {
                self.contradicted(published, first);
            }
            return;
        }
        let feature = self.feature(row, published);
        let id = published.id.clone();
        self.features.insert(id, Value::Object(feature));
        self.first
            .insert(&published.id, (row, self.columns.clone()));
    }

    /// Whether a row is a heading between the rows: one bold cell, or one cell if a person says so.
    fn is_heading(&self, row: &Row) -> bool {
        let mut filled = row.cells.iter().filter(|cell| !cell.is_empty());
        let only = filled.next().filter(|_| filled.next().is_none());
        only.is_some_and(|only| {
            (only.is_bold || self.claims.sections) && self.matrix.row(&text(only)).is_none()
        })
    }

    /// What a row says of who does what.
    fn said(&self, row: &Row, columns: &[Column]) -> Vec<(Column, Result<Reading, Unread>)> {
        let cells = columns.iter().zip(&row.cells);
        let cells =
            cells.filter(|(column, _)| column.has_roles() || **column == Column::NotApplicable);
        let cells = cells.map(|(column, cell)| (column.clone(), self.read(cell)));
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
            for (column, cell) in self.role_cells(row) {
                let (text, party) = (text(cell), named_in(&column));
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
                (None, Some(email)) if !Owners::is_key(&owner) => {
                    self.owners.reached(&owner, email)
                }
                _ => self.owners.named(&owner, name.as_deref(), email.as_deref()),
            };
            feature.insert("owner".to_owned(), json!(owner));
        } else if let Some(email) = self.of(row, &Column::ContactEmail) {
            let owner = self.owners.key(&email);
            feature.insert("owner".to_owned(), json!(owner));
        }
        for column in [Column::Owner, Column::Evidence] {
            self.keep_open(row, &column, &id, &mut feature);
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
                let message = format!(
                    "{id}: {} is not a reason why it does not apply",
                    quote(&text)
                );
                self.lose(cell, message, format!("notApplicable: {text}"));
                None
            }
            _ => Some(text),
        }
    }

    /// Leaves a field open whose cell cannot be read, such as a formula without a value.
    fn keep_open(
        &mut self,
        row: &Row,
        column: &Column,
        id: &str,
        feature: &mut Map<String, Value>,
    ) {
        let Some(cell) = self.cell(row, column) else {
            return;
        };
        let Some(flaw) = cell.flaw.filter(|flaw| *flaw != Flaw::Merged) else {
            return;
        };
        let (span, fact) = (cell.span, one_line(&text(cell)));
        let (key, value) = match column {
            Column::Owner => ("owner", json!(PLACEHOLDER)),
            _ => ("evidence", json!([PLACEHOLDER])),
        };
        feature.insert(key.to_owned(), value);
        self.lose(span, format!("{id}: {key}: {}", flawed(flaw)), fact);
    }

    /// The roles of a row; nothing where it says none, or where any of them cannot be read. These
    /// are known as a whole or not at all: the others would say something else without it.
    fn roles(&mut self, row: &Row, published: &matrix::Row) -> Option<Map<String, Value>> {
        let mut found: Vec<(String, Roles)> = Vec::new();
        let mut unread = Vec::new();
        let mut said: Option<(Span, Vec<String>)> = None;
        for (column, cell) in self.role_cells(row) {
            let text = text(cell);
            let party = named_in(&column);
            if !cell.is_empty() {
                let (_, facts) = said.get_or_insert((cell.span, Vec::new()));
                facts.push(format!("{}: {party}: {text}", published.id));
            }
            match self.cell_roles(&column, cell) {
                Ok(roles) => found.extend(roles),
                Err(why) => {
                    let message = match text.as_str() {
                        "" => format!("{}: {}: {why}", quote(&published.id), quote(party)),
                        text => format!(
                            "{}: {} is not a role of {}: {why}",
                            quote(&published.id),
                            quote(text),
                            quote(party)
                        ),
                    };
                    unread.push((cell.span, message));
                }
            }
        }
        let is_open = self.has_unclaimed(row);
        if unread.is_empty() && !is_open {
            let roles = united(found);
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

    /// The roles that a cell says, by party, or why it cannot be read.
    fn cell_roles(&self, column: &Column, cell: &Cell) -> Result<Vec<(String, Roles)>, String> {
        if let Some(flaw) = cell.flaw {
            return Err(flawed(flaw).to_owned());
        }
        if let Column::Parties(role) = column {
            let text = text(cell);
            let parts = parts(&text).map(|part| match named(&part, self.claims) {
                Named::Side(holder) => Ok((self.key(holder), Roles::default().with(*role))),
                Named::Other => Ok((String::new(), Roles::default())),
                Named::Stranger => Err(format!(
                    "{} is not a party that is known: `--provider-column`, `--customer-column` or \
                     `--third-party` declares it, `--other-party` leaves it out",
                    quote(&part)
                )),
            });
            return parts.collect();
        }
        match (self.read(cell), column) {
            (Ok(Reading::Roles(roles)), Column::Roles(party)) => Ok(vec![(party.clone(), roles)]),
            (Ok(Reading::Roles(roles)), _) if roles.is_empty() => Ok(Vec::new()),
            (Ok(Reading::Sides { provider, customer }), Column::Both) => Ok(vec![
                ("provider".to_owned(), provider),
                ("customer".to_owned(), customer),
            ]),
            (Ok(Reading::Sides { provider, .. }), Column::Roles(party)) if party == "provider" => {
                Ok(vec![(party.clone(), provider)])
            }
            (Ok(Reading::Sides { customer, .. }), Column::Roles(party)) if party == "customer" => {
                Ok(vec![(party.clone(), customer)])
            }
            (Ok(Reading::NotApplicable(_)), _) => Err(
                "a reason for the whole feature belongs into a column `notApplicable`".to_owned(),
            ),
            (Ok(_), _) => Err("it does not say whose roles these are".to_owned()),
            (Err(unread), _) => Err(why(unread)),
        }
    }

    /// The key of a party.
    fn key(&self, holder: Holder) -> String {
        match holder {
            Holder::Provider => "provider".to_owned(),
            Holder::Customer => "customer".to_owned(),
            Holder::Third(at) => {
                let third = self.claims.thirds.get(at);
                third.map_or_else(String::new, |third| third.key.to_owned())
            }
        }
    }

    /// What a cell of roles says. A footnote may say something else, so that its mark is not left out.
    fn read(&self, cell: &Cell) -> Result<Reading, Unread> {
        let text = text(cell);
        if self.claims.meanings.of(&text).is_none() && !cell.marks.is_empty() {
            return Err(Unread::MarkAlone);
        }
        letters::read(&text, &self.claims.meanings)
    }

    /// Whether a row says anything in a column of roles that are nobody's.
    fn has_unclaimed(&self, row: &Row) -> bool {
        let mut cells = self.columns.iter().zip(&row.cells);
        cells.any(|(column, cell)| {
            let nothing = Ok(Reading::Roles(Roles::default()));
            *column == Column::Unclaimed && self.read(cell) != nothing
        })
    }

    /// The cells of roles, each with its column.
    fn role_cells<'r>(&self, row: &'r Row) -> Vec<(Column, &'r Cell)> {
        let cells = self.columns.iter().zip(&row.cells);
        let cells = cells.filter_map(|(column, cell)| match column {
            Column::Roles(_) | Column::Both | Column::Parties(_) => Some((column.clone(), cell)),
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
        let cell = self.page.cell_name(span).map(str::to_owned);
        self.unplaced.push(Unplaced {
            at,
            cell,
            message,
            fact,
        });
    }

    fn cell<'r>(&self, row: &'r Row, column: &Column) -> Option<&'r Cell> {
        let at = self.columns.iter().position(|one| one == column)?;
        row.cells.get(at)
    }

    /// The text of a cell, unless it is empty or nobody can say what it holds.
    fn of(&self, row: &Row, column: &Column) -> Option<String> {
        let cell = self.cell(row, column)?;
        let is_sound = cell.flaw.is_none_or(|flaw| flaw == Flaw::Merged);
        let text = text(cell);
        (!text.is_empty() && is_sound).then_some(text)
    }
}

/// What a cell says to the letter: a mark that is no part of a role can be one of a path.
fn text(cell: &Cell) -> String {
    bare(cell.written.trim()).to_owned()
}

fn no_feature(table: &Table) -> String {
    let names: Vec<String> = (0..table.width())
        .map(|at| quote(&table.name(at)))
        .collect();
    format!(
        "it has no column of features, but {}: name the column with `--feature`",
        list(&names, "and")
    )
}

/// What a column is called in a message.
fn named_in(column: &Column) -> &str {
    match column {
        Column::Roles(party) => party,
        Column::Parties(role) => role.word(),
        _ => "both sides",
    }
}

/// The roles of each party, of all of its cells.
fn united(found: Vec<(String, Roles)>) -> Map<String, Value> {
    let mut parties: Vec<(String, Roles)> = Vec::new();
    for (party, roles) in found {
        match parties.iter_mut().find(|(known, _)| *known == party) {
            Some((_, known)) => *known = roles.iter().fold(*known, Roles::with),
            None => parties.push((party, roles)),
        }
    }
    let said = parties
        .into_iter()
        .filter(|(party, roles)| !roles.is_empty() && !party.is_empty());
    said.map(|(party, roles)| (party, roles_value(roles)))
        .collect()
}

/// Why nobody can say what a cell holds.
fn flawed(flaw: Flaw) -> &'static str {
    match flaw {
        Flaw::Struck => "a part of the cell is struck out",
        Flaw::Merged => "the cell spans several rows or columns",
        Flaw::Uncomputed => "the cell is a formula, and the file has no value of it",
        Flaw::Error => "the cell holds an error of a formula",
        Flaw::Coloured => "the cell has no text, but a colour or a picture",
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
        Unread::Twice(role) => format!("{} is there twice", role.letter()),
        Unread::Lookalike(letter) => {
            format!(
                "{} only looks like a letter of ours",
                letter.escape_unicode()
            )
        }
        Unread::MarkAlone => {
            "it has the mark of a footnote: write what the footnote says".to_owned()
        }
        Unread::Ambiguous => "it means R in one chart and A in another".to_owned(),
        Unread::Support => "S is not a RACI role: `--map S=C` reads it as consulted".to_owned(),
        Unread::NoLetter => "the letters are R, A, C and I".to_owned(),
    }
}

fn count(cells: usize) -> String {
    match cells {
        1 => "1 cell".to_owned(),
        several => format!("{several} cells"),
    }
}
