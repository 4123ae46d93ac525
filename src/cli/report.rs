//! `crisplint report`: manifests in, one document for an assessor out.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use jiff::civil::Date;

use super::git;
use super::output::Output;
use super::realms::{Realm, Realms};
use super::search::{Search, apply_baseline, is_stream, progress, stale};
use super::setup::today;
use super::show::refuse_input;
use super::{Trouble, guarded};
use crate::audit::checks::Measure;
use crate::audit::fleet::Fleet;
use crate::audit::{self, Commit, Content, Judge, Provenance};
use crate::discover::{self, Input};
use crate::finding::{Exit, Report, RunError};
use crate::lint::{self, Settings};
use crate::matrix::{Matrix, Registry};
use crate::render::audit as render;
use crate::render::full::Look;
use crate::render::summary;
use crate::render::writers::{Printed, Writer};
use crate::rules::Policy;
use crate::rules::not_a_manifest::KINDS;
use crate::source::{Sha256, Source, write_whole};
use crate::text::{one_line, quote};

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
    /// The names under which standard input is reported.
    streams: Vec<String>,
}

pub(super) fn run(args: &Args, output: &mut Output) -> Result<Exit, Trouble> {
    let today = today(args.search.today);
    let mut report = Report::empty(today);
    let realms = args.search.realms(KINDS.as_slice(), today, &mut report)?;
    let realms = realms.unwrap_or_else(Realms::none);
    args.search.nothing_found(&realms, &mut report);
    let mut read = args.search.reads(&realms);
    read.extend(
        realms
            .all
            .iter()
            .filter_map(|realm| realm.config.baseline.clone()),
    );
    args.refuse_inputs(&read)?;
    if !report.findings.is_empty() {
        Output::note(crate::render::full::pictures(&report, Look::PLAIN).trim_end());
    }
    let gathered = args.gather(&realms, report);
    output.errors(gathered.report.unshown_errors());
    let text = args.document(&realms, &gathered, today);
    args.write(&text, &gathered.report, output);
    Ok(gathered.report.exit())
}

impl Args {
    /// Refuses to write over what the run reads.
    fn refuse_inputs(&self, inputs: &[PathBuf]) -> Result<(), Trouble> {
        if is_stream(&self.output) {
            return Ok(());
        }
        Ok(refuse_input(&self.output, inputs, "report")?)
    }

    /// Judges each realm, and keeps what is in it.
    fn gather(&self, realms: &Realms, report: Report) -> Gathered {
        let mut gathered = Gathered {
            report,
            files: Vec::new(),
            judges: Vec::new(),
            streams: Vec::new(),
        };
        let bar = progress(
            realms.all.iter().map(|realm| realm.inputs.len()).sum(),
            false,
        );
        for realm in &realms.all {
            let Some(settings) = &realm.settings else {
                continue;
            };
            match guarded(|| lint::audit(&realm.inputs, settings, &|| bar.inc(1))) {
                Ok((found, files)) => {
                    self.realm(realms, realm, settings, (found, files), &mut gathered);
                }
                Err(error) => gathered.report.errors.push(error),
            }
        }
        bar.finish_and_clear();
        gathered.report.sort();
        gathered
    }

    fn realm(
        &self,
        realms: &Realms,
        realm: &Realm,
        settings: &Settings,
        (mut report, mut files): (Report, Vec<audit::File>),
        gathered: &mut Gathered,
    ) {
        if let Some(file) = self.search.baseline(&realm.config) {
            let whole = realms.complete && realm.whole;
            match apply_baseline(&realms.place, &mut report, file, whole) {
                Ok((held, kept, _)) if held == kept.count() => {}
                Ok((held, kept, path)) => {
                    let stale = stale(held - kept.count());
                    Output::note(&format!("{} holds {stale}", one_line(&path.shown)));
                }
                Err(error) => report.errors.push(error),
            }
        }
        match judges(&files, settings) {
            Ok(judges) => gathered.judges.extend(judges),
            Err(text) => report.errors.push(RunError::new(text)),
        }
        report.failed = self.search.fail_on(&realm.config).fails(&report);
        gathered.streams.extend(streams(&realm.inputs));
        gathered.files.append(&mut files);
        gathered.report.absorb(report);
    }

    fn document(&self, realms: &Realms, gathered: &Gathered, today: Date) -> Printed {
        let (policy, levels) = (Policy::new(today), BTreeMap::new());
        let first = realms.all.iter().find_map(|realm| realm.settings.as_ref());
        let settings = self.settings_files(realms);
        let files = gathered.files.iter();
        let files = files.map(|file| (file.path.relative.clone(), file.sha256.clone()));
        let files = files.filter(|(path, _)| !gathered.streams.contains(path));
        let more = settings.iter();
        let more = more.map(|(_, path, hash)| (path.clone(), hash.clone()));
        let read: Vec<git::Bytes> = files.chain(more).collect();
        let provenance = Provenance {
            tool_version: env!("CARGO_PKG_VERSION"),
            commit: commit(&realms.place.base, &read, &gathered.streams),
            settings,
        };
        let measure = Measure {
            policy: first.map_or(&policy, |settings| &settings.policy),
            levels: first.map_or(&levels, |settings| &settings.levels),
        };
        let fleet = Fleet::new(
            &gathered.report,
            &gathered.files,
            &gathered.judges,
            &provenance,
            measure,
        );
        match self.format() {
            Format::Html => Writer::ReportHtml.prints(render::html::render(&fleet)),
            Format::Markdown => Writer::ReportMarkdown.prints(render::markdown::render(&fleet)),
            Format::Csv => Writer::ReportCsv.prints(render::csv::render(&fleet)),
            Format::Json => Writer::ReportJson.prints(render::json::render(&fleet)),
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
    fn settings_files(&self, realms: &Realms) -> Vec<(&'static str, String, Option<String>)> {
        let place = &realms.place;
        let given = self
            .search
            .matrix
            .iter()
            .map(|file| place.current.join(file));
        let mut files = Vec::new();
        for realm in &realms.all {
            let config = &realm.config;
            files.extend(config.file.clone().map(|file| ("configuration", file)));
            let baseline = self.search.baseline(config).map(Path::to_owned);
            files.extend(baseline.map(|file| ("baseline", file)));
            let matrices = config.matrices.iter().map(|matrix| matrix.file.clone());
            files.extend(matrices.map(|file| ("matrix", file)));
        }
        files.extend(given.map(|file| ("matrix", file)));
        let described = files.into_iter().map(|(kind, file)| {
            let source = Source::read(&file).ok();
            let hash = source.map(|source| source.sha256().to_string());
            (kind, place.name(&file).relative.clone(), hash)
        });
        described.collect()
    }

    /// Writes the document, and one line about it for the person who waits.
    fn write(&self, text: &Printed, report: &Report, output: &mut Output) {
        let summary = summary(report, "manifest");
        if is_stream(&self.output) {
            output.print(text);
            Output::note(&summary);
            Output::notes(report);
            return;
        }
        Output::notes(report);
        let name = self.output.to_string_lossy();
        match write_whole(&self.output, text.as_str()) {
            Ok(()) => Output::note(&format!("{summary}; wrote {}", one_line(&name))),
            Err(error) => output.fail(&format!("cannot write {}: {error}", quote(&name))),
        }
    }
}

/// What came from standard input, by name.
fn streams(inputs: &[Input]) -> Vec<String> {
    let stream = |input: &&Input| {
        matches!(
            input.content,
            discover::Content::Text(_) | discover::Content::TooLarge
        )
    };
    let streams = inputs.iter().filter(stream);
    streams.map(|input| input.path.relative.clone()).collect()
}

/// The commit, and what is not as it has it. Standard input is in none, whatever it is called.
fn commit(root: &Path, read: &[git::Bytes], streams: &[String]) -> Commit {
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
