//! `crisplint matrix import`: a publisher's table in, a matrix file out.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::Date;

use super::output::{Output, is_stream};
use super::setup::{ConfigArgs, Stop, Unusable, place, settings, today};
use super::show::{FailOn, Show, refuse_input};
use super::trouble::Trouble;
use crate::config::Config;
use crate::discover::Place;
use crate::finding::{Exit, Finding, Placer, Report};
use crate::import::{self, Imported, Kind, Request, slug};
use crate::model::matrix::Registry;
use crate::render::matrix::yaml;
use crate::render::writers::Writer;
use crate::rules;
use crate::text::{FilePath, ReadError, Source, counted, one_line, quote, write_whole};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A Markdown page (.md) or a table (.csv, .tsv)
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    columns: Columns,
    /// The id of the new matrix [default: the id of the known matrix with the same features, otherwise
    /// made from the heading]
    #[arg(long, value_name = "ID")]
    id: Option<String>,
    /// The version of the new matrix; use the publication date if possible [default: made from the file's
    /// hash]
    #[arg(long, value_name = "VERSION")]
    version: Option<String>,
    /// The file to write, `-` for standard output
    #[arg(short, long, value_name = "FILE", default_value = "-")]
    output: PathBuf,
    /// Replace the output file if it exists
    #[arg(long)]
    force: bool,
    /// Write the valid rows even if other rows have errors
    #[arg(long)]
    partial: bool,
    /// A matrix file; a row with a known title gets its id and clauses from that file; can be used more than once
    #[arg(long, value_name = "FILE")]
    matrix: Vec<PathBuf>,
    #[command(flatten)]
    config: ConfigArgs,
    #[command(flatten)]
    show: Show,
}

/// Which columns are whose, where their names do not say.
#[derive(Clone, Debug, Default, clap::Args)]
pub(super) struct Columns {
    /// The name of the provider's column
    #[arg(long, value_name = "COLUMN")]
    provider: Option<String>,
    /// The name of the customer's column
    #[arg(long, value_name = "COLUMN")]
    customer: Option<String>,
    /// The name of the column with the titles
    #[arg(long, value_name = "COLUMN")]
    feature: Option<String>,
    /// The provider's name, if the column name does not contain it
    #[arg(long, value_name = "NAME")]
    provider_name: Option<String>,
}

impl Columns {
    pub(super) fn request(&self) -> Request<'_> {
        Request {
            provider: self.provider.as_deref(),
            customer: self.customer.as_deref(),
            feature: self.feature.as_deref(),
            provider_name: self.provider_name.as_deref(),
            ..Request::default()
        }
    }
}

pub(super) fn run(args: &Args, output: &mut Output) -> Result<Exit, Trouble> {
    let (place, root) = place()?;
    let today = today(None);
    args.check()?;
    let stopped = |stop: Stop, known: &Config, output: &Output| {
        let mut report = Report::empty(today);
        stop.tell(&mut report);
        let taken = args.taken(known);
        Ok(args.show.stopped(&mut report, &taken, "table", output))
    };
    let config = match args.config.load(&place, &root) {
        Ok(config) => config,
        Err(Unusable { stop, known }) => return stopped(stop, &known, output),
    };
    let taken = args.taken(&config);
    let registry = match settings(today, &place, &root, &config, &args.matrix, &[]) {
        Ok(settings) => settings.registry,
        Err(stop) => return stopped(stop, &config, output),
    };
    args.refuse_target(&args.reads(&config))?;
    args.show.refuse_inputs(&taken)?;
    let request = Request {
        id: args.id.as_deref(),
        version: args.version.as_deref(),
        ..args.columns.request()
    };
    let mut page = match read(&args.file, &place, today, &request, &registry) {
        Ok(page) => page,
        Err(stop) => return stopped(stop, &config, output),
    };
    page.report.failed = FailOn::Error.fails(&page.report);
    let sound = page.imported.is_sound();
    let is_empty = page.imported.matrix.rows().is_empty();
    let written = (sound || args.partial) && !is_empty;
    if !args.show.quiet {
        let guesses = page.imported.guesses.iter().filter(|_| written);
        for note in page.imported.notes.iter().chain(guesses) {
            Output::note(&one_line(note));
        }
    }
    if written {
        args.write(&page.imported, output)?;
    } else if sound {
        return Err("the table has no rows, so there is nothing to write".into());
    }
    // Where the matrix goes to standard output, nothing else does.
    let exit = if written && is_stream(&args.output) {
        args.show.report_aside(&mut page.report, "table", output)
    } else {
        args.show.report(&mut page.report, "table", output)
    };
    if is_empty {
        Output::note("no matrix was written");
    } else if !written {
        Output::note("no matrix was written; use `--partial` to write the valid rows");
    }
    Ok(exit)
}

impl Args {
    /// All files that the run reads.
    fn reads(&self, config: &Config) -> Vec<PathBuf> {
        let read = config.judges().chain(self.matrix.iter().cloned());
        read.chain([self.file.clone()]).collect()
    }

    /// What no report may replace: the same, and the matrix that is written.
    fn taken(&self, config: &Config) -> Vec<PathBuf> {
        let mut taken = self.reads(config);
        taken.extend(Some(self.output.clone()).filter(|file| !is_stream(file)));
        taken
    }

    /// Refuses what no matrix could be called.
    fn check(&self) -> Result<(), Trouble> {
        if let Some(id) = self.id.as_deref().filter(|id| *id != slug(id, "matrix")) {
            return Err(Trouble(format!(
                "{} is not a valid matrix id (use lower-case letters, digits and hyphens); write {}",
                quote(id),
                quote(&slug(id, "matrix"))
            )));
        }
        let version = self.version.as_deref();
        if let Some(version) = version.filter(|v| v.is_empty() || v.contains(char::is_whitespace)) {
            return Err(Trouble(format!(
                "{} is not a valid version; write it without spaces, for example `2026-11-23`",
                quote(version)
            )));
        }
        Ok(())
    }

    /// Refuses to write the matrix where something would be lost.
    fn refuse_target(&self, inputs: &[PathBuf]) -> Result<(), Trouble> {
        if is_stream(&self.output) {
            return Ok(());
        }
        refuse_input(&self.output, inputs, "matrix")?;
        let name = quote(&self.output.to_string_lossy());
        if !self.force && self.output.symlink_metadata().is_ok() {
            return Err(Trouble(format!(
                "{name} already exists; choose another file with `--output`, or replace it with `--force`"
            )));
        }
        Ok(())
    }

    fn write(&self, imported: &Imported, output: &mut Output) -> Result<(), Trouble> {
        let text = Writer::Imported.prints(yaml(&imported.matrix)?);
        if is_stream(&self.output) {
            output.print(&text);
            return Ok(());
        }
        let name = self.output.to_string_lossy();
        write_whole(&self.output, text.as_str())
            .map_err(|error| format!("cannot write {}: {error}", quote(&name)))?;
        if !self.show.quiet {
            let matrix = &imported.matrix;
            Output::note(&one_line(&format!(
                "wrote {} with {} to {name}",
                quote(&matrix.name()),
                counted(matrix.rows().len(), "feature")
            )));
        }
        Ok(())
    }
}

/// What was read from a page, and the findings in it.
pub(super) struct Page {
    pub(super) imported: Imported,
    pub(super) report: Report,
}

/// Reads a page of a publisher.
pub(super) fn read(
    file: &Path,
    place: &Place,
    today: Date,
    request: &Request<'_>,
    registry: &Registry,
) -> Result<Page, Stop> {
    let path = place.name(file);
    let shown = quote(&path.shown);
    let Some(kind) = Kind::of(&path.shown) else {
        return Err(Stop::trouble(format!(
            "cannot read {shown}: the name must end in .md, .csv or .tsv"
        )));
    };
    let source = Source::read(&place.current.join(file)).map_err(|error| {
        let reason = match error {
            ReadError::Io(error) => error.to_string(),
            ReadError::TooLarge => "it is too large".to_owned(),
        };
        Stop::trouble(format!("cannot read {shown}: {reason}"))
    })?;
    let mut report = Report::empty(today);
    report.seen.files = 1;
    let imported = if let Some(at) = source.invalid_at() {
        let utf16 = at.start() == 0 || source.text().contains('\0');
        Imported {
            faults: vec![rules::invalid_encoding::fault(at, utf16)],
            ..Imported::default()
        }
    } else {
        let imported = import::read(&source, &path, kind, request, registry);
        imported.map_err(|why| Stop::trouble(format!("{shown}: {why}")))?
    };
    report.seen.documents = imported.tables;
    report.seen.features = imported.rows;
    fill(&mut report, &imported, &path, source);
    Ok(Page { imported, report })
}

fn fill(report: &mut Report, imported: &Imported, path: &Arc<FilePath>, source: Source) {
    let placer = Placer {
        path,
        source: &source,
        document: None,
        index: None,
        system: None,
        matrix: None,
    };
    let faults = imported.faults.iter().cloned();
    report.findings = faults
        .map(|fault| placer.finding(fault, &|_| None))
        .collect();
    report.findings.sort_by(Finding::in_order);
    report
        .sources
        .insert(path.relative.clone(), Arc::new(source));
}
