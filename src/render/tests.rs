//! One report in every format: each is read back by a reader of its own kind, and all must tell of
//! the same findings at the same lines and columns, whatever stands in the names.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use super::{concise, full, github, gitlab, json, junit, markdown, sarif};
use crate::finding::{
    Baselined, Details, Finding, Kind, Location, Note, Related, Report, Seen, Severity, Status,
    Subject, Waived,
};
use crate::rules;
use crate::text::{FilePath, Sha256, Source, Span, is_hidden, visible};

const HOSTILE: &str = "`a|b` 100% ]]> \u{fffe}\u{ffff} \u{1b}[31m \u{202e}\u{200f} | `c` <script>x</script> \
    \"q\" 'q' [l](u) {0} &amp; *b* _i_ ##[error]x [[ATTACHMENT|/etc/passwd]]\r\n::error::injected\n\n# x\n| y |\t,";
const HOSTILE_PATH: &str = "d, e:f/100%\n::g|`h`<script>\u{1b}[2J\u{202e}é.crisp.yaml";
const CLEAN: [&str; 2] = ["b.crisp.yaml", "c.crisp.yaml"];
const GONE: &str = "gone.crisp.yaml";
const OTHER: &str = "z other.crisp.yaml";

/// Lines of 40 characters of two bytes each, so that bytes are not columns.
fn source() -> Arc<Source> {
    let line = format!("{}\n", "é".repeat(40));
    Arc::new(Source::from_bytes(line.repeat(30).into_bytes()))
}

fn path(relative: &str) -> Arc<FilePath> {
    Arc::new(FilePath {
        relative: relative.to_owned(),
        shown: format!("../{relative}"),
        in_root: None,
    })
}

fn location(relative: &str, line: usize, column: usize, length: usize) -> Location {
    let start = (line - 1) * 81 + (column - 1) * 2;
    let span = Span::new(start, start + 2 * length);
    Location::new(&path(relative), &source(), span)
}

/// An open finding, hostile in every text that could come from a file.
fn finding(code: &str, document: Option<usize>, location: Location) -> Finding {
    let rule = rules::find(code).expect("a rule");
    Finding::from(Details {
        rule,
        severity: rule.severity,
        message: format!("{code} {HOSTILE}").into(),
        help: Some(format!("write {HOSTILE}").into()),
        label: Some(HOSTILE.into()),
        location,
        related: Vec::new(),
        pointer: document.map(|_| "/features/a~1b".to_owned()),
        document,
        system: document.map(|_| HOSTILE.into()),
        matrix: None,
        feature: None,
        fingerprint: Sha256::of([]),
        status: Status::Open,
    })
}

fn report() -> Report {
    let mut broken = finding("CRISP202", Some(0), location(HOSTILE_PATH, 9, 8, 3));
    broken.related.push(Related {
        location: location(OTHER, 4, 5, 6),
        message: HOSTILE.into(),
    });
    let mut info = finding("CRISP204", Some(0), location(HOSTILE_PATH, 10, 2, 1));
    info.severity = Severity::Info;
    info.help = None;
    let mut waived = finding("CRISP304", Some(1), location(HOSTILE_PATH, 20, 1, 40));
    waived.status = Status::Waived(Arc::new(Waived {
        rule: "CRISP304",
        feature: None,
        reason: format!("reason {HOSTILE}"),
        approved_by: format!("Jo {HOSTILE}"),
        expires: "2027-01-31".to_owned(),
    }));
    let mut baselined = finding("CRISP203", Some(1), location(HOSTILE_PATH, 21, 3, 4));
    baselined.status = Status::Baselined(Arc::new(Baselined {
        on: jiff::civil::date(2026, 11, 1),
        by: Some(HOSTILE.to_owned()),
    }));
    let mut findings = vec![
        finding("CRISP001", None, location(GONE, 1, 1, 0)),
        finding("CRISP309", Some(0), location(HOSTILE_PATH, 3, 4, 5)),
        broken,
        info,
        waived,
        baselined,
        // Its end is on another line.
        finding("CRISP003", Some(2), location(HOSTILE_PATH, 25, 30, 20)),
    ];
    findings.sort_by(Finding::in_order);
    let subject = |relative: &str, document, system: &str| Subject {
        path: path(relative),
        document,
        system: Some(system.into()),
        matrix: None,
        kind: Kind::Manifest,
    };
    let mut documents = CLEAN.map(|clean| subject(clean, 0, "clean")).to_vec();
    documents.extend((0..3).map(|document| subject(HOSTILE_PATH, document, HOSTILE)));
    Report {
        today: "2026-11-23".to_owned(),
        seen: Seen {
            files: 4,
            documents: 5,
            features: 7,
        },
        documents,
        findings,
        failed: true,
        errors: Vec::new(),
        sources: BTreeMap::from([(HOSTILE_PATH.to_owned(), source())]),
        notes: vec![Note::UncheckedEvidence(vec![HOSTILE.to_owned()])],
    }
}

fn empty() -> Report {
    Report::empty(jiff::civil::date(2026, 11, 23))
}

fn pictures(report: &Report) -> String {
    let look = full::Look {
        color: false,
        width: 100,
    };
    full::render(report, look)
}

type Render = fn(&Report) -> String;

const FORMATS: [(&str, Render); 8] = [
    ("full", pictures),
    ("concise", concise::render),
    ("json", json::render),
    ("sarif", sarif::render),
    ("github", github::render),
    ("gitlab", gitlab::render),
    ("junit", junit::render),
    ("markdown", markdown::render),
];

fn open(report: &Report) -> Vec<&Finding> {
    let findings = report.findings.iter();
    findings.filter(|f| f.status == Status::Open).collect()
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

fn numbers<'v>(value: &'v Value, names: &[&str]) -> Vec<&'v Value> {
    names.iter().map(|name| &value[*name]).collect()
}

fn positions(at: &Location) -> [usize; 4] {
    [at.start.line, at.start.column, at.end.line, at.end.column]
}

#[test]
fn every_format_is_the_same_twice_ends_its_last_line_and_steers_nothing() {
    for (name, render) in FORMATS {
        for report in [report(), empty()] {
            let text = render(&report);
            assert_eq!(text, render(&report), "{name}");
            assert!(text.is_empty() || text.ends_with('\n'), "{name}");
            let hidden = text
                .find(is_hidden)
                .and_then(|at| text.get(at..))
                .and_then(|rest| rest.chars().next());
            assert_eq!(hidden, None, "{name}: {text}");
        }
    }
}

#[test]
fn a_matrix_has_no_cases_of_what_is_asked_of_manifests() {
    let mut report = report();
    report.findings.clear();
    for subject in &mut report.documents {
        subject.kind = Kind::Matrix;
    }
    let text = junit::render(&report);
    assert!(
        text.contains("roles") && !text.contains("assurance"),
        "{text}"
    );
}

#[test]
fn an_empty_report_is_valid_in_every_format() {
    let report = empty();
    for (name, render) in &FORMATS[..2] {
        assert_eq!(render(&report), "", "{name}");
    }
    assert_eq!(github::render(&report), "");
    assert_eq!(gitlab::render(&report), "[]\n");
    assert_eq!(
        parsed(&json::render(&report))["findings"],
        Value::Array(Vec::new())
    );
    let run = &parsed(&sarif::render(&report))["runs"][0];
    assert_eq!(run["results"], Value::Array(Vec::new()));
    assert_eq!(run["invocations"][0]["executionSuccessful"], true);
    let suites = junit::render(&report);
    let suites = roxmltree::Document::parse(&suites).expect("XML");
    assert_eq!(suites.root_element().attribute("tests"), Some("0"));
    assert_eq!(
        markdown::render(&report),
        "## crisplint: nothing was checked\n\n0 documents in 0 files, 0 features: nothing was checked\n"
    );
}

#[test]
fn full_and_concise_name_the_place_of_what_is_not_baselined() {
    let report = report();
    let concise = concise::render(&report);
    let full = pictures(&report);
    let shown = |f: &&Finding| !matches!(f.status, Status::Baselined(_));
    let shown: Vec<&Finding> = report.findings.iter().filter(shown).collect();
    assert_eq!(concise.lines().count(), shown.len());
    for (finding, line) in shown.iter().zip(concise.lines()) {
        let at = &finding.location;
        let path = visible(&at.path.shown).replace('\n', "\\n");
        let place = format!("{path}:{}:{}", at.start.line, at.start.column);
        let word = match finding.status {
            Status::Open => finding.severity.as_str(),
            _ => "waived",
        };
        let start = format!(
            "{place}: {word}[{}] {}",
            finding.rule.code, finding.rule.code
        );
        assert!(line.starts_with(&start), "{line}\n{start}");
        assert!(full.contains(&format!("[{}]", finding.rule.code)));
        if report.sources.contains_key(&at.path.relative) {
            assert!(full.contains(&format!("[{place}]")), "{full}");
        }
    }
    assert!(!full.contains("CRISP203"), "baselined");
}

#[test]
fn json_holds_everything() {
    let report = report();
    let value = parsed(&json::render(&report));
    let found = value["findings"].as_array().expect("findings");
    assert_eq!(found.len(), report.findings.len());
    for (finding, found) in report.findings.iter().zip(found) {
        assert_eq!(found["code"], finding.rule.code);
        assert_eq!(found["severity"], finding.severity.as_str());
        assert_eq!(found["message"], &*finding.message);
        assert_eq!(found["path"], finding.location.path.relative.as_str());
        assert_eq!(found["status"], finding.status.as_str());
        let names = ["line", "column", "endLine", "endColumn"];
        assert_eq!(numbers(found, &names), positions(&finding.location));
    }
}

/// A URI's path.
fn decoded(uri: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = uri.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(if byte == b'%' {
            let digits = [rest.next().unwrap(), rest.next().unwrap()];
            u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).unwrap()
        } else {
            assert!(byte.is_ascii_graphic() && byte != b':', "{uri}");
            byte
        });
    }
    String::from_utf8(bytes).expect("UTF-8")
}

/// What a viewer shows of a plain text message.
fn sarif_text(message: &Value) -> String {
    let text = message["text"].as_str().expect("text");
    let mut shown = String::new();
    let mut rest = text.chars().peekable();
    while let Some(character) = rest.next() {
        match character {
            '\\' => {
                let escaped = rest.next_if(|next| "[]\\".contains(*next));
                shown.push(escaped.unwrap_or('\\'));
            }
            '{' | '}' => {
                assert_eq!(rest.next(), Some(character), "a placeholder: {text}");
                shown.push(character);
            }
            '[' | ']' => panic!("a link: {text}"),
            other => shown.push(other),
        }
    }
    shown
}

fn assert_sarif_place(place: &Value, at: &Location) {
    let place = &place["physicalLocation"];
    let artifact = &place["artifactLocation"];
    assert_eq!(artifact["uriBaseId"], "%SRCROOT%");
    assert_eq!(
        decoded(artifact["uri"].as_str().expect("a URI")),
        at.path.relative
    );
    let names = ["startLine", "startColumn", "endLine", "endColumn"];
    assert_eq!(numbers(&place["region"], &names), positions(at));
}

#[test]
fn sarif_holds_everything_and_suppresses_what_is_covered() {
    let report = report();
    let log = parsed(&sarif::render(&report));
    let run = &log["runs"][0];
    let results = run["results"].as_array().expect("results");
    assert_eq!(results.len(), report.findings.len());
    for (finding, result) in report.findings.iter().zip(results) {
        assert_eq!(result["ruleId"], finding.rule.code);
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        let rule = &run["tool"]["driver"]["rules"][index];
        assert_eq!(rule["id"], finding.rule.code);
        let level = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "note",
        };
        assert_eq!(result["level"], level);
        assert_sarif_place(&result["locations"][0], &finding.location);
        let text = sarif_text(&result["message"]);
        assert!(text.starts_with(&*finding.message), "{text}");
        let suppressions = result["suppressions"].as_array().expect("always there");
        let kind = suppressions
            .first()
            .map(|one| one["kind"].as_str().unwrap());
        let expected = match finding.status {
            Status::Open => None,
            Status::Waived(_) => Some("inSource"),
            Status::Baselined(_) => Some("external"),
        };
        assert_eq!(kind, expected);
        let fingerprint = &result["partialFingerprints"]["crisplint/v1"];
        assert_eq!(fingerprint, finding.fingerprint.to_string().as_str());
        for (index, related) in finding.related.iter().enumerate() {
            let found = &result["relatedLocations"][index];
            assert_sarif_place(found, &related.location);
            assert_eq!(sarif_text(&found["message"]), related.message);
        }
    }
}

#[test]
fn sarif_describes_every_rule() {
    let log = parsed(&sarif::render(&empty()));
    let rules = log["runs"][0]["tool"]["driver"]["rules"].as_array();
    let rules = rules.expect("rules");
    assert_eq!(rules.len(), rules::RULES.len());
    for (found, (rule, _)) in rules.iter().zip(rules::RULES) {
        assert_eq!(found["id"], rule.code);
        assert_eq!(found["name"], rule.name);
        assert_eq!(found["help"]["markdown"], rule.page);
        for field in ["shortDescription", "fullDescription", "help"] {
            let text = found[field]["text"].as_str().expect(field);
            assert!(!text.is_empty() && !text.contains("```"), "{text}");
        }
        assert!(found["properties"]["tags"].as_array().unwrap().len() >= 2);
    }
}

#[test]
fn github_annotates_what_is_open_the_most_severe_first() {
    let report = report();
    let text = github::render(&report);
    let decode = |text: &str| {
        let text = text.replace("%3A", ":").replace("%2C", ",");
        text.replace("%0D", "\r")
            .replace("%0A", "\n")
            .replace("%25", "%")
    };
    let mut found = Vec::new();
    let note = "::notice title=crisplint::";
    let (notes, lines): (Vec<&str>, Vec<&str>) =
        text.lines().partition(|line| line.starts_with(note));
    assert_eq!(notes.len(), report.notes.len());
    for line in lines {
        let rest = line.strip_prefix("::").expect("a command");
        let (level, rest) = rest.split_once(' ').expect("properties");
        let (properties, data) = rest.split_once("::").expect("data");
        let properties: BTreeMap<&str, String> = properties
            .split(',')
            .map(|property| property.split_once('=').expect("a property"))
            .map(|(key, value)| (key, decode(value)))
            .collect();
        let at = ["line", "col", "endLine", "endColumn"];
        let at = at.map(|key| properties[key].parse::<usize>().expect("a number"));
        let (path, title) = (properties["file"].clone(), properties["title"].clone());
        found.push((level.to_owned(), path, at, title, decode(data)));
    }
    let levels: Vec<&str> = found.iter().map(|(level, ..)| level.as_str()).collect();
    assert_eq!(levels, ["error", "error", "error", "warning", "notice"]);
    let mut expected = Vec::new();
    for finding in open(&report) {
        let level = finding.severity.as_str().replace("info", "notice");
        let path = visible(&finding.location.path.relative).into_owned();
        let title = format!("{} {}", finding.rule.code, finding.rule.name);
        let help = finding.help.iter().map(|help| format!("\n{help}"));
        let data = format!("{}{}", finding.message, help.collect::<String>());
        let at = positions(&finding.location);
        expected.push((level, path, at, title, visible(&data).into_owned()));
    }
    found.sort();
    expected.sort();
    assert_eq!(found, expected);
}

#[test]
fn gitlab_lists_what_is_open_under_fingerprints_of_their_own() {
    let report = report();
    let issues = parsed(&gitlab::render(&report));
    let issues = issues.as_array().expect("issues");
    let open = open(&report);
    assert_eq!(issues.len(), open.len());
    let mut fingerprints = std::collections::BTreeSet::new();
    for (finding, issue) in open.iter().zip(issues) {
        assert_eq!(issue["check_name"], finding.rule.code);
        assert_eq!(issue["description"], &*finding.message);
        let location = &issue["location"];
        assert_eq!(location["path"], finding.location.path.relative.as_str());
        assert_eq!(location["lines"]["begin"], finding.location.start.line);
        assert_eq!(location["lines"]["end"], finding.location.end.line);
        let severity = match finding.severity {
            Severity::Error => "major",
            Severity::Warning => "minor",
            Severity::Info => "info",
        };
        assert_eq!(issue["severity"], severity);
        assert!(fingerprints.insert(issue["fingerprint"].to_string()));
    }
}

/// Text as XML can hold it.
fn xml(text: &str) -> String {
    visible(text)
        .replace('\u{fffe}', "\\u{fffe}")
        .replace('\u{ffff}', "\\u{ffff}")
        .replace("[[ATT", "[\\u{5b}ATT")
}

#[test]
fn junit_tells_of_every_finding_in_one_case() {
    let report = report();
    let text = junit::render(&report);
    let document = roxmltree::Document::parse(&text).expect("XML");
    let body =
        |node: &roxmltree::Node<'_, '_>| matches!(node.tag_name().name(), "failure" | "system-out");
    let bodies = document.descendants().filter(body);
    let mut found: Vec<String> = bodies
        .flat_map(|node| node.text().unwrap().lines())
        .filter(|line| !line.starts_with("  "))
        .map(str::to_owned)
        .collect();
    let mut expected: Vec<String> = Vec::new();
    for finding in &report.findings {
        let at = &finding.location;
        let word = match finding.status {
            Status::Open => finding.severity.as_str(),
            _ => finding.status.as_str(),
        };
        let line = format!(
            "{}:{}:{}: {word}[{}] {}",
            at.path.relative, at.start.line, at.start.column, finding.rule.code, finding.message
        );
        expected.push(xml(&line).replace('\n', "\\n"));
    }
    found.sort();
    expected.sort();
    assert_eq!(found, expected);
}

#[test]
fn junit_counts_what_passed_what_failed_and_what_was_not_judged() {
    let report = report();
    let text = junit::render(&report);
    let document = roxmltree::Document::parse(&text).expect("XML");
    let all = document.root_element();
    let counts = |node: &roxmltree::Node<'_, '_>| {
        ["tests", "failures", "skipped"].map(|name| node.attribute(name).unwrap().to_owned())
    };
    // Five documents of seven families, and a file that cannot be read. Failed: three families and
    // the file; skipped: waived, baselined, and six families behind a syntax fault.
    assert_eq!(counts(&all), ["36", "4", "8"]);
    let mut suites = Vec::new();
    for suite in all.children().filter(roxmltree::Node::is_element) {
        let number = |name| {
            let named = |node: &roxmltree::Node<'_, '_>| node.has_tag_name(name);
            suite.descendants().filter(named).count().to_string()
        };
        let [cases, failures, skipped] = ["testcase", "failure", "skipped"].map(number);
        assert_eq!(counts(&suite), [cases, failures, skipped]);
        suites.push(suite.attribute("name").unwrap().to_owned());
    }
    let expected = [CLEAN[0], CLEAN[1], HOSTILE_PATH, GONE].map(xml);
    assert_eq!(suites, expected);
    let skipped: Vec<&str> = document
        .descendants()
        .filter(|node| node.has_tag_name("skipped"))
        .map(|node| node.attribute("message").unwrap())
        .collect();
    assert!(skipped[0].starts_with("baselined: "), "{}", skipped[0]);
    assert!(skipped[1].starts_with("waived: reason "), "{}", skipped[1]);
    assert!(
        skipped[2..]
            .iter()
            .all(|why| *why == "not checked: CRISP003 ends here")
    );
    let failure = document
        .descendants()
        .find(|node| node.has_tag_name("failure"));
    let failure = failure.expect("a failure");
    assert_eq!(failure.attribute("type"), Some("CRISP202"));
    let message = failure.attribute("message").expect("a message");
    assert_eq!(message, xml(&format!("CRISP202 {HOSTILE}")));
}

/// What Markdown shows of a cell.
fn shown(cell: &str) -> String {
    let mut parts = cell.split("&#");
    let mut shown = parts.next().unwrap().to_owned();
    for part in parts {
        let (number, rest) = part.split_once(';').expect("a reference");
        shown.push(char::from_u32(number.parse().unwrap()).unwrap());
        shown.push_str(rest);
    }
    shown
}

/// Text as a cell can hold it.
fn flat(text: &str) -> String {
    visible(text).replace('\t', " ").replace('\n', "<br>")
}

#[test]
fn markdown_has_a_row_for_every_finding_and_no_more() {
    let report = report();
    let text = markdown::render(&report);
    for markup in ["<script", "](", "&amp;", "*b*", "\n#  x", "\n| y"] {
        assert!(!text.contains(markup), "{markup} in {text}");
    }
    let (tables, rest) = text.split_once("\n### Waived\n").expect("waived");
    let rows = |text: &str| -> Vec<Vec<String>> {
        let rows = text.lines().filter(|line| line.starts_with("| ")).skip(2);
        rows.map(|row| {
            let row = row.strip_prefix("| ").unwrap().strip_suffix(" |").unwrap();
            assert_eq!(row.matches('|').count(), row.matches(" | ").count());
            row.split(" | ").map(shown).collect()
        })
        .collect()
    };
    let mut found = rows(tables);
    let severities: Vec<&str> = found.iter().map(|row| row[0].as_str()).collect();
    assert_eq!(severities, ["error", "error", "error", "warning", "info"]);
    let place = |finding: &Finding| {
        let at = &finding.location;
        let path = flat(&at.path.relative);
        format!("{path}:{}:{}", at.start.line, at.start.column)
    };
    let rule = |finding: &Finding| format!("{} {}", finding.rule.code, finding.rule.name);
    let mut expected = Vec::new();
    for finding in open(&report) {
        let help = finding
            .help
            .iter()
            .map(|help| format!("<br>{}", flat(help)));
        let message = flat(&finding.message) + &help.collect::<String>();
        let severity = finding.severity.to_string();
        expected.push(vec![severity, rule(finding), place(finding), message]);
    }
    found.sort();
    expected.sort();
    assert_eq!(found, expected);
    let waived = report.findings.iter().find(|f| f.rule.code == "CRISP304");
    let waived = waived.unwrap();
    let Status::Waived(waiver) = &waived.status else {
        panic!("waived");
    };
    let words = [&*waived.message, &waiver.reason, &waiver.approved_by];
    let mut row = vec![rule(waived), place(waived)];
    row.extend(words.map(flat));
    row.push("2027-01-31".to_owned());
    assert_eq!(rows(rest), [row]);
    assert!(rest.contains("\n1 finding in the baseline (existing findings"));
    assert!(text.starts_with("## crisplint: errors found\n\n5 manifests in 4 files, 7 features: "));
}

#[test]
fn a_long_table_says_how_many_rows_it_leaves_out() {
    let mut report = report();
    let warning = finding("CRISP309", Some(0), location(HOSTILE_PATH, 3, 4, 5));
    report.findings.extend(vec![warning; 300]);
    let text = markdown::render(&report);
    let rows = text.lines().filter(|line| line.starts_with("| ")).count();
    assert_eq!(rows, 2 + 200 + 3);
    assert!(text.contains("\nAnd 105 more.\n"));
    assert!(text.contains("| error | CRISP202 "), "the most severe stay");
}
