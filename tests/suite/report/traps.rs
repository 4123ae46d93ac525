//! A repository whose own files name a program wherever git would run one. None of them is run.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::support::{check, folder, manifest, run, text, write};

/// Runs git; nothing where there is none, or where it refuses.
fn git(folder: &Path, arguments: &[&str]) -> Option<String> {
    let mut command = Command::new("git");
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("GIT_") {
            command.env_remove(name);
        }
    }
    let author = ["-c", "user.name=Jo", "-c", "user.email=jo@examples.gov.au"];
    let output = command
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", folder.join("none"))
        .current_dir(folder)
        .args(author)
        .args(arguments)
        .output();
    let output = output.ok()?;
    let said = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| said.trim().to_owned())
}

/// A repository with everything in it committed; nothing where there is no git.
fn committed(files: &[(&str, String)], format: &str) -> Option<tempfile::TempDir> {
    let folder = folder(files);
    fs::remove_dir(folder.path().join(".git")).expect("git makes its own");
    let format = format!("--object-format={format}");
    let made = git(folder.path(), &["init", "--quiet", &format])
        .and_then(|_| git(folder.path(), &["add", "--all"]))
        .and_then(|_| git(folder.path(), &["commit", "--quiet", "-m", "All"]));
    if made.is_none() {
        let _ = writeln!(
            std::io::stderr(),
            "skipped: there is no git that makes a repository with {format}"
        );
    }
    made.map(|_| folder)
}

fn system(name: &str) -> String {
    manifest().replacen("system: payroll", &format!("system: {name}"), 1)
}

fn provenance(folder: &Path) -> Value {
    let arguments = ["report", "--today", "2026-11-23", "--format", "json", "."];
    run(folder, &arguments).json()["provenance"].take()
}

/// `path: how` of every file that is not as committed.
fn differing(folder: &Path) -> Vec<String> {
    let provenance = provenance(folder);
    let differing = provenance["differsFromCommit"].as_array().expect("a list");
    let shown = |one: &Value| format!("{}: {}", text(&one["path"]), text(&one["how"]));
    differing.iter().map(shown).collect()
}

/// What git calls a hook, or a monitor that comes with it.
#[cfg(unix)]
const HOOKS: [&str; 8] = [
    "post-index-change",
    "reference-transaction",
    "fsmonitor-watchman",
    "query-watchman",
    "pre-auto-gc",
    "post-checkout",
    "pre-commit",
    "post-rewrite",
];

/// Every setting that names a program, with `TRAP` for it, and what makes git look for an object.
#[cfg(unix)]
const SETTINGS: [(&str, &str); 38] = [
    ("core.fsmonitor", "TRAP"),
    ("core.hooksPath", ".git/own"),
    ("core.pager", "TRAP"),
    ("pager.ls-tree", "TRAP"),
    ("pager.cat-file", "TRAP"),
    ("core.editor", "TRAP"),
    ("core.askPass", "TRAP"),
    ("core.sshCommand", "TRAP"),
    ("core.gitProxy", "TRAP"),
    ("core.alternateRefsCommand", "TRAP"),
    ("credential.helper", "!TRAP"),
    ("filter.x.clean", "TRAP"),
    ("filter.x.smudge", "TRAP"),
    ("filter.x.process", "TRAP"),
    ("filter.x.required", "true"),
    ("filter.y.clean", "TRAP"),
    ("diff.external", "TRAP"),
    ("diff.x.command", "TRAP"),
    ("diff.x.textconv", "TRAP"),
    ("merge.x.driver", "TRAP"),
    ("gpg.program", "TRAP"),
    ("alias.rev-parse", "!TRAP"),
    ("alias.cat-file", "!TRAP"),
    ("extensions.partialClone", "origin"),
    ("remote.origin.promisor", "true"),
    ("remote.origin.url", "ext::TRAP %S"),
    ("remote.origin.uploadpack", "TRAP"),
    ("remote.more.promisor", "true"),
    ("remote.more.url", "ssh://localhost/more"),
    ("remote.most.promisor", "true"),
    ("remote.most.url", "git://localhost/most"),
    ("remote.last.promisor", "true"),
    ("remote.last.url", "/"),
    ("remote.last.uploadpack", "TRAP"),
    ("protocol.allow", "always"),
    ("protocol.ext.allow", "always"),
    ("uploadpack.packObjectsHook", "TRAP"),
    ("core.repositoryFormatVersion", "1"),
];

#[cfg(unix)]
#[test]
fn nothing_that_a_repository_names_is_run() {
    use std::os::unix::fs::PermissionsExt;

    let files = [("a.crisp.yaml", system("a")), ("b.crisp.yaml", system("b"))];
    let Some(folder) = committed(&files, "sha1") else {
        return;
    };
    let here = folder.path();
    let id = git(here, &["rev-parse", "HEAD"]).expect("a commit");
    let blob = git(here, &["rev-parse", "HEAD:b.crisp.yaml"]).expect("an object");
    let traces = tempfile::tempdir().expect("a temporary folder");
    // Each leaves a file that is called as what ran it.
    let trap = |name: &str, at: &str| {
        let script = format!("#!/bin/sh\n: > '{}/{name}'\n", traces.path().display());
        let script = write(here, at, script.as_bytes());
        fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).expect("a mode");
        script.to_string_lossy().into_owned()
    };
    for hook in HOOKS {
        trap(&format!("hook-{hook}"), &format!(".git/hooks/{hook}"));
        trap(&format!("own-{hook}"), &format!(".git/own/{hook}"));
    }
    for (number, (key, value)) in SETTINGS.into_iter().enumerate() {
        let program = if value.contains("TRAP") {
            trap(key, &format!(".git/programs/{number}"))
        } else {
            String::new()
        };
        git(here, &["config", key, &value.replace("TRAP", &program)]).expect("a setting");
    }
    write(here, ".gitattributes", b"a.* filter=x diff=x merge=x\n");
    write(here, ".git/info/attributes", b"b.* filter=y diff=x\n");
    let (first, rest) = blob.split_at(2);
    let object = here.join(".git/objects").join(first).join(rest);
    fs::remove_file(object).expect("an object of its own");
    for name in ["a.crisp.yaml", "b.crisp.yaml"] {
        // The same bytes at another time: an index has to look at them.
        fs::write(here.join(name), system(&name[..1])).expect("a file");
    }

    let ran = || -> Vec<String> {
        let traces = fs::read_dir(traces.path()).expect("a folder").flatten();
        let names = traces.map(|trace| trace.file_name().to_string_lossy().into_owned());
        names.collect()
    };
    for format in ["html", "markdown", "csv", "json"] {
        let arguments = ["report", "--today", "2026-11-23", "--format", format, "."];
        assert_eq!(run(here, &arguments).code, 0, "{format}");
        assert_eq!(ran(), Vec::<String>::new(), "{format}");
    }
    assert_eq!(check(here, &["."]).code, 0);
    assert_eq!(ran(), Vec::<String>::new());
    assert_eq!(text(&provenance(here)["commit"]), id);
    assert_eq!(
        differing(here),
        ["b.crisp.yaml: git does not have its committed bytes"]
    );
    assert_eq!(ran(), Vec::<String>::new());
    // The traps are armed: what git offers people runs them.
    let _ = git(here, &["status"]);
    let _ = git(here, &["cat-file", "-e", &blob]);
    assert!(ran().len() > 1, "{:?}", ran());
}

#[test]
fn files_are_compared_by_their_bytes() {
    for format in ["sha1", "sha256"] {
        let names = ["a", "b", "c", "d", "e"];
        let files = names.map(|name| (format!("{name} é.crisp.yaml"), system(name)));
        let files = files
            .each_ref()
            .map(|(name, text)| (name.as_str(), text.clone()));
        let Some(folder) = committed(&files, format) else {
            continue;
        };
        let here = folder.path();
        assert_eq!(differing(here), Vec::<String>::new(), "{format}");
        let write = |name: &str, text: String| {
            write(here, &format!("{name} é.crisp.yaml"), text.as_bytes());
        };
        // What git is told not to see is seen.
        git(
            here,
            &["update-index", "--assume-unchanged", "a é.crisp.yaml"],
        );
        git(here, &["update-index", "--skip-worktree", "b é.crisp.yaml"]);
        write("a", system("a") + "# more\n");
        write("b", system("b") + "# more\n");
        write("c", system("c").replace('\n', "\r\n"));
        write("d", system("d").replacen('\n', "\r\n", 1));
        write("f", system("f"));
        git(here, &["add", "f é.crisp.yaml"]);
        assert_eq!(
            differing(here),
            [
                "a é.crisp.yaml: changed since the commit",
                "b é.crisp.yaml: changed since the commit",
                "d é.crisp.yaml: changed since the commit",
                "f é.crisp.yaml: not in the commit",
            ],
            "{format}"
        );
    }
}

/// A replaced object is not what was committed.
#[test]
fn a_replaced_object_vouches_for_nothing() {
    let Some(folder) = committed(&[("a.crisp.yaml", system("a"))], "sha1") else {
        return;
    };
    let here = folder.path();
    let old = git(here, &["rev-parse", "HEAD:a.crisp.yaml"]).expect("an object");
    write(here, "a.crisp.yaml", (system("a") + "# more\n").as_bytes());
    let new = git(here, &["hash-object", "-w", "a.crisp.yaml"]).expect("an object");
    git(here, &["replace", &old, &new]).expect("a replacement");
    assert_eq!(differing(here), ["a.crisp.yaml: changed since the commit"]);
}
