//! What is expected of the rules: the outputs of their fixtures, the outputs on their pages, and the
//! index of the pages.
//!
//! `CRISPLINT_BLESS=CRISP999 cargo test --test suite bless` writes what belongs to that rule, and
//! `CRISPLINT_BLESS=1` all that differs, for a deliberate change of words. Either writes only if
//! everything else holds: fixtures and bad examples raise their rule and no other, good examples are
//! silent, and what is not to be written is as expected. Otherwise a rule that speaks where it should
//! not would be blessed into the outputs of the others.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use crisplint::rules;

use crate::support::repository;
use crate::{explain, fixtures, pages};

/// What is to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    Nothing,
    /// What belongs to the rule of this code.
    Rule(String),
    All,
}

/// What the environment asks for.
pub fn wanted() -> Wanted {
    let value = std::env::var("CRISPLINT_BLESS").unwrap_or_default();
    read(&value).unwrap_or_else(|fault| panic!("{fault}"))
}

fn read(value: &str) -> Result<Wanted, String> {
    match value {
        "" => Ok(Wanted::Nothing),
        "1" => Ok(Wanted::All),
        code if rules::find(code).is_some_and(|rule| rule.code == code) => {
            Ok(Wanted::Rule(code.to_owned()))
        }
        other => Err(format!(
            "CRISPLINT_BLESS={other} is neither `1` nor the code of a rule in `RULES`"
        )),
    }
}

/// An expected output: a file, and what it should hold.
pub struct Output {
    /// The rule that it belongs to; nothing where it belongs to several.
    code: Option<String>,
    path: PathBuf,
    actual: String,
    expected: Option<String>,
}

impl Output {
    pub fn new(code: &str, path: PathBuf, actual: String) -> Self {
        let expected = fs::read_to_string(&path).ok();
        Self {
            code: Some(code.to_owned()),
            path,
            actual,
            expected,
        }
    }

    /// The index, which belongs to the rule whose line is the only one that changes.
    fn index() -> Self {
        let path = repository().join("rules/README.md");
        let mut index = Self::new("", path, explain::index());
        index.code = owner(index.expected.as_deref().unwrap_or_default(), &index.actual);
        index
    }

    fn differs(&self) -> bool {
        self.expected.as_ref() != Some(&self.actual)
    }

    fn is_wanted(&self, wanted: &Wanted) -> bool {
        match wanted {
            Wanted::Nothing => false,
            Wanted::Rule(code) => self.code.as_ref() == Some(code),
            Wanted::All => true,
        }
    }

    /// Says what differs and how it is written.
    fn fault(&self) -> String {
        let path = self.path.strip_prefix(repository()).unwrap_or(&self.path);
        let (state, lines) = match &self.expected {
            Some(expected) => ("differs", difference(expected, &self.actual)),
            None => ("is not there", self.actual.clone()),
        };
        let value = self.code.as_deref().unwrap_or("1");
        format!(
            "{} {state}; if it should be so, `CRISPLINT_BLESS={value} cargo test --test suite bless` writes it:\n{lines}",
            path.display(),
        )
    }
}

/// The lines that only one text has.
fn difference(old: &str, new: &str) -> String {
    let removed = only(old, new).map(|line| format!("- {line}\n"));
    let added = only(new, old).map(|line| format!("+ {line}\n"));
    let lines: String = removed.chain(added).collect();
    if lines.is_empty() {
        return "the same lines in another order or number\n".to_owned();
    }
    lines
}

/// The lines of one text that the other has not.
fn only<'t>(one: &'t str, other: &str) -> impl Iterator<Item = &'t str> {
    let others: BTreeSet<&str> = other.lines().collect();
    let lines = one.lines().filter(|line| !others.contains(line));
    lines.collect::<Vec<_>>().into_iter()
}

/// The code of the rule that all lines are about which only one of two indexes has.
fn owner(old: &str, new: &str) -> Option<String> {
    let mut changed = only(old, new).chain(only(new, old));
    let code = |line: &str| Some(line.strip_prefix("| [")?.split_once(']')?.0.to_owned());
    let first = code(changed.next()?)?;
    changed
        .all(|line| code(line).as_ref() == Some(&first))
        .then_some(first)
}

#[test]
fn every_rule_says_what_is_expected() {
    let wanted = wanted();
    let mut outputs = fixtures::outputs();
    outputs.extend(pages::outputs());
    outputs.push(Output::index());
    outputs.retain(Output::differs);
    let (write, others): (Vec<_>, Vec<_>) = outputs
        .into_iter()
        .partition(|output| output.is_wanted(&wanted));
    let mut faults = fixtures::faults();
    faults.extend(pages::faults());
    faults.extend(others.iter().map(Output::fault));
    let kept = match wanted {
        Wanted::Nothing => "",
        _ => "nothing was written, because this does not hold:\n\n",
    };
    assert!(faults.is_empty(), "{kept}{}", faults.join("\n\n"));
    for output in write {
        fs::write(&output.path, output.actual).expect("the expected output is written");
    }
}

#[test]
fn only_a_rule_or_all_can_be_blessed() {
    assert_eq!(read(""), Ok(Wanted::Nothing));
    assert_eq!(read("1"), Ok(Wanted::All));
    assert_eq!(read("CRISP202"), Ok(Wanted::Rule("CRISP202".to_owned())));
    for other in ["0", "true", "CRISP999", "crisp202", "multiple-accountable"] {
        assert!(read(other).is_err(), "{other}");
    }
}

#[test]
fn the_index_belongs_to_the_rule_whose_line_changes() {
    let one = "# Rules\n| [CRISP001](CRISP001.md) | a |\n";
    let both = format!("{one}| [CRISP002](CRISP002.md) | b |\n");
    let owner_of = |old: &str, new: &str| owner(old, new);
    assert_eq!(owner_of(one, &both).as_deref(), Some("CRISP002"));
    let other = both.replace("| b |", "| c |");
    assert_eq!(owner_of(&both, &other).as_deref(), Some("CRISP002"));
    assert_eq!(owner_of(&both, &other.replace("| a |", "| d |")), None);
    assert_eq!(owner_of(one, &both.replace("Rules", "The rules")), None);
}
