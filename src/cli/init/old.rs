//! The file that `--from` names.

use std::path::Path;
use std::sync::Arc;

use crate::check::{self, Content, Input, Settings};
use crate::cli::import;
use crate::cli::output::Output;
use crate::cli::trouble::Trouble;
use crate::discover::Place;
use crate::finding::Hides;
use crate::model::evidence::NoEvidence;
use crate::render::writers::Writer;
use crate::rules::unsupported_version;
use crate::table::Page;
use crate::table::file::{self, Kind, Reading, Refused};
use crate::text::{FilePath, ReadError, Source, list, quote, read_bytes};
use crate::yaml::{Document, Node, Outcome};

/// A manifest or a table that could be read as text.
pub(super) struct Old {
    pub(super) path: Arc<FilePath>,
    pub(super) source: Arc<Source>,
    /// Its tables, if it is not a manifest.
    pub(super) page: Option<Page>,
}

impl Old {
    /// Whether there are comments, as far as that can be seen.
    pub(super) fn has_comments(&self) -> bool {
        let mut lines = self.source.text().lines();
        self.page.is_none()
            && lines.any(|line| line.trim_start().starts_with('#') || line.contains(" #"))
    }
}

/// Reads the file, or shows why it cannot be read.
pub(super) fn read(
    file: &Path,
    place: &Place,
    settings: &Settings,
    reading: &Reading<'_>,
    output: &mut Output,
) -> Result<Old, Trouble> {
    let path = place.name(file);
    let shown = quote(&path.shown);
    if file.symlink_metadata().is_err() {
        return Err(Trouble(format!("there is no file {shown}")));
    }
    let extension = file.extension().unwrap_or_default().to_ascii_lowercase();
    let is = |names: &[&str]| names.iter().any(|name| extension == *name);
    if is(&["xls", "xlsb", "ods", "numbers"]) {
        return Err(Trouble(format!(
            "{shown} is a spreadsheet of another kind: save it as an Excel workbook (.xlsx), and name that file"
        )));
    }
    let table = Kind::of(&path.shown);
    let content = match (read_bytes(file), table) {
        (Ok(bytes), Some(kind)) => match file::open(bytes, kind, reading) {
            Ok((source, page)) => {
                return Ok(Old {
                    source: Arc::new(source),
                    page: Some(page),
                    path,
                });
            }
            Err(Refused::Unusable(why)) => return Err(Trouble(format!("{shown}: {why}"))),
            Err(Refused::Bytes(source, at)) => {
                let fault = import::invalid(&source, at);
                let help = fault.help.unwrap_or_default();
                let content = Content::Text(Arc::new(*source));
                let Trouble(text) = faults(Input { path, content }, settings, output);
                return Err(Trouble(format!("{text}: {help}")));
            }
        },
        (Ok(bytes), None) => match Source::from_bytes(bytes) {
            source if source.invalid_at().is_none() => {
                return Ok(Old {
                    source: Arc::new(source),
                    page: None,
                    path,
                });
            }
            source => Content::Text(Arc::new(source)),
        },
        (Err(ReadError::TooLarge), _) => Content::TooLarge,
        (Err(ReadError::Io(error)), _) => Content::Unreadable(error.to_string()),
    };
    Err(faults(Input { path, content }, settings, output))
}

/// Shows why a source cannot be used, as `check` would.
fn faults(input: Input, settings: &Settings, output: &mut Output) -> Trouble {
    let shown = quote(&input.path.shown);
    let mut report = check::check(&[input], settings, &NoEvidence, &|| ());
    // The other findings stop nobody from reading it.
    report
        .findings
        .retain(|finding| finding.rule.hides >= Hides::Document);
    let text = crate::render::full::render(&report, output.look());
    output.print(&Writer::Full.prints(text));
    Trouble(format!("{shown} cannot be used, so nothing was written"))
}

/// The manifest of the system, or the only one of the file.
pub(super) fn choose<'d>(
    system: &str,
    old: &Old,
    outcomes: &'d [Option<Outcome<'d>>],
    settings: &Settings,
    output: &mut Output,
) -> Result<&'d Document<'d>, Trouble> {
    let field = |document: &'d Document<'d>, at: &str| document.find(at).and_then(Node::as_str);
    let is_matrix = |outcome: &&'d Outcome<'d>| {
        let document = outcome.as_ref().ok();
        document.and_then(|document| field(document, "/kind")) == Some("ResponsibilityMatrix")
    };
    let candidates = outcomes.iter().flatten();
    let candidates: Vec<&Outcome<'_>> = candidates.filter(|one| !is_matrix(one)).collect();
    let documents = candidates
        .iter()
        .filter_map(|outcome| outcome.as_ref().ok());
    let manifests: Vec<&Document<'_>> = documents
        .filter(|document| unsupported_version::is_read(document.root(), "ControlOwnership"))
        .collect();
    let name = |document: &'d Document<'d>| field(document, "/metadata/system");
    let own = manifests.iter().copied();
    let own: Vec<&Document<'_>> = own.filter(|one| name(one) == Some(system)).collect();
    match own.as_slice() {
        [] => {}
        [only] => return Ok(only),
        _ => {
            let (file, system) = (quote(&old.path.shown), quote(system));
            let text = format!("{file} declares the system {system} more than once");
            return Err(Trouble(text));
        }
    }
    if candidates.len() != manifests.len() || manifests.is_empty() {
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

/// What a file holds beside one document: systems and matrices by name, and how many have none.
pub(super) fn others(outcomes: &[Option<Outcome<'_>>], chosen: &Document<'_>) -> Vec<String> {
    let mut names = Vec::new();
    let mut unnamed = 0;
    for outcome in outcomes.iter().flatten() {
        let document = outcome.as_ref().ok();
        if document.is_some_and(|document| std::ptr::eq(document, chosen)) {
            continue;
        }
        let name = document.and_then(|document| {
            let named = ["/metadata/system", "/metadata/id"];
            let mut named = named.into_iter().filter_map(|at| document.find(at));
            named.find_map(Node::as_str)
        });
        match name {
            Some(name) => names.push(quote(name)),
            None => unnamed += 1,
        }
    }
    match unnamed {
        0 => {}
        1 => names.push("a document without a name".to_owned()),
        several => names.push(format!("{several} documents without a name")),
    }
    names
}
