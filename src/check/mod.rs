//! The pipeline, top to bottom: files -> text -> documents -> shape -> typed -> rules -> findings.
//! The only place that knows the order of the stages.
//!
//! Files are independent of each other until the end, so they are read on all cores; the few rules
//! about several documents work on what each file has left behind. The text of a file without a
//! finding is dropped at once: memory grows with the findings, not with the files.

mod across;
pub mod baseline;
mod checked;
mod declarations;
pub mod facts;
mod input;
pub mod judge;
mod record;
mod shape;
mod silence;
pub mod waiver;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use crate::finding::{Fault, Finding, Kind, Note, Placer, Report, Seen, Severity};
use crate::model::evidence::{Lookup, NoEvidence, Presence};
use crate::model::kind::kind_in;
use crate::model::manifest::Manifest;
use crate::model::matrix::diff::{Diff, Scope};
use crate::model::matrix::{self, Draft, Parsed, Reference, Registry};
use crate::model::place;
use crate::model::schema::{self, Damage};
use crate::rules::{self, Context, Policy, RULES};
use crate::text::{FilePath, ReadError, Source, Span, shows_nothing};
use crate::threads;
use crate::yaml::{self, Document, Failure, Node, Outcome, Route};

use checked::{Checked, Claim, MatrixDocument, weigh};
use shape::shape;
use silence::Weights;

pub use declarations::{Declaration, declarations};
pub use input::{Content, Input};

/// What a run is judged by.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The day, and the limits that rules measure by.
    pub policy: Policy,
    /// The weight of rules that a configuration has changed, by code; nothing where it is off.
    pub levels: BTreeMap<&'static str, Option<Severity>>,
    /// The patterns by which the configuration has manifests searched for, where it says so.
    pub include: Option<Vec<String>>,
    /// The matrices that are known.
    pub registry: Registry,
    /// The kinds of documents that are checked; any other is a finding.
    pub kinds: &'static [&'static str],
}

/// Checks files, whose evidence is looked up in `evidence`. `step` is called after each.
pub fn check(
    inputs: &[Input],
    settings: &Settings,
    evidence: &dyn Lookup,
    step: &(dyn Fn() + Sync),
) -> Report {
    let run = Run {
        settings,
        evidence,
        keep: false,
    };
    let files = check_inputs(inputs, &run, step);
    Report {
        notes: run.notes(inputs),
        ..report(files, settings)
    }
}

/// Checks matrices that may extend `others`. These are not spoken of: they are somebody else's.
pub fn check_matrices(inputs: &[Input], others: &[Input], settings: &Settings) -> Report {
    let run = Run::of_matrices(settings);
    let mut files = check_inputs(&[inputs, others].concat(), &run, &|| ());
    across::link_matrices(&mut files, &settings.registry);
    files.truncate(inputs.len());
    gather(files, settings)
}

/// Checks files in the same way, and keeps what is in them: one record for each input, in its order.
pub fn audit(
    inputs: &[Input],
    settings: &Settings,
    evidence: &dyn Lookup,
    step: &(dyn Fn() + Sync),
) -> (Report, Vec<facts::File>) {
    let run = Run {
        settings,
        evidence,
        keep: true,
    };
    let mut files = check_inputs(inputs, &run, step);
    let records = files.iter_mut().map(Checked::record).collect();
    let report = Report {
        notes: run.notes(inputs),
        ..report(files, settings)
    };
    (report, records)
}

/// What all files of a run are checked with.
struct Run<'a> {
    settings: &'a Settings,
    evidence: &'a dyn Lookup,
    /// Whether the facts are kept beside the findings.
    keep: bool,
}

impl<'a> Run<'a> {
    /// A run over matrices, which name no evidence.
    fn of_matrices(settings: &'a Settings) -> Self {
        Self {
            settings,
            evidence: &NoEvidence,
            keep: false,
        }
    }

    /// What the run has come by that is no finding.
    fn notes(&self, inputs: &[Input]) -> Vec<Note> {
        let taken = self.settings.policy.taken_root.iter();
        let taken = taken.filter(|_| !inputs.is_empty()).cloned();
        let substitutes = self.settings.registry.substitutes();
        let loaded = substitutes.map(|(loaded, shipped)| {
            let diff = Diff::between(shipped, loaded, Scope::Whole);
            Note::LoadedMatrix {
                loaded: loaded.name(),
                shipped: shipped.name(),
                features: diff.rows(),
                provider: diff.provider,
            }
        });
        let unchecked = self.evidence.unchecked();
        let unchecked = (!unchecked.is_empty()).then_some(Note::UncheckedEvidence(unchecked));
        let taken = taken.map(Note::TakenRoot);
        taken.chain(loaded).chain(unchecked).collect()
    }
}

fn check_inputs(inputs: &[Input], run: &Run<'_>, step: &(dyn Fn() + Sync)) -> Vec<Checked> {
    let check = |input: &Input| {
        let checked = check_input(input, run);
        step();
        checked
    };
    threads::map(inputs, check)
}

fn check_input(input: &Input, run: &Run<'_>) -> Checked {
    let name = &input.path.shown;
    let fault = match &input.content {
        Content::Text(source) => {
            let checked = check_text(&input.path, source, run);
            return Checked {
                source: Some(Arc::clone(source)),
                ..checked
            };
        }
        Content::File(file) => match Source::read(file) {
            Ok(source) => {
                let checked = check_text(&input.path, &Arc::new(source), run);
                return Checked {
                    file: Some(file.clone()),
                    ..checked
                };
            }
            Err(ReadError::TooLarge) => rules::limit_exceeded::too_large(name),
            Err(ReadError::Io(error)) => {
                rules::unreadable_file::fault(name, &reason(&error.to_string()))
            }
        },
        Content::Overlooked(file) => return overlooked(input, file, run),
        Content::Unreadable(error) => rules::unreadable_file::fault(name, &reason(error)),
        Content::TooLarge => rules::limit_exceeded::too_large(name),
    };
    let source = Source::from_bytes(Vec::new());
    let mut file = File::new(&input.path, &source, run);
    file.report(None, None, fault);
    file.finish(None)
}

/// A file that no pattern matches and that holds a manifest all the same. It counts as no file, and what
/// cannot be read is passed over.
fn overlooked(input: &Input, file: &Path, run: &Run<'_>) -> Checked {
    let source = Arc::new(Source::read(file).unwrap_or_else(|_| Source::from_bytes(Vec::new())));
    let mut file = File::new(&input.path, &source, run);
    file.checked.seen = Seen::default();
    let kind = kind_in(source.text().as_bytes());
    if let (Some(kind), None) = (kind, source.invalid_at()) {
        let usual = run.settings.include.is_none();
        let fault = rules::overlooked_manifest::fault(input.path.from_root(), kind, usual);
        file.report(None, None, fault);
    }
    file.finish(Some(&source))
}

/// The system's words without its number.
fn reason(error: &str) -> String {
    let text = error.split(" (os error").next().unwrap_or(error);
    let mut characters = text.chars();
    let first = characters.next().map(|first| first.to_ascii_lowercase());
    first.into_iter().chain(characters).collect()
}

fn check_text(path: &Arc<FilePath>, source: &Arc<Source>, run: &Run<'_>) -> Checked {
    let mut file = File::new(path, source, run);
    if let Some(at) = source.invalid_at() {
        let utf16 = at.start() == 0 || source.text().contains('\0');
        file.report(None, None, rules::invalid_encoding::fault(at, utf16));
        return file.finish(Some(source));
    }
    for (index, outcome) in yaml::documents(source.text()).enumerate() {
        let Some(outcome) = outcome else { continue };
        file.checked.seen.documents += 1;
        let kind = file.outcome(&outcome, index);
        file.checked.documents.push((index, kind));
    }
    if file.checked.seen.documents == 0 {
        file.report(None, None, rules::not_a_manifest::empty(run.settings.kinds));
    }
    file.finish(Some(source))
}

/// One file while it is checked.
struct File<'a> {
    source: &'a Source,
    run: &'a Run<'a>,
    checked: Checked,
}

impl<'a> File<'a> {
    fn new(path: &Arc<FilePath>, source: &'a Source, run: &'a Run<'a>) -> Self {
        Self {
            source,
            run,
            checked: Checked::new(path),
        }
    }

    fn finish(self, source: Option<&Arc<Source>>) -> Checked {
        let shown = source.filter(|_| !self.checked.findings.is_empty());
        let kept = source.filter(|_| self.run.keep);
        Checked {
            source: shown.map(Arc::clone),
            sha256: kept.map(|source| source.sha256().to_string()),
            ..self.checked
        }
    }

    fn outcome(&mut self, outcome: &Outcome<'_>, index: usize) -> Kind {
        let document = match outcome {
            Ok(document) => document,
            Err(failure) => {
                let fault = self::failure(failure, self.source);
                self.report(None, Some(index), fault);
                return Kind::Other;
            }
        };
        let root = document.root();
        let kinds = self.run.settings.kinds;
        let kind = root.get("kind").and_then(Node::as_str);
        let Some(kind) = kind.filter(|kind| kinds.contains(kind)) else {
            let fault = rules::not_a_manifest::fault(root, kinds);
            self.report(Some(document), Some(index), fault);
            return Kind::Other;
        };
        if let Some(other) = rules::unsupported_version::other(root) {
            let fault = rules::unsupported_version::fault(other);
            self.report(Some(document), Some(index), fault);
            return Kind::Other;
        }
        if kind == "ControlOwnership" {
            self.manifest(document, index);
            Kind::Manifest
        } else {
            self.matrix(document, index);
            Kind::Matrix
        }
    }

    fn manifest(&mut self, document: &Document<'_>, index: usize) {
        let evidence = |path: &str| self.run.evidence.presence(path);
        let exists = |path: &str| evidence(path) != Presence::Missing;
        let placeholders = rules::placeholder::find(document, &exists);
        let is_feature = known_features(document, &self.run.settings.registry);
        let (damage, mut faults) = shape(&schema::MANIFEST, document, placeholders, &is_feature);
        let manifest = Manifest::new(document, &damage);
        let Settings {
            registry,
            policy,
            levels,
            ..
        } = self.run.settings;
        let context = Context::new(&manifest, RULES, registry, policy, &evidence);
        context.pass_over_respelt(&mut faults);
        context.offer_own_roles(&mut faults);
        faults.extend(judge::check_manifest(&context));
        if self.run.keep {
            self.keep(document, &damage, index);
        }
        self.checked.seen.features += manifest.features.as_ref().map_or(0, Vec::len);
        let declared: Option<Arc<str>> = manifest.system.map(Arc::from);
        let matrix: Option<Arc<str>> = manifest.matrix.map(|matrix| Arc::from(matrix.id));
        // Many systems that have no name yet are not one system.
        let is_named = !damage.is_placeholder(place::SYSTEM);
        let system = declared.clone().filter(|_| is_named);
        let placer = Placer {
            path: &self.checked.path,
            source: self.source,
            document: Some(document),
            index: Some(index),
            system,
            matrix: matrix.clone(),
        };
        let canonical = |key: &str| {
            let row = context.matrix.and_then(|matrix| matrix.row(key));
            row.map(|row| row.id.as_str())
        };
        let finding = |fault| placer.finding(fault, &canonical);
        let waivers = waiver::holding(&context, index, &finding);
        let weights = Weights::new(levels, &waivers, &canonical);
        silence::settle(&mut faults, &weights);
        if let (Some(system), Some(value)) = (declared, document.find(place::SYSTEM)) {
            let again = || rules::duplicate_system::fault(&system, value.span());
            let is_silent = !faults.is_empty() && silence::is_silent(&again(), &faults, &weights);
            self.checked.claims.push(Claim {
                matrix,
                at: value.span(),
                index,
                is_named,
                is_compared: !is_silent,
                system,
            });
        }
        self.checked
            .findings
            .extend(faults.into_iter().map(&finding));
        self.checked.waivers.extend(waivers);
    }

    /// Keeps what a manifest says, for those who ask for more than findings. A value that is still to
    /// come says nothing, whether or not anybody speaks of it.
    fn keep(&mut self, document: &Document<'_>, damage: &Damage, index: usize) {
        let damage = damage.without_placeholders();
        let manifest = Manifest::new(document, &damage);
        let Settings {
            registry, policy, ..
        } = self.run.settings;
        let evidence = |path: &str| self.run.evidence.presence(path);
        let context = Context::new(&manifest, RULES, registry, policy, &evidence);
        let system = record::system(&context);
        self.checked.systems.push((index, Box::new(system)));
    }

    fn matrix(&mut self, document: &Document<'_>, index: usize) {
        let (damage, mut faults) = shape(&schema::MATRIX, document, Vec::new(), &|_| true);
        let draft = Draft::new(document, &damage);
        faults.extend(judge::check_draft(&draft));
        self.checked.seen.features += draft.rows.len();
        for fault in faults {
            self.report(Some(document), Some(index), fault);
        }
        let mut parsed = draft.parsed();
        if damage.at("/extends") {
            parsed.extends = None;
        }
        let reference = Reference::new(parsed.extends.as_deref().unwrap_or_default());
        let routes = [
            Route::slice("/extends", 0..reference.id.len()),
            Route::slice("/extends", reference.version_range()),
            Route::value("/extends"),
        ];
        let extends_at = routes.map(|route| document.locate(&route, self.source).span);
        self.checked.matrices.push(MatrixDocument {
            parsed,
            extends_at,
            index,
        });
    }

    fn report(&mut self, document: Option<&Document<'_>>, index: Option<usize>, fault: Fault) {
        let placer = Placer {
            path: &self.checked.path,
            source: self.source,
            document,
            index,
            system: None,
            matrix: None,
        };
        self.checked.findings.push(placer.finding(fault, &|_| None));
    }
}

/// What a document that could not be read has to say.
pub fn failure(failure: &Failure, source: &Source) -> Fault {
    match failure {
        Failure::Syntax(_, at) if let Some((character, at)) = hidden_space(source, *at) => {
            rules::yaml_syntax::hidden(character, at)
        }
        Failure::Syntax(said, at) => {
            let (_, line) = source.line_at(at.start());
            let before = Span::new(line.start(), at.start());
            rules::yaml_syntax::fault(said, *at, source.slice(before))
        }
        Failure::Conflict(at) => rules::yaml_syntax::conflict(source.slice(*at), *at),
        Failure::TooDeep(at) => rules::limit_exceeded::too_deep(*at),
        Failure::TooManyNodes(at) => rules::limit_exceeded::too_many(*at),
        Failure::EndlessAlias(at) => rules::limit_exceeded::endless(*at),
        Failure::TooManyDocuments(at) => rules::limit_exceeded::too_many_documents(*at),
    }
}

/// What looks like a space in the line where the parser stopped, or in the one before it, where an indent
/// or the value of a key begins.
fn hidden_space(source: &Source, at: Span) -> Option<(char, Span)> {
    let (number, _) = source.line_at(at.start());
    let lines = [number.checked_sub(1), Some(number)].into_iter().flatten();
    lines
        .filter_map(|number| source.line(number))
        .find_map(|line| {
            let text = source.slice(line);
            let (at, found) = text.char_indices().find(|(at, found)| {
                let before = text.get(..*at).unwrap_or_default();
                let begins = before.trim().is_empty() || before.ends_with([':', '-']);
                begins && *found != '\t' && !found.is_ascii() && shows_nothing(*found)
            })?;
            let start = line.start() + at;
            Some((found, Span::new(start, start + found.len_utf8())))
        })
}

/// Whether the matrix that a manifest names has a feature; where no such matrix is known, whether any could.
fn known_features(document: &Document<'_>, registry: &Registry) -> impl Fn(&str) -> bool {
    let judge = || {
        let reference = document.root().get("matrix").and_then(Node::as_str)?;
        registry.judge(Reference::new(reference).id)
    };
    move |key| match judge() {
        Some(matrix) => matrix.row(key).is_some(),
        // Data of the customer's own is no feature of any.
        None => !key.starts_with("x-"),
    }
}

/// The stages that see all files, and then one report.
fn report(mut files: Vec<Checked>, settings: &Settings) -> Report {
    across::duplicate_systems(&mut files);
    across::link_matrices(&mut files, &settings.registry);
    gather(files, settings)
}

/// Weighs and waives what was found in each file, and puts it in the order of the output.
fn gather(mut files: Vec<Checked>, settings: &Settings) -> Report {
    let settle = |file: &mut Checked| {
        weigh(&mut file.findings, &settings.levels);
        file.waive(&settings.levels);
        file.findings.sort_by(Finding::in_order);
    };
    threads::for_each(&mut files, settle);
    let mut report = Report::empty(settings.policy.today);
    let found = files.iter().map(|file| file.findings.len()).sum();
    report.findings.reserve_exact(found);
    for file in files {
        report.seen += file.seen;
        report.documents.extend(file.subjects());
        if let Some(source) = file.source {
            report.sources.insert(file.path.relative.clone(), source);
        }
        report.findings.extend(file.findings);
    }
    // Most often the files are in order, and so are their findings by now: then this only looks.
    report.findings.sort_by(Finding::in_order);
    report
}

/// Reads matrices of the user's own into the registry, in their order. A faulty one is refused, and
/// the report says why.
pub fn load_matrices(inputs: &[Input], settings: &Settings) -> Result<Registry, Refused> {
    let parsed = read_matrices(inputs, settings)?;
    let mut registry = settings.registry.clone();
    matrix::load(&parsed, &mut registry).map_err(Refused::Conflict)?;
    Ok(registry)
}

/// Reads matrices of the user's own, in their order, and loads none of them. A faulty one is
/// refused, and the report says why.
pub fn read_matrices(inputs: &[Input], settings: &Settings) -> Result<Vec<Parsed>, Refused> {
    let run = Run::of_matrices(settings);
    let check = |input| check_input(input, &run);
    let mut files: Vec<Checked> = inputs.iter().map(check).collect();
    let parsed = files.iter_mut().flat_map(|file| &file.matrices);
    let parsed: Vec<Parsed> = parsed.map(|matrix| matrix.parsed.clone()).collect();
    let report = report(files, settings);
    if report.reaches(Severity::Error) {
        return Err(Refused::Faulty(Box::new(report)));
    }
    Ok(parsed)
}

/// Why matrices of the user's own are not used.
#[derive(Debug)]
pub enum Refused {
    /// They have findings.
    Faulty(Box<Report>),
    /// They are sound, but contradict what is loaded.
    Conflict(String),
}
