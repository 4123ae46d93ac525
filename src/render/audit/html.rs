//! The report as one page that needs no script and no other file. The home of maud, which escapes
//! whatever is put into the page; the only text that is not escaped is our own style sheet.
//!
//! A policy in the page forbids everything but that style sheet, by its hash: what slipped through
//! could still neither run nor load anything.

use data_encoding::BASE64;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

use super::blocks::block;
use super::contents::sections;
use super::pieces::{sentence, shown};
use super::section::{Section, Shown};
use crate::audit::fleet::{Fleet, JudgeView};
use crate::finding::Severity;

const STYLE: &str = include_str!("style.css");

/// Renders the whole page.
pub fn render(fleet: &Fleet<'_>) -> String {
    let verdict = fleet.verdict();
    let sections = sections(fleet);
    let on_page = sections.iter().filter(|one| one.shown.is_in(Shown::Page));
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
                (contents(&sections))
                main id="main" tabindex="-1" {
                    @for section in on_page { (self::section(section)) }
                }
                footer {
                    p { "Written by crisplint " (fleet.provenance.tool_version) " for the date " (fleet.report.today) ". The same inputs always give an identical report." }
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
                "Date: " time datetime=(fleet.report.today) { (fleet.report.today) }
                @if !matrices.is_empty() { ". Checked against: " (shown(&matrices.join(", "))) }
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
    }
}

/// Links to the sections that are always there.
fn contents(sections: &[Section<'_>]) -> Markup {
    let listed = sections.iter();
    let listed = listed.filter(|one| one.shown.is_in(Shown::Page) && !one.is_unlisted);
    html! {
        nav aria-label="Contents" {
            ol { @for one in listed { li { a href={ "#" (one.id) } { (one.heading) } } } }
        }
    }
}

fn section(section: &Section<'_>) -> Markup {
    html! {
        section aria-labelledby=(section.id) {
            h2 id=(section.id) { (section.heading) }
            @for one in &section.blocks { (block(one)) }
        }
    }
}
