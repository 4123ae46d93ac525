//! The one fence: every writer of the list shows the same hostile texts, and each of them steers no
//! terminal, breaks no table, is the same twice, and says the same places as the others.
//!
//! A new writer has no example in [`example`] and does not compile; a new format or command that no
//! writer of the list stands for fails here.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Stdio;

use crisplint::render::writers::{Medium, WRITERS, Writer, fenced};
use crisplint::text::{has_hidden, is_hidden};
use crisplint::yaml;
use serde_json::Value;

use crate::support::{Run, TODAY, command, folder, repository, run, text};

/// What steers, hides, turns, breaks a line or a table, and begins a tag or a command.
const HOSTILE: &str = "\u{1b}[31m\u{1b}]0;x\u{7}\u{9b}2J\u{202e}\u{200b}\u{feff}\u{ad}\r| `a|b` <script>x</script> & &amp; \
                       ]]> @me\n::error::injected\n| y |\t%0A'\"";

/// The same where one line has to do.
fn in_one_line() -> String {
    HOSTILE.replace(['\n', '\r', '\t', '|', '`', '<'], " ")
}

/// A file's name with as much of it as a name can have.
#[cfg(unix)]
const NAME: &str = "e\u{1b}[2J\u{202e}\n::error::injected\n|`<script>x.crisp.yaml";
#[cfg(not(unix))]
const NAME: &str = "e\u{202e}\u{200b} x.crisp.yaml";

fn quoted(text: &str) -> String {
    // JSON's escapes are YAML's.
    Value::from(text)
        .to_string()
        .replace('\u{feff}', "\\uFEFF")
        .replace('\u{9b}', "\\u009b")
}

fn matrix(version: &str, roles: [&str; 2]) -> String {
    let [provider, customer] = roles;
    let hostile = quoted(HOSTILE);
    format!(
        "apiVersion: crisplint/v1\nkind: ResponsibilityMatrix\n\
         metadata: {{id: own, version: \"{version}\", title: {hostile}, source: {hostile}}}\n\
         provider: {{name: {hostile}, aliases: [Nimbus]}}\n\
         features:\n  one: {{title: {hostile}, raci: {{provider: {provider}, customer: {customer}}}, clauses: [{hostile}]}}\n"
    )
}

/// Everything that a file can say is hostile.
fn manifest() -> String {
    let hostile = quoted(HOSTILE);
    format!(
        "apiVersion: crisplint/v1\nkind: ControlOwnership\n\
         metadata: {{system: pay, title: {hostile}, classification: {hostile}, reviewed: 2026-09-30, \
         crisp: {{signedBy: {hostile}, signedOn: 2026-01-15}}}}\n\
         matrix: own@1\n\
         parties: {{provider: Nimbus, customer: {hostile}, thirdParties: {{msp: {hostile}}}}}\n\
         contacts: {{team: {{name: {hostile}, email: t@examples.gov.au}}}}\n\
         features:\n\
         \x20 one: {{raci: {{provider: [R, A], customer: C, {hostile}: R}}, owner: {hostile}, evidence: [{hostile}]}}\n\
         \x20 {hostile}: {{raci: {{customer: A}}}}\n\
         waivers:\n\
         \x20 - {{rule: CRISP402, feature: one, reason: {hostile}, approvedBy: {hostile}, expires: 2027-01-31}}\n\
         x-more: {hostile}\n\
         {hostile}: {hostile}\n"
    )
}

fn hostile() -> tempfile::TempDir {
    let line = in_one_line();
    // A title with a control character is refused.
    let title = line.replace(char::is_control, "");
    let files = [
        (NAME, manifest()),
        ("one.yaml", matrix("1", ["C", "[R, A]"])),
        ("two.yaml", matrix("2", ["[R, A]", "C"])),
        (
            "page.md",
            format!(
                "# {line}\n\n| Feature | Nimbus | Customer | {line} |\n|---|---|---|---|\n\
                 | {title} | C | R, A | {line} |\n"
            ),
        ),
        (
            "broken.md",
            format!("| Feature | Nimbus | Customer |\n|---|---|---|\n| {line} | {line} | R, A |\n"),
        ),
        (
            "register.csv",
            format!(
                "feature,provider,customer,owner,{line}\none,{line},C,{line},{line}\n{line},,,,\n"
            ),
        ),
        (
            "settings.yaml",
            format!("include: [{}, '*.crisp.yaml']\n", quoted(&line)),
        ),
    ];
    folder(&files)
}

/// The command lines of a writer, and whether it writes to standard error.
fn example(writer: Writer) -> (Vec<Vec<&'static str>>, bool) {
    let check = |format| {
        vec![
            "check", "--matrix", "one.yaml", "--today", TODAY, "--format", format, ".",
        ]
    };
    let report = |format| {
        vec![
            "report", "--matrix", "one.yaml", "--today", TODAY, "--format", format, ".",
        ]
    };
    let show = |format| {
        vec![
            "matrix", "show", "own", "--matrix", "one.yaml", "--format", format,
        ]
    };
    let diff = |format| {
        vec![
            "matrix", "diff", "one.yaml", "two.yaml", "--impact", ".", "--today", TODAY,
            "--format", format,
        ]
    };
    let rules = |format| vec!["rules", "--format", format];
    let import = |file| {
        vec![
            "matrix",
            "import",
            file,
            "--id",
            "own",
            "--provider",
            "Nimbus",
        ]
    };
    let init = |from| {
        vec![
            "init", "pay", "--matrix", "one.yaml", "--from", from, "-o", "-",
        ]
    };
    let lines = match writer {
        Writer::Full => vec![
            check("full"),
            vec!["matrix", "check", "one.yaml", NAME],
            import("broken.md"),
        ],
        Writer::Concise => vec![check("concise")],
        Writer::Json => vec![check("json")],
        Writer::Sarif => vec![check("sarif")],
        Writer::Github => vec![check("github")],
        Writer::Gitlab => vec![check("gitlab")],
        Writer::Junit => vec![check("junit")],
        Writer::Markdown => vec![check("markdown")],
        Writer::Settings => vec![vec![
            "check",
            "--matrix",
            "one.yaml",
            "--config",
            "settings.yaml",
            "--today",
            TODAY,
            "--show-settings",
        ]],
        Writer::Files => vec![vec!["check", "--show-files"]],
        Writer::ReportHtml => vec![report("html")],
        Writer::ReportMarkdown => vec![report("markdown")],
        Writer::ReportCsv => vec![report("csv")],
        Writer::ReportJson => vec![report("json")],
        Writer::Manifest => vec![init(NAME), init("register.csv")],
        Writer::MatrixTable => vec![show("table")],
        Writer::MatrixJson => vec![show("json")],
        Writer::MatrixMarkdown => vec![show("markdown")],
        Writer::MatrixYaml => vec![show("yaml")],
        Writer::MatrixCsv => vec![show("csv")],
        Writer::Imported => vec![import("page.md")],
        Writer::DiffFull => vec![diff("full")],
        Writer::DiffJson => vec![diff("json")],
        Writer::DiffMarkdown => vec![diff("markdown")],
        Writer::RulesTable => vec![rules("table")],
        Writer::RulesJson => vec![rules("json")],
        Writer::Page => vec![vec!["explain", "CRISP202"]],
        Writer::Schema => vec![
            vec!["schema"],
            vec!["schema", "matrix"],
            vec!["schema", "config"],
        ],
        Writer::Script => ["bash", "elvish", "fish", "powershell", "zsh"]
            .map(|shell| vec!["completions", shell])
            .into_iter()
            .chain([vec!["man"]])
            .collect(),
        Writer::Notes => notes(),
        Writer::Usage => refused(),
    };
    (lines, matches!(writer, Writer::Notes | Writer::Usage))
}

/// What says something on standard error.
fn notes() -> Vec<Vec<&'static str>> {
    vec![
        vec![
            "check",
            "--verbose",
            "--today",
            TODAY,
            "--matrix",
            "one.yaml",
            ".",
        ],
        vec!["check", "gone\u{1b}[2J\u{202e}\n::error::injected.yaml"],
        vec!["check", "--matrix", "gone\u{1b}\u{202e}.yaml"],
        vec!["check", "--config", "gone\u{1b}\u{202e}.yaml"],
        vec![
            "check",
            "--write-baseline",
            "b\u{202e}.json",
            "--today",
            TODAY,
            "--no-config",
        ],
        vec!["explain", "x\u{1b}\u{202e}"],
        vec!["matrix", "show", "x\u{1b}\u{202e}"],
        vec![
            "matrix",
            "import",
            "broken.md",
            "--provider",
            "x\u{1b}\u{202e}",
        ],
        vec![
            "report",
            "-o",
            "r\u{202e}\n::error::injected.html",
            "--today",
            TODAY,
        ],
        vec![
            "init",
            "pay",
            "--matrix",
            "one.yaml",
            "--from",
            "register.csv",
            "-o",
            "n\u{202e}\n.yaml",
            "--force",
        ],
        vec!["init", "\u{1b}x"],
    ]
}

/// What is no command line.
fn refused() -> Vec<Vec<&'static str>> {
    vec![
        vec!["check", "--x\u{1b}[2J\u{202e}\n::error::injected"],
        vec!["check", "--format", "x\u{1b}[2J\u{202e}"],
        vec!["check", "--report", "x\u{1b}[2J\u{202e}=y"],
        vec!["init", "x", "--contact", "\u{1b}[2J\u{202e}"],
        vec!["x\u{1b}[2J\u{202e}"],
    ]
}

fn colored(folder: &Path, arguments: &[&str]) -> Run {
    let mut command = command(folder);
    command
        .args(arguments)
        .args(["--color", "always"])
        .stdin(Stdio::null());
    let output = command.output().expect("the binary starts");
    Run {
        code: output.status.code().expect("a code"),
        stdout: String::from_utf8(output.stdout).expect("UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

#[test]
fn every_writer_steers_nothing_breaks_nothing_and_is_the_same_twice() {
    let folder = hostile();
    for writer in WRITERS {
        let (lines, is_aside) = example(*writer);
        for arguments in lines {
            let at = format!("{writer:?}: {arguments:?}");
            let run = run(folder.path(), &arguments);
            let again = crate::support::run(folder.path(), &arguments);
            let colored = colored(folder.path(), &arguments);
            let printed = if is_aside { &run.stderr } else { &run.stdout };
            assert!(!printed.is_empty(), "{at}: {run:#?}");
            for text in [&run.stdout, &run.stderr] {
                let hidden = text.chars().find(|c| is_hidden(*c));
                assert_eq!(hidden, None, "{at}: {text}");
                let mut lines = text.lines();
                assert!(
                    !lines.any(|line| line.starts_with("::error::injected")),
                    "{at}: {text}"
                );
            }
            for text in [&colored.stdout, &colored.stderr] {
                assert_eq!(fenced(text, true), text.as_str(), "{at}");
            }
            if arguments[0] != "check" || !arguments.contains(&"--verbose") {
                assert_eq!((&again.stdout, again.code), (&run.stdout, run.code), "{at}");
                assert_eq!(again.stderr, run.stderr, "{at}");
            }
            if !is_aside {
                assert_medium(writer.medium(), printed, &at);
            }
        }
    }
}

/// What a reader of the medium makes of a text.
fn assert_medium(medium: Medium, printed: &str, at: &str) {
    match medium {
        Medium::Lines | Medium::Pictures => {}
        Medium::Commands => {
            assert!(
                printed.lines().all(|line| line.starts_with("::")),
                "{at}: {printed}"
            );
        }
        Medium::Json => {
            let value: Value = serde_json::from_str(printed).expect(at);
            // An escape is the character itself.
            assert!(!value.to_string().contains("\\\\u{"), "{at}: {printed}");
        }
        Medium::Xml => {
            assert!(
                roxmltree::Document::parse(printed).is_ok(),
                "{at}: {printed}"
            );
        }
        Medium::Html => assert!(!printed.contains("<script>x"), "{at}: {printed}"),
        Medium::Markdown => assert_tables(printed, at),
        Medium::Csv => {
            let mut reader = csv::ReaderBuilder::new();
            let mut rows = reader.flexible(true).from_reader(printed.as_bytes());
            let width = rows.headers().expect("a header").len();
            for row in rows.records() {
                assert_eq!(row.expect("a row").len(), width, "{at}: {printed}");
            }
        }
        Medium::Yaml => {
            let documents = yaml::read(printed);
            let [Some(Ok(document))] = documents.as_slice() else {
                panic!("{at}: one document: {printed}");
            };
            // It means the same text, and is no picture of it.
            let value = document.to_json().to_string();
            assert!(value.contains('\u{202e}'), "{at}: {printed}");
            assert!(!value.contains("\\\\u{202e}"), "{at}: {printed}");
        }
    }
}

/// Every row of a table has the columns of its header, and nothing is a tag.
fn assert_tables(printed: &str, at: &str) {
    assert!(!printed.contains("<script"), "{at}: {printed}");
    let bars = |line: &str| line.replace("\\|", "").matches('|').count();
    let mut width = None;
    for line in printed.lines() {
        if !line.starts_with('|') {
            width = None;
            continue;
        }
        let expected = *width.get_or_insert(bars(line));
        assert_eq!(bars(line), expected, "{at}: {line}");
    }
}

/// Line and column of every finding, as each format writes them.
#[test]
fn all_say_the_same_places() {
    let folder = hostile();
    let said = |writer: Writer| {
        let (lines, _) = example(writer);
        run(folder.path(), &lines[0]).stdout
    };
    let report: Value = serde_json::from_str(&said(Writer::Json)).expect("JSON");
    let findings = report["findings"].as_array().expect("findings");
    let open = findings.iter().filter(|one| one["status"] == "open");
    let places: Vec<(&str, u64, u64)> = open
        .map(|one| {
            let number = |name: &str| one[name].as_u64().expect("a number");
            (text(&one["code"]), number("line"), number("column"))
        })
        .collect();
    assert!(places.len() > 3, "{report}");
    for writer in [
        Writer::Full,
        Writer::Concise,
        Writer::Sarif,
        Writer::Github,
        Writer::Gitlab,
        Writer::Junit,
        Writer::Markdown,
        Writer::ReportJson,
        Writer::ReportHtml,
        Writer::ReportCsv,
        Writer::ReportMarkdown,
    ] {
        let said = said(writer);
        for (code, line, column) in &places {
            assert!(said.contains(code), "{writer:?}: {code}");
            let place = match writer {
                Writer::Sarif => vec![
                    format!("\"startLine\":{line},"),
                    format!("\"startColumn\":{column},"),
                ],
                Writer::ReportJson => {
                    vec![format!("\"line\":{line},"), format!("\"column\":{column},")]
                }
                Writer::Github => vec![format!("line={line},"), format!("col={column},")],
                Writer::Gitlab => vec![format!("\"begin\":{line}")],
                _ => vec![format!(":{line}:{column}")],
            };
            let flat = said.replace(['\n', ' '], "");
            for part in place {
                assert!(flat.contains(&part), "{writer:?}: {code}, {part}: {said}");
            }
        }
    }
}

/// What the help of the binary offers is in the list.
#[test]
fn every_command_and_format_has_a_writer() {
    let here = repository();
    let mut shown: BTreeSet<String> = BTreeSet::new();
    for writer in WRITERS {
        for arguments in example(*writer).0 {
            let words = arguments.iter().take_while(|word| !word.starts_with('-'));
            let words: Vec<&str> = words.copied().take(2).collect();
            let command = match words.as_slice() {
                ["matrix", second] => format!("matrix {second}"),
                [first, ..] => (*first).to_owned(),
                [] => continue,
            };
            let format = arguments.iter().position(|word| *word == "--format");
            if let Some(format) = format.and_then(|at| arguments.get(at + 1)) {
                shown.insert(format!("{command} {format}"));
            }
            shown.insert(command);
        }
    }
    // These print what `check` prints, by the same hand.
    for (other, formats) in [("matrix check", "check"), ("matrix import", "check")] {
        let same: Vec<String> = shown
            .iter()
            .filter_map(|one| Some(format!("{other} {}", one.strip_prefix(formats)?.trim())))
            .collect();
        shown.extend(same);
    }
    // A workbook is written to a file alone, and no terminal shows it.
    shown.insert("matrix show xlsx".to_owned());
    let mut commands = listed(here, &[]);
    commands.retain(|command| command != "help" && command != "matrix");
    let below = listed(here, &["matrix"]).into_iter();
    let below = below.filter(|command| command != "help");
    commands.extend(below.map(|command| format!("matrix {command}")));
    assert!(commands.len() > 9, "{commands:?}");
    for command in commands {
        assert!(
            shown.contains(&command),
            "{command} has no writer in the list"
        );
        let words: Vec<&str> = command.split(' ').chain(["-h"]).collect();
        let help = run(here, &words).stdout;
        let words: Vec<&str> = help.split_whitespace().collect();
        let help = words.join(" ");
        let Some((_, formats)) = help.split_once("--format <FORMAT>") else {
            continue;
        };
        let (_, formats) = formats.split_once("[possible values: ").expect("values");
        let (formats, _) = formats.split_once(']').expect("an end");
        for format in formats.split(", ") {
            let wanted = format!("{command} {format}");
            assert!(
                shown.contains(&wanted),
                "{wanted} has no writer in the list"
            );
        }
    }
}

/// The commands that a page of help lists.
fn listed(folder: &Path, arguments: &[&str]) -> Vec<String> {
    let help = run(folder, &[arguments, &["-h"]].concat()).stdout;
    let (_, commands) = help.split_once("Commands:\n").expect("commands");
    let (commands, _) = commands.split_once("\n\n").expect("an end");
    let names = commands
        .lines()
        .filter_map(|line| line.split_whitespace().next());
    names.map(str::to_owned).collect()
}

/// Nobody but `output` has the two streams.
#[test]
fn the_streams_have_one_home() {
    let mut folders = vec![repository().join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let Ok(text) = fs::read_to_string(&path) else {
                continue;
            };
            let home = path.ends_with("cli/output.rs");
            for word in ["stdout()", "stderr()", "println!", "eprint", ".print()"] {
                // A bar for a person who waits has figures alone.
                let rest = text.replace("ProgressDrawTarget::stderr()", "");
                let rest = rest.replace("error.use_stderr()", "");
                assert!(home || !rest.contains(word), "{}: {word}", path.display());
            }
        }
    }
    assert!(has_hidden(HOSTILE));
}
