//! Files that are no files, wherever a run reads one.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::SOON;
use crate::support::{Run, TODAY, command, folder, manifest, write};

/// What stands in the place of a file, and what is said of it.
const STRANGE: [(&str, &str); 5] = [
    ("pipe", "it is not a regular file"),
    ("folder", "it is not a regular file"),
    ("device", "it is not a regular file"),
    ("loop", "many levels of symbolic links"),
    ("large", "it is too large"),
];

fn make(what: &str, path: &Path) {
    let made = match what {
        "pipe" => Command::new("mkfifo")
            .arg(path)
            .status()
            .expect("mkfifo")
            .success(),
        "folder" => fs::create_dir(path).is_ok(),
        "device" => symlink("/dev/zero", path).is_ok(),
        "loop" => symlink(path.file_name().expect("a name"), path).is_ok(),
        _ => fs::File::create(path)
            .and_then(|file| file.set_len(1 << 30))
            .is_ok(),
    };
    assert!(made, "{what} at {}", path.display());
}

/// Runs the binary, and ends it where it does not end itself.
fn run(folder: &Path, arguments: &[&str]) -> Run {
    let started = Instant::now();
    let mut child = command(folder);
    child
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = child.spawn().expect("the binary starts");
    while child.try_wait().expect("a state").is_none() {
        if started.elapsed() > SOON {
            child.kill().expect("it is ended");
            panic!("{arguments:?} does not end");
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    let output = child.wait_with_output().expect("it has ended");
    Run {
        code: output.status.code().expect("no signal"),
        stdout: String::from_utf8(output.stdout).expect("UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

#[test]
fn a_manifest_that_is_no_file_is_a_finding_and_the_others_are_checked() {
    for (what, said) in STRANGE {
        let folder = folder(&[("a.crisp.yaml", manifest())]);
        make(what, &folder.path().join("b.crisp.yaml"));
        let arguments = ["check", "--today", TODAY, "-q", "--format", "concise", "."];
        let run = run(folder.path(), &arguments);
        let code = if what == "large" {
            "CRISP005"
        } else {
            "CRISP001"
        };
        let expected = match what {
            // A folder is searched, and has nothing in it.
            "folder" => String::new(),
            "device" => "b.crisp.yaml:1:1: error[CRISP001] `b.crisp.yaml` cannot be read: it is a link to a file or folder outside the root\n"
                .to_owned(),
            "large" => "b.crisp.yaml:1:1: error[CRISP005] `b.crisp.yaml` is larger than 32 MiB\n"
                .to_owned(),
            "loop" => format!(
                "b.crisp.yaml:1:1: error[{code}] `b.crisp.yaml` cannot be read: too many levels of symbolic links\n"
            ),
            _ => format!("b.crisp.yaml:1:1: error[{code}] `b.crisp.yaml` cannot be read: {said}\n"),
        };
        assert_eq!(run.stdout, expected, "{what}");
        assert_eq!(run.code, i32::from(!expected.is_empty()), "{what}");
    }
}

/// The configuration, a matrix, a baseline, a page: without them there is no run.
#[test]
fn what_a_run_needs_has_to_be_a_file() {
    for (what, said) in STRANGE {
        let folder = folder(&[
            ("a.crisp.yaml", manifest()),
            ("set/judge.yaml", "baseline: ../strange.md\n".to_owned()),
        ]);
        make(what, &folder.path().join("strange.md"));
        for (arguments, subject) in [
            (
                vec!["check", "--config", "strange.md", "."],
                "cannot read the configuration `strange.md`: ",
            ),
            (
                vec!["check", "--config", "set/judge.yaml", "."],
                "cannot read the baseline `strange.md`: ",
            ),
            (
                vec!["matrix", "import", "strange.md"],
                "cannot read `strange.md`: ",
            ),
        ] {
            if what == "device" && arguments.contains(&"set/judge.yaml") {
                continue; // the link to it leads out of the root, which is said before it is read
            }
            let run = run(folder.path(), &arguments);
            assert_eq!(run.code, 2, "{what}: {arguments:?}: {run:?}");
            let last = run.stderr.lines().last().unwrap_or_default();
            let start = format!("error: {subject}");
            assert!(
                last.starts_with(&start) && last.contains(said),
                "{what}: {arguments:?}: {run:?}"
            );
        }
        let matrix = run(
            folder.path(),
            &[
                "check",
                "-q",
                "--format",
                "concise",
                "--matrix",
                "strange.md",
                ".",
            ],
        );
        assert_eq!(matrix.code, 2, "{what}: {matrix:?}");
        let code = if what == "large" {
            "[CRISP005]"
        } else {
            "[CRISP001]"
        };
        assert!(matrix.stdout.contains(code), "{what}: {matrix:?}");
        assert_eq!(
            matrix.stderr, "error: the matrix has errors, so nothing was checked\n",
            "{what}"
        );
    }
}

/// A folder's own lists of what to pass over are files of the repository, too. Where one cannot be read, nobody
/// knows what it passes over, and the folder is not searched.
#[test]
fn lists_of_what_to_ignore_that_are_no_files_are_findings() {
    for name in [".gitignore", ".ignore"] {
        for (what, said) in STRANGE {
            let files = [
                ("a.crisp.yaml", manifest()),
                ("sub/b.crisp.yaml", manifest()),
            ];
            let folder = folder(&files);
            make(what, &folder.path().join("sub").join(name));
            let arguments = ["check", "--today", TODAY, "-q", "--format", "concise", "."];
            let expected = match what {
                // No lists: both manifests are read.
                "folder" | "loop" => "sub/b.crisp.yaml:4:11: error[CRISP601] the system `payroll` is declared twice\n".to_owned(),
                "large" => format!("sub/{name}:1:1: error[CRISP005] `sub/{name}` is larger than 32 MiB\n"),
                _ => format!("sub/{name}:1:1: error[CRISP001] `sub/{name}` cannot be read: {said}\n"),
            };
            for start in [folder.path().to_owned(), folder.path().join("sub")] {
                let run = run(&start, &arguments);
                if start == folder.path() {
                    assert_eq!(
                        (run.code, run.stdout.as_str()),
                        (1, expected.as_str()),
                        "{what} {name}"
                    );
                } else {
                    let own = expected.replace("sub/", "");
                    let own = if own.contains("CRISP601") { "" } else { &own };
                    assert_eq!(run.stdout, own, "{what} {name}");
                }
            }
        }
    }
}

/// A configuration that is no file is none that could be obeyed, and what it sets may be stricter than nothing.
#[test]
fn a_configuration_that_cannot_be_read_is_not_passed_over() {
    for (what, said) in STRANGE.into_iter().filter(|(what, _)| *what != "folder") {
        let folder = folder(&[("sub/a.crisp.yaml", manifest())]);
        make(what, &folder.path().join(".crisplint.yaml"));
        let run = run(
            &folder.path().join("sub"),
            &["check", "--today", TODAY, "."],
        );
        // The device is reached by a link, and what stands outside the root is not opened to see what it is.
        let (start, said) = match what {
            "device" => (
                "error: `../.crisplint.yaml` is ",
                "a link to a file outside the root",
            ),
            _ => (
                "error: cannot read the configuration `../.crisplint.yaml`: ",
                said,
            ),
        };
        assert_eq!(run.code, 2, "{what}");
        assert!(run.stdout.ends_with(&run.stderr), "{what}: {run:?}");
        assert!(
            run.stderr.starts_with(start) && run.stderr.contains(said),
            "{what}: {run:?}"
        );
    }
    let folder = folder(&[("a.crisp.yaml", manifest())]);
    symlink(
        "policy/crisplint.yaml",
        folder.path().join(".crisplint.yaml"),
    )
    .expect("a link");
    // Without a repository around it, it is what says where the root is.
    fs::remove_dir(folder.path().join(".git")).expect("a folder");
    let below = write(folder.path(), "sub/a.crisp.yaml", manifest().as_bytes());
    let below = run(below.parent().expect("a folder"), &["check", "."]);
    assert_eq!(below.code, 2);
    assert!(below.stdout.ends_with(&below.stderr), "{below:?}");
    let run = run(folder.path(), &["check", "--today", TODAY, "."]);
    assert_eq!(run.code, 2);
    assert!(run.stdout.ends_with(&run.stderr), "{run:?}");
    let said = "error: cannot read the configuration `.crisplint.yaml`: No such file or directory";
    assert!(run.stderr.starts_with(said), "{run:?}");
}

/// A folder is meant for something else.
#[test]
fn a_folder_named_like_the_configuration_is_passed_over() {
    let folder = folder(&[
        ("a.crisp.yaml", manifest()),
        (".crisplint.yaml/x", String::new()),
    ]);
    let run = run(folder.path(), &["check", "--today", TODAY, "."]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
}

/// Who may read everything, as root may, has nothing to try here.
#[test]
fn what_may_not_be_read_is_a_finding() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder(&[
        ("a.crisp.yaml", manifest()),
        ("b.crisp.yaml", manifest()),
        ("sub/c.crisp.yaml", manifest()),
    ]);
    for name in ["b.crisp.yaml", "sub"] {
        let nothing = fs::Permissions::from_mode(0o000);
        fs::set_permissions(folder.path().join(name), nothing).expect("permissions");
    }
    if fs::read(folder.path().join("b.crisp.yaml")).is_ok() {
        return;
    }
    let run = |path| {
        let arguments = ["check", "--today", TODAY, "-q", "--format", "concise", path];
        run(folder.path(), &arguments)
    };
    let whole = run(".");
    let expected = "b.crisp.yaml:1:1: error[CRISP001] `b.crisp.yaml` cannot be read: permission denied\n\
                    sub:1:1: error[CRISP001] `sub` cannot be read: permission denied\n";
    assert_eq!((whole.code, whole.stdout.as_str()), (1, expected));
    let of_sub = "sub:1:1: error[CRISP001] `sub` cannot be read: permission denied\n";
    for pattern in ["**/c*", "*/*.yaml", "sub/*"] {
        let run = run(pattern);
        assert_eq!((run.code, run.stdout.as_str()), (1, of_sub), "{pattern}");
    }
    let named = run("sub/c.crisp.yaml");
    let expected = of_sub.replace("sub", "sub/c.crisp.yaml");
    assert_eq!((named.code, named.stdout), (1, expected));
    assert_eq!(
        run("a*/*.yaml").code,
        2,
        "what does not fit is not looked into"
    );
    let whole = fs::Permissions::from_mode(0o755);
    fs::set_permissions(folder.path().join("sub"), whole).expect("permissions");
}
