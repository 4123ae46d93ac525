//! Findings to findings with a status: what a waiver covers, and what stood when the gate was
//! switched on.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use crate::finding::{Fault, Finding, Hides, Rule, Status, Waived};
use crate::model::manifest::Manifest;
use crate::model::place;
use crate::model::schema::{Annotation, MANIFEST};
use crate::rules::{self, Context};
use crate::text::nearest;

/// A waiver that holds today, freed from its document.
#[derive(Clone, Debug)]
pub struct Holding {
    /// What is shown of it.
    pub waived: Arc<Waived>,
    /// The index of its document in the file.
    pub document: usize,
    /// What is said of it, should it cover nothing. Only its document knows it by its content.
    pub unused: Finding,
    /// Whether what it covers may be hidden by a key that is in the wrong place.
    pub unsure: bool,
}

impl Holding {
    /// Whether it covers what a rule finds in its document about a feature.
    pub fn covers(&self, rule: &Rule, feature: Option<&str>) -> bool {
        let named = self.waived.feature.as_deref();
        self.waived.rule == rule.code && named.is_none_or(|named| feature == Some(named))
    }
}

/// The waivers of a manifest that hold today: without a fault of shape, with an answer in every field,
/// not expired, of a rule that can be waived, and of a feature that the matrix has. The others have
/// findings of their own. `finding` places a fault.
pub fn holding(
    context: &Context<'_>,
    document: usize,
    finding: &dyn Fn(Fault) -> Finding,
) -> Vec<Holding> {
    let Manifest { waivers, .. } = context.manifest;
    let holding = waivers.iter().filter_map(|waiver| {
        let expires = waiver.expires?;
        if waiver.flaw.is_some() || context.policy.days_until(expires) < 0 {
            return None;
        }
        let named = waiver.rule?;
        let rule = rules::find(named)?;
        if !rule.is_waivable() {
            return None;
        }
        let feature = match waiver.feature {
            Some(key) => Some(context.matrix?.row(key)?.id.clone()),
            None => None,
        };
        let unused = rules::unused_waiver::fault(waiver, named, feature.as_deref());
        Some(Holding {
            waived: Arc::new(Waived {
                rule: rule.code,
                feature,
                reason: waiver.reason?.to_owned(),
                approved_by: waiver.approved_by?.to_owned(),
                expires: expires.to_string(),
            }),
            document,
            unused: finding(unused),
            unsure: context.manifest.strays,
        })
    });
    holding.collect()
}

/// Marks what the waivers of a file cover. Returns the waivers that cover nothing, as far as that can
/// be told.
pub fn apply<'w>(findings: &mut [Finding], waivers: &'w [Holding]) -> Vec<&'w Holding> {
    if waivers.is_empty() {
        return Vec::new();
    }
    // By what a waiver can name: going through all findings for each waiver would take their square.
    let mut found: HashMap<(usize, &'static str, Option<String>), Vec<usize>> = HashMap::new();
    for (at, finding) in findings.iter().enumerate() {
        let Some(document) = finding.document else {
            continue;
        };
        let feature = finding.feature.clone();
        for feature in std::iter::once(None).chain(feature.map(Some)) {
            let key = (document, finding.rule.code, feature);
            found.entry(key).or_default().push(at);
        }
    }
    let mut unused = Vec::new();
    for waiver in waivers {
        let feature = waiver.waived.feature.clone();
        let key = (waiver.document, waiver.waived.rule, feature);
        let Some(covered) = found.get_mut(&key) else {
            unused.extend(Some(waiver).filter(|waiver| !waiver.unsure));
            continue;
        };
        for at in covered.iter() {
            if let Some(finding) = findings.get_mut(*at)
                && finding.is_open()
            {
                finding.status = Status::Waived(Arc::clone(&waiver.waived));
            }
        }
        // The next waiver of the same covers them too, and has nothing to mark.
        covered.clear();
    }
    if !unused.is_empty() {
        let silencing = Silencing::new(findings.iter());
        unused
            .retain(|waiver| !silencing.reaches(waiver.document, waiver.waived.feature.as_deref()));
    }
    unused
}

/// What a fault keeps from being judged.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Reach<'f> {
    /// Rules about the document, but none about a feature.
    Document,
    /// Also those about one feature.
    Feature(&'f str),
    /// All of them.
    Everything,
}

/// How far the faults of each document reach that keep rules from being judged. A waiver of such a rule may
/// be needed as soon as they are repaired, so nobody is told to remove it.
pub struct Silencing<'f>(BTreeSet<(usize, Reach<'f>)>);

impl<'f> Silencing<'f> {
    /// What some of these findings keep from being judged.
    pub fn new(findings: impl Iterator<Item = &'f Finding>) -> Self {
        let faults = findings.filter(|finding| finding.rule.hides == Hides::Value);
        let reaches = faults.filter_map(|fault| {
            let reach = match fault.feature.as_deref() {
                Some(feature) => Reach::Feature(feature),
                None if is_aside(fault) => Reach::Document,
                None => Reach::Everything,
            };
            Some((fault.document?, reach))
        });
        Self(reaches.collect())
    }

    /// Whether a fault may keep what a waiver of a document would cover from being found: of a
    /// feature, by its id, or of the whole manifest.
    pub fn reaches(&self, document: usize, feature: Option<&str>) -> bool {
        let reached = |reach| self.0.contains(&(document, reach));
        match feature {
            Some(feature) => reached(Reach::Feature(feature)) || reached(Reach::Everything),
            None => {
                let document = (document, Reach::Document)..=(document, Reach::Everything);
                self.0.range(document).next().is_some()
            }
        }
    }
}

/// Whether a fault leaves every feature to be judged: it lies in a part that is about none, or is a
/// field of the document that nobody can have meant for a part of one.
fn is_aside(fault: &Finding) -> bool {
    let pointer = fault.pointer.as_deref().unwrap_or_default();
    let Some(part) = place::part(pointer) else {
        return false;
    };
    let is_field = place::is_part(pointer) && fault.rule == &rules::unknown_field::RULE;
    matches!(part.as_ref(), "metadata" | "waivers")
        || part.starts_with("x-")
        || (is_field && !is_meant_for_features(&part))
}

/// Whether an unknown field may have been meant for one that the rules about features need.
fn is_meant_for_features(field: &str) -> bool {
    let parts = ["", "/parties", "/features/id", "/features/id/raci"];
    let fields = parts.map(|part| MANIFEST.annotation(part));
    let fields = fields.iter().flat_map(Annotation::fields);
    let about_features = fields.filter(|field| !matches!(*field, "metadata" | "waivers"));
    nearest(field, about_features).is_some()
}
