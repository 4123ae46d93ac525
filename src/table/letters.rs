//! What a cell of roles says, in the many ways in which tables write it: `R, A`, `A/R`, `RA`, `r & a`.

use super::Cell;
use super::meanings::{Meaning, Meanings};
use super::words::{is_ambiguous, role_of_word};
use crate::model::raci::{Role, Roles};

/// What a cell says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reading {
    /// These roles; none where the cell is empty or holds a dash.
    Roles(Roles),
    /// Roles of both sides, by a word that a person has given this meaning.
    Sides {
        /// The provider's roles.
        provider: Roles,
        /// The customer's roles.
        customer: Roles,
    },
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
    /// It holds nothing but the mark of a footnote.
    MarkAlone,
    /// It holds a word that means R in one chart and A in another.
    Ambiguous,
    /// It holds S, which stands for support in a RASCI chart.
    Support,
    /// It holds something else.
    NoLetter,
}

/// Reads a cell.
pub fn read_cell(cell: &Cell, meanings: &Meanings) -> Result<Reading, Unread> {
    if cell.text.is_empty() && !cell.marks.is_empty() {
        // A mark can be what a person has given a meaning.
        let meaning = meanings.of(&cell.marks);
        return meaning.map_or(Err(Unread::MarkAlone), |meaning| Ok(meaning.into()));
    }
    read(&cell.text, meanings)
}

/// Reads a cell without its markup.
pub fn read(text: &str, meanings: &Meanings) -> Result<Reading, Unread> {
    let text = text.trim();
    if let Some(meaning) = meanings.of(text) {
        return Ok(meaning.into());
    }
    if matches!(text, "" | "-" | "–" | "—") {
        return Ok(Reading::Roles(Roles::default()));
    }
    if let Some(reason) = not_applicable(text) {
        return match reason {
            "" => Err(Unread::NoReason),
            reason => Ok(Reading::NotApplicable(reason.to_owned())),
        };
    }
    // What a person gives a meaning can be there beside the letter that it means.
    let (mut roles, mut meant) = (Roles::default(), Roles::default());
    let mut has_words = false;
    for word in text.split(|c: char| c.is_whitespace() || matches!(c, ',' | '/' | ';' | '&' | '+'))
    {
        if let Some(Meaning::Roles(one)) = meanings.of(word) {
            meant = one.iter().fold(meant, Roles::with);
            continue;
        }
        let found = match role_of_word(word) {
            Some(role) => {
                has_words = true;
                vec![role]
            }
            None if has_words && matches!(word, "and" | "und" | "et" | "y" | "e") => continue,
            None if is_ambiguous(word) => return Err(Unread::Ambiguous),
            None => {
                let (letters, others) = word_of_letters(word, meanings)?;
                meant = others.iter().fold(meant, Roles::with);
                letters
            }
        };
        for role in found {
            if roles.has(role) {
                return Err(Unread::Twice(role));
            }
            roles = roles.with(role);
        }
    }
    roles = meant.iter().fold(roles, Roles::with);
    if roles.is_empty() {
        return Err(Unread::NoLetter); // nothing but separators
    }
    Ok(Reading::Roles(roles))
}

impl From<Meaning> for Reading {
    fn from(meaning: Meaning) -> Self {
        match meaning {
            Meaning::Roles(roles) => Self::Roles(roles),
            Meaning::Sides { provider, customer } => Self::Sides { provider, customer },
        }
    }
}

/// Whether a text could be a cell of roles, so that a column of such texts is one.
pub fn is_cell(text: &str) -> bool {
    is_roles(&read(text, &Meanings::default()))
}

/// Whether a cell says roles.
pub fn is_roles(reading: &Result<Reading, Unread>) -> bool {
    match reading {
        Ok(Reading::Roles(roles)) => !roles.is_empty(),
        Ok(Reading::Sides { .. }) => true,
        _ => false,
    }
}

/// Whether a cell says several roles, as no word or number does: `R, A`.
pub fn is_several(reading: &Result<Reading, Unread>) -> bool {
    matches!(reading, Ok(Reading::Roles(roles)) if roles.iter().count() > 1)
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

/// The letters of a word such as `RA`, and what a person says that others mean. One case throughout,
/// and no more than two in lower case: `car` and `Air` are words.
fn word_of_letters(word: &str, meanings: &Meanings) -> Result<(Vec<Role>, Roles), Unread> {
    let upper = word.chars().all(|c| c.is_ascii_uppercase());
    let lower = word.len() <= 2 && word.chars().all(|c| c.is_ascii_lowercase());
    if !upper && !lower {
        let mut characters = word.chars();
        return match (characters.next(), characters.next()) {
            (Some(only), None) if !only.is_ascii() && only.is_alphabetic() => {
                Err(Unread::Lookalike(only))
            }
            _ => Err(Unread::NoLetter),
        };
    }
    let word = word.to_ascii_uppercase();
    let mut letters = Vec::new();
    let mut meant = Roles::default();
    let is_known = |c: char| Role::from_letter(c.encode_utf8(&mut [0; 4])).is_some();
    for letter in word.chars() {
        if let Some(roles) = meanings.of_letter(letter) {
            meant = roles.iter().fold(meant, Roles::with);
        } else if let Some(role) = Role::from_letter(letter.encode_utf8(&mut [0; 4])) {
            letters.push(role);
        } else if letter == 'S' && upper && word.chars().all(|c| c == 'S' || is_known(c)) {
            return Err(Unread::Support);
        } else {
            return Err(Unread::NoLetter);
        }
    }
    Ok((letters, meant))
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
            ("Responsible", Ok("R")),
            ("responsible / ACCOUNTABLE", Ok("R, A")),
            ("Responsible and accountable", Ok("R, A")),
            ("Rechenschaftspflichtig", Ok("A")),
            ("Verantwortlich", Err(Unread::Ambiguous)),
            ("Responsable", Err(Unread::Ambiguous)),
            ("Responsible for backups", Err(Unread::NoLetter)),
            ("S", Err(Unread::Support)),
            ("S, C", Err(Unread::Support)),
            ("RS", Err(Unread::Support)),
            ("SAR", Err(Unread::Support)),
            ("and", Err(Unread::NoLetter)),
            ("car", Err(Unread::NoLetter)),
            ("Ra", Err(Unread::NoLetter)),
            ("R?", Err(Unread::NoLetter)),
            ("R (storage)", Err(Unread::NoLetter)),
            ("/", Err(Unread::NoLetter)),
            ("А", Err(Unread::Lookalike('\u{410}'))),
            ("NATO", Err(Unread::NoLetter)),
        ] {
            let read = read(text, &Meanings::default()).map(|reading| match reading {
                Reading::Roles(roles) => roles.published(),
                Reading::NotApplicable(reason) => format!("not applicable: {reason}"),
                Reading::Sides { .. } => unreachable!("nobody has said so"),
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
            assert_eq!(read(text, &Meanings::default()), expected, "{text}");
        }
    }

    #[test]
    fn a_meaning_that_a_person_gives_goes_before_the_letters() {
        let parse = |text: &&str| super::super::meanings::parse(text).expect("a meaning");
        let given = ["S=C", "✓=RA", "guidance=-", "c=A"];
        let given: Vec<_> = given.iter().map(parse).collect();
        let meanings = Meanings::new(&given).expect("once each");
        for (text, expected) in [
            ("S", "C"),
            ("RS", "R, C"),
            ("R, S", "R, C"),
            ("S, C", "A, C"),
            ("S, I", "C, I"),
            ("✓", "R, A"),
            ("Guidance", ""),
            ("C", "A"),
            ("R, A", "R, A"),
        ] {
            let read = read(text, &meanings);
            assert!(
                matches!(&read, Ok(Reading::Roles(roles)) if roles.published() == expected),
                "{text}: {read:?}"
            );
        }
    }
}
