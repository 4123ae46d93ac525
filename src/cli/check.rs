//! `crisplint check`: manifests in, findings out.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use clap::builder::{PathBufValueParser, TypedValueParser};

use super::output::Output;
use super::search::{Search, apply_baseline, is_stream, progress, stale};
use super::setup::{Unusable, include, place, settings, today};
use super::show::{Show, is_same_file, refuse_input};
use super::show_settings::{self, Given};
use super::{Trouble, guarded};
use crate::baseline::Baseline;
use crate::config::Config;
use crate::discover::{Discovered, Place};
use crate::finding::{Exit, FilePath, Report, RunError};
use crate::lint::{self, Settings};
use crate::rules::not_a_manifest::KINDS;
use crate::text::{one_line, quote};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    show: Show,
    #[command(flatten)]
    search: Search,
    /// Accept the findings of today: write them to a baseline
    #[arg(long, value_name = "FILE", conflicts_with = "prune_baseline")]
    #[arg(value_parser = PathBufValueParser::new().try_map(baseline_file))]
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
    let today = today(args.search.today);
    let mut report = Report::empty(today);
    let place = match place() {
        Ok(place) => place,
        Err(error) => {
            report.errors.push(error);
            return Ok(args.show.stopped(&mut report, &[], "manifest", output));
        }
    };
    let config = match args.search.config.load(&place) {
        Ok(config) => config,
        Err(Unusable { stop, known }) => {
            stop.tell(&mut report);
            let read = args.would_read(&place, &known);
            return Ok(args.show.stopped(&mut report, &read, "manifest", output));
        }
    };
    let matrices = &args.search.matrix;
    let settings = match settings(today, &place, &config, matrices, KINDS.as_slice()) {
        Ok(settings) => settings,
        Err(stop) => {
            stop.tell(&mut report);
            let read = args.would_read(&place, &config);
            return Ok(args.show.stopped(&mut report, &read, "manifest", output));
        }
    };
    let fail_on = args.search.fail_on(&config);
    if args.show_settings {
        let given = Given {
            config: args.search.config.is_given(),
            fail_on: args.search.fail_on.is_some(),
            today: args.search.today.is_some(),
            matrix: !args.search.matrix.is_empty(),
        };
        let rows = show_settings::rows(&config, &settings, &include(&config), fail_on, &given);
        output.print(&rows);
        return Ok(Exit::Clean);
    }
    let found = args.search.find(&place, &config)?;
    let mut read = args.search.reads(&place, &config, &found);
    read.extend(args.write_baseline.clone());
    args.show.refuse_inputs(&read)?;
    report.errors = args.search.errors(&found, &config);
    if args.show_files {
        output.errors(&report.errors);
        let names = found
            .inputs
            .iter()
            .map(|input| one_line(&input.path.shown) + "\n");
        output.print(&names.collect::<String>());
        return Ok(report.exit());
    }
    if args.show.verbose {
        name_files(&place, &config, &found);
    }
    args.lint(&found, &settings, &mut report);
    args.baseline(&place, &config, &found, &mut report);
    report.failed = fail_on.fails(&report);
    let exit = args.show.report(&mut report, "manifest", output);
    // The process ends here, which gives back a million findings at once.
    std::mem::forget(report);
    Ok(exit)
}

/// Says on stderr what is read.
fn name_files(place: &Place, config: &Config, found: &Discovered) {
    let root = one_line(&place.root.to_string_lossy());
    Output::note(&format!("root: {root}"));
    let inputs = found.inputs.iter().map(|input| &input.path);
    for path in config.path.iter().chain(inputs) {
        Output::note(&format!("read: {}", one_line(&path.shown)));
    }
}

impl Args {
    /// All files that a run which cannot start would have read, or written as a baseline.
    fn would_read(&self, place: &Place, known: &Config) -> Vec<PathBuf> {
        let mut read = self.search.would_read(place, known);
        read.extend(self.write_baseline.clone());
        read
    }

    /// Checks what was found. The errors that are known by now stay.
    fn lint(&self, found: &Discovered, settings: &Settings, report: &mut Report) {
        let started = Instant::now();
        let bar = progress(found.inputs.len(), self.show.quiet);
        let checked = guarded(|| lint::lint(&found.inputs, settings, &|| bar.inc(1)));
        bar.finish_and_clear();
        let mut errors = std::mem::take(&mut report.errors);
        match checked {
            Ok(checked) => *report = checked,
            Err(error) => errors.push(error),
        }
        report.errors.splice(0..0, errors);
        if self.show.verbose {
            Output::note(&format!("checked in {:.0?}", started.elapsed()));
        }
    }

    /// Applies, writes and prunes the baseline.
    fn baseline(&self, place: &Place, config: &Config, found: &Discovered, report: &mut Report) {
        // What was not looked at can neither be accepted nor be gone.
        let whole = report.errors.is_empty() && !found.inputs.is_empty();
        let result = match (&self.write_baseline, &config.baseline) {
            (Some(file), _) if !whole => {
                left(&place.name(file).shown, place.current.join(file).exists());
                Ok(())
            }
            (Some(file), _) => self.write_baseline(place, config, found, report, file),
            (None, Some(file)) => self.apply_baseline(place, report, file, whole),
            (None, None) if self.prune_baseline => Err(RunError::new(
                "there is no baseline to prune: name one as `baseline:` in the configuration",
            )),
            (None, None) => Ok(()),
        };
        report.errors.extend(result.err());
    }

    fn apply_baseline(
        &self,
        place: &Place,
        report: &mut Report,
        file: &Path,
        whole: bool,
    ) -> Result<(), RunError> {
        let (held, kept, path) = apply_baseline(place, report, file)?;
        let shown = &path.shown;
        if self.prune_baseline && !whole {
            left(shown, true);
            return Ok(());
        }
        let count = held - kept.count();
        if count == 0 {
            return Ok(());
        }
        let stale = stale(count);
        if self.prune_baseline {
            write(&kept, file, &path)?;
            Output::note(&format!("pruned {stale} from {}", one_line(shown)));
        } else {
            Output::note(&format!(
                "{} holds {stale}: `--prune-baseline` takes out what no longer occurs",
                one_line(shown)
            ));
        }
        Ok(())
    }

    /// Writes what may be accepted to a baseline, and never over anything that the run reads.
    fn write_baseline(
        &self,
        place: &Place,
        config: &Config,
        found: &Discovered,
        report: &mut Report,
        file: &Path,
    ) -> Result<(), RunError> {
        let name = place.given(file);
        let read = self.search.inputs(place, config, found);
        refuse_input(file, &read, "baseline").map_err(|text| RunError::new(text).path(&name))?;
        let baseline = Baseline::of(report);
        write(&baseline, file, &name)?;
        let _ = baseline.apply(report);
        let (count, shown) = (baseline.count(), one_line(&name.shown));
        let findings = if count == 1 { "finding" } else { "findings" };
        Output::note(&format!("wrote {count} {findings} to {shown}"));
        let named = config
            .baseline
            .as_deref()
            .is_some_and(|named| is_same_file(named, file));
        if !named {
            Output::note(&format!(
                "add `baseline: {shown}` to `.crisplint.yaml`, so that it counts"
            ));
        }
        Ok(())
    }
}

/// Writes a baseline, or says what keeps it from being written.
fn write(baseline: &Baseline, file: &Path, name: &Arc<FilePath>) -> Result<(), RunError> {
    baseline.write(file).map_err(|error| {
        RunError::new(format!("cannot write {}: {error}", quote(&name.shown))).path(name)
    })
}

/// Takes the name of a baseline.
fn baseline_file(file: PathBuf) -> Result<PathBuf, String> {
    if is_stream(&file) {
        let example = "`--write-baseline .crisplint-baseline.json`";
        return Err(format!("a baseline is a file: name it, such as {example}"));
    }
    Ok(file)
}

/// Says that a baseline is not written after a search that was not complete.
fn left(shown: &str, exists: bool) {
    let done = if exists {
        "left as it is"
    } else {
        "not written"
    };
    let shown = one_line(shown);
    Output::note(&format!(
        "{shown} is {done}, since not all that was asked for was found"
    ));
}
