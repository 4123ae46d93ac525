//! What a run needs before it starts: the place, the configuration, the matrices.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::Date;
use jiff::{Timestamp, tz::TimeZone};

use crate::check::{self, Content, Input, Refused, Settings};
use crate::config::{self, Config, ConfigError};
use crate::discover::{
    CONFIG, DEFAULT_INCLUDE, Filter, Gate, Mark, Patterns, Place, Root, config_of, misnamed_config,
};
use crate::finding::{Finding, Report, RunError, Severity};
use crate::model::evidence::Own;
use crate::model::matrix::Registry;
use crate::rules::{Policy, overlooked_manifest};
use crate::text::{ReadError, Source, quote};

/// Where the configuration comes from.
#[derive(Debug, clap::Args)]
pub(super) struct ConfigArgs {
    /// The configuration file [default: `.crisplint.yaml` in the root of each file]
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    config: Option<PathBuf>,
    /// Ignore configuration files
    #[arg(long)]
    no_config: bool,
}

/// Why a run cannot start: findings in what it would be judged by, or an error.
pub(super) enum Stop {
    /// Findings, and what they are in.
    Findings(Box<Report>, &'static str),
    /// An error.
    Error(RunError),
}

impl Stop {
    /// A sentence.
    pub(super) fn trouble(text: String) -> Self {
        Self::Error(RunError::new(text))
    }

    /// Puts it into the report of a run: the findings, each as an error too, and what that means.
    pub(super) fn tell(self, report: &mut Report) {
        self.tell_so(report, "checked");
    }

    /// The same of a run that would have done something else.
    pub(super) fn tell_so(self, report: &mut Report, done: &str) {
        let (mut found, subject) = match self {
            Self::Error(error) => {
                let known = report.errors.contains(&error);
                return report.errors.extend((!known).then_some(error));
            }
            Self::Findings(found, subject) => (found, subject),
        };
        // What judges several roots is told once.
        let is_known = |finding: &Finding| {
            let mut known = report.findings.iter();
            known.any(|one| {
                one.in_order(finding).is_eq() && one.location.span == finding.location.span
            })
        };
        found.findings.retain(|finding| !is_known(finding));
        let in_configuration = subject == CONFIGURATION;
        let mut meant = RunError::new(format!("the {subject} has errors, so nothing was {done}"));
        let findings = found.findings.iter();
        for finding in findings.filter(|finding| finding.severity == Severity::Error) {
            let error = RunError::of(finding).in_configuration(in_configuration);
            meant.path = meant.path.or_else(|| error.path.clone());
            report.errors.push(error);
        }
        report.errors.push(meant.in_configuration(in_configuration));
        report.findings.append(&mut found.findings);
        report.findings.sort_by(Finding::in_order);
        report.sources.append(&mut found.sources);
    }
}

/// What findings in the configuration file are in.
const CONFIGURATION: &str = "configuration";

/// A configuration that cannot be used: why, and what it sets all the same.
pub(super) struct Unusable {
    pub(super) stop: Stop,
    pub(super) known: Box<Config>,
}

impl From<Refused> for Stop {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Faulty(report) => Self::Findings(report, "matrix"),
            Refused::Conflict(text) => Self::Error(RunError::new(text)),
        }
    }
}

impl ConfigArgs {
    /// Whether the command line says which configuration to use.
    pub(super) fn is_given(&self) -> bool {
        self.no_config || self.config.is_some()
    }

    /// The file by which a root is judged, where there is one.
    pub(super) fn file(&self, current: &Path, root: &Root) -> Option<PathBuf> {
        match (&self.config, self.no_config) {
            (Some(file), _) => Some(current.join(file)),
            (None, true) => None,
            (None, false) => config_of(&root.folder),
        }
    }

    /// Reads what judges a root.
    pub(super) fn load(&self, place: &Place, root: &Root) -> Result<Config, Unusable> {
        let Some(file) = self.file(&place.current, root) else {
            let misnamed = (!self.no_config).then(|| misnamed_config(&root.folder));
            return match misnamed.flatten() {
                Some(file) => Err(Unusable {
                    stop: Stop::Error(misnamed_error(place, &file)),
                    known: Box::default(),
                }),
                None => Ok(Config::default()),
            };
        };
        if let (None, Ok(real)) = (&self.config, file.canonicalize())
            && !real.starts_with(&root.folder)
        {
            return Err(Unusable {
                stop: Stop::Error(leads_out(place, &file)),
                known: Box::default(),
            });
        }
        let given = self.config.clone();
        let shown = given.unwrap_or_else(|| place.from_here(&file));
        let path = place.name_in(&shown, &root.folder);
        let loaded = config::load(&file, &path, &root.folder, self.config.is_some());
        loaded.map_err(|error| match error {
            ConfigError::Unreadable(error) => Unusable {
                stop: Stop::Error(error),
                known: Box::default(),
            },
            ConfigError::Faulty(report, known) => Unusable {
                stop: Stop::Findings(report, CONFIGURATION),
                known,
            },
        })
    }
}

/// A configuration that is a link to another place: whoever can write there would judge the repository.
fn leads_out(place: &Place, file: &Path) -> RunError {
    let name = place.name(&place.from_here(file));
    let message = format!(
        "{} is a link to a file outside the root",
        quote(&name.shown)
    );
    RunError::new(message)
        .help("replace the link with the file, or use `--config` with the path of the file")
        .path(&name)
        .in_configuration(true)
}

/// A configuration under a name that nobody reads.
fn misnamed_error(place: &Place, file: &Path) -> RunError {
    let name = place.name(&place.from_here(file));
    let message = format!(
        "{} is not read, because its name is not `{CONFIG}`",
        quote(&name.shown)
    );
    RunError::new(message)
        .help(format!("rename it to `{CONFIG}`"))
        .path(&name)
        .in_configuration(true)
}

/// The current folder.
pub(super) fn current() -> Result<PathBuf, RunError> {
    let lost = |error| RunError::new(format!("cannot open the current folder: {error}"));
    std::env::current_dir().map_err(lost)
}

/// Where a run happens that is about the root of the current folder.
pub(super) fn place() -> Result<(Place, Root), RunError> {
    let current = current()?;
    let root = Root::of(&current);
    let place = Place {
        base: root.folder.clone(),
        current,
    };
    Ok((place, root))
}

/// Reads the day of a run, which is written in one way only.
pub(super) fn day(text: &str) -> Result<Date, &'static str> {
    let date = text.parse::<Date>().ok();
    date.filter(|date| date.to_string() == text)
        .ok_or("write the date as YYYY-MM-DD, for example `2026-11-23`")
}

/// The day of the run: the given one, or that of the clock in UTC.
pub(super) fn today(given: Option<Date>) -> Date {
    given.unwrap_or_else(|| Timestamp::now().to_zoned(TimeZone::UTC).date())
}

/// What a root is judged by.
pub(super) fn settings(
    today: Date,
    place: &Place,
    root: &Root,
    config: &Config,
    matrices: &[PathBuf],
    kinds: &'static [&'static str],
) -> Result<Settings, Stop> {
    let mut settings = Settings {
        policy: Policy::new(today),
        levels: BTreeMap::new(),
        registry: Registry::embedded(),
        kinds: &["ResponsibilityMatrix"],
        include: config.include.clone(),
    };
    let inputs = matrix_inputs(place, config, matrices)?;
    settings.registry = check::load_matrices(&inputs, &settings)?;
    // What a configuration changes is how manifests are judged, and no matrix.
    config.apply(&mut settings.policy);
    let taken = Some(&root.folder).filter(|_| root.mark == Mark::Nothing);
    settings.policy.taken_root = taken.map(|folder| folder.to_string_lossy().into_owned());
    settings.levels.clone_from(&config.levels);
    settings.kinds = kinds;
    Ok(settings)
}

/// What belongs to the gate itself, and is therefore no evidence.
pub(super) fn gate(place: &Place, root: &Root, config: &Config, matrices: &[PathBuf]) -> Gate {
    let own = config.file.iter().map(|file| (file, Own::Configuration));
    let baseline = config.baseline.iter().map(|file| (file, Own::Baseline));
    let configured = config.matrices.iter().map(|matrix| &matrix.file);
    let matrices = configured.chain(matrices).map(|file| (file, Own::Matrix));
    let files = own.chain(baseline).chain(matrices);
    Gate {
        manifests: filter(config, root, false).include,
        files: files
            .map(|(file, own)| (place.current.join(file), own))
            .collect(),
    }
}

/// The files with matrices of the user's own: the configuration's, then those of the command line.
pub(super) fn matrix_inputs(
    place: &Place,
    config: &Config,
    matrices: &[PathBuf],
) -> Result<Vec<Input>, Stop> {
    let configured = config.matrices.iter().map(|matrix| {
        let input = named(place, &place.from_here(&matrix.file));
        match &matrix.sha256 {
            None => Ok(input),
            Some(sha256) => verified(input, &matrix.file, sha256).map_err(Stop::Error),
        }
    });
    let given = matrices
        .iter()
        .map(|file| Ok(named(place, &place.from_here(&place.current.join(file)))));
    configured.chain(given).collect()
}

/// A file as it was when its SHA-256 was written down. Of another one nothing is read or shown.
fn verified(input: Input, file: &Path, expected: &str) -> Result<Input, RunError> {
    let name = quote(&input.path.shown);
    let source = Source::read(file).map_err(|error| {
        let reason = match error {
            ReadError::Io(error) => error.to_string(),
            ReadError::TooLarge => "it is too large".to_owned(),
        };
        RunError::new(format!("cannot read the matrix {name}: {reason}")).path(&input.path)
    })?;
    let found = source.sha256().to_string();
    if found != expected {
        let message = format!(
            "{name} has the SHA-256 {}, and the configuration expects {}",
            quote(&found),
            quote(expected)
        );
        return Err(RunError::new(message)
            .help("check what has changed in the file, then write its new SHA-256 into the configuration")
            .path(&input.path)
            .in_configuration(true));
    }
    Ok(Input {
        content: Content::Text(Arc::new(source)),
        ..input
    })
}

/// Which files of a root a search takes.
pub(super) fn filter(config: &Config, root: &Root, force_exclude: bool) -> Filter {
    let include = config.include.as_ref();
    Filter {
        include: include.map_or_else(Patterns::usual, |texts| Patterns::new(texts, &root.folder)),
        exclude: Patterns::new(&config.exclude, &root.folder),
        force_exclude,
        look_for_overlooked: config.levels.get(overlooked_manifest::RULE.code) != Some(&None),
    }
}

/// The patterns by which a folder is searched.
pub(super) fn include(config: &Config) -> Vec<String> {
    let default = || DEFAULT_INCLUDE.map(str::to_owned).to_vec();
    config.include.clone().unwrap_or_else(default)
}

/// That there is no manifest, and what was looked for.
pub(super) fn nothing_found(config: &Config) -> RunError {
    let searched = include(config).join(", ");
    RunError::new(format!(
        "no manifest found; in folders, crisplint looks for files named {searched}"
    ))
}

/// A file that is read whatever it is called.
pub(super) fn named(place: &Place, file: &Path) -> Input {
    Input {
        path: place.name(file),
        content: Content::File(place.current.join(file)),
    }
}
