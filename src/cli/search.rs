//! What commands that judge manifests have in common: which files, by which settings, which findings
//! count, and whether anything was found.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::ValueEnum;
use indicatif::{ProgressBar, ProgressDrawTarget};
use jiff::civil::Date;

use super::output::{Output, is_stream};
use super::realms::{Common, Realm, Realms};
use super::setup::{ConfigArgs, current, day, nothing_found};
use super::show::FailOn;
use super::trouble::Trouble;
use crate::check::Content;
use crate::check::baseline::Baseline;
use crate::config::Config;
use crate::discover::{Place, Request};
use crate::finding::{Report, RunError};
use crate::text::{FilePath, ReadError, Source};

/// From this many files on, a person who waits sees a bar.
const LONG_RUN: usize = 500;

#[derive(Debug, clap::Args)]
pub(super) struct Search {
    /// Files, folders and glob patterns to check; `-` reads standard input
    #[arg(value_name = "PATH", default_value = ".")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) config: ConfigArgs,
    /// The lowest severity that makes the run fail (exit code 1) [default: error]
    #[arg(long, value_enum, value_name = "SEVERITY")]
    pub(super) fail_on: Option<FailOn>,
    /// The date to use as today, YYYY-MM-DD [default: the date in UTC]
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(super) today: Option<Date>,
    /// A file with your own responsibility matrices; can be used more than once
    #[arg(long, value_name = "FILE")]
    pub(super) matrix: Vec<PathBuf>,
    /// The file name to show for standard input
    #[arg(long, value_name = "PATH")]
    stdin_filename: Option<PathBuf>,
    /// Exit with 0 if no manifest is found
    #[arg(long)]
    allow_empty: bool,
    /// Apply `exclude` also to files that are named on the command line
    #[arg(long)]
    force_exclude: bool,
    /// Ignore the configured baseline: report all findings
    #[arg(long)]
    no_baseline: bool,
}

impl Search {
    /// The option wins over the configuration.
    pub(super) fn fail_on(&self, config: &Config) -> FailOn {
        let configured = config.fail_on.as_deref();
        let configured = configured.and_then(|name| FailOn::from_str(name, false).ok());
        self.fail_on.or(configured).unwrap_or(FailOn::Error)
    }

    /// What the run is about. What keeps it from being judged goes into the report.
    pub(super) fn realms(
        &self,
        kinds: &'static [&'static str],
        today: Date,
        report: &mut Report,
    ) -> Result<Option<Realms>, Trouble> {
        let current = match current() {
            Ok(current) => current,
            Err(error) => {
                report.errors.push(error);
                return Ok(None);
            }
        };
        let common = Common {
            config: &self.config,
            matrices: &self.matrix,
            today,
            kinds,
            force_exclude: self.force_exclude,
        };
        Ok(Some(common.realms(&current, self.request()?, report)))
    }

    /// That no manifest was found, where that is an error.
    pub(super) fn nothing_found(&self, realms: &Realms, report: &mut Report) {
        if realms.is_empty() && report.errors.is_empty() && !self.allow_empty {
            let config = realms.all.first().map(|realm| &realm.config);
            let error = nothing_found(config.unwrap_or(&Config::default()));
            report.errors.push(error.help(
                "name the files, or add a pattern for their names to `include` in `.crisplint.yaml`; \
                 add `--allow-empty` if there may be none",
            ));
        }
    }

    /// The baseline that the configuration names, where it counts.
    pub(super) fn baseline<'c>(&self, config: &'c Config) -> Option<&'c Path> {
        config.baseline.as_deref().filter(|_| !self.no_baseline)
    }

    /// What to look for.
    fn request(&self) -> Result<Request, Trouble> {
        let (streams, paths): (Vec<&PathBuf>, Vec<&PathBuf>) =
            self.paths.iter().partition(|path| is_stream(path));
        if streams.is_empty() && self.stdin_filename.is_some() {
            return Err("`--stdin-filename` needs the path `-` (standard input)".into());
        }
        let stream = (!streams.is_empty()).then(|| (self.stdin_filename.clone(), standard_input()));
        Ok(Request {
            paths: paths.into_iter().cloned().collect(),
            stream,
        })
    }

    /// All files that the run reads, but for baselines.
    pub(super) fn reads(&self, realms: &Realms) -> Vec<PathBuf> {
        let read = realms.all.iter().flat_map(Realm::reads);
        let read = read.chain(self.matrix.iter().cloned());
        read.chain(self.stdin_filename.clone()).collect()
    }
}

/// Marks what a baseline holds. Returns how many entries it has, it without the stale ones, and
/// what it is called. `whole` is whether everything below the root was searched.
pub(super) fn apply_baseline(
    place: &Place,
    report: &mut Report,
    file: &Path,
    whole: bool,
) -> Result<(usize, Baseline, Arc<FilePath>), RunError> {
    let path = place.name(&place.from_here(file));
    let baseline = Baseline::load(file, &path.shown);
    let baseline = baseline.map_err(|error| RunError::new(error.text()).path(&path))?;
    let kept = baseline.apply(&mut report.findings, &report.documents, whole);
    Ok((baseline.count(), kept, path))
}

fn standard_input() -> Content {
    match Source::read_from(std::io::stdin().lock(), 0) {
        Ok(source) => Content::Text(Arc::new(source)),
        Err(ReadError::TooLarge) => Content::TooLarge,
        Err(ReadError::Io(error)) => Content::Unreadable(error.to_string()),
    }
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
    let (entries, occur) = match count {
        1 => ("entry", "occurs"),
        _ => ("entries", "occur"),
    };
    format!("{count} {entries} that no longer {occur}")
}
