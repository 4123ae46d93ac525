//! What a case demands of the tool: findings in terms of keys and values, not yet of columns.

use super::yaml::{Id, pointer};

/// What a label of a finding stands at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A key, a scalar with its quotes or a flow collection, from end to end.
    Whole(Id),
    /// Some characters of a scalar: the first of them, counted within the quotes, and how many.
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

/// The way to something in a document, and the feature that it belongs to.
#[derive(Clone, Debug)]
pub struct Route {
    pub keys: Vec<String>,
    pub feature: Option<&'static str>,
}

impl Route {
    /// The way one step further.
    pub fn to(mut self, key: impl Into<String>) -> Self {
        self.keys.push(key.into());
        self
    }
}

/// The way to something outside the features.
impl<const N: usize> From<[&str; N]> for Route {
    fn from(keys: [&str; N]) -> Self {
        Self::from(&keys as &[&str])
    }
}

impl From<&[&str]> for Route {
    fn from(keys: &[&str]) -> Self {
        let keys = keys.iter().map(|key| (*key).to_owned()).collect();
        Self {
            keys,
            feature: None,
        }
    }
}

#[derive(Clone, Debug)]
pub struct Expected {
    pub code: &'static str,
    /// The equals among the labels: the first of them in the file is the finding's position, the
    /// others must be related places.
    pub at: Vec<Place>,
    /// Further places that must be labelled.
    pub further: Vec<Place>,
    /// Places of both kinds that now stand behind an alias; they must be labelled as well.
    pub real: Vec<Place>,
    pub pointer: Option<String>,
    /// The steps of the pointer.
    pub keys: Vec<String>,
    pub feature: Option<String>,
    /// The index of the file.
    pub file: usize,
    /// The index of the document in the file, if there is one.
    pub document: Option<usize>,
}

impl Expected {
    /// A finding at one place, about the thing at the end of the route.
    pub fn new(code: &'static str, at: Place, about: impl Into<Route>) -> Self {
        Self::at_all(code, vec![at], about)
    }

    /// A finding at the first of several places.
    pub fn at_all(code: &'static str, at: Vec<Place>, about: impl Into<Route>) -> Self {
        let about = about.into();
        Self {
            code,
            at,
            further: Vec::new(),
            real: Vec::new(),
            pointer: Some(pointer(&about.keys)),
            feature: about.feature.map(str::to_owned),
            keys: about.keys,
            file: 0,
            document: None,
        }
    }

    /// Names a feature that does not lie on the route.
    pub fn feature(mut self, id: &str) -> Self {
        self.feature = Some(id.to_owned());
        self
    }

    /// There is no document that a pointer could lead into.
    pub fn without_pointer(mut self) -> Self {
        self.pointer = None;
        self
    }

    pub fn related(mut self, place: Place) -> Self {
        self.further.push(place);
        self
    }
}
