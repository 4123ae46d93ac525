//! Where keys and values came to stand on paper.

use super::expected::Place;
use super::maker::Maker;
use super::yaml::{Id, Node};

/// Where something stands: lines and columns from 1, columns in code points, the end one past
/// the last character. A byte order mark takes no column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot {
    pub line: usize,
    pub column: usize,
    pub end_line: usize,
    pub end_column: usize,
}

/// Where the keys and values of a case were put, by id.
pub struct Spots(Vec<Option<Noted>>);

#[derive(Clone, Copy)]
struct Noted {
    spot: Spot,
    /// Where the text begins, behind an opening quote.
    text: usize,
}

impl Spots {
    pub fn new(maker: &Maker) -> Self {
        Self(vec![None; maker.ids()])
    }

    /// Notes what has just been written; its text begins at this column of the first line.
    pub fn note(&mut self, id: Id, spot: Spot, text: usize) {
        self.0[id.0] = Some(Noted { spot, text });
    }

    /// Where a place of this document is.
    pub fn find(&self, place: Place, root: Option<&Node>) -> Spot {
        let noted = |id: Id| self.0[id.0].map(|noted| noted.spot);
        let found = match place {
            Place::Whole(id) | Place::Alias(id) => noted(id),
            Place::Piece(id, start, length) => self.piece(id, start, length),
            Place::Value { value, key } => noted(value).or_else(|| noted(key)),
            Place::FirstKey => root.and_then(|root| noted(root.entries().first()?.key_id)),
            Place::Start => Some(Spot {
                line: 1,
                column: 1,
                end_line: 1,
                end_column: 1,
            }),
        };
        found.unwrap_or_else(|| panic!("{place:?} was never written"))
    }

    /// Where the real place behind an alias is; for a value in block style none is defined.
    pub fn find_real(&self, place: Place) -> Option<Spot> {
        match place {
            Place::Value { value, .. } => self.0[value.0].map(|noted| noted.spot),
            _ => Some(self.find(place, None)),
        }
    }

    fn piece(&self, id: Id, start: usize, length: usize) -> Option<Spot> {
        let Noted { spot, text } = self.0[id.0]?;
        let column = text + start;
        Some(Spot {
            column,
            end_column: column + length,
            ..spot
        })
    }
}
