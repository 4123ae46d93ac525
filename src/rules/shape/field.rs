//! How messages name a place, and how they join an instruction with what the schema says.

use std::borrow::Cow;

use crate::model::schema::Schema;
use crate::text::{code, quote};
use crate::yaml::pointer_steps;

/// A step of a pointer: a key, or the place of an item, counted from 1.
struct Step<'p> {
    text: Cow<'p, str>,
    item: Option<usize>,
}

/// The thing that a pointer names, as a message names it; nothing for the document itself.
pub(in crate::rules) fn object(pointer: &str) -> Option<String> {
    let mut steps = steps(pointer);
    if let [features, _, raci, _, ..] = steps.as_slice()
        && (features.text.as_ref(), raci.text.as_ref()) == ("features", "raci")
    {
        steps.remove(2); // a cell is known by its party and its feature
    }
    let (last, parents) = steps.split_last()?;
    if let (Some(number), [.., list]) = (last.item, parents) {
        return Some(match parents {
            [.., owner, _] => format!(
                "item {number} of {} of {}",
                quote(&list.text),
                quote(&owner.text)
            ),
            _ => item(&list.text, number),
        });
    }
    let name = quote(&last.text);
    Some(match parents {
        [.., list, index] if let Some(number) = index.item => {
            format!("{name} of {}", item(&list.text, number))
        }
        // The maps keyed by name: their entries need no surname.
        [] | [_] => name,
        [.., parent] => format!("{name} of {}", quote(&parent.text)),
    })
}

/// What belongs at a place, in the words of its schema.
pub(in crate::rules) fn what_to_write(schema: &Schema, at: &str) -> String {
    let annotation = schema.annotation(at);
    let name = match pointer_steps(at).last() {
        // A value that a program has set, and that can be written as it is.
        Some(last) if matches!(&*last, "matrix" | "extends") => annotation.examples().next(),
        _ => None,
    };
    let write = match name {
        Some(example) => format!("write, for example, {}", code(&example)),
        None if annotation.is_date() => "write a date in the form YYYY-MM-DD".to_owned(),
        None => return format!("write {}", continued(annotation.description)),
    };
    sentence(&write, annotation.description)
}

/// The first sentence of a description, without its full stop. The others are for editors.
fn first_sentence(description: &str) -> &str {
    let first = description.split(". ").next().unwrap_or_default();
    first.trim_end_matches('.')
}

/// The first sentence of a description as it goes on after other words. Abbreviations and the letters
/// of roles keep their case.
fn continued(description: &str) -> String {
    let description = first_sentence(description);
    let (first, rest) = description.split_once(' ').unwrap_or((description, ""));
    let is_word = first == "A" || first.chars().nth(1).is_some_and(char::is_lowercase);
    if !is_word {
        return description.to_owned();
    }
    format!("{} {rest}", first.to_lowercase())
        .trim_end()
        .to_owned()
}

/// `write`, and after it in brackets what the schema says of the thing.
pub(in crate::rules) fn sentence(write: &str, description: &str) -> String {
    if description.is_empty() {
        return write.to_owned();
    }
    format!("{write} ({})", continued(description))
}

fn steps(pointer: &str) -> Vec<Step<'_>> {
    let mut steps: Vec<Step<'_>> = Vec::new();
    for text in pointer_steps(pointer) {
        let index = text.parse::<usize>().ok();
        let index = index.filter(|_| !is_name(&steps));
        let item = index.map(|index| index.saturating_add(1));
        steps.push(Step { text, item });
    }
    steps
}

/// Whether digits behind these steps are a name that somebody chose, and not the place of an item.
fn is_name(steps: &[Step<'_>]) -> bool {
    let steps: Vec<&str> = steps.iter().map(|step| step.text.as_ref()).collect();
    matches!(
        steps.as_slice(),
        [] | ["features" | "contacts" | "rules"]
            | ["parties", "thirdParties"]
            | ["features", _, "raci"]
    )
}

fn item(list: &str, number: usize) -> String {
    match list {
        "waivers" => format!("waiver {number}"),
        _ => format!("item {number} of {}", quote(list)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_have_names_that_people_use() {
        for (pointer, name) in [
            ("/metadata", "`metadata`"),
            ("/metadata/title", "`title`"),
            ("/features/databases", "`databases`"),
            ("/features/databases/raci", "`raci` of `databases`"),
            ("/features/databases/raci/msp", "`msp` of `databases`"),
            (
                "/features/databases/raci/msp/1",
                "item 2 of `msp` of `databases`",
            ),
            (
                "/features/databases/evidence/0",
                "item 1 of `evidence` of `databases`",
            ),
            ("/waivers/1", "waiver 2"),
            ("/waivers/1/expires", "`expires` of waiver 2"),
            ("/matrices/0", "item 1 of `matrices`"),
            // Digits can be a name, too.
            ("/2024", "`2024`"),
            ("/features/2024", "`2024`"),
            ("/features/2024/owner", "`owner` of `2024`"),
            ("/features/2024/raci/365", "`365` of `2024`"),
            ("/features/2024/raci/365/0", "item 1 of `365` of `2024`"),
            ("/contacts/7/name", "`name` of `7`"),
            ("/parties/thirdParties/365", "`365` of `thirdParties`"),
            ("/rules/404", "`404`"),
        ] {
            assert_eq!(object(pointer).as_deref(), Some(name));
        }
        assert_eq!(object(""), None);
    }

    #[test]
    fn instructions_and_descriptions_join() {
        assert_eq!(sentence("write `a`", "The name."), "write `a` (the name)");
        assert_eq!(sentence("write `a`", "A path."), "write `a` (a path)");
        assert_eq!(
            sentence("write `a`", "R responsible."),
            "write `a` (R responsible)"
        );
        assert_eq!(sentence("write `a`", ""), "write `a`");
        assert_eq!(continued("The name. It is long."), "the name");
    }
}
