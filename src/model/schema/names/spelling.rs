//! When two names are one name: case, hyphens, underscores and the plural apart, or one slip of the
//! finger away.

/// How near a key is to the field that it was probably meant for; the nearest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Nearness {
    /// Another case, snake or kebab case.
    Case,
    /// The singular of the plural, or the other way round.
    Plural,
    /// One letter too many, too few or another, or two neighbours swapped.
    Typo,
}

/// The most characters of a key that are compared: nobody means a field by a longer one.
const COMPARED: usize = 40;

/// The most bytes that one letter takes.
const LETTER: usize = 4;

/// A name without what people write differently, and every form that it can be the plural of.
#[derive(Clone, Debug)]
pub(super) struct Name {
    plain: String,
    singulars: Vec<String>,
}

impl Name {
    /// The name in a key; nothing where it is too long to be one, or empty.
    pub(super) fn new(key: &str) -> Option<Self> {
        if key.chars().nth(COMPARED).is_some() {
            return None;
        }
        let letters = key.trim().chars().flat_map(char::to_lowercase);
        let plain: String = letters
            .filter(|letter| !matches!(letter, '_' | '-' | ' '))
            .collect();
        let singulars = singulars(&plain);
        (!plain.is_empty()).then_some(Self { plain, singulars })
    }

    /// Whether two names are one, case and plural apart.
    pub(super) fn is(&self, other: &Self) -> Option<Nearness> {
        if self.plain == other.plain {
            return Some(Nearness::Case);
        }
        // Nearly all names are told apart by this.
        if self.plain.as_bytes().first() != other.plain.as_bytes().first() {
            return None;
        }
        let mut singulars = self.singulars.iter();
        let shared = singulars.any(|one| other.singulars.contains(one));
        shared.then_some(Nearness::Plural)
    }

    /// How near two names are, if they are near at all.
    pub(super) fn near(&self, other: &Self) -> Option<Nearness> {
        let is_typo = || {
            self.plain.len().abs_diff(other.plain.len()) <= LETTER
                && strsim::osa_distance(&self.plain, &other.plain) == 1
        };
        self.is(other)
            .or_else(|| is_typo().then_some(Nearness::Typo))
    }
}

/// The forms of which a name can be the plural, itself among them.
fn singulars(plain: &str) -> Vec<String> {
    let endings = [("s", ""), ("es", ""), ("ies", "y"), ("ices", "ix")];
    let cut = endings.into_iter().filter_map(|(plural, singular)| {
        let stem = plain.strip_suffix(plural)?;
        (stem.len() >= 2).then(|| format!("{stem}{singular}"))
    });
    std::iter::once(plain.to_owned()).chain(cut).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_as_people_mean_them() {
        for (key, field, expected) in [
            ("Features", "features", Some(Nearness::Case)),
            ("RACI", "raci", Some(Nearness::Case)),
            ("not_applicable", "notApplicable", Some(Nearness::Case)),
            ("signed-by", "signedBy", Some(Nearness::Case)),
            ("contact", "contacts", Some(Nearness::Plural)),
            ("third_party", "thirdParties", Some(Nearness::Plural)),
            ("alias", "aliases", Some(Nearness::Plural)),
            ("matrices", "matrix", Some(Nearness::Plural)),
            ("owners", "owner", Some(Nearness::Plural)),
            ("reviewd", "reviewed", Some(Nearness::Typo)),
            ("onwer", "owner", Some(Nearness::Typo)),
            ("evidenze", "evidence", Some(Nearness::Typo)),
            ("ownwer", "owner", Some(Nearness::Typo)),
            ("responsable", "reason", None),
            ("lastReviewed", "reviewed", None),
        ] {
            let [key_name, field_name] = [key, field].map(|name| Name::new(name).expect("a name"));
            assert_eq!(key_name.near(&field_name), expected, "{key}");
            assert_eq!(field_name.near(&key_name), expected, "{key}");
        }
        assert!(Name::new("").is_none() && Name::new(&"x".repeat(41)).is_none());
    }
}
