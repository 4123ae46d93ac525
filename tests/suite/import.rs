//! Pages of publishers: what is certain becomes a matrix, what is not is refused at its cell.

use std::fs;
use std::path::{Path, PathBuf};

use rust_xlsxwriter::{Format, Formula, Workbook};

use crate::support::{Run, assert_expected, changed, check, folder, repository, run, text};

const SEED: &str = "fixtures/published/shared-responsibility.md";

/// The pages of a folder, by their paths from the repository's root.
fn pages(folder: &str) -> Vec<String> {
    let entries = fs::read_dir(repository().join(folder)).expect("pages");
    let names = entries.map(|entry| entry.expect("a page").file_name());
    let names = names.map(|name| name.into_string().expect("UTF-8"));
    let mut pages: Vec<String> = names
        .filter(|name| {
            [".md", ".html", ".csv", ".tsv"]
                .iter()
                .any(|end| name.ends_with(end))
        })
        .map(|name| format!("{folder}/{name}"))
        .collect();
    pages.sort();
    pages
}

/// The command line of a page, with the options that are beside it, one on a line.
fn arguments(page: &str, more: &[&str]) -> Vec<String> {
    let options = fs::read_to_string(beside(page, "options.txt")).unwrap_or_default();
    let fixed = ["matrix", "import", page]
        .into_iter()
        .chain(more.iter().copied());
    fixed.chain(options.lines()).map(str::to_owned).collect()
}

/// Imports a page with its options.
fn import(page: &str, more: &[&str]) -> Run {
    let arguments = arguments(page, more);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    run(repository(), &arguments)
}

fn beside(page: &str, what: &str) -> PathBuf {
    repository().join(format!("{page}.{what}"))
}

#[test]
fn certain_pages_are_read() {
    let pages = pages("fixtures/import/read");
    assert!(pages.len() >= 16, "{pages:?}");
    for page in pages {
        let import = import(&page, &[]);
        assert_eq!(import.code, 0, "{page}: {}", import.stdout);
        let folder = folder(&[("m.yaml", &import.stdout)]);
        let checked = run(folder.path(), &["matrix", "check", "-q", "m.yaml"]);
        assert_eq!((checked.code, checked.stdout.as_str()), (0, ""), "{page}");
        assert_expected(&beside(&page, "expected.yaml"), &import.stdout);
        assert_expected(&beside(&page, "notes.txt"), &import.stderr);
    }
}

#[test]
fn uncertain_pages_are_refused_at_the_cell() {
    let pages = pages("fixtures/import/refused");
    assert!(pages.len() >= 16, "{pages:?}");
    for page in pages {
        let full = import(&page, &[]);
        assert_eq!(full.code, 1, "{page}: {full:#?}");
        assert_expected(&beside(&page, "expected.txt"), &full.stdout);
        let folder = folder::<&str>(&[]);
        let target = folder.path().join("m.yaml");
        let target = target.to_str().expect("UTF-8");
        let json = import(&page, &["--format", "json", "-o", target]);
        assert!(!Path::new(target).exists(), "{page}: nothing was written");
        let concise = import(&page, &["-q", "--format", "concise"]);
        let findings = json.json();
        let findings = findings["findings"].as_array().expect("findings");
        let places: Vec<String> = findings
            .iter()
            .map(|one| format!("{}:{}:{}", text(&one["path"]), one["line"], one["column"]))
            .collect();
        let lines = concise.stdout.lines();
        let shown: Vec<&str> = lines
            .map(|line| line.split_once(": ").expect("a message").0)
            .collect();
        assert_eq!(places, shown, "{page}");
        // Every place is a cell or a row of the page, as it is written.
        let bytes = fs::read_to_string(repository().join(&page)).expect("the page");
        let lines: Vec<&str> = bytes.trim_start_matches('\u{feff}').split('\n').collect();
        for one in findings {
            let line = usize::try_from(one["line"].as_u64().expect("a line")).expect("small");
            let column = usize::try_from(one["column"].as_u64().expect("a column")).expect("small");
            let before: String = lines[line - 1].chars().take(column - 1).collect();
            let edge = before.trim_end().chars().next_back();
            assert!(
                matches!(edge, None | Some('|' | ',' | ';' | '>' | '"')),
                "{page}:{line}:{column} begins a cell, and stands behind {edge:?}"
            );
        }
    }
}

#[test]
fn the_published_page_gives_the_built_in_table_under_either_name() {
    let built_in = run(repository(), &["matrix", "show", "--format", "json"]).json();
    for page in [SEED, "fixtures/import/read/renamed.md"] {
        let import = run(
            repository(),
            &["matrix", "import", "--version", "2023-02-01", page],
        );
        let folder = folder(&[("m.yaml", &import.stdout)]);
        let arguments = ["matrix", "check", "m.yaml"];
        let checked = run(folder.path(), &arguments);
        assert_eq!(
            checked.stdout,
            "1 matrix in 1 file, 18 features: no findings\n"
        );
        let shown = serde_yaml::from_str::<serde_json::Value>(&import.stdout).expect("YAML");
        let rows = shown["features"].as_object().expect("rows");
        let expected = built_in["features"].as_object().expect("rows");
        assert_eq!(
            rows.keys().collect::<Vec<_>>(),
            expected.keys().collect::<Vec<_>>()
        );
        for (id, row) in rows {
            assert_eq!(row["raci"], expected[id]["raci"], "{page}: {id}");
            assert_eq!(row["clauses"], expected[id]["clauses"], "{page}: {id}");
            let title = text(&row["title"]).replace("AUCyber", "AUCloud");
            assert_eq!(title, text(&expected[id]["title"]), "{page}: {id}");
        }
        let names: Vec<&str> = std::iter::once(&shown["provider"]["name"])
            .chain(shown["provider"]["aliases"].as_array().expect("names"))
            .map(text)
            .collect();
        let own = if page == SEED {
            ["AUCloud", "AUCyber"]
        } else {
            ["AUCyber", "AUCloud"]
        };
        assert_eq!(names, own);
        assert_eq!(shown["metadata"]["id"], "aucloud-iaas");
        let provenance = &shown["metadata"]["provenance"];
        assert_eq!(provenance["file"], page);
        assert_eq!(
            provenance["tables"],
            serde_json::json!([{"heading": "IaaS RACI", "line": 22}])
        );
    }
}

#[test]
fn an_imported_matrix_judges_manifests() {
    let page =
        "| Feature | AUCloud | Customer |\n|---|---|---|\n| Databases as a service | R, A | C |\n";
    let manifest = changed("aucloud-iaas@2023-02-01", "dbaas@1")
        .replace("  databases:", "  databases-as-a-service:");
    let folder = folder(&[("page.md", page), ("a.crisp.yaml", &manifest)]);
    let import = run(
        folder.path(),
        &[
            "matrix",
            "import",
            "page.md",
            "-q",
            "--id",
            "dbaas",
            "--version",
            "1",
            "-o",
            "m.yaml",
        ],
    );
    assert_eq!(
        (import.code, import.stdout.as_str(), import.stderr.as_str()),
        (0, "", "")
    );
    let run = check(
        folder.path(),
        &["-q", "--format", "concise", "--matrix", "m.yaml", "."],
    );
    assert!(
        run.stdout
            .contains("error[CRISP307] `databases-as-a-service`"),
        "{}",
        run.stdout
    );
}

#[test]
fn columns_can_be_named_and_a_wrong_name_is_told() {
    let page = "fixtures/import/refused/whose-column.md";
    let own = "| Topic | Them | Us |\n|---|---|---|\n| Hosts | R, A | C |\n";
    let folder = folder(&[("own.md", own)]);
    let named = [
        "matrix",
        "import",
        "-q",
        "--provider",
        "them",
        "--customer",
        "US",
        "--provider-name",
        "AUCyber",
        "own.md",
    ];
    let import = run(folder.path(), &named);
    assert_eq!(import.code, 0, "{import:#?}");
    assert!(
        import
            .stdout
            .contains("name: AUCyber\n  aliases:\n  - AUCloud\n"),
        "{}",
        import.stdout
    );
    assert!(
        import.stdout.contains("  hosts:\n    title: Hosts\n"),
        "{}",
        import.stdout
    );
    let wrong = run(
        repository(),
        &["matrix", "import", "--provider", "AUCloud IaS", page],
    );
    assert_eq!(wrong.code, 2);
    assert!(wrong.stdout.ends_with(&wrong.stderr), "{wrong:?}");
    assert!(
        wrong.stderr.starts_with("error: `fixtures/import/refused/whose-column.md`: --provider: no column is called `AUCloud IaS`; did you mean `AUCloud IaaS`?; the columns are"),
        "{}",
        wrong.stderr
    );
}

#[test]
fn what_is_certain_is_written_where_that_is_asked_for() {
    let page = "fixtures/import/refused/words.md";
    let import = run(
        repository(),
        &["matrix", "import", "--partial", "--format", "concise", page],
    );
    assert_eq!(import.code, 1);
    let matrix = serde_yaml::from_str::<serde_json::Value>(&import.stdout).expect("only YAML");
    let ids: Vec<&String> = matrix["features"]
        .as_object()
        .expect("rows")
        .keys()
        .collect();
    assert_eq!(ids, ["backups", "fine"]);
    assert!(
        import
            .stderr
            .contains("words.md:6:10: error[CRISP104] `Keys`: `Y`"),
        "{}",
        import.stderr
    );
}

/// What cannot be done is not offered.
#[test]
fn rows_without_fault_are_offered_where_there_are_some() {
    let page = |rows: &str| format!("Feature,Provider,Customer\n{rows}");
    let folder = folder(&[
        ("some.csv", page("X,C,\"R, A\"\nY,C,R\n").into_bytes()),
        ("none.csv", page("Y,C,R\n").into_bytes()),
        ("utf16.csv", b"\xff\xfe|\0|".to_vec()),
    ]);
    for (file, more, said) in [
        (
            "some.csv",
            &[][..],
            "no matrix was written; use `--partial` to write the valid rows\n",
        ),
        ("none.csv", &[], "no matrix was written\n"),
        ("none.csv", &["--partial"], "no matrix was written\n"),
        ("utf16.csv", &[], "no matrix was written\n"),
    ] {
        let import = run(folder.path(), &[&["matrix", "import", file], more].concat());
        assert_eq!(import.code, 1, "{file}");
        assert!(import.stderr.ends_with(said), "{file}: {}", import.stderr);
    }
}

#[test]
fn a_dash_is_standard_output() {
    let page = fs::read(repository().join("fixtures/import/refused/words.md")).expect("a page");
    let folder = folder(&[("p.md", page.as_slice()), ("-", b"mine\n")]);
    let import = |more: &[&str]| {
        let fixed = [
            "matrix",
            "import",
            "p.md",
            "--partial",
            "--format",
            "concise",
        ];
        run(folder.path(), &[&fixed, more].concat())
    };
    let plain = import(&[]);
    let dash = import(&["-o", "-"]);
    assert!(dash.stdout.starts_with("apiVersion"), "{}", dash.stdout);
    assert!(dash.stderr.contains("error[CRISP104]"), "{}", dash.stderr);
    assert_eq!(
        (dash.code, dash.stdout, dash.stderr),
        (plain.code, plain.stdout, plain.stderr)
    );
    let kept = fs::read(folder.path().join("-")).expect("a file");
    assert_eq!(kept, b"mine\n");
}

#[test]
fn nothing_is_overwritten_and_nothing_else_is_read() {
    let page = fs::read(repository().join(SEED)).expect("the page");
    let folder = folder(&[
        ("page.md", page.as_slice()),
        ("m.yaml", b"mine\n"),
        ("empty.md", b""),
        (
            "prose.md",
            b"| Plan | Hours |\n|---|---|\n| Basic | 8x5 |\n",
        ),
        ("page.rst", b"RACI\n====\n"),
        (
            "tab.md",
            b"=== \"PaaS\"\n\n    | Service | AUCloud | Customer |\n    |---|---|---|\n    | Queues | R, A | C |\n",
        ),
        ("utf16.md", b"\xff\xfe|\0|"),
    ]);
    let here = folder.path();
    for (arguments, code, said) in [
        (
            ["page.md", "-o", "m.yaml"].as_slice(),
            2,
            "error: `m.yaml` already exists; choose another file with `--output`, or replace it with `--force`",
        ),
        (
            &["page.md", "--force", "-o", "./page.md"],
            2,
            "error: this run reads `./page.md`; use another name for the matrix",
        ),
        (
            &["page.md", "-o", "no/m.yaml"],
            2,
            "error: cannot write `no/m.yaml`: ",
        ),
        (
            &["page.md", "--id", "My Id"],
            2,
            "error: `My Id` is not a valid matrix id (use lower-case letters, digits and hyphens); write `my-id`",
        ),
        (
            &["page.md", "--version", "1 2"],
            2,
            "error: `1 2` is not a valid version",
        ),
        (&["nowhere.md"], 2, "error: cannot read `nowhere.md`: "),
        (
            &["page.rst"],
            2,
            "error: cannot read `page.rst`: the name must end in .md, .html, ",
        ),
        (
            &["empty.md"],
            2,
            "error: `empty.md`: there is nothing to import: the file has no table; a table of roles has",
        ),
        (&["tab.md"], 1, "no matrix was written\n"),
        (
            &["tab.md", "--skip-table", "line 3"],
            2,
            "; the table on line 3 is left out: it is indented, so that Markdown takes it for code",
        ),
        (
            &["prose.md"],
            2,
            "error: `prose.md`: there is nothing to import: the file has one table, which is not a table of roles;",
        ),
        (&["utf16.md"], 1, "no matrix was written"),
    ] {
        let import = run(here, &[&["matrix", "import"], arguments].concat());
        assert_eq!(import.code, code, "{arguments:?}: {import:#?}");
        assert!(
            import.stderr.contains(said),
            "{arguments:?}: {}",
            import.stderr
        );
    }
    assert_eq!(fs::read(here.join("m.yaml")).expect("a file"), b"mine\n");
    assert_eq!(fs::read(here.join("page.md")).expect("a file"), page);
    let forced = run(
        here,
        &["matrix", "import", "page.md", "--force", "-o", "m.yaml"],
    );
    assert_eq!(forced.code, 0);
    assert!(
        fs::read_to_string(here.join("m.yaml"))
            .expect("a file")
            .starts_with("apiVersion")
    );
}

/// Neither the matrix nor a report takes the place of what the run reads, or of the other.
#[test]
fn what_is_read_and_what_is_written_are_not_replaced() {
    let page = fs::read(repository().join(SEED)).expect("the page");
    let matrix = fs::read(repository().join("fixtures/matrices/example-paas.yaml"));
    let matrix = matrix.expect("the example");
    let folder = folder(&[
        ("p.md", page.as_slice()),
        ("torn.md", b"no table\n"),
        ("own.yaml", &matrix),
        ("listed.yaml", &matrix),
        ("bad.yaml", b"x: 1\n"),
        (".crisplint.yaml", b"matrices: [listed.yaml]\n"),
        ("faulty.yaml", b"matrices: [listed.yaml]\nfailOn: wrong\n"),
    ]);
    let here = folder.path();
    for (target, arguments) in [
        (
            "own.yaml",
            &["p.md", "--no-config", "--matrix", "own.yaml"][..],
        ),
        ("listed.yaml", &["p.md"]),
        (".crisplint.yaml", &["p.md"]),
        ("p.md", &["p.md"]),
        ("bad.yaml", &["p.md", "--no-config", "--matrix", "bad.yaml"]),
        ("p.md", &["p.md", "--no-config", "--matrix", "bad.yaml"]),
        ("listed.yaml", &["p.md", "--config", "faulty.yaml"]),
        ("faulty.yaml", &["p.md", "--config", "faulty.yaml"]),
        ("p.md", &["p.md", "--config", "nope.yaml"]),
        ("torn.md", &["torn.md"]),
    ] {
        let before = fs::read(here.join(target)).expect("a file");
        let report = format!("json={target}");
        for (options, what) in [
            (["--report", &report], "report"),
            (["--force", &format!("-o{target}")], "matrix"),
        ] {
            let import = run(
                here,
                &[&["matrix", "import"], &options[..], arguments].concat(),
            );
            assert_eq!(import.code, 2, "{options:?} {arguments:?}");
            let after = fs::read(here.join(target)).expect("a file");
            assert!(before == after, "{options:?} {arguments:?}");
            let said =
                format!("error: this run reads `{target}`; use another name for the {what}\n");
            assert!(
                import.stderr.starts_with(&said)
                    || what == "matrix" && import.stderr.contains("has errors")
                    || what == "matrix" && import.stderr.contains("cannot read"),
                "{options:?} {arguments:?}: {}",
                import.stderr
            );
        }
    }
    fs::write(here.join("o.yaml"), "mine\n").expect("a file");
    for arguments in [
        [
            "matrix",
            "import",
            "p.md",
            "-oo.yaml",
            "--force",
            "--report=json=o.yaml",
        ],
        [
            "matrix",
            "import",
            "torn.md",
            "-oo.yaml",
            "--force",
            "--report=json=o.yaml",
        ],
        [
            "matrix",
            "import",
            "p.md",
            "-oo.yaml",
            "--config=no",
            "--report=json=o.yaml",
        ],
    ] {
        let import = run(here, &arguments);
        let said = "error: this run reads `o.yaml`; use another name for the report\n";
        assert!(import.stderr.starts_with(said), "{}", import.stderr);
        assert_eq!(import.code, 2);
        let kept = fs::read(here.join("o.yaml")).expect("a file");
        assert_eq!(kept, b"mine\n", "{arguments:?}");
    }
}

/// A workbook, with sound rows and with cells that only look like roles.
fn book(is_sound: bool) -> Vec<u8> {
    let mut book = Workbook::new();
    let struck = Format::new().set_font_strikethrough();
    let red = Format::new().set_background_color(0x00FF_0000);
    let plain = Format::new();
    let sheet = book.add_worksheet().set_name("Who, what").expect("a name");
    let rows = [
        ["Roles of the hosting", "", "", ""],
        ["Feature", "AUCloud", "Customer", "Notes"],
        ["Hosts", "R, A", "C", ""],
        ["Disks", "Consulted", "R\nA", "see R, A"],
    ];
    for (row, cells) in (0..).zip(rows) {
        for (column, text) in (0..).zip(cells).filter(|(_, text)| !text.is_empty()) {
            sheet.write_string(row, column, text).expect("a cell");
        }
    }
    sheet.set_row_hidden(3).expect("a row");
    if !is_sound {
        let write = |sheet: &mut rust_xlsxwriter::Worksheet, row, title, format| {
            sheet.write_string(row, 0, title).expect("a title");
            sheet
                .write_string_with_format(row, 2, "R, A", format)
                .expect("a cell");
        };
        write(sheet, 4, "Struck", &struck);
        write(sheet, 5, "Not computed", &plain);
        let formula = Formula::new("=C3&\"A\"").set_result("");
        sheet.write_formula(5, 1, formula).expect("a formula");
        write(sheet, 6, "Coloured", &plain);
        sheet.write_blank(6, 1, &red).expect("a colour");
        sheet.write_string(7, 0, "Merged").expect("a title");
        sheet
            .merge_range(7, 1, 7, 2, "R, A", &plain)
            .expect("a range");
        sheet.write_string(8, 0, "Tick").expect("a title");
        sheet.write_string(8, 1, "✓").expect("a tick");
        sheet.write_string(8, 2, "R, A").expect("a cell");
    }
    let hidden = book.add_worksheet().set_name("Old").expect("a name");
    hidden.set_hidden(true);
    book.save_to_buffer().expect("a workbook")
}

#[test]
fn a_workbook_is_read_and_its_traps_are_refused_at_their_cells() {
    let folder = folder(&[
        ("sound.xlsx", book(true)),
        ("traps.xlsx", book(false)),
        ("none.xlsx", b"Feature,Provider\n".to_vec()),
    ]);
    let import = |arguments: &[&str]| {
        let fixed = ["matrix", "import", "--version", "1", "--format", "concise"];
        run(folder.path(), &[&fixed, arguments].concat())
    };
    let sound = import(&["sound.xlsx"]);
    assert_eq!(sound.code, 0, "{sound:?}");
    let matrix = serde_yaml::from_str::<serde_json::Value>(&sound.stdout).expect("YAML");
    let disks = serde_json::json!({"provider": ["C"], "customer": ["R", "A"]});
    assert_eq!(matrix["features"]["disks"]["raci"], disks);
    for said in [
        "the table at `'Who, what'!A2` under `Roles of the hosting` has 2 rows: ",
        "row 4 of the sheet `Who, what` is hidden and is read",
        "the sheet `Old` is hidden and is not read",
    ] {
        assert!(sound.stderr.contains(said), "{}", sound.stderr);
    }
    let traps = import(&["traps.xlsx"]);
    assert_eq!(traps.code, 1);
    let cells = traps.stdout.lines().filter_map(|line| {
        let (_, rest) = line.split_once("`'Who, what'!")?;
        Some(rest.split('`').next().unwrap_or_default())
    });
    let cells: Vec<&str> = cells.collect();
    assert_eq!(cells, ["C5", "B6", "B7", "B8", "B9"], "{}", traps.stdout);
    for (arguments, said) in [
        (
            ["none.xlsx"].as_slice(),
            "it is not an Excel workbook (.xlsx), or it is damaged",
        ),
        (
            &["sound.xlsx", "--sheet", "New"],
            "the sheets are `Who, what` and `Old`",
        ),
        (
            &["sound.xlsx", "--encoding", "windows-1252"],
            "a workbook says its encoding",
        ),
    ] {
        let refused = import(arguments);
        assert_eq!(refused.code, 2);
        assert!(refused.stderr.contains(said), "{}", refused.stderr);
    }
}
