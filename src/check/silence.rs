//! One fault, one finding: what has nothing more to say beside another finding is silent, but only
//! while that other counts.
//!
//! A finding counts that no waiver covers and no configuration switches off, and it outweighs what
//! weighs no more than it does. An accepted one counts like an open one. Where a finding can be neither
//! switched off nor waived, the rules themselves ask (`rules/row.rs`, and whatever a value with a fault
//! of shape leaves unknown); everything else stands in [`SENTENCES`].

use std::collections::{BTreeMap, HashMap};

use crate::check::waiver::Holding;
use crate::finding::{Fault, Rule, Severity};
use crate::model::place;
use crate::rules::{
    date_in_future, duplicate_system, evidence_not_found, expired_waiver, expiring_waiver,
    invalid_value, long_waiver, misplaced_responsible, missing_evidence, missing_feature,
    missing_owner, no_responsible, placeholder, provider_as_third_party, redundant_role,
    review_overdue, role_differs, same_party, unknown_contact, unknown_feature, unknown_provider,
    unused_waiver, wrong_type,
};

/// A sentence of the order of precedence: beside a finding of one of these rules, the others are silent.
struct Sentence {
    loud: &'static [&'static Rule],
    at: At,
    silent: &'static [&'static Rule],
}

/// Where the two findings have to stand.
#[derive(Clone, Copy)]
enum At {
    /// At the same value.
    Value,
    /// On the same feature.
    Feature,
    /// In the same waiver.
    Waiver,
    /// The loud one at the place that the silent one names.
    Named,
}

/// In their order: what is silenced by one silences nothing in those behind it.
static SENTENCES: [Sentence; 7] = [
    // A value that is still to come answers to no other rule.
    Sentence {
        loud: &[&placeholder::RULE],
        at: At::Value,
        silent: &[
            &wrong_type::RULE,
            &invalid_value::RULE,
            &unknown_provider::RULE,
            &same_party::RULE,
            &provider_as_third_party::RULE,
            &unknown_contact::RULE,
            &review_overdue::RULE,
            &date_in_future::RULE,
            &evidence_not_found::RULE,
            &expired_waiver::RULE,
            &long_waiver::RULE,
            &expiring_waiver::RULE,
            &duplicate_system::RULE,
        ],
    },
    // A waiver that holds nothing is neither unused nor too long, and does not end.
    Sentence {
        loud: &[&placeholder::RULE, &unknown_feature::RULE],
        at: At::Waiver,
        silent: &[
            &unused_waiver::RULE,
            &long_waiver::RULE,
            &expiring_waiver::RULE,
        ],
    },
    // Whether the customer is the provider is asked once the provider has a name.
    Sentence {
        loud: &[&placeholder::RULE, &unknown_provider::RULE],
        at: At::Named,
        silent: &[&same_party::RULE],
    },
    // A feature that a misspelt one suggests is not missing.
    Sentence {
        loud: &[&unknown_feature::RULE],
        at: At::Named,
        silent: &[&missing_feature::RULE],
    },
    // A row whose work is not where it belongs is repaired first.
    Sentence {
        loud: &[&no_responsible::RULE, &misplaced_responsible::RULE],
        at: At::Feature,
        silent: &[&role_differs::RULE],
    },
    Sentence {
        loud: &[&misplaced_responsible::RULE],
        at: At::Feature,
        silent: &[&missing_owner::RULE, &missing_evidence::RULE],
    },
    // A letter that says nothing is named once.
    Sentence {
        loud: &[&redundant_role::RULE],
        at: At::Named,
        silent: &[&role_differs::RULE],
    },
];

/// What the faults of a document weigh, and which of them count.
pub(super) struct Weights<'a> {
    levels: &'a BTreeMap<&'static str, Option<Severity>>,
    waivers: &'a [Holding],
    canonical: &'a dyn Fn(&str) -> Option<&'a str>,
}

impl<'a> Weights<'a> {
    /// By the levels of the configuration and the waivers that hold in the document. `canonical` maps a
    /// feature's key to its id.
    pub(super) fn new(
        levels: &'a BTreeMap<&'static str, Option<Severity>>,
        waivers: &'a [Holding],
        canonical: &'a dyn Fn(&str) -> Option<&'a str>,
    ) -> Self {
        Self {
            levels,
            waivers,
            canonical,
        }
    }

    /// Nothing where the rule is off.
    fn of(&self, rule: &Rule) -> Option<Severity> {
        let level = self.levels.get(rule.code).copied();
        level.unwrap_or(Some(rule.severity))
    }

    /// The weight of a fault that counts.
    fn counting(&self, fault: &Fault) -> Option<Severity> {
        let weight = self.of(fault.rule)?;
        let feature = self.feature(fault);
        let mut waivers = self.waivers.iter();
        let covered = waivers.any(|waiver| waiver.covers(fault.rule, feature.as_deref()));
        (!covered).then_some(weight)
    }

    /// The id of the feature that a fault is about.
    fn feature(&self, fault: &Fault) -> Option<String> {
        let from_pointer = || {
            let key = place::feature(fault.about()?)?;
            let id = (self.canonical)(&key).unwrap_or(&key);
            Some(id.to_owned())
        };
        fault.feature.clone().or_else(from_pointer)
    }

    /// What two faults have in common that stand where a sentence asks.
    fn place(&self, fault: &Fault, at: At, is_loud: bool) -> Option<String> {
        match at {
            At::Named if !is_loud => fault.beside.clone(),
            At::Value | At::Named => fault.about().map(str::to_owned),
            At::Feature => self.feature(fault),
            At::Waiver => {
                let number = place::waiver(fault.about()?)?;
                Some(number.into_owned())
            }
        }
    }
}

/// Drops the faults of a document that have nothing more to say beside the others.
pub(super) fn settle(faults: &mut Vec<Fault>, weights: &Weights<'_>) {
    if faults.is_empty() {
        return; // as for most documents
    }
    for sentence in &SENTENCES {
        let loud = sentence.loud(faults, weights);
        if !loud.is_empty() {
            faults.retain(|fault| !sentence.silences(fault, &loud, weights));
        }
    }
}

/// Whether a fault that is found later would be silent beside those that a document has.
pub(super) fn is_silent(later: &Fault, faults: &[Fault], weights: &Weights<'_>) -> bool {
    SENTENCES.iter().any(|sentence| {
        let loud = sentence.loud(faults, weights);
        sentence.silences(later, &loud, weights)
    })
}

impl Sentence {
    /// Where its loud rules have found what counts, and how much that weighs.
    fn loud(&self, faults: &[Fault], weights: &Weights<'_>) -> HashMap<String, Severity> {
        let mut loud = HashMap::new();
        for fault in faults
            .iter()
            .filter(|fault| self.loud.contains(&fault.rule))
        {
            let place = weights.place(fault, self.at, true);
            if let Some((place, weight)) = place.zip(weights.counting(fault)) {
                let most = loud.entry(place).or_insert(weight);
                *most = weight.max(*most);
            }
        }
        loud
    }

    /// Whether it silences a fault beside what is loud.
    fn silences(
        &self,
        fault: &Fault,
        loud: &HashMap<String, Severity>,
        weights: &Weights<'_>,
    ) -> bool {
        if !self.silent.contains(&fault.rule) {
            return false;
        }
        let place = weights.place(fault, self.at, false);
        let loudest = place.and_then(|place| loud.get(&place).copied());
        loudest.is_some_and(|loudest| weights.of(fault.rule) <= Some(loudest))
    }
}
