//! What was checked and found right: positive evidence, counted from the facts and not from the
//! absence of findings wherever there are facts to count.

use std::collections::BTreeMap;

use super::provenance::Root;
use super::waivers::Standing;
use crate::check::facts::{Declared, Raci, Row, System, Waiver};
use crate::finding::{Finding, Rule};
use crate::model::evidence::Presence;
use crate::model::place;
use crate::model::raci::{Party, Role, Roles};
use crate::rules::evidence_not_found::Standing as Piece;
use crate::rules::{
    crisp_not_signed, customer_disowns, customer_overclaims, date_in_future, duplicate_key,
    duplicate_system, evidence_not_found, expired_waiver, expiring_waiver, invalid_value,
    long_waiver, matrix_version, misplaced_responsible, missing_evidence, missing_feature,
    missing_field, missing_owner, multiple_accountable, no_accountable, no_responsible,
    not_applicable_refused, placeholder, provider_as_third_party, review_overdue, role_differs,
    same_party, third_party_accountable, unknown_contact, unknown_field, unknown_provider,
    unused_waiver, unwaivable_rule, wrong_type,
};
use crate::text::{counted, days};

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
    pub rules: &'static [&'static Rule],
    /// The clauses behind it.
    pub clauses: &'static str,
}

impl Check {
    /// Whether it is right everywhere.
    pub fn holds(&self) -> bool {
        self.good == self.of
    }

    /// The codes of the rules behind it: `CRISP004, CRISP101–104`.
    pub fn codes(&self) -> String {
        let runs = self
            .rules
            .chunk_by(|one, next| number(one) + 1 == number(next));
        let codes = runs.flat_map(|run| match run {
            [first, _, .., last] => {
                let end = last.code.trim_start_matches("CRISP");
                vec![format!("{}–{end}", first.code)]
            }
            few => few.iter().map(|rule| rule.code.to_owned()).collect(),
        });
        codes.collect::<Vec<_>>().join(", ")
    }
}

/// The number in a rule's code.
fn number(rule: &Rule) -> u32 {
    let digits = rule.code.trim_start_matches("CRISP");
    digits.parse().unwrap_or_default()
}

/// What is asked, the rules that ask it, and the clauses behind it.
type About = (&'static str, &'static [&'static Rule], &'static str);

/// The clause of a question about a row.
const ROW: &str = "see the clauses of each feature";

const FEATURES: (&str, &str) = ("feature", "features");
const OWED: (&str, &str) = (
    "feature for which the customer is accountable",
    "features for which the customer is accountable",
);

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
    (topic, rules, clauses): About,
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
fn single(checks: &mut Vec<Check>, (topic, rules, clauses): About, detail: Option<String>) {
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
    let about: About = const {
        (
            "every feature of the matrix is declared",
            &[&missing_feature::RULE],
            "ISM-1569",
        )
    };
    count(out, about, FEATURES, declared);
    let judged = || system.rows.iter().filter_map(raci);
    let about: About = const {
        (
            "exactly one party is accountable",
            &[&no_accountable::RULE, &multiple_accountable::RULE],
            ROW,
        )
    };
    count(
        out,
        about,
        FEATURES,
        judged().map(|raci| raci.one_accountable),
    );
    let about: About = const {
        (
            "the accountable party matches the matrix",
            &[
                &customer_disowns::RULE,
                &customer_overclaims::RULE,
                &third_party_accountable::RULE,
            ],
            ROW,
        )
    };
    count(out, about, FEATURES, judged().map(|raci| raci.agreed));
    let about: About = const {
        (
            "a responsible party is named, on the side given by the matrix",
            &[&no_responsible::RULE, &misplaced_responsible::RULE],
            ROW,
        )
    };
    count(out, about, FEATURES, judged().map(|raci| raci.placed));
    let about: About = const {
        (
            "the consulted and informed parties match the matrix",
            &[&role_differs::RULE],
            ROW,
        )
    };
    count(out, about, FEATURES, judged().map(|raci| raci.as_published));
    let excluded = published().filter_map(|row| match &row.declared {
        Declared::NotApplicable(reason) => {
            let published = row.published.as_ref();
            let customer = published.is_some_and(|row| row.accountable == Party::Customer);
            Some(customer && reason.is_some())
        }
        _ => None,
    });
    let about: About = const {
        (
            "each feature that is not applicable has a reason, and the customer is accountable for it",
            &[&not_applicable_refused::RULE],
            ROW,
        )
    };
    count(out, about, FEATURES, excluded);
    let acting = judged().filter(|raci| raci.others.iter().any(|other| other.known));
    // What could not be read, or is no known party, may be the one that is accountable.
    let third = acting.map(|raci| {
        raci.others.iter().all(|other| {
            let harmless = |roles: Roles| !roles.has(Role::Accountable);
            other.known && other.roles.is_some_and(harmless)
        })
    });
    let about: About = const {
        (
            "no third party is accountable",
            &[&third_party_accountable::RULE],
            "CRISP 7.4, 7.5",
        )
    };
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
    let about: About = const {
        (
            "an owner is given, with a name and an email address",
            &[&missing_owner::RULE, &unknown_contact::RULE],
            "CRISP 3.1, 9.3",
        )
    };
    count(out, about, OWED, named);
    let shown = owed().map(|row| !row.evidence.is_empty());
    let about: About = const { ("evidence is given", &[&missing_evidence::RULE], ROW) };
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
    let about: About = const {
        (
            "evidence is found in the repository",
            &[&evidence_not_found::RULE],
            ROW,
        )
    };
    let before = out.len();
    count(out, about, ("path", "paths"), found);
    if let Some(check) = out.get_mut(before)
        && links > 0
    {
        let more = format!("; {} not checked", counted(links, "link"));
        check.detail.push_str(&more);
    }
}

fn document(system: &System, Root { policy, .. }: &Root, out: &mut Vec<Check>) {
    let reviewed = system.reviewed.and_then(|day| {
        let age = -policy.days_until(day);
        let timely = (-1..=policy.max_age_days).contains(&age);
        let limit = policy.max_age_days;
        timely.then(|| format!("on {day}, {} (limit: {limit} days)", days_ago(age)))
    });
    let about: About = const {
        (
            "the manifest was reviewed in time",
            &[&review_overdue::RULE, &date_in_future::RULE],
            "CRISP 2.4, 3.8, 11.7",
        )
    };
    single(out, about, reviewed);
    let signed = system.signed_by.as_ref().zip(system.signed_on);
    let signed = signed.filter(|(_, day)| policy.days_until(*day) <= 1);
    let about: About = const {
        (
            "the CRISP is signed",
            &[&date_in_future::RULE, &crisp_not_signed::RULE],
            "the provider’s CRISP page",
        )
    };
    single(
        out,
        about,
        signed.map(|(by, day)| format!("by {by} on {day}")),
    );
    let provider = system.provider.clone().filter(|_| system.provider_known);
    if system.judge.is_some() {
        let about: About = const {
            (
                "the provider matches the matrix",
                &[&unknown_provider::RULE],
                "",
            )
        };
        single(out, about, provider);
        let version = system.reference.clone();
        if version.as_ref().is_some_and(|one| one.contains('@')) {
            let about: About = const {
                (
                    "the manifest names the loaded version of the matrix",
                    &[&matrix_version::RULE],
                    "",
                )
            };
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
    for (topic, rules) in SILENT.into_iter().chain(named.then_some(DIFFERENT)) {
        if !rules.iter().any(|rule| root.is_off(rule.code)) {
            let silent = !findings.iter().any(|one| rules.contains(&one.rule));
            single(out, (topic, rules, ""), silent.then(String::new));
        }
    }
}

/// A question that only the silence of rules can answer: what is right, and the rules.
type Silence = (&'static str, &'static [&'static Rule]);

/// What the silence of rules answers about every document.
const SILENT: [Silence; 2] = [
    (
        "the document matches its schema and has no duplicate keys",
        &[
            &duplicate_key::RULE,
            &missing_field::RULE,
            &unknown_field::RULE,
            &wrong_type::RULE,
            &invalid_value::RULE,
        ],
    ),
    ("no placeholders are left", &[&placeholder::RULE]),
];

/// The same about the names of the parties.
const DIFFERENT: Silence = (
    "provider, customer and third parties are different organisations",
    &[&same_party::RULE, &provider_as_third_party::RULE],
);

/// How many documents of a root declare each system under each matrix.
pub type Identities<'a> = BTreeMap<(&'a str, &'a str), usize>;

/// The question that needs all documents of a root. The finding stands at the later ones only, so it is answered
/// from `declared`; not asked where the name or the matrix cannot be read.
pub fn across(system: &System, declared: &Identities<'_>, root: &Root, out: &mut Vec<Check>) {
    let name = system
        .identity()
        .filter(|_| !root.is_off(duplicate_system::RULE.code));
    if let Some(name) = name {
        let about: About = const {
            (
                "no other document declares the same system under its matrix",
                &[&duplicate_system::RULE],
                "",
            )
        };
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
    let about: About = const {
        (
            "every waiver is in force and covers a finding",
            &[
                &expired_waiver::RULE,
                &unused_waiver::RULE,
                &unwaivable_rule::RULE,
            ],
            "",
        )
    };
    count(out, about, ("waiver", "waivers"), standings.chain(broken));
    // Nor is a list of them with one.
    let faulty = findings.iter().any(|finding| {
        let pointer = finding.pointer.as_deref();
        let part = pointer.and_then(place::part);
        part.is_some_and(|part| part == "waivers")
    });
    if system.waivers.is_empty() && !faulty {
        let about: About = const {
            (
                "the manifest has no waivers",
                &[
                    &expired_waiver::RULE,
                    &long_waiver::RULE,
                    &unused_waiver::RULE,
                    &unwaivable_rule::RULE,
                    &expiring_waiver::RULE,
                ],
                "",
            )
        };
        single(out, about, Some(String::new()));
    }
}

/// `54 days ago`, `today`, `tomorrow`.
fn days_ago(age: i32) -> String {
    match age {
        ..0 => "tomorrow (UTC)".to_owned(),
        0 => "today".to_owned(),
        age => format!("{} ago", days(age)),
    }
}
