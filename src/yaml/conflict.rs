//! The markers that git leaves in a file where two sides of a merge contradict each other.

use super::tree::Failure;
use crate::text::Span;

/// A marker is so many of one character at the beginning of a line.
const LENGTH: usize = 7;

/// The first marker from `start` on up to `end`.
pub(super) fn failure(text: &str, start: usize, end: usize) -> Option<Failure> {
    let bytes = text.as_bytes().get(..end)?;
    let mut at = start;
    // The document may begin in the middle of a line.
    if at > 0 && bytes.get(at - 1) != Some(&b'\n') {
        at = next_line(bytes, at)?;
    }
    loop {
        if is_marker(bytes.get(at..)?) {
            return Some(Failure::Conflict(Span::new(at, at + LENGTH)));
        }
        at = next_line(bytes, at)?;
    }
}

fn next_line(bytes: &[u8], at: usize) -> Option<usize> {
    let length = bytes.get(at..)?.iter().position(|byte| *byte == b'\n')?;
    Some(at + length + 1)
}

/// `<<<<<<< ours`, `||||||| base`, `=======` or `>>>>>>> theirs`.
fn is_marker(line: &[u8]) -> bool {
    let Some((marker, behind)) = line.split_at_checked(LENGTH) else {
        return false;
    };
    let is_one = marker
        .first()
        .is_some_and(|first| b"<|=>".contains(first) && marker.iter().all(|byte| byte == first));
    is_one && matches!(behind.first(), None | Some(b' ' | b'\r' | b'\n'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_marker_is_seven_of_a_kind_at_the_beginning_of_a_line() {
        let at = |text: &str| failure(text, 0, text.len()).map(|found| found.span().start());
        for (text, expected) in [
            ("<<<<<<< HEAD\n", Some(0)),
            ("a: 1\n=======\nb: 2\n", Some(5)),
            ("a: 1\r\n=======\r\nb: 2\r\n", Some(6)),
            ("a: 1\n||||||| 0123abc\n", Some(5)),
            ("a: 1\n>>>>>>> other", Some(5)),
            ("a: 1\n>>>>>>>", Some(5)),
            ("a: 1\n <<<<<<< HEAD\n", None),
            ("a: 1\n========\n", None),
            ("a: 1\n======\n", None),
            ("a: 1\n<<<<<<<HEAD\n", None),
            ("a: 1\n<<: *b\n", None),
            ("", None),
        ] {
            assert_eq!(at(text), expected, "{text:?}");
        }
        assert_eq!(failure("=======\na", 1, 9), None);
        assert_eq!(failure("a\n=======\n", 0, 2), None);
    }
}
