//! Roles, and the cells that hold them. Manifests and matrices write cells alike, so both are read
//! here.

use std::fmt;

use crate::yaml::{Node, Route, Shape, pointer_push};

/// How many letters of one cell messages speak of. There are four; a text of millions is no table, and
/// would make a thousand times its size of messages.
pub const LETTERS_SHOWN: usize = 16;

/// What a party does for a feature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Does the work.
    Responsible,
    /// Answers for it.
    Accountable,
    /// Is asked before.
    Consulted,
    /// Is told after.
    Informed,
}

impl Role {
    /// All four, in the order in which they are written.
    pub const ALL: [Self; 4] = [
        Self::Responsible,
        Self::Accountable,
        Self::Consulted,
        Self::Informed,
    ];

    /// The role of an upper-case letter.
    pub fn from_letter(letter: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.letter() == letter)
    }

    /// R, A, C or I.
    pub fn letter(self) -> &'static str {
        match self {
            Self::Responsible => "R",
            Self::Accountable => "A",
            Self::Consulted => "C",
            Self::Informed => "I",
        }
    }

    /// The word behind the letter.
    pub fn word(self) -> &'static str {
        match self {
            Self::Responsible => "responsible",
            Self::Accountable => "accountable",
            Self::Consulted => "consulted",
            Self::Informed => "informed",
        }
    }

    fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// A set of roles. It shows as YAML: `C`, `[R, A]`, and `[]` where it is empty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Roles(u8);

impl Roles {
    /// Whether the role is in the set.
    pub fn has(self, role: Role) -> bool {
        self.0 & role.bit() != 0
    }

    /// The set with one more role.
    #[must_use]
    pub fn with(self, role: Role) -> Self {
        Self(self.0 | role.bit())
    }

    /// The set without a role.
    #[must_use]
    pub fn without(self, role: Role) -> Self {
        Self(self.0 & !role.bit())
    }

    /// What is in both sets.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Whether no role is in the set.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The roles in the order in which they are written.
    pub fn iter(self) -> impl Iterator<Item = Role> {
        Role::ALL.into_iter().filter(move |role| self.has(*role))
    }

    /// The letters as the published table writes them: `R, A`.
    pub fn published(self) -> String {
        self.iter().map(Role::letter).collect::<Vec<_>>().join(", ")
    }
}

impl FromIterator<Role> for Roles {
    fn from_iter<I: IntoIterator<Item = Role>>(roles: I) -> Self {
        roles.into_iter().fold(Self::default(), Self::with)
    }
}

impl fmt::Display for Roles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut roles = self.iter();
        match (roles.next(), roles.next()) {
            (Some(only), None) => f.write_str(only.letter()),
            _ => write!(f, "[{}]", self.published()),
        }
    }
}

/// A column of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Party {
    /// The provider.
    Provider,
    /// The customer.
    Customer,
    /// A declared third party, which acts for the customer.
    Third,
    /// A key that names no party.
    Unknown,
}

/// One letter of a cell, and where it stands: the index of a list's item, or the byte in a string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Letter {
    /// The role.
    pub role: Role,
    // Half as wide as a place in memory: a cell can hold millions, and a file has 32 MiB.
    at: u32,
}

/// What one party does for one feature.
#[derive(Clone, Debug)]
pub struct Cell<'d> {
    /// The key as written.
    pub key: &'d str,
    /// Who that is.
    pub party: Party,
    /// In the order of the file. Nothing where the cell has a fault of shape: it is then unknown
    /// as a whole, and no rule that would need it speaks.
    pub letters: Option<Vec<Letter>>,
    listed: bool,
}

impl<'d> Cell<'d> {
    /// Reads a cell that fits the schema; `intact` says whether it does.
    pub fn new(key: &'d str, party: Party, value: Node<'d>, intact: bool) -> Self {
        let listed = value.shape() == Shape::Sequence;
        let letters = intact.then(|| {
            if listed {
                let items = value.items().enumerate();
                items
                    .filter_map(|(at, item)| letter(item.as_str()?, at))
                    .collect()
            } else {
                pieces(value.as_str().unwrap_or_default())
                    .filter_map(|(at, piece)| letter(piece, at))
                    .collect()
            }
        });
        Self {
            key,
            party,
            letters,
            listed,
        }
    }

    /// A cell that is there, and cannot be read.
    pub fn unknown(key: &'d str, party: Party) -> Self {
        Self {
            key,
            party,
            letters: None,
            listed: false,
        }
    }

    /// A cell that holds these roles, as a list.
    pub fn of(key: &'d str, party: Party, roles: Roles) -> Self {
        let letters = (0..).zip(roles.iter());
        Self {
            key,
            party,
            letters: Some(letters.map(|(at, role)| Letter { role, at }).collect()),
            listed: true,
        }
    }

    /// The roles; nothing where the cell has a fault of shape.
    pub fn known(&self) -> Option<Roles> {
        let letters = self.letters.as_ref()?.iter();
        Some(letters.map(|letter| letter.role).collect())
    }

    /// The roles, as far as they are known.
    pub fn roles(&self) -> Roles {
        self.known().unwrap_or_default()
    }

    /// The first letter of a role.
    pub fn letter(&self, role: Role) -> Option<Letter> {
        self.letters
            .iter()
            .flatten()
            .copied()
            .find(|letter| letter.role == role)
    }

    /// The pointer of the cell below its `raci`.
    pub fn pointer(&self, raci: &str) -> String {
        let mut pointer = raci.to_owned();
        pointer_push(&mut pointer, self.key);
        pointer
    }

    /// The one character of a letter.
    pub fn route(&self, raci: &str, letter: Letter) -> Route {
        let mut pointer = self.pointer(raci);
        if self.listed {
            pointer_push(&mut pointer, &letter.at.to_string());
            Route::slice(pointer, 0..1)
        } else {
            let at = letter.at as usize;
            Route::slice(pointer, at..at + 1)
        }
    }
}

fn letter(text: &str, at: usize) -> Option<Letter> {
    let at = u32::try_from(at).ok()?;
    Role::from_letter(text).map(|role| Letter { role, at })
}

/// The pieces between the commas, white space off, each with its offset.
pub fn pieces(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut offset = 0;
    text.split(',').map(move |piece| {
        let start = offset + (piece.len() - piece.trim_start().len());
        offset += piece.len() + 1;
        (start, piece.trim())
    })
}
