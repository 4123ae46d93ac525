//! The report for an assessor: the whole fleet, what is wrong and what is right, and from what that
//! was worked out. One file per format, all of the same facts: pure functions of a
//! [`Fleet`](crate::audit::fleet::Fleet).

mod blocks;
mod cells;
mod contents;
pub mod csv;
mod excerpt;
mod findings;
pub mod html;
pub mod json;
pub mod markdown;
mod overview;
mod pieces;
mod provenance;
mod section;
mod systems;
mod words;
