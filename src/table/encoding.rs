//! Bytes of a file to text.

use crate::text::{Source, Span};

/// How the bytes of a text are read, where they do not say so themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// What programs of Windows in western languages write.
    Windows1252,
}

/// Why a file is not read.
#[derive(Debug)]
pub enum Refused {
    /// Its bytes are no text in a known encoding, from this place on.
    Bytes(Box<Source>, Span),
    /// Another reason, in a sentence.
    Unusable(String),
}

/// The text of bytes: UTF-8, UTF-16 with a byte order mark, or the encoding that a person names.
pub fn text(bytes: Vec<u8>, encoding: Option<Encoding>) -> Result<Source, Refused> {
    let utf16 = match bytes.as_slice() {
        [0xff, 0xfe, rest @ ..] => Some(utf16(rest, u16::from_le_bytes)),
        [0xfe, 0xff, rest @ ..] => Some(utf16(rest, u16::from_be_bytes)),
        _ => None,
    };
    match (utf16, encoding) {
        (Some(Some(text)), _) => Ok(Source::decoded(text, bytes)),
        (Some(None), _) | (None, None) => Ok(Source::from_bytes(bytes)),
        (None, Some(Encoding::Windows1252)) => match std::str::from_utf8(&bytes) {
            Ok(text) if !text.is_ascii() => Err(Refused::Unusable(
                "the file is in UTF-8: leave `--encoding` out".to_owned(),
            )),
            _ => {
                let text = bytes.iter().map(|byte| windows_1252(*byte)).collect();
                Ok(Source::decoded(text, bytes))
            }
        },
    }
}

/// The text of pairs of bytes, if they are one.
fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let units = pairs.iter().map(|pair| unit(*pair));
    let text: Option<String> = char::decode_utf16(units).map(Result::ok).collect();
    text.filter(|_| rest.is_empty())
}

/// The character of a byte. Five bytes are none, and read as the control characters that they are in
/// ISO 8859-1, as browsers read them.
fn windows_1252(byte: u8) -> char {
    const FROM_80: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ";
    let special = byte.checked_sub(0x80).map(usize::from);
    let special = special.and_then(|at| FROM_80.chars().nth(at));
    special.unwrap_or_else(|| char::from(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_read_in_the_encoding_that_they_are_in() {
        let read = |bytes: &[u8], encoding| {
            let source = text(bytes.to_vec(), encoding).ok()?;
            source
                .invalid_at()
                .is_none()
                .then(|| source.text().to_owned())
        };
        let western = Some(Encoding::Windows1252);
        for (bytes, encoding, expected) in [
            (b"\xff\xfea\0\x19\x20".as_slice(), None, Some("a’")),
            (b"\xfe\xff\0a\x20\x19", None, Some("a’")),
            (b"\xff\xfea\0\x00", None, None),
            (b"\xff\xfe\x00\xd8", None, None),
            (b"VM\x92s \xe9\x80\xff", western, Some("VM’s é€ÿ")),
            (b"VM\x92s", None, None),
            (b"\xff\xfea\0", western, Some("a")),
            ("é".as_bytes(), western, None),
            (b"plain", western, Some("plain")),
        ] {
            assert_eq!(read(bytes, encoding).as_deref(), expected, "{bytes:?}");
        }
        let source = text(b"VM\x92s".to_vec(), western).expect("a text");
        let same = crate::text::Sha256::of([b"VM\x92s".as_slice()]);
        assert_eq!(source.sha256(), same, "the hash is that of the file");
    }
}
