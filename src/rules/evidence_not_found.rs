//! CRISP407: evidence that is not there proves nothing.

use super::Context;
use crate::document::{Route, pointer};
use crate::evidence::Presence;
use crate::finding::Fault;
use crate::manifest::{Declared, Field};
use crate::rule::{Rule, Severity};
use crate::text::{quote, split_scheme};

/// The rule.
pub static RULE: Rule = Rule {
    code: "CRISP407",
    name: "evidence-not-found",
    severity: Severity::Error,
    fixed: false,
    summary: "a relative evidence path that does not exist below the repository's root",
    page: include_str!("../../rules/CRISP407.md"),
};

/// Checks the evidence of the features that apply. Links are not followed.
pub fn check(context: &Context<'_>, out: &mut Vec<Fault>) {
    for (feature, row) in context.features() {
        let Field::Given(evidence) = &feature.evidence else {
            continue;
        };
        if matches!(feature.declared, Declared::NotApplicable(_)) {
            continue;
        }
        for piece in evidence {
            let Some((message, help)) = fault(context, piece.text) else {
                continue;
            };
            let id = row.map_or(feature.key, |row| row.id.as_str());
            let at = pointer(&pointer("/features", feature.key), "evidence");
            let route = Route::value(pointer(&at, &piece.index.to_string()));
            let message = format!("{}: {message}", quote(id));
            out.push(Fault::new(&RULE, route, message).help(help).feature(id));
        }
    }
}

/// Where a piece of evidence stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is a link, which is never followed.
    Link,
    /// It has a scheme, and is no link.
    BrokenLink,
    /// It is a path that is there.
    Found,
    /// It is a path that is not there.
    Missing,
    /// It is a path that leads out of the repository.
    Outside,
}

/// Looks where a piece of evidence stands.
pub fn standing(presence: &dyn Fn(&str) -> Presence, text: &str) -> Standing {
    if let Some((scheme, rest)) = split_scheme(text) {
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let sound = !scheme.is_empty()
            && scheme
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
            && !host.is_empty()
            && !text.contains(char::is_whitespace);
        return if sound {
            Standing::Link
        } else {
            Standing::BrokenLink
        };
    }
    // A heading behind `#` is part of the reference, but not of the file's name.
    let file = text.split_once('#').map_or(text, |(file, _)| file);
    let looked = presence(text);
    let looked = if looked == Presence::Missing && !file.is_empty() {
        presence(file)
    } else {
        looked
    };
    match looked {
        Presence::Found => Standing::Found,
        Presence::Missing => Standing::Missing,
        Presence::Outside => Standing::Outside,
    }
}

fn fault(context: &Context<'_>, text: &str) -> Option<(String, &'static str)> {
    match standing(context.evidence, text) {
        Standing::Link | Standing::Found => None,
        Standing::BrokenLink => Some((
            format!("{} is no link", quote(text)),
            "write a whole link without blanks, such as `https://wiki.examples.gov.au/backup`",
        )),
        Standing::Missing => Some((
            format!("the evidence {} does not exist", quote(text)),
            "write the path from the repository's root, with `/`; a link begins with `https://`",
        )),
        Standing::Outside if text.starts_with('/') => Some((
            format!(
                "the evidence {} is no path below the repository's root",
                quote(text)
            ),
            "write it without the leading `/`",
        )),
        Standing::Outside => Some((
            format!("the evidence {} leads out of the repository", quote(text)),
            "evidence stands below the repository's root, or behind a link such as `https://…`",
        )),
    }
}
