//! Scalars by the core schema of YAML 1.2: `no`, `on` and dates are text, `0o17` is 15 and `0755`
//! is 755.

use std::borrow::Cow;

use saphyr_parser::{ScalarStyle, Tag};
use serde_json::Number;

use super::tree::Kind;

/// The value of a scalar.
pub(super) fn resolve<'s>(text: Cow<'s, str>, style: ScalarStyle, tag: Option<&Tag>) -> Kind<'s> {
    let typed = match tag {
        None => style == ScalarStyle::Plain,
        // A tag of the core schema asks for its type whatever the style; `!!str` asks for text, and
        // so do `!` and the tags of others.
        Some(tag) => {
            tag.is_yaml_core_schema()
                && matches!(tag.suffix.as_str(), "null" | "bool" | "int" | "float")
        }
    };
    if typed {
        resolve_plain(text)
    } else {
        Kind::String(text)
    }
}

/// The value of a scalar without quotes and tag.
pub(super) fn resolve_plain(text: Cow<'_, str>) -> Kind<'_> {
    match text.as_ref() {
        "" | "~" | "null" | "Null" | "NULL" => Kind::Null,
        "true" | "True" | "TRUE" => Kind::Bool(true),
        "false" | "False" | "FALSE" => Kind::Bool(false),
        other => match number(other) {
            Some(number) => Kind::Number(number),
            None => Kind::String(text),
        },
    }
}

/// The length of a quoted scalar, quotes included.
pub(super) fn quoted_length(text: &str) -> usize {
    let mut characters = text.char_indices().peekable();
    let Some((_, quote)) = characters.next() else {
        return 0;
    };
    while let Some((at, character)) = characters.next() {
        if quote == '"' && character == '\\' {
            characters.next();
        } else if character == quote {
            let doubled = quote == '\'' && characters.next_if(|(_, next)| *next == quote).is_some();
            if !doubled {
                return at + quote.len_utf8();
            }
        }
    }
    text.len()
}

/// A number of the core schema. Infinity and not-a-number have no place in JSON and stay text.
fn number(text: &str) -> Option<Number> {
    let first = *text.as_bytes().first()?;
    if !(first.is_ascii_digit() || matches!(first, b'+' | b'-' | b'.')) {
        return None;
    }
    if let Some(digits) = text.strip_prefix("0o") {
        return unsigned(digits, 8);
    }
    if let Some(digits) = text.strip_prefix("0x") {
        return unsigned(digits, 16);
    }
    let magnitude = text.strip_prefix(['+', '-']).unwrap_or(text);
    if is_digits(magnitude) {
        let signed = text.strip_prefix('+').unwrap_or(text);
        let integer = signed.parse::<i64>().map(Number::from);
        let integer = integer.or_else(|_| signed.parse::<u64>().map(Number::from));
        if let Ok(integer) = integer {
            return Some(integer);
        }
    }
    if !is_float(magnitude) {
        return None;
    }
    text.parse().ok().and_then(Number::from_f64)
}

fn unsigned(digits: &str, radix: u32) -> Option<Number> {
    // The standard library would take a sign here.
    if digits.starts_with(['+', '-']) {
        return None;
    }
    u64::from_str_radix(digits, radix).ok().map(Number::from)
}

/// `( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`
fn is_float(magnitude: &str) -> bool {
    let (mantissa, exponent) = match magnitude.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (magnitude, None),
    };
    let mantissa = match mantissa.split_once('.') {
        Some(("", fraction)) => is_digits(fraction),
        Some((whole, "")) => is_digits(whole),
        Some((whole, fraction)) => is_digits(whole) && is_digits(fraction),
        None => is_digits(mantissa),
    };
    let exponent = exponent
        .map(|exponent| exponent.strip_prefix(['+', '-']).unwrap_or(exponent))
        .is_none_or(is_digits);
    mantissa && exponent
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> Kind<'_> {
        resolve(Cow::Borrowed(text), ScalarStyle::Plain, None)
    }

    #[test]
    fn text_that_yaml_1_1_took_for_something_else_is_text() {
        let texts = [
            "no",
            "on",
            "y",
            "Off",
            "2026-09-30",
            "1:30",
            "0b11",
            "1_000",
            ".inf",
            "+-5",
            "0x-1",
            "1.2.3",
            "1e",
            ".",
            "-",
            "tRue",
        ];
        for text in texts {
            assert!(
                matches!(plain(text), Kind::String(same) if same == text),
                "{text}"
            );
        }
    }

    #[test]
    fn numbers_of_the_core_schema_are_numbers() {
        let numbers = [
            ("0755", 755.0),
            ("0o17", 15.0),
            ("0xff", 255.0),
            ("-3", -3.0),
            ("+4", 4.0),
            ("1.", 1.0),
            (".5", 0.5),
            ("1e3", 1000.0),
            ("-2.5E-1", -0.25),
            ("18446744073709551616", 18_446_744_073_709_551_616.0),
        ];
        for (text, value) in numbers {
            let number = match plain(text) {
                Kind::Number(number) => number.as_f64(),
                _ => None,
            };
            assert_eq!(number, Some(value), "{text}");
        }
    }

    #[test]
    fn a_quoted_scalar_ends_at_its_closing_quote() {
        for (text, length) in [
            ("'a' # it's", 3),
            ("'it''s' x", 7),
            (r#""a\"b" # "c""#, 6),
            ("\"é\"", 4),
            ("'", 1),
        ] {
            assert_eq!(quoted_length(text), length, "{text}");
        }
    }
}
