//! CRISP105: a format of another version may mean another thing.

use crate::finding::{Fault, Rule, Severity};
use crate::text::quote;
use crate::yaml::Route;

/// The rule.
pub static RULE: Rule = Rule {
    code: "CRISP105",
    name: "unsupported-version",
    severity: Severity::Error,
    fixed: true,
    summary: "an apiVersion that this build does not read",
    page: include_str!("../../rules/CRISP105.md"),
};

/// The version that this build reads.
pub const API_VERSION: &str = "crisplint/v1";

/// A document of another version.
pub fn fault(written: &str) -> Fault {
    let message = format!("the version {} is not read by this build", quote(written));
    Fault::new(&RULE, Route::value("/apiVersion"), message).help(format!(
        "write {}, or use the release of crisplint that reads this version",
        quote(&format!("apiVersion: {API_VERSION}"))
    ))
}
