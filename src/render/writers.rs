//! Everything that prints what a file says, its name or an option's text: one list. What goes to
//! standard output as a whole is [`Printed`], and that is made by a writer of the list alone, so that
//! nothing new is printed before the test of the list holds it to what it demands of all: it steers no
//! terminal, breaks no table, and is the same twice.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::text::{has_hidden, is_hidden};

/// What a text is written in, which says how a character is escaped there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Medium {
    /// Lines for a person: `\u{202e}`.
    Lines,
    /// Pictures for a person, with colours of their own: `\u{202e}`.
    Pictures,
    /// Lines of `::error …`: `\u{202e}`, and `%0A` for a line break.
    Commands,
    /// A string in quotes: `\u202e`.
    Json,
    /// A reference for what is markup, `\u{202e}` for what XML cannot hold or nobody sees.
    Xml,
    /// The same.
    Html,
    /// References for all that could be markup, `<br>` for a line break, `\u{202e}`.
    Markdown,
    /// A cell in quotes: `\u{202e}`.
    Csv,
    /// A scalar in double quotes, which means the same text: `\U0000202E`.
    Yaml,
}

macro_rules! writers {
    ($($(#[$what:meta])+ $writer:ident: $medium:ident,)+) => {
        /// What prints.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Writer {
            $($(#[$what])+ $writer,)+
        }

        /// All of them.
        pub const WRITERS: &[Writer] = &[$(Writer::$writer),+];

        impl Writer {
            /// What it writes in.
            pub fn medium(self) -> Medium {
                match self {
                    $(Self::$writer => Medium::$medium,)+
                }
            }
        }
    };
}

writers! {
    /// `check --format full`.
    Full: Pictures,
    /// `check --format concise`.
    Concise: Lines,
    /// `check --format json`.
    Json: Json,
    /// `check --format sarif`.
    Sarif: Json,
    /// `check --format github`.
    Github: Commands,
    /// `check --format gitlab`.
    Gitlab: Json,
    /// `check --format junit`.
    Junit: Xml,
    /// `check --format markdown`.
    Markdown: Markdown,
    /// `check --show-settings`.
    Settings: Lines,
    /// `check --show-files`.
    Files: Lines,
    /// `report --format html`.
    ReportHtml: Html,
    /// `report --format markdown`.
    ReportMarkdown: Markdown,
    /// `report --format csv`.
    ReportCsv: Csv,
    /// `report --format json`.
    ReportJson: Json,
    /// `init`.
    Manifest: Yaml,
    /// `matrix show --format table`.
    MatrixTable: Lines,
    /// `matrix show --format json`.
    MatrixJson: Json,
    /// `matrix show --format markdown`.
    MatrixMarkdown: Markdown,
    /// `matrix show --format yaml`.
    MatrixYaml: Yaml,
    /// `matrix show --format csv`.
    MatrixCsv: Csv,
    /// `matrix import`.
    Imported: Yaml,
    /// `matrix diff --format full`.
    DiffFull: Pictures,
    /// `matrix diff --format json`.
    DiffJson: Json,
    /// `matrix diff --format markdown`.
    DiffMarkdown: Markdown,
    /// `rules --format table`.
    RulesTable: Lines,
    /// `rules --format json`.
    RulesJson: Json,
    /// `explain`, which prints a page of ours.
    Page: Lines,
    /// `schema`, which prints a file of ours.
    Schema: Json,
    /// `completions` and `man`, which print what the options are.
    Script: Lines,
    /// What is said on standard error.
    Notes: Pictures,
    /// What a command line is refused with.
    Usage: Pictures,
}

impl Writer {
    /// A text of this writer. What it has let through by mistake is escaped here, where that takes
    /// the meaning from no reader: every writer escapes in its own way first.
    pub fn prints(self, text: String) -> Printed {
        let colors = self.medium() == Medium::Pictures;
        let text = match fenced(&text, colors) {
            Cow::Borrowed(_) => text,
            Cow::Owned(fenced) => fenced,
        };
        Printed { text }
    }
}

/// A text that a writer has made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printed {
    text: String,
}

impl Printed {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

/// A text without what steers a terminal or deceives a reader. Where it may have colours, these stay.
pub fn fenced(text: &str, colors: bool) -> Cow<'_, str> {
    if !has_hidden(text) {
        return text.into();
    }
    let mut shown = String::with_capacity(text.len() + 16);
    let mut rest = text.chars();
    while let Some(character) = rest.next() {
        let behind = Some(rest.as_str()).filter(|_| colors && character == '\u{1b}');
        if let Some(color) = behind.and_then(color) {
            shown.push(character);
            shown.push_str(color);
            let left = rest.as_str().get(color.len()..);
            rest = left.unwrap_or_default().chars();
        } else if is_hidden(character) {
            let _ = write!(shown, "{}", character.escape_unicode());
        } else {
            shown.push(character);
        }
    }
    shown.into()
}

/// What stands behind an escape character and sets a colour: `[1;31m`.
fn color(text: &str) -> Option<&str> {
    let numbers = text.strip_prefix('[')?;
    let end = numbers.find(|c: char| !c.is_ascii_digit() && c != ';')?;
    let is_color = numbers.get(end..)?.starts_with('m');
    text.get(..end + 2).filter(|_| is_color)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_colours_steers_a_terminal() {
        let text = "\u{1b}[1;31ma\u{1b}[0m\u{1b}[2J\u{9b}0m\u{1b}]0;x\u{7}\u{202e}\u{200b}\tb\n";
        assert_eq!(
            fenced(text, true),
            "\u{1b}[1;31ma\u{1b}[0m\\u{1b}[2J\\u{9b}0m\\u{1b}]0;x\\u{7}\\u{202e}\\u{200b}\tb\n"
        );
        assert_eq!(fenced(text, false), crate::text::visible(text));
        assert_eq!(fenced("\u{1b}[31", true), "\\u{1b}[31");
    }
}
