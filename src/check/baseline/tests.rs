//! What must hold whatever is found, looked at, written and merged, in any order.

use std::collections::BTreeSet;
use std::sync::Arc;

use fastrand::Rng;
use jiff::civil::{Date, date};

use super::*;
use crate::finding::{Fault, Place, Placer, Waived};
use crate::rules;
use crate::text::{FilePath, Source, Span};

const SEEDS: u64 = 100;
const CODES: [&str; 6] = [
    "CRISP202", "CRISP305", "CRISP309", "CRISP401", "CRISP407", "CRISP503",
];

fn since(on: Date, by: Option<&str>) -> Baselined {
    Baselined {
        on,
        by: by.map(str::to_owned),
    }
}

/// A system of the tests: the systems `s0` to `s3`, each under one of two matrices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct System(usize, &'static str);

const SYSTEMS: [System; 6] = [
    System(0, "m"),
    System(0, "n"),
    System(1, "m"),
    System(2, "m"),
    System(2, "n"),
    System(3, "n"),
];

impl System {
    fn name(self) -> Arc<str> {
        format!("s{}", self.0).into()
    }

    fn path(self) -> Arc<FilePath> {
        let path = format!("{}-{}.crisp.yaml", self.name(), self.1);
        Arc::new(FilePath {
            shown: path.clone(),
            relative: path,
            in_root: None,
        })
    }

    fn subject(self) -> Subject {
        Subject {
            path: self.path(),
            document: 0,
            system: Some(self.name()),
            matrix: Some(self.1.into()),
            kind: Kind::Manifest,
        }
    }

    fn owns(self, entry: &Entry) -> bool {
        entry.owner() == Owner::System(&self.name(), Some(self.1))
    }

    fn finding(self, code: &str, pointer: &str) -> Finding {
        let rule = rules::find(code).expect("a rule");
        let source = Source::from_bytes(Vec::new());
        let placer = Placer {
            path: &self.path(),
            source: &source,
            document: None,
            index: Some(0),
            system: Some(self.name()),
            matrix: Some(self.1.into()),
        };
        let fault = Fault::new(rule, Place::Span(Span::ZERO), "x").pointer(pointer);
        placer.finding(fault, &|_| None)
    }
}

/// Some findings about a system, equal ones among them.
fn findings(random: &mut Rng, system: System) -> Vec<Finding> {
    let count = random.usize(..6);
    let some = (0..count).map(|_| {
        let code = CODES[random.usize(..CODES.len())];
        let pointer = format!("/features/f{}/owner", random.u8(..3));
        system.finding(code, &pointer)
    });
    some.collect()
}

/// What a run over some of the systems finds.
fn run(random: &mut Rng) -> (Vec<System>, Vec<Finding>, Vec<Subject>) {
    let count = 1 + random.usize(..SYSTEMS.len());
    let looked = random.choose_multiple(SYSTEMS, count);
    let found = looked.iter().flat_map(|system| findings(random, *system));
    let found = found.collect();
    let documents = looked.iter().map(|system| system.subject()).collect();
    (looked, found, documents)
}

fn written(random: &mut Rng) -> Baseline {
    let (_, found, documents) = run(random);
    let day = date(2026, 11, 1 + random.i8(0..20));
    let by = random.bool().then_some("Jo");
    let empty = Baseline::default();
    empty.accept(&found, &documents, &since(day, by)).baseline
}

fn read(text: &str) -> Baseline {
    Baseline::parse(text, "b.json").unwrap_or_else(|error| panic!("{error:?}: {text}"))
}

/// The lines of entries, and a file of such lines.
fn lines(baseline: &Baseline) -> Vec<String> {
    let text = baseline.to_text();
    let lines = text.lines().filter(|line| line.trim().starts_with("{\""));
    lines.map(str::to_owned).collect()
}

fn file_of(lines: &[String]) -> String {
    let lines: Vec<String> = lines.iter().map(|line| format!("{line}\n")).collect();
    format!(
        "{{\n  \"version\": 2,\n  \"entries\": [\n{}  ]\n}}\n",
        lines.concat()
    )
}

#[test]
fn any_order_of_lines_and_commas_reads_the_same() {
    for seed in 0..SEEDS {
        let mut random = Rng::with_seed(seed);
        let baseline = written(&mut random);
        assert_eq!(read(&baseline.to_text()), baseline);
        let mut lines = lines(&baseline);
        for line in &mut lines {
            *line = match random.u8(..4) {
                0 => line.trim_end_matches(',').to_owned(),
                1 => format!("{},,", line.trim_end_matches(',')),
                2 => format!("{}, \r", line.trim_end_matches(',')),
                _ => format!("{line}\n"),
            };
        }
        random.shuffle(&mut lines);
        assert_eq!(read(&file_of(&lines)), baseline, "seed {seed}");
    }
}

/// Two branches of one file, merged as git does by union: the lines of both, whatever their commas.
#[test]
fn a_merge_by_union_reads_as_the_union() {
    for seed in 0..SEEDS {
        let mut random = Rng::with_seed(seed);
        let base = written(&mut random);
        let mut branch = |day: i8| {
            let (_, found, documents) = run(&mut random);
            let accepted = base.accept(&found, &documents, &since(date(2026, 12, day), None));
            accepted.baseline
        };
        let (ours, theirs) = (branch(1), branch(2));
        let mut union = lines(&ours);
        let known: BTreeSet<String> = union.iter().cloned().collect();
        union.extend(
            lines(&theirs)
                .into_iter()
                .filter(|line| !known.contains(line)),
        );
        let merged = read(&file_of(&union));
        let both = ours.entries.iter().chain(&theirs.entries).cloned();
        assert_eq!(merged, Baseline::of(both), "seed {seed}");
        for entry in &merged.entries {
            let of = |branch: &Baseline| {
                branch
                    .entries
                    .iter()
                    .find(|one| one.key() == entry.key())
                    .cloned()
            };
            let earliest = of(&ours)
                .into_iter()
                .chain(of(&theirs))
                .map(|one| one.baselined)
                .min();
            assert_eq!(Some(&entry.baselined), earliest.as_ref(), "seed {seed}");
        }
    }
}

#[test]
fn what_is_written_twice_is_the_same_and_holds_all_that_was_found() {
    for seed in 0..SEEDS {
        let mut random = Rng::with_seed(seed);
        let before = written(&mut random);
        let (_, mut found, documents) = run(&mut random);
        let first = before.accept(&found, &documents, &since(date(2026, 12, 1), Some("Jo")));
        let again = first
            .baseline
            .accept(&found, &documents, &since(date(2026, 12, 9), None));
        assert_eq!(
            again.baseline.to_text(),
            first.baseline.to_text(),
            "seed {seed}"
        );
        assert_eq!(first.found, found.len());
        assert_eq!(
            first.baseline.apply(&mut found, &documents, false),
            first.baseline
        );
        assert!(
            found
                .iter()
                .all(|one| matches!(one.status, Status::Baselined(_)))
        );
        // One more of a finding that is there already is new.
        let Some(one) = found.first().cloned() else {
            continue;
        };
        let mut more: Vec<Finding> = [&found[..], &[one]].concat();
        for finding in &mut more {
            finding.status = Status::Open;
        }
        let _ = first.baseline.apply(&mut more, &documents, false);
        let open = more.iter().filter(|one| one.status == Status::Open);
        assert_eq!(open.count(), 1, "seed {seed}");
    }
}

#[test]
fn entries_of_systems_that_were_not_looked_at_survive_any_writing() {
    for seed in 0..SEEDS {
        let mut random = Rng::with_seed(seed);
        let mut baseline = written(&mut random);
        for day in 1..8 {
            let (looked, mut found, documents) = run(&mut random);
            let after = match random.u8(..3) {
                0 => baseline.apply(&mut found, &documents, false),
                _ => {
                    let today = since(date(2026, 12, day), None);
                    baseline.accept(&found, &documents, &today).baseline
                }
            };
            let others = |baseline: &Baseline| {
                let entries = baseline.entries.iter();
                let others =
                    entries.filter(|entry| !looked.iter().any(|system| system.owns(entry)));
                others.cloned().collect::<Vec<Entry>>()
            };
            assert_eq!(others(&after), others(&baseline), "seed {seed}");
            baseline = read(&after.to_text());
            assert_eq!(baseline, after);
        }
    }
}

/// Where the whole root was searched, a system that is in no file is gone, unless it may be in a file that
/// nobody could read.
#[test]
fn what_is_in_no_file_is_stale_where_all_of_them_were_read() {
    let [here, _, gone, ..] = SYSTEMS;
    let found = [here, gone].map(|system| system.finding("CRISP401", "/features/f/owner"));
    let today = since(date(2026, 11, 1), None);
    let documents = [here.subject(), gone.subject()];
    let both = Baseline::default()
        .accept(&found, &documents, &today)
        .baseline;
    let left = |more: Option<Finding>, other: Option<Subject>, whole| {
        let mut found: Vec<Finding> = found[..1].iter().cloned().chain(more).collect();
        let documents: Vec<Subject> = documents[..1].iter().cloned().chain(other).collect();
        both.apply(&mut found, &documents, whole).count()
    };
    assert_eq!(left(None, None, true), 1);
    assert_eq!(left(None, None, false), 2);
    let other = Subject {
        kind: Kind::Other,
        system: None,
        matrix: None,
        ..gone.subject()
    };
    assert_eq!(left(None, Some(other.clone()), true), 2, "of no known kind");
    let nameless = Subject {
        kind: Kind::Manifest,
        ..other.clone()
    };
    assert_eq!(left(None, Some(nameless), true), 2, "without a system");
    let matrix = Subject {
        kind: Kind::Matrix,
        ..other
    };
    assert_eq!(left(None, Some(matrix), true), 1, "a matrix");
    let mut unreadable = here.finding("CRISP001", "");
    unreadable.document = None;
    assert_eq!(left(Some(unreadable), None, true), 2, "a file");
    let unknown = Subject {
        matrix: Some("misspelt".into()),
        ..gone.subject()
    };
    let mut misspelt = gone.finding("CRISP301", "/matrix");
    misspelt.matrix = Some("misspelt".into());
    assert_eq!(left(Some(misspelt), Some(unknown), true), 2, "its matrix");
    let moved = Subject {
        matrix: Some("n".into()),
        ..gone.subject()
    };
    assert_eq!(left(None, Some(moved), true), 1, "under another matrix");
}

#[test]
fn what_another_finding_hides_is_not_stale() {
    let system = SYSTEMS[0];
    let documents = [system.subject()];
    let today = since(date(2026, 11, 1), None);
    let old = [system.finding("CRISP401", "/features/f/owner")];
    let baseline = Baseline::default()
        .accept(&old, &documents, &today)
        .baseline;
    for (code, pointer, left) in [
        ("CRISP403", "/features/f", 1),
        ("CRISP202", "/features/f/raci", 1),
        ("CRISP104", "/metadata/title", 1),
        ("CRISP202", "/features/g/raci", 0),
        ("CRISP406", "/features/f", 0),
    ] {
        let mut found = [system.finding(code, pointer)];
        let kept = baseline.apply(&mut found, &documents, true);
        assert_eq!(kept.count(), left, "{code} {pointer}");
    }
    assert_eq!(baseline.apply(&mut [], &documents, true).count(), 0);
}

#[test]
fn what_is_still_to_be_written_cannot_be_accepted() {
    for (code, pointer, acceptable) in [
        ("CRISP403", "/features", false),
        ("CRISP403", "/features/f", false),
        ("CRISP403", "/features/f/raci", false),
        ("CRISP403", "/features/f/raci/provider", false),
        ("CRISP403", "/features/f/raci/msp/0", false),
        ("CRISP403", "/features/f/owner", true),
        ("CRISP403", "/features/f/evidence/0", true),
        ("CRISP403", "/features/f/notApplicable", true),
        ("CRISP403", "/parties/raci", true),
        ("CRISP403", "/metadata/title", true),
        ("CRISP202", "/features/f/raci", true),
        ("CRISP007", "", true),
        ("CRISP104", "/features/f/raci/provider", false),
        ("CRISP501", "/waivers/0", false),
        ("CRISP504", "/waivers/0", false),
        ("CRISP505", "/waivers/0", false),
        ("CRISP502", "/waivers/0", true),
    ] {
        if rules::find(code).is_none() {
            continue; // its rule is yet to come
        }
        let finding = SYSTEMS[0].finding(code, pointer);
        assert_eq!(is_acceptable(&finding), acceptable, "{code} {pointer}");
    }
}

#[test]
fn the_entry_of_a_waived_finding_stays_and_holds_nothing_meanwhile() {
    let system = SYSTEMS[0];
    let documents = [system.subject()];
    let mut found = [system.finding("CRISP401", "/features/f/owner")];
    let first = since(date(2026, 11, 1), Some("Jo"));
    let baseline = Baseline::default()
        .accept(&found, &documents, &first)
        .baseline;
    let waived = Status::Waived(Arc::new(Waived {
        rule: "CRISP401",
        feature: None,
        reason: "It moves.".to_owned(),
        approved_by: "Jo".to_owned(),
        expires: "2027-01-01".to_owned(),
    }));
    found[0].status = waived.clone();
    assert_eq!(baseline.apply(&mut found, &documents, true), baseline);
    assert_eq!(found[0].status, waived);
    let later = since(date(2026, 12, 1), None);
    assert_eq!(
        baseline.accept(&found, &documents, &later).baseline,
        baseline
    );
    let none = Baseline::default().accept(&found, &documents, &later);
    assert_eq!(none.baseline.count(), 0, "nobody accepts what is waived");
}
