//! Time grows with what is found, and not with its square: the same text four times as long must not take
//! sixteen times as long.

use std::time::{Duration, Instant};

use crate::support::{changed, check, folder};

/// So many things of a kind, and four times as many.
const FEW: usize = 500;
const MANY: usize = 4 * FEW;
/// Four times would be right, sixteen the square. Machines are noisy.
const RATIO: u32 = 9;
/// What takes no longer says nothing about how it grows.
const SHORT: Duration = Duration::from_millis(400);

/// The shortest of a few runs: what other processes take is no part of it.
fn time(text: &str, format: &str) -> Duration {
    let folder = folder(&[("a.crisp.yaml", text)]);
    let run = || {
        let started = Instant::now();
        let run = check(folder.path(), &["-q", "--format", format, "."]);
        assert!(run.code < 2, "{}", run.stderr);
        started.elapsed()
    };
    run().min(run())
}

fn assert_in_proportion(name: &str, format: &str, text: impl Fn(usize) -> String) {
    let (few, many) = (time(&text(FEW), format), time(&text(MANY), format));
    assert!(
        many < SHORT || many < few * RATIO,
        "{name} as {format}: {few:?} for {FEW}, {many:?} for {MANY}"
    );
}

/// So many pieces, each with its number in place of `#`.
fn repeated(piece: &str, count: usize, joint: &str) -> String {
    let pieces = (0..count).map(|number| piece.replace('#', &number.to_string()));
    pieces.collect::<Vec<_>>().join(joint)
}

const EVIDENCE: &str = "[https://wiki.examples.gov.au/databases]";
const CELLS: &str = "databases: {raci: {provider: C, customer: [R, A]";
const THIRD: &str = "thirdParties: {msp: Contoso Managed Services";

#[test]
fn pictures_of_one_long_line_take_their_number() {
    for format in ["full", "markdown", "json"] {
        assert_in_proportion("findings on one line", format, |count| {
            changed(EVIDENCE, &format!("[{}]", repeated("r/#.md", count, ", ")))
        });
    }
}

#[test]
fn pictures_of_one_finding_with_many_labels_take_their_number() {
    for joint in [", ", ",\n    "] {
        assert_in_proportion("labels of one finding", "full", |count| {
            let cells = format!("{CELLS}, {}", repeated("p#: A", count, joint));
            let parties = format!("{THIRD}, {}", repeated("p#: Party #", count, ", "));
            changed(CELLS, &cells).replacen(THIRD, &parties, 1)
        });
    }
}

#[test]
fn names_that_nobody_declared_take_their_number() {
    // The helps named all parties, each time: the length of the output shows it without a clock.
    let output = |count| {
        let cells = format!("{CELLS}, {}", repeated("other-party-#: C", count, ", "));
        let parties = format!(
            "{THIRD}, {}",
            repeated("third-party-#: Party #", count, ", ")
        );
        let folder = folder(&[(
            "a.crisp.yaml",
            changed(CELLS, &cells).replacen(THIRD, &parties, 1),
        )]);
        check(folder.path(), &["-q", "--format", "json", "."])
            .stdout
            .len()
    };
    let (few, many) = (output(100), output(400));
    assert!(many < 5 * few, "{few} and {many} bytes");
    assert_in_proportion("a party in each of many rows", "json", |count| {
        let row = "  row-#: {raci: {provider: C, customer: [R, A], msq: R}}\n";
        let parties = format!(
            "{THIRD}, {}",
            repeated("third-party-#: Party #", count, ", ")
        );
        changed(THIRD, &parties) + &repeated(row, count, "")
    });
}

#[test]
fn waivers_of_the_same_take_their_number() {
    assert_in_proportion("waivers", "json", |count| {
        let row = "  row-#: {raci: {provider: C, customer: [R, A]}}\n";
        let waiver = "  - {rule: CRISP303, reason: Follows the move., approvedBy: \"Jo Citizen, CISO\", \
                      expires: 2027-01-31}\n";
        changed("features:\n", "features:\n")
            + &repeated(row, count, "")
            + "waivers:\n"
            + &repeated(waiver, count, "")
    });
}
