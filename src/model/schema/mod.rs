//! The schemas, what they say of a document, and what its keys were meant for.

mod damage;
mod face;
mod names;
mod pattern;
mod shapes;

pub use damage::{Damage, UNDAMAGED};
pub use names::{Belongs, Meant, Misnamed, Names, Path, Step, find_names, is_spelt_like};
pub use pattern::is_slug;
pub use shapes::{
    Annotation, CONFIG, MANIFEST, MATRIX, Schema, Violation, ViolationKind, is_email,
};
