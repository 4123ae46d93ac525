//! Faults in the cells of one feature: too many letters, too few, or the wrong party's.

use super::super::expected::{Expected, Place};
use super::super::generator::{Declared, Document};
use super::super::maker::Maker;
use super::super::notation;
use super::super::yaml::{Body, Layout};
use super::{Fault, fault};

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
    fault("305 the provider has the customer's A", customer_disowns),
    fault("306 the other side has an R", misplaced_responsible),
    fault("307 the customer has the provider's A", customer_overclaims),
    fault("308 a third party has the A", third_party_accountable),
    fault("309 C and I differ", role_differs),
];

type Found = Option<Vec<Expected>>;

/// A finding about a row as a whole: it points at the key `raci`.
fn about_row(code: &'static str, document: &Document, declared: &Declared) -> Expected {
    let key = Place::Whole(document.raci_key(declared));
    Expected::new(code, key, &declared.raci_path()).feature(declared.row.id)
}

/// A finding about one letter, or several equals, of one cell.
fn about_letters(code: &'static str, at: Vec<Place>, declared: &Declared, party: &str) -> Expected {
    Expected::at_all(code, at, &declared.cell_path(party)).feature(declared.row.id)
}

fn no_accountable(maker: &mut Maker, document: &mut Document) -> Found {
    let declared = document.choose_any(maker)?;
    Some(vec![take_accountable(maker, document, &declared)])
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
    let rules = ["CRISP201", "CRISP203"];
    Some(
        rules
            .map(|code| about_row(code, document, &declared))
            .to_vec(),
    )
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
        at.push(
            document
                .set_cell(maker, &declared, party, letters)
                .letter(0),
        );
    }
    let finding = Expected::at_all("CRISP202", at, &declared.raci_path());
    Some(vec![finding.feature(declared.row.id)])
}

fn no_responsible(maker: &mut Maker, document: &mut Document) -> Found {
    let declared = document.choose_any(maker)?;
    document.set_cell(maker, &declared, declared.row.accountable(), &["A"]);
    for party in document.third_parties.clone() {
        if document.letters(&declared, party).contains('R') {
            document.set_cell(maker, &declared, party, &["I"]);
        }
    }
    Some(vec![about_row("CRISP203", document, &declared)])
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
    let redundant = letters.iter().zip(&cell.letters);
    let at = redundant
        .filter(|(letter, _)| ["C", "I"].contains(letter))
        .map(|(_, at)| *at);
    Some(vec![about_letters(
        "CRISP204",
        at.collect(),
        &declared,
        party,
    )])
}

fn letter_twice(maker: &mut Maker, document: &mut Document) -> Found {
    let mut parties = vec!["provider", "customer"];
    parties.extend(&document.third_parties);
    let party = maker.pick(&parties);
    let declared = document.choose(maker, |_, raci| {
        raci.at(&[party])
            .is_some_and(|cell| !notation::letters(cell).is_empty())
    })?;
    let held = document.letters(&declared, party);
    let mut letters = notation::split(&held);
    letters.push(letters[maker.below(letters.len())]);
    maker.shuffle(&mut letters);
    let cell = document.set_cell(maker, &declared, party, &letters);
    let second = (0..letters.len()).find(|&index| letters[..index].contains(&letters[index]))?;
    Some(vec![about_letters(
        "CRISP204",
        vec![cell.letter(second)],
        &declared,
        party,
    )])
}

const STRANGERS: [&str; 6] = [
    "vendor",
    "Provider",
    "customers",
    "auditor 🦀",
    "AUCloud",
    "tier/1",
];

/// A finding about a party's key.
fn about_party(at: Place, declared: &Declared, party: &str) -> Expected {
    Expected::new("CRISP205", at, &declared.cell_path(party)).feature(declared.row.id)
}

fn unknown_party(maker: &mut Maker, document: &mut Document) -> Found {
    let declared = document.choose_any(maker)?;
    let party = maker.pick(&STRANGERS);
    let letters = maker.pick(&[&["R"] as &[&str], &["C"], &["C", "I"], &[]]);
    let (value, letters) = notation::cell(maker, letters);
    let key = document
        .put_cell(maker, &declared, party, Some(value), letters)
        .key?;
    Some(vec![about_party(Place::Whole(key), &declared, party)])
}

/// Whose letters they are is unknown, so nothing is said of letters that are then missing.
fn misspelt_party(maker: &mut Maker, document: &mut Document) -> Found {
    let declared = document.choose_any(maker)?;
    let entries = document.raci_mut(&declared).entries_mut();
    let index = maker.below(entries.len());
    let entry = &mut entries[index];
    entry.key.text = format!("{}{}", entry.key.text, maker.pick(&["s", "_", "-1"]));
    let (key, party) = (Place::Whole(entry.key_id), entry.key.text.clone());
    Some(vec![about_party(key, &declared, &party)])
}

/// One finding for every row in which the third party has a cell.
fn undeclared_party(maker: &mut Maker, document: &mut Document) -> Found {
    let party = *document.third_parties.first()?;
    document
        .root
        .at_mut(&["parties", "thirdParties"])?
        .remove(party);
    let mut findings = Vec::new();
    for declared in &document.declared {
        if let Some(entry) = document.raci(declared).and_then(|raci| raci.entry(party)) {
            findings.push(about_party(Place::Whole(entry.key_id), declared, party));
        }
    }
    maker.shuffle(&mut findings);
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
    let at = Place::Whole(party.key_id);
    let raci = document.raci_mut(&declared);
    if let Body::Map(layout, entries) = &mut raci.body {
        *layout = Layout::Flow;
        let owner = entries.iter().position(|entry| entry.key.text == owner)?;
        entries.insert(owner + 1, party);
    }
    Some(vec![about_party(at, &declared, second)])
}

fn swapped(maker: &mut Maker, document: &mut Document) -> Found {
    let declared = document.choose_any(maker)?;
    Some(vec![swap(maker, document, &declared)])
}

/// Exchanges the published letters of provider and customer. Still exactly one A, still an R:
/// only the comparison with the matrix can see it.
pub fn swap(maker: &mut Maker, document: &mut Document, declared: &Declared) -> Expected {
    let row = declared.row;
    let (loser, winner) = (row.accountable(), row.onlooker());
    document.set_cell(
        maker,
        declared,
        loser,
        &notation::split(row.letters(winner)),
    );
    let cell = document.set_cell(maker, declared, winner, &["A", "R"]);
    about_letters(
        disowned_or_claimed(declared),
        vec![cell.letter(0)],
        declared,
        winner,
    )
}

fn disowned_or_claimed(declared: &Declared) -> &'static str {
    if declared.row.accountable() == "customer" {
        "CRISP305"
    } else {
        "CRISP307"
    }
}

fn customer_disowns(maker: &mut Maker, document: &mut Document) -> Found {
    let declared = document.choose_owned_by(maker, "customer")?;
    Some(vec![move_accountable(
        maker, document, &declared, "provider",
    )])
}

fn customer_overclaims(maker: &mut Maker, document: &mut Document) -> Found {
    let declared = document.choose_owned_by(maker, "provider")?;
    Some(vec![move_accountable(
        maker, document, &declared, "customer",
    )])
}

/// Moves the A alone; an R stays with its side.
fn move_accountable(
    maker: &mut Maker,
    document: &mut Document,
    declared: &Declared,
    to: &str,
) -> Expected {
    document.set_cell(maker, declared, declared.row.accountable(), &["R"]);
    let letters = maker.pick(&[&["A"] as &[&str], &["A", "R"]]);
    let cell = document.set_cell(maker, declared, to, letters);
    about_letters(
        disowned_or_claimed(declared),
        vec![cell.letter(0)],
        declared,
        to,
    )
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
    Some(vec![about_letters(
        "CRISP306",
        vec![cell.letter(0)],
        &declared,
        party,
    )])
}

fn third_party_accountable(maker: &mut Maker, document: &mut Document) -> Found {
    let declared = document.choose_any(maker)?;
    let party = maker.pick(&[
        *document.third_parties.first()?,
        *document.third_parties.last()?,
    ]);
    document.set_cell(maker, &declared, declared.row.accountable(), &["R"]);
    let letters = maker.pick(&[&["A"] as &[&str], &["A", "R"]]);
    let cell = document.set_cell(maker, &declared, party, letters);
    Some(vec![about_letters(
        "CRISP308",
        vec![cell.letter(0)],
        &declared,
        party,
    )])
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
    let Some(key) = cell.key else {
        return Some(vec![about_row("CRISP309", document, &declared)]);
    };
    let finding = Expected::new("CRISP309", Place::Whole(key), &declared.cell_path(party));
    Some(vec![finding.feature(declared.row.id)])
}
