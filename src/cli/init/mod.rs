//! `crisplint init SYSTEM`: a manifest to fill in.

mod old;
mod options;
mod which;

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use jiff::civil::Date;

use super::import::Others;
use super::output::{Output, is_stream};
use super::setup::{ConfigArgs, Stop, place, settings, today};
use super::show::is_same_file;
use super::trouble::Trouble;
use crate::check::Settings;
use crate::config::Config;
use crate::discover::{Place, Root};
use crate::finding::Exit;
use crate::init::{self, Contact, Facts, Given};
use crate::model::matrix::Reference;
use crate::render::writers::{Printed, Writer};
use crate::table::claims::{self, Claims};
use crate::text::{code, counted, list, one_line, quote, write_new, write_whole};
use crate::yaml;

use old::Old;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The system's name (lower-case letters, digits and hyphens)
    system: String,
    /// The matrix: an id, `id@version` or a matrix file [default: the matrix of the --from manifest,
    /// otherwise aucloud-iaas]
    #[arg(long, value_name = "ID|FILE")]
    matrix: Option<String>,
    /// Copy values from an older manifest or from a register (.xlsx, .csv, .md, .html)
    #[arg(long, value_name = "FILE")]
    from: Option<PathBuf>,
    /// The file to write, `-` for standard output [default: SYSTEM.crisp.yaml]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace the file if it exists
    #[arg(long)]
    force: bool,
    /// The system's title
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// The classification of the system's data
    #[arg(long, value_name = "TEXT")]
    classification: Option<String>,
    /// The name of the provider, if the matrix has several names
    #[arg(long, value_name = "NAME")]
    provider: Option<String>,
    /// The organisation that signed the CRISP
    #[arg(long, value_name = "NAME")]
    customer: Option<String>,
    /// A third party that acts for the customer, such as a managed service provider; can be used more than once
    #[arg(long, value_name = "KEY=NAME", value_parser = options::third_party)]
    third_party: Vec<(String, String)>,
    /// A person or team that can be the owner of features; can be used more than once
    #[arg(long, value_name = "KEY=NAME <EMAIL>", value_parser = options::contact)]
    contact: Vec<Contact>,
    /// The date of the last review, YYYY-MM-DD
    #[arg(long, value_name = "DATE")]
    reviewed: Option<String>,
    /// The CIO or CISO who signed the CRISP
    #[arg(long, value_name = "NAME")]
    signed_by: Option<String>,
    /// The date of the signature, YYYY-MM-DD
    #[arg(long, value_name = "DATE")]
    signed_on: Option<String>,
    #[command(flatten)]
    columns: Columns,
    #[command(flatten)]
    config: ConfigArgs,
}

/// Which columns of the table that `--from` names are whose, if their names and cells do not say.
#[derive(Debug, clap::Args)]
struct Columns {
    /// The column of the table with the features
    #[arg(long, value_name = "COLUMN")]
    feature: Option<String>,
    /// The column of the table with the provider's roles; repeatable
    #[arg(long, value_name = "COLUMN")]
    provider_column: Vec<String>,
    /// The column of the table with the customer's roles; repeatable
    #[arg(long, value_name = "COLUMN")]
    customer_column: Vec<String>,
    #[command(flatten)]
    others: Others,
}

impl Columns {
    fn claims(&self) -> Result<Claims<'_>, Trouble> {
        Ok(Claims {
            options: claims::Options::INIT,
            feature: self.feature.as_deref(),
            provider: self.provider_column.iter().map(String::as_str).collect(),
            customer: self.customer_column.iter().map(String::as_str).collect(),
            ..self.others.claims()?
        })
    }
}

/// What is to be written, and what there is to say about it.
struct Draft {
    text: Printed,
    features: usize,
    /// What the matrix is called, with its version.
    matrix: String,
    placeholders: usize,
    facts: Facts,
    /// What else the source holds.
    others: Vec<String>,
}

pub(super) fn run(args: &Args, output: &mut Output) -> Result<Exit, Trouble> {
    options::refuse_name(&args.system)?;
    let (place, root) = place()?;
    let config = args.config.load(&place, &root);
    let config = config.map_err(|unusable| show(unusable.stop, output))?;
    let (settings, named) = args.settings((&place, &root), &config, output)?;
    let mut read: Vec<PathBuf> = config.judges().chain(named.clone()).collect();
    let old = match &args.from {
        Some(file) => {
            let reading = args.columns.others.reading();
            Some(old::read(file, &place, &settings, &reading, output)?)
        }
        None => None,
    };
    // A manifest may take the place of the one that it was made from; a table is something else.
    let table = old.as_ref().filter(|old| old.page.is_some());
    read.extend(table.and(args.from.clone()));
    let target = args.target(&read)?;
    let draft = args.draft(old.as_ref(), named.as_deref(), &config, &settings, output)?;
    match &target {
        Some(file) => {
            args.refuse_loss(file, &draft.others)?;
            args.write(file, draft.text.as_str())?;
        }
        None => output.print(&draft.text),
    }
    say(target.as_deref(), old.as_ref(), named.as_deref(), &draft);
    // A register that does not say who does what is no source of a manifest yet.
    Ok(match draft.facts.open.as_slice() {
        [] => Exit::Clean,
        _ => Exit::Findings,
    })
}

impl Args {
    /// What is known, and the file with a matrix of its own that the command line names.
    fn settings(
        &self,
        (place, root): (&Place, &Root),
        config: &Config,
        output: &mut Output,
    ) -> Result<(Settings, Option<PathBuf>), Trouble> {
        let mut load = |files: &[PathBuf]| {
            let known = settings(
                today(None),
                place,
                root,
                config,
                files,
                &["ControlOwnership"],
            );
            known.map_err(|stop| show(stop, output))
        };
        let known = load(&[])?;
        let Some(name) = &self.matrix else {
            return Ok((known, None));
        };
        let reference = Reference::new(name);
        let is_known = known.registry.ids().any(|id| id == reference.id);
        let file = PathBuf::from(name);
        if is_known || !place.current.join(&file).exists() {
            return Ok((known, None));
        }
        Ok((load(std::slice::from_ref(&file))?, Some(file)))
    }

    /// The file to write; nothing for standard output.
    fn target(&self, read: &[PathBuf]) -> Result<Option<PathBuf>, Trouble> {
        let default = || PathBuf::from(format!("{}.crisp.yaml", self.system));
        let file = self.output.clone().unwrap_or_else(default);
        if is_stream(&file) {
            return Ok(None);
        }
        let name = quote(&file.to_string_lossy());
        if let Ok(found) = file.metadata() {
            if !found.is_file() {
                return Err(Trouble(format!(
                    "{name} is not a regular file; use another name for `--output`"
                )));
            }
            if read.iter().any(|read| is_same_file(read, &file)) {
                return Err(Trouble(format!(
                    "this run reads {name}; use another name for `--output`"
                )));
            }
        }
        if !self.force && file.symlink_metadata().is_ok() {
            return Err(exists(&file));
        }
        Ok(Some(file))
    }

    /// Refuses to put one manifest in the place of a file that holds more.
    fn refuse_loss(&self, file: &Path, others: &[String]) -> Result<(), Trouble> {
        let source = self.from.as_deref();
        if others.is_empty() || !source.is_some_and(|source| is_same_file(source, file)) {
            return Ok(());
        }
        let (name, others) = (quote(&file.to_string_lossy()), list(others, "and"));
        Err(Trouble(format!(
            "{name} also contains {others}, which would be lost; write to another file with `-o OTHER`"
        )))
    }

    fn write(&self, file: &Path, text: &str) -> Result<(), Trouble> {
        let written = if self.force {
            write_whole(file, text)
        } else {
            write_new(file, text)
        };
        written.map_err(|error| match error.kind() {
            ErrorKind::AlreadyExists => exists(file),
            _ => {
                let name = quote(&file.to_string_lossy());
                Trouble(format!("cannot write {name}: {error}"))
            }
        })
    }

    fn draft(
        &self,
        old: Option<&Old>,
        named: Option<&Path>,
        config: &Config,
        settings: &Settings,
        output: &mut Output,
    ) -> Result<Draft, Trouble> {
        let registry = &settings.registry;
        let mut given = self.given(config, settings.policy.today)?;
        let outcomes = old.map(|old| yaml::read(old.source.text()));
        let mut others = Vec::new();
        let (matrix, facts) = match (old, &outcomes) {
            (Some(old), Some(outcomes)) if old.page.is_none() => {
                let document = old::choose(&self.system, old, outcomes, settings, output)?;
                others = old::others(outcomes, document);
                let matrix = if self.matrix.is_none() {
                    let (matrix, kept) = which::of(document, registry)?;
                    given.matrix = kept;
                    matrix
                } else {
                    which::named(self.matrix.as_deref(), named, registry)?
                };
                let keys = self.third_party.iter().map(|(key, _)| key.as_str());
                let keys: Vec<&str> = keys.collect();
                let facts = init::of_manifest(document, &old.source, matrix, &keys);
                (matrix, facts)
            }
            (old, _) => {
                let matrix = which::named(self.matrix.as_deref(), named, registry)?;
                let claims = self.columns.claims()?;
                let table = old.and_then(|old| Some((old, old.page.as_ref()?)));
                let facts = table.map(|(old, page)| {
                    let facts = init::of_table(&old.source, page, matrix, &given, &claims);
                    facts.map_err(|why| format!("{}: {why}", quote(&old.path.shown)))
                });
                (matrix, facts.transpose()?.unwrap_or_default())
            }
        };
        options::refuse_provider(self.provider.as_deref(), matrix)?;
        let manifest = init::manifest(matrix, &given, facts.manifest.clone());
        let source = old.map_or("", |old| old.path.shown.as_str());
        let text = init::text(&manifest, matrix, source, &facts.unplaced);
        let text = text.ok_or("the manifest cannot be written as YAML that reads back the same")?;
        let (placeholders, faults) = init::review(&text);
        if let Some((at, fault)) = faults.first() {
            let option = options::option_of(at).unwrap_or("--from");
            return Err(Trouble(format!("{}: {}", code(option), fault.message)));
        }
        Ok(Draft {
            text: Writer::Manifest.prints(text),
            features: matrix.rows().len(),
            matrix: matrix.name(),
            placeholders,
            facts,
            others,
        })
    }

    fn given(&self, config: &Config, today: Date) -> Result<Given, Trouble> {
        let parties = self.third_party.iter().map(|(key, _)| key.as_str());
        options::refuse_doubles("--third-party", parties)?;
        let contacts = self.contact.iter().map(|contact| contact.key.as_str());
        options::refuse_doubles("--contact", contacts)?;
        Ok(Given {
            system: self.system.clone(),
            matrix: None,
            title: self.title.clone(),
            classification: self.classification.clone(),
            reviewed: self.reviewed.clone(),
            signed_by: self.signed_by.clone(),
            signed_on: self.signed_on.clone(),
            provider: self.provider.clone(),
            customer: self.customer.clone(),
            third_parties: self.third_party.clone(),
            contacts: self.contact.clone(),
            shared: config
                .contacts
                .iter()
                .map(|contact| contact.key.clone())
                .collect(),
            today,
        })
    }
}

/// Says on stderr what was written, what waits, and what to run.
fn say(target: Option<&Path>, old: Option<&Old>, named: Option<&Path>, draft: &Draft) {
    let unplaced = &draft.facts.unplaced;
    if let Some(old) = old {
        let shown = one_line(&old.path.shown);
        for note in &draft.facts.notes {
            Output::note(&format!("{shown}: {}", one_line(note)));
        }
        for one in unplaced {
            let (place, message) = (one_line(&one.place()), one_line(&one.message));
            Output::note(&format!("{shown}:{place}: {message}"));
        }
        if !unplaced.is_empty() {
            let (facts, stand) = match unplaced.len() {
                1 => ("1 fact".to_owned(), "it stands"),
                several => (format!("{several} facts"), "they stand"),
            };
            Output::note(&format!(
                "{facts} of {shown} could not be placed: {stand} at the end as comments"
            ));
        }
        if old.has_comments() {
            Output::note(&format!("the comments of {shown} were not kept"));
        }
        if let Some(roles) = about_roles(&shown, draft) {
            Output::note(&roles);
        }
    }
    let name = target.map(|file| one_line(&file.to_string_lossy()));
    let features = counted(draft.features, "feature");
    let waiting = match draft.placeholders {
        0 => "no placeholder waits".to_owned(),
        1 => "1 placeholder waits for a person".to_owned(),
        several => format!("{several} placeholders wait for a person"),
    };
    match &name {
        Some(name) => Output::note(&format!("wrote {name}: {features}, {waiting}")),
        None => Output::note(&format!("{features}, {waiting}")),
    }
    let matrix = named.map(|file| format!("--matrix {} ", options::shell(file)));
    let matrix = matrix.unwrap_or_default();
    let file = target.map_or_else(|| "FILE".to_owned(), options::shell);
    let command = code(&format!("crisplint check {matrix}{file}"));
    Output::note(&match draft.placeholders {
        0 => format!("next, run {command}"),
        _ => format!("fill in each TODO, then run {command}"),
    });
}

/// Ids that a line names before it counts the others.
const NAMED: usize = 5;

/// Where the roles of the new manifest do not come from the source, in one line.
fn about_roles(shown: &str, draft: &Draft) -> Option<String> {
    if draft.facts.is_silent {
        let matrix = one_line(&draft.matrix);
        return Some(format!(
            "{shown} does not say who does what: the roles are those that {matrix} publishes"
        ));
    }
    let open = &draft.facts.open;
    let mut names: Vec<String> = open
        .iter()
        .take(NAMED)
        .map(|id| quote(&one_line(id)))
        .collect();
    match open.len().saturating_sub(NAMED) {
        0 => {}
        more => names.push(format!("{more} more")),
    }
    let features = match open.len() {
        0 => return None,
        1 => "1 feature".to_owned(),
        several => format!("{several} features"),
    };
    Some(format!(
        "{shown} does not say who does what for {features}, or not so that it can be read: \
         write the roles in place of `raci: TODO` for {}",
        list(&names, "and")
    ))
}

fn exists(file: &Path) -> Trouble {
    let name = quote(&file.to_string_lossy());
    Trouble(format!(
        "{name} already exists; choose another file with `--output`, or replace it with `--force`"
    ))
}

/// Prints why a run cannot start.
fn show(stop: Stop, output: &mut Output) -> Trouble {
    match stop {
        Stop::Findings(report, subject) => {
            let text = crate::render::full::render(&report, output.look());
            output.print(&Writer::Full.prints(text));
            Trouble(format!("the {subject} has errors, so nothing was written"))
        }
        Stop::Error(error) => error.into(),
    }
}
