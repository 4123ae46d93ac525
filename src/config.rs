//! `.crisplint.yaml`: found, read by the same reader as manifests, and validated into a second type
//! whose faults are findings with a place.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use glob::Pattern;
use jiff::civil::Date;

use crate::discover::{Place, config_of};
use crate::document::{self, Document, Entry, Node, Route, pointer};
use crate::finding::{Fault, FilePath, Finding, Placer, Report, RunError};
use crate::rule::Severity;
use crate::rules::{self, Policy, RULES, SharedContact};
use crate::schema::{self, Damage};
use crate::source::{ReadError, Source};
use crate::text::{nearest, quote};

/// What a configuration sets. Everything is optional.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// The file, where there is one.
    pub path: Option<Arc<FilePath>>,
    /// Patterns for files that are manifests.
    pub include: Option<Vec<String>>,
    /// Patterns for what is passed over.
    pub exclude: Vec<String>,
    /// Files with matrices.
    pub matrices: Vec<PathBuf>,
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

/// Why a configuration is not used.
#[derive(Debug)]
pub enum ConfigError {
    /// It cannot be read.
    Unreadable(RunError),
    /// It has faults. What it sets all the same is there too.
    Faulty(Box<Report>, Box<Config>),
}

/// The configuration of a run: the nearest one above the current folder, up to the repository's
/// root.
pub fn find(place: &Place) -> Option<PathBuf> {
    let folders = place.current.ancestors();
    let mut within = folders.take_while(|folder| folder.starts_with(&place.root));
    within.find_map(config_of)
}

/// Reads a configuration.
pub fn load(file: &Path, place: &Place) -> Result<Config, ConfigError> {
    let path = place.name(file);
    let absolute = place.current.join(file);
    let source = Source::read(&absolute).map_err(|error| {
        let reason = match error {
            ReadError::Io(error) => error.to_string(),
            ReadError::TooLarge => "it is too large".to_owned(),
        };
        let shown = quote(&path.shown);
        let error = RunError::new(format!("cannot read the configuration {shown}: {reason}"));
        ConfigError::Unreadable(error.path(&path).in_configuration(true))
    })?;
    let folder = absolute.parent().unwrap_or(&place.current);
    let (config, findings) = read(&path, &source, folder);
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
    /// Sets the limits that it names.
    pub fn apply(&self, policy: &mut Policy) {
        policy.max_age_days = self.max_age_days.unwrap_or(policy.max_age_days);
        policy.waiver_max_days = self.waiver_max_days.unwrap_or(policy.waiver_max_days);
        policy.waiver_notice_days = self.waiver_notice_days.unwrap_or(policy.waiver_notice_days);
        policy.contacts.clone_from(&self.contacts);
    }
}

/// What a text sets, and what is wrong with it. Files that it names are meant from `folder` on.
pub fn read(path: &Arc<FilePath>, source: &Source, folder: &Path) -> (Config, Vec<Finding>) {
    let placer = |document| Placer {
        path,
        source,
        document,
        index: None,
        system: None,
    };
    let finding = |document, fault| placer(document).finding(fault, &|_| None);
    if let Some(at) = source.invalid_at() {
        let fault = rules::invalid_encoding::fault(at, false);
        return (Config::default(), vec![finding(None, fault)]);
    }
    let mut outcomes = document::read(source.text()).into_iter().flatten();
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
            let fault = crate::lint::failure(&failure, source);
            return (Config::default(), vec![finding(None, fault)]);
        }
        Some(Ok(document)) => document,
    };
    let violations = schema::CONFIG.violations(&document);
    let damage = Damage::new(&violations, &document);
    let mut faults = rules::check_shape(&schema::CONFIG, &document, &violations);
    let mut config = values(&document, folder);
    config.path = Some(Arc::clone(path));
    for entry in document.root().entries() {
        let line = source.position(entry.key_span.start()).line;
        config.lines.insert(entry.key.to_owned(), line);
    }
    levels(&document, &damage, &mut config, &mut faults);
    patterns(&document, &mut faults);
    let findings = faults
        .into_iter()
        .map(|fault| finding(Some(&document), fault));
    let mut findings: Vec<Finding> = findings.collect();
    match outcomes.next() {
        None => {}
        Some(Err(failure)) => {
            findings.push(finding(None, crate::lint::failure(&failure, source)));
        }
        Some(Ok(second)) => {
            let message = "a configuration is one document, and here is another";
            let fault = Fault::new(&rules::not_a_manifest::RULE, Route::key(""), message)
                .help("put all settings into the first document");
            findings.push(finding(Some(&second), fault));
        }
    }
    findings.sort_by(Finding::in_order);
    (config, findings)
}

/// The values as far as they have the right type.
fn values(document: &Document<'_>, folder: &Path) -> Config {
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
    let files = texts("/matrices").unwrap_or_default();
    let contacts = document
        .find("/contacts")
        .into_iter()
        .flat_map(Node::entries);
    Config {
        include: texts("/include").map(sound),
        exclude: sound(texts("/exclude").unwrap_or_default()),
        matrices: files.iter().map(|file| folder.join(file)).collect(),
        contacts: contacts.map(shared_contact).collect(),
        max_age_days: days("/review/maxAgeDays"),
        waiver_max_days: days("/waivers/maxDays"),
        waiver_notice_days: days("/waivers/noticeDays"),
        fail_on: text("/failOn").map(str::to_owned),
        baseline: text("/baseline").map(|file| folder.join(file)),
        ..Config::default()
    }
}

/// Without what is no pattern, which is a finding: the others say what is read.
fn sound(mut patterns: Vec<String>) -> Vec<String> {
    patterns.retain(|text| Pattern::new(text).is_ok());
    patterns
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
            faults.push(fault(format!("{} is no rule", quote(entry.key))).help(help));
            continue;
        };
        if rule.fixed {
            let message = format!("{} can be neither changed nor waived", quote(entry.key));
            faults.push(fault(message).help("take it out: this rule always holds"));
            continue;
        }
        let level = match entry.value.as_str() {
            Some("error") => Some(Severity::Error),
            Some("warning") => Some(Severity::Warning),
            Some("info") => Some(Severity::Info),
            _ => None,
        };
        if !damage.at(&at) && config.levels.insert(rule.code, level).is_some() {
            let message = format!("{} is given twice, by code and by name", quote(rule.name));
            faults.push(fault(message).help("keep one of the two"));
        }
    }
}

fn patterns(document: &Document<'_>, faults: &mut Vec<Fault>) {
    for list in ["/include", "/exclude"] {
        let items = document
            .find(list)
            .into_iter()
            .flat_map(Node::items)
            .enumerate();
        for (index, item) in items {
            let Some(Err(error)) = item.as_str().map(Pattern::new) else {
                continue;
            };
            let route = Route::value(pointer(list, &index.to_string()));
            let text = item.as_str().unwrap_or_default();
            let message = format!("{} is no pattern: {}", quote(text), error.msg);
            faults.push(
                Fault::new(&rules::invalid_value::RULE, route, message)
                    .help("write for example `*.crisp.yaml` or `archive/**`"),
            );
        }
    }
}
