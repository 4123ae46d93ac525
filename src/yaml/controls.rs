//! Control characters. YAML has the tab and the line breaks; in quotes it has all that are younger
//! than ASCII, too, since JSON does. And what the parser counts wrong: characters of several bytes in a
//! directive, behind which every place would be off.

use super::tree::Failure;
use crate::text::Span;

/// Bytes that are looked at at a time.
const PIECE: usize = 1024;

/// A character that may not stand at its offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Control {
    /// The offset of its first byte.
    pub(super) at: usize,
    character: char,
    /// Where it is a fault, if there are places where it is none.
    within: &'static str,
}

/// The next characters that no YAML may hold. Each kind is looked for anew only where its last one has
/// been passed: a file can hold a million of them.
pub(super) struct Ahead {
    control: Option<Control>,
    directive: Option<Control>,
}

impl Ahead {
    /// The next ones from the start of a text.
    pub(super) fn new(text: &str) -> Self {
        Self {
            control: control(text, 0),
            directive: in_directive(text, 0),
        }
    }

    /// The next one from `offset` on. Offsets do not go back.
    pub(super) fn from(&mut self, text: &str, offset: usize) -> Option<Control> {
        let is_passed = |one: Option<Control>| one.is_some_and(|one| one.at < offset);
        if is_passed(self.control) {
            self.control = control(text, offset);
        }
        if is_passed(self.directive) {
            self.directive = in_directive(text, offset);
        }
        let both = [self.control, self.directive];
        both.into_iter().flatten().min_by_key(|one| one.at)
    }
}

fn control(text: &str, offset: usize) -> Option<Control> {
    let rest = text.as_bytes().get(offset..)?;
    let is_control = |byte: u8| byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r');
    // Piece by piece, and each to its end: so many bytes are looked at at a time.
    let mut pieces = rest.chunks(PIECE);
    let piece = pieces.position(|piece| {
        let bytes = piece.iter();
        bytes.fold(false, |found, byte| found | is_control(*byte))
    })?;
    let within = rest.get(piece * PIECE..)?;
    let at = within.iter().position(|byte| is_control(*byte))?;
    Some(Control {
        at: offset + piece * PIECE + at,
        character: char::from(*within.get(at)?),
        within: "",
    })
}

/// The first character of several bytes in a directive, comments aside.
fn in_directive(text: &str, offset: usize) -> Option<Control> {
    let rest = text.get(offset..)?;
    // Nearly all text is told by this.
    if !rest.as_bytes().contains(&b'%') {
        return None;
    }
    let first = rest.starts_with('%').then_some(0);
    let others = rest.match_indices("\n%").map(|(at, _)| at + 1);
    first.into_iter().chain(others).find_map(|start| {
        let line = rest.get(start..)?.lines().next()?;
        let directive = line.split(" #").next()?;
        let mut characters = directive.char_indices();
        let (at, character) = characters.find(|(_, character)| !character.is_ascii())?;
        Some(Control {
            at: offset + start + at,
            character,
            within: " in a directive",
        })
    })
}

/// The first character, in text that stands without quotes at `start`, that has to stand in them.
pub(super) fn unquoted(text: &str, start: usize) -> Option<Control> {
    // Nearly all text is told by this.
    if text.bytes().all(|byte| byte < 0x7f) {
        return None;
    }
    let mut characters = text.char_indices();
    let found = characters.find(|(_, character)| match character {
        '\u{85}' => false, // a line break of its own
        '\u{7f}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}' => true,
        _ => false,
    });
    found.map(|(at, character)| Control {
        at: start + at,
        character,
        within: " outside of quotes",
    })
}

impl Control {
    /// What is to be said about it.
    pub(super) fn failure(self) -> Failure {
        let Self {
            at,
            character,
            within,
        } = self;
        let number = u32::from(character);
        let said = format!("the character U+{number:04X} is not allowed{within}");
        Failure::Syntax(said, Span::new(at, at + character.len_utf8()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tabs_and_line_breaks_are_no_control_characters() {
        let at = |text, offset| Ahead::new(text).from(text, offset).map(|one| one.at);
        assert_eq!(at("a:\t1\r\nb\u{7f}\u{9b}", 0), None);
        assert_eq!(at("\0a\u{1f}", 0), Some(0));
        assert_eq!(at("\0a\u{1f}", 1), Some(2));
        assert_eq!(at("a", 9), None);
        assert_eq!(at("%YAML 1.2 # é\n--- é\n", 0), None);
        assert_eq!(at("a\n%é\n\0", 0), Some(3));
        assert_eq!(at("a %é\n%xü", 0), Some(8));
    }

    #[test]
    fn younger_ones_are_for_quotes() {
        let at = |text| unquoted(text, 7).map(|control| control.at);
        assert_eq!(at("é\u{85}\u{a0}🎉\u{e000}\u{fffd}"), None);
        assert_eq!(at("é\u{9b}"), Some(9));
        assert_eq!(at("\u{7f}"), Some(7));
        assert_eq!(at("a\u{ffff}"), Some(8));
    }
}
