//! crisplint: a linter for control ownership manifests under the AUCloud CRISP.
//!
//! The pipeline: [`discover`] turns paths into a sorted list of files; [`yaml`] parses the text of each
//! once, into trees in which every key and value knows its characters; [`model`] holds the schemas that
//! say whether a tree is a manifest or a matrix, and the typed values that are made of it; [`rules`]
//! look at a manifest beside its matrix and report faults, each naming a route into the tree;
//! [`finding`] turns routes into lines and columns; [`render`] shows a report in one of the formats.
//! [`check`] is the one place that knows this order, [`cli`] the one that prints.
//!
//! Beside the check, [`audit`] lays what a run saw beside what it found, for an assessor; [`diff`] says what
//! a changed matrix means for manifests; [`import`] reads a published [`table`] of roles; and [`init`]
//! makes a manifest to begin with.
//!
//! CONTRIBUTING.md draws the rooms and says which of them may use which.
//!
//! The library is what the `crisplint` binary and its tests are made of. Its interface may change
//! in any release; the command line, the files and the formats are what others can build on.

pub mod audit;
pub mod check;
pub mod cli;
pub mod config;
pub mod diff;
pub mod discover;
pub mod finding;
pub mod git;
pub mod import;
pub mod init;
pub mod model;
pub mod render;
pub mod rules;
pub mod table;
pub mod text;
mod threads;
pub mod yaml;
