//! What a help suggests can be written: it does not stand there already.

use serde_json::Value;

use crate::support::{changed, check, folder, text};

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
    let declare = "a third party is declared under `parties.thirdParties`";
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
                "CRISP102 `metadata` knows `system`, `title`, `classification`, `reviewed` and \
                 `crisp`; for data of your own write `x-titel`"
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
            vec![format!("CRISP205 write `msp`; {declare}")],
        ),
        (
            "customer: A, msp: R}",
            "customer: A, msp: R, mps: R}",
            vec![format!("CRISP205 {declare}")],
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
