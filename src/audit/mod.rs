//! What a run saw beside what it found: findings say what is wrong, the facts of a check say what is
//! there, and [`fleet`] lays the two beside each other, so that a report can show both.

pub mod checks;
pub mod fleet;
mod provenance;
pub mod ran;
pub mod state;
pub mod verdict;
pub mod waivers;

pub use provenance::{Judge, Provenance, Root, Steering};
