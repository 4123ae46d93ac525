//! CRISP003: a document that no parser reads says nothing about ownership.

use std::borrow::Cow;

use crate::finding::{Family, Fault, Hides, Needs, Rule, Severity};
use crate::text::{Span, quote};

/// The rule.
pub static RULE: Rule = Rule {
    code: "CRISP003",
    name: "yaml-syntax",
    severity: Severity::Error,
    fixed: true,
    baselinable: false,
    family: Family::Reading,
    needs: Needs::File,
    hides: Hides::Document,
    summary: "the document is not valid YAML",
    page: include_str!("../../rules/CRISP003.md"),
    ..Rule::USUAL
};

/// Where the parser stopped, and why in plain words. `line` is the text of that line up to there.
pub fn fault(said: &str, at: Span, line: &str) -> Fault {
    let problem = Problem::new(said, line);
    Fault::new(&RULE, at, format!("not valid YAML: {}", problem.message))
        .help(problem.help)
        .label("the parser stopped here")
}

/// A marker of a merge that nobody has finished.
pub fn conflict(marker: &str, at: Span) -> Fault {
    let message = format!(
        "not valid YAML: {} is a conflict marker of an unfinished merge",
        quote(marker)
    );
    Fault::new(&RULE, at, message)
        .help(
            "keep one side or combine both, and remove the lines that start with `<<<<<<<`, `|||||||`, \
             `=======` or `>>>>>>>`",
        )
        .label("the first marker")
}

/// What is wrong, and what to do about it.
struct Problem {
    message: Cow<'static, str>,
    help: &'static str,
}

impl Problem {
    /// The parser has its own words for each place in its grammar. Several of them are one problem to
    /// the person who typed it.
    fn new(said: &str, line: &str) -> Self {
        let said = said.trim();
        let has = |words: &str| said.contains(words);
        let is_indented_by_tab = line.trim_start_matches(' ').starts_with('\t');
        let known = if has("in a directive") {
            (
                "this line is a YAML directive",
                "remove the line; manifests do not need YAML directives",
            )
        } else if said.starts_with("the character U+") {
            return Self {
                message: said.to_owned().into(),
                help: "remove the character, or write it as an escape in double quotes, for example `\"\\e\"`",
            };
        } else if has("valid YAML whitespace") {
            (
                "a tab is not allowed here",
                "put a space after the colon; YAML does not allow a tab there",
            )
        } else if has("tab") || is_indented_by_tab {
            (
                "a tab is not allowed here",
                "indent with spaces; YAML does not allow tabs",
            )
        } else if has("mapping values") {
            (
                "unexpected `: `",
                "put text that contains `: ` in quotes, and start every key on its own line",
            )
        } else if has("quoted scalar") {
            (
                "a quote is not closed",
                "close the quote with the same character that opens it",
            )
        } else if has("unknown anchor") || has("no anchor") {
            (
                "the alias has no anchor before it",
                "put text that starts with `*` in quotes; an alias `*name` needs an anchor `&name` before it \
                 in the same document",
            )
        } else if has("expected ',' or ']'") {
            ("a comma or `]` is missing", BRACKETS)
        } else if has("expected ',' or '}'") {
            ("a comma or `}` is missing", BRACKETS)
        } else if has("flow") {
            ("a bracket, a brace or a comma is missing", BRACKETS)
        } else if has("did not find expected node content") {
            ("a value was expected here", ANYTHING)
        } else if has("did not find expected key") {
            ("a key was expected here", ANYTHING)
        } else {
            return Self {
                message: lower_first(said).into(),
                help: ANYTHING,
            };
        };
        Self {
            message: known.0.into(),
            help: known.1,
        }
    }
}

const BRACKETS: &str = "close every `[` and `{`, and put commas between the items";
const ANYTHING: &str =
    "check this line and the line before it for a wrong indentation, colon or quote";

fn lower_first(said: &str) -> String {
    let mut said = said.to_owned();
    if let Some(first) = said.get_mut(..1) {
        first.make_ascii_lowercase();
    }
    said
}
