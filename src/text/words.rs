//! Words in messages: names quoted and clipped, lists, plurals.

/// Characters of a name that a message shows before it is clipped.
pub(super) const SHOWN: usize = 60;

/// A name in backticks, clipped where it is long.
pub fn quote(name: &str) -> String {
    match name.char_indices().nth(SHOWN) {
        Some((end, _)) => code(&format!("{}…", name.get(..end).unwrap_or_default())),
        None => code(name),
    }
}

/// Text to write, in backticks, whole.
pub fn code(text: &str) -> String {
    ["`", text, "`"].concat()
}

/// The words of a text with one space between them.
pub fn single_spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What stands before and behind the first `://`. One character is found faster than three.
pub fn split_scheme(link: &str) -> Option<(&str, &str)> {
    let mut colons = link.match_indices(':');
    colons.find_map(|(at, _)| {
        let rest = link.get(at..)?.strip_prefix("://")?;
        Some((link.get(..at)?, rest))
    })
}

/// `a`, `a and b`, `a, b and c`.
pub fn list<S: AsRef<str>>(items: &[S], last: &str) -> String {
    let mut text = String::new();
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            let joint = if index + 1 == items.len() {
                format!(" {last} ")
            } else {
                ", ".to_owned()
            };
            text.push_str(&joint);
        }
        text.push_str(item.as_ref());
    }
    text
}

/// `12 manifests`, `1 manifest`, `2 matrices`.
pub fn counted(count: usize, one: &str) -> String {
    match one.strip_suffix("ix").filter(|_| count != 1) {
        Some(stem) => format!("{count} {stem}ices"),
        None => format!("{count} {one}{}", if count == 1 { "" } else { "s" }),
    }
}

/// `1 day`, `12 days`.
pub fn days(count: i32) -> String {
    counted(count.unsigned_abs() as usize, "day")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_no_plural() {
        assert_eq!([days(1), days(0), days(12)], ["1 day", "0 days", "12 days"]);
        assert_eq!(counted(1, "matrix"), "1 matrix");
        assert_eq!(counted(2, "matrix"), "2 matrices");
    }

    #[test]
    fn lists_read_as_sentences() {
        assert_eq!(list(&["a", "b", "c"], "and"), "a, b and c");
        assert_eq!(list(&["a"], "or"), "a");
    }
}
