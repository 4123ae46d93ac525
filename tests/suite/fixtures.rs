//! The fixtures of the repository: clean ones are silent, broken ones fire as expected, and every
//! format shows the same places.

use std::fs;
use std::sync::LazyLock;

use serde_json::Value;

use crate::bless::Output;
use crate::support::{Run, check, repository, text};

/// The folders of broken fixtures, by code.
fn broken() -> Vec<(String, String)> {
    let folders = fs::read_dir(repository().join("fixtures/broken")).expect("fixtures");
    let mut codes: Vec<(String, String)> = folders
        .map(|folder| {
            folder
                .expect("a folder")
                .file_name()
                .into_string()
                .expect("UTF-8")
        })
        .map(|code| (code.clone(), format!("fixtures/broken/{code}")))
        .collect();
    codes.sort();
    codes
}

#[test]
fn clean_fixtures_are_silent() {
    let run = check(repository(), &["--fail-on", "info", "fixtures/clean"]);
    let expected = "7 manifests in 6 files, 126 features: no findings\n";
    assert_eq!(
        (run.code, run.stdout.as_str(), run.stderr.as_str()),
        (0, expected, "")
    );
}

#[test]
fn broken_fixtures_fire_their_rule_and_no_other() {
    let faults = faults();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// What the tool says of every broken fixture, run once for all tests.
static RUNS: LazyLock<Vec<Broken>> = LazyLock::new(|| {
    let run = |(code, folder): (String, String)| Broken {
        full: check(repository(), &[&folder]),
        json: check(repository(), &["--format", "json", &folder]),
        code,
        folder,
    };
    broken().into_iter().map(run).collect()
});

/// The runs over the fixture of a rule.
struct Broken {
    code: String,
    folder: String,
    full: Run,
    json: Run,
}

/// What is wrong with the fixtures, whatever their expected outputs say.
pub fn faults() -> Vec<String> {
    RUNS.iter().filter_map(Broken::fault).collect()
}

/// The expected outputs as they should be.
pub fn outputs() -> Vec<Output> {
    let outputs = RUNS.iter().flat_map(|broken| {
        let output = |name: &str, run: &Run| {
            let path = repository().join(&broken.folder).join(name);
            Output::new(&broken.code, path, run.stdout.clone())
        };
        [
            output("expected.txt", &broken.full),
            output("expected.json", &broken.json),
        ]
    });
    outputs.collect()
}

impl Broken {
    fn fault(&self) -> Option<String> {
        let folder = &self.folder;
        let report = self.json.json();
        let findings = report["findings"].as_array().expect("findings");
        // What a waiver covers is of another rule.
        let open: Vec<&Value> = findings
            .iter()
            .filter(|one| one["status"] == "open")
            .collect();
        if open.is_empty() {
            return Some(format!("{folder} raises nothing"));
        }
        if let Some(other) = open.iter().find(|one| text(&one["code"]) != self.code) {
            let (code, message) = (text(&other["code"]), text(&other["message"]));
            return Some(format!("{} raises {code}, too: {message}", place(other)));
        }
        let errors = i32::from(open.iter().any(|one| one["severity"] == "error"));
        let codes = (self.full.code, self.json.code);
        (codes != (errors, errors)).then(|| format!("{folder} ends with {codes:?}"))
    }
}

/// `path:line:column` of every finding, from each format.
#[test]
fn every_format_shows_the_same_places() {
    let folders = broken().into_iter().map(|(_, folder)| folder);
    for folder in folders.chain(["fixtures/hostile".to_owned()]) {
        let report = check(repository(), &["--format", "json", &folder]).json();
        let findings = report["findings"].as_array().expect("findings");
        let json: Vec<String> = findings.iter().map(place).collect();
        let concise = check(repository(), &["-q", "--format", "concise", &folder]).stdout;
        let concise: Vec<&str> = concise
            .lines()
            .map(|line| line.split_once(": ").expect("a message").0)
            .collect();
        let full = check(repository(), &["-q", &folder]).stdout;
        let full: Vec<&str> = full
            .split("\n\n  ") // one part for each finding, its frames in it
            .filter_map(|part| frames_first(part, &concise))
            .collect();
        assert_eq!(json, concise, "{folder}");
        assert_eq!(json, full, "{folder}");
    }
}

fn place(finding: &Value) -> String {
    format!(
        "{}:{}:{}",
        text(&finding["path"]),
        finding["line"],
        finding["column"]
    )
}

/// The place over the frame of the finding's own mark. A mark of another line has a frame of its
/// own, before or after.
fn frames_first<'t>(part: &'t str, known: &[&str]) -> Option<&'t str> {
    let frames = part
        .lines()
        .filter_map(|line| line.split_once("─[")?.1.strip_suffix(']'));
    let frames: Vec<&str> = frames.collect();
    frames
        .iter()
        .copied()
        .find(|frame| known.contains(frame))
        .or(frames.first().copied())
}

/// The table as published, cell for cell.
#[test]
fn the_embedded_matrix_is_the_published_table() {
    let page = fs::read_to_string(repository().join("fixtures/published/shared-responsibility.md"));
    let page = page.expect("the published page");
    let published: Vec<Vec<String>> = page
        .lines()
        .filter(|line| line.starts_with('|'))
        .skip(2) // the header and its rule
        .map(|line| {
            line.trim_matches('|')
                .split('|')
                .map(|cell| cell.trim().to_owned())
                .collect()
        })
        .collect();
    let matrix = crate::support::run(repository(), &["matrix", "show", "--format", "json"]).json();
    let rows = matrix["features"].as_object().expect("rows").values();
    let embedded: Vec<Vec<String>> = rows
        .map(|row| {
            // The page shows one apostrophe as mojibake.
            let title = text(&row["title"]).replace('’', "â€™");
            vec![
                title,
                letters(&row["raci"]["provider"]),
                letters(&row["raci"]["customer"]),
            ]
        })
        .collect();
    assert_eq!(published.len(), 18);
    assert_eq!(embedded, published);
}

fn letters(roles: &Value) -> String {
    let roles = roles.as_array().expect("a list").iter().map(text);
    roles.collect::<Vec<_>>().join(", ")
}
