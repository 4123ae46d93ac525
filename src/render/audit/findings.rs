//! The sections that say what is wrong, and what was accepted.

use super::excerpt;
use super::section::{Block, Cell, Open, Section, Table, column};
use super::words::{location, status};
use crate::audit::fleet::{Fleet, SystemView};
use crate::audit::waivers::Standing;
use crate::check::facts::Waiver;
use crate::finding::{Finding, Status};
use crate::text::{counted, days};

/// Every finding that counts, with the lines that it marks.
pub(super) fn open<'a>(fleet: &'a Fleet<'a>) -> Section<'a> {
    let open = fleet.open().into_iter().map(|finding| {
        let source = fleet.report.sources.get(&finding.location.path.relative);
        Open {
            finding,
            lines: excerpt::lines(finding, source.map(AsRef::as_ref)),
            view: view_of(fleet, finding),
        }
    });
    Section {
        id: "findings",
        heading: "Open findings",
        blocks: vec![Block::Findings(open.collect())],
        ..Section::default()
    }
}

/// The system that a finding is about.
fn view_of<'f>(fleet: &'f Fleet<'f>, finding: &Finding) -> Option<&'f SystemView<'f>> {
    let wanted = (&finding.location.path.relative, finding.document?);
    // The systems are in the order of files and documents.
    let at = fleet
        .systems
        .binary_search_by(|view| (&view.file.path.relative, view.document).cmp(&wanted));
    at.ok().and_then(|at| fleet.systems.get(at))
}

/// What a waiver or the baseline covers; nothing where neither covers anything.
pub(super) fn covered<'a>(fleet: &'a Fleet<'a>) -> Option<Section<'a>> {
    let heading = "Waived and baselined findings";
    let tally = fleet.report.tally();
    let rows: Vec<_> = fleet.covered().into_iter().map(accepted).collect();
    if rows.is_empty() {
        return None;
    }
    let table = Table {
        label: Some(heading.to_owned()),
        caption: Cell::words(format!(
            "Findings that do not count: {} waived, {} in the baseline",
            tally.waived, tally.baselined
        )),
        columns: vec![
            column("Status").in_text(),
            column("Rule"),
            column("Finding").on_page(),
            column("Place").of("mono"),
            column("Message").in_text(),
            column("Why it does not count").on_page(),
        ],
        rows,
        ..Table::default()
    };
    Some(Section {
        id: "covered",
        heading,
        is_unlisted: true,
        blocks: vec![Block::Table(table)],
        ..Section::default()
    })
}

fn accepted(finding: &Finding) -> Vec<Cell<'_>> {
    let status = status(finding);
    let why = match &finding.status {
        Status::Waived(waiver) => format!(
            "{status}, approved by {}: {}",
            waiver.approved_by, waiver.reason
        ),
        _ => status.clone(),
    };
    vec![
        Cell::text(status),
        Cell::words(format!("{} {}", finding.rule.code, finding.rule.name)),
        Cell::sentence(&*finding.message),
        Cell::text(location(finding)),
        Cell::sentence(&*finding.message),
        Cell::text(why),
    ]
}

/// Every waiver, by the day on which it ends.
pub(super) fn waivers<'a>(fleet: &'a Fleet<'a>) -> Section<'a> {
    let heading = "Waivers by expiry";
    let rows = fleet.waivers().into_iter().map(waiver);
    let table = Table {
        label: Some(heading.to_owned()),
        class: Some("waivers"),
        caption: Cell::words("All waivers, sorted by end date"),
        columns: vec![
            column("Last date").of("date"),
            column("Status").on_page(),
            column("Standing").in_text(),
            column("System"),
            column("Rule and feature").on_page(),
            column("Rule").in_text(),
            column("Feature").in_text(),
            column("Reason"),
            column("Approved by"),
            column("Covers").in_text(),
        ],
        rows: rows.collect(),
        none: Some(("There are no waivers.", Some("None."))),
        ..Table::default()
    };
    Section {
        id: "waivers",
        heading,
        blocks: vec![Block::Table(table)],
        ..Section::default()
    }
}

fn waiver<'a>(
    (view, waiver, standing): (&'a SystemView<'a>, &'a Waiver, Standing),
) -> Vec<Cell<'a>> {
    let feature = waiver.feature.as_deref().unwrap_or("the whole manifest");
    let left = view.root.policy.days_until(waiver.expires);
    vec![
        Cell::words(waiver.expires.to_string()),
        Cell::words(stands(standing, left)),
        Cell::words(standing.words()),
        Cell::System(view),
        Cell::Lines(vec![Cell::text(&waiver.rule), Cell::text(feature)]),
        Cell::text(&waiver.rule),
        Cell::text(feature),
        Cell::text(&waiver.reason),
        Cell::text(&waiver.approved_by),
        Cell::words(standing.covers().to_string()),
    ]
}

fn stands(standing: Standing, left: i32) -> String {
    let findings = |count| counted(count, "finding");
    let left = match left {
        0 => "ends today".to_owned(),
        many => format!("{} left", days(many)),
    };
    match standing {
        Standing::Holds(count) => format!("in force, {left}; covers {}", findings(count)),
        Standing::Unused => format!("unused: covers no finding, {left}"),
        Standing::NotJudged => format!("not checked: another finding prevents the check, {left}"),
        Standing::Expired => "expired: the covered findings count again".to_owned(),
        Standing::Void => {
            "void: the rule cannot be waived, or the rule or feature is unknown".to_owned()
        }
    }
}
