//! The blocks of a section on the page.

use maud::{Markup, html};

use super::cells::{facts, table};
use super::pieces::{anchor, class, scroll, sentence, shown};
use super::section::{Block, Map, Open, Shown, System};
use super::words::{location, status};
use crate::audit::fleet::SystemView;
use crate::audit::state::State;
use crate::finding::Finding;
use crate::text::visible;

/// Features side by side that fit a sheet of paper.
const COLUMNS: usize = 24;

/// A block; nothing where Markdown alone has it.
pub(super) fn block(block: &Block<'_>) -> Markup {
    match block {
        Block::Note(shown, text) => html! { @if shown.is_in(Shown::Page) { p { (text) } } },
        Block::Tiles(tiles) => self::tiles(tiles),
        Block::States(shown, states) => {
            html! { @if shown.is_in(Shown::Page) { (legend(states)) } }
        }
        Block::Map(map) => self::map(map),
        Block::Findings(findings) => html! {
            @if findings.is_empty() { p { "There are no open findings." } }
            @for finding in findings { (article(finding)) }
        },
        Block::System(one) => system(one),
        Block::Facts(facts) => self::facts(facts),
        Block::Table(table) => self::table(table),
    }
}

fn tiles(tiles: &[(&'static str, usize, Option<State>)]) -> Markup {
    html! {
        dl.tiles {
            @for (what, count, state) in tiles {
                div.(state.filter(|_| *count > 0).map_or("", class)) { dt { (what) } dd { (count) } }
            }
        }
    }
}

fn legend(states: &[(State, usize)]) -> Markup {
    let all: usize = states.iter().map(|(_, count)| count).sum();
    html! {
        table.legend {
            caption { "Number of features in each state, for all systems (" (all) "), and the signs used in this report" }
            thead { tr {
                th scope="col" { "Sign" } th scope="col" { "State" }
                th.num scope="col" { "Features" } th scope="col" { "Meaning" }
            } }
            tbody {
                @for (state, count) in states {
                    tr {
                        td.c.(class(*state)) aria-hidden="true" {}
                        th scope="row" { (state.words()) }
                        td.num { (count) }
                        td { (state.meaning()) }
                    }
                }
            }
        }
    }
}

/// A map in parts, each of which fits a sheet of paper.
fn map(map: &Map<'_>) -> Markup {
    let parts = map.judge.judge.rows.chunks(COLUMNS).enumerate();
    let parts = parts.map(|(part, columns)| {
        let ids: Vec<&str> = columns.iter().map(|(id, ..)| id.as_str()).collect();
        part_of_map(map, part * COLUMNS, &ids)
    });
    html! { @for part in parts { (part) } }
}

/// The part that begins with the row of this number.
fn part_of_map(map: &Map<'_>, first: usize, ids: &[&str]) -> Markup {
    let name = map.judge.name();
    let systems = map.systems.iter();
    let systems = systems.map(|(view, states)| {
        let states = states.iter().skip(first).take(ids.len());
        (*view, states.copied().collect())
    });
    let systems: Vec<(&SystemView<'_>, Vec<State>)> = systems.collect();
    let open = |column: usize| {
        let states = systems.iter().filter_map(|(_, states)| states.get(column));
        states.filter(|state| **state == State::Open).count()
    };
    let table = html! {
        table.heat {
            caption { "Systems and features, checked against " (shown(&name)) ". The column “other” counts open errors and warnings that are not about one feature." }
            thead { tr {
                th scope="col" { "System" }
                @for id in ids { th.v scope="col" { span { (shown(id)) } } }
                th.v scope="col" { span { "other" } }
            } }
            tbody {
                @for (view, states) in &systems {
                    tr {
                        th scope="row" { a href={ "#" (anchor(view)) } { (shown(view.name())) } }
                        @for state in states { td.(class(*state)) { i { (state.words()) } } }
                        @let elsewhere = view.open_outside();
                        @if elsewhere > 0 { td.e { (elsewhere) i { " open" } } } @else { td { i { "none" } } }
                    }
                }
            }
            tfoot { tr {
                th scope="row" { "open" }
                @for column in 0..ids.len() { td { (open(column)) } }
                td { (systems.iter().map(|(view, _)| view.open_outside()).sum::<usize>()) }
            } }
        }
    };
    scroll(&format!("Heat map of {name}"), &table)
}

fn article(open: &Open<'_>) -> Markup {
    let finding = open.finding;
    html! {
        article.finding.(finding.severity.as_str()) {
            h3 {
                span.severity { (finding.severity.as_str()) } " "
                (finding.rule.code) " " span.name { (finding.rule.name) }
            }
            p.message { (sentence(&finding.message)) }
            @if !open.lines.is_empty() {
                pre {
                    @for line in &open.lines {
                        span.n { (line.number) " " }
                        (visible(&line.before)) mark { (visible(&line.marked)) } (visible(&line.after)) "\n"
                    }
                }
            }
            @if let Some(help) = &finding.help { p.help { "Help: " (sentence(help)) } }
            p.place {
                (shown(&location(finding)))
                @if let Some(view) = open.view { " · system " a href={ "#" (anchor(view)) } { (shown(view.name())) } }
                @if let Some(feature) = &finding.feature { " · feature " (shown(feature)) }
            }
            @for related in &finding.related {
                p.place {
                    "See also "
                    (shown(&related.location.path.relative)) ":" (related.location.start.line) ":" (related.location.start.column)
                    ": " (sentence(&related.message))
                }
            }
        }
    }
}

fn system(one: &System<'_>) -> Markup {
    let view = one.view;
    let states = State::ALL.iter().filter(|state| view.count(**state) > 0);
    let states: Vec<String> = states
        .map(|state| format!("{} {}", view.count(*state), state.words()))
        .collect();
    html! {
        section.system aria-labelledby=(anchor(view)) {
            h3 id=(anchor(view)) {
                (shown(view.name()))
                @if let Some(title) = &view.system.title { " " bdi.title { (shown(title)) } }
            }
            p.states { (states.join(" · ")) }
            (facts(&one.facts))
            (table(&one.table))
            @if !view.whole.is_empty() {
                h4 { "Findings about the whole manifest" }
                ul { @for finding in &view.whole { (item(finding)) } }
            }
            h4 { "Passed checks" }
            ul.right {
                @for check in view.right() {
                    li.(if check.holds() { "whole" } else { "part" }) {
                        (check.topic)
                        @if !check.detail.is_empty() { ": " (shown(&check.detail)) }
                        @if !check.clauses.is_empty() { " " span.clause { "(" (check.clauses) ")" } }
                    }
                }
            }
        }
    }
}

fn item(finding: &Finding) -> Markup {
    html! {
        li {
            (finding.rule.code) ", " (finding.severity.as_str()) ", " (shown(&status(finding))) ": "
            (sentence(&finding.message)) " (" (shown(&location(finding))) ")"
        }
    }
}
