//! Text and the places in it: what files hold, where it is, and the words of messages. The lowest
//! floor; nothing here knows what the text is about.

mod file;
pub mod json;
mod nearest;
mod path;
mod sha256;
mod source;
mod span;
mod visible;
mod words;

pub use file::{
    MAX_FILE_BYTES, ReadError, Writing, is_appended, read_bytes, write_new, write_whole,
    write_whole_by,
};
pub use nearest::{COMPARED, nearest, nearest_thing};
pub use path::{FilePath, clean, encoded, slashed};
pub use sha256::Sha256;
pub use source::Source;
pub use span::{Position, Span};
pub use visible::{has_hidden, is_blank, is_hidden, one_line, shows_nothing, visible};
pub use words::{code, counted, days, list, quote, single_spaced, split_scheme};
