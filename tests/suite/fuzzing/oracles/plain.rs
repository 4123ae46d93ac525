//! The quick reader of plain YAML beside the event parser.

use crisplint::text::Source;
use crisplint::yaml;

/// Bytes as YAML: with the quick reader and without it comes the same, node by node and span by span.
pub fn plain(bytes: &[u8]) {
    let source = Source::from_bytes(bytes.to_vec());
    if source.invalid_at().is_some() {
        return;
    }
    let text = source.text();
    let (ours, measure) = (yaml::read(text), yaml::read_by_events(text));
    let same = ours.len() == measure.len()
        && ours
            .iter()
            .zip(&measure)
            .all(|(ours, measure)| format!("{ours:?}") == format!("{measure:?}"));
    assert!(same, "two readings of {text:?}:\n{ours:#?}\n{measure:#?}");
}
