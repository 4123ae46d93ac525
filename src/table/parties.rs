//! Whose roles the columns of a table have.

use super::Table;
use super::bound::{Columns, Trouble};
use super::claims::{Claims, Holder};
use super::filled::{has_roles, heading_column, is_letters, is_of_both};
use super::letters::{self, Reading, Unread};
use super::words::{self, Heading};
use crate::model::raci::Role;

/// What is known of the columns of a table.
#[derive(Clone, Debug, Default)]
pub struct Claimed {
    /// The columns of parties.
    pub parties: Vec<(Holder, usize)>,
    /// The column of words with a meaning for both sides.
    pub both: Option<usize>,
    /// Columns that a person leaves out.
    pub others: Vec<usize>,
    /// Columns of letters that nobody claims.
    pub unclaimed: Vec<usize>,
    /// Whether an option names one of its parties.
    pub is_named: bool,
    /// The provider's column, if it is what remained.
    pub inferred: Option<usize>,
    /// Whether the cells are parties and the columns roles.
    pub is_roster: bool,
    /// Columns that could be a party's, where there are several.
    several: Vec<(Holder, Vec<usize>)>,
    /// Columns that are named for two things.
    twice: Vec<usize>,
    has_letters: bool,
}

const SIDES: [Holder; 2] = [Holder::Provider, Holder::Customer];

impl Claimed {
    /// What is known of a table.
    pub fn of(table: &Table, claims: &Claims<'_>) -> Self {
        let mut claimed = Self::default();
        claimed.name(table, claims);
        claimed.read_headings(table, claims);
        claimed.find_both(table, claims);
        let is_open = |at: &usize| !claimed.takes(*at) && is_letters(table, *at, claims);
        claimed.unclaimed = (0..table.width()).filter(is_open).collect();
        if let Some(name) = claims.feature {
            let titles = table.columns_called(name);
            claimed.unclaimed.retain(|at| !titles.contains(at));
        }
        claimed.infer(table);
        let own = claimed.parties.iter().map(|(_, at)| *at);
        let several = claimed
            .several
            .iter()
            .flat_map(|(_, columns)| columns.iter().copied());
        let mut own = own.chain(several).chain(claimed.both);
        claimed.has_letters =
            !claimed.unclaimed.is_empty() || own.any(|at| has_roles(table, at, claims));
        claimed
    }

    /// What is known of a table whose columns are roles.
    pub fn of_roster(roles: Vec<usize>) -> Self {
        Self {
            others: roles,
            is_roster: true,
            ..Self::default()
        }
    }

    /// Whether a column is spoken for.
    pub fn takes(&self, at: usize) -> bool {
        self.role_columns().any(|one| one == at)
            || self.others.contains(&at)
            || self.both == Some(at)
    }

    /// All columns that have roles, or are said to.
    pub fn role_columns(&self) -> impl Iterator<Item = usize> {
        let own = self.parties.iter().map(|(_, at)| *at);
        let several = self
            .several
            .iter()
            .flat_map(|(_, columns)| columns.iter().copied());
        own.chain(several)
            .chain(self.unclaimed.iter().copied())
            .chain(self.both)
            .chain(
                self.is_roster
                    .then_some(&self.others)
                    .into_iter()
                    .flatten()
                    .copied(),
            )
    }

    /// Whether any cell that a party could have reads as roles.
    pub fn has_letters(&self) -> bool {
        self.has_letters
    }

    /// Whether both sides have a column, or a person has named one.
    pub fn is_complete(&self) -> bool {
        self.is_named || self.both.is_some() || SIDES.iter().all(|side| self.has(*side))
    }

    /// Whether nothing says that this is a table of roles.
    pub fn is_about_something_else(&self) -> bool {
        !self.has_letters && !self.is_complete() && self.twice.is_empty()
    }

    fn has(&self, holder: Holder) -> bool {
        self.parties.iter().any(|(one, _)| *one == holder)
    }

    /// The columns that options name.
    fn name(&mut self, table: &Table, claims: &Claims<'_>) {
        let mut taken: Vec<usize> = Vec::new();
        for side in SIDES {
            for name in claims.named(side) {
                let found = table.columns_called(name);
                self.is_named |= !found.is_empty();
                match found.as_slice() {
                    [only] if taken.contains(only) => self.twice.push(*only),
                    [only] => self.parties.push((side, *only)),
                    [] => continue,
                    _ => self.several.push((side, found.clone())),
                }
                taken.extend(found);
            }
        }
        for name in claims.other_parties.iter().chain(&claims.skipped_columns) {
            for at in table.columns_called(name) {
                if self.parties.iter().any(|(_, one)| *one == at) {
                    self.twice.push(at);
                } else {
                    self.others.push(at);
                }
            }
        }
        // `--provider OBS#1 --other-party OBS#2` leaves one of the three.
        let (others, parties) = (&self.others, &self.parties);
        for (_, columns) in &mut self.several {
            let is_taken = |at: &usize| parties.iter().any(|(_, one)| one == at);
            columns.retain(|at| !others.contains(at) && !is_taken(at));
        }
        let settled = self
            .several
            .extract_if(.., |(_, columns)| columns.len() < 2);
        let settled: Vec<_> = settled.collect();
        for (side, columns) in settled {
            self.parties
                .extend(columns.into_iter().map(|at| (side, at)));
        }
    }

    /// The columns that headings claim, for the parties that no option names.
    fn read_headings(&mut self, table: &Table, claims: &Claims<'_>) {
        let thirds = (0..claims.thirds.len()).map(Holder::Third);
        let holders: Vec<Holder> = thirds.chain([Holder::Customer, Holder::Provider]).collect();
        for holder in holders {
            if !claims.named(holder).is_empty() {
                continue;
            }
            let is_free = |at: &usize| !self.takes(*at);
            let is_own = |at: &usize| {
                let name = table.header.cells.get(*at).map_or("", |cell| &cell.text);
                holder_of(name, claims) == Some(holder)
            };
            let mut found: Vec<usize> = (0..table.width()).filter(is_free).filter(is_own).collect();
            if found.len() > 1 && found.iter().any(|at| is_letters(table, *at, claims)) {
                found.retain(|at| is_letters(table, *at, claims));
            }
            match found.as_slice() {
                [] => {}
                [only] => self.parties.push((holder, *only)),
                _ => self.several.push((holder, found)),
            }
        }
    }

    /// The column of words that a person has given a meaning for both sides.
    fn find_both(&mut self, table: &Table, claims: &Claims<'_>) {
        let is_free = |at: &usize| !self.takes(*at);
        let mut found = (0..table.width())
            .filter(is_free)
            .filter(|at| is_of_both(table, *at, &claims.meanings));
        let first = found.next();
        if self.parties.is_empty() && self.several.is_empty() && found.next().is_none() {
            self.both = first;
        }
    }

    /// With a customer and exactly one other column of letters, that one is the provider's.
    fn infer(&mut self, table: &Table) {
        let [only] = self.unclaimed.as_slice() else {
            return;
        };
        let name = table.header.cells.get(*only).map_or("", |cell| &cell.text);
        let is_open = self.several.is_empty() && !self.has(Holder::Provider);
        if is_open && self.has(Holder::Customer) && !words::is_about_others(name) {
            self.inferred = Some(*only);
            self.parties.push((Holder::Provider, *only));
            self.unclaimed.clear();
        }
    }

    /// What keeps the columns from being known.
    pub fn troubles(&self, claims: &Claims<'_>) -> Vec<Trouble> {
        if !self.twice.is_empty() {
            return self.twice.iter().copied().map(Trouble::Twice).collect();
        }
        if self.both.is_none()
            && let Some((holder, columns)) = self.open_party()
        {
            return vec![Trouble::Party(holder, columns, self.settled_by(claims))];
        }
        self.unclaimed
            .iter()
            .copied()
            .map(Trouble::Unclaimed)
            .collect()
    }

    /// The party whose column is not known, and the columns that could be it.
    fn open_party(&self) -> Option<(Holder, Vec<usize>)> {
        if let Some((holder, columns)) = self.several.first() {
            return Some((*holder, columns.clone()));
        }
        let missing = SIDES.into_iter().find(|side| !self.has(*side))?;
        Some((missing, self.unclaimed.clone()))
    }

    /// Options that together name the column of every party, and leave the others out.
    fn settled_by(&self, claims: &Claims<'_>) -> Vec<(&'static str, usize)> {
        let mut free = self.unclaimed.clone();
        let mut options = Vec::new();
        let several = |side: Holder| self.several.iter().filter(move |(one, _)| *one == side);
        for side in SIDES {
            let mut candidates = several(side).flat_map(|(_, columns)| columns.iter().copied());
            let first = candidates.next();
            if let Some(first) = first {
                options.push((claims.option(side), first));
            } else if !self.has(side) && !free.is_empty() {
                options.push((claims.option(side), free.remove(0)));
            }
        }
        let rest = self
            .several
            .iter()
            .flat_map(|(_, columns)| columns.iter().copied());
        for at in rest.chain(free) {
            if options.iter().all(|(_, one)| *one != at) {
                options.push(("--other-party", at));
            }
        }
        options
    }

    /// The columns, once all of them are known.
    pub fn columns(&self, table: &Table, claims: &Claims<'_>, feature: usize) -> Columns {
        let clauses = heading_column(table, claims, Heading::Clauses);
        let mut columns = Columns {
            feature,
            parties: self.parties.clone(),
            both: self.both,
            clauses: clauses.filter(|at| !self.takes(*at) && *at != feature),
            left_out: Vec::new(),
            is_inferred: self.inferred.is_some(),
        };
        columns.parties.sort_unstable();
        columns.left_out = (0..table.width()).filter(|at| !columns.uses(*at)).collect();
        columns
    }
}

/// Whose column a heading says that it is.
fn holder_of(name: &str, claims: &Claims<'_>) -> Option<Holder> {
    let is_third = |third: &super::claims::Third<'_>| {
        let words = words::words(name);
        words == words::words(third.key) || words == words::words(third.name)
    };
    if let Some(at) = claims.thirds.iter().position(is_third) {
        return Some(Holder::Third(at));
    }
    if (claims.is_field)(name) || words::is_about_others(name) {
        return None;
    }
    if claims
        .customers
        .iter()
        .any(|customer| words::holds_name(name, customer))
    {
        return Some(Holder::Customer);
    }
    match words::heading(name, &claims.providers)? {
        Heading::Provider => Some(Holder::Provider),
        Heading::Customer => Some(Holder::Customer),
        _ => None,
    }
}

/// Whether a table explains the letters: each of them once, and the same in each of its columns of
/// letters.
pub(super) fn is_legend(table: &Table, claims: &Claims<'_>) -> bool {
    let is_named = |at: &usize| {
        let sides = SIDES.iter().flat_map(|side| claims.named(*side));
        sides
            .into_iter()
            .any(|name| table.columns_called(name).contains(at))
    };
    let columns: Vec<usize> = (0..table.width())
        .filter(|at| is_letters(table, *at, claims))
        .collect();
    if columns.is_empty() || columns.iter().any(is_named) {
        return false;
    }
    let mut seen: Vec<Role> = Vec::new();
    let mut unread = 0;
    for row in &table.rows {
        let mut cells = columns.iter().filter_map(|at| row.cells.get(*at));
        let mut roles =
            cells
                .clone()
                .filter_map(|cell| match letters::read_cell(cell, &claims.meanings) {
                    Ok(Reading::Roles(roles)) => Some(roles),
                    _ => None,
                });
        let Some(first) = roles.next() else {
            // S, for support, is in the legend of a RASCI chart.
            let is_support = |cell: &super::Cell| {
                letters::read_cell(cell, &claims.meanings) == Err(Unread::Support)
            };
            unread += usize::from(!cells.any(is_support));
            continue;
        };
        let mut letters = first.iter();
        let (Some(only), None) = (letters.next(), letters.next()) else {
            return false;
        };
        if seen.contains(&only) || roles.any(|other| other != first) {
            return false;
        }
        seen.push(only);
    }
    seen.len() >= 3 && unread < 2
}
