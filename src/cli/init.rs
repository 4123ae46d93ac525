//! `crisplint init SYSTEM`: a manifest to fill in.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::output::Output;
use super::setup::{ConfigArgs, Stop, place, settings, today};
use super::show::is_same_file;
use super::{Exit, Trouble, unknown};
use crate::config::Config;
use crate::discover::{Content, Input, Place};
use crate::document::{self, Document, Node, Outcome};
use crate::finding::FilePath;
use crate::init::{self, Contact, Facts, Given};
use crate::lint::{self, Settings};
use crate::matrix::{Matrix, Reference, Registry};
use crate::rules;
use crate::source::{ReadError, Source, write_new, write_whole};
use crate::text::{code, list, quote, visible};

/// The matrix where nobody names another.
const DEFAULT_MATRIX: &str = "aucloud-iaas";

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The system's name: lower-case letters, digits and hyphens
    system: String,
    /// The matrix: an id, `id@version`, or a file with one [default: that of --from, else
    /// aucloud-iaas]
    #[arg(long, value_name = "ID|FILE")]
    matrix: Option<String>,
    /// Fill in what an older manifest says
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
    /// The provider, where the matrix has several names for it
    #[arg(long, value_name = "NAME")]
    provider: Option<String>,
    /// The organisation that signed the CRISP
    #[arg(long, value_name = "NAME")]
    customer: Option<String>,
    /// Somebody who acts for the customer; repeatable
    #[arg(long, value_name = "KEY=NAME", value_parser = third_party)]
    third_party: Vec<(String, String)>,
    /// Somebody who can own features; repeatable
    #[arg(long, value_name = "KEY=NAME <EMAIL>", value_parser = contact)]
    contact: Vec<Contact>,
    /// The day of the last review, YYYY-MM-DD
    #[arg(long, value_name = "DATE")]
    reviewed: Option<String>,
    /// The CIO or CISO who signed the CRISP
    #[arg(long, value_name = "NAME")]
    signed_by: Option<String>,
    /// The day of the signature, YYYY-MM-DD
    #[arg(long, value_name = "DATE")]
    signed_on: Option<String>,
    #[command(flatten)]
    config: ConfigArgs,
}

/// The file that `--from` names.
struct Old {
    path: Arc<FilePath>,
    source: Arc<Source>,
}

/// What is to be written, and what there is to say about it.
struct Draft {
    text: String,
    features: usize,
    placeholders: usize,
    facts: Facts,
}

pub(super) fn run(args: &Args, output: &mut Output) -> Result<Exit, Trouble> {
    refuse_name(&args.system)?;
    let place = place()?;
    let config = args.config.load(&place);
    let config = config.map_err(|stop| show(stop, output))?;
    let (settings, named) = args.settings(&place, &config, output)?;
    let read = config.matrices.iter().chain(&named);
    let target = args.target(&place, &config, &read.cloned().collect::<Vec<_>>())?;
    let old = match &args.from {
        Some(file) => Some(read_old(file, &place, &settings, output)?),
        None => None,
    };
    let draft = args.draft(old.as_ref(), named.as_deref(), &config, &settings, output)?;
    match &target {
        Some(file) => args.write(file, &draft.text)?,
        None => output.print(&draft.text),
    }
    say(target.as_deref(), old.as_ref(), named.as_deref(), &draft);
    Ok(Exit::Clean)
}

impl Args {
    /// What is known, and the file with a matrix of its own that the command line names.
    fn settings(
        &self,
        place: &Place,
        config: &Config,
        output: &mut Output,
    ) -> Result<(Settings, Option<PathBuf>), Trouble> {
        let mut load = |files: &[PathBuf]| {
            let known = settings(today(None), place, config, files, &["ControlOwnership"]);
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
    fn target(
        &self,
        place: &Place,
        config: &Config,
        matrices: &[PathBuf],
    ) -> Result<Option<PathBuf>, Trouble> {
        let default = || PathBuf::from(format!("{}.crisp.yaml", self.system));
        let file = self.output.clone().unwrap_or_else(default);
        if file.as_os_str() == "-" {
            return Ok(None);
        }
        let name = quote(&file.to_string_lossy());
        if let Ok(found) = file.metadata() {
            if !found.is_file() {
                return Err(Trouble(format!(
                    "{name} is no regular file: give `--output` another name"
                )));
            }
            let settings = config.path.iter();
            let settings = settings.map(|path| place.current.join(&path.shown));
            if settings
                .chain(matrices.iter().cloned())
                .any(|read| is_same_file(&read, &file))
            {
                return Err(Trouble(format!(
                    "{name} is read by this run: give `--output` another name"
                )));
            }
        }
        if !self.force && file.symlink_metadata().is_ok() {
            return Err(exists(&file));
        }
        Ok(Some(file))
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
        let mut given = self.given(config)?;
        let outcomes = old.map(|old| document::read(old.source.text()));
        let (matrix, facts) = match (old, &outcomes) {
            (Some(old), Some(outcomes)) => {
                let document = choose(&self.system, old, outcomes, settings, output)?;
                let (matrix, kept) = self.matrix_of(document, registry, named)?;
                given.matrix = kept;
                let keys = self.third_party.iter().map(|(key, _)| key.as_str());
                let keys: Vec<&str> = keys.collect();
                (
                    matrix,
                    init::of_manifest(document, &old.source, matrix, &keys),
                )
            }
            _ => (self.matrix(registry, named)?, Facts::default()),
        };
        self.refuse_provider(matrix)?;
        let manifest = init::manifest(matrix, &given, facts.manifest.clone());
        let source = old.map_or("", |old| old.path.shown.as_str());
        let text = init::text(&manifest, matrix, source, &facts.unplaced);
        let text = text.ok_or("the manifest cannot be written as YAML that reads back the same")?;
        let (placeholders, faults) = init::review(&text);
        if let Some((at, fault)) = faults.first() {
            let option = option_of(at).unwrap_or("--from");
            return Err(Trouble(format!("{}: {}", code(option), fault.message)));
        }
        Ok(Draft {
            text,
            features: matrix.rows().len(),
            placeholders,
            facts,
        })
    }

    fn given(&self, config: &Config) -> Result<Given, Trouble> {
        let parties = self.third_party.iter().map(|(key, _)| key.as_str());
        refuse_doubles("--third-party", parties)?;
        let contacts = self.contact.iter().map(|contact| contact.key.as_str());
        refuse_doubles("--contact", contacts)?;
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
            shared: config.contacts.clone(),
        })
    }

    /// The matrix that the command line names, or the default.
    fn matrix<'r>(
        &self,
        registry: &'r Registry,
        file: Option<&Path>,
    ) -> Result<&'r Matrix, Trouble> {
        match (file, &self.matrix) {
            (Some(file), _) => only_matrix(file, registry),
            (None, Some(name)) => judge(name, registry),
            (None, None) => judge(DEFAULT_MATRIX, registry),
        }
    }

    /// The matrix of a manifest that an older one becomes, and how it is named there, where that
    /// can stay.
    fn matrix_of<'r>(
        &self,
        document: &Document<'_>,
        registry: &'r Registry,
        file: Option<&Path>,
    ) -> Result<(&'r Matrix, Option<String>), Trouble> {
        let old = document.root().get("matrix").and_then(Node::as_str);
        let (None, Some(old)) = (&self.matrix, old) else {
            return Ok((self.matrix(registry, file)?, None));
        };
        let reference = Reference::new(old);
        let Some(matrix) = registry.judge(reference.id) else {
            let Trouble(text) = unknown("matrix", reference.id, registry.ids());
            return Err(Trouble(format!(
                "{text}, which the source names: give one with `--matrix`"
            )));
        };
        Ok((matrix, reference.version.is_none().then(|| old.to_owned())))
    }

    fn refuse_provider(&self, matrix: &Matrix) -> Result<(), Trouble> {
        let Some(provider) = &self.provider else {
            return Ok(());
        };
        if matrix.provider.names().any(|name| name == provider) {
            return Ok(());
        }
        let names: Vec<String> = matrix.provider.names().map(quote).collect();
        Err(Trouble(format!(
            "`--provider`: {} is not the provider of {}: write {}",
            quote(provider),
            quote(&matrix.id),
            list(&names, "or")
        )))
    }
}

/// Says on stderr what was written, what waits, and what to run.
fn say(target: Option<&Path>, old: Option<&Old>, named: Option<&Path>, draft: &Draft) {
    let unplaced = &draft.facts.unplaced;
    if let Some(old) = old {
        let shown = visible(&old.path.shown);
        for one in unplaced {
            let message = crate::text::one_line(&one.message);
            Output::note(&format!(
                "{shown}:{}:{}: {message}",
                one.at.line, one.at.column
            ));
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
        if has_comments(old.source.text()) {
            Output::note(&format!("the comments of {shown} were not kept"));
        }
    }
    let name = target.map(|file| visible(&file.to_string_lossy()).into_owned());
    let features = draft.features;
    let waiting = match draft.placeholders {
        0 => "no placeholder waits".to_owned(),
        1 => "1 placeholder waits for a person".to_owned(),
        several => format!("{several} placeholders wait for a person"),
    };
    match &name {
        Some(name) => Output::note(&format!("wrote {name}: {features} features, {waiting}")),
        None => Output::note(&format!("{features} features, {waiting}")),
    }
    let matrix = named.map(|file| format!("--matrix {} ", shell(file)));
    let matrix = matrix.unwrap_or_default();
    let file = target.map_or_else(|| "FILE".to_owned(), shell);
    let command = code(&format!("crisplint check {matrix}{file}"));
    Output::note(&match draft.placeholders {
        0 => format!("next, run {command}"),
        _ => format!("fill in each TODO, then run {command}"),
    });
}

fn exists(file: &Path) -> Trouble {
    let name = quote(&file.to_string_lossy());
    Trouble(format!(
        "{name} exists already: name another file with `--output`, or replace it with `--force`"
    ))
}

/// Prints why a run cannot start.
fn show(stop: Stop, output: &mut Output) -> Trouble {
    match stop {
        Stop::Findings(report, subject) => {
            output.print(&crate::render::full::render(&report, output.look()));
            Trouble(format!("the {subject} has faults, so nothing was written"))
        }
        Stop::Trouble(text) => Trouble(text),
    }
}

fn refuse_name(system: &str) -> Result<(), Trouble> {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if !system.is_empty() && system.chars().all(fits) {
        return Ok(());
    }
    let slug = init::slug(system, |c| c.is_ascii_alphanumeric());
    let write = if slug.is_empty() { "payroll" } else { &slug };
    Err(Trouble(format!(
        "{} is no name of a system, which has lower-case letters, digits and hyphens: write {}",
        quote(system),
        quote(write)
    )))
}

fn refuse_doubles<'a>(option: &str, keys: impl Iterator<Item = &'a str>) -> Result<(), Trouble> {
    let mut seen: Vec<&str> = Vec::new();
    for key in keys {
        if seen.contains(&key) {
            let text = format!("{}: {} is given twice", code(option), quote(key));
            return Err(Trouble(text));
        }
        seen.push(key);
    }
    Ok(())
}

fn third_party(text: &str) -> Result<(String, String), String> {
    let pair = text.split_once('=');
    let pair = pair.map(|(key, name)| (key.trim().to_owned(), name.trim().to_owned()));
    pair.filter(|(key, name)| !key.is_empty() && !name.is_empty())
        .ok_or_else(|| {
            "write it as KEY=NAME, for example `msp=Contoso Managed Services`".to_owned()
        })
}

fn contact(text: &str) -> Result<Contact, String> {
    let parsed = third_party(text).ok().and_then(|(key, rest)| {
        let (name, email) = rest.strip_suffix('>')?.rsplit_once('<')?;
        let (name, email) = (name.trim().to_owned(), email.trim().to_owned());
        (!name.is_empty()).then_some(Contact { key, name, email })
    });
    parsed.ok_or_else(|| {
        "write it as KEY=NAME <EMAIL>, for example \
         `storage-team=Storage team <storage@examples.gov.au>`"
            .to_owned()
    })
}

/// The option that a value of the manifest came from.
fn option_of(at: &str) -> Option<&'static str> {
    let options = [
        ("/metadata/title", "--title"),
        ("/metadata/classification", "--classification"),
        ("/metadata/reviewed", "--reviewed"),
        ("/metadata/crisp/signedBy", "--signed-by"),
        ("/metadata/crisp/signedOn", "--signed-on"),
        ("/parties/provider", "--provider"),
        ("/parties/customer", "--customer"),
        ("/parties/thirdParties", "--third-party"),
        ("/contacts", "--contact"),
    ];
    let option = options.iter().find(|(pointer, _)| at.starts_with(pointer));
    option.map(|(_, option)| *option)
}

/// The matrix of an id that judges; of another version no manifest would check clean.
fn judge<'r>(name: &str, registry: &'r Registry) -> Result<&'r Matrix, Trouble> {
    let reference = Reference::new(name);
    let Some(matrix) = registry.judge(reference.id) else {
        let known = unknown("matrix", name, registry.ids());
        return Err(known);
    };
    match reference.version {
        Some(version) if version != matrix.version => Err(Trouble(format!(
            "{} is not the version that judges here: write {}",
            quote(name),
            quote(&format!("--matrix {}", matrix.name()))
        ))),
        _ => Ok(matrix),
    }
}

/// The matrix of a file that has been loaded.
fn only_matrix<'r>(file: &Path, registry: &'r Registry) -> Result<&'r Matrix, Trouble> {
    let shown = quote(&file.to_string_lossy());
    let source = Source::read(file).map_err(|_| format!("{shown} cannot be read any more"))?;
    let documents = document::read(source.text());
    let names = documents.iter().flatten().flatten().filter_map(|document| {
        let text = |at: &str| document.find(at).and_then(Node::as_str);
        Some((text("/metadata/id")?, text("/metadata/version")?))
    });
    let names: Vec<(&str, &str)> = names.collect();
    match names.as_slice() {
        [(id, version)] => judge(&format!("{id}@{version}"), registry),
        several => {
            let ids: Vec<String> = several.iter().map(|(id, _)| quote(id)).collect();
            Err(Trouble(format!(
                "{shown} holds {} matrices, {}: list the file as `matrices` in the configuration, \
                 and name one with `--matrix`",
                several.len(),
                list(&ids, "and")
            )))
        }
    }
}

fn read_old(
    file: &Path,
    place: &Place,
    settings: &Settings,
    output: &mut Output,
) -> Result<Old, Trouble> {
    let path = place.name(file);
    let shown = quote(&path.shown);
    if file.symlink_metadata().is_err() {
        return Err(Trouble(format!("there is no file {shown}")));
    }
    let content = match Source::read(file) {
        Ok(source) if source.invalid_at().is_none() => {
            return Ok(Old {
                source: Arc::new(source),
                path,
            });
        }
        Ok(source) => Content::Text(Arc::new(source)),
        Err(ReadError::TooLarge) => Content::TooLarge,
        Err(ReadError::Io(error)) => Content::Unreadable(error.to_string()),
    };
    Err(faults(Input { path, content }, settings, output))
}

/// Shows why a source cannot be used, as `check` would.
fn faults(input: Input, settings: &Settings, output: &mut Output) -> Trouble {
    let shown = quote(&input.path.shown);
    let mut report = lint::lint(&[input], settings, &|| ());
    // The other findings stop nobody from reading it.
    let stopping = [
        &rules::unreadable_file::RULE,
        &rules::invalid_encoding::RULE,
        &rules::yaml_syntax::RULE,
        &rules::limit_exceeded::RULE,
        &rules::not_a_manifest::RULE,
        &rules::unsupported_version::RULE,
    ];
    report
        .findings
        .retain(|finding| stopping.iter().any(|rule| rule.code == finding.rule.code));
    output.print(&crate::render::full::render(&report, output.look()));
    Trouble(format!("{shown} cannot be used, so nothing was written"))
}

/// The manifest of the system, or the only one of the file.
fn choose<'d>(
    system: &str,
    old: &Old,
    outcomes: &'d [Option<Outcome<'d>>],
    settings: &Settings,
    output: &mut Output,
) -> Result<&'d Document<'d>, Trouble> {
    let documents = outcomes.iter().flatten().flatten();
    let is = |document: &Document<'_>, field: &str, expected: &str| {
        let found = document.root().get(field).and_then(Node::as_str);
        found == Some(expected)
    };
    let version = rules::unsupported_version::API_VERSION;
    let manifests: Vec<&Document<'_>> = documents
        .filter(|document| is(document, "kind", "ControlOwnership"))
        .filter(|document| {
            document.root().get("apiVersion").is_none() || is(document, "apiVersion", version)
        })
        .collect();
    let name =
        |document: &'d Document<'d>| document.find("/metadata/system").and_then(Node::as_str);
    let own = |document: &&'d Document<'d>| name(document) == Some(system);
    if let Some(document) = manifests.iter().copied().find(own) {
        return Ok(document);
    }
    if outcomes.iter().flatten().count() != manifests.len() || manifests.is_empty() {
        let input = Input {
            path: Arc::clone(&old.path),
            content: Content::Text(Arc::clone(&old.source)),
        };
        return Err(faults(input, settings, output));
    }
    match manifests.as_slice() {
        [only] => Ok(only),
        several => {
            let names = several.iter().copied().filter_map(name).map(quote);
            Err(Trouble(format!(
                "{} holds no system {}, but {}",
                quote(&old.path.shown),
                quote(system),
                list(&names.collect::<Vec<_>>(), "and")
            )))
        }
    }
}

fn has_comments(text: &str) -> bool {
    text.lines()
        .any(|line| line.trim_start().starts_with('#') || line.contains(" #"))
}

/// A path as it is typed in a shell.
fn shell(file: &Path) -> String {
    let text = visible(&file.to_string_lossy()).into_owned();
    let text = if text.starts_with('-') {
        format!("./{text}")
    } else {
        text
    };
    let plain = |c: char| c.is_alphanumeric() || "-_./+,:@%".contains(c);
    if text.chars().all(plain) {
        text
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}
