//! `crisplint matrix import`: a publisher's table in, a matrix file out.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::ValueEnum;
use jiff::civil::Date;

use super::output::{Output, is_stream};
use super::setup::{ConfigArgs, Stop, Unusable, place, settings, today};
use super::show::{FailOn, Show, refuse_input};
use super::trouble::Trouble;
use crate::config::Config;
use crate::discover::Place;
use crate::finding::{Exit, Fault, Finding, Placer, Report};
use crate::import::{self, Imported, Request, slug};
use crate::model::matrix::Registry;
use crate::render::matrix::yaml;
use crate::render::writers::Writer;
use crate::rules;
use crate::table::claims::Claims;
use crate::table::file::{self, ENDS, Encoding, Kind, Reading, Refused};
use crate::table::meanings::{self, Meaning, Meanings};
use crate::text::{
    FilePath, ReadError, Source, Span, counted, one_line, quote, read_bytes, write_whole,
};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A page (.md, .html) or a table (.xlsx, .csv, .tsv)
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

/// Which columns and tables are whose, if their names and their cells do not say.
#[derive(Clone, Debug, Default, clap::Args)]
pub(super) struct Columns {
    /// The name of the provider's column; repeatable, for tables with other headings. `NAME#2` is the
    /// second column of that name
    #[arg(long, value_name = "COLUMN")]
    provider: Vec<String>,
    /// The name of the customer's column; repeatable
    #[arg(long, value_name = "COLUMN")]
    customer: Vec<String>,
    /// The name of the column with the titles
    #[arg(long, value_name = "COLUMN")]
    feature: Option<String>,
    /// The provider's name, if the column name does not contain it
    #[arg(long, value_name = "NAME")]
    provider_name: Option<String>,
    #[command(flatten)]
    others: Others,
}

/// What is read of a file with tables, and how.
#[derive(Clone, Debug, Default, clap::Args)]
pub(super) struct Others {
    /// The column of a party that is left out; repeatable
    #[arg(long, value_name = "COLUMN")]
    other_party: Vec<String>,
    /// A column that is not a party's and is left out; repeatable
    #[arg(long, value_name = "COLUMN")]
    skip_column: Vec<String>,
    /// A table that is left out, by its heading; repeatable
    #[arg(long, value_name = "HEADING")]
    skip_table: Vec<String>,
    /// What a word, a tick or a letter in a cell means, such as `S=C` or
    /// `Shared=provider:R,customer:RA`; repeatable
    #[arg(long, value_name = "WORD=LETTERS", value_parser = meanings::parse)]
    map: Vec<(String, Meaning)>,
    /// Read each row with one filled cell as a heading
    #[arg(long)]
    sections: bool,
    /// The encoding of a text that is not in UTF-8 or UTF-16
    #[arg(long, value_enum, value_name = "ENCODING")]
    encoding: Option<EncodingName>,
    /// The sheet of a workbook to read; repeatable [default: all that are not hidden]
    #[arg(long, value_name = "SHEET")]
    sheet: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum EncodingName {
    /// What programs of Windows in western languages write
    #[value(name = "windows-1252")]
    Windows1252,
}

impl Others {
    /// How the bytes of the file are read.
    pub(super) fn reading(&self) -> Reading<'_> {
        Reading {
            encoding: self
                .encoding
                .map(|EncodingName::Windows1252| Encoding::Windows1252),
            sheets: strings(&self.sheet),
        }
    }

    /// What they say about the columns.
    pub(super) fn claims(&self) -> Result<Claims<'_>, Trouble> {
        let meanings = Meanings::new(&self.map);
        let meanings =
            meanings.map_err(|word| format!("--map: {} is given twice", quote(&word)))?;
        Ok(Claims {
            other_parties: strings(&self.other_party),
            skipped_columns: strings(&self.skip_column),
            skipped_tables: strings(&self.skip_table),
            meanings,
            sections: self.sections,
            ..Claims::default()
        })
    }
}

fn strings(all: &[String]) -> Vec<&str> {
    all.iter().map(String::as_str).collect()
}

impl Columns {
    /// What is asked of a page. `qualifies` says whether equal titles get their headings.
    pub(super) fn request(&self, qualifies: bool) -> Result<Request<'_>, Trouble> {
        Ok(Request {
            provider_name: self.provider_name.as_deref(),
            claims: Claims {
                feature: self.feature.as_deref(),
                provider: strings(&self.provider),
                customer: strings(&self.customer),
                ..self.others.claims()?
            },
            qualifies,
            ..Request::default()
        })
    }

    pub(super) fn reading(&self) -> Reading<'_> {
        self.others.reading()
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
        ..args.columns.request(true)?
    };
    let asked = Asked {
        place: &place,
        today,
        reading: &args.columns.reading(),
    };
    let mut page = match read(&args.file, &asked, &request, &registry) {
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

/// By what a page is read.
pub(super) struct Asked<'a> {
    pub(super) place: &'a Place,
    pub(super) today: Date,
    pub(super) reading: &'a Reading<'a>,
}

/// Reads a page of a publisher.
pub(super) fn read(
    file: &Path,
    asked: &Asked<'_>,
    request: &Request<'_>,
    registry: &Registry,
) -> Result<Page, Stop> {
    let path = asked.place.name(file);
    let shown = quote(&path.shown);
    let Some(kind) = Kind::of(&path.shown) else {
        return Err(Stop::trouble(format!(
            "cannot read {shown}: the name must end in {ENDS}"
        )));
    };
    let bytes = read_bytes(&asked.place.current.join(file)).map_err(|error| {
        let reason = match error {
            ReadError::Io(error) => error.to_string(),
            ReadError::TooLarge => "it is too large".to_owned(),
        };
        Stop::trouble(format!("cannot read {shown}: {reason}"))
    })?;
    let mut report = Report::empty(asked.today);
    report.seen.files = 1;
    let (source, imported) = match file::open(bytes, kind, asked.reading) {
        Ok((source, page)) => {
            let imported = import::read(&source, &page, &path, request, registry);
            (
                source,
                imported.map_err(|why| Stop::trouble(format!("{shown}: {why}")))?,
            )
        }
        Err(Refused::Bytes(source, at)) => {
            let imported = Imported::refused(invalid(&source, at));
            (*source, imported)
        }
        Err(Refused::Unusable(why)) => return Err(Stop::trouble(format!("{shown}: {why}"))),
    };
    report.seen.documents = imported.tables;
    report.seen.features = imported.rows;
    fill(&mut report, &imported, &path, source);
    Ok(Page { imported, report })
}

/// Bytes that are no text, and how a spreadsheet program writes a text.
pub(super) fn invalid(source: &Source, at: Span) -> Fault {
    let utf16 = at.start() == 0 || source.text().contains('\0');
    let fault = rules::invalid_encoding::fault(at, utf16);
    if utf16 {
        return fault.help("this looks like damaged UTF-16: in Excel, save the file as `CSV UTF-8 (Comma delimited) (*.csv)`");
    }
    fault.help("in Excel, save the file as `CSV UTF-8 (Comma delimited) (*.csv)`; a file that Excel on Windows saved as `CSV (Comma delimited) (*.csv)` is read with `--encoding windows-1252`")
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
