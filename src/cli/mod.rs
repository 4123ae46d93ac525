//! The commands: one file each, the types of its arguments with it.

mod check;
mod completions;
mod diff;
mod explain;
mod import;
mod init;
mod matrix;
mod output;
mod realms;
mod report;
mod rules;
mod schema;
mod search;
mod setup;
mod show;
mod show_settings;
mod trouble;

use std::ffi::OsString;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

use output::{Color, Output};
use trouble::Trouble;

use crate::finding::Exit;
use crate::text::one_line;

/// A linter for control ownership manifests under the AUCloud CRISP.
#[derive(Debug, Parser)]
#[command(name = "crisplint", version, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// When to use colours
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    color: Color,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Check control ownership manifests
    Check(check::Args),
    /// Create a new manifest with placeholders
    Init(Box<init::Args>),
    /// Write a report for an assessor: all systems, open findings and passed checks
    Report(report::Args),
    /// Explain a rule: what it reports, why, and what to write instead
    Explain(explain::Args),
    /// List the rules
    Rules(rules::Args),
    /// Print a JSON Schema
    Schema(schema::Args),
    /// Show, check, import and compare responsibility matrices
    #[command(subcommand)]
    Matrix(matrix::Command),
    /// Print a shell completion script
    Completions(completions::Args),
    /// Print the manual page
    #[command(hide = true)]
    Man,
}

/// Runs a command line. Never ends with another code than 0, 1 or 2.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let exit = match Cli::try_parse_from(&arguments) {
        Ok(cli) => catch_unwind(AssertUnwindSafe(|| run(&cli))).unwrap_or(Exit::Trouble),
        Err(error) => no_command(&error, &arguments),
    };
    ExitCode::from(exit as u8)
}

/// Prints help, the version, or what is wrong with a command line.
fn no_command(error: &clap::Error, arguments: &[OsString]) -> Exit {
    if error.use_stderr() {
        refuse(error, arguments);
        return Exit::Trouble;
    }
    let mut output = Output::new(Color::Auto);
    output.help(error);
    if output.failed() {
        Exit::Trouble
    } else {
        Exit::Clean
    }
}

/// Says why a command line is refused. What was typed is shown as in every other message.
fn refuse(error: &clap::Error, arguments: &[OsString]) {
    let shown = arguments.iter();
    let shown = shown.map(|argument| one_line(&argument.to_string_lossy()));
    match Cli::try_parse_from(shown) {
        Err(error) => Output::usage(&error),
        Ok(_) => Output::note(error.to_string().trim_end()),
    }
}

fn run(cli: &Cli) -> Exit {
    let mut output = Output::new(cli.color);
    let result = match &cli.command {
        Command::Check(args) => check::run(args, &mut output),
        Command::Init(args) => init::run(args, &mut output),
        Command::Report(args) => report::run(args, &mut output),
        Command::Explain(args) => explain::run(args, &mut output),
        Command::Rules(args) => rules::run(args, &mut output),
        Command::Schema(args) => schema::run(args, &mut output),
        Command::Matrix(command) => matrix::run(command, &mut output),
        Command::Completions(args) => completions::run(args, Cli::command(), &mut output),
        Command::Man => completions::manual(Cli::command(), &mut output),
    };
    let exit = result.unwrap_or_else(|Trouble(text)| {
        output.error(&text);
        Exit::Trouble
    });
    // What could not be written was not reported.
    if output.failed() { Exit::Trouble } else { exit }
}
