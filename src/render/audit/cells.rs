//! Tables and their cells on the page.

use maud::{Markup, html};

use super::pieces::{anchor, class, link, scroll, sentence, shown};
use super::section::{Cell, Column, Fact, Shown, Table};
use super::words::{held, letters, standing, unreachable};
use crate::audit::fleet::{RowView, SystemView};
use crate::check::facts::{Owner, Published};
use crate::git::Commit;
use crate::model::raci::Roles;

/// A table; where it has no rows, what is said instead.
pub(super) fn table(table: &Table<'_>) -> Markup {
    let drawn = || {
        html! {
            table class=[table.class] {
                caption { (cell(&table.caption)) }
                thead { tr { @for column in table.heads(Shown::Page) { (head(column)) } } }
                tbody { @for cells in &table.rows { (row(table, cells)) } }
            }
        }
    };
    match (&table.label, table.none) {
        _ if !table.shown.is_in(Shown::Page) => html! {},
        (_, Some((none, _))) if table.rows.is_empty() => html! { p { (none) } },
        (Some(label), _) => scroll(label, &drawn()),
        (None, _) => drawn(),
    }
}

fn head(column: &Column) -> Markup {
    // Only numbers stand below the right end of their name.
    let class = column.class.filter(|class| *class == "num");
    html! { th class=[class] scope="col" { (column.name) } }
}

fn row(table: &Table<'_>, cells: &[Cell<'_>]) -> Markup {
    html! {
        tr {
            @for (index, (column, one)) in table.cells(cells, Shown::Page).enumerate() {
                @if index == 0 {
                    th class=[column.class] scope="row" { (cell(one)) }
                } @else if let Cell::State(view) = one {
                    td.c.(class(view.state)) { (cell(one)) }
                } @else {
                    td class=[column.class] colspan=[(one.width() > 1).then(|| one.width())] { (cell(one)) }
                }
            }
        }
    }
}

/// Facts, one below the other.
pub(super) fn facts(facts: &[Fact<'_>]) -> Markup {
    html! {
        dl.facts {
            @for fact in facts {
                div class=[fact.class] { dt { (fact.what) } dd { (cell(&fact.value)) } }
            }
        }
    }
}

fn cell(cell: &Cell<'_>) -> Markup {
    match cell {
        Cell::Empty => html! {},
        Cell::Text(text) => html! { (shown(text)) },
        Cell::Words(words) => html! { (words) },
        Cell::Sentence(text) => sentence(text),
        Cell::Noted(name, note) => html! { (shown(name)) br; small { (shown(note)) } },
        Cell::Lines(cells) => lines(cells.iter().map(self::cell)),
        Cell::Either(of) => self::cell(&of.0),
        Cell::System(view) => leads_to(view, view.name()),
        Cell::Link(view, text) => leads_to(view, text),
        Cell::Finding(finding) => html! { (finding.rule.code) ": " (sentence(&finding.message)) },
        Cell::Feature(view) => feature(view),
        Cell::Roles(declared, published) => roles(*declared, *published),
        Cell::Parties(parties) => lines(parties.iter().map(|party| html! { (shown(party)) })),
        Cell::NoRoles(words, published) => no_roles(words, *published),
        Cell::Owner(owner) => html! { @if let Some(owner) = owner { (self::owner(owner)) } },
        Cell::Evidence(pieces) => lines(
            pieces
                .iter()
                .map(|(text, at)| html! { (link(text)) " " small { "(" (standing(*at)) ")" } }),
        ),
        Cell::State(view) => html! {
            (view.state.words())
            @for finding in &view.findings { br; small { (finding.rule.code) } }
        },
        Cell::Commit(commit) => self::commit(commit),
    }
}

/// Pieces below each other.
fn lines(pieces: impl Iterator<Item = Markup>) -> Markup {
    html! { @for (index, piece) in pieces.enumerate() { @if index > 0 { br; } (piece) } }
}

fn leads_to(view: &SystemView<'_>, text: &str) -> Markup {
    html! { a href={ "#" (anchor(view)) } { (shown(text)) } }
}

fn feature(of: &RowView<'_>) -> Markup {
    let published = of.row.published.as_ref();
    html! {
        @if let Some(published) = published { (shown(&published.title)) br; }
        small {
            (shown(&of.row.id))
            @if let Some(published) = published {
                @if !published.clauses.is_empty() { " · " (shown(&whole(&published.clauses))) }
            }
        }
    }
}

/// Clauses, each of which stays on one line.
fn whole(clauses: &[String]) -> String {
    let clauses = clauses.iter().map(|clause| clause.replace(' ', "\u{a0}"));
    clauses.collect::<Vec<_>>().join(", ")
}

fn roles(declared: Option<Roles>, published: Option<Roles>) -> Markup {
    html! {
        (held(declared))
        @if let Some(published) = published.filter(|_| published != declared) {
            br; small { "published: " (letters(published)) }
        }
    }
}

fn no_roles(words: &str, published: Option<&Published>) -> Markup {
    html! {
        (shown(words))
        @if let Some(published) = published {
            br; small { "published: provider " (letters(published.provider)) "; customer " (letters(published.customer)) }
        }
    }
}

fn owner(owner: &Owner) -> Markup {
    html! {
        @if let Some(name) = &owner.name { (shown(name)) br; }
        @if let Some(email) = &owner.email { small { (shown(email)) } br; }
        small { (shown(&owner.key)) }
        @if let Some(fault) = unreachable(owner) { br; small { (fault) } }
    }
}

fn commit(commit: &Commit) -> Markup {
    html! {
        @match commit {
            Commit::None(reason) => { "no commit: " (shown(reason)) }
            Commit::Known(id, differing) => {
                span.mono { (shown(id)) }
                @if differing.is_empty() { ", and all files that were read match the commit" }
            }
        }
    }
}
