//! How findings are shown: the format, the summary, the counts, and reports in files.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::ValueEnum;
use clap::builder::PossibleValue;

use super::output::{Output, is_stream};
use super::trouble::{Trouble, guarded};
use crate::finding::{Exit, Report, RunError, Severity};
use crate::render;
use crate::render::full::Look;
use crate::text::{FilePath, is_appended, list, quote, write_whole_by};

#[derive(Debug, clap::Args)]
pub(super) struct Show {
    /// The output format
    #[arg(long, value_enum, default_value_t = Format::Full)]
    format: Format,
    /// Also write the findings to a file in another format; can be used more than once
    #[arg(long, value_name = "FORMAT=FILE", value_parser = ReportTo::parse)]
    report: Vec<ReportTo>,
    /// Print the number of findings for each rule
    #[arg(long)]
    statistics: bool,
    /// Print findings only, without the summary
    #[arg(short, long)]
    pub(super) quiet: bool,
    /// Print the files that are read to stderr
    #[arg(short, long, conflicts_with = "quiet")]
    pub(super) verbose: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// Each finding with an excerpt of the source
    Full,
    /// One line for each finding
    Concise,
    /// JSON, for programs
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Workflow commands of GitHub
    Github,
    /// Code Quality of GitLab
    Gitlab,
    /// Test cases, as `JUnit` XML
    Junit,
    /// Markdown, for the summary of a CI job
    Markdown,
}

/// A report in a file.
#[derive(Clone, Debug)]
struct ReportTo {
    format: Format,
    file: PathBuf,
}

impl ReportTo {
    fn parse(text: &str) -> Result<Self, String> {
        let Some((format, file)) = text.split_once('=').filter(|(_, file)| !file.is_empty()) else {
            return Err("write it as FORMAT=FILE, for example `sarif=crisplint.sarif`".to_owned());
        };
        let format = Format::from_str(format, false).map_err(|_| {
            let known = Format::value_variants()
                .iter()
                .filter_map(ValueEnum::to_possible_value);
            let known: Vec<String> = known.map(|value| quote(value.get_name())).collect();
            format!(
                "there is no format {}: write {}",
                quote(format),
                list(&known, "or")
            )
        })?;
        let file = PathBuf::from(file);
        if is_stream(&file) {
            let name = format.to_possible_value();
            let name = name.as_ref().map_or("", PossibleValue::get_name);
            return Err(format!(
                "`--report` needs a file name; use `--format {name}` to print"
            ));
        }
        Ok(Self { format, file })
    }

    /// Writes it whole or not at all, or says what keeps it from being written.
    fn write(&self, report: &Report) -> Result<(), RunError> {
        // A file has no terminal around it.
        let write = || {
            write_whole_by(&self.file, &|out| {
                self.format.write(report, Look::PLAIN, "", out)
            })
        };
        let written = guarded(write)?;
        written.map_err(|error| {
            let name = self.file.to_string_lossy();
            let path = FilePath {
                relative: name.clone().into_owned(),
                shown: name.clone().into_owned(),
                in_root: None,
            };
            let text = format!("cannot write {}: {error}", quote(&name));
            RunError::new(text).path(&Arc::new(path))
        })
    }
}

/// Writes files until all that can be written tell of all that cannot.
fn write_files(files: &mut Vec<&ReportTo>, report: &mut Report) {
    loop {
        let told = report.errors.len();
        files.retain(|target| {
            let written = target.write(report);
            let is_written = written.is_ok();
            report.errors.extend(written.err());
            is_written
        });
        if report.errors.len() == told {
            return;
        }
    }
}

impl Format {
    /// Writes the whole report. What a person reads has `counts` behind the findings.
    fn write(
        self,
        report: &Report,
        look: Look,
        counts: &str,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let ended = |findings: String| {
            findings + counts + &render::errors(report.unshown_errors(), look.color)
        };
        let text = match self {
            Self::Json => return render::json::write(report, out),
            Self::Full => ended(render::full::pictures(report, look)),
            Self::Concise => ended(render::concise::lines(report)),
            Self::Sarif => render::sarif::render(report),
            Self::Github => render::github::render(report),
            Self::Gitlab => render::gitlab::render(report),
            Self::Junit => render::junit::render(report),
            Self::Markdown => render::markdown::render(report),
        };
        out.write_all(text.as_bytes())
    }

    /// Whether a person reads it, so that it may end with a summary.
    fn is_for_people(self) -> bool {
        matches!(self, Self::Full | Self::Concise)
    }
}

/// The least severity that fails a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
    Error,
    Warning,
    Info,
    Never,
}

impl FailOn {
    /// Whether a report fails the run.
    pub(super) fn fails(self, report: &Report) -> bool {
        match self {
            Self::Error => report.reaches(Severity::Error),
            Self::Warning => report.reaches(Severity::Warning),
            Self::Info => report.reaches(Severity::Info),
            Self::Never => false,
        }
    }
}

impl Show {
    /// Shows a report in every way that was asked for, and what went wrong on stderr, too. `subject` is
    /// what its documents are, where they are of no kind of their own.
    pub(super) fn report(&self, report: &mut Report, subject: &str, output: &Output) -> Exit {
        self.show(report, self.report.iter().collect(), subject, output)
    }

    /// The same of a run that cannot start and would have read `inputs`: none of them is written over,
    /// and the other reports say so.
    pub(super) fn stopped(
        &self,
        report: &mut Report,
        inputs: &[PathBuf],
        subject: &str,
        output: &Output,
    ) -> Exit {
        let files = self.spared(report, inputs);
        self.show(report, files, subject, output)
    }

    /// The files that overwrite nothing that is read. The report says which others would.
    fn spared(&self, report: &mut Report, inputs: &[PathBuf]) -> Vec<&ReportTo> {
        let mut files = Vec::new();
        let mut refused = Vec::new();
        for target in self.targets(inputs) {
            match target {
                Ok(target) => files.push(target),
                Err(Trouble(text)) => refused.push(RunError::new(text)),
            }
        }
        report.errors.splice(0..0, refused);
        files
    }

    fn show(
        &self,
        report: &mut Report,
        mut files: Vec<&ReportTo>,
        subject: &str,
        output: &Output,
    ) -> Exit {
        // What stands in a stream stays there, so that only files can be written anew.
        let streams = files.extract_if(.., |target| is_appended(&target.file));
        let streams: Vec<&ReportTo> = streams.collect();
        write_files(&mut files, report);
        let told = report.errors.len();
        for stream in streams {
            let written = stream.write(report);
            report.errors.extend(written.err());
        }
        if !(self.format.is_for_people() && Output::is_one_terminal()) {
            output.errors(report.unshown_errors());
        }
        let look = output.look();
        let print = || Output::try_write(&|out| self.write(report, subject, look, out));
        if let Err(error) = guarded(print).and_then(|printed| printed) {
            output.errors([&error]);
            report.errors.push(error);
        }
        if report.errors.len() > told {
            write_files(&mut files, report);
        }
        self.count_aside(report);
        self.note_aside(report);
        report.exit()
    }

    /// Shows a report beside what goes to standard output.
    pub(super) fn report_aside(&self, report: &mut Report, subject: &str, output: &Output) -> Exit {
        write_files(&mut self.report.iter().collect(), report);
        let mut bytes = Vec::new();
        // Writing to a vector cannot fail.
        let _ = self.write(report, subject, Look::PLAIN, &mut bytes);
        let text = String::from_utf8(bytes).unwrap_or_default();
        if !text.is_empty() {
            Output::note(text.trim_end());
        }
        if !self.format.is_for_people() {
            output.errors(report.unshown_errors());
        }
        self.count_aside(report);
        self.note_aside(report);
        report.exit()
    }

    fn write(
        &self,
        report: &Report,
        subject: &str,
        look: Look,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let mut counts = String::new();
        if self.statistics {
            counts.push_str(&render::statistics(report));
        }
        if !self.quiet {
            counts.push_str(&render::summary(report, subject));
            counts.push('\n');
            counts.push_str(&render::notes(report));
        }
        self.format.write(report, look, &counts, out)
    }

    /// Counts beside what a machine reads.
    fn count_aside(&self, report: &Report) {
        if self.statistics && !self.format.is_for_people() {
            Output::note(render::statistics(report).trim_end());
        }
    }

    /// Says beside a format that has no place for them what else a reader has to know.
    fn note_aside(&self, report: &Report) {
        if matches!(self.format, Format::Gitlab | Format::Junit) && !self.quiet {
            Output::notes(report);
        }
    }

    /// Refuses reports that would overwrite what the run reads, or each other.
    pub(super) fn refuse_inputs(&self, inputs: &[PathBuf]) -> Result<(), Trouble> {
        self.targets(inputs)
            .try_for_each(|target| target.map(|_| ()))
    }

    /// Every report that overwrites neither what the run reads nor another, and why one does.
    fn targets(&self, inputs: &[PathBuf]) -> impl Iterator<Item = Result<&ReportTo, Trouble>> {
        self.report.iter().enumerate().map(|(index, target)| {
            refuse_input(&target.file, inputs, "report")?;
            let mut others = self.report.iter().take(index);
            if others.any(|other| is_same_file(&other.file, &target.file)) {
                let name = quote(&target.file.to_string_lossy());
                return Err(Trouble(format!(
                    "two reports have the same file name {name}; use another name for one of them"
                )));
            }
            Ok(target)
        })
    }
}

/// Refuses a file that would overwrite what the run reads. `what` is to be written to it.
pub(super) fn refuse_input(target: &Path, inputs: &[PathBuf], what: &str) -> Result<(), String> {
    if inputs.iter().any(|input| is_same_file(input, target)) {
        let name = quote(&target.to_string_lossy());
        return Err(format!(
            "this run reads {name}; use another name for the {what}"
        ));
    }
    Ok(())
}

/// Whether two paths lead to one file, as far as that can be known. It need not be there yet.
pub(super) fn is_same_file(one: &Path, other: &Path) -> bool {
    real(one) == real(other)
}

/// Where a path leads.
fn real(path: &Path) -> Option<PathBuf> {
    let absolute = std::path::absolute(path).ok()?;
    let real = absolute.canonicalize().ok().or_else(|| {
        let folder = absolute.parent()?.canonicalize().ok()?;
        Some(folder.join(absolute.file_name()?))
    });
    real.or(Some(absolute))
}
