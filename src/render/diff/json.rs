//! For machines, version 1: everything that the text says, and the rows whole.

use serde::Serialize;

use super::blocks::Comparison;
use crate::diff::{Impact, Touched};
use crate::model::matrix::diff::{Change, Diff, Link, Pair, Scope};
use crate::model::matrix::{Matrix, Provider, Row};
use crate::model::raci::{Party, Role, Roles};
use crate::render::json::{TOOL, Tool, WireError, WireFinding, wire_errors, wire_finding};
use crate::text::json::to_text;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Wire<'a> {
    version: u32,
    tool: Tool,
    exit: u8,
    errors: Vec<WireError<'a>>,
    differs: bool,
    old: WireMatrix<'a>,
    new: WireMatrix<'a>,
    summary: Summary,
    accountability: Accountability<'a>,
    provider: Option<Both<WireProvider<'a>>>,
    added: Vec<WireRow<'a>>,
    removed: Vec<WireRow<'a>>,
    changed: Vec<WirePair<'a>>,
    impact: Option<WireImpact<'a>>,
}

#[derive(Serialize)]
struct WireMatrix<'a> {
    id: &'a str,
    version: &'a str,
    title: Option<&'a str>,
    source: Option<&'a str>,
    file: Option<&'a str>,
    provider: WireProvider<'a>,
    rows: usize,
}

#[derive(Serialize)]
struct WireProvider<'a> {
    name: &'a str,
    aliases: &'a [String],
}

#[derive(Serialize)]
struct Both<T> {
    old: T,
    new: T,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Summary {
    rows: usize,
    added: usize,
    removed: usize,
    renamed: usize,
    other_roles: usize,
    accountability_moved: usize,
    /// Nothing where a page is compared, which names no clauses.
    other_clauses: Option<usize>,
}

/// Who answers for what from now on, and who no more: the ids of rows that moved, are new or gone.
#[derive(Serialize)]
struct Accountability<'a> {
    provider: Side<'a>,
    customer: Side<'a>,
}

#[derive(Serialize)]
struct Side<'a> {
    gains: Vec<&'a str>,
    loses: Vec<&'a str>,
}

#[derive(Serialize)]
struct WireRow<'a> {
    id: &'a str,
    title: &'a str,
    raci: Cells,
    accountable: &'static str,
    clauses: &'a [String],
}

#[derive(Serialize)]
struct Cells {
    provider: Vec<&'static str>,
    customer: Vec<&'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WirePair<'a> {
    /// Why the two are one row: `id`, `title` or `likeness`.
    same_by: &'static str,
    /// What happens to it: `accountability`, `roles`, `renamed`, `clauses`.
    changes: Vec<&'static str>,
    gained: Cells,
    lost: Cells,
    old: WireRow<'a>,
    new: WireRow<'a>,
}

#[derive(Serialize)]
struct WireImpact<'a> {
    today: &'a str,
    summary: ImpactSummary,
    touched: Vec<WireTouched<'a>>,
    opened: Vec<WireFinding<'a>>,
    closed: Vec<WireFinding<'a>>,
}

#[derive(Serialize)]
struct ImpactSummary {
    files: usize,
    manifests: usize,
    judged: usize,
    touched: usize,
    opens: usize,
    closes: usize,
    covered: usize,
}

#[derive(Serialize)]
struct WireTouched<'a> {
    system: Option<&'a str>,
    path: &'a str,
    document: usize,
    matrix: &'a str,
    features: Vec<WireFeature<'a>>,
}

#[derive(Serialize)]
struct WireFeature<'a> {
    id: &'a str,
    changes: Vec<&'static str>,
}

/// Renders everything.
pub fn render(comparison: &Comparison<'_>) -> String {
    let diff = comparison.diff;
    to_text(&Wire {
        version: 1,
        tool: TOOL,
        exit: comparison.exit() as u8,
        errors: wire_errors(comparison.errors),
        differs: !diff.is_empty(),
        old: matrix(diff.old, comparison.old_file),
        new: matrix(diff.new, comparison.new_file),
        summary: summary(diff),
        accountability: Accountability {
            provider: side(diff, Party::Provider),
            customer: side(diff, Party::Customer),
        },
        provider: diff.provider.then(|| Both {
            old: provider(&diff.old.provider),
            new: provider(&diff.new.provider),
        }),
        added: diff.added.iter().map(|one| row(one)).collect(),
        removed: diff.removed.iter().map(|one| row(one)).collect(),
        changed: diff.changed.iter().map(pair).collect(),
        impact: comparison.impact.map(impact),
    })
}

fn matrix<'a>(matrix: &'a Matrix, file: Option<&'a str>) -> WireMatrix<'a> {
    WireMatrix {
        id: &matrix.id,
        version: &matrix.version,
        title: matrix.title.as_deref(),
        source: matrix.source.as_deref(),
        file,
        provider: provider(&matrix.provider),
        rows: matrix.rows().len(),
    }
}

fn provider(provider: &Provider) -> WireProvider<'_> {
    WireProvider {
        name: &provider.name,
        aliases: &provider.aliases,
    }
}

fn summary(diff: &Diff<'_>) -> Summary {
    Summary {
        rows: diff.rows(),
        added: diff.added.len(),
        removed: diff.removed.len(),
        renamed: diff.renamed().count(),
        other_roles: diff.other_roles().count(),
        accountability_moved: diff.moved().count(),
        other_clauses: match diff.scope {
            Scope::Whole => Some(diff.other_clauses().count()),
            Scope::Published => None,
        },
    }
}

fn side<'a>(diff: &Diff<'a>, party: Party) -> Side<'a> {
    Side {
        gains: diff.gains(party).map(|row| row.id.as_str()).collect(),
        loses: diff.loses(party).map(|row| row.id.as_str()).collect(),
    }
}

fn row(row: &Row) -> WireRow<'_> {
    WireRow {
        id: &row.id,
        title: &row.title,
        raci: cells(|party| match party {
            Party::Provider => row.provider,
            _ => row.customer,
        }),
        accountable: match row.accountable() {
            Party::Provider => "provider",
            _ => "customer",
        },
        clauses: &row.clauses,
    }
}

fn cells(of: impl Fn(Party) -> Roles) -> Cells {
    let letters = |party| of(party).iter().map(Role::letter).collect();
    Cells {
        provider: letters(Party::Provider),
        customer: letters(Party::Customer),
    }
}

fn pair<'a>(pair: &Pair<'a>) -> WirePair<'a> {
    WirePair {
        same_by: match pair.link {
            Link::Id => "id",
            Link::Title => "title",
            Link::Likeness => "likeness",
        },
        changes: words(&pair.changes()),
        gained: cells(|party| pair.gained(party)),
        lost: cells(|party| pair.lost(party)),
        old: row(pair.old),
        new: row(pair.new),
    }
}

fn words(changes: &[Change]) -> Vec<&'static str> {
    changes.iter().map(|change| change.as_str()).collect()
}

fn impact(impact: &Impact) -> WireImpact<'_> {
    WireImpact {
        today: &impact.today,
        summary: ImpactSummary {
            files: impact.files,
            manifests: impact.manifests,
            judged: impact.judged,
            touched: impact.touched.len(),
            opens: impact.opens(),
            closes: impact.closes(),
            covered: impact.covered().count(),
        },
        touched: impact.touched.iter().map(touched).collect(),
        opened: impact.opened.iter().map(wire_finding).collect(),
        closed: impact.closed.iter().map(wire_finding).collect(),
    }
}

fn touched(touched: &Touched) -> WireTouched<'_> {
    let features = touched.features.iter().map(|feature| WireFeature {
        id: &feature.id,
        changes: words(&feature.changes),
    });
    WireTouched {
        system: touched.system.as_deref(),
        path: &touched.path.relative,
        document: touched.document,
        matrix: &touched.matrix,
        features: features.collect(),
    }
}
