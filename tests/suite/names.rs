//! A key under another name or in another place is one finding, at that key, and its help leads back
//! to a manifest without one.
//!
//! Each test takes a clean manifest apart as a tree, changes the name or the place of one key or block
//! in every way that it can, and writes the result in several styles of YAML.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use crate::support::{check, folder, text};

/// The way to a value.
type Path = Vec<String>;

/// A manifest with every field that the schema knows. `databases` shows no evidence and has a waiver.
fn manifest() -> Value {
    let customer = |id: &str, raci: Value| {
        let entry = json!({
            "raci": raci,
            "owner": "storage-team",
            "evidence": ["https://wiki.examples.gov.au/page"],
        });
        (id.to_owned(), entry)
    };
    let owned = || json!({"provider": "C", "customer": ["R", "A"]});
    let alone = || json!({"provider": null, "customer": "R, A"});
    let provider = |id: &str, customer: &str| {
        let raci = json!({"provider": ["R", "A"], "customer": customer});
        (id.to_owned(), json!({"raci": raci}))
    };
    let mut features: Map<String, Value> = [
        customer(
            "backups-and-replication",
            json!({"provider": "C", "customer": "A", "msp": "R"}),
        ),
        provider("change-management-iaas", "C"),
        customer("change-management-customer", owned()),
        provider("physical-network-devices", "C"),
        customer("virtual-network-devices", owned()),
        customer("server-vms", owned()),
        customer("customer-application", owned()),
        customer("databases", owned()),
        provider("logical-segmentation", "C"),
        customer("logging-customer", alone()),
        provider("logging-iaas", "I"),
        provider("network-access", "C"),
        provider("patch-physical-devices", "C"),
        customer("patch-virtual-machines", owned()),
        provider("physical-access", "I"),
        customer("privileged-users-customer", alone()),
        provider("privileged-users-iaas", ""),
        (
            "users-customer".to_owned(),
            json!({"notApplicable": "No PaaS or SaaS is hosted on this system."}),
        ),
    ]
    .into_iter()
    .collect();
    let databases = features.get_mut("databases").and_then(Value::as_object_mut);
    databases.expect("a feature").remove("evidence");
    json!({
        "apiVersion": "crisplint/v1",
        "kind": "ControlOwnership",
        "metadata": {
            "system": "payroll",
            "crisp": {"signedBy": "Jo Citizen, CISO", "signedOn": "2026-01-15"},
            "title": "Fortnightly payroll",
            "classification": "PROTECTED",
            "reviewed": "2026-09-30",
        },
        "matrix": "aucloud-iaas@2023-02-01",
        "parties": {
            "provider": "AUCloud",
            "customer": "Department of Examples",
            "thirdParties": {"msp": "Contoso Managed Services"},
        },
        "contacts": {
            "storage-team": {"name": "Storage team", "email": "storage@examples.gov.au"},
            "desk": {"name": "Service desk", "email": "desk@examples.gov.au"},
        },
        "features": features,
        "waivers": [{
            "rule": "CRISP406",
            "feature": "databases",
            "reason": "Evidence follows the July migration.",
            "approvedBy": "Jo Citizen, CISO",
            "expires": "2027-01-31",
        }],
    })
}

/// One object of each kind, and how a help names its place.
const OBJECTS: [(&[&str], &[&str]); 9] = [
    (&[], &["the top level"]),
    (&["metadata"], &["`metadata`"]),
    (&["metadata", "crisp"], &["`crisp`"]),
    (&["parties"], &["`parties`"]),
    (&["contacts", "desk"], &["a contact", "`desk`"]),
    (
        &["features", "backups-and-replication"],
        &["a feature", "`backups-and-replication`"],
    ),
    (
        &["features", "users-customer"],
        &["a feature", "`users-customer`"],
    ),
    (&["features", "databases", "raci"], &["`raci`"]),
    (&["waivers", "0"], &["a waiver", "waiver 1"]),
];

/// The maps keyed by name.
const MAPS: [&[&str]; 4] = [
    &["features"],
    &["contacts"],
    &["parties", "thirdParties"],
    &["features", "server-vms", "raci"],
];

fn path(steps: &[&str]) -> Path {
    steps.iter().map(|step| (*step).to_owned()).collect()
}

fn pointer(path: &[String]) -> String {
    let steps = path
        .iter()
        .map(|step| step.replace('~', "~0").replace('/', "~1"));
    steps.fold(String::new(), |at, step| format!("{at}/{step}"))
}

fn object<'v>(root: &'v mut Value, path: &[String]) -> &'v mut Map<String, Value> {
    let value = root.pointer_mut(&pointer(path)).expect("a value");
    value.as_object_mut().expect("an object")
}

/// Puts entries into an object behind a number of others.
fn insert(object: &mut Map<String, Value>, at: usize, entries: Vec<(String, Value)>) {
    let mut all: Vec<(String, Value)> = std::mem::take(object).into_iter().collect();
    let behind = all.split_off(at);
    object.extend(all.into_iter().chain(entries).chain(behind));
}

/// What a broken manifest must come to.
struct Case {
    root: Value,
    /// Whether what the waiver covers is open, as its waiver cannot be read.
    unwaived: bool,
    code: &'static str,
    /// The key of the finding.
    at: Path,
    /// One of these is in the help.
    help: Vec<String>,
}

impl Case {
    fn new(root: Value, at: Path, help: Vec<String>) -> Self {
        let waiver = |waiver: &Value| {
            let fields = waiver.as_object().map(Map::len);
            let plain = waiver["rule"] == "CRISP406" && waiver["feature"] == "databases";
            fields == Some(5) && plain && waiver["expires"] == "2027-01-31"
        };
        let sound = waiver(&root["waivers"][0])
            && ["reason", "approvedBy"]
                .iter()
                .all(|field| root["waivers"][0][field].is_string());
        // Without its row, or with another fault in it, nobody asks for the evidence.
        let row = &root["features"]["databases"];
        let asked = row["raci"]["provider"] == "C"
            && row["raci"]["customer"] == json!(["R", "A"])
            && row.get("notApplicable").is_none()
            && at.last().is_some_and(|key| key != "evidence")
            && root["matrix"].is_string();
        Self {
            unwaived: !sound && asked,
            root,
            code: "CRISP102",
            at,
            help,
        }
    }
}

/// Judges cases in one run, each in every style.
fn judge(mut cases: Vec<Case>) {
    let mut files = Vec::new();
    for (number, case) in cases.iter_mut().enumerate() {
        for style in 0..3 {
            if let Some(system) = case.root.pointer_mut("/metadata/system") {
                *system = json!(format!("s{number}-{style}"));
            }
            let name = format!("{number}-{style}.crisp.yaml");
            files.push((name, written(&case.root, style)));
        }
    }
    let named: Vec<(&str, &str)> = files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    let folder = folder(&named);
    let report = check(folder.path(), &["--format", "json", "."]).json();
    let findings = report["findings"].as_array().expect("findings");
    let mut failures = String::new();
    for (name, _) in &files {
        let number: usize = name
            .split('-')
            .next()
            .unwrap_or_default()
            .parse()
            .expect("a number");
        let case = &cases[number];
        let own = findings
            .iter()
            .filter(|one| one["path"] == *name && one["status"] == "open");
        let (waived, own): (Vec<&Value>, Vec<&Value>) =
            own.partition(|one| one["code"] == "CRISP406");
        let fits = match own.as_slice() {
            [only] => {
                let help = text(&only["help"]);
                only["code"] == case.code
                    && only["pointer"] == pointer(&case.at)
                    && !help.contains("`x-")
                    && case.help.iter().any(|part| help.contains(part))
            }
            _ => false,
        };
        let waived_fits = waived.len() == usize::from(case.unwaived);
        if !fits || !waived_fits {
            writeln!(
                failures,
                "{name}: {} with {:?}",
                pointer(&case.at),
                case.help
            )
            .expect("room");
            for one in own.iter().chain(&waived) {
                let [code, at, message, help] =
                    ["code", "pointer", "message", "help"].map(|key| text(&one[key]));
                writeln!(failures, "  {code} {at}: {message} || {help}").expect("room");
            }
        }
    }
    assert!(failures.is_empty(), "{failures}");
}

/// A manifest as YAML: in blocks, as JSON, or in a mixture with quoted keys.
fn written(root: &Value, style: usize) -> String {
    let mut out = String::new();
    match style {
        0 => block(root, 0, false, &mut out),
        1 => out = root.to_string(),
        _ => block(root, 0, true, &mut out),
    }
    out
}

fn block(value: &Value, indent: usize, mixed: bool, out: &mut String) {
    for (number, (key, value)) in value.as_object().expect("an object").iter().enumerate() {
        let key = if mixed && number % 2 == 1 {
            format!("'{key}'")
        } else {
            key.clone()
        };
        write!(out, "{:indent$}{key}:", "").expect("room");
        match value {
            Value::Null => out.push('\n'),
            Value::Object(inside) if !(inside.is_empty() || mixed && indent > 2) => {
                out.push('\n');
                block(value, indent + 2, mixed, out);
            }
            Value::Array(items) if items.iter().all(Value::is_object) && !mixed => {
                out.push('\n');
                for item in items {
                    let mut inside = String::new();
                    block(item, indent + 4, mixed, &mut inside);
                    let first = inside.get(indent + 4..).unwrap_or_default();
                    write!(out, "{:indent$}  - {first}", "").expect("room");
                }
            }
            other => writeln!(out, " {other}").expect("room"),
        }
    }
}

/// A name in every form that is one fault away from it.
fn misspelt(name: &str) -> Vec<String> {
    let letters: Vec<char> = name.chars().collect();
    let last = letters.len() - 1;
    let middle = letters.len() / 2;
    let with = |change: &dyn Fn(&mut Vec<char>)| {
        let mut letters = letters.clone();
        change(&mut letters);
        letters.into_iter().collect::<String>()
    };
    let words = |mark: char| {
        let parts = name.chars().map(|letter| {
            if letter.is_uppercase() {
                format!("{mark}{}", letter.to_lowercase())
            } else {
                letter.to_string()
            }
        });
        parts.collect::<String>()
    };
    let plural = match name.strip_suffix('y') {
        Some(stem) => format!("{stem}ies"),
        None => format!("{name}s"),
    };
    let singular = match (name.strip_suffix("ies"), name.strip_suffix('s')) {
        (Some(stem), _) => format!("{stem}y"),
        (None, Some(stem)) => stem.to_owned(),
        _ => name.to_owned(),
    };
    let mut forms = vec![
        with(&|letters| _ = letters.remove(middle)),
        with(&|letters| _ = letters.pop()),
        with(&|letters| letters.insert(middle, 'q')),
        with(&|letters| letters.push('q')),
        with(&|letters| letters[middle] = 'q'),
        with(&|letters| letters.swap(1, 2)),
        with(&|letters| letters.swap(last - 1, last)),
        with(&|letters| letters[0] = letters[0].to_ascii_uppercase()),
        name.to_uppercase(),
        name.to_lowercase(),
        words('_'),
        words('-'),
        plural,
        singular,
    ];
    forms.retain(|form| form != name);
    forms.sort();
    forms.dedup();
    forms
}

#[test]
fn the_clean_manifest_is_clean() {
    let root = manifest();
    let texts =
        [0, 1, 2].map(|style| written(&root, style).replace("payroll", &format!("s{style}")));
    let files = ["a.crisp.yaml", "b.crisp.yaml", "c.crisp.yaml"];
    let files: Vec<(&str, &str)> = files
        .into_iter()
        .zip(texts.iter().map(String::as_str))
        .collect();
    let folder = folder(&files);
    let run = check(folder.path(), &["--fail-on", "info", "."]);
    assert_eq!(run.code, 0, "{}", run.stdout);
}

#[test]
fn a_misspelt_key_is_one_finding_that_says_its_name() {
    let mut cases = Vec::new();
    for (steps, _) in OBJECTS {
        let steps = path(steps);
        if steps.last().is_some_and(|last| last == "raci") {
            continue; // another spelling of a party is CRISP205
        }
        let fields: Vec<String> = object(&mut manifest(), &steps).keys().cloned().collect();
        // A document of no known kind is another finding.
        for field in fields.iter().filter(|field| *field != "kind") {
            let known = |form: &String| fields.contains(form);
            for form in misspelt(field).into_iter().filter(|form| !known(form)) {
                let mut root = manifest();
                let object = object(&mut root, &steps);
                let entries = std::mem::take(object).into_iter().map(|(key, value)| {
                    let key = if key == *field { form.clone() } else { key };
                    (key, value)
                });
                *object = entries.collect();
                let mut at = steps.clone();
                at.push(form);
                cases.push(Case::new(
                    root,
                    at,
                    vec![format!("did you mean `{field}`?")],
                ));
            }
        }
    }
    assert!(cases.len() > 200, "{}", cases.len());
    judge(cases);
}

#[test]
fn a_key_in_another_place_is_one_finding_that_says_where_it_belongs() {
    let mut cases = Vec::new();
    for (home, names) in OBJECTS {
        let home = path(home);
        let fields: Vec<String> = object(&mut manifest(), &home).keys().cloned().collect();
        // Those of a row are those of `parties`, too.
        let is_row = home.last().is_some_and(|last| last == "raci");
        let fields = fields.iter().filter(|field| *field != "kind" && !is_row);
        for field in fields {
            let places = OBJECTS.iter().map(|(place, _)| *place).chain(MAPS);
            for place in places.map(path).filter(|place| *place != home) {
                cases.extend(moved(&home, field, &place, names));
            }
        }
    }
    assert!(cases.len() > 150, "{}", cases.len());
    judge(cases);
}

/// A field moved from its home to another place, if that is for this rule.
fn moved(home: &Path, field: &str, place: &Path, names: &[&str]) -> Option<Case> {
    let own: Path = home.iter().cloned().chain([field.to_owned()]).collect();
    if place.starts_with(&own) {
        return None;
    }
    let mut root = manifest();
    let value = object(&mut root, home).shift_remove(field)?;
    let target = root.pointer_mut(&pointer(place))?.as_object_mut()?;
    // The same object wins, and a name with two homes is for other tests.
    let alike = |key: &String| key.trim_end_matches('s') == field.trim_end_matches('s');
    let same_kind = home.len() == place.len() && home.first() == place.first() && home.len() > 1;
    let two = ["provider", "customer", "feature"].contains(&field);
    let is_system = field == "name" && place.as_slice() == ["metadata"];
    let is_text = value.is_string() && place.as_slice() == ["parties", "thirdParties"];
    // A row of another feature that lacks the field is in a nearer home.
    let nearer = place.last().is_some_and(|last| last == "raci") && home.len() == 2;
    let nearer =
        nearer && home.first().is_some_and(|first| first == "features") && !place.starts_with(home);
    if target.keys().any(alike) || nearer || same_kind || two || is_system || is_text {
        return None;
    }
    // Right behind the feature that it is from, where that is there.
    let behind = home
        .get(1)
        .and_then(|one| target.keys().position(|key| key == one));
    let at = behind.map_or(target.len() / 2, |at| at + 1);
    insert(target, at, vec![(field.to_owned(), value)]);
    let key: Path = place.iter().cloned().chain([field.to_owned()]).collect();
    let help = names.iter().map(|name| (*name).to_owned()).collect();
    Some(Case::new(root, key, help))
}

/// Every mapping, its entries too far to the left: they follow their own key.
#[test]
fn a_block_too_far_to_the_left_is_one_finding_at_its_first_key() {
    let blocks: [(&[&str], &str); 9] = [
        (&["metadata"], "`metadata`"),
        (&["metadata", "crisp"], "`crisp`"),
        (&["parties"], "`parties`"),
        (&["parties", "thirdParties"], "`thirdParties`"),
        (&["contacts"], "`contacts`"),
        (&["contacts", "desk"], "`desk`"),
        (&["features"], "`features`"),
        (&["features", "server-vms"], "`server-vms`"),
        (
            &["features", "backups-and-replication", "raci"],
            "`raci` of `backups-and-replication`",
        ),
    ];
    let mut cases = Vec::new();
    for (steps, name) in blocks {
        let whole = path(steps);
        for kept in 0..object(&mut manifest(), &whole).len() {
            let (key, parent) = whole.split_last().expect("a key");
            let mut root = manifest();
            let inside = object(&mut root, &whole);
            let entries: Vec<(String, Value)> = std::mem::take(inside).into_iter().collect();
            let (stay, go) = entries.split_at(kept);
            // What is said of nothing at all is said of the whole.
            let value = if stay.is_empty() {
                Value::Null
            } else {
                Value::Object(stay.iter().cloned().collect())
            };
            let outer = object(&mut root, parent);
            outer[key] = value;
            let behind = outer.keys().position(|one| one == key).expect("the key") + 1;
            insert(outer, behind, go.to_vec());
            let first: Path = parent.iter().cloned().chain([go[0].0.clone()]).collect();
            cases.push(Case::new(root, first, vec![name.to_owned()]));
        }
    }
    judge(cases);
}

/// Every run of keys behind a mapping, too far to the right: they end up in that mapping.
#[test]
fn a_block_too_far_to_the_right_is_one_finding_at_its_first_key() {
    let mut cases = Vec::new();
    let maps: [&[&str]; 2] = [&["contacts"], &["features"]];
    let objects = OBJECTS
        .iter()
        .map(|(path, names)| (path as &[&str], names.to_vec()));
    let maps = maps
        .into_iter()
        .map(|path| (path, vec!["`features`", "`contacts`"]));
    for (steps, names) in objects.chain(maps) {
        let outer = path(steps);
        let keys: Vec<String> = object(&mut manifest(), &outer).keys().cloned().collect();
        for (number, key) in keys.iter().enumerate() {
            for end in number + 2..=keys.len() {
                let mut root = manifest();
                let Some(_) = object(&mut root, &outer)[key].as_object() else {
                    continue;
                };
                let run: Vec<(String, Value)> = keys[number + 1..end]
                    .iter()
                    .filter_map(|key| object(&mut root, &outer).shift_remove_entry(key))
                    .collect();
                let first = run[0].0.clone();
                let inner: Path = outer.iter().cloned().chain([key.clone()]).collect();
                object(&mut root, &inner).extend(run);
                let at: Path = inner.into_iter().chain([first]).collect();
                let help = names.iter().map(|name| (*name).to_owned()).collect();
                cases.push(Case::new(root, at, help));
            }
        }
    }
    assert!(cases.len() > 50, "{}", cases.len());
    judge(cases);
}
