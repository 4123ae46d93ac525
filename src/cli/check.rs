//! `crisplint check`: manifests in, findings out.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use clap::builder::{PathBufValueParser, TypedValueParser};

use super::output::{Output, is_stream};
use super::realms::{Realm, Realms};
use super::search::{Search, apply_baseline, progress, stale};
use super::setup::{include, today};
use super::show::{Show, is_same_file, refuse_input};
use super::show_settings::{self, Given};
use super::trouble::{Trouble, guarded};
use crate::check;
use crate::check::Content;
use crate::check::baseline::{Accepted, Baseline, Unread, refused};
use crate::discover::Place;
use crate::finding::{Baselined, Exit, Report, RunError};
use crate::model::evidence::Own;
use crate::render::writers::Writer;
use crate::rules::not_a_manifest::KINDS;
use crate::text::{FilePath, counted, list, one_line, quote};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    show: Show,
    #[command(flatten)]
    search: Search,
    /// Write all current findings to a baseline file, so that they no longer count
    #[arg(long, value_name = "FILE", conflicts_with = "prune_baseline")]
    #[arg(value_parser = PathBufValueParser::new().try_map(baseline_file))]
    #[arg(conflicts_with = "no_baseline")]
    write_baseline: Option<PathBuf>,
    /// The person who approves the findings that `--write-baseline` adds
    #[arg(long, value_name = "NAME", requires = "write_baseline", value_parser = name)]
    baselined_by: Option<String>,
    /// Remove findings that no longer occur from the configured baseline
    #[arg(long, conflicts_with = "no_baseline")]
    prune_baseline: bool,
    /// Print the effective settings and where each value comes from; do not check anything
    #[arg(long, conflicts_with = "show_files")]
    show_settings: bool,
    /// Print the files that would be read; do not check anything
    #[arg(long)]
    show_files: bool,
}

pub(super) fn run(args: &Args, output: &mut Output) -> Result<Exit, Trouble> {
    let today = today(args.search.today);
    let mut report = Report::empty(today);
    let Some(mut realms) = args.search.realms(KINDS.as_slice(), today, &mut report)? else {
        return Ok(args.show.report(&mut report, "manifest", output));
    };
    if let Some(file) = &args.write_baseline {
        let file = realms.place.current.join(file);
        for realm in &mut realms.all {
            realm.gate.files.push((file.clone(), Own::Baseline));
        }
    }
    if args.show_settings {
        output.errors(&report.errors);
        output.print(&Writer::Settings.prints(args.settings(&realms)));
        return Ok(report.exit());
    }
    args.search.nothing_found(&realms, &mut report);
    let mut read = args.search.reads(&realms);
    read.extend(realms.baselines());
    read.extend(args.write_baseline.clone());
    if !realms.can_be_judged() {
        return Ok(args.show.stopped(&mut report, &read, "manifest", output));
    }
    args.show.refuse_inputs(&read)?;
    if args.show_files {
        output.errors(&report.errors);
        output.print(&Writer::Files.prints(names(&realms)));
        return Ok(report.exit());
    }
    if args.show.verbose {
        name_files(&realms);
    }
    args.judge(&realms, &mut report);
    let exit = args.show.report(&mut report, "manifest", output);
    // The process ends here, which gives back a million findings at once.
    std::mem::forget(report);
    Ok(exit)
}

/// The files that would be read, a line each.
fn names(realms: &Realms) -> String {
    let inputs = realms.all.iter().flat_map(|realm| &realm.inputs);
    let read = inputs.filter(|input| {
        !matches!(
            input.content,
            Content::Overlooked(_) | Content::Unreadable(_)
        )
    });
    let mut paths: Vec<&FilePath> = read.map(|input| input.path.as_ref()).collect();
    paths.sort();
    paths
        .iter()
        .map(|path| one_line(&path.shown) + "\n")
        .collect()
}

/// Says on stderr what is read.
fn name_files(realms: &Realms) {
    for realm in &realms.all {
        let root = one_line(&realm.root.folder.to_string_lossy());
        Output::note(&format!("root: {root}"));
        let inputs = realm.inputs.iter().map(|input| &input.path);
        for path in realm.config.path.iter().chain(inputs) {
            Output::note(&format!("read: {}", one_line(&path.shown)));
        }
    }
}

impl Args {
    /// What holds in each realm, and where it comes from.
    fn settings(&self, realms: &Realms) -> String {
        let given = Given {
            config: self.search.config.is_given(),
            fail_on: self.search.fail_on.is_some(),
            today: self.search.today.is_some(),
            matrix: !self.search.matrix.is_empty(),
        };
        let rows = realms.all.iter().filter_map(|realm| {
            let config = &realm.config;
            let fail_on = self.search.fail_on(config);
            let settings = realm.settings.as_ref()?;
            Some(show_settings::rows(
                config,
                (&realm.root, settings),
                &include(config),
                fail_on,
                &given,
            ))
        });
        rows.collect::<Vec<_>>().join("\n")
    }

    /// Checks each realm by what judges it.
    fn judge(&self, realms: &Realms, report: &mut Report) {
        let started = Instant::now();
        let files = realms.all.iter().map(|realm| realm.inputs.len()).sum();
        let bar = progress(files, self.show.quiet);
        let target = self.write_baseline.as_deref();
        let target = target.map(|file| (file, realms.owner(file)));
        for (number, realm) in realms.all.iter().enumerate() {
            let Some(settings) = &realm.settings else {
                continue;
            };
            let evidence = realm.evidence();
            match guarded(|| check::check(&realm.inputs, settings, &evidence, &|| bar.inc(1))) {
                Ok(mut found) => {
                    let write = target.filter(|(_, owner)| *owner == Some(number));
                    let write = write.map(|(file, _)| file);
                    self.baseline(realms, realm, write, &mut found);
                    found.failed = self.search.fail_on(&realm.config).fails(&found);
                    report.absorb(found);
                }
                Err(error) => report.errors.push(error),
            }
        }
        bar.finish_and_clear();
        if let Some((file, owner)) = target {
            report.errors.extend(elsewhere(realms, file, owner));
        }
        report.sort();
        if self.show.verbose {
            Output::note(&format!("checked in {:.0?}", started.elapsed()));
        }
    }

    /// Applies, writes and prunes the baseline of a realm.
    fn baseline(&self, realms: &Realms, realm: &Realm, write: Option<&Path>, report: &mut Report) {
        let place = &realms.place;
        // What was not looked at can neither be accepted nor be gone.
        let complete = realms.complete && !realm.inputs.is_empty();
        let result = match (write, self.search.baseline(&realm.config)) {
            (Some(file), _) if !complete => {
                left(&place.name(file).shown, place.current.join(file).exists());
                Ok(())
            }
            (Some(file), _) => self.write_baseline(realms, realm, report, file),
            (None, Some(file)) => {
                self.apply_baseline(place, report, file, (complete, complete && realm.whole))
            }
            (None, None) if self.prune_baseline => Err(RunError::new(
                "no baseline is configured; set `baseline:` in the configuration",
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
        (complete, whole): (bool, bool),
    ) -> Result<(), RunError> {
        let (held, kept, path) = apply_baseline(place, report, file, whole)?;
        let shown = &path.shown;
        if self.prune_baseline && !complete {
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
            Output::note(&format!("removed {stale} from {}", one_line(shown)));
        } else {
            Output::note(&format!(
                "{} contains {stale}; use `--prune-baseline` to remove {}",
                one_line(shown),
                if count == 1 { "it" } else { "them" }
            ));
        }
        Ok(())
    }

    /// Writes what may be accepted to a baseline, and keeps what is in it of systems that were not looked
    /// at.
    fn write_baseline(
        &self,
        realms: &Realms,
        realm: &Realm,
        report: &mut Report,
        file: &Path,
    ) -> Result<(), RunError> {
        let name = realms.place.given(file);
        let read = self.search.reads(realms);
        refuse_input(file, &read, "baseline").map_err(|text| RunError::new(text).path(&name))?;
        let before = match Baseline::load(file, &name.shown) {
            Ok(before) => before,
            Err(Unread::Replaceable(_)) => Baseline::default(),
            Err(Unread::Unreadable(text)) => return Err(RunError::new(text).path(&name)),
        };
        let since = Baselined {
            on: today(self.search.today),
            by: self.baselined_by.clone(),
        };
        let Accepted { baseline, found } =
            before.accept(&report.findings, &report.documents, &since);
        write(&baseline, file, &name)?;
        let _ = baseline.apply(&mut report.findings, &report.documents, false);
        let shown = one_line(&name.shown);
        let kept = match baseline.count() - found {
            0 => String::new(),
            1 => ", and kept 1 entry of a system that this run did not check".to_owned(),
            kept => format!(", and kept {kept} entries of systems that this run did not check"),
        };
        Output::note(&format!(
            "wrote {} to {shown}{kept}",
            counted(found, "finding")
        ));
        let refused = refused(&report.findings);
        if !refused.is_empty() {
            let count = refused.iter().map(|(_, count)| count).sum();
            let rules = refused.iter();
            let rules = rules.map(|(rule, count)| format!("{} {} ({count})", rule.code, rule.name));
            let rules: Vec<String> = rules.collect();
            let rules = list(&rules, "and");
            Output::note(&format!(
                "{} cannot be baselined: {rules}",
                counted(count, "finding")
            ));
        }
        let named = realm.config.baseline.as_deref();
        if !named.is_some_and(|named| is_same_file(named, file)) {
            Output::note(&format!(
                "add `baseline: {shown}` to `.crisplint.yaml` to use the baseline"
            ));
        }
        Ok(())
    }
}

/// Says which realms a baseline has no entries of: those of other roots, or all of them.
fn elsewhere(realms: &Realms, file: &Path, owner: Option<usize>) -> Option<RunError> {
    let name = realms.place.given(file);
    if owner.is_none() {
        let message = format!(
            "{} is not in a root of this run, so it was not written",
            quote(&name.shown)
        );
        let help = "write the path of a file in the root that was checked";
        return Some(RunError::new(message).help(help).path(&name));
    }
    let others = realms.all.iter().enumerate();
    let others =
        others.filter(|(number, realm)| Some(*number) != owner && !realm.inputs.is_empty());
    for (_, realm) in others {
        let root = quote(&realms.place.from_here(&realm.root.folder).to_string_lossy());
        let shown = one_line(&name.shown);
        Output::note(&format!(
            "{shown} contains no finding of the root {root}, which was also checked"
        ));
    }
    None
}

/// Writes a baseline, or says what keeps it from being written.
fn write(baseline: &Baseline, file: &Path, name: &Arc<FilePath>) -> Result<(), RunError> {
    baseline.write(file).map_err(|error| {
        RunError::new(format!("cannot write {}: {error}", quote(&name.shown))).path(name)
    })
}

/// Takes the name of a person.
fn name(text: &str) -> Result<String, &'static str> {
    match text.trim() {
        "" => Err("write the name of the person who approves the baseline"),
        name => Ok(name.to_owned()),
    }
}

/// Takes the name of a baseline.
fn baseline_file(file: PathBuf) -> Result<PathBuf, String> {
    if is_stream(&file) {
        let example = "`--write-baseline .crisplint-baseline.json`";
        return Err(format!(
            "`-` is not allowed for a baseline; write a file name, for example {example}"
        ));
    }
    Ok(file)
}

/// Says that a baseline is not written after a search that was not complete.
fn left(shown: &str, exists: bool) {
    let done = if exists { "not changed" } else { "not written" };
    let shown = one_line(shown);
    Output::note(&format!("{shown} was {done}, because a path was not found"));
}
