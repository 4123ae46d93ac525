//! CRISP005: a manifest is small; what is not could exhaust the machine that checks it.

use crate::finding::{Family, Fault, Hides, Needs, Rule, Severity};
use crate::text::{MAX_FILE_BYTES, Span, quote};
use crate::yaml::{MAX_DEPTH, MAX_DOCUMENTS, MAX_NODES};

/// The rule.
pub static RULE: Rule = Rule {
    code: "CRISP005",
    name: "limit-exceeded",
    severity: Severity::Error,
    fixed: true,
    baselinable: false,
    family: Family::Reading,
    needs: Needs::File,
    hides: Hides::Document,
    summary: "the file or document is over a limit for size, nesting, number of documents or aliases",
    page: include_str!("../../rules/CRISP005.md"),
    ..Rule::USUAL
};

/// A file over the limit.
pub fn too_large(path: &str) -> Fault {
    let limit = MAX_FILE_BYTES / (1024 * 1024);
    Fault::new(
        &RULE,
        Span::ZERO,
        format!("{} is larger than {limit} MiB", quote(path)),
    )
    .help("split the file, for example into one file for each system")
}

/// Collections in collections, over the limit.
pub fn too_deep(at: Span) -> Fault {
    Fault::new(&RULE, at, format!("nested deeper than {MAX_DEPTH} levels"))
        .help("a manifest needs only 6 levels; remove the deeper levels")
        .label("one level too many")
}

/// More values than the limit, aliases expanded.
pub fn too_many(at: Span) -> Fault {
    let message =
        format!("the document has more than {MAX_NODES} keys and values (aliases expanded)");
    Fault::new(&RULE, at, message)
        .help("split the document, or use fewer aliases of large anchors")
        .label("the limit is reached here")
}

/// More documents in one file than the limit.
pub fn too_many_documents(at: Span) -> Fault {
    Fault::new(
        &RULE,
        at,
        format!("the file has more than {MAX_DOCUMENTS} documents; this document and all after it are not checked"),
    )
    .help("split the file, for example into one file for each system")
    .label("the first document over the limit")
}

/// An alias within its own anchor.
pub fn endless(at: Span) -> Fault {
    Fault::new(
        &RULE,
        at,
        "the alias is inside the value that it refers to, so it would expand for ever",
    )
    .help("move the alias out of the value that the anchor names")
    .label("the value of the anchor does not end before this alias")
}
