//! Faults of what stands behind the roles: owners, contacts, evidence, dates, and waivers.

use super::{Fault, Found, any, fault, one};
use crate::mutation::expected::{Expected, Place};
use crate::mutation::generator::{self, Declared, Document};
use crate::mutation::maker::Maker;
use crate::mutation::yaml::{Id, Node, Style};

pub const FAULTS: &[Fault] = &[
    fault("401 nobody owns a feature", no_owner),
    fault("402 an owner nobody knows", unknown_contact),
    fault("403 a placeholder for a text", placeholder),
    fault("403 a placeholder for an owner", placeholder_owner),
    fault("403 a form, a mark or an excuse", no_answer),
    fault("403 no reason", no_reason),
    fault("403 a row or a cell that is to come", no_roles),
    fault("403 a placeholder for evidence", placeholder_evidence),
    fault("403 an example domain", example_domain),
    fault("404 reviewed too long ago", overdue),
    fault("405 a date that is to come", future),
    fault("406 no evidence", no_evidence),
    fault("407 evidence that is not there", evidence_not_found),
    fault("408 nobody signed", not_signed),
    fault("501 a waiver is over", expired),
    fault("502+503 a waiver for too long", long),
    fault("503 a waiver of nothing", unused),
    fault("504 a waiver of what cannot be waived", unwaivable),
    fault("503+505 a waiver ends soon", expiring),
];

/// A text of one line that reads as it is written.
fn plainly(maker: &mut Maker, text: &str) -> Node {
    let style = maker.pick(&[Style::Single, Style::Double]);
    maker.styled(text, style)
}

/// Puts a text in the place of a value that is there, and returns its id.
fn set(maker: &mut Maker, document: &mut Document, path: &[&str], text: &str) -> Option<Id> {
    let value = plainly(maker, text);
    let id = value.id;
    *document.root.at_mut(path)? = value;
    Some(id)
}

fn feature_key(document: &Document, declared: &Declared) -> Option<Id> {
    Some(
        document
            .root
            .at(&["features"])?
            .entry(&declared.key)?
            .key_id,
    )
}

fn no_owner(maker: &mut Maker, document: &mut Document) -> Found {
    let declared = document.choose_owned_by(maker, "customer")?;
    document
        .root
        .at_mut(&["features", &declared.key])?
        .remove("owner")?;
    let at = Place::Whole(feature_key(document, &declared)?);
    one(Expected::new("CRISP401", at, declared.route()))
}

fn unknown_contact(maker: &mut Maker, document: &mut Document) -> Found {
    let declared = document.choose_owned_by(maker, "customer")?;
    let owner = maker.pick(&["zz-nobody", "Xaver Ü.", "0"]);
    let id = set(
        maker,
        document,
        &["features", &declared.key, "owner"],
        owner,
    )?;
    one(Expected::new(
        "CRISP402",
        Place::Whole(id),
        declared.route().to("owner"),
    ))
}

/// A whole value in capitals or none, or a word in capitals.
fn placeholder(maker: &mut Maker, document: &mut Document) -> Found {
    let path: &[&str] = maker.pick::<&[&str]>(&[
        &["metadata", "title"],
        &["metadata", "reviewed"],
        &["metadata", "crisp", "signedBy"],
        &["metadata", "crisp", "signedOn"],
        &["parties", "provider"],
        &["parties", "customer"],
    ]);
    let (text, start, length) = maker.pick(&[
        ("TODO", 0, 4),
        ("tbd", 0, 3),
        ("FIXME", 0, 5),
        ("Tbc.", 0, 4),
        ("tba", 0, 3),
        ("XXX", 0, 3),
        ("???", 0, 3),
        ("who? TBD, soon", 5, 3),
        ("é TODO", 2, 4),
    ]);
    let id = set(maker, document, path, text)?;
    one(Expected::new(
        "CRISP403",
        Place::Piece(id, start, length),
        path,
    ))
}

fn placeholder_owner(maker: &mut Maker, document: &mut Document) -> Found {
    let declared = document.choose_owned_by(maker, "customer")?;
    let id = set(
        maker,
        document,
        &["features", &declared.key, "owner"],
        "TODO",
    )?;
    one(Expected::new(
        "CRISP403",
        Place::Piece(id, 0, 4),
        declared.route().to("owner"),
    ))
}

/// A whole value, in the fields of names, parties and persons.
fn no_answer(maker: &mut Maker, document: &mut Document) -> Found {
    let contact = any(maker, &document.contacts)?;
    let path: Vec<&str> = match maker.below(5) {
        0 => vec!["metadata", "title"],
        1 => vec!["metadata", "crisp", "signedBy"],
        2 => vec!["parties", "provider"],
        3 => vec!["parties", "customer"],
        _ => vec!["contacts", contact, "name"],
    };
    let text = maker.pick(&[
        "n/a",
        "None.",
        "nil",
        "UNKNOWN",
        "pending",
        "draft",
        "-",
        "?!",
        "<name>",
        "[Title], <role>",
        "insert the name here",
        "Insert Name",
        "your name.",
    ]);
    let id = set(maker, document, &path, text)?;
    let at = Place::Piece(id, 0, text.chars().count());
    one(Expected::new("CRISP403", at, path.as_slice()))
}

fn no_reason(maker: &mut Maker, document: &mut Document) -> Found {
    let declared = document.choose_owned_by(maker, "customer")?;
    let reason = maker.pick(&[
        "no",
        "Yes",
        "true",
        "False.",
        "Not applicable",
        "see above.",
        "x",
        ".",
        "n/a",
    ]);
    let value = plainly(maker, reason);
    let at = Place::Piece(value.id, 0, reason.len());
    let feature = document.root.at_mut(&declared.route().keys)?;
    feature.remove("raci");
    let entry = maker.entry("notApplicable", value);
    maker.insert(feature, entry);
    let route = declared.route().to("notApplicable");
    one(Expected::new("CRISP403", at, route))
}

/// Nothing else is said of the row: nobody knows it.
fn no_roles(maker: &mut Maker, document: &mut Document) -> Found {
    let declared = document.choose_any(maker)?;
    let text = maker.pick(&["TODO", "tbd", "Tbc.", "XXX", "???"]);
    let value = plainly(maker, text);
    let at = Place::Piece(value.id, 0, text.len());
    let route = match maker.below(3) {
        0 => declared.route(),
        1 => declared.route().to("raci"),
        _ => {
            let party = maker.pick(&["provider", "customer"]);
            document.put_cell(maker, &declared, party, Some(value), Vec::new());
            return one(Expected::new("CRISP403", at, declared.cell(party)));
        }
    };
    *document.root.at_mut(&route.keys)? = value;
    one(Expected::new("CRISP403", at, route))
}

fn placeholder_evidence(maker: &mut Maker, document: &mut Document) -> Found {
    let declared = document.choose_owned_by(maker, "customer")?;
    let text = maker.pick(&["TODO", "tbc", "N/A", "none", "Pending.", "unknown", "???"]);
    let item = plainly(maker, text);
    let at = Place::Piece(item.id, 0, text.len());
    let route = declared.route().to("evidence");
    *document.root.at_mut(&route.keys)? = maker.list(vec![item]);
    one(Expected::new("CRISP403", at, route.to("0")))
}

fn example_domain(maker: &mut Maker, document: &mut Document) -> Found {
    let contact = any(maker, &document.contacts)?;
    let (text, start, length) = maker.pick(&[
        ("a@example.com", 2, 11),
        ("ops@mail.example.org", 4, 16),
        ("x@host.test", 2, 9),
    ]);
    let path = ["contacts", contact, "email"];
    let id = set(maker, document, &path, text)?;
    one(Expected::new(
        "CRISP403",
        Place::Piece(id, start, length),
        path,
    ))
}

/// 366 days are a year and a day, and still in time.
fn overdue(maker: &mut Maker, document: &mut Document) -> Found {
    let path = ["metadata", "reviewed"];
    let day = maker.pick(&["2025-11-21", "2024-02-29", "1999-12-31"]);
    let id = set(maker, document, &path, day)?;
    one(Expected::new("CRISP404", Place::Whole(id), path))
}

/// Tomorrow has come already in the east.
fn future(maker: &mut Maker, document: &mut Document) -> Found {
    let path: &[&str] = maker.pick::<&[&str]>(&[
        &["metadata", "reviewed"],
        &["metadata", "crisp", "signedOn"],
    ]);
    let day = maker.pick(&["2026-11-25", "2027-01-01", "9999-12-31"]);
    let id = set(maker, document, path, day)?;
    one(Expected::new("CRISP405", Place::Whole(id), path))
}

fn no_evidence(maker: &mut Maker, document: &mut Document) -> Found {
    let declared = document.choose_owned_by(maker, "customer")?;
    let feature = document.root.at_mut(&["features", &declared.key])?;
    if maker.chance(50) {
        feature.remove("evidence")?;
        let at = Place::Whole(feature_key(document, &declared)?);
        return one(Expected::new("CRISP406", at, declared.route()));
    }
    let entry = feature.entry_mut("evidence")?;
    entry.value = maker.verbatim("[]");
    let at = Place::Whole(entry.key_id);
    one(Expected::new(
        "CRISP406",
        at,
        declared.route().to("evidence"),
    ))
}

fn evidence_not_found(maker: &mut Maker, document: &mut Document) -> Found {
    let declared = document.choose_owned_by(maker, "customer")?;
    let path = maker.pick(&[
        "runbooks/none.md",
        "../out.md",
        "/etc/hosts",
        "a/../../b",
        "docs/TODO.md",
    ]);
    let item = plainly(maker, path);
    let at = Place::Whole(item.id);
    let list = maker.list(vec![item]);
    *document
        .root
        .at_mut(&["features", &declared.key, "evidence"])? = list;
    one(Expected::new(
        "CRISP407",
        at,
        declared.route().to("evidence").to("0"),
    ))
}

fn not_signed(_: &mut Maker, document: &mut Document) -> Found {
    document.root.at_mut(&["metadata"])?.remove("crisp")?;
    let at = Place::Whole(document.root.entry("metadata")?.key_id);
    one(Expected::new("CRISP408", at, ["metadata"]))
}

/// A waiver, and where it names its rule and its last day.
fn waive(
    maker: &mut Maker,
    document: &mut Document,
    rule: &str,
    expires: &str,
) -> Option<(Id, Id)> {
    let (rule, expires) = (plainly(maker, rule), plainly(maker, expires));
    let ids = (rule.id, expires.id);
    let mut entries = vec![
        maker.entry("rule", rule),
        maker.entry("expires", expires),
        generator::text_entry(maker, "reason", "It moves in July."),
        generator::text_entry(maker, "approvedBy", "Jo Citizen, CISO"),
    ];
    if maker.chance(30) {
        entries.push(generator::text_entry(maker, "feature", "server-vms"));
    }
    let waiver = maker.map(entries);
    let list = maker.list(vec![waiver]);
    let entry = maker.entry("waivers", list);
    maker.insert(&mut document.root, entry);
    Some(ids)
}

/// Rules of which a sound manifest has nothing to waive.
const WAIVABLE: [&str; 4] = ["CRISP203", "no-responsible", "missing-evidence", "CRISP310"];

fn nothing_covered(rule: Id) -> Expected {
    Expected::new("CRISP503", Place::Whole(rule), ["waivers", "0"])
}

fn at_expiry(code: &'static str, expires: Id) -> Expected {
    Expected::new(code, Place::Whole(expires), ["waivers", "0", "expires"])
}

fn expired(maker: &mut Maker, document: &mut Document) -> Found {
    let rule = maker.pick(&WAIVABLE);
    let (_, expires) = waive(maker, document, rule, "2026-11-22")?;
    one(at_expiry("CRISP501", expires))
}

fn long(maker: &mut Maker, document: &mut Document) -> Found {
    let rule = maker.pick(&WAIVABLE);
    let (rule, expires) = waive(maker, document, rule, "2027-11-24")?;
    Some(vec![nothing_covered(rule), at_expiry("CRISP502", expires)])
}

fn unused(maker: &mut Maker, document: &mut Document) -> Found {
    let rule = maker.pick(&WAIVABLE);
    let day = maker.pick(&["2026-12-24", "2027-06-30", "2027-11-23"]);
    let (rule, _) = waive(maker, document, rule, day)?;
    one(nothing_covered(rule))
}

fn unwaivable(maker: &mut Maker, document: &mut Document) -> Found {
    let rule = maker.pick(&[
        "CRISP202",
        "customer-disowns",
        "CRISP503",
        "CRISP999",
        "everything",
    ]);
    let (rule, _) = waive(maker, document, rule, "2027-06-30")?;
    one(Expected::new(
        "CRISP504",
        Place::Whole(rule),
        ["waivers", "0", "rule"],
    ))
}

fn expiring(maker: &mut Maker, document: &mut Document) -> Found {
    let rule = maker.pick(&WAIVABLE);
    let day = maker.pick(&["2026-11-23", "2026-11-24", "2026-12-23"]);
    let (rule, expires) = waive(maker, document, rule, day)?;
    Some(vec![nothing_covered(rule), at_expiry("CRISP505", expires)])
}
