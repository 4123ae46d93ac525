//! `explain`, `rules` and `schema`: one source of metadata.

use crate::support::{repository, run, text};

#[test]
fn every_rule_is_explained_by_code_and_by_name() {
    let rules = run(repository(), &["rules", "--format", "json"]).json();
    for rule in rules.as_array().expect("rules") {
        let (code, name) = (text(&rule["code"]), text(&rule["name"]));
        let by_code = run(repository(), &["explain", code]);
        let by_name = run(repository(), &["explain", name]);
        assert_eq!(by_code.code, 0);
        assert!(
            by_code.stdout.starts_with(&format!("# {code} {name}\n")),
            "{code}"
        );
        assert_eq!(by_code.stdout, by_name.stdout);
    }
}

#[test]
fn an_unknown_rule_is_no_rule() {
    let run = run(repository(), &["explain", "multiple-acountable"]);
    assert_eq!(run.code, 2);
    assert_eq!(run.stdout, "");
    let expected =
        "error: there is no rule `multiple-acountable`; did you mean `multiple-accountable`?\n";
    assert_eq!(run.stderr, expected);
}

#[test]
fn the_table_names_every_rule() {
    let table = run(repository(), &["rules"]).stdout;
    let rules = run(repository(), &["rules", "--format", "json"]).json();
    for rule in rules.as_array().expect("rules") {
        let row = table
            .lines()
            .find(|line| line.trim_start().starts_with(text(&rule["code"])));
        let row = row.unwrap_or_else(|| panic!("{rule} has a row"));
        assert!(row.contains(text(&rule["name"])) && row.contains(text(&rule["severity"])));
        assert_eq!(row.contains('●'), rule["fixed"] == true, "{row}");
    }
}

#[test]
fn the_schemas_are_printed_as_they_stand() {
    for (name, file) in [
        ("manifest", "schemas/control-ownership.schema.json"),
        ("matrix", "schemas/responsibility-matrix.schema.json"),
        ("config", "schemas/configuration.schema.json"),
    ] {
        let expected = std::fs::read_to_string(repository().join(file)).expect(file);
        assert_eq!(run(repository(), &["schema", name]).stdout, expected);
    }
    let default = run(repository(), &["schema"]).stdout;
    assert_eq!(default, run(repository(), &["schema", "manifest"]).stdout);
}

#[test]
fn shells_complete_and_the_manual_names_every_command() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = run(repository(), &["completions", shell]);
        assert_eq!(script.code, 0);
        assert!(script.stdout.contains("stdin-filename"), "{shell}");
    }
    let page = run(repository(), &["man"]).stdout;
    assert!(page.starts_with(".ie") || page.starts_with(".TH"), "{page}");
    for command in [
        "check",
        "explain",
        "rules",
        "schema",
        "matrix",
        "completions",
    ] {
        assert!(page.contains(command), "{command}");
    }
}

/// `rules/README.md`, of the same metadata. `bless.rs` holds the file to it.
pub fn index() -> String {
    let rules = run(repository(), &["rules", "--format", "json"]).json();
    let mut index =
        "# Rules\n\nE = error, W = warning, I = info. ● = the rule cannot be changed or waived.\n\n\
         | code | name | severity | reported when |\n| --- | --- | --- | --- |\n"
            .to_owned();
    for rule in rules.as_array().expect("rules") {
        let code = text(&rule["code"]);
        let letter = text(&rule["severity"])[..1].to_uppercase();
        let fixed = if rule["fixed"] == true { "●" } else { "" };
        let (name, summary) = (text(&rule["name"]), text(&rule["summary"]));
        index += &format!("| [{code}]({code}.md) | {name} | {letter}{fixed} | {summary} |\n");
    }
    index
}
