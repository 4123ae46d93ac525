//! Roots: a verdict is a function of the repository, the day and the options, wherever a run starts.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use crate::support::{
    Run, check, folder, manifest, repository, run, run_with_input, some, text, write,
};

/// What marks the root of the repository.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    Git,
    Config,
    Submodule,
}

/// A folder that holds a repository, `repository`, and one beside it.
fn around(mark: Mark, fill: &dyn Fn(&Path)) -> tempfile::TempDir {
    let outer = tempfile::tempdir().expect("a folder");
    let root = outer.path().join("repository");
    fs::create_dir_all(root.join("below/deep")).expect("folders");
    fs::create_dir_all(outer.path().join("beside")).expect("a folder");
    fill(&root);
    match mark {
        Mark::Git => fs::create_dir(root.join(".git")).expect("a folder"),
        Mark::Config => {
            if !root.join(".crisplint.yaml").exists() {
                write(&root, ".crisplint.yaml", b"");
            }
        }
        Mark::Submodule => {
            fs::create_dir_all(outer.path().join(".git/modules/repository")).expect("folders");
            write(&root, ".git", b"gitdir: ../.git/modules/repository\n");
        }
    }
    outer
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).expect("a copy");
        }
    }
}

/// From its root, a folder below, a folder beside, the root of the disk, through `..`, by a relative and by an
/// absolute path, as a repository, in an archive and as a submodule: the same findings, paths and exit.
#[test]
fn the_verdict_is_the_same_from_every_folder() {
    let mut first: Option<Run> = None;
    for mark in [Mark::Git, Mark::Config, Mark::Submodule] {
        let outer = around(mark, &|root| {
            copy(
                &repository().join("fixtures/clean"),
                &root.join("fixtures/clean"),
            );
            copy(
                &repository().join("fixtures/broken"),
                &root.join("fixtures/broken"),
            );
        });
        let root = outer.path().join("repository");
        let absolute = root.to_str().expect("UTF-8").to_owned();
        let ways = [
            (root.clone(), "."),
            (root.clone(), absolute.as_str()),
            (root.clone(), "below/.."),
            (root.join("below/deep"), "../.."),
            (root.join("below"), absolute.as_str()),
            (outer.path().join("beside"), "../repository"),
            (outer.path().to_owned(), "repository"),
            (outer.path().to_owned(), "beside/../repository/"),
            (PathBuf::from("/"), absolute.as_str()),
        ];
        // What marks the root changes nothing about the ways there.
        let few = if mark == Mark::Git { 1 } else { 4 };
        for (from, path) in some(ways, few) {
            let run = check(&from, &["--format", "json", path]);
            assert!(
                run.code == 1 && run.stdout.len() > 100_000,
                "{}",
                run.stderr
            );
            let first = first.get_or_insert_with(|| Run {
                code: run.code,
                stdout: run.stdout.clone(),
                stderr: run.stderr.clone(),
            });
            assert!(
                (run.code, &run.stdout) == (first.code, &first.stdout),
                "{mark:?} from {} by {path}: {}",
                from.display(),
                run.stderr
            );
        }
    }
}

/// What a file is judged by is found from the file, not from where the run starts.
#[test]
fn configuration_evidence_and_baseline_belong_to_the_root_of_the_file() {
    let evidence = manifest().replace("[https://wiki.examples.gov.au/databases]", "[docs/db.md]");
    for mark in [Mark::Git, Mark::Config, Mark::Submodule] {
        let outer = around(mark, &|root| {
            write(root, "docs/db.md", b"x");
            write(root, "systems/a.crisp.yaml", evidence.as_bytes());
            let old = manifest().replace("system: payroll", "system: old");
            write(root, "archive/old.crisp.yaml", old.as_bytes());
            write(
                root,
                ".crisplint.yaml",
                b"exclude: [/archive]\nreview: {maxAgeDays: 30}\n",
            );
        });
        let root = outer.path().join("repository");
        for (from, paths) in [
            (root.clone(), vec!["."]),
            (root.clone(), vec!["systems/a.crisp.yaml"]),
            (root.join("below"), vec!["../systems"]),
            (root.join("systems"), vec!["a.crisp.yaml"]),
            (outer.path().to_owned(), vec!["repository/s*/*.yaml"]),
            (
                outer.path().join("beside"),
                vec!["../repository", "../repository/systems"],
            ),
        ] {
            let run = check(&from, &[&["--format", "json"], paths.as_slice()].concat());
            assert_eq!(run.places(), ["CRISP404 6:13"], "{mark:?} {paths:?}");
            let report = run.json();
            assert_eq!(report["findings"][0]["path"], "systems/a.crisp.yaml");
        }
    }
}

/// Where nothing marks a root, the summary says which folder was taken.
#[test]
fn a_root_that_nothing_marks_is_named() {
    let outer = tempfile::tempdir().expect("a folder");
    let evidence = manifest().replace("[https://wiki.examples.gov.au/databases]", "[docs/db.md]");
    write(outer.path(), "a/docs/db.md", b"x");
    write(outer.path(), "a/b/x.crisp.yaml", evidence.as_bytes());
    write(
        outer.path(),
        "a/c/y.crisp.yaml",
        manifest()
            .replace("system: payroll", "system: y")
            .as_bytes(),
    );
    let real = outer.path().canonicalize().expect("a folder");
    for (from, paths, root, errors) in [
        ("", &["a"][..], "a", 0),
        ("", &["a/b", "a"], "a", 0),
        ("a", &["."], "a", 0),
        ("a/b", &[".."], "a", 0),
        ("", &["a/b/x.crisp.yaml", "a/c/y.crisp.yaml"], "a", 0),
        ("", &["a/*/*.crisp.yaml"], "a", 0),
        ("", &["a/b"], "a/b", 1),
        ("", &["a/b/x.crisp.yaml"], "a/b", 1),
        ("a", &["b/*"], "a/b", 1),
    ] {
        let run = check(&outer.path().join(from), paths);
        assert_eq!(run.code, errors, "{paths:?}: {}", run.stdout);
        let said = format!(
            "note: the root is `{}`, because neither `.git` nor `.crisplint.yaml` marks another folder\n",
            real.join(root).display()
        );
        assert!(run.stdout.ends_with(&said), "{paths:?}: {}", run.stdout);
        let words: Vec<&str> = run.stdout.split_whitespace().collect();
        let advice = words
            .join(" ")
            .contains("an empty `.crisplint.yaml` marks the root");
        assert_eq!(advice, errors == 1, "{}", run.stdout);
    }
    let input = evidence.as_bytes();
    for (from, options, errors) in [
        ("a", vec!["-"], 0),
        ("a/b", vec!["-"], 1),
        ("a", vec!["--stdin-filename", "b/x.crisp.yaml", "-"], 1),
    ] {
        let fixed = ["check", "--today", "2026-11-23"];
        let run = run_with_input(
            &outer.path().join(from),
            &[&fixed, options.as_slice()].concat(),
            input,
        );
        assert_eq!(run.code, errors, "{options:?}: {}", run.stdout);
    }
}

/// Two repositories, each with its own configuration and baseline, and a folder that belongs to neither.
#[test]
fn several_roots_are_judged_each_by_its_own() {
    let outer = tempfile::tempdir().expect("a folder");
    let broken = manifest().replace("provider: AUCloud", "provider: AWS");
    for (root, config) in [
        ("strict", "failOn: info\n"),
        ("lenient", "rules: {CRISP311: warning}\n"),
        ("strict/vendor/inner", "rules: {CRISP311: off}\n"),
    ] {
        let root = outer.path().join(root);
        write(&root, "a.crisp.yaml", broken.as_bytes());
        write(&root, ".crisplint.yaml", config.as_bytes());
        fs::create_dir(root.join(".git")).expect("a folder");
    }
    let words = |from: &str, paths: &[&str]| {
        let from = outer.path().join(from);
        let run = check(&from, &[&["--format", "json"], paths].concat());
        let report = run.json();
        let findings = report["findings"].as_array().expect("findings").iter();
        let words =
            findings.map(|one| format!("{} {}", text(&one["path"]), text(&one["severity"])));
        (run.code, words.collect::<Vec<_>>())
    };
    let both = ["lenient/a.crisp.yaml warning", "strict/a.crisp.yaml error"];
    assert_eq!(words("", &["."]), (1, both.map(str::to_owned).to_vec()));
    assert_eq!(words("lenient", &["..", "."]), words("", &["."]));
    assert_eq!(
        words("", &["lenient"]),
        (0, vec!["a.crisp.yaml warning".to_owned()])
    );
    assert_eq!(
        words("strict", &["."]),
        (1, vec!["a.crisp.yaml error".to_owned()])
    );
    assert_eq!(words("", &["strict/vendor/inner"]), (0, Vec::new()));
    assert_eq!(
        words("", &["--no-config", "strict/vendor/inner/a.crisp.yaml"]),
        (1, vec!["a.crisp.yaml error".to_owned()])
    );
    // A system is unique in its repository: the same in three is no finding.
    let codes = check(outer.path(), &["--format", "concise", "-q", "."]).stdout;
    assert!(!codes.contains("CRISP601"), "{codes}");
    // One broken configuration stops no other root.
    write(outer.path(), "strict/.crisplint.yaml", b"failOm: info\n");
    let run = check(outer.path(), &["--format", "concise", "-q", "."]);
    assert_eq!(run.code, 2);
    assert!(
        run.stdout.contains("lenient/a.crisp.yaml:"),
        "{}",
        run.stdout
    );
    assert!(
        run.stdout
            .contains("strict/.crisplint.yaml:1:1: error[CRISP102]"),
        "{}",
        run.stdout
    );
    assert!(
        !run.stdout.contains("strict/a.crisp.yaml:"),
        "{}",
        run.stdout
    );
}

/// What judges several roots is told once, and which of them it keeps from being checked.
#[test]
fn what_judges_several_roots_is_told_once() {
    let outer = tempfile::tempdir().expect("a folder");
    for root in ["a", "b"] {
        let root = outer.path().join(root);
        write(&root, "x.crisp.yaml", manifest().as_bytes());
        fs::create_dir(root.join(".git")).expect("a folder");
    }
    write(outer.path(), "bad.yaml", b"nope: 1\n");
    for option in ["--config", "--matrix"] {
        let run = check(outer.path(), &[option, "bad.yaml", "a", "b"]);
        assert_eq!(run.code, 2, "{option}");
        assert_eq!(
            run.stdout.matches("[bad.yaml:").count(),
            1,
            "{}",
            run.stdout
        );
        for root in ["a", "b"] {
            let said = format!("has errors, so nothing was checked below `{root}`\n");
            assert_eq!(run.stderr.matches(&said).count(), 1, "{}", run.stderr);
        }
    }
}

/// Nobody can loosen a gate from a folder below.
#[test]
fn a_configuration_below_the_root_is_no_configuration() {
    let folder = folder(&[
        ("sub/a.crisp.yaml", manifest().as_str()),
        ("sub/.crisplint.yaml", "rules: {CRISP311: off}\n"),
        ("left-out/.crisplint.yaml", "failOn: never\n"),
        (".gitignore", "left-out\n"),
    ]);
    for (from, paths) in [
        ("", &["."][..]),
        ("", &["sub/a.crisp.yaml"]),
        ("sub", &["."]),
        ("sub", &["a.crisp.yaml"]),
    ] {
        let run = check(&folder.path().join(from), paths);
        assert_eq!(run.code, 2, "{paths:?}");
        let said = "is not used: a repository has one configuration, in its root";
        assert_eq!(
            run.stderr.matches(said).count(),
            1,
            "{paths:?}: {}",
            run.stderr
        );
        for option in [&["--no-config"][..], &["--config", "/dev/null"]] {
            let run = check(&folder.path().join(from), &[paths, option].concat());
            assert!(!run.stderr.contains(said), "{}", run.stderr);
        }
    }
}

/// A configuration under another name is not passed over.
#[test]
fn a_configuration_under_another_name_is_named() {
    for name in [
        ".crisplint.yml",
        "crisplint.yaml",
        "crisplint.yml",
        ".Crisplint.YAML",
    ] {
        let folder = folder(&[
            ("a.crisp.yaml", manifest().as_str()),
            (name, "failOn: never\n"),
        ]);
        let run = check(folder.path(), &["."]);
        assert_eq!(run.code, 2, "{name}");
        let said = format!("`{name}` is not read, because its name is not `.crisplint.yaml`");
        assert!(run.stderr.contains(&said), "{}", run.stderr);
        assert_eq!(check(folder.path(), &["--no-config", "."]).code, 0);
        // Where the right one is there, another is a file like any other.
        write(folder.path(), ".crisplint.yaml", b"");
        assert_eq!(check(folder.path(), &["."]).code, 0);
    }
}

/// A configuration has no say over files elsewhere, and shows nothing of them.
#[test]
fn a_configuration_names_files_below_its_root_alone() {
    let outer = tempfile::tempdir().expect("a folder");
    write(outer.path(), "secret.yaml", b"top: secret\n");
    let root = outer.path().join("r");
    fs::create_dir_all(root.join(".git")).expect("a folder");
    write(&root, "a.crisp.yaml", manifest().as_bytes());
    #[cfg(unix)]
    std::os::unix::fs::symlink("../secret.yaml", root.join("link.yaml")).expect("a link");
    let absolute = outer.path().join("secret.yaml");
    let absolute = absolute.to_str().expect("UTF-8");
    let mut settings = vec![
        "matrices: [../secret.yaml]\n".to_owned(),
        format!("matrices: ['{absolute}']\n"),
        "baseline: ../secret.yaml\n".to_owned(),
        "matrices: [{file: ../secret.yaml, sha256: '0000000000000000000000000000000000000000000000000000000000000000'}]\n".to_owned(),
    ];
    if cfg!(unix) {
        settings.push("matrices: [link.yaml]\n".to_owned());
        settings.push("baseline: link.yaml\n".to_owned());
    }
    for setting in &settings {
        write(&root, ".crisplint.yaml", setting.as_bytes());
        let run = check(&root, &["."]);
        assert_eq!(run.code, 2, "{setting}: {}", run.stdout);
        let all = run.stdout + &run.stderr;
        assert!(!all.contains("top: secret"), "{setting}: {all}");
        let said = if setting.contains("sha256") {
            "has the SHA-256"
        } else {
            "is outside the root"
        };
        assert!(all.contains(said), "{setting}: {all}");
    }
    // With its SHA-256 a matrix may lie anywhere; beside a configuration that is given, too.
    let matrix =
        fs::read(repository().join("fixtures/matrices/example-paas.yaml")).expect("a matrix");
    write(outer.path(), "paas.yaml", &matrix);
    let mut hash = String::new();
    for byte in <sha2::Sha256 as sha2::Digest>::digest(&matrix) {
        write!(hash, "{byte:02x}").expect("a string takes all");
    }
    let setting = format!("matrices: [{{file: ../paas.yaml, sha256: {hash}}}]\n");
    write(&root, ".crisplint.yaml", setting.as_bytes());
    assert_eq!(check(&root, &["."]).code, 0);
    write(outer.path(), "given.yaml", b"matrices: [paas.yaml]\n");
    assert_eq!(check(&root, &["--config", "../given.yaml", "."]).code, 0);
}

/// A pattern means the manifests, and not the file that steers the run.
#[test]
fn a_pattern_passes_over_the_configuration() {
    let folder = folder(&[
        ("a.crisp.yaml", manifest().as_str()),
        (".crisplint.yaml", "failOn: warning\n"),
    ]);
    for pattern in ["*.yaml", "**/*.yaml", "*"] {
        let run = check(folder.path(), &[pattern]);
        assert_eq!(run.code, 0, "{pattern}: {}", run.stdout);
    }
    // Named outright it is read like any other file.
    assert_eq!(check(folder.path(), &[".crisplint.yaml"]).code, 1);
}

/// What stands in a link's place belongs to where the link stands.
#[cfg(unix)]
#[test]
fn links_that_lead_out_of_the_root_are_not_followed() {
    use std::os::unix::fs::symlink;
    let outer = tempfile::tempdir().expect("a folder");
    let root = outer.path().join("r");
    fs::create_dir_all(root.join(".git")).expect("a folder");
    write(outer.path(), "out/x.crisp.yaml", manifest().as_bytes());
    write(&root, "in/y.crisp.yaml", manifest().as_bytes());
    symlink("../out/x.crisp.yaml", root.join("leads-out.crisp.yaml")).expect("a link");
    symlink("in/y.crisp.yaml", root.join("stays.crisp.yaml")).expect("a link");
    symlink("../out", root.join("folder")).expect("a link");
    symlink("in", root.join("inside")).expect("a link");
    symlink("../out/x.crisp.yaml", root.join("other-name.txt")).expect("a link");
    let paths = |arguments: &[&str]| {
        let run = check(&root, &[&["--format", "json"], arguments].concat());
        let report = run.json();
        let findings = report["findings"].as_array().expect("findings").iter();
        let found = findings.map(|one| format!("{} {}", text(&one["code"]), text(&one["path"])));
        (
            report["summary"]["documents"].as_u64(),
            found.collect::<Vec<_>>(),
        )
    };
    let out = vec!["CRISP001 leads-out.crisp.yaml".to_owned()];
    assert_eq!(paths(&["."]), (Some(1), out.clone()));
    assert_eq!(
        paths(&["leads-out.crisp.yaml", "stays.crisp.yaml"]),
        (Some(1), out)
    );
    assert_eq!(
        paths(&["folder"]),
        (Some(0), vec!["CRISP001 folder".to_owned()])
    );
    assert_eq!(paths(&["inside", "in"]), (Some(1), Vec::new()));
    // A configuration is a file of the repository, too.
    write(outer.path(), "judge.yaml", b"failOn: never\n");
    symlink("../judge.yaml", root.join(".crisplint.yaml")).expect("a link");
    let run = check(&root, &["in"]);
    assert_eq!(run.code, 2, "{}", run.stdout);
    let said = "`.crisplint.yaml` is a link to a file outside the root";
    assert!(run.stderr.contains(said), "{}", run.stderr);
    fs::remove_file(root.join(".crisplint.yaml")).expect("a link");
    // Where nothing marks a root, a link to a folder is that folder.
    symlink("out", outer.path().join("elsewhere")).expect("a link");
    assert_eq!(check(outer.path(), &["elsewhere"]).code, 0);
}

/// Another worktree of the same repository holds the same systems once more.
#[test]
fn a_linked_worktree_is_passed_over_where_it_is_met() {
    let folder = folder(&[
        ("a.crisp.yaml", manifest()),
        ("trees/t/a.crisp.yaml", manifest()),
    ]);
    let git = folder.path().join(".git/worktrees/t");
    fs::create_dir_all(&git).expect("folders");
    fs::write(git.join("commondir"), "../..\n").expect("a file");
    let pointer = format!("gitdir: {}\n", git.display());
    write(folder.path(), "trees/t/.git", pointer.as_bytes());
    let files =
        |paths: &[&str]| run(folder.path(), &[&["check", "--show-files"], paths].concat()).stdout;
    assert_eq!(files(&["."]), "a.crisp.yaml\n");
    assert_eq!(files(&["trees"]), "");
    assert_eq!(files(&["trees/t"]), "trees/t/a.crisp.yaml\n");
    assert_eq!(files(&["trees/t/a.crisp.yaml"]), "trees/t/a.crisp.yaml\n");
    // A submodule and a worktree of another repository are roots of their own.
    write(
        folder.path(),
        "trees/t/.git",
        b"gitdir: ../../.git/modules/t\n",
    );
    assert_eq!(files(&["."]), "a.crisp.yaml\ntrees/t/a.crisp.yaml\n");
}

/// An editor's text stands for its file, which is then read once.
#[test]
fn a_text_takes_the_place_of_its_file() {
    let folder = folder(&[("a.crisp.yaml", manifest())]);
    let broken = manifest().replace("provider: AUCloud", "provider: AWS");
    for paths in [&["-", "."][..], &[".", "-"], &["-", "a.crisp.yaml"]] {
        let fixed = [
            "check",
            "--today",
            "2026-11-23",
            "--format",
            "json",
            "--stdin-filename",
            "a.crisp.yaml",
        ];
        let run = run_with_input(folder.path(), &[&fixed, paths].concat(), broken.as_bytes());
        let report = run.json();
        assert_eq!(report["summary"]["files"], 1, "{paths:?}");
        assert_eq!(report["findings"][0]["code"], "CRISP311", "{paths:?}");
    }
}

/// A report measures and describes each root by itself, from wherever it is asked for.
#[test]
fn a_report_measures_each_root_by_its_own() {
    let outer = tempfile::tempdir().expect("a folder");
    for (root, config) in [
        ("a", "review: {maxAgeDays: 30}\n"),
        ("a/inner", "rules: {CRISP403: off}\n"),
        ("b", "rules: {CRISP403: off, CRISP601: off}\n"),
    ] {
        let root = outer.path().join(root);
        write(&root, "x.crisp.yaml", manifest().as_bytes());
        write(&root, ".crisplint.yaml", config.as_bytes());
        fs::create_dir(root.join(".git")).expect("a folder");
    }
    let absolute = outer.path().to_str().expect("UTF-8");
    let report = |from: &Path, path: &str, format: &str| {
        let fixed = ["report", "--today", "2026-11-23", "--format", format, path];
        run(from, &fixed)
    };
    let first = report(outer.path(), ".", "json");
    for (from, path) in [("a", ".."), ("b", absolute)] {
        let run = report(&outer.path().join(from), path, "json");
        assert_eq!(run.stdout, first.stdout, "{from}");
    }
    let json = first.json();
    let provenance = &json["provenance"];
    assert!(provenance["limits"].is_null() && provenance["commit"].is_null());
    let roots = provenance["roots"].as_array().expect("roots").iter();
    let limits = roots.map(|one| {
        (
            text(&one["root"]),
            one["limits"]["reviewMaxAgeDays"].as_u64(),
        )
    });
    assert_eq!(
        limits.collect::<Vec<_>>(),
        [("a", Some(30)), ("a/inner", Some(366)), ("b", Some(366))]
    );
    let rules = json["rules"].as_array().expect("rules");
    let rule = |code: &str| {
        rules
            .iter()
            .find(|one| one["code"] == code)
            .expect("a rule")
    };
    assert_eq!(rule("CRISP403")["off"], false);
    assert_eq!(
        rule("CRISP403")["offIn"],
        serde_json::json!(["a/inner", "b"])
    );
    // The same system in three roots is one in each.
    let checks = json["checks"].as_array().expect("checks").iter();
    let mut unique = checks.filter(|one| one["rules"] == "CRISP601");
    let unique = unique.next().expect("a check");
    assert_eq!((&unique["right"], &unique["asked"]), (&2.into(), &2.into()));
    assert_eq!(
        provenance["matrices"].as_array().expect("matrices").len(),
        1
    );
    for format in ["markdown", "html", "csv"] {
        let run = report(outer.path(), ".", format);
        let said = "off by configuration in a/inner and b";
        assert!(run.stdout.contains(said), "{format}");
        assert!(run.stdout.contains("at least every 30 days"), "{format}");
        assert!(run.stdout.contains("at least every 366 days"), "{format}");
    }
}
