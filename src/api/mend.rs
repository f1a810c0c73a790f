//! Repairs to a body before it is read again, used only where reading it as it is failed. Uses nothing.
//!
//! Both repairs keep every other byte, so that what can be read is read as it came.

use std::borrow::Cow;

/// A text after repairs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mended<'a> {
    /// The text; borrowed where nothing had to be repaired.
    pub text: Cow<'a, str>,
    /// How many pieces were replaced.
    pub pieces: usize,
}

/// The body as text: a byte order mark is dropped, bytes that are not UTF-8 become U+FFFD.
pub fn mend_utf8(body: &[u8]) -> Mended<'_> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let pieces = match std::str::from_utf8(body) {
        Ok(text) => return Mended { text: Cow::Borrowed(text), pieces: 0 },
        Err(_) => body.utf8_chunks().filter(|chunk| !chunk.invalid().is_empty()).count(),
    };
    Mended { text: String::from_utf8_lossy(body), pieces }
}

/// Raw control characters become spaces. JSON forbids them inside strings; outside of strings the allowed ones mean the
/// same as a space.
pub fn mend_controls(text: &str) -> Mended<'_> {
    let pieces = text.bytes().filter(u8::is_ascii_control).count();
    if pieces == 0 {
        return Mended { text: Cow::Borrowed(text), pieces };
    }
    let text = text.chars().map(|c| if c.is_ascii_control() { ' ' } else { c }).collect();
    Mended { text: Cow::Owned(text), pieces }
}

/// Halves of surrogate pairs, written as escapes in JSON text, become `\ufffd`.
pub fn mend_surrogates(json: &str) -> Mended<'_> {
    let mut mended = String::new();
    let (mut copied, mut at, mut pieces) = (0, 0, 0);
    while let Some(found) = json.get(at..).and_then(|rest| rest.find('\\')) {
        let start = at + found;
        at = match (escaped_unit(json, start), escaped_unit(json, start + 6)) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => start + 12,
            (Some(0xd800..=0xdfff), _) => {
                mended.push_str(json.get(copied..start).unwrap_or_default());
                mended.push_str("\\ufffd");
                pieces += 1;
                copied = start + 6;
                copied
            }
            (Some(_), _) => start + 6,
            // Step over the backslash and the ASCII letter that follows it.
            (None, _) => (start + 2..=json.len()).find(|end| json.is_char_boundary(*end)).unwrap_or(json.len()),
        };
    }
    if pieces == 0 {
        return Mended { text: Cow::Borrowed(json), pieces };
    }
    mended.push_str(json.get(copied..).unwrap_or_default());
    Mended { text: Cow::Owned(mended), pieces }
}

/// The number of a `\uXXXX` escape that starts at a place.
fn escaped_unit(json: &str, start: usize) -> Option<u16> {
    let digits = json.get(start..start.checked_add(6)?)?.strip_prefix("\\u")?;
    digits.bytes().all(|b| b.is_ascii_hexdigit()).then(|| u16::from_str_radix(digits, 16).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_halves_of_pairs_are_replaced() {
        for (json, expected, pieces) in [
            (r"\ud83d\ude00", r"\ud83d\ude00", 0),
            (r"\ud83d", r"\ufffd", 1),
            (r"\ude00x", r"\ufffdx", 1),
            (r"\ud83d\ud83d\ude00", r"\ufffd\ud83d\ude00", 1),
            (r"\\ud83d", r"\\ud83d", 0),
            (r"\\\ud83d", r"\\\ufffd", 1),
            (r"\", r"\", 0),
            ("\\客\\u5ba2", "\\客\\u5ba2", 0),
            (r"\ud8", r"\ud8", 0),
        ] {
            let mended = mend_surrogates(json);
            assert_eq!((&*mended.text, mended.pieces), (expected, pieces), "{json}");
        }
    }

    #[test]
    fn a_byte_order_mark_is_dropped_and_broken_bytes_are_counted() {
        assert_eq!(mend_utf8(b"\xef\xbb\xbf{}").text, "{}");
        let mended = mend_utf8(b"a\xffb\xc3(");
        assert_eq!((&*mended.text, mended.pieces), ("a\u{fffd}b\u{fffd}(", 2));
    }

    #[test]
    fn control_characters_become_spaces() {
        assert_eq!(mend_controls("a\nb\u{1}客").text, "a b 客");
        assert_eq!(mend_controls("客").pieces, 0);
    }
}
