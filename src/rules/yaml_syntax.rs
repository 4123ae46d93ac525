//! CRISP003: a document that no parser reads says nothing about ownership.

use crate::finding::{Fault, Rule, Severity};
use crate::text::{Span, quote};

/// The rule.
pub static RULE: Rule = Rule {
    code: "CRISP003",
    name: "yaml-syntax",
    severity: Severity::Error,
    fixed: true,
    summary: "not well-formed YAML",
    page: include_str!("../../rules/CRISP003.md"),
};

/// What the parser said, in its words, and where it stopped. `line` is the text of that line up to
/// there.
pub fn fault(said: &str, at: Span, line: &str) -> Fault {
    let mut said = said.trim().to_owned();
    if let Some(first) = said.get_mut(..1) {
        first.make_ascii_lowercase();
    }
    Fault::new(&RULE, at, format!("not well-formed YAML: {said}"))
        .help(help(&said, line))
        .label("the parser stopped here")
}

/// A marker of a merge that nobody has finished.
pub fn conflict(marker: &str, at: Span) -> Fault {
    let message = format!(
        "not well-formed YAML: {} is a conflict marker of an unresolved merge",
        quote(marker)
    );
    Fault::new(&RULE, at, message)
        .help(
            "keep one side or join both, and remove the lines that begin with `<<<<<<<`, `|||||||`, \
             `=======` or `>>>>>>>`",
        )
        .label("the first marker")
}

/// What usually is behind a complaint of the parser.
fn help(said: &str, line: &str) -> String {
    if said.contains("in a directive") {
        "take the line out: no document needs a directive".to_owned()
    } else if said.starts_with("the character U+") {
        "take the character out, or write it as an escape in double quotes, such as `\"\\e\"`"
            .to_owned()
    } else if said.contains("valid YAML whitespace") {
        "put a space behind the colon: a tab is not taken there".to_owned()
    } else if said.contains("tab") || line.trim_start_matches(' ').starts_with('\t') {
        "indent with spaces: YAML does not take tabs".to_owned()
    } else if said.contains("mapping values") {
        "put text that holds `: ` in quotes, and begin every key on a line of its own".to_owned()
    } else if said.contains("quoted scalar") {
        "close the quote: a text that opens with a quote ends with the same one".to_owned()
    } else if said.contains("unknown anchor") || said.contains("no anchor") {
        "put text that begins with `*` in quotes; an alias `*name` needs an anchor `&name` before it \
         in the same document"
            .to_owned()
    } else if said.contains("flow") {
        "close every `[` and `{`, and put commas between the items".to_owned()
    } else {
        "look at this line and the one before it: an indent, a colon or a quote is out of place"
            .to_owned()
    }
}
