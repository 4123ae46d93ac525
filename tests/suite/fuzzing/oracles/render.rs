//! Hostile text in every place of a report, in every format.

use std::collections::BTreeMap;
use std::sync::Arc;

use crisplint::finding::{
    Baselined, Details, Finding, Kind, Location, Note, Related, Report, RunError, Seen, Severity,
    Status, Subject, Text, Waived,
};
use crisplint::render::full::{self, Look};
use crisplint::render::{concise, github, gitlab, json, junit, markdown, sarif};
use crisplint::rules::RULES;
use crisplint::text::{FilePath, Sha256, Source, Span, is_hidden};
use pulldown_cmark::{Event, Options, Parser, Tag};
use serde_json::Value;

use super::feed::Feed;

type Render = fn(&Report) -> String;

const FORMATS: [(&str, Render); 9] = [
    ("full", |report| full::render(report, Look::PLAIN)),
    ("colours", |report| {
        full::render(
            report,
            Look {
                color: true,
                width: 60,
            },
        )
    }),
    ("concise", concise::render),
    ("json", json::render),
    ("sarif", sarif::render),
    ("github", github::render),
    ("gitlab", gitlab::render),
    ("junit", junit::render),
    ("markdown", markdown::render),
];

/// Bytes as the texts of a report: every format says the same twice, steers no terminal, and is read by a
/// reader of its own kind, which finds as much as was written.
pub fn render(bytes: &[u8]) {
    let report = report(&mut Feed(bytes));
    for (name, render) in FORMATS {
        let text = render(&report);
        assert_eq!(text, render(&report), "{name} is the same twice");
        assert!(
            text.is_empty() || text.ends_with('\n'),
            "{name} ends its last line"
        );
        let plain = if name == "colours" {
            without_colours(&text)
        } else {
            text.clone()
        };
        let hidden = plain.chars().find(|character| is_hidden(*character));
        assert_eq!(hidden, None, "{name}: {text:?}");
        match name {
            "concise" => {
                let helps = report.unshown_errors().filter(|error| error.help.is_some());
                let lines = count(&report, is_shown) + errors(&report) + helps.count();
                assert_eq!(text.lines().count(), lines, "{text}");
            }
            "json" => assert_json(&report, &parsed(&text)),
            "sarif" => assert_sarif(&report, &parsed(&text)),
            "github" => assert_commands(&report, &text),
            "gitlab" => assert_eq!(
                parsed(&text).as_array().map(Vec::len),
                Some(count(&report, is_open) + errors(&report))
            ),
            "junit" => assert_suites(&text),
            "markdown" => assert_markdown(&report, &text),
            _ => assert_pictures(&report, &plain),
        }
    }
}

/// A report whose texts are all from the feed.
fn report(feed: &mut Feed<'_>) -> Report {
    let source = Arc::new(Source::from_bytes(
        feed.text().repeat(1 + feed.below(3)).into_bytes(),
    ));
    let paths: Vec<Arc<FilePath>> = (0..2)
        .map(|_| {
            let relative = feed.text();
            Arc::new(FilePath {
                shown: relative.clone(),
                relative,
                in_root: None,
            })
        })
        .collect();
    let mut findings = Vec::new();
    for _ in 0..feed.below(4) {
        findings.push(finding(feed, &source, &paths));
    }
    findings.sort_by(Finding::in_order);
    let documents = paths.iter().map(|path| Subject {
        path: Arc::clone(path),
        document: 0,
        system: feed.maybe().map(Arc::from),
        matrix: None,
        kind: match feed.byte() % 3 {
            0 => Kind::Matrix,
            1 => Kind::Manifest,
            _ => Kind::Other,
        },
    });
    let documents = documents.collect();
    let errors = (0..feed.below(3)).map(|_| RunError {
        help: feed.maybe().map(Text::from),
        path: feed.flag().then(|| Arc::clone(&paths[feed.below(2)])),
        in_configuration: feed.flag(),
        shown_at: feed.flag().then(|| location(feed, &source, &paths)),
        ..RunError::new(feed.text())
    });
    Report {
        today: "2026-11-23".to_owned(),
        errors: errors.collect(),
        failed: feed.flag(),
        documents,
        seen: Seen {
            files: 2,
            documents: 2,
            features: 0,
        },
        sources: BTreeMap::from([(paths[0].relative.clone(), source)]),
        findings,
        notes: feed
            .maybe()
            .map(|name| Note::UncheckedEvidence(vec![name]))
            .into_iter()
            .collect(),
    }
}

fn finding(feed: &mut Feed<'_>, source: &Source, paths: &[Arc<FilePath>]) -> Finding {
    let (rule, _) = RULES[feed.below(RULES.len())];
    let document = feed.flag().then_some(0);
    Finding::from(Details {
        rule,
        severity: [Severity::Error, Severity::Warning, Severity::Info][feed.below(3)],
        message: feed.text().into(),
        help: feed.maybe().map(Text::from),
        label: feed.maybe().map(Text::from),
        location: location(feed, source, paths),
        related: (0..feed.below(3))
            .map(|_| Related {
                location: location(feed, source, paths),
                message: feed.text().into(),
            })
            .collect(),
        pointer: document.map(|_| feed.text()),
        document,
        system: feed.maybe().map(Arc::from),
        matrix: None,
        feature: feed.maybe(),
        fingerprint: Sha256::of([[feed.byte()].as_slice()]),
        status: match feed.below(4) {
            0 => Status::Baselined(Arc::new(Baselined {
                on: jiff::civil::date(2026, 11, 1),
                by: feed.maybe(),
            })),
            1 => Status::Waived(Arc::new(Waived {
                rule: rule.code,
                feature: feed.maybe(),
                reason: feed.text(),
                approved_by: feed.text(),
                expires: feed.text(),
            })),
            _ => Status::Open,
        },
    })
}

fn location(feed: &mut Feed<'_>, source: &Source, paths: &[Arc<FilePath>]) -> Location {
    let text = source.text();
    let mut offset = || text.floor_char_boundary(feed.below(text.len() + 1));
    let (one, other) = (offset(), offset());
    let span = Span::new(one.min(other), one.max(other));
    Location::new(&paths[feed.below(paths.len())], source, span)
}

fn is_open(finding: &Finding) -> bool {
    finding.status == Status::Open
}

fn is_shown(finding: &Finding) -> bool {
    !matches!(finding.status, Status::Baselined(_))
}

fn count(report: &Report, wanted: fn(&Finding) -> bool) -> usize {
    report
        .findings
        .iter()
        .filter(|finding| wanted(finding))
        .count()
}

fn errors(report: &Report) -> usize {
    report.unshown_errors().count()
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

/// Takes off what a terminal takes for a colour, and nothing else.
fn without_colours(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|character: char| !character.is_ascii_digit() && character != ';');
        let (_, rest) = part.split_at(end.unwrap_or(part.len()));
        plain.push_str(rest.strip_prefix('m').expect("a colour ends with m"));
    }
    plain
}

fn assert_pictures(report: &Report, text: &str) {
    for finding in report.findings.iter().filter(|finding| is_shown(finding)) {
        assert!(
            text.contains(&format!("[{}] {}", finding.rule.code, finding.rule.name)),
            "{text}"
        );
    }
}

fn assert_json(report: &Report, value: &Value) {
    assert_eq!(value["exit"].as_u64(), Some(report.exit() as u64));
    let said = value["errors"].as_array().expect("errors");
    assert_eq!(said.len(), report.errors.len());
    for (error, said) in report.errors.iter().zip(said) {
        assert_eq!(said["message"].as_str(), Some(&*error.message));
        assert_eq!(said["help"].as_str(), error.help.as_deref());
    }
    let found = value["findings"].as_array().expect("findings");
    assert_eq!(found.len(), report.findings.len());
    for (finding, found) in report.findings.iter().zip(found) {
        let texts = [
            (Some(&*finding.message), "message"),
            (finding.help.as_deref(), "help"),
            (Some(finding.location.path.relative.as_str()), "path"),
            (finding.pointer.as_deref(), "pointer"),
            (finding.system.as_deref(), "system"),
            (finding.feature.as_deref(), "feature"),
            (Some(finding.rule.code), "code"),
            (Some(finding.severity.as_str()), "severity"),
            (Some(finding.status.as_str()), "status"),
        ];
        for (text, name) in texts {
            assert_eq!(found[name].as_str(), text, "{name}");
        }
        let at = &finding.location;
        let numbers = ["line", "column", "endLine", "endColumn"].map(|name| found[name].as_u64());
        let expected = [at.start.line, at.start.column, at.end.line, at.end.column];
        assert_eq!(numbers, expected.map(|number| Some(number as u64)));
        let related = found["related"].as_array().expect("related");
        assert_eq!(related.len(), finding.related.len());
    }
}

fn assert_sarif(report: &Report, log: &Value) {
    let results = log["runs"][0]["results"].as_array().expect("results");
    assert_eq!(results.len(), report.findings.len());
    let invocation = &log["runs"][0]["invocations"][0];
    let notifications = [
        "toolConfigurationNotifications",
        "toolExecutionNotifications",
    ];
    let notifications = notifications.map(|name| invocation[name].as_array());
    let notifications: Vec<&Value> = notifications.into_iter().flatten().flatten().collect();
    assert_eq!(notifications.len(), report.errors.len());
    let successful = invocation["executionSuccessful"].as_bool();
    assert_eq!(successful, Some(report.errors.is_empty()));
    let placed = notifications
        .into_iter()
        .filter(|one| one["locations"].is_array());
    for result in results.iter().chain(placed) {
        let message = result["message"]["text"].as_str().expect("a message");
        assert!(!has_link(message), "a link: {message:?}");
        let artifact = &result["locations"][0]["physicalLocation"]["artifactLocation"];
        let uri = artifact["uri"].as_str().expect("a URI");
        let uri = uri.strip_prefix("file://").unwrap_or(uri);
        let graphic = |byte: u8| byte.is_ascii_graphic() && !b":<>\"`{}|\\^#?".contains(&byte);
        assert!(uri.bytes().all(graphic), "{uri:?}");
    }
}

/// Whether a bracket closes the text of a link, and is not escaped.
fn has_link(message: &str) -> bool {
    let mut escaped = false;
    let mut rest = message.chars().peekable();
    while let Some(character) = rest.next() {
        if !escaped && character == ']' && rest.peek() == Some(&'(') {
            return true;
        }
        escaped = character == '\\' && !escaped;
    }
    false
}

fn assert_commands(report: &Report, text: &str) {
    let (notes, lines): (Vec<&str>, Vec<&str>) = text
        .lines()
        .partition(|line| line.starts_with("::notice title=crisplint::"));
    assert_eq!(notes.len(), report.notes.len(), "{text}");
    assert_eq!(
        lines.len(),
        count(report, is_open) + errors(report),
        "{text}"
    );
    for line in lines.iter().take(errors(report)) {
        let (properties, _) = line[2..].split_once("::").expect("the data");
        let title = "title=crisplint could not complete the run";
        assert!(properties.starts_with("error "), "{line}");
        assert!(properties.ends_with(title), "{line}");
    }
    for line in lines.into_iter().skip(errors(report)) {
        let level = ["::error file=", "::warning file=", "::notice file="];
        assert!(level.iter().any(|level| line.starts_with(level)), "{line}");
        let (properties, _) = line[2..].split_once("::").expect("the data");
        let (_, properties) = properties.split_once(' ').expect("properties");
        let keys = properties
            .split(',')
            .map(|property| property.split_once('=').map(|(key, _)| key));
        let keys: Option<Vec<&str>> = keys.collect();
        let expected = ["file", "line", "endLine", "col", "endColumn", "title"];
        assert_eq!(keys.as_deref(), Some(&expected[..]), "{line}");
    }
}

fn assert_suites(text: &str) {
    let document = roxmltree::Document::parse(text).expect("XML");
    let cases = document
        .descendants()
        .filter(|node| node.has_tag_name("testcase"));
    let tests = document.root_element().attribute("tests");
    assert_eq!(tests, Some(cases.count().to_string().as_str()));
    let known = [
        "testsuites",
        "testsuite",
        "testcase",
        "failure",
        "error",
        "skipped",
        "system-out",
        "properties",
        "property",
    ];
    for node in document.descendants().filter(roxmltree::Node::is_element) {
        assert!(
            known.contains(&node.tag_name().name()),
            "{:?}",
            node.tag_name()
        );
    }
}

/// The page is made of what we make pages of: a heading, tables, code; every break is ours.
fn assert_markdown(report: &Report, text: &str) {
    let mut rows = 0;
    for event in Parser::new_ext(text, Options::all()) {
        match event {
            Event::Start(Tag::TableRow) => rows += 1,
            Event::Start(
                Tag::Link { .. } | Tag::Image { .. } | Tag::HtmlBlock | Tag::CodeBlock(_),
            )
            | Event::Html(_)
            | Event::FootnoteReference(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_) => panic!("{event:?} in {text}"),
            Event::InlineHtml(tag) => assert_eq!(&*tag, "<br>", "{text}"),
            _ => {}
        }
    }
    let waived = |finding: &Finding| matches!(finding.status, Status::Waived(_));
    assert_eq!(
        rows,
        count(report, is_open) + count(report, waived) + errors(report),
        "{text}"
    );
}
