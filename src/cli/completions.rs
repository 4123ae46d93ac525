//! `crisplint completions SHELL`, and the manual page.

use clap::Command;
use clap_complete::{Shell, generate};

use super::output::Output;
use super::trouble::Trouble;
use crate::finding::Exit;
use crate::render::writers::Writer;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "every command can fail, this one does not"
)]
pub(super) fn run(args: &Args, mut command: Command, output: &mut Output) -> Result<Exit, Trouble> {
    let mut script = Vec::new();
    generate(args.shell, &mut command, "crisplint", &mut script);
    let script = String::from_utf8_lossy(&script).into_owned();
    output.print(&Writer::Script.prints(script));
    Ok(Exit::Clean)
}

/// Prints the manual page in roff.
pub(super) fn manual(command: Command, output: &mut Output) -> Result<Exit, Trouble> {
    let mut page = Vec::new();
    let written = clap_mangen::Man::new(command).render(&mut page);
    written.map_err(|error| format!("cannot write the manual page: {error}"))?;
    let page = String::from_utf8_lossy(&page).into_owned();
    output.print(&Writer::Script.prints(page));
    Ok(Exit::Clean)
}
