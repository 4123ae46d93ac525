//! What manifests declare, whether or not anything is found in them: which matrix judges each, and
//! of which features it speaks.

use std::sync::Arc;

use super::shape::shape;
use crate::check::{Content, Input};
use crate::model::manifest::Manifest;
use crate::model::schema;
use crate::rules::unsupported_version;
use crate::text::{FilePath, Source};
use crate::{threads, yaml};

/// One manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declaration {
    /// The file.
    pub path: Arc<FilePath>,
    /// The 0-based index of the document in the file.
    pub document: usize,
    /// `metadata.system`, where it could be read.
    pub system: Option<String>,
    /// The id of the matrix that it names.
    pub matrix: String,
    /// The keys of its features as written: ids or titles.
    pub features: Vec<String>,
}

/// The manifests of all files that can be read and that name a matrix, in the order of the files.
/// What cannot be read is passed over: [`super::check`](super::check()) reports it.
pub fn declarations(inputs: &[Input]) -> Vec<Declaration> {
    threads::map(inputs, of_input)
        .into_iter()
        .flatten()
        .collect()
}

fn of_input(input: &Input) -> Vec<Declaration> {
    let source = match &input.content {
        Content::Text(source) => Arc::clone(source),
        Content::File(file) => match Source::read(file) {
            Ok(source) => Arc::new(source),
            Err(_) => return Vec::new(),
        },
        Content::Overlooked(_) | Content::Unreadable(_) | Content::TooLarge => return Vec::new(),
    };
    if source.invalid_at().is_some() {
        return Vec::new();
    }
    let outcomes = yaml::read(source.text());
    let documents = outcomes.iter().enumerate();
    let declarations = documents.filter_map(|(index, outcome)| {
        let document = outcome.as_ref()?.as_ref().ok()?;
        if !unsupported_version::is_read(document.root(), "ControlOwnership") {
            return None;
        }
        let (damage, _) = shape(&schema::MANIFEST, document, Vec::new(), &|_| true);
        let manifest = Manifest::new(document, &damage);
        let features = manifest.features.iter().flatten();
        Some(Declaration {
            path: Arc::clone(&input.path),
            document: index,
            system: manifest.system.map(str::to_owned),
            matrix: manifest.matrix?.id.to_owned(),
            features: features.map(|feature| feature.key.to_owned()).collect(),
        })
    });
    declarations.collect()
}
