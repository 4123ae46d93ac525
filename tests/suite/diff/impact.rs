//! What a change of a matrix means for manifests.

use std::fs;

use serde_json::json;

use super::{NEXT, SMALL, codes, diff, impact};
use crate::support::{TODAY, changed, folder, manifest, run, text};

/// The manifests of the tests about impact: the embedded matrix judges two of them, of which one
/// says that it does not apply; a matrix that is built on it judges the third.
fn systems() -> Vec<(&'static str, String)> {
    let platform = "\
apiVersion: crisplint/v1
kind: ResponsibilityMatrix
metadata: {id: platform, version: \"1\"}
extends: aucloud-iaas
features:
  databases: {title: Databases, raci: {provider: [R, A]}}
";
    let databases = "databases: {raci: {provider: C, customer: [R, A]}, owner: platform, evidence: [https://wiki.examples.gov.au/databases]}";
    vec![
        ("a.crisp.yaml", manifest()),
        (
            "b.crisp.yaml",
            manifest()
                .replace("system: payroll", "system: leave")
                .replace(databases, "databases: {notApplicable: There are none.}"),
        ),
        (
            "c.crisp.yaml",
            manifest()
                .replace("system: payroll", "system: forms")
                .replace("aucloud-iaas@2023-02-01", "platform")
                .replace(databases, "databases: {raci: {provider: [R, A]}}"),
        ),
        ("platform.yaml", platform.to_owned()),
        (".crisplint.yaml", "matrices: [platform.yaml]\n".to_owned()),
        ("next.yaml", NEXT.to_owned()),
    ]
}

#[test]
fn impact_names_the_systems_and_what_opens() {
    let folder = folder(&systems());
    let run = impact(
        folder.path(),
        &["aucloud-iaas", "next.yaml", "--format", "json"],
    );
    assert_eq!((run.code, run.stderr.as_str()), (1, ""));
    let report = run.json();
    let impact = &report["impact"];
    assert_eq!(
        codes(&impact["opened"]),
        [
            "payroll CRISP302 - open",
            "payroll CRISP304 queues open",
            "payroll CRISP307 databases open",
            "payroll CRISP309 logging-iaas open",
            "leave CRISP302 - open",
            "leave CRISP304 queues open",
            "leave CRISP310 databases open",
            "leave CRISP309 logging-iaas open",
            "forms CRISP304 queues open",
            "forms CRISP309 logging-iaas open",
        ]
    );
    assert_eq!(codes(&impact["closed"]), [""; 0]);
    let touched = impact["touched"].as_array().expect("manifests").iter();
    let touched: Vec<String> = touched
        .map(|one| {
            let features = one["features"].as_array().expect("rows").iter();
            let features: Vec<String> = features
                .map(|row| format!("{} {}", text(&row["id"]), row["changes"][0]))
                .collect();
            format!(
                "{} {} {}: {}",
                text(&one["system"]),
                text(&one["path"]),
                text(&one["matrix"]),
                features.join(", ")
            )
        })
        .collect();
    let rest = "\"roles\", physical-access \"clauses\", queues \"missing\"";
    assert_eq!(
        touched,
        [
            format!(
                "payroll a.crisp.yaml aucloud-iaas: server-vms \"renamed\", databases \"accountability\", logging-iaas {rest}"
            ),
            format!(
                "leave b.crisp.yaml aucloud-iaas: server-vms \"renamed\", databases \"accountability\", logging-iaas {rest}"
            ),
            // The matrix of the platform has a row of its own for databases, which stays.
            format!("forms c.crisp.yaml platform: server-vms \"renamed\", logging-iaas {rest}"),
        ]
    );
    assert_eq!(
        impact["summary"],
        json!({"files": 3, "manifests": 3, "judged": 3, "touched": 3, "opens": 10, "closes": 0, "covered": 0})
    );
    assert_eq!(impact["today"], TODAY);
}

#[test]
fn impact_opens_what_check_finds_with_the_new_matrix() {
    let mut files = systems();
    // The platform's matrix extends an id without a version, which is CRISP302 beside another one.
    files.retain(|(name, _)| !["platform.yaml", "c.crisp.yaml"].contains(name));
    files.retain(|(name, _)| *name != ".crisplint.yaml");
    files.push((".crisplint.yaml", "matrices: [next.yaml]\n".to_owned()));
    let folder = folder(&files);
    let check = run(
        folder.path(),
        &["check", "--today", TODAY, "--format", "json", "."],
    );
    let impact = impact(
        folder.path(),
        &[
            "aucloud-iaas@2023-02-01",
            "aucloud-iaas@2027",
            "--format",
            "json",
        ],
    );
    let opened = impact.json();
    assert_eq!(opened["impact"]["opened"], check.json()["findings"]);
}

#[test]
fn impact_in_the_other_direction_closes_what_it_opened() {
    let folder = folder(&systems());
    let forth = impact(
        folder.path(),
        &["aucloud-iaas", "next.yaml", "--format", "json"],
    )
    .json();
    let back = impact(
        folder.path(),
        &["next.yaml", "aucloud-iaas", "--format", "json"],
    )
    .json();
    assert_eq!(forth["impact"]["opened"], back["impact"]["closed"]);
    assert_eq!(forth["impact"]["closed"], back["impact"]["opened"]);
}

#[test]
fn a_matrix_under_another_id_stands_in_for_the_old_one() {
    let own = NEXT.replace("id: aucloud-iaas", "id: successor");
    let mut files = systems();
    files.push(("own.yaml", own));
    let folder = folder(&files);
    let one = impact(
        folder.path(),
        &["aucloud-iaas", "next.yaml", "--format", "json"],
    )
    .json();
    let other = impact(
        folder.path(),
        &["aucloud-iaas", "own.yaml", "--format", "json"],
    )
    .json();
    assert_eq!(
        codes(&one["impact"]["opened"]),
        codes(&other["impact"]["opened"])
    );
    assert_eq!(one["impact"]["touched"], other["impact"]["touched"]);
}

#[test]
fn the_configurations_matrix_of_the_same_id_does_not_judge() {
    let mut files = systems();
    files.retain(|(name, _)| !["platform.yaml", "c.crisp.yaml"].contains(name));
    files.retain(|(name, _)| *name != ".crisplint.yaml");
    let later = NEXT
        .replace("\"2027\"", "\"2028\"")
        .replace("customer: [C, I]", "customer: C");
    files.push(("later.yaml", later));
    files.push((".crisplint.yaml", "matrices: [later.yaml]\n".to_owned()));
    let folder = folder(&files);
    let run = impact(
        folder.path(),
        &["aucloud-iaas@2023-02-01", "next.yaml", "--format", "json"],
    );
    let report = run.json();
    assert_eq!(report["impact"]["summary"]["opens"], 8, "{report:#}");
    let opened = report["impact"]["opened"].as_array().expect("findings");
    assert!(
        opened
            .iter()
            .any(|one| text(&one["message"]).contains("but version `2027` is loaded"))
    );
}

#[test]
fn what_a_waiver_or_the_baseline_covers_is_shown_and_does_not_count() {
    let waived = format!(
        "{}waivers:\n  - {{rule: CRISP309, feature: logging-iaas, reason: Asked for., approvedBy: \"Jo Citizen, CISO\", expires: 2027-01-31}}\n",
        manifest()
    );
    let next = NEXT.replace("version: \"2027\"", "version: \"2023-02-01b\"");
    let folder = folder(&[
        ("a.crisp.yaml", waived),
        (
            "b.crisp.yaml",
            manifest().replace("system: payroll", "system: leave"),
        ),
        ("next.yaml", next),
        (".crisplint.yaml", "baseline: base.json\n".to_owned()),
    ]);
    let options = [
        "check",
        "--today",
        TODAY,
        "--no-config",
        "--matrix",
        "next.yaml",
        "--write-baseline",
        "base.json",
        "b.crisp.yaml",
    ];
    let written = run(folder.path(), &options);
    assert!(
        written.stderr.starts_with("wrote 4 findings to base.json"),
        "{written:#?}"
    );
    let run = impact(folder.path(), &["aucloud-iaas", "next.yaml"]);
    let (_, rest) = run.stdout.split_once("\nimpact: ").expect("an impact");
    assert_eq!(
        rest,
        "2 manifests of 2 are touched, 3 findings would open and 1 would close

Manifests touched
  `payroll` (a.crisp.yaml): `server-vms` (renamed), `databases` (accountability), `logging-iaas` (roles), `physical-access` (clauses), `queues` (missing)
  `leave` (b.crisp.yaml): `server-vms` (renamed), `databases` (accountability), `logging-iaas` (roles), `physical-access` (clauses), `queues` (missing)

Would open
  a.crisp.yaml:8:22: error[CRISP302] version `2023-02-01` of `aucloud-iaas` is named here, but version `2023-02-01b` is loaded
      help: check the features that changed (`server-vms`, `databases`, `logging-iaas`, `physical-access` and `queues`), then write `aucloud-iaas@2023-02-01b`
  a.crisp.yaml:15:1: error[CRISP304] `queues` is missing under `features`
      help: add `queues: {raci: {customer: [R, A]}}` as in the matrix (CRISP 1.2), or write in `notApplicable` why the feature does not apply
  a.crisp.yaml:23:49: error[CRISP307] `databases`: the manifest makes the customer accountable, but the matrix makes the provider accountable
      help: write `raci: {provider: [R, A], customer: I}` as in the matrix (CRISP 3.10)

Would close
  a.crisp.yaml:35:12: warning[CRISP503] the waiver for `CRISP309` on `logging-iaas` covers no finding

Waived or baselined, so that it does not count
  comes: a.crisp.yaml:26:43: waived[CRISP309] `logging-iaas`: the customer is informed, but the matrix has C, I
  comes: b.crisp.yaml:8:22: baselined[CRISP302] version `2023-02-01` of `aucloud-iaas` is named here, but version `2023-02-01b` is loaded
  comes: b.crisp.yaml:15:1: baselined[CRISP304] `queues` is missing under `features`
  comes: b.crisp.yaml:23:49: baselined[CRISP307] `databases`: the manifest makes the customer accountable, but the matrix makes the provider accountable
  comes: b.crisp.yaml:26:43: baselined[CRISP309] `logging-iaas`: the customer is informed, but the matrix has C, I
"
    );
    let markdown = impact(
        folder.path(),
        &["aucloud-iaas", "next.yaml", "--format", "markdown"],
    )
    .stdout;
    let waived = "| comes | waived | CRISP309 role-differs | a.crisp.yaml:26:43 | `logging-iaas`: the customer is informed, but the matrix has C, I<br>";
    assert!(markdown.contains(waived), "{markdown}");
    assert!(markdown.contains(
        "\n## Impact: 2 manifests of 2 are touched, 3 findings would open and 1 would close\n"
    ));
}

#[test]
fn paths_that_lead_nowhere_are_trouble_and_stop_nothing_else() {
    let folder = folder(&systems());
    let options = [
        "aucloud-iaas",
        "next.yaml",
        "--today",
        TODAY,
        "--impact",
        "a.crisp.yaml",
        "gone.yaml",
    ];
    let run = diff(folder.path(), &options);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("gone.yaml"), "{}", run.stderr);
    assert!(run.stdout.ends_with(&run.stderr), "{run:?}");
    let format = |format| {
        diff(
            folder.path(),
            &[&options[..], &["--format", format]].concat(),
        )
    };
    let report = format("json").json();
    assert_eq!(report["exit"], 2);
    assert_eq!(report["errors"][0]["path"], "gone.yaml");
    let page = format("markdown").stdout;
    assert!(
        page.ends_with("| there is no file or folder `gone.yaml` |\n"),
        "{page}"
    );
    assert!(
        run.stdout.contains(
            "impact: 1 manifest of 1 is touched, 4 findings would open and 0 would close\n"
        ),
        "{}",
        run.stdout
    );
    fs::create_dir(folder.path().join("empty")).expect("a folder");
    let options = ["aucloud-iaas", "aucloud-iaas", "--impact", "empty"];
    let run = diff(folder.path(), &options);
    assert_eq!(run.code, 2);
    assert!(
        run.stderr
            .starts_with("error: no manifest found; in folders, crisplint looks for "),
        "{}",
        run.stderr
    );
}

#[test]
fn a_matrix_that_judges_nobody_says_so() {
    let small = SMALL
        .replace("customer: [R, A]}}\n  c", "customer: [R, A, C]}}\n  c")
        .replace("version: \"1\"", "version: \"2\"");
    let folder = folder(&[
        ("a.crisp.yaml", manifest()),
        ("old.yaml", SMALL.to_owned()),
        ("new.yaml", small),
    ]);
    let run = impact(folder.path(), &["old.yaml", "new.yaml"]);
    assert_eq!(run.code, 1);
    assert!(
        run.stdout
            .ends_with("\nimpact: no manifest is judged by `small`\n"),
        "{}",
        run.stdout
    );
}

#[test]
fn a_second_equal_fault_is_another_finding() {
    // Two manifests of one system: the first differs already, the second only from the new matrix.
    let differs = changed(
        "logging-iaas: {raci: {provider: [R, A], customer: I}}",
        "logging-iaas: {raci: {provider: [R, A], customer: C}}",
    );
    let folder = folder(&[
        ("a.crisp.yaml", differs),
        ("b.crisp.yaml", manifest()),
        ("next.yaml", NEXT.to_owned()),
    ]);
    let run = impact(
        folder.path(),
        &["aucloud-iaas", "next.yaml", "--format", "json"],
    );
    let opened = codes(&run.json()["impact"]["opened"]);
    let count = |code: &str| opened.iter().filter(|one| one.contains(code)).count();
    assert_eq!(
        (count("CRISP309 logging-iaas"), count("CRISP304 queues")),
        (1, 2)
    );
}

#[test]
fn what_extends_a_matrix_by_its_version_is_what_it_was() {
    let later = NEXT
        .replace("\"2027\"", "\"2028\"")
        .replace("title: Servers", "title: Machines");
    let mut files = systems();
    for (name, content) in &mut files {
        match *name {
            "platform.yaml" => {
                *content = content.replace("extends: aucloud-iaas", "extends: aucloud-iaas@2027");
            }
            ".crisplint.yaml" => *content = "matrices: [platform.yaml, next.yaml]\n".to_owned(),
            _ => {}
        }
    }
    files.push(("later.yaml", later));
    let folder = folder(&files);
    for old in ["aucloud-iaas@2023-02-01", "aucloud-iaas@2027"] {
        let run = impact(folder.path(), &[old, "later.yaml", "--format", "json"]);
        assert_eq!(run.stderr, "");
        let report = run.json();
        let systems = report["impact"]["touched"]
            .as_array()
            .expect("manifests")
            .iter();
        let systems: Vec<&str> = systems.map(|one| text(&one["system"])).collect();
        assert_eq!(systems, ["payroll", "leave"], "{old}");
        let opened = codes(&report["impact"]["opened"]);
        assert!(
            opened.iter().all(|one| !one.starts_with("forms")),
            "{opened:?}"
        );
    }
}

#[test]
fn a_new_row_that_a_manifest_declares_already_does_not_touch_it() {
    let declared = manifest()
        + "  Message queues: {raci: {customer: [R, A]}, owner: platform, evidence: [https://wiki.examples.gov.au/queues]}\n";
    let next = NEXT
        .lines()
        .filter(|line| !line.starts_with("  ") || line.contains("queues"));
    let next = next
        .collect::<Vec<_>>()
        .join("\n")
        .replace("\"2027\"", "\"2023-02-01\"");
    let next = next.replace("id: aucloud-iaas", "id: next");
    let folder = folder(&[("a.crisp.yaml", declared), ("next.yaml", next)]);
    let run = impact(folder.path(), &["aucloud-iaas", "next.yaml", "-q"]);
    assert_eq!(
        run.stdout,
        "Added
  `queues`: `Message queues`: the customer is accountable (CRISP 1.2)
      {customer: [R, A]}

Would close
  a.crisp.yaml:34:3: error[CRISP303] `Message queues` is not a feature of `aucloud-iaas`
"
    );
}

#[test]
fn a_finding_that_a_waiver_no_longer_covers_would_open() {
    // The waiver names the row by a title that the new matrix does not have any more.
    let waived = format!(
        "{}waivers:\n  - {{rule: CRISP309, feature: \"Configuration and management of Server VM's\", reason: Asked for., approvedBy: \"Jo Citizen, CISO\", expires: 2027-01-31}}\n",
        changed(
            "server-vms: {raci: {provider: C",
            "server-vms: {raci: {provider: I"
        )
    );
    let next = SMALL.replace("id: small", "id: aucloud-iaas").replace(
        "provider: {name: Example Cloud}",
        "extends: aucloud-iaas@2023-02-01",
    );
    let (head, _) = next.split_once("  a:").expect("rows");
    let next = format!(
        "{head}  server-vms: {{title: Machines, raci: {{provider: C, customer: [R, A]}}, clauses: [CRISP 3.10]}}\n"
    );
    let folder = folder(&[("a.crisp.yaml", waived), ("next.yaml", next)]);
    let run = impact(
        folder.path(),
        &["aucloud-iaas", "next.yaml", "--format", "json"],
    );
    let report = run.json();
    assert_eq!(
        codes(&report["impact"]["opened"]),
        [
            "payroll CRISP302 - open",
            "payroll CRISP309 server-vms open",
            "payroll CRISP303 - open"
        ]
    );
    assert_eq!(
        codes(&report["impact"]["closed"]),
        ["payroll CRISP309 server-vms waived"]
    );
    assert_eq!(report["impact"]["summary"]["covered"], 1);
}
