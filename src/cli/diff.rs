//! `crisplint matrix diff`: what changes from one matrix to another, and what that means for
//! manifests.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use jiff::civil::Date;

use super::output::Output;
use super::setup::{
    ConfigArgs, Stop, matrix_inputs, named, nothing_found, place, search, settings, today,
};
use super::{Exit, Trouble, unknown};
use crate::baseline::Baseline;
use crate::config::Config;
use crate::diff::{Clauses, Diff};
use crate::discover::{Discovered, Place};
use crate::impact::{Impact, Run};
use crate::lint::{self, Settings};
use crate::matrix::{self, Matrix, Reference, Registry};
use crate::render;
use crate::render::diff::Comparison;
use crate::rules::not_a_manifest::KINDS;
use crate::text::{list, quote};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The matrix before: an id, `id@version`, a matrix file or a published page
    #[arg(value_name = "OLD")]
    old: PathBuf,
    /// The matrix after
    #[arg(value_name = "NEW")]
    new: PathBuf,
    /// Say which manifests the change touches, and which findings it opens and closes
    #[arg(long, value_name = "PATH", num_args = 1..)]
    impact: Vec<PathBuf>,
    /// The output format
    #[arg(long, value_enum, default_value_t = Format::Full)]
    format: Format,
    /// A file with responsibility matrices of your own; repeatable
    #[arg(long, value_name = "FILE")]
    matrix: Vec<PathBuf>,
    #[command(flatten)]
    config: ConfigArgs,
    /// The day to compare dates with, YYYY-MM-DD [default: today in UTC]
    #[arg(long, value_name = "DATE")]
    today: Option<Date>,
    /// Print what differs only, without the headlines
    #[arg(short, long)]
    quiet: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Full,
    /// For machines
    Json,
    /// A job summary, or an issue
    Markdown,
}

/// A matrix of the command line, and where it comes from.
struct Named {
    matrix: Matrix,
    /// The file as it was reached, where it is one.
    file: Option<String>,
    /// Whether it is a published page, which names no clauses, versions and aliases.
    is_page: bool,
}

pub(super) fn run(args: &Args, output: &mut Output) -> Result<Exit, Trouble> {
    let place = place()?;
    let today = today(args.today);
    let stop = |stop, output: &mut Output| args.stop(stop, today, output);
    let config = args.config.load(&place);
    let config = config.map_err(|reason| stop(reason, output))?;
    let settings = settings(today, &place, &config, &args.matrix, KINDS.as_slice());
    let settings = settings.map_err(|reason| stop(reason, output))?;
    let old = read(&args.old, &place, &settings).map_err(|reason| stop(reason, output))?;
    let new = read(&args.new, &place, &settings).map_err(|reason| stop(reason, output))?;
    let clauses = if old.is_page || new.is_page {
        Clauses::Unknown
    } else {
        Clauses::Compared
    };
    let diff = Diff::between(&old.matrix, &new.matrix, clauses);
    let mut exit = if diff.is_empty() {
        Exit::Clean
    } else {
        Exit::Findings
    };
    let mut impact = None;
    if !args.impact.is_empty() {
        let found = search(&place, &config, &args.impact, false)?;
        exit = exit.max(complain(&found, &config, output));
        let run = Setting {
            args,
            place: &place,
            config: &config,
            settings: &settings,
        };
        impact = Some(
            run.impact(&old.matrix, &new.matrix, &found)
                .map_err(|reason| stop(reason, output))?,
        );
    }
    let comparison = Comparison {
        diff: &diff,
        old_file: old.file.as_deref(),
        new_file: new.file.as_deref(),
        impact: impact.as_ref(),
    };
    output.print(&match args.format {
        Format::Full => render::diff::full::render(&comparison, output.look(), !args.quiet),
        Format::Json => render::diff::json::render(&comparison),
        Format::Markdown => render::diff::markdown::render(&comparison),
    });
    Ok(exit)
}

impl Args {
    /// Prints why nothing can be compared.
    fn stop(&self, stop: Stop, today: Date, output: &mut Output) -> Trouble {
        let (mut report, subject) = match stop {
            Stop::Trouble(text) => return Trouble(text),
            Stop::Findings(report, subject) => (report, subject),
        };
        report.today = today.to_string();
        output.print(&match self.format {
            Format::Full => render::full::render(&report, output.look()),
            Format::Json => render::json::render(&report),
            Format::Markdown => render::markdown::render(&report),
        });
        Trouble(format!("the {subject} has faults, so nothing was compared"))
    }
}

/// Says which paths lead nowhere, and whether nothing was found at all.
fn complain(found: &Discovered, config: &Config, output: &mut Output) -> Exit {
    for error in &found.errors {
        output.error(error);
    }
    if found.inputs.is_empty() && found.errors.is_empty() {
        output.error(&nothing_found(config));
    } else if found.errors.is_empty() {
        return Exit::Clean;
    }
    Exit::Trouble
}

/// The matrix of an id or of a file. A file wins over an id of its name.
fn read(name: &Path, place: &Place, settings: &Settings) -> Result<Named, Stop> {
    let text = name.to_string_lossy();
    let extension = name
        .extension()
        .map(|end| end.to_string_lossy().to_lowercase());
    let is_page = matches!(extension.as_deref(), Some("md" | "markdown" | "csv"));
    let is_file_name = is_page || matches!(extension.as_deref(), Some("yaml" | "yml"));
    if !place.current.join(name).is_file() {
        if is_file_name && settings.registry.judge(Reference::new(&text).id).is_none() {
            let file = quote(&text);
            return Err(Stop::Trouble(format!("there is no file {file}")));
        }
        let matrix = known(&text, &settings.registry)?.clone();
        return Ok(Named {
            matrix,
            file: None,
            is_page: false,
        });
    }
    if !is_file_name {
        return Err(Stop::Trouble(format!(
            "{} is a file here, and its name does not say of which kind: a matrix ends in `.yaml` \
             or `.yml`, a published page in `.md`, `.markdown` or `.csv`",
            quote(&text)
        )));
    }
    let matrix = if is_page {
        page(name)?
    } else {
        matrix_file(name, place, settings)?
    };
    let file = Some(place.name(name).shown.clone());
    Ok(Named {
        matrix,
        file,
        is_page,
    })
}

/// The matrix of an `id` or `id@version`.
fn known<'r>(text: &str, registry: &'r Registry) -> Result<&'r Matrix, Stop> {
    let Reference { id, version } = Reference::new(text);
    let trouble = |Trouble(text)| Stop::Trouble(text);
    let Some(version) = version else {
        let unknown = || trouble(unknown("matrix", id, registry.ids()));
        return registry.judge(id).ok_or_else(unknown);
    };
    registry.version(id, version).ok_or_else(|| {
        let names: Vec<String> = registry
            .versions(id)
            .map(|one| quote(&one.name()))
            .collect();
        if names.is_empty() {
            return trouble(unknown("matrix", id, registry.ids()));
        }
        let (text, names) = (quote(text), list(&names, "and"));
        Stop::Trouble(format!(
            "there is no matrix {text}: the versions known are {names}"
        ))
    })
}

/// The matrix of a published page.
fn page(name: &Path) -> Result<Matrix, Stop> {
    let name = quote(&name.to_string_lossy());
    Err(Stop::Trouble(format!(
        "{name} is a page: pages cannot be read yet"
    )))
}

/// The one matrix of a file, built on the matrices that are loaded.
fn matrix_file(name: &Path, place: &Place, settings: &Settings) -> Result<Matrix, Stop> {
    let mut settings = matrix_settings(settings);
    let inputs = [named(place, name)];
    let parsed = lint::read_matrices(&inputs, &settings)?;
    let [only] = parsed.as_slice() else {
        let names: Vec<String> = parsed.iter().map(|one| quote(&one.name())).collect();
        return Err(Stop::Trouble(format!(
            "{} holds {} matrices, {}: write each into a file of its own",
            quote(&name.to_string_lossy()),
            names.len(),
            list(&names, "and")
        )));
    };
    // The file stands for itself, whatever else goes by its name: read anew, it cannot be built on
    // that either.
    settings.registry.forget(&only.id, &only.version);
    let parsed = lint::read_matrices(&inputs, &settings)?;
    matrix::load(&parsed, &mut settings.registry).map_err(Stop::Trouble)?;
    let matrix = parsed
        .first()
        .and_then(|only| settings.registry.version(&only.id, &only.version));
    let gone = || Stop::Trouble(format!("{} has changed", quote(&name.to_string_lossy())));
    matrix.cloned().ok_or_else(gone)
}

/// What matrices are read by: no configuration changes how.
fn matrix_settings(settings: &Settings) -> Settings {
    Settings {
        kinds: &["ResponsibilityMatrix"],
        levels: BTreeMap::new(),
        ..settings.clone()
    }
}

/// What the two runs share.
struct Setting<'a> {
    args: &'a Args,
    place: &'a Place,
    config: &'a Config,
    settings: &'a Settings,
}

impl Setting<'_> {
    /// Lints twice, with each of the two as the matrix that the id of the old one names.
    fn impact(&self, old: &Matrix, new: &Matrix, found: &Discovered) -> Result<Impact, Stop> {
        let mut stand_in = new.clone();
        stand_in.id.clone_from(&old.id);
        let declarations = lint::declarations(&found.inputs);
        let before = self.lint(old.clone(), found)?;
        let after = self.lint(stand_in, found)?;
        Ok(Impact::between(&old.id, &declarations, before, after))
    }

    fn lint(&self, judge: Matrix, found: &Discovered) -> Result<Run, Stop> {
        let settings = Settings {
            registry: self.registry(judge)?,
            ..self.settings.clone()
        };
        let mut report = lint::lint(&found.inputs, &settings, &|| ());
        if let Some(file) = &self.config.baseline {
            let shown = self.place.name(&self.place.from_here(file)).shown.clone();
            let baseline = Baseline::load(file, &shown).map_err(Stop::Trouble)?;
            let _ = baseline.apply(&mut report);
        }
        Ok(Run {
            registry: settings.registry,
            report,
        })
    }

    /// All matrices, built anew on the one that judges in this run. Those of its id stay known in
    /// their versions, so that what extends one of them by its version is what it was.
    fn registry(&self, judge: Matrix) -> Result<Registry, Stop> {
        let mut registry = Registry::embedded();
        for version in self.settings.registry.versions(&judge.id) {
            registry.put(version.clone());
        }
        let inputs = matrix_inputs(self.place, self.config, &self.args.matrix);
        let id = judge.id.clone();
        registry.put(judge);
        let mut parsed = lint::read_matrices(&inputs, &matrix_settings(self.settings))?;
        parsed.retain(|document| document.id != id);
        matrix::load(&parsed, &mut registry).map_err(Stop::Trouble)?;
        Ok(registry)
    }
}
