//! The part of the page that says what was found right, and what produced the report.

use maud::{Markup, html};

use super::pieces::{scroll, shown};
use super::words::{NOTHING, VERIFY, limits, ran};
use crate::audit::Root;
use crate::audit::fleet::{Fleet, Ran};
use crate::git::Commit;
use crate::text::counted;

/// The positive evidence, and what became of every rule.
pub(super) fn checked(fleet: &Fleet<'_>) -> Markup {
    let checks = fleet.checks();
    html! {
        section aria-labelledby="checked" {
            h2 id="checked" { "Passed checks" }
            @if checks.is_empty() {
                p { "No manifest was read, so no check passed." }
            } @else {
                (scroll("Passed checks", &html! {
                    table {
                        caption { "Totals for all systems. The results for one system are in its section." }
                        thead { tr {
                            th scope="col" { "Check" } th.num scope="col" { "Passed" }
                            th.num scope="col" { "Systems that pass completely" }
                            th scope="col" { "Rules" } th scope="col" { "Clauses" }
                        } }
                        tbody {
                            @for (check, right, asked) in &checks {
                                tr {
                                    th scope="row" { (check.topic) }
                                    td.num { (check.good) " of " (check.of) }
                                    td.num { (right) " of " (asked) }
                                    td { (check.codes()) }
                                    td { (check.clauses) }
                                }
                            }
                        }
                    }
                }))
            }
            (rules(fleet))
        }
    }
}

fn rules(fleet: &Fleet<'_>) -> Markup {
    let rules = fleet.rules();
    let count = |wanted: &dyn Fn(Ran) -> bool| rules.iter().filter(|view| wanted(view.ran)).count();
    let off = count(&|ran| ran == Ran::Off);
    html! {
        table.rules {
            caption {
                (rules.len()) " rules: " (count(&|ran| ran == Ran::Raised(0))) " reported nothing, "
                (count(&|ran| matches!(ran, Ran::Raised(1..)))) " reported findings, " (off) " switched off in the configuration"
                @let idle = count(&|ran| ran == Ran::Idle);
                @if idle > 0 { ", " (idle) " did not apply" }
            }
            thead { tr { th scope="col" { "Rule" } th scope="col" { "Reported when" } th scope="col" { "In this run" } } }
            tbody {
                @for view in &rules {
                    tr {
                        th scope="row" { (view.rule.code) " " (view.rule.name) }
                        td { (view.rule.summary) }
                        td.short { (shown(&ran(view))) }
                    }
                }
            }
        }
    }
}

/// What produced the report.
pub(super) fn section(fleet: &Fleet<'_>) -> Markup {
    let known = fleet.provenance;
    html! {
        section aria-labelledby="provenance" {
            h2 id="provenance" { "Provenance" }
            dl.facts {
                div { dt { "Tool" } dd { "crisplint " (known.tool_version) } }
                div { dt { "Date used as today" } dd { (fleet.report.today) } }
                @if let Some(root) = fleet.only_root() {
                    div { dt { "Limits" } dd { (limits(root)) } }
                    div { dt { "Commit" } dd { (commit(&root.commit)) } }
                }
            }
            @if fleet.only_root().is_none() { (roots(&known.roots)) }
            @for root in &known.roots { (differing(root, fleet.only_root().is_none())) }
            (matrices(fleet))
            (files(fleet))
        }
    }
}

/// The roots, where there are several.
fn roots(roots: &[Root]) -> Markup {
    scroll(
        "Roots",
        &html! {
            table {
                caption { "The roots, each checked with its own configuration" }
                thead { tr { th scope="col" { "Root" } th scope="col" { "Limits" } th scope="col" { "Commit" } } }
                tbody {
                    @for root in roots {
                        tr {
                            th.mono scope="row" { (shown(&root.name)) }
                            td { @if root.judged { (limits(root)) } @else { "not checked" } }
                            td { (commit(&root.commit)) }
                        }
                    }
                }
            }
        },
    )
}

/// What is not as the commit of a root has it.
fn differing(root: &Root, is_one_of_several: bool) -> Markup {
    let differing = match &root.commit {
        Commit::Known(_, differing) => differing.as_slice(),
        Commit::None(_) => &[],
    };
    html! {
        @if !differing.is_empty() {
            table {
                caption {
                    "Files that differ from the commit"
                    @if is_one_of_several { ", of the root " (shown(&root.name)) }
                }
                thead { tr { th scope="col" { "Path" } th scope="col" { "How it differs" } } }
                tbody { @for (path, how) in differing { tr { th.mono scope="row" { (shown(path)) } td { (how) } } } }
            }
        }
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

fn matrices(fleet: &Fleet<'_>) -> Markup {
    html! {
        @if !fleet.judges.is_empty() {
            (scroll("Matrices", &html! {
                table {
                    caption {
                        "Matrices used for the checks. To verify a hash, run " code { (VERIFY) }
                        "; add " code { "--matrix FILE" } " for your own matrix"
                    }
                    thead { tr {
                        th scope="col" { "Matrix" } th scope="col" { "Version" } th scope="col" { "Title and source" }
                        th scope="col" { "SHA-256" }
                    } }
                    tbody {
                        @for view in &fleet.judges {
                            @let judge = view.judge;
                            tr {
                                th scope="row" {
                                    (shown(&judge.id))
                                    @if view.has_namesake { br; small { "of " (shown(&view.roots.join(", "))) } }
                                }
                                td { (shown(&judge.version)) }
                                td {
                                    (shown(judge.title.as_deref().unwrap_or(NOTHING)))
                                    @if let Some(source) = &judge.source { br; small { (shown(source)) } }
                                }
                                td.hash { (judge.sha256) }
                            }
                        }
                    }
                }
            }))
        }
    }
}

fn files(fleet: &Fleet<'_>) -> Markup {
    let hash = |hash: &Option<String>| hash.clone().unwrap_or_else(|| "not read".to_owned());
    html! {
        (scroll("Files", &html! {
            table {
                caption { "All files that were read. You can verify each hash with " code { "sha256sum" } }
                thead { tr { th scope="col" { "Path" } th scope="col" { "What" } th scope="col" { "SHA-256" } } }
                tbody {
                    @for file in &fleet.files {
                        tr {
                            th.mono scope="row" { (shown(&file.path.relative)) }
                            td { (counted(file.documents.len(), "document")) }
                            td.hash { (hash(&file.sha256)) }
                        }
                    }
                    @for one in &fleet.provenance.settings {
                        tr { th.mono scope="row" { (shown(&one.path)) } td { (one.kind) } td.hash { (hash(&one.sha256)) } }
                    }
                }
            }
        }))
    }
}
