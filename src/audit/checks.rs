//! What was checked and found right: positive evidence, counted from the facts and not from the
//! absence of findings wherever there are facts to count.

use std::collections::BTreeMap;

use super::provenance::Root;
use super::waivers::Standing;
use crate::check::facts::{Declared, Raci, Row, System, Waiver};
use crate::finding::Finding;
use crate::model::evidence::Presence;
use crate::model::raci::{Party, Role, Roles};
use crate::rules::evidence_not_found::Standing as Piece;
use crate::text::days;
use crate::yaml::pointer_steps;

/// One question that a system was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// What is right, as one clause.
    pub topic: &'static str,
    /// The count, or the dates, in words.
    pub detail: String,
    /// How often it is right.
    pub good: usize,
    /// How often it was asked.
    pub of: usize,
    /// The rules that ask the same.
    pub rules: &'static str,
    /// The clauses behind it.
    pub clauses: &'static str,
}

impl Check {
    /// Whether it is right everywhere.
    pub fn holds(&self) -> bool {
        self.good == self.of
    }
}

/// The clause of a question about a row.
const ROW: &str = "as cited in each row";

const FEATURES: (&str, &str) = ("feature", "features");
const OWED: (&str, &str) = ("feature of the customer", "features of the customer");

/// All questions that could be asked of one document of a root. `findings` are those of the document.
pub fn checks(
    system: &System,
    findings: &[&Finding],
    waivers: &[(&Waiver, Standing)],
    root: &Root,
) -> Vec<Check> {
    let mut checks = Vec::new();
    rows(system, &mut checks);
    assurance(system, &mut checks);
    document(system, root, &mut checks);
    exceptions(system, findings, waivers, &mut checks);
    silence(system, findings, root, &mut checks);
    checks
}

/// A question about several things; not asked where there are none.
fn count(
    checks: &mut Vec<Check>,
    (topic, rules, clauses): (&'static str, &'static str, &'static str),
    (one, many): (&str, &str),
    answers: impl Iterator<Item = bool>,
) {
    let (mut good, mut of) = (0, 0);
    for answer in answers {
        good += usize::from(answer);
        of += 1;
    }
    if of > 0 {
        let noun = if of == 1 { one } else { many };
        checks.push(Check {
            topic,
            detail: format!("{good} of {of} {noun}"),
            good,
            of,
            rules,
            clauses,
        });
    }
}

/// A question with one answer; a wrong one is left to the findings.
fn single(
    checks: &mut Vec<Check>,
    (topic, rules, clauses): (&'static str, &'static str, &'static str),
    detail: Option<String>,
) {
    checks.push(Check {
        topic,
        good: usize::from(detail.is_some()),
        detail: detail.unwrap_or_default(),
        of: 1,
        rules,
        clauses,
    });
}

fn raci(row: &Row) -> Option<&Raci> {
    match &row.declared {
        Declared::Raci(raci) if row.published.is_some() => Some(raci),
        _ => None,
    }
}

fn rows(system: &System, out: &mut Vec<Check>) {
    let published = || system.rows.iter().filter(|row| row.published.is_some());
    let declared = published().map(|row| !matches!(row.declared, Declared::Missing));
    let about = (
        "every feature of the matrix is declared",
        "CRISP304",
        "ISM-1569",
    );
    count(out, about, FEATURES, declared);
    let judged = || system.rows.iter().filter_map(raci);
    let about = (
        "exactly one party is accountable",
        "CRISP201, CRISP202",
        ROW,
    );
    count(
        out,
        about,
        FEATURES,
        judged().map(|raci| raci.one_accountable),
    );
    let about = (
        "the accountable party is the one that the matrix has",
        "CRISP305, CRISP307, CRISP308",
        ROW,
    );
    count(out, about, FEATURES, judged().map(|raci| raci.agreed));
    let about = (
        "the work is done by somebody, on the side that the matrix has",
        "CRISP203, CRISP306",
        ROW,
    );
    count(out, about, FEATURES, judged().map(|raci| raci.placed));
    let about = (
        "who is consulted and informed is as published",
        "CRISP309",
        ROW,
    );
    count(out, about, FEATURES, judged().map(|raci| raci.as_published));
    let excluded = published().filter_map(|row| match &row.declared {
        Declared::NotApplicable(reason) => {
            let published = row.published.as_ref();
            let customer = published.is_some_and(|row| row.accountable == Party::Customer);
            Some(customer && reason.is_some())
        }
        _ => None,
    });
    let about = (
        "what does not apply has a reason, and is not the provider’s",
        "CRISP310",
        ROW,
    );
    count(out, about, FEATURES, excluded);
    let acting = judged().filter(|raci| raci.others.iter().any(|other| other.known));
    // What could not be read, or is no known party, may be the one that is accountable.
    let third = acting.map(|raci| {
        raci.others.iter().all(|other| {
            let harmless = |roles: Roles| !roles.has(Role::Accountable);
            other.known && other.roles.is_some_and(harmless)
        })
    });
    let about = (
        "third parties act for the customer, and none is accountable",
        "CRISP308",
        "CRISP 7.4, 7.5",
    );
    count(out, about, FEATURES, third);
}

fn assurance(system: &System, out: &mut Vec<Check>) {
    let owed = || {
        let rows = system.rows.iter();
        rows.filter(|row| raci(row).is_some_and(|raci| raci.owed))
    };
    let named = owed().map(|row| {
        let owner = row.owner.as_ref();
        owner.is_some_and(|owner| owner.known && owner.name.is_some() && owner.email.is_some())
    });
    let about = (
        "an owner is named, with a name and an address",
        "CRISP401, CRISP402",
        "CRISP 3.1, 9.3",
    );
    count(out, about, OWED, named);
    let shown = owed().map(|row| !row.evidence.is_empty());
    let about = ("evidence is shown", "CRISP406", ROW);
    count(out, about, OWED, shown);
    let applicable = system.rows.iter().filter(|row| raci(row).is_some());
    let pieces: Vec<_> = applicable
        .flat_map(|row| row.evidence.iter().map(|(_, standing)| *standing))
        .collect();
    let links = pieces.iter().filter(|piece| **piece == Piece::Link).count();
    let asked = pieces.iter().filter(|piece| match piece {
        Piece::Link | Piece::Path(Presence::NotChecked) => false,
        Piece::BrokenLink | Piece::Path(_) => true,
    });
    let found = asked.map(|piece| *piece == Piece::Path(Presence::Found));
    let about = ("evidence is found in the repository", "CRISP407", ROW);
    let before = out.len();
    count(out, about, ("path", "paths"), found);
    if let Some(check) = out.get_mut(before)
        && links > 0
    {
        let noun = if links == 1 { "link" } else { "links" };
        let more = format!("; {links} {noun} not followed");
        check.detail.push_str(&more);
    }
}

fn document(system: &System, Root { policy, .. }: &Root, out: &mut Vec<Check>) {
    let reviewed = system.reviewed.and_then(|day| {
        let age = -policy.days_until(day);
        let timely = (-1..=policy.max_age_days).contains(&age);
        let limit = policy.max_age_days;
        timely.then(|| format!("on {day}, {}, at most {limit}", days_ago(age)))
    });
    let about = (
        "the manifest was reviewed in time",
        "CRISP404, CRISP405",
        "CRISP 2.4, 3.8, 11.7",
    );
    single(out, about, reviewed);
    let signed = system.signed_by.as_ref().zip(system.signed_on);
    let signed = signed.filter(|(_, day)| policy.days_until(*day) <= 1);
    let about = (
        "the CRISP is accepted",
        "CRISP405, CRISP408",
        "the provider’s CRISP page",
    );
    single(
        out,
        about,
        signed.map(|(by, day)| format!("by {by} on {day}")),
    );
    let provider = system.provider.clone().filter(|_| system.provider_known);
    if system.judge.is_some() {
        let about = ("the provider is that of the matrix", "CRISP311", "");
        single(out, about, provider);
        let version = system.reference.clone();
        if version.as_ref().is_some_and(|one| one.contains('@')) {
            let about = (
                "it was written against the version of the matrix that judges",
                "CRISP302",
                "",
            );
            single(
                out,
                about,
                version.filter(|one| system.judge.as_ref() == Some(one)),
            );
        }
    }
}

fn silence(system: &System, findings: &[&Finding], root: &Root, out: &mut Vec<Check>) {
    // Names that cannot be read, or compared, are not known to be different.
    let named = system.provider_known && system.customer.is_some();
    for (topic, rules, codes) in SILENT.into_iter().chain(named.then_some(DIFFERENT)) {
        if !codes.iter().any(|code| root.is_off(code)) {
            let silent = !findings.iter().any(|one| codes.contains(&one.rule.code));
            single(out, (topic, rules, ""), silent.then(String::new));
        }
    }
}

/// Questions that only the silence of rules can answer: what is right, the rules in words, and their
/// codes.
const SILENT: [(&str, &str, &[&str]); 2] = [
    (
        "the document fits its schema, and no key stands twice",
        "CRISP004, CRISP101–104",
        &["CRISP004", "CRISP101", "CRISP102", "CRISP103", "CRISP104"],
    ),
    (
        "nothing is left as a placeholder",
        "CRISP403",
        &["CRISP403"],
    ),
];

/// The same about the names of the parties.
const DIFFERENT: (&str, &str, &[&str]) = (
    "provider, customer and third parties are different organisations",
    "CRISP313, CRISP314",
    &["CRISP313", "CRISP314"],
);

/// How many documents of a root declare each system under each matrix.
pub type Identities<'a> = BTreeMap<(&'a str, &'a str), usize>;

/// The question that needs all documents of a root. The finding stands at the later ones only, so it is answered
/// from `declared`; not asked where the name or the matrix cannot be read.
pub fn across(system: &System, declared: &Identities<'_>, root: &Root, out: &mut Vec<Check>) {
    let name = system.identity().filter(|_| !root.is_off("CRISP601"));
    if let Some(name) = name {
        let about = (
            "no other document declares the same system under its matrix",
            "CRISP601",
            "",
        );
        let alone = declared.get(&name) == Some(&1);
        single(out, about, alone.then(String::new));
    }
}

fn exceptions(
    system: &System,
    findings: &[&Finding],
    waivers: &[(&Waiver, Standing)],
    out: &mut Vec<Check>,
) {
    let standings = waivers.iter();
    let standings = standings.map(|(_, standing)| matches!(standing, Standing::Holds(_)));
    // A waiver with a fault of shape is no waiver, but it is not nothing either.
    let broken = std::iter::repeat_n(false, system.faulty_waivers);
    let about = (
        "every waiver is in force and covers something",
        "CRISP501, CRISP503, CRISP504",
        "",
    );
    count(out, about, ("waiver", "waivers"), standings.chain(broken));
    // Nor is a list of them with one.
    let faulty = findings.iter().any(|finding| {
        let pointer = finding.pointer.as_deref();
        let part = pointer.and_then(|pointer| pointer_steps(pointer).next());
        part.is_some_and(|part| part == "waivers")
    });
    if system.waivers.is_empty() && !faulty {
        let about = ("it claims no waiver", "CRISP501–505", "");
        single(out, about, Some(String::new()));
    }
}

/// `54 days ago`, `today`, `tomorrow`.
fn days_ago(age: i32) -> String {
    match age {
        ..0 => "tomorrow in UTC".to_owned(),
        0 => "today".to_owned(),
        age => format!("{} ago", days(age)),
    }
}
