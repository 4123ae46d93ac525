//! What the domain is made of, one typed concept a file, parsed once: who holds which role, matrices,
//! manifests, evidence, and the schemas that say which documents are read as these.

pub mod evidence;
pub mod kind;
pub mod manifest;
pub mod matrix;
pub mod place;
pub mod raci;
pub mod schema;
