//! The rules: one file each, and [`RULES`], the one list of them.
//!
//! A rule's file holds its metadata, its words and, where it judges what was read, its `check`. The
//! rules whose fault stops the reading are reported by the stage that reads; their files hold the
//! words only.

mod context;
pub mod crisp_not_signed;
pub mod customer_disowns;
pub mod customer_overclaims;
pub mod date_in_future;
pub mod duplicate_key;
pub mod duplicate_system;
pub mod evidence_not_found;
pub mod expired_waiver;
pub mod expiring_waiver;
pub mod invalid_encoding;
pub mod invalid_value;
pub mod limit_exceeded;
pub mod long_waiver;
pub mod matrix_cycle;
pub mod matrix_version;
pub mod misplaced_responsible;
pub mod missing_evidence;
pub mod missing_feature;
pub mod missing_field;
pub mod missing_owner;
pub mod multiple_accountable;
pub mod no_accountable;
pub mod no_responsible;
pub mod not_a_manifest;
pub mod not_applicable_refused;
pub mod overlooked_manifest;
pub mod placeholder;
pub mod provider_as_third_party;
pub mod redundant_role;
pub mod review_overdue;
pub mod role_differs;
pub mod row;
pub mod same_party;
mod shape;
pub mod third_party_accountable;
pub mod unknown_contact;
pub mod unknown_feature;
pub mod unknown_field;
pub mod unknown_matrix;
pub mod unknown_party;
pub mod unknown_provider;
pub mod unreadable_file;
pub mod unsupported_version;
pub mod unused_waiver;
pub mod unwaivable_rule;
pub mod wrong_type;
pub mod yaml_syntax;

use crate::finding::Rule;

pub use context::{Check, Context, Policy, SharedContact, UnknownFeature};

/// Every rule, by code.
pub static RULES: &[(&Rule, Check)] = &[
    (&unreadable_file::RULE, Check::Reading),
    (&invalid_encoding::RULE, Check::Reading),
    (&yaml_syntax::RULE, Check::Reading),
    (&duplicate_key::RULE, Check::Reading),
    (&limit_exceeded::RULE, Check::Reading),
    (&not_a_manifest::RULE, Check::Reading),
    (&overlooked_manifest::RULE, Check::Reading),
    (&missing_field::RULE, Check::Reading),
    (&unknown_field::RULE, Check::Reading),
    (&wrong_type::RULE, Check::Reading),
    (&invalid_value::RULE, Check::Reading),
    (&unsupported_version::RULE, Check::Reading),
    (&no_accountable::RULE, Check::Row(no_accountable::check)),
    (
        &multiple_accountable::RULE,
        Check::Row(multiple_accountable::check),
    ),
    (&no_responsible::RULE, Check::Row(no_responsible::check)),
    (&redundant_role::RULE, Check::Row(redundant_role::check)),
    (&unknown_party::RULE, Check::Row(unknown_party::check)),
    (
        &unknown_matrix::RULE,
        Check::Manifest(unknown_matrix::check),
    ),
    (
        &matrix_version::RULE,
        Check::Manifest(matrix_version::check),
    ),
    (
        &unknown_feature::RULE,
        Check::Manifest(unknown_feature::check),
    ),
    (
        &missing_feature::RULE,
        Check::Manifest(missing_feature::check),
    ),
    (&customer_disowns::RULE, Check::Row(customer_disowns::check)),
    (
        &misplaced_responsible::RULE,
        Check::Row(misplaced_responsible::check),
    ),
    (
        &customer_overclaims::RULE,
        Check::Row(customer_overclaims::check),
    ),
    (
        &third_party_accountable::RULE,
        Check::Row(third_party_accountable::check),
    ),
    (&role_differs::RULE, Check::Row(role_differs::check)),
    (
        &not_applicable_refused::RULE,
        Check::Manifest(not_applicable_refused::check),
    ),
    (
        &unknown_provider::RULE,
        Check::Manifest(unknown_provider::check),
    ),
    (&matrix_cycle::RULE, Check::Run),
    (&same_party::RULE, Check::Manifest(same_party::check)),
    (
        &provider_as_third_party::RULE,
        Check::Manifest(provider_as_third_party::check),
    ),
    (&missing_owner::RULE, Check::Row(missing_owner::check)),
    (
        &unknown_contact::RULE,
        Check::Manifest(unknown_contact::check),
    ),
    (&placeholder::RULE, Check::Reading),
    (
        &review_overdue::RULE,
        Check::Manifest(review_overdue::check),
    ),
    (
        &date_in_future::RULE,
        Check::Manifest(date_in_future::check),
    ),
    (&missing_evidence::RULE, Check::Row(missing_evidence::check)),
    (
        &evidence_not_found::RULE,
        Check::Manifest(evidence_not_found::check),
    ),
    (
        &crisp_not_signed::RULE,
        Check::Manifest(crisp_not_signed::check),
    ),
    (
        &expired_waiver::RULE,
        Check::Manifest(expired_waiver::check),
    ),
    (&long_waiver::RULE, Check::Manifest(long_waiver::check)),
    (&unused_waiver::RULE, Check::Manifest(unused_waiver::check)),
    (
        &unwaivable_rule::RULE,
        Check::Manifest(unwaivable_rule::check),
    ),
    (
        &expiring_waiver::RULE,
        Check::Manifest(expiring_waiver::check),
    ),
    (&duplicate_system::RULE, Check::Run),
];

/// The rule of a code or a name.
pub fn find(name: &str) -> Option<&'static Rule> {
    context::named(RULES, name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{Family, Hides};

    #[test]
    fn codes_and_names_are_unique_and_well_formed() {
        let codes: Vec<&str> = RULES.iter().map(|(rule, _)| rule.code).collect();
        assert!(codes.is_sorted(), "by code");
        let mut names: Vec<&str> = RULES.iter().map(|(rule, _)| rule.name).collect();
        names.sort_unstable();
        for pair in codes.windows(2).chain(names.windows(2)) {
            assert_ne!(pair[0], pair[1]);
        }
        for (rule, _) in RULES {
            let digits = rule.code.strip_prefix("CRISP").expect("a code");
            assert!(digits.len() == 3 && digits.bytes().all(|byte| byte.is_ascii_digit()));
            let lower = |c: char| c.is_ascii_lowercase() || c == '-';
            assert!(rule.name.chars().all(lower), "{}", rule.name);
            assert!(!rule.summary.ends_with('.'), "{}", rule.summary);
        }
    }

    #[test]
    fn what_rules_know_about_themselves_agrees() {
        for (rule, _) in RULES {
            let hundred = rule.code.as_bytes().get(5).copied();
            let family = hundred.map(|digit| usize::from(digit - b'0'));
            assert_eq!(family, Some(rule.family as usize), "{}", rule.code);
            if rule.hides >= Hides::Value {
                assert!(rule.fixed && !rule.baselinable, "{}", rule.code);
            }
            if rule.family == Family::Waivers {
                assert!(!rule.is_waivable(), "{}", rule.code);
            }
        }
    }

    #[test]
    fn a_rule_is_found_by_code_and_name() {
        assert_eq!(
            find("CRISP202").map(|rule| rule.name),
            Some("multiple-accountable")
        );
        assert_eq!(find("crisp202"), find("multiple-accountable"));
        assert_eq!(find("CRISP999"), None);
    }
}
