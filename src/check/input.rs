//! What is checked: a name, and where its text comes from.

use std::path::PathBuf;
use std::sync::Arc;

use crate::text::{FilePath, Source};

/// Something to check.
#[derive(Clone, Debug)]
pub struct Input {
    /// What it is called.
    pub path: Arc<FilePath>,
    /// Where its text comes from.
    pub content: Content,
}

/// Where a text comes from.
#[derive(Clone, Debug)]
pub enum Content {
    /// From a file, when its turn comes.
    File(PathBuf),
    /// From a file that no pattern matches and that holds a manifest all the same.
    Overlooked(PathBuf),
    /// It is here already: standard input.
    Text(Arc<Source>),
    /// From nowhere, for a reason in the system's words.
    Unreadable(String),
    /// From nowhere: it is over the limit.
    TooLarge,
}
