//! Keys that are known under another name or in another place: what each was meant for.
//!
//! Such a key is unknown where it is, and missing where it belongs; what it would have said is missing,
//! too. That is one fault, so all of it is worked out here, once, from what does not fit the schema:
//! the finding, the violations that it stands for, and the fields that nobody is to miss.

mod belongs;
mod guess;
mod homes;
mod misnamed;
mod search;
mod spelling;

use super::shapes::{Schema, Violation};
use crate::yaml::Document;
use search::Search;
use spelling::Name;

pub use homes::{Path, Step};
pub use misnamed::{Belongs, Meant, Misnamed, Names};

/// Works out what the keys of a document are meant for, and takes out the violations that say the
/// same. `is_feature` says whether a matrix has a feature; yes where that is not known.
pub fn find_names<'s>(
    schema: &'s Schema,
    document: &Document<'_>,
    violations: &mut Vec<Violation>,
    is_feature: &dyn Fn(&str) -> bool,
) -> Names<'s> {
    if violations.is_empty() {
        return Names::default();
    }
    let mut search = Search::new(schema, document);
    search.look(violations);
    violations.retain(|violation| !search.is_explained(violation, is_feature));
    search.names
}

/// Whether a key is another spelling of a field: another case, a plural, or one typo away.
pub fn is_spelt_like(key: &str, field: &str) -> bool {
    let names = Name::new(key).zip(Name::new(field));
    names.is_some_and(|(key, field)| key.near(&field).is_some())
}
