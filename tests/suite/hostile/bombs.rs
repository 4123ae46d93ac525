//! Bombs where they are not expected: in a matrix, in the configuration, in a page.

use std::time::{Duration, Instant};

use super::SOON;
use crate::support::{changed, check, folder, manifest, run, text};

/// Texts over a limit, each with a word on it.
fn bombs() -> Vec<(&'static str, String)> {
    let mut laughs = "x-a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    let mut merges = "x-a0: &a0 {p: {x: 1}, q: {x: 1}}\n".to_owned();
    for level in 1..40 {
        let below = level - 1;
        let ten = vec![format!("*a{below}"); 10].join(", ");
        laughs += &format!("x-a{level}: &a{level} [{ten}]\n");
        merges +=
            &format!("x-a{level}: &a{level} {{p: {{<<: *a{below}}}, q: {{<<: *a{below}}}}}\n");
    }
    let lines = (0..3_000).map(|level| " ".repeat(level) + "x-a:\n");
    vec![
        ("laughs", laughs),
        ("merges", merges),
        ("endless", "x-a: &a {<<: [*a]}\n".to_owned()),
        ("brackets", format!("x-a: {}", "[".repeat(20_000))),
        ("braces", "{x-a: ".repeat(20_000)),
        ("dashes", "- ".repeat(20_000) + "x\n"),
        ("questions", "? ".repeat(20_000) + "x\n"),
        ("lines", lines.collect()),
    ]
}

/// What came of a file that nothing should be judged by: trouble, and one finding in that file.
fn refused(name: &str, what: &str, run: &crate::support::Run) {
    assert_eq!(run.code, 2, "{name}: {run:?}");
    assert_eq!(run.places().len(), 1, "{name}: {run:?}");
    let finding = &run.json()["findings"][0];
    assert_eq!(text(&finding["code"]), "CRISP005", "{name}");
    assert_eq!(
        run.stderr,
        format!("error: the {what} has errors, so nothing was checked\n"),
        "{name}"
    );
}

fn in_time(name: &str, started: Instant, limit: Duration) {
    let taken = started.elapsed();
    assert!(taken < limit, "{name} took {taken:?}");
}

#[test]
fn a_matrix_over_a_limit_judges_nothing() {
    for (name, bomb) in bombs() {
        let matrix = format!("apiVersion: crisplint/v1\nkind: ResponsibilityMatrix\n{bomb}");
        let matrix = if bomb.starts_with("x-") { matrix } else { bomb };
        let folder = folder(&[("a.crisp.yaml", manifest()), ("m.yaml", matrix)]);
        let started = Instant::now();
        let judged = check(
            folder.path(),
            &["--format", "json", "--matrix", "m.yaml", "."],
        );
        refused(name, "matrix", &judged);
        let own = run(
            folder.path(),
            &["matrix", "check", "--format", "json", "m.yaml"],
        );
        assert_eq!(own.code, 1, "{name}");
        assert_eq!(
            text(&own.json()["findings"][0]["code"]),
            "CRISP005",
            "{name}"
        );
        in_time(name, started, SOON);
    }
}

#[test]
fn a_configuration_over_a_limit_sets_nothing() {
    for (name, bomb) in bombs() {
        let folder = folder(&[("a.crisp.yaml", manifest()), (".crisplint.yaml", bomb)]);
        let started = Instant::now();
        let run = check(folder.path(), &["--format", "json", "."]);
        refused(name, "configuration", &run);
        in_time(name, started, SOON);
    }
}

/// An anchor of few characters can stand for much that a pattern or a rule looks at.
#[test]
fn expansion_below_the_limit_is_quick() {
    let ten = vec!["*a"; 20_000].join(", ");
    let aliases: Vec<String> = (0..40_000).map(|n| format!("f{n}: *a, ")).collect();
    let texts = [
        (
            ".crisplint.yaml",
            format!("x-a: &a \"{}\"\nexclude: [{ten}]\n", "*a".repeat(200)),
        ),
        (
            "b.crisp.yaml",
            format!(
                "x-a: &a {{raci: {{customer: R}}}}\nkind: ControlOwnership\nfeatures: {{{}}}\n",
                aliases.concat()
            ),
        ),
    ];
    for (name, text) in texts {
        let folder = folder(&[("a.crisp.yaml", manifest()), (name, text)]);
        let started = Instant::now();
        let run = check(folder.path(), &["-q", "--format", "concise", "."]);
        assert!(matches!(run.code, 0..=2), "{name}");
        in_time(name, started, 6 * SOON);
    }
}

/// Each extends the next, to the end: no circle, but a long way for whoever walks it from every start.
#[test]
fn a_long_chain_of_matrices_is_quick() {
    let matrices = (0..3_000).map(|n| {
        format!(
            "apiVersion: crisplint/v1\nkind: ResponsibilityMatrix\nmetadata: {{id: m{n}, version: '1'}}\n\
             provider: {{name: P}}\nextends: m{}\nfeatures: {{}}\n",
            n + 1
        )
    });
    let chain: Vec<String> = matrices.collect();
    let folder = folder(&[("m.yaml", chain.join("---\n"))]);
    let started = Instant::now();
    let run = run(
        folder.path(),
        &["matrix", "check", "-q", "--format", "concise", "m.yaml"],
    );
    assert_eq!(run.code, 1);
    assert!(run.stdout.contains("[CRISP301]"), "{}", run.stdout);
    assert_eq!(run.stdout.lines().count(), 1, "{}", run.stdout);
    in_time("the chain", started, SOON);
}

#[test]
fn matrices_that_extend_each_other_are_refused_wherever_they_come_from() {
    let matrix = |id: &str, extends: &str| {
        format!(
            "apiVersion: crisplint/v1\nkind: ResponsibilityMatrix\nmetadata: {{id: {id}, version: '1'}}\n\
             extends: {extends}\nfeatures:\n  f-{id}: {{title: {id}, raci: {{provider: A, customer: R}}}}\n"
        )
    };
    let own = matrix("self", "self");
    let pair = [matrix("one", "two"), matrix("two", "one")].join("---\n");
    let long: Vec<String> = (0..300)
        .map(|n| matrix(&format!("m{n}"), &format!("m{}", (n + 1) % 300)))
        .collect();
    for (name, text) in [("own", own), ("pair", pair), ("long", long.join("---\n"))] {
        let folder = folder(&[
            ("a.crisp.yaml", manifest()),
            ("m.yaml", text),
            ("set/.crisplint.yaml", "matrices: [../m.yaml]\n".to_owned()),
        ]);
        for arguments in [
            ["--matrix", "m.yaml", "."],
            ["--config", "set/.crisplint.yaml", "."],
        ] {
            let started = Instant::now();
            let run = check(
                folder.path(),
                &[&["--format", "json"], &arguments[..]].concat(),
            );
            assert_eq!(run.code, 2, "{name}");
            // One circle, one finding.
            let json = run.json();
            assert_eq!(json["findings"].as_array().map(Vec::len), Some(1), "{name}");
            assert_eq!(
                crate::support::text(&json["findings"][0]["code"]),
                "CRISP312",
                "{name}"
            );
            in_time(name, started, SOON);
        }
    }
}

/// Letters that are none, that are missing or that stand again, in one text: no limit on keys and values
/// counts them.
#[test]
fn a_cell_of_very_many_letters_has_few_messages() {
    let n = 300_000;
    for (name, piece, code) in [
        ("none", "X,", "CRISP104"),
        ("missing", ",", "CRISP104"),
        ("again", "I,", "CRISP204"),
    ] {
        let cell = format!("customer: \"{}I\"}}}}", piece.repeat(n));
        let folder = folder(&[("a.crisp.yaml", changed("customer: I}}", &cell))]);
        let started = Instant::now();
        let run = check(folder.path(), &["--format", "json", "."]);
        let report = run.json();
        let findings = report["findings"].as_array().expect("findings");
        assert!(
            (1..=16).contains(&findings.len()),
            "{name}: {}",
            findings.len()
        );
        for finding in findings {
            assert_eq!(text(&finding["code"]), code, "{name}");
            let related = finding["related"].as_array().expect("related");
            assert!(related.len() <= 16, "{name}");
        }
        in_time(name, started, SOON);
    }
}

/// What is wrong with a text may stand far below it, but never in another document.
#[test]
fn tabs_are_not_looked_for_in_other_documents() {
    let folder = folder(&[("a.crisp.yaml", "a: |\n\t\n---\n".repeat(19_000))]);
    let started = Instant::now();
    let run = check(folder.path(), &["-q", "--format", "concise", "."]);
    assert_eq!(run.stdout.lines().count(), 19_000);
    assert!(run.stdout.starts_with("a.crisp.yaml:1:4: error[CRISP003]"));
    in_time("tabs", started, SOON);
}
