//! A matrix for people, for documents and as a file.

use comfy_table::{ColumnConstraint, ContentArrangement, Table, presets};
use serde_json::{Map, Value, json};

use super::tables::{self, plain};
use crate::model::matrix::{Matrix, Provenance};
use crate::model::raci::{Role, Roles};
use crate::text::one_line;
use crate::yaml::write;

/// Characters of a row beside which a title and clauses have columns of their own.
const WIDE: usize = 45;

/// The table in a terminal: no id is broken, and where there is little room the clauses follow the
/// title.
pub fn table(matrix: &Matrix, width: usize) -> String {
    let provider = one_line(&matrix.provider.name);
    let fixed = |longest: usize, name: &str| longest.max(name.chars().count()) + GAP;
    let ids = matrix
        .rows()
        .iter()
        .map(|row| one_line(&row.id).chars().count());
    let id = fixed(ids.max().unwrap_or(0), "id");
    let roles = fixed(4, &provider) + fixed(4, "customer");
    let is_wide = width.saturating_sub(id + roles) >= WIDE;
    let mut table = Table::new();
    let mut head = vec!["id", "title", &provider, "customer"];
    if is_wide {
        head.push("clauses");
    }
    table
        .load_style(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(u16::try_from(width).unwrap_or(u16::MAX))
        .set_header(head);
    for row in matrix.rows() {
        let clauses = one_line(&row.clauses.join(", "));
        let title = one_line(&row.title);
        let title = match clauses.as_str() {
            "" => title,
            _ if is_wide => title,
            clauses => format!("{title} ({clauses})"),
        };
        let mut cells = vec![
            one_line(&row.id),
            title,
            row.provider.published(),
            row.customer.published(),
        ];
        if is_wide {
            cells.push(clauses);
        }
        table.add_row(cells);
    }
    for (at, column) in table.column_iter_mut().enumerate() {
        if matches!(at, 0 | 2 | 3) {
            column.set_constraint(ColumnConstraint::ContentWidth);
        }
    }
    let title = matrix
        .title
        .as_deref()
        .map(|title| format!(": {}", one_line(title)))
        .unwrap_or_default();
    let name = one_line(&matrix.name());
    format!("{name}{title}\n\n{}\n", table.trim_fmt())
}

/// Characters between two columns.
const GAP: usize = 2;

/// The table as Markdown, in the columns of the published page.
pub fn markdown(matrix: &Matrix) -> String {
    let rows = matrix.rows().iter().map(|row| {
        [
            plain(&row.title),
            row.provider.published(),
            row.customer.published(),
            plain(&row.clauses.join(", ")),
        ]
    });
    let provider = plain(&matrix.provider.name);
    let mut text = String::new();
    tables::write(
        &mut text,
        &["Feature", &provider, "Customer", "Clauses"],
        rows,
    );
    text
}

/// The matrix as a document of its own, inherited rows included.
pub fn document(matrix: &Matrix) -> Value {
    let rows = matrix.rows().iter().map(|row| {
        let raci = json!({"provider": roles(row.provider), "customer": roles(row.customer)});
        (
            row.id.clone(),
            json!({"title": row.title, "raci": raci, "clauses": row.clauses}),
        )
    });
    let mut metadata = Map::new();
    metadata.insert("id".to_owned(), json!(matrix.id));
    metadata.insert("version".to_owned(), json!(matrix.version));
    for (key, value) in [("title", &matrix.title), ("source", &matrix.source)] {
        if let Some(value) = value {
            metadata.insert(key.to_owned(), json!(value));
        }
    }
    if let Some(provenance) = &matrix.provenance {
        metadata.insert("provenance".to_owned(), self::provenance(provenance));
    }
    json!({
        "apiVersion": crate::rules::unsupported_version::API_VERSION,
        "kind": "ResponsibilityMatrix",
        "metadata": metadata,
        "provider": {"name": matrix.provider.name, "aliases": matrix.provider.aliases},
        "features": Value::Object(rows.collect()),
    })
}

fn provenance(provenance: &Provenance) -> Value {
    let tables = provenance.tables.iter().map(|table| match &table.heading {
        Some(heading) => json!({"heading": heading, "line": table.line}),
        None => json!({"line": table.line}),
    });
    json!({
        "file": provenance.file,
        "sha256": provenance.sha256,
        "tables": tables.collect::<Value>(),
    })
}

/// The matrix as a matrix file. The error is a sentence.
pub fn yaml(matrix: &Matrix) -> Result<String, String> {
    write::document(&document(matrix)).map_err(|error| format!("cannot write YAML: {error}"))
}

fn roles(roles: Roles) -> Value {
    roles.iter().map(Role::letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::matrix::Registry;

    #[test]
    fn a_narrow_terminal_breaks_no_id() {
        let registry = Registry::embedded();
        let matrix = registry.judge("aucloud-iaas").expect("the built-in matrix");
        for width in [60, 80, 100, 120] {
            let text = table(matrix, width);
            for line in text.lines() {
                assert!(line.chars().count() <= width, "{width}: {line}");
            }
            for row in matrix.rows() {
                let is_whole = |line: &str| line.split_whitespace().next() == Some(&row.id);
                assert!(text.lines().any(is_whole), "{width}: {}\n{text}", row.id);
            }
        }
    }
}
