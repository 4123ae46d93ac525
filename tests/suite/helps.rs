//! What a help says to type is typed, and the finding is gone.

use crate::support::{changed, check, folder, text};

#[test]
fn what_a_help_says_can_be_typed() {
    for (sound, broken, code, help, typed) in [
        (
            "databases: {raci: {provider: C, customer: [R, A]}",
            "databases: {raci: {provider: C, customer: R/A}",
            "CRISP104",
            "write `[R, A]`",
            "databases: {raci: {provider: C, customer: [R, A]}",
        ),
        (
            "databases: {raci: {provider: C, customer: [R, A]}",
            "databases: {raci: {provider: C, customer: 'R/A'}",
            "CRISP104",
            "write `R, A`",
            "databases: {raci: {provider: C, customer: 'R, A'}",
        ),
        (
            "databases: {raci: {provider: C, customer: [R, A]}",
            "databases: {raci: {provider: C, customer: [R/A]}",
            "CRISP104",
            "write `R, A`, each letter as an item",
            "databases: {raci: {provider: C, customer: [R, A]}",
        ),
        (
            "databases: {raci: {provider: C, customer: [R, A]}",
            "databases: {raci: {provider: C, customer: R, a}",
            "CRISP205",
            "a comma ends the value here: write `customer: [R, A]`",
            "databases: {raci: {provider: C, customer: [R, A]}",
        ),
        (
            "crisp: {signedBy: \"Jo Citizen, CISO\", signedOn: 2026-01-15}",
            "crisp: {signedOn: 2026-01-15}",
            "CRISP101",
            "add `signedBy: \"Jo Citizen, CISO\"`: the customer's CIO or CISO who signed",
            "crisp: {signedOn: 2026-01-15, signedBy: \"Jo Citizen, CISO\"}",
        ),
        (
            "crisp: {signedBy: \"Jo Citizen, CISO\", signedOn: 2026-01-15}",
            "crisp: {signedBy: Jo Citizen, CISO, signedOn: 2026-01-15}",
            "CRISP102",
            "a comma ends the text here: write `signedBy: \"Jo Citizen, CISO\"`",
            "crisp: {signedBy: \"Jo Citizen, CISO\", signedOn: 2026-01-15}",
        ),
        (
            "databases: {raci: {provider: C, customer: [R, A]}",
            "databases: {raci: {provider: C, custmer: R, customer: [A]}",
            "CRISP205",
            "if `customer` is meant, it stands there already: give it all its letters in one cell",
            "databases: {raci: {provider: C, customer: [R, A]}",
        ),
        (
            "apiVersion: crisplint/v1\n",
            "",
            "CRISP101",
            "add `apiVersion: crisplint/v1`: the version of the manifest's format. This build reads crisplint/v1",
            "apiVersion: crisplint/v1\n",
        ),
    ] {
        let one = |text: &str| {
            let folder = folder(&[("a.crisp.yaml", text)]);
            check(folder.path(), &["--format", "json", "."]).json()
        };
        let found = one(&changed(sound, broken));
        let found = found["findings"].as_array().expect("findings");
        assert_eq!(found.len(), 1, "{broken}: {found:#?}");
        let said = (text(&found[0]["code"]), text(&found[0]["help"]));
        assert_eq!(said, (code, help), "{broken}");
        let left = one(&changed(sound, typed));
        assert_eq!(left["findings"], serde_json::json!([]), "{typed}");
    }
}

/// A yes or a no in quotes would pass for the reason.
#[test]
fn true_and_false_are_no_reason_in_quotes_either() {
    for (written, help) in [
        (
            "false",
            "take `notApplicable` out where the feature applies, and declare its `raci`",
        ),
        (
            "true",
            "write for example `No PaaS or SaaS is hosted on this system.`: why the feature does not apply to this system",
        ),
    ] {
        let broken = format!("databases: {{notApplicable: {written}");
        let broken = changed("databases: {raci: {provider: C, customer: [R, A]}", &broken);
        let folder = folder(&[("a.crisp.yaml", broken)]);
        let report = check(folder.path(), &["--format", "json", "."]).json();
        assert_eq!(report["findings"][0]["code"], "CRISP103");
        assert_eq!(report["findings"][0]["help"], help);
    }
}
