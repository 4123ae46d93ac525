//! Names in messages: quoted, clipped, and near misses of what was meant.

use std::fmt::Write as _;

/// Characters of a name that a message shows before it is clipped.
const SHOWN: usize = 60;

/// A name in backticks, clipped where it is long.
pub fn quote(name: &str) -> String {
    match name.char_indices().nth(SHOWN) {
        Some((end, _)) => code(&format!("{}…", name.get(..end).unwrap_or_default())),
        None => code(name),
    }
}

/// Text to write, in backticks, whole.
pub fn code(text: &str) -> String {
    ["`", text, "`"].concat()
}

/// The words of a text with one space between them.
pub fn single_spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What stands before and behind the first `://`. One character is found faster than three.
pub fn split_scheme(link: &str) -> Option<(&str, &str)> {
    let mut colons = link.match_indices(':');
    colons.find_map(|(at, _)| {
        let rest = link.get(at..)?.strip_prefix("://")?;
        Some((link.get(..at)?, rest))
    })
}

/// `a`, `a and b`, `a, b and c`.
pub fn list<S: AsRef<str>>(items: &[S], last: &str) -> String {
    let mut text = String::new();
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            let joint = if index + 1 == items.len() {
                format!(" {last} ")
            } else {
                ", ".to_owned()
            };
            text.push_str(&joint);
        }
        text.push_str(item.as_ref());
    }
    text
}

/// `12 manifests`, `1 manifest`, `2 matrices`.
pub fn counted(count: usize, one: &str) -> String {
    match one.strip_suffix("ix").filter(|_| count != 1) {
        Some(stem) => format!("{count} {stem}ices"),
        None => format!("{count} {one}{}", if count == 1 { "" } else { "s" }),
    }
}

/// `1 day`, `12 days`.
pub fn days(count: i32) -> String {
    counted(count.unsigned_abs() as usize, "day")
}

/// Names whose distance is measured. Only names of about the same letters are.
const MEASURED: usize = 50;

/// Names that a wrong one is compared with. Whoever has more of them knows where to look, and a file
/// with a hundred thousand wrong names must not take an hour.
pub const COMPARED: usize = 1_000;

/// The typing errors that count as much as words around the name. More of them make another name.
const HOLDING: usize = 3;

/// The candidate that was probably meant: a few typing errors away, or the only one that holds the
/// name. Of very many candidates the first are looked at.
pub fn nearest<'c>(name: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let candidates = candidates.into_iter();
    let (_, meant) = nearest_thing(name, candidates.map(|candidate| (candidate, candidate)))?;
    Some(meant)
}

/// The thing with the name that was probably meant, and how many typing errors away that is.
pub fn nearest_thing<'c, T: Copy>(
    name: &str,
    candidates: impl IntoIterator<Item = (&'c str, T)>,
) -> Option<(usize, T)> {
    let wanted = lower_case(name.trim());
    let length = wanted.chars().count();
    if length == 0 || length > 2 * SHOWN {
        return None; // nobody means a name of that length, and comparing costs its square
    }
    let mut best: Option<(usize, T)> = None;
    let mut holding = Vec::new();
    let allowed = length.max(3) / 3;
    let letters = Letters::of(&wanted);
    let mut measured = 0;
    for (candidate, thing) in candidates.into_iter().take(COMPARED) {
        let known = lower_case(candidate);
        // The difference in length is the least that the distance can be.
        if measured < MEASURED
            && known.chars().count().abs_diff(length) <= allowed
            && letters.distance(&Letters::of(&known)) <= allowed
        {
            measured += 1;
            let distance = strsim::osa_distance(&wanted, &known);
            if distance <= allowed && best.is_none_or(|(least, _)| distance < least) {
                best = Some((distance, thing));
            }
        }
        let holds = || known.contains(&*wanted) || (known.len() >= 3 && wanted.contains(&*known));
        if best.is_none() && holding.len() < 2 && length >= 3 && holds() {
            holding.push(thing);
        }
    }
    match (best, holding.as_slice()) {
        (Some(_), _) => best,
        (None, [only]) => Some((HOLDING, *only)),
        _ => None,
    }
}

/// In lower case; most names are so already.
fn lower_case(name: &str) -> std::borrow::Cow<'_, str> {
    if name
        .bytes()
        .all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase())
    {
        name.into()
    } else {
        name.to_lowercase().into()
    }
}

/// How often each letter stands in a name: far faster to compare than the names. Several bytes share a
/// place, which only makes names nearer than they are.
struct Letters {
    counts: [u8; 32],
    ascii: bool,
}

impl Letters {
    fn of(name: &str) -> Self {
        let mut counts = [0_u8; 32];
        for byte in name.bytes() {
            if let Some(count) = counts.get_mut(usize::from(byte % 32)) {
                *count = count.saturating_add(1);
            }
        }
        let ascii = name.is_ascii();
        Self { counts, ascii }
    }

    /// The least typing errors that part two names: each takes one letter, adds one, or both.
    fn distance(&self, other: &Self) -> usize {
        if !self.ascii || !other.ascii {
            return 0;
        }
        let pairs = self.counts.iter().zip(&other.counts);
        let differing = pairs.map(|(ours, theirs)| usize::from(ours.abs_diff(*theirs)));
        differing.sum::<usize>().div_ceil(2)
    }
}

/// Text that a terminal shows as it stands: control characters, and those that turn the direction
/// of writing or take no width, are written as escapes. A tab and a line feed stay.
pub fn visible(text: &str) -> std::borrow::Cow<'_, str> {
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
    fn near_names_are_suggested_and_far_ones_are_not() {
        let known = [
            "databases",
            "server-vms",
            "logging-iaas",
            "logging-customer",
        ];
        for (name, expected) in [
            ("databses", Some("databases")),
            ("Databases", Some("databases")),
            ("vms", Some("server-vms")),
            ("logging", None),
            ("telepathy", None),
            ("", None),
        ] {
            assert_eq!(nearest(name, known), expected, "{name}");
        }
    }

    #[test]
    fn letters_never_keep_near_names_apart() {
        let names = [
            "databases",
            "dtaabases",
            "databasez",
            "atabases",
            "xdatabases",
            "größe",
            "grösse",
            "a",
            "",
        ];
        for (one, other) in names
            .iter()
            .flat_map(|one| names.map(|other| (*one, other)))
        {
            let least = Letters::of(one).distance(&Letters::of(other));
            assert!(least <= strsim::osa_distance(one, other), "{one} {other}");
        }
        assert_eq!(
            Letters::of("server-vms").distance(&Letters::of("databases")),
            7
        );
    }

    #[test]
    fn nothing_that_steers_a_terminal_is_shown_raw() {
        assert_eq!(visible("a\tb\nc é"), "a\tb\nc é");
        assert_eq!(
            visible("\u{1b}[2J\u{202e}\u{9b}\r"),
            "\\u{1b}[2J\\u{202e}\\u{9b}\\u{d}"
        );
    }

    #[test]
    fn one_is_no_plural() {
        assert_eq!([days(1), days(0), days(12)], ["1 day", "0 days", "12 days"]);
        assert_eq!(counted(1, "matrix"), "1 matrix");
        assert_eq!(counted(2, "matrix"), "2 matrices");
    }

    #[test]
    fn lists_read_as_sentences() {
        assert_eq!(list(&["a", "b", "c"], "and"), "a, b and c");
        assert_eq!(list(&["a"], "or"), "a");
    }
}
