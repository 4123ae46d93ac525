//! Whatever is written reads back as what it was, by our reader and by `serde_yaml`.

use crisplint::init::{self, Given};
use crisplint::model::matrix::{Matrix, Registry};
use serde_json::{Map, Value, json};

use super::{assert_only_placeholders, init, json as read_json, read};
use crate::support::folder;

const PIECES: [&str; 58] = [
    "no",
    "yes",
    "Off",
    "y",
    "NULL",
    "null",
    "~",
    "true",
    "1e3",
    "0755",
    "0o17",
    "0x1F",
    ".inf",
    ".5",
    "-",
    "+1",
    "1_000",
    "12:30:45",
    "2026-01-01",
    "<<",
    "=",
    "x-",
    "TODO",
    ": ",
    " #",
    "#",
    "@",
    "`",
    "%",
    "!",
    "!!str",
    "&a",
    "*a",
    "|",
    ">-",
    "?",
    "? ",
    "- ",
    "[",
    "]",
    "{",
    "}",
    ",",
    "'",
    "\"",
    "\\",
    "\n",
    "\n\n",
    "\t",
    " ",
    "\r",
    "\u{85}",
    "\u{2028}",
    "\u{feff}",
    "\u{1b}",
    "é",
    "🎉",
    "\u{202e}",
];

/// A text that is made to be misread.
fn hostile(random: &mut fastrand::Rng) -> String {
    let mut text = String::new();
    for _ in 0..random.usize(0..6) {
        match random.usize(0..8) {
            0 => text.push(random.char('\0'..)),
            1 => text.push_str("plain words"),
            _ => text.push_str(PIECES[random.usize(0..PIECES.len())]),
        }
    }
    text
}

/// Data of any shape, hostile keys included.
fn data(random: &mut fastrand::Rng, depth: usize) -> Value {
    match random.usize(0..if depth == 0 { 5 } else { 9 }) {
        0 => Value::Null,
        1 => Value::Bool(random.bool()),
        2 => Value::from(random.i64(..)),
        3 => Value::from(random.f64() * 1e12),
        4 | 5 => Value::String(hostile(random)),
        6 => (0..random.usize(0..4))
            .map(|_| data(random, depth - 1))
            .collect(),
        _ => {
            let entries = (0..random.usize(0..4)).map(|_| (key(random), data(random, depth - 1)));
            Value::Object(entries.collect())
        }
    }
}

/// `serde_yaml` takes `<<` for a merge key however it is written.
fn key(random: &mut fastrand::Rng) -> String {
    let key = hostile(random);
    if key == "<<" {
        "x-merge".to_owned()
    } else {
        key
    }
}

fn assert_reads_back(manifest: &Map<String, Value>, matrix: &Matrix) {
    let text = init::text(manifest, matrix, "", &[]);
    let text = text.unwrap_or_else(|| panic!("does not read back: {manifest:#?}"));
    let expected = Value::Object(manifest.clone());
    assert_eq!(read_json(&text), expected, "{text}");
    let other: Value =
        serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{error}:\n{text}"));
    assert_eq!(other, expected, "{text}");
    let raw = |c: char| c.is_control() && c != '\n' && c != '\t' || c == '\u{202e}';
    assert!(!text.contains(raw), "{text:?}");
}

#[test]
fn hostile_texts_read_back_as_the_same_texts() {
    let registry = Registry::embedded();
    let matrix = registry.judge("aucloud-iaas").expect("embedded");
    let mut random = fastrand::Rng::with_seed(20_230_201);
    for _ in 0..400 {
        let random = &mut random;
        let given = Given {
            system: "payroll".to_owned(),
            title: Some(hostile(random)),
            customer: Some(hostile(random)),
            signed_by: Some(hostile(random)),
            third_parties: vec![(key(random), hostile(random))],
            contacts: vec![init::Contact {
                key: key(random),
                name: hostile(random),
                email: hostile(random),
            }],
            ..Given::default()
        };
        let facts = json!({
            "features": {
                "databases": {
                    "raci": {"provider": hostile(random), (key(random)): [hostile(random)]},
                    "owner": hostile(random),
                    "evidence": [hostile(random), hostile(random)],
                    "x-more": data(random, 4),
                },
                "users-customer": {"notApplicable": hostile(random)},
            },
            "waivers": [{"rule": hostile(random), "reason": hostile(random)}, data(random, 3)],
            "x-data": data(random, 5),
        });
        let Value::Object(facts) = facts else {
            unreachable!()
        };
        assert_reads_back(&init::manifest(matrix, &given, facts), matrix);
    }
}

#[test]
fn every_piece_reads_back_in_every_place() {
    let registry = Registry::embedded();
    let matrix = registry.judge("aucloud-iaas").expect("embedded");
    let long = "k".repeat(1_500);
    let words = "word ".repeat(60);
    let doubled = PIECES
        .iter()
        .flat_map(|one| [format!("{one}a"), format!("a{one}"), format!("a{one}b")]);
    let whole = PIECES.iter().map(|one| (*one).to_owned());
    let texts = whole.chain(doubled).chain([String::new(), long, words]);
    for text in texts {
        let key = if text == "<<" { "x-merge" } else { &text };
        let facts = json!({
            "metadata": {"title": text, "x-list": [text], "x-deep": [[{(key): {(key): text}}], [[text, [text]]]]},
            "parties": {"customer": text, "thirdParties": {(key): text}},
            "contacts": {(key): {"name": text, "email": text}},
            "features": {"databases": {"raci": {(key): text}, "evidence": [text, text]}},
            (format!("x-{key}")): {(key): [text]},
        });
        let Value::Object(facts) = facts else {
            unreachable!()
        };
        let given = Given {
            system: "payroll".to_owned(),
            ..Given::default()
        };
        assert_reads_back(&init::manifest(matrix, &given, facts), matrix);
    }
}

/// As deep as is read, and too far to the right for anything to fit on a line.
#[test]
fn deep_data_reads_back() {
    let registry = Registry::embedded();
    let matrix = registry.judge("aucloud-iaas").expect("embedded");
    let nested =
        |inside: Value, wrap: &dyn Fn(Value) -> Value| (0..58).fold(inside, |value, _| wrap(value));
    for inside in [
        json!([]),
        json!({}),
        json!("a\nb"),
        json!(["x", "y"]),
        json!({"k": [1]}),
    ] {
        let Value::Object(facts) = json!({
            "x-lists": nested(inside.clone(), &|value| json!([value])),
            "x-maps": nested(inside.clone(), &|value| json!({"k": value})),
            "x-both": (0..29).fold(inside, |value, _| json!([{"k": "v", "l": value}])),
        }) else {
            unreachable!()
        };
        assert_reads_back(&init::manifest(matrix, &Given::default(), facts), matrix);
    }
}

/// Two notations that no other reader agrees with us about.
#[test]
fn a_key_of_two_angles_is_a_key() {
    let registry = Registry::embedded();
    let matrix = registry.judge("aucloud-iaas").expect("embedded");
    let Value::Object(facts) = json!({"x-a": {"<<": {"b": "c"}}, "x-b": [{"<<": "d"}]}) else {
        unreachable!()
    };
    let manifest = init::manifest(matrix, &Given::default(), facts);
    let text = init::text(&manifest, matrix, "", &[]).expect("reads back");
    assert!(text.contains("x-a:\n  \"<<\":\n    b: c\n"), "{text}");
}

#[test]
fn titles_of_any_matrix_stay_comments_of_one_line() {
    let matrix = r#"apiVersion: crisplint/v1
kind: ResponsibilityMatrix
metadata: {id: own, version: "1: #"}
provider: {name: "P: #\u202e", aliases: []}
features:
  a: {title: "</script>\n  b: {raci: {}}\r\e[2J\u2028\u0085", raci: {customer: [R, A]}, clauses: ["X\n1"]}
  no: {title: "نسخ احتياطي", raci: {provider: [R, A], customer: I}}
"#;
    let folder = folder(&[("m.yaml", matrix)]);
    let run = init(folder.path(), &["pay", "--matrix", "m.yaml"]);
    assert_eq!(run.code, 2, "a version has no space: {}", run.stderr);
    let matrix = matrix.replace("1: #", "1#2");
    std::fs::write(folder.path().join("m.yaml"), matrix).expect("a file");
    let run = init(folder.path(), &["pay", "--matrix", "m.yaml"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let written = read(folder.path(), "pay.crisp.yaml");
    let (_, features) = written.split_once("features:\n").expect("features");
    assert_eq!(
        features,
        "  # </script>\\n  b: {raci: {}}\\u{d}\\u{1b}[2J\\u{2028}\\u{85} (X\\n1)
  a:
    raci: {customer: [R, A]}
    owner: TODO
    evidence: [TODO]
  # نسخ احتياطي
  \"no\":
    raci: {provider: [R, A], customer: I}
"
    );
    assert_only_placeholders(folder.path(), "pay.crisp.yaml", &["--matrix", "m.yaml"]);
}

#[test]
fn a_table_of_five_hundred_features_is_written_at_once() {
    let mut matrix = "apiVersion: crisplint/v1\nkind: ResponsibilityMatrix\nmetadata: {id: own, version: \"1\"}\nprovider: {name: P, aliases: []}\nfeatures:\n".to_owned();
    for number in 0..500 {
        matrix += &format!("  f{number}: {{title: F{number}, raci: {{customer: [R, A]}}}}\n");
    }
    let folder = folder(&[("m.yaml", matrix)]);
    let started = std::time::Instant::now();
    let run = init(folder.path(), &["pay", "--matrix", "m.yaml"]);
    assert!(
        run.stderr.contains("500 features, 1007 placeholders wait"),
        "{}",
        run.stderr
    );
    let run = init(
        folder.path(),
        &[
            "pay",
            "--matrix",
            "m.yaml",
            "--from",
            "pay.crisp.yaml",
            "-o",
            "-",
        ],
    );
    assert_eq!(run.stdout, read(folder.path(), "pay.crisp.yaml"));
    assert!(started.elapsed() < std::time::Duration::from_secs(20));
}
