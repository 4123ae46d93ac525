//! `.crisplint.yaml`: found, read by the same reader as manifests, and validated into a second type
//! whose faults are findings with a place.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::Date;

use crate::check::judge;
use crate::discover::{Flaw, flaw};
use crate::finding::{Fault, Finding, Placer, Report, RunError, Severity};
use crate::model::schema::{self, Damage, find_names};
use crate::rules::{self, Policy, RULES, SharedContact};
use crate::text::{FilePath, ReadError, Source, clean, nearest, quote};
use crate::yaml::write::{Place, line};
use crate::yaml::{self, Document, Entry, Node, Route, pointer};

/// What a configuration sets. Everything is optional.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// The file, where there is one.
    pub file: Option<PathBuf>,
    /// What it is called.
    pub path: Option<Arc<FilePath>>,
    /// Patterns for files that are manifests.
    pub include: Option<Vec<String>>,
    /// Patterns for what is passed over.
    pub exclude: Vec<String>,
    /// Files with matrices.
    pub matrices: Vec<MatrixFile>,
    /// The contacts that all manifests share.
    pub contacts: Vec<SharedContact>,
    /// The weight of rules, by code; nothing where one is off.
    pub levels: BTreeMap<&'static str, Option<Severity>>,
    /// `review.maxAgeDays`.
    pub max_age_days: Option<i32>,
    /// `waivers.maxDays`.
    pub waiver_max_days: Option<i32>,
    /// `waivers.noticeDays`.
    pub waiver_notice_days: Option<i32>,
    /// `failOn`.
    pub fail_on: Option<String>,
    /// The file of the baseline.
    pub baseline: Option<PathBuf>,
    /// The lines on which the top-level keys stand.
    pub lines: BTreeMap<String, usize>,
}

/// A file with matrices that a configuration names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatrixFile {
    /// The file.
    pub file: PathBuf,
    /// The SHA-256 that it must have, in hexadecimal: such a file may stand anywhere.
    pub sha256: Option<String>,
}

/// Where the files stand that a configuration may name.
#[derive(Clone, Copy, Debug)]
pub struct Bounds<'a> {
    /// The folder of the configuration, from which its paths count.
    pub folder: &'a Path,
    /// The root that it judges, from which its patterns count.
    pub root: &'a Path,
    /// Whether it was given by name, and so may lie elsewhere: what stands beside it may be named, too.
    pub given: bool,
}

/// Why a configuration is not used.
#[derive(Debug)]
pub enum ConfigError {
    /// It cannot be read.
    Unreadable(RunError),
    /// It has faults. What it sets all the same is there too.
    Faulty(Box<Report>, Box<Config>),
}

/// Reads a configuration. `path` is what it is called.
pub fn load(
    file: &Path,
    path: &Arc<FilePath>,
    root: &Path,
    given: bool,
) -> Result<Config, ConfigError> {
    let source = Source::read(file).map_err(|error| {
        let reason = match error {
            ReadError::Io(error) => error.to_string(),
            ReadError::TooLarge => "it is too large".to_owned(),
        };
        let shown = quote(&path.shown);
        let error = RunError::new(format!("cannot read the configuration {shown}: {reason}"));
        ConfigError::Unreadable(error.path(path).in_configuration(true))
    })?;
    let bounds = Bounds {
        folder: file.parent().unwrap_or(root),
        root,
        given,
    };
    let (mut config, findings) = read(path, &source, bounds);
    config.file = Some(file.to_owned());
    if findings.is_empty() {
        return Ok(config);
    }
    let mut report = Report::empty(Date::ZERO);
    report.seen.files = 1;
    report.seen.documents = 1;
    report.findings = findings;
    report
        .sources
        .insert(path.relative.clone(), Arc::new(source));
    Err(ConfigError::Faulty(Box::new(report), Box::new(config)))
}

impl Config {
    /// All files by which a run is judged, the baseline apart.
    pub fn judges(&self) -> impl Iterator<Item = PathBuf> {
        let matrices = self.matrices.iter().map(|matrix| matrix.file.clone());
        matrices.chain(self.file.clone())
    }

    /// Sets the limits that it names.
    pub fn apply(&self, policy: &mut Policy) {
        policy.max_age_days = self.max_age_days.unwrap_or(policy.max_age_days);
        policy.waiver_max_days = self.waiver_max_days.unwrap_or(policy.waiver_max_days);
        policy.waiver_notice_days = self.waiver_notice_days.unwrap_or(policy.waiver_notice_days);
        policy.contacts.clone_from(&self.contacts);
    }
}

/// What a text sets, and what is wrong with it.
pub fn read(path: &Arc<FilePath>, source: &Source, bounds: Bounds<'_>) -> (Config, Vec<Finding>) {
    let placer = |document| Placer {
        path,
        source,
        document,
        index: None,
        system: None,
        matrix: None,
    };
    let finding = |document, fault| placer(document).finding(fault, &|_| None);
    if let Some(at) = source.invalid_at() {
        let fault = rules::invalid_encoding::fault(at, false);
        return (Config::default(), vec![finding(None, fault)]);
    }
    let mut outcomes = yaml::read(source.text()).into_iter().flatten();
    let document = match outcomes.next() {
        None => {
            return (
                Config {
                    path: Some(Arc::clone(path)),
                    ..Config::default()
                },
                Vec::new(),
            );
        }
        Some(Err(failure)) => {
            let fault = crate::check::failure(&failure, source);
            return (Config::default(), vec![finding(None, fault)]);
        }
        Some(Ok(document)) => document,
    };
    let mut violations = schema::CONFIG.violations(&document);
    let names = find_names(&schema::CONFIG, &document, &mut violations, &|_| true);
    let damage = Damage::new(&violations, &document);
    let mut faults = judge::check_shape(&schema::CONFIG, &document, &violations);
    let misnamed = names.misnamed.iter();
    faults.extend(misnamed.map(rules::unknown_field::misnamed));
    let mut config = values(&document, bounds);
    config.path = Some(Arc::clone(path));
    for entry in document.root().entries() {
        let line = source.position(entry.key_span.start()).line;
        config.lines.insert(entry.key.to_owned(), line);
    }
    levels(&document, &damage, &mut config, &mut faults);
    patterns(&document, bounds.root, &mut faults);
    files(&document, bounds, &mut faults);
    let findings = faults
        .into_iter()
        .map(|fault| finding(Some(&document), fault));
    let mut findings: Vec<Finding> = findings.collect();
    match outcomes.next() {
        None => {}
        Some(Err(failure)) => {
            findings.push(finding(None, crate::check::failure(&failure, source)));
        }
        Some(Ok(second)) => {
            let message = "the configuration must be one YAML document, and this is a second one";
            let fault = Fault::new(&rules::not_a_manifest::RULE, Route::key(""), message)
                .help("move all settings to the first document");
            findings.push(finding(Some(&second), fault));
        }
    }
    findings.sort_by(Finding::in_order);
    (config, findings)
}

/// The values as far as they have the right type.
fn values(document: &Document<'_>, bounds: Bounds<'_>) -> Config {
    let folder = bounds.folder;
    let texts = |at: &str| {
        let list = document.find(at)?;
        Some(
            list.items()
                .filter_map(|item| item.as_str().map(str::to_owned))
                .collect::<Vec<_>>(),
        )
    };
    let days = |at: &str| {
        document
            .find(at)?
            .as_integer()
            .and_then(|days| i32::try_from(days).ok())
    };
    let text = |at: &str| document.find(at).and_then(Node::as_str);
    let matrices = document.find("/matrices").into_iter().flat_map(Node::items);
    let contacts = document
        .find("/contacts")
        .into_iter()
        .flat_map(Node::entries);
    Config {
        include: texts("/include"),
        exclude: texts("/exclude").unwrap_or_default(),
        matrices: matrices
            .filter_map(|item| matrix_file(item, folder))
            .collect(),
        contacts: contacts.map(shared_contact).collect(),
        max_age_days: days("/review/maxAgeDays"),
        waiver_max_days: days("/waivers/maxDays"),
        waiver_notice_days: days("/waivers/noticeDays"),
        fail_on: text("/failOn").map(str::to_owned),
        baseline: text("/baseline").map(|file| folder.join(file)),
        ..Config::default()
    }
}

fn matrix_file(item: Node<'_>, folder: &Path) -> Option<MatrixFile> {
    let text = |name| item.get(name).and_then(Node::as_str);
    Some(MatrixFile {
        file: folder.join(item.as_str().or_else(|| text("file"))?),
        sha256: text("sha256").map(str::to_owned),
    })
}

fn shared_contact(contact: Entry<'_>) -> SharedContact {
    let field = |name| {
        let text = contact.value.get(name).and_then(Node::as_str);
        text.map(str::to_owned)
    };
    SharedContact {
        key: contact.key.to_owned(),
        name: field("name"),
        email: field("email"),
    }
}

fn levels(document: &Document<'_>, damage: &Damage, config: &mut Config, faults: &mut Vec<Fault>) {
    for entry in document.find("/rules").into_iter().flat_map(Node::entries) {
        let at = pointer("/rules", entry.key);
        let fault = |message: String| {
            Fault::new(&rules::invalid_value::RULE, Route::key(at.clone()), message)
        };
        let Some(rule) = rules::find(entry.key) else {
            let names = RULES.iter().flat_map(|(rule, _)| [rule.code, rule.name]);
            let help = match nearest(entry.key, names) {
                Some(meant) => format!("did you mean {}?", quote(meant)),
                None => "`crisplint rules` lists the rules".to_owned(),
            };
            faults.push(fault(format!("there is no rule {}", quote(entry.key))).help(help));
            continue;
        };
        if rule.fixed {
            let message = format!("the severity of {} cannot be changed", quote(entry.key));
            faults.push(fault(message).help("remove this line"));
            continue;
        }
        let level = match entry.value.as_str() {
            Some("error") => Some(Severity::Error),
            Some("warning") => Some(Severity::Warning),
            Some("info") => Some(Severity::Info),
            _ => None,
        };
        if !damage.at(&at) && config.levels.insert(rule.code, level).is_some() {
            let message = format!(
                "the rule {} is set twice, by its code and by its name",
                quote(rule.name)
            );
            faults.push(fault(message).help("keep one of the two"));
        }
    }
}

fn patterns(document: &Document<'_>, root: &Path, faults: &mut Vec<Fault>) {
    for (key, is_include) in [("include", true), ("exclude", false)] {
        let list = &pointer("", key);
        let items = document.find(list).into_iter().flat_map(Node::items);
        for (index, item) in items.enumerate() {
            let Some(text) = item.as_str().filter(|text| !text.trim().is_empty()) else {
                continue;
            };
            let mut flaw = flaw(text, root);
            if is_include && flaw.is_none() && text.ends_with('/') {
                flaw = Some(Flaw {
                    message: format!(
                        "{} cannot match anything: it is the name of a folder, and manifests are files",
                        quote(text)
                    ),
                    help: format!("write {}", quote(&format!("{text}**/*.yaml"))),
                });
            }
            if let Some(Flaw { message, help }) = flaw {
                let route = Route::value(pointer(list, &index.to_string()));
                faults.push(Fault::new(&rules::invalid_value::RULE, route, message).help(help));
            }
        }
    }
}

/// Names every file that lies where a configuration has no say, unless its content is given.
fn files(document: &Document<'_>, bounds: Bounds<'_>, faults: &mut Vec<Fault>) {
    let matrices = document.find("/matrices").into_iter().flat_map(Node::items);
    let matrices = matrices.enumerate().filter_map(|(index, item)| {
        let at = pointer("/matrices", &index.to_string());
        match item.get("file") {
            Some(_) if item.get("sha256").is_some() => None,
            Some(file) => Some((pointer(&at, "file"), file)),
            None => Some((at, item)),
        }
    });
    let matrices = matrices.map(|(at, file)| (at, file, false));
    let baseline = document.find("/baseline");
    let baseline = baseline.map(|file| ("/baseline".to_owned(), file, true));
    for (at, file, is_baseline) in matrices.chain(baseline) {
        let Some(text) = file.as_str().filter(|text| !bounds.hold(text)) else {
            continue;
        };
        let help = if is_baseline {
            "use a file in the repository".to_owned()
        } else {
            format!(
                "copy the file into the repository, or write its SHA-256: `{{file: {}, sha256: …}}`",
                line(text, Place::Flow)
            )
        };
        let message = format!(
            "{} is outside the root {}",
            quote(text),
            quote(&bounds.root.to_string_lossy())
        );
        faults.push(Fault::new(&rules::invalid_value::RULE, Route::value(at), message).help(help));
    }
}

impl Bounds<'_> {
    /// Whether a file lies below one of the folders, after links are resolved.
    fn hold(self, file: &str) -> bool {
        let file = clean(&self.folder.join(file));
        let mut above = file.ancestors().map(|above| (above, above.canonicalize()));
        // What is not there yet lies where its nearest folder does.
        let real = above.find_map(|(above, real)| {
            let rest = file.strip_prefix(above).ok()?;
            Some(real.ok()?.join(rest))
        });
        let real = real.unwrap_or(file);
        let is_below = |folder: &Path| {
            let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
            real.starts_with(folder)
        };
        is_below(self.root) || (self.given && is_below(self.folder))
    }
}
