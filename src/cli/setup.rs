//! What a run needs before it starts: the place, the configuration, the matrices.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use jiff::{Timestamp, tz::TimeZone};

use super::Trouble;
use crate::config::{self, Config, ConfigError};
use crate::discover::{
    Content, DEFAULT_INCLUDE, Discovered, Filter, Input, Patterns, Place, discover,
};
use crate::finding::{Finding, Report, RunError};
use crate::lint::{self, Refused, Settings};
use crate::matrix::Registry;
use crate::rule::Severity;
use crate::rules::Policy;

/// Where the configuration comes from.
#[derive(Debug, clap::Args)]
pub(super) struct ConfigArgs {
    /// The configuration [default: the nearest `.crisplint.yaml` above, up to the repository's root]
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    config: Option<PathBuf>,
    /// Use no configuration
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
        let (mut found, subject) = match self {
            Self::Error(error) => return report.errors.push(error),
            Self::Findings(found, subject) => (found, subject),
        };
        let in_configuration = subject == CONFIGURATION;
        let mut meant = RunError::new(format!("the {subject} has faults, so nothing was checked"));
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

    /// The file, where there is one.
    pub(super) fn file(&self, place: &Place) -> Option<PathBuf> {
        match (&self.config, self.no_config) {
            (Some(file), _) => Some(file.clone()),
            (None, true) => None,
            (None, false) => config::find(place),
        }
    }

    pub(super) fn load(&self, place: &Place) -> Result<Config, Unusable> {
        let Some(file) = self.file(place) else {
            return Ok(Config::default());
        };
        config::load(&place.from_here(&file), place).map_err(|error| match error {
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

/// Where the run happens.
pub(super) fn place() -> Result<Place, RunError> {
    let current = std::env::current_dir();
    let lost = |error| RunError::new(format!("there is no current folder: {error}"));
    Ok(Place::new(current.map_err(lost)?))
}

/// Reads the day of a run, which is written in one way only.
pub(super) fn day(text: &str) -> Result<Date, &'static str> {
    let date = text.parse::<Date>().ok();
    date.filter(|date| date.to_string() == text)
        .ok_or("write a day as YYYY-MM-DD, such as `2026-11-23`")
}

/// The day of the run: the given one, or that of the clock in UTC.
pub(super) fn today(given: Option<Date>) -> Date {
    given.unwrap_or_else(|| Timestamp::now().to_zoned(TimeZone::UTC).date())
}

/// What the run is judged by.
pub(super) fn settings(
    today: Date,
    place: &Place,
    config: &Config,
    matrices: &[PathBuf],
    kinds: &'static [&'static str],
) -> Result<Settings, Stop> {
    let mut settings = Settings {
        policy: Policy::new(today),
        levels: BTreeMap::new(),
        root: place.root.clone(),
        registry: Registry::embedded(),
        kinds: &["ResponsibilityMatrix"],
    };
    let inputs = matrix_inputs(place, config, matrices);
    settings.registry = lint::load_matrices(&inputs, &settings)?;
    // What a configuration changes is how manifests are judged, and no matrix.
    config.apply(&mut settings.policy);
    settings.levels.clone_from(&config.levels);
    settings.kinds = kinds;
    Ok(settings)
}

/// The files with matrices of the user's own: the configuration's, then those of the command line.
pub(super) fn matrix_inputs(place: &Place, config: &Config, matrices: &[PathBuf]) -> Vec<Input> {
    let files = config.matrices.iter().chain(matrices);
    files
        .map(|file| named(place, &place.from_here(&place.current.join(file))))
        .collect()
}

/// Looks for manifests.
pub(super) fn search(
    place: &Place,
    config: &Config,
    paths: &[PathBuf],
    force_exclude: bool,
) -> Result<Discovered, Trouble> {
    Ok(discover(place, paths, &filter(config, force_exclude)?))
}

/// Which files a search takes.
pub(super) fn filter(config: &Config, force_exclude: bool) -> Result<Filter, Trouble> {
    let patterns = |texts: &[String]| Patterns::new(texts).map_err(|error| error.to_string());
    Ok(Filter {
        include: patterns(&include(config))?,
        exclude: patterns(&config.exclude)?,
        force_exclude,
    })
}

/// The patterns by which a folder is searched.
pub(super) fn include(config: &Config) -> Vec<String> {
    let default = || DEFAULT_INCLUDE.map(str::to_owned).to_vec();
    config.include.clone().unwrap_or_else(default)
}

/// That there is no manifest, and what was looked for.
pub(super) fn nothing_found(config: &Config) -> RunError {
    let searched = include(config).join(", ");
    RunError::new(format!("no manifest found: a folder is searched for {searched}")).help(
        "name the manifests, or write the names that yours have under `include` in `.crisplint.yaml`; \
         `--allow-empty` accepts a search that finds none",
    )
}

/// A file that is read whatever it is called.
pub(super) fn named(place: &Place, file: &Path) -> Input {
    Input {
        path: place.name(file),
        content: Content::File(place.current.join(file)),
    }
}
