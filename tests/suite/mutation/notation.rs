//! The many ways of writing the same thing: letters in a cell, the key of a feature.

use super::expected::Place;
use super::maker::Maker;
use super::table::Row;
use super::yaml::{Body, Node, Style};

/// A cell with these letters in any notation, and where each of them will stand.
pub fn cell(maker: &mut Maker, letters: &[&str]) -> (Node, Vec<Place>) {
    match letters {
        [] => (empty_cell(maker), Vec::new()),
        _ if maker.chance(45) => list(maker, letters),
        _ => string(maker, letters),
    }
}

fn empty_cell(maker: &mut Maker) -> Node {
    match maker.below(5) {
        0 => maker.text(""),
        1 => maker.list(Vec::new()),
        2 => maker.verbatim("~"),
        _ => maker.node(Body::Empty),
    }
}

/// `[R, A]`, in flow or in block style.
fn list(maker: &mut Maker, letters: &[&str]) -> (Node, Vec<Place>) {
    let items: Vec<Node> = letters.iter().map(|letter| maker.text(*letter)).collect();
    let places = items
        .iter()
        .zip(letters)
        .map(|(item, letter)| Place::Piece(item.id, 0, letter.chars().count()))
        .collect();
    (maker.list(items), places)
}

/// `R` or `R, A`, the notation of the published table.
pub fn string(maker: &mut Maker, letters: &[&str]) -> (Node, Vec<Place>) {
    let mut text = String::new();
    let mut pieces = Vec::new();
    for letter in letters {
        if !text.is_empty() {
            text.push_str(maker.pick(&[", ", ", ", ",", " , ", ",  "]));
        }
        pieces.push((text.chars().count(), letter.chars().count()));
        text.push_str(letter);
    }
    let style = maker.pick(&[Style::Plain, Style::Single, Style::Double]);
    let node = maker.styled(text, style);
    let places = pieces
        .iter()
        .map(|&(at, length)| Place::Piece(node.id, at, length))
        .collect();
    (node, places)
}

/// The letters of `RA` one by one, in any order.
pub fn shuffled(maker: &mut Maker, letters: &'static str) -> Vec<&'static str> {
    let mut letters = split(letters);
    maker.shuffle(&mut letters);
    letters
}

/// The letters of `RA` one by one.
pub fn split(letters: &str) -> Vec<&str> {
    letters
        .split("")
        .filter(|letter| !letter.is_empty())
        .collect()
}

/// The letters that a well-written cell holds, sorted.
pub fn letters(cell: &Node) -> String {
    let mut letters: Vec<char> = match cell.text() {
        Some("~") => Vec::new(),
        Some(text) => text
            .chars()
            .filter(|letter| letter.is_alphabetic())
            .collect(),
        None => cell
            .items()
            .iter()
            .filter_map(Node::text)
            .flat_map(str::chars)
            .collect(),
    };
    letters.sort_unstable();
    letters.into_iter().collect()
}

/// A key for the feature: its id, or its title in any spelling that is permitted.
pub fn feature_key(maker: &mut Maker, row: &Row) -> String {
    if maker.chance(55) {
        row.id.to_owned()
    } else {
        title(maker, row)
    }
}

/// The feature's title in any spelling that is permitted.
pub fn title(maker: &mut Maker, row: &Row) -> String {
    let provider = maker.pick(&["AUCloud", "AUCyber"]);
    let title = row.title.replace("AUCloud", provider);
    let title = any_case(maker, &title);
    let title = any_apostrophe(maker, &title);
    let title = any_slash(maker, &title);
    any_space(maker, &title)
}

fn any_case(maker: &mut Maker, title: &str) -> String {
    match maker.below(8) {
        0 => title.to_lowercase(),
        1 => title.to_uppercase(),
        2 => title
            .chars()
            .map(|letter| random_case(maker, letter))
            .collect(),
        _ => title.to_owned(),
    }
}

fn random_case(maker: &mut Maker, letter: char) -> char {
    if maker.chance(50) {
        letter.to_ascii_uppercase()
    } else {
        letter.to_ascii_lowercase()
    }
}

/// Among them what the published page shows: an apostrophe read in the wrong encoding.
fn any_apostrophe(maker: &mut Maker, title: &str) -> String {
    let apostrophe = maker.pick(&["’", "'", "‘", "ʼ", "â€™"]);
    title.replace('’', apostrophe)
}

/// The page itself writes both `PaaS / SaaS` and `PaaS/ SaaS`.
fn any_slash(maker: &mut Maker, title: &str) -> String {
    let Some((before, after)) = title.split_once('/') else {
        return title.to_owned();
    };
    let slash = maker.pick(&[" / ", "/ ", " /", "/"]);
    format!("{}{slash}{}", before.trim_end(), after.trim_start())
}

fn any_space(maker: &mut Maker, title: &str) -> String {
    let space = maker.pick(&[" ", " ", " ", " ", "  ", "\t"]);
    title.replacen(' ', space, 1 + maker.below(3))
}
