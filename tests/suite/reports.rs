//! Reports in files, and formats for machines: valid whatever happens, and never over an input.

use std::fs;

use crate::support::{TODAY, changed, check, folder, manifest, run};

const FORMATS: [&str; 8] = [
    "full", "concise", "json", "sarif", "github", "gitlab", "junit", "markdown",
];

fn broken() -> String {
    changed(
        "databases: {raci: {provider: C, customer: [R, A]}",
        "databases: {raci: {provider: [R, A], customer: C}",
    )
}

#[test]
fn every_format_is_written_beside_the_console() {
    let folder = folder(&[("a.crisp.yaml", broken())]);
    let mut arguments = vec!["-q".to_owned(), "--format".to_owned(), "concise".to_owned()];
    for format in FORMATS {
        arguments.push(format!("--report={format}=out.{format}"));
    }
    arguments.push(".".to_owned());
    let run = check(folder.path(), &arguments);
    assert_eq!(
        (run.code, run.stdout.lines().count(), run.stderr.as_str()),
        (1, 1, "")
    );
    for format in FORMATS {
        let file = fs::read_to_string(folder.path().join(format!("out.{format}"))).expect(format);
        let console = check(folder.path(), &["-q", "--format", format, "."]);
        assert_eq!(console.code, 1, "{format}");
        assert!(
            file == console.stdout,
            "{format}:\n{file}\n{}",
            console.stdout
        );
        assert!(file.contains("CRISP305"), "{format}");
    }
}

#[test]
fn an_empty_or_failed_run_writes_valid_reports() {
    let folder = folder(&[("bad/judge.yaml", "nonsense: 1\n"), ("readme.txt", "")]);
    for arguments in [
        vec!["--allow-empty", "."],
        vec!["nowhere"],
        vec!["--config", "bad/judge.yaml", "."],
        vec!["--config", "nowhere.yaml", "."],
    ] {
        let mut all = vec![
            "-q",
            "--report",
            "sarif=out.sarif",
            "--report",
            "json=out.json",
            "--report",
            "junit=out.xml",
        ];
        all.extend(&arguments);
        let run = check(folder.path(), &all);
        assert_eq!(
            run.code,
            if arguments[0] == "--allow-empty" {
                0
            } else {
                2
            },
            "{arguments:?}"
        );
        for name in ["out.sarif", "out.json"] {
            let text = fs::read_to_string(folder.path().join(name)).expect(name);
            serde_json::from_str::<serde_json::Value>(&text).expect(name);
            fs::remove_file(folder.path().join(name)).expect(name);
        }
        let xml = fs::read_to_string(folder.path().join("out.xml")).expect("a report");
        roxmltree::Document::parse(&xml).expect("XML");
    }
}

#[test]
fn a_report_never_overwrites_what_is_read() {
    let text = manifest();
    let folder = folder(&[
        ("a.crisp.yaml", text.as_str()),
        (".crisplint.yaml", "failOn: error\n"),
        ("sub/readme.txt", ""),
    ]);
    for (target, arguments) in [
        ("a.crisp.yaml", vec!["."]),
        ("./a.crisp.yaml", vec!["a.crisp.yaml"]),
        (".crisplint.yaml", vec!["."]),
    ] {
        let report = format!("--report=json={target}");
        let run = check(
            folder.path(),
            &[&["-q", &report], arguments.as_slice()].concat(),
        );
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{target}");
        assert!(run.stderr.contains("this run reads"), "{}", run.stderr);
    }
    assert_eq!(
        fs::read_to_string(folder.path().join("a.crisp.yaml")).expect("a file"),
        text
    );
    for name in ["./o", "sub/../o"] {
        let other = format!("--report=sarif={name}");
        let twice = check(folder.path(), &["--report=json=o", &other, "."]);
        assert_eq!(twice.code, 2, "{name}");
        assert!(
            twice.stderr.contains("two reports have the same file name"),
            "{name}"
        );
    }
    let unwritable = check(folder.path(), &["-q", "--report=json=nowhere/o.json", "."]);
    assert_eq!(unwritable.code, 2);
    assert!(
        unwritable
            .stderr
            .starts_with("error: cannot write `nowhere/o.json`: "),
        "{}",
        unwritable.stderr
    );
    let stream = check(folder.path(), &["--report", "sarif=-", "."]);
    assert!(
        stream
            .stderr
            .contains("`--report` needs a file name; use `--format sarif` to print"),
        "{}",
        stream.stderr
    );
    for wrong in ["json", "json=", "jsn=o", "sarif=-"] {
        assert_eq!(
            check(folder.path(), &["--report", wrong, "."]).code,
            2,
            "{wrong}"
        );
    }
}

/// Whoever mistypes an option loses nothing by it.
#[test]
fn a_run_that_cannot_start_overwrites_nothing_that_it_names() {
    let text = manifest();
    let folder = folder(&[
        ("g.crisp.yaml", text.as_str()),
        ("sub/h.yml", text.as_str()),
        ("m.yaml", "x: 1\n"),
        ("old.json", "{\"version\": 1, \"entries\": []}"),
        (
            ".crisplint.yaml",
            "include: ['*.yml']\nexclude: ['[']\nmatrices: [m.yaml]\nbaseline: old.json\nfailOn: wrong\n",
        ),
        ("sound.yaml", "matrices: [m.yaml]\nbaseline: old.json\n"),
    ]);
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).expect(name);
    let faulty = "the configuration has errors, so nothing was checked";
    let absent = "cannot read the configuration `nope`";
    let matrix = "the matrix has errors, so nothing was checked";
    let sound = ["--config", "sound.yaml"];
    for (target, arguments, trouble) in [
        ("g.crisp.yaml", vec!["g.crisp.yaml"], faulty),
        ("g.crisp.yaml", vec!["."], faulty),
        ("g.crisp.yaml", vec!["*.yaml"], faulty),
        ("sub/h.yml", vec!["."], faulty),
        (".crisplint.yaml", vec!["."], faulty),
        ("m.yaml", vec!["."], faulty),
        ("old.json", vec!["."], faulty),
        (
            "old.json",
            vec!["--write-baseline", "old.json", "."],
            faulty,
        ),
        ("g.crisp.yaml", vec!["--config", "nope", "."], absent),
        ("g.crisp.yaml", [&sound[..], &["."]].concat(), matrix),
        ("m.yaml", [&sound[..], &["."]].concat(), matrix),
        ("old.json", [&sound[..], &["."]].concat(), matrix),
        ("sound.yaml", [&sound[..], &["."]].concat(), matrix),
        (
            "m.yaml",
            vec!["--no-config", "--matrix", "m.yaml", "."],
            matrix,
        ),
        (
            "g.crisp.yaml",
            vec!["--no-config", "--matrix", "nope.yaml", "."],
            matrix,
        ),
    ] {
        let before = read(target);
        let refused = format!("--report=json={target}");
        let fixed = ["-q", &refused, "--report=sarif=out.sarif"];
        let run = check(folder.path(), &[&fixed, arguments.as_slice()].concat());
        assert_eq!(run.code, 2, "{target} {arguments:?}");
        let said = format!(
            "error: this run reads `{target}`; use another name for the report\nerror: {trouble}"
        );
        assert!(
            run.stderr.starts_with(&said),
            "{arguments:?}: {}",
            run.stderr
        );
        assert_eq!(read(target), before, "{target} {arguments:?}");
        // The other report says that nothing was checked.
        assert!(read("out.sarif").contains("2.1.0"), "{arguments:?}");
        fs::remove_file(folder.path().join("out.sarif")).expect("a report");
    }
    let twice = check(
        folder.path(),
        &["-q", "--report=json=o", "--report=sarif=sub/../o", "."],
    );
    assert!(
        twice
            .stderr
            .starts_with("error: two reports have the same file name `sub/../o`; use another name for one of them\n"),
        "{}",
        twice.stderr
    );
    serde_json::from_str::<serde_json::Value>(&read("o"))
        .map(|report| assert_eq!(report["version"], 1))
        .expect("the first of the two");
}

#[test]
fn a_folder_that_is_not_there_is_named() {
    let folder = folder(&[
        ("a.crisp.yaml", manifest()),
        (
            "p.csv",
            "Feature,Provider,Customer\nX,C,\"R, A\"\n".to_owned(),
        ),
    ]);
    for (file, missing) in [("no/way/out", "no/way"), ("p.csv/out", "p.csv")] {
        let report = format!("--report=json={file}");
        for arguments in [
            &["check", "-q", "--today", TODAY, &report, "."][..],
            &[
                "check",
                "-q",
                "--today",
                TODAY,
                "--write-baseline",
                file,
                ".",
            ],
            &["report", "-o", file, "."],
            &["matrix", "import", "p.csv", "-o", file],
            &["init", "payroll", "-o", file],
            &["init", "payroll", "-o", file, "--force"],
        ] {
            let run = run(folder.path(), arguments);
            let said = format!("error: cannot write `{file}`: there is no folder `{missing}`\n");
            assert_eq!(run.code, 2, "{arguments:?}");
            assert!(run.stderr.ends_with(&said), "{}", run.stderr);
        }
    }
}

/// What only its owner may read stays so, and what a group may write, too.
#[cfg(unix)]
#[test]
fn what_is_replaced_keeps_its_permissions() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder(&[
        ("a.crisp.yaml", broken()),
        (
            "p.csv",
            "Feature,Provider,Customer\nX,C,\"R, A\"\n".to_owned(),
        ),
    ]);
    let at = |name: &str| folder.path().join(name);
    for mode in [0o600, 0o664] {
        for arguments in [
            &["check", "--report=json=out", ".", "-q"][..],
            &["check", "--write-baseline=out", ".", "-q"],
            &["report", "--output=out", ".", "--today=2026-11-23"],
            &["matrix", "import", "p.csv", "-oout", "--force"],
            &["init", "payroll", "-oout", "--force"],
        ] {
            let _ = fs::remove_file(at("out"));
            // Nothing is written over what is no baseline.
            let is_baseline = arguments[1].starts_with("--write-baseline");
            let old = if is_baseline { "" } else { "old" };
            fs::write(at("out"), old).expect("a file");
            fs::set_permissions(at("out"), fs::Permissions::from_mode(mode)).expect("a mode");
            let said = run(folder.path(), arguments);
            let text = fs::read_to_string(at("out")).expect("a file");
            assert!(text != old, "{arguments:?}: {said:?}");
            let found = fs::metadata(at("out")).expect("a file").permissions();
            assert_eq!(found.mode() & 0o777, mode, "{arguments:?}");
        }
    }
}

/// A test case names the worst fault, or what covers the first, and counts the rest.
#[test]
fn junit_counts_what_one_case_does_not_name() {
    let text = changed(
        "databases: {raci: {provider: C, customer: [R, A]}",
        "databases: {raci: {provider: A, customer: [R, A]}",
    );
    let text = text.replace(
        "server-vms: {raci: {provider: C, customer: [R, A]}",
        "server-vms: {raci: {provider: A, customer: [R, A]}",
    );
    let text = text.replace(", evidence: [https://wiki.examples.gov.au/users]", "");
    let waiver = "waivers:\n  - {rule: CRISP406, reason: It follows., approvedBy: \"Jo Citizen, CISO\", expires: 2027-01-31}\n";
    let folder = folder(&[("a.crisp.yaml", text + waiver)]);
    let run = check(folder.path(), &["-q", "--format", "junit", "."]);
    let document = roxmltree::Document::parse(&run.stdout).expect("XML");
    let message = |name: &str| {
        let mut found = document
            .descendants()
            .filter(|node| node.has_tag_name(name));
        let message = found.next().and_then(|node| node.attribute("message"));
        message
            .unwrap_or_else(|| panic!("{name} in {}", run.stdout))
            .to_owned()
    };
    assert_eq!(
        message("failure"),
        "`server-vms`: both the provider and the customer are accountable (and 1 more)"
    );
    assert_eq!(
        message("skipped"),
        "waived: It follows. (approved by Jo Citizen, CISO, until 2027-01-31) (and 1 more)"
    );
}
