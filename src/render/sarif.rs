//! SARIF 2.1.0, which code-scanning services and editors read.
//!
//! The structs are our own: they are the few fields that are written here, and the crate of SARIF
//! types (serde-sarif 0.8) would bring thirteen more crates into the build, most of them to generate
//! its types anew each time, and optional fields in their hundreds.

use std::path::Path;
use std::sync::Arc;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use super::json::{WireNote, notes};
use crate::finding::{Finding, Location, Report, Rule, RunError, Severity, Status, Waived};
use crate::rules::RULES;
use crate::text::json::to_text;
use crate::text::{FilePath, Sha256};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
/// What relative paths are relative to.
const ROOT: &str = "%SRCROOT%";

#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool,
    invocations: [Invocation<'a>; 1],
    original_uri_base_ids: BaseIds,
    column_kind: &'static str,
    results: Vec<Outcome<'a>>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    version: &'static str,
    semantic_version: &'static str,
    short_description: Text,
    rules: Vec<Descriptor>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor {
    id: &'static str,
    name: &'static str,
    short_description: Text,
    full_description: Text,
    help: Text,
    default_configuration: Configuration,
    properties: RuleProperties,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct RuleProperties {
    tags: Vec<&'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation<'a> {
    execution_successful: bool,
    exit_code: u8,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tool_configuration_notifications: Vec<Notification<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tool_execution_notifications: Vec<Notification<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    properties: Option<RunProperties>,
}

#[derive(Serialize)]
struct RunProperties {
    notes: Vec<WireNote>,
}

/// What kept the tool from completing the run.
#[derive(Serialize)]
struct Notification<'a> {
    level: &'static str,
    message: Text,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    locations: Vec<Place>,
    #[serde(skip_serializing_if = "Option::is_none")]
    properties: Option<Help<'a>>,
}

#[derive(Serialize)]
struct Help<'a> {
    help: &'a str,
}

#[derive(Serialize)]
struct BaseIds {
    #[serde(rename = "%SRCROOT%")]
    root: BaseId,
}

/// Without a URI: where the repository lies on this machine is nobody's business.
#[derive(Serialize)]
struct BaseId {
    description: Text,
}

#[derive(Serialize)]
struct Text {
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    markdown: Option<String>,
}

impl Text {
    /// Words of our own, or of a file.
    fn plain(text: &str) -> Self {
        Self {
            text: literal(text),
            markdown: None,
        }
    }

    /// A piece of a rule's page, also without its markup.
    fn page(markdown: &str) -> Self {
        Self {
            text: literal(&unmarked(markdown)),
            markdown: Some(filled(markdown)),
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Outcome<'a> {
    rule_id: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_index: Option<usize>,
    level: &'static str,
    message: Text,
    locations: [Place; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Place>,
    partial_fingerprints: Fingerprints<'a>,
    /// Never absent: a list in one result means that the others have theirs, if only an empty one.
    suppressions: Vec<Suppression>,
    properties: Properties<'a>,
}

#[derive(Serialize)]
struct Fingerprints<'a> {
    #[serde(rename = "crisplint/v1")]
    ours: &'a Sha256,
}

#[derive(Serialize)]
struct Suppression {
    kind: &'static str,
    status: &'static str,
    justification: String,
}

#[derive(Serialize)]
struct Properties<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    system: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    feature: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    document: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pointer: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Place {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    physical_location: Physical,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Text>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    artifact_location: Artifact,
    /// Without one: the whole file.
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Artifact {
    uri: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    uri_base_id: Option<&'static str>,
}

/// As ours: from 1, the end one past the last character.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
}

/// Renders the whole report, what is waived or baselined as suppressed.
pub fn render(report: &Report) -> String {
    let run = Run {
        tool: Tool {
            driver: Driver {
                name: env!("CARGO_PKG_NAME"),
                version: env!("CARGO_PKG_VERSION"),
                semantic_version: env!("CARGO_PKG_VERSION"),
                short_description: Text::plain(concat!(env!("CARGO_PKG_DESCRIPTION"), ".")),
                rules: RULES.iter().map(|(rule, _)| descriptor(rule)).collect(),
            },
        },
        invocations: [invocation(report)],
        original_uri_base_ids: BaseIds {
            root: BaseId {
                description: Text::plain("The root of the repository."),
            },
        },
        column_kind: "unicodeCodePoints",
        results: report.findings.iter().map(outcome).collect(),
    };
    to_text(&Log {
        schema: SCHEMA,
        version: "2.1.0",
        runs: [run],
    })
}

fn invocation(report: &Report) -> Invocation<'_> {
    let (configuration, execution) = report
        .errors
        .iter()
        .partition::<Vec<_>, _>(|error| error.in_configuration);
    let notifications = |errors: Vec<_>| errors.into_iter().map(notification).collect();
    Invocation {
        execution_successful: report.errors.is_empty(),
        exit_code: report.exit() as u8,
        tool_configuration_notifications: notifications(configuration),
        tool_execution_notifications: notifications(execution),
        properties: (!report.notes.is_empty()).then(|| RunProperties {
            notes: notes(report),
        }),
    }
}

fn notification(error: &RunError) -> Notification<'_> {
    let file = |path: &Arc<FilePath>| Place {
        id: None,
        physical_location: Physical {
            artifact_location: artifact(&path.relative),
            region: None,
        },
        message: None,
    };
    let found = error.shown_at.as_ref().map(place);
    let found = found.or_else(|| error.path.as_ref().map(file));
    Notification {
        level: "error",
        message: Text::plain(&advised(&error.message, error.help.as_deref())),
        locations: found.into_iter().collect(),
        properties: error.help.as_deref().map(|help| Help { help }),
    }
}

/// A message and its help: a viewer shows the message only, and the help is what to do about it.
fn advised(message: &str, help: Option<&str>) -> String {
    match help {
        Some(help) => format!("{message}\n{help}"),
        None => message.to_owned(),
    }
}

fn descriptor(rule: &Rule) -> Descriptor {
    let mut tags = vec!["crisp", rule.family.as_str()];
    if rule.fixed {
        tags.push("unwaivable");
    }
    Descriptor {
        id: rule.code,
        name: rule.name,
        short_description: Text::plain(&sentence(rule.summary)),
        full_description: Text::page(section(rule.page, "What").unwrap_or(rule.summary)),
        help: Text::page(rule.page),
        default_configuration: Configuration {
            level: level(rule.severity),
        },
        properties: RuleProperties { tags },
    }
}

fn outcome(finding: &Finding) -> Outcome<'_> {
    let related = finding.related.iter().enumerate();
    let related = related.map(|(index, related)| Place {
        id: Some(index),
        message: Some(Text::plain(&related.message)),
        ..place(&related.location)
    });
    let message = advised(&finding.message, finding.help.as_deref());
    Outcome {
        rule_id: finding.rule.code,
        rule_index: RULES.iter().position(|(rule, _)| *rule == finding.rule),
        level: level(finding.severity),
        message: Text::plain(&message),
        locations: [place(&finding.location)],
        related_locations: related.collect(),
        partial_fingerprints: Fingerprints {
            ours: &finding.fingerprint,
        },
        suppressions: suppression(&finding.status).into_iter().collect(),
        properties: Properties {
            system: finding.system.as_deref(),
            feature: finding.feature.as_deref(),
            document: finding.document,
            pointer: finding.pointer.as_deref(),
            help: finding.help.as_deref(),
        },
    }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn suppression(status: &Status) -> Option<Suppression> {
    let (kind, justification) = match status {
        Status::Open => return None,
        Status::Waived(waiver) => {
            let Waived {
                reason,
                approved_by,
                expires,
                ..
            } = waiver.as_ref();
            let text = format!("{reason} (approved by {approved_by}, until {expires})");
            ("inSource", text)
        }
        Status::Baselined(since) => ("external", format!("It was baselined {since}.")),
    };
    Some(Suppression {
        kind,
        status: "accepted",
        justification,
    })
}

fn place(at: &Location) -> Place {
    Place {
        id: None,
        physical_location: Physical {
            artifact_location: artifact(&at.path.relative),
            region: Some(Region {
                start_line: at.start.line,
                start_column: at.start.column,
                end_line: at.end.line,
                end_column: at.end.column,
            }),
        },
        message: None,
    }
}

/// A path as a URI: relative to the root, or a `file` where it is not below the root.
fn artifact(path: &str) -> Artifact {
    if !Path::new(path).is_absolute() {
        return Artifact {
            uri: encoded(path),
            uri_base_id: Some(ROOT),
        };
    }
    let uri = match path.split_once(":/") {
        Some((drive, rest)) if drive.len() == 1 => format!("file:///{drive}:/{}", encoded(rest)),
        _ => format!("file://{}", encoded(path)),
    };
    Artifact {
        uri,
        uri_base_id: None,
    }
}

/// What RFC 3986 does not leave to names.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Everything else is percent-encoded, so that no file's name ends the path or looks like a scheme.
fn encoded(path: &str) -> String {
    utf8_percent_encode(path, RESERVED).to_string()
}

/// Text that a viewer shows as it stands. SARIF makes links of `[text](target)` even in plain text,
/// and placeholders of `{0}`, and asks for every bracket and brace to be escaped; viewers that know
/// nothing of it show the escapes. So they are written only where a link or a placeholder would
/// come of it.
fn literal(text: &str) -> String {
    let text = filled(text);
    if !text.contains("](") {
        return text;
    }
    text.replace('\\', "\\\\")
        .replace('[', "\\[")
        .replace(']', "\\]")
}

/// Text without placeholders.
fn filled(text: &str) -> String {
    let digit = |rest: &str| rest.starts_with(|first: char| first.is_ascii_digit());
    if text.split('{').skip(1).any(digit) {
        text.replace('{', "{{").replace('}', "}}")
    } else {
        text.to_owned()
    }
}

/// Upper-case start, full stop.
fn sentence(clause: &str) -> String {
    let mut characters = clause.chars();
    let first = characters.next().map(|first| first.to_ascii_uppercase());
    first
        .into_iter()
        .chain(characters)
        .chain(std::iter::once('.'))
        .collect()
}

/// What stands under a heading of a page.
fn section<'p>(page: &'p str, heading: &str) -> Option<&'p str> {
    let start = format!("\n## {heading}\n");
    let (_, body) = page.split_once(&start)?;
    let body = body.split_once("\n## ").map_or(body, |(body, _)| body);
    Some(body.trim())
}

/// A page for viewers without Markdown: its examples indented, its headings bare.
fn unmarked(markdown: &str) -> String {
    let mut fenced = false;
    let mut text = String::new();
    for line in markdown.trim().lines() {
        if line.starts_with("```") {
            fenced = !fenced;
        } else if fenced {
            text.push_str(&format!("    {line}\n"));
        } else {
            text.push_str(line.trim_start_matches('#').trim_start());
            text.push('\n');
        }
    }
    text.truncate(text.trim_end().len());
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_becomes_a_uri_whatever_it_is_called() {
        let uri = |path| {
            let artifact = artifact(path);
            (artifact.uri, artifact.uri_base_id)
        };
        assert_eq!(
            uri("a b/c#d?e%:\u{e9}.yaml"),
            ("a%20b/c%23d%3Fe%25%3A%C3%A9.yaml".to_owned(), Some(ROOT))
        );
        assert_eq!(uri("<stdin>"), ("%3Cstdin%3E".to_owned(), Some(ROOT)));
        if cfg!(unix) {
            assert_eq!(uri("/srv/a b"), ("file:///srv/a%20b".to_owned(), None));
        }
    }

    #[test]
    fn no_text_becomes_a_link_or_a_placeholder() {
        for (text, expected) in [
            (
                "write `[R, A]` or {provider: C}",
                "write `[R, A]` or {provider: C}",
            ),
            ("[x](http://y) \\", "\\[x\\](http://y) \\\\"),
            ("{0} and {a}", "{{0}} and {{a}}"),
        ] {
            assert_eq!(literal(text), expected);
        }
    }

    #[test]
    fn a_page_is_read_by_section_and_without_its_markup() {
        let page = "# C n\n\nIt.\n\n## What\nFires.\n\n## Bad\n```yaml\na: 1\n```\n";
        assert_eq!(section(page, "What"), Some("Fires."));
        assert_eq!(section(page, "None"), None);
        assert_eq!(
            unmarked(page),
            "C n\n\nIt.\n\nWhat\nFires.\n\nBad\n    a: 1"
        );
    }

    #[test]
    fn every_rule_says_what_it_fires_on() {
        for (rule, _) in RULES {
            assert!(section(rule.page, "What").is_some(), "{}", rule.code);
        }
    }
}
