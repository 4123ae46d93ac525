//! Published titles in any spelling: either name of the provider, any case, any apostrophe, known
//! pieces of mojibake, spaces around a slash or not, runs of white space as one.

use std::cmp::Reverse;

use super::Provider;
use crate::text::single_spaced;

/// Stands for any name of the provider. No title holds it.
const PROVIDER: &str = "\u{0}";

/// UTF-8 that somebody has read as Windows-1252, and what it was.
const MOJIBAKE: [(&str, &str); 7] = [
    ("â€™", "’"),
    ("â€˜", "‘"),
    ("â€œ", "“"),
    ("â€\u{9d}", "”"),
    ("â€“", "–"),
    ("â€”", "—"),
    ("Â\u{a0}", " "),
];

/// The title as it was meant: punctuation that was read in a wrong encoding is put right.
pub fn repaired(title: &str) -> String {
    if title.is_ascii() {
        return title.to_owned(); // as nearly every one
    }
    let pieces = MOJIBAKE.iter();
    pieces.fold(title.to_owned(), |title, (broken, meant)| {
        title.replace(broken, meant)
    })
}

/// What two spellings of one title have in common.
pub fn normal(title: &str, provider: &Provider) -> String {
    let mut names: Vec<String> = provider.names().map(plain).collect();
    // A name can hold another: `Acme Cloud` is one name, and not `Acme` before a word.
    names.sort_by_key(|name| Reverse(name.len()));
    let names = names.iter();
    names.fold(plain(title), |title, name| replace_word(&title, name))
}

/// Whether a name is one of the provider's, as titles are compared.
pub fn is_provider(name: &str, provider: &Provider) -> bool {
    let mut names = provider.names();
    names.any(|one| has_letters_of(name, one)) && normal(name, provider).trim() == PROVIDER
}

/// Whether two texts could be one name: most differ in their first letter.
fn has_letters_of(one: &str, other: &str) -> bool {
    fn letters(text: &str) -> impl Iterator<Item = u8> {
        let letters = text.bytes().filter(u8::is_ascii_alphanumeric);
        letters.map(|letter| letter.to_ascii_lowercase())
    }
    !one.is_ascii() || !other.is_ascii() || letters(one).eq(letters(other))
}

/// A text in the one case, with the one apostrophe and the one white space in which titles are compared.
fn plain(text: &str) -> String {
    let text = repaired(text).to_lowercase();
    let text = if text.is_ascii() && !text.contains('`') {
        text
    } else {
        text.replace(['’', '‘', '‛', 'ʼ', '´', '`', '′', '＇'], "'")
    };
    single_spaced(&text).replace(" /", "/").replace("/ ", "/")
}

fn replace_word(text: &str, word: &str) -> String {
    let mut replaced = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(word).filter(|_| !word.is_empty()) {
        replaced.push_str(before);
        let open = replaced
            .chars()
            .next_back()
            .is_none_or(|c| !c.is_alphanumeric());
        let close = after.chars().next().is_none_or(|c| !c.is_alphanumeric());
        replaced.push_str(if open && close { PROVIDER } else { word });
        rest = after;
    }
    replaced + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn provider(names: &[&str]) -> Provider {
        Provider {
            name: names[0].to_owned(),
            aliases: names[1..].iter().map(|name| (*name).to_owned()).collect(),
        }
    }

    #[test]
    fn every_name_of_the_provider_stands_for_every_other_the_longest_first() {
        let names = ["Acme", "Acme Cloud", "Acme Cloud’s O/S"];
        for first in 0..names.len() {
            let mut names = names;
            names.swap(0, first);
            let provider = provider(&names);
            let titles = [
                "Alpha row of Acme",
                "alpha row of ACME  cloud",
                "Alpha row of Acme Cloud's O / S",
            ];
            for title in titles {
                let expected = normal("Alpha row of Acme", &provider);
                assert_eq!(normal(title, &provider), expected, "{title}");
            }
            for other in [
                "Alpha row of Acmes",
                "Alpha row of AcmeAcme",
                "Alpha row of Cloud",
            ] {
                assert_ne!(
                    normal(other, &provider),
                    normal("Alpha row of Acme", &provider)
                );
            }
            for (name, expected) in [
                ("acme", true),
                (" Acme\u{a0}CLOUD ", true),
                ("Acme Clouds", false),
                ("Acme of Acme Cloud", false),
                ("", false),
            ] {
                assert_eq!(is_provider(name, &provider), expected, "{name}");
            }
        }
    }
}
