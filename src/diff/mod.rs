//! What a change of a matrix means for the manifests that it judges.

mod impact;

pub use impact::{Feature, Impact, Run, Touched};
