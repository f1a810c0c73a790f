//! What of a row must not be shown: addresses that call back, secrets, telephone numbers, whatever member they stand in.
//! Uses `names` and `text`.
//!
//! The API's own members are known. A member that is not documented is judged by its name in any spelling, and by what
//! stands there.

use std::borrow::Cow;

use super::names::DOCUMENTED;
use super::text::mask_address;

/// What stands in for a secret.
const HIDDEN: &str = "***";

/// What to do with the value of a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// The API's own member: only addresses with a secret in them are masked.
    Documented,
    /// Not documented: a value that looks like a telephone number is masked as well.
    Unknown,
    /// Not documented, but a moment, a count or an id by its name: digits say nothing there.
    Figure,
    /// A telephone number.
    Phone,
    /// An address that may hold a token.
    Address,
    /// Never shown.
    Secret,
}

/// Pieces of names that stand for secrets, and names that do so alone.
const SECRETS: [&str; 14] = [
    "secret",
    "token",
    "password",
    "passwd",
    "passphrase",
    "pwd",
    "authorization",
    "apikey",
    "accesskey",
    "privatekey",
    "credential",
    "cookie",
    "bearer",
    "signature",
];
const SECRETS_ALONE: [&str; 10] =
    ["sign", "auth", "key", "pass", "pin", "otp", "jwt", "session", "sessionid", "signkey"];

/// Likewise for telephone numbers.
const PHONES: [&str; 10] = [
    "phone",
    "mobile",
    "msisdn",
    "callee",
    "caller",
    "callingnumber",
    "callednumber",
    "cellular",
    "whatsapp",
    "contact",
];
const PHONES_ALONE: [&str; 5] = ["tel", "cell", "number", "called", "calling"];

/// Ends of names whose digits are no telephone number.
const FIGURES: [&str; 14] = [
    "id",
    "ids",
    "ts",
    "time",
    "at",
    "date",
    "count",
    "total",
    "seconds",
    "ms",
    "size",
    "version",
    "rate",
    "timestamp",
];

impl Rule {
    /// The rule for a member by its name.
    pub fn of(name: &str) -> Self {
        let plain: String = name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        let has = |pieces: &[&str]| pieces.iter().any(|piece| plain.contains(piece));
        let is = |names: &[&str]| names.contains(&plain.as_str());
        if has(&["callback", "webhook"]) {
            Self::Address
        } else if DOCUMENTED.iter().any(|known| known.eq_ignore_ascii_case(&plain)) {
            Self::Documented
        } else if has(&SECRETS) || is(&SECRETS_ALONE) {
            Self::Secret
        } else if has(&PHONES) || is(&PHONES_ALONE) {
            Self::Phone
        } else if FIGURES.iter().any(|end| plain.ends_with(end)) {
            Self::Figure
        } else {
            Self::Unknown
        }
    }

    /// The rule for a member inside a value that has a rule already: what is hidden as a whole is hidden in all its parts.
    #[must_use]
    pub fn inside(self, outer: Self) -> Self {
        match outer {
            Self::Secret | Self::Address | Self::Phone => outer,
            Self::Documented | Self::Unknown | Self::Figure => self,
        }
    }

    /// A text as it may be shown.
    pub fn text<'a>(self, text: &'a str) -> Cow<'a, str> {
        match self {
            Self::Secret => Cow::Borrowed(HIDDEN),
            Self::Address => Cow::Owned(mask_address(text)),
            Self::Phone if digits(text) >= FEWEST_DIGITS => Cow::Owned(mask_digits(text)),
            Self::Unknown if is_phone(text) => Cow::Owned(mask_digits(text)),
            _ => mask_links(text),
        }
    }

    /// What stands in for a number, `true` or `false`; `None` where it may be shown.
    pub fn literal(self, literal: &str) -> Option<String> {
        match self {
            _ if literal == "null" => None,
            Self::Secret => Some(HIDDEN.to_owned()),
            Self::Phone if digits(literal) >= FEWEST_DIGITS => Some(mask_digits(literal)),
            Self::Unknown if is_phone(literal) => Some(mask_digits(literal)),
            _ => None,
        }
    }
}

/// The lengths of telephone numbers, in digits.
const FEWEST_DIGITS: usize = 7;
const MOST_DIGITS: usize = 15;

fn digits(text: &str) -> usize {
    text.chars().filter(|c| c.is_numeric()).count()
}

/// Whether a text is a telephone number and nothing else: 7 to 15 digits with what people put between them.
fn is_phone(text: &str) -> bool {
    let text = text.trim();
    let is_part = |c: char| c.is_numeric() || matches!(c, '+' | ' ' | '-' | '(' | ')' | '.' | '/');
    (FEWEST_DIGITS..=MOST_DIGITS).contains(&digits(text)) && text.chars().all(is_part)
}

/// The last two digits, enough to tell two numbers apart.
fn mask_digits(text: &str) -> String {
    let digits: Vec<char> = text.chars().filter(|c| c.is_numeric()).collect();
    let last = digits.iter().rev().take(2).rev();
    std::iter::once(HIDDEN.to_owned()).chain(last.map(char::to_string)).collect()
}

/// A text whose addresses show no credentials and no query. Takes a time in proportion to the text's length, also where it is
/// nothing but the beginnings of addresses.
pub fn mask_links(text: &str) -> Cow<'_, str> {
    let mut masked = String::new();
    let mut copied = 0;
    // Where the address ends in which the search is, and whether it has a query.
    let (mut end, mut has_query) = (0, false);
    for (at, _) in text.match_indices("://") {
        if at < copied {
            continue;
        }
        let before = text.get(copied..at).unwrap_or_default();
        let scheme = before.chars().rev().take_while(|c| c.is_ascii_alphanumeric() || "+.-".contains(*c)).count();
        let start = at - scheme;
        if at >= end {
            let rest = text.get(at..).unwrap_or_default();
            end = at + rest.find(|c: char| c.is_whitespace() || "\"'<>`".contains(c)).unwrap_or(rest.len());
            has_query = text.get(at..end).is_some_and(|rest| rest.contains(['?', '#']));
        }
        let authority = text.get(at + 3..end).unwrap_or_default().split(['/', '\\']).next().unwrap_or_default();
        if has_query || authority.contains('@') {
            masked.push_str(text.get(copied..start).unwrap_or_default());
            masked.push_str(&mask_address(text.get(start..end).unwrap_or_default()));
            copied = end;
        }
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    masked.push_str(text.get(copied..).unwrap_or_default());
    Cow::Owned(masked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beginnings_of_addresses_without_end_are_looked_at_once() {
        // Looked at once for each, this would not end within the test.
        for piece in ["://", "a://", "a@b://", "x:", "h://u/"] {
            let text = piece.repeat(300_000);
            assert!(mask_links(&text).len() <= text.len(), "{piece}");
        }
        assert_eq!(mask_links("a://b://user:pw@c/d e"), "a://b://c/*** e");
    }

    #[test]
    fn secrets_are_known_in_any_spelling() {
        for name in [
            "secretKey",
            "SECRET_KEY",
            " access-token ",
            "Password",
            "sign",
            "Authorization",
            "api key",
            "pwd",
            "setCookie",
        ] {
            assert_eq!(Rule::of(name).text("hunter2"), "***", "{name}");
            assert_eq!(Rule::of(name).literal("12").as_deref(), Some("***"), "{name}");
            assert_eq!(Rule::of(name).literal("null"), None);
        }
        for name in ["strategyName", "phoneEncrypt", "dialAtWeekDay", "taskID", "design"] {
            assert_ne!(Rule::of(name), Rule::Secret, "{name}");
        }
    }

    #[test]
    fn addresses_that_call_back_keep_their_host_and_others_lose_what_may_be_a_secret() {
        for name in ["taskCallbackUrl", "callback_url", "callbackUrl", "CallBack", "orderCallbackURL ", "web-hook"] {
            assert_eq!(Rule::of(name).text("https://h.example/x"), "https://h.example/***", "{name}");
        }
        let text = |text| Rule::of("note").text(text).into_owned();
        assert_eq!(
            text("see https://u:p@h.example/x and http://b.example/y?k=1 now"),
            "see https://h.example/*** and http://b.example/*** now"
        );
        assert_eq!(text("https://h.example/path"), "https://h.example/path");
        assert_eq!(text("://?a :// é://x@y"), "*** :// é***");
    }

    #[test]
    fn telephone_numbers_are_masked_and_figures_are_not() {
        for (name, value) in [("userPhone", "8613800001234"), ("mobile", "1380000"), ("surprise", "+86 138-0000-1234")]
        {
            let shown = Rule::of(name).text(value).into_owned();
            assert!(shown.starts_with("***") && shown.len() == 5, "{name}: {shown}");
        }
        assert_eq!(Rule::of("userPhone").literal("8613800001234").as_deref(), Some("***34"));
        assert_eq!(Rule::of("surprise").literal("13800001234").as_deref(), Some("***34"));
        for name in ["updateTs", "batchID", "orderCount", "totalOrderCount", "sceneID"] {
            assert_eq!(Rule::of(name).literal("1790149567"), None, "{name}");
            assert_eq!(Rule::of(name).text("1790149567"), "1790149567", "{name}");
        }
        assert_eq!(Rule::of("surprise").literal("120"), None);
    }
}
