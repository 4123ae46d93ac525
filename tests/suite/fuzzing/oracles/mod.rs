//! What must hold for any bytes. A function that returns has found nothing.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    reason = "an oracle that panics has found something"
)]

mod check;
mod config;
mod document;
mod edits;
mod feed;
mod import;
mod plain;
mod render;
mod texts;
mod workbook;
mod yaml;

pub use check::check;
pub use config::config;
pub use document::document;
pub use edits::{edit_of, edits};
pub use import::import;
pub use plain::plain;
pub use render::render;
pub use texts::{form_text, token_text, tokens, tree_text, trees};
pub use workbook::workbook;

use std::sync::{Arc, LazyLock};

use crisplint::check::{Content, Input, Settings};
use crisplint::finding::{Finding, Location, Report};
use crisplint::model::evidence::NoEvidence;
use crisplint::model::matrix::Registry;
use crisplint::rules::Policy;
use crisplint::text::{FilePath, Source, Span};

/// What the runs are judged by: the embedded matrix, on a day in 2026, in a repository that is not there.
fn settings(kinds: &'static [&'static str]) -> Settings {
    static REGISTRY: LazyLock<Registry> = LazyLock::new(Registry::embedded);
    Settings {
        policy: Policy::new(jiff::civil::date(2026, 11, 23)),
        levels: std::collections::BTreeMap::new(),
        registry: REGISTRY.clone(),
        kinds,
        include: None,
    }
}

/// The report on one file.
fn linted(source: &Arc<Source>, kinds: &'static [&'static str]) -> Report {
    let input = Input {
        path: path("a.crisp.yaml"),
        content: Content::Text(Arc::clone(source)),
    };
    crisplint::check::check(&[input], &settings(kinds), &NoEvidence, &|| ())
}

fn path(name: &str) -> Arc<FilePath> {
    Arc::new(FilePath {
        relative: name.to_owned(),
        shown: name.to_owned(),
        in_root: None,
    })
}

/// A span lies in its text, on character boundaries.
fn assert_span(span: Span, text: &str, of: &str) {
    let range = span.range();
    assert!(
        range.start <= range.end && range.end <= text.len(),
        "{of}: {span:?} in {} bytes",
        text.len()
    );
    assert!(text.get(range).is_some(), "{of}: {span:?} cuts a character");
}

/// Line and column by counting, which shares nothing with the index of lines.
fn counted(text: &str, offset: usize) -> (usize, usize) {
    let before = &text[..offset];
    let line = before.matches('\n').count() + 1;
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    (line, before[start..].chars().count() + 1)
}

fn assert_location(at: &Location, text: &str, of: &str) {
    assert_span(at.span, text, of);
    let start = counted(text, at.span.start());
    let end = counted(text, at.span.end());
    assert_eq!((at.start.line, at.start.column), start, "{of}: the start");
    assert_eq!((at.end.line, at.end.column), end, "{of}: the end");
}

/// What every finding has, whatever it is about.
fn assert_finding(finding: &Finding, text: &str) {
    let of = &format!("{} {}", finding.rule.code, finding.message);
    assert_location(&finding.location, text, of);
    for related in &finding.related {
        assert_location(&related.location, text, of);
        assert!(!related.message.is_empty(), "{of}: a label says nothing");
    }
    let first = finding.message.chars().next();
    let lower = first.is_some_and(|first| !first.is_ascii_uppercase());
    assert!(lower, "{of}: a message begins in lower case");
    assert!(
        !finding.message.ends_with('.'),
        "{of}: a message has no full stop"
    );
    assert!(
        finding.help.as_deref() != Some(""),
        "{of}: a help says nothing"
    );
}

/// Findings stand in the order of every output.
fn assert_sorted(findings: &[Finding]) {
    let sorted = findings.is_sorted_by(|a, b| a.in_order(b).is_le());
    assert!(sorted, "the findings are in order");
}
