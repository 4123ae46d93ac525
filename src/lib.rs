//! crisplint.
pub mod document;
pub mod finding;
pub mod rule;
pub mod schema;
pub mod source;
