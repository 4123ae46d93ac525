//! `crisplint matrix`: look at a matrix, check one, import one, and compare two.

use std::path::{Path, PathBuf};

use clap::{Subcommand, ValueEnum};

use super::output::Output;
use super::setup::{
    ConfigArgs, Stop, Unusable, current, matrix_inputs, named, place, settings, today,
};
use super::show::{FailOn, Show, is_same_file};
use super::trouble::{Trouble, unknown};
use super::{diff, import};
use crate::check;
use crate::config::Config;
use crate::discover::{Place, Root};
use crate::finding::{Exit, Report, RunError};
use crate::render::matrix as render;
use crate::render::writers::Writer;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Print a matrix
    Show(ShowArgs),
    /// Check matrices: one A and an R for each feature, valid letters, no cycles
    Check(CheckArgs),
    /// Create a matrix from the RACI table on a publisher's page
    Import(Box<import::Args>),
    /// Compare two matrices, and show the effect on manifests
    Diff(Box<diff::Args>),
}

#[derive(Debug, clap::Args)]
pub(super) struct ShowArgs {
    /// The id of the matrix, or `id@version`
    #[arg(default_value = "aucloud-iaas")]
    id: String,
    /// A file with your own responsibility matrices; can be used more than once
    #[arg(long, value_name = "FILE")]
    matrix: Vec<PathBuf>,
    #[command(flatten)]
    config: ConfigArgs,
    /// The output format
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A table
    Table,
    /// JSON, for programs
    Json,
    /// A Markdown table
    Markdown,
    /// A matrix file in YAML
    Yaml,
}

#[derive(Debug, clap::Args)]
pub(super) struct CheckArgs {
    /// Files with responsibility matrices
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// A file with matrices that the checked matrices extend; can be used more than once
    #[arg(long, value_name = "FILE")]
    matrix: Vec<PathBuf>,
    #[command(flatten)]
    config: ConfigArgs,
    #[command(flatten)]
    show: Show,
}

pub(super) fn run(command: &Command, output: &mut Output) -> Result<Exit, Trouble> {
    match command {
        Command::Show(args) => show(args, output),
        Command::Check(args) => check(args, output),
        Command::Import(args) => import::run(args, output),
        Command::Diff(args) => diff::run(args, output),
    }
}

fn show(args: &ShowArgs, output: &mut Output) -> Result<Exit, Trouble> {
    let (place, root) = place()?;
    let config = args.config.load(&place, &root);
    let config = config.map_err(|unusable| unusable.stop);
    let settings =
        config.and_then(|config| settings(today(None), &place, &root, &config, &args.matrix, &[]));
    let registry = match settings {
        Ok(settings) => settings.registry,
        Err(Stop::Findings(report, what)) => {
            let text = crate::render::full::render(&report, output.look());
            output.print(&Writer::Full.prints(text));
            return Err(Trouble(format!("the {what} has errors")));
        }
        Err(Stop::Error(error)) => return Err(error.into()),
    };
    let matrix = match args.id.split_once('@') {
        Some((id, version)) => registry.version(id, version),
        None => registry.judge(&args.id),
    };
    let Some(matrix) = matrix else {
        return Err(unknown("matrix", &args.id, registry.ids()));
    };
    let document = || crate::text::json::to_text(&render::document(matrix));
    output.print(&match args.format {
        Format::Table => Writer::MatrixTable.prints(render::table(matrix, output.look().width)),
        Format::Json => Writer::MatrixJson.prints(document()),
        Format::Markdown => Writer::MatrixMarkdown.prints(render::markdown(matrix)),
        Format::Yaml => Writer::MatrixYaml.prints(render::yaml(matrix)?),
    });
    Ok(Exit::Clean)
}

fn check(args: &CheckArgs, output: &mut Output) -> Result<Exit, Trouble> {
    let current = current()?;
    let roots = roots_of(&current, &args.files);
    let place = Place::of(&current, roots.iter());
    let today = today(None);
    let settings = settings(
        today,
        &place,
        &Root::of(&place.base),
        &Config::default(),
        &[],
        &["ResponsibilityMatrix"],
    );
    let read = |config: &Config| {
        let files = args.files.iter().chain(&args.matrix);
        files.cloned().chain(config.judges()).collect::<Vec<_>>()
    };
    let stopped = |stop: Stop, known: &Config| {
        let mut report = Report::empty(today);
        stop.tell(&mut report);
        let read = read(known);
        Ok(args.show.stopped(&mut report, &read, "matrix", output))
    };
    let settings = match settings {
        Ok(settings) => settings,
        Err(stop) => return stopped(stop, &Config::default()),
    };
    let mut config = Config::default();
    for root in &roots {
        match args.config.load(&place, root) {
            Ok(one) => {
                config.matrices.extend(one.matrices);
                config.file = one.file;
            }
            Err(Unusable { stop, known }) => return stopped(stop, &known),
        }
    }
    config.matrices.dedup();
    let mut errors = Vec::new();
    let mut inputs = Vec::new();
    let mut is_there = |file: &PathBuf| {
        let found = place.current.join(file).symlink_metadata().is_ok();
        if !found {
            let path = place.given(&place.from_here(file));
            let text = format!("there is no file {}", crate::text::quote(&path.shown));
            errors.push(RunError::new(text).path(&path));
        }
        found
    };
    for file in args.files.iter().filter(|file| is_there(file)) {
        inputs.push(named(&place, file));
    }
    let is_checked = |file: &PathBuf| args.files.iter().any(|one| is_same_file(one, file));
    let mut others = config.clone();
    others
        .matrices
        .retain(|matrix| !is_checked(&matrix.file) && is_there(&matrix.file));
    let given = args
        .matrix
        .iter()
        .filter(|file| !is_checked(file) && is_there(file));
    let given: Vec<PathBuf> = given.cloned().collect();
    args.show.refuse_inputs(&read(&config))?;
    let others = match matrix_inputs(&place, &others, &given) {
        Ok(others) => others,
        Err(stop) => return stopped(stop, &config),
    };
    let mut report = check::check_matrices(&inputs, &others, &settings);
    report.errors = errors;
    report.failed = FailOn::Error.fails(&report);
    Ok(args.show.report(&mut report, "matrix", output))
}

/// The roots to which files belong, whether or not they are there.
fn roots_of(current: &Path, files: &[PathBuf]) -> Vec<Root> {
    let mut roots: Vec<Root> = Vec::new();
    for file in files {
        let file = current.join(file);
        let mut above = file.ancestors().skip(1);
        let folder = above.find_map(|folder| folder.canonicalize().ok());
        let root = Root::of(folder.as_deref().unwrap_or(current));
        if !roots.contains(&root) {
            roots.push(root);
        }
    }
    roots
}
