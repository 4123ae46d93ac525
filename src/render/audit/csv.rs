//! The report for a spreadsheet: one row for each system and feature, one more for each system as a
//! whole, one for everything that could not be judged, one for each file that steered the run, and at
//! the end one for the run itself. `kind` tells them apart. The home of the csv crate.
//!
//! Cells with several values join them by `; `. A cell that a spreadsheet would run as a formula
//! begins with an apostrophe, which the spreadsheet takes for "this is text".

use std::borrow::Cow;

use serde::{Serialize, Serializer};

use super::excerpt;
use super::words::{
    NOTHING, UNREAD, declared, letters, limits, location, others, ran, standing, status,
};
use crate::audit::fleet::{Fleet, Other, OtherKind, RowView, SystemView};
use crate::audit::state::State;
use crate::audit::{Root, waivers};
use crate::check::facts::{Declared, Waiver};
use crate::finding::Finding;
use crate::git::Commit;
use crate::model::raci::Roles;
use crate::rules::RULES;
use crate::text::one_line;

/// One row: its fields are the columns, their order and their values.
#[derive(Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Record<'a> {
    /// The names of its roots; none where it is about the whole run.
    #[serde(skip)]
    roots: Vec<&'a str>,
    system: Cell<'a>,
    feature: Cell<'a>,
    title: Cell<'a>,
    provider: Cell<'a>,
    customer: Cell<'a>,
    third_parties: Cell<'a>,
    owner: Cell<'a>,
    contact_name: Cell<'a>,
    contact_email: Cell<'a>,
    evidence: Cell<'a>,
    not_applicable: Cell<'a>,
    state: Cell<'a>,
    findings: Cell<'a>,
    clauses: Cell<'a>,
    path: Cell<'a>,
    document: Cell<'a>,
    kind: Cell<'a>,
    published_provider: Cell<'a>,
    published_customer: Cell<'a>,
    evidence_standing: Cell<'a>,
    waivers: Cell<'a>,
    checks: Cell<'a>,
    system_title: Cell<'a>,
    classification: Cell<'a>,
    reviewed: Cell<'a>,
    crisp_signed_by: Cell<'a>,
    crisp_signed_on: Cell<'a>,
    party_provider: Cell<'a>,
    party_customer: Cell<'a>,
    matrix: Cell<'a>,
    judged_by: Cell<'a>,
    matrix_sha256: Cell<'a>,
    sha256: Cell<'a>,
    commit: Cell<'a>,
    differs_from_commit: Cell<'a>,
    rules_off: Cell<'a>,
    today: Cell<'a>,
    tool_version: Cell<'a>,
}

/// What stands in a cell.
#[derive(Clone, Default)]
struct Cell<'a>(Cow<'a, str>);

impl Serialize for Cell<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&harmless(&self.0))
    }
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Self {
        Self(text.into())
    }
}

impl<'a> From<&'a String> for Cell<'a> {
    fn from(text: &'a String) -> Self {
        Self(text.into())
    }
}

impl From<String> for Cell<'_> {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

impl<'a> From<&'a Option<String>> for Cell<'a> {
    fn from(text: &'a Option<String>) -> Self {
        text.as_deref().unwrap_or_default().into()
    }
}

/// Renders the whole report.
pub fn render(fleet: &Fleet<'_>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Neither writing to a vector nor rows of one length can fail.
    let mut write = |record: Record<'_>| {
        let _ = writer.serialize(finished(fleet, record));
    };
    // First, since whoever opens a table reads its beginning.
    for error in fleet.report.unshown_errors() {
        let path = error.path.as_ref();
        write(Record {
            kind: "trouble".into(),
            state: State::Unjudged.key().into(),
            path: path.map_or("", |path| &path.shown).into(),
            findings: (&*error.message).into(),
            ..Record::default()
        });
    }
    for view in &fleet.systems {
        let base = system(fleet, view);
        write(whole(fleet, view, base.clone()));
        for row in &view.rows {
            write(feature(fleet, view, row, base.clone()));
        }
    }
    for one in &fleet.others {
        write(other(fleet, one));
    }
    for note in &fleet.report.notes {
        write(Record {
            kind: "note".into(),
            findings: note.message().into(),
            ..Record::default()
        });
    }
    for finding in stray(fleet) {
        write(Record {
            kind: "settings".into(),
            state: State::Unjudged.key().into(),
            path: (&finding.location.path.relative).into(),
            findings: findings(fleet, &[finding]).into(),
            ..Record::default()
        });
    }
    for one in &fleet.provenance.settings {
        write(Record {
            roots: one.roots.iter().map(String::as_str).collect(),
            kind: one.kind.into(),
            path: (&one.path).into(),
            sha256: (&one.sha256).into(),
            ..Record::default()
        });
    }
    write(whole_run(fleet, &fleet.verdict().title));
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}

/// The verdict, and what became of every rule.
fn whole_run<'a>(fleet: &Fleet<'_>, verdict: &'a str) -> Record<'a> {
    let rules = fleet.rules();
    let rules = rules
        .iter()
        .map(|view| format!("{} {}: {}", view.rule.code, view.rule.name, ran(view)));
    let limits = fleet.provenance.roots.iter().map(|root| {
        if fleet.only_root().is_some() {
            format!("limits: {}", limits(root))
        } else if root.judged {
            format!("limits of {}: {}", root.name, limits(root))
        } else {
            format!("{}: not checked", root.name)
        }
    });
    Record {
        kind: "run".into(),
        title: verdict.into(),
        checks: rules.chain(limits).collect::<Vec<_>>().join("; ").into(),
        ..Record::default()
    }
}

/// Findings about no file of the fleet, but about what it would have been judged by.
fn stray<'a>(fleet: &Fleet<'a>) -> Vec<&'a Finding> {
    let of_file = |finding: &Finding| {
        let path = &finding.location.path;
        fleet.files.iter().any(|file| file.path == *path)
    };
    let findings = fleet.report.findings.iter();
    findings.filter(|finding| !of_file(finding)).collect()
}

/// What is said of each root of a row, each with its root where the row has several.
fn of_roots(fleet: &Fleet<'_>, names: &[&str], say: impl Fn(&Root) -> String) -> String {
    let of_row = |root: &&Root| names.is_empty() || names.contains(&root.name.as_str());
    let roots: Vec<&Root> = fleet.provenance.roots.iter().filter(of_row).collect();
    if let [root] = roots.as_slice() {
        return say(root);
    }
    let said = roots.iter().map(|root| (&root.name, say(root)));
    let said = said.filter(|(_, said)| !said.is_empty());
    let said: Vec<String> = said.map(|(name, said)| format!("{name}: {said}")).collect();
    said.join("; ")
}

fn commit(root: &Root) -> String {
    match &root.commit {
        Commit::Known(id, _) => id.clone(),
        Commit::None(reason) => format!("no commit: {reason}"),
    }
}

/// How a file differs from the commit of a root.
fn differs(root: &Root, path: &str) -> String {
    let differing = match &root.commit {
        Commit::Known(_, differing) => differing.as_slice(),
        Commit::None(_) => &[],
    };
    let found = differing.iter().find(|(differing, _)| differing == path);
    found.map(|(_, how)| (*how).to_owned()).unwrap_or_default()
}

fn rules_off(root: &Root) -> String {
    let off = RULES.iter().filter(|(rule, _)| root.is_off(rule.code));
    let off: Vec<&str> = off.map(|(rule, _)| rule.code).collect();
    off.join("; ")
}

/// A row with what its roots say, and what is the same in all rows.
fn finished<'a>(fleet: &'a Fleet<'_>, record: Record<'a>) -> Record<'a> {
    let differs = |root: &Root| differs(root, &record.path.0);
    Record {
        commit: of_roots(fleet, &record.roots, commit).into(),
        differs_from_commit: of_roots(fleet, &record.roots, differs).into(),
        rules_off: of_roots(fleet, &record.roots, rules_off).into(),
        today: (&fleet.report.today).into(),
        tool_version: fleet.provenance.tool_version.into(),
        ..record
    }
}

/// Text that a spreadsheet shows and does not run.
fn harmless(cell: &str) -> String {
    // What a spreadsheet runs is decided by the first character, before anything is escaped.
    let runs = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    let shown = one_line(cell);
    if runs { format!("'{shown}") } else { shown }
}

/// What all rows of a system have in common.
fn system<'a>(fleet: &Fleet<'a>, view: &SystemView<'a>) -> Record<'a> {
    let system = view.system;
    let judge = fleet.judges.iter().find(|judge| judge.judged(view));
    let date = |date: Option<jiff::civil::Date>| date.map(|date| date.to_string());
    Record {
        roots: vec![&view.root.name],
        system: (&system.system).into(),
        path: (&view.file.path.relative).into(),
        document: view.document.to_string().into(),
        system_title: (&system.title).into(),
        classification: (&system.classification).into(),
        reviewed: date(system.reviewed).unwrap_or_default().into(),
        crisp_signed_by: (&system.signed_by).into(),
        crisp_signed_on: date(system.signed_on).unwrap_or_default().into(),
        party_provider: (&system.provider).into(),
        party_customer: (&system.customer).into(),
        matrix: (&system.reference).into(),
        judged_by: (&system.judge).into(),
        matrix_sha256: judge.map_or("", |view| &view.judge.sha256).into(),
        sha256: (&view.file.sha256).into(),
        ..Record::default()
    }
}

/// The row of a system as a whole: what is about no feature.
fn whole<'a>(fleet: &Fleet<'a>, view: &SystemView<'a>, base: Record<'a>) -> Record<'a> {
    let third = view.system.third_parties.iter();
    let third: Vec<&str> = third
        .map(|(key, name)| name.as_deref().unwrap_or(key))
        .collect();
    let checks = view.right().map(|check| match check.detail.as_str() {
        "" => check.topic.to_owned(),
        detail => format!("{}: {detail}", check.topic),
    });
    let row_of = |feature: &String| view.rows.iter().any(|of| of.row.id == *feature);
    let about = view.waivers.iter();
    let about = about.filter(|(waiver, _)| !waiver.feature.as_ref().is_some_and(row_of));
    Record {
        kind: "system".into(),
        state: if view.open_outside() > 0 {
            State::Open.key().into()
        } else {
            Cell::default()
        },
        third_parties: third.join("; ").into(),
        findings: findings(fleet, &view.whole).into(),
        waivers: waivers(about, "").into(),
        checks: checks.collect::<Vec<_>>().join("; ").into(),
        ..base
    }
}

fn feature<'a>(
    fleet: &Fleet<'a>,
    view: &SystemView<'a>,
    of: &RowView<'a>,
    base: Record<'a>,
) -> Record<'a> {
    let row = of.row;
    let mut record = Record {
        kind: "feature".into(),
        feature: (&row.id).into(),
        state: of.state.key().into(),
        findings: findings(fleet, &of.findings).into(),
        not_applicable: match &row.declared {
            Declared::NotApplicable(Some(reason)) => reason.into(),
            Declared::NotApplicable(None) => NOTHING.into(),
            _ => Cell::default(),
        },
        ..base
    };
    if let Declared::Raci(raci) = &row.declared {
        let cell = |roles: Option<Roles>| roles.map_or(UNREAD.to_owned(), Roles::published);
        record.provider = cell(raci.provider).into();
        record.customer = cell(raci.customer).into();
        record.third_parties = others(view.system, raci).join("; ").into();
    } else if !matches!(row.declared, Declared::NotApplicable(_)) {
        record.customer = declared(of).unwrap_or_default().into();
    }
    if let Some(owner) = &row.owner {
        record.owner = (&owner.key).into();
        record.contact_name = (&owner.name).into();
        record.contact_email = (&owner.email).into();
    }
    let (texts, standings): (Vec<&str>, Vec<&str>) = row
        .evidence
        .iter()
        .map(|(text, at)| (text.as_str(), standing(*at)))
        .unzip();
    record.evidence = texts.join("; ").into();
    record.evidence_standing = standings.join("; ").into();
    if let Some(published) = &row.published {
        record.title = (&published.title).into();
        record.published_provider = letters(published.provider).into();
        record.published_customer = letters(published.customer).into();
        record.clauses = published.clauses.join("; ").into();
    }
    let about = view.waivers.iter();
    let about = about.filter(|(waiver, _)| waiver.feature.as_ref() == Some(&row.id));
    record.waivers = waivers(about, &row.id).into();
    record
}

fn other<'a>(fleet: &Fleet<'a>, one: &Other<'a>) -> Record<'a> {
    Record {
        roots: vec![&one.root.name],
        kind: match one.kind {
            OtherKind::Matrix(_) => "matrix",
            OtherKind::Unjudged => "unjudged",
            OtherKind::Unread => "unread",
        }
        .into(),
        matrix: match one.kind {
            OtherKind::Matrix(id) => id,
            _ => "",
        }
        .into(),
        state: match one.kind {
            OtherKind::Matrix(_) => "",
            _ => State::Unjudged.key(),
        }
        .into(),
        path: (&one.file.path.relative).into(),
        document: one
            .document
            .map(|index| index.to_string())
            .unwrap_or_default()
            .into(),
        findings: findings(fleet, &one.findings).into(),
        sha256: (&one.file.sha256).into(),
        ..Record::default()
    }
}

/// `error CRISP305 path:26:5: message [open] | the line`.
fn findings(fleet: &Fleet<'_>, findings: &[&Finding]) -> String {
    let texts = findings.iter().map(|finding| {
        let source = fleet.report.sources.get(&finding.location.path.relative);
        let line = excerpt::lines(finding, source.map(AsRef::as_ref));
        let line = line.first().map(excerpt::Line::text).unwrap_or_default();
        let line = match line.trim() {
            "" => String::new(),
            line => format!(" | {line}"),
        };
        format!(
            "{} {} {}: {} [{}]{line}",
            finding.severity,
            finding.rule.code,
            location(finding),
            finding.message,
            status(finding)
        )
    });
    texts.collect::<Vec<_>>().join("; ")
}

/// Waivers in the row of a feature. Another feature, which has no row, is named.
fn waivers<'w>(
    waivers: impl Iterator<Item = &'w (&'w Waiver, waivers::Standing)>,
    row: &str,
) -> String {
    let texts = waivers.map(|(waiver, standing)| {
        let feature = waiver.feature.as_deref().filter(|feature| *feature != row);
        let of = feature.map(|feature| format!(" of {feature}"));
        format!(
            "{}{} until {}: {} (approved by {}), {}",
            waiver.rule,
            of.unwrap_or_default(),
            waiver.expires,
            waiver.reason,
            waiver.approved_by,
            standing.words()
        )
    });
    texts.collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_run_by_a_spreadsheet() {
        for (cell, expected) in [
            ("=1+1", "'=1+1"),
            ("+61 2", "'+61 2"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\\t=1"),
            ("\r=1", "'\\u{d}=1"),
            ("a=1", "a=1"),
            ("", ""),
        ] {
            assert_eq!(harmless(cell), expected, "{cell:?}");
        }
    }
}
