//! crisplint: a linter for control ownership manifests under the AUCloud CRISP.
//!
//! The pipeline: [`discover`] turns paths into a sorted list of files; [`source`] reads each into
//! text; [`document`] parses the text once, into trees in which every key and value knows its
//! characters; [`schema`] checks the shape of a tree; [`manifest`] and [`matrix`] make typed values
//! of what fits; [`evidence`] looks whether what a manifest points to is there; the [`rules`] judge
//! a manifest beside its matrix and report faults, each naming a route into the tree; [`finding`]
//! turns routes into lines and columns; [`render`] shows a report in one of the output formats.
//! Where it is asked for, [`audit`] keeps the facts themselves, for a report that shows what is
//! right as well. [`lint`] is the one place that knows this order, [`cli`] the one that prints.
//!
//! Beside it, [`diff`] compares two matrices, and [`impact`] two reports over the same manifests;
//! [`init`] makes a manifest to begin with, of a matrix and of what an older manifest or a [`sheet`]
//! says. [`yaml`] writes what is to be typed.
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
