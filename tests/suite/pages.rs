//! The page of every rule: its shape, and its examples, run as a user would run them.
//!
//! An example of a page is an excerpt, to which what a whole manifest needs besides is added. The names
//! below `features`, `contacts` and `parties` are added or replaced one by one, as a reader would
//! expect; any other key that the excerpt gives is taken as it stands. The output is in lines of the
//! page, whatever was added between them. `bless.rs` writes it into the pages.
//!
//! The words behind `yaml` in a fence:
//! - `excerpt`: to be completed;
//! - `whole`: a complete file, taken as it is;
//! - `latin1`: written as ISO-8859-1;
//! - `file=NAME`: the name of the file, for pages that need two;
//! - `found`: the file is not named to the tool, but its folder is searched;
//! - `without=NAME,NAME` and `without-keys=KEY,KEY`: names and top-level keys that are not added;
//! - `waiver`: no example, but how to waive the rule.

use std::fmt;
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

/// The top-level keys of a sound manifest that hold no names.
const KEYS: [(&str, &str); 4] = [
    ("apiVersion", "crisplint/v1"),
    ("kind", "ControlOwnership"),
    (
        "metadata",
        "{system: payroll, title: Fortnightly payroll, reviewed: 2026-09-30, \
         crisp: {signedBy: \"Jo Citizen, CISO\", signedOn: 2026-01-15}}",
    ),
    ("matrix", "aucloud-iaas@2023-02-01"),
];

/// What stands below `parties`.
const PARTIES: [(&str, &str); 2] = [
    ("provider", "AUCloud"),
    ("customer", "Department of Examples"),
];

/// What stands below `contacts`.
const CONTACTS: [(&str, &str); 2] = [
    (
        "storage-team",
        "{name: Storage team, email: storage@examples.gov.au}",
    ),
    (
        "platform-team",
        "{name: Platform team, email: platform@examples.gov.au}",
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
    let unseen = run.stdout.contains(UNSEEN);
    unseen.then(|| format!("{code}: Bad fires where the page shows nothing\n{run}"))
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
    /// Which lines the page shows; nothing where it shows all.
    shown: Option<Vec<bool>>,
}

/// A line of a completed excerpt.
struct Line {
    text: String,
    /// Whether it stands on the page.
    shown: bool,
}

/// Stands for the number of a line that the page does not show.
const UNSEEN: &str = ":(not on the page):";

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
            let lines = (!whole).then(|| complete(body, fence));
            let text = lines.as_deref().map_or_else(|| body.to_owned(), text_of);
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
                shown: lines.map(|lines| lines.iter().map(|line| line.shown).collect()),
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

/// An excerpt with what it leaves out.
fn complete(excerpt: &str, fence: &Fence) -> Vec<Line> {
    let given: Vec<&str> = keys(excerpt.lines(), "").collect();
    let without: Vec<&str> = fence.values("without-keys").collect();
    let mut lines: Vec<Line> = excerpt.lines().map(Line::on_page).collect();
    let features = FEATURES.map(|(id, raci, rest)| (id, format!("{{raci: {{{raci}}}{rest}}}")));
    let owned = |(name, value): (&'static str, &str)| (name, value.to_owned());
    let named = [
        ("features", features.to_vec()),
        ("parties", PARTIES.map(owned).to_vec()),
        ("contacts", CONTACTS.map(owned).to_vec()),
    ];
    for (key, mut entries) in named {
        entries.retain(|(name, _)| !fence.values("without").any(|other| other == *name));
        if given.contains(&key) {
            merge(&mut lines, key, &entries);
        } else if !without.contains(&key) {
            lines.push(Line::added(format!("{key}:")));
            lines.extend(entries.iter().map(|entry| Line::entry("  ", entry)));
        }
    }
    for (key, value) in KEYS {
        if !given.contains(&key) && !without.contains(&key) {
            lines.push(Line::added(format!("{key}: {value}")));
        }
    }
    lines
}

/// Adds the entries that a mapping of the excerpt does not name. What is no mapping stays as it is.
fn merge(lines: &mut Vec<Line>, key: &str, entries: &[(&str, String)]) {
    let value = |line: &Line| {
        let value = line.text.strip_prefix(key)?.strip_prefix(':')?;
        Some(value.trim().to_owned())
    };
    let mut values = lines.iter().map(value);
    let at = values
        .position(|value| value.is_some())
        .expect("a given key");
    let value = value(&lines[at]).expect("a given key");
    if value.is_empty() || value.starts_with('#') {
        merge_block(lines, at + 1, entries);
    } else if value.starts_with('{') {
        assert!(
            value.ends_with('}'),
            "{key}: write it on one line, or one line for each name"
        );
        merge_flow(&mut lines[at].text, &value, entries);
    }
}

/// Adds to the block mapping that begins at this line.
fn merge_block(lines: &mut Vec<Line>, start: usize, entries: &[(&str, String)]) {
    let is_blank = |line: &Line| line.text.trim_start().is_empty();
    let inside = |line: &&Line| line.text.starts_with([' ', '#']) || is_blank(line);
    let block: Vec<&Line> = lines[start..].iter().take_while(inside).collect();
    let Some(last) = block.iter().rposition(|line| line.text.starts_with(' ')) else {
        return;
    };
    let texts = || block.iter().map(|line| line.text.as_str());
    let is_row = |text: &&str| !text.trim_start().is_empty() && !text.trim_start().starts_with('#');
    let first = texts().find(is_row).unwrap_or_default();
    let indent = first[..first.len() - first.trim_start().len()].to_owned();
    if first.trim_start().starts_with('-') {
        return;
    }
    let given: Vec<&str> = keys(texts(), &indent).collect();
    let missing = entries.iter().filter(|(name, _)| !given.contains(name));
    let missing: Vec<Line> = missing.map(|entry| Line::entry(&indent, entry)).collect();
    let end = start + last + 1;
    lines.splice(end..end, missing);
}

/// Adds to the flow mapping that ends this line: what stands before keeps its columns.
fn merge_flow(line: &mut String, value: &str, entries: &[(&str, String)]) {
    // An excerpt that shows a fault of syntax is taken as it is.
    let Ok(given) = serde_yaml::from_str::<serde_yaml::Mapping>(value) else {
        return;
    };
    let end = line.rfind('}').expect("the end of the mapping");
    let mut rest = String::new();
    for (name, value) in entries
        .iter()
        .filter(|(name, _)| !given.contains_key(*name))
    {
        let comma = if given.is_empty() && rest.is_empty() {
            ""
        } else {
            ", "
        };
        rest += &format!("{comma}{name}: {value}");
    }
    line.insert_str(end, &rest);
}

impl Line {
    fn on_page(text: &str) -> Self {
        let text = text.to_owned();
        Self { text, shown: true }
    }

    fn added(text: String) -> Self {
        Self { text, shown: false }
    }

    fn entry(indent: &str, (name, value): &(&str, String)) -> Self {
        Self::added(format!("{indent}{name}: {value}"))
    }
}

fn text_of(lines: &[Line]) -> String {
    lines.iter().map(|line| line.text.clone() + "\n").collect()
}

/// The keys of a block mapping at an indent. Text is enough here: a parser would refuse the
/// excerpts that show faults of syntax and keys that stand twice.
fn keys<'t>(lines: impl Iterator<Item = &'t str>, indent: &str) -> impl Iterator<Item = &'t str> {
    let lines = lines.filter_map(move |line| line.strip_prefix(indent));
    let lines = lines.filter(|line| !line.starts_with([' ', '#', '-']));
    lines
        .filter_map(|line| line.split_once(':'))
        .map(|(key, _)| key.trim_matches(['"', '\'']))
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
            stdout: on_page(&String::from_utf8(output.stdout).expect("UTF-8"), examples),
            stderr: String::from_utf8(output.stderr).expect("UTF-8"),
        }
    }

    /// The findings that count. The pages about waivers show what a waiver covers, too.
    fn open(&self) -> impl Iterator<Item = &str> {
        let lines = self.stdout.lines();
        lines.filter(|line| !line.contains(": waived["))
    }
}

/// The output with the numbers of the lines as they are on the page.
fn on_page(output: &str, examples: &[Example]) -> String {
    let lines = output.lines().map(|line| {
        let own = |example: &Example| {
            let rest = line.strip_prefix(&example.file)?.strip_prefix(':')?;
            let (number, rest) = rest.split_once(':')?;
            let shown = example.shown.as_ref()?;
            let number = number.parse::<usize>().ok()?;
            let file = &example.file;
            Some(match shown.get(number - 1) {
                Some(true) => {
                    let number = shown[..number].iter().filter(|shown| **shown).count();
                    format!("{file}:{number}:{rest}")
                }
                _ => format!("{file}{UNSEEN}{rest}"),
            })
        };
        let mut owned = examples.iter().filter_map(own);
        owned.next().unwrap_or_else(|| line.to_owned()) + "\n"
    });
    lines.collect()
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

/// A fence with these words, around nothing.
fn fence(info: &str) -> Fence {
    Fence {
        section: "Bad".to_owned(),
        info: info.to_owned(),
        body: 0..0,
    }
}

#[test]
fn an_excerpt_adds_names_and_replaces_them() {
    let excerpt = "contacts:\n  storage-team: {name: Store}\n  new-team: {name: New}\n\n\
                   parties: {provider: Other}\nfeatures:\n  databases:\n    raci: {}\n";
    let lines = complete(excerpt, &fence("yaml excerpt without=server-vms"));
    let text = text_of(&lines);
    let tree: serde_yaml::Value = serde_yaml::from_str(&text).expect("YAML");
    let names = |key: &str| -> Vec<&str> {
        let keys = tree[key].as_mapping().expect("a mapping").keys();
        keys.map(|key| key.as_str().expect("text")).collect()
    };
    assert_eq!(
        names("contacts"),
        ["storage-team", "new-team", "platform-team"]
    );
    assert_eq!(tree["contacts"]["storage-team"]["name"], "Store");
    assert_eq!(names("parties"), ["provider", "customer"]);
    assert_eq!(tree["parties"]["provider"], "Other");
    assert_eq!(names("features").len(), 17);
    let shown = lines.iter().filter(|line| line.shown).count();
    assert_eq!(shown, excerpt.lines().count());
}

#[test]
fn what_is_no_mapping_stays_as_the_excerpt_has_it() {
    for excerpt in [
        "contacts:\n",
        "contacts: []\n",
        "contacts:\n  - a\n",
        "parties: {a\u{7d}\u{7d}\n",
    ] {
        let text = text_of(&complete(excerpt, &fence("yaml excerpt")));
        assert!(text.starts_with(&format!("{excerpt}features:\n")), "{text}");
    }
}

#[test]
fn output_is_in_lines_of_the_page() {
    let example = Example {
        file: "bad.crisp.yaml".to_owned(),
        bytes: Vec::new(),
        found: false,
        shown: Some(vec![true, false, true]),
    };
    let output = "bad.crisp.yaml:3:7: error\nbad.crisp.yaml:2:1: error\nother:2:1: error\n";
    let expected =
        format!("bad.crisp.yaml:2:7: error\nbad.crisp.yaml{UNSEEN}1: error\nother:2:1: error\n");
    assert_eq!(on_page(output, &[example]), expected);
}
