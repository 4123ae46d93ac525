//! Texts for the two readers of YAML, made of the bytes of a fuzzer or of chance: of tokens, which are
//! seldom YAML at all, and of trees, which are YAML until a line or a token is put in.

mod forms;
mod tokens;
mod trees;

use super::feed::Feed;
use super::plain;

/// A text of tokens, in any order.
pub fn token_text(bytes: &[u8]) -> String {
    tokens::text(&mut Feed(bytes))
}

/// A text of a tree, in any style, most often with something too much, too little or in another's place.
pub fn tree_text(bytes: &[u8]) -> String {
    trees::text(&mut Feed(bytes))
}

/// A text of a tree to edit.
pub fn form_text(bytes: &[u8]) -> String {
    forms::text(&mut Feed(bytes))
}

/// Both readers on a text of tokens.
pub fn tokens(bytes: &[u8]) {
    plain(token_text(bytes).as_bytes());
}

/// Both readers on a text of a tree.
pub fn trees(bytes: &[u8]) {
    plain(tree_text(bytes).as_bytes());
}
