//! CRISP004: of two equal keys most parsers keep the last in silence, and that could hide an A.

use crate::finding::{Family, Fault, Hides, Needs, Rule, Severity};
use crate::text::{code, quote};
use crate::yaml::{Duplicate, Route, pointer};

/// The rule.
pub static RULE: Rule = Rule {
    code: "CRISP004",
    name: "duplicate-key",
    severity: Severity::Error,
    fixed: true,
    baselinable: false,
    family: Family::Reading,
    needs: Needs::File,
    hides: Hides::Value,
    summary: "a mapping has the same key twice",
    page: include_str!("../../rules/CRISP004.md"),
    ..Rule::USUAL
};

/// A key that stands twice.
pub fn fault(duplicate: &Duplicate) -> Fault {
    Fault::new(
        &RULE,
        duplicate.again,
        format!("{} is given twice", quote(&duplicate.key)),
    )
    .help(match &duplicate.merged {
        Some(list) => format!("use one merge key: {}", code(&format!("<<: {list}"))),
        None if duplicate.key == "<<" => "use one merge key, as in `<<: [*a, *b]`".to_owned(),
        None => "keep one of the two".to_owned(),
    })
    .label("given again here")
    .related(duplicate.first, "first given here")
    .pointer(&duplicate.pointer)
}

/// Two spellings of one feature.
pub fn spelling(id: &str, first: &str, again: &str) -> Fault {
    let again_route = Route::key(pointer("/features", again));
    let first_route = Route::key(pointer("/features", first));
    let message = format!("{} is the same feature as {}", quote(again), quote(first));
    Fault::new(&RULE, again_route, message)
        .help(format!(
            "keep one of the two; the id {} is preferred",
            quote(id)
        ))
        .label("given again here")
        .related(first_route, "first given here")
        .feature(id)
}
