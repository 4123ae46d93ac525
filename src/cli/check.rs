//! `crisplint check`: manifests in, findings out.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use clap::ValueEnum;
use indicatif::{ProgressBar, ProgressDrawTarget};
use jiff::civil::Date;
use jiff::{Timestamp, tz::TimeZone};

use super::output::Output;
use super::{Exit, Trouble};
use crate::discover::{Content, DEFAULT_INCLUDE, Discovered, Input, Patterns, Place, discover};
use crate::finding::Report;
use crate::lint::{self, Refused, Settings};
use crate::matrix::Registry;
use crate::render;
use crate::rule::Severity;
use crate::rules::not_a_manifest::KINDS;
use crate::source::{ReadError, Source};
use crate::text::{quote, visible};

/// From this many files on, a person who waits sees a bar.
const LONG_RUN: usize = 500;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Files, folders and patterns; `-` is standard input
    #[arg(value_name = "PATH", default_value = ".")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    show: Show,
    /// The least severity that fails the run
    #[arg(long, value_enum, default_value_t = FailOn::Error, value_name = "SEVERITY")]
    fail_on: FailOn,
    /// The day to compare dates with, YYYY-MM-DD [default: today in UTC]
    #[arg(long, value_name = "DATE")]
    today: Option<Date>,
    /// A file with responsibility matrices of your own; repeatable
    #[arg(long, value_name = "FILE")]
    matrix: Vec<PathBuf>,
    /// The name under which standard input is reported
    #[arg(long, value_name = "PATH")]
    stdin_filename: Option<PathBuf>,
    /// Succeed where no manifest is found
    #[arg(long)]
    allow_empty: bool,
}

/// How findings are shown, here and in `matrix check`.
#[derive(Debug, clap::Args)]
pub(super) struct Show {
    /// The output format
    #[arg(long, value_enum, default_value_t = Format::Full)]
    format: Format,
    /// Count the findings of each rule
    #[arg(long)]
    statistics: bool,
    /// Print findings only, without the summary
    #[arg(short, long)]
    quiet: bool,
    /// Say on stderr what is read
    #[arg(short, long, conflicts_with = "quiet")]
    verbose: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A picture of each finding
    Full,
    /// One line for each finding
    Concise,
    /// For machines
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
    Error,
    Warning,
    Info,
    Never,
}

impl FailOn {
    fn threshold(self) -> Option<Severity> {
        match self {
            Self::Error => Some(Severity::Error),
            Self::Warning => Some(Severity::Warning),
            Self::Info => Some(Severity::Info),
            Self::Never => None,
        }
    }
}

pub(super) fn run(args: &Args, output: &mut Output) -> Result<Exit, Trouble> {
    let place = place()?;
    let mut settings = settings(args.today, KINDS.as_slice());
    let mut exit = Exit::Clean;
    match load(&args.matrix, &place, &settings) {
        Ok(registry) => settings.registry = registry,
        Err(Refused::Faulty(report)) => {
            args.show.report(&report, "matrix", output);
            return Err(
                "a matrix of your own has faults, so nothing was checked against it".into(),
            );
        }
        Err(Refused::Conflict(text)) => return Err(text.into()),
    }
    let mut found = search(args, &place)?;
    for error in &found.errors {
        output.error(error);
        exit = Exit::Trouble;
    }
    if args.show.verbose {
        Output::note(&format!("root: {}", visible(&place.root.to_string_lossy())));
        for input in &found.inputs {
            Output::note(&format!("read: {}", visible(&input.path.shown)));
        }
    }
    if found.inputs.is_empty() && found.errors.is_empty() && !args.allow_empty {
        output.error(&format!(
            "no manifest found: a folder is searched for {}",
            DEFAULT_INCLUDE.join(", ")
        ));
        exit = Exit::Trouble;
    }
    let started = Instant::now();
    let bar = progress(found.inputs.len(), args.show.quiet);
    let inputs = std::mem::take(&mut found.inputs);
    let report = lint::lint(&inputs, &settings, &|| bar.inc(1));
    bar.finish_and_clear();
    if args.show.verbose {
        Output::note(&format!("checked in {:.0?}", started.elapsed()));
    }
    args.show.report(&report, "manifest", output);
    Ok(exit.max(verdict(&report, args.fail_on)))
}

/// The exit code of a report.
pub(super) fn verdict(report: &Report, fail_on: FailOn) -> Exit {
    let failed = fail_on
        .threshold()
        .is_some_and(|threshold| report.reaches(threshold));
    if failed { Exit::Findings } else { Exit::Clean }
}

/// Where the run happens.
pub(super) fn place() -> Result<Place, Trouble> {
    let current = std::env::current_dir();
    let current = current.map_err(|error| format!("there is no current folder: {error}"))?;
    Ok(Place::new(current))
}

/// What the run is judged by, before matrices of the user's own are loaded.
pub(super) fn settings(today: Option<Date>, kinds: &'static [&'static str]) -> Settings {
    let today = today.unwrap_or_else(|| Timestamp::now().to_zoned(TimeZone::UTC).date());
    Settings {
        today: today.to_string(),
        registry: Registry::embedded(),
        kinds,
    }
}

/// The embedded matrices, and those in `files`.
pub(super) fn load(
    files: &[PathBuf],
    place: &Place,
    settings: &Settings,
) -> Result<Registry, Refused> {
    let inputs: Vec<Input> = files.iter().map(|file| named(place, file)).collect();
    let kinds: &[&str] = &["ResponsibilityMatrix"];
    lint::load_matrices(
        &inputs,
        &Settings {
            kinds,
            ..settings.clone()
        },
    )
}

/// A file that is read whatever it is called.
pub(super) fn named(place: &Place, file: &Path) -> Input {
    Input {
        path: place.name(file),
        content: Content::File(place.current.join(file)),
    }
}

fn search(args: &Args, place: &Place) -> Result<Discovered, Trouble> {
    let (streams, paths): (Vec<PathBuf>, Vec<PathBuf>) = args
        .paths
        .iter()
        .cloned()
        .partition(|path| path.as_os_str() == "-");
    let include = Patterns::new(&DEFAULT_INCLUDE).map_err(|error| error.to_string())?;
    let mut found = discover(place, &paths, &include);
    if streams.is_empty() {
        if args.stdin_filename.is_some() {
            return Err("`--stdin-filename` names standard input: give `-` as the path".into());
        }
    } else {
        found
            .inputs
            .push(standard_input(args.stdin_filename.as_deref(), place));
        found.inputs.sort_by(|a, b| a.path.cmp(&b.path));
    }
    Ok(found)
}

fn standard_input(name: Option<&Path>, place: &Place) -> Input {
    let content = match Source::read_from(std::io::stdin().lock(), 0) {
        Ok(source) => Content::Text(Arc::new(source)),
        Err(ReadError::TooLarge) => Content::TooLarge,
        Err(ReadError::Io(error)) => Content::Unreadable(error.to_string()),
    };
    let path = match name {
        Some(name) => place.name(name),
        None => Arc::new(crate::finding::FilePath {
            relative: "<stdin>".to_owned(),
            shown: "<stdin>".to_owned(),
        }),
    };
    Input { path, content }
}

fn progress(files: usize, quiet: bool) -> ProgressBar {
    if quiet || files < LONG_RUN || !Output::is_watched() {
        return ProgressBar::hidden();
    }
    ProgressBar::with_draw_target(Some(files as u64), ProgressDrawTarget::stderr())
}

impl Show {
    /// Prints a report. `subject` is what its documents are.
    pub(super) fn report(&self, report: &Report, subject: &str, output: &mut Output) {
        let mut text = match self.format {
            Format::Full => render::full::render(report, output.style()),
            Format::Concise => render::concise::render(report),
            Format::Json => render::json::render(report),
        };
        let statistics = if self.statistics {
            render::statistics(report)
        } else {
            String::new()
        };
        if self.format == Format::Json {
            // What a machine reads holds nothing else.
            output.print(&text);
            if self.statistics {
                Output::note(statistics.trim_end());
            }
            return;
        }
        text.push_str(&statistics);
        if !self.quiet {
            text.push_str(&render::summary(report, subject));
            text.push('\n');
        }
        output.print(&text);
    }
}

/// The unknown name, and the one that was probably meant.
pub(super) fn unknown<'c>(
    what: &str,
    name: &str,
    known: impl IntoIterator<Item = &'c str>,
) -> Trouble {
    let meant = crate::text::nearest(name, known);
    let meant = meant.map(|meant| format!("; did you mean {}?", quote(meant)));
    Trouble(format!(
        "there is no {what} {}{}",
        quote(name),
        meant.unwrap_or_default()
    ))
}
