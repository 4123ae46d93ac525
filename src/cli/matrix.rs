//! `crisplint matrix`: look at a matrix, check one, import one, and compare two.

use std::path::{Path, PathBuf};

use clap::{Subcommand, ValueEnum};

use super::output::{Output, is_stream};
use super::setup::{
    ConfigArgs, Stop, Unusable, current, matrix_inputs, named, place, settings, today,
};
use super::show::{FailOn, Show, is_same_file, refuse_input};
use super::trouble::{Trouble, unknown};
use super::{diff, import};
use crate::check;
use crate::config::Config;
use crate::discover::{Place, Root};
use crate::finding::{Exit, Report, RunError};
use crate::render::writers::Writer;
use crate::render::{matrix as render, register};
use crate::text::{one_line, quote, write_whole_by};

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
    /// The output format [default: by the ending of --output, else table]
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// The file to write, `-` for standard output
    #[arg(short, long, value_name = "FILE", default_value = "-")]
    output: PathBuf,
    /// Write over a file that is there already
    #[arg(long)]
    force: bool,
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
    /// A blank register to fill in, which `init --from` reads
    Csv,
    /// The same as an Excel workbook, with lists to choose from; needs --output
    Xlsx,
}

impl Format {
    /// The format of a file by the ending of its name.
    fn of(file: &Path) -> Result<Self, Trouble> {
        let ending = file.extension().unwrap_or_default().to_ascii_lowercase();
        let ending = ending.to_string_lossy();
        Ok(match ending.as_ref() {
            "txt" => Self::Table,
            "json" => Self::Json,
            "md" | "markdown" => Self::Markdown,
            "yaml" | "yml" => Self::Yaml,
            "csv" => Self::Csv,
            "xlsx" => Self::Xlsx,
            _ => {
                return Err(Trouble(format!(
                    "{}: no format has this ending: write a file in .xlsx, .csv, .md, .json, .yaml or .txt, or name a \
                     format with `--format`; for paper or PDF, write .xlsx and print it from a spreadsheet program",
                    quote(&file.to_string_lossy())
                )));
            }
        })
    }
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
    let format = args.format()?;
    let (place, root) = place()?;
    let config = args.config.load(&place, &root);
    let config = config.map_err(|unusable| unusable.stop);
    let mut owners = Vec::new();
    if let Ok(config) = &config {
        owners.extend(config.contacts.iter().map(|contact| contact.key.clone()));
        let read = config.judges().chain(args.matrix.iter().cloned());
        args.refuse_target(&read.collect::<Vec<_>>())?;
    }
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
    let printed = match format {
        Format::Table => Writer::MatrixTable.prints(render::table(matrix, output.look().width)),
        Format::Json => Writer::MatrixJson.prints(document()),
        Format::Markdown => Writer::MatrixMarkdown.prints(render::markdown(matrix)),
        Format::Yaml => Writer::MatrixYaml.prints(render::yaml(matrix)?),
        Format::Csv => Writer::MatrixCsv.prints(register::csv(matrix)),
        Format::Xlsx => {
            let bytes = register::workbook(matrix, &owners)?;
            args.write(&bytes)?;
            return Ok(Exit::Clean);
        }
    };
    if is_stream(&args.output) {
        output.print(&printed);
    } else {
        // Excel takes a text without the mark for one in an older encoding.
        let mark = if format == Format::Csv {
            "\u{feff}"
        } else {
            ""
        };
        args.write(format!("{mark}{}", printed.as_str()).as_bytes())?;
    }
    Ok(Exit::Clean)
}

impl ShowArgs {
    /// The format, and what keeps it from being written.
    fn format(&self) -> Result<Format, Trouble> {
        let is_stream = is_stream(&self.output);
        let format = match self.format {
            Some(format) => format,
            None if is_stream => Format::Table,
            None => Format::of(&self.output)?,
        };
        if format == Format::Xlsx && is_stream {
            let text = "`--format xlsx` writes a file: name it with `-o register.xlsx`";
            return Err(Trouble(text.to_owned()));
        }
        Ok(format)
    }

    /// Refuses to write over a file that is there, or that is read.
    fn refuse_target(&self, inputs: &[PathBuf]) -> Result<(), Trouble> {
        if is_stream(&self.output) {
            return Ok(());
        }
        refuse_input(&self.output, inputs, "register")?;
        if !self.force && self.output.symlink_metadata().is_ok() {
            let name = quote(&self.output.to_string_lossy());
            return Err(Trouble(format!(
                "{name} exists already: `--force` replaces it"
            )));
        }
        Ok(())
    }

    fn write(&self, bytes: &[u8]) -> Result<(), Trouble> {
        let name = self.output.to_string_lossy();
        write_whole_by(&self.output, &|out| out.write_all(bytes))
            .map_err(|error| format!("cannot write {}: {error}", quote(&name)))?;
        Output::note(&one_line(&format!("wrote {name}")));
        Ok(())
    }
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
            let text = format!("there is no file {}", quote(&path.shown));
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
