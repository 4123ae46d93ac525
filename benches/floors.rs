//! The least that a checker of manifests can do, to set what it takes beside.
//!
//! `floors read PATH` reads every file, `floors scan PATH` also runs the YAML event parser over it and
//! does nothing with the events. PATH is a file, or a folder, whose files are divided among the cores.
//! `benches/peers/run` builds this program and times it as a whole process.

#![expect(
    clippy::print_stdout,
    reason = "a program whose answer is what it has looked at"
)]

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{fs, io};

use rayon::prelude::*;

fn main() -> io::Result<ExitCode> {
    let mut arguments = std::env::args_os().skip(1);
    let work: Option<fn(&Path) -> io::Result<usize>> = match arguments.next() {
        Some(name) if name == "read" => Some(read),
        Some(name) if name == "scan" => Some(scan),
        _ => None,
    };
    let Some((work, path)) = work.zip(arguments.next()) else {
        println!("usage: floors read|scan PATH");
        return Ok(ExitCode::from(2));
    };
    let files = files(Path::new(&path))?;
    let count: usize = files
        .par_iter()
        .map(|file| work(file))
        .sum::<io::Result<_>>()?;
    println!("{count} in {} files", files.len());
    Ok(ExitCode::SUCCESS)
}

/// The files below a path, folders in folders included.
fn files(path: &Path) -> io::Result<Vec<PathBuf>> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut files = Vec::new();
    let mut folders = vec![path.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                folders.push(entry.path());
            } else {
                files.push(entry.path());
            }
        }
    }
    Ok(files)
}

/// The bytes of a file.
fn read(file: &Path) -> io::Result<usize> {
    fs::read_to_string(file).map(|text| std::hint::black_box(text).len())
}

/// The events of a file.
fn scan(file: &Path) -> io::Result<usize> {
    let text = fs::read_to_string(file)?;
    let mut parser = saphyr_parser::Parser::new_from_str(&text);
    let mut events = 0;
    while let Some(event) = parser.next_event() {
        std::hint::black_box(event.map_err(io::Error::other)?);
        events += 1;
    }
    Ok(events)
}
