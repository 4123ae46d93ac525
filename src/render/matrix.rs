//! A matrix for people, for documents and as a file.

use comfy_table::{ContentArrangement, Table, presets};
use serde_json::{Map, Value, json};

use super::markdown::plain;
use crate::model::matrix::{Matrix, Provenance};
use crate::model::raci::{Role, Roles};
use crate::text::one_line;
use crate::yaml::write;

/// The table in a terminal.
pub fn table(matrix: &Matrix, width: usize) -> String {
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(u16::try_from(width).unwrap_or(u16::MAX))
        .set_header([
            "id",
            "title",
            &one_line(&matrix.provider.name),
            "customer",
            "clauses",
        ]);
    for row in matrix.rows() {
        let clauses = one_line(&row.clauses.join(", "));
        table.add_row([
            &one_line(&row.id),
            &one_line(&row.title),
            &row.provider.published(),
            &row.customer.published(),
            &clauses,
        ]);
    }
    let title = matrix
        .title
        .as_deref()
        .map(|title| format!(": {}", one_line(title)))
        .unwrap_or_default();
    let name = one_line(&matrix.name());
    format!("{name}{title}\n\n{}\n", table.trim_fmt())
}

/// The table as Markdown, in the columns of the published page.
pub fn markdown(matrix: &Matrix) -> String {
    let mut text = format!(
        "| Feature | {} | Customer | Clauses |\n",
        plain(&matrix.provider.name)
    );
    text.push_str("| --- | --- | --- | --- |\n");
    for row in matrix.rows() {
        let cells = [
            plain(&row.title),
            row.provider.published(),
            row.customer.published(),
            plain(&row.clauses.join(", ")),
        ];
        text.push_str(&format!("| {} |\n", cells.join(" | ")));
    }
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
