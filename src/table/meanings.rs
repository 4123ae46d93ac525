//! What a person says that words, ticks and letters in cells mean: `S=C`, `IBM=provider:RA,customer:-`.

use crate::model::raci::{Role, Roles};
use crate::text::single_spaced;

/// What a word means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// Roles of the party that the column belongs to.
    Roles(Roles),
    /// Roles of both sides, so that one column says it all.
    Sides {
        /// The provider's roles.
        provider: Roles,
        /// The customer's roles.
        customer: Roles,
    },
}

/// All that a person has said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Meanings(Vec<(String, Meaning)>);

impl Meanings {
    /// Of pairs as [`parse`] reads them. The error names a word that is given twice.
    pub fn new(pairs: &[(String, Meaning)]) -> Result<Self, String> {
        let mut known: Vec<(String, Meaning)> = Vec::new();
        for (word, meaning) in pairs {
            let word = normal(word);
            if known.iter().any(|(other, _)| *other == word) {
                return Err(word);
            }
            known.push((word, *meaning));
        }
        Ok(Self(known))
    }

    /// What a whole cell or a word of it means.
    pub fn of(&self, text: &str) -> Option<Meaning> {
        if self.0.is_empty() {
            return None;
        }
        let text = normal(text);
        let found = self.0.iter().find(|(word, _)| *word == text);
        found.map(|(_, meaning)| *meaning)
    }

    /// What a letter means, as one of several in a word: `RS`.
    pub fn of_letter(&self, letter: char) -> Option<Roles> {
        match self.of(letter.encode_utf8(&mut [0; 4])) {
            Some(Meaning::Roles(roles)) => Some(roles),
            _ => None,
        }
    }
}

/// Reads `WORD=MEANING`. The error says how to write it.
pub fn parse(text: &str) -> Result<(String, Meaning), String> {
    let read = || {
        let (word, meaning) = text.rsplit_once('=')?;
        let word = word.trim();
        (!word.is_empty()).then_some(())?;
        Some((word.to_owned(), self::meaning(meaning)?))
    };
    read().ok_or_else(|| {
        "write it as WORD=LETTERS, for example `S=C`, or as WORD=provider:LETTERS,customer:LETTERS, \
         for example `Shared=provider:R,customer:RA`; `-` is no role"
            .to_owned()
    })
}

fn meaning(text: &str) -> Option<Meaning> {
    let Some((first, _)) = text.split_once(':') else {
        return roles(text).map(Meaning::Roles);
    };
    let mut sides = [None, None];
    let mut rest = text;
    let _ = first;
    while let Some((side, after)) = rest.split_once(':') {
        let at = match side.trim().trim_start_matches(',').trim() {
            "provider" => 0,
            "customer" => 1,
            _ => return None,
        };
        // The letters go on to the comma before the other side.
        let end = after.find(':').map_or(after.len(), |colon| {
            let before = after.get(..colon).unwrap_or_default();
            before.rfind(',').unwrap_or(colon)
        });
        let side: &mut Option<Roles> = sides.get_mut(at)?;
        if side.replace(roles(after.get(..end)?)?).is_some() {
            return None;
        }
        rest = after.get(end..)?;
    }
    rest.trim().is_empty().then_some(())?;
    let [provider, customer] = sides.map(Option::unwrap_or_default);
    Some(Meaning::Sides { provider, customer })
}

/// Letters in any order, each once; a dash is none.
fn roles(text: &str) -> Option<Roles> {
    let text = text.trim();
    if matches!(text, "-" | "–" | "—") {
        return Some(Roles::default());
    }
    let mut roles = Roles::default();
    let is_joint = |c: char| c.is_whitespace() || matches!(c, ',' | '/' | ';' | '&' | '+');
    for letter in text.chars().filter(|c| !is_joint(*c)) {
        let letter = letter.to_ascii_uppercase();
        let role = Role::from_letter(letter.encode_utf8(&mut [0; 4]))?;
        (!roles.has(role)).then_some(())?;
        roles = roles.with(role);
    }
    (!roles.is_empty()).then_some(roles)
}

fn normal(text: &str) -> String {
    single_spaced(text).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn meanings_are_read_as_they_are_typed() {
        let shown = |text: &str| {
            parse(text).ok().map(|(word, meaning)| match meaning {
                Meaning::Roles(roles) => format!("{word}: {roles}"),
                Meaning::Sides { provider, customer } => format!("{word}: {provider} {customer}"),
            })
        };
        for (text, expected) in [
            ("S=C", Some("S: C")),
            ("✓=RA", Some("✓: [R, A]")),
            ("a = b=-", Some("a = b: []")),
            ("IBM=provider:RA,customer:-", Some("IBM: [R, A] []")),
            ("You=customer:R,A", Some("You: [] [R, A]")),
            ("x=provider:R, A, customer:C", Some("x: [R, A] C")),
            ("x=", None),
            ("=R", None),
            ("x=Q", None),
            ("x=provider:R,provider:A", None),
            ("x=provider:R,them:A", None),
            ("x", None),
        ] {
            assert_eq!(shown(text).as_deref(), expected, "{text}");
        }
    }
}
