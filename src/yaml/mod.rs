//! YAML text to one tree in which every key and every value knows its characters.
//!
//! All that crisplint reads (manifests, matrices, the configuration) comes through [`read()`], once.
//! The schema validator sees the tree as JSON, the typed structs are made from it, and every
//! finding names a [`Route`] into it, which becomes a span by [`Document::locate`]. [`mod@write`] is the
//! other way: YAML that is to be typed; [`mod@edit`] changes YAML that is there and keeps its form.

mod build;
mod conflict;
mod controls;
pub mod edit;
mod events;
mod json;
mod plain;
mod read;
mod route;
mod scalar;
#[cfg(test)]
mod tests;
mod tree;
pub mod write;

pub use json::value as json_value;
pub use read::{Documents, documents, is_plain, read, read_by_events};
pub use route::{
    Located, Part, Route, ancestor, around, depth, parent, pointer, pointer_push,
    step as pointer_step, steps as pointer_steps,
};
pub(crate) use tree::Kind;
pub use tree::{
    Document, Duplicate, Entry, Failure, MAX_DEPTH, MAX_DOCUMENTS, MAX_NODES, Misfit, MisfitKind,
    Node, Outcome, Shape,
};
