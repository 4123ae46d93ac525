//! Faults in the cells of one feature: too many letters, too few, or the wrong party's.

use super::{Fault, Found, fault, one};
use crate::mutation::expected::{Expected, Place};
use crate::mutation::generator::{Declared, Document};
use crate::mutation::maker::Maker;
use crate::mutation::notation;
use crate::mutation::yaml::{Body, Id, Layout};

pub const FAULTS: &[Fault] = &[
    fault("201 the A is left out", no_accountable),
    fault("201+203 the row is empty", empty_row),
    fault("202 a second party has A", second_accountable),
    fault("203 the R is left out", no_responsible),
    fault("204 C or I beside R or A", lesser_beside_greater),
    fault("204 a letter twice", letter_twice),
    fault("205 a party nobody declared", unknown_party),
    fault("205 a party's key misspelt", misspelt_party),
    fault("205 a third party's declaration is gone", undeclared_party),
    fault("205 {customer: R, A} unquoted", letter_as_party),
    fault("305/307 provider and customer exchanged", swapped),
    fault(
        "305 the provider has this A belongs to the customer",
        customer_disowns,
    ),
    fault("306 the other side has an R", misplaced_responsible),
    fault(
        "307 the customer has this A belongs to the provider",
        customer_overclaims,
    ),
    fault("308 a third party has the A", third_party_accountable),
    fault("309 C and I differ", role_differs),
];

/// A finding about a row as a whole: it points at the key `raci`.
fn about_row(code: &'static str, document: &Document, declared: &Declared) -> Expected {
    let key = Place::Whole(document.raci_key(declared));
    Expected::new(code, key, declared.route().to("raci"))
}

/// A finding about one cell; it points at something in it, often a letter.
fn about_cell(code: &'static str, at: Place, declared: &Declared, party: &str) -> Expected {
    Expected::new(code, at, declared.cell(party))
}

fn no_accountable(maker: &mut Maker, document: &mut Document) -> Found {
    let declared = document.choose_any(maker)?;
    one(take_accountable(maker, document, &declared))
}

/// Takes the A; an R stays, or a second rule would have its say.
pub fn take_accountable(
    maker: &mut Maker,
    document: &mut Document,
    declared: &Declared,
) -> Expected {
    let owner = declared.row.accountable();
    let left = document.letters(declared, owner).replace('A', "");
    document.set_cell(maker, declared, owner, &notation::split(&left));
    about_row("CRISP201", document, declared)
}

/// Nobody answers and nobody works: two things are missing, and both are said.
fn empty_row(maker: &mut Maker, document: &mut Document) -> Found {
    let declared = document.choose_any(maker)?;
    let layout = maker.pick(&[Layout::Block, Layout::Flow]);
    document.raci_mut(&declared).body = Body::Map(layout, Vec::new());
    Some(vec![
        about_row("CRISP201", document, &declared),
        about_row("CRISP203", document, &declared),
    ])
}

/// Gives an A to one or two further parties. Only the count of As is spoken of, whatever else
/// the letters would mean.
fn second_accountable(maker: &mut Maker, document: &mut Document) -> Found {
    let declared = document.choose_any(maker)?;
    let mut parties = vec![declared.row.onlooker()];
    parties.extend(&document.third_parties);
    maker.shuffle(&mut parties);
    parties.truncate(1 + usize::from(maker.chance(20)));
    // The R stays where it was, or there would be two faults.
    let owner = document.set_cell(maker, &declared, declared.row.accountable(), &["A", "R"]);
    let mut at = vec![owner.letter(0)];
    for party in parties {
        let letters = maker.pick(&[&["A"] as &[&str], &["A", "R"]]);
        let cell = document.set_cell(maker, &declared, party, letters);
        at.push(cell.letter(0));
    }
    let finding = Expected::at_all("CRISP202", at, declared.route().to("raci"));
    one(finding)
}

fn no_responsible(maker: &mut Maker, document: &mut Document) -> Found {
    let declared = document.choose_any(maker)?;
    document.set_cell(maker, &declared, declared.row.accountable(), &["A"]);
    for party in document.third_parties.clone() {
        if document.letters(&declared, party).contains('R') {
            document.set_cell(maker, &declared, party, &["I"]);
        }
    }
    one(about_row("CRISP203", document, &declared))
}

fn lesser_beside_greater(maker: &mut Maker, document: &mut Document) -> Found {
    let declared = document.choose_any(maker)?;
    let mut parties = document.third_parties.clone();
    parties.retain(|party| document.letters(&declared, party) == "R");
    parties.push(declared.row.accountable());
    let party = maker.pick(&parties);
    let held = document.letters(&declared, party);
    let mut letters = notation::split(&held);
    letters.extend_from_slice(maker.pick(&[&["C"] as &[&str], &["I"], &["C", "I"]]));
    maker.shuffle(&mut letters);
    let cell = document.set_cell(maker, &declared, party, &letters);
    let lesser = (0..letters.len()).filter(|&index| ["C", "I"].contains(&letters[index]));
    let at = lesser.map(|index| cell.letter(index)).collect();
    let finding = Expected::at_all("CRISP204", at, declared.cell(party));
    one(finding)
}

fn letter_twice(maker: &mut Maker, document: &mut Document) -> Found {
    let mut parties = vec!["provider", "customer"];
    parties.extend(&document.third_parties);
    let party = maker.pick(&parties);
    let has_letters = |declared: &Declared| !document.letters(declared, party).is_empty();
    let declared = document.choose(maker, has_letters)?;
    let held = document.letters(&declared, party);
    let mut letters = notation::split(&held);
    letters.push(letters[maker.below(letters.len())]);
    maker.shuffle(&mut letters);
    let cell = document.set_cell(maker, &declared, party, &letters);
    let second = (0..letters.len()).find(|&index| letters[..index].contains(&letters[index]))?;
    let at = cell.letter(second);
    one(about_cell("CRISP204", at, &declared, party))
}

const STRANGERS: [&str; 6] = [
    "vendor",
    "Provider",
    "customers",
    "auditor 🦀",
    "AUCloud",
    "tier/1",
];

/// A finding about the key of a party.
fn about_party(key: Id, declared: &Declared, party: &str) -> Expected {
    about_cell("CRISP205", Place::Whole(key), declared, party)
}

fn unknown_party(maker: &mut Maker, document: &mut Document) -> Found {
    let declared = document.choose_any(maker)?;
    let party = maker.pick(&STRANGERS);
    let letters = maker.pick(&[&["R"] as &[&str], &["C"], &["C", "I"], &[]]);
    let (value, letters) = notation::cell(maker, letters);
    let cell = document.put_cell(maker, &declared, party, Some(value), letters);
    one(about_party(cell.key?, &declared, party))
}

/// Whose letters they are is unknown, so nothing is said of letters that are then missing.
fn misspelt_party(maker: &mut Maker, document: &mut Document) -> Found {
    let declared = document.choose_any(maker)?;
    let entries = document.raci_mut(&declared).entries_mut();
    if entries.is_empty() {
        return None; // another fault has emptied the row
    }
    let index = maker.below(entries.len());
    let entry = &mut entries[index];
    entry.key.text = format!("{}{}", entry.key.text, maker.pick(&["s", "_", "-1"]));
    let (key, party) = (entry.key_id, entry.key.text.clone());
    one(about_party(key, &declared, &party))
}

/// One finding for every row in which the third party has a cell.
fn undeclared_party(maker: &mut Maker, document: &mut Document) -> Found {
    let party = document.any_third_party(maker)?;
    let third_parties = document.root.at_mut(&["parties", "thirdParties"])?;
    third_parties.remove(party);
    let mut findings = Vec::new();
    for declared in &document.declared {
        if let Some(entry) = document.raci(declared).and_then(|raci| raci.entry(party)) {
            findings.push(about_party(entry.key_id, declared, party));
        }
    }
    (!findings.is_empty()).then_some(findings)
}

/// What becomes of `customer: R, A` within braces: a customer with R, and a party called A.
fn letter_as_party(maker: &mut Maker, document: &mut Document) -> Found {
    let declared = document.choose_any(maker)?;
    let owner = declared.row.accountable();
    let (first, second) = maker.pick(&[("R", "A"), ("A", "R")]);
    document.set_cell(maker, &declared, owner, &[first]);
    let nothing = maker.node(Body::Empty);
    let party = maker.entry(second, nothing);
    let key = party.key_id;
    let raci = document.raci_mut(&declared);
    if let Body::Map(layout, entries) = &mut raci.body {
        *layout = Layout::Flow;
        let owner = entries.iter().position(|entry| entry.key.text == owner)?;
        entries.insert(owner + 1, party);
    }
    one(about_party(key, &declared, second))
}

fn swapped(maker: &mut Maker, document: &mut Document) -> Found {
    let declared = document.choose_any(maker)?;
    one(swap(maker, document, &declared))
}

/// Exchanges the published letters of provider and customer. Still exactly one A, still an R:
/// only the comparison with the matrix can see it.
pub fn swap(maker: &mut Maker, document: &mut Document, declared: &Declared) -> Expected {
    let row = declared.row;
    let (loser, winner) = (row.accountable(), row.onlooker());
    let letters = notation::split(row.letters(winner));
    document.set_cell(maker, declared, loser, &letters);
    let cell = document.set_cell(maker, declared, winner, &["A", "R"]);
    wrong_owner(declared, cell.letter(0))
}

/// The finding about an A that provider or customer has in the other's place.
fn wrong_owner(declared: &Declared, at: Place) -> Expected {
    let code = match declared.row.accountable() {
        "customer" => "CRISP305",
        _ => "CRISP307",
    };
    about_cell(code, at, declared, declared.row.onlooker())
}

fn customer_disowns(maker: &mut Maker, document: &mut Document) -> Found {
    let declared = document.choose_owned_by(maker, "customer")?;
    one(move_accountable(maker, document, &declared))
}

fn customer_overclaims(maker: &mut Maker, document: &mut Document) -> Found {
    let declared = document.choose_owned_by(maker, "provider")?;
    one(move_accountable(maker, document, &declared))
}

/// Moves the A alone to the other side; an R stays.
fn move_accountable(maker: &mut Maker, document: &mut Document, declared: &Declared) -> Expected {
    document.set_cell(maker, declared, declared.row.accountable(), &["R"]);
    let letters = maker.pick(&[&["A"] as &[&str], &["A", "R"]]);
    let cell = document.set_cell(maker, declared, declared.row.onlooker(), letters);
    wrong_owner(declared, cell.letter(0))
}

/// An R on the side that the matrix does not make responsible, with the right one or instead.
fn misplaced_responsible(maker: &mut Maker, document: &mut Document) -> Found {
    let declared = document.choose_any(maker)?;
    let mut parties = vec![declared.row.onlooker()];
    if declared.row.accountable() == "provider" {
        parties.extend(&document.third_parties);
    }
    let party = maker.pick(&parties);
    let cell = document.set_cell(maker, &declared, party, &["R"]);
    if maker.chance(25) {
        document.set_cell(maker, &declared, declared.row.accountable(), &["A"]);
    }
    let at = cell.letter(0);
    one(about_cell("CRISP306", at, &declared, party))
}

fn third_party_accountable(maker: &mut Maker, document: &mut Document) -> Found {
    let declared = document.choose_any(maker)?;
    let party = document.any_third_party(maker)?;
    document.set_cell(maker, &declared, declared.row.accountable(), &["R"]);
    let letters = maker.pick(&[&["A"] as &[&str], &["A", "R"]]);
    let cell = document.set_cell(maker, &declared, party, letters);
    let at = cell.letter(0);
    one(about_cell("CRISP308", at, &declared, party))
}

/// Another C or I than the matrix's, none where it has one, or one where it has none.
fn role_differs(maker: &mut Maker, document: &mut Document) -> Found {
    let declared = document.choose_any(maker)?;
    let party = declared.row.onlooker();
    let mut others = vec!["", "C", "I", "CI"];
    others.retain(|letters| *letters != declared.row.letters(party));
    let letters = maker.pick(&others);
    let letters = notation::shuffled(maker, letters);
    let cell = document.set_cell(maker, &declared, party, &letters);
    one(match cell.key {
        Some(key) => about_cell("CRISP309", Place::Whole(key), &declared, party),
        None => about_row("CRISP309", document, &declared),
    })
}
