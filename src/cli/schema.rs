//! `crisplint schema`: the embedded JSON Schemas, for editors.

use clap::ValueEnum;

use super::output::Output;
use super::trouble::Trouble;
use crate::finding::Exit;
use crate::model::schema;
use crate::render::writers::Writer;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The schema to print
    #[arg(value_enum, default_value_t = Which::Manifest)]
    schema: Which,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Which {
    /// Control ownership manifests
    Manifest,
    /// Responsibility matrices
    Matrix,
    /// The configuration
    Config,
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "every command can fail, this one does not"
)]
pub(super) fn run(args: &Args, output: &mut Output) -> Result<Exit, Trouble> {
    let text = match args.schema {
        Which::Manifest => schema::MANIFEST.text(),
        Which::Matrix => schema::MATRIX.text(),
        Which::Config => schema::CONFIG.text(),
    };
    output.print(&Writer::Schema.prints(text.to_owned()));
    Ok(Exit::Clean)
}
