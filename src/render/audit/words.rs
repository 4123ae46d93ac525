//! What every format of the report calls things: places, roles, states, limits.

use crate::audit::Root;
use crate::audit::fleet::{RowView, SystemView};
use crate::audit::ran::{Ran, RuleView};
use crate::check::facts::{Declared, Owner, Raci, System};
use crate::finding::{Finding, Status};
use crate::model::evidence::Presence;
use crate::model::raci::Roles;
use crate::rules::evidence_not_found::Standing;
use crate::text::{counted, days, list};

/// How a reader gets the bytes of which a matrix's hash is given.
pub(super) const VERIFY: &str = "crisplint matrix show ID@VERSION --format yaml | sha256sum";

/// What stands where there is nothing.
pub(super) const NOTHING: &str = "–";

/// What stands where there is something, but nobody knows what.
pub(super) const UNREAD: &str = "could not be read";

/// The name of the whole file or document.
pub(super) fn place(path: &str, document: Option<usize>) -> String {
    match document {
        Some(index) if index > 0 => format!("{path}, document {}", index + 1),
        _ => path.to_owned(),
    }
}

/// `path:line:column`.
pub(super) fn location(finding: &Finding) -> String {
    let at = &finding.location;
    format!("{}:{}:{}", at.path.relative, at.start.line, at.start.column)
}

/// Letters as the published table writes them.
pub(super) fn letters(roles: Roles) -> String {
    if roles.is_empty() {
        NOTHING.to_owned()
    } else {
        roles.published()
    }
}

/// What a cell of a manifest holds.
pub(super) fn held(roles: Option<Roles>) -> String {
    roles.map_or_else(|| UNREAD.to_owned(), letters)
}

/// The parties of a row beside provider and customer, each by its name where it has one.
pub(super) fn others(system: &System, raci: &Raci) -> Vec<String> {
    let named = raci.others.iter().map(|other| {
        let mut parties = system.third_parties.iter();
        let declared = parties.find(|(key, _)| *key == other.key);
        let name = declared.and_then(|(_, name)| name.as_deref());
        let note = if other.known { "" } else { " (not declared)" };
        let name = name.unwrap_or(&other.key);
        format!("{name}{note}: {}", held(other.roles))
    });
    named.collect()
}

/// What a row declares, where that is no RACI.
pub(super) fn declared(row: &RowView<'_>) -> Option<String> {
    match &row.row.declared {
        Declared::Raci(_) => None,
        Declared::Missing => Some("not declared".to_owned()),
        Declared::Broken => Some(UNREAD.to_owned()),
        Declared::NotApplicable(Some(reason)) => Some(format!("not applicable: {reason}")),
        Declared::NotApplicable(None) => {
            Some("not applicable (the reason cannot be read)".to_owned())
        }
    }
}

/// Why an owner cannot be reached; nothing where it can.
pub(super) fn unreachable(owner: &Owner) -> Option<&'static str> {
    (!owner.known).then_some("not in contacts")
}

/// Where a piece of evidence stands, for people.
pub(super) fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Link => "link (not checked)",
        Standing::BrokenLink => "link not valid",
        Standing::Path(presence) => match presence {
            Presence::Found => "found",
            Presence::Missing => "not found",
            Presence::Outside => "outside the repository",
            Presence::Void(_) => "not evidence",
            Presence::NotChecked => "not checked: in a submodule that is not checked out",
        },
    }
}

/// `open`, `waived until 2027-01-31`, `baselined on 2026-11-23 by Jo Citizen`.
pub(super) fn status(finding: &Finding) -> String {
    match &finding.status {
        Status::Waived(waiver) => format!("waived until {}", waiver.expires),
        Status::Baselined(since) => format!("baselined {since}"),
        Status::Open => finding.status.as_str().to_owned(),
    }
}

/// What became of a rule.
pub(super) fn ran(view: &RuleView<'_>) -> String {
    let ran = match view.ran {
        Ran::Off => "switched off in the configuration".to_owned(),
        Ran::Idle => "did not apply".to_owned(),
        Ran::Raised(0) => "reported nothing".to_owned(),
        Ran::Raised(1) => "1 finding".to_owned(),
        Ran::Raised(count) => counted(count, "finding"),
    };
    if view.off_in.is_empty() {
        return ran;
    }
    let roots: Vec<String> = view.off_in.iter().map(ToString::to_string).collect();
    format!(
        "{ran}; switched off in the configuration of {}",
        list(&roots, "and")
    )
}

/// The limits that rules measured by in a root.
pub(super) fn limits(root: &Root) -> String {
    let policy = &root.policy;
    format!(
        "review every {}; waivers for up to {}, with notice {} before the end",
        days(policy.max_age_days),
        days(policy.waiver_max_days),
        days(policy.waiver_notice_days)
    )
}

/// The facts of a system in a few lines: what, and the value.
pub(super) fn facts(view: &SystemView<'_>) -> Vec<(&'static str, String)> {
    let system = view.system;
    let text = |text: &Option<String>| text.clone().unwrap_or_else(|| NOTHING.to_owned());
    let date = |date: Option<jiff::civil::Date>| {
        date.map_or_else(|| NOTHING.to_owned(), |date| date.to_string())
    };
    let crisp = match (&system.signed_by, system.signed_on) {
        (None, None) => "not signed".to_owned(),
        (by, on) => format!("signed by {} on {}", text(by), date(on)),
    };
    let matrix = match (&system.reference, &system.judge) {
        (Some(written), Some(judge)) if written == judge => judge.clone(),
        (written, Some(judge)) => format!("{}, checked against {judge}", text(written)),
        (written, None) => format!(
            "{}, which is unknown, so the features were not checked",
            text(written)
        ),
    };
    let third = system.third_parties.iter().map(|(key, name)| match name {
        Some(name) => format!("{name} ({key})"),
        None => key.clone(),
    });
    let third: Vec<String> = third.collect();
    let mut facts = vec![
        ("Classification", text(&system.classification)),
        ("Reviewed", date(system.reviewed)),
        ("CRISP", crisp),
        ("Matrix", matrix),
        ("Provider", text(&system.provider)),
        ("Customer", text(&system.customer)),
    ];
    if !third.is_empty() {
        facts.push(("Third parties", third.join("; ")));
    }
    let path = &view.file.path.relative;
    facts.push(("File", place(path, Some(view.document))));
    facts.push(("SHA-256", text(&view.file.sha256)));
    facts
}
