//! CRISP002: text in an unknown encoding could read otherwise than it was written.

use crate::finding::{Family, Fault, Hides, Needs, Rule, Severity};
use crate::text::Span;

/// The rule.
pub static RULE: Rule = Rule {
    code: "CRISP002",
    name: "invalid-encoding",
    severity: Severity::Error,
    fixed: true,
    baselinable: false,
    family: Family::Reading,
    needs: Needs::File,
    hides: Hides::File,
    summary: "the file is not UTF-8",
    page: include_str!("../../rules/CRISP002.md"),
    ..Rule::USUAL
};

/// Bytes that are no text; `utf16` where the file begins like one.
pub fn fault(at: Span, utf16: bool) -> Fault {
    let help = if utf16 {
        "the file looks like UTF-16; save it as UTF-8"
    } else {
        "save the file as UTF-8"
    };
    Fault::new(&RULE, at, "the file is not UTF-8")
        .help(help)
        .label("these bytes are not valid UTF-8")
}
