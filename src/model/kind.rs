//! Whether a text is meant as a manifest, told without reading it as YAML.

use std::ops::Range;

/// The kind that a manifest names.
const KIND: &[u8] = b"ControlOwnership";

/// Where a text says, in a line of its own, that it is a manifest: the characters of the kind.
pub fn kind_in(text: &[u8]) -> Option<Range<usize>> {
    let finder = memchr::memmem::Finder::new(KIND);
    let mut places = finder.find_iter(text);
    places.find_map(|at| {
        let before = text.get(..at)?;
        let start = before
            .iter()
            .rposition(|byte| matches!(byte, b'\n' | b'\r'));
        let before = before.get(start.map_or(0, |start| start + 1)..)?;
        let after = text.get(at + KIND.len()..)?;
        let end = after.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
        let after = after.get(..end.unwrap_or(after.len()))?;
        is_line(before, after).then(|| at..at + KIND.len())
    })
}

/// Whether a line holds the key and its value and nothing else, quotes and a comment apart.
fn is_line(before: &[u8], after: &[u8]) -> bool {
    let before = before.strip_prefix(b"\xef\xbb\xbf").unwrap_or(before);
    let (before, after) = match before.last() {
        Some(quote @ (b'"' | b'\'')) => match after.split_first() {
            Some((closing, rest)) if closing == quote => {
                (before.get(..before.len() - 1).unwrap_or_default(), rest)
            }
            _ => return false,
        },
        _ => (before, after),
    };
    let keys: [&[u8]; 3] = [b"kind", b"\"kind\"", b"'kind'"];
    let colon = keys.iter().find_map(|key| before.strip_prefix(*key));
    let colon = colon
        .map(<[u8]>::trim_ascii_start)
        .and_then(|rest| rest.strip_prefix(b":"));
    let is_key = colon.is_some_and(|blanks| !blanks.is_empty() && blanks.trim_ascii().is_empty());
    let rest = after.trim_ascii_start();
    is_key && (rest.is_empty() || (rest.starts_with(b"#") && rest.len() < after.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_what_kind_a_document_is() {
        for (text, found) in [
            ("kind: ControlOwnership", true),
            ("apiVersion: x\r\nkind: ControlOwnership\r\n", true),
            ("\u{feff}kind: ControlOwnership\n", true),
            ("\"kind\":   'ControlOwnership' # one\n", true),
            ("kind : \"ControlOwnership\"  \n", true),
            ("x: ControlOwnership\nkind: ControlOwnership\n", true),
            ("kind:ControlOwnership\n", false),
            ("kind: ControlOwnership#\n", false),
            (" kind: ControlOwnership\n", false),
            ("# kind: ControlOwnership\n", false),
            ("kind: \"ControlOwnership'\n", false),
            ("kind: ControlOwnerships\n", false),
            ("kind: XControlOwnership\n", false),
            ("mankind: ControlOwnership\n", false),
        ] {
            let place = kind_in(text.as_bytes());
            let words = place.and_then(|place| text.get(place));
            assert_eq!(words, found.then_some("ControlOwnership"), "{text}");
        }
    }
}
