//! The two matrices of a comparison: ids, matrix files, and published pages.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::Path;

use jiff::civil::Date;

use crate::check::{self, Settings};
use crate::cli::import::{self, Asked, Columns};
use crate::cli::setup::{Stop, named};
use crate::cli::trouble::{Trouble, unknown};
use crate::discover::Place;
use crate::model::matrix::diff::named_after;
use crate::model::matrix::{self, Matrix, Reference, Registry};
use crate::table::file::Kind;
use crate::text::{list, quote};

/// A matrix of the command line, and where it comes from.
pub(super) struct Side {
    pub(super) matrix: Matrix,
    /// The file as it was reached, where it is one.
    pub(super) file: Option<String>,
    /// Whether it is a published page, which names neither ids nor versions.
    pub(super) is_page: bool,
    /// What was read of a page and left out, each a sentence.
    pub(super) notes: Vec<String>,
}

/// What both are read by.
pub(super) struct Reader<'a> {
    pub(super) place: &'a Place,
    pub(super) settings: &'a Settings,
    pub(super) columns: &'a Columns,
    pub(super) today: Date,
}

impl Reader<'_> {
    /// The two matrices. A page is read after the other one, whose rows its own may be.
    pub(super) fn both(&self, old: &Path, new: &Path) -> Result<(Side, Side), Stop> {
        if is_page(old) && !is_page(new) {
            let new = self.matrix(new)?;
            let old = self.page(old, Some(&new.matrix))?;
            return Ok((old, new));
        }
        let old = if is_page(old) {
            self.page(old, None)?
        } else {
            self.matrix(old)?
        };
        let new = if is_page(new) {
            self.page(new, Some(&old.matrix))?
        } else {
            self.matrix(new)?
        };
        Ok((old, new))
    }

    /// The matrix of an id or of a file. A file wins over an id of its name.
    fn matrix(&self, name: &Path) -> Result<Side, Stop> {
        let text = name.to_string_lossy();
        let end = name.extension().map(OsStr::to_ascii_lowercase);
        let is_yaml = end.is_some_and(|end| end == "yaml" || end == "yml");
        let registry = &self.settings.registry;
        if !self.place.current.join(name).is_file() {
            if is_yaml && registry.judge(Reference::new(&text).id).is_none() {
                return Err(no_file(name));
            }
            return Ok(Side {
                matrix: known(&text, registry)?.clone(),
                file: None,
                is_page: false,
                notes: Vec::new(),
            });
        }
        if !is_yaml {
            return Err(Stop::trouble(format!(
                "{} is a file here, and its name does not say of which kind: a matrix ends in \
                 `.yaml` or `.yml`, a published page in `.md`, `.html`, `.csv` or `.tsv`",
                quote(&text)
            )));
        }
        Ok(Side {
            matrix: self.matrix_file(name)?,
            file: Some(self.place.name(name).shown.clone()),
            is_page: false,
            notes: Vec::new(),
        })
    }

    /// The one matrix of a file, built on the matrices that are loaded.
    fn matrix_file(&self, name: &Path) -> Result<Matrix, Stop> {
        let mut settings = matrix_settings(self.settings);
        let inputs = [named(self.place, name)];
        let parsed = check::read_matrices(&inputs, &settings)?;
        let [only] = parsed.as_slice() else {
            let names: Vec<String> = parsed.iter().map(|one| quote(&one.name())).collect();
            return Err(Stop::trouble(format!(
                "{} contains {} matrices ({}); put each one in its own file",
                quote(&name.to_string_lossy()),
                names.len(),
                list(&names, "and")
            )));
        };
        // The file stands for itself, whatever else goes by its name: read anew, it cannot be built
        // on that either.
        settings.registry.forget(&only.id, &only.version);
        let parsed = check::read_matrices(&inputs, &settings)?;
        matrix::load(&parsed, &mut settings.registry).map_err(Stop::trouble)?;
        let matrix = parsed
            .first()
            .and_then(|only| settings.registry.version(&only.id, &only.version));
        let gone = || {
            Stop::trouble(format!(
                "{} changed while crisplint was reading it",
                quote(&name.to_string_lossy())
            ))
        };
        matrix.cloned().ok_or_else(gone)
    }

    /// The matrix of a published page. Titles that `other` has take its ids, before those of any
    /// matrix that is loaded.
    fn page(&self, name: &Path, other: Option<&Matrix>) -> Result<Side, Stop> {
        if !self.place.current.join(name).is_file() {
            return Err(no_file(name));
        }
        let mut registry = self.settings.registry.clone();
        if let Some(other) = other {
            registry.put(other.clone());
        }
        let request = self.columns.request(false);
        let request = request.map_err(|Trouble(text)| Stop::trouble(text))?;
        let asked = Asked {
            place: self.place,
            today: self.today,
            reading: &self.columns.reading(),
        };
        let page = import::read(name, &asked, &request, &registry)?;
        if !page.imported.is_sound() {
            return Err(Stop::Findings(Box::new(page.report), "page"));
        }
        let matrix = page.imported.matrix;
        if matrix.rows().is_empty() {
            let name = quote(&name.to_string_lossy());
            return Err(Stop::trouble(format!("the table of {name} has no rows")));
        }
        Ok(Side {
            matrix: other.map_or_else(|| matrix.clone(), |other| named_after(&matrix, other)),
            file: Some(self.place.name(name).shown.clone()),
            is_page: true,
            notes: page.imported.notes,
        })
    }
}

fn is_page(name: &Path) -> bool {
    Kind::of(&name.to_string_lossy()).is_some()
}

fn no_file(name: &Path) -> Stop {
    Stop::trouble(format!(
        "there is no file {}",
        quote(&name.to_string_lossy())
    ))
}

/// The matrix of an `id` or `id@version`.
fn known<'r>(text: &str, registry: &'r Registry) -> Result<&'r Matrix, Stop> {
    let Reference { id, version } = Reference::new(text);
    let trouble = |Trouble(text)| Stop::trouble(text);
    let Some(version) = version else {
        let unknown = || trouble(unknown("matrix", id, registry.ids()));
        return registry.judge(id).ok_or_else(unknown);
    };
    registry.version(id, version).ok_or_else(|| {
        let versions = registry.versions(id);
        let names: Vec<String> = versions.map(|one| quote(&one.name())).collect();
        if names.is_empty() {
            return trouble(unknown("matrix", id, registry.ids()));
        }
        let (text, names) = (quote(text), list(&names, "and"));
        Stop::trouble(format!(
            "there is no matrix {text}; known versions: {names}"
        ))
    })
}

/// What matrices are read by: no configuration changes how.
pub(super) fn matrix_settings(settings: &Settings) -> Settings {
    Settings {
        kinds: &["ResponsibilityMatrix"],
        levels: BTreeMap::new(),
        ..settings.clone()
    }
}
