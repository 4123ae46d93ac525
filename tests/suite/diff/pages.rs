//! Published pages beside matrices.

use std::fs;

use serde_json::{Value, json};

use super::{SMALL, codes, diff, impact};
use crate::support::{folder, manifest, repository, run};

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
        "Accountability moves
  `databases`: the provider gains it, the customer loses it (CRISP 3.10)
      {provider: C, customer: [R, A]} → {provider: [R, A], customer: C}

Renamed
  `databases`: `Configuration and management of databases` is now called `Configuration and management of databases and caches`, as far as a page without ids can tell

Manifests touched
  `payroll` (a.crisp.yaml): `databases` (accountability, renamed)

Would open
  a.crisp.yaml:23:49: error[CRISP307] `databases`: the manifest makes the customer accountable, but the matrix makes the provider accountable
      help: write `raci: {provider: [R, A], customer: C}` as in the matrix (CRISP 3.10)
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
                "error: the page has errors, so nothing was compared\n"
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
    assert_eq!((none.code, &none.stdout), (2, &none.stderr));
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
