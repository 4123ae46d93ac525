//! The public test suite of YAML through our reader: the verdict on every case is the suite's, and so
//! is the value, but for the table in `tests/yaml/exceptions.md`. The data comes by `tests/yaml/run`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crisplint::yaml::{self, Failure, MisfitKind};
use serde_json::Value;

use crate::support::repository;

/// What became of a case.
#[derive(Debug, PartialEq, Eq)]
enum Answer {
    /// What the suite says.
    Same,
    /// What we do instead, in words of the table, and what came out.
    Other(&'static str, String),
}

/// Every document of a text, or what we have against one.
fn ours(text: &str) -> Result<Vec<Value>, &'static str> {
    // Our file reader takes the mark off.
    let outcomes = yaml::read(text.trim_start_matches('\u{feff}'));
    let documents = outcomes.into_iter().map(|outcome| match outcome {
        None => Ok(Value::Null),
        Some(Err(Failure::Syntax(..))) => Err("refused"),
        Some(Err(_)) => Err("limited"),
        Some(Ok(document)) if !document.duplicates.is_empty() => Err("duplicate"),
        Some(Ok(document)) => match document.misfits.first() {
            Some(misfit) if misfit.kind == MisfitKind::CollectionAsKey => Err("collection as key"),
            Some(_) => Err("merges no mapping"),
            None => Ok(document.to_json()),
        },
    });
    documents.collect()
}

/// JSON has one kind of number: 450.0 is 450.
fn is_same(ours: &Value, its: &Value) -> bool {
    match (ours, its) {
        (Value::Number(ours), Value::Number(its)) => ours.as_f64() == its.as_f64(),
        (Value::Array(ours), Value::Array(its)) => {
            ours.len() == its.len() && ours.iter().zip(its).all(|(a, b)| is_same(a, b))
        }
        (Value::Object(ours), Value::Object(its)) => {
            let same = |(key, value)| its.get(key).is_some_and(|other| is_same(value, other));
            ours.len() == its.len() && ours.iter().all(same)
        }
        _ => ours == its,
    }
}

fn answer(case: &Path) -> Answer {
    let text = fs::read_to_string(case.join("in.yaml")).expect("in.yaml");
    let expected = fs::read_to_string(case.join("in.json")).ok();
    let error = case.join("error").exists();
    let ours = ours(&text);
    match (ours, expected) {
        (Err("refused"), _) if error => Answer::Same,
        (ours, _) if error => Answer::Other("read", format!("{ours:?}")),
        (Err(what), _) => Answer::Other(what, String::new()),
        (Ok(values), Some(json)) => {
            let stream = serde_json::Deserializer::from_str(&json).into_iter();
            let expected: Vec<Value> = stream.map(|value| value.expect("JSON")).collect();
            let same = values.len() == expected.len()
                && values
                    .iter()
                    .zip(&expected)
                    .all(|(ours, its)| is_same(ours, its));
            if same {
                Answer::Same
            } else {
                let shown = format!("{values:?} for {expected:?}");
                Answer::Other("other value", shown)
            }
        }
        // The suite has no value where JSON cannot hold it.
        (Ok(_), None) => Answer::Same,
    }
}

/// Case and answer of every row of the table.
fn exceptions() -> BTreeMap<String, String> {
    let table = fs::read_to_string(repository().join("tests/yaml/exceptions.md"));
    let table = table.expect("the table");
    let rows = table.lines().filter(|line| line.starts_with("| "));
    rows.filter(|row| !row.starts_with("| ---"))
        .skip(1)
        .map(|row| {
            let cells: Vec<&str> = row.split('|').map(str::trim).collect();
            let [_, case, ours, reason, _] = cells[..] else {
                panic!("three cells: {row}");
            };
            assert!(reason.split(' ').count() > 3, "a reason: {row}");
            (case.to_owned(), ours.to_owned())
        })
        .collect()
}

#[test]
#[ignore = "needs the data of the suite: tests/yaml/run brings it"]
fn yaml_suite_agrees() {
    let folder = std::env::var_os("CRISPLINT_YAML_SUITE");
    let folder = PathBuf::from(folder.expect("CRISPLINT_YAML_SUITE names a folder of cases"));
    let mut cases = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("the cases") {
        let path = entry.expect("a case").path();
        let name = path.file_name().expect("a name").to_string_lossy();
        cases.insert(name.into_owned(), answer(&path));
    }
    assert!(cases.len() > 400, "{} cases", cases.len());
    let differing = cases.into_iter().filter_map(|(case, answer)| match answer {
        Answer::Same => None,
        Answer::Other(what, shown) => Some((case, (what, shown))),
    });
    let differing: BTreeMap<String, (&str, String)> = differing.collect();
    let listed = exceptions();
    let new = differing
        .iter()
        .filter(|(case, (what, _))| listed.get(*case).is_none_or(|listed| listed != what));
    let new: Vec<_> = new.collect();
    let stale = listed
        .iter()
        .filter(|(case, _)| !differing.contains_key(*case));
    let stale: Vec<_> = stale.collect();
    assert!(
        new.is_empty() && stale.is_empty(),
        "not in the table: {new:#?}\nin the table for nothing: {stale:#?}"
    );
}
