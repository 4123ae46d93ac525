//! Nothing that a repository can hold hides a finding that it cannot switch off: for any faults in one
//! document, under any levels, waivers and baseline, each of them is there, or an error that counts
//! stands on the same value or row.
//!
//! What there is to be hidden is what a run finds with everything off that can be off.

use std::fmt::Write as _;

use serde_json::Value;

use super::case::{self, Written};
use super::faults::{self, Apply, Fault};
use super::maker::Maker;
use crate::support::{check, folder, run, text};

/// Documents judged under the same levels and by the same baseline.
const BATCH: u64 = 100;
const LEVELS: [&str; 4] = ["off", "info", "warning", "error"];

#[test]
fn what_can_be_off_hides_nothing_that_cannot() {
    let settings = super::Settings::from_environment();
    let catalogue = faults::catalogue();
    let catalogue = catalogue.into_iter();
    let catalogue: Vec<&Fault> = catalogue
        .filter(|fault| matches!(fault.apply, Apply::Document(_)))
        .collect();
    let placeholders = catalogue
        .iter()
        .filter(|fault| fault.name.starts_with("403"));
    let placeholders: Vec<&Fault> = placeholders.copied().collect();
    let (changeable, fixed) = rules();
    let mut seen = 0;
    for batch in 0..settings.cases / 1000 {
        let maker = &mut Maker::new(settings.seed.wrapping_add(1), batch);
        let cases = (0..BATCH).filter_map(|number| {
            let count = 2 + maker.below(2);
            let faults = (0..count).map(|_| {
                // A placeholder silences what is always an error.
                let choices = if maker.chance(30) {
                    &placeholders
                } else {
                    &catalogue
                };
                maker.pick(choices)
            });
            let faults: Vec<&Fault> = faults.collect();
            case::build_gated(settings.seed, batch * BATCH + number, &faults, &changeable)
        });
        let cases: Vec<Written> = cases.collect();
        let levels = [(); 2].map(|()| levels(maker, &changeable));
        seen += judge(&cases, &changeable, &fixed, &levels);
    }
    assert!(seen > 0, "there was something to hide");
}

/// The rules that can be changed, and those that cannot, by code.
fn rules() -> (Vec<String>, Vec<String>) {
    let folder = folder::<&str>(&[]);
    let listed = run(folder.path(), &["rules", "--format", "json"]).json();
    let all = listed.as_array().expect("rules").iter();
    let (fixed, changeable): (Vec<&Value>, Vec<&Value>) =
        all.partition(|rule| rule["fixed"] == true);
    let codes = |rules: Vec<&Value>| {
        rules
            .into_iter()
            .map(|rule| text(&rule["code"]).to_owned())
            .collect()
    };
    (codes(changeable), codes(fixed))
}

/// Any levels, as a configuration.
fn levels(maker: &mut Maker, changeable: &[String]) -> String {
    let mut config = "rules:\n".to_owned();
    for code in changeable {
        if maker.chance(70) {
            writeln!(config, "  {code}: {}", maker.pick(&LEVELS)).expect("text");
        }
    }
    if config.lines().count() > 1 {
        config
    } else {
        String::new()
    }
}

/// Checks one batch. Returns how many findings there were to hide.
fn judge(
    cases: &[Written],
    changeable: &[String],
    fixed: &[String],
    levels: &[String; 2],
) -> usize {
    let off = changeable.iter().fold("rules:\n".to_owned(), |off, code| {
        off + "  " + code + ": off\n"
    });
    let two = format!("baseline: old.json\n{}", levels[1]);
    let files = cases.iter().flat_map(|case| &case.files);
    let mut files: Vec<(&str, &str)> = files
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    files.extend([
        ("off.yaml", off.as_str()),
        ("one.yaml", levels[0].as_str()),
        ("two.yaml", two.as_str()),
    ]);
    let folder = folder(&files);
    let json = |arguments: &[&str]| {
        let arguments = [&["--format", "json", "."], arguments].concat();
        let report = check(folder.path(), &arguments).json();
        report["findings"].as_array().expect("findings").clone()
    };
    let there = json(&["--config", "off.yaml"]);
    // What stood under one configuration is accepted under another.
    check(
        folder.path(),
        &[
            "-q",
            "--config",
            "one.yaml",
            "--write-baseline",
            "old.json",
            ".",
        ],
    );
    let found = json(&["--config", "two.yaml"]);
    let there = there
        .iter()
        .filter(|one| fixed.iter().any(|code| one["code"] == code.as_str()));
    let mut count = 0;
    for hidden in there {
        count += 1;
        let is_same = |one: &&Value| {
            [
                "path", "document", "code", "pointer", "line", "column", "message",
            ]
            .into_iter()
            .all(|key| one[key] == hidden[key])
        };
        let is_excused = |one: &&Value| {
            one["severity"] == "error" && one["status"] != "waived" && stands_on(one, hidden)
        };
        let shown = found.iter().find(is_same);
        assert!(
            shown.is_none_or(|shown| shown["status"] != "waived"),
            "waived: {hidden:#}"
        );
        if shown.is_none() && !found.iter().any(|one| is_excused(&one)) {
            let (_, text) = files
                .iter()
                .find(|(name, _)| hidden["path"] == *name)
                .expect("a file");
            panic!(
                "with {}\nbehind the baseline of {}\nthis is missing: {hidden:#}\n{text}",
                levels[1], levels[0]
            );
        }
    }
    count
}

/// Whether a finding stands on the value or the row of another.
fn stands_on(one: &Value, other: &Value) -> bool {
    let same = |key: &str| one[key] == other[key];
    let pointers = [one, other].map(|finding| finding["pointer"].as_str().unwrap_or_default());
    let within = |inner: &str, outer: &str| {
        inner
            .strip_prefix(outer)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let value = within(pointers[0], pointers[1]) || within(pointers[1], pointers[0]);
    same("path") && same("document") && (value || (same("feature") && !one["feature"].is_null()))
}
