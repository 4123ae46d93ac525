//! Published titles in any spelling: either name of the provider, any case, any apostrophe, known
//! pieces of mojibake, spaces around a slash or not, runs of white space as one.

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
    let pieces = MOJIBAKE.iter();
    pieces.fold(title.to_owned(), |title, (broken, meant)| {
        title.replace(broken, meant)
    })
}

/// What two spellings of one title have in common.
pub fn normal(title: &str, provider: &Provider) -> String {
    let title = repaired(title).to_lowercase();
    let title = title.replace(['’', '‘', '‛', 'ʼ', '´', '`', '′', '＇'], "'");
    let title = single_spaced(&title).replace(" /", "/").replace("/ ", "/");
    provider.names().fold(title, |title, name| {
        replace_word(&title, &single_spaced(&name.to_lowercase()))
    })
}

fn replace_word(text: &str, word: &str) -> String {
    let mut replaced = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(word).filter(|_| !word.is_empty()) {
        let open = before
            .chars()
            .next_back()
            .is_none_or(|c| !c.is_alphanumeric());
        let close = after.chars().next().is_none_or(|c| !c.is_alphanumeric());
        replaced.push_str(before);
        replaced.push_str(if open && close { PROVIDER } else { word });
        rest = after;
    }
    replaced + rest
}
