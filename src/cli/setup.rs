//! What a run needs before it starts: the place, the configuration, the matrices.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use jiff::{Timestamp, tz::TimeZone};

use super::Trouble;
use crate::config::{self, Config, ConfigError};
use crate::discover::{Content, Input, Place};
use crate::finding::Report;
use crate::lint::{self, Refused, Settings};
use crate::matrix::Registry;
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

/// Why a run cannot start: findings in what it would be judged by, or a sentence.
pub(super) enum Stop {
    /// Findings, and what they are in.
    Findings(Box<Report>, &'static str),
    /// A sentence.
    Trouble(String),
}

impl ConfigArgs {
    /// Whether the command line says which configuration to use.
    pub(super) fn is_given(&self) -> bool {
        self.no_config || self.config.is_some()
    }

    pub(super) fn load(&self, place: &Place) -> Result<Config, Stop> {
        let file = match (&self.config, self.no_config) {
            (Some(file), _) => Some(file.clone()),
            (None, true) => None,
            (None, false) => config::find(place),
        };
        let Some(file) = file else {
            return Ok(Config::default());
        };
        config::load(&place.from_here(&file), place).map_err(|error| match error {
            ConfigError::Unreadable(text) => Stop::Trouble(text),
            ConfigError::Faulty(report) => Stop::Findings(report, "configuration"),
        })
    }
}

/// Where the run happens.
pub(super) fn place() -> Result<Place, Trouble> {
    let current = std::env::current_dir();
    let current = current.map_err(|error| format!("there is no current folder: {error}"))?;
    Ok(Place::new(current))
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
    let files = config.matrices.iter().chain(matrices);
    let inputs: Vec<Input> = files
        .map(|file| named(place, &place.from_here(&place.current.join(file))))
        .collect();
    settings.registry =
        lint::load_matrices(&inputs, &settings).map_err(|refused| match refused {
            Refused::Faulty(report) => Stop::Findings(report, "matrix"),
            Refused::Conflict(text) => Stop::Trouble(text),
        })?;
    // What a configuration changes is how manifests are judged, and no matrix.
    config.apply(&mut settings.policy);
    settings.levels.clone_from(&config.levels);
    settings.kinds = kinds;
    Ok(settings)
}

/// A file that is read whatever it is called.
pub(super) fn named(place: &Place, file: &Path) -> Input {
    Input {
        path: place.name(file),
        content: Content::File(place.current.join(file)),
    }
}
