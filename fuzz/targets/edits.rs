#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| crisplint_fuzz::oracles::edits(bytes));
