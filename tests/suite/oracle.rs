//! What `document` reads is what `serde_yaml` reads, but for a list of differences.

use std::fs;
use std::path::{Path, PathBuf};

use crisplint::yaml;
use serde::Deserialize;
use serde_json::Value;

use crate::support::{cases, repository};

/// Every document of a text as `serde_yaml` reads it, or nothing where it refuses one.
fn other(text: &str) -> Option<Vec<Value>> {
    let documents = serde_yaml::Deserializer::from_str(text.trim_start_matches('\u{feff}'));
    let values = documents.map(|document| {
        let mut value = serde_yaml::Value::deserialize(document).ok()?;
        value.apply_merge().ok()?;
        Some(json(value))
    });
    let values: Option<Vec<Value>> = values.collect();
    // An empty document is none to us.
    values.map(|values| {
        values
            .into_iter()
            .filter(|value| !value.is_null())
            .collect()
    })
}

/// Every document of a text as we read it, or nothing where one has a fault of its own.
fn ours(text: &str) -> Option<Vec<Value>> {
    let documents = yaml::read(text.trim_start_matches('\u{feff}'))
        .into_iter()
        .flatten();
    let values = documents.map(|outcome| {
        let document = outcome.ok()?;
        let sound = document.duplicates.is_empty() && document.misfits.is_empty();
        sound.then(|| document.to_json())
    });
    values.collect()
}

/// `serde_yaml`'s value as JSON: keys as text, tags off.
fn json(value: serde_yaml::Value) -> Value {
    match value {
        serde_yaml::Value::Null => Value::Null,
        serde_yaml::Value::Bool(value) => Value::Bool(value),
        serde_yaml::Value::Number(number) => serde_json::to_value(number).expect("a number"),
        serde_yaml::Value::String(text) => decimal(&text).unwrap_or(Value::String(text)),
        serde_yaml::Value::Sequence(items) => items.into_iter().map(json).collect(),
        serde_yaml::Value::Mapping(entries) => {
            let entries = entries.into_iter();
            Value::Object(
                entries
                    .map(|(key, value)| (key_text(key), json(value)))
                    .collect(),
            )
        }
        serde_yaml::Value::Tagged(tagged) => json(tagged.value),
    }
}

/// The first of the differences below: a decimal with zeros in front.
fn decimal(text: &str) -> Option<Value> {
    let zeros = text.len() > 1 && text.starts_with('0');
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse::<u64>()
        .ok()
        .filter(|_| zeros && digits)
        .map(Value::from)
}

fn key_text(key: serde_yaml::Value) -> String {
    match json(key) {
        Value::String(text) => text,
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// Both read the same, where both read at all.
pub fn assert_same(text: &str, name: &str) {
    if let (Some(ours), Some(other)) = (ours(text), other(text)) {
        assert_eq!(ours, other, "{name}:\n{text}");
    }
}

fn yaml_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            yaml_files(&path, found);
        } else if path
            .extension()
            .is_some_and(|extension| extension == "yaml" || extension == "yml")
        {
            found.push(path);
        }
    }
}

#[test]
fn fixtures_read_the_same() {
    let mut files = Vec::new();
    for folder in ["fixtures", "rules"] {
        yaml_files(&repository().join(folder), &mut files);
    }
    let mut compared = 0;
    for file in &files {
        let Ok(text) = fs::read_to_string(file) else {
            continue; // CRISP002
        };
        assert_same(&text, &file.display().to_string());
        compared += usize::from(ours(&text).is_some() && other(&text).is_some());
    }
    assert!(
        compared * 4 > files.len() * 3,
        "{compared} of {} files were compared",
        files.len()
    );
}

#[test]
fn generated_manifests_read_the_same() {
    for text in crate::mutation::valid_texts(cases(100, 1_500)) {
        assert!(ours(&text).is_some(), "we read:\n{text}");
        assert!(other(&text).is_some(), "the other reads:\n{text}");
        assert_same(&text, "generated");
    }
}

/// Every style of writing, read by both.
#[test]
fn styles_read_the_same() {
    for text in [
        "a: [1, 2.5, true, ~, x]\nb: {c: d, e: }\n",
        "a: 'it''s'\nb: \"\\u00e9\\n\\\"\"\nc: plain text # comment\n",
        "a: |\n  one\n  two\n\nb: >-\n  folded\n  text\n\n  end\n",
        "a: &x {b: 1}\nc: *x\nd: [*x, *x]\n",
        "base: &b {p: 1, q: 2}\na:\n  <<: *b\n  q: 3\n  r: 4\n",
        "x: &x {a: 1}\ny: &y {a: 2, b: 3}\nz:\n  <<: [*x, *y]\n",
        "- - a\n  - b\n- c: d\n  e: f\n",
        "? key\n: value\n? other\n",
        "a: 0x1F\nb: 0o17\nc: -5\nd: +5\ne: 1e3\nf: .5\n",
        "no: yes\non: off\ndate: 2026-09-30\n",
        "---\na: 1\n...\n---\nb: 2\n",
        "%YAML 1.2\n---\na: 1\n",
        "\u{feff}a: é\r\nb: 'ü'\r\n",
        "multi\n  line\n  plain\n",
        "a: !custom b\nc: !!str 5\n",
        "1: one\ntrue: two\n",
        "a: &x b\nc: {*x : d}\n*x : e\n",
        "a: &x 5\nc: {*x : d}\n",
        "&x 5: a\nb: *x\n&y text: *y\n",
    ] {
        assert!(
            ours(text).is_some() && other(text).is_some(),
            "both read:\n{text}"
        );
        assert_same(text, "style");
    }
}

/// Where we differ, and why.
#[test]
fn differences_are_these() {
    // The core schema of YAML 1.2 has decimals with zeros in front.
    assert_eq!(ours("a: 0755\n"), Some(vec![serde_json::json!({"a": 755})]));
    let other_value: serde_yaml::Value = serde_yaml::from_str("0755").expect("YAML");
    assert_eq!(other_value, serde_yaml::Value::String("0755".to_owned()));
    // JSON has no infinity: as text it is a wrong type, where null would be an empty cell.
    assert_eq!(
        ours("a: .inf\n"),
        Some(vec![serde_json::json!({"a": ".inf"})])
    );
    assert_eq!(
        other("a: .inf\n"),
        Some(vec![serde_json::json!({"a": null})])
    );
    // A key is the text that stands there.
    assert_eq!(ours("~: x\n"), Some(vec![serde_json::json!({"~": "x"})]));
    assert_eq!(other("~: x\n"), Some(vec![serde_json::json!({"": "x"})]));
}

/// What one of us refuses.
#[test]
fn refusals_are_these() {
    for (text, we_read, they_read) in [
        ("a: 1\na: 2\n", false, false),   // CRISP004, with both places
        ("? [a, b]\n: c\n", false, true), // CRISP103: JSON has text keys only
        ("a: &a [*a]\n", false, false),   // CRISP005
        ("a: {<<: 5}\n", false, false),   // CRISP103
        ("a: *b\n", false, false),        // CRISP003
        ("a: b: c\n", false, false),      // CRISP003
    ] {
        assert_eq!(
            (ours(text).is_some(), other(text).is_some()),
            (we_read, they_read),
            "{text}"
        );
    }
}
