//! CRISP007: a manifest under a name that no pattern matches is not checked, and nobody would know.

use std::ops::Range;

use crate::finding::Fault;
use crate::rule::{Rule, Severity};
use crate::source::Span;
use crate::text::quote;

/// The rule.
pub static RULE: Rule = Rule {
    code: "CRISP007",
    name: "overlooked-manifest",
    severity: Severity::Warning,
    fixed: false,
    summary: "a file in a searched folder holds a manifest, but no pattern of `include` matches it",
    page: include_str!("../../rules/CRISP007.md"),
};

/// The kind that a manifest names.
const KIND: &[u8] = b"ControlOwnership";

/// A manifest that was passed over. `path` counts from its root, `kind` are the characters of its kind, and
/// `usual` says whether the usual names are searched for.
pub fn fault(path: &str, kind: Range<usize>, usual: bool) -> Fault {
    let help = if usual {
        let (folder, name) = path
            .rsplit_once('/')
            .map_or(("", path), |(folder, name)| (folder, name));
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let slash = if folder.is_empty() { "" } else { "/" };
        let name = format!("{folder}{slash}{stem}.crisp.yaml");
        format!("rename it to {}, so that a search finds it", quote(&name))
    } else {
        let pattern = format!("/{}", pattern(path));
        format!("add {} to `include` in `.crisplint.yaml`", quote(&pattern))
    };
    let message = format!(
        "{} is a manifest, but it is not checked: no pattern matches its name",
        quote(path)
    );
    Fault::new(&RULE, Span::new(kind.start, kind.end), message)
        .label("this kind is checked")
        .help(format!(
            "{help}; if it should not be checked, add it to `exclude`"
        ))
}

/// A path as a pattern that matches it and nothing else.
fn pattern(path: &str) -> String {
    let escape = |character| match character {
        '*' | '?' | '[' | ']' | '{' | '}' => format!("[{character}]"),
        '\\' => "\\\\".to_owned(),
        other => other.to_string(),
    };
    path.chars().map(escape).collect()
}

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
