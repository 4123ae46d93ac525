//! The whole story, as the people live it who answer to an assessor: they read the matrix from its
//! publisher, write the first manifest, fill it in, switch the gate on, make an exception, watch the
//! page, and hand over a document.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::support::{Run, check, folder, repository, run, text, write};

const PAGE: &str = "\
# Shared responsibility

| Feature | Nimbus (IaaS) | Customer |
| --- | --- | --- |
| Backups | C | R, A |
| Facilities of Nimbus | **RA** | I |
| Databases | C | A/R |
";

fn crisplint(folder: &Path, command: &str) -> Run {
    run(folder, &command.split(' ').collect::<Vec<_>>())
}

/// Makes the folder a repository with everything in it committed, where there is a git.
fn commit(folder: &Path) -> Option<String> {
    let git = |arguments: &[&str]| {
        let mut command = Command::new("git");
        command.current_dir(folder).args(arguments);
        for name in ["GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"] {
            command.env_remove(name);
        }
        let output = command.output().ok()?;
        let said = String::from_utf8(output.stdout).ok()?;
        output.status.success().then(|| said.trim().to_owned())
    };
    git(&["init", "--quiet"])?;
    git(&["add", "--all"])?;
    let author = ["-c", "user.name=Jo", "-c", "user.email=jo@examples.gov.au"];
    git(&[author.as_slice(), &["commit", "--quiet", "-m", "All"]].concat())?;
    git(&["rev-parse", "HEAD"])
}

#[test]
fn from_the_published_page_to_the_audit() {
    let folder = folder(&[("page.md", PAGE)]);
    let here = folder.path();
    fs::remove_dir(here.join(".git")).expect("git makes its own");
    if commit(here).is_none() {
        fs::create_dir_all(here.join(".git")).expect("the root of a repository");
    }
    import(here);
    init(here);
    fix(here);
    baseline(here);
    waive(here);
    watch(here);
    report(here);
}

fn import(here: &Path) {
    fs::create_dir(here.join("matrices")).expect("a folder");
    let import = crisplint(
        here,
        "matrix import page.md --provider Nimbus --id nimbus --version 2026-11-01 -o matrices/nimbus.yaml",
    );
    assert_eq!(import.code, 0, "{import:#?}");
    assert!(
        import
            .stderr
            .contains("wrote `nimbus@2026-11-01` with 3 features"),
        "{import:#?}"
    );
    write(
        here,
        ".crisplint.yaml",
        b"matrices: [matrices/nimbus.yaml]\n",
    );
}

fn init(here: &Path) {
    let init = run(
        here,
        &[
            "init",
            "payroll",
            "--matrix",
            "nimbus",
            "--customer",
            "Department of Examples",
            "--third-party",
            "msp=Contoso Managed Services",
            "--contact",
            "platform=Platform team <platform@examples.gov.au>",
        ],
    );
    assert_eq!(init.code, 0, "{init:#?}");
    let again = crisplint(here, "init payroll --matrix nimbus");
    assert_eq!(again.code, 2, "nothing is overwritten");
    let fresh = check(here, &["--format", "json", "."]);
    let places = fresh.places();
    let manifest = fs::read_to_string(here.join("payroll.crisp.yaml")).expect("a manifest");
    assert_eq!(fresh.code, 1);
    assert!(
        places.iter().all(|place| place.starts_with("CRISP403 ")),
        "{places:?}"
    );
    let values = manifest.lines().filter(|line| !line.starts_with('#'));
    let placeholders: usize = values.map(|line| line.matches("TODO").count()).sum();
    assert_eq!(places.len(), placeholders, "{manifest}");
}

fn fix(here: &Path) {
    write(here, "runbooks/all.md", b"# How we do it\n");
    let path = here.join("payroll.crisp.yaml");
    let manifest = fs::read_to_string(&path).expect("a manifest");
    let filled = manifest
        .replace("  title: TODO", "  title: Fortnightly payroll")
        .replace("reviewed: TODO", "reviewed: 2026-11-20")
        .replace("signedBy: TODO", "signedBy: \"Jo Citizen, CISO\"")
        .replace("signedOn: TODO", "signedOn: 2026-01-15")
        .replace("owner: TODO", "owner: platform")
        .replace("evidence: [TODO]", "evidence: [runbooks/all.md]");
    fs::write(&path, filled).expect("a manifest");
    let clean = check(here, &["--fail-on", "info", "."]);
    assert_eq!(
        (clean.code, clean.stdout.as_str()),
        (0, "1 manifest in 1 file, 3 features: no findings\n"),
        "{clean:#?}"
    );
}

/// A second system has an old fault: it is accepted, and the gate is switched on.
fn baseline(here: &Path) {
    let manifest = fs::read_to_string(here.join("payroll.crisp.yaml")).expect("a manifest");
    let old = manifest
        .replace("system: payroll", "system: grants")
        .replacen("    owner: platform\n", "", 1);
    write(here, "grants.crisp.yaml", old.as_bytes());
    assert_eq!(check(here, &["."]).code, 1, "nobody owns the backups");
    let accept = [
        "--write-baseline",
        "baseline.json",
        "--baselined-by",
        "Sam Citizen",
        ".",
    ];
    let accepted = check(here, &accept);
    assert!(
        accepted.stderr.contains("wrote 1 finding to baseline.json"),
        "{accepted:#?}"
    );
    write(
        here,
        ".crisplint.yaml",
        b"matrices: [matrices/nimbus.yaml]\nbaseline: baseline.json\n",
    );
    assert_eq!(check(here, &["."]).code, 0);
}

/// The evidence of one feature is late, with a name on it.
fn waive(here: &Path) {
    let path = here.join("payroll.crisp.yaml");
    let manifest = fs::read_to_string(&path).expect("a manifest");
    let at = manifest
        .rfind("    evidence: [runbooks/all.md]\n")
        .expect("the last feature");
    let (before, after) = manifest.split_at(at);
    let late = before.to_owned() + after.split_once('\n').expect("a line").1;
    fs::write(&path, &late).expect("a manifest");
    let strict = ["--fail-on", "warning", "."];
    assert_eq!(check(here, &strict).code, 1);
    let waived = late
        + "waivers:\n  - rule: missing-evidence\n    feature: databases\n    reason: It follows the July migration.\n    approvedBy: Jo Citizen, CISO\n    expires: 2027-01-31\n";
    fs::write(&path, waived).expect("a manifest");
    let run = check(here, &strict);
    assert_eq!(run.code, 0, "{run:#?}");
    assert!(
        run.stdout.ends_with(": 1 waived, 1 baselined\n"),
        "{run:#?}"
    );
}

/// The publisher moves the databases to the provider.
fn watch(here: &Path) {
    assert_eq!(crisplint(here, "matrix diff nimbus page.md").code, 0);
    write(
        here,
        "moved.md",
        PAGE.replace("| C | A/R |", "| R, A | C |").as_bytes(),
    );
    let moved = crisplint(
        here,
        "matrix diff nimbus moved.md --today 2026-11-23 --impact .",
    );
    assert_eq!(moved.code, 1, "{moved:#?}");
    assert!(
        moved
            .stdout
            .contains("`databases`: accountability changes from the customer to the provider"),
        "{}",
        moved.stdout
    );
    assert!(
        moved.stdout.contains("2 of 2 manifests are affected"),
        "{}",
        moved.stdout
    );
    assert!(
        moved.stdout.contains("error[CRISP307] `databases`"),
        "{}",
        moved.stdout
    );
}

fn report(here: &Path) {
    let commit = commit(here);
    let command = "report --today 2026-11-23 . -o audit.html";
    let first = crisplint(here, command);
    assert_eq!(first.code, 0, "{first:#?}");
    let page = fs::read_to_string(here.join("audit.html")).expect("a page");
    for fact in [
        "Department of Examples",
        "Platform team",
        "platform@examples.gov.au",
        "runbooks/all.md",
        "It follows the July migration.",
        "No open errors; 1 baselined error (on 2026-11-23 by Sam Citizen)",
        "2027-01-31",
        "nimbus@2026-11-01",
        "2026-11-23",
    ] {
        assert!(page.contains(fact), "{fact}");
    }
    if let Some(commit) = commit {
        assert!(page.contains(&commit), "the commit");
    }
    assert_eq!(crisplint(here, command).code, 0);
    assert_eq!(
        fs::read_to_string(here.join("audit.html")).expect("a page"),
        page
    );
    let json = crisplint(here, "report --today 2026-11-23 . --format json").json();
    assert_eq!(json["version"], 1);
}

/// What goes out as a spreadsheet comes in again: the people who own features work in one.
#[test]
fn a_report_as_a_spreadsheet_fills_in_a_manifest() {
    let out = folder::<&str>(&[]);
    let csv = out.path().join("report.csv");
    let csv = csv.to_str().expect("UTF-8");
    let report = run(
        repository(),
        &[
            "report",
            "--today",
            "2026-11-23",
            "-o",
            csv,
            "fixtures/clean",
        ],
    );
    assert_eq!(report.code, 0, "{report:#?}");
    let init = run(
        out.path(),
        &["init", "grants-portal", "--from", csv, "-o", "-"],
    );
    assert_eq!(init.code, 0, "{init:#?}");
    let filled = serde_yaml::from_str::<serde_json::Value>(&init.stdout).expect("YAML");
    let old =
        fs::read_to_string(repository().join("fixtures/clean/systems/grants-portal.crisp.yaml"));
    let old = serde_yaml::from_str::<serde_json::Value>(
        old.expect("a manifest").trim_end_matches("...\n"),
    )
    .expect("YAML");
    assert_eq!(filled["contacts"], old["contacts"]);
    let old = old["features"].as_object().expect("features").values();
    let features = filled["features"].as_object().expect("features");
    assert_eq!(features.len(), 18);
    for (old, (id, new)) in old.zip(features) {
        assert_eq!(new["owner"], old["owner"], "{id}");
        assert_eq!(new["evidence"], old["evidence"], "{id}");
    }
    assert_eq!(
        text(&filled["features"]["backups-and-replication"]["owner"]),
        "grants.platform"
    );
}
