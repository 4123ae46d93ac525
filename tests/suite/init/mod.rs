//! A manifest to fill in: never green when it is new, and never less than what was known before.

mod facts;
mod registers;
mod spreadsheet;
mod written;

use std::fs;
use std::path::Path;

use crisplint::yaml;
use serde_json::Value;

use crate::support::{Run, TODAY, assert_expected, folder, manifest, repository, run, text};

/// Runs `init` in a folder.
fn init(folder: &Path, arguments: &[&str]) -> Run {
    run(folder, &[&["init"], arguments].concat())
}

/// The findings of `check`, `CODE pointer`.
fn faults(folder: &Path, arguments: &[&str]) -> Vec<String> {
    let fixed = ["check", "--today", TODAY, "--format", "json"];
    let report = run(folder, &[&fixed, arguments].concat()).json();
    let findings = report["findings"].as_array().expect("findings").iter();
    findings
        .map(|one| format!("{} {}", text(&one["code"]), text(&one["pointer"])))
        .collect()
}

/// The only document of a text.
fn json(text: &str) -> Value {
    let mut documents = yaml::read(text).into_iter().flatten();
    let document = documents.next().expect("a document").expect("YAML");
    assert!(documents.next().is_none(), "one document");
    document.to_json()
}

fn read(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).expect("the file")
}

/// The pointers at which a manifest says TODO.
fn placeholders(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::String(text) if text == "TODO" => found.push(format!("CRISP403 {at}")),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                placeholders(item, &format!("{at}/{index}"), found);
            }
        }
        Value::Object(entries) => {
            for (key, value) in entries {
                placeholders(value, &format!("{at}/{key}"), found);
            }
        }
        _ => {}
    }
}

/// Checks that a file has its placeholders, and no other finding. Returns how many there are.
fn assert_only_placeholders(folder: &Path, name: &str, arguments: &[&str]) -> usize {
    let mut expected = Vec::new();
    placeholders(&json(&read(folder, name)), "", &mut expected);
    let mut found = faults(folder, &[&[name], arguments].concat());
    for one in &mut found {
        // Roles that are left open stand in no other way.
        if one.ends_with("/raci") {
            *one = one.replacen("CRISP103", "CRISP403", 1);
        }
    }
    let count = found.len();
    expected.sort_unstable();
    found.sort_unstable();
    assert_eq!(found, expected);
    count
}

#[test]
fn a_new_manifest_has_its_placeholders_and_no_other_finding() {
    let folder = folder::<&str>(&[]);
    let run = init(folder.path(), &["payroll"]);
    assert_eq!((run.code, run.stdout.as_str()), (0, ""), "{}", run.stderr);
    assert_eq!(
        run.stderr,
        "wrote payroll.crisp.yaml: 18 features, 27 placeholders wait for a person\n\
         fill in each TODO, then run `crisplint check payroll.crisp.yaml`\n"
    );
    let count = assert_only_placeholders(folder.path(), "payroll.crisp.yaml", &[]);
    assert_eq!(count, 27);
    let expected = repository().join("tests/suite/init/payroll.yaml");
    assert_expected(&expected, &read(folder.path(), "payroll.crisp.yaml"));
}

#[test]
fn filled_in_it_is_clean() {
    let folder = folder(&[("run.md", "x")]);
    let run = init(folder.path(), &["payroll", "-o", "-"]);
    assert_eq!(run.code, 0);
    assert_eq!(
        run.stderr,
        "18 features, 27 placeholders wait for a person\n\
         fill in each TODO, then run `crisplint check FILE`\n"
    );
    let filled = run
        .stdout
        .replace("title: TODO", "title: Pay")
        .replace("reviewed: TODO", "reviewed: 2026-09-30")
        .replace("signedBy: TODO", "signedBy: Jo")
        .replace("signedOn: TODO", "signedOn: 2026-01-15")
        .replace("customer: TODO", "customer: Us")
        .replace("name: TODO", "name: First team")
        .replace("email: TODO", "email: first@examples.gov.au")
        .replace("owner: TODO", "owner: first-team")
        .replace("evidence: [TODO]", "evidence: [run.md]");
    fs::write(folder.path().join("a.crisp.yaml"), filled).expect("a file");
    let checked = crate::support::check(folder.path(), &["--fail-on", "info", "."]);
    assert_eq!(
        checked.stdout,
        "1 manifest in 1 file, 18 features: no findings\n"
    );
}

#[test]
fn options_fill_in_what_they_can() {
    let folder = folder::<&str>(&[]);
    let arguments = [
        "payroll",
        "--title=Pay: fortnightly # it's \"pay\"",
        "--classification=OFFICIAL: Sensitive",
        "--provider=AUCyber",
        "--customer=no",
        "--third-party=msp=Contoso = Services",
        "--third-party=日本=1e3",
        "--contact=storage=Storage <team> <st@examples.gov.au>",
        "--reviewed=2026-09-30",
        "--signed-by=Jo Citizen, CISO",
        "--signed-on=2026-01-15",
    ];
    assert_eq!(init(folder.path(), &arguments).code, 0);
    let manifest = json(&read(folder.path(), "payroll.crisp.yaml"));
    let expected = serde_json::json!({
        "metadata": {
            "system": "payroll",
            "title": "Pay: fortnightly # it's \"pay\"",
            "classification": "OFFICIAL: Sensitive",
            "reviewed": "2026-09-30",
            "crisp": {"signedBy": "Jo Citizen, CISO", "signedOn": "2026-01-15"},
        },
        "parties": {
            "provider": "AUCyber",
            "customer": "no",
            "thirdParties": {"msp": "Contoso = Services", "日本": "1e3"},
        },
        "contacts": {"storage": {"name": "Storage <team>", "email": "st@examples.gov.au"}},
    });
    for key in ["metadata", "parties", "contacts"] {
        assert_eq!(manifest[key], expected[key]);
    }
    // An owner and a piece of evidence for each of the customer's features.
    let count = assert_only_placeholders(folder.path(), "payroll.crisp.yaml", &[]);
    assert_eq!(count, 20);
}

#[test]
fn a_faulty_option_is_named_and_nothing_is_written() {
    let folder = folder(&[("c.yaml", "contacts: {}\nmatrcies: []\n")]);
    for (arguments, expected) in [
        (
            &["payroll", "--reviewed", "2026-02-31"][..],
            "`--reviewed`: `2026-02-31` is not a valid date: February 2026 has 28 days",
        ),
        (
            &["payroll", "--signed-on", "today"],
            "`--signed-on`: `today` is not a date in the form YYYY-MM-DD",
        ),
        (
            &["payroll", "--title", " "],
            "`--title`: `title` contains only spaces",
        ),
        (
            &["payroll", "--third-party", "provider=X"],
            "`--third-party`: `provider` is reserved; a third party cannot use it as its key",
        ),
        (
            &["payroll", "--third-party", "a=X", "--third-party", "a=Y"],
            "`--third-party`: `a` is given twice",
        ),
        (
            &["payroll", "--contact", "a=A <b>"],
            "`--contact`: `b` is not an email address",
        ),
        (
            &[
                "payroll",
                "--contact",
                "a=A <b@c.au>",
                "--contact",
                "a=B <b@c.au>",
            ],
            "`--contact`: `a` is given twice",
        ),
        (
            &["payroll", "--contact", "a=b@c.au"],
            "write it as KEY=NAME <EMAIL>",
        ),
        (&["payroll", "--third-party", "X"], "write it as KEY=NAME"),
        (
            &["payroll", "--provider", "AUCloudy"],
            "`AUCloudy` is not the provider of `aucloud-iaas`; write `AUCloud` or `AUCyber`",
        ),
        (
            &["payroll", "--matrix", "aucloud-ias"],
            "there is no matrix `aucloud-ias`; did you mean `aucloud-iaas`?",
        ),
        (
            &["payroll", "--matrix", "aucloud-iaas@2022"],
            "use `--matrix aucloud-iaas@2023-02-01`",
        ),
        (&["Pay Roll 2"], "digits and hyphens); write `pay-roll-2`"),
        (&["支払い"], "digits and hyphens); write `payroll`"),
        (&[""], "digits and hyphens); write `payroll`"),
        (
            &["\u{1b}[2Jx\u{202e}"],
            "`\\u{1b}[2Jx\\u{202e}` is not a valid system name",
        ),
        (
            &["payroll", "--from", "gone.yaml"],
            "there is no file `gone.yaml`",
        ),
        (
            &["payroll", "--from", "x.xlsx"],
            "there is no file `x.xlsx`",
        ),
        (
            &["payroll", "--config", "c.yaml"],
            "the configuration has errors, so nothing was written",
        ),
        (
            &["payroll", "-o", "no/where.yaml"],
            "cannot write `no/where.yaml`",
        ),
    ] {
        let run = init(folder.path(), arguments);
        assert_eq!(run.code, 2, "{arguments:?}: {}", run.stderr);
        assert!(
            run.stderr.contains(expected),
            "{arguments:?}: {}",
            run.stderr
        );
        let files = fs::read_dir(folder.path()).expect("a folder");
        assert_eq!(files.count(), 2, "{arguments:?} leaves a file");
    }
}

#[test]
fn a_file_that_exists_stays_unless_it_is_forced_away() {
    let folder = folder(&[("payroll.crisp.yaml", "mine\n")]);
    let run = init(folder.path(), &["payroll"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert_eq!(
        run.stderr,
        "error: `payroll.crisp.yaml` already exists; choose another file with `--output`, or replace it with `--force`\n"
    );
    assert_eq!(read(folder.path(), "payroll.crisp.yaml"), "mine\n");
    assert_eq!(init(folder.path(), &["payroll", "--force"]).code, 0);
    assert_only_placeholders(folder.path(), "payroll.crisp.yaml", &[]);
    fs::create_dir(folder.path().join("sub")).expect("a folder");
    for forced in [
        &["payroll", "-o", "sub"][..],
        &["payroll", "-o", "sub", "--force"],
    ] {
        let run = init(folder.path(), forced);
        let expected = "error: `sub` is not a regular file; use another name for `--output`\n";
        assert_eq!((run.code, run.stderr.as_str()), (2, expected));
    }
}

#[cfg(unix)]
#[test]
fn a_link_to_nowhere_is_not_written_through() {
    let folder = folder::<&str>(&[]);
    let link = folder.path().join("payroll.crisp.yaml");
    std::os::unix::fs::symlink("elsewhere.yaml", &link).expect("a link");
    let run = init(folder.path(), &["payroll"]);
    assert_eq!(run.code, 2, "{}", run.stderr);
    assert!(run.stderr.contains("already exists"), "{}", run.stderr);
    assert!(!folder.path().join("elsewhere.yaml").exists());
}

#[test]
fn what_the_run_reads_is_never_replaced() {
    let matrix = fs::read(repository().join("fixtures/matrices/example-paas.yaml"));
    let matrix = matrix.expect("the example");
    let folder = folder(&[
        (".crisplint.yaml", b"matrices: [m.yaml]\n".as_slice()),
        ("m.yaml", &matrix),
        ("t.csv", b"feature,owner\ndatabases,Jo\n"),
    ]);
    for (file, from) in [
        ("m.yaml", None),
        (".crisplint.yaml", None),
        ("t.csv", Some("t.csv")),
    ] {
        let mut arguments = vec!["payroll", "--force", "-o", file];
        arguments.extend(from.iter().flat_map(|from| ["--from", from]));
        let run = init(folder.path(), &arguments);
        assert_eq!(run.code, 2, "{file}");
        assert!(run.stderr.contains("this run reads"), "{}", run.stderr);
    }
    assert_eq!(
        fs::read(folder.path().join("m.yaml")).expect("a file"),
        matrix
    );
}

/// What was made from one system of a file does not take the place of the others.
#[test]
fn the_other_documents_of_a_file_are_not_lost() {
    let shed =
        fs::read_to_string(repository().join("fixtures/clean/systems/small-systems.crisp.yaml"));
    let shed = shed.expect("the fixture");
    let payroll = manifest();
    let matrix = "kind: ResponsibilityMatrix\nmetadata: {id: mine}\n";
    let several = format!("{payroll}---\n{matrix}---\nkind: [\n---\nx: 1\n");
    let folder = folder(&[
        ("bicycle-shed.crisp.yaml", shed.as_str()),
        ("payroll.crisp.yaml", &several),
        ("alone.yaml", &format!("---\n{payroll}---\n# no more\n")),
    ]);
    for (system, lost, before) in [
        ("bicycle-shed", "`visitors-book`", &shed),
        ("payroll", "`mine` and 2 documents without a name", &several),
    ] {
        let file = format!("{system}.crisp.yaml");
        for output in [file.clone(), format!("./{file}")] {
            let run = init(
                folder.path(),
                &[system, "--from", &file, "--force", "-o", &output],
            );
            assert_eq!(
                (run.code, run.stderr),
                (
                    2,
                    format!(
                        "error: `{output}` also contains {lost}, which would be lost; write to another file with `-o OTHER`\n"
                    )
                )
            );
        }
        assert_eq!(&read(folder.path(), &file), before);
        let run = init(
            folder.path(),
            &[system, "--from", &file, "-o", "other.yaml", "--force"],
        );
        assert_eq!(run.code, 0, "{}", run.stderr);
    }
    let alone = [
        "payroll",
        "--from",
        "alone.yaml",
        "--force",
        "-o",
        "alone.yaml",
    ];
    assert_eq!(init(folder.path(), &alone).code, 0);
}

#[test]
fn a_matrix_comes_by_name_by_file_or_from_the_configuration() {
    let example = fs::read_to_string(repository().join("fixtures/matrices/example-paas.yaml"));
    let example = example.expect("the example");
    let folder = folder(&[("m y.yaml", &example)]);
    let run = init(folder.path(), &["a", "--matrix", "m y.yaml"]);
    assert_eq!(
        run.stderr,
        "wrote a.crisp.yaml: 20 features, 25 placeholders wait for a person\n\
         fill in each TODO, then run `crisplint check --matrix 'm y.yaml' a.crisp.yaml`\n"
    );
    assert_only_placeholders(folder.path(), "a.crisp.yaml", &["--matrix", "m y.yaml"]);
    let written = read(folder.path(), "a.crisp.yaml");
    assert!(
        written.contains("\nmatrix: example-paas@2026-07-01\n"),
        "{written}"
    );
    assert!(
        written.contains("  # Keys and secrets of customer applications\n  application-secrets:\n")
    );

    let configuration =
        "matrices: [m y.yaml]\ncontacts: {soc: {name: S, email: s@examples.gov.au}}\n";
    fs::write(folder.path().join(".crisplint.yaml"), configuration).expect("a file");
    for (system, matrix) in [("b", "example-paas"), ("c", "example-paas@2026-07-01")] {
        let run = init(folder.path(), &[system, "--matrix", matrix]);
        let file = format!("{system}.crisp.yaml");
        assert!(
            run.stderr.ends_with(&format!("`crisplint check {file}`\n")),
            "{}",
            run.stderr
        );
        assert_only_placeholders(folder.path(), &file, &[]);
        // The owners of the configuration are there to be named.
        assert_eq!(json(&read(folder.path(), &file)).get("contacts"), None);
    }
    assert_eq!(
        init(
            folder.path(),
            &["d", "--matrix", "example-paas", "--no-config"]
        )
        .code,
        2
    );
}

#[test]
fn a_file_with_faulty_or_many_matrices_is_refused() {
    let one = "apiVersion: crisplint/v1\nkind: ResponsibilityMatrix\nmetadata: {id: ID, version: \"1\"}\nprovider: {name: P, aliases: []}\nfeatures:\n  x: {title: X, raci: {customer: [R, A]}}\n";
    let two = format!(
        "{}---\n{}",
        one.replace("ID", "one"),
        one.replace("ID", "two")
    );
    let folder = folder(&[("two.yaml", two), ("bad.yaml", one.replace("[R, A]", "R"))]);
    let run = init(folder.path(), &["a", "--matrix", "two.yaml"]);
    assert_eq!(run.code, 2);
    assert!(
        run.stderr
            .contains("`two.yaml` holds 2 matrices, `one` and `two`: list the file"),
        "{}",
        run.stderr
    );
    let run = init(folder.path(), &["a", "--matrix", "bad.yaml"]);
    assert_eq!(run.code, 2);
    assert!(run.stdout.contains("CRISP201"), "{}", run.stdout);
    assert_eq!(
        run.stderr,
        "error: the matrix has errors, so nothing was written\n"
    );
}
