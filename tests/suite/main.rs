//! What a user sees: the binary is run, and what it prints is read.

#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    reason = "a test that panics has failed, and says where"
)]

mod baseline;
mod bless;
mod check;
mod config;
mod diff;
mod discovery;
mod evidence;
mod explain;
mod fence;
mod fixtures;
mod four_things;
mod fuzzing;
mod helps;
mod hostile;
mod ignored;
mod import;
mod init;
mod matrix;
mod mutation;
mod names;
mod oracle;
mod overlooked;
mod pages;
mod patterns;
mod readme;
mod report;
mod reports;
mod rooms;
mod roots;
mod silence;
mod story;
mod suggestions;
mod support;
mod systems;
mod trouble;
mod unfinished_merge;
mod yaml_suite;
