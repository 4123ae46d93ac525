//! What a case demands of the tool: findings in terms of keys and values, not yet of columns.

use super::yaml::{Id, pointer};

/// What a label of a finding stands at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A key, a scalar with its quotes or a flow collection, from end to end.
    Whole(Id),
    /// Some characters of a scalar, counted from the first one within its quotes.
    Piece(Id, usize, usize),
    /// A value, or its key where the value is empty or in block style.
    Value { value: Id, key: Id },
    /// An alias that stands for the real place.
    Alias(Id),
    /// The first key of the document.
    FirstKey,
    /// The start of the file.
    Start,
}

impl Place {
    /// The key or value that the place is found by.
    pub fn id(self) -> Option<Id> {
        match self {
            Self::Whole(id) | Self::Piece(id, ..) | Self::Alias(id) => Some(id),
            Self::Value { value, .. } => Some(value),
            Self::FirstKey | Self::Start => None,
        }
    }
}

/// A field of a finding: demanded to the letter, or left open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Want {
    Exactly(Option<String>),
    Anything,
}

#[derive(Clone, Debug)]
pub struct Expected {
    pub code: &'static str,
    /// The equals among the labels: the first of them in the file is the finding's position, the
    /// others must be related places.
    pub at: Vec<Place>,
    /// Further places that must be labelled.
    pub related: Vec<Place>,
    pub pointer: Want,
    pub feature: Want,
    /// The index of the file.
    pub file: usize,
    /// The index of the document in the file, unless it is left open.
    pub document: Option<usize>,
}

impl Expected {
    /// A finding at one place, about the thing at the end of `path`.
    pub fn new(code: &'static str, at: Place, path: &[&str]) -> Self {
        Self::at_all(code, vec![at], path)
    }

    /// A finding at the first of several places.
    pub fn at_all(code: &'static str, at: Vec<Place>, path: &[&str]) -> Self {
        Self {
            code,
            at,
            related: Vec::new(),
            pointer: Want::Exactly(Some(pointer(path))),
            feature: Want::Exactly(None),
            file: 0,
            document: None,
        }
    }

    pub fn feature(mut self, id: &str) -> Self {
        self.feature = Want::Exactly(Some(id.to_owned()));
        self
    }

    /// Leaves it to the tool what it says of the feature.
    pub fn any_feature(mut self) -> Self {
        self.feature = Want::Anything;
        self
    }

    /// Leaves it to the tool what it says of the pointer.
    pub fn any_pointer(mut self) -> Self {
        self.pointer = Want::Anything;
        self
    }

    pub fn related(mut self, place: Place) -> Self {
        self.related.push(place);
        self
    }
}
