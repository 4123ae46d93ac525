//! The two streams: findings to stdout, progress and errors of the tool to stderr.

use std::io::{self, ErrorKind, IsTerminal, Write};
use std::path::Path;

use anstream::{AutoStream, ColorChoice};
use clap::ValueEnum;

use crate::finding::{Report, RunError};
use crate::render;
use crate::render::full::Look;
use crate::render::writers::{Printed, fenced};
use crate::text::{Writing, one_line};

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    /// Colours on a terminal, unless `NO_COLOR` or `CLICOLOR_FORCE` says otherwise
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// Whether a path stands for standard input or output.
pub(super) fn is_stream(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// Where a command writes.
pub(super) struct Output {
    color: bool,
    color_errors: bool,
    failed: bool,
}

impl Output {
    pub(super) fn new(color: Color) -> Self {
        match color {
            Color::Always => ColorChoice::Always,
            Color::Never => ColorChoice::Never,
            Color::Auto => ColorChoice::Auto,
        }
        .write_global();
        let wanted = |choice| choice != ColorChoice::Never;
        Self {
            color: wanted(AutoStream::choice(&io::stdout())),
            color_errors: wanted(AutoStream::choice(&io::stderr())),
            failed: false,
        }
    }

    /// How pictures look on stdout.
    pub(super) fn look(&self) -> Look {
        let terminal = io::stdout().is_terminal();
        let size = terminal_size::terminal_size().filter(|_| terminal);
        let width = size.map_or(Look::PLAIN.width, |(width, _)| {
            usize::from(width.0).clamp(40, 120)
        });
        Look {
            color: self.color,
            width,
        }
    }

    /// Whether stdout and stderr end in one terminal, so that a person would read twice what is on both.
    pub(super) fn is_one_terminal() -> bool {
        io::stdout().is_terminal() && Self::is_watched()
    }

    /// Whether a person watches stderr.
    pub(super) fn is_watched() -> bool {
        io::stderr().is_terminal()
    }

    /// Writes to stdout. A reader that has gone away is no trouble; a full disk is.
    pub(super) fn print(&mut self, printed: &Printed) {
        self.write(&|stdout| stdout.write_all(printed.as_str().as_bytes()));
    }

    /// Writes to stdout in the same way, piece by piece.
    pub(super) fn write(&mut self, write: Writing<'_>) {
        if let Err(error) = Self::try_write(write) {
            self.fail(&error.message);
        }
    }

    /// Writes to stdout in the same way, and leaves it to the caller to say what keeps it from that.
    pub(super) fn try_write(write: Writing<'_>) -> Result<(), RunError> {
        let mut stdout = io::stdout().lock();
        checked(write(&mut stdout).and_then(|()| stdout.flush()))
    }

    /// Says on stderr what kept crisplint from completing the run.
    pub(super) fn errors<'e>(&self, errors: impl IntoIterator<Item = &'e RunError>) {
        let text = render::errors(errors, self.color_errors);
        if !text.is_empty() {
            Self::note(text.trim_end());
        }
    }

    /// Says on stderr what could not be written, which makes the run a failure.
    pub(super) fn fail(&mut self, text: &str) {
        self.failed = true;
        self.error(text);
    }

    /// Says on stderr what went wrong with the tool.
    pub(super) fn error(&mut self, text: &str) {
        // A name must not begin a line of its own.
        let text = one_line(text);
        if self.color_errors {
            Self::note(&format!("\u{1b}[1;31merror\u{1b}[0m: {text}"));
        } else {
            Self::note(&format!("error: {text}"));
        }
    }

    /// Writes a line to stderr. There is nobody to tell if that fails.
    pub(super) fn note(line: &str) {
        let colors = AutoStream::choice(&io::stderr()) != ColorChoice::Never;
        let line = fenced(line, colors);
        let _ = writeln!(io::stderr().lock(), "{line}");
    }

    /// Says what else a reader of a report has to know.
    pub(super) fn notes(report: &Report) {
        let notes = render::notes(report);
        if !notes.is_empty() {
            Self::note(notes.trim_end());
        }
    }

    /// Prints why a command line is refused.
    pub(super) fn usage(error: &clap::Error) {
        let _ = error.print(); // there is nobody to tell if that fails
    }

    /// Prints a page of help.
    pub(super) fn help(&mut self, page: &clap::Error) {
        let printed = page.print().and_then(|()| io::stdout().flush());
        if let Err(error) = checked(printed) {
            self.fail(&error.message);
        }
    }

    pub(super) fn failed(&self) -> bool {
        self.failed
    }
}

/// What kept stdout from being written. A reader that has gone away is no trouble.
fn checked(written: io::Result<()>) -> Result<(), RunError> {
    match written {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(RunError::new(format!(
            "cannot write to standard output: {error}"
        ))),
        _ => Ok(()),
    }
}
