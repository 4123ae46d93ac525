//! How findings are shown: the format, the summary, the counts, and reports in files.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use clap::builder::PossibleValue;
use jiff::civil::Date;

use super::output::Output;
use super::search::is_stream;
use super::setup::Stop;
use super::{Exit, Trouble};
use crate::finding::Report;
use crate::render;
use crate::render::full::Look;
use crate::rule::Severity;
use crate::source::write_whole_by;
use crate::text::{list, quote};

#[derive(Debug, clap::Args)]
pub(super) struct Show {
    /// The output format
    #[arg(long, value_enum, default_value_t = Format::Full)]
    format: Format,
    /// Write a report to a file as well; repeatable
    #[arg(long, value_name = "FORMAT=FILE", value_parser = ReportTo::parse)]
    report: Vec<ReportTo>,
    /// Count the findings of each rule
    #[arg(long)]
    statistics: bool,
    /// Print findings only, without the summary
    #[arg(short, long)]
    pub(super) quiet: bool,
    /// Say on stderr what is read
    #[arg(short, long, conflicts_with = "quiet")]
    pub(super) verbose: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// A picture of each finding
    Full,
    /// One line for each finding
    Concise,
    /// For machines
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Workflow commands of GitHub
    Github,
    /// Code Quality of GitLab
    Gitlab,
    /// Test cases
    Junit,
    /// A job summary
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
                "a report goes to a file: `--format {name}` prints it"
            ));
        }
        Ok(Self { format, file })
    }

    /// Writes it whole or not at all, and says what keeps it from being written.
    fn write(&self, report: &Report, output: &mut Output) {
        // A file has no terminal around it.
        let written = write_whole_by(&self.file, &|out| {
            self.format.write(report, Look::PLAIN, out)
        });
        if let Err(error) = written {
            let name = quote(&self.file.to_string_lossy());
            output.fail(&format!("cannot write {name}: {error}"));
        }
    }
}

impl Format {
    /// Writes the whole report.
    fn write(self, report: &Report, look: Look, out: &mut dyn Write) -> io::Result<()> {
        let text = match self {
            Self::Json => return render::json::write(report, out),
            Self::Full => render::full::render(report, look),
            Self::Concise => render::concise::render(report),
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
    /// The exit code of a report.
    pub(super) fn verdict(self, report: &Report) -> Exit {
        let failed = match self {
            Self::Error => report.reaches(Severity::Error),
            Self::Warning => report.reaches(Severity::Warning),
            Self::Info => report.reaches(Severity::Info),
            Self::Never => false,
        };
        if failed { Exit::Findings } else { Exit::Clean }
    }
}

impl Show {
    /// Prints a report. `subject` is what its documents are, where they are of no kind of their own.
    pub(super) fn report(&self, report: &Report, subject: &str, output: &mut Output) {
        self.print(report, subject, output);
        self.write_reports(report, output);
    }

    /// Prints a report beside what goes to standard output.
    pub(super) fn report_aside(&self, report: &Report, subject: &str, output: &mut Output) {
        let mut bytes = Vec::new();
        // Writing to a vector cannot fail.
        let _ = self.write(report, subject, Look::PLAIN, &mut bytes);
        let text = String::from_utf8(bytes).unwrap_or_default();
        if !text.is_empty() {
            Output::note(text.trim_end());
        }
        self.count_aside(report);
        self.write_reports(report, output);
    }

    fn print(&self, report: &Report, subject: &str, output: &mut Output) {
        let look = output.look();
        output.write(&|out| self.write(report, subject, look, out));
        self.count_aside(report);
    }

    fn write(
        &self,
        report: &Report,
        subject: &str,
        look: Look,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        self.format.write(report, look, out)?;
        if self.format.is_for_people() {
            if self.statistics {
                out.write_all(render::statistics(report).as_bytes())?;
            }
            if !self.quiet {
                writeln!(out, "{}", render::summary(report, subject))?;
            }
        }
        Ok(())
    }

    /// Counts beside what a machine reads.
    fn count_aside(&self, report: &Report) {
        if self.statistics && !self.format.is_for_people() {
            Output::note(render::statistics(report).trim_end());
        }
    }

    fn write_reports(&self, report: &Report, output: &mut Output) {
        for target in &self.report {
            target.write(report, output);
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
                    "two reports go to {name}: give one of them another name"
                )));
            }
            Ok(target)
        })
    }

    /// Prints why a run cannot start, which would have read `inputs`.
    pub(super) fn stop(
        &self,
        stop: Stop,
        inputs: &[PathBuf],
        today: Date,
        output: &mut Output,
    ) -> Trouble {
        let (report, trouble) = match stop {
            Stop::Findings(mut report, subject) => {
                report.today = today.to_string();
                self.print(&report, subject, output);
                let text = format!("the {subject} has faults, so nothing was checked");
                (*report, Trouble(text))
            }
            // Who reads a report finds a valid one, which says that nothing was checked.
            Stop::Trouble(text) => (Report::empty(today), Trouble(text)),
        };
        for target in self.targets(inputs) {
            match target {
                Ok(target) => target.write(&report, output),
                Err(Trouble(text)) => output.error(&text),
            }
        }
        trouble
    }
}

/// Refuses a file that would overwrite what the run reads. `what` is to be written to it.
pub(super) fn refuse_input(target: &Path, inputs: &[PathBuf], what: &str) -> Result<(), String> {
    if inputs.iter().any(|input| is_same_file(input, target)) {
        let name = quote(&target.to_string_lossy());
        return Err(format!(
            "{name} is read by this run: give the {what} another name"
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
