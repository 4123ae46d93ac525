//! Which paths are evidence, and what is said of those that are not.

use crate::support::{changed, check, folder, text, write};

/// The manifest with this evidence for one feature.
fn showing(evidence: &str) -> String {
    changed(
        "[https://wiki.examples.gov.au/databases]",
        &format!("[{evidence}]"),
    )
}

/// The messages of a run, each behind its code.
fn said(folder: &std::path::Path, arguments: &[&str]) -> Vec<String> {
    let fixed = ["--format", "json", "a.crisp.yaml"];
    let all: Vec<&str> = fixed.iter().chain(arguments).copied().collect();
    let run = check(folder, &all).json();
    let findings = run["findings"].as_array().expect("findings");
    findings
        .iter()
        .map(|one| format!("{} {}", text(&one["code"]), text(&one["message"])))
        .collect()
}

const CONFIG: &str = "matrices: [rules/own.yaml]\nbaseline: gate/accepted.json\n";

const MATRIX: &str = "apiVersion: crisplint/v1\nkind: ResponsibilityMatrix\n\
    metadata: {id: own, version: \"1\"}\nprovider: {name: Acme}\n\
    features: {alpha: {title: Alpha, raci: {provider: [R, A]}}}\n";

fn repository() -> tempfile::TempDir {
    let folder = folder(&[
        ("run/book.md", "x"),
        ("run/empty.md", ""),
        ("deep/a/b/c/book.md", "x"),
        ("hollow/a/b/empty.md", ""),
        ("hollow/.git/config", "x"),
        ("hollow/payroll.crisp.yaml", "x"),
        ("hollow/.crisplint.yaml", ""),
        (".git/config", "x"),
        ("nested/.git/config", "x"),
        ("other-control-ownership.yml", "x"),
        ("rules/own.yaml", MATRIX),
        ("docs/TODO.md", "x"),
        (".crisplint.yaml", CONFIG),
        (
            ".gitmodules",
            "[submodule \"vendor/policies\"]\n\tpath = vendor/policies\n",
        ),
        ("gitted.git/book.md", "x"),
    ]);
    write(folder.path(), "gate/accepted.json", b"");
    let empty = folder.path().join("gate/accepted.json");
    std::fs::remove_file(empty).expect("a file");
    folder
}

#[test]
fn evidence_is_a_file_that_holds_something_or_a_folder_with_one() {
    let folder = repository();
    let written = check(
        folder.path(),
        &["--write-baseline", "gate/accepted.json", "--allow-empty"],
    );
    assert!(
        folder.path().join("gate/accepted.json").exists(),
        "{written:?}"
    );
    for (path, expected) in [
        ("run/book.md", ""),
        ("./run/../run//book.md", ""),
        ("run/book.md#part", ""),
        ("run", ""),
        ("run/", ""),
        ("deep", ""),
        ("docs/TODO.md", ""),
        ("gitted.git", ""),
        ("run/empty.md", "is an empty file"),
        ("run/empty.md#part", "is an empty file"),
        ("hollow", "is a folder without evidence"),
        ("gate", "is a folder without evidence"),
        ("rules", "is a folder without evidence"),
        (".", "is the root of the repository, which is not evidence"),
        ("./", "is the root of the repository, which is not evidence"),
        (
            "run/..",
            "is the root of the repository, which is not evidence",
        ),
        (
            "nowhere/..",
            "is the root of the repository, which is not evidence",
        ),
        (".git", "belongs to git and is not evidence"),
        (".git/config", "belongs to git and is not evidence"),
        ("nested/.git/config", "belongs to git and is not evidence"),
        ("nested", "is a folder without evidence"),
        (
            "a.crisp.yaml",
            "is a manifest, which is not evidence for itself",
        ),
        (
            "other-control-ownership.yml",
            "is a manifest, which is not evidence for itself",
        ),
        (
            "rules/own.yaml",
            "is a responsibility matrix, which is not evidence",
        ),
        (
            ".crisplint.yaml",
            "is the configuration of crisplint, which is not evidence",
        ),
        (
            "gate/accepted.json",
            "is the baseline, which is not evidence",
        ),
        ("run/none.md", "does not exist"),
        ("run/book.md/none", "does not exist"),
        ("'#part'", "does not exist"),
        ("..", "is outside the repository"),
        ("/etc/passwd", "is an absolute path"),
    ] {
        write(folder.path(), "a.crisp.yaml", showing(path).as_bytes());
        let path = path.trim_matches('\'');
        let expected = match expected {
            "" => Vec::new(),
            what => vec![format!(
                "CRISP407 `databases`: the evidence `{path}` {what}"
            )],
        };
        assert_eq!(said(folder.path(), &[]), expected, "{path}");
    }
}

#[test]
fn a_link_has_a_scheme_and_a_host_and_no_blank() {
    let folder = folder::<&str>(&[]);
    for (link, sound) in [
        ("https://wiki.examples.gov.au/backup", true),
        ("https://wiki.examples.gov.au:8443?page=1#part", true),
        ("https://jo@wiki.examples.gov.au", true),
        ("git+ssh://git.examples.gov.au/policies", true),
        ("http://[2001:db8::1]/backup", true),
        ("https://", false),
        ("https:///backup", false),
        ("https://?page=1", false),
        ("https://:8443/backup", false),
        ("https://jo@/backup", false),
        ("://wiki.examples.gov.au", false),
        ("1://wiki.examples.gov.au", false),
        ("my wiki://wiki.examples.gov.au", false),
        ("https://wiki.examples.gov.au/back up", false),
        ("\"https://wiki.examples.gov.au/back\\u200bup\"", false),
        ("\"https://wiki.examples.gov.au/back\\u00a0up\"", false),
    ] {
        let quoted = format!("\"{}\"", link.trim_matches('"'));
        write(folder.path(), "a.crisp.yaml", showing(&quoted).as_bytes());
        let said = said(folder.path(), &[]);
        assert_eq!(said.is_empty(), sound, "{link}: {said:?}");
        assert!(
            said.iter().all(|one| one.ends_with("is not a link")),
            "{said:?}"
        );
    }
}

#[test]
fn the_names_of_manifests_are_those_of_the_configuration() {
    let folder = folder(&[
        (".crisplint.yaml", "include: [\"systems/**/*.yaml\"]\n"),
        ("systems/it/payroll.yaml", "x"),
        ("old.crisp.yaml", "x"),
        ("a.yaml", "x"),
    ]);
    for (path, is_evidence) in [
        ("systems", false),
        ("systems/it/payroll.yaml", false),
        ("old.crisp.yaml", true),
        ("a.yaml", true),
    ] {
        write(folder.path(), "a.crisp.yaml", showing(path).as_bytes());
        let said = said(folder.path(), &[]);
        assert_eq!(said.is_empty(), is_evidence, "{path}: {said:?}");
    }
}

#[test]
fn evidence_in_a_submodule_that_is_not_checked_out_is_not_checked_and_said_once() {
    let folder = repository();
    std::fs::remove_file(folder.path().join(".crisplint.yaml")).expect("a file");
    let manifest = showing("vendor/policies/backup.md, vendor/policies/db.md, vendor")
        .replace("https://wiki.examples.gov.au/network", "vendor/policies");
    write(folder.path(), "a.crisp.yaml", manifest.as_bytes());
    let note = "note: evidence in the submodule `vendor/policies`, which is not checked out, was \
                not checked: run `git submodule update --init` first\n";
    for _ in 0..2 {
        let run = check(folder.path(), &["a.crisp.yaml"]);
        let summary = "1 manifest in 1 file, 18 features: no findings\n".to_owned();
        assert_eq!((run.code, run.stdout), (0, summary + note));
        // Git leaves an empty folder in its place.
        std::fs::create_dir_all(folder.path().join("vendor/policies")).expect("a folder");
    }
    for (format, holds) in [
        ("concise", note),
        ("markdown", "\nNote: evidence in the submodule"),
        ("json", "\"kind\": \"uncheckedEvidence\""),
        ("sarif", "\"kind\": \"uncheckedEvidence\""),
        (
            "github",
            "::notice title=crisplint::evidence in the submodule",
        ),
    ] {
        let run = check(folder.path(), &["--format", format, "a.crisp.yaml"]);
        assert_eq!(
            run.stdout.matches(holds).count(),
            1,
            "{format}: {}",
            run.stdout
        );
        assert_eq!(run.stderr, "", "{format}");
    }
    for format in ["gitlab", "junit"] {
        let run = check(folder.path(), &["--format", format, "a.crisp.yaml"]);
        assert_eq!(run.stderr, note, "{format}");
    }
    for format in ["html", "markdown", "csv", "json"] {
        let report = [
            "report",
            "--today",
            crate::support::TODAY,
            "--format",
            format,
            "a.crisp.yaml",
        ];
        let run = crate::support::run(folder.path(), &report);
        assert!(run.stdout.contains("not checked"), "{format}");
        assert!(run.stdout.contains("evidence in the submodule"), "{format}");
        assert!(run.stderr.ends_with(note), "{}", run.stderr);
    }
    write(folder.path(), "vendor/policies/db.md", b"x");
    let said = said(folder.path(), &[]);
    let missing = "CRISP407 `databases`: the evidence `vendor/policies/backup.md` does not exist";
    assert_eq!(said, [missing]);
}

#[cfg(unix)]
mod links_and_devices {
    use std::os::unix::fs::symlink;
    use std::process::Command;
    use std::time::Instant;

    use super::{said, showing};
    use crate::support::{folder, write};

    #[test]
    fn links_are_resolved_before_a_path_is_looked_at() {
        let outside = folder(&[("secret.md", "x")]);
        let folder = folder(&[
            ("run/book.md", "x"),
            ("payroll.crisp.yaml", "x"),
            (".git/config", "x"),
            ("round/a/none.md", ""),
            ("up/none.md", ""),
            ("down/none.md", ""),
            ("leak/none.md", ""),
        ]);
        let link = |to: &str, at: &str| symlink(to, folder.path().join(at)).expect("a link");
        let away = outside.path().to_str().expect("UTF-8");
        link(away, "away");
        link(away, "leak/away");
        link("run", "here");
        link(".", "root");
        link(".git", "git");
        link("payroll.crisp.yaml", "book.md");
        link("../..", "round/a/b");
        link("..", "up/all");
        link("../run", "down/book");
        link("loop", "loop");
        link("nowhere", "dangling");
        for (path, expected) in [
            ("here", ""),
            ("here/book.md", ""),
            ("down", ""),
            ("away", "is outside the repository"),
            ("away/secret.md", "is outside the repository"),
            ("leak", "is a folder without evidence"),
            (
                "root",
                "is the root of the repository, which is not evidence",
            ),
            ("git", "belongs to git and is not evidence"),
            ("book.md", "is a manifest, which is not evidence for itself"),
            ("round", "is a folder without evidence"),
            ("up", "is a folder without evidence"),
            ("loop", "does not exist"),
            ("dangling", "does not exist"),
        ] {
            write(folder.path(), "a.crisp.yaml", showing(path).as_bytes());
            let expected = match expected {
                "" => Vec::new(),
                what => vec![format!(
                    "CRISP407 `databases`: the evidence `{path}` {what}"
                )],
            };
            assert_eq!(said(folder.path(), &[]), expected, "{path}");
        }
    }

    #[test]
    fn nothing_is_opened_and_a_huge_folder_is_looked_at_only_until_something_counts() {
        let folder = folder(&[("big/0/book.md", "x")]);
        for number in 0..2_000 {
            write(folder.path(), &format!("big/{number}/x"), b"x");
        }
        let pipe = folder.path().join("pipe");
        let made = Command::new("mkfifo").arg(&pipe).status();
        assert!(made.is_ok_and(|status| status.success()), "mkfifo");
        symlink("/dev/zero", folder.path().join("zero")).expect("a link");
        let started = Instant::now();
        for (path, expected) in [
            ("big", ""),
            ("pipe", "is neither a file nor a folder"),
            ("zero", "is outside the repository"),
        ] {
            write(folder.path(), "a.crisp.yaml", showing(path).as_bytes());
            let expected = match expected {
                "" => Vec::new(),
                what => vec![format!(
                    "CRISP407 `databases`: the evidence `{path}` {what}"
                )],
            };
            assert_eq!(said(folder.path(), &[]), expected, "{path}");
        }
        assert!(started.elapsed().as_secs() < 10);
    }
}
