//! The part of the page with every system: its facts, its RACI, and what was found right.

use maud::{Markup, html};

use super::pieces::{anchor, class, link, scroll, sentence, shown};
use super::words::{
    declared, facts, held, letters, location, others, standing, status, unreachable,
};
use crate::audit::fleet::{Fleet, RowView, SystemView};
use crate::audit::state::State;
use crate::check::facts::{Declared, Published, Raci};
use crate::finding::Finding;
use crate::model::raci::Roles;

/// All systems.
pub(super) fn section(fleet: &Fleet<'_>) -> Markup {
    html! {
        section aria-labelledby="systems" {
            h2 id="systems" { "Systems" }
            @if fleet.systems.is_empty() {
                p { "No manifest was read." }
            } @else {
                p { "R does the work, A answers for it (exactly one party), C is consulted, I is informed. Where a manifest differs, what the matrix has stands below it." }
            }
            @for view in &fleet.systems { (system(view)) }
        }
    }
}

fn system(view: &SystemView<'_>) -> Markup {
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
            dl.facts {
                @for (what, value) in facts(view) {
                    @let wide = matches!(what, "File" | "SHA-256");
                    div.(if wide { "wide" } else { "" }) { dt { (what) } dd { (shown(&value)) } }
                }
            }
            @if !view.rows.is_empty() { (scroll(&format!("RACI of {}", view.name()), &table(view))) }
            @if !view.whole.is_empty() {
                h4 { "About the manifest as a whole" }
                ul { @for finding in &view.whole { (item(finding)) } }
            }
            h4 { "Checked and found right" }
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

fn table(view: &SystemView<'_>) -> Markup {
    html! {
        table.raci {
            caption { "RACI, owners and evidence of " (shown(view.name())) }
            thead { tr {
                th scope="col" { "Feature" } th scope="col" { "Provider" } th scope="col" { "Customer" }
                th scope="col" { "Third parties" } th scope="col" { "Owner" }
                th scope="col" { "Evidence" } th scope="col" { "State" }
            } }
            tbody { @for row in &view.rows { (feature(view, row)) } }
        }
    }
}

fn feature(view: &SystemView<'_>, of: &RowView<'_>) -> Markup {
    let row = of.row;
    let published = row.published.as_ref();
    html! {
        tr {
            th scope="row" {
                @if let Some(published) = published { (shown(&published.title)) br; }
                small {
                    (shown(&row.id))
                    @if let Some(published) = published {
                        @if !published.clauses.is_empty() { " · " (shown(&whole(&published.clauses))) }
                    }
                }
            }
            @if let Declared::Raci(raci) = &row.declared {
                (cells(view, raci, published))
            } @else {
                td colspan="3" {
                    (shown(&declared(of).unwrap_or_default()))
                    @if let Some(published) = published {
                        br; small { "published: provider " (letters(published.provider)) "; customer " (letters(published.customer)) }
                    }
                }
            }
            td {
                @if let Some(owner) = &row.owner {
                    @if let Some(name) = &owner.name { (shown(name)) br; }
                    @if let Some(email) = &owner.email { small { (shown(email)) } br; }
                    small { (shown(&owner.key)) }
                    @if let Some(fault) = unreachable(owner) { br; small { (fault) } }
                }
            }
            td {
                @for (index, (text, at)) in row.evidence.iter().enumerate() {
                    @if index > 0 { br; }
                    (link(text)) " " small { "(" (standing(*at)) ")" }
                }
            }
            td.c.(class(of.state)) {
                (of.state.words())
                @for finding in &of.findings { br; small { (finding.rule.code) } }
            }
        }
    }
}

fn cells(view: &SystemView<'_>, raci: &Raci, published: Option<&Published>) -> Markup {
    let cell = |declared: Option<Roles>, published: Option<Roles>| {
        html! {
            td {
                (held(declared))
                @if let Some(published) = published.filter(|_| published != declared) {
                    br; small { "published: " (letters(published)) }
                }
            }
        }
    };
    html! {
        (cell(raci.provider, published.map(|row| row.provider)))
        (cell(raci.customer, published.map(|row| row.customer)))
        td {
            @for (index, other) in others(view.system, raci).iter().enumerate() {
                @if index > 0 { br; }
                (shown(other))
            }
        }
    }
}

/// Clauses, each of which stays on one line.
fn whole(clauses: &[String]) -> String {
    let clauses = clauses.iter().map(|clause| clause.replace(' ', "\u{a0}"));
    clauses.collect::<Vec<_>>().join(", ")
}
