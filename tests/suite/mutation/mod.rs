//! Break a valid manifest in one way, and exactly that must be found, exactly there.
//!
//! A hand-written fixture shows a rule at work in the notation its author thought of. Here chance
//! chooses among all notations: the order of features and keys, quotes, flow and block, aliases
//! and merge keys, titles for ids, CRLF, what stands beside it. The tool is run as its users run
//! it. Nothing here knows its source: the table is typed in anew, and positions are noted down by
//! the writer of the YAML.
//!
//! A case goes from `generator` (a valid manifest, as a tree) through `faults` (breaks it, and says
//! what must be found) and `sharing` (says parts of it elsewhere, behind aliases and merge keys) to
//! `writer` (text, and where everything stands in it). `judge` runs the tool over a thousand of
//! them at a time.
//!
//! `CRISPLINT_SEED` chooses another stream of cases, `CRISPLINT_CASES` their number, and
//! `CRISPLINT_CASE` repeats one of them and prints its files.
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test may fail where it stands, and speaks through stdout"
)]

mod case;
mod expected;
mod faults;
mod gate;
mod generator;
mod judge;
mod maker;
mod notation;
mod quoting;
mod sharing;
mod spots;
mod table;
mod together;
mod writer;
mod yaml;

use crate::support::{cases, number};
use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZero;
use std::thread;

use case::Written;
use faults::Fault;
use judge::Failure;
use maker::Maker;

/// Files given to one run of the tool.
const BATCH: usize = 1000;
/// The first case of the faults that are not drawn by chance. The others keep their numbers, and with
/// them their cases, however many of these there are.
const NEW: u64 = 900_000;
/// Failures printed with the whole manifest.
const SHOWN: usize = 3;

#[test]
fn each_fault_is_found_and_nothing_else() {
    let (drawn, new) = drawn_and_new(faults::catalogue());
    let settings = Settings::from_environment();
    // Cases take the faults in turn, so that each is applied equally often.
    let fault_of = |number: u64| {
        let (turn, faults) = match number.checked_sub(NEW) {
            Some(turn) => (turn, &new),
            None => (number, &drawn),
        };
        let turn = turn % faults.len() as u64;
        Some(faults[usize::try_from(turn).unwrap()])
    };
    let test = "each_fault_is_found_and_nothing_else";
    let turns = settings.cases / drawn.len() as u64 * new.len() as u64;
    let numbers: Vec<u64> = (0..settings.cases).chain(NEW..NEW + turns).collect();
    settings.check(test, &numbers, fault_of);
    if settings.only.is_none() {
        let mut applied: BTreeMap<&str, u32> = BTreeMap::new();
        for fault in numbers.iter().copied().filter_map(fault_of) {
            *applied.entry(fault.name).or_default() += 1;
        }
        for fault in drawn.iter().chain(&new) {
            let times = applied.get(fault.name).copied().unwrap_or_default();
            println!("{times:6} x {}", fault.name);
            assert!(times >= 3, "too few cases to apply every fault a few times");
        }
    }
}

/// The faults that are drawn by chance, and those of rules that are not yet among them.
fn drawn_and_new(catalogue: Vec<&'static Fault>) -> (Vec<&'static Fault>, Vec<&'static Fault>) {
    let faults = catalogue.into_iter();
    faults.partition(|fault| together::draws(fault))
}

/// Two faults in one document, sometimes three.
#[test]
fn several_faults_are_found_less_what_is_silent() {
    let catalogue = faults::catalogue();
    let catalogue: Vec<_> = catalogue
        .into_iter()
        .filter(|fault| matches!(fault.apply, faults::Apply::Document(_)))
        .collect();
    let (drawn, new) = drawn_and_new(catalogue);
    let settings = Settings::from_environment();
    let count = settings.cases * 20 / 100;
    let build = |number: u64| {
        let rng = &mut Maker::new(settings.seed.wrapping_add(2), number);
        let faults: Vec<&Fault> = match number.checked_sub(NEW) {
            Some(pair) => pair_of(usize::try_from(pair).unwrap(), &new, &drawn),
            None => {
                let count = if rng.chance(15) { 3 } else { 2 };
                (0..count).map(|_| rng.pick(&drawn)).collect()
            }
        };
        let names: Vec<&str> = faults.iter().map(|fault| fault.name).collect();
        (
            case::build_together(settings.seed, number, &faults),
            names.join(" & "),
        )
    };
    let pairs = (new.len() * drawn.len() * 2) as u64;
    let numbers: Vec<u64> = match settings.only {
        Some(only) => vec![only],
        None => (0..count).chain(NEW..NEW + pairs).collect(),
    };
    let mut failures = in_parallel(&numbers, |numbers| {
        let cases = numbers.iter().filter_map(|number| build(*number).0);
        let cases: Vec<Written> = cases.collect();
        assert!(
            cases.len() * 2 > numbers.len(),
            "most faults leave each other alone"
        );
        judge::judge(&cases)
    });
    failures.sort_by_key(|failure| failure.number);
    for failure in failures.iter().take(SHOWN * 10) {
        let Failure {
            number,
            differences,
            listing,
        } = failure;
        println!("case {number}: {}\n{differences}", build(*number).1);
        if settings.only.is_some() {
            println!("{listing}");
        }
    }
    assert!(
        failures.is_empty(),
        "{} of {} cases",
        failures.len(),
        numbers.len()
    );
}

/// The pair of this number of those that a new fault makes with every other, in either order.
fn pair_of<'f>(pair: usize, new: &[&'f Fault], drawn: &[&'f Fault]) -> Vec<&'f Fault> {
    let other = drawn[pair / 2 % drawn.len()];
    let own = new[pair / 2 / drawn.len()];
    if pair.is_multiple_of(2) {
        vec![own, other]
    } else {
        vec![other, own]
    }
}

#[test]
fn valid_manifests_are_silent() {
    let settings = Settings::from_environment();
    let count = settings.cases * 15 / 100;
    let numbers: Vec<u64> = (0..count).collect();
    settings.check("valid_manifests_are_silent", &numbers, |_| None);
}

/// The failure that counting As cannot see, on every row of the table.
#[test]
fn swapped_ownership_is_one_finding() {
    let seed = Settings::from_environment().seed;
    let mut cases = Vec::new();
    for (number, row) in (0..).zip(&table::ROWS) {
        let case = case::build_swapped(seed, number, row);
        let rule = match row.accountable() {
            "customer" => "CRISP305",
            _ => "CRISP307",
        };
        let codes: Vec<&str> = case
            .findings
            .iter()
            .map(|finding| finding.code.as_str())
            .collect();
        assert_eq!(codes, [rule], "{}", row.id);
        cases.push(case);
    }
    let failures = judge::judge(&cases);
    for failure in &failures {
        println!("{}\n{}", failure.differences, failure.listing);
    }
    assert!(failures.is_empty(), "{} of 18 rows", failures.len());
}

/// The texts of generated manifests without fault, for other tests.
pub fn valid_texts(count: u64) -> impl Iterator<Item = String> {
    let seed = Settings::from_environment().seed;
    let files = (0..count).flat_map(move |number| case::build(seed, number, None).files);
    files.map(|(_, text)| text)
}

/// The codes of the rules that the faults of the catalogue raise.
pub fn codes_of_the_catalogue() -> BTreeSet<String> {
    let faults = faults::catalogue().into_iter();
    let cases = faults.map(|fault| case::build(0, 0, Some(fault)));
    let findings = cases.flat_map(|case| case.findings);
    findings.map(|finding| finding.code).collect()
}

struct Settings {
    seed: u64,
    cases: u64,
    only: Option<u64>,
}

impl Settings {
    fn from_environment() -> Self {
        Self {
            seed: number("CRISPLINT_SEED").unwrap_or(20_230_201),
            cases: cases(1_000, 10_000),
            only: number("CRISPLINT_CASE"),
        }
    }

    /// Judges the cases of these numbers, or the one that was asked for.
    fn check(
        &self,
        test: &str,
        numbers: &[u64],
        fault_of: impl Fn(u64) -> Option<&'static Fault> + Sync,
    ) {
        let build = |number| case::build(self.seed, number, fault_of(number));
        let numbers: Vec<u64> = self
            .only
            .map_or_else(|| numbers.to_vec(), |only| vec![only]);
        let mut failures = in_parallel(&numbers, |numbers| {
            let cases: Vec<Written> = numbers.iter().copied().map(build).collect();
            if self.only.is_some() {
                println!("{}", judge::listing(&cases[0]));
            }
            judge::judge(&cases)
        });
        failures.sort_by_key(|failure| failure.number);
        self.explain(test, &failures, fault_of);
        assert!(
            failures.is_empty(),
            "{} of {} cases",
            failures.len(),
            numbers.len()
        );
    }

    /// Prints the first failure of each fault, the first few of them in full.
    fn explain(
        &self,
        test: &str,
        failures: &[Failure],
        fault_of: impl Fn(u64) -> Option<&'static Fault>,
    ) {
        let mut by_fault: BTreeMap<&str, Vec<&Failure>> = BTreeMap::new();
        for failure in failures {
            let fault = fault_of(failure.number).map_or("no fault", |fault| fault.name);
            by_fault.entry(fault).or_default().push(failure);
        }
        for (index, (fault, failures)) in by_fault.iter().enumerate() {
            let Failure {
                number,
                differences,
                listing,
            } = failures[0];
            println!(
                "{} failures, the first is case {number}: {fault}",
                failures.len()
            );
            println!("{differences}{}", if index < SHOWN { listing } else { "" });
            println!(
                "again: CRISPLINT_SEED={} CRISPLINT_CASE={number} \
                 cargo test --test suite mutation::{test} -- --nocapture\n",
                self.seed
            );
        }
    }
}

/// Judges batches of cases on every core: making manifests takes as long as checking them.
fn in_parallel(numbers: &[u64], judge: impl Fn(&[u64]) -> Vec<Failure> + Sync) -> Vec<Failure> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let batches: Vec<&[u64]> = numbers.chunks(BATCH).collect();
    let work = |first| {
        batches
            .iter()
            .skip(first)
            .step_by(threads)
            .flat_map(|batch| judge(batch))
    };
    let work = &work;
    thread::scope(|scope| {
        let start = |first| scope.spawn(move || work(first).collect::<Vec<_>>());
        let workers: Vec<_> = (0..threads).map(start).collect();
        workers
            .into_iter()
            .flat_map(|worker| worker.join().unwrap())
            .collect()
    })
}
