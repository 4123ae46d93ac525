//! What those say alike who show a comparison to people.

use crate::diff::{Impact, Touched};
use crate::finding::{Exit, RunError};
use crate::model::matrix::diff::{Diff, Link, Pair, Scope};
use crate::model::matrix::{Matrix, Row};
use crate::model::raci::{Party, Role, Roles};
use crate::text::{code, counted, list};

/// What is shown.
#[derive(Clone, Copy, Debug)]
pub struct Comparison<'a> {
    /// What differs.
    pub diff: &'a Diff<'a>,
    /// The file of the old matrix, where it came from one.
    pub old_file: Option<&'a str>,
    /// The file of the new matrix, where it came from one.
    pub new_file: Option<&'a str>,
    /// What that means for manifests, where somebody asked.
    pub impact: Option<&'a Impact>,
    /// What kept the run from being completed.
    pub errors: &'a [RunError],
}

impl Comparison<'_> {
    /// The exit code of the run.
    pub fn exit(&self) -> Exit {
        if !self.errors.is_empty() {
            Exit::Trouble
        } else if self.diff.is_empty() {
            Exit::Clean
        } else {
            Exit::Findings
        }
    }
}

/// The changes of one kind.
pub(super) struct Block {
    pub(super) title: &'static str,
    pub(super) entries: Vec<Entry>,
}

/// One change: not yet made safe for where it is shown.
pub(super) struct Entry {
    /// The row in backticks.
    pub(super) name: String,
    /// What happens to it.
    pub(super) what: String,
    /// Its roles or clauses, or those before and those after.
    pub(super) detail: Vec<String>,
}

/// The verdict in one sentence: how much differs, and who answers for more or for less.
pub(super) fn headline(diff: &Diff<'_>) -> String {
    let verb = |count| if count == 1 { "differs" } else { "differ" };
    let rows = match diff.rows() {
        0 if diff.provider => "no row differs".to_owned(),
        0 => return nothing(diff),
        count => format!("{} {}", counted(count, "row"), verb(count)),
    };
    let count = |party| (diff.gains(party).count(), diff.loses(party).count());
    let (customer, provider) = (count(Party::Customer), count(Party::Provider));
    let accountability = match (customer, provider) {
        ((0, 0), (0, 0)) => "accountability does not move".to_owned(),
        ((gains, loses), (provider_gains, provider_loses)) => format!(
            "the customer gains accountability for {} and loses it for {loses}; \
             the provider gains it for {provider_gains} and loses it for {provider_loses}",
            counted(gains, "feature"),
        ),
    };
    let provider = if diff.provider {
        "; the provider has another name"
    } else {
        ""
    };
    format!("{rows}: {accountability}{provider}")
}

fn nothing(diff: &Diff<'_>) -> String {
    let rows = counted(diff.new.rows().len(), "row");
    match diff.scope {
        Scope::Whole => {
            format!("no difference: {rows} with the same titles, roles and clauses")
        }
        Scope::Published => format!("no difference: {rows} with the same titles and roles"),
    }
}

/// `own@1` (old.yaml), 18 rows.
pub(super) fn side(matrix: &Matrix, file: Option<&str>) -> String {
    let file = file.map(|file| format!(" ({file})")).unwrap_or_default();
    let rows = counted(matrix.rows().len(), "row");
    format!("{}{file}, {rows}", code(&matrix.name()))
}

/// The changes, the weightiest kind first. A row can stand in several.
pub(super) fn blocks(diff: &Diff<'_>) -> Vec<Block> {
    let moved: Vec<Entry> = diff.moved().map(moved).collect();
    let others = diff.other_roles().filter(|pair| !pair.moves());
    let roles_title = if moved.is_empty() {
        "Roles change"
    } else {
        "Other roles change"
    };
    let blocks = [
        ("Accountability moves", moved),
        (
            "Added",
            diff.added.iter().map(|row| whole(row, "is")).collect(),
        ),
        (
            "Removed",
            diff.removed.iter().map(|row| whole(row, "was")).collect(),
        ),
        (roles_title, others.map(roles).collect()),
        (
            "Renamed",
            diff.renamed()
                .map(|pair| renamed(pair, diff.scope))
                .collect(),
        ),
        (
            "Clauses change",
            diff.other_clauses().map(clauses).collect(),
        ),
        ("Provider", provider(diff).into_iter().collect()),
    ];
    let blocks = blocks
        .into_iter()
        .filter(|(_, entries)| !entries.is_empty());
    blocks
        .map(|(title, entries)| Block { title, entries })
        .collect()
}

fn provider(diff: &Diff<'_>) -> Option<Entry> {
    let (old, new) = (&diff.old.provider.name, &diff.new.provider.name);
    diff.provider.then(|| Entry {
        name: format!("{} → {}", code(old), code(new)),
        what: "neither matrix knows the one as an alias of the other".to_owned(),
        detail: Vec::new(),
    })
}

fn moved(pair: &Pair<'_>) -> Entry {
    let (to, from) = (party(pair.new.accountable()), party(pair.old.accountable()));
    Entry {
        name: name(pair),
        what: format!("{to} gains it, {from} loses it{}", citation(pair)),
        detail: before_and_after(pair),
    }
}

fn whole(row: &Row, verb: &str) -> Entry {
    let (title, party) = (code(&row.title), party(row.accountable()));
    Entry {
        name: code(&row.id),
        what: format!("{title}: {party} {verb} accountable{}", row.citation()),
        detail: vec![row.as_yaml()],
    }
}

fn roles(pair: &Pair<'_>) -> Entry {
    let parties = [Party::Provider, Party::Customer].into_iter();
    let parties = parties.filter_map(|side| {
        let verbs = [("gains", pair.gained(side)), ("loses", pair.lost(side))];
        let verbs = verbs.into_iter().filter(|(_, roles)| !roles.is_empty());
        let verbs: Vec<String> = verbs
            .map(|(verb, roles)| format!("{verb} {}", letters(roles)))
            .collect();
        (!verbs.is_empty()).then(|| format!("{} {}", party(side), verbs.join(" and ")))
    });
    let parties: Vec<String> = parties.collect();
    Entry {
        name: name(pair),
        what: format!("{}{}", parties.join(", "), citation(pair)),
        detail: before_and_after(pair),
    }
}

fn renamed(pair: &Pair<'_>, scope: Scope) -> Entry {
    let (old, new) = (code(&pair.old.title), code(&pair.new.title));
    let called = format!("{old} is now called {new}");
    let what = match (pair.link, scope) {
        (Link::Title, _) => format!("{new} has another id"),
        (_, Scope::Published) => format!("{called}, as far as a page without ids can tell"),
        (Link::Likeness, _) => format!("{called}, as far as two titles that are alike can tell"),
        (Link::Id, _) => called,
    };
    Entry {
        name: name(pair),
        what,
        detail: Vec::new(),
    }
}

fn clauses(pair: &Pair<'_>) -> Entry {
    let (old, new) = (&pair.old.clauses, &pair.new.clauses);
    let verbs = [("gains", new, old), ("loses", old, new)];
    let verbs = verbs.into_iter().filter_map(|(verb, these, others)| {
        let only = these.iter().filter(|clause| !others.contains(clause));
        let only: Vec<&String> = only.collect();
        (!only.is_empty()).then(|| format!("{verb} {}", list(&only, "and")))
    });
    let shown = |clauses: &[String]| {
        let text = clauses.join(", ");
        if text.is_empty() {
            "none".to_owned()
        } else {
            text
        }
    };
    Entry {
        name: name(pair),
        what: verbs.collect::<Vec<_>>().join(" and "),
        detail: vec![shown(old), shown(new)],
    }
}

/// The id; both, where it has another.
fn name(pair: &Pair<'_>) -> String {
    if pair.old.id == pair.new.id {
        code(&pair.new.id)
    } else {
        format!("{} → {}", code(&pair.old.id), code(&pair.new.id))
    }
}

fn before_and_after(pair: &Pair<'_>) -> Vec<String> {
    vec![pair.old.as_yaml(), pair.new.as_yaml()]
}

/// The clauses as the new row names them; where a page names none, as the old one does.
fn citation(pair: &Pair<'_>) -> String {
    let row = if pair.new.clauses.is_empty() {
        pair.old
    } else {
        pair.new
    };
    row.citation()
}

fn letters(roles: Roles) -> String {
    list(&roles.iter().map(Role::letter).collect::<Vec<_>>(), "and")
}

fn party(party: Party) -> &'static str {
    match party {
        Party::Provider => "the provider",
        _ => "the customer",
    }
}

/// What a change means for manifests, in one sentence.
pub(super) fn impact_headline(impact: &Impact, diff: &Diff<'_>) -> String {
    if impact.judged == 0 {
        return format!("no manifest is judged by {}", code(&diff.old.id));
    }
    let opens = counted(impact.opens(), "finding");
    let closes = impact.closes();
    let touched = counted(impact.touched.len(), "manifest");
    let verb = if impact.touched.len() == 1 {
        "is"
    } else {
        "are"
    };
    format!(
        "{touched} of {} {verb} touched, {opens} would open and {closes} would close",
        impact.manifests
    )
}

/// The system that a change touches, its file where it has no name, and by which rows.
pub(super) fn touched(touched: &Touched) -> Entry {
    let features = touched.features.iter().map(|feature| {
        let changes = feature.changes.iter().map(|change| change.as_str());
        let changes: Vec<&str> = changes.collect();
        format!("{} ({})", code(&feature.id), changes.join(", "))
    });
    let path = &touched.path.shown;
    let system = touched.system.as_deref();
    Entry {
        name: code(system.unwrap_or(path)),
        what: features.collect::<Vec<_>>().join(", "),
        detail: Vec::new(),
    }
}
