//! What a help suggests can be written: it does not stand there already, and no other finding comes
//! of it.

use serde_json::Value;

use crate::support::{changed, check, folder, manifest, run, text};

/// `CODE help` of every finding in a text.
fn helps(text_of: &str) -> Vec<String> {
    let folder = folder(&[("a.crisp.yaml", text_of)]);
    let report = check(folder.path(), &["--format", "json", "."]).json();
    let findings = report["findings"].as_array().expect("findings").iter();
    let help = |one: &Value| format!("{} {}", text(&one["code"]), text(&one["help"]));
    findings.map(help).collect()
}

/// Whoever writes a name that stands there already has written it twice.
#[test]
fn what_stands_there_already_is_not_suggested() {
    let features = "CRISP303 `crisplint matrix show aucloud-iaas` lists the features";
    let there = |party: &str| {
        format!(
            "CRISP205 `{party}` already has roles for this feature; write all its letters there"
        )
    };
    for (from, to, expected) in [
        (
            "signedOn: 2026-01-15",
            "signed: 2026-01-15",
            vec!["CRISP102 did you mean `signedOn`?".to_owned()],
        ),
        (
            "title: Fortnightly payroll",
            "title: Fortnightly payroll\n  titel: Fortnightly payroll",
            vec![
                "CRISP102 `title` is already there; move the value to it, and remove `titel`"
                    .to_owned(),
            ],
        ),
        (
            "  users-customer:",
            "  User management customer:",
            vec!["CRISP303 did you mean `users-customer`?".to_owned()],
        ),
        (
            "  physical-network-devices:",
            "  physical-devices:",
            vec![features.to_owned()],
        ),
        (
            "  databases:",
            "  databses: {notApplicable: There are none.}\n  databases:",
            vec![features.to_owned()],
        ),
        (
            // The same in another spelling.
            "  databases:",
            "  databses: {notApplicable: There are none.}\n  Configuration and management of databases:",
            vec![features.to_owned()],
        ),
        (
            "databases: {raci: {provider: C, customer: [R, A]}",
            "databases: {raci: {provider: C, customer: [R, A], provider2: R}",
            vec![there("provider")],
        ),
        (
            "customer: A, msp: R}",
            "customer: A, msp: R, mps: R}",
            vec![there("msp")],
        ),
    ] {
        let mut found = helps(&changed(from, to));
        // What is missing besides is said by rules of their own.
        found.retain(|one| !one.starts_with("CRISP101") && !one.starts_with("CRISP304"));
        assert_eq!(found, expected, "{to}");
    }
}

/// A title is as good as an id, also where several ids are a little like it.
#[test]
fn a_feature_that_is_suggested_is_not_called_missing() {
    let found = helps(&changed("  users-customer:", "  User management customer:"));
    assert_eq!(found, ["CRISP303 did you mean `users-customer`?"]);
    let found = helps(&changed(
        "  physical-network-devices:",
        "  physical-devices:",
    ));
    assert_eq!(found.len(), 2, "{found:?}");
    // A title that holds the key is nearer than an id that needs seven typing errors.
    let both = changed("  users-customer:", "  User management customer:");
    let both = both.replace("  change-management-customer:", "  x-change:");
    let found = helps(&both);
    let expected = "CRISP303 did you mean `users-customer`?".to_owned();
    assert!(found.contains(&expected), "{found:?}");
}

/// Every row as published, a third party in it with an A, its owner with what may be left.
#[test]
fn the_help_for_a_third_party_with_an_a_leaves_no_error() {
    let shown = run(
        crate::support::repository(),
        &["matrix", "show", "--format", "json"],
    );
    let matrix = shown.json();
    let manifest = manifest();
    let (head, _) = manifest.split_once("features:\n").expect("features");
    let cells = [
        "A",
        "R, A",
        "A, C",
        "A, I",
        "R, A, C",
        "A, C, I",
        "R, A, I",
        "R, A, C, I",
    ];
    let mut judged = 0;
    for (id, row) in matrix["features"].as_object().expect("rows") {
        let letters = |party: &str| {
            let letters = row["raci"][party].as_array().expect("letters").iter();
            letters.map(text).collect::<Vec<_>>().join(", ")
        };
        let owner = if letters("provider").contains('A') {
            "provider"
        } else {
            "customer"
        };
        let other = if owner == "provider" {
            "customer"
        } else {
            "provider"
        };
        for left in ["R", "C", ""] {
            let documents = cells.map(|cell| Row {
                owner: (owner.to_owned(), left.to_owned()),
                other: (other.to_owned(), letters(other)),
                third: Some(cell.to_owned()),
            });
            let before = errors(head, id, &documents.clone().map(|row| row.yaml()));
            let after = documents.iter().zip(&before).map(|(row, found)| {
                let help = found.iter().find(|(code, _)| code == "CRISP308");
                row.repaired(&help.expect("CRISP308").1)
            });
            let after = errors(head, id, &after.collect::<Vec<_>>());
            for ((row, before), after) in documents.iter().zip(before).zip(after) {
                let known = |code: &String| before.iter().any(|(old, _)| old == code);
                // A row in which nobody worked has been told so before.
                let new = after
                    .iter()
                    .filter(|(code, _)| code == "CRISP308" || !known(code));
                assert_eq!(
                    new.collect::<Vec<_>>(),
                    Vec::<&(String, String)>::new(),
                    "{id}: {}",
                    row.yaml()
                );
                judged += 1;
            }
        }
    }
    assert_eq!(judged, 18 * 3 * 8);
}

/// A row with a third party, cell by cell.
#[derive(Clone)]
struct Row {
    owner: (String, String),
    other: (String, String),
    third: Option<String>,
}

impl Row {
    fn yaml(&self) -> String {
        let third = self.third.iter().map(|cell| format!(", msp: [{cell}]"));
        format!(
            "{{{}: [{}], {}: [{}]{}}}",
            self.owner.0,
            self.owner.1,
            self.other.0,
            self.other.1,
            third.collect::<String>()
        )
    }

    /// The row once the help has been followed to the letter.
    fn repaired(&self, help: &str) -> String {
        if let Some((_, rest)) = help.split_once("write `raci: ") {
            return rest
                .split_once("` as in the matrix")
                .expect("a row")
                .0
                .to_owned();
        }
        let named = format!("give the A to `{}`", self.owner.0);
        assert!(help.contains(&named), "{help}");
        let roles = [self.owner.1.as_str(), "A"]
            .into_iter()
            .filter(|roles| !roles.is_empty());
        let third = if help.contains("remove `msp` from the feature") {
            None
        } else {
            let (_, rest) = help.split_once("keep `msp: ").expect("a cell");
            let (cell, _) = rest.split_once('`').expect("a cell");
            Some(cell.trim_matches(['[', ']']).to_owned())
        };
        let repaired = Self {
            owner: (self.owner.0.clone(), roles.collect::<Vec<_>>().join(", ")),
            third,
            ..self.clone()
        };
        repaired.yaml()
    }
}

/// Code and help of the errors that a run finds about roles, for each row in a document of its own.
fn errors(head: &str, id: &str, rows: &[String]) -> Vec<Vec<(String, String)>> {
    let documents = rows.iter().enumerate().map(|(index, row)| {
        let head = head.replace("system: payroll", &format!("system: payroll-{index}"));
        format!("{head}features:\n  {id}: {{raci: {row}}}\n---\n")
    });
    let folder = folder(&[("a.crisp.yaml", documents.collect::<String>())]);
    let report = check(folder.path(), &["--format", "json", "."]).json();
    let mut found = vec![Vec::new(); rows.len()];
    for one in report["findings"].as_array().expect("findings") {
        let code = text(&one["code"]);
        let about_roles = code.starts_with("CRISP2") || code.starts_with("CRISP3");
        if about_roles && code != "CRISP304" && text(&one["severity"]) == "error" {
            let index = one["document"].as_u64().expect("an index");
            let index = usize::try_from(index).expect("small");
            found[index].push((code.to_owned(), text(&one["help"]).to_owned()));
        }
    }
    found
}
