//! Which matrix the new manifest is for.

use std::path::Path;

use crate::cli::trouble::{Trouble, unknown};
use crate::model::matrix::{Matrix, Reference, Registry};
use crate::text::{Source, list, quote};
use crate::yaml::{self, Document, Node};

/// The matrix where nobody names another.
const DEFAULT: &str = "aucloud-iaas";

/// The matrix that the command line names, or the default. `file` is the one that was loaded for
/// that name.
pub(super) fn named<'r>(
    name: Option<&str>,
    file: Option<&Path>,
    registry: &'r Registry,
) -> Result<&'r Matrix, Trouble> {
    match file {
        Some(file) => only_matrix(file, registry),
        None => judge(name.unwrap_or(DEFAULT), registry),
    }
}

/// The matrix of an older manifest, and how it is named there, where that can stay.
pub(super) fn of<'r>(
    document: &Document<'_>,
    registry: &'r Registry,
) -> Result<(&'r Matrix, Option<String>), Trouble> {
    let Some(old) = document.root().get("matrix").and_then(Node::as_str) else {
        return Ok((judge(DEFAULT, registry)?, None));
    };
    let reference = Reference::new(old);
    let Some(matrix) = registry.judge(reference.id) else {
        let Trouble(text) = unknown("matrix", reference.id, registry.ids());
        return Err(Trouble(format!(
            "{text}, which the --from manifest names; choose one with `--matrix`"
        )));
    };
    Ok((matrix, reference.version.is_none().then(|| old.to_owned())))
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
            "{} is not the loaded version; use {}",
            quote(name),
            quote(&format!("--matrix {}", matrix.name()))
        ))),
        _ => Ok(matrix),
    }
}

/// The matrix of a file that has been loaded.
fn only_matrix<'r>(file: &Path, registry: &'r Registry) -> Result<&'r Matrix, Trouble> {
    let shown = quote(&file.to_string_lossy());
    let source = Source::read(file).map_err(|_| format!("{shown} can no longer be read"))?;
    let documents = yaml::read(source.text());
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
