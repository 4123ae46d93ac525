//! Valid manifests: silent under every rule, and no two written alike.

use super::expected::Expected;
use super::maker::Maker;
use super::notation;
use super::table::{self, ROWS, Row};
use super::writer::Paper;
use super::yaml::{Body, Entry, Layout, Node};

/// What one case puts before the tool.
pub struct Case {
    pub files: Vec<File>,
    /// What the tool must find in it, and nothing else.
    pub expected: Vec<Expected>,
}

pub struct File {
    pub name: &'static str,
    pub paper: Paper,
    pub documents: Vec<Document>,
}

/// One manifest, and what was chosen for it.
pub struct Document {
    pub root: Node,
    pub system: String,
    pub declared: Vec<Declared>,
    /// The keys of the third parties.
    pub third_parties: Vec<&'static str>,
    /// The keys of the contacts.
    pub contacts: Vec<&'static str>,
    /// The row that faults choose first, so that several meet on one.
    pub focus: Option<&'static Row>,
}

/// A feature and the key under which it is declared.
#[derive(Clone)]
pub struct Declared {
    pub row: &'static Row,
    pub key: String,
}

const SYSTEMS: [&str; 3] = ["payroll", "x", "case-management-2"];
// Some of these look like placeholders, and are none.
const TITLES: [&str; 13] = [
    "Fortnightly payroll",
    "Zahlungsverkehr – Köln",
    "給与計算 🦀",
    "It's \"quoted\" \\ twice",
    "key: value # no comment",
    "a\ttab",
    "null",
    "[not, a] {list}",
    "Pending Claims System",
    "[2026] NSWCA 12",
    "Draft Legislation Register",
    "X",
    "<jo@examples.gov.au>",
];
const PEOPLE: [&str; 9] = [
    "Jo Citizen, CISO",
    "Zoë Größe (CIO)",
    "山田 花子",
    "O'Brien, CIO",
    "J. Citizen: CISO",
    "Ms X. Example",
    "Todor Todorov <t@examples.gov.au>",
    "Xi",
    "7-Eleven desk",
];
const CUSTOMERS: [&str; 7] = [
    "Department of Examples",
    "Behörde für Beispiele",
    "例省 & Söhne",
    "TBC Bank",
    "XXX Media",
    "AUCloud Users Group",
    "AUCyberia",
];
const THIRD_PARTIES: [&str; 6] = [
    "msp",
    "integrator",
    "müller-it",
    "運用会社",
    "soc🦀",
    "it's us",
];
const CONTACTS: [&str; 7] = [
    "storage-team",
    "dba",
    "équipe-réseau",
    "担当",
    "Ops, night",
    "owner",
    "todo-list",
];
const ACTING: [&str; 4] = [
    "Contoso – 管理",
    "TBA Technology",
    "AUCloud Partners",
    "Nil & Sons",
];
const PAGES: [&str; 5] = [
    "backup",
    "r%C3%A4ume#plan",
    "search?q=a,b",
    "見取り図",
    "It's-here",
];
const CLASSIFICATIONS: [&str; 6] = [
    "PROTECTED",
    "OFFICIAL: Sensitive",
    "true",
    "[SEC=PROTECTED]",
    "none",
    "-",
];
const PROSE: [&str; 5] = [
    "features:",
    "  databases: {provider: A}",
    "# no",
    "- 🦀 \"",
    "kind: X",
];

/// A case with nothing to find: one file with one document, sometimes a few.
///
/// `number` makes the names of its systems unique within a run.
pub fn case(maker: &mut Maker, number: u64) -> Case {
    let count = match maker.below(20) {
        0 => 3,
        1 | 2 => 2,
        _ => 1,
    };
    let systems = SYSTEMS.iter().take(count);
    let documents = systems
        .map(|name| document(maker, &format!("{name}-{number}")))
        .collect();
    Case {
        files: vec![file(maker, "a.crisp.yaml", documents)],
        expected: Vec::new(),
    }
}

/// A file on any paper.
pub fn file(maker: &mut Maker, name: &'static str, documents: Vec<Document>) -> File {
    let paper = Paper {
        byte_order_mark: maker.chance(10),
        crlf: maker.chance(15),
    };
    File {
        name,
        paper,
        documents,
    }
}

/// A valid manifest of one system.
pub fn document(maker: &mut Maker, system: &str) -> Document {
    let third_parties = some(maker, &THIRD_PARTIES, 0, 2);
    let contacts = some(maker, &CONTACTS, 1, 4);
    let (features, declared) = features(maker, &third_parties, &contacts);
    let mut entries = header(maker, system);
    let parties = parties(maker, &third_parties);
    entries.push(maker.entry("parties", parties));
    let people = people(maker, &contacts);
    entries.push(maker.entry("contacts", people));
    entries.push(maker.entry("features", features));
    let mut root = object(maker, entries);
    if let Body::Map(layout, _) = &mut root.body {
        // A whole manifest in flow style is nearly JSON, with very long lines.
        let flow = maker.chance(7);
        *layout = if flow { Layout::Flow } else { Layout::Block };
    }
    Document {
        root,
        system: system.to_owned(),
        declared,
        third_parties,
        contacts,
        focus: None,
    }
}

fn header(maker: &mut Maker, system: &str) -> Vec<Entry> {
    let version = maker.text("crisplint/v1");
    let kind = maker.text("ControlOwnership");
    let metadata = metadata(maker, system);
    let matrix = maker.pick(&[table::ID, table::ID_AND_VERSION]);
    let matrix = maker.text(matrix);
    vec![
        maker.entry("apiVersion", version),
        maker.entry("kind", kind),
        maker.entry("metadata", metadata),
        maker.entry("matrix", matrix),
    ]
}

fn metadata(maker: &mut Maker, system: &str) -> Node {
    let mut entries = vec![text_entry(maker, "system", system)];
    let title = maker.pick(&TITLES);
    entries.push(text_entry(maker, "title", title));
    if maker.chance(50) {
        let classification = maker.pick(&CLASSIFICATIONS);
        entries.push(text_entry(maker, "classification", classification));
    }
    let reviewed = recent_day(maker);
    // The first day that is in time, and tomorrow, which has come already in the east.
    let reviewed = maker.pick(&["2025-11-22", "2026-11-24", &reviewed, &reviewed, &reviewed]);
    entries.push(text_entry(maker, "reviewed", reviewed));
    let person = maker.pick(&PEOPLE);
    let signed = recent_day(maker);
    let signed = maker.pick(&["2024-02-29", "2023-08-31", &signed]);
    let crisp = vec![
        text_entry(maker, "signedBy", person),
        text_entry(maker, "signedOn", signed),
    ];
    let crisp = object(maker, crisp);
    entries.push(maker.entry("crisp", crisp));
    object(maker, entries)
}

/// A day in the year before the run's today, 2026-11-23.
fn recent_day(maker: &mut Maker) -> String {
    let month = maker.pick(&["2025-12", "2026-01", "2026-04", "2026-09", "2026-10"]);
    format!("{month}-{:02}", 1 + maker.below(28))
}

fn parties(maker: &mut Maker, third_parties: &[&'static str]) -> Node {
    let provider = maker.pick(&["AUCloud", "AUCyber"]);
    let customer = maker.pick(&CUSTOMERS);
    let mut entries = vec![
        text_entry(maker, "provider", provider),
        text_entry(maker, "customer", customer),
    ];
    if !third_parties.is_empty() || maker.chance(10) {
        let names = third_parties
            .iter()
            .map(|key| {
                let name = maker.pick(&ACTING);
                text_entry(maker, key, name)
            })
            .collect();
        let names = maker.map(names);
        entries.push(maker.entry("thirdParties", names));
    }
    object(maker, entries)
}

fn people(maker: &mut Maker, contacts: &[&'static str]) -> Node {
    let entries = contacts
        .iter()
        .map(|key| {
            let name = maker.pick(&PEOPLE);
            let address = maker.pick(&["storage@examples.gov.au", "it.ops+night@examples.gov.au"]);
            let fields = vec![
                text_entry(maker, "name", name),
                text_entry(maker, "email", address),
            ];
            let person = object(maker, fields);
            maker.entry(*key, person)
        })
        .collect();
    maker.map(entries)
}

fn features(
    maker: &mut Maker,
    third_parties: &[&'static str],
    contacts: &[&'static str],
) -> (Node, Vec<Declared>) {
    let mut entries = Vec::new();
    let mut declared = Vec::new();
    for row in &ROWS {
        let feature = feature(maker, row, third_parties, contacts);
        let key = notation::feature_key(maker, row);
        entries.push(maker.entry(&key, feature));
        declared.push(Declared { row, key });
    }
    (maker.map(entries), declared)
}

/// What a manifest says of one feature.
pub fn feature(maker: &mut Maker, row: &Row, third_parties: &[&str], contacts: &[&str]) -> Node {
    let customers = row.accountable() == "customer";
    let mut entries = Vec::new();
    if customers && maker.chance(8) {
        let reason = maker.pick(&[
            "No PaaS is hosted here.",
            "Entfällt: kein Server",
            "該当なし",
            "Excluded under Part XXX of the Act",
            "Decommissioned",
            "No such system; see above the line",
        ]);
        entries.push(text_entry(maker, "notApplicable", reason));
    } else {
        let raci = raci(maker, row, third_parties);
        entries.push(maker.entry("raci", raci));
    }
    if customers || maker.chance(20) {
        let owner = maker.pick(contacts);
        entries.push(text_entry(maker, "owner", owner));
        let evidence = evidence(maker);
        entries.push(maker.entry("evidence", evidence));
    }
    object(maker, entries)
}

fn evidence(maker: &mut Maker) -> Node {
    let pages = some(maker, &PAGES, 1, 2);
    let links = pages
        .iter()
        .map(|page| maker.text(format!("https://wiki.examples.gov.au/{page}")))
        .collect();
    maker.list(links)
}

/// The cells of a row. Third parties may do the customer's work, and be told of anything.
fn raci(maker: &mut Maker, row: &Row, third_parties: &[&str]) -> Node {
    let customers = row.accountable() == "customer";
    let mut entries = Vec::new();
    let mut delegated = false;
    for party in third_parties {
        let letters: &[&str] = if customers {
            &["", "", "R", "C", "I", "CI"]
        } else {
            &["", "", "C"]
        };
        let letters = maker.pick(letters);
        delegated |= letters == "R";
        entries.extend(cell(maker, party, letters));
    }
    for party in ["provider", "customer"] {
        let letters = row.letters(party);
        let works_not = delegated && letters == "RA" && maker.chance(50);
        entries.extend(cell(maker, party, if works_not { "A" } else { letters }));
    }
    maker.map(entries)
}

/// A party's entry in a row; one without letters may well be absent.
fn cell(maker: &mut Maker, party: &str, letters: &'static str) -> Option<Entry> {
    if letters.is_empty() && maker.chance(60) {
        return None;
    }
    let letters = notation::shuffled(maker, letters);
    let (value, _) = notation::cell(maker, &letters);
    Some(maker.entry(party, value))
}

pub fn text_entry(maker: &mut Maker, key: &str, text: &str) -> Entry {
    let value = maker.text(text);
    maker.entry(key, value)
}

/// A closed object of the schema: it may bear the customer's own data under `x-`.
fn object(maker: &mut Maker, mut entries: Vec<Entry>) -> Node {
    if maker.chance(6) {
        let data = own_data(maker);
        let key = maker.pick(&["x-note", "x-", "x-größe", "x-kind"]);
        entries.push(maker.entry(key, data));
    }
    maker.map(entries)
}

fn own_data(maker: &mut Maker) -> Node {
    match maker.below(5) {
        0 => maker.node(Body::Literal(&PROSE)),
        1 => maker.node(Body::Empty),
        2 => maker.verbatim("0x2A"),
        3 => {
            let items = vec![maker.text("R"), maker.verbatim("1.5"), maker.text("確認")];
            maker.list(items)
        }
        _ => {
            let entries = vec![
                text_entry(maker, "provider", "A"),
                text_entry(maker, "kind", "Deployment"),
            ];
            maker.map(entries)
        }
    }
}

/// From `least` to `most` of the choices, each at most once.
fn some(
    maker: &mut Maker,
    choices: &[&'static str],
    least: usize,
    most: usize,
) -> Vec<&'static str> {
    let mut some = choices.to_vec();
    maker.shuffle(&mut some);
    some.truncate(least + maker.below(most - least + 1));
    some
}
