//! The `check` command: exit codes, options, discovery, and positions in every format.

use crate::support::{
    TODAY, changed, check, findings, folder, manifest, repository, run, run_with_input, text,
};

const BROKEN: &str = "kind: ControlOwnershp\n";

#[test]
fn exit_codes_say_what_happened() {
    let folder = folder(&[
        ("ok/a.crisp.yaml", manifest().as_str()),
        ("bad/b.crisp.yaml", BROKEN),
        (
            "warn/c.crisp.yaml",
            &changed("databases: {raci: {provider: C,", "databases: {raci: {"),
        ),
        ("none/readme.txt", ""),
    ]);
    let code = |arguments: &[&str]| check(folder.path(), arguments).code;
    assert_eq!(code(&["ok"]), 0);
    assert_eq!(code(&["bad"]), 1);
    assert_eq!(code(&["warn"]), 0);
    assert_eq!(code(&["--fail-on", "warning", "warn"]), 1);
    assert_eq!(code(&["--fail-on", "info", "warn"]), 1);
    assert_eq!(code(&["--fail-on", "never", "bad"]), 0);
    assert_eq!(code(&["none"]), 2);
    assert_eq!(code(&["--allow-empty", "none"]), 0);
    assert_eq!(code(&["nowhere", "bad"]), 2);
    assert_eq!(code(&["--fail-on", "sometimes", "ok"]), 2);
    assert_eq!(
        run(folder.path(), &["check", "--today", "2026-02-30", "ok"]).code,
        2
    );
    for format in ["full", "concise", "json"] {
        assert_eq!(code(&["--format", format, "bad"]), 1, "{format}");
    }
}

#[test]
fn an_empty_run_never_looks_like_a_clean_one() {
    let folder = folder(&[("readme.txt", "")]);
    let run = check(folder.path(), &["."]);
    let summary = "0 manifests in 0 files, 0 features: nothing was checked\n";
    let error = "error: no manifest found; in folders, crisplint looks for files named *control-ownership*.yaml";
    assert!(run.stderr.starts_with(error), "{}", run.stderr);
    assert_eq!(run.stdout, summary.to_owned() + &run.stderr);
    let allowed = check(folder.path(), &["--allow-empty", "."]);
    assert_eq!((allowed.code, allowed.stdout.as_str()), (0, summary));
}

#[test]
fn the_summary_tells_manifests_from_what_is_none() {
    let matrix = run(repository(), &["matrix", "show", "--format", "yaml"]).stdout;
    let matrix = matrix.replace("2023-02-01", "2027");
    let both = format!("{}---\n{matrix}", manifest());
    let folder = folder(&[
        ("both.crisp.yaml", both),
        ("matrix.crisp.yaml", matrix.clone()),
        ("syntax.crisp.yaml", "a: [\n---\nkind: Other\n".to_owned()),
        (
            "next.crisp.yaml",
            manifest().replace("crisplint/v1", "crisplint/v9"),
        ),
    ]);
    for (files, summary) in [
        (
            &["matrix.crisp.yaml"][..],
            "1 matrix in 1 file, 18 features: ",
        ),
        (
            &["both.crisp.yaml"],
            "1 manifest and 1 matrix in 1 file, 36 features: ",
        ),
        (
            &["syntax.crisp.yaml"],
            "2 other documents in 1 file, 0 features: ",
        ),
        (
            &["next.crisp.yaml"],
            "1 other document in 1 file, 0 features: ",
        ),
        (
            &["."],
            "1 manifest, 2 matrices and 3 other documents in 4 files, 54 features: ",
        ),
    ] {
        let checked = check(folder.path(), files);
        let last = checked.stdout.lines().last().expect("a summary");
        assert!(last.starts_with(summary), "{files:?}: {last}");
        let report = run(
            folder.path(),
            &[&["report", "-o", "r.html"][..], files].concat(),
        );
        let said = report.stderr.lines().last().expect("a summary");
        assert!(said.starts_with(summary), "{files:?}: {said}");
    }
}

#[test]
fn quiet_prints_findings_only_and_verbose_what_is_read() {
    let folder = folder(&[("a.crisp.yaml", manifest())]);
    let quiet = check(folder.path(), &["-q", "."]);
    assert_eq!((quiet.stdout.as_str(), quiet.stderr.as_str()), ("", ""));
    let verbose = check(folder.path(), &["-v", "."]);
    assert!(
        verbose.stderr.contains("read: a.crisp.yaml\n"),
        "{}",
        verbose.stderr
    );
    assert_eq!(
        verbose.stdout,
        "1 manifest in 1 file, 18 features: no findings\n"
    );
}

#[test]
fn statistics_count_each_rule() {
    let text = changed("customer: A, msp: R", "customer: A, msp: A").replace(
        "provider: [R, A], customer: I",
        "provider: [R, A], customer: C",
    );
    let folder = folder(&[("a.crisp.yaml", text)]);
    let run = check(
        folder.path(),
        &["--statistics", "-q", "--format", "concise", "."],
    );
    let counts: Vec<&str> = run.stdout.lines().skip(4).collect();
    assert_eq!(
        counts,
        [
            "2  warning  CRISP309 role-differs",
            "1  error    CRISP202 multiple-accountable",
            "1  error    CRISP203 no-responsible"
        ]
    );
    let json = check(folder.path(), &["--statistics", "--format", "json", "."]);
    assert_eq!(
        json.json()["summary"]["errors"],
        2,
        "a machine reads nothing else"
    );
    assert!(json.stderr.contains("CRISP309"));
}

#[test]
fn statistics_tell_what_does_not_count() {
    let text = changed("customer: A, msp: R", "customer: A, msp: A").replace(
        "provider: [R, A], customer: I",
        "provider: [R, A], customer: C",
    ) + "waivers:\n  - {rule: CRISP309, feature: physical-access, reason: Later., approvedBy: Jo, expires: 2027-01-31}\n";
    let folder = folder(&[("a.crisp.yaml", text)]);
    let counts = |more: &[&str]| {
        let arguments = ["--statistics", "-q", "--format", "concise", "."];
        let run = check(folder.path(), &[&arguments, more].concat());
        let lines = run.stdout.lines().map(str::to_owned);
        let counts = lines.filter(|line| line.starts_with(|first: char| first.is_ascii_digit()));
        counts.collect::<Vec<_>>()
    };
    assert_eq!(
        counts(&[]),
        [
            "2  warning  CRISP309 role-differs (1 waived)",
            "1  error    CRISP202 multiple-accountable",
            "1  error    CRISP203 no-responsible"
        ]
    );
    assert_eq!(
        counts(&["--write-baseline", "old.json"]),
        [
            "2  warning  CRISP309 role-differs (1 waived, 1 baselined)",
            "1  error    CRISP202 multiple-accountable (1 baselined)",
            "1  error    CRISP203 no-responsible (1 baselined)"
        ]
    );
}

#[test]
fn standard_input_has_a_name() {
    let folder = folder(&[("readme.txt", "")]);
    let run = |arguments: &[&str]| run_with_input(folder.path(), arguments, BROKEN.as_bytes());
    let plain = run(&["check", "-q", "--format", "concise", "-"]);
    assert_eq!(
        plain.stdout,
        "<stdin>:1:7: error[CRISP006] unknown kind `ControlOwnershp`\n"
    );
    let named = run(&[
        "check",
        "-q",
        "--format",
        "concise",
        "--stdin-filename",
        "a/b.yaml",
        "-",
    ]);
    assert_eq!(
        named.stdout,
        "a/b.yaml:1:7: error[CRISP006] unknown kind `ControlOwnershp`\n"
    );
    let picture = run(&["check", "-"]);
    assert!(
        picture.stdout.contains(" 1 │ kind: ControlOwnershp"),
        "{}",
        picture.stdout
    );
    assert_eq!(run(&["check", "--stdin-filename", "a.yaml", "."]).code, 2);
}

/// A day is written in one way, in every command that takes one.
#[test]
fn a_day_has_four_two_and_two_digits() {
    let folder = folder(&[("a.crisp.yaml", manifest())]);
    for command in [
        &["check"][..],
        &["report", "-oout.json"],
        &["matrix", "diff", "aucloud-iaas", "aucloud-iaas"],
    ] {
        let run = |day: &str| run(folder.path(), &[command, &["--today", day]].concat());
        assert_eq!(run(TODAY).code, 0, "{command:?}");
        for day in [
            "20261123",
            "2026-11-23T00:00",
            "2026-11-23[UTC]",
            "2026-02-30",
            "+002026-11-23",
            "2026-1-3",
            "today",
        ] {
            let wrong = run(day);
            assert_eq!((wrong.code, wrong.stdout.as_str()), (2, ""), "{day}");
            let said = format!(
                "invalid value '{day}' for '--today <DATE>': write the date as YYYY-MM-DD, for example `2026-11-23`"
            );
            assert!(wrong.stderr.contains(&said), "{}", wrong.stderr);
        }
    }
}

#[test]
fn paths_are_relative_to_the_repository() {
    let folder = folder(&[("deep/er/a.crisp.yaml", BROKEN)]);
    let below = folder.path().join("deep");
    let json = check(&below, &["--format", "json", "er"]).json();
    assert_eq!(json["findings"][0]["path"], "deep/er/a.crisp.yaml");
    let concise = check(&below, &["-q", "--format", "concise", "er"]).stdout;
    assert!(concise.starts_with("er/a.crisp.yaml:1:7: "), "{concise}");
}

#[test]
fn many_files_give_the_same_output_every_time() {
    let texts: Vec<(String, String)> = (0..300)
        .map(|n| {
            (
                format!("{}/{n}.crisp.yaml", n % 7),
                format!("kind: k{n}\n---\nkind: l{n}\n"),
            )
        })
        .collect();
    let files: Vec<(&str, &str)> = texts
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    let folder = folder(&files);
    let first = check(folder.path(), &["--format", "json", "."]).stdout;
    for _ in 0..3 {
        assert!(check(folder.path(), &["--format", "json", "."]).stdout == first);
    }
    let report: serde_json::Value = serde_json::from_str(&first).expect("JSON");
    let keys: Vec<(&str, u64)> = report["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .map(|one| (text(&one["path"]), one["line"].as_u64().expect("a line")))
        .collect();
    assert_eq!(keys.len(), 600);
    assert!(keys.is_sorted());
}

#[test]
fn colours_follow_the_terminal_and_the_wish() {
    let folder = folder(&[("a.crisp.yaml", BROKEN)]);
    let colored = |arguments: &[&str], environment: &[(&str, &str)]| {
        let mut command = crate::support::command(folder.path());
        let output = command
            .arg("check")
            .args(arguments)
            .arg(".")
            .envs(environment.iter().copied())
            .output();
        String::from_utf8(output.expect("a run").stdout)
            .expect("UTF-8")
            .contains("\u{1b}[")
    };
    assert!(!colored(&[], &[]), "a pipe is no terminal");
    assert!(colored(&["--color", "always"], &[("NO_COLOR", "1")]));
    assert!(colored(&[], &[("CLICOLOR_FORCE", "1")]));
    assert!(!colored(&["--color", "never"], &[("CLICOLOR_FORCE", "1")]));
}

/// The shape of the report for machines, and one finding whole.
#[test]
fn json_holds_what_the_interface_promises() {
    let text = changed(
        "databases: {raci: {provider: C, customer: [R, A]}",
        "databases: {raci: {provider: A, customer: [R, A]}",
    );
    let folder = folder(&[("a.crisp.yaml", text)]);
    let report = check(folder.path(), &["--format", "json", "."]).json();
    assert_eq!(report["version"], 1);
    assert_eq!(report["tool"]["name"], "crisplint");
    assert_eq!(report["today"], "2026-11-23");
    let summary = serde_json::json!({"files": 1, "documents": 1, "features": 18, "errors": 1, "warnings": 0, "infos": 0, "waived": 0, "baselined": 0});
    assert_eq!(report["summary"], summary);
    let mut finding = report["findings"][0].clone();
    let fingerprint = finding["fingerprint"].take();
    assert!(fingerprint.as_str().is_some_and(|hash| hash.len() == 64));
    let expected = serde_json::json!({
        "code": "CRISP202",
        "name": "multiple-accountable",
        "severity": "error",
        "message": "`databases`: both the provider and the customer are accountable",
        "help": "exactly one party is accountable for a feature; keep only the A of the customer, as in the matrix (CRISP 3.10)",
        "path": "a.crisp.yaml",
        "line": 23, "column": 32, "endLine": 23, "endColumn": 33,
        "pointer": "/features/databases/raci",
        "document": 0,
        "system": "payroll",
        "feature": "databases",
        "fingerprint": null,
        "status": "open",
        "related": [{
            "path": "a.crisp.yaml", "line": 23, "column": 49, "endLine": 23, "endColumn": 50,
            "message": "the customer is also accountable",
        }],
    });
    assert_eq!(finding, expected);
}

/// A fingerprint is that of the fault, not of its place or its spelling.
#[test]
fn fingerprints_survive_moves() {
    let fault = "databases: {raci: {provider: A, customer: [R, A]}";
    let first = changed("databases: {raci: {provider: C, customer: [R, A]}", fault);
    let moved = "# a line more\n".to_owned() + &first;
    let respelt = first.replace(
        "  databases:",
        "  Configuration and Management of databases:",
    );
    let other = first.replace("system: payroll", "system: other");
    let folder = folder(&[
        ("a.yaml", first),
        ("b/b.yaml", moved),
        ("c.yaml", respelt),
        ("d.yaml", other),
    ]);
    let print = |file: &str| {
        check(folder.path(), &["--format", "json", file]).json()["findings"][0]["fingerprint"]
            .clone()
    };
    assert_eq!(print("a.yaml"), print("b/b.yaml"));
    assert_eq!(print("a.yaml"), print("c.yaml"));
    assert_ne!(print("a.yaml"), print("d.yaml"));
}

#[test]
fn two_missing_things_have_two_fingerprints() {
    let text = changed("  privileged-users-iaas: {raci: {provider: [R, A]}}\n", "");
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| !line.contains("  network-access"))
        .collect();
    let folder = folder(&[("a.crisp.yaml", lines.join("\n"))]);
    let report = check(folder.path(), &["--format", "json", "."]).json();
    assert_eq!(report["findings"].as_array().map(Vec::len), Some(2));
    assert_ne!(
        report["findings"][0]["fingerprint"],
        report["findings"][1]["fingerprint"]
    );
}

/// One fault, one finding.
#[test]
fn a_fault_speaks_once() {
    let swap = |from: &str, to: &str| findings(&changed(from, to));
    let databases = "databases: {raci: {provider: C, customer: [R, A]}";
    let row = |raci: &str| swap(databases, &format!("databases: {{raci: {raci}"));
    let codes = |found: Vec<String>| {
        found
            .iter()
            .map(|one| one[..8].to_owned())
            .collect::<Vec<_>>()
    };
    for (raci, expected) in [
        ("{provider: C, customer: [R, A, A]}", vec!["CRISP204"]),
        ("{provider: C, customer: [R, A, C]}", vec!["CRISP204"]),
        ("{provider: [C, C], customer: [R, A]}", vec!["CRISP204"]),
        ("{provider: [R, A], customer: C}", vec!["CRISP305"]),
        ("{provider: A, customer: A}", vec!["CRISP202", "CRISP203"]),
        ("{provider: [R, A], customer: [R, A]}", vec!["CRISP202"]),
        ("{provider: C, customer: R}", vec!["CRISP201"]),
        ("{provider: C, customer: C}", vec!["CRISP201", "CRISP203"]),
        ("{}", vec!["CRISP201", "CRISP203"]),
        ("{provider: C, customer: A}", vec!["CRISP203"]),
        ("{provider: R, customer: A}", vec!["CRISP306"]),
        ("{provider: R, customer: [R, A]}", vec!["CRISP306"]),
        ("{provider: R, customer: I}", vec!["CRISP201", "CRISP306"]),
        ("{provider: I, customer: [R, A]}", vec!["CRISP309"]),
        ("{customer: [R, A]}", vec!["CRISP309"]),
        ("{provider: , customer: [R, A]}", vec!["CRISP309"]),
        ("{provider: '', customer: [R, A]}", vec!["CRISP309"]),
        ("{provider: [], customer: [R, A]}", vec!["CRISP309"]),
        ("{provider: C, customer: R, msp: A}", vec!["CRISP308"]),
        ("{provider: C, customer: C, msp: [R, A]}", vec!["CRISP308"]),
        ("{provider: C, customer: A, msp: [R, A]}", vec!["CRISP202"]),
        ("{provider: C, custmer: [R, A]}", vec!["CRISP205"]),
        (
            "{provider: A, customer: A, other: R}",
            vec!["CRISP202", "CRISP205"],
        ),
        ("{provider: C, customer: R, A}", vec!["CRISP205"]),
        ("{provider: C, customer: [R, X]}", vec!["CRISP104"]),
        ("{provider: [R, A], customer: [R, X]}", vec!["CRISP104"]),
        ("{provider: C, customer: 5}", vec!["CRISP103"]),
        ("{provider: C, customer: R, customer: A}", vec!["CRISP004"]),
        ("R", vec!["CRISP103"]),
    ] {
        let mut found = codes(row(raci));
        found.sort();
        assert_eq!(found, expected, "{raci}");
    }
}

#[test]
fn letters_may_be_written_in_every_permitted_style() {
    for cell in [
        "[R, A]",
        "[A, R]",
        "\"R, A\"",
        "'R,A'",
        "\" A , R \"",
        "\n      - R\n      - A\n     ",
    ] {
        let text = changed(
            "databases: {raci: {provider: C, customer: [R, A]}, owner: platform, evidence: [https://wiki.examples.gov.au/databases]}",
            &format!(
                "databases:\n    owner: platform\n    evidence: [https://wiki.examples.gov.au/databases]\n    raci:\n     provider: C\n     customer: {cell}"
            ),
        );
        assert_eq!(findings(&text), [""; 0], "{cell}");
    }
}

#[test]
fn places_in_aliases_are_the_alias_and_the_anchor() {
    let text = changed("features:\n", "x-rows:\n  wrong: &wrong {provider: [R, A], customer: C}\n  cell: &cell [R, A]\nfeatures:\n")
        .replace("databases: {raci: {provider: C, customer: [R, A]}", "databases: {raci: *wrong")
        .replace("server-vms: {raci: {provider: C, customer: [R, A]}", "server-vms: {raci: {provider: *cell, customer: C}");
    let folder = folder(&[("a.crisp.yaml", text)]);
    let report = check(folder.path(), &["--format", "json", "."]).json();
    let place =
        |one: &serde_json::Value| format!("{}:{}-{}", one["line"], one["column"], one["endColumn"]);
    let findings = report["findings"].as_array().expect("findings");
    let places: Vec<String> = findings
        .iter()
        .map(|one| {
            format!(
                "{} {} {}",
                text_of(one),
                place(one),
                place(&one["related"][0])
            )
        })
        .collect();
    assert_eq!(
        places,
        ["CRISP305 24:33-38 17:19-20", "CRISP305 26:21-27 16:32-33"]
    );
}

fn text_of(finding: &serde_json::Value) -> &str {
    text(&finding["code"])
}

#[test]
fn several_documents_and_faults_go_on() {
    let second = manifest().replace("system: payroll", "system: second");
    let text = format!("a: [1\n---\n{}---\n---\nkind: x\n---\n{second}", manifest());
    assert_eq!(findings(&text), ["CRISP003 2:1", "CRISP006 38:7"]);
    let folder = folder(&[("a.crisp.yaml", text)]);
    let report = check(folder.path(), &["--format", "json", "."]).json();
    assert_eq!(report["summary"]["documents"], 4);
    assert_eq!(report["summary"]["features"], 36);
}

#[test]
fn digits_can_be_a_name() {
    let text = manifest()
        .replace(
            "features:\n",
            "features:\n  2024: {raci: {365: [Z], customer: A}, owner: []}\n",
        )
        .replace("contacts:\n", "contacts:\n  7: {name: []}\n")
        .replace("thirdParties: {", "thirdParties: {365: [], ");
    let folder = folder(&[("a.crisp.yaml", text)]);
    let run = check(folder.path(), &["-q", "--format", "concise", "."]);
    let expected =
        "a.crisp.yaml:12:23: error[CRISP103] `365` of `thirdParties` must be text, but it is a list
a.crisp.yaml:14:3: error[CRISP101] `7` has no `email`
a.crisp.yaml:14:13: error[CRISP103] `name` of `7` must be text, but it is a list
a.crisp.yaml:17:3: error[CRISP303] `2024` is not a feature of `aucloud-iaas`
a.crisp.yaml:17:23: error[CRISP104] `Z` is not a role
a.crisp.yaml:17:48: error[CRISP103] `owner` of `2024` must be text, but it is a list
";
    assert_eq!(run.stdout, expected);
}

/// The whole cell is marked, so that one such message says all.
#[test]
fn missing_letters_of_a_cell_are_one_fault() {
    for cell in ["R,,A", "R, A,", ",,,", " , "] {
        let text = changed(
            "raci: {customer: [R, A]}",
            &format!("raci: {{customer: \"{cell}\"}}"),
        );
        assert_eq!(findings(&text), ["CRISP104 25:39"], "{cell}");
    }
}
