//! How messages name a place, and how they join an instruction with what the schema says.

use std::borrow::Cow;

use crate::document::pointer_steps;
use crate::text::quote;

/// The thing that a pointer names, as a message names it; nothing for the document itself.
pub(super) fn object(pointer: &str) -> Option<String> {
    let mut steps: Vec<Cow<'_, str>> = pointer_steps(pointer).collect();
    if let [features, _, raci, _, ..] = steps.as_slice()
        && (features.as_ref(), raci.as_ref()) == ("features", "raci")
    {
        steps.remove(2); // a cell is known by its party and its feature
    }
    let (last, parents) = steps.split_last()?;
    let parent = match parents {
        // The maps keyed by name: their entries need no surname.
        [] | [_] if !is_index(last) => None,
        [] => None,
        [.., list, index] if is_index(index) => Some(item(list, index)),
        [.., parent] => Some(quote(parent)),
    };
    Some(match (is_index(last), parents, parent) {
        (true, [list], _) => item(list, last),
        (true, [.., owner, _], Some(parent)) => {
            format!("item {} of {parent} of {}", number(last), quote(owner))
        }
        (true, _, Some(parent)) => format!("item {} of {parent}", number(last)),
        (_, _, Some(parent)) => format!("{} of {parent}", quote(last)),
        (_, _, None) => quote(last),
    })
}

/// `write`, and behind it what the schema says of the thing.
pub(super) fn sentence(write: &str, description: &str) -> String {
    let description = description.trim_end_matches('.');
    if write.is_empty() || description.is_empty() {
        return format!("{write}{description}");
    }
    let (first, rest) = description.split_once(' ').unwrap_or((description, ""));
    // Abbreviations and the letters of roles keep their case.
    let is_word = first == "A" || first.chars().nth(1).is_some_and(char::is_lowercase);
    if is_word {
        let sentence = format!("{write}: {} {rest}", first.to_lowercase());
        sentence.trim_end().to_owned()
    } else {
        format!("{write}: {description}")
    }
}

fn is_index(step: &str) -> bool {
    !step.is_empty() && step.bytes().all(|byte| byte.is_ascii_digit())
}

fn number(index: &str) -> usize {
    index
        .parse::<usize>()
        .map_or(1, |index| index.saturating_add(1))
}

fn item(list: &str, index: &str) -> String {
    match list.strip_suffix('s') {
        Some(one) => format!("{one} {}", number(index)),
        None => format!("item {} of {}", number(index), quote(list)),
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
        ] {
            assert_eq!(object(pointer).as_deref(), Some(name));
        }
        assert_eq!(object(""), None);
    }

    #[test]
    fn instructions_and_descriptions_join() {
        assert_eq!(sentence("write `a`", "The name."), "write `a`: the name");
        assert_eq!(sentence("write `a`", "A path."), "write `a`: a path");
        assert_eq!(
            sentence("write `a`", "R responsible."),
            "write `a`: R responsible"
        );
        assert_eq!(sentence("", "The name."), "The name");
    }
}
