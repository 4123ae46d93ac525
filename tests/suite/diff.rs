//! What changes from one matrix to another, and what that means for manifests.

use std::fs;

use serde_json::{Value, json};

use crate::support::{Run, TODAY, changed, folder, manifest, repository, run, text};

/// The next version of the embedded table: every kind of change once.
const NEXT: &str = "\
apiVersion: crisplint/v1
kind: ResponsibilityMatrix
metadata: {id: aucloud-iaas, version: \"2027\"}
extends: aucloud-iaas@2023-02-01
features:
  databases: {title: Configuration and management of databases, raci: {provider: [R, A], customer: I}, clauses: [CRISP 3.10]}
  server-vms: {title: Servers, raci: {provider: C, customer: [R, A]}, clauses: [CRISP 3.10]}
  logging-iaas: {title: Logging and monitoring AUCloud IaaS, raci: {provider: [R, A], customer: [C, I]}, clauses: [CRISP 3.4, CRISP 7.13–7.16]}
  physical-access: {title: Physical access and video monitoring (facilities), raci: {provider: [R, A], customer: I}, clauses: [CRISP 6.1, CRISP 6.2]}
  queues: {title: Message queues, raci: {customer: [R, A]}, clauses: [CRISP 1.2]}
";

/// A table of three rows, to lose one and to give one another id.
const SMALL: &str = "\
apiVersion: crisplint/v1
kind: ResponsibilityMatrix
metadata: {id: small, version: \"1\"}
provider: {name: Example Cloud}
features:
  a: {title: Patching of the Example Cloud platform, raci: {provider: [R, A]}}
  b: {title: Backups of all the data in object storage, raci: {customer: [R, A]}}
  c: {title: Access reviews, raci: {provider: C, customer: [R, A]}}
";

fn diff(folder: &std::path::Path, arguments: &[&str]) -> Run {
    let fixed = ["matrix", "diff"];
    let arguments: Vec<&str> = fixed.iter().chain(arguments).copied().collect();
    run(folder, &arguments)
}

fn assert_steers_nothing(run: &Run) {
    let hidden = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
    assert!(!run.stdout.contains(hidden), "{}", run.stdout);
    assert!(!run.stderr.contains(hidden), "{}", run.stderr);
}

#[test]
fn a_matrix_does_not_differ_from_itself() {
    for format in ["full", "json", "markdown"] {
        let same = diff(
            repository(),
            &[
                "aucloud-iaas",
                "aucloud-iaas@2023-02-01",
                "--format",
                format,
            ],
        );
        assert_eq!((same.code, same.stderr.as_str()), (0, ""), "{format}");
        match format {
            "full" => assert_eq!(
                same.stdout,
                "no difference: 18 rows with the same titles, roles and clauses\n\
                 from `aucloud-iaas@2023-02-01`, 18 rows\n\
                 to   `aucloud-iaas@2023-02-01`, 18 rows\n"
            ),
            "markdown" => assert_eq!(
                same.stdout,
                "## crisplint: no difference: 18 rows with the same titles, roles and clauses\n\n\
                 From `aucloud-iaas@2023-02-01`, 18 rows, to `aucloud-iaas@2023-02-01`, 18 rows.\n"
            ),
            _ => {
                let report = same.json();
                assert_eq!(
                    (&report["version"], &report["differs"]),
                    (&json!(1), &json!(false))
                );
                assert_eq!(report["impact"], Value::Null);
            }
        }
    }
    let quiet = diff(repository(), &["aucloud-iaas", "aucloud-iaas", "-q"]);
    assert_eq!((quiet.code, quiet.stdout.as_str()), (0, ""));
    let folder = folder(&[("a.crisp.yaml", manifest())]);
    let none = impact(folder.path(), &["aucloud-iaas", "aucloud-iaas"]);
    let last = "\nimpact: 0 manifests of 1 are touched, 0 findings would open and 0 would close\n";
    assert!(
        none.code == 0 && none.stdout.ends_with(last),
        "{}",
        none.stdout
    );
}

#[test]
fn every_kind_of_change_reads_like_a_release_note() {
    let folder = folder(&[("next.yaml", NEXT)]);
    let run = diff(folder.path(), &["aucloud-iaas", "next.yaml"]);
    assert_eq!((run.code, run.stderr.as_str()), (1, ""));
    assert_eq!(
        run.stdout,
        "\
5 rows differ: the customer gains accountability for 1 feature and loses it for 1; the provider gains it for 1 and loses it for 0
from `aucloud-iaas@2023-02-01`, 18 rows
to   `aucloud-iaas@2027` (next.yaml), 19 rows

Accountability moves
  `databases`: the provider gains it, the customer loses it (CRISP 3.10)
      {provider: C, customer: [R, A]} → {provider: [R, A], customer: I}

Added
  `queues`: `Message queues`: the customer is accountable (CRISP 1.2)
      {customer: [R, A]}

Other roles change
  `logging-iaas`: the customer gains C (CRISP 3.4, CRISP 7.13–7.16)
      {provider: [R, A], customer: I} → {provider: [R, A], customer: [C, I]}

Renamed
  `server-vms`: `Configuration and management of Server VM’s` is now called `Servers`

Clauses change
  `physical-access`: gains CRISP 6.2
      CRISP 6.1 → CRISP 6.1, CRISP 6.2
"
    );
    let quiet = diff(folder.path(), &["aucloud-iaas", "next.yaml", "-q"]);
    assert_eq!(quiet.code, 1);
    assert!(
        quiet.stdout.starts_with("Accountability moves\n"),
        "{}",
        quiet.stdout
    );
}

#[test]
fn rows_that_are_gone_or_have_another_id_are_told_apart() {
    let new = SMALL
        .replace("version: \"1\"", "version: \"2\"")
        .replace(
            "  a: {title: Patching of the Example Cloud",
            "  runtime: {title: patching of the  example cloud",
        )
        .replace(
            "  b: {title: Backups of all the data",
            "  objects: {title: Backups of all the data kept",
        )
        .replace(
            "  c: {title: Access reviews, raci: {provider: C, customer: [R, A]}}\n",
            "",
        );
    let folder = folder(&[("old.yaml", SMALL), ("new.yaml", &new)]);
    let run = diff(folder.path(), &["old.yaml", "new.yaml"]);
    assert_eq!(
        run.stdout,
        "\
3 rows differ: the customer gains accountability for 0 features and loses it for 1; the provider gains it for 0 and loses it for 0
from `small@1` (old.yaml), 3 rows
to   `small@2` (new.yaml), 2 rows

Removed
  `c`: `Access reviews`: the customer was accountable
      {provider: C, customer: [R, A]}

Renamed
  `a` → `runtime`: `patching of the  example cloud platform` has another id
  `b` → `objects`: `Backups of all the data in object storage` is now called `Backups of all the data kept in object storage`, as far as two titles that are alike can tell
"
    );
    assert_eq!(run.code, 1);
}

#[test]
fn a_provider_with_another_name_is_a_difference_and_an_alias_is_none() {
    let alias = SMALL.replace(
        "{name: Example Cloud}",
        "{name: Sample Cloud, aliases: [Example Cloud]}",
    );
    let other = SMALL.replace("{name: Example Cloud}", "{name: Sample Cloud}");
    let folder = folder(&[("a.yaml", SMALL), ("b.yaml", &alias), ("c.yaml", &other)]);
    assert_eq!(diff(folder.path(), &["a.yaml", "b.yaml"]).code, 0);
    let run = diff(folder.path(), &["a.yaml", "c.yaml"]);
    assert_eq!(run.code, 1);
    assert!(
        run.stdout.starts_with(
            "no row differs: accountability does not move; the provider has another name\n"
        ),
        "{}",
        run.stdout
    );
    let last = "Provider\n  `Example Cloud` → `Sample Cloud`: neither matrix knows the one as an alias of the other\n";
    assert!(run.stdout.ends_with(last), "{}", run.stdout);
    let report = diff(folder.path(), &["a.yaml", "c.yaml", "--format", "json"]).json();
    assert_eq!(
        report["provider"]["new"],
        json!({"name": "Sample Cloud", "aliases": []})
    );
}

#[test]
fn json_holds_everything_and_the_rows_whole() {
    let folder = folder(&[("next.yaml", NEXT)]);
    let run = diff(
        folder.path(),
        &["aucloud-iaas", "next.yaml", "--format", "json"],
    );
    let report = run.json();
    assert_eq!(
        (run.code, &report["version"], &report["differs"]),
        (1, &json!(1), &json!(true))
    );
    assert_eq!(
        report["summary"],
        json!({
            "rows": 5, "added": 1, "removed": 0, "renamed": 1, "otherRoles": 2,
            "accountabilityMoved": 1, "otherClauses": 1
        })
    );
    assert_eq!(
        report["accountability"],
        json!({
            "provider": {"gains": ["databases"], "loses": []},
            "customer": {"gains": ["queues"], "loses": ["databases"]}
        })
    );
    assert_eq!(report["new"]["file"], "next.yaml");
    assert_eq!(
        report["added"],
        json!([{
            "id": "queues", "title": "Message queues",
            "raci": {"provider": [], "customer": ["R", "A"]},
            "accountable": "customer", "clauses": ["CRISP 1.2"]
        }])
    );
    let changed = report["changed"].as_array().expect("rows");
    let changes: Vec<String> = changed
        .iter()
        .map(|pair| {
            format!(
                "{} {} {}",
                text(&pair["old"]["id"]),
                text(&pair["sameBy"]),
                pair["changes"]
            )
        })
        .collect();
    assert_eq!(
        changes,
        [
            "server-vms id [\"renamed\"]",
            "databases id [\"accountability\"]",
            "logging-iaas id [\"roles\"]",
            "physical-access id [\"clauses\"]",
        ]
    );
    assert_eq!(
        changed[1]["gained"],
        json!({"provider": ["R", "A"], "customer": ["I"]})
    );
    assert_eq!(
        changed[1]["lost"],
        json!({"provider": ["C"], "customer": ["R", "A"]})
    );
    assert_eq!(changed[1]["new"]["accountable"], "provider");
}

#[test]
fn markdown_has_a_table_for_each_kind() {
    let folder = folder(&[("next.yaml", NEXT)]);
    let run = diff(
        folder.path(),
        &["aucloud-iaas", "next.yaml", "--format", "markdown"],
    );
    let rows: Vec<&str> = run
        .stdout
        .lines()
        .filter(|line| line.starts_with("| `"))
        .collect();
    assert_eq!(
        rows,
        [
            "| `databases` | the provider gains it, the customer loses it (CRISP 3.10) | `{provider: C, customer: [R, A]}` → `{provider: [R, A], customer: I}` |",
            "| `queues` | `Message queues`: the customer is accountable (CRISP 1.2) | `{customer: [R, A]}` |",
            "| `logging-iaas` | the customer gains C (CRISP 3.4, CRISP 7.13–7.16) | `{provider: [R, A], customer: I}` → `{provider: [R, A], customer: [C, I]}` |",
            "| `server-vms` | `Configuration and management of Server VM’s` is now called `Servers` |  |",
            "| `physical-access` | gains CRISP 6.2 | `CRISP 6.1` → `CRISP 6.1, CRISP 6.2` |",
        ]
    );
    let titles = run
        .stdout
        .lines()
        .filter(|line| line.starts_with("### "))
        .count();
    assert_eq!(titles, 5);
}

#[test]
fn a_hostile_title_is_text_in_every_format() {
    let hostile = SMALL.replace(
        "title: Access reviews,",
        "title: \"\\e[2J</script>|`x`\\n# h\\u202E <b>\",",
    );
    let hostile = hostile.replace("version: \"1\"", "version: \"2|<i>`\"");
    let folder = folder(&[("old.yaml", SMALL), ("new.yaml", &hostile)]);
    for format in ["full", "json", "markdown"] {
        for order in [["old.yaml", "new.yaml"], ["new.yaml", "old.yaml"]] {
            let run = diff(folder.path(), &[order[0], order[1], "--format", format]);
            assert_eq!(run.code, 1, "{run:#?}");
            assert_steers_nothing(&run);
            if format == "markdown" {
                assert!(
                    !run.stdout.contains(['<', '>'])
                        || !run.stdout.replace("<br>", "").contains('<')
                );
                let row = run.stdout.lines().find(|line| line.starts_with("| `c`"));
                let bars = row.expect("a row").matches('|').count();
                assert_eq!(bars, 4, "{}", run.stdout);
                assert!(!run.stdout.contains("\n# h"), "{}", run.stdout);
            }
        }
    }
    let full = diff(folder.path(), &["old.yaml", "new.yaml"]).stdout;
    let line =
        "  `c`: `Access reviews` is now called `\\u{1b}[2J</script>|`x`\\n# h\\u{202e} <b>`\n";
    assert!(full.contains(line), "{full}");
}

#[test]
fn what_cannot_be_compared_says_why() {
    let two = format!("{SMALL}---\n{}", SMALL.replace("id: small", "id: other"));
    let folder = folder(&[
        ("two.yaml", two.as_str()),
        ("empty.yaml", ""),
        ("small.yml", SMALL),
        ("aucloud-iaas", "a file of that name"),
        (
            "broken.yaml",
            &SMALL.replace(
                "c: {title: Access reviews, raci: {provider: C,",
                "c: {title: Access reviews, raci: {provider: A,",
            ),
        ),
        ("manifest.yaml", &manifest()),
    ]);
    for (old, new, said) in [
        (
            "small.yml",
            "two.yaml",
            "error: `two.yaml` holds 2 matrices, `small@1` and `other@1`: write each into a file of its own\n",
        ),
        (
            "small.yml",
            "gone.yaml",
            "error: there is no file `gone.yaml`\n",
        ),
        (
            "small.yml",
            "auclod-iaas",
            "error: there is no matrix `auclod-iaas`; did you mean `aucloud-iaas`?\n",
        ),
        (
            "aucloud-iaas@2022",
            "small.yml",
            "error: there is no matrix `aucloud-iaas@2022`: the versions known are `aucloud-iaas@2023-02-01`\n",
        ),
        (
            "aucloud-iaas",
            "small.yml",
            "error: `aucloud-iaas` is a file here, and its name does not say of which kind: a matrix ends in `.yaml` or `.yml`, a published page in `.md`, `.csv` or `.tsv`\n",
        ),
    ] {
        let run = diff(folder.path(), &[old, new]);
        assert_eq!(
            (run.code, run.stdout.as_str(), run.stderr.as_str()),
            (2, "", said)
        );
    }
    for (file, place) in [
        ("broken.yaml", "CRISP202 8:47"),
        ("empty.yaml", "CRISP006 1:1"),
        ("manifest.yaml", "CRISP006 2:7"),
    ] {
        for order in [[file, "small.yml"], ["small.yml", file]] {
            let run = diff(folder.path(), &[order[0], order[1], "--format", "json"]);
            assert_eq!(
                (run.code, run.places()),
                (2, vec![place.to_owned()]),
                "{file}"
            );
            assert_eq!(
                run.stderr,
                "error: the matrix has faults, so nothing was compared\n"
            );
        }
    }
}

#[test]
fn an_id_is_that_of_the_configuration_or_of_the_command_line() {
    let folder = folder(&[
        ("small.yaml", SMALL),
        ("next.yaml", NEXT),
        (".crisplint.yaml", "matrices: [small.yaml]\n"),
    ]);
    let configured = diff(folder.path(), &["small", "small.yaml"]);
    assert_eq!((configured.code, configured.stderr.as_str()), (0, ""));
    let without = diff(folder.path(), &["small", "small.yaml", "--no-config"]);
    assert_eq!(without.code, 2);
    let options = [
        "aucloud-iaas@2023-02-01",
        "aucloud-iaas",
        "--matrix",
        "next.yaml",
    ];
    let loaded = diff(folder.path(), &options);
    assert_eq!(loaded.code, 1);
    assert!(
        loaded
            .stdout
            .contains("to   `aucloud-iaas@2027`, 19 rows\n"),
        "{}",
        loaded.stdout
    );
}

#[test]
fn a_file_is_what_it_holds_and_not_what_is_loaded_under_its_name() {
    // An older state of a file that the configuration names: the row that it did not have yet must
    // not come in from the newer one.
    let older = NEXT.replace("extends: aucloud-iaas@2023-02-01", "extends: aucloud-iaas");
    let older = older
        .lines()
        .filter(|line| !line.contains("queues"))
        .collect::<Vec<_>>()
        .join("\n");
    let folder = folder(&[
        ("older.yaml", older.as_str()),
        ("next.yaml", NEXT),
        (".crisplint.yaml", "matrices: [next.yaml]\n"),
    ]);
    let run = diff(folder.path(), &["older.yaml", "next.yaml", "-q"]);
    assert_eq!(
        run.stdout,
        "Added\n  `queues`: `Message queues`: the customer is accountable (CRISP 1.2)\n      {customer: [R, A]}\n"
    );
}

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

fn impact(folder: &std::path::Path, arguments: &[&str]) -> Run {
    let fixed = ["--today", TODAY, "--impact", "."];
    let arguments: Vec<&str> = arguments.iter().chain(&fixed).copied().collect();
    diff(folder, &arguments)
}

fn codes(findings: &Value) -> Vec<String> {
    let findings = findings.as_array().expect("findings").iter();
    findings
        .map(|one| {
            let feature = one["feature"].as_str().unwrap_or("-");
            format!(
                "{} {} {feature} {}",
                text(&one["system"]),
                text(&one["code"]),
                text(&one["status"])
            )
        })
        .collect()
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
    files.retain(|(name, _)| *name != ".crisplint.yaml");
    files.push((
        ".crisplint.yaml",
        "matrices: [platform.yaml, next.yaml]\n".to_owned(),
    ));
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
    files.retain(|(name, _)| *name != ".crisplint.yaml");
    let later = NEXT
        .replace("\"2027\"", "\"2028\"")
        .replace("customer: [C, I]", "customer: C");
    files.push(("later.yaml", later));
    files.push((
        ".crisplint.yaml",
        "matrices: [platform.yaml, later.yaml]\n".to_owned(),
    ));
    let folder = folder(&files);
    let run = impact(
        folder.path(),
        &["aucloud-iaas@2023-02-01", "next.yaml", "--format", "json"],
    );
    let report = run.json();
    assert_eq!(report["impact"]["summary"]["opens"], 10, "{report:#}");
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
        "\
2 manifests of 2 are touched, 3 findings would open and 1 would close

Manifests touched
  `payroll` (a.crisp.yaml): `server-vms` (renamed), `databases` (accountability), `logging-iaas` (roles), `physical-access` (clauses), `queues` (missing)
  `leave` (b.crisp.yaml): `server-vms` (renamed), `databases` (accountability), `logging-iaas` (roles), `physical-access` (clauses), `queues` (missing)

Would open
  a.crisp.yaml:8:22: error[CRISP302] `aucloud-iaas` is asked for in version `2023-02-01`, but version `2023-02-01b` is loaded
      help: check the rows that have changed (`databases`, `logging-iaas` and `queues`), then write `aucloud-iaas@2023-02-01b`
  a.crisp.yaml:15:1: error[CRISP304] `queues` is not declared
      help: add `queues: {raci: {customer: [R, A]}}` as the matrix has it (CRISP 1.2), or say in `notApplicable` why it does not apply
  a.crisp.yaml:23:49: error[CRISP307] `databases`: the customer is made accountable for what the provider owns
      help: write `raci: {provider: [R, A], customer: I}` as the matrix has it (CRISP 3.10)

Would close
  a.crisp.yaml:35:12: warning[CRISP503] the waiver for `CRISP309` on `logging-iaas` covers nothing

Waived or baselined, so that it does not count
  comes: a.crisp.yaml:26:43: waived[CRISP309] `logging-iaas`: the customer is informed, but the matrix has C, I
  comes: b.crisp.yaml:8:22: baselined[CRISP302] `aucloud-iaas` is asked for in version `2023-02-01`, but version `2023-02-01b` is loaded
  comes: b.crisp.yaml:15:1: baselined[CRISP304] `queues` is not declared
  comes: b.crisp.yaml:23:49: baselined[CRISP307] `databases`: the customer is made accountable for what the provider owns
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
            .starts_with("error: no manifest found: a folder is searched for "),
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

fn page() -> String {
    let path = "fixtures/published/shared-responsibility.md";
    fs::read_to_string(repository().join(path)).expect("the published page")
}

/// The published page with one row exchanged.
fn page_with(row: &str, by: &str) -> String {
    let page = page();
    let line = page
        .lines()
        .find(|line| line.starts_with(&format!("| {row} ")));
    page.replacen(line.expect("the row"), by, 1)
}

#[test]
fn the_published_page_is_the_embedded_matrix_under_either_name() {
    let folder = folder(&[
        ("page.md", page()),
        ("renamed.markdown", page().replace("AUCloud", "AUCyber")),
        ("table.csv", csv()),
        ("a.crisp.yaml", manifest()),
    ]);
    let table = "the table on line 22 under `IaaS RACI` has 18 rows: titles in `Feature`, the provider in `AUCloud (IaaS)`, the customer in `Customer`\n";
    let forth = impact(folder.path(), &["aucloud-iaas", "page.md"]);
    assert_eq!((forth.code, forth.stderr.as_str()), (0, table));
    assert!(
        forth.stdout.starts_with("no difference: 18 rows with the same titles and roles\nfrom `aucloud-iaas@2023-02-01`, 18 rows\nto   `aucloud-iaas@sha256-"),
        "{}",
        forth.stdout
    );
    let none = "\nimpact: 0 manifests of 1 are touched, 0 findings would open and 0 would close\n";
    assert!(forth.stdout.ends_with(none), "{}", forth.stdout);
    for (old, new) in [
        ("page.md", "aucloud-iaas"),
        ("aucloud-iaas", "renamed.markdown"),
        ("renamed.markdown", "aucloud-iaas"),
        ("page.md", "renamed.markdown"),
    ] {
        let run = diff(folder.path(), &[old, new, "-q"]);
        assert_eq!(
            (run.code, run.stdout.as_str(), run.stderr.as_str()),
            (0, "", ""),
            "{old} {new}"
        );
    }
    let csv = diff(
        folder.path(),
        &["aucloud-iaas", "table.csv", "--format", "json"],
    );
    let report = csv.json();
    assert_eq!(
        (csv.code, &report["differs"]),
        (0, &json!(false)),
        "{report:#}"
    );
    assert_eq!(report["summary"]["otherClauses"], Value::Null);
    assert_eq!(report["new"]["rows"], 18);
}

/// The published table as a spreadsheet exports it.
fn csv() -> String {
    let page = page();
    let rows = page
        .lines()
        .filter(|line| line.starts_with('|') && !line.contains("---"));
    let rows = rows.map(|line| {
        let cells = line.trim().trim_matches('|').split('|').map(str::trim);
        let cells: Vec<String> = cells.map(|cell| format!("\"{cell}\"")).collect();
        cells.join(";") + "\n"
    });
    rows.collect()
}

#[test]
fn a_change_of_the_page_is_told_with_the_ids_of_the_matrix() {
    let page = page_with(
        "Configuration and management of databases",
        "| Configuration and management of databases and caches | R, A | C |",
    );
    let folder = folder(&[("page.md", page), ("a.crisp.yaml", manifest())]);
    let run = impact(folder.path(), &["aucloud-iaas", "page.md", "-q"]);
    assert_eq!(run.code, 1);
    assert_eq!(
        run.stdout,
        "\
Accountability moves
  `databases`: the provider gains it, the customer loses it (CRISP 3.10)
      {provider: C, customer: [R, A]} → {provider: [R, A], customer: C}

Renamed
  `databases`: `Configuration and management of databases` is now called `Configuration and management of databases and caches`, as far as a page without ids can tell

Manifests touched
  `payroll` (a.crisp.yaml): `databases` (accountability, renamed)

Would open
  a.crisp.yaml:23:49: error[CRISP307] `databases`: the customer is made accountable for what the provider owns
      help: write `raci: {provider: [R, A], customer: C}` as the matrix has it (CRISP 3.10)
"
    );
    let back = impact(
        folder.path(),
        &["page.md", "aucloud-iaas", "--format", "json"],
    )
    .json();
    assert_eq!(
        codes(&back["impact"]["closed"]),
        ["payroll CRISP307 databases open"]
    );
    assert_eq!(codes(&back["impact"]["opened"]), [""; 0]);
    assert_eq!(back["changed"][0]["sameBy"], "id");
}

#[test]
fn a_page_with_faults_is_refused_as_import_refuses_it() {
    let page = page_with(
        "Logical segmentation & service isolation",
        "| Logical segmentation & service isolation | R, A | A, X |",
    );
    let renamed = page.replace("AUCloud (IaaS)", "Somebody");
    let folder = folder(&[
        ("page.md", page),
        ("other.md", renamed),
        ("none.md", "# No table\n".to_owned()),
    ]);
    for file in ["page.md", "other.md"] {
        let imported = run(
            folder.path(),
            &["matrix", "import", file, "--format", "json", "-q"],
        );
        for order in [["aucloud-iaas", file], [file, "aucloud-iaas"]] {
            let run = diff(folder.path(), &[order[0], order[1], "--format", "json"]);
            assert_eq!(run.code, 2);
            assert_eq!(
                run.stderr,
                "error: the page has faults, so nothing was compared\n"
            );
            assert!(!run.places().is_empty());
            assert_eq!(run.json()["findings"], imported.json()["findings"]);
        }
    }
    let named = diff(
        folder.path(),
        &[
            "aucloud-iaas",
            "other.md",
            "--provider",
            "Somebody",
            "--format",
            "json",
        ],
    );
    assert_eq!(
        named.places(),
        diff(
            folder.path(),
            &["aucloud-iaas", "page.md", "--format", "json"]
        )
        .places()
    );
    let none = diff(folder.path(), &["aucloud-iaas", "none.md"]);
    assert_eq!((none.code, none.stdout.as_str()), (2, ""));
    assert!(
        none.stderr.starts_with("error: `none.md`: "),
        "{}",
        none.stderr
    );
    let gone = diff(folder.path(), &["aucloud-iaas", "gone.md"]);
    assert_eq!(
        (gone.code, gone.stderr.as_str()),
        (2, "error: there is no file `gone.md`\n")
    );
}

#[test]
fn a_provider_that_nobody_knew_is_another_one() {
    let page = page().replace("AUCloud", "Example Cloud");
    let folder = folder(&[("page.md", page), ("a.crisp.yaml", manifest())]);
    let run = impact(
        folder.path(),
        &[
            "aucloud-iaas",
            "page.md",
            "--provider",
            "Example Cloud (IaaS)",
            "--format",
            "json",
        ],
    );
    let report = run.json();
    assert_eq!(
        (run.code, &report["summary"]["rows"]),
        (1, &json!(0)),
        "{report:#}"
    );
    assert_eq!(report["provider"]["new"]["name"], "Example Cloud");
    assert_eq!(
        codes(&report["impact"]["opened"]),
        ["payroll CRISP311 - open"]
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
        "\
Added
  `queues`: `Message queues`: the customer is accountable (CRISP 1.2)
      {customer: [R, A]}

Would close
  a.crisp.yaml:34:3: error[CRISP303] `Message queues` is no feature of `aucloud-iaas`
"
    );
}

#[test]
fn no_configuration_changes_what_a_sound_matrix_is() {
    let faulty = SMALL.replace("provider: [R, A]", "provider: A");
    let folder = folder(&[
        ("small.yaml", SMALL),
        ("faulty.yaml", &faulty),
        (".crisplint.yaml", "rules: {no-responsible: off}\n"),
    ]);
    let run = diff(
        folder.path(),
        &["small.yaml", "faulty.yaml", "--format", "json"],
    );
    assert_eq!(
        (run.code, run.places()),
        (2, vec!["CRISP203 6:54".to_owned()])
    );
}

#[test]
fn a_page_is_read_by_the_names_of_the_matrix_beside_it() {
    let page = "\
| Service | Example Cloud | Customer |
| --- | --- | --- |
| Access reviews | C | R, A |
| patching of the Example Cloud platform | R, A | |
| Backups of all the data in object storage | | R, A |
";
    let folder = folder(&[("small.yaml", SMALL), ("page.md", page)]);
    for order in [["small.yaml", "page.md"], ["page.md", "small.yaml"]] {
        let run = diff(folder.path(), &[order[0], order[1], "-q"]);
        assert_eq!(
            (run.code, run.stdout.as_str(), run.stderr.as_str()),
            (0, "", ""),
            "{order:?}"
        );
    }
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
