//! Any matrix, printed in any of the styles in which tables are published, comes back unchanged.

use std::collections::HashSet;
use std::sync::Arc;

use fastrand::Rng;

use super::{Imported, Request, read};
use crate::model::matrix::{Matrix, Provider, Registry, Row, Spellings};
use crate::model::raci::{Role, Roles};
use crate::table::claims::Claims;
use crate::table::file::Kind;
use crate::table::letters::is_cell;
use crate::text::{FilePath, Source};

const CASES: u64 = 500;

#[test]
fn any_matrix_in_any_style_comes_back_unchanged() {
    for seed in 0..CASES {
        let mut random = Rng::with_seed(seed);
        let matrix = matrix(&mut random);
        let (kind, page) = page(&matrix, false, &mut random);
        let mut registry = Registry::embedded();
        let unknown = import(&page, kind, &matrix, &registry);
        assert!(unknown.is_sound(), "{seed}: {:#?}\n{page}", unknown.faults);
        for (row, expected) in unknown.matrix.rows().iter().zip(matrix.rows()) {
            let said = |row: &Row| (row.title.clone(), row.provider, row.customer);
            assert_eq!(said(row), said(expected), "{seed}:\n{page}");
        }
        registry.add(matrix.clone()).expect("a new matrix");
        let known = import(&page, kind, &matrix, &registry);
        assert_eq!(known.matrix.rows(), matrix.rows(), "{seed}:\n{page}");
        assert_eq!(known.matrix.name(), matrix.name());
        assert_eq!(known.matrix.provider, matrix.provider, "{seed}:\n{page}");
        // Ids depend on nothing but the titles.
        let again = import(&page, kind, &matrix, &Registry::embedded());
        let ids = |imported: &Imported| -> Vec<String> {
            imported
                .matrix
                .rows()
                .iter()
                .map(|row| row.id.clone())
                .collect()
        };
        assert_eq!(ids(&unknown), ids(&again));
        assert_eq!(
            ids(&unknown).iter().collect::<HashSet<_>>().len(),
            matrix.rows().len()
        );
    }
}

/// Whatever else a page has, letters that are nobody's are told.
#[test]
fn another_column_of_letters_is_an_error() {
    for seed in 0..CASES {
        let mut random = Rng::with_seed(seed);
        let matrix = matrix(&mut random);
        let (kind, page) = page(&matrix, true, &mut random);
        let imported = import(&page, kind, &matrix, &Registry::embedded());
        let mut faults = imported.faults.iter();
        let is_told = faults.any(|fault| fault.message.starts_with("the column `Guard` holds"));
        assert!(is_told, "{seed}: {:#?}\n{page}", imported.notes);
        assert!(!imported.is_sound(), "{seed}");
    }
}

/// A matrix in one of the formats; `extra` adds a column of letters.
fn page(matrix: &Matrix, extra: bool, random: &mut Rng) -> (Kind, String) {
    match random.u8(..6) {
        0 => (Kind::Csv, csv(matrix, extra, random)),
        1 => (Kind::Html, html(matrix, extra, random)),
        _ => (Kind::Markdown, markdown(matrix, extra, random)),
    }
}

fn one_of<const N: usize>(random: &mut Rng, items: [&'static str; N]) -> &'static str {
    items[random.usize(..N)]
}

fn import(page: &str, kind: Kind, matrix: &Matrix, registry: &Registry) -> Imported {
    let source = Source::from_bytes(page.as_bytes().to_vec());
    let path = Arc::new(FilePath {
        relative: "page.md".to_owned(),
        shown: "page.md".to_owned(),
        in_root: None,
    });
    let request = Request {
        id: Some(&matrix.id),
        version: Some(&matrix.version),
        claims: Claims {
            provider: vec!["nimbus"],
            // Titles that read as roles are titles only if somebody says so.
            feature: matrix
                .rows()
                .iter()
                .any(|row| is_cell(&row.title))
                .then_some("feature"),
            ..Claims::default()
        },
        ..Request::default()
    };
    let tables = kind.read(source.text());
    read(&source, &tables, &path, &request, registry).unwrap_or_else(|why| panic!("{why}:\n{page}"))
}

fn matrix(random: &mut Rng) -> Matrix {
    const WORDS: [&str; 22] = [
        "Backups",
        "&",
        "(storage)",
        "of",
        "VM’s",
        "PaaS/ SaaS",
        "a|b",
        "`keys`",
        "R",
        "A",
        "N/A",
        "*.log",
        "<b>",
        "éàü",
        "データ",
        "#1",
        "1.",
        "-",
        "Nimbus",
        "_x_",
        "\"quoted\"",
        "[link](x)",
    ];
    let provider = Provider {
        name: "Nimbus".to_owned(),
        aliases: vec!["Cumulus Pty".to_owned()],
    };
    let spellings = Spellings::of(provider.names());
    let mut seen = HashSet::new();
    let mut rows = Vec::new();
    for number in 0..random.usize(1..12) {
        let words: Vec<&str> = (0..random.usize(1..5))
            .map(|_| one_of(random, WORDS))
            .collect();
        let title = words.join(" ");
        // A mark of a footnote at the end is no part of a title, and a dash no title.
        if !seen.insert(spellings.normal(&title)) || title.ends_with('*') {
            continue;
        }
        let (mut one, mut other) = (roles(random), Roles::default().with(Role::Consulted));
        if random.bool() {
            other = Roles::default();
        }
        if random.bool() {
            std::mem::swap(&mut one, &mut other);
        }
        rows.push(Row {
            id: format!("row-{number}"),
            title,
            provider: one,
            customer: other,
            clauses: if random.bool() {
                vec!["CRISP 1.1".to_owned(), "Own 2".to_owned()]
            } else {
                Vec::new()
            },
        });
    }
    if rows.is_empty() {
        return matrix(random);
    }
    let mut matrix = Matrix::new(provider, rows);
    "nimbus".clone_into(&mut matrix.id);
    "1".clone_into(&mut matrix.version);
    matrix
}

fn roles(random: &mut Rng) -> Roles {
    let all = [Role::Responsible, Role::Accountable];
    let extra = [Role::Consulted, Role::Informed];
    all.into_iter()
        .chain(extra.into_iter().filter(|_| random.u8(..8) == 0))
        .collect()
}

/// A cell of roles in one of the notations.
fn letters(roles: Roles, random: &mut Rng) -> String {
    let mut letters: Vec<&str> = roles.iter().map(Role::letter).collect();
    if letters.is_empty() {
        return one_of(random, ["", "", "-", "–"]).to_owned();
    }
    random.shuffle(&mut letters);
    let joint = one_of(random, [", ", ",", "/", "", " / ", "; ", " & ", " "]);
    let text = letters.join(joint);
    // In lower case, more than two letters in a row could be a word.
    if random.u8(..4) == 0 && (!joint.is_empty() || letters.len() < 3) {
        text.to_lowercase()
    } else {
        text
    }
}

fn markdown(matrix: &Matrix, extra: bool, random: &mut Rng) -> String {
    let mut page = String::new();
    if random.bool() {
        page.push_str("---\ntitle: x | y\n---\n\n");
    }
    if random.bool() {
        page.push_str("# Nimbus\n\nWords.\n\n| Plan | Hours |\n|:--|--|\n| Basic | 8x5 |\n\n");
    }
    let mut rows = matrix.rows();
    while !rows.is_empty() {
        let (some, rest) = rows.split_at(random.usize(1..=rows.len()));
        page.push_str(&table(some, extra, random));
        page.push('\n');
        rows = rest;
    }
    if random.bool() {
        page.push_str("\n[^1]: A note.\n");
    }
    if random.u8(..4) == 0 {
        page = page.replace('\n', "\r\n");
    }
    page
}

/// The parts of a table, in the order in which they are printed.
#[derive(Clone, Copy)]
enum Column {
    Title,
    Provider,
    Customer,
    Notes,
    Guard,
}

fn table(rows: &[Row], extra: bool, random: &mut Rng) -> String {
    let mut columns = vec![Column::Title, Column::Provider, Column::Customer];
    if random.bool() {
        columns.push(Column::Notes);
    }
    if extra {
        columns.push(Column::Guard);
    }
    if random.bool() {
        random.shuffle(&mut columns);
    }
    let heading = [
        "### **Roles** of `all`\n\n",
        "Roles\n-----\n\n",
        "Words\n\n",
    ];
    let mut text = one_of(random, heading).to_owned();
    let quoted = one_of(random, ["", "", "> ", "  "]);
    let outer = random.bool();
    let header = columns.iter().map(|column| match column {
        Column::Title => "Feature",
        Column::Provider => "**Nimbus** (IaaS)[^1]",
        Column::Customer => "Nimbus Customer",
        Column::Notes => "Notes",
        Column::Guard => "Guard",
    });
    let mut lines = vec![header.map(str::to_owned).collect::<Vec<_>>()];
    lines.push(
        columns
            .iter()
            .map(|_| one_of(random, ["---", ":-:", "-:"]).to_owned())
            .collect(),
    );
    for row in rows {
        let cells = columns.iter().map(|column| match column {
            Column::Title => marked(&escaped(&row.title), random),
            Column::Provider => marked_letters(row.provider, random),
            Column::Customer => marked_letters(row.customer, random),
            Column::Notes => one_of(random, ["see R, A", "", "`x`"]).to_owned(),
            Column::Guard => one_of(random, ["R, A", "AR"]).to_owned(),
        });
        lines.push(cells.collect());
    }
    for cells in lines {
        let line = cells.join(one_of(random, [" | ", "|", "  |  "]));
        // Without outer pipes, an empty cell at an end would be none, and a dash begins a list.
        let ends_empty =
            |cell: Option<&String>| cell.is_none_or(|cell| cell.is_empty() || cell == "-");
        let line = if outer || ends_empty(cells.first()) || ends_empty(cells.last()) {
            format!("| {line} |")
        } else {
            line
        };
        text.push_str(quoted);
        text.push_str(&line);
        text.push('\n');
    }
    text
}

fn marked_letters(roles: Roles, random: &mut Rng) -> String {
    let text = letters(roles, random);
    if roles.is_empty() {
        return text;
    }
    match random.u8(..8) {
        0 => format!("[{text}](#note \"R\")"),
        1 => text.replace(", ", "<br>"),
        2 => format!("`{text}`"),
        _ => marked(&text, random),
    }
}

fn marked(text: &str, random: &mut Rng) -> String {
    match random.u8(..10) {
        0 => format!("**{text}**"),
        1 => format!("{text}[^1]"),
        2 => format!("{text}<sup>1</sup>"),
        3 => format!("{text}†"),
        _ => text.to_owned(),
    }
}

fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for character in text.chars() {
        if character.is_ascii_punctuation() {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

fn csv(matrix: &Matrix, extra: bool, random: &mut Rng) -> String {
    let delimiter = one_of(random, [",", ";", "\t"]);
    let end = if random.bool() { "\n" } else { "\r\n" };
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let guard = |text: &str| {
        if extra {
            format!("{delimiter}{text}")
        } else {
            String::new()
        }
    };
    let mut page = ["Customer", "Feature", "Nimbus"].join(delimiter) + &guard("Guard") + end;
    for row in matrix.rows() {
        let cells = [
            quoted(&letters(row.customer, random)),
            quoted(&row.title),
            quoted(&letters(row.provider, random)),
        ];
        page.push_str(&cells.join(delimiter));
        page.push_str(&guard("\"R, I\""));
        page.push_str(end);
    }
    page
}

fn html(matrix: &Matrix, extra: bool, random: &mut Rng) -> String {
    let mut page = "<!DOCTYPE html><h1>Words &amp; more</h1>\n<table>".to_owned();
    let guard = |text: &'static str| if extra { text } else { "" };
    let head = one_of(random, ["th", "td"]);
    let close = random.bool();
    let end = |name: &str| {
        if close {
            format!("</{name}>")
        } else {
            String::new()
        }
    };
    let names = ["Feature", "<b>Nimbus</b>", "Customer", guard("Guard")];
    page.push_str("<tr>");
    for name in names.iter().filter(|name| !name.is_empty()) {
        page.push_str(&format!("<{head}>{name}{}", end(head)));
    }
    for row in matrix.rows() {
        page.push_str(&format!("{}\n<tr>", end("tr")));
        let cells = [
            entities(&row.title),
            entities(&letters(row.provider, random)),
            entities(&letters(row.customer, random)),
            guard("A, R").to_owned(),
        ];
        let count = if extra { 4 } else { 3 };
        for cell in cells.iter().take(count) {
            let cell = match random.u8(..6) {
                0 => format!("<p>{cell}</p>"),
                1 => format!("<!-- R, A -->\n  {cell} "),
                2 => format!("<span class=\"x\">{cell}</span>"),
                _ => cell.clone(),
            };
            page.push_str(&format!("<td>{cell}{}", end("td")));
        }
    }
    page + &end("tr") + "</table>\n"
}

fn entities(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    text.replace('>', "&#62;").replace('"', "&quot;")
}
