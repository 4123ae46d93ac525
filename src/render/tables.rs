//! Tables in Markdown, and what may stand in their cells.
//!
//! Everything that comes from a file is text: punctuation is written as character references, which
//! Markdown never takes for markup, so that no name can open a tag, a link or a column.

use std::borrow::Borrow;
use std::fmt::Write as _;

use crate::finding::Finding;
use crate::text::visible;

/// Writes a table.
pub(super) fn write<S: Borrow<str>, R: AsRef<[String]>>(
    out: &mut String,
    heads: &[S],
    rows: impl IntoIterator<Item = R>,
) {
    let _ = writeln!(out, "| {} |", heads.join(" | "));
    let _ = writeln!(out, "|{}", " --- |".repeat(heads.len()));
    for row in rows {
        let _ = writeln!(out, "| {} |", row.as_ref().join(" | "));
    }
}

/// Code and name of a finding's rule.
pub(super) fn rule(finding: &Finding) -> String {
    format!("{} {}", finding.rule.code, finding.rule.name)
}

/// `path:line:column` of a finding.
pub(super) fn place(finding: &Finding) -> String {
    let at = &finding.location;
    format!(
        "{}:{}:{}",
        cell(&at.path.relative),
        at.start.line,
        at.start.column
    )
}

/// A message, and below it what to do.
pub(super) fn advised(message: &str, help: Option<&str>) -> String {
    match help {
        Some(help) => format!("{}<br>{}", cell(message), cell(help)),
        None => cell(message),
    }
}

/// Text for a cell. A name in backticks stays one, where that is safe.
pub(super) fn cell(text: &str) -> String {
    let text = visible(text);
    let parts: Vec<&str> = text.split('`').collect();
    let mut cell = String::with_capacity(text.len() + 16);
    let mut marked = false;
    for (index, part) in parts.iter().enumerate() {
        // A backtick of ours has none beside it and has its partner in the same cell: nothing
        // between the two can be markup. A pipe would be read there; the rest is for renderers that
        // are less strict.
        let neighbour = |at: Option<&&str>, edge| match at {
            Some(text) => !text.is_empty() || edge,
            None => false,
        };
        let before = index.checked_sub(1).and_then(|at| parts.get(at));
        let alone = neighbour(before, index == 1)
            && neighbour(parts.get(index + 1), index + 2 == parts.len());
        let code = index % 2 == 1 && alone && is_code(part);
        if index > 0 && !code && !marked {
            cell.push_str("&#96;");
        }
        if code {
            let _ = write!(cell, "`{part}`");
        } else {
            referenced(&mut cell, part);
        }
        marked = code;
    }
    cell
}

/// Text for a cell, in which punctuation that could be no markup stays as it is written.
pub(super) fn plain(text: &str) -> String {
    let text = visible(text);
    let mut cell = String::with_capacity(text.len() + 16);
    let mut rest = text.chars();
    while let Some(character) = rest.next() {
        let next = rest.as_str().chars().next();
        match character {
            '\'' | '"' | '%' | '+' | '=' => cell.push(character),
            // One that begins a reference would be read.
            '&' if !next.is_some_and(|next| next == '#' || next.is_ascii_alphanumeric()) => {
                cell.push('&');
            }
            other => referenced(&mut cell, other.encode_utf8(&mut [0; 4])),
        }
    }
    cell
}

/// Whether text between backticks is shown as it stands.
fn is_code(text: &str) -> bool {
    !text.is_empty()
        && text.trim() == text
        && !text.contains(['|', '\\', '\n', '\t', '<', '&'])
        && !text.contains("](")
}

/// Writes all punctuation that could be markup as character references.
fn referenced(out: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '\n' => out.push_str("<br>"),
            '\t' => out.push(' '),
            ' ' | ',' | '.' | '/' | ':' | '-' | '(' | ')' | ';' | '?' => out.push(character),
            other if other.is_ascii_punctuation() => {
                let _ = write!(out, "&#{};", u32::from(other));
            }
            other => out.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_in_backticks_stays_one_where_that_is_safe() {
        for (text, expected) in [
            ("`databases`: write `[R, A]`", "`databases`: write `[R, A]`"),
            ("`a`b`: x", "`a`b&#96;: x"),
            ("`a``b`", "&#96;a&#96;&#96;b&#96;"),
            ("``a``", "&#96;&#96;a&#96;&#96;"),
            ("`a|b`", "&#96;a&#124;b&#96;"),
            ("`a\\`", "&#96;a&#92;&#96;"),
            ("`", "&#96;"),
            ("a `b", "a &#96;b"),
            ("", ""),
        ] {
            assert_eq!(cell(text), expected, "{text}");
        }
    }

    #[test]
    fn nothing_is_markup_a_row_or_a_tag() {
        assert_eq!(
            cell("<b>*x*</b> [l](u) a|b &amp; _y_\n# c"),
            "&#60;b&#62;&#42;x&#42;&#60;/b&#62; &#91;l&#93;(u) a&#124;b &#38;amp; &#95;y&#95;<br>&#35; c"
        );
        assert_eq!(cell("\u{1b}[2J"), "&#92;u&#123;1b&#125;&#91;2J");
    }
}
