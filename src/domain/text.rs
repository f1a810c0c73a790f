//! Text from outside as harmless text: what a name may not do to a terminal. Uses nothing.

use std::borrow::Cow;

/// Whether a character could move the cursor, switch the terminal's modes, reorder or hide text.
///
/// C0 and C1 controls and DEL; the bidirectional controls; zero-width and invisible format characters, but not the
/// joiners U+200C/U+200D, without which Persian words and emoji families fall apart. Tag characters and the selectors
/// beside them (plane U+E0000) hide text and are out as well, and so are letters that are blank, the Hangul fillers.
pub fn is_harmful(c: char) -> bool {
    matches!(c,
        '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}'
        | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180e}'
        | '\u{200b}' | '\u{200e}' | '\u{200f}'
        | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}'
        | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}')
}

/// Whether anything of the text can be seen.
pub fn is_visible(text: &str) -> bool {
    text.chars().any(|c| !c.is_whitespace() && !is_harmful(c) && !matches!(c, '\u{200c}' | '\u{200d}' | '\u{2800}'))
}

/// The text without harmful characters; white space controls (tab, line breaks) become a single space.
pub fn clean(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_harmful) {
        return Cow::Borrowed(text);
    }
    let space_for_breaks = |c: char| match c {
        '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some(' '),
        c if is_harmful(c) => None,
        c => Some(c),
    };
    Cow::Owned(text.chars().filter_map(space_for_breaks).collect())
}

/// An address as `scheme://host/***`: the path and the query may hold a token. Text that is no address is hidden whole.
pub fn mask_address(address: &str) -> String {
    let address = address.trim();
    if address.is_empty() {
        return String::new();
    }
    match address.split_once("://") {
        Some((scheme, rest)) if !scheme.is_empty() && scheme.chars().all(|c| c.is_ascii_alphanumeric()) => {
            let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
            let host = authority.rsplit('@').next().unwrap_or_default();
            let more = if rest.len() > host.len() { "/***" } else { "" };
            format!("{scheme}://{}{more}", clean(host))
        }
        _ => "***".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escape_sequences_lose_their_teeth() {
        assert_eq!(clean("a\u{1b}]0;owned\u{7}b"), "a]0;ownedb");
        assert_eq!(clean("left\u{202e}right"), "leftright");
        assert_eq!(clean("two\nlines\tand tab"), "two lines and tab");
        assert_eq!(clean("\u{9b}31mred"), "31mred");
    }

    #[test]
    fn blank_letters_and_hidden_selectors_are_no_text() {
        assert_eq!(clean("a\u{3164}\u{115f}\u{ffa0}\u{34f}\u{e0101}b"), "ab");
        for text in ["", " ", "\u{200b}", "\u{2800}\u{200d}", "\u{3164}"] {
            assert!(!is_visible(text), "{text:?}");
        }
        assert!(is_visible("\u{200b}x"));
    }

    #[test]
    fn ordinary_text_is_not_copied() {
        assert!(matches!(clean("客户回访 สวัสดี 👨‍👩‍👧"), Cow::Borrowed(_)));
    }

    #[test]
    fn addresses_keep_their_host_and_nothing_else() {
        assert_eq!(mask_address("https://hooks.example.net/cb?token=s3cret"), "https://hooks.example.net/***");
        assert_eq!(mask_address("https://user:pw@hooks.example.net"), "https://hooks.example.net/***");
        assert_eq!(mask_address("http://hooks.example.net"), "http://hooks.example.net");
        assert_eq!(mask_address("token-only"), "***");
        assert_eq!(mask_address("  "), "");
    }
}
