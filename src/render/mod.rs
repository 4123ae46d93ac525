//! The output formats: one file each, pure functions of a report. Nothing here prints; what does is
//! in the one list of [`writers`].

pub mod audit;
pub mod concise;
pub mod diff;
pub mod full;
pub mod github;
pub mod gitlab;
pub mod json;
pub mod junit;
pub mod markdown;
pub mod matrix;
pub mod register;
pub mod sarif;
mod summary;
mod tables;
#[cfg(test)]
mod tests;
pub mod writers;

pub use summary::{errors, notes, statistics, summary};
