//! What a text looks like in each style of a scalar.

/// Whether a text can stand without quotes and still be this text.
///
/// Stricter than YAML: what is left out costs only a pair of quotes.
pub fn may_be_plain(text: &str, in_flow: bool) -> bool {
    let starts_well = text.starts_with(char::is_alphanumeric) || text == "<<";
    let ends_well = !text.ends_with([' ', '\t', ':']);
    let breaks = text.contains(": ") || text.contains(" #") || text.contains('\t');
    let flow_breaks = in_flow && text.contains([',', '[', ']', '{', '}']);
    starts_well && ends_well && !breaks && !flow_breaks && !means_something_else(text)
}

/// Whether a plain text would be a null, a boolean or a number.
fn means_something_else(text: &str) -> bool {
    const WORDS: [&str; 9] = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"];
    WORDS.contains(&text.to_ascii_lowercase().as_str()) || text.parse::<f64>().is_ok()
}

/// The text as it stands between double quotes, if wished without anything outside ASCII.
pub fn escape(text: &str, ascii: bool) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '"' | '\\' => escaped.extend(['\\', character]),
            '\t' if ascii => escaped.push_str("\\t"),
            '\u{80}'.. if ascii => escaped.push_str(&escaped_code(u32::from(character))),
            _ => escaped.push(character),
        }
    }
    escaped
}

fn escaped_code(code: u32) -> String {
    match code {
        0..0x100 => format!("\\x{code:02x}"),
        0x100..0x1_0000 => format!("\\u{code:04X}"),
        _ => format!("\\U{code:08x}"),
    }
}

/// Where a text can be broken: at a space with no white space on either side of it.
pub fn fold(text: &str) -> Option<usize> {
    let blank = |byte: Option<&u8>| byte.is_none_or(|byte| b" \t".contains(byte));
    let bytes = text.as_bytes();
    (1..bytes.len())
        .find(|&at| bytes[at] == b' ' && !blank(bytes.get(at - 1)) && !blank(bytes.get(at + 1)))
}
