//! The patterns of our schemas as plain code. The schemas say what is allowed, and editors go by them; but
//! building an automaton of each pattern takes longer than all the rest of a check of one file.

use std::borrow::Cow;

use jsonschema::json::Node as _;
use jsonschema::paths::Location;
use jsonschema::{Keyword, ValidationError};
use serde_json::{Map, Value};

use super::face::{Member, Tree};
use crate::text::is_blank;

/// The keyword `pattern`. A pattern that has no code here is refused: the schema does not compile.
pub(super) fn keyword<'a>(
    _: &'a Map<String, Value>,
    pattern: &'a Value,
    _: Location,
) -> Result<Box<dyn for<'i> Keyword<'i, Tree>>, ValidationError<'a>> {
    match pattern.as_str().and_then(matcher) {
        Some(matcher) => Ok(Box::new(Pattern(matcher))),
        None => Err(ValidationError::custom("the pattern has no code")),
    }
}

struct Pattern(fn(&str) -> bool);

impl<'i> Keyword<'i, Tree> for Pattern {
    fn validate(&self, instance: Member<'i>) -> Result<(), ValidationError<'i>> {
        if self.is_valid(instance) {
            Ok(())
        } else {
            Err(ValidationError::custom("the text is not in the form"))
        }
    }

    fn is_valid(&self, instance: Member<'i>) -> bool {
        let text: Option<Cow<'_, str>> = instance.as_string();
        text.is_none_or(|text| (self.0)(&text))
    }
}

/// Whether a text is in the form of a `pattern`.
pub(super) fn fits(pattern: &Value, text: &str) -> bool {
    let matcher = pattern.as_str().and_then(matcher);
    matcher.is_some_and(|matches| matches(text))
}

fn matcher(pattern: &str) -> Option<fn(&str) -> bool> {
    Some(match pattern {
        TEXT => is_text,
        r"^\S+$" => is_word,
        "^[a-z0-9-]+$" => is_slug,
        "^[a-z0-9][a-z0-9-]*$" => is_id,
        r"^[a-z0-9][a-z0-9-]*(@\S+)?$" => is_reference,
        r"^\s*([RACI]\s*(,\s*[RACI]\s*)*)?$" => is_roles,
        "^[0-9a-f]{64}$" => is_sha256,
        _ => return None,
    })
}

/// Text that holds more than white space and characters without width. The characters themselves
/// stand in it, since not every reader of patterns knows the same escapes.
const TEXT: &str = "[^\\s\u{0}-\u{1f}\u{7f}-\u{9f}\u{ad}\u{34f}\u{61c}\u{115f}-\u{1160}\u{17b4}-\u{17b5}\u{180b}-\u{180f}\u{200b}-\u{200f}\u{202a}-\u{202e}\u{2060}-\u{206f}\u{2800}\u{3164}\u{fe00}-\u{fe0f}\u{feff}\u{ffa0}\u{fff0}-\u{fffb}\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]";

/// White space as patterns have it, by ECMA-262: with the byte order mark and without U+0085.
fn is_space(character: char) -> bool {
    match character {
        '\u{feff}' => true,
        '\u{85}' => false,
        other => other.is_whitespace(),
    }
}

fn is_text(text: &str) -> bool {
    !is_blank(text)
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && !text.contains(is_space)
}

/// Whether text is a name of lower-case letters, digits and hyphens, as a system has one.
pub fn is_slug(text: &str) -> bool {
    let fits = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-');
    !text.is_empty() && text.bytes().all(fits)
}

fn is_id(text: &str) -> bool {
    is_slug(text) && !text.starts_with('-')
}

fn is_reference(text: &str) -> bool {
    match text.split_once('@') {
        Some((id, version)) => is_id(id) && is_word(version),
        None => is_id(text),
    }
}

fn is_roles(text: &str) -> bool {
    let is_role = |piece: &str| matches!(piece.trim_matches(is_space), "R" | "A" | "C" | "I");
    text.chars().all(is_space) || text.split(',').all(is_role)
}

fn is_sha256(text: &str) -> bool {
    text.len() == 64
        && text
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::schema::{CONFIG, MANIFEST, MATRIX};

    /// The patterns of a schema, wherever they stand as the keyword.
    fn patterns<'v>(node: &'v Value, found: &mut Vec<&'v str>) {
        match node {
            Value::Object(fields) => {
                found.extend(fields.get("pattern").and_then(Value::as_str));
                fields.values().for_each(|value| patterns(value, found));
            }
            Value::Array(items) => items.iter().for_each(|item| patterns(item, found)),
            _ => {}
        }
    }

    /// Pieces of which texts are made that are, and that nearly are, in one of the forms.
    const PIECES: [&str; 32] = [
        "R",
        "A",
        "C",
        "I",
        ",",
        ", ",
        " ",
        "\t",
        "\n",
        "\u{a0}",
        "\u{85}",
        "\u{feff}",
        "\u{2028}",
        "\u{200b}",
        "\u{ad}",
        "\u{7f}",
        "\u{e0041}",
        "\u{2800}",
        "\u{fff0}",
        "\u{fffc}",
        "\u{1f600}",
        "a",
        "f",
        "z",
        "0",
        "9",
        "-",
        "@",
        "_",
        "Z",
        "é",
        "\0",
    ];

    #[test]
    fn a_pattern_matches_what_the_validator_of_the_field_says_it_matches() {
        let mut found = Vec::new();
        for schema in [&MANIFEST, &MATRIX, &CONFIG] {
            patterns(schema.json(), &mut found);
        }
        found.sort_unstable();
        found.dedup();
        assert!(found.len() > 5, "{found:?}");
        let mut random = fastrand::Rng::with_seed(20_261_125);
        let mut texts: Vec<String> = (0..20_000)
            .map(|_| {
                let length = random.usize(..7);
                (0..length)
                    .map(|_| random.choice(PIECES).unwrap_or_default())
                    .collect()
            })
            .collect();
        for length in [63, 64, 65] {
            let repeated = |two: &str| two.chars().cycle().take(length).collect();
            texts.extend(["0f", "0F", "0g"].map(repeated));
        }
        for pattern in found {
            let ours = matcher(pattern).unwrap_or_else(|| panic!("{pattern} has no code"));
            let theirs = jsonschema::validator_for(&json!({"pattern": pattern})).expect("a schema");
            let mut matched = 0;
            for text in &texts {
                assert_eq!(
                    ours(text),
                    theirs.is_valid(&json!(text)),
                    "{pattern} of {text:?}"
                );
                matched += usize::from(ours(text));
            }
            assert!(
                matched > 0 && matched < texts.len(),
                "{pattern} tells nothing apart"
            );
        }
    }
}
