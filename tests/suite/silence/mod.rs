//! One fault, one finding; and what is silent beside another finding speaks where that other does not
//! count: where it is off, waived, or weighs less.

mod rows;

use crate::support::{check, folder, run};

const MATRIX: &str = "\
apiVersion: crisplint/v1
kind: ResponsibilityMatrix
metadata: {id: tiny, version: '1'}
provider: {name: Acme}
features:
  house: {title: House, raci: {provider: C, customer: [R, A]}}
  garden: {title: Garden, raci: {provider: [R, A], customer: C}}
";

const HEAD: &str = "\
apiVersion: crisplint/v1
kind: ControlOwnership
metadata:
  system: pier
  title: Pier
  reviewed: 2026-09-30
  crisp: {signedBy: Jo, signedOn: 2026-01-15}
matrix: tiny
parties: {provider: Acme, customer: Harbour, thirdParties: {msp: Contoso}}
contacts: {ops: {name: Ops, email: ops@works.gov.au}}
features:
  house: {raci: {provider: C, customer: [R, A]}, owner: ops, evidence: ['https://w.gov.au']}
  garden: {raci: {provider: [R, A], customer: C}}
";

/// `CODE line:column` of the findings, those that are not open with their status.
fn found(text: &str, levels: &str) -> Vec<String> {
    let folder = folder(&[
        ("tiny.yaml", MATRIX),
        ("a.crisp.yaml", text),
        (".crisplint.yaml", &format!("rules: {{{levels}}}\n")),
    ]);
    let arguments = ["--matrix", "tiny.yaml", "--format", "json", "a.crisp.yaml"];
    let report = check(folder.path(), &arguments).json();
    let findings = report["findings"].as_array().expect("findings").iter();
    let word = |finding: &serde_json::Value| {
        let status = finding["status"]
            .as_str()
            .filter(|status| *status != "open");
        let status = status.map(|status| format!(" {status}"));
        let code = finding["code"].as_str().expect("a code");
        format!(
            "{}{}",
            code.trim_start_matches("CRISP"),
            status.unwrap_or_default()
        )
    };
    findings.map(word).collect()
}

/// The head with one text in another's place.
fn with(old: &str, new: &str) -> String {
    assert_eq!(HEAD.matches(old).count(), 1, "{old}");
    HEAD.replace(old, new)
}

/// The same with a waiver of a rule, for the whole manifest.
fn waiving(text: &str, rule: &str) -> String {
    format!(
        "{text}waivers: [{{rule: {rule}, reason: It moves., approvedBy: Jo, expires: 2027-03-01}}]\n"
    )
}

#[test]
fn a_placeholder_silences_others_only_while_it_counts() {
    for (old, new, behind) in [
        ("system: pier", "system: TODO", "104"),
        ("reviewed: 2026-09-30", "reviewed: TODO", "104"),
        ("signedOn: 2026-01-15", "signedOn: TODO", "104"),
        ("provider: Acme", "provider: TODO", "311"),
        ("email: ops@works.gov.au", "email: TODO", "104"),
        ("owner: ops", "owner: TODO", "402"),
        ("'https://w.gov.au'", "TODO", "407"),
    ] {
        let text = with(old, new);
        assert_eq!(found(&text, ""), ["403"], "{new}");
        assert_eq!(found(&text, "CRISP403: off"), [behind], "{new}");
        let lower = found(&text, "CRISP403: warning");
        assert_eq!(lower, [behind.min("403"), behind.max("403")], "{new}");
        let mut waived = vec![behind.to_owned(), "403 waived".to_owned()];
        waived.sort();
        let mut found = found(&waiving(&text, "placeholder"), "");
        found.sort();
        assert_eq!(found, waived, "{new}");
    }
    // What weighs as little as the placeholder itself is silent again.
    let text = with("owner: ops", "owner: TODO");
    let both = "CRISP403: info, CRISP402: info";
    assert_eq!(found(&text, both), ["403"]);
}

#[test]
fn a_report_calls_no_row_owned_whose_owner_is_still_to_come() {
    let text = with("owner: ops", "owner: TODO");
    for (text, levels) in [
        (text.clone(), "CRISP403: off"),
        (waiving(&text, "CRISP403"), ""),
        (text, ""),
    ] {
        let folder = folder(&[
            ("tiny.yaml", MATRIX),
            ("a.crisp.yaml", text.as_str()),
            (".crisplint.yaml", &format!("rules: {{{levels}}}\n")),
        ]);
        let report = run(
            folder.path(),
            &[
                "report",
                "--format",
                "json",
                "--today",
                "2026-11-23",
                "--matrix",
                "tiny.yaml",
            ],
        );
        let features = &report.json()["systems"][0]["features"];
        let house = features.as_array().expect("features").iter();
        let house: Vec<_> = house.filter(|row| row["feature"] == "house").collect();
        assert_eq!(house[0]["state"], "open", "{levels}: {}", house[0]);
        assert!(house[0]["owner"].is_null(), "{}", house[0]);
    }
}

#[test]
fn a_feature_is_missing_where_nobody_says_that_it_is_misspelt() {
    let text = with("  garden:", "  gardn:");
    assert_eq!(found(&text, ""), ["303"]);
    assert_eq!(found(&text, "CRISP303: off"), ["304"]);
    assert_eq!(found(&text, "CRISP303: warning"), ["304", "303"]);
    assert_eq!(found(&text, "CRISP303: warning, CRISP304: info"), ["303"]);
    assert_eq!(
        found(&waiving(&text, "CRISP303"), ""),
        ["304", "303 waived"]
    );
}

#[test]
fn a_waiver_that_holds_nothing_covers_nothing() {
    let waiver = |fields: &str| format!("{HEAD}waivers: [{{{fields}}}]\n");
    let whole = "reason: It moves., approvedBy: Jo, expires: 2027-03-01";
    for (fields, levels, expected) in [
        // An unknown feature is said, or else the waiver is unused.
        (format!("rule: CRISP406, feature: hous, {whole}"), "", "303"),
        (
            format!("rule: CRISP406, feature: hous, {whole}"),
            "CRISP303: off",
            "503",
        ),
        (
            format!("rule: CRISP406, feature: hous, {whole}"),
            "CRISP303: info",
            "503 303",
        ),
        // At once, although the waiver has another fault.
        (
            format!("rule: CRISP406, feature: hous, x: 1, {whole}"),
            "",
            "303 102",
        ),
        (
            "rule: CRISP406, feature: hous, reason: r, approvedBy: Jo".to_owned(),
            "",
            "101 303",
        ),
        (
            "rule: CRISP406, feature: hous, reason: r, approvedBy: Jo, expires: 1/2/27".to_owned(),
            "",
            "303 104",
        ),
        // A rule that cannot be waived is said beside any fault.
        (
            "rule: CRISP305, reason: r, approvedBy: Jo, expires: 31/01/2027".to_owned(),
            "",
            "504 104",
        ),
        (
            "rule: CRISP305, reason: r, approvedBy: '', expires: 2026-01-01".to_owned(),
            "",
            "504 104 501",
        ),
        (
            "reason: r, approvedBy: Jo, expires: 2026-01-01".to_owned(),
            "",
            "101 501",
        ),
        // What is still to come, at any level of the rule that says so.
        (
            "rule: CRISP406, reason: TODO, approvedBy: Jo, expires: 2027-03-01".to_owned(),
            "",
            "403",
        ),
        (
            "rule: CRISP406, reason: TODO, approvedBy: Jo, expires: 2027-03-01".to_owned(),
            "CRISP403: off",
            "503",
        ),
        (
            "rule: CRISP406, reason: TODO, approvedBy: Jo, expires: 2028-03-01".to_owned(),
            "CRISP403: off",
            "503 502",
        ),
        (
            "rule: CRISP406, reason: TODO, approvedBy: Jo, expires: 2026-12-01".to_owned(),
            "CRISP403: off",
            "503 505",
        ),
        (
            "rule: CRISP406, reason: TODO, approvedBy: Jo, expires: 2026-12-01".to_owned(),
            "CRISP403: info",
            "503 403",
        ),
        (
            "rule: CRISP406, reason: r, approvedBy: TODO, expires: 2026-01-01".to_owned(),
            "",
            "403 501",
        ),
        (
            "rule: CRISP406, reason: r, approvedBy: TODO, expires: 2026-01-01".to_owned(),
            "CRISP403: off",
            "501",
        ),
        (
            "rule: CRISP406, reason: r, approvedBy: Jo, expires: TODO".to_owned(),
            "",
            "403",
        ),
        (
            "rule: CRISP406, reason: r, approvedBy: Jo, expires: TODO".to_owned(),
            "CRISP403: off",
            "104",
        ),
    ] {
        let found = found(&waiver(&fields), levels);
        assert_eq!(found.join(" "), expected, "{fields} with {levels:?}");
    }
}

/// A waiver that is not filled in covers nothing, although nobody says what is missing.
#[test]
fn a_placeholder_in_a_waiver_keeps_it_from_holding_at_any_level() {
    let text = with(", evidence: ['https://w.gov.au']", "");
    for field in ["reason", "approvedBy"] {
        let waiver = waiving(&text, "CRISP406");
        let waiver = match field {
            "reason" => waiver.replace("It moves.", "TBD"),
            _ => waiver.replace("approvedBy: Jo", "approvedBy: TODO"),
        };
        assert_eq!(found(&waiver, ""), ["406", "403"], "{field}");
        assert_eq!(found(&waiver, "CRISP403: off"), ["406", "503"], "{field}");
    }
    // Nor can a waiver cover its own placeholder.
    let own = waiving(HEAD, "CRISP403").replace("It moves.", "TODO");
    assert_eq!(found(&own, ""), ["403"]);
}

#[test]
fn the_first_of_two_entries_is_judged_whatever_stands_in_the_second() {
    let both = "house: {raci: {provider: A, customer: [R, A]}, owner: ops, evidence: ['https://w.gov.au']}";
    let first = HEAD
        .lines()
        .find(|line| line.contains("house:"))
        .expect("a row");
    let text = with(first, &format!("  {both}"));
    for key in ["house", "House"] {
        for (second, expected) in [
            ("{raci: {}}", "202 004"),
            ("{raci: {provider: C}, raci: {}}", "202 004 004"),
            (
                "{raci: {provider: C, provider: A}, owner: TODO}",
                "202 004 004",
            ),
            (
                "{raci: 5, owner: [], notApplicable: '', evidence: x, own: 1}",
                "202 004",
            ),
            ("TODO", "202 004"),
        ] {
            let text = format!("{text}  {key}: {second}\n");
            assert_eq!(found(&text, "").join(" "), expected, "{key}: {second}");
        }
    }
    // What is doubled in the second of two keys leaves the first of them as it is.
    let text = format!(
        "{}metadata: {{reviewed: x, reviewed: y}}\n",
        with("2026-09-30", "2020-09-30")
    );
    assert_eq!(found(&text, ""), ["404", "004", "004"]);
}

#[test]
fn a_third_party_of_a_reserved_name_hides_no_unknown_party() {
    let text =
        with("msp: Contoso", "customer: Contoso").replace("customer: C}}", "customer: C, msp: I}}");
    assert_eq!(found(&text, ""), ["104", "205"]);
}

/// Two manifests that have the same placeholder for a name have no name, until nobody calls it a
/// placeholder.
#[test]
fn systems_that_are_still_to_be_named_are_not_the_same_system() {
    let text = with("system: pier", "system: todo");
    let twice = format!("{text}---\n{text}");
    assert_eq!(found(&twice, ""), ["403", "403"]);
    assert_eq!(found(&twice, "CRISP403: off"), ["601"]);
    assert_eq!(found(&twice, "CRISP403: off, CRISP601: off"), [""; 0]);
    assert_eq!(found(&twice, "CRISP403: info"), ["403", "403", "601"]);
}

/// What the waiver is about has nothing to do with a field that nobody knows; where such a field may
/// hold it, nobody is told to remove the waiver.
#[test]
fn an_unknown_field_makes_no_waiver_needed() {
    let waiver = "waivers: [{rule: CRISP406, feature: house, reason: r, approvedBy: Jo, expires: 2027-03-01}]\n";
    for field in ["metadatas", "metadat", "waiversold", "waiver2", "zzz", "x"] {
        let text = format!("{HEAD}{waiver}{field}: 1\n");
        assert_eq!(found(&text, ""), ["503", "102"], "{field}");
    }
    for field in ["featurez", "contact", "evidenc", "ownr", "partie"] {
        let text = format!("{HEAD}{waiver}{field}: 1\n");
        assert_eq!(found(&text, ""), ["102"], "{field}");
    }
}
