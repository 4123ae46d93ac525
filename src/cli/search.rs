//! What commands that judge manifests have in common: which files, by which settings, which findings
//! count, and whether anything was found.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::ValueEnum;
use indicatif::{ProgressBar, ProgressDrawTarget};
use jiff::civil::Date;

use super::Trouble;
use super::output::Output;
use super::setup::{ConfigArgs, day, filter, nothing_found, search};
use super::show::FailOn;
use crate::baseline::Baseline;
use crate::config::Config;
use crate::discover::{Content, Discovered, Input, Place};
use crate::finding::{FilePath, Report, RunError};
use crate::source::{ReadError, Source};

/// From this many files on, a person who waits sees a bar.
const LONG_RUN: usize = 500;

#[derive(Debug, clap::Args)]
pub(super) struct Search {
    /// Files, folders and patterns; `-` is standard input
    #[arg(value_name = "PATH", default_value = ".")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) config: ConfigArgs,
    /// The least severity that fails the run [default: error]
    #[arg(long, value_enum, value_name = "SEVERITY")]
    pub(super) fail_on: Option<FailOn>,
    /// The day to compare dates with, YYYY-MM-DD [default: today in UTC]
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(super) today: Option<Date>,
    /// A file with responsibility matrices of your own; repeatable
    #[arg(long, value_name = "FILE")]
    pub(super) matrix: Vec<PathBuf>,
    /// The name under which standard input is reported
    #[arg(long, value_name = "PATH")]
    stdin_filename: Option<PathBuf>,
    /// Succeed where no manifest is found
    #[arg(long)]
    allow_empty: bool,
    /// Leave out what the configuration excludes even where it is named
    #[arg(long)]
    force_exclude: bool,
}

impl Search {
    /// The option wins over the configuration.
    pub(super) fn fail_on(&self, config: &Config) -> FailOn {
        let configured = config.fail_on.as_deref();
        let configured = configured.and_then(|name| FailOn::from_str(name, false).ok());
        self.fail_on.or(configured).unwrap_or(FailOn::Error)
    }

    /// The files of the run.
    pub(super) fn find(&self, place: &Place, config: &Config) -> Result<Discovered, Trouble> {
        let mut found = self.files(place, config)?;
        let name = self.stdin_filename.as_deref();
        if self.paths.iter().any(|path| is_stream(path)) {
            let filter = filter(config, self.force_exclude)?;
            if !name.is_some_and(|name| filter.passes_over(name, place)) {
                found.inputs.push(standard_input(name, place));
                found.inputs.sort_by(|a, b| a.path.cmp(&b.path));
            }
        } else if name.is_some() {
            return Err("`--stdin-filename` names standard input: give `-` as the path".into());
        }
        Ok(found)
    }

    /// The files of the run, without standard input.
    fn files(&self, place: &Place, config: &Config) -> Result<Discovered, Trouble> {
        let paths = self.paths.iter().filter(|path| !is_stream(path));
        let paths: Vec<PathBuf> = paths.cloned().collect();
        search(place, config, &paths, self.force_exclude)
    }

    /// What is wrong with the search: paths that lead nowhere, and nothing found at all.
    pub(super) fn errors(&self, found: &Discovered, config: &Config) -> Vec<RunError> {
        let mut errors = found.errors.clone();
        if found.inputs.is_empty() && errors.is_empty() && !self.allow_empty {
            errors.push(nothing_found(config));
        }
        errors
    }

    /// All files that the run reads and that are named before it starts.
    pub(super) fn reads(&self, place: &Place, config: &Config, found: &Discovered) -> Vec<PathBuf> {
        let mut read = self.inputs(place, config, found);
        read.extend(config.baseline.clone());
        read
    }

    /// The same without the baseline.
    pub(super) fn inputs(
        &self,
        place: &Place,
        config: &Config,
        found: &Discovered,
    ) -> Vec<PathBuf> {
        let contents = found.inputs.iter().map(|input| &input.content);
        let files = contents.filter_map(|content| match content {
            Content::File(file) => Some(file),
            _ => None,
        });
        let matrices = config.matrices.iter().chain(&self.matrix);
        let files = files.chain(matrices).cloned();
        files.chain(self.config.file(place)).collect()
    }

    /// All files that a run reads that cannot start, had it started. They are looked for by the
    /// default patterns, too, since those of a faulty configuration may not be what was meant.
    pub(super) fn would_read(&self, place: &Place, known: &Config) -> Vec<PathBuf> {
        let default = Config::default();
        let read = [known, &default].map(|patterns| {
            let found = self.files(place, patterns).unwrap_or_default();
            self.reads(place, known, &found)
        });
        read.concat()
    }
}

/// Marks what a baseline holds. Returns how many entries it has, it without the stale ones, and
/// what it is called.
pub(super) fn apply_baseline(
    place: &Place,
    report: &mut Report,
    file: &Path,
) -> Result<(usize, Baseline, Arc<FilePath>), RunError> {
    let path = place.name(&place.from_here(file));
    let baseline = Baseline::load(file, &path.shown);
    let baseline = baseline.map_err(|text| RunError::new(text).path(&path))?;
    let kept = baseline.apply(report);
    Ok((baseline.count(), kept, path))
}

/// Whether a path stands for standard input or output.
pub(super) fn is_stream(path: &Path) -> bool {
    path.as_os_str() == "-"
}

fn standard_input(name: Option<&Path>, place: &Place) -> Input {
    let content = match Source::read_from(std::io::stdin().lock(), 0) {
        Ok(source) => Content::Text(Arc::new(source)),
        Err(ReadError::TooLarge) => Content::TooLarge,
        Err(ReadError::Io(error)) => Content::Unreadable(error.to_string()),
    };
    let path = match name {
        Some(name) => place.name(name),
        None => Arc::new(FilePath {
            relative: "<stdin>".to_owned(),
            shown: "<stdin>".to_owned(),
        }),
    };
    Input { path, content }
}

/// A bar for a person who waits.
pub(super) fn progress(files: usize, quiet: bool) -> ProgressBar {
    if quiet || files < LONG_RUN || !Output::is_watched() {
        return ProgressBar::hidden();
    }
    ProgressBar::with_draw_target(Some(files as u64), ProgressDrawTarget::stderr())
}

/// Says how many entries of a baseline no longer occur.
pub(super) fn stale(count: usize) -> String {
    let entries = if count == 1 { "entry" } else { "entries" };
    format!("{count} stale {entries}")
}
