//! The report for machines, version 1.

use std::io;

use serde::Serialize;
use serde_json::ser::{Formatter, PrettyFormatter, Serializer};

use crate::finding::{Baselined, Finding, Location, Note, Report, RunError, Status, Tally};
use crate::text::Sha256;
use crate::text::json::{Escaping, to_text};
use crate::threads;

#[derive(Serialize)]
struct Wire<'a> {
    version: u32,
    tool: Tool,
    today: &'a str,
    exit: u8,
    errors: Vec<WireError<'a>>,
    summary: Summary,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<WireNote>,
    /// Empty and last: the findings are put in afterwards.
    findings: [(); 0],
}

#[derive(Serialize)]
pub(super) struct Tool {
    name: &'static str,
    version: &'static str,
}

/// This tool.
pub(super) const TOOL: Tool = Tool {
    name: env!("CARGO_PKG_NAME"),
    version: env!("CARGO_PKG_VERSION"),
};

#[derive(Serialize)]
struct Summary {
    files: usize,
    documents: usize,
    features: usize,
    errors: usize,
    warnings: usize,
    infos: usize,
    waived: usize,
    baselined: usize,
}

/// What kept the tool from completing a run, as every JSON of the tool has it.
#[derive(Serialize)]
pub(super) struct WireError<'a> {
    message: &'a str,
    help: Option<&'a str>,
    path: Option<&'a str>,
}

/// What else a reader has to know, as every JSON of the tool has it.
#[derive(Serialize)]
pub(super) struct WireNote {
    kind: &'static str,
    message: String,
    #[serde(flatten)]
    details: Details,
}

/// The parts of a sentence.
#[derive(Serialize)]
#[serde(untagged)]
enum Details {
    Evidence {
        submodules: Vec<String>,
    },
    Matrix {
        matrix: String,
        shipped: String,
        features: usize,
    },
    Root {
        root: String,
    },
}

/// What else a reader of a report has to know.
pub(super) fn notes(report: &Report) -> Vec<WireNote> {
    let notes = report.notes.iter();
    notes
        .map(|note| WireNote {
            kind: note.kind(),
            message: note.message(),
            details: match note.clone() {
                Note::UncheckedEvidence(submodules) => Details::Evidence { submodules },
                Note::TakenRoot(root) => Details::Root { root },
                Note::LoadedMatrix {
                    loaded,
                    shipped,
                    features,
                    ..
                } => Details::Matrix {
                    matrix: loaded,
                    shipped,
                    features,
                },
            },
        })
        .collect()
}

/// A finding as every JSON of the tool has it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct WireFinding<'a> {
    code: &'static str,
    name: &'static str,
    severity: &'static str,
    message: &'a str,
    help: Option<&'a str>,
    path: &'a str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    pointer: Option<&'a str>,
    document: Option<usize>,
    system: Option<&'a str>,
    feature: Option<&'a str>,
    fingerprint: &'a Sha256,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    waiver: Option<WireWaiver<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    baselined: Option<&'a Baselined>,
    related: Vec<WireRelated<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WireWaiver<'a> {
    rule: &'a str,
    feature: Option<&'a str>,
    reason: &'a str,
    approved_by: &'a str,
    expires: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WireRelated<'a> {
    path: &'a str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    message: &'a str,
}

/// How many findings are written in a row, and how many such rows side by side.
const PIECE: usize = 256;
const WAVE: usize = 16;

/// Renders the whole report.
pub fn render(report: &Report) -> String {
    let mut bytes = Vec::new();
    // Writing to a vector cannot fail.
    let _ = write(report, &mut bytes);
    String::from_utf8(bytes).unwrap_or_default()
}

/// Writes the whole report, piece by piece: there can be a million findings.
///
/// # Errors
///
/// What writing to `out` meets.
pub fn write(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    let Tally {
        errors,
        warnings,
        infos,
        waived,
        baselined,
    } = report.tally();
    let wire = Wire {
        version: 1,
        tool: TOOL,
        today: &report.today,
        exit: report.exit() as u8,
        errors: wire_errors(&report.errors),
        summary: Summary {
            files: report.seen.files,
            documents: report.seen.documents,
            features: report.seen.features,
            errors,
            warnings,
            infos,
            waived,
            baselined,
        },
        notes: notes(report),
        findings: [],
    };
    let whole = to_text(&wire);
    let end = "]\n}\n";
    let Some(start) = whole
        .strip_suffix(end)
        .filter(|_| !report.findings.is_empty())
    else {
        return out.write_all(whole.as_bytes());
    };
    out.write_all(start.as_bytes())?;
    // The room for a piece is used again in each wave.
    let mut pieces = vec![Vec::new(); WAVE];
    for (wave, some) in report.findings.chunks(PIECE * WAVE).enumerate() {
        let parts = some.chunks(PIECE).zip(&mut pieces).enumerate();
        let mut parts: Vec<_> = parts.collect();
        threads::for_each(&mut parts, |(index, (few, piece))| {
            piece.clear();
            items(few, wave == 0 && *index == 0, piece);
        });
        for piece in pieces.iter().take(some.len().div_ceil(PIECE)) {
            out.write_all(piece)?;
        }
    }
    out.write_all(b"\n  ")?;
    out.write_all(end.as_bytes())
}

/// Writes findings as items of the list of a report, which begins with them or goes on.
fn items(findings: &[Finding], mut first: bool, bytes: &mut Vec<u8>) {
    let mut formatter = Escaping(PrettyFormatter::new());
    // The list stands in the report, and the items in the list.
    for _ in 0..2 {
        let _ = formatter.begin_array(&mut io::sink());
    }
    for finding in findings {
        let _ = formatter.begin_array_value(bytes, first);
        first = false;
        let mut serializer = Serializer::with_formatter(&mut *bytes, formatter.clone());
        let _ = wire_finding(finding).serialize(&mut serializer);
    }
}

/// What kept the tool from completing a run, as every JSON of the tool has it.
pub(super) fn wire_errors(errors: &[RunError]) -> Vec<WireError<'_>> {
    let errors = errors.iter().map(|error| WireError {
        message: &error.message,
        help: error.help.as_deref(),
        path: error.path.as_ref().map(|path| path.shown.as_str()),
    });
    errors.collect()
}

/// A finding as every JSON of the tool has it.
pub(super) fn wire_finding(finding: &Finding) -> WireFinding<'_> {
    let Location {
        path, start, end, ..
    } = &finding.location;
    WireFinding {
        code: finding.rule.code,
        name: finding.rule.name,
        severity: finding.severity.as_str(),
        message: &finding.message,
        help: finding.help.as_deref(),
        path: &path.relative,
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
        pointer: finding.pointer.as_deref(),
        document: finding.document,
        system: finding.system.as_deref(),
        feature: finding.feature.as_deref(),
        fingerprint: &finding.fingerprint,
        status: finding.status.as_str(),
        waiver: match &finding.status {
            Status::Waived(waiver) => Some(WireWaiver {
                rule: waiver.rule,
                feature: waiver.feature.as_deref(),
                reason: &waiver.reason,
                approved_by: &waiver.approved_by,
                expires: &waiver.expires,
            }),
            _ => None,
        },
        baselined: match &finding.status {
            Status::Baselined(since) => Some(since.as_ref()),
            _ => None,
        },
        related: finding
            .related
            .iter()
            .map(|related| {
                let Location {
                    path, start, end, ..
                } = &related.location;
                WireRelated {
                    path: &path.relative,
                    line: start.line,
                    column: start.column,
                    end_line: end.line,
                    end_column: end.column,
                    message: &related.message,
                }
            })
            .collect(),
    }
}
