//! Generated matrices and edits that are known: a diff names every edit, and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use fastrand::Rng;
use serde_json::{Map, Value, json};

use super::*;
use crate::model::matrix::{Draft, Registry};
use crate::model::raci::Role;
use crate::model::schema::Damage;

const CASES: u64 = 200;

/// A row as a generator knows it.
#[derive(Clone, Debug)]
struct Made {
    id: String,
    title: String,
    provider: Roles,
    customer: Roles,
    clauses: Vec<String>,
}

/// What was done to a row: its new id, why it is known again, and what happened.
type Edited = BTreeMap<String, (String, Link, Vec<Change>)>;

fn matrix(id: &str, rows: &[Made]) -> Matrix {
    let letters = |roles: Roles| roles.iter().map(Role::letter).collect::<Value>();
    let features = rows.iter().map(|row| {
        let raci = json!({"provider": letters(row.provider), "customer": letters(row.customer)});
        let row_value = json!({"title": row.title, "raci": raci, "clauses": row.clauses});
        (row.id.clone(), row_value)
    });
    let text = json!({
        "apiVersion": "crisplint/v1",
        "kind": "ResponsibilityMatrix",
        "metadata": {"id": id, "version": "1"},
        "provider": {"name": "AUCloud", "aliases": ["AUCyber"]},
        "features": features.collect::<Map<String, Value>>(),
    })
    .to_string();
    let documents = crate::yaml::read(&text);
    let document = documents[0].as_ref().expect("a document").as_ref();
    let document = document.expect("JSON is YAML");
    let parsed = Draft::new(document, &Damage::default()).parsed();
    let mut registry = Registry::embedded();
    crate::model::matrix::load(&[parsed], &mut registry).expect("a name of its own");
    registry.judge(id).expect("loaded").clone()
}

fn word(rng: &mut Rng) -> String {
    (0..rng.usize(6..10)).map(|_| rng.lowercase()).collect()
}

fn made(rng: &mut Rng, id: String) -> Made {
    let words: Vec<String> = (0..4).map(|_| word(rng)).collect();
    let mut row = Made {
        id,
        title: format!("{} customer's / AUCloud", words.join(" ")),
        provider: Roles::default().with(Role::Accountable),
        customer: Roles::default(),
        clauses: (0..rng.usize(0..3))
            .map(|at| format!("CRISP 7.{at}"))
            .collect(),
    };
    match rng.u8(0..3) {
        0 => row.customer = row.customer.with(Role::Responsible),
        1 => {
            row.provider = row.provider.with(Role::Responsible);
            row.customer = row.customer.with(Role::Consulted);
        }
        _ => row.provider = row.provider.with(Role::Responsible),
    }
    if rng.bool() {
        std::mem::swap(&mut row.provider, &mut row.customer);
    }
    row
}

/// Another spelling of the same title.
fn spelt(rng: &mut Rng, title: &str) -> String {
    match rng.u8(0..5) {
        0 => title.to_uppercase(),
        1 => title.replace("AUCloud", "aucyber"),
        2 => title.replace(' ', "  "),
        3 => title.replace('\'', "’").replace(" / ", "/"),
        _ => format!(" {title} "),
    }
}

/// Edits a row at random; says what was done, and nothing where it was taken out.
fn edit(rng: &mut Rng, row: &Made, number: usize) -> Option<(Made, Link, Vec<Change>)> {
    let mut new = row.clone();
    let mut changes = Vec::new();
    match rng.u8(0..5) {
        0 => {
            std::mem::swap(&mut new.provider, &mut new.customer);
            changes.push(Change::Accountability);
        }
        1 => {
            let roles = new.customer;
            let informed = roles.has(Role::Informed);
            new.customer = if informed {
                roles.without(Role::Informed)
            } else {
                roles.with(Role::Informed)
            };
            changes.push(Change::Roles);
        }
        _ => {}
    }
    let mut link = Link::Id;
    match rng.u8(0..8) {
        0 => return None,
        1 => {
            new.title = format!("{} {}", word(rng), word(rng));
            changes.push(Change::Renamed);
        }
        2 => {
            new.id = format!("other-{number}");
            new.title = spelt(rng, &row.title);
            link = Link::Title;
            changes.push(Change::Renamed);
        }
        3 => {
            new.id = format!("other-{number}");
            new.title = format!("{}s", row.title);
            link = Link::Likeness;
            changes.push(Change::Renamed);
        }
        4 => new.title = spelt(rng, &row.title),
        _ => {}
    }
    if rng.u8(0..4) == 0 {
        new.clauses.push("CRISP 9.9".to_owned());
        changes.push(Change::Clauses);
    } else {
        new.clauses.reverse();
    }
    Some((new, link, changes))
}

fn ids<'r>(rows: impl IntoIterator<Item = &'r Row>) -> BTreeSet<&'r str> {
    rows.into_iter().map(|row| row.id.as_str()).collect()
}

fn edited(diff: &Diff<'_>) -> Edited {
    let pairs = diff.changed.iter();
    pairs
        .map(|pair| {
            (
                pair.old.id.clone(),
                (pair.new.id.clone(), pair.link, pair.changes()),
            )
        })
        .collect()
}

#[test]
fn a_shuffled_matrix_differs_in_nothing_from_itself() {
    for seed in 0..CASES {
        let mut rng = Rng::with_seed(seed);
        let count = rng.usize(0..30);
        let mut rows: Vec<Made> = (0..count)
            .map(|at| made(&mut rng, format!("row-{at}")))
            .collect();
        let old = matrix("old", &rows);
        rng.shuffle(&mut rows);
        let new = matrix("new", &rows);
        let diff = Diff::between(&old, &new, Scope::Whole);
        assert!(diff.is_empty(), "seed {seed}: {diff:#?}");
    }
}

#[test]
fn every_edit_is_named_and_nothing_else_in_both_directions() {
    for seed in 0..CASES {
        let mut rng = Rng::with_seed(seed);
        let count = rng.usize(0..25);
        let before: Vec<Made> = (0..count)
            .map(|at| made(&mut rng, format!("row-{at}")))
            .collect();
        let mut after = Vec::new();
        let mut removed = BTreeSet::new();
        let mut expected = Edited::new();
        for (number, row) in before.iter().enumerate() {
            match edit(&mut rng, row, number) {
                None => {
                    removed.insert(row.id.as_str());
                }
                Some((new, link, changes)) => {
                    if !changes.is_empty() {
                        expected.insert(row.id.clone(), (new.id.clone(), link, changes));
                    }
                    after.push(new);
                }
            }
        }
        let fresh: Vec<Made> = (0..rng.usize(0..5))
            .map(|at| made(&mut rng, format!("fresh-{at}")))
            .collect();
        after.extend(fresh.iter().cloned());
        rng.shuffle(&mut after);

        let (old, new) = (matrix("old", &before), matrix("new", &after));
        let diff = Diff::between(&old, &new, Scope::Whole);
        let added: BTreeSet<&str> = fresh.iter().map(|row| row.id.as_str()).collect();
        assert_eq!(ids(diff.added.iter().copied()), added, "seed {seed}");
        assert_eq!(ids(diff.removed.iter().copied()), removed, "seed {seed}");
        assert_eq!(edited(&diff), expected, "seed {seed}");
        assert_mirrored(&diff, &Diff::between(&new, &old, Scope::Whole), seed);
    }
}

fn assert_mirrored(diff: &Diff<'_>, back: &Diff<'_>, seed: u64) {
    assert_eq!(
        ids(diff.added.iter().copied()),
        ids(back.removed.iter().copied()),
        "seed {seed}"
    );
    assert_eq!(
        ids(diff.removed.iter().copied()),
        ids(back.added.iter().copied()),
        "seed {seed}"
    );
    let turned = edited(back).into_iter();
    let turned: Edited = turned
        .map(|(new, (old, link, changes))| (old, (new, link, changes)))
        .collect();
    assert_eq!(edited(diff), turned, "seed {seed}");
    for party in [Party::Provider, Party::Customer] {
        assert_eq!(
            ids(diff.gains(party)),
            ids(back.loses(party)),
            "seed {seed}"
        );
        assert_eq!(
            ids(diff.loses(party)),
            ids(back.gains(party)),
            "seed {seed}"
        );
        for pair in &diff.changed {
            let same = |other: &&Pair<'_>| other.old.id == pair.new.id;
            let other = back.changed.iter().find(same).expect("the same row");
            assert_eq!(pair.gained(party), other.lost(party), "seed {seed}");
            assert_eq!(pair.lost(party), other.gained(party), "seed {seed}");
        }
    }
}

#[test]
fn two_rows_of_one_title_are_taken_for_none() {
    let mut rng = Rng::with_seed(7);
    let row = made(&mut rng, "a".to_owned());
    let called = |id: &str| Made {
        id: id.to_owned(),
        ..row.clone()
    };
    let old = matrix("old", &[called("a")]);
    let new = matrix("new", &[called("b"), called("c")]);
    let diff = Diff::between(&old, &new, Scope::Whole);
    assert_eq!(
        (diff.added.len(), diff.removed.len(), diff.changed.len()),
        (2, 1, 0)
    );
}

#[test]
fn a_provider_is_another_only_where_no_alias_says_otherwise() {
    let named = |name: &str, aliases: &[&str]| {
        let mut matrix = matrix("own", &[]);
        matrix.provider = Provider {
            name: name.to_owned(),
            aliases: aliases.iter().map(|alias| (*alias).to_owned()).collect(),
        };
        matrix
    };
    for (old, new, other) in [
        (named("AUCloud", &["AUCyber"]), named("AUCyber", &[]), false),
        (named("AUCyber", &[]), named("AUCloud", &["AUCyber"]), false),
        (
            named("AUCloud", &["X"]),
            named("Example Cloud", &["X"]),
            true,
        ),
        (named("AUCloud", &[]), named("AUCyber", &[]), true),
    ] {
        let diff = Diff::between(&old, &new, Scope::Whole);
        assert_eq!(
            (diff.provider, diff.is_empty()),
            (other, !other),
            "{old:?} {new:?}"
        );
    }
}

#[test]
fn a_name_that_holds_another_is_one_name_in_both_directions() {
    let mut row = made(&mut Rng::with_seed(1), "a".to_owned());
    let mut named = |title: &str, name: &str, aliases: &[&str]| {
        row.title = title.to_owned();
        let mut matrix = matrix("own", std::slice::from_ref(&row));
        matrix.provider.name = name.to_owned();
        matrix.provider.aliases = aliases.iter().map(|alias| (*alias).to_owned()).collect();
        matrix
    };
    let old = named("Runtime of AUCloud", "AUCloud", &["AUCloud Gov"]);
    let new = named("Runtime of AUCloud Gov", "AUCloud Gov", &["AUCloud"]);
    for (old, new) in [(&old, &new), (&new, &old)] {
        assert!(Diff::between(old, new, Scope::Whole).is_empty());
    }
}

#[test]
fn nothing_is_said_of_clauses_that_a_page_does_not_publish() {
    let row = made(&mut Rng::with_seed(3), "a".to_owned());
    let other = Made {
        clauses: vec!["CRISP 9.9".to_owned()],
        ..row.clone()
    };
    let (old, new) = (matrix("old", &[row]), matrix("new", &[other]));
    assert_eq!(Diff::between(&old, &new, Scope::Whole).rows(), 1);
    assert!(Diff::between(&old, &new, Scope::Published).is_empty());
}
