//! The name that was probably meant, of those that there are.

use std::borrow::Cow;

use super::words::SHOWN;

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
fn lower_case(name: &str) -> Cow<'_, str> {
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
}
