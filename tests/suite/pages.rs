//! The page of every rule: its shape, and its examples, run as a user would run them.
//!
//! An example of a page is an excerpt. What a whole manifest needs besides is appended behind it,
//! so that the lines on the page are the lines that the tool reports. `bless.rs` writes the output into
//! the pages.
//!
//! The words behind `yaml` in a fence:
//! - `excerpt`: to be completed; `features`, if it is there, stands last, in block style;
//! - `whole`: a complete file, taken as it is;
//! - `latin1`: written as ISO-8859-1;
//! - `file=NAME`: the name of the file, for pages that need two;
//! - `found`: the file is not named to the tool, but its folder is searched;
//! - `without=ID,ID` and `without-keys=KEY,KEY`: features and top-level keys that are not added;
//! - `waiver`: no example, but how to waive the rule.

use std::fmt::{self, Write as _};
use std::fs;
use std::ops::Range;
use std::path::PathBuf;
use std::process::Command;
use std::sync::LazyLock;

use crisplint::rules;

use crate::bless::Output;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/rules");
const HEADINGS: [&str; 5] = ["What", "Why", "Bad", "Good", "Waiving"];
const FIXED: &str = "This rule cannot be changed or waived.";

/// The top-level keys of a sound manifest, but for `features`.
const KEYS: [(&str, &str); 6] = [
    ("apiVersion", "crisplint/v1"),
    ("kind", "ControlOwnership"),
    (
        "metadata",
        "{system: payroll, title: Fortnightly payroll, reviewed: 2026-09-30, \
         crisp: {signedBy: \"Jo Citizen, CISO\", signedOn: 2026-01-15}}",
    ),
    ("matrix", "aucloud-iaas@2023-02-01"),
    (
        "parties",
        "{provider: AUCloud, customer: Department of Examples}",
    ),
    (
        "contacts",
        "{storage-team: {name: Storage team, email: storage@examples.gov.au}, \
         platform-team: {name: Platform team, email: platform@examples.gov.au}}",
    ),
];

/// What the customer's features need besides their roles.
const OWNED: &str = ", owner: platform-team, evidence: [runbooks/controls.md]";

/// The features as published: id, roles, and what else a manifest says.
const FEATURES: [(&str, &str, &str); 18] = [
    ("backups-and-replication", CUSTOMER, OWNED),
    (
        "change-management-iaas",
        "provider: [R, A], customer: C",
        "",
    ),
    ("change-management-customer", CUSTOMER, OWNED),
    (
        "physical-network-devices",
        "provider: [R, A], customer: C",
        "",
    ),
    ("virtual-network-devices", CUSTOMER, OWNED),
    ("server-vms", CUSTOMER, OWNED),
    ("customer-application", CUSTOMER, OWNED),
    ("databases", CUSTOMER, OWNED),
    ("logical-segmentation", "provider: [R, A], customer: C", ""),
    ("logging-customer", "customer: [R, A]", OWNED),
    ("logging-iaas", "provider: [R, A], customer: I", ""),
    ("network-access", "provider: [R, A], customer: C", ""),
    (
        "patch-physical-devices",
        "provider: [R, A], customer: C",
        "",
    ),
    ("patch-virtual-machines", CUSTOMER, OWNED),
    ("physical-access", "provider: [R, A], customer: I", ""),
    ("privileged-users-customer", "customer: [R, A]", OWNED),
    ("privileged-users-iaas", "provider: [R, A]", ""),
    ("users-customer", "customer: [R, A]", OWNED),
];
const CUSTOMER: &str = "provider: C, customer: [R, A]";

#[test]
fn every_page_has_its_headings() {
    let faults = PAGES.iter().flat_map(|page| {
        let faults = shape_faults(page).into_iter();
        faults.map(move |fault| format!("{}: {fault}", page.code))
    });
    assert_none(&faults.collect::<Vec<_>>());
}

#[test]
fn bad_examples_fire_their_rule_and_no_other() {
    assert_none(&RUNS.iter().filter_map(bad_fault).collect::<Vec<_>>());
}

#[test]
fn good_examples_are_silent() {
    assert_none(&RUNS.iter().filter_map(good_fault).collect::<Vec<_>>());
}

/// What is wrong with the examples, whatever the pages say of their output.
pub fn faults() -> Vec<String> {
    let faults = RUNS
        .iter()
        .flat_map(|runs| [bad_fault(runs), good_fault(runs)]);
    faults.flatten().collect()
}

/// The pages as they are and as they should be.
pub fn outputs() -> Vec<Output> {
    let output = |runs: &Runs| {
        let page = runs.page;
        let mut text = page.text.clone();
        text.replace_range(page.shown()?.body.clone(), &runs.bad.as_ref()?.stdout);
        Some(Output::new(&page.code, page.path.clone(), text))
    };
    RUNS.iter().filter_map(output).collect()
}

fn assert_none(faults: &[String]) {
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}

fn shape_faults(page: &Page) -> Vec<String> {
    let mut faults = Vec::new();
    let mut lines = page.text.lines();
    let title = lines.next().unwrap_or_default();
    let name = title.strip_prefix(&format!("# {} ", page.code));
    let in_name = |c: char| c.is_ascii_lowercase() || c == '-';
    if !name.is_some_and(|name| !name.is_empty() && name.chars().all(in_name)) {
        faults.push(format!("{title:?} is not the code and the name"));
    }
    let summary: Vec<&str> = lines.take_while(|line| !line.starts_with('#')).collect();
    if !matches!(summary.as_slice(), ["", one, ""] if one.ends_with('.')) {
        faults.push("there is not one sentence under the title".to_owned());
    }
    if page.headings != HEADINGS {
        faults.push(format!("the headings are {:?}", page.headings));
    }
    let (_, waiving) = page.text.split_once("\n## Waiving\n").unwrap_or_default();
    if waiving.contains(FIXED) == waiving.contains("`.crisplint.yaml`") {
        faults.push("Waiving does not say whether the rule can be changed".to_owned());
    }
    let rule = format!("- rule: {}\n", page.code);
    let mut waivers = page.fences.iter().filter(|fence| fence.is("waiver"));
    if waivers.any(|waiver| !page.body(waiver).contains(&rule)) {
        faults.push("the waiver is for another rule".to_owned());
    }
    faults
}

/// What is wrong with a page's bad example, but for the output that the page shows.
fn bad_fault(runs: &Runs) -> Option<String> {
    let code = &runs.page.code;
    let (Some(run), Some(_)) = (&runs.bad, runs.page.shown()) else {
        // No YAML can show that a file cannot be read.
        let fault = format!("{code}: Bad has no YAML or no output");
        return (code != "CRISP001").then_some(fault);
    };
    let Some(rule) = rules::find(code) else {
        return Some(format!("{code}: no rule in `RULES` has this code"));
    };
    let level = rule.severity.as_str();
    let own = format!(": {level}[{code}] ");
    let alone = run.open().next().is_some() && run.open().all(|line| line.contains(&own));
    if !alone || run.code != Some(i32::from(level == "error")) {
        return Some(format!("{code}: Bad does not fire its rule alone\n{run}"));
    }
    None
}

fn good_fault(runs: &Runs) -> Option<String> {
    let run = runs.good.as_ref()?;
    let silent = run.code == Some(0) && run.open().next().is_none();
    (!silent).then(|| format!("{}: Good is not silent\n{run}", runs.page.code))
}

/// What the tool says of the examples of every page, run once for all tests.
static RUNS: LazyLock<Vec<Runs>> = LazyLock::new(|| {
    let run = |examples: Vec<Example>| (!examples.is_empty()).then(|| Run::new(&examples));
    let runs = PAGES.iter().map(|page| Runs {
        page,
        bad: run(page.examples("Bad")),
        good: run(page.examples("Good")),
    });
    runs.collect()
});

/// The runs over the examples of a page, where it has some.
struct Runs {
    page: &'static Page,
    bad: Option<Run>,
    good: Option<Run>,
}

/// All pages, read before any is written.
static PAGES: LazyLock<Vec<Page>> = LazyLock::new(|| {
    let entries = fs::read_dir(FOLDER).expect("rules/ can be read");
    let paths = entries.map(|entry| entry.expect("rules/ can be read").path());
    let mut pages: Vec<Page> = paths.filter_map(Page::read).collect();
    assert!(!pages.is_empty(), "there are pages in {FOLDER}");
    pages.sort_by(|one, other| one.code.cmp(&other.code));
    pages
});

struct Page {
    path: PathBuf,
    code: String,
    text: String,
    /// All but the title.
    headings: Vec<String>,
    fences: Vec<Fence>,
}

/// A block between two lines of three backticks.
struct Fence {
    section: String,
    info: String,
    /// The bytes of the lines between.
    body: Range<usize>,
}

struct Example {
    file: String,
    bytes: Vec<u8>,
    found: bool,
}

impl Page {
    /// Reads the page of a rule; passes over the other files.
    fn read(path: PathBuf) -> Option<Self> {
        let code = path.file_name()?.to_str()?.strip_suffix(".md")?.to_owned();
        if !code.starts_with("CRISP") {
            return None;
        }
        let text = fs::read_to_string(&path).expect("the page can be read");
        let mut headings: Vec<String> = Vec::new();
        let mut fences: Vec<Fence> = Vec::new();
        let mut open = None;
        let mut end = 0;
        for line in text.split_inclusive('\n') {
            let start = end;
            end += line.len();
            let fence = line.trim_end().strip_prefix("```");
            if let Some((info, from)) = open.take_if(|_| fence == Some("")) {
                let section = headings.last().cloned().unwrap_or_default();
                let body = from..start;
                fences.push(Fence {
                    section,
                    info,
                    body,
                });
            } else if open.is_none() && fence.is_some() {
                open = fence.map(|info| (info.to_owned(), end));
            } else if open.is_none() && line.starts_with('#') && start > 0 {
                headings.push(
                    line.strip_prefix("## ")
                        .unwrap_or(line)
                        .trim_end()
                        .to_owned(),
                );
            }
        }
        Some(Self {
            path,
            code,
            text,
            headings,
            fences,
        })
    }

    fn body(&self, fence: &Fence) -> &str {
        let body = self.text.get(fence.body.clone());
        body.expect("a fence holds whole lines")
    }

    /// The block that shows the output.
    fn shown(&self) -> Option<&Fence> {
        let mut fences = self.fences.iter();
        fences.find(|fence| fence.section == "Bad" && fence.is("text"))
    }

    /// The files of a section's YAML blocks, in their order.
    fn examples(&self, section: &str) -> Vec<Example> {
        let fences = self.fences.iter();
        let fences = fences.filter(|fence| fence.section == section && fence.is("yaml"));
        let example = |fence: &Fence| {
            let whole = fence.is("whole");
            assert_ne!(whole, fence.is("excerpt"), "{}: {}", self.code, fence.info);
            let body = self.body(fence);
            let text = if whole {
                body.to_owned()
            } else {
                complete(body, fence)
            };
            let latin1 = fence.is("latin1");
            let file = fence.values("file").next().map(str::to_owned);
            Example {
                file: file.unwrap_or_else(|| format!("{}.crisp.yaml", section.to_lowercase())),
                bytes: if latin1 {
                    to_latin1(&text)
                } else {
                    text.into_bytes()
                },
                found: fence.is("found"),
            }
        };
        fences.map(example).collect()
    }
}

impl Fence {
    /// Whether one of the words behind the backticks is this one.
    fn is(&self, word: &str) -> bool {
        self.info.split_whitespace().any(|other| other == word)
    }

    /// The values of `name=VALUE,VALUE`.
    fn values(&self, name: &str) -> impl Iterator<Item = &str> {
        let mut words = self.info.split_whitespace();
        let values = words.find_map(|word| word.strip_prefix(name)?.strip_prefix('='));
        values.into_iter().flat_map(|values| values.split(','))
    }
}

/// An excerpt with what it leaves out behind it.
fn complete(excerpt: &str, fence: &Fence) -> String {
    let given: Vec<&str> = keys(excerpt, "")
        .chain(fence.values("without-keys"))
        .collect();
    let mut text = excerpt.to_owned();
    let rows = match excerpt.split_once("features:\n") {
        Some((_, rows)) => Some(rows),
        None if given.contains(&"features") => None,
        None => {
            text.push_str("features:\n");
            Some("")
        }
    };
    if let Some(rows) = rows {
        assert_eq!(
            keys(rows, "").next(),
            None,
            "`features` stands last: {excerpt}"
        );
        let given: Vec<&str> = keys(rows, "  ").chain(fence.values("without")).collect();
        for (id, raci, rest) in FEATURES.iter().filter(|(id, ..)| !given.contains(id)) {
            writeln!(text, "  {id}: {{raci: {{{raci}}}{rest}}}").expect("a string takes all");
        }
    }
    for (key, value) in KEYS.iter().filter(|(key, _)| !given.contains(key)) {
        writeln!(text, "{key}: {value}").expect("a string takes all");
    }
    text
}

/// The keys of a block mapping at an indent. Text is enough here: a parser would refuse the
/// excerpts that show faults of syntax and keys that stand twice.
fn keys<'t>(text: &'t str, indent: &str) -> impl Iterator<Item = &'t str> {
    let lines = text
        .lines()
        .filter_map(move |line| line.strip_prefix(indent));
    let lines = lines.filter(|line| !line.starts_with([' ', '#', '-']));
    lines
        .filter_map(|line| line.split_once(':'))
        .map(|(key, _)| key)
}

fn to_latin1(text: &str) -> Vec<u8> {
    let bytes = text.chars().map(u8::try_from);
    bytes
        .collect::<Result<_, _>>()
        .expect("characters of ISO-8859-1")
}

/// One run over examples.
struct Run {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

impl Run {
    fn new(examples: &[Example]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir(folder.path().join(".git")).expect("a folder");
        fs::create_dir(folder.path().join("runbooks")).expect("a folder");
        fs::write(folder.path().join("runbooks/controls.md"), "# Controls\n").expect("a file");
        for example in examples {
            fs::write(folder.path().join(&example.file), &example.bytes).expect("a file");
        }
        let named = examples.iter().filter(|example| !example.found);
        let searched = examples.iter().any(|example| example.found);
        let output = Command::new(env!("CARGO_BIN_EXE_crisplint"))
            .current_dir(folder.path())
            .args(["check", "--today", "2026-11-23", "--color", "never", "-q"])
            .args(["--format", "concise"])
            .args(named.map(|example| &example.file))
            .args(
                searched
                    .then_some([".", "--allow-empty"])
                    .into_iter()
                    .flatten(),
            )
            .output()
            .expect("crisplint runs");
        Self {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).expect("UTF-8"),
            stderr: String::from_utf8(output.stderr).expect("UTF-8"),
        }
    }

    /// The findings that count. The pages about waivers show what a waiver covers, too.
    fn open(&self) -> impl Iterator<Item = &str> {
        let lines = self.stdout.lines();
        lines.filter(|line| !line.contains(": waived["))
    }
}

impl fmt::Display for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            code,
            stdout,
            stderr,
        } = self;
        write!(f, "exit code {code:?}\n{stdout}{stderr}")
    }
}
