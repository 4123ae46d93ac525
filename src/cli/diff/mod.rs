//! `crisplint matrix diff`: what changes from one matrix to another, and what that means for
//! manifests.

mod sides;

use std::path::PathBuf;

use clap::ValueEnum;
use jiff::civil::Date;

use super::import::Columns;
use super::output::Output;
use super::realms::{Common, Realm, Realms};
use super::setup::{ConfigArgs, Stop, day, matrix_inputs, nothing_found, place, settings, today};
use super::trouble::Trouble;
use crate::check::baseline::Baseline;
use crate::check::{self, Settings};
use crate::config::Config;
use crate::diff::{Impact, Run};
use crate::discover::{Place, Request};
use crate::finding::{Exit, Report};
use crate::model::matrix::diff::{Diff, Scope};
use crate::model::matrix::{self, Matrix, Registry};
use crate::render;
use crate::render::diff::Comparison;
use crate::render::writers::Writer;
use crate::rules::not_a_manifest::KINDS;
use crate::text::one_line;

use sides::{Reader, Side, matrix_settings};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The old matrix: an id, `id@version`, a matrix file or a published page
    #[arg(value_name = "OLD")]
    old: PathBuf,
    /// The new matrix
    #[arg(value_name = "NEW")]
    new: PathBuf,
    /// List the manifests that the change affects, the new findings and the findings that disappear
    #[arg(long, value_name = "PATH", num_args = 1..)]
    impact: Vec<PathBuf>,
    #[command(flatten)]
    columns: Columns,
    /// The output format
    #[arg(long, value_enum, default_value_t = Format::Full)]
    format: Format,
    /// A file with your own responsibility matrices; can be used more than once
    #[arg(long, value_name = "FILE")]
    matrix: Vec<PathBuf>,
    #[command(flatten)]
    config: ConfigArgs,
    /// The date to use as today, YYYY-MM-DD [default: the date in UTC]
    #[arg(long, value_name = "DATE", value_parser = day)]
    today: Option<Date>,
    /// Print only the differences, without the summary lines
    #[arg(short, long)]
    quiet: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Text for a terminal
    Full,
    /// JSON, for programs
    Json,
    /// Markdown, for the summary of a CI job or an issue
    Markdown,
}

pub(super) fn run(args: &Args, output: &mut Output) -> Result<Exit, Trouble> {
    let (place, root) = place()?;
    let today = today(args.today);
    let stop = |stop, output: &mut Output| args.stop(stop, today, output);
    let config = args.config.load(&place, &root);
    let config = config.map_err(|unusable| stop(unusable.stop, output))?;
    let settings = settings(
        today,
        &place,
        &root,
        &config,
        &args.matrix,
        KINDS.as_slice(),
    );
    let settings = settings.map_err(|reason| stop(reason, output))?;
    let reader = Reader {
        place: &place,
        settings: &settings,
        columns: &args.columns,
        today,
    };
    let sides = reader.both(&args.old, &args.new);
    let (old, new) = sides.map_err(|reason| stop(reason, output))?;
    if !args.quiet {
        for note in old.notes.iter().chain(&new.notes) {
            Output::note(&one_line(note));
        }
    }
    let scope = if old.is_page || new.is_page {
        Scope::Published
    } else {
        Scope::Whole
    };
    let diff = Diff::between(&old.matrix, &new.matrix, scope);
    let mut errors = Vec::new();
    let mut impact = None;
    if !args.impact.is_empty() {
        let mut report = Report::empty(today);
        let realms = args.realms(&place, &config, &mut report);
        if !report.findings.is_empty() {
            let report = Box::new(report);
            return Err(stop(Stop::Findings(report, "configuration"), output));
        }
        errors = report.errors;
        output.errors(&errors);
        let compared = args.impact(&realms, &old, &new, today);
        impact = Some(compared.map_err(|reason| stop(reason, output))?);
    }
    let comparison = Comparison {
        diff: &diff,
        old_file: old.file.as_deref(),
        new_file: new.file.as_deref(),
        impact: impact.as_ref(),
        errors: &errors,
    };
    output.print(&match args.format {
        Format::Full => {
            let text = render::diff::full::render(&comparison, output.look(), !args.quiet);
            Writer::DiffFull.prints(text)
        }
        Format::Json => Writer::DiffJson.prints(render::diff::json::render(&comparison)),
        Format::Markdown => {
            Writer::DiffMarkdown.prints(render::diff::markdown::render(&comparison))
        }
    });
    Ok(comparison.exit())
}

impl Args {
    /// The manifests that the change may touch.
    fn realms(&self, place: &Place, config: &Config, report: &mut Report) -> Realms {
        let common = Common {
            config: &self.config,
            matrices: &self.matrix,
            today: today(self.today),
            kinds: KINDS.as_slice(),
            force_exclude: false,
        };
        let request = Request {
            paths: self.impact.clone(),
            stream: None,
        };
        let realms = common.realms(&place.current, request, report);
        if realms.is_empty() && report.errors.is_empty() {
            let config = realms.all.first().map_or(config, |realm| &realm.config);
            report.errors.push(nothing_found(config));
        }
        realms
    }

    /// What the change means for all of them.
    fn impact(&self, realms: &Realms, old: &Side, new: &Side, today: Date) -> Result<Impact, Stop> {
        let mut all = Impact::none(today);
        for realm in &realms.all {
            let Some(settings) = &realm.settings else {
                continue;
            };
            let runs = Runs {
                args: self,
                place: &realms.place,
                realm,
                settings,
            };
            all = all.and(runs.impact(old, new)?);
        }
        Ok(all)
    }

    /// Prints why nothing can be compared.
    fn stop(&self, stop: Stop, today: Date, output: &mut Output) -> Trouble {
        let mut report = Report::empty(today);
        stop.tell_so(&mut report, "compared");
        output.print(&match self.format {
            Format::Full => Writer::Full.prints(render::full::render(&report, output.look())),
            Format::Json => Writer::Json.prints(render::json::render(&report)),
            Format::Markdown => Writer::Markdown.prints(render::markdown::render(&report)),
        });
        let said = report.unshown_errors().map(|error| error.message.as_ref());
        Trouble(said.collect())
    }
}

/// What the two runs over the manifests of a root share.
struct Runs<'a> {
    args: &'a Args,
    place: &'a Place,
    realm: &'a Realm,
    settings: &'a Settings,
}

impl Runs<'_> {
    /// Lints twice, with each of the two as the matrix that the id of the old one names.
    fn impact(&self, old: &Side, new: &Side) -> Result<Impact, Stop> {
        let (mut before, mut after) = (old.matrix.clone(), new.matrix.clone());
        // A page has neither an id nor a version that a manifest could name: it takes the other's.
        if old.is_page && !new.is_page {
            before.id.clone_from(&after.id);
            before.version.clone_from(&after.version);
        }
        if new.is_page {
            after.version.clone_from(&before.version);
        }
        after.id.clone_from(&before.id);
        let id = before.id.clone();
        let declarations = check::declarations(&self.realm.inputs);
        let before = self.lint(before)?;
        let after = self.lint(after)?;
        Ok(Impact::between(&id, &declarations, before, after))
    }

    fn lint(&self, judge: Matrix) -> Result<Run, Stop> {
        let settings = Settings {
            registry: self.registry(judge)?,
            ..self.settings.clone()
        };
        let evidence = self.realm.evidence();
        let mut report = check::check(&self.realm.inputs, &settings, &evidence, &|| ());
        if let Some(file) = &self.realm.config.baseline {
            let shown = self.place.name(&self.place.from_here(file)).shown.clone();
            let baseline = Baseline::load(file, &shown);
            let baseline = baseline.map_err(|error| Stop::trouble(error.text()))?;
            let _ = baseline.apply(&mut report.findings, &report.documents, false);
        }
        Ok(Run {
            registry: settings.registry,
            report,
        })
    }

    /// All matrices, built anew on the one that judges in this run. The others of its id stay known
    /// in their versions, so that what extends one of them by its version is what it was.
    fn registry(&self, judge: Matrix) -> Result<Registry, Stop> {
        let mut registry = Registry::embedded();
        for version in self.settings.registry.versions(&judge.id) {
            registry.put(version.clone());
        }
        let inputs = matrix_inputs(self.place, &self.realm.config, &self.args.matrix)?;
        let id = judge.id.clone();
        registry.put(judge);
        let mut parsed = check::read_matrices(&inputs, &matrix_settings(self.settings))?;
        parsed.retain(|document| document.id != id);
        matrix::load(&parsed, &mut registry).map_err(Stop::trouble)?;
        Ok(registry)
    }
}
