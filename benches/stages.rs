//! Each stage of the pipeline by itself, in this process: `cargo bench --bench stages`.
//!
//! What is measured is one manifest, clean or broken, or a thousand; a name behind the command picks
//! some (`cargo bench --bench stages render`). Whole processes are measured by `benches/peers/run`.

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crisplint::audit::fleet::Fleet;
use crisplint::audit::{self, Judge, Provenance};
use crisplint::check::judge::check_manifest;
use crisplint::check::{Content, Input, Settings, check};
use crisplint::discover::{Filter, Gate, OnDisk, Patterns, Request, Root, discover};
use crisplint::finding::Report;
use crisplint::git::Commit;
use crisplint::import;
use crisplint::model::evidence::Lookup;
use crisplint::model::manifest::Manifest;
use crisplint::model::matrix::{Matrix, Registry};
use crisplint::model::schema::{self, Damage};
use crisplint::render::{self, full::Look};
use crisplint::rules::{self, Context, Policy, RULES, not_a_manifest::KINDS};
use crisplint::table::file::Kind;
use crisplint::text::{FilePath, Source};
use crisplint::yaml::{self, Document};
use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box_drop};

const CLEAN: &str = include_str!("manifest.yaml");
const BROKEN: &str = include_str!("broken.yaml");
/// Manifests of a run that uses all cores.
const MANY: usize = 1_000;
/// Systems in a report.
const SYSTEMS: usize = 100;

fn main() {
    divan::main();
}

/// Which manifest.
const TEXTS: [&str; 2] = ["clean", "broken"];

fn text(name: &str) -> &'static str {
    if name == "clean" { CLEAN } else { BROKEN }
}

/// From a file to text.
#[divan::bench]
fn read(bencher: Bencher) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("payroll.crisp.yaml");
    std::fs::write(&file, CLEAN).expect("a file");
    bencher
        .counter(BytesCount::of_str(CLEAN))
        .bench(|| Source::read(black_box(&file)).expect("a file"));
}

/// The YAML event parser alone.
#[divan::bench(args = TEXTS)]
fn events(bencher: Bencher, name: &str) {
    let text = text(name);
    bencher.counter(BytesCount::of_str(text)).bench(|| {
        let mut parser = saphyr_parser::Parser::new_from_str(black_box(text));
        while let Some(event) = parser.next_event() {
            black_box_drop(event.expect("YAML"));
        }
    });
}

/// From text to a tree in which everything knows its characters.
#[divan::bench(args = TEXTS)]
fn parse(bencher: Bencher, name: &str) {
    let text = text(name);
    bencher
        .counter(BytesCount::of_str(text))
        .bench(|| yaml::read(black_box(text)));
}

/// The shape of a tree; the first validation builds the validator, and is not measured.
#[divan::bench(args = TEXTS)]
fn shape(bencher: Bencher, name: &str) {
    let document = parsed(text(name));
    schema::MANIFEST.violations(&document);
    bencher.bench(|| schema::MANIFEST.violations(black_box(&document)));
}

/// Values that somebody meant to write later.
#[divan::bench(args = TEXTS)]
fn placeholders(bencher: Bencher, name: &str) {
    let document = parsed(text(name));
    bencher.bench(|| rules::placeholder::find(black_box(&document), &|_| false));
}

/// From a tree to a typed manifest.
#[divan::bench(args = TEXTS)]
fn manifest(bencher: Bencher, name: &str) {
    let document = parsed(text(name));
    let damage = damage(&document);
    bencher.bench(|| Manifest::new(black_box(&document), &damage));
}

/// A manifest beside its matrix, and every rule about it.
#[divan::bench(args = TEXTS)]
fn judge(bencher: Bencher, name: &str) {
    let document = parsed(text(name));
    let damage = damage(&document);
    let manifest = Manifest::new(&document, &damage);
    let settings = settings();
    let lookup = evidence(Path::new("."));
    let evidence = |path: &str| lookup.presence(path);
    bencher.bench(|| {
        let manifest = black_box(&manifest);
        let (registry, policy) = (&settings.registry, &settings.policy);
        check_manifest(&Context::new(manifest, RULES, registry, policy, &evidence))
    });
}

/// Files to a report: one manifest.
#[divan::bench(args = TEXTS)]
fn check_one(bencher: Bencher, name: &str) {
    check_files(bencher, name, 1);
}

/// Files to a report: a thousand manifests, on all cores.
#[divan::bench(args = TEXTS)]
fn check_many(bencher: Bencher, name: &str) {
    check_files(bencher, name, MANY);
}

fn check_files(bencher: Bencher, name: &str, count: usize) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let inputs = corpus(folder.path(), text(name), count);
    let (settings, evidence) = (settings(), evidence(folder.path()));
    bencher
        .counter(ItemsCount::new(count))
        .bench(|| check(black_box(&inputs), &settings, &evidence, &|| ()));
}

/// From a folder to the files in it.
#[divan::bench]
fn search(bencher: Bencher) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    corpus(folder.path(), CLEAN, MANY);
    let find = || {
        let request = Request {
            paths: vec![PathBuf::from(".")],
            stream: None,
        };
        discover(black_box(folder.path()), request, &mut |root| Filter {
            include: Patterns::usual(),
            exclude: Patterns::new::<&str>(&[], &root.folder),
            force_exclude: false,
            look_for_overlooked: true,
        })
    };
    let found = find().territories;
    assert_eq!(
        found.iter().map(|one| one.inputs.len()).sum::<usize>(),
        MANY
    );
    bencher.counter(ItemsCount::new(MANY)).bench(find);
}

/// Every format, over what is found in a thousand broken manifests.
#[divan::bench(args = FORMATS, max_time = 5)]
fn render(bencher: Bencher, name: &str) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let inputs = corpus(folder.path(), BROKEN, MANY);
    let report = check(&inputs, &settings(), &evidence(folder.path()), &|| ());
    assert!(report.findings.len() > 20 * MANY);
    bencher
        .counter(ItemsCount::new(report.findings.len()))
        .bench(|| rendered(name, black_box(&report)));
}

const FORMATS: [&str; 8] = [
    "full", "concise", "json", "sarif", "github", "gitlab", "junit", "markdown",
];

fn rendered(format: &str, report: &Report) -> String {
    match format {
        "full" => render::full::render(report, Look::PLAIN),
        "concise" => render::concise::render(report),
        "json" => render::json::render(report),
        "sarif" => render::sarif::render(report),
        "github" => render::github::render(report),
        "gitlab" => render::gitlab::render(report),
        "junit" => render::junit::render(report),
        "markdown" => render::markdown::render(report),
        other => unreachable!("{other} is no format"),
    }
}

/// The report for an auditor, over what is in a hundred manifests and what is found there.
#[divan::bench(args = ["html", "markdown", "csv", "json"], max_time = 5)]
fn report(bencher: Bencher, format: &str) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let inputs = corpus(folder.path(), BROKEN, SYSTEMS);
    let (settings, evidence) = (settings(), evidence(folder.path()));
    let (report, files) = crisplint::check::audit(&inputs, &settings, &evidence, &|| ());
    let judges: Vec<Judge> = settings.registry.matrices().map(judged_by).collect();
    let provenance = Provenance {
        tool_version: env!("CARGO_PKG_VERSION"),
        settings: Vec::new(),
        roots: vec![audit::Root {
            name: ".".to_owned(),
            judged: true,
            policy: settings.policy,
            levels: settings.levels,
            files,
            judges,
            commit: Commit::None("nobody has asked".to_owned()),
        }],
    };
    bencher.counter(ItemsCount::new(SYSTEMS)).bench(|| {
        let fleet = Fleet::new(black_box(&report), &provenance);
        match format {
            "html" => render::audit::html::render(&fleet),
            "markdown" => render::audit::markdown::render(&fleet),
            "csv" => render::audit::csv::render(&fleet),
            _ => render::audit::json::render(&fleet),
        }
    });
}

fn judged_by(matrix: &Matrix) -> Judge {
    let rows = matrix.rows().iter();
    Judge {
        id: matrix.id.clone(),
        version: matrix.version.clone(),
        title: matrix.title.clone(),
        source: matrix.source.clone(),
        provider: matrix.provider.clone(),
        sha256: String::new(),
        rows: rows
            .map(|row| (row.id.clone(), row.title.clone(), row.accountable()))
            .collect(),
    }
}

/// A published page to a matrix.
#[divan::bench]
fn import_page(bencher: Bencher) {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/published");
    let page = Source::read(&page.join("shared-responsibility.md")).expect("the page");
    let registry = Registry::embedded();
    let name = "shared-responsibility.md".to_owned();
    let path = FilePath {
        relative: name.clone(),
        shown: name,
        in_root: None,
    };
    let kind = Kind::Markdown;
    bencher.counter(BytesCount::of_str(page.text())).bench(|| {
        let page = black_box(&page);
        let tables = kind.read(page.text());
        let request = import::Request::default();
        import::read(page, &tables, &path, &request, &registry).expect("a table")
    });
}

fn parsed(text: &str) -> Document<'_> {
    let outcome = yaml::read(text).pop().flatten();
    outcome.expect("a document").expect("YAML")
}

fn damage(document: &Document<'_>) -> Damage {
    Damage::new(&schema::MANIFEST.violations(document), document)
}

fn settings() -> Settings {
    let today = jiff::civil::date(2026, 11, 23);
    Settings {
        policy: Policy::new(today),
        levels: std::collections::BTreeMap::new(),
        registry: Registry::embedded(),
        kinds: KINDS.as_slice(),
        include: None,
    }
}

fn evidence(root: &Path) -> OnDisk {
    OnDisk::new(&Root::of(root).folder, &Gate::default())
}

/// Writes manifests, each of a system of its own.
fn corpus(folder: &Path, text: &str, count: usize) -> Vec<Input> {
    let names = (0..count).map(|number| format!("payroll-{number}"));
    let inputs = names.map(|system| {
        let name = format!("{system}.crisp.yaml");
        let file = folder.join(&name);
        std::fs::write(&file, text.replacen("payroll", &system, 1)).expect("a file");
        let path = FilePath {
            relative: name.clone(),
            shown: name,
            in_root: None,
        };
        Input {
            path: Arc::new(path),
            content: Content::File(file),
        }
    });
    inputs.collect()
}
