//! The report as Markdown: the sections and tables of the page. What comes from a file is text, as in
//! the summary of a job.

use std::fmt::Write as _;

use super::excerpt;
use super::words::{
    NOTHING, VERIFY, declared, facts, held, letters, limits, location, others, place, ran,
    standing, status,
};
use crate::audit::Root;
use crate::audit::fleet::{Fleet, RowView, SystemView};
use crate::audit::state::State;
use crate::check::facts::Declared;
use crate::git::Commit;
use crate::render::summary;
use crate::render::tables::{self, advised, cell, rule};
use crate::text::counted;

/// Renders the whole report.
pub fn render(fleet: &Fleet<'_>) -> String {
    let mut out = format!(
        "# Control ownership report\n\n**{}**\n\n{}, as of {}\n",
        cell(&fleet.verdict().title),
        summary(fleet.report, "document"),
        fleet.report.today
    );
    for note in &fleet.report.notes {
        let _ = writeln!(out, "\nNote: {}", cell(&note.message()));
    }
    for error in fleet.report.unshown_errors() {
        let _ = writeln!(
            out,
            "\n- crisplint could not complete the run: {}",
            advised(&error.message, error.help.as_deref())
        );
    }
    heat_map(&mut out, fleet);
    not_judged(&mut out, fleet);
    open(&mut out, fleet);
    covered(&mut out, fleet);
    waivers(&mut out, fleet);
    out.push_str("\n## Systems\n");
    for view in &fleet.systems {
        system(&mut out, view);
    }
    checked(&mut out, fleet);
    provenance(&mut out, fleet);
    out
}

/// A table under what was written before; nothing where there are no rows.
fn table(out: &mut String, heads: &[&str], rows: impl Iterator<Item = Vec<String>>) -> bool {
    let mut rows = rows.peekable();
    if rows.peek().is_none() {
        return false;
    }
    out.push('\n');
    tables::write(out, heads, rows);
    true
}

fn heat_map(out: &mut String, fleet: &Fleet<'_>) {
    out.push_str("\n## All systems\n\n");
    for state in State::ALL {
        let (sign, words) = (state.sign(), state.words());
        let (count, meaning) = (fleet.count(state), state.meaning());
        let _ = writeln!(out, "- `{sign}` {words}: {count} ({meaning})");
    }
    for judge in &fleet.judges {
        let judged = |view: &&SystemView<'_>| judge.judged(view);
        let _ = writeln!(out, "\n### Checked against {}", cell(&judge.name()));
        let ids = judge.judge.rows.iter().map(|(id, ..)| cell(id));
        let heads: Vec<String> = std::iter::once("System".to_owned())
            .chain(ids)
            .chain(["Elsewhere".to_owned()])
            .collect();
        let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
        let rows = fleet.systems.iter().filter(judged).map(|view| {
            let published = view.rows.iter().filter(|row| row.row.published.is_some());
            let signs = published.map(|row| row.state.sign().to_owned());
            let elsewhere = match view.open_outside() {
                0 => String::new(),
                count => format!("{count} open"),
            };
            std::iter::once(cell(view.name()))
                .chain(signs)
                .chain([elsewhere])
                .collect()
        });
        table(out, &heads, rows);
    }
}

fn not_judged(out: &mut String, fleet: &Fleet<'_>) {
    let systems = fleet.systems.iter();
    let unknown = systems.filter(|view| view.system.judge.is_none());
    let unknown = unknown.map(|view| {
        let file = place(&view.file.path.relative, Some(view.document));
        let what = format!("{}: its matrix is unknown", cell(view.name()));
        vec![cell(&file), what, view.findings.len().to_string()]
    });
    let others = fleet.others.iter().map(|one| {
        vec![
            cell(&place(&one.file.path.relative, one.document)),
            one.kind.words().to_owned(),
            one.findings.len().to_string(),
        ]
    });
    let rows: Vec<_> = unknown.chain(others).collect();
    if !rows.is_empty() {
        out.push_str("\n### Documents not in the tables above\n");
        table(out, &["File", "What it is", "Findings"], rows.into_iter());
    }
}

fn open(out: &mut String, fleet: &Fleet<'_>) {
    out.push_str("\n## Open findings\n");
    let rows = fleet.open().into_iter().map(|finding| {
        let source = fleet.report.sources.get(&finding.location.path.relative);
        let lines = excerpt::lines(finding, source.map(AsRef::as_ref));
        let lines = lines
            .iter()
            .map(|line| format!("{}: {}", line.number, cell(line.text().trim())));
        vec![
            finding.severity.to_string(),
            rule(finding),
            cell(&location(finding)),
            advised(&finding.message, finding.help.as_deref()),
            lines.collect::<Vec<_>>().join("<br>"),
        ]
    });
    if !table(
        out,
        &["Severity", "Rule", "Place", "Message", "Source"],
        rows,
    ) {
        out.push_str("\nNone.\n");
    }
}

fn covered(out: &mut String, fleet: &Fleet<'_>) {
    let rows = fleet.covered().into_iter().map(|finding| {
        vec![
            cell(&status(finding)),
            rule(finding),
            cell(&location(finding)),
            cell(&finding.message),
        ]
    });
    let rows: Vec<_> = rows.collect();
    if !rows.is_empty() {
        out.push_str("\n## Waived and baselined findings\n");
        table(
            out,
            &["Status", "Rule", "Place", "Message"],
            rows.into_iter(),
        );
    }
}

fn waivers(out: &mut String, fleet: &Fleet<'_>) {
    out.push_str("\n## Waivers by expiry\n");
    let rows = fleet.waivers();
    let rows = rows.iter().map(|(view, waiver, standing)| {
        vec![
            waiver.expires.to_string(),
            standing.words().to_owned(),
            cell(view.name()),
            cell(&waiver.rule),
            cell(waiver.feature.as_deref().unwrap_or("the whole manifest")),
            cell(&waiver.reason),
            cell(&waiver.approved_by),
            standing.covers().to_string(),
        ]
    });
    let heads = [
        "Last date",
        "Standing",
        "System",
        "Rule",
        "Feature",
        "Reason",
        "Approved by",
        "Covers",
    ];
    if !table(out, &heads, rows) {
        out.push_str("\nNone.\n");
    }
}

fn system(out: &mut String, view: &SystemView<'_>) {
    let title = view.system.title.as_deref();
    let title = title.map(|title| format!(": {}", cell(title)));
    let _ = writeln!(
        out,
        "\n### {}{}\n",
        cell(view.name()),
        title.unwrap_or_default()
    );
    for (what, value) in facts(view) {
        let _ = writeln!(out, "- {what}: {}", cell(&value));
    }
    let heads = [
        "Feature",
        "Provider",
        "Customer",
        "Third parties",
        "Owner",
        "Evidence",
        "Clauses",
        "Published",
        "State",
    ];
    table(out, &heads, view.rows.iter().map(|row| feature(view, row)));
    out.push_str("\nPassed checks:\n\n");
    for check in view.right() {
        let clauses = match check.clauses {
            "" => String::new(),
            clauses => format!(" ({clauses})"),
        };
        let detail = match check.detail.as_str() {
            "" => String::new(),
            detail => format!(": {}", cell(detail)),
        };
        let _ = writeln!(out, "- {}{detail}{clauses}", check.topic);
    }
}

fn feature(view: &SystemView<'_>, of: &RowView<'_>) -> Vec<String> {
    let row = of.row;
    let published = row.published.as_ref();
    let title = published.map_or(String::new(), |row| format!("{}<br>", cell(&row.title)));
    let [provider, customer, third] = match &row.declared {
        Declared::Raci(raci) => [
            held(raci.provider),
            held(raci.customer),
            cell(&others(view.system, raci).join("; ")),
        ],
        _ => [
            NOTHING.to_owned(),
            NOTHING.to_owned(),
            cell(&declared(of).unwrap_or_default()),
        ],
    };
    let owner = row.owner.as_ref().map(|owner| {
        let name = owner.name.as_deref().unwrap_or(&owner.key);
        let email = owner.email.as_deref().unwrap_or(NOTHING);
        format!("{}<br>{}<br>{}", cell(name), cell(email), cell(&owner.key))
    });
    let evidence = row.evidence.iter();
    let evidence = evidence.map(|(text, at)| format!("{} ({})", cell(text), standing(*at)));
    vec![
        format!("{title}{}", cell(&row.id)),
        provider,
        customer,
        third,
        owner.unwrap_or_default(),
        evidence.collect::<Vec<_>>().join("<br>"),
        published.map_or(String::new(), |row| cell(&row.clauses.join(", "))),
        published.map_or(String::new(), |row| {
            format!("{} / {}", letters(row.provider), letters(row.customer))
        }),
        format!("{} {}", of.state.sign(), of.state.words()),
    ]
}

fn checked(out: &mut String, fleet: &Fleet<'_>) {
    out.push_str("\n## Passed checks\n");
    let checks = fleet.checks();
    let rows = checks.iter().map(|(check, right, asked)| {
        vec![
            check.topic.to_owned(),
            format!("{} of {}", check.good, check.of),
            format!("{right} of {asked}"),
            check.codes(),
            check.clauses.to_owned(),
        ]
    });
    let heads = ["Check", "Passed", "Systems", "Rules", "Clauses"];
    table(out, &heads, rows);
    out.push_str("\n### Rules\n");
    let rules = fleet.rules();
    let rows = rules.iter().map(|view| {
        vec![
            view.rule.code.to_owned(),
            view.rule.name.to_owned(),
            cell(&ran(view)),
        ]
    });
    table(out, &["Rule", "Name", "In this run"], rows);
}

/// What a root was measured by, and its commit. What was not judged has no limits, unless it is the only root.
fn root(out: &mut String, root: &Root, indent: &str, is_only: bool) {
    let limits = if root.judged || is_only {
        limits(root)
    } else {
        "not checked".to_owned()
    };
    let _ = writeln!(out, "{indent}- Limits: {limits}");
    match &root.commit {
        Commit::None(reason) => {
            let _ = writeln!(out, "{indent}- No commit: {}", cell(reason));
        }
        Commit::Known(id, differing) => {
            let _ = writeln!(out, "{indent}- Commit: {}", cell(id));
            for (path, how) in differing {
                let path = cell(path);
                let _ = writeln!(out, "{indent}- Differs from the commit: {path}, {how}");
            }
        }
    }
}

fn provenance(out: &mut String, fleet: &Fleet<'_>) {
    let known = fleet.provenance;
    out.push_str("\n## Provenance\n\n");
    let _ = writeln!(out, "- Tool: crisplint {}", known.tool_version);
    let _ = writeln!(out, "- Date used as today: {}", fleet.report.today);
    for one in &known.roots {
        let indent = if fleet.only_root().is_some() {
            ""
        } else {
            let _ = writeln!(out, "- Root: {}", cell(&one.name));
            "  "
        };
        root(out, one, indent, fleet.only_root().is_some());
    }
    let _ = writeln!(out, "\n### Matrices\n\nTo verify a hash: `{VERIFY}`");
    let rows = fleet.judges.iter().map(|view| {
        let judge = view.judge;
        let of = format!("{} of {}", judge.id, view.roots.join(", "));
        vec![
            cell(if view.has_namesake { &of } else { &judge.id }),
            cell(&judge.version),
            cell(judge.title.as_deref().unwrap_or(NOTHING)),
            cell(judge.source.as_deref().unwrap_or(NOTHING)),
            judge.sha256.clone(),
        ]
    });
    table(
        out,
        &["Matrix", "Version", "Title", "Source", "SHA-256"],
        rows,
    );
    out.push_str("\n### Files\n");
    let settings = known.settings.iter().map(|one| {
        let hash = one.sha256.as_deref().unwrap_or("not read");
        vec![cell(&one.path), one.kind.to_owned(), hash.to_owned()]
    });
    let files = fleet.files.iter().map(|file| {
        let documents = counted(file.documents.len(), "document");
        let hash = file.sha256.as_deref().unwrap_or("not read");
        vec![cell(&file.path.relative), documents, hash.to_owned()]
    });
    table(out, &["Path", "What", "SHA-256"], files.chain(settings));
}
