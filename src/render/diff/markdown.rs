//! For the summary of a job or an issue: tables, in which everything from a file is text.

use super::blocks::{Comparison, Entry, blocks, headline, impact_headline, side, touched};
use crate::diff::Impact;
use crate::finding::Finding;
use crate::render::markdown::{errors, table};
use crate::render::tables::{advised, cell, place, rule};
use crate::text::code;

/// Renders everything.
pub fn render(comparison: &Comparison<'_>) -> String {
    let diff = comparison.diff;
    let (old, new) = (
        side(diff.old, comparison.old_file),
        side(diff.new, comparison.new_file),
    );
    let mut out = format!(
        "## crisplint: {}\n\nFrom {}, to {}.\n",
        cell(&headline(diff)),
        cell(&old),
        cell(&new)
    );
    for block in blocks(diff) {
        let rows = block.entries.iter().map(row);
        table(
            &mut out,
            block.title,
            ["Feature", "Change", "Roles or clauses"],
            rows,
        );
    }
    if let Some(impact) = comparison.impact {
        out.push_str(&format!(
            "\n## Impact: {}\n",
            cell(&impact_headline(impact, diff))
        ));
        self::impact(&mut out, impact);
    }
    errors(&mut out, comparison.errors);
    out
}

fn row(entry: &Entry) -> [String; 3] {
    let detail: Vec<String> = entry.detail.iter().map(|part| cell(&code(part))).collect();
    [cell(&entry.name), cell(&entry.what), detail.join(" → ")]
}

fn impact(out: &mut String, impact: &Impact) {
    let manifests = impact.touched.iter().map(|one| {
        let entry = touched(one);
        let path = cell(&one.path.relative);
        [cell(&entry.name), path, cell(&entry.what)]
    });
    table(
        out,
        "Affected manifests",
        ["System", "File", "Features"],
        manifests,
    );
    let heads = ["Severity", "Rule", "Place", "Message"];
    for (title, findings) in [
        ("New findings", &impact.opened),
        ("Findings that disappear", &impact.closed),
    ] {
        let findings = findings.iter().filter(|finding| finding.is_open());
        table(out, title, heads, findings.map(finding));
    }
    let covered = impact.covered().map(|(one, comes)| {
        let comes = if comes { "new" } else { "gone" };
        let [_, rule, place, message] = finding(one);
        [
            comes.to_owned(),
            one.status.as_str().to_owned(),
            rule,
            place,
            message,
        ]
    });
    let heads = ["", "Status", "Rule", "Place", "Message"];
    table(
        out,
        "Waived or baselined findings (do not count)",
        heads,
        covered,
    );
}

fn finding(finding: &Finding) -> [String; 4] {
    [
        finding.severity.to_string(),
        rule(finding),
        place(finding),
        advised(&finding.message, finding.help.as_deref()),
    ]
}
