//! Titles that are alike enough to be taken for one that somebody has reworded.

/// How much of their pairs of letters two titles must have in common. The two published rows that
/// are most alike, physical and virtual network devices, stay below it: what the provider itself
/// keeps apart is never taken for one row.
const ALIKE: f64 = 0.88;

/// By how much a match must be better than any other that either row could have.
const CLEARLY: f64 = 0.05;

/// Titles longer than this are not compared, in bytes.
const LONGEST: usize = 1_000;

/// Comparisons beyond which nothing is guessed: two tables with hundreds of rows that have neither
/// an id nor a title in common are two tables.
const MOST: usize = 250_000;

/// The pairs of numbered titles that are each other's best and clear match. The same pairs come out
/// in the other direction.
pub(super) fn pairs(gone: &[(usize, String)], added: &[(usize, String)]) -> Vec<(usize, usize)> {
    if gone.len().saturating_mul(added.len()) > MOST {
        return Vec::new();
    }
    let mut best_of_added = vec![Best::default(); added.len()];
    let mut best_of_gone = vec![Best::default(); gone.len()];
    for ((_, before), of_gone) in gone.iter().zip(&mut best_of_gone) {
        let others = added.iter().zip(&mut best_of_added).enumerate();
        for (number, ((_, after), of_added)) in others {
            let alike = alike(before, after);
            of_gone.see(number, alike);
            of_added.see(0, alike);
        }
    }
    let mutual = gone
        .iter()
        .zip(&best_of_gone)
        .filter_map(|((at, _), best)| {
            let number = best.clear()?;
            let partner = best_of_added.get(number)?;
            // The partner's best is this very row where its likeness is the same and clear.
            partner.clear()?;
            let same = partner.first.total_cmp(&best.first).is_eq();
            same.then(|| added.get(number).map(|(to, _)| (*at, *to)))?
        });
    mutual.collect()
}

fn alike(one: &str, other: &str) -> f64 {
    if one.len().max(other.len()) > LONGEST {
        return 0.0;
    }
    strsim::sorensen_dice(one, other)
}

/// The two best matches of a title so far.
#[derive(Clone, Debug, Default)]
struct Best {
    number: usize,
    first: f64,
    second: f64,
}

impl Best {
    fn see(&mut self, number: usize, alike: f64) {
        if alike > self.first {
            self.second = self.first;
            self.first = alike;
            self.number = number;
        } else {
            self.second = self.second.max(alike);
        }
    }

    /// The number of the best match, where it is good and clear.
    fn clear(&self) -> Option<usize> {
        (self.first >= ALIKE && self.first - self.second >= CLEARLY).then_some(self.number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::matrix::Registry;

    fn titles(texts: &[&str]) -> Vec<(usize, String)> {
        (0..)
            .zip(texts.iter().map(|text| (*text).to_owned()))
            .collect()
    }

    #[test]
    fn published_rows_are_never_taken_for_each_other() {
        let registry = Registry::embedded();
        let rows = registry.judge("aucloud-iaas").expect("embedded").rows();
        for (at, row) in rows.iter().enumerate() {
            for other in &rows[at + 1..] {
                let alike = alike(&row.title.to_lowercase(), &other.title.to_lowercase());
                assert!(
                    alike < ALIKE - 0.01,
                    "{} / {}: {alike}",
                    row.title,
                    other.title
                );
            }
        }
    }

    #[test]
    fn a_reworded_title_is_known_again() {
        let old = titles(&[
            "configuration and management of databases",
            "user management",
        ]);
        let new = titles(&["users", "configuration and management of managed databases"]);
        assert_eq!(pairs(&old, &new), [(0, 1)]);
        assert_eq!(pairs(&new, &old), [(1, 0)]);
    }

    #[test]
    fn what_could_be_two_is_none() {
        let old = titles(&["patching of the platform runtime"]);
        let new = titles(&[
            "patching of the platform runtimes",
            "patching of the platform runtime b",
        ]);
        assert_eq!(pairs(&old, &new), []);
        assert_eq!(pairs(&new, &old), []);
        assert_eq!(pairs(&old, &new[..1]), [(0, 0)]);
    }

    #[test]
    fn tables_without_limit_cost_no_time() {
        let many: Vec<(usize, String)> = (0..5_000).map(|at| (at, format!("row {at}"))).collect();
        assert_eq!(pairs(&many, &many), []);
        let long = titles(&["x".repeat(LONGEST + 1).as_str()]);
        assert_eq!(pairs(&long, &long), []);
    }
}
