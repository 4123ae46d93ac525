//! What is written as YAML for a person: values on one line, and text as scalars, quoted by
//! `serde_yaml` where its answer reads back as the same text here and where it stands, else as a
//! JSON string, which YAML reads too.

use std::fmt::Write as _;

use serde_json::Value;

use crate::text::{has_hidden, is_hidden};
use crate::yaml::{self, Document, Node};

/// Where a scalar stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Behind `key:` or `-`, up to the end of the line.
    Block,
    /// Between brackets or braces.
    Flow,
    /// Before a colon on a line of its own.
    Key,
    /// Before a colon between braces.
    FlowKey,
}

/// The scalar on one line.
pub fn line(text: &str, place: Place) -> String {
    if is_plain_word(text) {
        return text.to_owned();
    }
    let plain = written(text).filter(|plain| !plain.contains('\n'));
    plain
        .filter(|plain| reads_back(plain, text, place))
        .unwrap_or_else(|| escaped(text))
}

/// What stands around a scalar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quotes {
    /// Nothing, where that does.
    None,
    /// `'`
    Single,
    /// `"`
    Double,
}

/// The scalar on one line in these quotes, or in others where the text does not fit them.
pub fn quoted(text: &str, quotes: Quotes, place: Place) -> String {
    match quotes {
        Quotes::None => line(text, place),
        Quotes::Double => escaped(text),
        Quotes::Single => {
            let single = format!("'{}'", text.replace('\'', "''"));
            let fits = !text.contains(['\n', '\r']) && !text.contains(is_hidden);
            Some(single)
                .filter(|single| fits && reads_back(single, text, place))
                .unwrap_or_else(|| escaped(text))
        }
    }
}

/// A value between brackets and braces.
pub fn flow(value: &Value) -> String {
    match value {
        Value::String(text) => line(text, Place::Flow),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(flow).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(mapping) => {
            let entries = mapping
                .iter()
                .map(|(key, value)| format!("{}: {}", line(key, Place::FlowKey), flow(value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    }
}

/// The lines of a literal block, the first its header, the others indented by two; nothing where
/// the text is better on one line.
pub fn lines(text: &str) -> Option<Vec<String>> {
    if !text.contains('\n') || text.ends_with("\n\n") {
        return None;
    }
    // One that keeps the breaks at its end would take in those of what follows.
    let is_literal = |block: &String| {
        let header = block.lines().next().unwrap_or_default();
        header.starts_with('|') && !header.ends_with('+')
    };
    let block = written(text).filter(is_literal)?;
    reads_back(&block, text, Place::Block).then(|| block.lines().map(str::to_owned).collect())
}

/// A document as `serde_yaml` writes it. Text with characters that steer a terminal or deceive a
/// reader stands in double quotes, where they are escapes and mean the same.
pub fn document(value: &Value) -> Result<String, serde_yaml::Error> {
    let text = serde_yaml::to_string(value)?;
    if !has_hidden(&text) {
        return Ok(text);
    }
    let marks = (0_usize..).map(|number| format!("hidden-{number}-text-"));
    let is_free = |mark: &String| !text.contains(mark.as_str());
    // There are no more marks in a text than it has characters.
    let mark = marks.take(text.len()).find(is_free).unwrap_or_default();
    let mut hidden = Vec::new();
    let marked = serde_yaml::to_string(&with_marks(value, &mark, &mut hidden))?;
    let mut pieces = marked.split(mark.as_str());
    let mut written = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (number, rest) = piece.split_once('-').unwrap_or((piece, ""));
        let text = number.parse().ok().and_then(|at: usize| hidden.get(at));
        written.push_str(text.map_or("", String::as_str));
        written.push_str(rest);
    }
    Ok(written)
}

/// The value with a mark and a number for each text that hides something.
fn with_marks(value: &Value, mark: &str, hidden: &mut Vec<String>) -> Value {
    match value {
        Value::String(text) => shown(text, mark, hidden).into(),
        Value::Array(items) => {
            let items = items.iter().map(|item| with_marks(item, mark, hidden));
            items.collect()
        }
        Value::Object(entries) => {
            let entries = entries.iter().map(|(key, value)| {
                let key = shown(key, mark, hidden);
                (key, with_marks(value, mark, hidden))
            });
            Value::Object(entries.collect())
        }
        other => other.clone(),
    }
}

fn shown(text: &str, mark: &str, hidden: &mut Vec<String>) -> String {
    if !has_hidden(text) {
        return text.to_owned();
    }
    hidden.push(escaped(text));
    format!("{mark}{}-", hidden.len() - 1)
}

/// Whether a key is too long to stand before its colon: YAML ends that at 1,024 characters.
pub fn is_long_key(written: &str) -> bool {
    written.chars().count() > 1_000
}

/// Whether a text is what nothing takes for anything else, so that it need not be read back.
fn is_plain_word(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-./:@ ".contains(&byte);
    let is_other = |word: &&str| word.eq_ignore_ascii_case(text);
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && !text.ends_with([' ', '-', ':'])
        && !text.contains(": ")
        && text.bytes().all(fits)
        && !["null", "true", "false"].iter().any(is_other)
        && !is_old_bool(text)
}

/// What `serde_yaml` writes. Characters that steer a terminal or deceive a reader are left to
/// [`escaped`].
fn written(text: &str) -> Option<String> {
    if text.contains(is_hidden) || is_old_bool(text) {
        return None;
    }
    let mut written = serde_yaml::to_string(text).ok()?;
    if written.ends_with('\n') {
        written.pop();
    }
    Some(written)
}

/// What readers of YAML 1.1 take for true or false.
fn is_old_bool(text: &str) -> bool {
    let words = ["y", "n", "yes", "no", "on", "off"];
    words.iter().any(|word| word.eq_ignore_ascii_case(text))
}

fn escaped(text: &str) -> String {
    let mut quoted = String::from("\"");
    // The crate has escaped quotes, backslashes and the controls below a space.
    let json = Value::from(text).to_string();
    let inside = json
        .strip_prefix('"')
        .and_then(|json| json.strip_suffix('"'));
    for character in inside.unwrap_or_default().chars() {
        if is_hidden(character) || is_unprintable(character) {
            let _ = write!(quoted, "\\U{:08X}", u32::from(character));
        } else {
            quoted.push(character);
        }
    }
    quoted.push('"');
    quoted
}

/// Noncharacters, which YAML does not let stand raw.
fn is_unprintable(character: char) -> bool {
    matches!(u32::from(character) & 0xffff, 0xfffe | 0xffff)
}

/// Whether our reader takes a scalar for the text, and for nothing beside it, and `serde_yaml` too.
fn reads_back(scalar: &str, text: &str, place: Place) -> bool {
    let yaml = match place {
        Place::Block => format!("k: {scalar}\nz: z\n"),
        Place::Flow => format!("k: [{scalar}, z]\n"),
        Place::Key if is_long_key(scalar) => format!("? {scalar}\n: z\n"),
        Place::Key => format!("{scalar}: z\n"),
        Place::FlowKey => format!("k: {{{scalar}: z, y: y}}\n"),
    };
    let outcomes = yaml::read(&yaml);
    let [Some(Ok(document))] = outcomes.as_slice() else {
        return false;
    };
    // Readers differ about what may stand plain, and an editor's is not ours.
    let other = serde_yaml::from_str::<Value>(&yaml).ok();
    read(document, place) == Some(text) && other == Some(document.to_json())
}

fn read<'d>(document: &'d Document<'_>, place: Place) -> Option<&'d str> {
    let sound = document.duplicates.is_empty() && document.misfits.is_empty();
    let root = Some(document.root()).filter(|_| sound)?;
    let is_z = |node: Node<'_>| node.as_str() == Some("z");
    let only_key = |mapping: Node<'d>, size: usize| {
        let entry = mapping.entries().next()?;
        (mapping.entries().len() == size && is_z(entry.value)).then_some(entry.key)
    };
    match place {
        Place::Block => {
            let last = root.get("z").filter(|_| root.entries().len() == 2)?;
            root.get("k").filter(|_| is_z(last))?.as_str()
        }
        Place::Flow => {
            let list = root.get("k").filter(|_| root.entries().len() == 1)?;
            let last = list.items().nth(1).filter(|_| list.items().len() == 2)?;
            list.items().next().filter(|_| is_z(last))?.as_str()
        }
        Place::Key => only_key(root, 1),
        Place::FlowKey => only_key(root.get("k")?, 2),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What hides is an escape, and means the same.
    #[test]
    fn a_document_with_hidden_characters_reads_back() {
        let pieces = [
            "a",
            " ",
            "\n",
            ": ",
            "#",
            "\"",
            "'",
            "\\",
            "\u{1b}",
            "\u{9b}",
            "\u{202e}",
            "\u{200b}",
            "\u{feff}",
            "\u{85}",
            "\u{2028}",
            "\u{fffe}",
            "\u{e0001}",
            "hidden-0-text-",
            "0-",
            "\t",
        ];
        let mut random = fastrand::Rng::with_seed(11);
        for _ in 0..3_000 {
            let mut text = || -> String {
                let length = random.usize(0..8);
                (0..length).filter_map(|_| random.choice(pieces)).collect()
            };
            let value = serde_json::json!({"k": text(), "l": [text(), {"m": text()}], "n": text()});
            let written = document(&value).expect("YAML");
            assert!(!has_hidden(&written), "{written:?}");
            let other: Value = serde_yaml::from_str(&written).expect("YAML");
            assert_eq!(other, value, "{written}");
            let outcomes = yaml::read(&written);
            let [Some(Ok(document))] = outcomes.as_slice() else {
                panic!("one document: {written}");
            };
            assert_eq!(document.to_json(), value, "{written}");
        }
    }

    /// The short way answers as the long one would.
    #[test]
    fn a_plain_word_is_what_would_be_written_of_it() {
        let pieces = [
            "a", "Z", "0", "9", "e", "x", "-", ".", "/", ":", "@", " ", "null", "True", "inf",
            "nan", "yes", "on",
        ];
        let mut random = fastrand::Rng::with_seed(7);
        let mut plain = 0;
        for _ in 0..20_000 {
            let length = random.usize(1..6);
            let text: String = (0..length).filter_map(|_| random.choice(pieces)).collect();
            if !is_plain_word(&text) {
                continue;
            }
            plain += 1;
            assert_eq!(written(&text).as_deref(), Some(text.as_str()));
            for place in [Place::Block, Place::Flow, Place::Key, Place::FlowKey] {
                assert!(reads_back(&text, &text, place), "{text:?} {place:?}");
            }
        }
        assert!(plain > 4_000, "{plain}");
    }
}
