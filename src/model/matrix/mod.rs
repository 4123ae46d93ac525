//! The responsibility matrix: the published table as data, embedded or a user's own.

mod data;
pub mod diff;
mod draft;
mod load;
mod registry;
mod title;

pub use data::{Matrix, Origin, Provenance, Provider, Row};
pub use draft::{Draft, DraftRow, Parsed};
pub use load::{Link, links, load};
pub use registry::{AUCLOUD_IAAS, Reference, Registry};
pub use title::{Spellings, repaired as repaired_title};
