//! What a matrix is called and whose it is: what a person says, else what the page says, else a
//! guess that is told.

use super::choose::Chosen;
use super::ids;
use super::page::{Imported, Request};
use crate::model::matrix::{Matrix, Provenance, Provider, Registry, Row};
use crate::table::claims::Claims;
use crate::table::words;
use crate::text::{counted, quote};

/// Whose services the page is about: a provider that is known under any of its names, else what the
/// header says.
pub(super) fn provider(
    chosen: &[Chosen<'_>],
    request: &Request<'_>,
    claims: &Claims<'_>,
    registry: &Registry,
) -> Provider {
    let header = chosen.first().map(|one| one.provider(claims));
    let header = header.as_deref().unwrap_or_default();
    let known = |text: &str| {
        let mut matrices = registry.matrices();
        matrices.find_map(|matrix| {
            let mut names = matrix.provider.names();
            let name = names.find(|name| words::holds_name(text, name))?;
            Some(renamed(&matrix.provider, name))
        })
    };
    if let Some(name) = request.provider_name {
        return known(name).unwrap_or_else(|| named(name));
    }
    if words::is_generic(header) {
        let titles: Vec<&str> = chosen.iter().flat_map(Chosen::titles).collect();
        if let Some(matrix) = ids::most_known(&titles, registry) {
            return matrix.provider.clone();
        }
    }
    let header = if header.is_empty() {
        "Provider"
    } else {
        header
    };
    known(header).unwrap_or_else(|| named(words::without_role(words::without_brackets(header))))
}

fn named(name: &str) -> Provider {
    Provider {
        name: name.to_owned(),
        aliases: Vec::new(),
    }
}

/// The provider under the name that the page uses, its other names as aliases.
fn renamed(provider: &Provider, name: &str) -> Provider {
    let others = provider.names().filter(|other| *other != name);
    Provider {
        name: name.to_owned(),
        aliases: others.map(str::to_owned).collect(),
    }
}

/// Fills in all but the rows and the provider. `known` is the matrix from which the rows are known.
pub(super) fn fill(
    imported: &mut Imported,
    provenance: Provenance,
    title: Option<&str>,
    request: &Request<'_>,
    known: Option<&Matrix>,
) {
    let mut headings = provenance.tables.iter();
    let heading = headings.find_map(|table| table.heading.clone());
    // A page of several tables is about more than the heading of the first one says.
    let mut all: Vec<_> = provenance
        .tables
        .iter()
        .map(|table| &table.heading)
        .collect();
    all.dedup();
    let title = title.filter(|_| all.len() > 1 || heading.is_none());
    let (heading, why) = match title {
        Some(title) => (Some(title.to_owned()), "after the title of the page"),
        None => (heading, "after the heading"),
    };
    let matrix = &mut imported.matrix;
    matrix.id = match request.id {
        Some(id) => id.to_owned(),
        None => id(
            &provenance.file,
            heading.as_deref().map(|heading| (heading, why)),
            known,
            &mut imported.guesses,
        ),
    };
    matrix.version = match request.version {
        Some(version) => version.to_owned(),
        None => version(&provenance.sha256, &mut imported.guesses),
    };
    matrix.source = Some(match &heading {
        Some(heading) => format!("{}, {heading}", provenance.file),
        None => provenance.file.clone(),
    });
    matrix.title = heading.or_else(|| known.and_then(|known| known.title.clone()));
    matrix.provenance = Some(provenance);
}

/// Says how many features differ from those of the matrix whose id it has.
pub(super) fn compare(imported: &mut Imported, registry: &Registry) {
    let matrix = &imported.matrix;
    let Some(known) = registry.judge(&matrix.id) else {
        return;
    };
    let is_same = |row: &Row| {
        let other = known.row(&row.id);
        other.is_some_and(|other| (other.provider, other.customer) == (row.provider, row.customer))
    };
    let differ = matrix.rows().iter().filter(|row| !is_same(row)).count();
    let missing = known
        .rows()
        .iter()
        .filter(|row| matrix.row(&row.id).is_none());
    let (differ, missing) = (differ, missing.count());
    if differ + missing == 0 {
        return;
    }
    let verb = if differ == 1 { "differs" } else { "differ" };
    let are = if missing == 1 { "is" } else { "are" };
    let name = quote(&known.name());
    let rest = match missing {
        0 => String::new(),
        _ => format!(", and {missing} of its features {are} missing"),
    };
    imported.guesses.push(format!(
        "{} {verb} from {name}{rest}; `crisplint matrix diff` shows them",
        counted(differ, "feature")
    ));
}

fn id(
    file: &str,
    heading: Option<(&str, &'static str)>,
    known: Option<&Matrix>,
    guesses: &mut Vec<String>,
) -> String {
    let (id, why) = match (known, heading) {
        (Some(known), _) => (known.id.clone(), "whose rows these are"),
        (None, Some((heading, why))) => (ids::slug(heading, "matrix"), why),
        (None, None) => {
            let name = file.rsplit('/').next().unwrap_or_default();
            let stem = name.split('.').next().unwrap_or_default();
            (ids::slug(stem, "matrix"), "after the file")
        }
    };
    guesses.push(format!(
        "the id is {}, {why}; `--id` sets another",
        quote(&id)
    ));
    id
}

fn version(sha256: &str, guesses: &mut Vec<String>) -> String {
    let version = format!("sha256-{}", sha256.get(..12).unwrap_or_default());
    guesses.push(format!(
        "the version is {}, after the file's hash; `--version` sets another, such as the date of publication",
        quote(&version)
    ));
    version
}
