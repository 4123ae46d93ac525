//! A configuration.

use std::path::Path;

use crisplint::config::{self, Bounds};
use crisplint::discover::{CONFIG, flaw};
use crisplint::finding::Severity;
use crisplint::text::Source;

use super::{assert_finding, assert_sorted, path};

/// Bytes as `.crisplint.yaml`: faults have a place, a second reading is the same, and what is taken can be
/// used.
pub fn config(bytes: &[u8]) {
    let source = Source::from_bytes(bytes.to_vec());
    let name = path(CONFIG);
    let folder = Path::new("/nowhere");
    let bounds = Bounds {
        folder,
        root: folder,
        given: false,
    };
    let (config, findings) = config::read(&name, &source, bounds);
    for finding in &findings {
        assert_finding(finding, source.text());
    }
    assert_sorted(&findings);
    let again = config::read(&name, &source, bounds);
    assert_eq!(
        format!("{config:?} {findings:?}"),
        format!("{:?} {:?}", again.0, again.1),
        "a second reading is the same"
    );
    if findings
        .iter()
        .any(|finding| finding.severity == Severity::Error)
    {
        return;
    }
    let patterns = [config.include.as_deref(), Some(config.exclude.as_slice())];
    for patterns in patterns.into_iter().flatten() {
        for pattern in patterns {
            assert_eq!(flaw(pattern, folder), None, "{pattern:?} was taken");
        }
    }
    let days = [
        config.max_age_days,
        config.waiver_max_days,
        config.waiver_notice_days,
    ];
    assert!(days.into_iter().flatten().all(|days| days >= 0), "{days:?}");
    let known = [
        None,
        Some("error"),
        Some("warning"),
        Some("info"),
        Some("never"),
    ];
    assert!(
        known.contains(&config.fail_on.as_deref()),
        "{:?}",
        config.fail_on
    );
    for (key, line) in &config.lines {
        assert!(
            *line <= source.text().lines().count(),
            "{key} on line {line}"
        );
    }
}
