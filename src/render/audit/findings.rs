//! The part of the page that says what is wrong, and what was accepted.

use maud::{Markup, html};

use super::excerpt;
use super::pieces::{anchor, scroll, sentence, shown};
use super::words::{location, status};
use crate::audit::fleet::{Fleet, SystemView};
use crate::audit::waivers::Standing;
use crate::finding::{Finding, Status};
use crate::text::{self, counted, visible};

/// Every finding that counts, with the lines that it marks.
pub(super) fn open(fleet: &Fleet<'_>) -> Markup {
    let findings = fleet.open();
    html! {
        section aria-labelledby="findings" {
            h2 id="findings" { "Open findings" }
            @if findings.is_empty() { p { "No finding is open." } }
            @for finding in findings { (article(fleet, finding)) }
        }
    }
}

fn article(fleet: &Fleet<'_>, finding: &Finding) -> Markup {
    let source = fleet.report.sources.get(&finding.location.path.relative);
    let lines = excerpt::lines(finding, source.map(AsRef::as_ref));
    let view = view_of(fleet, finding);
    html! {
        article.finding.(finding.severity.as_str()) {
            h3 {
                span.severity { (finding.severity.as_str()) } " "
                (finding.rule.code) " " span.name { (finding.rule.name) }
            }
            p.message { (sentence(&finding.message)) }
            @if !lines.is_empty() {
                pre {
                    @for line in &lines {
                        span.n { (line.number) " " }
                        (visible(&line.before)) mark { (visible(&line.marked)) } (visible(&line.after)) "\n"
                    }
                }
            }
            @if let Some(help) = &finding.help { p.help { "Help: " (sentence(help)) } }
            p.place {
                (shown(&location(finding)))
                @if let Some(view) = view { " · system " a href={ "#" (anchor(view)) } { (shown(view.name())) } }
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

/// The system that a finding is about.
fn view_of<'f>(fleet: &'f Fleet<'f>, finding: &Finding) -> Option<&'f SystemView<'f>> {
    let place = (&finding.location.path.relative, finding.document);
    let key = |view: &SystemView<'_>| (view.file.path.relative.clone(), view.document);
    let document = place.1?;
    let wanted = (place.0.clone(), document);
    // The systems are in the order of files and documents.
    let at = fleet
        .systems
        .binary_search_by(|view| key(view).cmp(&wanted));
    at.ok().and_then(|at| fleet.systems.get(at))
}

/// What a waiver or the baseline covers.
pub(super) fn covered(fleet: &Fleet<'_>) -> Markup {
    let findings = fleet.covered();
    let tally = fleet.report.tally();
    html! {
        @if !findings.is_empty() {
            section aria-labelledby="covered" {
                h2 id="covered" { "Waived and baselined findings" }
                (scroll("Waived and baselined findings", &html! {
                    table {
                        caption { "Findings that do not count: " (tally.waived) " waived, " (tally.baselined) " in the baseline" }
                        thead { tr {
                            th scope="col" { "Rule" } th scope="col" { "Finding" }
                            th scope="col" { "Place" } th scope="col" { "Why it does not count" }
                        } }
                        tbody {
                            @for finding in findings {
                                tr {
                                    th scope="row" { (finding.rule.code) " " (finding.rule.name) }
                                    td { (sentence(&finding.message)) }
                                    td.mono { (shown(&location(finding))) }
                                    td {
                                        (shown(&status(finding)))
                                        @if let Status::Waived(waiver) = &finding.status {
                                            ", approved by " (shown(&waiver.approved_by)) ": " (shown(&waiver.reason))
                                        }
                                    }
                                }
                            }
                        }
                    }
                }))
            }
        }
    }
}

/// Every waiver, by the day on which it ends.
pub(super) fn waivers(fleet: &Fleet<'_>) -> Markup {
    let waivers = fleet.waivers();
    html! {
        section aria-labelledby="waivers" {
            h2 id="waivers" { "Waivers by expiry" }
            @if waivers.is_empty() {
                p { "There is no waiver." }
            } @else {
                (scroll("Waivers by expiry", &html! {
                    table.waivers {
                        caption { "All waivers by the last day on which they hold" }
                        thead { tr {
                            th scope="col" { "Last day" } th scope="col" { "Standing" }
                            th scope="col" { "System" } th scope="col" { "Rule and feature" }
                            th scope="col" { "Reason" } th scope="col" { "Approved by" }
                        } }
                        tbody {
                            @for (view, waiver, standing) in &waivers {
                                tr {
                                    th.date scope="row" { (waiver.expires) }
                                    td { (stands(*standing, view.root.policy.days_until(waiver.expires))) }
                                    td { a href={ "#" (anchor(view)) } { (shown(view.name())) } }
                                    td { (shown(&waiver.rule)) br; (shown(waiver.feature.as_deref().unwrap_or("the whole manifest"))) }
                                    td { (shown(&waiver.reason)) }
                                    td { (shown(&waiver.approved_by)) }
                                }
                            }
                        }
                    }
                }))
            }
        }
    }
}

fn stands(standing: Standing, days: i32) -> String {
    let findings = |count| counted(count, "finding");
    let left = match days {
        0 => "ends today".to_owned(),
        many => format!("{} left", text::days(many)),
    };
    match standing {
        Standing::Holds(count) => format!("holds, {left}; covers {}", findings(count)),
        Standing::Unused => format!("unused: covers nothing, {left}"),
        Standing::NotJudged => format!("not judged: another fault is in the way, {left}"),
        Standing::Expired => "expired: what it covered counts again".to_owned(),
        Standing::Void => "void: its rule or its feature cannot be waived".to_owned(),
    }
}
