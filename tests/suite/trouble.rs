//! Exit code 2 in every output: for each way to get there, what each format says, on standard output and
//! in files.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::support::{Run, changed, check, folder, manifest, run, text, write};

const FORMATS: [&str; 8] = [
    "full", "concise", "json", "sarif", "github", "gitlab", "junit", "markdown",
];

/// A way to exit 2.
struct Way {
    name: &'static str,
    arguments: &'static [&'static str],
    /// What is said, from its start.
    message: &'static str,
    /// The path that it is about, as it was given.
    path: Option<&'static str>,
    /// Whether the configuration has to change.
    in_configuration: bool,
}

impl Way {
    const fn new(name: &'static str, arguments: &'static [&'static str]) -> Self {
        Self {
            name,
            arguments,
            message: "",
            path: None,
            in_configuration: false,
        }
    }

    const fn says(mut self, message: &'static str) -> Self {
        self.message = message;
        self
    }

    const fn of(mut self, path: &'static str) -> Self {
        self.path = Some(path);
        self
    }

    const fn in_configuration(mut self) -> Self {
        self.in_configuration = true;
        self
    }
}

const WAYS: [Way; 13] = [
    Way::new("no such path", &["./sytems"])
        .says("there is no file or folder `./sytems`")
        .of("./sytems"),
    Way::new("no such path beside others", &["systems", "../no/way.yaml"])
        .says("there is no file or folder `../no/way.yaml`")
        .of("../no/way.yaml"),
    Way::new("a pattern without a match", &["*.nothing"])
        .says("there is no file or folder `*.nothing`")
        .of("*.nothing"),
    Way::new("nothing found", &["empty"])
        .says("no manifest found; in folders, crisplint looks for"),
    Way::new("a wrong configuration", &["--config=wrong.yaml", "systems"])
        .says("the configuration has errors, so nothing was checked")
        .of("wrong.yaml")
        .in_configuration(),
    Way::new(
        "a configuration that is not YAML",
        &["--config=broken.yaml", "systems"],
    )
    .says("the configuration has errors, so nothing was checked")
    .of("broken.yaml")
    .in_configuration(),
    Way::new("no such configuration", &["--config=nope.yaml", "systems"])
        .says("cannot read the configuration `nope.yaml`")
        .of("nope.yaml")
        .in_configuration(),
    Way::new("a wrong matrix", &["--matrix=wrong.yaml", "systems"])
        .says("the matrix has errors, so nothing was checked")
        .of("wrong.yaml"),
    Way::new("no such matrix", &["--matrix=nope.yaml", "systems"])
        .says("the matrix has errors, so nothing was checked")
        .of("nope.yaml"),
    Way::new(
        "a matrix under a known name",
        &["--matrix=known.yaml", "systems"],
    )
    .says("another matrix `aucloud-iaas@2023-02-01` with different features is already loaded"),
    Way::new("no such baseline", &["--config=absent.yaml", "systems"])
        .says("the baseline `absent.json` does not exist")
        .of("absent.json"),
    Way::new("a damaged baseline", &["--config=damaged.yaml", "systems"])
        .says("the baseline `damaged.json` is damaged")
        .of("damaged.json"),
    Way::new(
        "a baseline that cannot be written",
        &["--write-baseline=no/b.json", "systems"],
    )
    .says("cannot write `no/b.json`: there is no folder `no`")
    .of("no/b.json"),
];

fn repository() -> tempfile::TempDir {
    let matrix = run(
        crate::support::repository(),
        &["matrix", "show", "--format", "yaml"],
    );
    let known = matrix
        .stdout
        .replacen("title: Backups", "title: Restores and backups", 1);
    assert_ne!(known, matrix.stdout);
    folder(&[
        ("systems/a.crisp.yaml", manifest().as_str()),
        ("empty/readme.txt", ""),
        ("wrong.yaml", "nonsense: 1\nrules: {CRISP999: off}\n"),
        ("broken.yaml", "rules: [\n"),
        ("known.yaml", &known),
        ("absent.yaml", "baseline: absent.json\n"),
        ("damaged.yaml", "baseline: damaged.json\n"),
        ("damaged.json", "{"),
    ])
}

/// Standard output and the file of one format.
fn outputs(folder: &Path, arguments: &[&str], format: &str) -> (Run, String) {
    let report = format!("--report={format}=out");
    let fixed = ["--format", format, &report];
    let run = check(folder, &[&fixed, arguments].concat());
    let written = fs::read_to_string(folder.join("out")).expect("a report");
    fs::remove_file(folder.join("out")).expect("removed");
    (run, written)
}

#[test]
fn every_format_tells_of_every_way_to_exit_2() {
    let folder = repository();
    for way in &WAYS {
        for format in FORMATS {
            let what = format!("{} in {format}", way.name);
            let (run, written) = outputs(folder.path(), way.arguments, format);
            assert_eq!(run.code, 2, "{what}: {run:?}");
            let said = format!("error: {}", way.message);
            assert!(run.stderr.contains(&said), "{what}: {run:?}");
            for output in [&run.stdout, &written] {
                assert!(!output.contains("no findings"), "{what}: {output}");
                match format {
                    "json" => assert_json(way, &parsed(output)),
                    "sarif" => assert_sarif(way, &parsed(output)),
                    "gitlab" => assert_gitlab(way, &parsed(output)),
                    "junit" => assert_junit(way, output),
                    "github" => {
                        let title = "title=crisplint could not complete the run::";
                        let line = output.lines().find(|line| line.contains(title));
                        let line = line.unwrap_or_else(|| panic!("{what}: {output}"));
                        assert!(line.starts_with("::error "), "{line}");
                        let data = line.split_once(title).expect("data").1;
                        assert!(data.starts_with(way.message), "{line}");
                    }
                    "markdown" => {
                        let start = "## crisplint: could not complete the run\n";
                        assert!(output.starts_with(start), "{what}: {output}");
                        let last = output.lines().last().expect("a line");
                        let start = format!("| {}", way.message);
                        assert!(last.starts_with(&start), "{what}: {last}");
                    }
                    _ => {
                        let mut end = output.lines().rev();
                        let last = end.find(|line| !line.starts_with("  help: "));
                        let last = last.expect("a line");
                        assert!(last.starts_with(&said), "{what}: {output}");
                    }
                }
            }
        }
    }
}

/// No option that makes an output shorter makes it look clean.
#[test]
fn a_quiet_run_tells_of_it_too() {
    let folder = repository();
    for way in &WAYS {
        for options in [
            &["-q"][..],
            &["-q", "--format=concise"],
            &["--fail-on=never"],
            &["--fail-on=never", "--statistics", "-q"],
        ] {
            let run = check(folder.path(), &[options, way.arguments].concat());
            assert_eq!(run.code, 2, "{}: {run:?}", way.name);
            let said = format!("error: {}", way.message);
            assert!(run.stdout.contains(&said), "{}: {run:?}", way.name);
        }
    }
}

fn parsed(output: &str) -> Value {
    serde_json::from_str(output).unwrap_or_else(|error| panic!("{error}: {output}"))
}

fn assert_json(way: &Way, report: &Value) {
    assert_eq!(report["exit"], 2, "{}", way.name);
    let errors = report["errors"].as_array().expect("errors");
    let last = errors.last().expect("an error");
    assert!(text(&last["message"]).starts_with(way.message), "{last}");
    assert_eq!(last["path"].as_str(), way.path, "{}", way.name);
    for error in errors {
        let keys: Vec<&String> = error.as_object().expect("an object").keys().collect();
        assert_eq!(keys, ["message", "help", "path"]);
    }
}

fn assert_sarif(way: &Way, log: &Value) {
    let invocation = &log["runs"][0]["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false, "{}", way.name);
    assert_eq!(invocation["exitCode"], 2);
    let [wanted, other] = if way.in_configuration {
        [
            "toolConfigurationNotifications",
            "toolExecutionNotifications",
        ]
    } else {
        [
            "toolExecutionNotifications",
            "toolConfigurationNotifications",
        ]
    };
    assert!(invocation[other].is_null(), "{}: {invocation}", way.name);
    let notifications = invocation[wanted].as_array().expect("notifications");
    let last = notifications.last().expect("a notification");
    assert_eq!(last["level"], "error");
    assert!(
        text(&last["message"]["text"]).starts_with(way.message),
        "{last}"
    );
    assert_eq!(last["locations"].is_array(), way.path.is_some(), "{last}");
}

fn assert_gitlab(way: &Way, issues: &Value) {
    let issues = issues.as_array().expect("issues");
    let blocker = issues.iter().find(|issue| issue["severity"] == "blocker");
    let blocker = blocker.expect("a blocker");
    assert!(text(&blocker["description"]).starts_with(way.message));
    let location = &blocker["location"];
    assert_eq!(location["path"], way.path.unwrap_or("."), "{}", way.name);
    assert_eq!(location["lines"]["begin"], 1);
    let fingerprints = issues.iter().map(|issue| text(&issue["fingerprint"]));
    let mut fingerprints: Vec<&str> = fingerprints.collect();
    fingerprints.sort_unstable();
    fingerprints.dedup();
    assert_eq!(fingerprints.len(), issues.len());
}

fn assert_junit(way: &Way, output: &str) {
    let document = roxmltree::Document::parse(output).expect("XML");
    let errors = document.root_element().attribute("errors");
    let found: Vec<_> = document
        .descendants()
        .filter(|node| node.has_tag_name("error"))
        .collect();
    assert_eq!(errors, Some(found.len().to_string().as_str()));
    let message = found.last().and_then(|error| error.attribute("message"));
    assert!(
        message.is_some_and(|said| said.starts_with(way.message)),
        "{output}"
    );
}

/// What is wrong with a configuration or a matrix is shown at its place, too.
#[test]
fn faults_of_the_configuration_are_errors_and_shown_in_their_place() {
    let folder = repository();
    let wrong = ["--config=wrong.yaml", "systems"];
    let report = check(folder.path(), &[&["--format=json"], &wrong[..]].concat()).json();
    let errors = report["errors"].as_array().expect("errors");
    let texts: Vec<&str> = errors.iter().map(|error| text(&error["message"])).collect();
    assert_eq!(
        texts,
        [
            "the document has no field `nonsense`",
            "there is no rule `CRISP999`",
            "the configuration has errors, so nothing was checked",
        ]
    );
    assert_eq!(errors[1]["path"], "wrong.yaml");
    assert!(text(&errors[1]["help"]).starts_with("did you mean"));
    assert_eq!(report["findings"].as_array().map(Vec::len), Some(2));
    let full = check(folder.path(), &wrong).stdout;
    assert!(full.contains("[wrong.yaml:2:9]"), "{full}");
    let sarif = check(folder.path(), &[&["--format=sarif"], &wrong[..]].concat()).json();
    let notifications = &sarif["runs"][0]["invocations"][0]["toolConfigurationNotifications"];
    let place = &notifications[1]["locations"][0]["physicalLocation"];
    assert_eq!(place["region"]["startColumn"], 9, "{notifications}");
}

/// What can be written tells of what cannot, in whatever order the two were named.
#[test]
fn an_output_that_cannot_be_written_is_told_by_the_others() {
    let folder = folder(&[("a.crisp.yaml", manifest()), ("folder/x", String::new())]);
    let said = "cannot write `no/o.xml`: there is no folder `no`";
    let targets = [
        "json=o.json",
        "junit=no/o.xml",
        "sarif=o.sarif",
        "gitlab=folder",
    ];
    for order in [targets, [targets[1], targets[3], targets[2], targets[0]]] {
        let reports = order.map(|target| format!("--report={target}"));
        let mut arguments: Vec<&str> = reports.iter().map(String::as_str).collect();
        arguments.push(".");
        let run = check(folder.path(), &arguments);
        assert_eq!(run.code, 2);
        assert!(run.stdout.contains(said), "{run:?}");
        let read = |name: &str| {
            let text = fs::read_to_string(folder.path().join(name)).expect(name);
            fs::remove_file(folder.path().join(name)).expect(name);
            parsed(&text)
        };
        let report = read("o.json");
        assert_eq!(report["exit"], 2);
        let errors = report["errors"].as_array().expect("errors").iter();
        let mut paths: Vec<&str> = errors.map(|error| text(&error["path"])).collect();
        paths.sort_unstable();
        assert_eq!(paths, ["folder", "no/o.xml"], "{report}");
        let invocation = &read("o.sarif")["runs"][0]["invocations"][0];
        assert_eq!(invocation["executionSuccessful"], false);
    }
}

#[test]
fn the_exit_is_in_every_json() {
    let waived = changed(", evidence: [https://wiki.examples.gov.au/users]", "");
    let folder = folder(&[("clean.yaml", manifest()), ("warned.yaml", waived)]);
    for (arguments, exit) in [
        (&["clean.yaml"][..], 0),
        (&["warned.yaml"], 0),
        (&["--fail-on=warning", "warned.yaml"], 1),
        (&["--fail-on=never", "warned.yaml"], 0),
        (&["--fail-on=warning", "warned.yaml", "nope"], 2),
    ] {
        let (run, written) = outputs(folder.path(), arguments, "json");
        assert_eq!(run.code, exit, "{arguments:?}");
        for output in [run.json(), parsed(&written)] {
            assert_eq!(output["exit"], exit, "{arguments:?}");
            assert_eq!(output["errors"] == Value::Array(Vec::new()), exit < 2);
        }
        let (_, sarif) = outputs(folder.path(), arguments, "sarif");
        let invocation = &parsed(&sarif)["runs"][0]["invocations"][0];
        assert_eq!(invocation["exitCode"], exit, "{arguments:?}");
        assert_eq!(invocation["executionSuccessful"], exit < 2);
    }
}

/// Who mistypes an option finds the reports of the last run as they were.
#[test]
fn a_wrong_command_line_is_told_on_stderr_alone_and_touches_no_file() {
    let folder = folder(&[("a.crisp.yaml", manifest())]);
    let old = write(folder.path(), "old.json", b"{}");
    let baseline = write(folder.path(), "base.json", b"[]");
    for arguments in [
        &["--format=xml"][..],
        &["--fail-on=sometimes"],
        &["--today=2026-02-30"],
        &["--no-such-option"],
        &["--report=xml=new.xml"],
        &["--config=a", "--no-config"],
        &["--stdin-filename=x.yaml", "."],
        &["--write-baseline=base.json", "--prune-baseline"],
        &["--report=sarif=a.crisp.yaml"],
        &["--report=sarif=./old.json"],
    ] {
        let fixed = ["--report=json=old.json", "--format=json"];
        let run = check(folder.path(), &[&fixed, arguments].concat());
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{arguments:?}");
        assert!(run.stderr.starts_with("error: "), "{arguments:?}: {run:?}");
        assert_eq!(fs::read(&old).expect("a file"), b"{}", "{arguments:?}");
        assert_eq!(fs::read(&baseline).expect("a file"), b"[]", "{arguments:?}");
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 4);
    }
}

/// The report for an assessor is neither clean nor complete.
#[test]
fn a_report_for_an_assessor_reads_as_incomplete() {
    let folder = repository();
    for way in WAYS
        .iter()
        .filter(|way| !way.arguments[0].starts_with("--write"))
    {
        for format in ["html", "markdown", "csv", "json"] {
            let fixed = ["report", "--today=2026-11-23", "--format", format];
            let run = run(folder.path(), &[&fixed, way.arguments].concat());
            let what = format!("{} in {format}: {}", way.name, run.stdout);
            assert_eq!(run.code, 2, "{what}");
            for clean in ["In order", "no findings"] {
                assert!(!run.stdout.contains(clean), "{what}");
            }
            match format {
                "json" => assert_json(way, &run.json()),
                "csv" => {
                    let first = run.stdout.lines().nth(1).expect("a row");
                    assert!(first.contains("trouble"), "{first}");
                }
                _ => assert!(run.stdout.contains("could not complete the run"), "{what}"),
            }
        }
    }
}

/// Nobody knows which manifests it holds. Whoever may read everything cannot try it.
#[cfg(unix)]
#[test]
#[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
fn a_folder_that_cannot_be_read_is_an_error_and_a_finding() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder(&[("a.crisp.yaml", manifest()), ("locked/b", String::new())]);
    let locked = folder.path().join("locked");
    let allow = |mode| fs::set_permissions(&locked, fs::Permissions::from_mode(mode));
    allow(0o000).expect("a mode");
    if fs::read_dir(&locked).is_ok() {
        eprintln!("skipped: this user may read every folder");
        return;
    }
    for path in [".", "locked", "lock*"] {
        let run = check(folder.path(), &["--format=json", path]);
        let report = run.json();
        assert_eq!((run.code, &report["exit"]), (2, &Value::from(2)), "{path}");
        let error = &report["errors"][0];
        assert_eq!(error["path"], "locked", "{path}: {report}");
        let said = "cannot read the folder `locked`: ";
        assert!(text(&error["message"]).starts_with(said), "{error}");
        assert_eq!(report["findings"][0]["code"], "CRISP001", "{path}");
    }
    allow(0o755).expect("a mode");
}
