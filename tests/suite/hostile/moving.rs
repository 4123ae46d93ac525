//! Files that change under the reader's hands, and runs that write the same file.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use serde_json::Value;

use crate::support::{changed, check, command, folder, manifest};

/// Calls `disturb` again and again while `work` runs.
fn meanwhile(disturb: impl Fn(usize) + Sync, work: impl FnOnce()) {
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            let mut round = 0;
            while !stop.load(Ordering::Relaxed) {
                disturb(round);
                round += 1;
            }
        });
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(work));
        stop.store(true, Ordering::Relaxed);
        if let Err(panic) = outcome {
            std::panic::resume_unwind(panic);
        }
    });
}

/// Whatever is there at the moment of reading: a manifest, half of one, another one, or nothing.
#[test]
fn a_file_that_changes_or_vanishes_is_judged_as_it_was_read() {
    let whole = manifest();
    let waived = whole.clone()
        + "waivers:\n  - {rule: CRISP406, feature: databases, reason: x, approvedBy: Jo, expires: 2027-01-31}\n";
    let half = whole[..whole.len() / 2].to_owned();
    let folder = folder(&[
        ("a.crisp.yaml", whole.as_str()),
        ("b.crisp.yaml", "kind: x\n"),
    ]);
    let file = folder.path().join("a.crisp.yaml");
    let disturb = |round: usize| {
        let _ = match round % 5 {
            0 => fs::write(&file, &whole),
            1 => fs::write(&file, &half),
            2 => fs::remove_file(&file),
            3 => fs::write(&file, &waived),
            _ => fs::write(&file, [0xff; 5_000]),
        };
    };
    meanwhile(disturb, || {
        for _ in 0..60 {
            let run = check(folder.path(), &["--format", "json", "."]);
            assert_eq!((run.code, run.stderr.as_str()), (1, ""), "{run:?}");
            let report = run.json();
            for finding in report["findings"].as_array().expect("findings") {
                let code = finding["code"].as_str().expect("a code");
                let known = [
                    "CRISP001", "CRISP002", "CRISP003", "CRISP006", "CRISP101", "CRISP103",
                    "CRISP104", "CRISP304", "CRISP402", "CRISP503",
                ];
                assert!(known.contains(&code), "{finding}");
            }
        }
    });
}

/// A folder of files that come and go.
#[test]
fn a_folder_that_changes_is_no_trouble() {
    let folder = folder(&[("a.crisp.yaml", manifest())]);
    let at = |round: usize| folder.path().join(format!("sub{}", round % 7));
    let disturb = |round: usize| {
        let _ = fs::create_dir_all(at(round));
        let _ = fs::write(at(round).join("x.crisp.yaml"), "kind: x\n");
        let _ = fs::remove_dir_all(at(round + 3));
    };
    meanwhile(disturb, || {
        for _ in 0..40 {
            let run = check(folder.path(), &["--format", "json", "."]);
            assert!(matches!(run.code, 0 | 1), "{run:?}");
            assert_eq!(run.stderr, "");
            for finding in run.json()["findings"].as_array().expect("findings") {
                let code = finding["code"].as_str().expect("a code");
                assert!(["CRISP001", "CRISP006"].contains(&code), "{finding}");
            }
        }
    });
}

/// Runs the binary a few times at once, and returns how each ended.
fn at_once(folder: &Path, arguments: &[Vec<String>]) -> Vec<Option<i32>> {
    let children: Vec<_> = arguments
        .iter()
        .map(|arguments| {
            let mut child = command(folder);
            child.args(arguments);
            child
                .stdout(std::process::Stdio::null())
                .stderr(std::process::Stdio::null());
            child.spawn().expect("the binary starts")
        })
        .collect();
    let ends = children.into_iter();
    ends.map(|mut child| child.wait().expect("it ends").code())
        .collect()
}

#[test]
fn two_runs_that_write_one_file_leave_it_whole() {
    let broken = changed(
        "databases: {raci: {provider: C, customer: [R, A]}",
        "databases: {raci: {customer: R}",
    );
    let other = broken.replace(
        "server-vms: {raci: {provider: C, customer: [R, A]}",
        "server-vms: {raci: {customer: R}",
    );
    let folder = folder(&[("one.crisp.yaml", broken), ("two.crisp.yaml", other)]);
    let arguments = |name: &str, target: &str| -> Vec<String> {
        let all = [
            "check",
            "--today",
            crate::support::TODAY,
            "-q",
            target,
            name,
        ];
        all.map(str::to_owned).to_vec()
    };
    for target in ["--write-baseline=old.json", "--report=json=out.json"] {
        let file = folder
            .path()
            .join(target.rsplit('=').next().expect("a name"));
        let alone = ["one.crisp.yaml", "two.crisp.yaml"].map(|name| {
            at_once(folder.path(), &[arguments(name, target)]);
            fs::read_to_string(&file).expect("a file")
        });
        assert_ne!(alone[0], alone[1]);
        for _ in 0..12 {
            let all = [
                "one.crisp.yaml",
                "two.crisp.yaml",
                "one.crisp.yaml",
                "two.crisp.yaml",
            ];
            let codes = at_once(folder.path(), &all.map(|name| arguments(name, target)));
            let expected = i32::from(!target.contains("baseline"));
            assert_eq!(codes, [Some(expected); 4], "{target}");
            let written = fs::read_to_string(&file).expect("a file");
            serde_json::from_str::<Value>(&written).expect("JSON");
            assert!(alone.contains(&written), "{target}: one of the two, whole");
        }
    }
    let mut names: Vec<String> = fs::read_dir(folder.path())
        .expect("the folder")
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    names.sort();
    assert_eq!(
        names,
        [
            ".git",
            "old.json",
            "one.crisp.yaml",
            "out.json",
            "two.crisp.yaml"
        ],
        "nothing is left over"
    );
}
