//! CRISP407: evidence that is not there proves nothing.

use super::context::Context;
use crate::finding::{Family, Fault, Rule, Severity, Text};
use crate::model::evidence::{Own, Presence, Void};
use crate::model::manifest::{Declared, Field};
use crate::text::{is_hidden, quote, split_scheme};
use crate::yaml::{Route, pointer};

/// The rule.
pub static RULE: Rule = Rule {
    code: "CRISP407",
    name: "evidence-not-found",
    severity: Severity::Error,
    family: Family::Assurance,
    summary: "an evidence path is not a file with content in the repository, or an evidence link is not valid",
    page: include_str!("../../rules/CRISP407.md"),
    ..Rule::USUAL
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
    /// It is a path.
    Path(Presence),
}

/// Looks where a piece of evidence stands.
pub fn standing(presence: &dyn Fn(&str) -> Presence, text: &str) -> Standing {
    if let Some((scheme, rest)) = split_scheme(text) {
        return if is_sound(scheme, rest) {
            Standing::Link
        } else {
            Standing::BrokenLink
        };
    }
    // A heading behind `#` is part of the reference, but not of the file's name.
    let file = text.split_once('#').map_or(text, |(file, _)| file);
    let looked = presence(text);
    Standing::Path(match looked {
        Presence::Missing if !file.is_empty() => presence(file),
        _ => looked,
    })
}

/// Whether what stands before and behind `://` makes a link that somebody could follow.
fn is_sound(scheme: &str, rest: &str) -> bool {
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    // The colons of an address of version 6 stand between brackets.
    let is_host =
        host.starts_with('[') || host.split(':').next().is_some_and(|name| !name.is_empty());
    let is_blank = |text: &str| text.contains(|c: char| c.is_whitespace() || is_hidden(c));
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
        && is_host
        && !is_blank(rest)
}

fn fault(context: &Context<'_>, text: &str) -> Option<(String, Text)> {
    let presence = match standing(context.evidence, text) {
        Standing::Link => return None,
        Standing::BrokenLink => {
            let help = "write a complete link without spaces, for example `https://wiki.examples.gov.au/backup`";
            return Some((format!("{} is not a link", quote(text)), help.into()));
        }
        Standing::Path(presence) => presence,
    };
    let (what, help) = match presence {
        Presence::Found | Presence::NotChecked => return None,
        Presence::Missing => (
            "does not exist",
            "write the path from the repository's root, with `/`; a link starts with `https://`",
        ),
        Presence::Outside if text.starts_with('/') => (
            "is an absolute path",
            "write the path from the repository's root, without the leading `/`",
        ),
        Presence::Outside => (
            "is outside the repository",
            "use a path inside the repository, or a link that starts with `https://`",
        ),
        Presence::Void(void) => words(void),
    };
    // Where nothing marks a root, it may not be the folder that the author meant.
    let is_elsewhere = matches!(presence, Presence::Missing | Presence::Outside);
    let taken = context.policy.taken_root.as_ref().filter(|_| is_elsewhere);
    let help = match taken {
        None => help.into(),
        Some(root) => format!(
            "{help}; an empty `.crisplint.yaml` marks the root, which is now {}",
            quote(root)
        )
        .into(),
    };
    Some((format!("the evidence {} {what}", quote(text)), help))
}

/// What is said of evidence that is there and shows nothing, and what to do.
fn words(void: Void) -> (&'static str, &'static str) {
    const NAME: &str = "write the path of a file or folder that shows how the control is met";
    match void {
        Void::Root => ("is the root of the repository, which is not evidence", NAME),
        Void::Git => ("belongs to git and is not evidence", NAME),
        Void::Own(own) => (owned(own), NAME),
        Void::EmptyFile => (
            "is an empty file",
            "write the evidence into the file, or use another file",
        ),
        Void::EmptyFolder => (
            "is a folder without evidence",
            "put a file that is not empty into the folder; manifests, matrices, the configuration \
             and the baseline do not count",
        ),
        Void::Special => (
            "is neither a file nor a folder",
            "use a file, a folder or a link",
        ),
        Void::Unreadable => (
            "cannot be read",
            "give the account that runs crisplint the right to read it",
        ),
    }
}

fn owned(own: Own) -> &'static str {
    match own {
        Own::Manifest => "is a manifest, which is not evidence for itself",
        Own::Matrix => "is a responsibility matrix, which is not evidence",
        Own::Configuration => "is the configuration of crisplint, which is not evidence",
        Own::Baseline => "is the baseline, which is not evidence",
    }
}
