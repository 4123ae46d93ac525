//! `crisplint check`: manifests in, findings out.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use clap::ValueEnum;
use indicatif::{ProgressBar, ProgressDrawTarget};
use jiff::civil::Date;

use super::output::Output;
use super::setup::{ConfigArgs, include, nothing_found, place, search, settings, today};
use super::show::{FailOn, Show, is_same_file};
use super::show_settings::{self, Given};
use super::{Exit, Trouble};
use crate::baseline::Baseline;
use crate::config::Config;
use crate::discover::{Content, Discovered, Input, Place};
use crate::finding::{FilePath, Report};
use crate::lint;
use crate::rules::not_a_manifest::KINDS;
use crate::source::{ReadError, Source};
use crate::text::{quote, visible};

/// From this many files on, a person who waits sees a bar.
const LONG_RUN: usize = 500;

#[expect(
    clippy::struct_excessive_bools,
    reason = "each is an option of its own"
)]
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Files, folders and patterns; `-` is standard input
    #[arg(value_name = "PATH", default_value = ".")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    show: Show,
    #[command(flatten)]
    config: ConfigArgs,
    /// The least severity that fails the run [default: error]
    #[arg(long, value_enum, value_name = "SEVERITY")]
    fail_on: Option<FailOn>,
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
    /// Leave out what the configuration excludes even where it is named
    #[arg(long)]
    force_exclude: bool,
    /// Accept the findings of today: write them to a baseline
    #[arg(long, value_name = "FILE", conflicts_with = "prune_baseline")]
    write_baseline: Option<PathBuf>,
    /// Take out of the configured baseline what no longer occurs
    #[arg(long)]
    prune_baseline: bool,
    /// Print what holds and where each value comes from, and check nothing
    #[arg(long, conflicts_with = "show_files")]
    show_settings: bool,
    /// Print what would be read, and check nothing
    #[arg(long)]
    show_files: bool,
}

pub(super) fn run(args: &Args, output: &mut Output) -> Result<Exit, Trouble> {
    let place = place()?;
    let today = today(args.today);
    let config = args.config.load(&place);
    let config = config.map_err(|stop| args.show.stop(stop, today, output))?;
    let settings = settings(today, &place, &config, &args.matrix, KINDS.as_slice());
    let settings = settings.map_err(|stop| args.show.stop(stop, today, output))?;
    let fail_on = args.fail_on(&config);
    if args.show_settings {
        let given = Given {
            config: args.config.is_given(),
            fail_on: args.fail_on.is_some(),
            today: args.today.is_some(),
            matrix: !args.matrix.is_empty(),
        };
        let rows = show_settings::rows(&config, &settings, &include(&config), fail_on, &given);
        output.print(&rows);
        return Ok(Exit::Clean);
    }
    let found = args.search(&place, &config)?;
    let mut read = inputs(&place, &config, &found);
    read.extend(
        config
            .baseline
            .iter()
            .chain(&args.write_baseline)
            .chain(&args.matrix)
            .cloned(),
    );
    args.show.refuse_inputs(&read)?;
    let mut exit = args.complain(&found, &config, output);
    if args.show_files {
        let names = found
            .inputs
            .iter()
            .map(|input| visible(&input.path.shown).into_owned() + "\n");
        output.print(&names.collect::<String>());
        return Ok(exit);
    }
    if args.show.verbose {
        Output::note(&format!("root: {}", visible(&place.root.to_string_lossy())));
        for path in config
            .path
            .iter()
            .chain(found.inputs.iter().map(|input| &input.path))
        {
            Output::note(&format!("read: {}", visible(&path.shown)));
        }
    }
    let started = Instant::now();
    let bar = progress(found.inputs.len(), args.show.quiet);
    let mut report = lint::lint(&found.inputs, &settings, &|| bar.inc(1));
    bar.finish_and_clear();
    if args.show.verbose {
        Output::note(&format!("checked in {:.0?}", started.elapsed()));
    }
    exit = exit.max(args.baseline(&place, &config, &found, &mut report, output));
    args.show.report(&report, "manifest", output);
    exit = exit.max(fail_on.verdict(&report));
    Ok(exit)
}

impl Args {
    /// The option wins over the configuration.
    fn fail_on(&self, config: &Config) -> FailOn {
        let configured = config.fail_on.as_deref();
        let configured = configured.and_then(|name| FailOn::from_str(name, false).ok());
        self.fail_on.or(configured).unwrap_or(FailOn::Error)
    }

    fn search(&self, place: &Place, config: &Config) -> Result<Discovered, Trouble> {
        let (streams, paths): (Vec<PathBuf>, Vec<PathBuf>) = self
            .paths
            .iter()
            .cloned()
            .partition(|path| path.as_os_str() == "-");
        let mut found = search(place, config, &paths, self.force_exclude)?;
        if !streams.is_empty() {
            found
                .inputs
                .push(standard_input(self.stdin_filename.as_deref(), place));
            found.inputs.sort_by(|a, b| a.path.cmp(&b.path));
        } else if self.stdin_filename.is_some() {
            return Err("`--stdin-filename` names standard input: give `-` as the path".into());
        }
        Ok(found)
    }

    /// Applies, writes and prunes the baseline.
    fn baseline(
        &self,
        place: &Place,
        config: &Config,
        found: &Discovered,
        report: &mut Report,
        output: &mut Output,
    ) -> Exit {
        let result = match (&self.write_baseline, &config.baseline) {
            (Some(file), _) => write_baseline(place, config, found, report, file),
            (None, Some(file)) => self.apply_baseline(place, report, file),
            (None, None) if self.prune_baseline => Err(
                "there is no baseline to prune: name one as `baseline:` in the configuration"
                    .to_owned(),
            ),
            (None, None) => Ok(()),
        };
        match result {
            Ok(()) => Exit::Clean,
            Err(text) => {
                output.error(&text);
                Exit::Trouble
            }
        }
    }

    fn apply_baseline(
        &self,
        place: &Place,
        report: &mut Report,
        file: &Path,
    ) -> Result<(), String> {
        let shown = place.name(&place.from_here(file)).shown.clone();
        let baseline = Baseline::load(file, &shown)?;
        let kept = baseline.apply(report);
        let stale = baseline.len() - kept.len();
        if stale == 0 {
            return Ok(());
        }
        let entries = if stale == 1 { "entry" } else { "entries" };
        if self.prune_baseline {
            kept.write(file)
                .map_err(|error| format!("cannot write {}: {error}", quote(&shown)))?;
            Output::note(&format!(
                "pruned {stale} stale {entries} from {}",
                visible(&shown)
            ));
        } else {
            Output::note(&format!(
                "{} holds {stale} stale {entries}: `--prune-baseline` takes out what no longer occurs",
                visible(&shown)
            ));
        }
        Ok(())
    }

    /// Says which paths lead nowhere, and whether nothing was found at all.
    fn complain(&self, found: &Discovered, config: &Config, output: &mut Output) -> Exit {
        let mut exit = Exit::Clean;
        for error in &found.errors {
            output.error(error);
            exit = Exit::Trouble;
        }
        if found.inputs.is_empty() && found.errors.is_empty() && !self.allow_empty {
            output.error(&nothing_found(config));
            exit = Exit::Trouble;
        }
        exit
    }
}

/// All files that a run reads, but for its baseline.
fn inputs(place: &Place, config: &Config, found: &Discovered) -> Vec<PathBuf> {
    let files = found
        .inputs
        .iter()
        .filter_map(|input| match &input.content {
            Content::File(file) => Some(file.clone()),
            _ => None,
        });
    let settings = config
        .path
        .iter()
        .map(|path| place.current.join(&path.shown));
    files
        .chain(config.matrices.iter().cloned())
        .chain(settings)
        .collect()
}

/// Writes what may be accepted to a baseline, and never over anything that the run reads.
fn write_baseline(
    place: &Place,
    config: &Config,
    found: &Discovered,
    report: &mut Report,
    file: &Path,
) -> Result<(), String> {
    let target = place.current.join(file);
    let name = place.name(file);
    if inputs(place, config, found)
        .iter()
        .any(|input| is_same_file(input, &target))
    {
        return Err(format!(
            "{} is read by this run: give the baseline another name",
            quote(&name.shown)
        ));
    }
    let baseline = Baseline::of(report);
    baseline
        .write(&target)
        .map_err(|error| format!("cannot write {}: {error}", quote(&name.shown)))?;
    let _ = baseline.apply(report);
    let (count, shown) = (baseline.len(), visible(&name.shown));
    let findings = if count == 1 { "finding" } else { "findings" };
    Output::note(&format!("wrote {count} {findings} to {shown}"));
    let named = config
        .baseline
        .as_deref()
        .is_some_and(|named| is_same_file(named, &target));
    if !named {
        Output::note(&format!(
            "add `baseline: {shown}` to `.crisplint.yaml`, so that it counts"
        ));
    }
    Ok(())
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

fn progress(files: usize, quiet: bool) -> ProgressBar {
    if quiet || files < LONG_RUN || !Output::is_watched() {
        return ProgressBar::hidden();
    }
    ProgressBar::with_draw_target(Some(files as u64), ProgressDrawTarget::stderr())
}
