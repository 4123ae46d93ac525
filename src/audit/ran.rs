//! What became of every rule in a run.

use std::collections::BTreeMap;

use super::fleet::{Fleet, OtherKind};
use super::provenance::Root;
use crate::finding::{Needs, Rule};
use crate::rules::RULES;

/// What became of a rule in this run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ran {
    /// The configuration has switched it off.
    Off,
    /// There was nothing that it could judge.
    Idle,
    /// It ran and raised so many findings, of any status.
    Raised(usize),
}

/// A rule, and what became of it.
pub struct RuleView<'a> {
    /// The rule.
    pub rule: &'static Rule,
    /// What became of it.
    pub ran: Ran,
    /// The names of the roots that have switched it off, where others have not.
    pub off_in: Vec<&'a str>,
}

impl<'a> Fleet<'a> {
    /// Every rule, and what became of it.
    pub fn rules(&self) -> Vec<RuleView<'a>> {
        let mut raised: BTreeMap<&str, usize> = BTreeMap::new();
        for finding in &self.report.findings {
            *raised.entry(finding.rule.code).or_default() += 1;
        }
        let roots = self.provenance.roots.iter();
        // What was not judged has nothing to say.
        let roots = roots.filter(|root| root.judged);
        let roots: Vec<_> = roots.map(|root| (root, self.judged(root))).collect();
        let rules = RULES.iter().map(|(rule, _)| {
            let (off, on): (Vec<_>, Vec<_>) =
                roots.iter().partition(|(root, _)| root.is_off(rule.code));
            let asked = on.iter().any(|(_, judged)| judged.asked(rule));
            let ran = match raised.get(rule.code) {
                _ if on.is_empty() && !off.is_empty() => Ran::Off,
                Some(count) => Ran::Raised(*count),
                None if asked => Ran::Raised(0),
                None => Ran::Idle,
            };
            let off_in = off.iter().filter(|_| !on.is_empty());
            RuleView {
                rule,
                ran,
                off_in: off_in.map(|(root, _)| root.name.as_str()).collect(),
            }
        });
        rules.collect()
    }

    /// What a root had for rules to judge.
    fn judged(&self, root: &Root) -> Judged {
        let systems = || {
            self.systems
                .iter()
                .filter(|view| view.root.name == root.name)
        };
        let mut others = self
            .others
            .iter()
            .filter(|other| other.root.name == root.name);
        Judged {
            files: !root.files.is_empty(),
            manifests: systems().next().is_some(),
            compared: systems().any(|view| view.system.judge.is_some()),
            matrices: others.any(|other| matches!(other.kind, OtherKind::Matrix(_))),
        }
    }
}

/// What a run had for rules to judge.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each answers a question of its own"
)]
#[derive(Clone, Copy)]
struct Judged {
    /// Any file.
    files: bool,
    /// A manifest.
    manifests: bool,
    /// A manifest whose matrix is known.
    compared: bool,
    /// A matrix document.
    matrices: bool,
}

impl Judged {
    /// Whether there was anything that a rule could judge.
    fn asked(self, rule: &Rule) -> bool {
        match rule.needs {
            Needs::File => self.files,
            Needs::Document => self.manifests || self.matrices,
            Needs::Manifest => self.manifests,
            Needs::Compared => self.compared,
            Needs::ComparedOrMatrix => self.compared || self.matrices,
            Needs::Matrix => self.matrices,
        }
    }
}
