//! What a rule says, before anybody has worked out where that is.

use std::borrow::Cow;

use super::rule::Rule;
use crate::text::Span;
use crate::yaml::Route;

/// Words for people: most rules say some of theirs of every fault.
pub type Text = Cow<'static, str>;

/// A place that a rule names: by route, or by the characters where no route leads there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// Something in the document.
    Route(Route),
    /// Characters of the file.
    Span(Span),
}

impl From<Route> for Place {
    fn from(route: Route) -> Self {
        Self::Route(route)
    }
}

impl From<Span> for Place {
    fn from(span: Span) -> Self {
        Self::Span(span)
    }
}

/// What a rule says, before anybody has worked out where that is.
#[derive(Clone, Debug)]
pub struct Fault {
    /// The rule.
    pub rule: &'static Rule,
    /// Where.
    pub place: Place,
    /// One sentence that names the thing: lower-case start, no full stop.
    pub message: Text,
    /// What to do, with the exact text to write where there is one.
    pub help: Option<Text>,
    /// What to write beside the marked characters.
    pub label: Option<Text>,
    /// Further places, each with what is there.
    pub related: Vec<(Place, Text)>,
    /// The JSON Pointer, where the place is no route.
    pub pointer: Option<String>,
    /// The id of the feature that it is about.
    pub feature: Option<String>,
    /// What is missing at the pointer, so that two missing things have two fingerprints.
    pub missing: Option<String>,
    /// The pointer of something else: a finding there may say all that there is to say.
    pub beside: Option<String>,
}

impl Fault {
    /// A fault with nothing but its message.
    pub fn new(rule: &'static Rule, place: impl Into<Place>, message: impl Into<Text>) -> Self {
        Self {
            rule,
            place: place.into(),
            message: message.into(),
            help: None,
            label: None,
            related: Vec::new(),
            pointer: None,
            feature: None,
            missing: None,
            beside: None,
        }
    }

    /// The JSON Pointer of what it is about, where there is a document.
    pub fn about(&self) -> Option<&str> {
        let route = match &self.place {
            Place::Route(route) => Some(route.pointer.as_str()),
            Place::Span(_) => None,
        };
        self.pointer.as_deref().or(route)
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<Text>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Says what the marked characters are.
    #[must_use]
    pub fn label(mut self, label: impl Into<Text>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// Points at a further place.
    #[must_use]
    pub fn related(mut self, place: impl Into<Place>, message: impl Into<Text>) -> Self {
        self.related.push((place.into(), message.into()));
        self
    }

    /// Names the thing where the place is no route.
    #[must_use]
    pub fn pointer(mut self, pointer: impl Into<String>) -> Self {
        self.pointer = Some(pointer.into());
        self
    }

    /// Names the feature.
    #[must_use]
    pub fn feature(mut self, id: impl Into<String>) -> Self {
        self.feature = Some(id.into());
        self
    }

    /// Names what is missing at the pointer.
    #[must_use]
    pub fn missing(mut self, name: impl Into<String>) -> Self {
        self.missing = Some(name.into());
        self
    }

    /// Names the place of another finding that may say it all.
    #[must_use]
    pub fn beside(mut self, pointer: impl Into<String>) -> Self {
        self.beside = Some(pointer.into());
        self
    }
}
