//! The two readers of YAML, and its editor, on texts that chance makes.
//!
//! `CRISPLINT_SEED` chooses other texts, `CRISPLINT_CASES` their number, and `CRISPLINT_CASE` repeats one.

#![allow(clippy::print_stdout, reason = "a test speaks through stdout")]

use crate::support::{cases, number};
use std::fs;
use std::num::NonZero;
use std::thread;

use crisplint::yaml;

use super::{Oracle, oracles};

type Text = fn(&[u8]) -> String;

/// Bytes that a text is made of; what is missing of them is zero.
const BYTES: usize = 200;

#[test]
fn both_readers_make_the_same_of_any_tokens() {
    for_chance("any_tokens", oracles::token_text, oracles::tokens);
}

#[test]
fn both_readers_make_the_same_of_any_tree() {
    for_chance("any_tree", oracles::tree_text, oracles::trees);
}

#[test]
fn an_edit_changes_what_it_was_asked_to() {
    for_chance("an_edit_changes", oracles::form_text, oracles::edits);
}

#[test]
fn an_edit_of_a_fixture_changes_what_it_was_asked_to() {
    for path in super::all("fixtures/clean") {
        let text = fs::read(&path).expect("bytes");
        let Ok(text) = String::from_utf8(text) else {
            continue;
        };
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        for case in 0..100 {
            let bytes = bytes(20_230_201, case);
            let outcome = std::panic::catch_unwind(|| oracles::edit_of(text, &bytes));
            assert!(outcome.is_ok(), "case {case} of {}", path.display());
        }
    }
}

/// What is not read, or not edited, shows nothing.
#[test]
fn many_texts_are_edited() {
    let texts = (0..1_000).map(|case| oracles::form_text(&bytes(20_230_201, case)));
    let is_read = |text: &String| {
        let mut outcomes = yaml::documents(text);
        outcomes.all(|outcome| outcome.is_some_and(|outcome| outcome.is_ok()))
    };
    let read = texts.filter(is_read).count();
    assert!(read > 500, "{read} of 1000");
}

/// A text that the quick reader leaves compares the event parser with itself.
#[test]
fn the_quick_reader_takes_many_of_the_texts() {
    let seed = 20_230_201;
    for (name, text) in [
        ("tokens", oracles::token_text as Text),
        ("trees", oracles::tree_text),
    ] {
        let texts = (0..1_000).map(|case| text(&bytes(seed, case)));
        let taken = texts.filter(|text| yaml::is_plain(text)).count();
        assert!((100..900).contains(&taken), "{name}: {taken} of 1000");
    }
}

fn for_chance(test: &str, text: Text, oracle: Oracle) {
    let seed = number("CRISPLINT_SEED").unwrap_or(20_230_201);
    let cases = cases(2_000, 10_000);
    let only = number("CRISPLINT_CASE");
    let cases = only.map_or(0..cases, |only| only..only + 1);
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let look = |first: usize| {
        for case in cases.clone().skip(first).step_by(threads) {
            let bytes = bytes(seed, case);
            if only.is_some() {
                println!("{}", text(&bytes));
            }
            let outcome = std::panic::catch_unwind(|| oracle(&bytes));
            assert!(
                outcome.is_ok(),
                "again: CRISPLINT_SEED={seed} CRISPLINT_CASE={case} cargo test --test suite {test} -- --nocapture"
            );
        }
    };
    let look = &look;
    thread::scope(|scope| {
        for first in 0..threads {
            scope.spawn(move || look(first));
        }
    });
}

/// The bytes of one case, by which it can be repeated alone.
fn bytes(seed: u64, case: u64) -> [u8; BYTES] {
    // Neighbouring seeds give related streams; the odd constant (2^64 divided by the golden ratio) spreads them.
    let seed = seed ^ case.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mut bytes = [0; BYTES];
    fastrand::Rng::with_seed(seed).fill(&mut bytes);
    bytes
}
