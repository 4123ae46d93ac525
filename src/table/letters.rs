//! What a cell of roles says, in the many ways in which tables write it: `R, A`, `A/R`, `RA`, `r & a`.

use crate::model::raci::{Role, Roles};

/// What a cell says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reading {
    /// These roles; none where the cell is empty or holds a dash.
    Roles(Roles),
    /// No role, for a reason that the cell gives.
    NotApplicable(String),
}

/// Why a cell cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unread {
    /// It says that the row does not apply, and not why.
    NoReason,
    /// A letter stands there twice.
    Twice(Role),
    /// It holds a character that looks like a letter of ours and is another one.
    Lookalike(char),
    /// It holds something else.
    NoLetter,
}

/// Reads a cell without its markup.
pub fn read(text: &str) -> Result<Reading, Unread> {
    let text = text.trim();
    if matches!(text, "" | "-" | "–" | "—") {
        return Ok(Reading::Roles(Roles::default()));
    }
    if let Some(reason) = not_applicable(text) {
        return match reason {
            "" => Err(Unread::NoReason),
            reason => Ok(Reading::NotApplicable(reason.to_owned())),
        };
    }
    let mut roles = Roles::default();
    for word in text.split(|c: char| c.is_whitespace() || matches!(c, ',' | '/' | ';' | '&' | '+'))
    {
        for role in word_of_letters(word)? {
            if roles.has(role) {
                return Err(Unread::Twice(role));
            }
            roles = roles.with(role);
        }
    }
    if roles.is_empty() {
        return Err(Unread::NoLetter); // nothing but separators
    }
    Ok(Reading::Roles(roles))
}

/// Whether a text could be a cell of roles, so that a column of such texts is one.
pub fn is_cell(text: &str) -> bool {
    matches!(read(text), Ok(Reading::Roles(roles)) if !roles.is_empty())
}

/// What stands behind `N/A`.
fn not_applicable(text: &str) -> Option<&str> {
    let heads = ["n/a", "n.a.", "na", "not applicable"];
    let rest = heads.into_iter().find_map(|head| {
        let start = text.get(..head.len())?;
        start
            .eq_ignore_ascii_case(head)
            .then(|| text.get(head.len()..))?
    })?;
    let reason = rest.trim_start();
    // `NATO` is a word of its own.
    if !reason.is_empty()
        && reason.len() == rest.len()
        && !reason.starts_with([':', '(', '-', '–', '—', ',', '.'])
    {
        return None;
    }
    let reason = reason.trim_start_matches([':', '(', '-', '–', '—', ',', '.', ' ']);
    Some(reason.trim_end_matches(')').trim())
}

/// The letters of a word such as `RA`. One case throughout, and no more than two in lower case:
/// `car` and `Air` are words.
fn word_of_letters(word: &str) -> Result<Vec<Role>, Unread> {
    let upper = word.chars().all(|c| c.is_ascii_uppercase());
    let lower = word.len() <= 2 && word.chars().all(|c| c.is_ascii_lowercase());
    if upper || lower {
        let letters = word.to_ascii_uppercase();
        let roles = letters
            .chars()
            .map(|letter| Role::from_letter(letter.encode_utf8(&mut [0; 4])));
        return roles.collect::<Option<_>>().ok_or(Unread::NoLetter);
    }
    let mut characters = word.chars();
    match (characters.next(), characters.next()) {
        (Some(only), None) if !only.is_ascii() && only.is_alphabetic() => {
            Err(Unread::Lookalike(only))
        }
        _ => Err(Unread::NoLetter),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_read_as_they_are_written() {
        for (text, expected) in [
            ("R, A", Ok("R, A")),
            ("A/R", Ok("R, A")),
            ("RA", Ok("R, A")),
            ("R/A", Ok("R, A")),
            ("ra", Ok("R, A")),
            ("r, a", Ok("R, A")),
            ("A & R", Ok("R, A")),
            ("R\nA", Ok("R, A")),
            ("R,A,", Ok("R, A")),
            ("c", Ok("C")),
            ("RACI", Ok("R, A, C, I")),
            ("", Ok("")),
            (" – ", Ok("")),
            ("R R", Err(Unread::Twice(Role::Responsible))),
            ("AA", Err(Unread::Twice(Role::Accountable))),
            ("N/A", Err(Unread::NoReason)),
            ("n/a.", Err(Unread::NoReason)),
            ("Not applicable", Err(Unread::NoReason)),
            ("Y", Err(Unread::NoLetter)),
            ("£", Err(Unread::NoLetter)),
            ("Responsible", Err(Unread::NoLetter)),
            ("car", Err(Unread::NoLetter)),
            ("Ra", Err(Unread::NoLetter)),
            ("R?", Err(Unread::NoLetter)),
            ("R (storage)", Err(Unread::NoLetter)),
            ("/", Err(Unread::NoLetter)),
            ("А", Err(Unread::Lookalike('\u{410}'))),
            ("NATO", Err(Unread::NoLetter)),
        ] {
            let read = read(text).map(|reading| match reading {
                Reading::Roles(roles) => roles.published(),
                Reading::NotApplicable(reason) => format!("not applicable: {reason}"),
            });
            assert_eq!(read.as_deref(), expected.as_ref().copied(), "{text}");
        }
    }

    #[test]
    fn what_does_not_apply_gives_its_reason() {
        for text in [
            "N/A: no facilities",
            "n/a (no facilities)",
            "Not applicable – no facilities",
            "NA no facilities",
        ] {
            let expected = Ok(Reading::NotApplicable("no facilities".to_owned()));
            assert_eq!(read(text), expected, "{text}");
        }
    }
}
