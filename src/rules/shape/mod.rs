//! The words for what does not fit a schema: what a place is called, and what was probably meant there.

pub(super) mod field;
pub(super) mod meant;
