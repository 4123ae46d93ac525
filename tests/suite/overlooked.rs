//! CRISP007: manifests under names that no pattern matches.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::support::{Run, check, folder, manifest, text, write};

const USUAL: &str = "rules: {}\n";
const OWN: &str = "include: ['*.crisp.yaml']\n";

/// A search of everything, as JSON.
fn search(root: &Path, options: &[&str]) -> Run {
    let fixed = ["--format", "json", "--allow-empty"];
    check(root, &[&fixed, options].concat())
}

/// `path line:column` of every CRISP007, and its help.
fn overlooked(run: &Run) -> Vec<(String, String)> {
    let report = run.json();
    let findings = report["findings"].as_array().expect("findings").iter();
    let own = findings.filter(|one| one["code"] == "CRISP007");
    let place = |one: &Value| format!("{} {}:{}", text(&one["path"]), one["line"], one["column"]);
    own.map(|one| (place(one), text(&one["help"]).to_owned()))
        .collect()
}

fn places(run: &Run) -> Vec<String> {
    overlooked(run)
        .into_iter()
        .map(|(place, _)| place)
        .collect()
}

/// What the help puts between its first two backticks.
fn first_code(help: &str) -> &str {
    help.split('`').nth(1).unwrap_or_else(|| panic!("{help}"))
}

/// Whoever types what the help says has the file checked.
#[test]
fn what_the_help_says_makes_a_search_find_the_file() {
    let names = [
        "payroll.yaml",
        "payroll.YML",
        "systems/payroll.yml",
        "a b/c d.yaml",
        "[old] {1,2}.yaml",
        "x*y?.yaml",
        "!x.yaml",
        ".hidden.yaml",
        "v1.2.yaml",
        "x: #y.yaml",
        "back\\slash.yaml",
        "b\\{c}.yaml",
        "Straße/größe.yaml",
        "C:/x.yaml",
    ];
    for name in names.iter().filter(|name| cfg!(unix) || name.is_ascii()) {
        for config in [USUAL, OWN] {
            let root = folder(&[(".crisplint.yaml", config), (name, &manifest())]);
            let run = search(root.path(), &["."]);
            let found = overlooked(&run);
            let [(place, help)] = found.as_slice() else {
                panic!("{name}: {run:#?}");
            };
            assert_eq!(*place, format!("{name} 2:7"));
            assert_eq!(run.code, 0, "a warning: {name}");
            let typed = first_code(help);
            let mut now = (*name).to_owned();
            if config == USUAL {
                assert!(help.starts_with("rename the file to `"), "{help}");
                fs::rename(root.path().join(name), root.path().join(typed)).expect("a new name");
                typed.clone_into(&mut now);
            } else {
                assert!(help.starts_with("add `/"), "{help}");
                let list = Value::from(vec!["*.crisp.yaml", typed]);
                let config = format!("include: {list}\n");
                write(root.path(), ".crisplint.yaml", config.as_bytes());
            }
            let again = search(root.path(), &["."]);
            assert_eq!(overlooked(&again), [], "{name}: {again:#?}");
            let shown = check(root.path(), &["--show-files", "."]);
            assert_eq!(shown.stdout, format!("{now}\n"), "{name}: {typed}");
        }
    }
}

/// Whoever names a file, in whatever way, has thought of it.
#[test]
fn a_file_that_something_mentions_is_not_overlooked() {
    let root = folder(&[
        ("sub/payroll.yaml", manifest().as_str()),
        ("other.crisp.yaml", &manifest().replace("payroll", "other")),
    ]);
    let found = ["sub/payroll.yaml 2:7"];
    assert_eq!(places(&search(root.path(), &["."])), found);
    assert_eq!(places(&search(root.path(), &["sub"])), found);
    for paths in [
        &["sub/payroll.yaml"][..],
        &[".", "sub/payroll.yaml"],
        &["sub/*.yaml", "."],
        &["other.crisp.yaml"],
    ] {
        let run = search(root.path(), paths);
        assert_eq!(places(&run), [""; 0], "{paths:?}");
    }
    for (file, content) in [
        (".crisplint.yaml", "exclude: [sub]\n"),
        (".crisplint.yaml", "exclude: ['/sub/payroll.yaml']\n"),
        (".crisplint.yaml", "rules: {CRISP007: off}\n"),
        (".crisplint.yaml", "rules: {overlooked-manifest: off}\n"),
        (".gitignore", "payroll.yaml\n"),
        (".ignore", "sub/\n"),
        ("sub/.gitignore", "*.yaml\n"),
    ] {
        let path = write(root.path(), file, content.as_bytes());
        let run = search(root.path(), &["."]);
        assert_eq!(places(&run), [""; 0], "{file}: {content}");
        fs::remove_file(path).expect("the file goes");
    }
    assert_eq!(places(&search(root.path(), &["."])), found);
}

/// The line is looked for as bytes, since a file that is broken further down is a manifest all the same.
#[test]
fn the_line_that_says_the_kind_may_be_written_in_every_way() {
    let large = format!("{}kind: ControlOwnership\n", "# x\n".repeat(40_000));
    let huge = format!("kind: ControlOwnership\n{}", "# x\n".repeat(9 << 20));
    let cases: [(&[u8], Option<&str>); 18] = [
        (b"kind: ControlOwnership", Some("1:7")),
        (b"\xef\xbb\xbfkind: ControlOwnership\n", Some("1:7")),
        (b"a: b\r\nkind: ControlOwnership\r\nc: d\r\n", Some("2:7")),
        (b"a: [\nkind: ControlOwnership\n", Some("2:7")),
        (b"kind: \"ControlOwnership\"\n", Some("1:8")),
        (b"'kind': 'ControlOwnership' # one\n", Some("1:10")),
        (b"\"kind\" :\tControlOwnership\t# one\n", Some("1:10")),
        (b"kind: x\n---\nkind: ControlOwnership\n", Some("3:7")),
        (large.as_bytes(), Some("40001:7")),
        (huge.as_bytes(), None),
        (b"", None),
        (b"kind: ControlOwnership\xff\n", None),
        (b"\xff\nkind: ControlOwnership\n", None),
        (b"# kind: ControlOwnership\n", None),
        (b"spec:\n  kind: ControlOwnership\n", None),
        (b"kind: controlownership\n", None),
        (b"kind: ResponsibilityMatrix\n", None),
        (b"kind: ControlOwnership#\n", None),
    ];
    for (content, place) in cases {
        let root = folder(&[(".crisplint.yaml", USUAL)]);
        write(root.path(), "x.yaml", content);
        let run = search(root.path(), &["."]);
        let expected: Vec<String> = place
            .iter()
            .map(|place| format!("x.yaml {place}"))
            .collect();
        let start = String::from_utf8_lossy(content);
        let start: String = start.chars().take(60).collect();
        assert_eq!(places(&run), expected, "{start:?}");
        assert_eq!(run.json()["summary"]["files"], 0, "{start:?}");
        assert_eq!(run.code, 0, "{start:?}");
    }
    // The name, too, has to be that of YAML.
    for name in ["x.json", "x.yaml.bak", "yaml", "x.md"] {
        let root = folder(&[
            (".crisplint.yaml", USUAL),
            (name, "kind: ControlOwnership\n"),
        ]);
        assert_eq!(places(&search(root.path(), &["."])), [""; 0], "{name}");
    }
}

/// What cannot be opened without harm is passed over, and a link is not what it leads to.
#[cfg(unix)]
#[test]
fn what_is_no_regular_file_is_passed_over() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    use std::process::Command;

    let root = folder(&[
        (".crisplint.yaml", USUAL),
        ("a.crisp.yaml", &manifest()),
        ("locked.yaml", "kind: ControlOwnership\n"),
        ("folder.yaml/readme.txt", "kind: ControlOwnership\n"),
    ]);
    let locked = root.path().join("locked.yaml");
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o000)).expect("no rights");
    symlink("a.crisp.yaml", root.path().join("link.yaml")).expect("a link");
    symlink("nowhere", root.path().join("gone.yaml")).expect("a link");
    // Where there is no mkfifo, no pipe is tried.
    let _ = Command::new("mkfifo")
        .arg(root.path().join("pipe.yaml"))
        .status();
    // Who may read everything reads this one, too.
    let mut expected = Vec::new();
    if fs::File::open(&locked).is_ok() {
        expected.push("locked.yaml 1:7");
    }
    let run = search(root.path(), &["."]);
    assert_eq!(places(&run), expected);
    assert_eq!(run.json()["summary"]["files"], 1);
}

/// It is no manifest found, can be set and accepted, and no waiver can name it.
#[test]
fn it_can_be_set_and_accepted_but_not_waived() {
    let root = folder(&[
        ("payroll.yaml", manifest().as_str()),
        (".crisplint.yaml", USUAL),
    ]);
    let alone = check(root.path(), &["."]);
    assert_eq!(alone.code, 2, "it is no manifest found");
    assert!(alone.stdout.contains("CRISP007"), "{}", alone.stdout);
    assert_eq!(check(root.path(), &["--allow-empty", "."]).code, 0);

    let waived = |rule: &str| {
        let waiver = format!(
            "waivers:\n  - rule: {rule}\n    reason: It is checked elsewhere.\n    \
             approvedBy: Jo Citizen, CISO\n    expires: 2027-01-31\n"
        );
        manifest().replace("system: payroll", "system: other") + &waiver
    };
    for rule in ["CRISP007", "overlooked-manifest", "crisp007"] {
        write(root.path(), "a.crisp.yaml", waived(rule).as_bytes());
        let run = check(root.path(), &["--format", "concise", "-q", "."]);
        assert_eq!(run.code, 1, "{rule}");
        let said = format!("error[CRISP504] `{rule}` cannot be waived");
        assert!(run.stdout.contains(&said), "{}", run.stdout);
        assert!(run.stdout.contains("warning[CRISP007]"), "{}", run.stdout);
        assert_eq!(run.stdout.lines().count(), 2, "{}", run.stdout);
    }
    fs::remove_file(root.path().join("a.crisp.yaml")).expect("the file goes");

    for (level, code) in [("error", 1), ("info", 0), ("off", 0)] {
        let config = format!("rules: {{CRISP007: {level}}}\n");
        write(root.path(), ".crisplint.yaml", config.as_bytes());
        let run = search(root.path(), &["."]);
        let count = usize::from(level != "off");
        assert_eq!((run.code, places(&run).len()), (code, count), "{level}");
    }
    let config = "rules: {CRISP007: error}\nbaseline: old.json\n";
    write(
        root.path(),
        ".crisplint.yaml",
        b"rules: {CRISP007: error}\n",
    );
    let write_baseline = ["--write-baseline", "old.json", "--allow-empty", "."];
    let written = check(root.path(), &write_baseline);
    assert!(root.path().join("old.json").exists(), "{written:#?}");
    write(root.path(), ".crisplint.yaml", config.as_bytes());
    let run = search(root.path(), &["."]);
    assert_eq!(run.code, 0, "{run:#?}");
    assert_eq!(run.json()["summary"]["baselined"], 1);
}

/// Each root has names of its own.
#[test]
fn a_nested_root_searches_for_its_own_names() {
    let root = folder(&[
        (".crisplint.yaml", "include: ['*.own.yaml']\n"),
        ("a.own.yaml", &manifest()),
        ("b.crisp.yaml", &manifest()),
        ("inner/a.own.yaml", &manifest()),
        ("inner/b.crisp.yaml", &manifest()),
    ]);
    fs::create_dir(root.path().join("inner/.git")).expect("a folder");
    let run = search(root.path(), &["."]);
    let mut all = overlooked(&run);
    all.sort_unstable();
    assert_eq!(all[0].0, "b.crisp.yaml 2:7");
    assert_eq!(all.len(), 2, "{run:#?}");
    assert!(all[0].1.starts_with("add `/b.crisp.yaml` to `include`"));
    assert_eq!(all[1].0, "inner/a.own.yaml 2:7");
    assert!(
        all[1]
            .1
            .starts_with("rename the file to `a.own.crisp.yaml`")
    );
}
