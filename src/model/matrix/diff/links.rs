//! Which row of one matrix is which of the other.

use std::collections::{BTreeMap, HashMap};

use super::likeness;
use crate::model::matrix::{Matrix, Row, Spellings};

/// Why two rows are taken for one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// They have one id.
    Id,
    /// They have one title.
    Title,
    /// Their titles are alike, and no others are nearly as much alike.
    Likeness,
}

/// For each row of the old matrix the number of its row in the new one: by id, else by title, else
/// by likeness. What could be meant for two rows is meant for none.
pub(super) fn find(old: &Matrix, new: &Matrix, names: &Spellings) -> Vec<Option<(usize, Link)>> {
    let ids: HashMap<&str, usize> = new
        .rows()
        .iter()
        .map(|row| row.id.as_str())
        .zip(0..)
        .collect();
    let by_id = |row: &Row| ids.get(row.id.as_str()).map(|at| (*at, Link::Id));
    let mut links: Vec<Option<(usize, Link)>> = old.rows().iter().map(by_id).collect();

    let (gone, added) = open(old, new, &links, names);
    let alone = |titles: &[(usize, String)]| {
        let mut alone: BTreeMap<String, Option<usize>> = BTreeMap::new();
        for (at, title) in titles {
            let entry = alone.entry(title.clone());
            entry.and_modify(|only| *only = None).or_insert(Some(*at));
        }
        alone
    };
    let added = alone(&added);
    for (title, before) in alone(&gone) {
        let after = added.get(&title).copied().flatten();
        if let (Some(before), Some(after)) = (before, after)
            && let Some(link) = links.get_mut(before)
        {
            *link = Some((after, Link::Title));
        }
    }

    let (gone, added) = open(old, new, &links, names);
    for (before, after) in likeness::pairs(&gone, &added) {
        if let Some(link) = links.get_mut(before) {
            *link = Some((after, Link::Likeness));
        }
    }
    links
}

/// Rows by their number, each with its title as all its spellings have it.
type Numbered = Vec<(usize, String)>;

/// The rows that have no partner yet, gone and added.
fn open(
    old: &Matrix,
    new: &Matrix,
    links: &[Option<(usize, Link)>],
    names: &Spellings,
) -> (Numbered, Numbered) {
    let mut taken = vec![false; new.rows().len()];
    for (at, _) in links.iter().flatten() {
        if let Some(taken) = taken.get_mut(*at) {
            *taken = true;
        }
    }
    let titles = |matrix: &Matrix, is_open: &dyn Fn(usize) -> bool| {
        let rows = matrix.rows().iter().enumerate();
        rows.filter(|(at, _)| is_open(*at))
            .map(|(at, row)| (at, names.normal(&row.title)))
            .collect()
    };
    (
        titles(old, &|at| links.get(at).is_some_and(Option::is_none)),
        titles(new, &|at| taken.get(at) == Some(&false)),
    )
}
