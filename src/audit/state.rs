//! The state of one feature of one system: one word, which every format shows.

use crate::check::facts::{Declared, Row};
use crate::finding::{Finding, Severity, Status};
use crate::model::raci::Party;

/// How a feature of a system stands, worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// An error or a warning about it is open, or nothing says who owns it.
    Open,
    /// It could not be compared with a matrix.
    Unjudged,
    /// What is wrong with it stood when the gate was switched on.
    Baselined,
    /// What is wrong with it is waived.
    Waived,
    /// It does not apply to the system.
    NotApplicable,
    /// The provider answers for it, and nothing is wrong.
    Provider,
    /// The customer answers for it, and nothing is wrong.
    Owned,
}

impl State {
    /// All states, in the order of a legend.
    pub const ALL: [Self; 7] = [
        Self::Owned,
        Self::Provider,
        Self::NotApplicable,
        Self::Waived,
        Self::Baselined,
        Self::Open,
        Self::Unjudged,
    ];

    /// The words for people.
    pub fn words(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Unjudged => "not checked",
            Self::Baselined => "baselined",
            Self::Waived => "waived",
            Self::NotApplicable => "not applicable",
            Self::Provider => "provider",
            Self::Owned => "customer",
        }
    }

    /// The word for machines.
    pub fn key(self) -> &'static str {
        match self {
            Self::Unjudged => "notJudged",
            Self::NotApplicable => "notApplicable",
            Self::Owned => "owned",
            other => other.words(),
        }
    }

    /// One sign, so that no state is told by its colour alone.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Open => "!",
            Self::Unjudged => "?",
            Self::Baselined => "B",
            Self::Waived => "W",
            Self::NotApplicable => "–",
            Self::Provider => "P",
            Self::Owned => "✓",
        }
    }

    /// What it means, as one clause.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Open => {
                "there is an open error or warning for the feature, or the feature is missing in the manifest"
            }
            Self::Unjudged => {
                "the feature could not be read, or there is no matrix to compare it with"
            }
            Self::Baselined => "all findings for the feature are in the baseline",
            Self::Waived => {
                "all findings for the feature are covered by an approved waiver with an end date"
            }
            Self::NotApplicable => "the manifest gives a reason why the feature does not apply",
            Self::Provider => "the provider is accountable, as in the matrix",
            Self::Owned => "the customer is accountable, as in the matrix",
        }
    }
}

/// The state of a feature. `findings` are those about it, of any status.
pub fn state(row: &Row, findings: &[&Finding]) -> State {
    let covered = |finding: &&&Finding| !finding.is_open();
    let counts = |finding: &&Finding| finding.is_open_from(Severity::Warning);
    if findings.iter().any(counts) {
        return State::Open;
    }
    let mut covered = findings.iter().filter(covered).peekable();
    if covered.peek().is_some() {
        // Nobody has approved what a baseline holds, so one such finding outweighs waivers.
        return if covered.any(|finding| matches!(finding.status, Status::Baselined(_))) {
            State::Baselined
        } else {
            State::Waived
        };
    }
    match (&row.declared, &row.published) {
        (Declared::Missing | Declared::Broken, _) => State::Open,
        (_, None) => State::Unjudged,
        (Declared::NotApplicable(_), _) => State::NotApplicable,
        // A fault elsewhere, such as in the list of parties, keeps the row from being judged.
        (Declared::Raci(raci), _) if !raci.agreed => State::Unjudged,
        (_, Some(published)) if published.accountable == Party::Provider => State::Provider,
        _ => State::Owned,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use jiff::civil::date;

    use super::*;
    use crate::check::facts::{Published, Raci};
    use crate::finding::{Baselined, Fault, Placer, Waived};
    use crate::model::raci::Roles;
    use crate::rules::{expiring_waiver, missing_evidence, missing_owner};
    use crate::text::{FilePath, Source, Span};

    fn row(accountable: Party, declared: Declared) -> Row {
        Row {
            id: "databases".to_owned(),
            published: Some(Published {
                title: "Databases".to_owned(),
                provider: Roles::default(),
                customer: Roles::default(),
                clauses: Vec::new(),
                accountable,
            }),
            declared,
            owner: None,
            evidence: Vec::new(),
        }
    }

    fn raci(agreed: bool) -> Declared {
        Declared::Raci(Raci {
            provider: Some(Roles::default()),
            customer: Some(Roles::default()),
            others: Vec::new(),
            one_accountable: agreed,
            agreed,
            placed: agreed,
            as_published: agreed,
            owed: agreed,
        })
    }

    fn finding(rule: &'static crate::finding::Rule, status: Status) -> Finding {
        let path = FilePath {
            relative: "a".to_owned(),
            in_root: None,
            shown: "a".to_owned(),
        };
        let source = Source::from_bytes(Vec::new());
        let placer = Placer {
            path: &Arc::new(path),
            source: &source,
            document: None,
            index: Some(0),
            system: None,
            matrix: None,
        };
        let mut finding = placer.finding(Fault::new(rule, Span::ZERO, "x"), &|_| None);
        finding.status = status;
        finding
    }

    fn baselined() -> Status {
        Status::Baselined(Arc::new(Baselined {
            on: date(2026, 11, 1),
            by: None,
        }))
    }

    fn waived() -> Status {
        Status::Waived(Arc::new(Waived {
            rule: "CRISP401",
            feature: None,
            reason: String::new(),
            approved_by: String::new(),
            expires: String::new(),
        }))
    }

    #[test]
    fn without_findings_the_declaration_decides() {
        for (row, expected) in [
            (row(Party::Customer, raci(true)), State::Owned),
            (row(Party::Provider, raci(true)), State::Provider),
            (row(Party::Customer, raci(false)), State::Unjudged),
            (row(Party::Customer, Declared::Missing), State::Open),
            (row(Party::Provider, Declared::Broken), State::Open),
            (
                row(Party::Customer, Declared::NotApplicable(None)),
                State::NotApplicable,
            ),
        ] {
            assert_eq!(state(&row, &[]), expected, "{row:?}");
        }
        let mut unknown = row(Party::Customer, raci(true));
        unknown.published = None;
        assert_eq!(state(&unknown, &[]), State::Unjudged);
    }

    #[test]
    fn the_worst_finding_decides() {
        let error = || finding(&missing_owner::RULE, Status::Open);
        let warning = || finding(&missing_evidence::RULE, Status::Open);
        let info = || finding(&expiring_waiver::RULE, Status::Open);
        let waived = || finding(&missing_owner::RULE, waived());
        let old = || finding(&missing_owner::RULE, baselined());
        for (findings, expected) in [
            (vec![error()], State::Open),
            (vec![warning(), waived()], State::Open),
            (vec![info()], State::Owned),
            (vec![info(), waived()], State::Waived),
            (vec![waived(), old()], State::Baselined),
            (vec![old()], State::Baselined),
        ] {
            let borrowed: Vec<&Finding> = findings.iter().collect();
            let row = row(Party::Customer, raci(true));
            assert_eq!(state(&row, &borrowed), expected);
        }
        let missing = row(Party::Customer, Declared::Missing);
        assert_eq!(state(&missing, &[&waived()]), State::Waived);
    }
}
