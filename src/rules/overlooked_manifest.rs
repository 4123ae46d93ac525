//! CRISP007: a manifest under a name that no pattern matches is not checked, and nobody would know.

use std::ops::Range;

use crate::finding::{Family, Fault, Needs, Rule, Severity};
use crate::text::{Span, quote};

/// The rule.
pub static RULE: Rule = Rule {
    code: "CRISP007",
    name: "overlooked-manifest",
    severity: Severity::Warning,
    waivable: false,
    family: Family::Reading,
    needs: Needs::File,
    summary: "a file in a searched folder contains a manifest, but no pattern of `include` matches its name",
    page: include_str!("../../rules/CRISP007.md"),
    ..Rule::USUAL
};

/// A manifest that was passed over. `path` counts from its root, `kind` are the characters of its kind, and
/// `usual` says whether the usual names are searched for.
pub fn fault(path: &str, kind: Range<usize>, usual: bool) -> Fault {
    let help = if usual {
        let (folder, name) = path
            .rsplit_once('/')
            .map_or(("", path), |(folder, name)| (folder, name));
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let slash = if folder.is_empty() { "" } else { "/" };
        let name = format!("{folder}{slash}{stem}.crisp.yaml");
        format!(
            "rename the file to {}, so that crisplint finds it",
            quote(&name)
        )
    } else {
        let pattern = format!("/{}", pattern(path));
        format!("add {} to `include` in `.crisplint.yaml`", quote(&pattern))
    };
    let message = format!(
        "{} is a manifest, but it is not checked, because no pattern matches its name",
        quote(path)
    );
    Fault::new(&RULE, Span::new(kind.start, kind.end), message)
        .label("a manifest")
        .help(format!(
            "{help}; if it must not be checked, add it to `exclude`"
        ))
}

/// A path as a pattern that matches it and nothing else.
fn pattern(path: &str) -> String {
    let escape = |character| match character {
        '*' | '?' | '[' | ']' | '{' | '}' => format!("[{character}]"),
        '\\' => "\\\\".to_owned(),
        other => other.to_string(),
    };
    path.chars().map(escape).collect()
}
