//! The facts beside the findings: what every format of the report shows, worked out once.

use std::collections::{BTreeMap, BTreeSet};

use super::checks::{self, Measure};
use super::state::{State, state};
use super::waivers::{self, Standing};
use super::{Content, File, Judge, Provenance, Row, System, Waiver};
use crate::finding::{Baselined, Finding, Report, Status, Tally};
use crate::rule::{Rule, Severity};
use crate::rules::{Check, RULES};
use crate::text::list;

/// Days and names of the baseline that the verdict holds.
const NAMED: usize = 3;

/// All that a report shows.
pub struct Fleet<'a> {
    /// The findings, and what was looked at.
    pub report: &'a Report,
    /// Every input, in the order of paths.
    pub files: &'a [File],
    /// The matrices that judged.
    pub judges: &'a [Judge],
    /// What produced the report.
    pub provenance: &'a Provenance,
    /// By what was judged.
    pub measure: Measure<'a>,
    /// Every manifest, in the order of the files.
    pub systems: Vec<SystemView<'a>>,
    /// Every other document, and every file without one.
    pub others: Vec<Other<'a>>,
}

/// A manifest beside its findings.
pub struct SystemView<'a> {
    /// Its number, counted from 1.
    pub number: usize,
    /// Its file.
    pub file: &'a File,
    /// Its 0-based index in the file.
    pub document: usize,
    /// What it says.
    pub system: &'a System,
    /// Its features.
    pub rows: Vec<RowView<'a>>,
    /// All findings about it.
    pub findings: Vec<&'a Finding>,
    /// Those about no feature.
    pub whole: Vec<&'a Finding>,
    /// Its waivers, in the order of the file.
    pub waivers: Vec<(&'a Waiver, Standing)>,
    /// What it was asked.
    pub checks: Vec<checks::Check>,
}

/// A feature beside its findings.
pub struct RowView<'a> {
    /// What matrix and manifest say.
    pub row: &'a Row,
    /// How it stands.
    pub state: State,
    /// The findings about it.
    pub findings: Vec<&'a Finding>,
}

/// A document that is no manifest, or a file that gave none.
pub struct Other<'a> {
    /// The file.
    pub file: &'a File,
    /// The 0-based index of the document; nothing for a whole file.
    pub document: Option<usize>,
    /// What it is.
    pub kind: OtherKind<'a>,
    /// The findings about it.
    pub findings: Vec<&'a Finding>,
}

/// What is no manifest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OtherKind<'a> {
    /// A matrix, with its id.
    Matrix(&'a str),
    /// A document that could not be judged.
    Unjudged,
    /// A file that could not be read, or holds no document.
    Unread,
}

impl OtherKind<'_> {
    /// The words in every output.
    pub fn words(self) -> &'static str {
        match self {
            Self::Matrix(_) => "responsibility matrix, checked as such",
            Self::Unjudged => "document not judged",
            Self::Unread => "file not judged",
        }
    }
}

/// What became of a rule in this run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ran {
    /// The configuration has switched it off.
    Off,
    /// There was nothing that it could judge.
    Idle,
    /// It ran and raised so many findings, of any status.
    Raised(usize),
}

/// The one line that counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// How much it weighs; nothing where all is in order.
    pub severity: Option<Severity>,
    /// The verdict itself.
    pub title: String,
}

impl<'a> Fleet<'a> {
    /// Lays facts and findings side by side.
    pub fn new(
        report: &'a Report,
        files: &'a [File],
        judges: &'a [Judge],
        provenance: &'a Provenance,
        measure: Measure<'a>,
    ) -> Self {
        let mut about: BTreeMap<(&str, Option<usize>), Vec<&Finding>> = BTreeMap::new();
        for finding in &report.findings {
            let place = (finding.location.path.relative.as_str(), finding.document);
            about.entry(place).or_default().push(finding);
        }
        // Standard input may bear the name of a file that is read, too. What is found in either is
        // then shown at both, so that neither looks better than it is.
        let take = |file: &'a File, document: Option<usize>| {
            let place = (file.path.relative.as_str(), document);
            about.get(&place).cloned().unwrap_or_default()
        };
        let (mut systems, mut others) = (Vec::<SystemView<'_>>::new(), Vec::new());
        for file in files {
            let other = |document, kind, findings| Other {
                file,
                document,
                kind,
                findings,
            };
            if file.documents.is_empty() {
                others.push(other(None, OtherKind::Unread, take(file, None)));
            }
            for document in &file.documents {
                let index = Some(document.index);
                let findings = take(file, index);
                match &document.content {
                    Content::System(system) => {
                        let number = systems.len() + 1;
                        let place = (file, document.index);
                        systems.push(SystemView::new(number, place, system, findings, measure));
                    }
                    Content::Matrix(id) => {
                        others.push(other(index, OtherKind::Matrix(id), findings));
                    }
                    Content::Unjudged => others.push(other(index, OtherKind::Unjudged, findings)),
                }
            }
        }
        let mut declared = checks::Identities::new();
        for name in systems.iter().filter_map(|view| view.system.identity()) {
            *declared.entry(name).or_default() += 1;
        }
        for view in &mut systems {
            checks::across(view.system, &declared, measure, &mut view.checks);
        }
        Self {
            report,
            files,
            judges,
            provenance,
            measure,
            systems,
            others,
        }
    }

    /// How many features of the fleet are in a state.
    pub fn count(&self, state: State) -> usize {
        self.systems.iter().map(|system| system.count(state)).sum()
    }

    /// The findings that count, heaviest first, then by place.
    pub fn open(&self) -> Vec<&'a Finding> {
        let open = |finding: &&Finding| finding.status == Status::Open;
        let mut open: Vec<&Finding> = self.report.findings.iter().filter(open).collect();
        open.sort_by_key(|finding| std::cmp::Reverse(finding.severity)); // stable
        open
    }

    /// The findings that a waiver or the baseline covers, by place.
    pub fn covered(&self) -> Vec<&'a Finding> {
        let covered = |finding: &&Finding| finding.status != Status::Open;
        self.report.findings.iter().filter(covered).collect()
    }

    /// All waivers, by the day on which they end.
    pub fn waivers(&self) -> Vec<(&SystemView<'a>, &'a Waiver, Standing)> {
        let waivers = self.systems.iter().flat_map(|system| {
            let waivers = system.waivers.iter();
            waivers.map(move |(waiver, standing)| (system, *waiver, *standing))
        });
        let mut waivers: Vec<_> = waivers.collect();
        waivers.sort_by_key(|(_, waiver, _)| waiver.expires); // stable
        waivers
    }

    /// Every rule, and what became of it.
    pub fn rules(&self) -> Vec<(&'static Rule, Ran)> {
        let mut raised: BTreeMap<&str, usize> = BTreeMap::new();
        for finding in &self.report.findings {
            *raised.entry(finding.rule.code).or_default() += 1;
        }
        let judged = self.judged();
        let rules = RULES.iter().map(|(rule, check)| {
            let asked = judged.asked(rule.code, *check);
            let ran = match raised.get(rule.code) {
                _ if self.measure.levels.get(rule.code) == Some(&None) => Ran::Off,
                Some(count) => Ran::Raised(*count),
                None if asked => Ran::Raised(0),
                None => Ran::Idle,
            };
            (*rule, ran)
        });
        rules.collect()
    }

    fn judged(&self) -> Judged {
        let matrix = |other: &Other<'_>| matches!(other.kind, OtherKind::Matrix(_));
        let compared = |view: &SystemView<'_>| view.system.judge.is_some();
        Judged {
            files: !self.files.is_empty(),
            manifests: !self.systems.is_empty(),
            compared: self.systems.iter().any(compared),
            matrices: self.others.iter().any(matrix),
        }
    }

    /// The questions of all systems added up, by the rules that ask the same: the question, in how
    /// many systems all is right, and how many were asked.
    pub fn checks(&self) -> Vec<(checks::Check, usize, usize)> {
        let mut sums: Vec<(checks::Check, usize, usize)> = Vec::new();
        for check in self.systems.iter().flat_map(|system| &system.checks) {
            match sums.iter_mut().find(|(sum, ..)| sum.topic == check.topic) {
                Some((sum, right, asked)) => {
                    sum.good += check.good;
                    sum.of += check.of;
                    *right += usize::from(check.holds());
                    *asked += 1;
                }
                None => sums.push((check.clone(), usize::from(check.holds()), 1)),
            }
        }
        // Systems are not all asked the same, so the first one's order would depend on which that is.
        sums.sort_by_key(|(check, ..)| (check.rules, check.topic));
        sums
    }

    /// What a reader has to know first.
    pub fn verdict(&self) -> Verdict {
        let Tally {
            errors, warnings, ..
        } = self.report.tally();
        let hit = |severity| {
            let open = |finding: &&&Finding| {
                finding.status == Status::Open && finding.severity >= severity
            };
            let systems = self.systems.iter();
            systems
                .filter(|system| system.findings.iter().any(|finding| open(&finding)))
                .count()
        };
        let all = self.systems.len();
        let baselined = self.baselined();
        let systems = if all == 1 { "system" } else { "systems" };
        let complete = self.report.errors.is_empty();
        let (severity, title) = if self.report.seen.documents == 0 {
            (Some(Severity::Error), "Nothing was checked".to_owned())
        } else if errors > 0 {
            let count = many(errors, "open error");
            let places = self.places(hit(Severity::Error), Severity::Error);
            let baselined = baselined.map(|baselined| format!("; {baselined}"));
            let baselined = baselined.unwrap_or_default();
            let title = format!("Not in order: {count}{places}{baselined}");
            (Some(Severity::Error), title)
        } else if let Some(baselined) = baselined {
            // Nobody approved what a baseline holds, so it is never in order.
            let mut title = format!("No open errors; {baselined}");
            if warnings > 0 {
                let places = self.places(hit(Severity::Warning), Severity::Warning);
                title = format!("{title}; {}{places}", many(warnings, "open warning"));
            }
            (Some(Severity::Warning), title)
        } else if warnings > 0 {
            let count = many(warnings, "open warning");
            let places = self.places(hit(Severity::Warning), Severity::Warning);
            let title = format!("No open error; {count}{places}");
            (Some(Severity::Warning), title)
        } else if all == 0 {
            (
                Some(Severity::Warning),
                "No manifest was checked".to_owned(),
            )
        } else {
            // What was not checked may be out of order.
            let start = if complete { "In order: no" } else { "No" };
            let title = format!("{start} open error or warning in {all} {systems}");
            (None, title)
        };
        let title = title + &self.waived();
        if complete || self.report.seen.documents == 0 {
            return Verdict { severity, title };
        }
        Verdict {
            severity: Some(Severity::Error),
            title: format!("Incomplete. {title}"),
        }
    }

    /// How many errors the baseline holds, since when and by whose word: `2 baselined errors (on
    /// 2026-11-23 by Jo Citizen)`.
    fn baselined(&self) -> Option<String> {
        let errors = self.report.findings.iter();
        let errors = errors.filter(|finding| finding.severity == Severity::Error);
        let since = errors.filter_map(|finding| match &finding.status {
            Status::Baselined(since) => Some(since.as_ref()),
            _ => None,
        });
        let since: Vec<&Baselined> = since.collect();
        let distinct: BTreeSet<&Baselined> = since.iter().copied().collect();
        let mut named: Vec<String> = distinct
            .iter()
            .take(NAMED)
            .map(ToString::to_string)
            .collect();
        match distinct.len() {
            0 => return None,
            all if all > NAMED => named.push(format!("{} more", all - NAMED)),
            _ => {}
        }
        let count = many(since.len(), "baselined error");
        Some(format!("{count} ({})", list(&named, "and")))
    }

    /// How many errors are waived. A reader of one line is not to miss them.
    fn waived(&self) -> String {
        let errors = self.report.findings.iter();
        let waived = errors.filter(|finding| {
            finding.severity == Severity::Error && matches!(finding.status, Status::Waived(_))
        });
        match waived.count() {
            0 => String::new(),
            1 => "; 1 error is waived".to_owned(),
            count => format!("; {count} errors are waived"),
        }
    }

    /// Where something so heavy is open: in how many systems, and whether elsewhere, too.
    fn places(&self, hit: usize, severity: Severity) -> String {
        let open =
            |finding: &&&Finding| finding.status == Status::Open && finding.severity >= severity;
        let others = self.others.iter();
        let others = others.filter(|other| other.findings.iter().any(|finding| open(&finding)));
        let (matrices, unjudged): (Vec<_>, Vec<_>) =
            others.partition(|other| matches!(other.kind, OtherKind::Matrix(_)));
        let mut places = Vec::new();
        if !self.systems.is_empty() {
            places.push(format!("{hit} of {}", many(self.systems.len(), "system")));
        }
        if !matrices.is_empty() {
            places.push(many(matrices.len(), "matrix document"));
        }
        if !unjudged.is_empty() {
            let documents = many(unjudged.len(), "document");
            places.push(format!("{documents} that could not be judged"));
        }
        match places.as_slice() {
            [] => String::new(),
            places => format!(" in {}", list(places, "and")),
        }
    }
}

/// The rules that compare a manifest with its matrix.
const COMPARING: [&str; 10] = [
    "CRISP303", "CRISP304", "CRISP305", "CRISP306", "CRISP307", "CRISP309", "CRISP310", "CRISP311",
    "CRISP401", "CRISP406",
];

/// What a run had for rules to judge.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each answers a question of its own"
)]
#[derive(Clone, Copy)]
struct Judged {
    /// Any file.
    files: bool,
    /// A manifest.
    manifests: bool,
    /// A manifest whose matrix is known.
    compared: bool,
    /// A matrix document.
    matrices: bool,
}

impl Judged {
    /// Whether there was anything that a rule could judge.
    fn asked(self, code: &str, check: Check) -> bool {
        match (code, check) {
            (code, _) if COMPARING.contains(&code) => self.compared,
            // Of a manifest, and of what a matrix extends.
            ("CRISP302", _) => self.compared || self.matrices,
            ("CRISP312", _) => self.matrices,
            // A matrix has no third parties, and is not searched for placeholders.
            ("CRISP308" | "CRISP403", _) => self.manifests,
            ("CRISP101" | "CRISP102" | "CRISP103" | "CRISP104" | "CRISP105" | "CRISP301", _)
            | (_, Check::Row(_)) => self.manifests || self.matrices,
            (_, Check::Reading) => self.files,
            (_, Check::Manifest(_) | Check::Run) => self.manifests,
        }
    }
}

fn many(count: usize, one: &str) -> String {
    format!("{count} {one}{}", if count == 1 { "" } else { "s" })
}

impl<'a> SystemView<'a> {
    fn new(
        number: usize,
        (file, document): (&'a File, usize),
        system: &'a System,
        findings: Vec<&'a Finding>,
        measure: Measure<'a>,
    ) -> Self {
        let mut whole = Vec::new();
        let mut by_row: Vec<Vec<&Finding>> = system.rows.iter().map(|_| Vec::new()).collect();
        for finding in &findings {
            let row = system
                .rows
                .iter()
                .position(|row| finding.feature.as_ref() == Some(&row.id));
            match row.and_then(|row| by_row.get_mut(row)) {
                Some(row) => row.push(finding),
                None => whole.push(*finding),
            }
        }
        let rows = system.rows.iter().zip(by_row);
        let rows = rows.map(|(row, findings)| RowView {
            row,
            state: state(row, &findings),
            findings,
        });
        let today = measure.policy.today;
        let waivers = waivers::standings(&system.waivers, today, document, &findings);
        Self {
            number,
            file,
            document,
            system,
            rows: rows.collect(),
            checks: checks::checks(system, &findings, &waivers, measure),
            waivers,
            whole,
            findings,
        }
    }

    /// What it is called; the file, where it gives no name.
    pub fn name(&self) -> &'a str {
        let name = self.system.system.as_deref();
        name.unwrap_or(&self.file.path.relative)
    }

    /// How many features are in a state.
    pub fn count(&self, state: State) -> usize {
        self.rows.iter().filter(|row| row.state == state).count()
    }

    /// How many errors and warnings are open that are about no feature of the matrix.
    pub fn open_outside(&self) -> usize {
        let unknown = self.rows.iter().filter(|row| row.row.published.is_none());
        let findings = unknown.flat_map(|row| &row.findings).chain(&self.whole);
        let counts = |finding: &&&Finding| {
            finding.status == Status::Open && finding.severity >= Severity::Warning
        };
        findings.filter(counts).count()
    }

    /// What was found right, wholly or in part.
    pub fn right(&self) -> impl Iterator<Item = &checks::Check> {
        self.checks.iter().filter(|check| check.good > 0)
    }
}
