//! Whole processes side by side: `crisplint check`, and the floor below it.
//!
//! `cargo bench --bench process` makes a corpus in a temporary folder, runs each candidate in turn,
//! and prints medians, spreads and ratios as Markdown. The floors are this program itself, started
//! anew: reading the files, and scanning them with the YAML event parser alone, on as many cores.
//! `ruff`, where it is on the PATH (as itself: the shim of a version manager takes longer than ruff),
//! checks one Python file of as many lines as a manifest.
//!
//! Machines are noisy: only ratios within one run mean anything.

#![expect(
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a program that prints a table of what it has measured itself"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rayon::prelude::*;

/// Files of the large corpus; `CRISPLINT_BENCH_FILES` sets another number.
const FILES: usize = 10_000;
const ROUNDS: usize = 15;
/// Runs of one round where a run takes only milliseconds.
const REPEAT: usize = 20;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments
        .iter()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .as_slice()
    {
        ["floor", "read", folder] => floor(Path::new(folder), |_| ()),
        ["floor", "scan", folder] => floor(Path::new(folder), scan),
        _ => compare(),
    }
}

/// Does the least work on every file of a folder, on all cores.
fn floor(folder: &Path, work: fn(&str)) {
    let folders = fs::read_dir(folder).expect("the corpus");
    let files: Vec<PathBuf> = folders
        .flat_map(|folder| fs::read_dir(folder.expect("a folder").path()).expect("a folder"))
        .map(|file| file.expect("a file").path())
        .collect();
    files
        .par_iter()
        .for_each(|file| work(&fs::read_to_string(file).expect("a file")));
}

fn scan(text: &str) {
    let mut parser = saphyr_parser::Parser::new_from_str(text);
    while let Some(event) = parser.next_event() {
        std::hint::black_box(event.expect("the corpus is YAML"));
    }
}

fn compare() {
    let corpus = tempfile::tempdir().expect("a temporary folder");
    let files = std::env::var("CRISPLINT_BENCH_FILES").ok();
    let files = files.and_then(|files| files.parse().ok()).unwrap_or(FILES);
    let (one, python) = make(corpus.path(), files);
    let many = corpus.path().join("many");
    let me = std::env::current_exe().expect("this program");
    let crisplint = PathBuf::from(env!("CARGO_BIN_EXE_crisplint"));
    let run = |program: &Path, arguments: &[&str]| {
        let mut command = Command::new(program);
        command.args(arguments).current_dir(corpus.path());
        command
    };
    let text = |path: &Path| path.to_str().expect("UTF-8").to_owned();
    let (many, one, python) = (text(&many), text(&one), text(&python));
    println!("## {files} clean manifests of about 70 lines\n");
    table(
        1,
        vec![
            ("event parser alone", run(&me, &["floor", "scan", &many])),
            ("reading alone", run(&me, &["floor", "read", &many])),
            (
                "crisplint check",
                run(&crisplint, &["check", "--today", "2026-11-23", &many]),
            ),
        ],
    );
    let mut short = vec![(
        "crisplint check",
        run(&crisplint, &["check", "--today", "2026-11-23", &one]),
    )];
    if Command::new("ruff").arg("--version").output().is_ok() {
        short.insert(
            0,
            (
                "ruff check --no-cache",
                run(
                    Path::new("ruff"),
                    &["check", "--no-cache", "--isolated", &python],
                ),
            ),
        );
    }
    println!("\n## One manifest, start to exit\n");
    table(REPEAT, short);
}

/// Runs the candidates in turn and prints a row for each; ratios are to the first.
fn table(repeat: usize, mut candidates: Vec<(&str, Command)>) {
    let mut times = vec![Vec::new(); candidates.len()];
    for round in 0..=ROUNDS {
        for ((name, command), times) in candidates.iter_mut().zip(&mut times) {
            let started = Instant::now();
            for _ in 0..repeat {
                let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
                assert!(status.expect("the candidate runs").success(), "{name}");
            }
            // The first round warms the disk's cache.
            if round > 0 {
                times.push(started.elapsed() / u32::try_from(repeat).expect("small"));
            }
        }
    }
    println!("| candidate | median | fastest to slowest | ratio |\n| --- | --- | --- | --- |");
    let mut first = None;
    for ((name, _), times) in candidates.iter().zip(&mut times) {
        times.sort();
        let median = times[times.len() / 2];
        let ratio = median.as_secs_f64() / first.get_or_insert(median).as_secs_f64();
        let (fastest, slowest) = (show(times[0]), show(times[times.len() - 1]));
        println!(
            "| {name} | {} | {fastest} to {slowest} | {ratio:.2} |",
            show(median)
        );
    }
}

fn show(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1000.0)
}

/// Writes the corpus: `many/`, one manifest, and one Python file of as many lines.
fn make(folder: &Path, files: usize) -> (PathBuf, PathBuf) {
    let manifest = include_str!("manifest.yaml");
    for number in 0..files {
        let below = folder.join(format!("many/{}", number / 1000));
        fs::create_dir_all(&below).expect("a folder");
        let text = manifest.replace("system: payroll", &format!("system: payroll-{number}"));
        fs::write(below.join(format!("{number}.crisp.yaml")), text).expect("a file");
    }
    let one = folder.join("one.crisp.yaml");
    fs::write(&one, manifest).expect("a file");
    let python = folder.join("one.py");
    let lines =
        (0..manifest.lines().count()).map(|line| format!("name_{line} = [{line}, \"text\"]\n"));
    fs::write(&python, lines.collect::<String>()).expect("a file");
    (one, python)
}
