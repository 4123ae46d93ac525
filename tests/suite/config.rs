//! `.crisplint.yaml`: found, obeyed, and refused with a place where it is wrong.

use std::path::Path;

use crate::support::{changed, check, findings, folder, manifest, run_with_input, text};

const FAULTY: &str = "\
inclde: ['*.yaml']
exclude: [5, '[']
failOn: sometimes
rules:
  CRISP202: off
  CRISP999: warning
  missing-evidnce: off
  CRISP406: loud
  CRISP309: off
  role-differs: error
  404: loud
review: {maxAgeDays: -1}
contacts: {a: {name: A}}
matrices: [5]
waivers: {maxDays: soon}
";

/// Where another spelling is all that is missing, it is given back; else an example is.
#[test]
fn a_value_of_the_wrong_type_is_told_what_to_type() {
    let config = "\
include: '*.crisp.yaml'
exclude: archive
matrices: 5
failOn: true
review: {maxAgeDays: '180'}
waivers: {maxDays: soon}
baseline: 7
";
    let folder = folder(&[(".crisplint.yaml", config)]);
    let run = check(folder.path(), &["--format", "json", "."]);
    let report = run.json();
    let helps = report["findings"].as_array().expect("findings").iter();
    let helps: Vec<&str> = helps
        .filter_map(|finding| finding["help"].as_str())
        .collect();
    let expected = [
        "write a list: `['*.crisp.yaml']`",
        "write a list: `[archive]`",
        "write a list: `['5']`",
        "write the lowest severity that makes a run fail",
        "remove the quotes: `180`",
        "write the maximum number of days from today to a waiver's end date",
        "put the value in quotes: `\"7\"`",
    ];
    assert_eq!(helps, expected);
}

/// What is given back can be typed: neither lines of text nor very long ones.
#[test]
fn a_long_value_of_the_wrong_type_is_not_given_back() {
    let helps = |exclude: &str| {
        let config = format!("exclude: {exclude}\n");
        let folder = folder(&[(".crisplint.yaml", config)]);
        let run = check(folder.path(), &["--format", "json", "."]);
        text(&run.json()["findings"][0]["help"]).to_owned()
    };
    let (fits, long) = ("a".repeat(100), "a".repeat(101));
    assert_eq!(helps(&fits), format!("write a list: `[{fits}]`"));
    for exclude in [long.as_str(), "|\n  archive\n  drafts"] {
        let help = helps(exclude);
        assert!(help.starts_with("write patterns for files "), "{help}");
    }
}

#[test]
fn a_number_that_is_not_whole_is_told_from_one_that_is() {
    let config = "review: {maxAgeDays: 1.5}\nwaivers: {maxDays: 1e3, noticeDays: '1.5'}\n";
    let folder = folder(&[(".crisplint.yaml", config)]);
    let run = check(folder.path(), &["--format", "concise", "-q", "."]);
    let expected =
        ".crisplint.yaml:1:22: error[CRISP103] `maxAgeDays` must be a whole number, but it is `1.5`
.crisplint.yaml:2:37: error[CRISP103] `noticeDays` must be a whole number, but it is text
error: the configuration has errors, so nothing was checked
";
    assert_eq!(run.stdout, expected);
}

#[test]
fn faults_have_places_and_stop_the_run() {
    let folder = folder(&[(".crisplint.yaml", FAULTY), ("a.crisp.yaml", &manifest())]);
    let run = check(folder.path(), &["--format", "concise", "."]);
    assert_eq!(run.code, 2);
    let expected = ".crisplint.yaml:1:1: error[CRISP102] the document has no field `inclde`
.crisplint.yaml:2:11: error[CRISP103] item 1 of `exclude` must be text, but it is a number
.crisplint.yaml:2:14: error[CRISP104] `[` is not a valid pattern: invalid range pattern
.crisplint.yaml:3:9: error[CRISP104] `sometimes` is not a valid value for `failOn`
.crisplint.yaml:5:3: error[CRISP104] the severity of `CRISP202` cannot be changed
.crisplint.yaml:6:3: error[CRISP104] there is no rule `CRISP999`
.crisplint.yaml:7:3: error[CRISP104] there is no rule `missing-evidnce`
.crisplint.yaml:8:13: error[CRISP104] `loud` is not a valid value for `CRISP406`
.crisplint.yaml:10:3: error[CRISP104] the rule `role-differs` is set twice, by its code and by its name
.crisplint.yaml:11:3: error[CRISP104] there is no rule `404`
.crisplint.yaml:11:8: error[CRISP104] `loud` is not a valid value for `404`
.crisplint.yaml:12:22: error[CRISP104] `-1` is not a valid value for `maxAgeDays`
.crisplint.yaml:13:12: error[CRISP101] `a` has no `email`
.crisplint.yaml:14:12: error[CRISP103] item 1 of `matrices` must be text or a mapping, but it is a number
.crisplint.yaml:15:20: error[CRISP103] `maxDays` must be a whole number, but it is text
0 manifests in 0 files, 0 features: 15 errors, nothing was checked
error: the configuration has errors, so nothing was checked
";
    assert_eq!(run.stdout, expected);
    assert_eq!(
        run.stderr,
        "error: the configuration has errors, so nothing was checked\n"
    );
    let without = check(folder.path(), &["--no-config", "."]);
    assert_eq!(without.code, 0);
}

#[test]
fn the_one_of_the_root_counts_and_options_win() {
    let broken = manifest().replace("provider: AUCloud", "provider: AWS");
    let folder = folder(&[
        (".crisplint.yaml", "rules: {unknown-provider: warning}\n"),
        ("other.yaml", "rules: {CRISP311: info}\nfailOn: info\n"),
        ("sub/a.crisp.yaml", &broken),
    ]);
    let words = |below: &str, arguments: &[&str]| {
        let mut all = vec!["-q", "--format", "concise"];
        all.extend(arguments);
        let run = check(&folder.path().join(below), &all);
        let word = run.stdout.split(' ').nth(1).unwrap_or("silent").to_owned();
        format!("{} {word}", run.code)
    };
    assert_eq!(words(".", &["sub"]), "0 warning[CRISP311]");
    assert_eq!(words("sub", &["."]), "0 warning[CRISP311]");
    let other = ["--config", "../other.yaml", "."];
    assert_eq!(words("sub", &other), "1 info[CRISP311]");
    assert_eq!(
        words("sub", &[&other[..], &["--fail-on", "error"]].concat()),
        "0 info[CRISP311]"
    );
    assert_eq!(words("sub", &["--no-config", "."]), "1 error[CRISP311]");
    assert_eq!(
        check(folder.path(), &["--config", "nowhere.yaml", "."]).code,
        2
    );
}

#[test]
fn include_and_exclude_choose_files() {
    let folder = folder(&[
        (
            ".crisplint.yaml",
            "include: ['*.yml', 'deep/**/*.yaml']\nexclude: [old, 'deep/skip.yaml']\n",
        ),
        ("a.yml", "kind: x\n"),
        ("a.crisp.yaml", "kind: x\n"),
        ("old/b.yml", "kind: x\n"),
        ("deep/c.yaml", "kind: x\n"),
        ("deep/er/d.yaml", "kind: x\n"),
        ("deep/skip.yaml", "kind: x\n"),
    ]);
    let files =
        |arguments: &[&str]| check(folder.path(), &[&["--show-files"], arguments].concat()).stdout;
    assert_eq!(files(&["."]), "a.yml\ndeep/c.yaml\ndeep/er/d.yaml\n");
    assert_eq!(
        files(&["old/b.yml", "a.crisp.yaml"]),
        "a.crisp.yaml\nold/b.yml\n"
    );
    assert_eq!(
        files(&["--force-exclude", "old/b.yml", "a.crisp.yaml"]),
        "a.crisp.yaml\n"
    );
    let none = check(
        folder.path(),
        &["--force-exclude", "--allow-empty", "old/b.yml"],
    );
    assert_eq!(none.code, 0);
}

/// An editor gives a hook's options and a name, and the text on standard input.
#[test]
fn what_is_excluded_by_its_name_is_passed_over_on_standard_input_too() {
    let folder = folder(&[
        (".crisplint.yaml", "exclude: [old, '*.draft.yaml']\n"),
        ("sub/readme.txt", ""),
    ]);
    let run = |folder: &Path, name: &str, options: &[&str]| {
        let fixed = [
            "check",
            "--format",
            "concise",
            "-q",
            "--stdin-filename",
            name,
            "-",
        ];
        run_with_input(folder, &[&fixed, options].concat(), b"kind: x\n")
    };
    let here = folder.path();
    for name in ["old/b.yml", "./sub/../old/b.yml", "sub/a.draft.yaml"] {
        let skipped = run(here, name, &["--force-exclude"]);
        assert_eq!(skipped.code, 2, "{name}");
        assert_eq!(skipped.stdout, skipped.stderr, "{name}");
        assert!(skipped.stderr.contains("no manifest found"), "{name}");
        let allowed = run(here, name, &["--force-exclude", "--allow-empty"]);
        assert_eq!(
            (allowed.code, allowed.stdout, allowed.stderr),
            (0, String::new(), String::new())
        );
        assert_eq!(run(here, name, &[]).code, 1, "{name}");
    }
    let below = run(&here.join("sub"), "../old/b.yml", &["--force-exclude"]);
    assert_eq!(below.code, 2);
    assert_eq!(run(here, "new/b.yml", &["--force-exclude"]).code, 1);
    let unnamed = run_with_input(here, &["check", "--force-exclude", "-"], b"kind: x\n");
    assert_eq!(unnamed.code, 1);
}

#[test]
fn limits_contacts_and_matrices_are_obeyed() {
    let text_of = changed(
        "owner: platform, evidence: [https://wiki.examples.gov.au/databases]",
        "owner: shared, evidence: [https://wiki.examples.gov.au/databases]",
    );
    let config = "contacts: {shared: {name: Shared, email: shared@examples.gov.au}}\nreview: {maxAgeDays: 30}\n";
    let folder = folder(&[(".crisplint.yaml", config), ("a.crisp.yaml", &text_of)]);
    let run = check(folder.path(), &["--format", "json", "."]);
    assert_eq!(run.places(), ["CRISP404 6:13"]);
    assert_eq!(
        check(folder.path(), &["--no-config", "--format", "json", "."]).places(),
        ["CRISP402 23:61"]
    );
}

#[test]
fn show_settings_says_what_holds_and_whence() {
    let folder = folder(&[
        ("sub/x.txt", ""),
        (
            ".crisplint.yaml",
            "exclude: [old]\nrules:\n  CRISP309: off\nfailOn: warning\n",
        ),
    ]);
    let run = check(
        &folder.path().join("sub"),
        &["--show-settings", "--fail-on", "info"],
    );
    let lines: Vec<&str> = run.stdout.lines().collect();
    for line in [
        "configuration = ../.crisplint.yaml  # found",
        "today = 2026-11-23  # command line",
        "exclude = [\"old\"]  # ../.crisplint.yaml:1",
        "failOn = info  # command line",
        "review.maxAgeDays = 366  # default",
        "rules.CRISP309 (role-differs) = off  # ../.crisplint.yaml:2",
        "rules.CRISP304 (missing-feature) = error  # default",
    ] {
        assert!(lines.contains(&line), "{line} is not in\n{}", run.stdout);
    }
    assert_eq!(run.code, 0);
}

/// Waivers cover findings by rule and feature, until their last day.
#[test]
fn waivers_cover_until_their_last_day() {
    let waiver = "waivers:\n  - {rule: role-differs, feature: databases, reason: It moves., approvedBy: Jo, expires: 2026-11-23}\n";
    let broken = changed(
        "databases: {raci: {provider: C,",
        "databases: {raci: {provider: I,",
    ) + waiver;
    let folder = folder(&[("a.crisp.yaml", broken)]);
    let codes = |today: &str| {
        let run = crate::support::run(
            folder.path(),
            &["check", "--today", today, "--format", "json", "."],
        );
        let report = run.json();
        let findings = report["findings"].as_array().expect("findings").iter();
        let codes = findings.map(|one| format!("{} {}", text(&one["code"]), text(&one["status"])));
        codes.collect::<Vec<_>>()
    };
    assert_eq!(codes("2026-11-23"), ["CRISP309 waived", "CRISP505 open"]);
    assert_eq!(codes("2026-11-24"), ["CRISP309 open", "CRISP501 open"]);
    let report = check(folder.path(), &["--format", "json", "."]).json();
    let expected = serde_json::json!({
        "rule": "CRISP309", "feature": "databases", "reason": "It moves.", "approvedBy": "Jo", "expires": "2026-11-23",
    });
    assert_eq!(report["findings"][0]["waiver"], expected);
    assert_eq!(report["summary"]["waived"], 1);
    assert_eq!(report["summary"]["warnings"], 0);
}

/// A date that is none never counts as a day to come.
#[test]
fn a_waiver_with_a_fault_holds_nothing() {
    let broken = changed(
        "databases: {raci: {provider: C,",
        "databases: {raci: {provider: I,",
    );
    for (expires, code) in [
        ("2027-02-30", "CRISP104"),
        ("tomorrow", "CRISP104"),
        ("20270301", "CRISP103"),
        ("TODO", "CRISP403"),
    ] {
        let waiver = format!(
            "waivers:\n  - {{rule: CRISP309, reason: It moves., approvedBy: Jo, expires: {expires}}}\n"
        );
        let folder = folder(&[("a.crisp.yaml", broken.clone() + &waiver)]);
        let report = check(folder.path(), &["--format", "json", "."]).json();
        let findings = report["findings"].as_array().expect("findings").iter();
        let codes: Vec<String> = findings
            .map(|one| format!("{} {}", text(&one["code"]), text(&one["status"])))
            .collect();
        assert_eq!(
            codes,
            ["CRISP309 open".to_owned(), format!("{code} open")],
            "{expires}"
        );
    }
}

/// One fault, one finding: when a waiver ends is said only where it could hold.
#[test]
fn a_waiver_that_cannot_hold_is_named_once() {
    for (waiver, code) in [
        ("rule: CRISP202", "CRISP504"),
        ("rule: CRISP502", "CRISP504"),
        ("rule: CRISP309, feature: database", "CRISP303"),
        ("rule: CRISP202, feature: databases", "CRISP504"),
    ] {
        for expires in ["2026-12-01", "2028-12-01"] {
            let waiver = format!(
                "waivers:\n  - {{{waiver}, reason: It moves., approvedBy: Jo, expires: {expires}}}\n"
            );
            let found = findings(&(manifest() + &waiver));
            let codes: Vec<&str> = found.iter().map(|one| &one[..8]).collect();
            assert_eq!(codes, [code], "{waiver}");
        }
    }
}

#[test]
fn evidence_stays_in_the_repository() {
    let outside = folder(&[("secret.md", "x")]);
    let evidence = |path: &str| {
        changed(
            "[https://wiki.examples.gov.au/databases]",
            &format!("[{path}]"),
        )
    };
    let folder = folder(&[("run/book.md", "x")]);
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(outside.path(), folder.path().join("away")).expect("a link");
        std::os::unix::fs::symlink("run", folder.path().join("here")).expect("a link");
    }
    let secret = outside.path().join("secret.md");
    let secret = secret.to_str().expect("UTF-8");
    for (path, found) in [
        ("run/book.md", true),
        ("./run/../run/book.md", true),
        ("run/book.md#heading", true),
        ("run", true),
        ("here/book.md", true),
        ("run/none.md", false),
        ("../secret.md", false),
        ("away/secret.md", false),
        (secret, false),
        ("https://wiki.examples.gov.au", true),
        ("https://", false),
    ] {
        crate::support::write(folder.path(), "a.crisp.yaml", evidence(path).as_bytes());
        let run = check(folder.path(), &["-q", "--format", "concise", "."]);
        assert_eq!(run.stdout.is_empty(), found, "{path}: {}", run.stdout);
        assert!(
            found || run.stdout.contains("error[CRISP407]"),
            "{path}: {}",
            run.stdout
        );
    }
}

#[test]
fn a_waiver_of_a_rule_that_is_off_is_unused() {
    let waiver =
        "waivers:\n  - {rule: CRISP309, reason: It moves., approvedBy: Jo, expires: 2027-03-01}\n";
    let broken = changed(
        "databases: {raci: {provider: C,",
        "databases: {raci: {provider: I,",
    ) + waiver;
    let folder = folder(&[
        ("a.crisp.yaml", broken.as_str()),
        (".crisplint.yaml", "rules: {CRISP309: off}\n"),
    ]);
    let run = check(folder.path(), &["-q", "--format", "concise", "."]);
    assert_eq!(
        run.stdout,
        "a.crisp.yaml:35:12: warning[CRISP503] the waiver for `CRISP309` covers no finding\n"
    );
}

/// What cannot be judged yet is not called repaired: the finding would be back after the repair.
#[test]
fn a_waiver_whose_rule_cannot_be_judged_is_not_called_unused() {
    let unused = |from: &str, to: &str, waiver: &str| {
        let waiver = format!(
            "waivers:\n  - {{{waiver}, reason: It moves., approvedBy: Jo, expires: 2027-03-01}}\n"
        );
        let found = findings(&(changed(from, to) + &waiver));
        assert!(!found.is_empty(), "{from}");
        found.iter().any(|one| one.starts_with("CRISP503"))
    };
    let cell = (
        "databases: {raci: {provider: C, customer: [R, A]}",
        "databases: {raci: {provider: C, customer: R/A}",
    );
    let matrix = ("aucloud-iaas@2023-02-01", "aucloud-iass@2023-02-01");
    let version = ("aucloud-iaas@2023-02-01", "AUCloud-IaaS@2023-02-01");
    let date = ("reviewed: 2026-09-30", "reviewed: 2026-09-31");
    let twice = (
        "  users-customer: {raci",
        "  users-customer: {owner: platform, raci",
    );
    let contacts = ("email: platform@", "e-mail: platform@");
    for ((from, to), waiver, expected) in [
        (cell, "rule: CRISP406, feature: databases", false),
        (
            cell,
            "rule: CRISP406, feature: Configuration and management of databases",
            false,
        ),
        (cell, "rule: CRISP406", false),
        (cell, "rule: CRISP406, feature: server-vms", true),
        (matrix, "rule: CRISP406", false),
        (version, "rule: CRISP406", false),
        (date, "rule: CRISP404", false),
        (date, "rule: CRISP406, feature: databases", true),
        (twice, "rule: CRISP401, feature: users-customer", false),
        (twice, "rule: CRISP401, feature: databases", true),
        (contacts, "rule: CRISP402, feature: databases", false),
    ] {
        assert_eq!(unused(from, to, waiver), expected, "{to}: {waiver}");
    }
    // A fault of another document of the file keeps nothing silent.
    let waiver =
        "waivers:\n  - {rule: CRISP406, reason: It moves., approvedBy: Jo, expires: 2027-03-01}\n";
    let other = changed(cell.0, cell.1).replace("system: payroll", "system: other");
    let found = findings(&format!("{}{waiver}---\n{other}", manifest()));
    assert!(
        found.iter().any(|one| one.starts_with("CRISP503")),
        "{found:?}"
    );
}

/// A whole number is one, however it is written.
#[test]
fn days_may_be_written_with_a_point_or_an_exponent() {
    for (days, code) in [
        ("30.0", "CRISP404"),
        ("3e1", "CRISP404"),
        ("3.0E+1", "CRISP404"),
    ] {
        let config = format!("review: {{maxAgeDays: {days}}}\n");
        let folder = folder(&[
            (".crisplint.yaml", config.as_str()),
            ("a.crisp.yaml", &manifest()),
        ]);
        let run = check(folder.path(), &["--format", "json", "."]);
        assert_eq!(run.places(), [format!("{code} 6:13")], "{days}");
    }
    for days in [
        "36501",
        "36501.0",
        "2147483648",
        "18446744073709551616",
        "1e300",
    ] {
        let config = format!("review: {{maxAgeDays: {days}}}\n");
        let folder = folder(&[(".crisplint.yaml", config.as_str())]);
        let run = check(folder.path(), &["--format", "json", "."]);
        assert_eq!(run.places(), ["CRISP104 1:22"], "{days}");
    }
}

#[test]
fn another_document_is_named_where_it_begins() {
    for (second, place) in [
        ("exclude: [old]\n", "CRISP006 4:1"),
        ("failOn: [\n", "CRISP003 5:1"),
    ] {
        let config = format!("# settings\nfailOn: warning\n---\n{second}");
        let folder = folder(&[(".crisplint.yaml", config)]);
        let run = check(folder.path(), &["--format", "json", "."]);
        assert_eq!((run.code, run.places()), (2, vec![place.to_owned()]));
    }
}
