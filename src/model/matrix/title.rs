//! Published titles in any spelling: either name of the provider, any case, any apostrophe, known
//! pieces of mojibake, spaces around a slash or not, runs of white space as one.

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

/// The names of a provider as titles are compared: made once, since each title needs all of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spellings(Vec<String>);

impl Spellings {
    /// Of all of these names.
    pub fn of<'n>(names: impl IntoIterator<Item = &'n str>) -> Self {
        let mut names: Vec<String> = names.into_iter().map(plain).collect();
        // A name can hold another: `Acme Cloud` is one name, and not `Acme` before a word.
        names.sort_by(|a, b| (b.len(), a).cmp(&(a.len(), b)));
        names.dedup();
        Self(names)
    }

    /// What two spellings of one title have in common.
    pub fn normal(&self, title: &str) -> String {
        let names = self.0.iter();
        names.fold(plain(title), |title, name| replace_word(title, name))
    }

    /// Whether a name is one of the provider's, as titles are compared.
    pub fn hold(&self, name: &str) -> bool {
        self.normal(name).trim() == PROVIDER
    }
}

/// A text in the one case, with the one apostrophe and the one white space in which titles are compared.
fn plain(text: &str) -> String {
    // Most texts are ASCII, in which there is little to look for.
    let text = if text.is_ascii() {
        text.to_ascii_lowercase().replace('`', "'")
    } else {
        let text = repaired(text).to_lowercase();
        text.replace(['’', '‘', '‛', 'ʼ', '´', '`', '′', '＇'], "'")
    };
    let text = single_spaced(&text);
    if text.contains('/') {
        text.replace(" /", "/").replace("/ ", "/")
    } else {
        text
    }
}

fn replace_word(text: String, word: &str) -> String {
    if !text.contains(word) {
        return text;
    }
    let mut replaced = String::with_capacity(text.len());
    let mut rest = text.as_str();
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

    #[test]
    fn every_name_of_the_provider_stands_for_every_other_the_longest_first() {
        let names = ["Acme", "Acme Cloud", "Acme Cloud’s O/S"];
        for first in 0..names.len() {
            let mut names = names;
            names.swap(0, first);
            let spellings = Spellings::of(names);
            let expected = spellings.normal("Alpha row of Acme");
            let titles = [
                "Alpha row of Acme",
                "alpha row of ACME  cloud",
                "Alpha row of Acme Cloud's O / S",
            ];
            for title in titles {
                assert_eq!(spellings.normal(title), expected, "{title}");
            }
            for other in [
                "Alpha row of Acmes",
                "Alpha row of AcmeAcme",
                "Alpha row of Cloud",
            ] {
                assert_ne!(spellings.normal(other), expected);
            }
            for (name, expected) in [
                ("acme", true),
                (" Acme\u{a0}CLOUD ", true),
                ("Acme Clouds", false),
                ("Acme of Acme Cloud", false),
                ("", false),
            ] {
                assert_eq!(spellings.hold(name), expected, "{name}");
            }
        }
    }
}
