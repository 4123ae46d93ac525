//! `crisplint report`: manifests in, one document for an assessor out.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::PathBuf;
use std::sync::Arc;

use super::output::{Output, is_stream};
use super::realms::{Realm, Realms};
use super::search::{Search, apply_baseline, progress, stale};
use super::setup::today;
use super::show::refuse_input;
use super::trouble::{Trouble, guarded};
use crate::audit::fleet::Fleet;
use crate::audit::{Judge, Provenance, Root, Steering};
use crate::check::facts::Content;
use crate::check::{self, Input, Settings, facts};
use crate::finding::{Exit, Report, RunError};
use crate::git::{self, Commit};
use crate::model::matrix::{Matrix, Registry};
use crate::render::full::Look;
use crate::render::writers::{Printed, Writer};
use crate::render::{audit as render, summary};
use crate::rules::Policy;
use crate::rules::not_a_manifest::KINDS;
use crate::text::{FilePath, Sha256, Source, one_line, quote, write_whole};
use clap::ValueEnum;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The file to write, `-` for standard output
    #[arg(short, long, value_name = "FILE", default_value = "-")]
    output: PathBuf,
    /// The format [default: from the file extension of --output, otherwise html]
    #[arg(long, value_enum)]
    format: Option<Format>,
    #[command(flatten)]
    search: Search,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// One self-contained page for a browser; prints on A4
    Html,
    /// Markdown, for wikis and repositories
    Markdown,
    /// One row for each system and feature, for spreadsheets
    Csv,
    /// JSON, for programs
    Json,
}

/// What a run has gathered.
struct Gathered {
    report: Report,
    roots: Vec<Root>,
    /// What steered the roots.
    settings: Vec<Steering>,
}

pub(super) fn run(args: &Args, output: &mut Output) -> Result<Exit, Trouble> {
    let today = today(args.search.today);
    let mut report = Report::empty(today);
    let realms = args.search.realms(KINDS.as_slice(), today, &mut report)?;
    let realms = realms.unwrap_or_else(Realms::none);
    args.search.nothing_found(&realms, &mut report);
    let mut read = args.search.reads(&realms);
    read.extend(realms.baselines());
    args.refuse_inputs(&read)?;
    if !report.findings.is_empty() {
        Output::note(crate::render::full::pictures(&report, Look::PLAIN).trim_end());
    }
    let gathered = args.gather(&realms, report);
    output.errors(gathered.report.unshown_errors());
    let text = args.document(&gathered);
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
            roots: Vec::new(),
            settings: Vec::new(),
        };
        let files = realms.all.iter().map(|realm| realm.inputs.len()).sum();
        let bar = progress(files, false);
        // What holds nothing is no part of the document, unless that is all there is.
        let is_empty = files == 0;
        let parts = realms.all.iter();
        let parts = parts.filter(|realm| is_empty || !realm.inputs.is_empty());
        for realm in parts {
            let (mut files, mut found_judges) = (Vec::new(), Vec::new());
            if let Some(settings) = &realm.settings {
                let evidence = realm.evidence();
                match guarded(|| check::audit(&realm.inputs, settings, &evidence, &|| bar.inc(1))) {
                    Ok((report, found)) => {
                        files = found;
                        found_judges =
                            self.judge(realms, realm, settings, (report, &files), &mut gathered);
                    }
                    Err(error) => gathered.report.errors.push(error),
                }
            }
            self.keep(realms, realm, (files, found_judges), &mut gathered);
        }
        bar.finish_and_clear();
        gathered.report.sort();
        gathered
    }

    /// Takes in what was found in a realm. Returns the matrices that judged.
    fn judge(
        &self,
        realms: &Realms,
        realm: &Realm,
        settings: &Settings,
        (mut report, files): (Report, &[facts::File]),
        gathered: &mut Gathered,
    ) -> Vec<Judge> {
        if let Some(file) = self.search.baseline(&realm.config) {
            let whole = realms.complete && realm.whole;
            match apply_baseline(&realms.place, &mut report, file, whole) {
                Ok((held, kept, _)) if held == kept.count() => {}
                Ok((held, kept, path)) => {
                    let stale = stale(held - kept.count());
                    Output::note(&format!("{} contains {stale}", one_line(&path.shown)));
                }
                Err(error) => report.errors.push(error),
            }
        }
        let judges = judges(files, settings).unwrap_or_else(|text| {
            report.errors.push(RunError::new(text));
            Vec::new()
        });
        report.failed = self.search.fail_on(&realm.config).fails(&report);
        gathered.report.absorb(report);
        judges
    }

    /// Keeps a root: its facts, what steered it, and its commit.
    fn keep(
        &self,
        realms: &Realms,
        realm: &Realm,
        (files, judges): (Vec<facts::File>, Vec<Judge>),
        gathered: &mut Gathered,
    ) {
        let folder = &realm.root.folder;
        let name = match folder.strip_prefix(&realms.place.base) {
            Ok(below) if below.as_os_str().is_empty() => ".".to_owned(),
            _ => realms.place.name(folder).relative.clone(),
        };
        let steering = self.steering(realms, realm);
        let streams = streams(&realm.inputs);
        let read = files.iter().map(|file| (&file.path, file.sha256.clone()));
        let read = read.filter(|(path, _)| !streams.contains(path));
        let more = steering.iter();
        let more = more.map(|(_, path, hash)| (path, hash.clone()));
        let read: Vec<_> = read.chain(more).collect();
        let settings = realm.settings.as_ref();
        gathered.roots.push(Root {
            name: name.clone(),
            judged: settings.is_some(),
            policy: settings.map_or_else(
                || Policy::new(today(self.search.today)),
                |settings| settings.policy.clone(),
            ),
            levels: settings.map_or_else(BTreeMap::new, |settings| settings.levels.clone()),
            commit: commit(realm, &read, &streams),
            files,
            judges,
        });
        for (kind, path, sha256) in steering {
            let mut known = gathered.settings.iter_mut();
            // What is named twice in one root is shown as often.
            let known = known.find(|one| {
                one.kind == kind && one.path == path.relative && !one.roots.contains(&name)
            });
            match known {
                Some(one) => one.roots.push(name.clone()),
                None => gathered.settings.push(Steering {
                    kind,
                    path: path.relative.clone(),
                    sha256,
                    roots: vec![name.clone()],
                }),
            }
        }
    }

    fn document(&self, gathered: &Gathered) -> Printed {
        let provenance = Provenance {
            tool_version: env!("CARGO_PKG_VERSION"),
            settings: gathered.settings.clone(),
            roots: gathered.roots.clone(),
        };
        let fleet = Fleet::new(&gathered.report, &provenance);
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

    /// What a realm was steered by: what it is, its path and its hash.
    fn steering(
        &self,
        realms: &Realms,
        realm: &Realm,
    ) -> Vec<(&'static str, Arc<FilePath>, Option<String>)> {
        let place = &realms.place;
        let config = &realm.config;
        let own = config
            .file
            .iter()
            .map(|file| ("configuration", file.clone()));
        let baseline = self.search.baseline(config);
        let baseline = baseline.map(|file| ("baseline", file.to_owned()));
        let matrices = config.matrices.iter().map(|matrix| matrix.file.clone());
        let given = self.search.matrix.iter();
        let given = given.map(|file| place.current.join(file));
        let matrices = matrices.chain(given).map(|file| ("matrix", file));
        let described = own.chain(baseline).chain(matrices).map(|(kind, file)| {
            let source = Source::read(&file).ok();
            let hash = source.map(|source| source.sha256().to_string());
            (kind, place.name_in(&file, &realm.root.folder), hash)
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

/// What came from standard input.
fn streams(inputs: &[Input]) -> Vec<&Arc<FilePath>> {
    let stream = |input: &&Input| {
        matches!(
            input.content,
            check::Content::Text(_) | check::Content::TooLarge
        )
    };
    inputs
        .iter()
        .filter(stream)
        .map(|input| &input.path)
        .collect()
}

/// The commit of a realm, and what is not as it has it, by the names of the run. Standard input is in none,
/// whatever it is called.
fn commit(
    realm: &Realm,
    read: &[(&Arc<FilePath>, Option<String>)],
    streams: &[&Arc<FilePath>],
) -> Commit {
    let bytes = read.iter();
    let bytes = bytes.map(|(path, hash)| (path.from_root().to_owned(), hash.clone()));
    let bytes: Vec<git::Bytes> = bytes.collect();
    match git::commit(&realm.root.folder, &bytes) {
        Commit::Known(id, differing) => {
            let names = read
                .iter()
                .map(|(path, _)| (path.from_root(), &path.relative));
            let names: BTreeMap<&str, &String> = names.collect();
            let differing = differing.into_iter().map(|(path, how)| {
                let name = names.get(path.as_str()).map(|name| (*name).clone());
                (name.unwrap_or(path), how)
            });
            let streams = streams.iter();
            let streams =
                streams.map(|path| (path.relative.clone(), "standard input (not in any commit)"));
            Commit::Known(id, differing.chain(streams).collect())
        }
        none @ Commit::None(_) => none,
    }
}

/// The matrices that judged, by name.
fn judges(files: &[facts::File], settings: &Settings) -> Result<Vec<Judge>, String> {
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
