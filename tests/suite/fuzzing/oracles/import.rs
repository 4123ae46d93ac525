//! A publisher's page.

use std::sync::Arc;

use crisplint::finding::{Place, Placer};
use crisplint::import::{self, Request};
use crisplint::render::matrix::document;
use crisplint::table::file::Kind;
use crisplint::text::Source;

use super::{assert_finding, linted, path, settings};

/// Bytes as a page and as a spreadsheet: every fault has its characters, a second reading is the same, and
/// the matrix that is written passes `matrix check` when it is read again.
pub fn import(bytes: &[u8]) {
    let source = Source::from_bytes(bytes.to_vec());
    if source.invalid_at().is_some() {
        return;
    }
    for (kind, name) in [
        (Kind::Markdown, "page.md"),
        (Kind::Html, "page.html"),
        (Kind::Csv, "table.csv"),
    ] {
        read(&source, kind, name);
    }
}

fn read(source: &Source, kind: Kind, name: &str) {
    let path = path(name);
    let registry = settings(&[]).registry;
    let page = kind.read(source.text());
    let read = || import::read(source, &page, &path, &Request::default(), &registry);
    let imported = match read() {
        Ok(imported) => imported,
        Err(why) => {
            assert!(!why.is_empty() && !why.ends_with('.'), "{why}");
            assert_eq!(read().err(), Some(why), "a second reading is the same");
            return;
        }
    };
    let again = read().expect("a second reading is the same");
    assert_eq!(document(&imported.matrix), document(&again.matrix));
    assert_eq!(
        format!(
            "{:?}",
            (&imported.faults, &imported.notes, &imported.guesses)
        ),
        format!("{:?}", (&again.faults, &again.notes, &again.guesses))
    );
    let placer = Placer {
        path: &path,
        source,
        document: None,
        index: None,
        system: None,
        matrix: None,
    };
    for fault in &imported.faults {
        assert!(
            matches!(fault.place, Place::Span(_)),
            "{fault:?} has characters"
        );
        let related = fault.related.iter();
        assert!(
            related
                .into_iter()
                .all(|(place, _)| matches!(place, Place::Span(_))),
            "{fault:?}"
        );
        assert_finding(&placer.finding(fault.clone(), &|_| None), source.text());
    }
    if imported.matrix.rows().is_empty() {
        return;
    }
    let written = serde_yaml::to_string(&document(&imported.matrix)).expect("YAML");
    let file = Arc::new(Source::from_bytes(written.clone().into_bytes()));
    let report = linted(&file, &["ResponsibilityMatrix"]);
    let errors = report.findings.iter();
    let errors: Vec<_> = errors
        .filter(|finding| finding.severity == crisplint::finding::Severity::Error)
        .collect();
    assert!(
        errors.is_empty(),
        "what was imported is sound: {errors:?}\n{written}"
    );
    assert_eq!(
        report.seen.features,
        imported.matrix.rows().len(),
        "every row:\n{written}"
    );
}
