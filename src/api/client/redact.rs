//! Takes the secret, and the signature made with it, out of everything that a server or a library says, before anything
//! else sees it. Uses `domain`.
//!
//! Gateways and debugging servers echo what was signed, and what is signed begins with the secret. It is looked for in the
//! spellings that such an echo may have: upper and lower case, the escapes of JSON, URLs and HTML, hexadecimal, base64, lists
//! of its bytes, cut at either end, and with anything between its characters that cannot be seen: what makes a text harmless
//! takes such characters out later, and would put the secret together again.

use std::borrow::Cow;

use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use memchr::{memchr_iter, memchr2_iter};
use secrecy::{ExposeSecret, SecretString};
use unicode_width::UnicodeWidthChar as _;

use crate::domain::text::is_harmful;

/// A shorter secret is in every text by chance; taking it out would bend numbers and protect nothing.
const SHORTEST_SECRET_BYTES: usize = 8;

/// A shorter half of the secret is in a text by chance more easily; of such a secret only the whole is looked for.
const SHORTEST_HALF_BYTES: usize = 12;

/// The longest run of backslashes that is read as one escape: JSON inside JSON inside JSON.
const MOST_BACKSLASHES: usize = 15;

/// What stands in the place of what was taken out. Harmless inside JSON, HTML and an address.
const MARK: &str = "-removed-";

/// Knows one account's secret in all its spellings. They are wiped when it is dropped.
pub(super) struct Redactor {
    /// The secret.
    secret: SecretString,
    /// The secret and its encoded forms; empty where it is too short.
    needles: Vec<SecretString>,
    /// Its first, middle and last half: where they begin and end. One of them is in whatever was cut by up to a quarter, or
    /// has one wrong character.
    halves: Vec<(usize, usize)>,
}

impl Redactor {
    pub(super) fn new(secret: &SecretString) -> Self {
        let plain = secret.expose_secret();
        if plain.len() < SHORTEST_SECRET_BYTES {
            return Self { secret: secret.clone(), needles: Vec::new(), halves: Vec::new() };
        }
        let listed = |of_byte: fn(u8) -> String, between| plain.bytes().map(of_byte).collect::<Vec<_>>().join(between);
        let (two_digits, decimal) = (|byte| format!("{byte:02x}"), |byte: u8| byte.to_string());
        let mut encoded = vec![hex::encode(plain), listed(two_digits, ":"), listed(decimal, " "), listed(decimal, ",")];
        for offset in 0..3 {
            for text in [encode(&STANDARD_NO_PAD, plain, offset), encode(&URL_SAFE_NO_PAD, plain, offset)] {
                if !encoded.contains(&text) {
                    encoded.push(text);
                }
            }
        }
        let encoded = encoded.into_iter().map(SecretString::from);
        let needles = std::iter::once(secret.clone()).chain(encoded).collect();
        Self { secret: secret.clone(), needles, halves: halves(plain) }
    }

    /// The bytes without the secret and without the signature of the request that they answer.
    pub(super) fn bytes<'a>(&self, bytes: &'a [u8], signature: &str) -> Cow<'a, [u8]> {
        let secrets = self.needles.iter().map(ExposeSecret::expose_secret);
        let mut found: Vec<_> = secrets.chain([signature]).flat_map(|needle| places(needle, bytes)).collect();
        found.extend(self.halves.iter().flat_map(|half| places_of_half(self.secret.expose_secret(), *half, bytes)));
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
}

/// The first, the middle and the last half of a text on borders of characters; none where they are too short.
fn halves(plain: &str) -> Vec<(usize, usize)> {
    let quarter = plain.len() / 4;
    let border = |at: usize| (at..=plain.len()).find(|at| plain.is_char_boundary(*at)).unwrap_or(plain.len());
    let half = |from: usize| (border(from), border(from + 2 * quarter));
    if 2 * quarter < SHORTEST_HALF_BYTES {
        return Vec::new();
    }
    vec![half(0), half(quarter), (border(plain.len() - 2 * quarter), plain.len())]
}

/// Where a half of a text stands, with as much of the rest of the text as stands beside it.
fn places_of_half(plain: &str, (from, to): (usize, usize), bytes: &[u8]) -> Vec<(usize, usize)> {
    let text = |range: std::ops::Range<usize>| plain.get(range).unwrap_or_default();
    let whole = |(start, end): (usize, usize)| {
        let before = text(0..from).bytes().rev().zip(bytes.get(..start).unwrap_or_default().iter().rev());
        let after = text(to..plain.len()).bytes().zip(bytes.get(end..).unwrap_or_default());
        let is_same = |(wanted, byte): &(u8, &u8)| wanted.eq_ignore_ascii_case(byte);
        (start - before.take_while(is_same).count(), end + after.take_while(is_same).count())
    };
    places(text(from..to), bytes).into_iter().map(whole).collect()
}

/// Where a needle stands, with any of its characters escaped and anything between them that cannot be seen.
fn places(needle: &str, bytes: &[u8]) -> Vec<(usize, usize)> {
    let Some(first) = needle.bytes().next() else {
        return Vec::new();
    };
    let plain = memchr2_iter(first.to_ascii_lowercase(), first.to_ascii_uppercase(), bytes);
    let url_or_html = memchr2_iter(b'%', b'&', bytes);
    // An escape has no more backslashes than that; of a longer run the last ones count.
    let begins_escape = |at: &usize| {
        let run = bytes.iter().skip(*at).take(MOST_BACKSLASHES + 1).take_while(|byte| is_backslash(byte)).count();
        let is_first = *at == 0 || bytes.get(at - 1).is_none_or(|before| !is_backslash(before));
        run == MOST_BACKSLASHES || is_first && run < MOST_BACKSLASHES
    };
    let json = memchr_iter(b'\\', bytes).filter(begins_escape);
    let found = |start| Some((start, end_of(needle, bytes, start)?));
    plain.chain(url_or_html).chain(json).filter_map(found).collect()
}

fn is_backslash(byte: &u8) -> bool {
    *byte == b'\\'
}

/// The characters of the secret's base64 form that are the same whatever stands around it, where `offset` bytes of a group
/// of three stand before it.
fn encode(engine: &impl base64::Engine, plain: &str, offset: usize) -> String {
    let bytes = [&vec![0; offset][..], plain.as_bytes()].concat();
    let text = engine.encode(&bytes);
    let (from, to) = ((offset * 8).div_ceil(6), bytes.len() * 8 / 6);
    text.get(from..to).unwrap_or_default().to_owned()
}

/// Where the needle ends that begins at a place.
fn end_of(needle: &str, bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start;
    let mut wanted = needle.chars();
    loop {
        let rest = wanted.as_str();
        let Some(c) = wanted.next() else { return Some(at) };
        match bytes.get(at..)? {
            [b'\\' | b'%' | b'&', ..] => return end_of_escaped(rest, bytes, at, at > start),
            here => match plain_length(c, here) {
                Some(length) => at += length,
                None if at > start && gap(here).0 > 0 => return end_of_escaped(rest, bytes, at, at > start),
                None => return None,
            },
        }
    }
}

/// The length of a character where the bytes begin with it as it is, in either case.
fn plain_length(wanted: char, bytes: &[u8]) -> Option<usize> {
    let mut buffer = [0; 4];
    let plain = wanted.encode_utf8(&mut buffer).as_bytes();
    bytes.get(..plain.len()).is_some_and(|start| start.eq_ignore_ascii_case(plain)).then_some(plain.len())
}

/// The same from an escape or a gap on. A character may be read in several ways, so all of them are followed.
fn end_of_escaped(needle: &str, bytes: &[u8], start: usize, has_begun: bool) -> Option<usize> {
    let mut ends = vec![start];
    for wanted in needle.chars() {
        let mut next = Vec::new();
        for end in ends {
            // Where a gap ends in what may be an escape or a character, both are followed. None stands before the needle.
            let is_inside = has_begun || end > start;
            let (whole, but_last) = if is_inside { gap(bytes.get(end..).unwrap_or_default()) } else { (0, 0) };
            let mut tried = None;
            for from in [end, end + but_last, end + whole] {
                if tried.replace(from) != Some(from) {
                    follow(wanted, bytes.get(from..).unwrap_or_default(), |length| next.push(from + length));
                }
            }
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

/// The length of what the bytes begin with that cannot be seen, raw or escaped, and its length without the last of it.
fn gap(bytes: &[u8]) -> (usize, usize) {
    let (mut whole, mut but_last) = (0, 0);
    while let Some(length) = unseen_length(bytes.get(whole..).unwrap_or_default()) {
        (whole, but_last) = (whole + length, whole);
    }
    (whole, but_last)
}

/// The length of one character that cannot be seen, raw or escaped as in JSON.
fn unseen_length(bytes: &[u8]) -> Option<usize> {
    match bytes.first()? {
        b'\\' => {
            let slashes = bytes.iter().take(MOST_BACKSLASHES).take_while(|byte| is_backslash(byte)).count();
            match bytes.get(slashes..)? {
                [b'b' | b'f' | b'n' | b'r' | b't', ..] => Some(slashes + 1),
                rest => unescaped(rest).filter(|(c, _)| is_unseen(*c)).map(|(_, length)| slashes + length),
            }
        }
        b'!'..=b'~' => None,
        _ => {
            let start = bytes.get(..4.min(bytes.len()))?.utf8_chunks().next()?.valid();
            start.chars().next().filter(|c| is_unseen(*c)).map(char::len_utf8)
        }
    }
}

/// Whether a character leaves no trace of its own, or only blank space.
fn is_unseen(c: char) -> bool {
    c.is_whitespace() || is_harmful(c) || c.width().unwrap_or(0) == 0
}

/// Tells every length in which the bytes begin with a character, plain or escaped.
fn follow(wanted: char, bytes: &[u8], mut found: impl FnMut(usize)) {
    if let Some(length) = plain_length(wanted, bytes) {
        found(length);
    }
    match bytes.first() {
        Some(b'\\') => {
            let slashes = bytes.iter().take(MOST_BACKSLASHES).take_while(|byte| is_backslash(byte)).count();
            let rest = bytes.get(slashes..).unwrap_or_default();
            if let Some(length) = plain_length(wanted, rest) {
                found(slashes + length);
            }
            if wanted == '\\' {
                found(slashes);
            }
            if let Some((_, length)) = unescaped(rest).filter(|(c, _)| c.eq_ignore_ascii_case(&wanted)) {
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

/// The character that `uXXXX` stands for, or two such escapes with a backslash between, and their length.
fn unescaped(rest: &[u8]) -> Option<(char, usize)> {
    let unit = |at: usize| u16::try_from(number(rest.get(at..at + 5)?.strip_prefix(b"u")?, 16)?).ok();
    let first = unit(0)?;
    if let Some(c) = char::from_u32(first.into()) {
        return Some((c, 5));
    }
    let slashes = rest.get(5..)?.iter().take(MOST_BACKSLASHES).take_while(|byte| is_backslash(byte)).count();
    let pair = char::decode_utf16([first, unit(5 + slashes)?]).next()?.ok()?;
    Some((pair, 10 + slashes))
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
    fn lists_of_its_bytes_go() {
        let joined = |of_byte: fn(u8) -> String, between| SECRET.bytes().map(of_byte).collect::<Vec<_>>().join(between);
        for spelling in [
            joined(|byte| format!("{byte:02X}"), ":"),
            joined(|byte| byte.to_string(), " "),
            joined(|byte| byte.to_string(), ", "),
        ] {
            assert_eq!(redacted(&format!("[{spelling}]")), "[-removed-]", "{spelling}");
        }
    }

    #[test]
    fn what_was_cut_or_bent_by_a_character_goes_but_for_what_nobody_can_tell() {
        let secret = "Sekrit-Key-0123456789abcdef";
        let redactor = Redactor::new(&SecretString::from(secret));
        let redacted = |text: &str| redactor.text(format!("k={text}."), "");
        for cut in 0..=secret.len() / 4 {
            assert_eq!(redacted(&secret[cut..]), "k=-removed-.", "without the first {cut}");
            assert_eq!(redacted(&secret[..secret.len() - cut]), "k=-removed-.", "without the last {cut}");
        }
        for bent in 0..secret.len() {
            let text = redacted(&format!("{}*{}", &secret[..bent], &secret[bent + 1..]));
            assert!(text.contains(MARK) && text.len() <= MARK.len() + 4 + secret.len() / 2, "{text}");
        }
        assert_eq!(redacted(&secret[..11]), "k=Sekrit-Key-.", "too little to be sure");
    }

    #[test]
    fn what_cannot_be_seen_between_its_characters_hides_nothing() {
        let signature = "0123456789ABCDEF0123456789ABCDEF";
        let gaps = ["\u{200b}", "\u{ad}", "\u{7}", "\0", "\u{200d}\u{301}", "\u{e0041}", " ", "\n\t", r"\u200b"]
            .into_iter()
            .chain([r"\u00AD\u0000", r"\\u200B", r"\n", r"\b\u202e", r"\udb40\udc41"]);
        for between in gaps {
            for needle in [SECRET, signature, &hex::encode(SECRET), &STANDARD.encode(SECRET)[..SECRET.len() * 8 / 6]] {
                let letters: Vec<String> = needle.chars().map(String::from).collect();
                let hidden = format!("\"a {}\"", letters.join(between));
                let text = redacted(&hidden);
                assert!(text.starts_with(&format!("\"a {MARK}")) && text.len() < 32, "{between:?} {needle} {text}");
            }
        }
        let utf16: Vec<u8> = SECRET.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let redactor = Redactor::new(&SecretString::from(SECRET));
        assert_eq!(&*redactor.bytes(&utf16, ""), [MARK.as_bytes(), b"\0"].concat());
    }

    #[test]
    fn a_gap_that_reads_in_two_ways_hides_nothing() {
        let redactor = Redactor::new(&SecretString::from("a\\next-bravo"));
        for text in [r"a\next-bravo", r"a\\next-bravo", r"a\u005cnext-\u200bbravo", r"a\u200b\\next-bravo"] {
            assert_eq!(redactor.text(text.to_owned(), ""), MARK, "{text}");
        }
        let redactor = Redactor::new(&SecretString::from("bravo-0001"));
        assert_eq!(redactor.text(r"c:\\br\u0061vo-0001".to_owned(), ""), format!("c:{MARK}"));
    }

    #[test]
    fn long_runs_cost_no_more_than_their_length() {
        // A quadratic search would not end within the test.
        for piece in ["\\", "\u{200b}", r"\u200b", "%64", "&#100;", "d", "d\u{ad}", "0", r"\n"] {
            let text = piece.repeat((1 << 18) / piece.len());
            assert_eq!(redacted(&text), text, "{piece}");
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
        assert_eq!(redacted("sign 0123456789abcdef0123456789ABCDEF"), "sign -removed-");
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
