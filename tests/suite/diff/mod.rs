//! What changes from one matrix to another, in every format.

mod impact;
mod pages;

use serde_json::{Value, json};

use crate::support::{Run, TODAY, folder, manifest, repository, run, text};

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

/// Compares, and asks what that means for all manifests of the folder.
fn impact(folder: &std::path::Path, arguments: &[&str]) -> Run {
    let fixed = ["--today", TODAY, "--impact", "."];
    let arguments: Vec<&str> = arguments.iter().chain(&fixed).copied().collect();
    diff(folder, &arguments)
}

/// `system CODE feature status` of every finding.
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
    let last = "\nimpact: 0 of 1 manifests are affected: 0 new findings, 0 findings disappear\n";
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
        "5 rows differ: the customer gains accountability for 1 feature and loses it for 1; the provider gains it for 1 and loses it for 0
from `aucloud-iaas@2023-02-01`, 18 rows
to   `aucloud-iaas@2027` (next.yaml), 19 rows

Accountability changes
  `databases`: accountability changes from the customer to the provider (CRISP 3.10)
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
        quiet.stdout.starts_with("Accountability changes\n"),
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
        "3 rows differ: the customer gains accountability for 0 features and loses it for 1; the provider gains it for 0 and loses it for 0
from `small@1` (old.yaml), 3 rows
to   `small@2` (new.yaml), 2 rows

Removed
  `c`: `Access reviews`: the customer was accountable
      {provider: C, customer: [R, A]}

Renamed
  `a` → `runtime`: the id of `patching of the  example cloud platform` changed
  `b` → `objects`: `Backups of all the data in object storage` is now called `Backups of all the data kept in object storage` (matched by similar titles; please check)
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
            "no row differs: accountability does not change; the provider has another name\n"
        ),
        "{}",
        run.stdout
    );
    let last = "Provider\n  `Example Cloud` → `Sample Cloud`: neither matrix lists one name as an alias of the other\n";
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
            "| `databases` | accountability changes from the customer to the provider (CRISP 3.10) | `{provider: C, customer: [R, A]}` → `{provider: [R, A], customer: I}` |",
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

/// A row is the same one by its id, else by its title, else by a title that is alike.
#[test]
fn every_format_says_by_what_a_row_is_the_same() {
    let other = SMALL
        .replace("  b: {title: Backups of all the", "  backups: {title: Backups of all")
        .replace("  c: {title: Access reviews, raci: {provider: C, customer: [R, A]}}", "  reviews: {title: Access reviews, raci: {provider: C, customer: [R, A]}, clauses: [CRISP 7.9]}");
    let folder = folder(&[("old.yaml", SMALL), ("new.yaml", &other)]);
    let said = |options: &[&str]| {
        let run = diff(
            folder.path(),
            &[&["old.yaml", "new.yaml"], options].concat(),
        );
        assert_eq!(run.code, 1, "{run:#?}");
        run.stdout
    };
    let report: Value = serde_json::from_str(&said(&["--format", "json"])).expect("JSON");
    let changed = report["changed"].as_array().expect("rows").iter();
    let same_by = changed.map(|pair| (text(&pair["new"]["id"]), text(&pair["sameBy"])));
    assert_eq!(
        same_by.collect::<Vec<_>>(),
        [("backups", "likeness"), ("reviews", "title")]
    );
    let full = said(&[]);
    let expected = "2 rows differ: accountability does not change
from `small@1` (old.yaml), 3 rows
to   `small@1` (new.yaml), 3 rows

Renamed
  `b` → `backups`: `Backups of all the data in object storage` is now called `Backups of all data in object storage` (matched by similar titles; please check)
  `c` → `reviews`: the id of `Access reviews` changed

Clauses change
  `c` → `reviews`: gains CRISP 7.9
      none → CRISP 7.9
";
    assert_eq!(full, expected);
    let coloured = said(&["--color", "always"]);
    assert!(
        coloured.contains("\n\u{1b}[1mRenamed\u{1b}[0m\n  `b`"),
        "{coloured}"
    );
    assert_eq!(said(&["--color", "never"]), full);
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
            "error: `two.yaml` contains 2 matrices (`small@1` and `other@1`); put each one in its own file\n",
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
            "error: there is no matrix `aucloud-iaas@2022`; known versions: `aucloud-iaas@2023-02-01`\n",
        ),
        (
            "aucloud-iaas",
            "small.yml",
            "error: `aucloud-iaas` is a file here, and its name does not say of which kind: a matrix ends in `.yaml` or `.yml`, a published page in `.md`, `.html`, `.csv` or `.tsv`\n",
        ),
    ] {
        let run = diff(folder.path(), &[old, new]);
        assert_eq!(
            (run.code, run.stdout.as_str(), run.stderr.as_str()),
            (2, said, said)
        );
        let report = diff(folder.path(), &[old, new, "--format", "json"]).json();
        assert_eq!(report["exit"], 2);
        assert_eq!(
            format!("error: {}\n", text(&report["errors"][0]["message"])),
            said
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
                "error: the matrix has errors, so nothing was compared\n"
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
