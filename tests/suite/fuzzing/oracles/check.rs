//! A manifest or a matrix through the whole pipeline.

use std::sync::Arc;

use crisplint::rules::not_a_manifest::KINDS;
use crisplint::text::Source;

use super::{assert_finding, assert_sorted, linted};

/// Bytes as a file: every finding lies in the text, at the line and the column that counting gives, and a
/// second run finds the same.
pub fn check(bytes: &[u8]) {
    let source = Arc::new(Source::from_bytes(bytes.to_vec()));
    let report = linted(&source, KINDS.as_slice());
    for finding in &report.findings {
        assert_finding(finding, source.text());
    }
    assert_sorted(&report.findings);
    let again = linted(&source, KINDS.as_slice());
    assert_eq!(
        format!("{:?}", report.findings),
        format!("{:?}", again.findings),
        "a second run finds the same"
    );
    assert_eq!(
        (report.seen, &report.documents),
        (again.seen, &again.documents)
    );
    // Silence is only for what was read.
    if report.findings.is_empty() {
        assert!(
            report.seen.documents > 0,
            "nothing was read, and nothing said"
        );
    }
}
