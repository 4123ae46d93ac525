//! What a place in a document means: which feature, waiver or cell a JSON Pointer leads into. Nobody
//! else compares the text of one.

use std::borrow::Cow;

use crate::yaml::{ancestor, pointer_steps};

/// The system's name.
pub const SYSTEM: &str = "/metadata/system";

/// The entry of the features, of which each key is a feature.
pub const FEATURES: &str = "/features";

/// The part of a document that a pointer leads into; nothing for the root.
pub fn part(pointer: &str) -> Option<Cow<'_, str>> {
    pointer_steps(pointer).next()
}

/// Whether a pointer names a part of the document, and nothing in it.
pub fn is_part(pointer: &str) -> bool {
    pointer_steps(pointer).count() == 1
}

/// The key of the feature that a pointer leads into.
pub fn feature(pointer: &str) -> Option<Cow<'_, str>> {
    let mut steps = pointer_steps(pointer);
    steps.next().filter(|step| step == "features")?;
    steps.next()
}

/// Whether a pointer names a feature, and nothing in it.
pub fn is_feature(pointer: &str) -> bool {
    feature(pointer).is_some() && pointer_steps(pointer).count() == 2
}

/// The number of the waiver that a pointer leads into, as it is written.
pub fn waiver(pointer: &str) -> Option<Cow<'_, str>> {
    let mut steps = pointer_steps(pointer);
    steps.next().filter(|step| step == "waivers")?;
    steps.next()
}

/// The party of a cell of roles, or of a letter in one.
pub fn party(pointer: &str) -> Option<Cow<'_, str>> {
    let mut steps = pointer_steps(pointer);
    steps.next().filter(|step| step == "features")?;
    steps.nth(1).filter(|step| step == "raci")?;
    steps.next()
}

/// Whether a pointer names a cell, and no letter in it.
pub fn is_cell(pointer: &str) -> bool {
    party(pointer).is_some() && pointer_steps(pointer).count() == 4
}

/// Whether a pointer names the features, one of them, its `raci`, or a cell or a part of one.
pub fn is_of_roles(pointer: &str) -> bool {
    let mut steps = pointer_steps(pointer);
    steps.next().is_some_and(|step| step == "features")
        && steps.nth(1).is_none_or(|field| field == "raci")
}

/// Whether a pointer names the reason why a feature does not apply.
pub fn is_not_applicable(pointer: &str) -> bool {
    feature(pointer).is_some()
        && pointer_steps(pointer)
            .nth(2)
            .is_some_and(|step| step == "notApplicable")
}

/// The place that no other part of a document depends on and that a pointer leads into: the metadata,
/// or one feature.
pub fn aside(pointer: &str) -> Option<&str> {
    if feature(pointer).is_some() {
        return Some(ancestor(pointer, 2));
    }
    let metadata = part(pointer).filter(|part| part == "metadata");
    metadata.map(|_| ancestor(pointer, 1))
}

/// What every key of a map is; nothing where an object has fields.
pub fn entry_of(map: &str) -> Option<&'static str> {
    let steps: Vec<_> = pointer_steps(map).collect();
    let steps: Vec<&str> = steps.iter().map(AsRef::as_ref).collect();
    match steps.as_slice() {
        ["features"] => Some("a feature"),
        ["contacts"] => Some("a contact"),
        ["parties", "thirdParties"] => Some("a third party"),
        ["features", _, "raci"] => Some("a party"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_what_their_steps_say() {
        assert_eq!(feature("/features/a~1b/raci").as_deref(), Some("a/b"));
        assert_eq!(feature("/featuresx/a"), None);
        assert_eq!(part("/metadatas/x").as_deref(), Some("metadatas"));
        assert_eq!(aside("/metadatas/x"), None);
        assert_eq!(aside("/metadata/crisp/signedOn"), Some("/metadata"));
        assert_eq!(aside("/features/a/raci/customer"), Some("/features/a"));
        assert!(is_cell("/features/a/raci/customer"));
        assert!(!is_cell("/features/a/raci/customer/0"));
        assert_eq!(
            party("/features/a/raci/customer/0").as_deref(),
            Some("customer")
        );
        assert_eq!(waiver("/waivers/3/rule").as_deref(), Some("3"));
        assert!(is_not_applicable("/features/a/notApplicable"));
        assert!(is_part("/extends") && !is_part("") && !is_part("/a/b"));
    }
}
