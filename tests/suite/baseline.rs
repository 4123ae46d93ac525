//! The baseline: old findings stay quiet, new ones do not.

use crate::support::{changed, check, folder, manifest, repository, run, write};

const CONFIG: &str = "baseline: old.json\n";

/// Two systems with an old fault each, and the baseline that accepts them.
fn gated() -> tempfile::TempDir {
    let one = changed(
        "databases: {raci: {provider: C, customer: [R, A]}",
        "databases: {raci: {provider: [R, A], customer: C}",
    );
    let two = one
        .replace("system: payroll", "system: other")
        .replace("provider: AUCloud", "provider: AWS");
    let folder = folder(&[("one.crisp.yaml", one), ("two.crisp.yaml", two)]);
    let run = check(folder.path(), &["-q", "--write-baseline", "old.json", "."]);
    assert_eq!((run.code, run.stdout.as_str()), (0, ""));
    assert!(
        run.stderr
            .starts_with("wrote 3 findings to old.json\nadd `baseline: old.json`"),
        "{}",
        run.stderr
    );
    write(folder.path(), ".crisplint.yaml", CONFIG.as_bytes());
    folder
}

fn read(folder: &tempfile::TempDir, name: &str) -> String {
    std::fs::read_to_string(folder.path().join(name)).expect("a file")
}

#[test]
fn old_findings_are_counted_and_do_not_fail() {
    let folder = gated();
    let run = check(folder.path(), &["."]);
    assert_eq!(
        run.stdout,
        "2 manifests in 2 files, 36 features: 3 baselined\n"
    );
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    let report = check(folder.path(), &["--format", "json", "."]).json();
    assert_eq!(report["summary"]["baselined"], 3);
    assert_eq!(report["findings"][0]["status"], "baselined");
}

#[test]
fn moving_lines_files_and_features_changes_nothing() {
    let folder = gated();
    let text = read(&folder, "one.crisp.yaml");
    let (head, features) = text.split_once("features:\n").expect("features");
    let mut lines: Vec<&str> = features.lines().collect();
    for seed in 0..20 {
        fastrand::Rng::with_seed(seed).shuffle(&mut lines);
        let moved = format!(
            "# moved\n{head}\n# here\nfeatures:\n{}\n",
            lines.join("\n  # and there\n")
        );
        write(folder.path(), "deep/er.crisp.yaml", moved.as_bytes());
        std::fs::remove_file(folder.path().join("one.crisp.yaml")).ok();
        let run = check(folder.path(), &["."]);
        assert_eq!(
            run.stdout, "2 manifests in 2 files, 36 features: 3 baselined\n",
            "seed {seed}"
        );
        assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    }
}

#[test]
fn a_new_fault_is_new_and_so_is_a_second_equal_one() {
    let folder = gated();
    let text = read(&folder, "one.crisp.yaml");
    let new = text.replace(
        "server-vms: {raci: {provider: C, customer: [R, A]}",
        "server-vms: {raci: {provider: C, customer: R}",
    );
    write(folder.path(), "one.crisp.yaml", new.as_bytes());
    let run = check(folder.path(), &["-q", "--format", "concise", "."]);
    assert_eq!(run.code, 1);
    assert_eq!(run.stdout.lines().count(), 1, "{}", run.stdout);
    assert!(run.stdout.contains("CRISP201"));
    write(folder.path(), "one.crisp.yaml", text.as_bytes());
    write(folder.path(), "copy.crisp.yaml", text.as_bytes());
    let run = check(folder.path(), &["-q", "--format", "concise", "."]);
    let codes: Vec<&str> = run
        .stdout
        .lines()
        .filter_map(|line| line.split(['[', ']']).nth(1))
        .collect();
    assert_eq!(codes, ["CRISP601", "CRISP305"], "{}", run.stdout);
}

/// Whichever row a new fault is in, and wherever the file has gone.
#[test]
fn every_new_fault_turns_the_gate_red() {
    let folder = gated();
    let text = read(&folder, "one.crisp.yaml");
    std::fs::remove_file(folder.path().join("one.crisp.yaml")).expect("removed");
    let lines: Vec<&str> = text.lines().collect();
    let mut rows = 0;
    for (number, line) in lines.iter().enumerate() {
        // What is accountable for nothing but the old fault's own row.
        let Some(broken) = line.find("A]").filter(|_| !line.contains("databases:")) else {
            continue;
        };
        let mut changed: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
        changed[number] = format!("{}C]{}", &line[..broken], &line[broken + 2..]);
        fastrand::Rng::with_seed(number as u64).shuffle(&mut changed[15..]);
        write(
            folder.path(),
            "moved/one.crisp.yaml",
            changed.join("\n").as_bytes(),
        );
        let run = check(folder.path(), &["-q", "--format", "concise", "."]);
        assert_eq!(run.code, 1, "{line}");
        assert!(
            run.stdout.contains("error[CRISP201]"),
            "{line}: {}",
            run.stdout
        );
        assert!(
            !run.stdout.contains("CRISP305"),
            "the old fault stays quiet: {}",
            run.stdout
        );
        rows += 1;
    }
    assert_eq!(rows, 16);
}

#[test]
fn stale_entries_are_reported_and_pruned_where_the_system_was_seen() {
    let folder = gated();
    write(folder.path(), "one.crisp.yaml", manifest().as_bytes());
    let before = read(&folder, "old.json");
    let run = check(folder.path(), &["-q", "one.crisp.yaml"]);
    assert_eq!(
        run.stderr,
        "old.json contains 1 entry that no longer occurs; use `--prune-baseline` to remove it\n"
    );
    assert_eq!(
        read(&folder, "old.json"),
        before,
        "it changes only when asked to"
    );
    let run = check(folder.path(), &["-q", "--prune-baseline", "one.crisp.yaml"]);
    assert_eq!(
        (run.code, run.stderr.as_str()),
        (0, "removed 1 entry that no longer occurs from old.json\n")
    );
    let run = check(folder.path(), &["."]);
    assert_eq!(
        run.stdout, "2 manifests in 2 files, 36 features: 2 baselined\n",
        "the other system's entries stay"
    );
}

#[test]
fn what_stops_other_checks_cannot_be_accepted() {
    let folder = folder(&[("a.crisp.yaml", "kind: x\n---\na: [\n")]);
    let run = check(
        folder.path(),
        &[
            "-q",
            "--format",
            "concise",
            "--write-baseline",
            "old.json",
            ".",
        ],
    );
    assert_eq!(run.code, 1);
    assert_eq!(run.stdout.lines().count(), 2);
    assert_eq!(
        run.stderr,
        "wrote 0 findings to old.json\n2 findings cannot be baselined: CRISP003 yaml-syntax (1) and CRISP006 not-a-manifest (1)\nadd `baseline: old.json` to `.crisplint.yaml` to use the baseline\n"
    );
}

/// Whoever writes such an entry by hand has accepted nothing.
#[test]
fn an_entry_for_what_cannot_be_accepted_holds_nothing() {
    let expired =
        "waivers:\n  - {rule: CRISP309, reason: It moves., approvedBy: Jo, expires: 2026-11-01}\n";
    let folder = folder(&[("a.crisp.yaml", manifest() + expired)]);
    let report = check(folder.path(), &["--format", "json", "."]).json();
    let finding = &report["findings"][0];
    assert_eq!(finding["code"], "CRISP501");
    let baseline = serde_json::json!({"version": 2, "entries": [{
        "system": "payroll", "matrix": "aucloud-iaas", "code": "CRISP501", "feature": null,
        "fingerprint": finding["fingerprint"], "baselined": {"on": "2026-11-01", "by": null},
    }]});
    write(folder.path(), "old.json", baseline.to_string().as_bytes());
    write(folder.path(), ".crisplint.yaml", CONFIG.as_bytes());
    let run = check(folder.path(), &["-q", "--format", "concise", "."]);
    assert_eq!(run.code, 1);
    assert_eq!(
        run.stdout,
        "a.crisp.yaml:35:66: error[CRISP501] the waiver for `CRISP309` expired on 2026-11-01\n"
    );
    assert_eq!(
        run.stderr,
        "old.json contains 1 entry that no longer occurs; use `--prune-baseline` to remove it\n"
    );
}

/// A waiver has a name and a last day: what it covers is not accepted for good beside it.
#[test]
fn what_is_waived_stays_waived() {
    let broken = changed(
        "databases: {raci: {provider: C,",
        "databases: {raci: {provider: I,",
    );
    let folder = folder(&[("a.crisp.yaml", broken.as_str())]);
    let status = || {
        let report = check(folder.path(), &["--format", "json", "."]).json();
        report["findings"][0]["status"].clone()
    };
    check(folder.path(), &["-q", "--write-baseline", "old.json", "."]);
    write(folder.path(), ".crisplint.yaml", CONFIG.as_bytes());
    assert_eq!(status(), "baselined");
    let waiver =
        "waivers:\n  - {rule: CRISP309, reason: It moves., approvedBy: Jo, expires: 2027-03-01}\n";
    write(folder.path(), "a.crisp.yaml", (broken + waiver).as_bytes());
    assert_eq!(status(), "waived");
}

#[test]
fn a_baseline_never_overwrites_what_is_read() {
    let folder = gated();
    let matrix = repository().join("fixtures/matrices/example-paas.yaml");
    let matrix = std::fs::read(matrix).expect("the example");
    write(folder.path(), "m.yaml", &matrix);
    write(folder.path(), "n.yaml", b"failOn: error\n");
    for (name, more) in [
        ("one.crisp.yaml", ["--fail-on", "error"]),
        (".crisplint.yaml", ["--fail-on", "error"]),
        ("./two.crisp.yaml", ["--fail-on", "error"]),
        ("m.yaml", ["--matrix", "m.yaml"]),
        ("n.yaml", ["--config", "n.yaml"]),
    ] {
        let before = read(&folder, name);
        let run = check(
            folder.path(),
            &[&["-q", "--write-baseline", name, "."], &more[..]].concat(),
        );
        assert_eq!(run.code, 2, "{name}");
        assert!(run.stderr.contains("this run reads"), "{}", run.stderr);
        assert_eq!(read(&folder, name), before);
    }
    let run = check(
        folder.path(),
        &["-q", "--write-baseline", "nowhere/old.json", "."],
    );
    assert_eq!(run.code, 2);
    assert!(
        run.stderr.contains("cannot write `nowhere/old.json`"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_baseline_is_a_file() {
    let folder = gated();
    let run = check(folder.path(), &["--write-baseline", "-", "."]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    let said = "`-` is not allowed for a baseline; write a file name, for example `--write-baseline .crisplint-baseline.json`";
    assert!(run.stderr.contains(said), "{}", run.stderr);
    assert!(!folder.path().join("-").exists());
}

/// A fault that stops other checks hides what they would have found.
#[test]
fn what_another_fault_hides_is_not_gone() {
    let folder = gated();
    let text = read(&folder, "one.crisp.yaml");
    let (head, _) = text.split_once("features:\n").expect("features");
    let before = read(&folder, "old.json");
    for broken in [
        text.replace("matrix: aucloud-iaas", "matrix: aucloud-paas"),
        format!("{head}features: 3\n"),
        format!("{text}sytem: payroll\n"),
        text.replace("apiVersion: crisplint/v1", "apiVersion: crisplint/v9"),
    ] {
        assert!(broken != text);
        write(folder.path(), "one.crisp.yaml", broken.as_bytes());
        for arguments in [["-q", "."], ["-q", "--prune-baseline"]] {
            let run = check(folder.path(), &arguments);
            assert_eq!((run.code, run.stderr.as_str()), (1, ""), "{broken}");
        }
        assert_eq!(read(&folder, "old.json"), before, "{broken}");
    }
    // The other systems of the file are judged, and so is a manifest whose waiver has ended.
    let expired =
        "waivers:\n  - {rule: CRISP309, reason: It moves., approvedBy: Jo, expires: 2026-11-01}\n";
    let mended = manifest() + expired + "---\nkind: x\n";
    write(folder.path(), "one.crisp.yaml", mended.as_bytes());
    let run = check(folder.path(), &["-q", "--prune-baseline"]);
    let pruned = "removed 1 entry that no longer occurs from old.json\n";
    assert_eq!((run.code, run.stderr.as_str()), (1, pruned));
}

/// Who mistypes a path accepts nothing, and loses nothing either.
#[test]
fn a_baseline_stays_as_it_is_where_not_all_was_checked() {
    let folder = gated();
    write(folder.path(), "empty/readme.txt", b"");
    write(folder.path(), "one.crisp.yaml", manifest().as_bytes());
    let before = read(&folder, "old.json");
    let left = "old.json was not changed, because a path was not found";
    for (arguments, code) in [
        (["sytems"].as_slice(), 2),
        (&["one.crisp.yaml", "sytems"], 2),
        (&["empty"], 2),
        (&["empty", "--allow-empty"], 0),
    ] {
        for option in [&["--write-baseline", "old.json"][..], &["--prune-baseline"]] {
            let run = check(folder.path(), &[&["-q"], option, arguments].concat());
            assert_eq!(run.code, code, "{option:?} {arguments:?}");
            let (said, error) = run.stderr.split_once('\n').expect("a line");
            assert_eq!(said, left, "{option:?}");
            assert_eq!(error.starts_with("error: "), code == 2, "{error}");
            assert_eq!(read(&folder, "old.json"), before, "{option:?}");
        }
    }
    let run = check(
        folder.path(),
        &[
            "-q",
            "--write-baseline",
            "new.json",
            "--allow-empty",
            "empty",
        ],
    );
    let said = "new.json was not written, because a path was not found\n";
    assert_eq!((run.code, run.stderr.as_str()), (0, said));
    let run = check(
        folder.path(),
        &["-q", "--write-baseline", "new.json", "empty"],
    );
    assert_eq!(run.code, 2);
    assert!(!folder.path().join("new.json").exists());
}

#[test]
fn a_damaged_or_absent_baseline_is_trouble() {
    let folder = gated();
    let anew = "; `--write-baseline old.json` creates it from the current findings";
    let entry = r#"{"system":"a","matrix":null,"code":"CRISP401","feature":null,"fingerprint":"0","baselined":{"on":"2026-11-01","by":null}}"#;
    let list =
        |entries: &str| format!("{{\n  \"version\": 2,\n  \"entries\": [\n{entries}\n  ]\n}}\n");
    let damaged = |what: &str| {
        format!(
            "the baseline `old.json` is damaged in {what}; correct it, or restore it from version control"
        )
    };
    for (text, said) in [
        (
            String::new(),
            format!("the baseline `old.json` is empty{anew}"),
        ),
        (
            " \n".to_owned(),
            format!("the baseline `old.json` is empty{anew}"),
        ),
        (
            "{\"version\": 1, \"entries\": []}".to_owned(),
            "the baseline `old.json` has version 1, which this version does not read; `--write-baseline old.json` writes it again"
                .to_owned(),
        ),
        (
            "{\"version\": 3, \"entries\": []}".to_owned(),
            "the baseline `old.json` has version 3, and this version of crisplint reads version 2".to_owned(),
        ),
        ("{}".to_owned(), damaged("line 1: missing field `version`")),
        ("[1".to_owned(), damaged("line 1: the file ends too early")),
        (
            "{\n\"version\": 2,\n".to_owned(),
            damaged("line 2: the file ends too early"),
        ),
        (
            "{\"version\": 2}".to_owned(),
            damaged("line 1: missing field `entries`"),
        ),
        (
            list(&entry.replace("\"code\"", "\"cod\"")),
            damaged(
                "line 4: unknown field `cod`, expected one of `system`, `matrix`, `code`, `feature`, `fingerprint`, `occurrence`, `path`, `baselined`",
            ),
        ),
        (
            list(&format!("{entry},\n{}", entry.replace("11-01", "11-31"))),
            damaged("line 5: `2026-11-31` is not a date in the form YYYY-MM-DD"),
        ),
        (
            list(&format!("{entry} {entry}")),
            damaged("line 4: expected `,` or `]`"),
        ),
        (
            list("3"),
            damaged("line 4: invalid type: integer `3`, expected struct Entry"),
        ),
    ] {
        write(folder.path(), "old.json", text.as_bytes());
        let run = check(folder.path(), &["-q", "."]);
        assert_eq!(
            (run.code, run.stderr),
            (2, format!("error: {said}\n")),
            "{text}"
        );
        let pruned = check(folder.path(), &["-q", "--prune-baseline"]);
        assert_eq!(pruned.code, 2, "{text}");
        assert_eq!(read(&folder, "old.json"), text);
        let written = check(folder.path(), &["-q", "--write-baseline", "old.json", "."]);
        let replaced = !said.contains("damaged") && !said.contains("version 3");
        assert_eq!(written.code, if replaced { 0 } else { 2 }, "{written:?}");
        assert_eq!(read(&folder, "old.json") != text, replaced, "{text}");
    }
    std::fs::remove_file(folder.path().join("old.json")).expect("removed");
    let run = check(folder.path(), &["-q", "."]);
    assert_eq!(run.code, 2);
    assert_eq!(
        run.stderr,
        format!("error: the baseline `old.json` does not exist{anew}\n")
    );
    let run = check(folder.path(), &["-q", "--write-baseline", "old.json", "."]);
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(check(folder.path(), &["-q", "."]).code, 0);
}

#[test]
fn what_is_no_text_file_is_no_baseline() {
    let folder = gated();
    let file = folder.path().join("old.json");
    let try_it = |said: &str| {
        let refused = format!("error: cannot read the baseline `old.json`: {said}\n");
        for arguments in [&["."][..], &["--write-baseline", "old.json", "."]] {
            let run = check(folder.path(), &[&["-q"], arguments].concat());
            assert_eq!((run.code, &run.stderr), (2, &refused), "{arguments:?}");
        }
    };
    let whole = std::fs::read(&file).expect("a baseline");
    write(folder.path(), "old.json", &[&whole[..], b"\xff"].concat());
    try_it("line 9 is not UTF-8");
    std::fs::File::create(&file)
        .and_then(|file| file.set_len(33 * 1024 * 1024))
        .expect("a large file");
    try_it("it is too large, over 32 MiB");
    std::fs::remove_file(&file).expect("removed");
    #[cfg(unix)]
    {
        let real = write(folder.path(), "real.json", &whole);
        std::os::unix::fs::symlink(&real, &file).expect("a link");
        try_it("it is a link: name the file itself");
        assert_eq!(std::fs::read(&real).expect("a baseline"), whole);
        std::fs::remove_file(&file).expect("removed");
    }
    std::fs::create_dir(&file).expect("a folder");
    try_it("it is not a regular file");
}

/// Nobody loses what others have decided because a merge was not finished.
#[test]
fn conflict_markers_are_named_and_nothing_is_overwritten() {
    let folder = gated();
    let whole = read(&folder, "old.json");
    let lines: Vec<&str> = whole.lines().collect();
    let text = [
        &lines[..3],
        &["<<<<<<< HEAD"],
        &lines[3..4],
        &["||||||| base", "=======\r"],
        &lines[4..5],
        &[">>>>>>> other"],
        &lines[5..],
    ]
    .concat()
    .join("\n");
    write(folder.path(), "old.json", text.as_bytes());
    let said = "error: the baseline `old.json` has conflict markers of a merge in lines 4, 6, 7 and 9; \
                remove these lines and keep the entries of both sides\n";
    for arguments in [
        &["."][..],
        &["--prune-baseline"],
        &["--write-baseline", "old.json", "."],
    ] {
        let run = check(folder.path(), &[&["-q"], arguments].concat());
        assert_eq!((run.code, run.stderr.as_str()), (2, said), "{arguments:?}");
        assert_eq!(read(&folder, "old.json"), text);
    }
    let is_marker = |line: &&str| {
        ["<<<", "|||", "===", ">>>"]
            .iter()
            .any(|mark| line.starts_with(mark))
    };
    let kept: Vec<&str> = text.lines().filter(|line| !is_marker(line)).collect();
    write(folder.path(), "old.json", kept.join("\n").as_bytes());
    let run = check(folder.path(), &["-q", "."]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
}

/// The file that two branches have added entries to, merged by git itself as `.gitattributes` asks.
#[test]
#[expect(clippy::print_stderr, reason = "a test that skips itself says so")]
fn what_git_merges_by_union_is_read() {
    let folder = gated();
    let git = |arguments: &[&str]| {
        let mut git = std::process::Command::new("git");
        let who = [
            "-c",
            "user.name=Jo",
            "-c",
            "user.email=jo@works.gov.au",
            "-c",
            "commit.gpgSign=false",
        ];
        git.current_dir(folder.path()).args(who).args(arguments);
        git.output().map(|output| output.status.success())
    };
    if git(&["--version"]).is_err() {
        eprintln!("skipped: there is no git");
        return;
    }
    let step = |arguments: &[&str]| assert_eq!(git(arguments).ok(), Some(true), "{arguments:?}");
    let broken = |name: &str| {
        changed("provider: AUCloud", "provider: AWS")
            .replace("system: payroll", &format!("system: {name}"))
    };
    let accept = || {
        let run = check(folder.path(), &["-q", "--write-baseline", "old.json", "."]);
        assert_eq!(run.code, 0, "{run:?}");
    };
    write(folder.path(), ".gitattributes", b"old.json merge=union\n");
    step(&["init", "-q", "-b", "main", "."]);
    step(&["add", "."]);
    step(&["commit", "-q", "-m", "start"]);
    for (branch, names) in [("ours", ["a", "zz"]), ("theirs", ["b", "zzz"])] {
        step(&["checkout", "-q", "-b", branch, "main"]);
        for name in names {
            write(
                folder.path(),
                &format!("{name}.crisp.yaml"),
                broken(name).as_bytes(),
            );
        }
        accept();
        step(&["add", "."]);
        step(&["commit", "-q", "-m", branch]);
    }
    step(&["merge", "-q", "-m", "both", "ours"]);
    assert!(
        serde_json::from_str::<serde_json::Value>(&read(&folder, "old.json")).is_err(),
        "a comma is missing"
    );
    let run = check(folder.path(), &["."]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{run:?}");
    assert_eq!(
        run.stdout,
        "6 manifests in 6 files, 108 features: 7 baselined\n"
    );
    accept();
    let merged = read(&folder, "old.json");
    assert_eq!(
        merged
            .lines()
            .filter(|line| line.contains("fingerprint"))
            .count(),
        7
    );
    serde_json::from_str::<serde_json::Value>(&merged).expect("JSON again");
}

#[test]
fn an_entry_is_one_line_with_its_day_and_its_name() {
    let folder = gated();
    let text = read(&folder, "old.json");
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[..3], ["{", "  \"version\": 2,", "  \"entries\": ["]);
    assert_eq!(lines[lines.len() - 2..], ["  ]", "}"]);
    let entries = || {
        let json: serde_json::Value =
            serde_json::from_str(&read(&folder, "old.json")).expect("JSON");
        let entries = json["entries"].as_array().expect("entries").iter();
        let entries = entries.map(|entry| {
            let text = |key: &str| entry[key].as_str().unwrap_or("-").to_owned();
            let since = &entry["baselined"];
            let since = format!("{} {}", since["on"], since["by"]);
            [
                text("system"),
                text("matrix"),
                text("code"),
                text("feature"),
                since,
            ]
            .join(" ")
        });
        entries.collect::<Vec<_>>()
    };
    let nobody = "\"2026-11-23\" null";
    let other = format!("other aucloud-iaas CRISP305 databases {nobody}");
    let provider = format!("other aucloud-iaas CRISP311 - {nobody}");
    let payroll = format!("payroll aucloud-iaas CRISP305 databases {nobody}");
    assert_eq!(entries(), [other.clone(), provider, payroll.clone()]);
    // An entry that stays keeps its day and its name, and what is new has those of today.
    let two = read(&folder, "two.crisp.yaml")
        .replace("provider: AWS", "provider: AUCloud")
        .replace(
            "server-vms: {raci: {provider: C,",
            "server-vms: {raci: {provider: I,",
        );
    write(folder.path(), "two.crisp.yaml", two.as_bytes());
    let accept = [
        "check",
        "-q",
        "--today",
        "2026-12-24",
        "--write-baseline",
        "old.json",
        "--baselined-by",
        " Jo Citizen ",
    ];
    let run = run(folder.path(), &accept);
    assert_eq!(
        (run.code, run.stderr.as_str()),
        (0, "wrote 3 findings to old.json\n")
    );
    let new = "other aucloud-iaas CRISP309 server-vms \"2026-12-24\" \"Jo Citizen\"".to_owned();
    assert_eq!(entries(), [other, new, payroll]);
    let report = check(folder.path(), &["--format", "json", "."]).json();
    let since = report["findings"].as_array().expect("findings").iter();
    let since: Vec<String> = since.map(|one| one["baselined"].to_string()).collect();
    let (old, new) = (
        "{\"on\":\"2026-11-23\",\"by\":null}",
        "{\"on\":\"2026-12-24\",\"by\":\"Jo Citizen\"}",
    );
    assert_eq!(since, [old, new, old]);
}

#[test]
fn a_name_belongs_to_what_is_written() {
    let folder = gated();
    for (arguments, said) in [
        (&["--baselined-by", "Jo", "."][..], "--write-baseline"),
        (
            &["--write-baseline", "old.json", "--baselined-by", " ", "."],
            "write the name of the person who approves the baseline",
        ),
        (
            &["--write-baseline", "old.json", "--no-baseline", "."],
            "cannot be used with",
        ),
        (
            &["--prune-baseline", "--no-baseline", "."],
            "cannot be used with",
        ),
    ] {
        let run = check(folder.path(), arguments);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{arguments:?}");
        assert!(run.stderr.contains(said), "{}", run.stderr);
    }
}

/// Who writes the baseline of a part decides about that part.
#[test]
fn entries_of_what_was_not_looked_at_are_kept() {
    let folder = gated();
    let before = read(&folder, "old.json");
    let run = check(
        folder.path(),
        &["-q", "--write-baseline", "old.json", "one.crisp.yaml"],
    );
    let said =
        "wrote 1 finding to old.json, and kept 2 entries of systems that this run did not check\n";
    assert_eq!((run.code, run.stderr.as_str()), (0, said));
    assert_eq!(read(&folder, "old.json"), before);
    // What was looked at is replaced.
    write(
        folder.path(),
        "two.crisp.yaml",
        manifest()
            .replace("system: payroll", "system: other")
            .as_bytes(),
    );
    let run = check(
        folder.path(),
        &["-q", "--write-baseline", "old.json", "two.crisp.yaml"],
    );
    let said =
        "wrote 0 findings to old.json, and kept 1 entry of a system that this run did not check\n";
    assert_eq!((run.code, run.stderr.as_str()), (0, said));
    // A system that is gone is kept, too, until somebody prunes.
    std::fs::remove_file(folder.path().join("one.crisp.yaml")).expect("removed");
    let run = check(folder.path(), &["-q", "--write-baseline", "old.json"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, said));
    let stale =
        "old.json contains 1 entry that no longer occurs; use `--prune-baseline` to remove it\n";
    assert_eq!(check(folder.path(), &["-q", "two.crisp.yaml"]).stderr, "");
    assert_eq!(check(folder.path(), &["-q", "."]).stderr, stale);
    write(folder.path(), "three.crisp.yaml", b"a: [\n");
    assert_eq!(
        check(folder.path(), &["-q", "."]).stderr,
        "",
        "it may be in that file"
    );
    std::fs::remove_file(folder.path().join("three.crisp.yaml")).expect("removed");
    let run = check(folder.path(), &["-q", "--prune-baseline"]);
    assert_eq!(
        run.stderr,
        "removed 1 entry that no longer occurs from old.json\n"
    );
    assert_eq!(
        read(&folder, "old.json"),
        "{\n  \"version\": 2,\n  \"entries\": [\n  ]\n}\n"
    );
    assert_eq!(check(folder.path(), &["-q", "."]).code, 0);
}

#[test]
fn a_run_without_the_baseline_judges_all() {
    let folder = gated();
    let run = check(
        folder.path(),
        &["-q", "--no-baseline", "--format", "concise", "."],
    );
    assert_eq!((run.code, run.stderr.as_str()), (1, ""));
    assert_eq!(run.stdout.lines().count(), 3);
    write(folder.path(), "old.json", b"damaged");
    assert_eq!(
        check(folder.path(), &["-q", "--no-baseline", "."]).code,
        1,
        "nor is it read"
    );
}

#[test]
fn a_waived_finding_keeps_its_entry() {
    let broken = changed(
        "databases: {raci: {provider: C,",
        "databases: {raci: {provider: I,",
    );
    let folder = folder(&[("a.crisp.yaml", broken.as_str())]);
    check(folder.path(), &["-q", "--write-baseline", "old.json", "."]);
    write(folder.path(), ".crisplint.yaml", CONFIG.as_bytes());
    let before = read(&folder, "old.json");
    let waiver =
        "waivers:\n  - {rule: CRISP309, reason: It moves., approvedBy: Jo, expires: 2027-03-01}\n";
    write(folder.path(), "a.crisp.yaml", (broken + waiver).as_bytes());
    for arguments in [&["."][..], &["--prune-baseline"]] {
        let run = check(folder.path(), arguments);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{arguments:?}");
        assert!(run.stdout.ends_with(": 1 waived\n"), "{}", run.stdout);
    }
    assert_eq!(read(&folder, "old.json"), before);
}

/// A list that says the same twice has two equal findings. A doubled line is none of them.
#[test]
fn equal_findings_are_counted_and_equal_lines_are_not() {
    let with = |evidence: &str| {
        changed(
            "owner: platform, evidence: [https://wiki.examples.gov.au/databases]",
            &format!("owner: platform, evidence: [{evidence}]"),
        )
    };
    let folder = folder(&[("a.crisp.yaml", with("no.md"))]);
    let open = || {
        let run = check(folder.path(), &["-q", "--format", "concise", "."]);
        run.stdout.lines().count()
    };
    assert_eq!(open(), 1);
    let accept = || check(folder.path(), &["-q", "--write-baseline", "old.json", "."]);
    accept();
    write(folder.path(), ".crisplint.yaml", CONFIG.as_bytes());
    assert_eq!(open(), 0);
    let once = read(&folder, "old.json");
    let line = once.lines().nth(3).expect("an entry");
    let twice = once.replace(
        line,
        &format!("{line},\n{}", line.replace("11-23", "10-01")),
    );
    write(folder.path(), "old.json", twice.as_bytes());
    write(
        folder.path(),
        "a.crisp.yaml",
        with("no.md, no.md").as_bytes(),
    );
    assert_eq!(open(), 1, "the second one is new");
    let report = check(folder.path(), &["--format", "json", "."]).json();
    assert_eq!(
        report["findings"][0]["baselined"]["on"], "2026-10-01",
        "the earlier day"
    );
    accept();
    assert_eq!(open(), 0);
    assert_eq!(
        read(&folder, "old.json")
            .matches("\"occurrence\":2")
            .count(),
        1
    );
    write(folder.path(), "a.crisp.yaml", with("no.md").as_bytes());
    let pruned = "removed 1 entry that no longer occurs from old.json\n";
    assert_eq!(
        check(folder.path(), &["-q", "--prune-baseline"]).stderr,
        pruned
    );
    assert_eq!(open(), 0);
}

/// One system under two matrices is two systems to a baseline.
#[test]
fn an_entry_belongs_to_a_system_under_a_matrix() {
    let folder = gated();
    let matrix = repository().join("fixtures/matrices/example-paas.yaml");
    let matrix = std::fs::read(matrix).expect("the example");
    write(folder.path(), "m/paas.yaml", &matrix);
    let id = String::from_utf8(matrix).expect("UTF-8");
    let id = id
        .split("id: ")
        .nth(1)
        .and_then(|rest| rest.split([',', '\n', '}']).next())
        .expect("an id");
    let text = read(&folder, "one.crisp.yaml")
        .replace("matrix: aucloud-iaas@2023-02-01", &format!("matrix: {id}"));
    write(folder.path(), "paas.crisp.yaml", text.as_bytes());
    let arguments = ["-q", "--format", "concise", "--matrix", "m/paas.yaml", "."];
    let run = check(folder.path(), &arguments);
    assert!(
        run.stdout
            .contains("paas.crisp.yaml:23:36: error[CRISP305]"),
        "{run:?}"
    );
    assert!(!run.stdout.contains("CRISP601"), "{run:?}");
    let accept = [&["--write-baseline", "old.json"], &arguments[..]].concat();
    assert!(check(folder.path(), &accept).stderr.starts_with("wrote "));
    std::fs::remove_file(folder.path().join("one.crisp.yaml")).expect("removed");
    let run = check(folder.path(), &arguments);
    assert!(
        run.stderr
            .contains("old.json contains 1 entry that no longer occurs"),
        "{run:?}"
    );
}

/// A waiver is known by what it says, not by its place in the list.
#[test]
fn an_unused_waiver_is_known_by_its_content() {
    let fingerprints = |waivers: [&str; 2]| {
        let entries = waivers.map(|entry| {
            format!("  - {{{entry}, reason: It moves., approvedBy: Jo, expires: 2027-03-01}}\n")
        });
        let text = format!("{}waivers:\n{}", manifest(), entries.concat());
        let folder = folder(&[("a.crisp.yaml", text)]);
        let report = check(folder.path(), &["--format", "json", "."]).json();
        let findings = report["findings"].as_array().expect("findings").iter();
        let fingerprints =
            findings.map(|one| one["fingerprint"].as_str().expect("text").to_owned());
        fingerprints.collect::<Vec<_>>()
    };
    let evidence = "rule: CRISP406, feature: databases";
    let roles = "rule: CRISP309, feature: databases";
    let review = "rule: CRISP404";
    let [one, two] = fingerprints([evidence, roles]).try_into().expect("two");
    assert_eq!(fingerprints([roles, evidence]), [two.clone(), one.clone()]);
    let [other, same] = fingerprints([review, roles]).try_into().expect("two");
    assert_ne!(other, one);
    assert_eq!(same, two);
}

#[test]
fn a_row_that_is_still_to_come_cannot_be_accepted() {
    let text = changed(
        "databases: {raci: {provider: C, customer: [R, A]}, owner: platform,",
        "databases: {raci: TODO, owner: TODO,",
    )
    .replace(
        "server-vms: {raci: {provider: C,",
        "server-vms: {raci: {provider: TBC,",
    )
    .replace(
        "logging-iaas: {raci: {provider: [R, A], customer: I}}",
        "logging-iaas: TBD",
    );
    let folder = folder(&[("a.crisp.yaml", text)]);
    let run = check(
        folder.path(),
        &[
            "-q",
            "--format",
            "json",
            "--write-baseline",
            "base.json",
            ".",
        ],
    );
    let report = run.json();
    let findings = report["findings"].as_array().expect("findings");
    let open = findings.iter().filter(|one| one["status"] == "open");
    let open: Vec<&str> = open
        .map(|one| one["pointer"].as_str().expect("a pointer"))
        .collect();
    let rows = [
        "/server-vms/raci/provider",
        "/databases/raci",
        "/logging-iaas",
    ];
    assert_eq!(open, rows.map(|row| format!("/features{row}")));
    assert_eq!((run.code, findings.len()), (1, 4));
}
