//! Lines of a text by offset: where one begins and ends, how far it is indented, how it is ended.
//!
//! A line ends at a line feed, a carriage return or both, as YAML has it.

/// The characters of a text in a range; nothing for a range that is not there.
pub(super) fn slice(text: &str, start: usize, end: usize) -> &str {
    text.get(start..end).unwrap_or_default()
}

/// Where the line begins that holds an offset.
pub(super) fn line_start(text: &str, at: usize) -> usize {
    let before = slice(text, 0, at);
    before.rfind(['\n', '\r']).map_or(0, |end| end + 1)
}

/// Where the line ends that holds an offset, before its line break.
pub(super) fn line_end(text: &str, at: usize) -> usize {
    let behind = text.get(at..).unwrap_or_default();
    behind.find(['\n', '\r']).map_or(text.len(), |end| at + end)
}

/// The line break that ends the line that holds an offset; empty at the end of the text.
pub(super) fn line_break(text: &str, at: usize) -> &str {
    let end = line_end(text, at);
    let behind = text.get(end..).unwrap_or_default();
    let length = match behind.as_bytes() {
        [b'\r', b'\n', ..] => 2,
        [_, ..] => 1,
        [] => 0,
    };
    slice(text, end, end + length)
}

/// Where the next line begins, or the end of the text.
pub(super) fn next_line(text: &str, at: usize) -> usize {
    line_end(text, at) + line_break(text, at).len()
}

/// Where the line begins that ends where another one begins.
pub(super) fn line_above(text: &str, line: usize) -> Option<usize> {
    let before = slice(text, 0, line);
    let above = before.strip_suffix("\r\n");
    let above = above.or(before.strip_suffix(['\n', '\r']))?;
    Some(line_start(text, above.len()))
}

/// The line break for what is written at an offset: that of its line, else that of the first line.
pub(super) fn newline(text: &str, at: usize) -> &str {
    let here = line_break(text, at);
    let first = || line_break(text, 0);
    match (here, first()) {
        ("", "") => "\n",
        ("", first) => first,
        (here, _) => here,
    }
}

/// The column of an offset, counted from 0 in characters.
pub(super) fn column(text: &str, at: usize) -> usize {
    slice(text, line_start(text, at), at).chars().count()
}

/// Whether nothing but blanks stands before an offset on its line.
pub(super) fn begins_line(text: &str, at: usize) -> bool {
    is_blank(slice(text, line_start(text, at), at))
}

/// Whether a text is empty or holds nothing but spaces and tabs.
pub(super) fn is_blank(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' ' | b'\t'))
}

/// Whether a text holds no line break and no comment.
pub(super) fn is_bare(text: &str) -> bool {
    !text.contains(['\n', '\r', '#'])
}

/// Behind the spaces and tabs that follow an offset.
pub(super) fn skip_blanks(text: &str, at: usize) -> usize {
    let behind = text.get(at..).unwrap_or_default();
    at + (behind.len() - behind.trim_start_matches([' ', '\t']).len())
}

/// Before the spaces and tabs that stand in front of an offset.
pub(super) fn before_blanks(text: &str, at: usize) -> usize {
    slice(text, 0, at).trim_end_matches([' ', '\t']).len()
}

/// The comment that follows what ends at an offset, on the same line, where there is nothing between.
pub(super) fn comment(text: &str, at: usize) -> Option<&str> {
    let start = skip_blanks(text, at);
    let rest = slice(text, start, line_end(text, at));
    (start > at && rest.starts_with('#')).then_some(rest)
}

/// Whether what ends at an offset is the last of its line, a comment not counted.
pub(super) fn ends_line(text: &str, at: usize) -> bool {
    let rest = slice(text, at, line_end(text, at));
    is_blank(rest) || comment(text, at).is_some()
}

/// The column of a comment that has the line for itself.
pub(super) fn comment_column(text: &str, line: usize) -> Option<usize> {
    let content = slice(text, line, line_end(text, line));
    let ahead = content.trim_start_matches([' ', '\t']);
    ahead
        .starts_with('#')
        .then(|| content.chars().count() - ahead.chars().count())
}

/// The first line from an offset on that is not blank, or the end of the text.
pub(super) fn skip_blank_lines(text: &str, mut line: usize) -> usize {
    while line < text.len() && is_blank(slice(text, line, line_end(text, line))) {
        line = next_line(text, line);
    }
    line
}
