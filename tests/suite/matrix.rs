//! Matrices: shown, checked, and of the user's own.

use crate::support::{check, folder, manifest, repository, run, text, write};

const OWN: &str = "\
apiVersion: crisplint/v1
kind: ResponsibilityMatrix
metadata: {id: own, version: \"1\"}
extends: aucloud-iaas
features:
  databases: {title: Databases, raci: {provider: [R, A], customer: I}, clauses: [Own 1]}
  queues: {title: Message queues, raci: {provider: [R, A]}}
";

#[test]
fn what_is_shown_as_yaml_is_a_matrix_again() {
    let yaml = run(repository(), &["matrix", "show", "--format", "yaml"]).stdout;
    let folder = folder(&[("m.yaml", &yaml)]);
    let checked = run(folder.path(), &["matrix", "check", "m.yaml"]);
    assert_eq!(
        checked.stdout,
        "1 matrix in 1 file, 18 features: no findings\n"
    );
    let again = run(
        folder.path(),
        &["matrix", "show", "--matrix", "m.yaml", "--format", "yaml"],
    );
    assert_eq!(again.stdout, yaml);
}

#[test]
fn markdown_and_json_hold_every_row() {
    let json = run(repository(), &["matrix", "show", "--format", "json"]).json();
    let markdown = run(repository(), &["matrix", "show", "--format", "markdown"]).stdout;
    let table = run(repository(), &["matrix", "show"]).stdout;
    for (id, row) in json["features"].as_object().expect("rows") {
        assert!(
            markdown.contains(&format!("| {} |", text(&row["title"]))),
            "{id}"
        );
        assert!(table.contains(id), "{id}");
    }
}

#[test]
fn a_matrix_of_ones_own_overrides_and_adds_rows() {
    let own = manifest()
        .replace("aucloud-iaas@2023-02-01", "own@1")
        .replace(
            "  databases: {raci: {provider: C, customer: [R, A]}",
            "  queues: {raci: {provider: [R, A]}}\n  databases: {raci: {provider: [R, A], customer: I}",
        );
    let folder = folder(&[("own.yaml", OWN), ("a.crisp.yaml", &own)]);
    let with = check(folder.path(), &["--matrix", "own.yaml", "."]);
    assert_eq!(
        with.stdout,
        "1 manifest in 1 file, 19 features: no findings\n"
    );
    let without = check(folder.path(), &["-q", "--format", "concise", "."]);
    assert_eq!(
        without.stdout,
        "a.crisp.yaml:8:9: error[CRISP301] unknown matrix `own`\n"
    );
}

#[test]
fn a_faulty_matrix_is_refused_with_its_findings() {
    let faulty = OWN.replace(
        "{provider: [R, A], customer: I}",
        "{provider: [R, A], customer: A}",
    );
    let folder = folder(&[("own.yaml", faulty), ("a.crisp.yaml", manifest())]);
    let run = check(
        folder.path(),
        &["--matrix", "own.yaml", "--format", "json", "."],
    );
    assert_eq!(run.code, 2);
    assert_eq!(run.places(), ["CRISP202 6:54"]);
    assert!(
        run.stderr
            .starts_with("error: the matrix has errors, so nothing was checked"),
        "{}",
        run.stderr
    );
    let checked = crate::support::run(
        folder.path(),
        &["matrix", "check", "own.yaml", "--format", "json"],
    );
    assert_eq!(
        (checked.code, checked.places()),
        (1, vec!["CRISP202 6:54".to_owned()])
    );
}

#[test]
fn a_known_name_with_other_rows_is_refused() {
    let same = OWN.replace(
        "{id: own, version: \"1\"}",
        "{id: aucloud-iaas, version: \"2023-02-01\"}",
    );
    let folder = folder(&[("own.yaml", same), ("a.crisp.yaml", manifest())]);
    let run = check(folder.path(), &["--matrix", "own.yaml", "."]);
    assert_eq!(run.code, 2);
    assert!(run.stdout.ends_with(&run.stderr), "{run:?}");
    assert!(
        run.stderr
            .contains("`aucloud-iaas@2023-02-01` with different features is already loaded"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_new_version_judges_and_names_the_rows_that_changed() {
    let next = OWN.replace(
        "{id: own, version: \"1\"}",
        "{id: aucloud-iaas, version: \"2027\"}",
    );
    let folder = folder(&[("next.yaml", next), ("a.crisp.yaml", manifest())]);
    let run = check(
        folder.path(),
        &["--matrix", "next.yaml", "--format", "json", "."],
    );
    let report = run.json();
    let findings = report["findings"].as_array().expect("findings");
    let codes: Vec<&str> = findings.iter().map(|one| text(&one["code"])).collect();
    assert_eq!(codes, ["CRISP302", "CRISP304", "CRISP307"]);
    let help = "check the features that changed (`databases` and `queues`), then write `aucloud-iaas@2027`";
    assert_eq!(findings[0]["help"], help);
}

/// What `matrix diff` tells of two versions, too.
#[test]
fn a_row_with_another_title_or_other_clauses_has_changed() {
    let row = |title: &str, clauses: &str| {
        format!(
            "apiVersion: crisplint/v1\nkind: ResponsibilityMatrix\nmetadata: {{id: aucloud-iaas, version: \"2027\", title: T, source: S}}\nextends: aucloud-iaas\nfeatures:\n  databases: {{title: {title}, raci: {{provider: C, customer: [R, A]}}, clauses: [{clauses}]}}\n"
        )
    };
    let title = "Configuration and management of databases";
    let changed = "check the features that changed (`databases`), then write `aucloud-iaas@2027`";
    for (next, help) in [
        (row("Managed data stores", "CRISP 3.10"), changed),
        (row(title, "CRISP 3.11"), changed),
        (
            row(title, "CRISP 3.10"),
            "no feature changed between the two versions; write `aucloud-iaas@2027`",
        ),
    ] {
        let folder = folder(&[("next.yaml", next), ("a.crisp.yaml", manifest())]);
        let run = check(
            folder.path(),
            &["--matrix", "next.yaml", "--format", "json", "."],
        );
        assert_eq!(run.json()["findings"][0]["help"], help, "{}", run.stderr);
    }
}

#[test]
fn extends_leads_to_documents_of_the_run_and_never_in_a_circle() {
    let base = OWN.replace("id: own", "id: base");
    let top = OWN.replace("extends: aucloud-iaas", "extends: base");
    for (name, files, expected) in [
        ("chain", [("a.yaml", &top), ("b.yaml", &base)], vec![]),
        (
            "circle",
            [
                ("a.yaml", &top),
                (
                    "b.yaml",
                    &base.replace("extends: aucloud-iaas", "extends: own"),
                ),
            ],
            vec!["CRISP312 4:10".to_owned()],
        ),
        (
            "self",
            [
                (
                    "a.yaml",
                    &OWN.replace("extends: aucloud-iaas", "extends: own"),
                ),
                ("b.yaml", &base),
            ],
            vec!["CRISP312 4:10".to_owned()],
        ),
        (
            "unknown",
            [
                (
                    "a.yaml",
                    &OWN.replace("extends: aucloud-iaas", "extends: bse@3"),
                ),
                ("b.yaml", &base),
            ],
            vec!["CRISP301 4:10".to_owned()],
        ),
        (
            "version",
            [
                (
                    "a.yaml",
                    &OWN.replace("extends: aucloud-iaas", "extends: base@3"),
                ),
                ("b.yaml", &base),
            ],
            vec!["CRISP302 4:15".to_owned()],
        ),
    ] {
        let folder = folder(&files);
        let run = run(
            folder.path(),
            &["matrix", "check", "--format", "json", "a.yaml", "b.yaml"],
        );
        assert_eq!(run.places(), expected, "{name}");
        let loaded = check(
            folder.path(),
            &[
                "--matrix",
                "a.yaml",
                "--matrix",
                "b.yaml",
                "--allow-empty",
                ".",
            ],
        );
        assert_eq!(
            loaded.code,
            if expected.is_empty() { 0 } else { 2 },
            "{name}: {loaded:#?}"
        );
    }
}

/// What the configuration loads is known to every command; `check FILE` speaks of that file alone, and of a circle
/// that leads through it.
#[test]
fn the_configuration_says_which_matrices_there_are() {
    let base = OWN.replace("id: own", "id: base");
    let faulty = base.replace("customer: I}", "customer: A}");
    let top = OWN.replace("extends: aucloud-iaas", "extends: base");
    let circle = base.replace("extends: aucloud-iaas", "extends: own");
    let checked = |base: &str, arguments: &[&str]| {
        let folder = folder(&[("base.yaml", base), ("sub/top.yaml", &top)]);
        let config = b"matrices: [base.yaml, sub/top.yaml]\n";
        write(folder.path(), ".crisplint.yaml", config);
        let arguments = [&["matrix", "check", "-q", "--format", "concise"], arguments].concat();
        run(&folder.path().join("sub"), &arguments)
    };
    for (base, arguments, code, said) in [
        (&base, &["top.yaml"][..], 0, ""),
        (&base, &["../base.yaml"], 0, ""),
        (
            &base,
            &["--no-config", "top.yaml"],
            1,
            "top.yaml:4:10: error[CRISP301]",
        ),
        (
            &base,
            &["--no-config", "--matrix", "../base.yaml", "top.yaml"],
            0,
            "",
        ),
        (&faulty, &["top.yaml"], 0, ""),
        (
            &faulty,
            &["../base.yaml"],
            1,
            "../base.yaml:6:54: error[CRISP202]",
        ),
        (&circle, &["top.yaml"], 1, "top.yaml:4:10: error[CRISP312]"),
        (
            &circle,
            &["../base.yaml"],
            1,
            "../base.yaml:4:10: error[CRISP312]",
        ),
    ] {
        let run = checked(base, arguments);
        assert_eq!((run.code, run.stderr.as_str()), (code, ""), "{arguments:?}");
        let found: Vec<&str> = run.stdout.lines().collect();
        assert_eq!(found.len(), usize::from(code == 1), "{found:?}");
        assert!(run.stdout.starts_with(said), "{found:?}");
    }
    // It is that of the file, wherever the run starts.
    let elsewhere = tempfile::tempdir().expect("a folder");
    let repository = folder(&[("base.yaml", &base), ("sub/top.yaml", &top)]);
    write(
        repository.path(),
        ".crisplint.yaml",
        b"matrices: [base.yaml]\n",
    );
    let file = repository.path().join("sub/top.yaml");
    let file = file.to_str().expect("UTF-8");
    let sound = run(elsewhere.path(), &["matrix", "check", file]);
    assert_eq!(
        (sound.code, sound.stderr.as_str()),
        (0, ""),
        "{}",
        sound.stdout
    );
    let missing = checked(&base, &["--matrix", "none.yaml", "top.yaml"]);
    let said = "error: there is no file `none.yaml`\n";
    assert_eq!((missing.code, missing.stderr.as_str()), (2, said));
    let folder = folder(&[("base.yaml", &base), ("a.crisp.yaml", &manifest())]);
    write(folder.path(), ".crisplint.yaml", b"matrices: [base.yaml]\n");
    let show = |arguments: &[&str]| run(folder.path(), &[&["matrix", "show"], arguments].concat());
    assert_eq!(show(&["base@1", "--format", "yaml"]).code, 0);
    assert_eq!(show(&["--no-config", "base"]).code, 2);
    write(folder.path(), ".crisplint.yaml", b"matrices: 5\n");
    let refused = show(&["base"]);
    assert_eq!(refused.code, 2);
    assert!(
        refused
            .stderr
            .ends_with("error: the configuration has errors\n"),
        "{refused:#?}"
    );
}

#[test]
fn a_manifest_is_no_matrix() {
    let folder = folder(&[("a.yaml", manifest())]);
    let run = run(
        folder.path(),
        &["matrix", "check", "--format", "json", "a.yaml"],
    );
    assert_eq!(
        (run.code, run.places()),
        (1, vec!["CRISP006 2:7".to_owned()])
    );
}

/// The help of the first finding of `matrix check` on a file.
fn help(text_of: &str) -> String {
    let folder = folder(&[("m.yaml", text_of)]);
    let run = run(
        folder.path(),
        &["matrix", "check", "--format", "json", "m.yaml"],
    );
    text(&run.json()["findings"][0]["help"]).to_owned()
}

/// What extends itself is a circle: no help may lead there.
#[test]
fn a_matrix_is_not_offered_itself_as_its_base() {
    let named = |extends: &str| {
        OWN.replace("id: own, version: \"1\"", "id: our-paas, version: \"2\"")
            .replace("extends: aucloud-iaas", &format!("extends: {extends}"))
    };
    assert_eq!(
        help(&named("our-iaas")),
        "the known matrix is `aucloud-iaas`; load your own matrix with `--matrix FILE` or `matrices` in the configuration"
    );
    assert_eq!(
        help(&named("our-paas@1")),
        "also load the file of version `1`: add it to the checked files, to `--matrix`, or to `matrices` in the configuration"
    );
    let lonely = named("our-iaas").replace("id: our-paas", "id: aucloud-iaas");
    assert_eq!(
        help(&lonely),
        "load your own matrix with `--matrix FILE` or `matrices` in the configuration"
    );
}

/// A C beside an R says nothing more, wherever it was published.
#[test]
fn a_redundant_role_of_the_matrix_is_not_asked_for() {
    let table = OWN.replace(
        "{provider: [R, A], customer: I}",
        "{provider: C, customer: [R, A, C]}",
    );
    let own = manifest()
        .replace("aucloud-iaas@2023-02-01", "own@1")
        .replace(
            "  databases:",
            "  queues: {raci: {provider: [R, A]}}\n  databases:",
        );
    for (cell, expected) in [
        ("[R, A]", None),
        ("[R, A, C]", Some("CRISP204")),
        ("[R, A, I]", Some("CRISP204")),
    ] {
        let databases = "databases: {raci: {provider: C, customer: ";
        assert!(own.contains(databases));
        let own = own.replace(&format!("{databases}[R, A]"), &format!("{databases}{cell}"));
        let folder = folder(&[("own.yaml", table.as_str()), ("a.crisp.yaml", &own)]);
        let run = check(
            folder.path(),
            &["--matrix", "own.yaml", "--format", "json", "a.crisp.yaml"],
        );
        let report = run.json();
        let findings = report["findings"].as_array().expect("findings").iter();
        let codes: Vec<&str> = findings.map(|one| text(&one["code"])).collect();
        assert_eq!(codes, Vec::from_iter(expected), "{cell}");
    }
}

#[test]
fn a_file_without_a_document_is_told_the_kind_that_is_expected() {
    assert_eq!(
        help("# nothing\n"),
        "start the file with `kind: ResponsibilityMatrix`, or remove the file"
    );
    let folder = folder(&[("m.yaml", ""), ("a.crisp.yaml", "")]);
    let loaded = check(folder.path(), &["--matrix", "m.yaml", "."]);
    assert!(
        loaded.stdout.contains("kind: ResponsibilityMatrix"),
        "{loaded:#?}"
    );
    let checked = check(folder.path(), &["a.crisp.yaml"]);
    assert!(
        checked.stdout.contains("kind: ControlOwnership"),
        "{checked:#?}"
    );
}

/// The shipped matrix under another version, with the two sides of one row exchanged.
fn swapped() -> String {
    let shipped = include_str!("../../rules/aucloud-iaas.yaml");
    let at = shipped.find("  databases:").expect("the row");
    let (before, row) = shipped.split_at(at);
    let row = row.replacen("provider: C", "provider: X", 1);
    let row = row.replacen("customer: [R, A]", "customer: C", 1);
    let row = row.replacen("provider: X", "provider: [R, A]", 1);
    (before.to_owned() + &row).replacen("2023-02-01", "2024-01-01", 1)
}

#[test]
fn a_matrix_in_the_place_of_a_shipped_one_is_named_in_every_output() {
    let own = swapped();
    let versioned = manifest().replace("aucloud-iaas@2023-02-01", "aucloud-iaas@2024-01-01");
    let versioned = versioned.replace(
        "databases: {raci: {provider: C, customer: [R, A]}, owner: platform, evidence: [https://wiki.examples.gov.au/databases]}",
        "databases: {raci: {provider: [R, A], customer: C}}",
    );
    let folder = folder(&[
        ("own.yaml", own.as_str()),
        ("a.crisp.yaml", versioned.as_str()),
        (".crisplint.yaml", "matrices: [own.yaml]\n"),
    ]);
    let said = "the matrix `aucloud-iaas@2024-01-01` was loaded under the id of a matrix that \
                crisplint ships: 1 feature differs from `aucloud-iaas@2023-02-01`";
    for format in ["full", "concise", "markdown", "github", "json", "sarif"] {
        let run = check(folder.path(), &["--format", format, "."]);
        assert_eq!(run.code, 0, "{run:?}");
        assert_eq!(run.stdout.matches(said).count(), 1, "{}", run.stdout);
        assert_eq!(run.stderr, "");
    }
    for format in ["gitlab", "junit"] {
        let run = check(folder.path(), &["--format", format, "."]);
        assert_eq!(run.stderr, format!("note: {said}\n"));
    }
    let json = check(folder.path(), &["--format", "json", "."]).json();
    assert_eq!(json["notes"][0]["kind"], "loadedMatrix");
    assert_eq!(json["notes"][0]["features"], 1);
    for format in ["markdown", "csv", "json", "html"] {
        let report = [
            "report",
            "--today",
            crate::support::TODAY,
            "--format",
            format,
        ];
        let run = run(folder.path(), &report);
        let plain = run.stdout.replace("<code>", "`").replace("</code>", "`");
        assert!(plain.contains(said), "{format}: {}", run.stdout);
        assert!(run.stderr.ends_with(&format!("note: {said}\n")), "{run:?}");
    }
    // Nothing is said where nothing was loaded; an equal one differs in no feature.
    let run = check(folder.path(), &["--no-config", "--fail-on", "never", "."]);
    assert!(!run.stdout.contains("was loaded"), "{}", run.stdout);
    let copy = include_str!("../../rules/aucloud-iaas.yaml");
    write(folder.path(), "own.yaml", copy.as_bytes());
    let run = check(folder.path(), &["--fail-on", "never", "."]);
    assert!(
        run.stdout.contains("ships: no feature differs from"),
        "{}",
        run.stdout
    );
}

#[test]
fn an_id_without_a_version_is_302_where_the_loaded_matrix_is_not_as_shipped() {
    let without = manifest().replace("aucloud-iaas@2023-02-01", "aucloud-iaas");
    let own = swapped();
    let folder = folder(&[
        ("own.yaml", own.as_str()),
        ("a.crisp.yaml", without.as_str()),
    ]);
    let codes = |arguments: &[&str]| {
        let run = check(folder.path(), &[&["--format", "json"], arguments].concat());
        run.places()
    };
    assert_eq!(codes(&["."]), [""; 0]);
    let found = codes(&["--matrix", "own.yaml", "."]);
    assert_eq!(found, ["CRISP302 8:9", "CRISP307 23:49"]);
    // The same rows under another version are no difference.
    let same =
        include_str!("../../rules/aucloud-iaas.yaml").replacen("2023-02-01", "2024-01-01", 1);
    write(folder.path(), "own.yaml", same.as_bytes());
    assert_eq!(codes(&["--matrix", "own.yaml", "."]), [""; 0]);
    // What extends the id has to say which one.
    write(folder.path(), "own.yaml", own.as_bytes());
    let paas = "apiVersion: crisplint/v1\nkind: ResponsibilityMatrix\n\
        metadata: {id: paas, version: \"1\"}\nextends: aucloud-iaas\n";
    write(folder.path(), "paas.yaml", paas.as_bytes());
    let loaded = ["--matrix", "own.yaml", "--matrix", "paas.yaml", "."];
    let found = check(
        folder.path(),
        &[&["--format", "concise"], &loaded[..]].concat(),
    );
    assert_eq!(found.code, 2, "{found:?}");
    assert!(
        found.stdout.contains("paas.yaml:4:10: error[CRISP302]"),
        "{}",
        found.stdout
    );
    let checked = run(
        folder.path(),
        &["matrix", "check", "--matrix", "own.yaml", "paas.yaml"],
    );
    assert_eq!(checked.code, 1, "{checked:?}");
    let alone = run(folder.path(), &["matrix", "check", "paas.yaml"]);
    assert_eq!(alone.code, 0, "{alone:?}");
    for version in ["2023-02-01", "2024-01-01"] {
        let named = paas.replace(
            "extends: aucloud-iaas",
            &format!("extends: aucloud-iaas@{version}"),
        );
        write(folder.path(), "paas.yaml", named.as_bytes());
        assert_eq!(codes(&loaded), ["CRISP302 8:9", "CRISP307 23:49"]);
    }
}

/// The format is that of the ending; what is there stays, and what cannot be written is told.
#[test]
fn a_matrix_is_written_as_a_blank_register() {
    let folder = folder::<&str>(&[]);
    let show = |arguments: &[&str]| {
        let fixed = ["matrix", "show", "--no-config"];
        run(folder.path(), &[&fixed, arguments].concat())
    };
    for file in ["r.csv", "r.xlsx", "r.md", "r.json", "r.yaml", "r.txt"] {
        let written = show(&["-o", file]);
        assert_eq!(
            (
                written.code,
                written.stdout.as_str(),
                written.stderr.as_str()
            ),
            (0, "", format!("wrote {file}\n").as_str())
        );
        let again = show(&["-o", file]);
        assert_eq!(again.code, 2, "{file}");
        assert!(
            again.stderr.contains("`--force` replaces it"),
            "{}",
            again.stderr
        );
    }
    let csv = std::fs::read_to_string(folder.path().join("r.csv")).expect("a register");
    assert_eq!(
        csv,
        format!("\u{feff}{}", show(&["--format", "csv"]).stdout)
    );
    assert!(csv.contains(
        "\n\"users-customer\",\"User management customer PaaS / SaaS\",\"\",\"R, A\",\"\","
    ));
    let book = std::fs::read(folder.path().join("r.xlsx")).expect("a register");
    assert!(book.starts_with(b"PK"));
    for (arguments, said) in [
        (
            ["-o", "r.pdf"].as_slice(),
            "`r.pdf`: no format has this ending: write a file in .xlsx, .csv, ",
        ),
        (
            &["-o", "r.docx"],
            "write .xlsx and print it from a spreadsheet program",
        ),
        (&["--format", "xlsx"], "name it with `-o register.xlsx`"),
    ] {
        let refused = show(arguments);
        assert_eq!((refused.code, refused.stdout.as_str()), (2, ""));
        assert!(refused.stderr.contains(said), "{}", refused.stderr);
    }
    // Nothing is filled in, so every feature is left open.
    for file in ["r.csv", "r.xlsx"] {
        let made = run(
            folder.path(),
            &["init", "payroll", "--from", file, "-o", "-"],
        );
        assert_eq!(made.code, 1, "{file}");
        assert_eq!(
            made.stdout.matches("raci: TODO").count(),
            18,
            "{file}: {}",
            made.stdout
        );
        assert!(
            !made.stderr.contains("could not be placed"),
            "{}",
            made.stderr
        );
    }
}
