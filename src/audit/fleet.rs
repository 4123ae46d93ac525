//! The facts beside the findings: what every format of the report shows, worked out once.

use std::collections::BTreeMap;

use super::checks;
use super::provenance::{Judge, Provenance, Root};
use super::state::{State, state};
use super::waivers::{self, Standing};
use crate::check::facts::{Content, File, Row, System, Waiver};
use crate::finding::{Finding, Report, Severity};

/// All that a report shows.
pub struct Fleet<'a> {
    /// The findings, and what was looked at.
    pub report: &'a Report,
    /// Every input, in the order of paths.
    pub files: Vec<&'a File>,
    /// The matrices that judged.
    pub judges: Vec<JudgeView<'a>>,
    /// What produced the report.
    pub provenance: &'a Provenance,
    /// Every manifest, in the order of the files.
    pub systems: Vec<SystemView<'a>>,
    /// Every other document, and every file without one.
    pub others: Vec<Other<'a>>,
}

/// A matrix beside the roots in which it judged.
pub struct JudgeView<'a> {
    /// The matrix.
    pub judge: &'a Judge,
    /// The names of the roots.
    pub roots: Vec<&'a str>,
    /// Whether another matrix of the same name judged in other roots.
    pub has_namesake: bool,
}

impl JudgeView<'_> {
    /// `id@version`, with the roots where that name has several matrices.
    pub fn name(&self) -> String {
        let name = self.judge.name();
        if self.has_namesake {
            format!("{name} of {}", self.roots.join(", "))
        } else {
            name
        }
    }

    /// Whether it judged a system.
    pub fn judged(&self, view: &SystemView<'_>) -> bool {
        self.roots.contains(&view.root.name.as_str())
            && view.system.judge.as_ref() == Some(&self.judge.name())
    }
}

/// A manifest beside its findings.
pub struct SystemView<'a> {
    /// Its number, counted from 1.
    pub number: usize,
    /// Its root.
    pub root: &'a Root,
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
    /// The root.
    pub root: &'a Root,
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
    /// A document that could not be checked.
    Unjudged,
    /// A file that could not be read, or holds no document.
    Unread,
}

impl OtherKind<'_> {
    /// The words in every output.
    pub fn words(self) -> &'static str {
        match self {
            Self::Matrix(_) => "responsibility matrix",
            Self::Unjudged => "document not checked",
            Self::Unread => "file not checked",
        }
    }
}

impl<'a> Fleet<'a> {
    /// Lays facts and findings side by side.
    pub fn new(report: &'a Report, provenance: &'a Provenance) -> Self {
        let mut about = About::new();
        for finding in &report.findings {
            let place = (finding.location.path.relative.as_str(), finding.document);
            about.entry(place).or_default().push(finding);
        }
        let (mut systems, mut others) = (Vec::new(), Vec::new());
        for root in &provenance.roots {
            let from = systems.len();
            for file in &root.files {
                lay(root, file, &about, &mut systems, &mut others);
            }
            // A system is unique in its root.
            let mut declared = checks::Identities::new();
            for name in systems.iter().skip(from).filter_map(SystemView::identity) {
                *declared.entry(name).or_default() += 1;
            }
            for view in systems.iter_mut().skip(from) {
                checks::across(view.system, &declared, root, &mut view.checks);
            }
        }
        let files = provenance.roots.iter().flat_map(|root| &root.files);
        let mut files: Vec<&File> = files.collect();
        // A root can lie within another one.
        files.sort_by_key(|file| &file.path.relative);
        systems.sort_by_key(|view| &view.file.path.relative);
        others.sort_by_key(|other| &other.file.path.relative);
        for (number, view) in systems.iter_mut().enumerate() {
            view.number = number + 1;
        }
        Self {
            report,
            files,
            judges: judges(&provenance.roots),
            provenance,
            systems,
            others,
        }
    }

    /// The root, where there is one.
    pub fn only_root(&self) -> Option<&'a Root> {
        match self.provenance.roots.as_slice() {
            [root] => Some(root),
            _ => None,
        }
    }

    /// How many features of the fleet are in a state.
    pub fn count(&self, state: State) -> usize {
        self.systems.iter().map(|system| system.count(state)).sum()
    }

    /// The findings that count, heaviest first, then by place.
    pub fn open(&self) -> Vec<&'a Finding> {
        let open = |finding: &&Finding| finding.is_open();
        let mut open: Vec<&Finding> = self.report.findings.iter().filter(open).collect();
        open.sort_by_key(|finding| std::cmp::Reverse(finding.severity)); // stable
        open
    }

    /// The findings that a waiver or the baseline covers, by place.
    pub fn covered(&self) -> Vec<&'a Finding> {
        let covered = |finding: &&Finding| !finding.is_open();
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
        sums.sort_by_cached_key(|(check, ..)| (check.codes(), check.topic));
        sums
    }
}

/// All findings, by the file and the document that they are about.
type About<'a> = BTreeMap<(&'a str, Option<usize>), Vec<&'a Finding>>;

/// Lays the documents of a file beside their findings.
fn lay<'a>(
    root: &'a Root,
    file: &'a File,
    about: &About<'a>,
    systems: &mut Vec<SystemView<'a>>,
    others: &mut Vec<Other<'a>>,
) {
    // Standard input may bear the name of a file that is read, too. What is found in either is
    // then shown at both, so that neither looks better than it is.
    let take = |document| {
        let place = (file.path.relative.as_str(), document);
        about.get(&place).cloned().unwrap_or_default()
    };
    let mut other = |document, kind| {
        others.push(Other {
            root,
            file,
            document,
            kind,
            findings: take(document),
        });
    };
    if file.documents.is_empty() {
        other(None, OtherKind::Unread);
    }
    for document in &file.documents {
        let index = Some(document.index);
        match &document.content {
            Content::System(system) => {
                let place = (root, file, document.index);
                systems.push(SystemView::new(place, system, take(index)));
            }
            Content::Matrix(id) => other(index, OtherKind::Matrix(id)),
            Content::Unjudged => other(index, OtherKind::Unjudged),
        }
    }
}

/// The matrices that judged, each once. Two roots can load different ones under one name.
fn judges(roots: &[Root]) -> Vec<JudgeView<'_>> {
    let mut views: Vec<JudgeView<'_>> = Vec::new();
    for root in roots {
        for judge in &root.judges {
            let name = judge.name();
            let same = |view: &&mut JudgeView<'_>| view.judge.name() == name;
            let mut of_name: Vec<_> = views.iter_mut().filter(same).collect();
            let mut known = of_name
                .iter_mut()
                .filter(|view| view.judge.sha256 == judge.sha256);
            if let Some(view) = known.next() {
                view.roots.push(&root.name);
                continue;
            }
            let has_namesake = !of_name.is_empty();
            for view in of_name {
                view.has_namesake = true;
            }
            views.push(JudgeView {
                judge,
                roots: vec![&root.name],
                has_namesake,
            });
        }
    }
    views
}

impl<'a> SystemView<'a> {
    fn new(
        (root, file, document): (&'a Root, &'a File, usize),
        system: &'a System,
        findings: Vec<&'a Finding>,
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
        let today = root.policy.today;
        let waivers = waivers::standings(&system.waivers, today, document, &findings);
        Self {
            number: 0, // known once all are in order
            root,
            file,
            document,
            system,
            rows: rows.collect(),
            checks: checks::checks(system, &findings, &waivers, root),
            waivers,
            whole,
            findings,
        }
    }

    /// The system and the id of its matrix.
    fn identity(&self) -> Option<(&'a str, &'a str)> {
        self.system.identity()
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
        let counts = |finding: &&&Finding| finding.is_open_from(Severity::Warning);
        findings.filter(counts).count()
    }

    /// What was found right, wholly or in part.
    pub fn right(&self) -> impl Iterator<Item = &checks::Check> {
        self.checks.iter().filter(|check| check.good > 0)
    }
}
