//! What an assessor reads where something is missing, broken, about to end, or not as committed.

use super::{MATRIX, json, report, system};
use crate::support::{folder, run, text, write};

/// A manifest with a gap of every kind in its facts, rows, evidence and waivers.
fn gaps() -> String {
    let evidence = |name: &str| format!(", evidence: [https://wiki.examples.gov.au/{name}]");
    let customer = |name: &str| {
        let evidence = evidence(name);
        format!("{{raci: {{customer: [R, A]}}, owner: platform{evidence}}}")
    };
    let text = system(
        "gaps",
        &[
            (
                "  crisp: {signedBy: \"Jo Citizen, CISO\", signedOn: 2026-01-15}\n",
                "",
            ),
            ("aucloud-iaas@2023-02-01", "aucloud-iaas"),
            ("msp: Contoso Managed Services", "msp: []"),
            (&customer("logging"), "{raci: none, owner: platform}"),
            (&customer("users"), "{notApplicable: []}"),
            ("https://wiki.examples.gov.au/network", "runbooks/gone.md"),
            ("https://wiki.examples.gov.au/servers", "../outside.md"),
            ("https://wiki.examples.gov.au/databases", "\"https://\""),
            (&evidence("patching"), ""),
            (&evidence("change"), ""),
        ],
    );
    let waiver = |rule: &str, last: &str| {
        format!(
            "  - {{rule: {rule}, reason: It follows., approvedBy: \"Jo Citizen, CISO\", expires: {last}}}\n"
        )
    };
    let (today, tomorrow) = (
        waiver("CRISP406", "2026-11-23"),
        waiver("CRISP408", "2026-11-24"),
    );
    format!("{text}waivers:\n{today}{tomorrow}")
}

/// The cells of the row of a table that holds a text.
pub(super) fn row<'t>(table: &'t str, holds: &str) -> Vec<&'t str> {
    let line = table.lines().find(|line| line.contains(holds));
    let line = line.unwrap_or_else(|| panic!("a row holds {holds:?}"));
    line.trim_matches(['|', ' ']).split(" | ").collect()
}

#[test]
fn a_gap_has_words_in_markdown() {
    let folder = folder(&[("a.crisp.yaml", gaps().as_str()), ("m.crisp.yaml", MATRIX)]);
    let run = report(folder.path(), &["--format", "markdown", "."]);
    let said = run.stdout.replace("&#64;", "@");
    for line in [
        "| m.crisp.yaml | responsibility matrix | 0 |",
        "- CRISP: not signed",
        "- Matrix: aucloud-iaas, checked against aucloud-iaas@2023-02-01",
        "- Third parties: msp",
    ] {
        assert!(said.lines().any(|found| found == line), "{line}: {said}");
    }
    let (_, rows) = said.split_once("### gaps: ").expect("the system");
    for (feature, at, cell) in [
        ("<br>logging-customer", 3, "could not be read"),
        (
            "<br>privileged-users-customer",
            3,
            "not applicable (the reason cannot be read)",
        ),
        (
            "<br>virtual-network-devices",
            5,
            "runbooks/gone.md (not found)",
        ),
        (
            "<br>server-vms",
            5,
            "../outside.md (outside the repository)",
        ),
        ("<br>databases", 5, "https:// (link not valid)"),
    ] {
        let row = row(rows, feature);
        assert_eq!((row[at], row[8]), (cell, "! open"), "{feature}");
    }
    let (_, waivers) = said.split_once("## Waivers by expiry").expect("waivers");
    for (day, covers) in [("2026-11-23", "2"), ("2026-11-24", "1")] {
        let row = row(waivers, day);
        assert_eq!((row[1], row[7]), ("holds", covers), "{day}");
    }
}

#[test]
fn a_gap_has_words_on_the_page() {
    let folder = folder(&[("a.crisp.yaml", gaps().as_str()), ("m.crisp.yaml", MATRIX)]);
    let page = report(folder.path(), &["."]).stdout;
    for words in [
        "responsibility matrix",
        "not signed",
        "could not be read",
        "not applicable (the reason cannot be read)",
        "not found",
        "outside the repository",
        "link not valid",
        "in force, ends today; covers 2 findings",
        "in force, 1 day left; covers 1 finding<",
    ] {
        assert!(page.contains(words), "{words}");
    }
}

#[test]
fn a_gap_has_a_cell_in_a_spreadsheet() {
    let folder = folder(&[("a.crisp.yaml", gaps().as_str()), ("m.crisp.yaml", MATRIX)]);
    let run = report(folder.path(), &["--format", "csv", "."]);
    let mut reader = csv::Reader::from_reader(run.stdout.as_bytes());
    let heads = reader.headers().expect("heads").clone();
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    let cell = |by: &str, name: &str, column: &str| {
        let at = |head: &str| heads.iter().position(|one| one == head).expect("a column");
        let mut rows = rows.iter().filter(|row| &row[at(by)] == name);
        rows.next().expect("a row")[at(column)].to_owned()
    };
    for (feature, column, expected) in [
        ("logging-customer", "customer", "could not be read"),
        ("privileged-users-customer", "notApplicable", "–"),
        ("virtual-network-devices", "evidenceStanding", "not found"),
        ("server-vms", "evidenceStanding", "outside the repository"),
        ("databases", "evidenceStanding", "link not valid"),
    ] {
        assert_eq!(cell("feature", feature, column), expected, "{feature}");
        assert_eq!(cell("feature", feature, "state"), "open", "{feature}");
    }
    for (column, expected) in [("kind", "matrix"), ("matrix", "small"), ("state", "")] {
        assert_eq!(cell("path", "m.crisp.yaml", column), expected, "{column}");
    }
}

/// Warnings alone: neither in order nor out of it.
#[test]
fn a_verdict_can_lie_between() {
    let evidence = ", evidence: [https://wiki.examples.gov.au/databases]";
    let folder = folder(&[("a.crisp.yaml", system("fair", &[(evidence, "")]))]);
    let verdict = &json(folder.path(), &["."])["verdict"];
    assert_eq!(text(&verdict["severity"]), "warning");
    let page = report(folder.path(), &["."]).stdout;
    let shown = format!("<p class=\"verdict fair\">{}</p>", text(&verdict["title"]));
    assert!(page.contains(&shown), "{shown}");
}

/// A text of two lines where one word belongs.
#[test]
fn a_mark_of_two_lines_is_shown_with_both() {
    let written = system(
        "late",
        &[(
            "reviewed: 2026-09-30",
            "reviewed: |\n    the last\n    Friday",
        )],
    );
    let folder = folder(&[("a.crisp.yaml", written)]);
    let said = report(folder.path(), &["--format", "markdown", "."]).stdout;
    let row = row(&said, "CRISP104 invalid-value");
    assert_eq!(row[4], "7: the last<br>8: Friday");
}

/// With a stand-in for git that knows one commit, which has other bytes for one file.
#[cfg(unix)]
#[test]
fn the_commit_and_what_differs_from_it_are_named() {
    use std::os::unix::fs::PermissionsExt;

    let id = "0123456789abcdef0123456789abcdef01234567";
    let folder = folder(&[
        ("a.crisp.yaml", system("a", &[])),
        ("b.crisp.yaml", system("b", &[])),
    ]);
    let (a, b) = ("a".repeat(40), "b".repeat(40));
    let size = system("a", &[]).len();
    let git = write(
        folder.path(),
        ".git/bin/git",
        format!(
            "#!/bin/sh\nPATH=/usr/bin:/bin\ncase \"$*\" in\n  *rev-parse*) printf '\\n{id}\\n' ;;\n  \
             *ls-tree*) printf '100644 blob {a}\\ta.crisp.yaml\\000100644 blob {b}\\tb.crisp.yaml\\000' ;;\n  \
             *batch-check*) printf '{a} blob {size}\\n{b} blob 1\\n' ;;\n  \
             *batch*) printf '{a} blob {size}\\n'; cat a.crisp.yaml; printf '\\n{b} blob 1\\nx\\n' ;;\nesac\n"
        )
        .as_bytes(),
    );
    let executable = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(&git, executable).expect("a mode");
    let said = |format: &str| {
        let mut command = crate::support::command(folder.path());
        command.env("PATH", git.parent().expect("a folder"));
        command.args(["report", "--today", "2026-11-23", "--format", format, "."]);
        let output = command.output().expect("the binary starts");
        assert!(output.status.success(), "{format}");
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    let markdown = said("markdown");
    let lines = format!(
        "- Commit: {id}\n- Differs from the commit: b.crisp.yaml, changed since the commit\n"
    );
    assert!(markdown.contains(&lines), "{markdown}");
    let page = said("html");
    for part in [
        id,
        "Files that differ from the commit",
        "changed since the commit",
    ] {
        assert!(page.contains(part), "{part}");
    }
    let provenance =
        &serde_json::from_str::<serde_json::Value>(&said("json")).expect("JSON")["provenance"];
    assert_eq!(text(&provenance["commit"]), id);
    assert_eq!(
        text(&provenance["differsFromCommit"][0]["path"]),
        "b.crisp.yaml"
    );
    let none = run(
        folder.path(),
        &[
            "report",
            "--today",
            "2026-11-23",
            "--format",
            "markdown",
            ".",
        ],
    );
    assert!(none.stdout.contains("- No commit: "), "{}", none.stdout);
}
