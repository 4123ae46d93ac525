//! Editing YAML that keeps its form: an edit changes the characters that it has to, and leaves comments,
//! order, anchors, quotes elsewhere and line ends alone.
//!
//! An [`Editor`] is made of a document and answers with [`Edit`]s, or with the reason why there are none.
//! [`apply()`] writes them into the text, and [`reads_back`] reads the result, so that the caller can look.

mod add;
mod apply;
mod cell;
mod editor;
mod flow;
mod form;
mod lines;
mod lists;
mod remove;
mod scalar;
mod shift;
mod style;
#[cfg(test)]
mod tests;
mod tokens;

pub use apply::{Edit, Overlap, apply, reads_back};
pub use editor::{Editor, Edits, Refusal, Rest};
