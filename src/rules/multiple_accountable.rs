//! CRISP202: where two answer, neither does.

use super::row::{Accountability, Row, party, side};
use crate::finding::{Family, Fault, Hides, Needs, Rule, Severity};
use crate::model::raci::Role;
use crate::text::list;

/// The rule.
pub static RULE: Rule = Rule {
    code: "CRISP202",
    name: "multiple-accountable",
    severity: Severity::Error,
    fixed: true,
    family: Family::Roles,
    needs: Needs::Document,
    hides: Hides::Feature,
    summary: "a feature has more than one A",
    page: include_str!("../../rules/CRISP202.md"),
    ..Rule::USUAL
};

/// Checks one row. Points at the first A and labels every other.
pub fn check(row: &Row<'_>, out: &mut Vec<Fault>) {
    if !matches!(row.accountability(), Accountability::Several) {
        return;
    }
    let holders: Vec<_> = row.holders(Role::Accountable).collect();
    let Some(((first, letter), others)) = holders.split_first() else {
        return;
    };
    let names: Vec<String> = holders.iter().map(|(cell, _)| party(cell)).collect();
    let both = if names.len() == 2 { "both " } else { "" };
    let message = format!(
        "{}: {both}{} are accountable",
        row.name(),
        list(&names, "and")
    );
    let help = match row.published {
        Some(published) => format!(
            "exactly one party is accountable for a feature; keep only the A of {}, as in the matrix{}",
            side(published.accountable()),
            published.citation()
        ),
        None => "exactly one party is accountable for a feature; keep one A and remove the others"
            .to_owned(),
    };
    let mut fault = Fault::new(&RULE, row.letter(first, *letter), message)
        .help(help)
        .label(format!("{} is accountable", party(first)))
        .pointer(row.raci())
        .feature(row.id());
    for (cell, letter) in others {
        fault = fault.related(
            row.letter(cell, *letter),
            format!("{} is also accountable", party(cell)),
        );
    }
    out.push(fault);
}
