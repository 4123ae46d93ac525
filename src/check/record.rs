//! The facts of a manifest, freed from its document for those who ask for them. What the rules see is
//! asked of the very functions that the rules ask.

use crate::check::facts::{Declared, Other, Owner, Published, Raci, Row, System, Waiver};
use crate::finding::Rule;
use crate::model::manifest::{self, Contact, Feature, Field, Manifest};
use crate::model::matrix::{self, Matrix};
use crate::model::raci::{Cell, Party, Roles};
use crate::rules::evidence_not_found::standing;
use crate::rules::{self, Context, role_differs, row};

/// Everything that a manifest says.
pub(super) fn system(context: &Context<'_>) -> System {
    let Manifest {
        system,
        title,
        classification,
        reviewed,
        signed_by,
        signed_on,
        matrix,
        provider,
        customer,
        third_parties,
        ..
    } = context.manifest;
    let third_parties = third_parties.iter();
    let waivers = waivers(context);
    let reference = matrix.map(|reference| match reference.version {
        Some(version) => format!("{}@{version}", reference.id),
        None => reference.id.to_owned(),
    });
    let names = context.matrix.map(|matrix| &matrix.provider);
    System {
        system: system.map(str::to_owned),
        title: title.map(str::to_owned),
        classification: classification.map(str::to_owned),
        reviewed: *reviewed,
        signed_by: signed_by.map(str::to_owned),
        signed_on: *signed_on,
        reference,
        judge: context.matrix.map(Matrix::name),
        provider: provider.map(str::to_owned),
        provider_known: names
            .zip(*provider)
            .is_some_and(|(names, given)| names.names().any(|name| name == given)),
        customer: customer.map(str::to_owned),
        third_parties: third_parties
            .map(|third| (third.key.to_owned(), third.name.map(str::to_owned)))
            .collect(),
        rows: rows(context),
        faulty_waivers: context.manifest.waivers.len() - waivers.len(),
        waivers,
    }
}

/// The rows of the matrix in its order, then what the matrix does not have.
fn rows(context: &Context<'_>) -> Vec<Row> {
    let rows = context.matrix.map(Matrix::rows).unwrap_or_default();
    let published = rows.iter().map(|published| {
        let same = |row: &matrix::Row| row.id == published.id;
        let mut features = context.features();
        let feature = features.find(|(_, row)| row.is_some_and(same));
        row(
            context,
            Some(published),
            feature.map(|(feature, _)| feature),
        )
    });
    let features = context.features();
    let unknown = features
        .filter(|(_, row)| row.is_none())
        .map(|(feature, _)| row(context, None, Some(feature)));
    published.chain(unknown).collect()
}

fn row(
    context: &Context<'_>,
    published: Option<&matrix::Row>,
    feature: Option<&Feature<'_>>,
) -> Row {
    let key = feature.map(|feature| feature.key).unwrap_or_default();
    let declared = match feature.map(|feature| &feature.declared) {
        None => Declared::Missing,
        Some(manifest::Declared::Broken) => Declared::Broken,
        Some(manifest::Declared::NotApplicable(reason)) => {
            Declared::NotApplicable(reason.map(str::to_owned))
        }
        Some(manifest::Declared::Raci(cells)) => {
            let judged = context.rows.iter().find(|row| row.key == key);
            Declared::Raci(raci(cells, judged))
        }
    };
    let owner = match feature.map(|feature| feature.owner) {
        Some(Field::Given(owner)) => Some(contact(context, owner)),
        _ => None,
    };
    let evidence = match feature.map(|feature| &feature.evidence) {
        Some(Field::Given(pieces)) => pieces
            .iter()
            .map(|piece| {
                let standing = standing(context.evidence, piece.text);
                (piece.text.to_owned(), standing)
            })
            .collect(),
        _ => Vec::new(),
    };
    Row {
        id: published.map_or(key, |row| row.id.as_str()).to_owned(),
        published: published.map(|row| Published {
            title: row.title.clone(),
            provider: row.provider,
            customer: row.customer,
            clauses: row.clauses.clone(),
            accountable: row.accountable(),
        }),
        declared,
        owner,
        evidence,
    }
}

fn raci(cells: &[Cell<'_>], judged: Option<&row::Row<'_>>) -> Raci {
    let side = |party| {
        let cell = cells.iter().find(|cell| cell.party == party);
        cell.map_or(Some(Roles::default()), Cell::known)
    };
    let others = cells
        .iter()
        .filter(|cell| !matches!(cell.party, Party::Provider | Party::Customer));
    let holds = |test: &dyn Fn(&row::Row<'_>) -> bool| judged.is_some_and(test);
    Raci {
        provider: side(Party::Provider),
        customer: side(Party::Customer),
        others: others
            .map(|cell| Other {
                key: cell.key.to_owned(),
                roles: cell.known(),
                known: cell.party == Party::Third,
            })
            .collect(),
        one_accountable: holds(&|row| matches!(row.accountability(), row::Accountability::One(_))),
        agreed: holds(&|row| matches!(row.ownership(), row::Ownership::Agreed)),
        placed: holds(&|row| row.is_settled()),
        as_published: holds(&|row| {
            let mut faults = Vec::new();
            role_differs::check(row, &mut faults);
            row.is_settled() && faults.is_empty()
        }),
        owed: holds(&|row| row.is_owned_by_customer()),
    }
}

/// The contact of a key: the manifest's own, else the one that the configuration shares.
fn contact(context: &Context<'_>, key: &str) -> Owner {
    let own = context.manifest.contacts.iter().flatten();
    let own = own.copied().find(|contact| contact.key == key);
    let shared = || {
        let mut shared = context.policy.contacts.iter();
        shared
            .find(|contact| contact.key == key)
            .map(|contact| Contact {
                key: &contact.key,
                name: contact.name.as_deref(),
                email: contact.email.as_deref(),
            })
    };
    let found = own.or_else(shared);
    let name = found.and_then(|contact| contact.name);
    let email = found.and_then(|contact| contact.email);
    Owner {
        key: key.to_owned(),
        name: name.map(str::to_owned),
        email: email.map(str::to_owned),
        known: found.is_some(),
    }
}

fn waivers(context: &Context<'_>) -> Vec<Waiver> {
    let id = |key: &str| {
        let row = context.matrix.and_then(|matrix| matrix.row(key));
        row.map_or(key, |row| row.id.as_str()).to_owned()
    };
    // As `waiver::holding` has it: a feature is known by the matrix only.
    let sound = |waiver: &manifest::Waiver<'_>| match could_hold(context, waiver) {
        true if waiver.feature.is_some() && context.matrix.is_none() => None,
        true if context.manifest.strays => None,
        could_hold => Some(could_hold),
    };
    let whole = context.manifest.waivers.iter();
    let whole = whole.filter(|waiver| waiver.is_whole());
    let waivers = whole.filter_map(|waiver| {
        let rule = waiver.rule?;
        Some(Waiver {
            rule: rule.to_owned(),
            code: rules::find(rule).map(|rule| rule.code),
            feature: waiver.feature.map(id),
            reason: waiver.reason?.to_owned(),
            approved_by: waiver.approved_by?.to_owned(),
            expires: waiver.expires?,
            sound: sound(waiver),
        })
    });
    waivers.collect()
}

/// Whether a waiver could hold at all: its rule can be waived, and its feature is known.
fn could_hold(context: &Context<'_>, waiver: &manifest::Waiver<'_>) -> bool {
    let matrix = context.matrix;
    let known = |key| matrix.is_none_or(|matrix| matrix.row(key).is_some());
    let rule = waiver.rule.and_then(rules::find);
    rule.is_some_and(Rule::is_waivable) && waiver.feature.is_none_or(known)
}
