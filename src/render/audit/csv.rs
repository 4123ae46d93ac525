//! The report for a spreadsheet: one row for each system and feature, one more for each system as a
//! whole, one for everything that could not be judged, one for each file that steered the run, and at
//! the end one for the run itself. `kind` tells them apart. The home of the csv crate.
//!
//! Cells with several values join them by `; `. A cell that a spreadsheet would run as a formula
//! begins with an apostrophe, which the spreadsheet takes for "this is text".

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

/// The columns, in their order.
pub const COLUMNS: [&str; 38] = [
    "system",
    "feature",
    "title",
    "provider",
    "customer",
    "thirdParties",
    "owner",
    "contactName",
    "contactEmail",
    "evidence",
    "notApplicable",
    "state",
    "findings",
    "clauses",
    "path",
    "document",
    "kind",
    "publishedProvider",
    "publishedCustomer",
    "evidenceStanding",
    "waivers",
    "checks",
    "systemTitle",
    "classification",
    "reviewed",
    "crispSignedBy",
    "crispSignedOn",
    "partyProvider",
    "partyCustomer",
    "matrix",
    "judgedBy",
    "matrixSha256",
    "sha256",
    "commit",
    "differsFromCommit",
    "rulesOff",
    "today",
    "toolVersion",
];

/// One row, to be filled by name.
#[derive(Clone, Default)]
struct Record<'a> {
    /// The names of its roots; none where it is about the whole run.
    roots: Vec<&'a str>,
    system: &'a str,
    feature: &'a str,
    title: &'a str,
    provider: String,
    customer: String,
    third_parties: String,
    owner: &'a str,
    contact_name: &'a str,
    contact_email: &'a str,
    evidence: String,
    not_applicable: String,
    state: &'static str,
    findings: String,
    clauses: String,
    path: &'a str,
    document: String,
    kind: &'static str,
    published_provider: String,
    published_customer: String,
    evidence_standing: String,
    waivers: String,
    checks: String,
    system_title: &'a str,
    classification: &'a str,
    reviewed: String,
    signed_by: &'a str,
    signed_on: String,
    party_provider: &'a str,
    party_customer: &'a str,
    matrix: &'a str,
    judged_by: &'a str,
    matrix_sha256: &'a str,
    sha256: &'a str,
}

/// What is the same in all rows.
struct Common<'a> {
    today: &'a str,
    tool_version: &'a str,
}

/// Renders the whole report.
pub fn render(fleet: &Fleet<'_>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let common = Common {
        today: &fleet.report.today,
        tool_version: fleet.provenance.tool_version,
    };
    // Neither writing to a vector nor rows of one length can fail.
    let _ = writer.write_record(COLUMNS);
    let mut write = |record: &Record<'_>| {
        let cells = cells(record, fleet, &common).map(|cell| harmless(&cell));
        let _ = writer.write_record(&cells);
    };
    // First, since whoever opens a table reads its beginning.
    for error in fleet.report.unshown_errors() {
        let path = error.path.as_ref();
        write(&Record {
            kind: "trouble",
            state: State::Unjudged.key(),
            path: path.map_or("", |path| &path.shown),
            findings: error.message.clone().into_owned(),
            ..Record::default()
        });
    }
    for view in &fleet.systems {
        let base = system(fleet, view);
        write(&whole(fleet, view, base.clone()));
        for row in &view.rows {
            write(&feature(fleet, view, row, base.clone()));
        }
    }
    for one in &fleet.others {
        write(&other(fleet, one));
    }
    for note in &fleet.report.notes {
        write(&Record {
            kind: "note",
            findings: note.message(),
            ..Record::default()
        });
    }
    for finding in stray(fleet) {
        write(&Record {
            kind: "settings",
            state: State::Unjudged.key(),
            path: &finding.location.path.relative,
            findings: findings(fleet, &[finding]),
            ..Record::default()
        });
    }
    for one in &fleet.provenance.settings {
        write(&Record {
            roots: one.roots.iter().map(String::as_str).collect(),
            kind: one.kind,
            path: &one.path,
            sha256: text(&one.sha256),
            ..Record::default()
        });
    }
    write(&whole_run(fleet, &fleet.verdict().title));
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
            format!("{}: not judged", root.name)
        }
    });
    Record {
        kind: "run",
        title: verdict,
        checks: rules.chain(limits).collect::<Vec<_>>().join("; "),
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

fn cells(record: &Record<'_>, fleet: &Fleet<'_>, common: &Common<'_>) -> [String; 38] {
    let commit = of_roots(fleet, &record.roots, commit);
    let differs = of_roots(fleet, &record.roots, |root| differs(root, record.path));
    let rules_off = of_roots(fleet, &record.roots, rules_off);
    [
        record.system,
        record.feature,
        record.title,
        &record.provider,
        &record.customer,
        &record.third_parties,
        record.owner,
        record.contact_name,
        record.contact_email,
        &record.evidence,
        &record.not_applicable,
        record.state,
        &record.findings,
        &record.clauses,
        record.path,
        &record.document,
        record.kind,
        &record.published_provider,
        &record.published_customer,
        &record.evidence_standing,
        &record.waivers,
        &record.checks,
        record.system_title,
        record.classification,
        &record.reviewed,
        record.signed_by,
        &record.signed_on,
        record.party_provider,
        record.party_customer,
        record.matrix,
        record.judged_by,
        record.matrix_sha256,
        record.sha256,
        &commit,
        &differs,
        &rules_off,
        common.today,
        common.tool_version,
    ]
    .map(str::to_owned)
}

/// Text that a spreadsheet shows and does not run.
fn harmless(cell: &str) -> String {
    // What a spreadsheet runs is decided by the first character, before anything is escaped.
    let runs = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    let shown = one_line(cell);
    if runs { format!("'{shown}") } else { shown }
}

#[expect(clippy::ref_option, reason = "what the facts hold, borrowed as it is")]
fn text(text: &Option<String>) -> &str {
    text.as_deref().unwrap_or_default()
}

/// What all rows of a system have in common.
fn system<'a>(fleet: &Fleet<'a>, view: &SystemView<'a>) -> Record<'a> {
    let system = view.system;
    let judge = fleet.judges.iter().find(|judge| judge.judged(view));
    let date = |date: Option<jiff::civil::Date>| date.map(|date| date.to_string());
    Record {
        roots: vec![&view.root.name],
        system: text(&system.system),
        path: &view.file.path.relative,
        document: view.document.to_string(),
        system_title: text(&system.title),
        classification: text(&system.classification),
        reviewed: date(system.reviewed).unwrap_or_default(),
        signed_by: text(&system.signed_by),
        signed_on: date(system.signed_on).unwrap_or_default(),
        party_provider: text(&system.provider),
        party_customer: text(&system.customer),
        matrix: text(&system.reference),
        judged_by: text(&system.judge),
        matrix_sha256: judge.map_or("", |view| view.judge.sha256.as_str()),
        sha256: text(&view.file.sha256),
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
        kind: "system",
        state: if view.open_outside() > 0 {
            State::Open.key()
        } else {
            ""
        },
        third_parties: third.join("; "),
        findings: findings(fleet, &view.whole),
        waivers: waivers(about, ""),
        checks: checks.collect::<Vec<_>>().join("; "),
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
        kind: "feature",
        feature: &row.id,
        state: of.state.key(),
        findings: findings(fleet, &of.findings),
        not_applicable: match &row.declared {
            Declared::NotApplicable(Some(reason)) => reason.clone(),
            Declared::NotApplicable(None) => NOTHING.to_owned(),
            _ => String::new(),
        },
        ..base
    };
    if let Declared::Raci(raci) = &row.declared {
        let cell = |roles: Option<Roles>| roles.map_or(UNREAD.to_owned(), Roles::published);
        record.provider = cell(raci.provider);
        record.customer = cell(raci.customer);
        record.third_parties = others(view.system, raci).join("; ");
    } else if !matches!(row.declared, Declared::NotApplicable(_)) {
        record.customer = declared(of).unwrap_or_default();
    }
    if let Some(owner) = &row.owner {
        record.owner = &owner.key;
        record.contact_name = text(&owner.name);
        record.contact_email = text(&owner.email);
    }
    let (texts, standings): (Vec<&str>, Vec<&str>) = row
        .evidence
        .iter()
        .map(|(text, at)| (text.as_str(), standing(*at)))
        .unzip();
    record.evidence = texts.join("; ");
    record.evidence_standing = standings.join("; ");
    if let Some(published) = &row.published {
        record.title = &published.title;
        record.published_provider = letters(published.provider);
        record.published_customer = letters(published.customer);
        record.clauses = published.clauses.join("; ");
    }
    let about = view.waivers.iter();
    let about = about.filter(|(waiver, _)| waiver.feature.as_ref() == Some(&row.id));
    record.waivers = waivers(about, &row.id);
    record
}

fn other<'a>(fleet: &Fleet<'a>, one: &Other<'a>) -> Record<'a> {
    Record {
        roots: vec![&one.root.name],
        kind: match one.kind {
            OtherKind::Matrix(_) => "matrix",
            OtherKind::Unjudged => "unjudged",
            OtherKind::Unread => "unread",
        },
        matrix: match one.kind {
            OtherKind::Matrix(id) => id,
            _ => "",
        },
        state: match one.kind {
            OtherKind::Matrix(_) => "",
            _ => State::Unjudged.key(),
        },
        path: &one.file.path.relative,
        document: one
            .document
            .map(|index| index.to_string())
            .unwrap_or_default(),
        findings: findings(fleet, &one.findings),
        sha256: text(&one.file.sha256),
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
