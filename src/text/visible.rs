//! Characters that nobody sees, or that steer a terminal, and text without them.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Text that a terminal shows as it stands: control characters, and those that turn the direction
/// of writing or take no width, are written as escapes. A tab and a line feed stay.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !has_hidden(text) {
        return text.into();
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if is_hidden(character) {
            let _ = write!(shown, "{}", character.escape_unicode());
        } else {
            shown.push(character);
        }
    }
    shown.into()
}

/// Visible text on one line: nothing in a name may begin a line of its own.
pub fn one_line(text: &str) -> String {
    visible(text).replace('\n', "\\n").replace('\t', "\\t")
}

/// Whether any character of a text could steer a terminal or deceive a reader.
pub fn has_hidden(text: &str) -> bool {
    // To the end, whatever is found: so many bytes are looked at at a time, and nearly all text is
    // told by this.
    let is_printable = |byte: u8| (b' '..0x7f).contains(&byte);
    let printable = text
        .bytes()
        .fold(true, |printable, byte| printable & is_printable(byte));
    !printable && text.contains(is_hidden)
}

/// Whether a text shows nothing at all.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(shows_nothing)
}

/// Whether a character is white space, or takes no width, or has no picture.
pub fn shows_nothing(character: char) -> bool {
    match character {
        '!'..='~' => false,
        // soft hyphen, joiners, fillers, variation selectors, tags and the like: what Unicode lets
        // a reader ignore; the empty pattern of Braille; marks of annotation
        '\u{ad}'
        | '\u{34f}'
        | '\u{61c}'
        | '\u{115f}'..='\u{1160}'
        | '\u{17b4}'..='\u{17b5}'
        | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{2800}'
        | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}'
        | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffb}'
        | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}' => true,
        other => other.is_whitespace() || other.is_control(),
    }
}

/// Whether a character could steer a terminal or deceive a reader.
pub fn is_hidden(character: char) -> bool {
    match character {
        '\t' | '\n' => false,
        // soft hyphen; Arabic letter mark; zero width; bidirectional; invisible operators; BOM
        '\u{ad}'
        | '\u{61c}'
        | '\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}' => true,
        other => other.is_control(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_steers_a_terminal_is_shown_raw() {
        assert_eq!(visible("a\tb\nc é"), "a\tb\nc é");
        assert_eq!(
            visible("\u{1b}[2J\u{202e}\u{9b}\r"),
            "\\u{1b}[2J\\u{202e}\\u{9b}\\u{d}"
        );
    }
}
