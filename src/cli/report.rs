//! `crisplint report`: manifests in, one document for an assessor out.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use jiff::civil::Date;

use super::git;
use super::output::Output;
use super::search::{Search, apply_baseline, is_stream, progress, stale};
use super::setup::{Stop, Unusable, place, settings, today};
use super::show::refuse_input;
use super::{Trouble, guarded};
use crate::audit::checks::Measure;
use crate::audit::fleet::Fleet;
use crate::audit::{self, Commit, Content, Judge, Provenance};
use crate::config::Config;
use crate::discover::{self, Discovered, Input, Place};
use crate::finding::{Exit, Report, RunError};
use crate::lint::{self, Settings};
use crate::matrix::{Matrix, Registry};
use crate::render::audit as render;
use crate::render::full::Look;
use crate::render::summary;
use crate::rules::Policy;
use crate::rules::not_a_manifest::KINDS;
use crate::source::{Sha256, Source, write_whole};
use crate::text::{quote, visible};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The file to write, `-` for standard output
    #[arg(short, long, value_name = "FILE", default_value = "-")]
    output: PathBuf,
    /// The format [default: by the ending of the file's name, else html]
    #[arg(long, value_enum)]
    format: Option<Format>,
    #[command(flatten)]
    search: Search,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// One page that needs nothing but a browser, and prints on A4
    Html,
    /// For wikis and repositories
    Markdown,
    /// For spreadsheets: a row for each system and feature
    Csv,
    /// For machines
    Json,
}

/// What a run has gathered.
struct Gathered {
    report: Report,
    files: Vec<audit::File>,
    judges: Vec<Judge>,
    policy: Policy,
    config: Config,
    /// The names under which standard input is reported.
    streams: Vec<String>,
}

pub(super) fn run(args: &Args, output: &mut Output) -> Result<Exit, Trouble> {
    let place = place()?;
    let today = today(args.search.today);
    let mut gathered = match args.search.config.load(&place) {
        Ok(config) => {
            let found = args.search.find(&place, &config)?;
            args.refuse_inputs(&args.search.reads(&place, &config, &found))?;
            args.gather(&place, config, &found, today)
        }
        Err(Unusable { stop, known }) => {
            args.refuse_inputs(&args.search.would_read(&place, &known))?;
            stopped(stop, Config::default(), today)
        }
    };
    let fail_on = args.search.fail_on(&gathered.config);
    gathered.report.failed = fail_on.fails(&gathered.report);
    output.errors(gathered.report.unshown_errors());
    let text = args.document(&place, &gathered);
    args.write(&text, &gathered.report, output);
    Ok(gathered.report.exit())
}

/// A run that could not start: what kept it is all that there is to report.
fn stopped(stop: Stop, config: Config, today: Date) -> Gathered {
    let mut report = Report::empty(today);
    stop.tell(&mut report);
    if !report.findings.is_empty() {
        Output::note(crate::render::full::pictures(&report, Look::PLAIN).trim_end());
    }
    Gathered {
        report,
        files: Vec::new(),
        judges: Vec::new(),
        policy: Policy::new(today),
        config,
        streams: Vec::new(),
    }
}

impl Args {
    /// Refuses to write over what the run reads.
    fn refuse_inputs(&self, inputs: &[PathBuf]) -> Result<(), Trouble> {
        if is_stream(&self.output) {
            return Ok(());
        }
        Ok(refuse_input(&self.output, inputs, "report")?)
    }

    fn gather(&self, place: &Place, config: Config, found: &Discovered, today: Date) -> Gathered {
        let matrices = &self.search.matrix;
        let settings = match settings(today, place, &config, matrices, KINDS.as_slice()) {
            Ok(settings) => settings,
            Err(stop) => return stopped(stop, config, today),
        };
        let bar = progress(found.inputs.len(), false);
        let checked = guarded(|| lint::audit(&found.inputs, &settings, &|| bar.inc(1)));
        bar.finish_and_clear();
        let (mut report, files) = match checked {
            Ok(checked) => checked,
            Err(error) => return stopped(Stop::Error(error), config, today),
        };
        report.errors = self.search.errors(found, &config);
        if let Some(file) = &config.baseline {
            match apply_baseline(place, &mut report, file) {
                Ok((held, kept, _)) if held == kept.count() => {}
                Ok((held, kept, path)) => {
                    let stale = stale(held - kept.count());
                    Output::note(&format!("{} holds {stale}", visible(&path.shown)));
                }
                Err(error) => report.errors.push(error),
            }
        }
        let judges = judges(&files, &settings);
        let judges = judges.unwrap_or_else(|text| {
            report.errors.push(RunError::new(text));
            Vec::new()
        });
        Gathered {
            report,
            files,
            judges,
            policy: settings.policy,
            config,
            streams: streams(found),
        }
    }

    fn document(&self, place: &Place, gathered: &Gathered) -> String {
        let settings = self.settings_files(place, &gathered.config);
        let files = gathered.files.iter().map(|file| &file.path.relative);
        let more = settings.iter().map(|(_, path, _)| path);
        let read = files.chain(more).cloned();
        let read: Vec<String> = read
            .filter(|path| !gathered.streams.contains(path))
            .collect();
        let provenance = Provenance {
            tool_version: env!("CARGO_PKG_VERSION"),
            commit: commit(&place.root, &read, &gathered.streams),
            settings,
        };
        let measure = Measure {
            policy: &gathered.policy,
            levels: &gathered.config.levels,
        };
        let fleet = Fleet::new(
            &gathered.report,
            &gathered.files,
            &gathered.judges,
            &provenance,
            measure,
        );
        match self.format() {
            Format::Html => render::html::render(&fleet),
            Format::Markdown => render::markdown::render(&fleet),
            Format::Csv => render::csv::render(&fleet),
            Format::Json => render::json::render(&fleet),
        }
    }

    fn format(&self) -> Format {
        let ending = self.output.extension();
        let ending = ending.and_then(OsStr::to_str).map(str::to_ascii_lowercase);
        self.format.unwrap_or(match ending.as_deref() {
            Some("md" | "markdown") => Format::Markdown,
            Some("csv") => Format::Csv,
            Some("json") => Format::Json,
            _ => Format::Html,
        })
    }

    /// What the run was steered by: what it is, its path and its hash.
    fn settings_files(
        &self,
        place: &Place,
        config: &Config,
    ) -> Vec<(&'static str, String, Option<String>)> {
        let own = self.search.config.file(place);
        let matrices = config.matrices.iter().chain(&self.search.matrix);
        let files = own.iter().map(|file| ("configuration", file));
        let files = files
            .chain(config.baseline.iter().map(|file| ("baseline", file)))
            .chain(matrices.map(|file| ("matrix", file)));
        let described = files.map(|(kind, file)| {
            let absolute = place.current.join(file);
            let source = Source::read(&absolute).ok();
            let hash = source.map(|source| source.sha256().to_string());
            (kind, place.name(file).relative.clone(), hash)
        });
        described.collect()
    }

    /// Writes the document, and one line about it for the person who waits.
    fn write(&self, text: &str, report: &Report, output: &mut Output) {
        let summary = summary(report, "manifest");
        if is_stream(&self.output) {
            output.print(text);
            Output::note(&summary);
            return;
        }
        let name = self.output.to_string_lossy();
        match write_whole(&self.output, text) {
            Ok(()) => Output::note(&format!("{summary}; wrote {}", visible(&name))),
            Err(error) => output.fail(&format!("cannot write {}: {error}", quote(&name))),
        }
    }
}

/// What came from standard input, by name.
fn streams(found: &Discovered) -> Vec<String> {
    let stream = |input: &&Input| {
        matches!(
            input.content,
            discover::Content::Text(_) | discover::Content::TooLarge
        )
    };
    let streams = found.inputs.iter().filter(stream);
    streams.map(|input| input.path.relative.clone()).collect()
}

/// The commit, and what is not as it has it. Standard input is in none, whatever it is called.
fn commit(root: &Path, read: &[String], streams: &[String]) -> Commit {
    match git::commit(root, read) {
        Commit::Known(id, mut differing) => {
            let streams = streams.iter().cloned();
            differing.extend(streams.map(|path| (path, "standard input, in no commit")));
            Commit::Known(id, differing)
        }
        none @ Commit::None(_) => none,
    }
}

/// The matrices that judged, by name.
fn judges(files: &[audit::File], settings: &Settings) -> Result<Vec<Judge>, String> {
    let documents = files.iter().flat_map(|file| &file.documents);
    let names = documents.filter_map(|document| match &document.content {
        Content::System(system) => system.judge.as_deref(),
        _ => None,
    });
    let mut judges = BTreeMap::new();
    for name in names {
        if !judges.contains_key(name)
            && let Some(matrix) = named(&settings.registry, name)
        {
            judges.insert(name, judge(matrix)?);
        }
    }
    Ok(judges.into_values().collect())
}

fn named<'r>(registry: &'r Registry, name: &str) -> Option<&'r Matrix> {
    let (id, version) = name.split_once('@')?;
    registry.version(id, version)
}

fn judge(matrix: &Matrix) -> Result<Judge, String> {
    let yaml = crate::render::matrix::yaml(matrix)?;
    let rows = matrix.rows().iter();
    Ok(Judge {
        id: matrix.id.clone(),
        version: matrix.version.clone(),
        title: matrix.title.clone(),
        source: matrix.source.clone(),
        provider: matrix.provider.clone(),
        sha256: Sha256::of([yaml.as_bytes()]).to_string(),
        rows: rows
            .map(|row| (row.id.clone(), row.title.clone(), row.accountable()))
            .collect(),
    })
}
