//! What changes from one matrix to another: in a terminal, for programs, and for the summary of a job.

mod blocks;
pub mod full;
pub mod json;
pub mod markdown;

pub use blocks::Comparison;
