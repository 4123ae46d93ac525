//! From a number to a case on paper, with its findings as lines and columns.

use super::expected::{Expected, Place};
use super::faults::{self, Apply, Fault};
use super::generator::{self, Case, File};
use super::maker::Maker;
use super::spots::{Spot, Spots};
use super::table::{ROWS, Row};
use super::{sharing, together, writer};

/// A case as the tool gets it, and the findings that must come back.
pub struct Written {
    pub number: u64,
    /// Names, each beginning with the case's number, and texts.
    pub files: Vec<(String, String)>,
    pub findings: Vec<Finding>,
}

/// A finding as it must be reported, or as it was.
#[derive(Debug)]
pub struct Finding {
    pub code: String,
    pub path: String,
    pub spot: Spot,
    pub document: Option<u64>,
    pub pointer: Option<String>,
    pub feature: Option<String>,
    /// In any order; the finding's own place may be among them.
    pub related: Vec<Spot>,
    /// Whether there are places to label of which nothing is demanded.
    pub may_label_more: bool,
}

/// The case of this number, broken by the fault or, without one, valid.
pub fn build(seed: u64, number: u64, fault: Option<&Fault>) -> Written {
    let maker = &mut Maker::new(seed, number);
    let case = match fault {
        Some(fault) => broken_case(maker, number, fault),
        None => valid_case(maker, number),
    };
    put_on_paper(maker, number, &case)
}

/// The case of this number, broken by several faults in one document.
pub fn build_together(seed: u64, number: u64, faults: &[&Fault]) -> Option<Written> {
    let maker = &mut Maker::new(seed, number);
    // Some faults never leave each other alone.
    let case = (0..30).find_map(|_| {
        let mut case = generator::case(maker, number);
        let target = maker.below(case.files[0].documents.len());
        let document = &mut case.files[0].documents[target];
        document.focus = maker.chance(60).then(|| maker.pick(&ROWS.each_ref()));
        case.expected = together::apply(maker, document, faults)?;
        for finding in &mut case.expected {
            finding.document = Some(target);
        }
        if let Some(stiff) = faults.iter().find(|fault| !fault.may_share) {
            share_all(maker, &mut case, Some((stiff, target)));
        } else {
            share_all(maker, &mut case, Some((faults[0], target)));
        }
        Some(case)
    })?;
    Some(put_on_paper(maker, number, &case))
}

/// A document broken by several faults, whatever they do to each other, with waivers. Nothing where a
/// fault finds nothing of its kind to break.
pub fn build_gated(seed: u64, number: u64, faults: &[&Fault], rules: &[String]) -> Option<Written> {
    let maker = &mut Maker::new(seed, number);
    let case = (0..30).find_map(|_| {
        let mut case = generator::case(maker, number);
        let document = &mut case.files[0].documents[0];
        document.focus = maker.chance(60).then(|| maker.pick(&ROWS.each_ref()));
        for fault in faults {
            match fault.apply {
                Apply::Document(apply) => apply(maker, document)?,
                Apply::Case(_) => return None,
            };
        }
        if maker.chance(60) && document.root.entry("kind").is_some() {
            let mut waivers = Vec::new();
            for _ in 0..=maker.below(2) {
                // What silences others is waived as often as all the rest.
                let loud = ["CRISP403", "CRISP403", "CRISP303", "CRISP306", "CRISP203"];
                let rule = if maker.chance(50) {
                    maker.pick(&loud)
                } else {
                    &rules[maker.below(rules.len())]
                };
                let row = document.focus.filter(|_| maker.chance(40));
                waivers.push(faults::any_waiver(maker, rule, row.map(|row| row.id)));
            }
            // Where there are some already, the key is doubled and the first counts.
            let waivers = maker.list(waivers);
            let entry = maker.entry("waivers", waivers);
            document.root.entries_mut().insert(0, entry);
        }
        Some(case)
    })?;
    Some(put_on_paper(maker, number, &case))
}

/// A case in which provider and customer are exchanged on this row of the table.
pub fn build_swapped(seed: u64, number: u64, row: &Row) -> Written {
    let maker = &mut Maker::new(seed, number);
    let case = until_some(|| {
        let mut case = generator::case(maker, number);
        let document = &mut case.files[0].documents[0];
        let declared = document.applicable(row)?;
        let mut finding = faults::swap(maker, document, &declared);
        finding.document = Some(0);
        case.expected.push(finding);
        Some(case)
    });
    put_on_paper(maker, number, &case)
}

fn valid_case(maker: &mut Maker, number: u64) -> Case {
    let mut case = generator::case(maker, number);
    share_all(maker, &mut case, None);
    case
}

fn broken_case(maker: &mut Maker, number: u64, fault: &Fault) -> Case {
    until_some(|| {
        let mut case = generator::case(maker, number);
        let target = maker.below(case.files[0].documents.len());
        match fault.apply {
            Apply::Case(apply) => case.expected = apply(maker, &mut case)?,
            Apply::Document(apply) => {
                case.expected = apply(maker, &mut case.files[0].documents[target])?;
                for finding in &mut case.expected {
                    finding.document = Some(target);
                }
            }
        }
        share_all(maker, &mut case, Some((fault, target)));
        Some(case)
    })
}

/// Not every manifest has what a fault is about: makes others until one has.
fn until_some<T>(mut make: impl FnMut() -> Option<T>) -> T {
    let mut tries = (0..1000).filter_map(|_| make());
    tries.next().expect("a manifest that can be broken so")
}

/// Rewrites documents with aliases; broken ones only if the fault can bear it.
fn share_all(maker: &mut Maker, case: &mut Case, broken: Option<(&Fault, usize)>) {
    let Case { files, expected } = case;
    let documents = files.iter_mut().flat_map(|file| &mut file.documents);
    for (index, document) in documents.enumerate() {
        match broken {
            Some((fault, target)) if fault.concerns(index, target) => {
                if fault.may_share {
                    sharing::share(maker, &mut document.root, expected);
                }
            }
            _ => sharing::share(maker, &mut document.root, &mut []),
        }
    }
}

fn put_on_paper(maker: &mut Maker, number: u64, case: &Case) -> Written {
    let mut spots = Spots::new(maker);
    let mut files = Vec::new();
    for file in &case.files {
        let documents = file.documents.iter();
        let roots: Vec<_> = documents.map(|document| &document.root).collect();
        let text = writer::write(maker, file.paper, &roots, &mut spots);
        files.push((path(number, file), text));
    }
    let find = |expected| finding(number, case, expected, &spots);
    Written {
        number,
        files,
        findings: case.expected.iter().map(find).collect(),
    }
}

fn path(number: u64, file: &File) -> String {
    format!("{number:06}-{}", file.name)
}

fn finding(number: u64, case: &Case, expected: &Expected, spots: &Spots) -> Finding {
    let file = &case.files[expected.file];
    let document = expected.document.and_then(|at| file.documents.get(at));
    let root = document.map(|document| &document.root);
    let find = |place: &Place| spots.find(*place, root);
    let mut labels: Vec<Spot> = expected.at.iter().map(find).collect();
    labels.sort_unstable();
    let spot = labels.remove(0);
    labels.extend(expected.further.iter().map(find));
    let real: Vec<_> = expected
        .real
        .iter()
        .map(|place| spots.find_real(*place))
        .collect();
    labels.extend(real.iter().flatten());
    Finding {
        code: expected.code.to_owned(),
        path: path(number, file),
        spot,
        document: expected.document.map(|index| index as u64),
        pointer: expected.pointer.clone(),
        feature: expected.feature.clone(),
        related: labels,
        may_label_more: real.contains(&None),
    }
}

impl Finding {
    /// Whether a reported finding is the one that was expected.
    pub fn is_met_by(&self, actual: &Self) -> bool {
        self.code == actual.code
            && self.path == actual.path
            && self.spot == actual.spot
            && self.document == actual.document
            && self.pointer == actual.pointer
            && self.feature == actual.feature
            && self.labels_are_met_by(&actual.related)
    }

    /// Whether every label is there, and none that nobody asked for.
    fn labels_are_met_by(&self, actual: &[Spot]) -> bool {
        let is_due = |spot: &Spot| *spot == self.spot || self.related.contains(spot);
        let all_there = self
            .related
            .iter()
            .all(|spot| *spot == self.spot || actual.contains(spot));
        all_there && (self.may_label_more || actual.iter().all(is_due))
    }
}
