//! The report as one page that needs no script and no other file. The home of maud, which escapes
//! whatever is put into the page; the only text that is not escaped is our own style sheet.
//!
//! A policy in the page forbids everything but that style sheet, by its hash: what slipped through
//! could still neither run nor load anything.

use data_encoding::BASE64;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

use super::pieces::{anchor, class, scroll, sentence, shown};
use super::words::place;
use super::{findings, provenance, systems};
use crate::audit::fleet::{Fleet, JudgeView, SystemView};
use crate::audit::state::State;
use crate::finding::Severity;
use crate::model::raci::Party;

const STYLE: &str = include_str!("style.css");

/// Features side by side that fit a sheet of paper.
const COLUMNS: usize = 24;

/// Renders the whole page.
pub fn render(fleet: &Fleet<'_>) -> String {
    let verdict = fleet.verdict();
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy());
                meta name="referrer" content="no-referrer";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="generator" content=(format!("crisplint {}", fleet.provenance.tool_version));
                title { "Control ownership report: " (shown(&verdict.title)) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                a.skip href="#main" { "Skip to the report" }
                (head(fleet))
                main id="main" tabindex="-1" {
                    (numbers(fleet))
                    (heat_maps(fleet))
                    (findings::open(fleet))
                    (findings::covered(fleet))
                    (findings::waivers(fleet))
                    (systems::section(fleet))
                    (provenance::checked(fleet))
                    (provenance::section(fleet))
                }
                footer {
                    p { "Written by crisplint " (fleet.provenance.tool_version) " as of " (fleet.report.today) ". The same inputs give the same bytes." }
                }
            }
        }
    };
    let mut page = page.into_string();
    page.push('\n');
    page
}

/// What may happen in the page: its own style, and nothing else.
fn policy() -> String {
    let hash = BASE64.encode(&Sha256::digest(STYLE));
    format!("default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'")
}

fn head(fleet: &Fleet<'_>) -> Markup {
    let verdict = fleet.verdict();
    let class = match verdict.severity {
        Some(Severity::Error) => "bad",
        Some(_) => "fair",
        None => "good",
    };
    let matrices: Vec<String> = fleet.judges.iter().map(JudgeView::name).collect();
    html! {
        header {
            p.kicker { "CRISP shared responsibility" }
            h1 { "Control ownership report" }
            p.verdict.(class) { (shown(&verdict.title)) }
            p.asof {
                "As of " time datetime=(fleet.report.today) { (fleet.report.today) }
                @if !matrices.is_empty() { ", judged by " (shown(&matrices.join(", "))) }
            }
            @for note in &fleet.report.notes {
                p.asof { (sentence(&note.message())) }
            }
            @if !fleet.report.errors.is_empty() {
                div.trouble {
                    p { strong { "crisplint could not complete the run:" } }
                    ul {
                        @for error in fleet.report.unshown_errors() {
                            li {
                                (sentence(&error.message))
                                @if let Some(help) = &error.help { ": " (sentence(help)) }
                            }
                        }
                    }
                }
            }
        }
        nav aria-label="Contents" {
            ol {
                @for (id, title) in [
                    ("numbers", "In numbers"),
                    ("fleet", "The fleet at a glance"),
                    ("findings", "Open findings"),
                    ("waivers", "Waivers by expiry"),
                    ("systems", "Systems"),
                    ("checked", "Checked and found right"),
                    ("provenance", "What produced this report"),
                ] {
                    li { a href={ "#" (id) } { (title) } }
                }
            }
        }
    }
}

fn numbers(fleet: &Fleet<'_>) -> Markup {
    let tally = fleet.report.tally();
    let tiles = [
        ("systems", fleet.systems.len(), ""),
        ("open errors", tally.errors, "x"),
        ("open warnings", tally.warnings, "x"),
        ("notices", tally.infos, ""),
        ("waived findings", tally.waived, "w"),
        ("baselined findings", tally.baselined, "b"),
    ];
    let all: usize = State::ALL.iter().map(|state| fleet.count(*state)).sum();
    html! {
        section aria-labelledby="numbers" {
            h2 id="numbers" { "In numbers" }
            dl.tiles {
                @for (what, count, class) in tiles {
                    div.(if count > 0 { class } else { "" }) { dt { (what) } dd { (count) } }
                }
            }
            table.legend {
                caption { "The " (all) " features of all systems by state, and the signs of this report" }
                thead { tr {
                    th scope="col" { "Sign" } th scope="col" { "State" }
                    th.num scope="col" { "Features" } th scope="col" { "Meaning" }
                } }
                tbody {
                    @for state in State::ALL {
                        tr {
                            td.c.(class(state)) aria-hidden="true" {}
                            th scope="row" { (state.words()) }
                            td.num { (fleet.count(state)) }
                            td { (state.meaning()) }
                        }
                    }
                }
            }
        }
    }
}

fn heat_maps(fleet: &Fleet<'_>) -> Markup {
    html! {
        section aria-labelledby="fleet" {
            h2 id="fleet" { "The fleet at a glance" }
            @if fleet.systems.is_empty() { p { "No manifest was read." } }
            @for judge in &fleet.judges {
                @for (part, columns) in judge.judge.rows.chunks(COLUMNS).enumerate() {
                    (heat_map(fleet, judge, part * COLUMNS, columns))
                }
            }
            (not_judged(fleet))
        }
    }
}

/// The part of a heat map that begins with the row of this number.
fn heat_map(
    fleet: &Fleet<'_>,
    judge: &JudgeView<'_>,
    first: usize,
    columns: &[(String, String, Party)],
) -> Markup {
    let name = judge.name();
    let views = fleet.systems.iter().filter(|view| judge.judged(view));
    let views: Vec<&SystemView<'_>> = views.collect();
    // The rows of a system begin with those of its matrix, in the order of the matrix.
    let state = |view: &SystemView<'_>, column: usize| {
        let row = view.rows.get(first + column);
        row.map_or(State::Unjudged, |row| row.state)
    };
    let table = html! {
        table.heat {
            caption { "Systems by features, judged by " (shown(&name)) "; “elsewhere” counts what is open about no single feature" }
            thead { tr {
                th scope="col" { "System" }
                @for (id, ..) in columns { th.v scope="col" { span { (shown(id)) } } }
                th.v scope="col" { span { "elsewhere" } }
            } }
            tbody {
                @for view in &views {
                    tr {
                        th scope="row" { a href={ "#" (anchor(view)) } { (shown(view.name())) } }
                        @for column in 0..columns.len() {
                            @let state = state(view, column);
                            td.(class(state)) { i { (state.words()) } }
                        }
                        @let elsewhere = view.open_outside();
                        @if elsewhere > 0 { td.e { (elsewhere) i { " open" } } } @else { td { i { "none" } } }
                    }
                }
            }
            tfoot { tr {
                th scope="row" { "open" }
                @for column in 0..columns.len() {
                    @let open = views.iter().filter(|view| state(view, column) == State::Open).count();
                    td { (open) }
                }
                td { (views.iter().map(|view| view.open_outside()).sum::<usize>()) }
            } }
        }
    };
    scroll(&format!("Heat map of {name}"), &table)
}

/// What stands in no row of a heat map.
fn not_judged(fleet: &Fleet<'_>) -> Markup {
    let unknown = fleet.systems.iter();
    let unknown: Vec<_> = unknown.filter(|view| view.system.judge.is_none()).collect();
    html! {
        @if !unknown.is_empty() || !fleet.others.is_empty() {
            table {
                caption { "Not among these rows" }
                thead { tr {
                    th scope="col" { "File" } th scope="col" { "What it is" }
                    th scope="col" { "Why, and what is wrong with it" }
                } }
                tbody {
                    @for view in unknown {
                        tr {
                            th scope="row" { a href={ "#" (anchor(view)) } { (shown(&place(&view.file.path.relative, Some(view.document)))) } }
                            td { "manifest of " (shown(view.name())) }
                            td { "its matrix is not known, so no feature was judged" }
                        }
                    }
                    @for one in &fleet.others {
                        tr {
                            th scope="row" { (shown(&place(&one.file.path.relative, one.document))) }
                            td { (one.kind.words()) }
                            td {
                                @if one.findings.is_empty() { "nothing" }
                                @for (index, finding) in one.findings.iter().enumerate() {
                                    @if index > 0 { br; }
                                    (finding.rule.code) ": " (sentence(&finding.message))
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
