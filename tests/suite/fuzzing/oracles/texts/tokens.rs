//! Texts of tokens. Each draws its tokens from a few only, so that the same ones meet often.

use super::super::feed::Feed;

/// The most tokens of a text.
const LENGTH: usize = 40;
/// The most tokens that a text draws from, before those that give it lines.
const DRAWN: usize = 6;

/// What gives a text its lines and blanks: in nearly every text.
const LINES: [&str; 8] = ["\n", "\n", "\n  ", "\n    ", " ", "  ", "\r\n", "\r\n  "];

/// What stands around the tokens.
const AROUND: [(&str, &str); 10] = [
    ("", ""),
    ("", ""),
    ("", "\n"),
    ("[", "]"),
    ("[\n", "\n]\n"),
    ("{", "}"),
    ("{\n", "\n}\n"),
    ("a: [", "]\n"),
    ("a:\n  ", "\n"),
    ("- ", "\n"),
];

/// What a plain text is made of.
const PLAIN: [&str; 58] = [
    ":",
    ": ",
    ":\n",
    "a: ",
    "b:",
    "a:\n",
    "'a': ",
    "\"b\": ",
    "- ",
    "-",
    "-\n",
    "- a: ",
    "- - ",
    ",",
    ", ",
    "[",
    "]",
    "{",
    "}",
    "[]",
    "{}",
    "[\n",
    "{\n",
    "]\n",
    "}\n",
    "[a, ",
    "{a: ",
    "a",
    "b",
    "b c",
    "'a'",
    "\"b\"",
    "''",
    "R",
    "[R, A]",
    "provider: ",
    "customer",
    "aucloud-iaas@2023-02-01",
    "https://a.test:8/#x",
    "2026-09-30",
    "1",
    "-1",
    "+1",
    ".5",
    "1e3",
    "0x1f",
    "true",
    "null",
    "~",
    "# c\n",
    " # c\n",
    "#",
    "é",
    "🎉",
    "---\n",
    "\n---\n",
    "--- # c\n",
    "\n--- ",
];

/// What a plain text does not hold, and what is a fault in most places.
const OTHER: [&str; 70] = [
    "...",
    "...\n",
    "\n...\n",
    "\n... # c\n",
    "\n...a",
    "\n.",
    ".",
    "..",
    "\n---a",
    "---",
    "--",
    "\n--- a\n",
    "\n%",
    "%",
    "%YAML 1.2\n",
    "%TAG ! !a\n",
    "? ",
    "?",
    "\n? ",
    "?a",
    ":a",
    "::",
    " :",
    "\t",
    "\t\n",
    "\n\t",
    ":\t",
    "\r",
    "&a ",
    "&a",
    "*a",
    "*a ",
    "!",
    "!a ",
    "!!str ",
    "!!int ",
    "!<a> ",
    "|",
    ">",
    "|\n",
    "|-\n  ",
    ">2\n",
    "@",
    "`",
    "'",
    "\"",
    "''''",
    "\"\\x41\"",
    "\\",
    "\\\n",
    "<<: ",
    "<<",
    "=",
    "$",
    "^",
    "(",
    "\u{feff}",
    "\u{85}",
    "\u{a0}",
    "\u{2028}",
    "\u{7f}",
    "\u{9b}",
    "\u{fffe}",
    "\0",
    "\u{1b}",
    "a#b",
    "a #b",
    "a:b",
    "-a",
    "LONG",
];

/// Lines that end, begin or interrupt something.
pub(super) const LINE: [&str; 40] = [
    "...",
    "... ",
    "... # c",
    "...a",
    "... a",
    ".",
    "..",
    "....",
    "---",
    "--- ",
    "--- # c",
    "---a",
    "--- a",
    "--",
    "%YAML 1.2",
    "%a",
    "#",
    "# c",
    "- ",
    "-",
    "- a",
    "? a",
    "?",
    ": a",
    ":",
    "a",
    "a:",
    "a: b",
    "\t",
    "\ta: b",
    "]",
    "}",
    ",",
    "[",
    "{a: b}",
    "@a",
    "`a",
    "'",
    "\"",
    "|",
];

/// A text of tokens.
pub(super) fn text(feed: &mut Feed<'_>) -> String {
    let mut drawn: Vec<&str> = (0..=feed.below(DRAWN)).map(|_| token(feed)).collect();
    drawn.extend((0..=feed.below(4)).map(|_| LINES[feed.below(LINES.len())]));
    let (before, behind) = AROUND[feed.below(AROUND.len())];
    let mut text = before.to_owned();
    for _ in 0..feed.below(LENGTH) {
        let token = drawn[usize::from(feed.byte()) % drawn.len()];
        text.push_str(&written(token, feed));
    }
    text + behind
}

/// One token.
pub(super) fn token(feed: &mut Feed<'_>) -> &'static str {
    match feed.byte() % 8 {
        0..=4 => PLAIN[usize::from(feed.byte()) % PLAIN.len()],
        5 => LINES[usize::from(feed.byte()) % LINES.len()],
        _ => OTHER[usize::from(feed.byte()) % OTHER.len()],
    }
}

/// A token as text: one stands for keys about as long as a key may be.
pub(super) fn written(token: &str, feed: &mut Feed<'_>) -> String {
    match token {
        "LONG" => "k".repeat(990 + feed.below(50)),
        other => other.to_owned(),
    }
}
