//! `JUnit` XML, which every CI server counts: a suite for each file, and for each of its documents a
//! case for each family of rules, so that what passed is counted, too. The home of quick-xml.
//!
//! A case fails with one `failure`, whatever its number of findings: consumers that count failures
//! and those that count failed cases then agree. What could not be checked is skipped, not passed.
//! What kept the run from being completed is a case in error, in a suite of its own.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use crate::finding::{
    Family, Finding, Hides, Kind, Report, RunError, Severity, Status, Subject, Text,
};
use crate::text::{one_line, visible};

/// Renders the whole report.
pub fn render(report: &Report) -> String {
    let suites = suites(report);
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    // Writing to a vector does not fail.
    let errors: Vec<&RunError> = report.unshown_errors().collect();
    let _ = write(&mut writer, &suites, &errors);
    let mut text = String::from_utf8(writer.into_inner()).unwrap_or_default();
    text.push('\n');
    text
}

/// The cases of one file, by document (what belongs to none comes first) and family.
#[derive(Default)]
struct Suite<'a> {
    cases: BTreeMap<(Option<usize>, Family), Vec<&'a Finding>>,
    /// In the order of their documents.
    subjects: Vec<&'a Subject>,
    /// How many documents declare a system.
    systems: HashMap<&'a str, usize>,
}

fn suites(report: &Report) -> BTreeMap<&str, Suite<'_>> {
    let mut suites: BTreeMap<&str, Suite<'_>> = BTreeMap::new();
    for subject in &report.documents {
        let suite = suites.entry(&subject.path.relative).or_default();
        suite.subjects.push(subject);
        if let Some(system) = &subject.system {
            *suite.systems.entry(system).or_default() += 1;
        }
        let judged =
            |family: &Family| !(subject.kind == Kind::Matrix && family.is_about_manifests());
        for family in Family::ALL.into_iter().filter(judged) {
            suite
                .cases
                .insert((Some(subject.document), family), Vec::new());
        }
    }
    for finding in &report.findings {
        let suite = suites.entry(&finding.location.path.relative).or_default();
        let key = (finding.document, finding.rule.family);
        suite.cases.entry(key).or_default().push(finding);
    }
    suites
}

impl Suite<'_> {
    /// What the document of a case is called: its system, where that says which one it is.
    fn name(&self, document: Option<usize>) -> String {
        let Some(index) = document else {
            return "whole file".to_owned();
        };
        let subjects = &self.subjects;
        let subject = subjects.binary_search_by_key(&index, |subject| subject.document);
        let subject = subject.ok().and_then(|at| subjects.get(at));
        let system = subject.and_then(|subject| subject.system.as_deref());
        let unique = |system: &&str| self.systems.get(system) == Some(&1);
        match system.filter(unique) {
            Some(system) => system.to_owned(),
            None => format!("document {}", index + 1),
        }
    }

    /// How a case ended.
    fn verdict(&self, key: (Option<usize>, Family), findings: &[&Finding]) -> Verdict {
        let open = || findings.iter().filter(|f| f.is_open());
        let failing = open().filter(|finding| finding.severity >= Severity::Warning);
        let mut failing: Vec<&Finding> = failing.copied().collect();
        failing.sort_by_key(|finding| Reverse(finding.severity)); // stable: then by place
        if let [first, rest @ ..] = failing.as_slice() {
            let more = match rest.len() {
                0 => String::new(),
                more => format!(" (and {more} more)"),
            };
            return Verdict::Failed {
                message: format!("{}{more}", first.message),
                code: first.rule.code,
                body: failing.iter().map(|finding| line(finding)).collect(),
            };
        }
        if open().next().is_none()
            && let Some(covered) = findings.first()
        {
            return Verdict::Skipped(match findings.len() - 1 {
                0 => cover(covered),
                more => format!("{} (and {more} more)", cover(covered)),
            });
        }
        let (document, family) = key;
        let before = self
            .cases
            .range((document, Family::Reading)..(document, family));
        let mut before = before.flat_map(|(_, findings)| findings);
        match before.find(|finding| finding.rule.hides == Hides::Document) {
            Some(end) => Verdict::Skipped(format!(
                "not checked, because {} stopped the check of this document",
                end.rule.code
            )),
            None => Verdict::Passed,
        }
    }
}

enum Verdict {
    Passed,
    Failed {
        message: String,
        code: &'static str,
        body: String,
    },
    Skipped(String),
}

/// Why a finding does not count.
fn cover(finding: &Finding) -> String {
    match &finding.status {
        Status::Open => String::new(),
        Status::Waived(waiver) => format!(
            "waived: {} (approved by {}, until {})",
            waiver.reason, waiver.approved_by, waiver.expires
        ),
        Status::Baselined(since) => format!("baselined: {since}"),
    }
}

/// A finding as the text formats write it, what to do, and why it does not count.
fn line(finding: &Finding) -> String {
    let at = &finding.location;
    let word = match finding.status {
        Status::Open => finding.severity.as_str(),
        _ => finding.status.as_str(),
    };
    let mut line = format!(
        "{}:{}:{}: {word}[{}] {}\n",
        at.path.relative.replace('\n', "\\n"),
        at.start.line,
        at.start.column,
        finding.rule.code,
        finding.message.replace('\n', "\\n")
    );
    let why = matches!(finding.status, Status::Waived(_)).then(|| cover(finding));
    for text in [finding.help.clone(), why.map(Text::from)]
        .into_iter()
        .flatten()
    {
        for part in text.lines() {
            line.push_str(&format!("  {part}\n"));
        }
    }
    line
}

/// Numbers of one suite, or of all.
#[derive(Clone, Copy, Default)]
struct Counts {
    tests: usize,
    failures: usize,
    skipped: usize,
    errors: usize,
}

impl Counts {
    fn add(&mut self, verdict: &Verdict) {
        self.tests += 1;
        match verdict {
            Verdict::Passed => {}
            Verdict::Failed { .. } => self.failures += 1,
            Verdict::Skipped(_) => self.skipped += 1,
        }
    }
}

type Judged<'a> = (Option<usize>, Family, Verdict, &'a [&'a Finding]);

fn write(
    writer: &mut Writer<Vec<u8>>,
    suites: &BTreeMap<&str, Suite<'_>>,
    errors: &[&RunError],
) -> io::Result<()> {
    let broken = Counts {
        tests: errors.len(),
        errors: errors.len(),
        ..Counts::default()
    };
    let mut total = broken;
    let mut judged: Vec<(&str, &Suite<'_>, Counts, Vec<Judged<'_>>)> = Vec::new();
    for (path, suite) in suites {
        let mut counts = Counts::default();
        let mut cases = Vec::new();
        for (key, findings) in &suite.cases {
            let verdict = suite.verdict(*key, findings);
            counts.add(&verdict);
            total.add(&verdict);
            cases.push((key.0, key.1, verdict, findings.as_slice()));
        }
        judged.push((path, suite, counts, cases));
    }
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    element(writer, "testsuites", env!("CARGO_PKG_NAME"), total, |all| {
        if !errors.is_empty() {
            element(all, "testsuite", RUN, broken, |writer| {
                errors
                    .iter()
                    .try_for_each(|error| error_case(writer, error))
            })?;
        }
        for (path, suite, counts, cases) in &judged {
            element(all, "testsuite", path, *counts, |writer| {
                cases
                    .iter()
                    .try_for_each(|judged| case(writer, path, suite, judged))
            })?;
        }
        Ok(())
    })
}

/// An element with counts.
fn element(
    writer: &mut Writer<Vec<u8>>,
    element: &str,
    name: &str,
    counts: Counts,
    content: impl FnOnce(&mut Writer<Vec<u8>>) -> io::Result<()>,
) -> io::Result<()> {
    let Counts {
        tests,
        failures,
        skipped,
        errors,
    } = counts;
    let numbers = [tests, failures, errors, skipped].map(|count| count.to_string());
    let [tests, failures, errors, skipped] = numbers;
    let name = safe(name);
    let attributes = [
        ("name", name.as_str()),
        ("tests", &tests),
        ("failures", &failures),
        ("errors", &errors),
        ("skipped", &skipped),
        ("time", "0"),
    ];
    let element = writer.create_element(element).with_attributes(attributes);
    if counts.tests == 0 {
        element.write_empty()?;
    } else {
        element.write_inner_content(content)?;
    }
    Ok(())
}

/// The suite, and the class of its cases, of what kept the run from being completed.
const RUN: &str = env!("CARGO_PKG_NAME");

/// A case of its own for each, by what went wrong.
fn error_case(writer: &mut Writer<Vec<u8>>, error: &RunError) -> io::Result<()> {
    let message = safe(&one_line(&error.message));
    let file = error.path.as_ref().map(|path| safe(&path.shown));
    let mut attributes = vec![("name", message.as_str()), ("classname", RUN)];
    attributes.extend(file.as_deref().map(|file| ("file", file)));
    attributes.push(("time", "0"));
    let case = writer
        .create_element("testcase")
        .with_attributes(attributes);
    case.write_inner_content(|writer| {
        let attributes = [("message", message.as_str()), ("type", "RunError")];
        let element = writer.create_element("error").with_attributes(attributes);
        match &error.help {
            Some(help) => element.write_text_content(BytesText::new(&safe(help)))?,
            None => element.write_empty()?,
        };
        Ok(())
    })?;
    Ok(())
}

fn case(
    writer: &mut Writer<Vec<u8>>,
    path: &str,
    suite: &Suite<'_>,
    (document, family, verdict, findings): &Judged<'_>,
) -> io::Result<()> {
    let name = format!("{}: {}", suite.name(*document), family.as_str());
    let path = safe(path);
    let attributes = [
        ("name", safe(&name)),
        ("classname", path.clone()),
        ("file", path),
        ("time", "0".to_owned()),
    ];
    let attributes = attributes.iter().map(|(key, text)| (*key, text.as_str()));
    let element = writer
        .create_element("testcase")
        .with_attributes(attributes);
    let quiet = |finding: &&&Finding| !finding.is_open_from(Severity::Warning);
    let quiet: String = findings.iter().filter(quiet).map(|f| line(f)).collect();
    if quiet.is_empty() && matches!(verdict, Verdict::Passed) {
        element.write_empty()?;
        return Ok(());
    }
    element.write_inner_content(|writer| {
        match verdict {
            Verdict::Passed => {}
            Verdict::Failed {
                message,
                code,
                body,
            } => {
                writer
                    .create_element("failure")
                    .with_attributes([("message", safe(message).as_str()), ("type", code)])
                    .write_text_content(BytesText::new(&safe(body)))?;
            }
            Verdict::Skipped(reason) => {
                writer
                    .create_element("skipped")
                    .with_attribute(("message", safe(reason).as_str()))
                    .write_empty()?;
            }
        }
        if !quiet.is_empty() {
            writer
                .create_element("system-out")
                .write_text_content(BytesText::new(&safe(&quiet)))?;
        }
        Ok(())
    })?;
    Ok(())
}

/// Text that XML 1.0 allows, and that no consumer takes for a file to attach.
fn safe(text: &str) -> String {
    visible(text)
        .replace('\u{fffe}', "\\u{fffe}")
        .replace('\u{ffff}', "\\u{ffff}")
        .replace("[[ATTACHMENT|", "[\\u{5b}ATTACHMENT|")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_forbids_is_written_as_an_escape() {
        assert_eq!(
            safe("a\tb\nc\u{0}\u{1b}\r\u{fffe}\u{ffff}\u{fffd}"),
            "a\tb\nc\\u{0}\\u{1b}\\u{d}\\u{fffe}\\u{ffff}\u{fffd}"
        );
    }

    #[test]
    fn nothing_is_taken_for_an_attachment() {
        assert!(!safe("x [[ATTACHMENT|/etc/passwd]]").contains("[[ATTACHMENT"));
    }
}
