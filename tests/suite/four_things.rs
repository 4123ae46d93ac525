//! A new rule is four things: its file, its page, its fixture folder, and its line in `RULES`. Its entry
//! in the catalogue of mutations shows that it fires in every notation. Whoever forgets one of them is
//! told which file to write.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use crisplint::finding::Rule;
use crisplint::rules::RULES;

use crate::mutation::codes_of_the_catalogue;
use crate::support::repository;

/// Rules without a fixture, and why.
const WITHOUT_FIXTURE: [(&str, &str); 1] = [(
    "CRISP001",
    "version control keeps no file that cannot be read",
)];

/// Rules without an entry in the catalogue of mutations, and why.
const WITHOUT_MUTATION: [(&str, &str); 5] = [
    ("CRISP001", "the cases are files that can be read"),
    ("CRISP002", "the cases are text"),
    ("CRISP005", "the cases stay far below every limit"),
    (
        "CRISP007",
        "the cases are named to the tool, which searches no folder",
    ),
    (
        "CRISP312",
        "the cases are manifests, and this is about matrices",
    ),
];

/// What a rule's file holds and no other.
const RULE: &str = "\npub static RULE: Rule";

#[test]
fn a_rule_is_four_things() {
    let mutated = codes_of_the_catalogue();
    let mut faults: Vec<String> = RULES
        .iter()
        .flat_map(|(rule, _)| {
            let missing = [
                file(rule),
                page(rule),
                fixture(rule),
                mutation(rule, &mutated),
            ];
            missing.into_iter().flatten()
        })
        .collect();
    faults.extend(left_over());
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

fn file(rule: &Rule) -> Option<String> {
    let Rule { code, name, .. } = rule;
    let module = module(name);
    let text = source(&module);
    let there = text.contains(RULE) && text.contains(&format!("\"{code}\""));
    let path = format!("src/rules/{module}.rs");
    (!there).then(|| format!("{code} ({name}) is not in the file of its name: write {path}"))
}

/// The text of a rule's file, or of the file of its folder.
fn source(module: &str) -> String {
    let rules = repository().join("src/rules");
    let file = fs::read_to_string(rules.join(format!("{module}.rs")));
    let file = file.or_else(|_| fs::read_to_string(rules.join(module).join("mod.rs")));
    file.unwrap_or_default()
}

fn page(rule: &Rule) -> Option<String> {
    let Rule { code, name, .. } = rule;
    let path = format!("rules/{code}.md");
    let title = format!("# {code} {name}\n");
    let text = fs::read_to_string(repository().join(&path)).unwrap_or_default();
    if !text.starts_with(&title) {
        return Some(format!(
            "{code} has no page under its code and name: write {path}, which begins with `{}`",
            title.trim_end()
        ));
    }
    let there = rule.page.starts_with(&title);
    (!there).then(|| {
        let file = module(name);
        format!("{code} includes the page of another rule: include {path} in src/rules/{file}.rs")
    })
}

fn fixture(rule: &Rule) -> Option<String> {
    let code = rule.code;
    let folder = format!("fixtures/broken/{code}");
    let there = fs::read_dir(repository().join(&folder)).is_ok_and(|mut entries| {
        entries.any(|entry| {
            let name = entry.expect("an entry").file_name();
            !name.to_string_lossy().starts_with("expected.")
        })
    });
    let write = format!("write {folder}/<name>.crisp.yaml, which raises it and no other rule");
    missing(
        there,
        code,
        "fixture",
        ("WITHOUT_FIXTURE", &WITHOUT_FIXTURE),
        &write,
    )
}

fn mutation(rule: &Rule, mutated: &BTreeSet<String>) -> Option<String> {
    let code = rule.code;
    let there = mutated.contains(code);
    let digits = code.trim_start_matches("CRISP");
    let write = format!(
        "write `fault(\"{digits} …\", …)` into the FAULTS of the file in tests/suite/mutation/faults/ that is \
         about its subject"
    );
    let list = ("WITHOUT_MUTATION", &WITHOUT_MUTATION as &[_]);
    missing(
        there,
        code,
        "entry in the catalogue of mutations",
        list,
        &write,
    )
}

/// Compares what is there with the list of the rules that cannot have it.
fn missing(
    there: bool,
    code: &str,
    what: &str,
    (list, without): (&str, &[(&str, &str)]),
    write: &str,
) -> Option<String> {
    let excused = without.iter().any(|(other, _)| *other == code);
    match (there, excused) {
        (true, false) | (false, true) => None,
        (false, false) => Some(format!(
            "{code} has no {what}: {write} (or, if it cannot have one, say why in {list} of \
             tests/suite/four_things.rs)"
        )),
        (true, true) => Some(format!(
            "{code} has what {list} of tests/suite/four_things.rs says it cannot have: take it out there"
        )),
    }
}

/// Files of rules that `RULES` does not name.
fn left_over() -> Vec<String> {
    let modules: Vec<String> = RULES.iter().map(|(rule, _)| module(rule.name)).collect();
    let codes: Vec<&str> = RULES.iter().map(|(rule, _)| rule.code).collect();
    let mut faults = Vec::new();
    for stem in entries("src/rules") {
        if source(&stem).contains(RULE) && !modules.contains(&stem) {
            faults.push(format!(
                "src/rules/{stem}.rs holds a rule that is not in `RULES`: write its `pub mod` and its line \
                 into src/rules/mod.rs"
            ));
        }
    }
    for folder in ["rules", "fixtures/broken"] {
        let mut names = entries(folder);
        names.retain(|name| name.starts_with("CRISP") && !codes.contains(&name.as_str()));
        let fault = |name| {
            format!(
                "{folder}/{name} belongs to no rule: write its line in `RULES` in src/rules/mod.rs"
            )
        };
        faults.extend(names.into_iter().map(fault));
    }
    faults
}

/// The names in a folder without their ends.
fn entries(folder: &str) -> BTreeSet<String> {
    let entries = fs::read_dir(repository().join(folder)).expect(folder);
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let stem = |path: PathBuf| Some(path.file_stem()?.to_string_lossy().into_owned());
    paths.filter_map(stem).collect()
}

fn module(name: &str) -> String {
    name.replace('-', "_")
}
