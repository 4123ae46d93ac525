//! What a placeholder looks like. Case counts only where a word stands among others, and a stop at the
//! end nowhere.

use std::borrow::Cow;
use std::ops::Range;

use crate::text::{shows_nothing, single_spaced, split_scheme};

/// What kind of text stands in a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// No list of people's excuses is for it: `system`, `classification` and dates.
    Plain,
    /// A title, a party or an owner.
    Name,
    /// Somebody who has signed, approves, or can be reached.
    Person,
    /// Why something is so.
    Reason,
    /// An address, in which the domain counts, too.
    Email,
    /// A path or a link: `docs/TODO.md` is a path.
    Evidence,
    /// A feature, its roles, or a cell of them.
    Roles,
}

/// They stand for what is to come, as a whole value of any kind.
const OPEN: [&str; 7] = ["TODO", "TBD", "TBC", "TBA", "FIXME", "XXX", MARKS];

/// They do so among other words, in capitals.
const AMONG: [&str; 3] = ["TODO", "TBD", "FIXME"];

/// Counts anywhere.
const MARKS: &str = "???";

/// No name of anything, and no path.
const NOTHING: [&str; 5] = ["n/a", "none", "nil", "unknown", "pending"];

/// No name of anything that is finished.
const DRAFT: [&str; 1] = ["draft"];

/// A form that nobody has filled in.
const FORM: [&str; 3] = ["insert name", "your name", "insert here"];

/// Where somebody signs, and nobody has.
const SIGN: [&str; 1] = ["x"];

/// No reason.
const EXCUSES: [&str; 6] = ["yes", "no", "true", "false", "not applicable", "see above"];

/// The most bytes of a text that could be in one of the lists, with a few blanks too many.
const LISTED: usize = 24;

/// The bytes of a text that are a placeholder. Domains of a link and paths are asked for elsewhere.
pub(super) fn placeholder(text: &str, kind: Kind) -> Option<Range<usize>> {
    let trimmed = text.trim_matches(shows_nothing);
    if is_whole(trimmed, kind) {
        let start = text.len() - text.trim_start_matches(shows_nothing).len();
        return Some(start..start + trimmed.len());
    }
    match kind {
        Kind::Evidence | Kind::Roles => None,
        Kind::Email => word(text).or_else(|| {
            let end = text.trim_end().trim_end_matches('>').len();
            domain(text, text.rfind('@')? + 1..end)
        }),
        Kind::Plain | Kind::Name | Kind::Person | Kind::Reason => word(text),
    }
}

/// Whether a text without blanks around it is nothing but a placeholder.
fn is_whole(text: &str, kind: Kind) -> bool {
    let bare = text.trim_end_matches('.');
    let listed = bare.len() <= LISTED && is_listed(bare, kind);
    // Nearly every answer begins with a letter, and then it is neither of these.
    let is_form = !text.starts_with(char::is_alphanumeric) && (is_mark(text) || is_bracketed(bare))
        || is_instruction(bare);
    let takes_names = matches!(kind, Kind::Name | Kind::Person | Kind::Reason);
    listed || (takes_names && is_form)
}

/// Whether a text is in one of the lists.
fn is_listed(text: &str, kind: Kind) -> bool {
    let spaced = if text.contains(char::is_whitespace) {
        Cow::from(single_spaced(text))
    } else {
        Cow::from(text)
    };
    let among = |list: &[&str]| list.iter().any(|word| spaced.eq_ignore_ascii_case(word));
    let is_name = || among(&NOTHING) || among(&DRAFT) || among(&FORM);
    let is_person = || is_name() || among(&SIGN);
    among(&OPEN)
        || match kind {
            Kind::Plain | Kind::Email | Kind::Roles => false,
            Kind::Evidence => among(&NOTHING),
            Kind::Name => is_name(),
            Kind::Person => is_person(),
            Kind::Reason => is_person() || among(&EXCUSES),
        }
}

/// Whether there is nothing but punctuation and symbols.
fn is_mark(text: &str) -> bool {
    // Text that shows nothing is blank, which is another finding.
    !text.is_empty() && !text.contains(char::is_alphanumeric)
}

/// Whether there is nothing but words in `<…>` or `[…]`. An address, a link and a marking such as
/// `[SEC=PROTECTED]` are values.
fn is_bracketed(text: &str) -> bool {
    let mut rest = text;
    let mut words = false;
    while let Some(open) = rest.find(['<', '[']) {
        let (before, from) = rest.split_at(open);
        let close = if from.starts_with('<') { '>' } else { ']' };
        let Some((inside, after)) = from.get(1..).and_then(|from| from.split_once(close)) else {
            return false;
        };
        let is_value = inside.contains(['@', '=']) || inside.contains("://");
        if is_value || before.contains(char::is_alphanumeric) {
            return false;
        }
        words |= inside.contains(char::is_alphabetic);
        rest = after;
    }
    words && !rest.contains(char::is_alphanumeric)
}

/// Whether a text says `insert … here`.
fn is_instruction(text: &str) -> bool {
    let ends = |word: &str, range: Option<&str>| {
        range.is_some_and(|found| found.eq_ignore_ascii_case(word))
    };
    let before = text.len().checked_sub(" here".len());
    ends("insert ", text.get(.."insert ".len()))
        && before.is_some_and(|at| ends(" here", text.get(at..)))
}

/// A whole upper-case word.
fn word(text: &str) -> Option<Range<usize>> {
    let part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    let starts = text.bytes().enumerate();
    let mut starts = starts.filter(|(_, byte)| matches!(byte, b'T' | b'F' | b'?'));
    starts.find_map(|(at, _)| {
        let rest = text.get(at..)?;
        if rest.starts_with(MARKS) {
            return Some(at..at + MARKS.len());
        }
        let word = AMONG.into_iter().find(|word| rest.starts_with(word))?;
        let range = at..at + word.len();
        let before = text.get(..range.start)?.chars().next_back();
        let after = text.get(range.end..)?.chars().next();
        (!part(before) && !part(after)).then_some(range)
    })
}

/// The host of a link, if it is an example domain.
pub(super) fn example_domain(text: &str) -> Option<Range<usize>> {
    let (_, rest) = split_scheme(text)?;
    let start = text.len() - rest.len();
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let authority = rest.get(..end)?;
    let host = authority.rfind('@').map_or(0, |at| at + 1);
    let host_end = authority
        .get(host..)?
        .find(':')
        .map_or(end, |colon| host + colon);
    domain(text, start + host..start + host_end)
}

/// The second-level domains and top-level domains that RFC 2606 keeps for examples.
fn domain(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let host = text
        .get(range.clone())?
        .trim_end_matches('.')
        .to_ascii_lowercase();
    let mut labels = host.rsplit('.');
    let top = labels.next()?;
    let second = labels.next();
    let reserved = matches!(top, "test" | "example" | "invalid" | "localhost")
        || (second == Some("example") && matches!(top, "com" | "net" | "org"));
    reserved.then_some(range)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KINDS: [Kind; 7] = [
        Kind::Plain,
        Kind::Name,
        Kind::Person,
        Kind::Reason,
        Kind::Email,
        Kind::Evidence,
        Kind::Roles,
    ];

    /// The kinds in which a text is a placeholder as a whole.
    fn whole_in(text: &str) -> Vec<Kind> {
        let whole = |kind: &Kind| placeholder(text, *kind) == Some(0..text.len());
        KINDS.into_iter().filter(whole).collect()
    }

    #[test]
    fn a_whole_value_is_a_placeholder_where_it_cannot_be_an_answer() {
        let names = [Kind::Name, Kind::Person, Kind::Reason];
        let persons = [Kind::Person, Kind::Reason];
        let nothing = [Kind::Name, Kind::Person, Kind::Reason, Kind::Evidence];
        for (texts, kinds) in [
            (
                &[
                    "TODO", "todo", "Todo.", "TBD", "tbd", "TBC", "Tbc.", "tbc", "TBA", "tba...",
                    "FIXME", "fixme", "XXX", "xxx", "Xxx.", "???", "???.",
                ][..],
                &KINDS[..],
            ),
            (
                &[
                    "n/a", "N/A", "N/a.", "none", "None.", "nil", "NIL", "unknown", "Unknown.",
                    "pending", "PENDING.",
                ],
                &nothing,
            ),
            (
                &[
                    "draft",
                    "Draft.",
                    ".",
                    "..",
                    "-",
                    "--",
                    "—",
                    "?",
                    "??",
                    "!",
                    "*",
                    "- -",
                    "/",
                    "…",
                    "🤷",
                    "<name>",
                    "<Name of the CISO>",
                    "[Name]",
                    "[insert name]",
                    "<first name> <last name>",
                    "[Name], [role]",
                    "<your-name>.",
                    "[[name]]",
                    "insert name",
                    "Insert  Name.",
                    "your name",
                    "Your Name",
                    "insert here",
                    "Insert the name of the team here",
                    "INSERT REASON HERE.",
                ],
                &names,
            ),
            (&["x", "X", "x."], &persons),
            (
                &[
                    "yes",
                    "Yes.",
                    "no",
                    "No.",
                    "NO",
                    "true",
                    "True",
                    "false",
                    "not applicable",
                    "Not applicable.",
                    "NOT  APPLICABLE",
                    "see above",
                    "See above.",
                ],
                &[Kind::Reason],
            ),
        ] {
            for text in texts {
                let mut found = whole_in(text);
                // A text of nothing but marks holds none as a word.
                if *text == "???." {
                    found = KINDS
                        .into_iter()
                        .filter(|kind| is_whole(text, *kind))
                        .collect();
                }
                let expected: Vec<Kind> = KINDS
                    .into_iter()
                    .filter(|kind| kinds.contains(kind))
                    .collect();
                assert_eq!(found, expected, "{text:?}");
                let between = format!("  {text}\t");
                let range = 2..2 + text.len();
                assert_eq!(placeholder(&between, kinds[0]), Some(range), "{between:?}");
            }
        }
    }

    /// Values that people have written and mean.
    const REAL: &[&str] = &[
        "[SEC=PROTECTED]",
        "[SEC=OFFICIAL:Sensitive, ACCESS=Personal-Privacy]",
        "SEC=PROTECTED",
        "PROTECTED",
        "OFFICIAL: Sensitive",
        "TBC Bank",
        "TBA Technology Pty Ltd",
        "XXX Media",
        "Triple X Studios",
        "Excluded under Part XXX of the Act",
        "Part XXX does not apply to statutory bodies",
        "Decommissioned",
        "Decommissioned.",
        "Decommissioned in 2024; see change CHG-114",
        "Retired",
        "Superseded by payroll-2",
        "No PaaS or SaaS is hosted on this system.",
        "None of our systems use it",
        "No such system",
        "Not applicable to batch jobs",
        "Not used: the platform has no databases",
        "See the register of exclusions, row 14",
        "See above the line in the register of 2025",
        "Yes, but only until the July migration",
        "Pending Claims System",
        "Unknown Soldier Memorial Archive",
        "Draft Legislation Register",
        "Drafting Services",
        "Nil Return Processing",
        "Noneya Pty Ltd",
        "Nilsson & Co",
        "Ms X. Example",
        "X Corp",
        "Malcolm X Centre",
        "Xi Jin",
        "Insert Coin Arcade",
        "Inserted here by the vendor",
        "Where we insert records",
        "Your Name Here Pty Ltd, ACN 123",
        "Todor Todorov",
        "Tododo",
        "the todo list of the migration",
        "Fixme-Labs",
        "tbd-labs",
        "Ask the team tbd",
        "Who owns it?? The storage team",
        "Really?",
        "C",
        "Q",
        "42",
        "7-Eleven",
        "A.",
        "O'Brien",
        "李雷",
        "Ω-Team",
        "Γιώργος",
        "Jo <jo@agency.gov.au>",
        "<jo@agency.gov.au>",
        "<https://wiki.agency.gov.au/owners>",
        "[2026] NSWCA 12",
        "[2026] NSWCA 12 [14]",
        "Department [of Examples]",
        "<Storage> team",
        "[1]",
        "C++",
        "R&D",
        "owner",
        "na",
        "yesterday",
        "no-reply",
        "truenorth",
    ];

    /// Each is silent in every field in which it can stand.
    #[test]
    fn real_values_that_look_like_placeholders_are_silent() {
        assert!(REAL.len() >= 50);
        for text in REAL {
            for kind in KINDS {
                assert_eq!(placeholder(text, kind), None, "{text:?} as {kind:?}");
            }
        }
        for path in [
            "docs/TODO.md",
            "TODO.md",
            "runbooks/TBD",
            "./TODO",
            "none.md",
            "x",
            "-",
        ] {
            assert_eq!(placeholder(path, Kind::Evidence), None, "{path}");
        }
        for text in [
            "none",
            "x",
            "n/a",
            "<name>",
            "-",
            "draft",
            "not applicable",
            "insert name",
        ] {
            assert_eq!(placeholder(text, Kind::Plain), None, "{text}");
        }
        for blank in ["", " ", "\u{200b}", "\u{2800}\t"] {
            for kind in KINDS {
                assert_eq!(placeholder(blank, kind), None, "{blank:?}");
            }
        }
        assert_eq!(placeholder("\u{200b}n/a\u{feff}", Kind::Person), Some(3..6));
        for letters in ["R", "R, A", "", "none", "-", "x", "n/a", "TODO, R"] {
            assert_eq!(placeholder(letters, Kind::Roles), None, "{letters}");
        }
    }

    #[test]
    fn words_among_others_count_in_capitals_and_domains_of_examples_in_addresses_and_links() {
        for (text, kind, expected) in [
            ("Ask TBD, then go", Kind::Name, Some("TBD")),
            ("who???", Kind::Plain, Some("???")),
            ("TODO: ask Jo", Kind::Reason, Some("TODO")),
            ("(FIXME)", Kind::Person, Some("FIXME")),
            ("2026-TODO", Kind::Plain, Some("TODO")),
            ("Ask TBC, then go", Kind::Name, None),
            ("TODOs", Kind::Name, None),
            ("MY_TODO", Kind::Name, None),
            ("TODO@examples.gov.au", Kind::Email, Some("TODO")),
            ("???@examples.gov.au", Kind::Email, Some("???")),
            ("TODO find out", Kind::Email, Some("TODO")),
            ("TODOROV@examples.gov.au", Kind::Email, None),
            ("todo@examples.gov.au", Kind::Email, None),
            ("a@example.org", Kind::Email, Some("example.org")),
            ("a@Mail.EXAMPLE.com", Kind::Email, Some("Mail.EXAMPLE.com")),
            ("Jo <a@example.org>", Kind::Email, Some("example.org")),
            ("a@example.gov.au", Kind::Email, None),
            ("a@myexample.org", Kind::Email, None),
            ("a@example.org.au", Kind::Email, None),
        ] {
            let found = placeholder(text, kind).and_then(|range| text.get(range));
            assert_eq!(found, expected, "{text}");
        }
        for (link, expected) in [
            ("https://wiki.example.com/TODO", Some("wiki.example.com")),
            ("https://a@host.invalid:80/", Some("host.invalid")),
            ("https://localhost/backup", Some("localhost")),
            ("https://wiki.test?page=1", Some("wiki.test")),
            ("https://examples.gov.au/", None),
            ("https://wiki.gov.au/?to=https://example.com", None),
            ("docs/example.com/backup.md", None),
        ] {
            let found = example_domain(link).and_then(|range| link.get(range));
            assert_eq!(found, expected, "{link}");
        }
    }
}
