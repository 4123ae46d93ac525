//! The report for an assessor: the same facts in every format, nothing silently absent, and nothing
//! in it that a hostile manifest could steer.

mod claims;
mod gaps;
mod traps;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::support::{Run, TODAY, changed, check, folder, manifest, repository, run, text, write};

/// A matrix of one row.
const MATRIX: &str = "\
apiVersion: crisplint/v1
kind: ResponsibilityMatrix
metadata: {id: small, version: \"1\"}
provider: {name: Example Cloud}
features:
  a: {title: Patching, raci: {provider: [R, A]}}
";

/// Runs `report` as of [`TODAY`].
fn report(folder: &Path, arguments: &[&str]) -> Run {
    run(folder, &[&["report", "--today", TODAY], arguments].concat())
}

fn json(folder: &Path, arguments: &[&str]) -> Value {
    report(folder, &[&["--format", "json"], arguments].concat()).json()
}

fn sha256(bytes: &[u8]) -> String {
    let hash = Sha256::digest(bytes);
    let hex = |text: String, byte: &u8| text + &format!("{byte:02x}");
    hash.iter().fold(String::new(), hex)
}

/// The manifest under another name, with some texts exchanged.
fn system(name: &str, changes: &[(&str, &str)]) -> String {
    let mut text = manifest().replace("system: payroll", &format!("system: {name}"));
    for (from, to) in changes {
        assert!(text.contains(from), "the manifest holds {from:?}");
        text = text.replacen(from, to, 1);
    }
    text
}

const DATABASES: &str = "databases: {raci: {provider: C, customer: [R, A]}, owner: platform, evidence: [https://wiki.examples.gov.au/databases]}";
const USERS: &str = "  users-customer: {raci: {customer: [R, A]}, owner: platform, evidence: [https://wiki.examples.gov.au/users]}\n";
const WAIVER: &str = "waivers:\n  - {rule: CRISP406, feature: databases, reason: It follows., approvedBy: \"Jo Citizen, CISO\", expires: 2027-01-31}\n  - {rule: CRISP404, reason: Late., approvedBy: \"Jo Citizen, CISO\", expires: 2026-11-01}\n  - {rule: CRISP407, reason: Never., approvedBy: \"Jo Citizen, CISO\", expires: 2026-12-24}\n  - {rule: CRISP202, reason: Later., approvedBy: \"Jo Citizen, CISO\", expires: 2027-02-01}\n";

/// A repository with a feature in every state.
fn fleet() -> tempfile::TempDir {
    let no_evidence = DATABASES.replace(", evidence: [https://wiki.examples.gov.au/databases]", "");
    let no_owner = DATABASES.replace(", owner: platform", "");
    let excluded = "  users-customer: {notApplicable: Nothing is hosted here.}\n";
    let waived = system("b-waived", &[(DATABASES, &no_evidence)]) + WAIVER;
    let folder = folder(&[
        ("a.crisp.yaml", system("a-owned", &[])),
        ("b.crisp.yaml", waived),
        ("c.crisp.yaml", system("c-old", &[(DATABASES, &no_owner)])),
        ("d.crisp.yaml", system("d-excluded", &[(USERS, excluded)])),
        (
            "e.crisp.yaml",
            system("e-unknown", &[("aucloud-iaas@", "aucluod-iaas@")]),
        ),
        ("g.crisp.yaml", system("g-missing", &[(USERS, "")])),
        (
            "h.crisp.yaml",
            "apiVersion: crisplint/v1\nkind: ControlOwnershp\n".to_owned(),
        ),
    ]);
    let path = folder.path();
    check(path, &["--write-baseline", "base.json", "c.crisp.yaml"]);
    write(
        path,
        ".crisplint.yaml",
        b"baseline: base.json\nrules: {placeholder: off}\n",
    );
    write(
        path,
        "f.crisp.yaml",
        system("f-open", &[(DATABASES, &no_owner)]).as_bytes(),
    );
    write(path, "i.crisp.yaml", b"a: \xff\n");
    folder
}

/// The state of a feature of a system in JSON.
fn state<'j>(report: &'j Value, system: &str, feature: &str) -> &'j str {
    let systems = report["systems"].as_array().expect("systems");
    let system = systems.iter().find(|one| one["system"] == system);
    let features = system.expect("the system")["features"].as_array();
    let mut features = features.expect("features").iter();
    text(
        &features
            .find(|one| one["feature"] == feature)
            .expect("the feature")["state"],
    )
}

#[test]
fn every_feature_is_in_one_state() {
    let folder = fleet();
    let report = json(folder.path(), &["."]);
    for (system, feature, expected) in [
        ("a-owned", "databases", "owned"),
        ("a-owned", "network-access", "provider"),
        ("b-waived", "databases", "waived"),
        ("c-old", "databases", "baselined"),
        ("d-excluded", "users-customer", "notApplicable"),
        ("e-unknown", "databases", "notJudged"),
        ("f-open", "databases", "open"),
        ("g-missing", "users-customer", "open"),
    ] {
        assert_eq!(
            state(&report, system, feature),
            expected,
            "{system} {feature}"
        );
    }
    let states = report["summary"]["states"].as_object().expect("states");
    let sum: u64 = states.values().filter_map(Value::as_u64).sum();
    assert_eq!(sum, 7 * 18);
    assert_eq!(
        (&states["waived"], &states["baselined"]),
        (&1.into(), &1.into())
    );
}

#[test]
fn all_formats_carry_the_same_facts() {
    let folder = fleet();
    for format in ["html", "markdown", "csv", "json"] {
        let run = report(folder.path(), &["--format", format, "."]);
        assert_eq!(run.code, 1, "{format}");
        let text = run.stdout.replace("&#64;", "@").replace('\u{a0}', " ");
        for fact in [
            // systems, owners, evidence, clauses, third parties
            "f-open",
            "Fortnightly payroll",
            "platform@examples.gov.au",
            "https://wiki.examples.gov.au/network",
            "CRISP 7.10",
            "Contoso Managed Services",
            "Nothing is hosted here.",
            "Jo Citizen, CISO",
            // findings, with what is written there
            "CRISP401",
            "f.crisp.yaml:23:3",
            "databases` has no owner",
            "customer: [R, A]",
            "CRISP304",
            // what could not be judged
            "h.crisp.yaml",
            "i.crisp.yaml",
            "the file is not UTF-8",
            // waivers
            "It follows.",
            "2027-01-31",
            "expired",
            "unused",
            "void",
            // what is right
            "exactly one party is accountable",
            "18 of 18 features",
            "on 2026-09-30, 54 days ago",
            // provenance
            env!("CARGO_PKG_VERSION"),
            "aucloud-iaas@2023-02-01",
            &sha256(&fs::read(folder.path().join("a.crisp.yaml")).expect("a file")),
            "git is not installed, or reports no commit",
            "a review at least every 366 days",
            TODAY,
            "CRISP403",
        ] {
            // Markup stands around names in a page, and JSON and CSV write quotes in their own way.
            let found = match (format, fact) {
                ("html", "databases` has no owner") => {
                    text.contains("<code>databases</code> has no owner")
                }
                ("html", "customer: [R, A]") => text.contains("customer: [R, A]"),
                ("markdown", "customer: [R, A]") => text.contains("customer: &#91;R, A&#93;"),
                ("json", "aucloud-iaas@2023-02-01") => text.contains("\"version\": \"2023-02-01\""),
                ("json", "a review at least every 366 days") => {
                    text.contains("\"reviewMaxAgeDays\": 366")
                }
                ("json", "f.crisp.yaml:23:3") => text.contains("\"line\": 23"),
                _ => text.contains(fact),
            };
            assert!(found, "{format} holds {fact:?}");
        }
    }
}

#[test]
fn the_same_inputs_give_the_same_bytes() {
    let folder = fleet();
    for (name, format) in [
        ("o.html", "html"),
        ("o.HTM", "html"),
        ("o", "html"),
        ("o.md", "markdown"),
        ("o.csv", "csv"),
        ("o.json", "json"),
    ] {
        let console = report(folder.path(), &["--format", format, "."]);
        let run = report(folder.path(), &["-o", name, "."]);
        assert_eq!((run.code, run.stdout.as_str()), (1, ""), "{name}");
        let note = format!("; wrote {name}\n");
        assert!(run.stderr.ends_with(&note), "{}", run.stderr);
        let written = fs::read_to_string(folder.path().join(name)).expect(name);
        assert!(written == console.stdout, "{name} is {format}");
    }
    let named = report(folder.path(), &["-o", "x.html", "--format", "csv", "."]);
    assert_eq!(named.code, 1);
    let written = fs::read_to_string(folder.path().join("x.html")).expect("a file");
    assert!(
        written.starts_with("system,feature,title,"),
        "the option wins"
    );
}

#[test]
fn the_exit_code_is_that_of_check() {
    let clean = folder(&[("a.crisp.yaml", manifest())]);
    let broken = folder(&[("a.crisp.yaml", changed(", owner: platform", ""))]);
    for (folder, arguments, code) in [
        (&clean, vec!["."], 0),
        (&broken, vec!["."], 1),
        (&broken, vec!["--fail-on", "never", "."], 0),
        (&broken, vec![".", "nowhere"], 2),
        (&clean, vec!["nowhere"], 2),
        (&clean, vec!["--config", "nowhere", "."], 2),
        (&clean, vec!["--stdin-filename", "a", "."], 2),
    ] {
        let run = report(folder.path(), &arguments);
        assert_eq!(run.code, code, "{arguments:?}: {}", run.stderr);
        let checked = check(folder.path(), &arguments);
        assert_eq!(checked.code, code, "{arguments:?}");
    }
}

#[test]
fn a_run_that_fails_says_so_in_the_document() {
    let folder = folder(&[
        ("bad/judge.yaml", "nonsense: 1\n"),
        ("base/judge.yaml", "baseline: b.json\n"),
        ("base/b.json", "{"),
        ("base/a.crisp.yaml", &manifest()),
        ("readme.txt", ""),
    ]);
    for (arguments, title, trouble) in [
        (
            vec!["nowhere"],
            "Nothing was checked",
            "there is no file or folder `nowhere`",
        ),
        (
            vec!["bad"],
            "Nothing was checked",
            "no manifest found; in folders, crisplint looks for",
        ),
        (
            vec!["--config", "bad/judge.yaml", "."],
            "Nothing was checked",
            "the configuration has errors, so nothing was checked",
        ),
        (
            vec!["--matrix", "readme.txt", "base"],
            "Nothing was checked",
            "the matrix has errors, so nothing was checked",
        ),
        (
            vec!["base", "nowhere"],
            "Incomplete. No open error or warning in 1 system",
            "there is no file or folder `nowhere`",
        ),
        (
            vec!["--config", "base/judge.yaml", "base"],
            "Incomplete. No open error or warning in 1 system",
            "the baseline `base/b.json` is damaged",
        ),
    ] {
        let run = report(
            folder.path(),
            &[&["--format", "json"], arguments.as_slice()].concat(),
        );
        assert_eq!(run.code, 2, "{arguments:?}");
        assert!(run.stderr.contains(trouble), "{}", run.stderr);
        let report = run.json();
        assert_eq!(text(&report["verdict"]["title"]), title, "{arguments:?}");
        let said = text(&report["provenance"]["troubles"][0]);
        assert!(said.starts_with(trouble), "{said}");
        for format in ["html", "markdown", "csv"] {
            let run = self::report(
                folder.path(),
                &[&["--format", format], arguments.as_slice()].concat(),
            );
            let end = trouble.rsplit('`').next().expect("an end").trim();
            assert!(run.stdout.contains(end), "{format} of {arguments:?}");
        }
    }
    let empty = report(folder.path(), &["--allow-empty", "bad"]);
    assert_eq!(empty.code, 0);
    assert!(empty.stdout.contains("Nothing was checked"));
}

#[test]
fn a_report_never_overwrites_what_is_read() {
    let text = manifest();
    let folder = folder(&[
        ("a.crisp.yaml", text.as_str()),
        ("m.yaml", "x: 1\n"),
        (".crisplint.yaml", "baseline: b.json\n"),
        ("b.json", "{\"version\": 2, \"entries\": []}"),
        (
            "bad.yaml",
            "nonsense: 1\nbaseline: b.json\nmatrices: [m.yaml]\n",
        ),
    ]);
    for (target, arguments) in [
        ("a.crisp.yaml", vec!["."]),
        ("./a.crisp.yaml", vec!["a.crisp.yaml"]),
        (".crisplint.yaml", vec!["."]),
        ("b.json", vec!["."]),
        ("m.yaml", vec!["--matrix", "m.yaml", "."]),
        ("bad.yaml", vec!["--config", "bad.yaml", "."]),
        ("a.crisp.yaml", vec!["--config", "bad.yaml", "."]),
        ("b.json", vec!["--config", "bad.yaml", "."]),
        ("m.yaml", vec!["--config", "bad.yaml", "."]),
    ] {
        let before = fs::read(folder.path().join(target)).expect("a file");
        let run = report(
            folder.path(),
            &[&["-o", target], arguments.as_slice()].concat(),
        );
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{target}");
        assert!(run.stderr.contains("this run reads"), "{}", run.stderr);
        let after = fs::read(folder.path().join(target)).expect("a file");
        assert!(before == after, "{target} is as it was");
    }
    let unwritable = report(folder.path(), &["-o", "nowhere/o.html", "."]);
    assert_eq!(unwritable.code, 2);
    let said = "error: cannot write `nowhere/o.html`: ";
    assert!(unwritable.stderr.starts_with(said), "{}", unwritable.stderr);
}

#[test]
fn a_dash_is_standard_output() {
    let folder = fleet();
    let plain = report(folder.path(), &["."]);
    let dash = report(folder.path(), &["-o", "-", "."]);
    assert!(dash.stdout.starts_with("<!DOCTYPE html>"));
    assert!(dash.stdout == plain.stdout && dash.stderr == plain.stderr);
    assert!(!folder.path().join("-").exists());
}

/// The elements of a page, and the names of their attributes.
fn markup(page: &str) -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut elements, mut attributes) = (BTreeSet::new(), BTreeSet::new());
    let (head, body) = page.split_once("</style>").expect("a style sheet");
    let head = head.split_once("<style>").expect("a style sheet").0;
    for tag in format!("{head}{body}").split('<').skip(1) {
        let tag = tag.split_once('>').expect("a tag ends").0;
        let name = tag.split([' ', '/']).find(|name| !name.is_empty());
        elements.insert(name.unwrap_or_default().to_lowercase());
        // maud writes every value in double quotes and escapes those within.
        for piece in tag.split('"').step_by(2) {
            let piece = piece.trim();
            if let Some(name) = piece.strip_suffix('=') {
                let name = name.rsplit(' ').next().expect("a name");
                attributes.insert(name.to_owned());
            }
        }
    }
    (elements, attributes)
}

#[test]
fn a_hostile_manifest_puts_nothing_into_the_page() {
    let evil =
        "</title></style><script>alert(1)</script><img src=x onerror=alert(1)>\\\" onload=\\\"x";
    let hostile = system(
        "evil",
        &[
            (
                "title: Fortnightly payroll",
                &format!("title: \"{evil}\\u202e\\e[2J\""),
            ),
            (
                "customer: Department of Examples",
                &format!("customer: \"{evil}\""),
            ),
            ("Contoso Managed Services", &format!("\"{evil}\"")),
            (
                "name: Platform team",
                &format!("name: \"=cmd|' /C calc'!A0{evil}\""),
            ),
            (
                "https://wiki.examples.gov.au/network",
                "\"javascript://%0aalert(1)\"",
            ),
            (
                "https://wiki.examples.gov.au/servers",
                "\"https://a/\\\"><script>alert(1)</script>\"",
            ),
            (DATABASES, &format!("\"{evil}\": {{raci: {{customer: A}}}}")),
        ],
    );
    let named = "<b>\"x'`.crisp.yaml";
    let folder = folder(&[
        ("a.crisp.yaml", hostile.as_str()),
        (named, hostile.as_str()),
    ]);
    let run = report(folder.path(), &["."]);
    assert_eq!(run.code, 1);
    let (elements, attributes) = markup(&run.stdout);
    let known = "!doctype a article bdi body br caption code dd div dl dt footer h1 h2 h3 h4 head \
                 header html i li main mark meta nav ol p pre section small span strong style table \
                 tbody td tfoot th thead time title tr ul";
    let known: BTreeSet<String> = known.split(' ').map(str::to_owned).collect();
    let foreign: Vec<_> = elements.difference(&known).collect();
    assert!(foreign.is_empty(), "{foreign:?}");
    let known = "aria-hidden aria-label aria-labelledby charset class colspan content datetime href \
                 http-equiv id lang name rel role scope tabindex";
    let known: BTreeSet<String> = known.split(' ').map(str::to_owned).collect();
    let foreign: Vec<_> = attributes.difference(&known).collect();
    assert!(foreign.is_empty(), "{foreign:?}");
    assert!(run.stdout.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    assert!(run.stdout.contains("\\u{202e}") && !run.stdout.contains(['\u{202e}', '\u{1b}']));
    assert!(!run.stdout.contains("href=\"javascript"));
    for format in ["markdown", "csv", "json"] {
        let run = report(folder.path(), &["--format", format, "."]);
        assert!(!run.stdout.contains(['\u{202e}', '\u{1b}']), "{format}");
        if format == "markdown" {
            assert!(!run.stdout.contains("<script") && !run.stdout.contains("<img"));
        }
    }
}

#[test]
fn a_spreadsheet_runs_nothing() {
    let formula = system(
        "sums",
        &[
            ("title: Fortnightly payroll", "title: \"=HYPERLINK(1)\""),
            ("name: Platform team", "name: \"@SUM(A1)\""),
            ("customer: Department of Examples", "customer: \"+1;-1,2\""),
        ],
    );
    let folder = folder(&[
        ("a.crisp.yaml", formula.as_str()),
        ("b.crisp.yaml", "- 1\n"),
    ]);
    let run = report(folder.path(), &["--format", "csv", "."]);
    let mut reader = csv::Reader::from_reader(run.stdout.as_bytes());
    let heads: Vec<String> = reader
        .headers()
        .expect("heads")
        .iter()
        .map(str::to_owned)
        .collect();
    assert_eq!(
        heads[..15],
        "system,feature,title,provider,customer,thirdParties,owner,contactName,contactEmail,evidence,notApplicable,state,findings,clauses,path"
            .split(',')
            .collect::<Vec<_>>()
    );
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    assert_eq!(
        rows.len(),
        1 + 18 + 1 + 1,
        "the system, its features, the file that is none, the run"
    );
    let column = |row: usize, name: &str| {
        let at = heads.iter().position(|head| head == name).expect(name);
        rows[row].get(at).expect("a cell").to_owned()
    };
    assert_eq!(column(0, "systemTitle"), "'=HYPERLINK(1)");
    assert_eq!(column(0, "partyCustomer"), "'+1;-1,2");
    assert_eq!(column(1, "contactName"), "'@SUM(A1)");
    assert_eq!(
        (column(1, "feature"), column(1, "state")),
        ("backups-and-replication".to_owned(), "owned".to_owned())
    );
    assert_eq!(
        (column(19, "path"), column(19, "state")),
        ("b.crisp.yaml".to_owned(), "notJudged".to_owned())
    );
    assert!(column(19, "findings").starts_with("error CRISP006 b.crisp.yaml:1:1"));
    for row in &rows {
        for cell in row {
            assert!(
                !cell.starts_with(['=', '+', '-', '@', '\t', '\r']),
                "{cell}"
            );
        }
    }
}

#[test]
fn hashes_can_be_verified() {
    let matrix = "apiVersion: crisplint/v1\nkind: ResponsibilityMatrix\nmetadata: {id: own, version: \"1\", title: Our own}\nextends: aucloud-iaas\nfeatures: {}\n";
    let folder = folder(&[
        (
            "a.crisp.yaml",
            format!(
                "\u{feff}{}",
                system("own", &[("aucloud-iaas@2023-02-01", "own@1")])
            ),
        ),
        ("b.crisp.yaml", manifest()),
        ("own.yaml", matrix.to_owned()),
        (".crisplint.yaml", "matrices: [own.yaml]\n".to_owned()),
    ]);
    let report = json(folder.path(), &["."]);
    let provenance = &report["provenance"];
    for (at, id) in [(0, "aucloud-iaas@2023-02-01"), (1, "own@1")] {
        let shown = run(
            folder.path(),
            &[
                "matrix", "show", id, "--matrix", "own.yaml", "--format", "yaml",
            ],
        );
        let matrix = &provenance["matrices"][at];
        assert_eq!(
            format!("{}@{}", text(&matrix["id"]), text(&matrix["version"])),
            id
        );
        assert_eq!(
            text(&matrix["sha256"]),
            sha256(shown.stdout.as_bytes()),
            "{id}"
        );
    }
    let files = provenance["files"].as_array().expect("files").iter();
    let settings = provenance["settings"].as_array().expect("settings").iter();
    let all: Vec<&Value> = files.chain(settings).collect();
    assert_eq!(all.len(), 4, "{all:?}");
    for file in all {
        let bytes = fs::read(folder.path().join(text(&file["path"]))).expect("a file");
        assert_eq!(text(&file["sha256"]), sha256(&bytes), "{file}");
    }
}

#[test]
fn waivers_stand_by_the_day_on_which_they_end() {
    let folder = fleet();
    let run = report(folder.path(), &["--format", "markdown", "."]);
    let (_, waivers) = run
        .stdout
        .split_once("## Waivers by expiry")
        .expect("waivers");
    let rows = waivers.lines().skip(4).take(4);
    let cells = rows.map(|row| row.split(" | ").take(2).collect::<Vec<_>>().join(" "));
    assert_eq!(
        cells.collect::<Vec<_>>(),
        [
            "| 2026-11-01 expired",
            "| 2026-12-24 unused",
            "| 2027-01-31 holds",
            "| 2027-02-01 void",
        ]
    );
}

#[test]
fn shared_contacts_and_rules_that_are_off_are_shown() {
    let config = "contacts: {shared: {name: Shared desk, email: desk@examples.gov.au}}\nrules: {missing-evidence: off}\n";
    let folder = folder(&[
        (
            "a.crisp.yaml",
            changed("owner: platform", "owner: shared").as_str(),
        ),
        (".crisplint.yaml", config),
    ]);
    let report = json(folder.path(), &["."]);
    let owner = &report["systems"][0]["features"][0]["owner"];
    assert_eq!(text(&owner["name"]), "Shared desk");
    assert_eq!(text(&owner["email"]), "desk@examples.gov.au");
    let rules = report["rules"].as_array().expect("rules");
    let off: Vec<&Value> = rules.iter().filter(|rule| rule["off"] == true).collect();
    assert_eq!(off.len(), 1);
    assert_eq!(text(&off[0]["code"]), "CRISP406");
}

#[test]
fn only_what_is_right_is_called_right() {
    let broken = changed(
        "databases: {raci: {provider: C, customer: [R, A]}",
        "databases: {raci: {provider: [R, A], customer: C}",
    );
    let broken = broken.replace("reviewed: 2026-09-30", "reviewed: 2025-09-30");
    let folder = folder(&[("a.crisp.yaml", broken)]);
    let report = json(folder.path(), &["."]);
    let checks = report["systems"][0]["checks"].as_array().expect("checks");
    let check = |topic: &str| {
        let found = checks
            .iter()
            .find(|check| text(&check["topic"]).contains(topic));
        let check = found.expect(topic);
        (check["right"].as_u64(), check["asked"].as_u64())
    };
    assert_eq!(check("exactly one party"), (Some(18), Some(18)));
    assert_eq!(check("the one that the matrix has"), (Some(17), Some(18)));
    assert_eq!(check("an owner is named"), (Some(9), Some(9)));
    assert_eq!(check("reviewed in time"), (Some(0), Some(1)));
    let page = self::report(folder.path(), &["."]).stdout;
    assert!(
        page.contains("the accountable party is the one that the matrix has: 17 of 18 features")
    );
    let (_, right) = page
        .split_once("<ul class=\"right\">")
        .expect("what is right");
    let (right, _) = right.split_once("</ul>").expect("an end");
    assert!(!right.contains("reviewed in time"), "{right}");
}

#[test]
fn the_fixtures_are_reported_whole() {
    let report = json(repository(), &["fixtures/broken"]);
    let checked = check(repository(), &["--format", "json", "fixtures/broken"]).json();
    let findings = |report: &Value| {
        let findings = report["findings"].as_array().expect("findings").iter();
        let keys = findings.map(|one| {
            (
                one["fingerprint"].to_string(),
                one["path"].to_string(),
                one["line"].to_string(),
            )
        });
        keys.collect::<Vec<_>>()
    };
    assert_eq!(findings(&report), findings(&checked), "one pipeline");
    let documents = report["systems"].as_array().expect("systems").len();
    let others = report["others"].as_array().expect("others").iter();
    let others = others.filter(|one| !one["document"].is_null()).count();
    assert_eq!(
        Some((documents + others) as u64),
        checked["summary"]["documents"].as_u64()
    );
    let files = report["provenance"]["files"]
        .as_array()
        .expect("files")
        .len();
    // One is listed that was overlooked, and counts as no file.
    assert_eq!(Some(files as u64 - 1), checked["summary"]["files"].as_u64());
}

#[cfg(unix)]
#[test]
fn a_device_is_written_to_and_stays_one() {
    let folder = folder(&[("a.crisp.yaml", manifest())]);
    // By a link, so that a fault here breaks the link and not the machine.
    let link = folder.path().join("null.html");
    std::os::unix::fs::symlink("/dev/null", &link).expect("a link");
    let run = report(folder.path(), &["-o", "null.html", "."]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let found = fs::symlink_metadata(&link).expect("the link");
    assert!(found.is_symlink(), "it was not replaced");
    let console = report(folder.path(), &["-o", "/dev/stdout", "."]);
    assert_eq!(console.code, 0, "{}", console.stderr);
    assert!(console.stdout.ends_with("</html>\n"));
}
