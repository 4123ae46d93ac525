//! From the paths of a command line to realms: each root with its files and with what judges them. One
//! whose configuration or matrices have faults is not judged, and stops no other.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use jiff::civil::Date;

use super::setup::{ConfigArgs, Unusable, filter, gate, settings};
use crate::check::{Content, Input, Settings};
use crate::config::Config;
use crate::discover::{
    self, Discovered, Filter, Gate, Missing, OnDisk, Patterns, Place, Request, Root, Territory,
};
use crate::finding::{Report, RunError};
use crate::text::quote;

/// What a run is about.
pub(super) struct Realms {
    /// Where it happens.
    pub(super) place: Place,
    /// Sorted by the folder of the root.
    pub(super) all: Vec<Realm>,
    /// Whether all that was asked for was found and can be judged.
    pub(super) complete: bool,
}

/// A root, its files, and what judges them.
pub(super) struct Realm {
    pub(super) root: Root,
    /// The files to check, sorted by path.
    pub(super) inputs: Vec<Input>,
    /// The configuration, as far as it can be read.
    pub(super) config: Config,
    /// What it is judged by; nothing where that has faults.
    pub(super) settings: Option<Settings>,
    /// What belongs to the gate itself, and is no evidence.
    pub(super) gate: Gate,
    /// Whether all of it was searched.
    pub(super) whole: bool,
}

/// What all realms of a run share.
pub(super) struct Common<'a> {
    pub(super) config: &'a ConfigArgs,
    pub(super) matrices: &'a [PathBuf],
    pub(super) today: Date,
    pub(super) kinds: &'static [&'static str],
    pub(super) force_exclude: bool,
}

impl Common<'_> {
    /// Finds what is asked for, and what judges it. What keeps a realm from being judged goes into the report.
    pub(super) fn realms(&self, current: &Path, request: Request, report: &mut Report) -> Realms {
        let mut configs = HashMap::new();
        let Discovered {
            territories,
            missing,
            place,
        } = discover::discover(current, request, &mut |root| {
            // Named from its own root: nobody knows yet whether the run has others.
            let place = Place {
                current: current.to_owned(),
                base: root.folder.clone(),
            };
            let config = self.config.load(&place, root);
            let filter = self.filter(&config, root);
            configs.insert(root.folder.clone(), config);
            filter
        });
        report.errors.extend(
            missing
                .into_iter()
                .map(|missing| not_there(&place, missing)),
        );
        let several = territories.len() > 1;
        let realms = territories.into_iter().map(|territory| {
            let known = configs.remove(&territory.root.folder);
            let known = known.filter(|_| place.base == territory.root.folder);
            let config = known.unwrap_or_else(|| self.config.load(&place, &territory.root));
            self.realm(&place, territory, config, several, report)
        });
        Realms {
            all: realms.collect(),
            complete: report.errors.is_empty(),
            place: place.clone(),
        }
    }

    /// Which files are found. Where the configuration cannot be used, those are meant that it names and those
    /// of the usual names: none of them is written over.
    fn filter(&self, config: &Result<Config, Unusable>, root: &Root) -> Filter {
        match config {
            Ok(config) => filter(config, root, self.force_exclude),
            Err(unusable) => Filter {
                include: Patterns::new(
                    unusable.known.include.as_deref().unwrap_or_default(),
                    &root.folder,
                )
                .and(Patterns::usual()),
                exclude: Patterns::new::<&str>(&[], &root.folder),
                force_exclude: false,
                look_for_overlooked: false,
            },
        }
    }

    fn realm(
        &self,
        place: &Place,
        territory: Territory,
        config: Result<Config, Unusable>,
        several: bool,
        report: &mut Report,
    ) -> Realm {
        let Territory {
            root,
            inputs,
            strays,
            whole,
        } = territory;
        let done = if several {
            let shown = place.from_here(&root.folder);
            let shown = shown.to_string_lossy();
            let shown = if shown.is_empty() { "." } else { &shown };
            format!("checked below {}", quote(shown))
        } else {
            "checked".to_owned()
        };
        let mut usable = true;
        let config = config.unwrap_or_else(|Unusable { stop, known }| {
            usable = false;
            stop.tell_so(report, &done);
            *known
        });
        if !self.config.is_given() {
            report
                .errors
                .extend(strays.iter().map(|file| stray(place, file, &root)));
        }
        let settings = || {
            let settings = settings(self.today, place, &root, &config, self.matrices, self.kinds);
            settings.map_err(|stop| stop.tell_so(report, &done)).ok()
        };
        Realm {
            gate: gate(place, &root, &config, self.matrices),
            settings: usable.then(settings).flatten(),
            whole,
            root,
            inputs,
            config,
        }
    }
}

impl Realms {
    /// A run that is about nothing.
    pub(super) fn none() -> Self {
        Self {
            place: Place {
                current: PathBuf::new(),
                base: PathBuf::new(),
            },
            all: Vec::new(),
            complete: false,
        }
    }

    /// Whether there is a realm that can be judged, or none at all.
    pub(super) fn can_be_judged(&self) -> bool {
        self.all.is_empty() || self.all.iter().any(|realm| realm.settings.is_some())
    }

    /// The baselines that the configurations name.
    pub(super) fn baselines(&self) -> impl Iterator<Item = PathBuf> {
        let all = self.all.iter();
        all.filter_map(|realm| realm.config.baseline.clone())
    }

    /// The number of the realm to which a file belongs.
    pub(super) fn owner(&self, file: &Path) -> Option<usize> {
        let absolute = self.place.current.join(file);
        // The folder need not be there yet.
        let folder = absolute
            .ancestors()
            .skip(1)
            .find_map(|folder| folder.canonicalize().ok())?;
        let holding = self.all.iter().enumerate();
        let holding = holding.filter(|(_, realm)| folder.starts_with(&realm.root.folder));
        let nearest = holding.max_by_key(|(_, realm)| realm.root.folder.components().count());
        nearest.map(|(number, _)| number)
    }

    /// Whether no manifest was found. One that was overlooked is none.
    pub(super) fn is_empty(&self) -> bool {
        let mut inputs = self.all.iter().flat_map(|realm| &realm.inputs);
        inputs.all(|input| matches!(input.content, Content::Overlooked(_)))
    }
}

impl Realm {
    /// Where the evidence of its manifests is looked up.
    pub(super) fn evidence(&self) -> OnDisk {
        OnDisk::new(&self.root.folder, &self.gate)
    }

    /// All files that it reads, but for the baseline.
    pub(super) fn reads(&self) -> impl Iterator<Item = PathBuf> {
        let inputs = self.inputs.iter().filter_map(|input| match &input.content {
            Content::File(file) | Content::Overlooked(file) => Some(file.clone()),
            _ => None,
        });
        inputs.chain(self.config.judges())
    }
}

fn not_there(place: &Place, missing: Missing) -> RunError {
    RunError::new(missing.message).path(&place.given(&missing.path))
}

/// A configuration that judges nothing.
fn stray(place: &Place, file: &Path, root: &Root) -> RunError {
    let name = place.name_in(&place.from_here(file), &root.folder);
    let own = place.from_here(&root.folder.join(discover::CONFIG));
    let message = format!(
        "{} is not used: a repository has one configuration, in its root",
        quote(&name.shown)
    );
    let help = format!(
        "move its settings to {}, and remove it",
        quote(&own.to_string_lossy())
    );
    RunError::new(message)
        .help(help)
        .path(&name)
        .in_configuration(true)
}
