//! From a number to a case on paper, with its findings as lines and columns.

use super::expected::{Expected, Want};
use super::faults::{self, Apply, Fault};
use super::generator::{self, Case, File};
use super::maker::Maker;
use super::sharing;
use super::table::Row;
use super::writer::{self, Spot, Spots};

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
    pub pointer: Want,
    pub feature: Want,
    pub related: Vec<Spot>,
}

/// The case of this number, broken by the fault or, without one, valid.
pub fn build(seed: u64, number: u64, fault: Option<&Fault>) -> Written {
    let mut maker = Maker::new(seed, number);
    let mut case = match fault {
        Some(fault) => broken_case(&mut maker, number, fault),
        None => valid_case(&mut maker, number),
    };
    put_on_paper(&mut maker, number, &mut case)
}

/// A case in which provider and customer are exchanged on this row of the table.
pub fn build_swapped(seed: u64, number: u64, row: &Row) -> Written {
    let mut maker = Maker::new(seed, number);
    let maker = &mut maker;
    let mut case = loop {
        let mut case = generator::case(maker, number);
        let document = &mut case.files[0].documents[0];
        if let Some(declared) = document.applicable(row) {
            let mut finding = faults::swap(maker, document, &declared);
            finding.document = Some(0);
            case.expected.push(finding);
            break case;
        }
    };
    put_on_paper(maker, number, &mut case)
}

fn valid_case(maker: &mut Maker, number: u64) -> Case {
    let mut case = generator::case(maker, number);
    share_all(maker, &mut case, None);
    case
}

/// Makes valid cases until one has what the fault is about.
fn broken_case(maker: &mut Maker, number: u64, fault: &Fault) -> Case {
    for _ in 0..1000 {
        let mut case = generator::case(maker, number);
        let (target, found) = match fault.apply {
            Apply::Case(apply) => (None, apply(maker, &mut case)),
            Apply::Document(apply) => {
                let target = maker.below(case.files[0].documents.len());
                (
                    Some(target),
                    apply(maker, &mut case.files[0].documents[target]),
                )
            }
        };
        let Some(mut expected) = found else { continue };
        for finding in &mut expected {
            finding.document = target.or(finding.document);
        }
        case.expected = expected;
        share_all(maker, &mut case, Some((fault, target)));
        return case;
    }
    panic!(
        "no manifest has anything that \"{}\" could break",
        fault.name
    )
}

/// Rewrites documents with aliases; the broken one only if its fault can bear it.
fn share_all(maker: &mut Maker, case: &mut Case, broken: Option<(&Fault, Option<usize>)>) {
    let Case { files, expected } = case;
    let documents = files.iter_mut().flat_map(|file| &mut file.documents);
    for (index, document) in documents.enumerate() {
        match broken {
            Some((fault, target)) if target.is_none_or(|target| target == index) => {
                if fault.may_share {
                    sharing::share(maker, &mut document.root, expected);
                }
            }
            _ => sharing::share(maker, &mut document.root, &mut []),
        }
    }
}

fn put_on_paper(maker: &mut Maker, number: u64, case: &mut Case) -> Written {
    let mut spots = Spots::new(maker);
    let mut files = Vec::new();
    for file in &case.files {
        let roots: Vec<_> = file
            .documents
            .iter()
            .map(|document| &document.root)
            .collect();
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
    let document = expected
        .document
        .and_then(|index| file.documents.get(index));
    let root = document.map(|document| &document.root);
    let mut equals: Vec<Spot> = expected
        .at
        .iter()
        .map(|place| spots.find(*place, root))
        .collect();
    equals.sort_unstable();
    equals.dedup();
    let spot = equals.remove(0);
    equals.extend(
        expected
            .related
            .iter()
            .filter_map(|place| spots.find_related(*place, root)),
    );
    Finding {
        code: expected.code.to_owned(),
        path: path(number, file),
        spot,
        document: expected.document.map(|index| index as u64),
        pointer: expected.pointer.clone(),
        feature: expected.feature.clone(),
        related: equals,
    }
}

impl Finding {
    /// Whether a reported finding is the one that was expected. It may label more than it must.
    pub fn is_met_by(&self, actual: &Self) -> bool {
        self.code == actual.code
            && self.path == actual.path
            && self.spot == actual.spot
            && (self.document.is_none() || self.document == actual.document)
            && self.pointer.is_met_by(&actual.pointer)
            && self.feature.is_met_by(&actual.feature)
            && self
                .related
                .iter()
                .all(|spot| actual.related.contains(spot))
    }
}

impl Want {
    fn is_met_by(&self, actual: &Self) -> bool {
        *self == Self::Anything || self == actual
    }
}
