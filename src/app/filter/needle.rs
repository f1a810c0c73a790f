//! A text to search for without regard to case. Uses nothing of this program.

use memchr::{memchr2_iter, memchr3_iter};

/// A text to search for. ASCII is compared byte for byte; other scripts are folded character by character, but only where
/// the first byte fits, so that a search through mostly ASCII texts stays fast.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Needle {
    folded: Box<str>,
    is_ascii: bool,
    /// The bytes that a match can begin with: of the first character as typed, in lower and in upper case.
    first_bytes: [u8; 3],
}

impl Needle {
    /// `None` for an empty text.
    pub(super) fn new(text: &str) -> Option<Self> {
        let first = text.chars().next()?;
        let lead = |c: Option<char>| {
            let mut buffer = [0; 4];
            c.unwrap_or(first).encode_utf8(&mut buffer).bytes().next().unwrap_or_default()
        };
        let first_bytes = [lead(Some(first)), lead(first.to_lowercase().next()), lead(first.to_uppercase().next())];
        Some(Self { folded: text.to_lowercase().into_boxed_str(), is_ascii: text.is_ascii(), first_bytes })
    }

    /// Whether a text contains this one.
    pub(super) fn is_in(&self, text: &str) -> bool {
        let bytes = text.as_bytes();
        let [typed, lower, upper] = self.first_bytes;
        if self.is_ascii {
            let needle = self.folded.as_bytes();
            return memchr2_iter(lower, upper, bytes)
                .any(|at| bytes.get(at..at + needle.len()).is_some_and(|found| found.eq_ignore_ascii_case(needle)));
        }
        memchr3_iter(typed, lower, upper, bytes).any(|at| text.get(at..).is_some_and(|rest| self.begins(rest)))
    }

    fn begins(&self, text: &str) -> bool {
        let mut found = text.chars().flat_map(char::to_lowercase);
        self.folded.chars().all(|c| found.next() == Some(c))
    }

    /// Whether every text that contains this one contains the other as well. May say no where it is so.
    pub(super) fn implies(&self, other: &Self) -> bool {
        match (self.is_ascii, other.is_ascii) {
            (true, true) => self.folded.contains(&*other.folded),
            (false, false) => self.folded.starts_with(&*other.folded) && self.first_bytes == other.first_bytes,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(needle: &str, text: &str, expected: bool) {
        assert_eq!(Needle::new(needle).unwrap().is_in(text), expected, "{needle} in {text}");
    }

    #[test]
    fn ascii_is_found_without_regard_to_case() {
        for (needle, text, expected) in [
            ("promo", "in_PROMO_diwali", true),
            ("PROMO", "in_promo_diwali", true),
            ("promo", "in_prom", false),
            ("aab", "aaab", true),
            ("[", "{", false),
            ("_2", "a_2", true),
            ("a", "客户a", true),
            ("x", "", false),
        ] {
            check(needle, text, expected);
        }
    }

    #[test]
    fn other_scripts_are_found_and_folded_where_they_have_cases() {
        for (needle, text, expected) in [
            ("回访", "客户回访 2026", true),
            ("访回", "客户回访", false),
            ("khách", "CHÀO KHÁCH HÀNG", true),
            ("ОПРОС", "летний опрос", true),
            ("опрос", "ЛЕТНИЙ ОПРОС", true),
            ("ñ", "MAÑANA", true),
            ("istanbul", "İstanbul", false),
            ("İstanbul", "kampanya İstanbul", true),
            ("สวัสดี", "สวัสดีครับ", true),
            ("é", "e", false),
        ] {
            check(needle, text, expected);
        }
    }

    #[test]
    fn a_longer_text_implies_its_parts() {
        let implies = |a: &str, b: &str| Needle::new(a).unwrap().implies(&Needle::new(b).unwrap());
        assert!(implies("promo", "ROM"));
        assert!(implies("客户", "客"));
        assert!(!implies("客户", "户"), "not told for characters in the middle, where case may hide the first byte");
        assert!(!implies("pro", "promo"));
        assert!(Needle::new("").is_none());
    }
}
