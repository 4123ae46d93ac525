//! The baseline: old findings stay quiet, new ones do not.

use crate::support::{changed, check, folder, manifest, repository, write};

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
        "old.json holds 1 stale entry: `--prune-baseline` takes out what no longer occurs\n"
    );
    assert_eq!(
        read(&folder, "old.json"),
        before,
        "it changes only when asked to"
    );
    let run = check(folder.path(), &["-q", "--prune-baseline", "one.crisp.yaml"]);
    assert_eq!(
        (run.code, run.stderr.as_str()),
        (0, "pruned 1 stale entry from old.json\n")
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
    assert!(run.stderr.starts_with("wrote 0 findings"));
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
    let baseline = serde_json::json!({"version": 1, "entries": [{
        "subject": "payroll", "code": "CRISP501", "feature": null, "fingerprint": finding["fingerprint"],
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
        "old.json holds 1 stale entry: `--prune-baseline` takes out what no longer occurs\n"
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
        assert!(run.stderr.contains("is read by this run"), "{}", run.stderr);
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
    let said = "a baseline is a file: name it, such as `--write-baseline .crisplint-baseline.json`";
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
    let pruned = "pruned 1 stale entry from old.json\n";
    assert_eq!((run.code, run.stderr.as_str()), (1, pruned));
}

/// Who mistypes a path accepts nothing, and loses nothing either.
#[test]
fn a_baseline_stays_as_it_is_where_not_all_was_checked() {
    let folder = gated();
    write(folder.path(), "empty/readme.txt", b"");
    write(folder.path(), "one.crisp.yaml", manifest().as_bytes());
    let before = read(&folder, "old.json");
    let left = "old.json is left as it is, since not all that was asked for was found";
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
    let said = "new.json is not written, since not all that was asked for was found\n";
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
    for text in ["", "{}", "{\"version\": 2, \"entries\": []}", "[1"] {
        write(folder.path(), "old.json", text.as_bytes());
        let run = check(folder.path(), &["-q", "."]);
        assert_eq!(run.code, 2, "{text}");
        assert!(
            run.stderr.starts_with("error: the baseline `old.json`"),
            "{}",
            run.stderr
        );
        let anew = "; `--write-baseline old.json` accepts what is found today\n";
        assert!(run.stderr.ends_with(anew), "{}", run.stderr);
    }
    std::fs::remove_file(folder.path().join("old.json")).expect("removed");
    let run = check(folder.path(), &["-q", "."]);
    assert_eq!(run.code, 2);
    assert_eq!(
        run.stderr,
        "error: there is no baseline `old.json`; `--write-baseline old.json` accepts what is found today\n"
    );
    let run = check(folder.path(), &["-q", "--write-baseline", "old.json", "."]);
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(check(folder.path(), &["-q", "."]).code, 0);
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
