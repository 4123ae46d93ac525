//! The report for machines, version 1.
//!
//! `systems[]` holds every manifest with every feature; `findings[]` every finding, open or not, as
//! `check --format json` has it, with the lines that it marks; features name theirs by fingerprint.
//! Letters are lists of `R`, `A`, `C`, `I`, and null where the cell could not be read. Absent values
//! are null. `state` is one of `owned`, `provider`, `notApplicable`, `waived`, `baselined`, `open`,
//! `notJudged`; the `standing` of a waiver one of `holds`, `unused`, `notJudged`, `expired`, `void`.
//! Everything is in the order of paths, of documents in a file, and of rows in the matrix. A rule that
//! is off, or had nothing to judge, has raised null.
//!
//! Where a run has several roots, `provenance.roots` holds the limits and the commit of each, and those of the
//! whole are null or empty; `offIn` of a rule names the roots that have it off where others have not, and `roots`
//! of a matrix those in which it judged.

use serde_json::{Map, Value, json};

use super::excerpt;
use crate::audit::checks::Check;
use crate::audit::fleet::{Fleet, Other, OtherKind, RowView, SystemView};
use crate::audit::ran::Ran;
use crate::audit::state::State;
use crate::audit::{Root, waivers};
use crate::check::facts::{Declared, System, Waiver};
use crate::finding::{Finding, Severity};
use crate::git::Commit;
use crate::model::evidence::Presence;
use crate::model::raci::{Role, Roles};
use crate::render::json::{TOOL, notes, wire_errors, wire_finding};
use crate::rules::evidence_not_found::Standing;
use crate::text::Sha256;
use crate::text::json::to_text;

/// Renders the whole report.
pub fn render(fleet: &Fleet<'_>) -> String {
    let verdict = fleet.verdict();
    let systems: Vec<Value> = fleet.systems.iter().map(system).collect();
    let others: Vec<Value> = fleet.others.iter().map(other).collect();
    let findings = fleet.report.findings.iter();
    let findings: Vec<Value> = findings.map(|one| finding(fleet, one)).collect();
    let checks = fleet.checks();
    let checks = checks.iter().map(|(sum, right, asked)| {
        let mut value = check(sum);
        merge(
            &mut value,
            json!({"systemsRight": right, "systemsAsked": asked}),
        );
        value
    });
    let checks: Vec<Value> = checks.collect();
    let rules = fleet.rules();
    let several = fleet.only_root().is_none();
    let rules = rules.iter().map(|view| {
        let raised = match view.ran {
            Ran::Off | Ran::Idle => None,
            Ran::Raised(count) => Some(count),
        };
        let mut value = json!({
            "code": view.rule.code,
            "name": view.rule.name,
            "off": view.ran == Ran::Off,
            "raised": raised,
        });
        if several {
            merge(&mut value, json!({"offIn": view.off_in}));
        }
        value
    });
    let rules: Vec<Value> = rules.collect();
    let mut report = json!({
        "version": 1,
        "tool": TOOL,
        "today": fleet.report.today,
        "exit": fleet.report.exit() as u8,
        "errors": wire_errors(&fleet.report.errors),
        "verdict": {
            "severity": verdict.severity.map(Severity::as_str),
            "title": verdict.title,
        },
        "summary": summary(fleet),
        "systems": systems,
        "others": others,
        "findings": findings,
        "checks": checks,
        "rules": rules,
        "provenance": provenance(fleet),
    });
    let notes = notes(fleet.report);
    if !notes.is_empty() {
        merge(&mut report, json!({"notes": notes}));
    }
    to_text(&report)
}

/// Adds the fields of one object to another.
fn merge(value: &mut Value, more: Value) {
    if let (Value::Object(fields), Value::Object(more)) = (value, more) {
        fields.extend(more);
    }
}

fn summary(fleet: &Fleet<'_>) -> Value {
    let report = fleet.report;
    let tally = report.tally();
    json!({
        "files": report.seen.files,
        "documents": report.seen.documents,
        "systems": fleet.systems.len(),
        "features": report.seen.features,
        "errors": tally.errors,
        "warnings": tally.warnings,
        "infos": tally.infos,
        "waived": tally.waived,
        "baselined": tally.baselined,
        "states": states(|state| fleet.count(state)),
    })
}

/// How many features are in each state.
fn states(count: impl Fn(State) -> usize) -> Value {
    let states = State::ALL
        .iter()
        .map(|state| (state.key().to_owned(), count(*state).into()));
    Value::Object(states.collect::<Map<_, _>>())
}

fn system(view: &SystemView<'_>) -> Value {
    let system = view.system;
    let third_parties = system.third_parties.iter();
    let third_parties: Vec<Value> = third_parties
        .map(|(key, name)| json!({"key": key, "name": name}))
        .collect();
    let features: Vec<Value> = view.rows.iter().map(|row| feature(system, row)).collect();
    let waivers = view.waivers.iter();
    let waivers: Vec<Value> = waivers
        .map(|(one, standing)| waiver(one, *standing))
        .collect();
    let checks: Vec<Value> = view.checks.iter().map(check).collect();
    json!({
        "system": system.system,
        "title": system.title,
        "classification": system.classification,
        "path": view.file.path.relative,
        "document": view.document,
        "sha256": view.file.sha256,
        "reviewed": system.reviewed.map(|date| date.to_string()),
        "signedBy": system.signed_by,
        "signedOn": system.signed_on.map(|date| date.to_string()),
        "matrix": system.reference,
        "judgedBy": system.judge,
        "parties": {
            "provider": system.provider,
            "customer": system.customer,
            "thirdParties": third_parties,
        },
        "states": states(|state| view.count(state)),
        "features": features,
        "findings": fingerprints(&view.whole),
        "waivers": waivers,
        "checks": checks,
    })
}

fn feature(system: &System, view: &RowView<'_>) -> Value {
    let row = view.row;
    let published = row.published.as_ref();
    let (declared, reason) = match &row.declared {
        Declared::Missing => ("missing", None),
        Declared::Broken => ("unreadable", None),
        Declared::NotApplicable(reason) => ("notApplicable", reason.as_ref()),
        Declared::Raci(_) => ("raci", None),
    };
    let raci = match &row.declared {
        Declared::Raci(raci) => {
            let others = raci.others.iter().map(|other| {
                let mut parties = system.third_parties.iter();
                let declared = parties.find(|(key, _)| *key == other.key);
                let name = declared.and_then(|(_, name)| name.as_ref());
                let roles = other.roles.map(letters);
                json!({"key": other.key, "name": name, "roles": roles, "known": other.known})
            });
            Some(json!({
                "provider": raci.provider.map(letters),
                "customer": raci.customer.map(letters),
                "thirdParties": others.collect::<Vec<_>>(),
            }))
        }
        _ => None,
    };
    let owner = row.owner.as_ref().map(|owner| {
        json!({"key": owner.key, "name": owner.name, "email": owner.email, "known": owner.known})
    });
    let evidence = row.evidence.iter();
    let evidence: Vec<Value> = evidence
        .map(|(text, at)| json!({"text": text, "standing": standing(*at)}))
        .collect();
    json!({
        "feature": row.id,
        "title": published.map(|row| &row.title),
        "clauses": published.map_or(&[][..], |row| &row.clauses),
        "state": view.state.key(),
        "published": published.map(|row| {
            json!({"provider": letters(row.provider), "customer": letters(row.customer)})
        }),
        "declared": declared,
        "raci": raci,
        "notApplicable": reason,
        "owner": owner,
        "evidence": evidence,
        "findings": fingerprints(&view.findings),
    })
}

fn letters(roles: Roles) -> Vec<&'static str> {
    roles.iter().map(Role::letter).collect()
}

fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Link => "link",
        Standing::BrokenLink => "brokenLink",
        Standing::Path(presence) => match presence {
            Presence::Found => "found",
            Presence::Missing => "missing",
            Presence::Outside => "outside",
            Presence::Void(_) => "notEvidence",
            Presence::NotChecked => "notChecked",
        },
    }
}

fn fingerprints(findings: &[&Finding]) -> Vec<Sha256> {
    let findings = findings.iter();
    findings.map(|finding| finding.fingerprint).collect()
}

fn waiver(waiver: &Waiver, standing: waivers::Standing) -> Value {
    json!({
        "rule": waiver.rule,
        "code": waiver.code,
        "feature": waiver.feature,
        "reason": waiver.reason,
        "approvedBy": waiver.approved_by,
        "expires": waiver.expires.to_string(),
        "standing": standing.key(),
        "covers": standing.covers(),
    })
}

fn check(check: &Check) -> Value {
    json!({
        "topic": check.topic,
        "detail": check.detail,
        "right": check.good,
        "asked": check.of,
        "rules": check.codes(),
        "clauses": check.clauses,
    })
}

fn other(other: &Other<'_>) -> Value {
    let (kind, matrix) = match other.kind {
        OtherKind::Matrix(id) => ("matrix", Some(id)),
        OtherKind::Unjudged => ("unjudged", None),
        OtherKind::Unread => ("unread", None),
    };
    json!({
        "path": other.file.path.relative,
        "document": other.document,
        "sha256": other.file.sha256,
        "kind": kind,
        "matrix": matrix,
        "findings": fingerprints(&other.findings),
    })
}

/// A finding, and the lines that it marks.
fn finding(fleet: &Fleet<'_>, finding: &Finding) -> Value {
    let source = fleet.report.sources.get(&finding.location.path.relative);
    let lines = excerpt::lines(finding, source.map(AsRef::as_ref));
    let lines: Vec<Value> = lines
        .iter()
        .map(|line| json!({"line": line.number, "text": line.text()}))
        .collect();
    let mut value = serde_json::to_value(wire_finding(finding)).unwrap_or_default();
    merge(&mut value, json!({"source": lines}));
    value
}

/// What produced the report.
fn provenance(fleet: &Fleet<'_>) -> Value {
    let known = fleet.provenance;
    let only = fleet.only_root();
    let matrices = fleet.judges.iter().map(|view| {
        let judge = view.judge;
        let mut value = json!({
            "id": judge.id,
            "version": judge.version,
            "title": judge.title,
            "source": judge.source,
            "provider": judge.provider.name,
            "sha256": judge.sha256,
        });
        if only.is_none() {
            merge(&mut value, json!({"roots": view.roots}));
        }
        value
    });
    let files = fleet.files.iter().map(|file| {
        let documents = file.documents.len();
        json!({"path": file.path.relative, "sha256": file.sha256, "documents": documents})
    });
    let settings = known.settings.iter();
    let settings =
        settings.map(|one| json!({"kind": one.kind, "path": one.path, "sha256": one.sha256}));
    let troubles = fleet.report.unshown_errors().map(|error| &error.message);
    let of_only = root(only);
    let mut value = json!({
        "toolVersion": known.tool_version,
        "today": fleet.report.today,
        "limits": of_only.get("limits"),
        "matrices": matrices.collect::<Vec<_>>(),
        "verifyMatrix": super::words::VERIFY,
        "files": files.collect::<Vec<_>>(),
        "settings": settings.collect::<Vec<_>>(),
        "commit": of_only.get("commit"),
        "noCommit": of_only.get("noCommit"),
        "differsFromCommit": of_only.get("differsFromCommit"),
        "troubles": troubles.collect::<Vec<_>>(),
    });
    if only.is_none() {
        let roots = known.roots.iter().map(|one| {
            let mut value = root(Some(one));
            merge(&mut value, json!({"root": one.name}));
            if !one.judged {
                merge(&mut value, json!({"limits": null}));
            }
            value
        });
        merge(&mut value, json!({"roots": roots.collect::<Vec<_>>()}));
    }
    value
}

/// The limits and the commit of a root.
fn root(root: Option<&Root>) -> Value {
    let limits = root.map(|root| {
        json!({
            "reviewMaxAgeDays": root.policy.max_age_days,
            "waiverMaxDays": root.policy.waiver_max_days,
            "waiverNoticeDays": root.policy.waiver_notice_days,
        })
    });
    let (commit, reason, differing) = match root.map(|root| &root.commit) {
        None => (None, None, &[][..]),
        Some(Commit::None(reason)) => (None, Some(reason), &[][..]),
        Some(Commit::Known(id, differing)) => (Some(id), None, differing.as_slice()),
    };
    let differing = differing
        .iter()
        .map(|(path, how)| json!({"path": path, "how": how}));
    json!({
        "limits": limits,
        "commit": commit,
        "noCommit": reason,
        "differsFromCommit": differing.collect::<Vec<_>>(),
    })
}
