//! CRISP004: of two equal keys most parsers keep the last in silence, and that could hide an A.

use crate::finding::{Fault, Rule, Severity};
use crate::text::{code, quote};
use crate::yaml::{Duplicate, Route, pointer};

/// The rule.
pub static RULE: Rule = Rule {
    code: "CRISP004",
    name: "duplicate-key",
    severity: Severity::Error,
    fixed: true,
    summary: "a mapping has the same key twice",
    page: include_str!("../../rules/CRISP004.md"),
};

/// A key that stands twice.
pub fn fault(duplicate: &Duplicate) -> Fault {
    Fault::new(
        &RULE,
        duplicate.again,
        format!("{} is given twice", quote(&duplicate.key)),
    )
    .help(match &duplicate.merged {
        Some(list) => format!("merge all with one key: {}", code(&format!("<<: {list}"))),
        None if duplicate.key == "<<" => "merge all with one key, as in `<<: [*a, *b]`".to_owned(),
        None => "keep one of the two".to_owned(),
    })
    .label("again here")
    .related(duplicate.first, "first here")
    .pointer(&duplicate.pointer)
}

/// Two spellings of one feature.
pub fn spelling(id: &str, first: &str, again: &str) -> Fault {
    let again_route = Route::key(pointer("/features", again));
    let first_route = Route::key(pointer("/features", first));
    let message = format!("{} is the same feature as {}", quote(again), quote(first));
    Fault::new(&RULE, again_route, message)
        .help(format!(
            "keep one of the two, best under its id {}",
            quote(id)
        ))
        .label("again here")
        .related(first_route, "first here")
        .feature(id)
}
