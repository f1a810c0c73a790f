//! Takes the secret, and the signature made with it, out of everything that a server or a library says, before anything
//! else sees it. Uses nothing of the crate.
//!
//! Gateways and debugging servers echo what was signed, and what is signed begins with the secret. It is looked for in the
//! spellings that such an echo may have: upper and lower case, the escapes of JSON, URLs and HTML, hexadecimal, base64.

use std::borrow::Cow;

use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use memchr::{memchr2_iter, memchr3_iter, memmem};
use secrecy::{ExposeSecret, SecretString};

/// A shorter secret is in every text by chance; taking it out would bend numbers and protect nothing.
const SHORTEST_SECRET_BYTES: usize = 8;

/// The longest run of backslashes that is read as one escape: JSON inside JSON inside JSON.
const MOST_BACKSLASHES: usize = 15;

/// What stands in the place of what was taken out. Harmless inside JSON, HTML and an address.
const MARK: &str = "-removed-";

/// Knows one account's secret in all its spellings. They are wiped when it is dropped.
pub(super) struct Redactor {
    secret: SecretString,
    /// The secret in encodings that have no escapes.
    encoded: Vec<SecretString>,
}

impl Redactor {
    pub(super) fn new(secret: &SecretString) -> Self {
        let plain = secret.expose_secret();
        if plain.len() < SHORTEST_SECRET_BYTES {
            return Self { secret: SecretString::default(), encoded: Vec::new() };
        }
        let mut encoded = vec![hex::encode(plain), hex::encode_upper(plain)];
        for offset in 0..3 {
            for text in [encode(&STANDARD_NO_PAD, plain, offset), encode(&URL_SAFE_NO_PAD, plain, offset)] {
                if !encoded.contains(&text) {
                    encoded.push(text);
                }
            }
        }
        Self { secret: secret.clone(), encoded: encoded.into_iter().map(SecretString::from).collect() }
    }

    /// The bytes without the secret and without the signature of the request that they answer.
    pub(super) fn bytes<'a>(&self, bytes: &'a [u8], signature: &str) -> Cow<'a, [u8]> {
        let mut found = self.escaped(bytes);
        for needle in self.encoded.iter().map(ExposeSecret::expose_secret) {
            found.extend(memmem::find_iter(bytes, needle).map(|start| (start, start + needle.len())));
        }
        for needle in [signature.to_ascii_uppercase(), signature.to_ascii_lowercase()] {
            if !needle.is_empty() {
                found.extend(memmem::find_iter(bytes, &needle).map(|start| (start, start + needle.len())));
            }
        }
        if found.is_empty() {
            return Cow::Borrowed(bytes);
        }
        found.sort_unstable();
        let mut kept = Vec::with_capacity(bytes.len());
        let mut at = 0;
        for (start, end) in found {
            if start >= at {
                kept.extend_from_slice(bytes.get(at..start).unwrap_or_default());
                kept.extend_from_slice(MARK.as_bytes());
            }
            at = at.max(end);
        }
        kept.extend_from_slice(bytes.get(at..).unwrap_or_default());
        Cow::Owned(kept)
    }

    /// The text without the secret and without the signature.
    pub(super) fn text(&self, text: String, signature: &str) -> String {
        match self.bytes(text.as_bytes(), signature) {
            Cow::Borrowed(_) => text,
            Cow::Owned(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        }
    }

    /// Where the secret stands, with any of its characters escaped.
    fn escaped(&self, bytes: &[u8]) -> Vec<(usize, usize)> {
        let secret = self.secret.expose_secret();
        let Some(first) = secret.bytes().next() else {
            return Vec::new();
        };
        let plain_or_json = memchr3_iter(first.to_ascii_lowercase(), first.to_ascii_uppercase(), b'\\', bytes);
        let url_or_html = memchr2_iter(b'%', b'&', bytes);
        let found = |start| Some((start, end_of(secret, bytes, start)?));
        plain_or_json.chain(url_or_html).filter_map(found).collect()
    }
}

/// The characters of the secret's base64 form that are the same whatever stands around it, where `offset` bytes of a group
/// of three stand before it.
fn encode(engine: &impl base64::Engine, plain: &str, offset: usize) -> String {
    let bytes = [&vec![0; offset][..], plain.as_bytes()].concat();
    let text = engine.encode(&bytes);
    let (from, to) = ((offset * 8).div_ceil(6), bytes.len() * 8 / 6);
    text.get(from..to).unwrap_or_default().to_owned()
}

/// Where the secret ends that begins at a place.
fn end_of(secret: &str, bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start;
    let mut wanted = secret.chars();
    loop {
        let rest = wanted.as_str();
        let Some(c) = wanted.next() else { return Some(at) };
        match bytes.get(at..)? {
            [b'\\' | b'%' | b'&', ..] => return end_of_escaped(rest, bytes, at),
            here => at += plain_length(c, here)?,
        }
    }
}

/// The length of a character where the bytes begin with it as it is, in either case.
fn plain_length(wanted: char, bytes: &[u8]) -> Option<usize> {
    let mut buffer = [0; 4];
    let plain = wanted.encode_utf8(&mut buffer).as_bytes();
    bytes.get(..plain.len()).is_some_and(|start| start.eq_ignore_ascii_case(plain)).then_some(plain.len())
}

/// The same from an escape on. A character may be read in several ways, so all of them are followed.
fn end_of_escaped(secret: &str, bytes: &[u8], start: usize) -> Option<usize> {
    let mut ends = vec![start];
    for wanted in secret.chars() {
        let mut next = Vec::new();
        for end in ends {
            follow(wanted, bytes.get(end..).unwrap_or_default(), |length| next.push(end + length));
        }
        next.sort_unstable();
        next.dedup();
        if next.is_empty() {
            return None;
        }
        ends = next;
    }
    ends.into_iter().max()
}

/// Tells every length in which the bytes begin with a character, plain or escaped.
fn follow(wanted: char, bytes: &[u8], mut found: impl FnMut(usize)) {
    if let Some(length) = plain_length(wanted, bytes) {
        found(length);
    }
    match bytes.first() {
        Some(b'\\') => {
            let slashes = bytes.iter().take(MOST_BACKSLASHES).take_while(|byte| **byte == b'\\').count();
            let rest = bytes.get(slashes..).unwrap_or_default();
            if let Some(length) = plain_length(wanted, rest) {
                found(slashes + length);
            }
            if wanted == '\\' {
                found(slashes);
            }
            if let Some(length) = json_escape(wanted, rest) {
                found(slashes + length);
            }
        }
        Some(b'%') => {
            let mut buffer = [0; 4];
            let plain = wanted.encode_utf8(&mut buffer).as_bytes();
            let escaped = plain.iter().enumerate().all(|(index, byte)| {
                let code = bytes.get(index * 3..index * 3 + 3);
                let value = code.and_then(|code| code.strip_prefix(b"%")).and_then(|digits| number(digits, 16));
                value.and_then(|value| u8::try_from(value).ok()).is_some_and(|value| value.eq_ignore_ascii_case(byte))
            });
            if escaped {
                found(plain.len() * 3);
            }
        }
        Some(b'&') => {
            if let Some(length) = html_escape(wanted, bytes) {
                found(length);
            }
        }
        _ => {}
    }
}

/// The length of `uXXXX` for a character; of two such escapes, with a backslash between, beyond the first 65,536.
fn json_escape(wanted: char, rest: &[u8]) -> Option<usize> {
    let unit = |at: usize| u16::try_from(number(rest.get(at..at + 5)?.strip_prefix(b"u")?, 16)?).ok();
    let first = unit(0)?;
    if char::from_u32(first.into()).is_some_and(|c| c.eq_ignore_ascii_case(&wanted)) {
        return Some(5);
    }
    let mut units = [0; 2];
    let pair = wanted.encode_utf16(&mut units);
    let slashes = rest.get(5..)?.iter().take(MOST_BACKSLASHES).take_while(|byte| **byte == b'\\').count();
    (pair == [first, unit(5 + slashes)?]).then_some(10 + slashes)
}

/// The length of `&amp;`, `&#38;` or `&#x26;` for a character.
fn html_escape(wanted: char, bytes: &[u8]) -> Option<usize> {
    let end = bytes.iter().take(12).position(|byte| *byte == b';')?;
    let inside = bytes.get(1..end)?;
    let is_wanted = match inside {
        b"amp" => wanted == '&',
        b"lt" => wanted == '<',
        b"gt" => wanted == '>',
        b"quot" => wanted == '"',
        b"apos" => wanted == '\'',
        [b'#', b'x' | b'X', digits @ ..] => char::from_u32(number(digits, 16)?)?.eq_ignore_ascii_case(&wanted),
        [b'#', digits @ ..] => char::from_u32(number(digits, 10)?)?.eq_ignore_ascii_case(&wanted),
        _ => false,
    };
    is_wanted.then_some(end + 1)
}

fn number(digits: &[u8], radix: u32) -> Option<u32> {
    let digits = std::str::from_utf8(digits).ok().filter(|digits| !digits.starts_with('+'))?;
    u32::from_str_radix(digits, radix).ok()
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;

    use super::*;

    const SECRET: &str = "demo&Secret\"-0001";

    fn redacted(text: &str) -> String {
        let redactor = Redactor::new(&SecretString::from(SECRET));
        redactor.text(text.to_owned(), "0123456789ABCDEF0123456789ABCDEF")
    }

    #[test]
    fn every_spelling_of_the_secret_goes() {
        for spelling in [
            SECRET.to_owned(),
            SECRET.to_uppercase(),
            SECRET.to_lowercase(),
            r#"demo&Secret\"-0001"#.to_owned(),
            r#"demo\u0026Secret\"-0001"#.to_owned(),
            r#"\u0064emo&Secret\u0022\u002D0001"#.to_owned(),
            r#"demo\\u0026Secret\\\"-0001"#.to_owned(),
            "demo%26Secret%22-0001".to_owned(),
            SECRET.bytes().map(|byte| format!("%{byte:02x}")).collect(),
            "demo&amp;Secret&quot;-0001".to_owned(),
            "demo&#38;Secret&#x22;-0001".to_owned(),
            hex::encode(SECRET),
            hex::encode_upper(SECRET),
        ] {
            assert_eq!(redacted(&format!("\"a {spelling}&body={{\"")), "\"a -removed-&body={\"", "{spelling}");
        }
    }

    #[test]
    fn base64_goes_wherever_the_secret_stands_in_it() {
        for before in ["", "a", "ab", "abc"] {
            for after in ["", "&body=", "x"] {
                let text = redacted(&STANDARD.encode(format!("{before}{SECRET}{after}")));
                let rest = text.replace(MARK, "");
                assert!(text.contains(MARK) && rest.len() < 16, "{before:?} {after:?} {text}");
            }
        }
    }

    #[test]
    fn the_signature_goes_and_the_rest_stays() {
        assert_eq!(redacted("sign 0123456789abcdef0123456789ABCDEF"), "sign 0123456789abcdef0123456789ABCDEF");
        assert_eq!(redacted("sign 0123456789abcdef0123456789abcdef."), "sign -removed-.");
        for text in ["demo&Secret", "\\", "\\u", "\\u00", "%", "%2", "&", "&#", "&#;", "", "demo%26%", "客户\\u5ba2"]
        {
            assert_eq!(redacted(text), text);
        }
        assert_eq!(redacted(&format!("{SECRET}{SECRET}客")), "-removed--removed-客");
    }

    #[test]
    fn characters_beyond_ascii_go_in_every_spelling_too() {
        let redactor = Redactor::new(&SecretString::from("密钥📞-0001"));
        for text in ["密钥📞-0001", r"\u5bc6\u94A5\ud83d\udcde-0001", "%E5%AF%86%e9%92%a5%F0%9F%93%9E-0001"] {
            assert_eq!(redactor.text(text.to_owned(), ""), MARK, "{text}");
        }
    }

    #[test]
    fn a_secret_that_is_none_bends_nothing() {
        let redactor = Redactor::new(&SecretString::from("1"));
        assert_eq!(redactor.text("{\"totalCall\":101}".to_owned(), ""), "{\"totalCall\":101}");
    }
}
