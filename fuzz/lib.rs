//! What must hold for any input. The same functions are tests of crisplint itself, on its fixtures and
//! on what fuzzing has found; here libFuzzer feeds them.

#[path = "../tests/suite/fuzzing/oracles/mod.rs"]
pub mod oracles;
