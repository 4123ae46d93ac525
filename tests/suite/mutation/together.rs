//! Several faults in one document: what must be found is what each of them alone is, less what the
//! order of precedence silences.
//!
//! That holds for faults that leave each other as they are. Two of which one mends, moves or writes
//! over the other are no case, and others are chosen. (`silence/rows.rs` tries all ways of filling in
//! one row.)

use super::expected::Expected;
use super::faults::{Apply, Fault, Found};
use super::generator::Document;
use super::maker::Maker;
use super::yaml::{Body, Node, pointer};

/// What is judged of a row by its letters.
const ROW: [&str; 10] = [
    "CRISP201", "CRISP202", "CRISP203", "CRISP204", "CRISP205", "CRISP305", "CRISP306", "CRISP307",
    "CRISP308", "CRISP309",
];
/// What ends a document.
const ENDS: [&str; 3] = ["CRISP003", "CRISP006", "CRISP105"];
/// What leaves the value that it is about unknown.
const UNKNOWN: [&str; 4] = ["CRISP004", "CRISP101", "CRISP103", "CRISP104"];
/// What cannot be said without a matrix.
const COMPARED: [&str; 11] = [
    "CRISP302", "CRISP303", "CRISP304", "CRISP305", "CRISP306", "CRISP307", "CRISP309", "CRISP310",
    "CRISP311", "CRISP401", "CRISP406",
];

/// The rules whose faults are drawn by chance. One rule more would draw all cases anew, and of any other
/// draw two or three in a thousand fail, because the table below does not know everything:
/// `CRISPLINT_SEED=1` shows some. Until it does, the fault of a new rule has cases of its own and is put
/// beside each of these, so that no case fails that has nothing to do with the rule.
#[rustfmt::skip]
const DRAWN: [&str; 40] = [
    "003", "004", "006", "101", "102", "103", "104", "105", "201", "202", "203", "204", "205", "301",
    "302", "303", "304", "305", "306", "307", "308", "309", "310", "311", "313", "314", "401", "402",
    "403", "404", "405", "406", "407", "408", "501", "502", "503", "504", "505", "601",
];

/// Whether a fault is one of those that are drawn by chance.
pub fn draws(fault: &Fault) -> bool {
    DRAWN.iter().any(|digits| fault.name.starts_with(digits))
}

/// Breaks a document in several ways. Nothing where they do not leave each other alone.
pub fn apply(maker: &mut Maker, document: &mut Document, faults: &[&Fault]) -> Found {
    let mut union: Vec<Expected> = Vec::new();
    for fault in faults {
        let Apply::Document(apply) = fault.apply else {
            return None;
        };
        if !matches!(document.root.body, Body::Map(..)) {
            return None; // nothing is left to be broken
        }
        let before: Vec<String> = union
            .iter()
            .map(|one| subject(&document.root, one))
            .collect();
        let found = apply(maker, document)?;
        let changed = union.iter().zip(before);
        let changed = changed.filter(|(one, before)| subject(&document.root, one) != *before);
        let ends = found.iter().any(|one| ENDS.contains(&one.code));
        if !ends && changed.count() > 0 {
            return None;
        }
        let undeclared = found.iter().any(|one| one.code == "CRISP205");
        let before = document.third_parties.len();
        let rows = |one: &Expected| ROW.contains(&one.code) || one.code == "CRISP303";
        let uses_parties = union.iter().any(rows);
        let of_row = |one: &Expected| ROW.contains(&one.code).then(|| one.keys[1].clone());
        let judged: Vec<String> = union.iter().filter_map(of_row).collect();
        if found
            .iter()
            .filter_map(of_row)
            .any(|row| judged.contains(&row))
        {
            return None; // what the letters of a row mean together is not the sum
        }
        union.extend(found);
        // Whom nobody declares any more is no third party for the faults behind.
        let declared = document.root.at(&["parties", "thirdParties"]);
        let is_declared = |key: &&str| declared.is_some_and(|parties| parties.entry(key).is_some());
        document.third_parties.retain(is_declared);
        if undeclared && uses_parties && document.third_parties.len() < before {
            return None;
        }
    }
    let left = settle(document, &union)?;
    let mut places = left
        .iter()
        .flat_map(|one| one.at.iter().chain(&one.further));
    let there = places.all(|place| place.id().is_none_or(|id| document.root.holds(id)));
    there.then_some(left)
}

/// The text of all that a finding depends on.
fn subject(root: &Node, finding: &Expected) -> String {
    let keys = &finding.keys;
    let feature = keys
        .first()
        .is_some_and(|key| key == "features")
        .then(|| keys.get(1))
        .flatten();
    let depends_on: Vec<String> = match (finding.code, feature) {
        (code, Some(feature)) if ROW.contains(&code) => own(&["features", feature, "raci"]),
        ("CRISP401", Some(feature)) => own(&["features", feature, "owner"]),
        ("CRISP406", Some(feature)) => own(&["features", feature, "evidence"]),
        ("CRISP408", _) => own(&["metadata", "crisp"]),
        // Nothing but where they stand.
        ("CRISP101" | "CRISP304", _) => Vec::new(),
        ("CRISP003" | "CRISP006", _) => own(&["kind"]),
        _ => keys.clone(),
    };
    let is_there = feature.is_none_or(|feature| root.at(&["features", feature]).is_some());
    let places = finding.at.iter().chain(&finding.further);
    let there = places.filter(|place| place.id().is_none_or(|id| root.holds(id)));
    let content = match depends_on.as_slice() {
        [] => None,
        path => at(root, path),
    };
    let object = at(root, keys).is_some_and(|node| matches!(node.body, Body::Map(..)));
    let twins = keys.split_last().and_then(|(last, above)| {
        let entries = at(root, above)?.entries().iter();
        Some(entries.filter(|entry| entry.key.text == *last).count())
    });
    format!(
        "{is_there} {object} {twins:?} {} {content:?}",
        there.count()
    )
}

fn own(keys: &[&str]) -> Vec<String> {
    keys.iter().map(|key| (*key).to_owned()).collect()
}

/// The node at the end of a path of keys and indexes.
fn at<'n>(root: &'n Node, path: &[String]) -> Option<&'n Node> {
    path.iter().try_fold(root, |node, key| {
        let entry = node.entry(key).map(|entry| &entry.value);
        entry.or_else(|| node.items().get(key.parse::<usize>().ok()?))
    })
}

/// The union less what is silent. Nothing where this table does not say.
fn settle(document: &Document, union: &[Expected]) -> Found {
    for code in ENDS {
        let ends: Vec<_> = union
            .iter()
            .filter(|one| one.code == code)
            .cloned()
            .collect();
        match ends.as_slice() {
            [] => {}
            // Of two that end the document the first in the file does.
            [_] => return Some(ends),
            _ => return None,
        }
    }
    let root = &document.root;
    let doubled = |key: &str| {
        root.entries()
            .iter()
            .filter(|one| one.key.text == key)
            .count()
            > 1
    };
    let has = |code: &str| union.iter().any(|one| one.code == code);
    let same = |one: &Expected, other: &Expected| {
        (one.code, &one.pointer, &one.feature) == (other.code, &other.pointer, &other.feature)
    };
    let unclear = doubled("waivers")
        || union.iter().enumerate().any(|(at, one)| union[..at].iter().any(|other| same(one, other)))
        // What is copied with its faults has them twice.
        || union.iter().any(|one| one.code == "CRISP004" && union.iter().any(|other| lies_in(other, one)))
        // A second spelling is one of a feature that is there.
        || (has("CRISP004") && (has("CRISP303") || has("CRISP304")))
        // An unknown field may be a known one that is misspelt, and then that is not missing.
        || (has("CRISP102") && ["CRISP101", "CRISP401", "CRISP406", "CRISP408"].into_iter().any(has))
        // A key that comes to stand in a block makes two of it.
        || (has("CRISP102") && union.iter().any(|one| one.keys.first().is_some_and(|key| key == "waivers")));
    // How many As a row has that third parties take part in.
    let mut counted = union.iter().filter(|one| one.code == "CRISP202");
    let unclear = unclear
        || counted.any(|one| {
            let row = Row::new(document, union, &one.keys[1]);
            row.parties_unknown && row.has_others
        });
    let lacks_matrix = lacks_matrix(document, union);
    let twice =
        |one: &Expected| one.code == "CRISP004" && one.keys.len() == 2 && one.keys[0] == "features";
    let unclear = unclear
        || union.iter().filter(|one| twice(one)).any(|one| {
            // Without a matrix two spellings are two features.
            let inner = |other: &Expected| {
                other.code == "CRISP004" && !twice(other) && other.feature == one.feature
            };
            lacks_matrix || union.iter().any(inner)
        });
    if unclear {
        return None;
    }
    let silent: Vec<bool> = union
        .iter()
        .map(|one| is_silent(document, one, union))
        .collect();
    let left = union.iter().zip(silent).filter(|(_, silent)| !silent);
    let mut left: Vec<Expected> = left.map(|(one, _)| one.clone()).collect();
    for one in left
        .iter_mut()
        .filter(|one| lacks_matrix && one.feature.is_some())
    {
        one.feature = one.keys.get(1).cloned();
    }
    let unused = left.iter().position(|one| one.code == "CRISP503");
    if let Some(unused) = unused
        && is_needed(root, union, &left)?
    {
        left.remove(unused);
    }
    Some(left)
}

/// Whether the first waiver covers something, or may cover what a fault keeps from being judged.
fn is_needed(root: &Node, union: &[Expected], left: &[Expected]) -> Option<bool> {
    let waiver = root.at(&["waivers"])?.items().first()?;
    let text = |key: &str| waiver.at(&[key]).and_then(Node::text);
    let rule = match text("rule")? {
        "no-responsible" => "CRISP203",
        "missing-evidence" => "CRISP406",
        code => code,
    };
    let about = text("feature");
    let same = |one: &Expected| about.is_none_or(|about| one.feature.as_deref() == Some(about));
    let covers = left.iter().any(|one| one.code == rule && same(one));
    let stops = |one: &&Expected| {
        UNKNOWN.contains(&one.code) || matches!(one.code, "CRISP102" | "CRISP301")
    };
    let mut may = false;
    for one in union.iter().filter(stops) {
        let part = one.keys.first().map_or("", String::as_str);
        match one.feature {
            // An unknown field may have been meant for the one that the rule needs.
            None if one.code == "CRISP102" && one.keys.len() == 1 && about.is_some() => {
                return None;
            }
            None => may |= about.is_none() || !matches!(part, "metadata" | "waivers"),
            Some(_) => may |= same(one),
        }
    }
    Some(covers || may)
}

/// Whether a finding is about something in what another is about.
fn lies_in(finding: &Expected, other: &Expected) -> bool {
    finding.keys.len() > other.keys.len() && finding.keys.starts_with(&other.keys)
}

fn is_silent(document: &Document, finding: &Expected, union: &[Expected]) -> bool {
    let code = finding.code;
    let unknown = |path: &[&str]| is_unknown(document, union, path);
    let rule: u32 = code.trim_start_matches("CRISP").parse().expect("a number");
    let judges = (200..500).contains(&rule) && code != "CRISP403";
    let [part, feature, ..] = finding.keys.as_slice() else {
        return match code {
            "CRISP408" => unknown(&["metadata"]),
            "CRISP302" => lacks_matrix(document, union),
            "CRISP304" => lacks_matrix(document, union) || unknown(&["features"]),
            _ => false,
        };
    };
    if COMPARED.contains(&code) && lacks_matrix(document, union) {
        return true;
    }
    if !judges {
        return false;
    }
    if part != "features" {
        let keys: Vec<&str> = finding.keys.iter().map(String::as_str).collect();
        // Whether the customer is the provider is asked once the provider has a name.
        let settles = |one: &Expected| {
            matches!(one.code, "CRISP311" | "CRISP403") && one.keys == ["parties", "provider"]
        };
        let unsettled =
            code == "CRISP313" && keys == ["parties", "customer"] && union.iter().any(settles);
        return unsettled || unknown(&keys);
    }
    let speaks = matches!(code, "CRISP402" | "CRISP407");
    if unknown(&["features"]) || (!speaks && unknown(&["features", feature])) {
        return true;
    }
    let row = Row::new(document, union, feature);
    match code {
        "CRISP402" => unknown(&["contacts"]) || unknown(&["features", feature, "owner"]),
        "CRISP407" => unknown(&["features", feature, "evidence"]),
        "CRISP401" | "CRISP406" => {
            let about = if code == "CRISP401" {
                "owner"
            } else {
                "evidence"
            };
            let others = [
                "CRISP201", "CRISP202", "CRISP205", "CRISP305", "CRISP306", "CRISP307", "CRISP308",
            ];
            row.is_unknown()
                || others.into_iter().any(|other| row.has(other))
                || unknown(&["features", feature, about])
        }
        "CRISP205" => row.gone || row.parties_unknown,
        "CRISP202" | "CRISP204" => row.gone,
        _ if ROW.contains(&code) => {
            row.is_unknown() || (code != "CRISP205" && row.has("CRISP205") && code != "CRISP202")
        }
        _ => false,
    }
}

/// Whether the value at the end of a path has a fault of shape itself.
fn is_unknown(document: &Document, union: &[Expected], path: &[&str]) -> bool {
    let gone = path.len() == 1 && document.root.entry(path[0]).is_none() && path[0] != "contacts";
    gone || union.iter().any(|one| {
        UNKNOWN.contains(&one.code)
            && !(one.code == "CRISP101" && one.keys.len() < 2)
            && !(one.code == "CRISP004" && one.keys.len() == 2 && one.keys[0] == "features")
            && one.keys.iter().map(String::as_str).eq(path.iter().copied())
            && !(one.code == "CRISP101" && path[0] != "features")
    })
}

fn lacks_matrix(document: &Document, union: &[Expected]) -> bool {
    union.iter().any(|one| one.code == "CRISP301") || is_unknown(document, union, &["matrix"])
}

/// What is known of a row.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each answers a question of its own"
)]
struct Row<'u> {
    about: Vec<&'u Expected>,
    /// It cannot be read at all.
    gone: bool,
    /// Some cell cannot be read.
    broken: bool,
    /// Nobody knows who the third parties are.
    parties_unknown: bool,
    /// It has cells of others than provider, customer and those that are declared.
    has_others: bool,
}

impl<'u> Row<'u> {
    fn new(document: &Document, union: &'u [Expected], feature: &str) -> Self {
        let about = union.iter().filter(|one| {
            one.keys.first().is_some_and(|part| part == "features")
                && one.keys.get(1).is_some_and(|key| key == feature)
        });
        let about: Vec<&Expected> = about.collect();
        let raci = pointer(&["features", feature, "raci"]);
        let shape = |one: &&&Expected| UNKNOWN.contains(&one.code);
        let below = |one: &&Expected| {
            let path = one.pointer.as_deref().unwrap_or_default();
            path.len() > raci.len() && one.keys.len() > 3 && path.starts_with(&raci)
        };
        let both = |one: &&Expected| {
            one.code == "CRISP104" && one.keys.get(2).is_some_and(|key| key == "notApplicable")
        };
        let parties = [&["parties"] as &[&str], &["parties", "thirdParties"]];
        let declared = document.root.at(&["parties", "thirdParties"]);
        let is_party = |key: &str| {
            matches!(key, "provider" | "customer")
                || declared.is_some_and(|parties| parties.entry(key).is_some())
        };
        let cells = document.root.at(&["features", feature, "raci"]);
        let mut keys = cells
            .into_iter()
            .flat_map(Node::entries)
            .map(|cell| cell.key.text.as_str());
        Self {
            gone: about
                .iter()
                .filter(shape)
                .any(|one| one.pointer.as_deref() == Some(raci.as_str()) || both(one)),
            broken: about.iter().filter(shape).any(below),
            parties_unknown: parties
                .into_iter()
                .any(|path| is_unknown(document, union, path)),
            has_others: keys.any(|key| !is_party(key)),
            about,
        }
    }

    fn has(&self, code: &str) -> bool {
        self.about.iter().any(|one| one.code == code)
    }

    /// Whether a cell or what it means is unknown, and with it the answer to most questions.
    fn is_unknown(&self) -> bool {
        self.gone || self.broken || (self.parties_unknown && self.has_others)
    }
}
