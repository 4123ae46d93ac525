//! What stands behind the first wildcard of a pattern, as git's `wildmatch` understands it, on bytes.
//!
//! No library of globs reads as git does: the crates `glob` and `globset` refuse what it tolerates, and
//! `gix-glob` loses its place behind `[[:x]`, gives up at 64 stars and begins `foo**` elsewhere (tried beside
//! git with what `tests/suite/ignored.rs` makes). Here no pattern takes longer than its length times that of
//! the path times its folders, whatever a list from a stranger says.

/// One step of a pattern.
#[derive(Debug)]
enum Step {
    /// This byte.
    Byte(u8),
    /// Any byte but `/`: `?`.
    Any,
    /// One byte of these.
    One(Set),
    /// Any number of bytes but `/`: `*`.
    Star,
    /// Any number of bytes: `**` as the last part of a path.
    All,
    /// Any number of whole folders, none as well: `**/`.
    Folders,
}

/// Where another try can begin: the steps that are tried, and the text from which they were.
type Mark<'a> = Option<(&'a [Step], &'a [u8])>;

/// A glob, read.
#[derive(Debug)]
pub(super) struct Glob(
    /// Nothing where it fits nothing: a bracket without its end, a class that nobody knows.
    Option<Vec<Step>>,
);

/// Whether a byte ends what a pattern says plainly.
pub(super) fn is_special(byte: u8) -> bool {
    b"*?[\\".contains(&byte)
}

impl Glob {
    pub(super) fn new(pattern: &[u8]) -> Self {
        Self(read(pattern))
    }

    /// Whether it fits the whole of a text. Of the stars only the last one and the last `**` are tried again:
    /// what stands before them has been found as early as it is, which leaves the most to what follows.
    pub(super) fn fits(&self, text: &[u8]) -> bool {
        let Some(steps) = &self.0 else {
            return false;
        };
        let (mut steps, mut text) = (steps.as_slice(), text);
        let (mut star, mut folders): (Mark<'_>, Mark<'_>) = (None, None);
        loop {
            match (steps, text) {
                ([], []) => return true,
                ([step, rest @ ..], [byte, after @ ..]) if step.takes(*byte) => {
                    (steps, text) = (rest, after);
                    continue;
                }
                ([Step::Star, rest @ ..], _) => {
                    star = Some((rest, text));
                    steps = rest;
                    continue;
                }
                ([Step::All | Step::Folders, rest @ ..], _) => {
                    (star, folders) = (None, Some((steps, text)));
                    steps = rest;
                    continue;
                }
                _ => {}
            }
            if let Some((rest, [byte, after @ ..])) = star
                && *byte != b'/'
            {
                star = Some((rest, after));
                (steps, text) = (rest, after);
                continue;
            }
            let Some(([wild, rest @ ..], from)) = folders else {
                return false;
            };
            let Some(after) = wild.skip(from) else {
                return false;
            };
            (star, folders) = (None, folders.map(|(steps, _)| (steps, after)));
            (steps, text) = (rest, after);
        }
    }
}

impl Step {
    /// Whether it is about one byte, and this is one.
    fn takes(&self, byte: u8) -> bool {
        match self {
            Self::Byte(own) => *own == byte,
            Self::Any => byte != b'/',
            Self::One(set) => set.has(byte),
            Self::Star | Self::All | Self::Folders => false,
        }
    }

    /// The text from the next place on where what follows can begin.
    fn skip<'a>(&self, text: &'a [u8]) -> Option<&'a [u8]> {
        let to = match self {
            Self::Folders => text.iter().position(|&byte| byte == b'/')?,
            _ => 0,
        };
        text.get(to + 1..)
    }
}

/// Reads the steps of a pattern; nothing where it fits nothing.
fn read(pattern: &[u8]) -> Option<Vec<Step>> {
    let mut steps = Vec::new();
    let mut rest = pattern;
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        steps.push(match byte {
            b'*' => {
                let begins = matches!(steps.last(), None | Some(Step::Folders | Step::Byte(b'/')));
                let step;
                (step, rest) = stars(rest, begins);
                step
            }
            b'?' => Step::Any,
            b'[' => {
                let set;
                (set, rest) = Set::read(rest)?;
                Step::One(set)
            }
            b'\\' => {
                let byte;
                (byte, rest) = rest.split_first()?;
                Step::Byte(*byte)
            }
            byte => Step::Byte(*byte),
        });
    }
    Some(steps)
}

/// Reads what follows a star. More than one star are more than one only as a whole part of the path.
fn stars(rest: &[u8], begins: bool) -> (Step, &[u8]) {
    let end = rest.iter().position(|&byte| byte != b'*');
    let after = end.and_then(|end| rest.get(end..)).unwrap_or_default();
    match after {
        _ if !begins || after.len() == rest.len() => (Step::Star, after),
        [b'/', after @ ..] => (Step::Folders, after),
        [] | [b'\\', b'/', ..] => (Step::All, after),
        _ => (Step::Star, after),
    }
}

/// A set of bytes.
#[derive(Debug, Default)]
struct Set([u64; 4]);

impl Set {
    fn has(&self, byte: u8) -> bool {
        let part = self.0.get(usize::from(byte / 64));
        part.is_some_and(|part| part >> (byte % 64) & 1 == 1)
    }

    fn add(&mut self, byte: u8) {
        if let Some(part) = self.0.get_mut(usize::from(byte / 64)) {
            *part |= 1 << (byte % 64);
        }
    }

    fn add_all(&mut self, has: impl Fn(u8) -> bool) {
        (0..=u8::MAX)
            .filter(|&byte| has(byte))
            .for_each(|byte| self.add(byte));
    }

    /// Reads what follows `[`, and says what follows the `]` that ends it. A `]` at once does not end it.
    fn read(text: &[u8]) -> Option<(Self, &[u8])> {
        let (negated, mut rest) = match text {
            [b'!' | b'^', rest @ ..] => (true, rest),
            _ => (false, text),
        };
        let mut set = Self::default();
        // From where a `-` that follows would lead.
        let mut from = None;
        loop {
            (from, rest) = set.read_member(from, rest)?;
            if let [b']', after @ ..] = rest {
                // No bracket fits what stands between two folders.
                let mut all = Self::default();
                all.add_all(|byte| byte != b'/' && set.has(byte) != negated);
                return Some((all, after));
            }
        }
    }

    fn read_member<'a>(
        &mut self,
        from: Option<u8>,
        text: &'a [u8],
    ) -> Option<(Option<u8>, &'a [u8])> {
        let (byte, rest) = escaped(text)?;
        match (text, from) {
            ([b'-', rest @ ..], Some(from)) if !matches!(rest, [] | [b']', ..]) => {
                let (to, rest) = escaped(rest)?;
                self.add_all(|byte| (from..=to).contains(&byte));
                return Some((None, rest));
            }
            ([b'[', b':', named @ ..], _) => {
                let end = named.iter().position(|&byte| byte == b']')?;
                let (name, after) = named.split_at_checked(end)?;
                if let [name @ .., b':'] = name {
                    self.add_all(class(name)?);
                    return Some((None, after.get(1..)?));
                }
            }
            _ => {}
        }
        self.add(byte);
        Some((Some(byte), rest))
    }
}

/// The next byte, or the one behind a backslash.
fn escaped(text: &[u8]) -> Option<(u8, &[u8])> {
    let rest = text.strip_prefix(b"\\").unwrap_or(text);
    rest.split_first().map(|(byte, rest)| (*byte, rest))
}

/// What a class such as `[:alpha:]` has in it. For git white space is what stands in a line of text.
fn class(name: &[u8]) -> Option<fn(u8) -> bool> {
    Some(match name {
        b"alnum" => |byte| byte.is_ascii_alphanumeric(),
        b"alpha" => |byte| byte.is_ascii_alphabetic(),
        b"blank" => |byte| matches!(byte, b' ' | b'\t'),
        b"cntrl" => |byte| byte.is_ascii_control(),
        b"digit" => |byte| byte.is_ascii_digit(),
        b"graph" => |byte| byte.is_ascii_graphic(),
        b"lower" => |byte| byte.is_ascii_lowercase(),
        b"print" => |byte| matches!(byte, b' '..=b'~'),
        b"punct" => |byte| byte.is_ascii_punctuation(),
        b"space" => |byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'),
        b"upper" => |byte| byte.is_ascii_uppercase(),
        b"xdigit" => |byte| byte.is_ascii_hexdigit(),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::Glob;

    /// A list comes with a repository, and who wrote it may want the run to take for ever.
    #[test]
    fn no_pattern_takes_long() {
        let path = "aaaaaaaaaa/".repeat(300);
        for (pattern, fits) in [
            (
                ["**/", &"*a".repeat(9), "/", &"**/".repeat(900), "b"].concat(),
                false,
            ),
            ("*a*".repeat(2000) + "b", false),
            ("**/*a".repeat(200) + "*/b", false),
            ("**/*a".repeat(200) + "**/", true),
        ] {
            let glob = Glob::new(pattern.as_bytes());
            assert_eq!(glob.fits(path.as_bytes()), fits, "{pattern}");
        }
    }
}
