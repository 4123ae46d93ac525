//! One word for one thing: no text that a person meets has a word that CONTRIBUTING.md says we do not use.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::support::{check, repository, run};

/// What we do not write, and what we write instead.
const AVOIDED: [(&str, &str); 22] = [
    (" is no ", "is not a"),
    (" are no ", "are not"),
    ("has faults", "has errors"),
    ("have faults", "have errors"),
    ("diagnostic", "finding"),
    ("answers for", "is accountable for"),
    ("answer for", "is accountable for"),
    ("judge", "check against"),
    ("circle", "cycle"),
    ("fleet", "all systems"),
    ("for machines", "for programs"),
    ("gate was switched on", "existing findings"),
    ("stale", "no longer occurs"),
    ("well-formed", "valid"),
    ("take it out", "remove"),
    ("take out", "remove"),
    ("have it approved anew", "get a new approval"),
    ("the matrix has it", "as in the matrix"),
    ("stands for", "is a placeholder for"),
    ("asks for", "requires"),
    ("still holds", "still contains"),
    ("nobody then", "say who"),
];

/// Texts that may keep such a word: where it stands, and why.
const KEPT: [(&str, &str, &str); 3] = [
    ("CHANGELOG.md", "", "tells what was said before"),
    ("CONTRIBUTING.md", "| ", "the table of what we do not write"),
    ("rules/README.md", "stale-evidence", "the name of a rule"),
];

#[test]
fn no_text_has_a_word_that_we_do_not_use() {
    let mut wrong = Vec::new();
    for (place, text) in texts() {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let lower = format!(" {} ", text.to_lowercase());
        // "There is no such file" is plain.
        let lower = lower
            .replace("there is no ", "")
            .replace("there are no ", "")
            .replace("no longer", "");
        for (avoided, instead) in AVOIDED {
            if lower.contains(avoided) && !is_kept(&place, &text) {
                wrong.push(format!(
                    "{place}: write \"{instead}\" for \"{avoided}\": {text}"
                ));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} texts:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

fn is_kept(place: &str, text: &str) -> bool {
    let mut kept = KEPT.iter();
    kept.any(|(file, part, _)| place.starts_with(file) && text.contains(part))
}

/// Every text that a person meets: the pages, the help of every command, the table of rules, the
/// descriptions of the schemas, and all that is said of the fixtures.
fn texts() -> Vec<(String, String)> {
    let mut texts = pages();
    for arguments in [
        &["--help"][..],
        &["check", "--help"],
        &["init", "--help"],
        &["report", "--help"],
        &["explain", "--help"],
        &["rules", "--help"],
        &["schema", "--help"],
        &["completions", "--help"],
        &["matrix", "--help"],
        &["matrix", "show", "--help"],
        &["matrix", "check", "--help"],
        &["matrix", "import", "--help"],
        &["matrix", "diff", "--help"],
        &["rules"],
    ] {
        let help = run(repository(), arguments).stdout;
        let lines = help.lines().map(|line| {
            (
                format!("crisplint {}", arguments.join(" ")),
                line.to_owned(),
            )
        });
        texts.extend(lines);
    }
    for schema in ["manifest", "matrix", "config"] {
        let json = run(repository(), &["schema", schema]).json();
        descriptions(&format!("crisplint schema {schema}"), &json, &mut texts);
    }
    let report = check(
        repository(),
        &["--format", "json", "--no-config", "fixtures/broken"],
    )
    .json();
    for finding in report["findings"].as_array().expect("findings") {
        let place = format!("{}:{}", finding["path"], finding["line"]);
        let related = finding["related"].as_array().expect("a list").iter();
        let said = [&finding["message"], &finding["help"]].into_iter();
        let said = said.chain(related.map(|one| &one["message"]));
        texts.extend(said.filter_map(|text| Some((place.clone(), text.as_str()?.to_owned()))));
    }
    texts
}

/// The paragraphs of the pages, those of code left out.
fn pages() -> Vec<(String, String)> {
    let mut files: Vec<PathBuf> = ["README.md", "CONTRIBUTING.md", ".github/SECURITY.md"]
        .map(|file| repository().join(file))
        .to_vec();
    for folder in ["docs", "rules"] {
        let entries = fs::read_dir(repository().join(folder)).expect("a folder");
        let pages = entries.flatten().map(|entry| entry.path());
        files.extend(pages.filter(|path| path.extension().is_some_and(|end| end == "md")));
    }
    files.sort();
    files.iter().flat_map(|file| paragraphs(file)).collect()
}

fn paragraphs(file: &Path) -> Vec<(String, String)> {
    let name = file.strip_prefix(repository()).expect("a file of ours");
    let text = fs::read_to_string(file).expect("a page");
    let mut found: Vec<(String, String)> = Vec::new();
    let (mut is_code, mut is_new) = (false, true);
    for (number, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            is_code = !is_code;
            is_new = true;
            continue;
        }
        let begins = is_new || line.starts_with(['|', '#', '-']) || line.trim().is_empty();
        is_new = line.trim().is_empty();
        if is_code || is_new {
            continue;
        }
        match found.last_mut() {
            Some((_, paragraph)) if !begins => *paragraph += &format!(" {}", line.trim()),
            _ => found.push((
                format!("{}:{}", name.display(), number + 1),
                line.to_owned(),
            )),
        }
    }
    found
}

fn descriptions(place: &str, json: &Value, texts: &mut Vec<(String, String)>) {
    match json {
        Value::Object(fields) => {
            for (key, value) in fields {
                match (key.as_str(), value) {
                    ("title" | "description", Value::String(text)) => {
                        texts.push((place.to_owned(), text.clone()));
                    }
                    _ => descriptions(place, value, texts),
                }
            }
        }
        Value::Array(items) => items
            .iter()
            .for_each(|item| descriptions(place, item, texts)),
        _ => {}
    }
}
