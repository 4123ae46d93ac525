//! Threads: never more than cores, whatever is wished for, and none where the system gives none.

#![allow(clippy::print_stdout, reason = "a test speaks through stdout")]

use std::fs;
use std::io::Read;
use std::num::NonZero;
use std::process::{Command, Stdio};

use crate::support::{TODAY, check, command, folder, manifest};

/// So many manifests, each with findings enough that a pipe does not hold them all.
fn files() -> tempfile::TempDir {
    let keys: Vec<String> = (0..2_000).map(|n| format!("x{n}: 1\n")).collect();
    let text = manifest() + &keys.concat();
    folder(&[("a.crisp.yaml", &text), ("b.crisp.yaml", &text)])
}

/// The threads of a process that has begun to write, and so has started all that it will.
fn threads(wish: &str) -> Option<usize> {
    let folder = files();
    let mut child = command(folder.path());
    child.args(["check", "--today", TODAY, "--format", "concise", "."]);
    child.env("RAYON_NUM_THREADS", wish);
    child
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let mut child = child.spawn().expect("the binary starts");
    let mut first = [0];
    let mut stdout = child.stdout.take().expect("a pipe");
    stdout.read_exact(&mut first).expect("findings");
    let status = fs::read_to_string(format!("/proc/{}/status", child.id()));
    drop(stdout);
    child.wait().expect("the binary ends");
    let threads = status.ok()?;
    let threads = threads
        .lines()
        .find_map(|line| line.strip_prefix("Threads:"))?;
    threads.trim().parse().ok()
}

#[test]
fn a_wish_for_a_million_threads_starts_as_many_as_there_are_cores() {
    let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
    let Some(started) = threads("1000000") else {
        return println!("skipped: this system does not say how many threads a process has");
    };
    assert!(started <= cores + 1, "{started} threads on {cores} cores");
    assert_eq!(threads("1"), Some(1), "a smaller wish holds");
}

/// A limit on processes, as a user that it holds for: it does not hold for root.
fn limited() -> Option<Vec<&'static str>> {
    let limit = ["prlimit", "--nproc=1"];
    let user = ["setpriv", "--reuid=65534", "--clear-groups"];
    let ways = [limit.to_vec(), [&user[..], &limit[..]].concat()];
    ways.into_iter().find(|way| {
        // What starts a process of its own has to fail.
        let run = |line| {
            let mut command = Command::new(way[0]);
            command.args(&way[1..]).args(["sh", "-c", line]);
            command.stdout(Stdio::null()).stderr(Stdio::null());
            command.status().is_ok_and(|status| status.success())
        };
        run("exec true") && !run("true | true; exit $?")
    })
}

#[test]
fn where_the_system_gives_no_threads_files_are_checked_all_the_same() {
    let Some(way) = limited() else {
        return println!("skipped: processes cannot be limited here");
    };
    let folder = files();
    let open = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    fs::set_permissions(folder.path(), open).expect("permissions");
    for format in ["concise", "json"] {
        let arguments = ["--format", format, "."];
        let expected = check(folder.path(), &arguments);
        let mut command = Command::new(way[0]);
        command.args(&way[1..]).arg(env!("CARGO_BIN_EXE_crisplint"));
        command.args(["check", "--today", TODAY]).args(arguments);
        let output = command.current_dir(folder.path()).output().expect("a run");
        let stderr = String::from_utf8_lossy(&output.stderr);
        if stderr.contains("Permission denied") {
            return println!("skipped: others may not run the binary here");
        }
        assert_eq!(output.status.code(), Some(expected.code), "{stderr}");
        assert_eq!(String::from_utf8_lossy(&output.stdout), expected.stdout);
        assert_eq!(stderr, expected.stderr);
    }
}
