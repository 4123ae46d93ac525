//! What a report must not claim: nothing is called right, absent or unused that nobody could look at.

use serde_json::Value;

use super::{DATABASES, MATRIX, json, report, system};
use crate::support::{check, folder, manifest, text, write};

/// How often something is right and how often it was asked; nothing where it was not.
fn asked(system: &Value, topic: &str) -> Option<(u64, u64)> {
    let checks = system["checks"].as_array().expect("checks");
    let found = checks
        .iter()
        .find(|check| text(&check["topic"]).contains(topic));
    found.and_then(|check| check["right"].as_u64().zip(check["asked"].as_u64()))
}

/// The cells of a row of the spreadsheet, by column.
fn spreadsheet(csv: &str, by: &str, name: &str) -> impl Fn(&str) -> String + use<> {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let heads = reader.headers().expect("heads").clone();
    let at = move |head: &str| heads.iter().position(|one| one == head).expect("a column");
    let mut rows = reader.records().map(|row| row.expect("a row"));
    let row = rows.find(|row| &row[at(by)] == name).expect("the row");
    move |column| row[at(column)].to_owned()
}

/// A feature of a system in JSON.
fn feature<'j>(system: &'j Value, id: &str) -> &'j Value {
    let mut features = system["features"].as_array().expect("features").iter();
    features
        .find(|one| one["feature"] == id)
        .expect("the feature")
}

#[test]
fn a_cell_that_cannot_be_read_is_not_shown_as_empty() {
    let written = system(
        "a",
        &[
            ("customer: A, msp: R}", "customer: R, msp: [A, X]}"),
            (
                "databases: {raci: {provider: C,",
                "databases: {raci: {provider: [C, X],",
            ),
        ],
    );
    let folder = folder(&[("a.crisp.yaml", written)]);
    let system = &json(folder.path(), &["."])["systems"][0];
    let raci = |id| &feature(system, id)["raci"];
    let third = &raci("backups-and-replication")["thirdParties"][0];
    assert_eq!(
        (text(&third["key"]), &third["roles"]),
        ("msp", &Value::Null)
    );
    assert_eq!(raci("databases")["provider"], Value::Null);
    assert_eq!(raci("logging-customer")["provider"], Value::Array(vec![]));
    assert_eq!(asked(system, "no third party is"), Some((0, 1)));
    let csv = report(folder.path(), &["--format", "csv", "."]).stdout;
    let cell = spreadsheet(&csv, "feature", "backups-and-replication");
    assert_eq!(
        cell("thirdParties"),
        "Contoso Managed Services: could not be read"
    );
    let cell = spreadsheet(&csv, "feature", "databases");
    assert_eq!(cell("provider"), "could not be read");
    let markdown = report(folder.path(), &["--format", "markdown", "."]).stdout;
    let row = super::gaps::row(&markdown, "<br>databases");
    assert_eq!(row[1..3], ["could not be read", "R, A"]);
    let page = report(folder.path(), &["."]).stdout;
    assert!(page.contains("Contoso Managed Services: could not be read"));
    let cell = "<td>could not be read<br><small>published: C</small></td>";
    assert!(page.contains(cell), "{cell}");
}

#[test]
fn a_party_that_is_not_declared_is_no_third_party() {
    let alone = system("a", &[("customer: A, msp: R}", "customer: A, mps: R}")]);
    let beside = system(
        "b",
        &[("customer: A, msp: R}", "customer: R, msp: R, mps: A}")],
    );
    let folder = folder(&[("a.crisp.yaml", alone), ("b.crisp.yaml", beside)]);
    let systems = &json(folder.path(), &["."])["systems"];
    assert_eq!(asked(&systems[0], "no third party is"), None);
    assert_eq!(asked(&systems[1], "no third party is"), Some((0, 1)));
    let raci = &feature(&systems[0], "backups-and-replication")["raci"];
    assert_eq!(raci["thirdParties"][0]["known"], false);
    let csv = report(folder.path(), &["--format", "csv", "."]).stdout;
    let cell = spreadsheet(&csv, "feature", "backups-and-replication");
    assert_eq!(cell("thirdParties"), "mps (not declared): R");
}

#[test]
fn no_document_of_two_is_the_only_one_of_its_system() {
    let waiver =
        "waivers:\n  - {rule: CRISP601, reason: It moves., approvedBy: Jo, expires: 2027-01-31}\n";
    let folder = folder(&[
        ("a.crisp.yaml", system("twice", &[])),
        ("b.crisp.yaml", system("twice", &[]) + waiver),
        ("c.crisp.yaml", system("once", &[])),
        (
            "d.crisp.yaml",
            manifest().replace("  system: payroll\n", ""),
        ),
        ("e.crisp.yaml", system("TODO", &[])),
        ("f.crisp.yaml", system("TODO", &[])),
    ]);
    let systems = &json(folder.path(), &["."])["systems"];
    for (at, expected) in [Some((0, 1)), Some((0, 1)), Some((1, 1)), None, None, None]
        .into_iter()
        .enumerate()
    {
        let found = asked(&systems[at], "declares the same system");
        assert_eq!(found, expected, "document {at}");
    }
}

#[test]
fn a_rule_without_anything_to_judge_did_not_run() {
    let folder = folder(&[
        ("known/a.crisp.yaml", manifest()),
        (
            "unknown/a.crisp.yaml",
            system("a", &[("aucloud-iaas@", "aucluod-iaas@")]),
        ),
        ("matrix/a.crisp.yaml", MATRIX.to_owned()),
        ("broken/a.crisp.yaml", "a: [\n".to_owned()),
    ]);
    for (path, ran, idle) in [
        (
            "known",
            "001 003 101 201 301 302 305 308 401 403 408 503 601",
            "312",
        ),
        (
            "unknown",
            "003 101 105 201 301 308 402 403 407 503 601",
            "302 303 304 305 306 307 309 310 311 312 401 406",
        ),
        (
            "matrix",
            "003 101 105 201 202 203 204 205 301 302 312",
            "303 304 305 306 307 308 309 310 311 401 402 403 404 405 406 407 408 501 502 503 504 505 601",
        ),
        ("broken", "001 002 003", "101 105 201 301 312 403 601"),
    ] {
        let report = json(folder.path(), &[path]);
        let rules = report["rules"].as_array().expect("rules");
        let raised = |number: &str| {
            let code = format!("CRISP{number}");
            let mut rules = rules.iter();
            &rules.find(|rule| rule["code"] == code).expect("a rule")["raised"]
        };
        for number in ran.split(' ') {
            assert!(raised(number).is_number(), "{number} runs on {path}");
        }
        for number in idle.split(' ') {
            assert!(raised(number).is_null(), "{number} is idle on {path}");
        }
    }
}

/// A waiver until the end of January; `what` is its rule, and more.
fn waiver(what: &str) -> String {
    format!("  - {{{what}, reason: It moves., approvedBy: Jo, expires: 2027-01-31}}\n")
}

#[test]
fn a_waiver_that_cannot_be_read_is_counted() {
    let no_evidence = DATABASES.replace(", evidence: [https://wiki.examples.gov.au/databases]", "");
    let holds = waiver("rule: CRISP406, feature: databases");
    let faulty = waiver("rule: CRISP404").replace("2027-01-31", "2027-02-30");
    let written = system("a", &[(DATABASES, &no_evidence)]);
    let folder = folder(&[(
        "a.crisp.yaml",
        format!("{written}waivers:\n{holds}{faulty}"),
    )]);
    let system = &json(folder.path(), &["."])["systems"][0];
    assert_eq!(asked(system, "every waiver is in force"), Some((1, 2)));
}

#[test]
fn a_waiver_is_not_called_unused_or_void_unless_that_was_looked_up() {
    let broken = DATABASES.replace("provider: C", "provider: R/A");
    let waivers = format!(
        "waivers:\n{}{}{}{}",
        waiver("rule: CRISP406, feature: databases"),
        waiver("rule: CRISP406, feature: server-vms"),
        waiver("rule: CRISP406, feature: databses"),
        waiver("rule: CRISP202"),
    );
    let folder = folder(&[
        (
            "a.crisp.yaml",
            system("a", &[(DATABASES, &broken)]) + &waivers,
        ),
        (
            "b.crisp.yaml",
            system("b", &[("aucloud-iaas@", "aucluod-iaas@")]) + &waivers,
        ),
    ]);
    let systems = &json(folder.path(), &["."])["systems"];
    for (at, expected) in [
        ["notJudged", "unused", "void", "void"],
        ["notJudged", "notJudged", "notJudged", "void"],
    ]
    .into_iter()
    .enumerate()
    {
        let waivers = systems[at]["waivers"].as_array().expect("waivers").iter();
        let found: Vec<&str> = waivers.map(|waiver| text(&waiver["standing"])).collect();
        assert_eq!(found, expected, "system {at}");
    }
    let markdown = report(folder.path(), &["--format", "markdown", "a.crisp.yaml"]).stdout;
    let (_, waivers) = markdown
        .split_once("## Waivers by expiry")
        .expect("waivers");
    assert_eq!(super::gaps::row(waivers, "databases")[1], "not checked");
    let page = report(folder.path(), &["a.crisp.yaml"]).stdout;
    assert!(page.contains("not checked: another finding prevents the check, 69 days left"));
}

#[test]
fn a_spreadsheet_holds_every_waiver() {
    let waivers = waiver("rule: CRISP406, feature: databses") + &waiver("rule: CRISP408");
    let folder = folder(&[("a.crisp.yaml", system("a", &[]) + "waivers:\n" + &waivers)]);
    let csv = report(folder.path(), &["--format", "csv", "."]).stdout;
    let cell = spreadsheet(&csv, "kind", "system");
    assert_eq!(
        cell("waivers"),
        "CRISP406 of databses until 2027-01-31: It moves. (approved by Jo), void; \
         CRISP408 until 2027-01-31: It moves. (approved by Jo), unused"
    );
}

#[test]
fn a_matrix_with_findings_was_judged() {
    let broken = MATRIX.replace("[R, A]", "R");
    let folder = folder(&[
        ("a.crisp.yaml", manifest()),
        ("m.crisp.yaml", broken),
        ("n.crisp.yaml", "kind: Nothing\n".to_owned()),
    ]);
    for (paths, expected) in [
        (&["m.crisp.yaml"][..], "Open errors: 1 in 1 matrix document"),
        (
            &["a.crisp.yaml", "m.crisp.yaml"],
            "Open errors: 1 in 0 of 1 system and 1 matrix document",
        ),
        (
            &["."],
            "Open errors: 2 in 0 of 1 system, 1 matrix document and 1 document that could not be checked",
        ),
    ] {
        let verdict = &json(folder.path(), paths)["verdict"];
        assert_eq!(text(&verdict["title"]), expected);
    }
}

#[test]
fn a_verdict_names_the_errors_that_do_not_count() {
    let disowned = DATABASES.replace(
        "{provider: C, customer: [R, A]}",
        "{provider: [R, A], customer: C}",
    );
    let no_owner = DATABASES.replace(", owner: platform", "");
    let waived = system("b", &[(DATABASES, &no_owner)]) + "waivers:\n" + &waiver("rule: CRISP401");
    let folder = folder(&[
        ("a.crisp.yaml", system("a", &[(DATABASES, &disowned)])),
        ("b/b.crisp.yaml", waived),
    ]);
    let path = folder.path();
    check(
        path,
        &[
            "--write-baseline",
            "base.json",
            "--baselined-by",
            "Jo Citizen",
            "a.crisp.yaml",
        ],
    );
    write(path, ".crisplint.yaml", b"baseline: base.json\n");
    for (arguments, expected) in [
        (
            &["a.crisp.yaml"][..],
            "No open errors; 1 baselined error (on 2026-11-23 by Jo Citizen)",
        ),
        (
            &["b"],
            "No open errors or warnings in 1 system; 1 error is waived",
        ),
        (
            &["."],
            "No open errors; 1 baselined error (on 2026-11-23 by Jo Citizen); 1 error is waived",
        ),
        (
            &[".", "nowhere"],
            "Incomplete. No open errors; 1 baselined error (on 2026-11-23 by Jo Citizen); 1 error is waived",
        ),
    ] {
        for format in ["html", "markdown", "csv", "json"] {
            let run = report(path, &[&["--format", format], arguments].concat());
            assert!(run.stdout.contains(expected), "{format}: {expected}");
            assert_eq!(
                run.stdout.contains("baselined on 2026-11-23 by Jo Citizen"),
                arguments[0] != "b" && format != "json"
            );
        }
    }
    let json = report(path, &["--format", "json", "."]).json();
    assert_eq!(json["verdict"]["severity"], "warning", "never green");
    let finding = &json["findings"][0];
    assert_eq!(finding["status"], "baselined");
    assert_eq!(finding["baselined"]["on"], "2026-11-23");
    assert_eq!(finding["baselined"]["by"], "Jo Citizen");
    let page = report(path, &["--format", "html", "."]).stdout;
    assert!(page.contains("class=\"verdict fair\""));
    // Errors of several days, beside open ones.
    let more = system("c", &[(DATABASES, &disowned)]);
    write(path, "c.crisp.yaml", more.as_bytes());
    let accept = [
        "check",
        "--today",
        "2026-12-01",
        "--write-baseline",
        "base.json",
        ".",
    ];
    assert_eq!(crate::support::run(path, &accept).code, 0);
    let json = report(path, &["--format", "json", "."]).json();
    let title = "No open errors; 2 baselined errors (on 2026-11-23 by Jo Citizen and on 2026-12-01); 1 error is waived";
    assert_eq!(text(&json["verdict"]["title"]), title);
    write(
        path,
        "d.crisp.yaml",
        system("d", &[(DATABASES, &disowned)]).as_bytes(),
    );
    let json = report(path, &["--format", "json", "."]).json();
    let title = "Open errors: 1 in 1 of 4 systems; 2 baselined errors (on 2026-11-23 by Jo Citizen and on 2026-12-01); 1 error is waived";
    assert_eq!(text(&json["verdict"]["title"]), title);
    let json = report(path, &["--format", "json", "--no-baseline", "a.crisp.yaml"]).json();
    assert_eq!(
        text(&json["verdict"]["title"]),
        "Open errors: 1 in 1 of 1 system"
    );
    assert!(
        !json["provenance"]["settings"]
            .to_string()
            .contains("base.json")
    );
}
