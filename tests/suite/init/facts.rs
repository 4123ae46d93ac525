//! What an older manifest says is in the new one, or is said to have no place.

use std::fs;

use crisplint::model::matrix::Registry;
use crisplint::text::Source;
use crisplint::{init, yaml};
use serde_json::{Map, Value};

use super::{assert_only_placeholders, faults, init, json, read};
use crate::support::{changed, folder, manifest, repository, text};

/// A manifest with its features under their ids.
fn canonical(mut manifest: Value) -> Value {
    let registry = Registry::embedded();
    let matrix = registry.judge("aucloud-iaas").expect("embedded");
    let features = manifest["features"].take();
    let Value::Object(features) = features else {
        panic!("features: {features}");
    };
    let features = features.into_iter().map(|(key, value)| {
        let row = matrix.row(&key);
        (row.map_or(key, |row| row.id.clone()), value)
    });
    manifest["features"] = Value::Object(features.collect());
    manifest
}

/// Every manifest of the clean fixtures: the file, the system, the JSON.
fn clean() -> Vec<(String, String, Value)> {
    let mut found = Vec::new();
    let systems = repository().join("fixtures/clean/systems");
    let mut folders = vec![systems];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let source = Source::read(&path).expect("a fixture");
            for outcome in yaml::read(source.text()).into_iter().flatten() {
                let value = outcome.expect("YAML").to_json();
                let system = text(&value["metadata"]["system"]).to_owned();
                found.push((path.to_string_lossy().into_owned(), system, value));
            }
        }
    }
    found
}

#[test]
fn clean_manifests_come_back_whole_and_clean() {
    let fixtures = clean();
    assert!(fixtures.len() >= 7, "{} fixtures", fixtures.len());
    for (file, system, old) in fixtures {
        let run = init(repository(), &[&system, "--from", &file, "-o", "-"]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        assert!(
            run.stderr
                .contains("18 features, no placeholder waits\nnext, run `crisplint check FILE`\n"),
            "{}",
            run.stderr
        );
        assert_eq!(canonical(json(&run.stdout)), canonical(old), "{file}");
        let again = folder(&[("a.crisp.yaml", &run.stdout)]);
        let twice = init(
            again.path(),
            &[&system, "--from", "a.crisp.yaml", "-o", "-"],
        );
        assert_eq!(twice.stdout, run.stdout, "a fixed point");
        // Evidence stands below the repository's root.
        let checked = crate::support::run_with_input(
            repository(),
            &["check", "--today", "2026-11-23", "--fail-on", "info", "-"],
            run.stdout.as_bytes(),
        );
        assert_eq!(
            checked.stdout, "1 manifest in 1 file, 18 features: no findings\n",
            "{file}"
        );
    }
}

/// Every notation that chance comes upon.
#[test]
fn generated_manifests_come_back_whole() {
    let registry = Registry::embedded();
    let matrix = registry.judge("aucloud-iaas").expect("embedded");
    let mut compared = 0;
    for old in crate::mutation::valid_texts(150) {
        let source = Source::from_bytes(old.clone().into_bytes());
        for document in yaml::read(source.text()).into_iter().flatten().flatten() {
            let value = document.to_json();
            if value["kind"] != "ControlOwnership" {
                continue;
            }
            let facts = init::of_manifest(&document, &source, matrix, &[]);
            assert_eq!(facts.unplaced, [], "{old}");
            let given = init::Given {
                system: text(&value["metadata"]["system"]).to_owned(),
                matrix: Some(text(&value["matrix"]).to_owned()),
                ..init::Given::default()
            };
            let new = init::manifest(matrix, &given, facts.manifest);
            let written = init::text(&new, matrix, "", &[]).expect("reads back");
            assert_covers(&canonical(json(&written)), &canonical(value), "");
            compared += 1;
        }
    }
    assert!(compared >= 150, "{compared} manifests");
}

/// Whether the new value has all that the old one has. What it has beyond are placeholders.
fn assert_covers(new: &Value, old: &Value, at: &str) {
    let (Value::Object(new), Value::Object(old)) = (new, old) else {
        assert_eq!(new, old, "{at}");
        return;
    };
    for (key, old) in old {
        let new = new.get(key).unwrap_or_else(|| panic!("{at}/{key} is lost"));
        assert_covers(new, old, &format!("{at}/{key}"));
    }
    for (key, new) in new.iter().filter(|(key, _)| !old.contains_key(*key)) {
        let mut found = Vec::new();
        super::placeholders(new, at, &mut found);
        assert!(
            !found.is_empty(),
            "{at}/{key} is new and no placeholder: {new}"
        );
    }
}

const FAULTY: &str = r#"# Comments go.
apiVersion: crisplint/v1
kind: ControlOwnership
metadata: {system: old, title: "Pay\e[2Jroll", reviewed: 2026-02-31, x-n: 0755, owner: bob}
matrix: aucloud-iaas@2022-01-01
parties: {provider: AUCloud, customer: "no", thirdParties: {msp: "1e3", customer: Dup}}
contacts:
  a: {name: A, email: nope}
  b: Bob
features:
  databases:
    raci: {provider: C, customer: RA, msp: R, other: I}
    evidence: ["a, b", 5]
  "Configuration and management of databases":
    raci: {provider: C, customer: [R, A]}
  "telepathy\u202e":
    raci: {provider: C}
  server-vms:
    owner: a
    raci: {provider: C, customer: R, A}
    raci:
      provider: C
      customer: A
  users-customer:
    notApplicable: none
    raci: {customer: [R, A]}
  ? [a, b]
  : c
waivers:
  - {rule: CRISP406, feature: databases, reason: later}
  - {reason: y}
frobnicate: {a: 1}
"#;

#[test]
fn what_has_no_place_is_listed_and_kept_as_comments() {
    let folder = folder(&[("old.yaml", FAULTY)]);
    let run = init(folder.path(), &["pay", "--from", "old.yaml"]);
    assert_eq!((run.code, run.stdout.as_str()), (1, ""), "{}", run.stderr);
    assert_eq!(
        run.stderr,
        "old.yaml:4:58: `2026-02-31` is not a valid date: February 2026 has 28 days
old.yaml:4:81: `metadata` has no field `owner`
old.yaml:5:9: the roles were written against `aucloud-iaas@2022-01-01`, and this is `aucloud-iaas@2023-02-01`
old.yaml:6:73: `customer` is reserved; a third party cannot use it as its key
old.yaml:8:23: `nope` is not an email address
old.yaml:9:6: `b` must be a mapping, but it is text
old.yaml:12:35: `databases`: `RA` is not a role
old.yaml:13:24: item 2 of `evidence` of `databases` must be text, but it is a number
old.yaml:14:3: `Configuration and management of databases` is the same feature as `databases`
old.yaml:16:3: `telepathy\\u{202e}` is no feature of `aucloud-iaas@2023-02-01`
old.yaml:20:5: `server-vms`: `raci` is given twice
old.yaml:21:5: `raci` is given twice
old.yaml:25:5: `users-customer` has both `raci` and `notApplicable`
old.yaml:27:5: a key must be text, but this one is a list or a mapping
old.yaml:31:6: waiver 2 has no `rule`
old.yaml:32:1: the document has no field `frobnicate`
16 facts of old.yaml could not be placed: they stand at the end as comments
the comments of old.yaml were not kept
old.yaml does not say who does what for 17 features, or not so that it can be read: write the roles in place of `raci: TODO` for `backups-and-replication`, `change-management-iaas`, `change-management-customer`, `physical-network-devices`, `virtual-network-devices` and 12 more
wrote pay.crisp.yaml: 18 features, 41 placeholders wait for a person
fill in each TODO, then run `crisplint check pay.crisp.yaml`
"
    );
    let written = read(folder.path(), "pay.crisp.yaml");
    let (_, kept) = written.split_once("\n\n").expect("comments at the end");
    assert_eq!(
        kept,
        "# Could not be placed, from old.yaml:
# 4:58: `2026-02-31` is not a valid date: February 2026 has 28 days
#   reviewed: \"2026-02-31\"
# 4:81: `metadata` has no field `owner`
#   owner: \"bob\"
# 5:9: the roles were written against `aucloud-iaas@2022-01-01`, and this is `aucloud-iaas@2023-02-01`
#   matrix: \"aucloud-iaas@2022-01-01\"
# 6:73: `customer` is reserved; a third party cannot use it as its key
#   customer: \"Dup\"
# 8:23: `nope` is not an email address
#   email: \"nope\"
# 9:6: `b` must be a mapping, but it is text
#   b: \"Bob\"
# 12:35: `databases`: `RA` is not a role
#   raci: {\"provider\":\"C\",\"customer\":\"RA\",\"msp\":\"R\",\"other\":\"I\"}
# 13:24: item 2 of `evidence` of `databases` must be text, but it is a number
#   5
# 14:3: `Configuration and management of databases` is the same feature as `databases`
#   Configuration and management of databases: {\"raci\":{\"provider\":\"C\",\"customer\":[\"R\",\"A\"]}}
# 16:3: `telepathy\\u{202e}` is no feature of `aucloud-iaas@2023-02-01`
#   telepathy\\u{202e}: {\"raci\":{\"provider\":\"C\"}}
# 20:5: `server-vms`: `raci` is given twice
#   raci: {\"provider\":\"C\",\"customer\":\"R\",\"A\":null}
# 21:5: `raci` is given twice
#   raci:
#         provider: C
#         customer: A
# 25:5: `users-customer` has both `raci` and `notApplicable`
#   notApplicable: \"none\"
# 27:5: a key must be text, but this one is a list or a mapping
#   [a, b]
# 31:6: waiver 2 has no `rule`
#   {\"reason\":\"y\"}
# 32:1: the document has no field `frobnicate`
#   frobnicate: {\"a\":1}
"
    );
    let new = json(&written);
    assert_eq!(new["metadata"]["x-n"], 755);
    assert_eq!(new["metadata"]["title"], "Pay\u{1b}[2Jroll");
    assert!(!written.contains('\u{1b}'), "nothing steers a terminal");
    assert_eq!(new["parties"]["customer"], "no");
    // Nobody can say which of the roles hold.
    let databases = serde_json::json!({
        "raci": "TODO",
        "owner": "TODO",
        "evidence": ["a, b"],
    });
    assert_eq!(new["features"]["databases"], databases);
    assert_eq!(
        new["contacts"],
        serde_json::json!({"a": {"name": "A", "email": "TODO"}})
    );
}

#[test]
fn options_win_over_the_source() {
    let folder = folder(&[("old.yaml", manifest())]);
    let arguments = [
        "payroll",
        "--from=old.yaml",
        "--title=New",
        "--third-party=msp=Fabrikam",
        "--third-party=other=Northwind",
        "--contact=platform=P <p@examples.gov.au>",
        "--signed-by=Sam",
        "-o",
        "-",
    ];
    let new = json(&init(folder.path(), &arguments).stdout);
    let mut expected = json(&manifest());
    expected["metadata"]["title"] = "New".into();
    expected["metadata"]["crisp"]["signedBy"] = "Sam".into();
    expected["parties"]["thirdParties"]["msp"] = "Fabrikam".into();
    expected["parties"]["thirdParties"]["other"] = "Northwind".into();
    expected["contacts"]["platform"] =
        serde_json::json!({"name": "P", "email": "p@examples.gov.au"});
    assert_eq!(new, expected);
}

/// What a source says in part is completed, but for roles; what an option declares, a cell can use.
#[test]
fn half_a_feature_is_completed() {
    let old = changed(
        "databases: {raci: {provider: C, customer: [R, A]}, owner: platform, evidence: [https://wiki.examples.gov.au/databases]}",
        "databases: {owner: platform, x-ticket: 7}",
    );
    let old = old.replace("customer: A, msp: R}", "customer: A, msp: R, sub: I}");
    let folder = folder(&[("old.yaml", old)]);
    let arguments = ["payroll", "--from=old.yaml", "--third-party=sub=Fabrikam"];
    let run = init(folder.path(), &arguments);
    assert_eq!(
        run.stderr,
        "old.yaml does not say who does what for 1 feature, or not so that it can be read: \
         write the roles in place of `raci: TODO` for `databases`\n\
         wrote payroll.crisp.yaml: 18 features, 2 placeholders wait for a person\n\
         fill in each TODO, then run `crisplint check payroll.crisp.yaml`\n"
    );
    let new = json(&read(folder.path(), "payroll.crisp.yaml"));
    let databases = serde_json::json!({
        "raci": "TODO",
        "owner": "platform",
        "evidence": ["TODO"],
        "x-ticket": 7,
    });
    assert_eq!(new["features"]["databases"], databases);
    assert_eq!(
        new["features"]["backups-and-replication"]["raci"]["sub"],
        "I"
    );
}

/// Of a feature that the new manifest does not have, or of one that nobody can tell: without it, a
/// waiver would hold for the whole manifest.
#[test]
fn a_waiver_of_a_feature_that_is_left_out_is_left_out() {
    let old = manifest()
        + "waivers:
  - {rule: CRISP406, feature: telepathy, reason: Later., approvedBy: Jo, expires: 9999-12-31}
  - {rule: CRISP406, feature: [databases], reason: Later., approvedBy: Jo, expires: 9999-12-31}
  - {rule: CRISP406, feature: databases, reason: Later., approvedBy: Jo, expires: 9999-12-31}
";
    let start = manifest().lines().count();
    let folder = folder(&[("old.yaml", &old)]);
    let run = init(folder.path(), &["payroll", "--from", "old.yaml", "-o", "-"]);
    let said: Vec<&str> = run.stderr.lines().take(3).collect();
    assert_eq!(
        said,
        [
            format!(
                "old.yaml:{}:31: `telepathy` is no feature of `aucloud-iaas@2023-02-01`",
                start + 2
            ),
            format!(
                "old.yaml:{}:31: `feature` of waiver 2 must be text, but it is a list",
                start + 3
            ),
            "2 facts of old.yaml could not be placed: they stand at the end as comments".to_owned(),
        ]
    );
    let waivers = json(&run.stdout)["waivers"].take();
    assert_eq!(waivers.as_array().map(Vec::len), Some(1), "{waivers}");
    assert_eq!(waivers[0]["feature"], "databases");
    assert!(
        run.stdout.contains("\"feature\":\"telepathy\""),
        "{}",
        run.stdout
    );
}

#[test]
fn a_placeholder_stands_where_a_waiver_has_expired() {
    for (expires, is_asked) in [("2020-01-31", true), ("9999-12-31", false)] {
        let old = changed("owner: platform, ", "")
            + &format!(
                "waivers:\n  - {{rule: CRISP401, reason: Later., approvedBy: Jo, expires: {expires}}}\n"
            );
        let folder = folder(&[("old.yaml", old)]);
        let run = init(folder.path(), &["payroll", "--from", "old.yaml", "-o", "-"]);
        let new = json(&run.stdout);
        let owners = new["features"].as_object().expect("features").values();
        let owners: Vec<&str> = owners
            .map(|one| one["owner"].as_str().unwrap_or(""))
            .collect();
        assert_eq!(owners.contains(&"TODO"), is_asked, "{owners:?}");
        assert_eq!(new["waivers"][0]["expires"], expires, "it is kept");
    }
}

/// A person has decided that these may be absent for a while.
#[test]
fn no_placeholder_stands_where_a_waiver_does() {
    let evidence = "owner: platform, evidence: [https://wiki.examples.gov.au/databases]";
    let old = changed(evidence, "owner: platform")
        + "waivers:\n  - {rule: missing-evidence, feature: Configuration and management of databases, reason: Later., approvedBy: Jo, expires: 2027-01-31}\n";
    let folder = folder(&[("old.yaml", old)]);
    let run = init(folder.path(), &["payroll", "--from", "old.yaml"]);
    assert!(
        run.stderr.contains("no placeholder waits"),
        "{}",
        run.stderr
    );
    let found = faults(folder.path(), &["payroll.crisp.yaml"]);
    assert_eq!(found, ["CRISP406 /features/databases"]);
}

#[test]
fn features_that_the_source_lacks_are_left_open() {
    let old = manifest();
    let old: Vec<&str> = old
        .lines()
        .filter(|line| !line.contains("  databases:") && !line.contains("  network-access:"))
        .collect();
    let folder = folder(&[("old.yaml", old.join("\n"))]);
    let run = init(folder.path(), &["payroll", "--from", "old.yaml"]);
    assert!(
        run.stderr.contains(": 18 features, 4 placeholders wait"),
        "{}",
        run.stderr
    );
    assert_eq!(run.code, 1);
    assert_eq!(
        assert_only_placeholders(folder.path(), "payroll.crisp.yaml", &[]),
        4
    );
    let new = json(&read(folder.path(), "payroll.crisp.yaml"));
    let ids: Vec<&String> = new["features"]
        .as_object()
        .expect("features")
        .keys()
        .collect();
    let registry = Registry::embedded();
    let matrix = registry.judge("aucloud-iaas").expect("embedded");
    let order: Vec<&String> = matrix.rows().iter().map(|row| &row.id).collect();
    assert_eq!(ids, order, "the order of the table");
}

/// Roles that differ from the matrix are what somebody has agreed; `check` names them.
#[test]
fn letters_stay_as_they_are() {
    let old = changed(
        "databases: {raci: {provider: C, customer: [R, A]}",
        "databases: {raci: {provider: \"R,A\", customer: [I]}",
    );
    let folder = folder(&[("old.yaml", old)]);
    assert_eq!(
        init(folder.path(), &["payroll", "--from", "old.yaml"]).code,
        0
    );
    let new = json(&read(folder.path(), "payroll.crisp.yaml"));
    let raci = serde_json::json!({"provider": "R,A", "customer": ["I"]});
    assert_eq!(new["features"]["databases"]["raci"], raci);
    assert_eq!(
        faults(folder.path(), &["payroll.crisp.yaml"]),
        ["CRISP305 /features/databases/raci/provider"]
    );
}

#[test]
fn of_several_documents_the_one_of_the_system_is_taken() {
    let old = manifest();
    let second = old.replace("system: payroll", "system: leave");
    let several = format!("{old}---\n{second}---\nkind: [\n---\n{second}");
    let folder = folder(&[
        ("several.yaml", several),
        ("two.yaml", format!("{old}---\n{second}")),
    ]);
    let run = init(
        folder.path(),
        &["payroll", "--from", "several.yaml", "-o", "-"],
    );
    assert_eq!((run.code, json(&run.stdout)), (0, json(&old)));
    for (system, file, expected) in [
        (
            "leave",
            "several.yaml",
            "`several.yaml` declares the system `leave` more than once",
        ),
        (
            "tax",
            "two.yaml",
            "`two.yaml` holds no system `tax`, but `payroll` and `leave`",
        ),
        (
            "tax",
            "several.yaml",
            "`several.yaml` cannot be used, so nothing was written",
        ),
    ] {
        let run = init(folder.path(), &[system, "--from", file]);
        let expected = format!("error: {expected}\n");
        assert_eq!((run.code, run.stderr), (2, expected));
    }
}

#[test]
fn a_source_that_cannot_be_read_is_shown_as_check_shows_it() {
    let laughs = "a: &a [x, x]\nb: &b [*a, *a]\nc: *b\nd: &d [*d]\n".to_owned();
    let folder = folder(&[
        ("syntax.yaml", b"a: [\n".to_vec()),
        ("latin.yaml", b"a: \xe9\n".to_vec()),
        ("latin.csv", b"feature,owner\ndatabases,Andr\xe9\n".to_vec()),
        ("kind.yaml", b"kind: ControlOwnerships\n".to_vec()),
        (
            "version.yaml",
            b"kind: ControlOwnership\napiVersion: crisplint/v9\n".to_vec(),
        ),
        ("empty.yaml", b"# nothing\n".to_vec()),
        ("laughs.yaml", laughs.into_bytes()),
        ("sub/x", Vec::new()),
    ]);
    for (file, code) in [
        ("syntax.yaml", "CRISP003"),
        ("latin.yaml", "CRISP002"),
        ("latin.csv", "CRISP002"),
        ("kind.yaml", "CRISP006"),
        ("version.yaml", "CRISP105"),
        ("empty.yaml", "CRISP006"),
        ("laughs.yaml", "CRISP005"),
        ("sub", "CRISP001"),
    ] {
        let run = init(folder.path(), &["payroll", "--from", file]);
        assert_eq!(run.code, 2, "{file}");
        let said = format!("error: `{file}` cannot be used, so nothing was written");
        let rest = run.stderr.strip_prefix(&said).expect(&run.stderr);
        let is_told = rest.contains("`CSV UTF-8 (Comma delimited) (*.csv)`")
            && rest.contains("`--encoding windows-1252`");
        assert!(
            if file == "latin.csv" {
                is_told
            } else {
                rest == "\n"
            },
            "{rest}"
        );
        assert!(
            run.stdout.starts_with(&format!("error[{code}]")),
            "{}",
            run.stdout
        );
        if file != "sub" && !file.ends_with("csv") && file != "kind.yaml" {
            let checked = crate::support::check(folder.path(), &["--quiet", file]);
            assert_eq!(run.stdout, checked.stdout, "{file}");
        }
    }
    assert!(!folder.path().join("payroll.crisp.yaml").exists());
}

/// Whatever is wrong with a manifest, what comes of it has the shape of one.
#[test]
fn of_every_broken_manifest_comes_one_of_the_right_shape() {
    let mut seen = (0, 0);
    for entry in fs::read_dir(repository().join("fixtures/broken")).expect("a folder") {
        for entry in fs::read_dir(entry.expect("an entry").path()).expect("a folder") {
            let path = entry.expect("an entry").path();
            let Ok(source) = Source::read(&path) else {
                continue;
            };
            let file = path.to_string_lossy();
            for outcome in yaml::read(source.text()).into_iter().flatten().flatten() {
                let system = outcome.find("/metadata/system");
                let system = system.and_then(yaml::Node::as_str).unwrap_or("x");
                let run = init(repository(), &[system, "--from", &file, "-o", "-"]);
                if run.code == 2 {
                    assert!(!run.stdout.contains("\nkind: ControlOwnership\nmetadata:\n"));
                    seen.0 += 1;
                    continue;
                }
                let is_open = run.stdout.contains("raci: TODO");
                assert_eq!(run.code, i32::from(is_open), "{file}: {}", run.stderr);
                assert!(json(&run.stdout).is_object());
                let (_, faults) = init::review(&run.stdout);
                assert!(faults.is_empty(), "{file}: {faults:?}");
                seen.1 += 1;
            }
        }
    }
    assert!(seen.1 > 50 && seen.0 < seen.1, "{seen:?}");
}

#[test]
fn a_manifest_can_take_the_place_of_the_one_it_comes_from() {
    let folder = folder(&[("payroll.crisp.yaml", manifest())]);
    let arguments = ["payroll", "--from", "payroll.crisp.yaml"];
    assert_eq!(init(folder.path(), &arguments).code, 2);
    assert_eq!(read(folder.path(), "payroll.crisp.yaml"), manifest());
    assert_eq!(
        init(folder.path(), &[&arguments[..], &["--force"]].concat()).code,
        0
    );
    assert_eq!(
        json(&read(folder.path(), "payroll.crisp.yaml")),
        json(&manifest())
    );
}

#[test]
fn a_source_of_another_matrix_keeps_it() {
    let example = repository().join("fixtures/matrices/example-paas.yaml");
    let old = fs::read(repository().join("fixtures/matrices/paas-manifest.crisp.yaml"));
    let folder = folder(&[
        ("m.yaml", fs::read(example).expect("the example")),
        ("old.yaml", old.expect("the manifest")),
    ]);
    let run = init(folder.path(), &["forms-service", "--from", "old.yaml"]);
    assert_eq!(run.code, 2);
    assert_eq!(
        run.stderr,
        "error: there is no matrix `example-paas`, which the --from manifest names; choose one with `--matrix`\n"
    );
    fs::write(
        folder.path().join(".crisplint.yaml"),
        "matrices: [m.yaml]\n",
    )
    .expect("a file");
    let run = init(
        folder.path(),
        &["forms-service", "--from", "old.yaml", "-o", "-"],
    );
    assert_eq!(json(&run.stdout)["matrix"], "example-paas@2026-07-01");
    assert!(
        run.stderr.contains("20 features, no placeholder waits"),
        "{}",
        run.stderr
    );
    // To the table below it: two features have no place there.
    let run = init(
        folder.path(),
        &[
            "forms-service",
            "--from",
            "old.yaml",
            "--matrix",
            "aucloud-iaas",
            "-o",
            "-",
        ],
    );
    let lost: Vec<&str> = run
        .stderr
        .lines()
        .filter(|line| line.contains("no feature"))
        .collect();
    assert_eq!(
        lost,
        [
            "old.yaml:70:3: `Configuration and patching of the AUCyber PaaS runtime` is no feature of `aucloud-iaas@2023-02-01`",
            "old.yaml:72:3: `application-secrets` is no feature of `aucloud-iaas@2023-02-01`",
        ]
    );
    let features: Map<String, Value> = json(&run.stdout)["features"]
        .as_object()
        .expect("features")
        .clone();
    assert_eq!(features.len(), 18);
}
