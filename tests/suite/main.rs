//! What a user sees: the binary is run, and what it prints is read.

mod check;
mod explain;
mod fixtures;
mod hostile;
mod matrix;
mod oracle;
mod pages;
mod support;
