//! A manifest as text for people: block style, short things on one line, and comments that say what
//! a feature is and what a placeholder waits for.

use serde_json::{Map, Value};

use super::facts::{PLACEHOLDER, Unplaced};
use crate::model::matrix::{Matrix, Row};
use crate::text::one_line;
use crate::yaml::write::{self, Place, flow, is_long_key};

/// Characters after which a collection is broken into lines.
const WIDTH: usize = 100;

/// Where the gap before a comment beside a value begins, as far as the value leaves room.
const COMMENT_COLUMN: usize = 35;

const HEAD: &str = "\
# yaml-language-server: $schema=control-ownership.schema.json
# For an editor: `crisplint schema > control-ownership.schema.json` writes that file.
# Each TODO waits for somebody to decide; `crisplint check` finds them all.
";

/// The whole file: the manifest, and behind it what the source said and the manifest cannot hold.
pub(super) fn text(
    manifest: &Map<String, Value>,
    matrix: &Matrix,
    source: &str,
    unplaced: &[Unplaced],
) -> String {
    let mut writer = Writer {
        text: HEAD.to_owned(),
        matrix,
    };
    writer.mapping(manifest, 0, &[]);
    let mut text = writer.text;
    if !unplaced.is_empty() {
        text.push_str(&format!(
            "\n# Could not be placed, from {}:\n",
            one_line(source)
        ));
    }
    for one in unplaced {
        let (place, message) = (one_line(&one.place()), one_line(&one.message));
        text.push_str(&format!("# {place}: {message}\n"));
        for line in one.fact.lines() {
            text.push_str(&format!("#   {}\n", one_line(line.trim_end())));
        }
    }
    text
}

struct Writer<'m> {
    text: String,
    matrix: &'m Matrix,
}

impl Writer<'_> {
    fn mapping(&mut self, mapping: &Map<String, Value>, indent: usize, path: &[&str]) {
        for (key, value) in mapping {
            let mut path = path.to_vec();
            path.push(key);
            self.comment_before(indent, &path);
            let written = write::line(key, Place::Key);
            if is_long_key(&written) {
                self.push(indent, &format!("? {written}"));
                self.value(":", value, indent, &path);
            } else {
                self.value(&format!("{written}:"), value, indent, &path);
            }
        }
    }

    /// Writes a value behind its key or its dash.
    fn value(&mut self, head: &str, value: &Value, indent: usize, path: &[&str]) {
        if let Some(flow) = on_one_line(value, path)
            && (is_whole(value) || indent + head.chars().count() + flow.chars().count() < WIDTH)
        {
            let line = format!("{head} {flow}");
            match hint(path, value) {
                Some(hint) => {
                    let width = COMMENT_COLUMN.saturating_sub(indent);
                    self.push(indent, &format!("{line:<width$}  # {hint}"));
                }
                None => self.push(indent, &line),
            }
            return;
        }
        match value {
            Value::String(text) => self.block(head, text, indent),
            Value::Array(items) => {
                self.push(indent, head);
                for item in items {
                    self.item(item, indent + 2, path);
                }
            }
            Value::Object(mapping) => {
                self.push(indent, head);
                self.mapping(mapping, indent + 2, path);
            }
            _ => {}
        }
    }

    /// Writes an item of a list. What has lines of its own begins beside the dash.
    fn item(&mut self, item: &Value, indent: usize, path: &[&str]) {
        let mut path = path.to_vec();
        path.push("-");
        let inside = indent + 2;
        let mut beside = Writer {
            text: String::new(),
            matrix: self.matrix,
        };
        match item {
            Value::Object(mapping) if on_one_line(item, &path).is_none() => {
                beside.mapping(mapping, inside, &path);
            }
            Value::Array(items) if on_one_line(item, &path).is_none() => {
                for item in items {
                    beside.item(item, inside, &path);
                }
            }
            _ => return self.value("-", item, indent, &path),
        }
        let rest = beside.text.get(inside..).unwrap_or_default();
        self.push(
            indent,
            &format!("- {}", rest.strip_suffix('\n').unwrap_or(rest)),
        );
    }

    fn block(&mut self, head: &str, text: &str, indent: usize) {
        let lines = write::lines(text).unwrap_or_default();
        for (number, line) in lines.iter().enumerate() {
            if number == 0 {
                self.push(indent, &format!("{head} {line}"));
            } else if line.is_empty() {
                self.text.push('\n');
            } else {
                self.push(indent, line);
            }
        }
    }

    fn comment_before(&mut self, indent: usize, path: &[&str]) {
        if let ["features", id] = path
            && let Some(row) = self.matrix.row(id)
        {
            self.push(indent, &comment(row));
        }
    }

    fn push(&mut self, indent: usize, line: &str) {
        self.text.push_str(&format!("{:indent$}{line}\n", ""));
    }
}

/// The title and the clauses of a feature. They may come from anybody's matrix.
fn comment(row: &Row) -> String {
    one_line(&format!("# {}{}", row.title, row.citation()))
}

/// What a placeholder in this place waits for.
fn hint(path: &[&str], value: &Value) -> Option<&'static str> {
    let is_open = match value {
        Value::Object(inside) => inside.values().all(|value| value == PLACEHOLDER),
        other => other == PLACEHOLDER,
    };
    if !is_open {
        return None;
    }
    match path {
        ["metadata", "title"] => Some("as people read it"),
        ["metadata", "reviewed"] => Some("the day of the last review, YYYY-MM-DD"),
        ["metadata", "crisp"] => Some("your CIO or CISO, and the day"),
        ["parties", "customer"] => Some("the organisation that signed the CRISP"),
        ["features", _, "raci"] => Some("who is R, A, C and I"),
        ["contacts", _] => Some("owners name the key of a contact"),
        _ => None,
    }
}

/// Whether a value cannot be broken into lines.
fn is_whole(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.is_empty(),
        Value::Object(mapping) => mapping.is_empty(),
        _ => true,
    }
}

fn is_scalar(value: &Value) -> bool {
    !matches!(value, Value::Array(_) | Value::Object(_))
}

/// The value as the rest of a line, where it reads well as that.
fn on_one_line(value: &Value, path: &[&str]) -> Option<String> {
    match value {
        Value::String(text) if write::lines(text).is_some() => None,
        Value::String(text) => Some(write::line(text, Place::Block)),
        Value::Array(items) if items.len() < WIDTH && items.iter().all(is_short) => {
            Some(flow(value))
        }
        Value::Object(mapping) if mapping.is_empty() => Some(flow(value)),
        Value::Object(mapping) => {
            let short = |value: &Value| match value {
                Value::Array(items) => items.iter().all(is_short),
                other => is_short(other),
            };
            let wanted = matches!(
                path,
                ["metadata", "crisp"] | ["contacts", _] | ["features", _, "raci"]
            );
            (wanted && mapping.values().all(short)).then(|| flow(value))
        }
        Value::Array(_) => None,
        scalar => Some(scalar.to_string()),
    }
}

fn is_short(value: &Value) -> bool {
    match value {
        Value::String(text) => !text.contains('\n'),
        other => is_scalar(other),
    }
}
