//! Text from outside as harmless text: what a name may not do to a terminal. Uses nothing of this program.

use std::borrow::Cow;

use unicode_width::UnicodeWidthChar;

/// The most characters without a width of their own that stay in a row. Marks pile up on one letter, so that thousands of
/// them would fit into one column; no script needs more, and families of emoji have other characters between.
const MOST_MARKS: usize = 8;

/// Whether a character could move the cursor, switch the terminal's modes, reorder or hide text.
///
/// C0 and C1 controls and DEL; the bidirectional controls; zero-width and invisible format characters, but not the
/// joiners U+200C/U+200D, without which Persian words and emoji families fall apart. Tag characters and the selectors
/// beside them (plane U+E0000) hide text and are out as well, and so are letters that are blank, the Hangul fillers, and marks
/// of music, hieroglyphs and old scripts whose columns terminals do not agree about: no name needs them, and a row could be
/// forged with them.
pub fn is_harmful(c: char) -> bool {
    matches!(c,
        '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}'
        | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180e}'
        | '\u{200b}' | '\u{200e}' | '\u{200f}'
        | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}'
        | '\u{600}'..='\u{605}' | '\u{6dd}' | '\u{70f}' | '\u{890}' | '\u{891}' | '\u{8e2}'
        | '\u{2d7f}' | '\u{302e}' | '\u{302f}' | '\u{110bd}' | '\u{110cd}' | '\u{13430}'..='\u{13455}'
        | '\u{16ff0}' | '\u{16ff1}' | '\u{1d165}'..='\u{1d172}'
        | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}')
}

/// Whether a mark takes a column of its own in terminals although the tables of widths count it to its letter: the vowel signs
/// of Indic scripts that stand beside the letter (Unicode: spacing marks that extend a grapheme).
pub fn is_mark_beside(c: char) -> bool {
    matches!(
        c,
        '\u{9be}'
            | '\u{9d7}'
            | '\u{b3e}'
            | '\u{b57}'
            | '\u{bbe}'
            | '\u{bd7}'
            | '\u{cc0}'
            | '\u{cc2}'
            | '\u{cc7}'
            | '\u{cc8}'
            | '\u{cca}'
            | '\u{ccb}'
            | '\u{cd5}'
            | '\u{cd6}'
            | '\u{d3e}'
            | '\u{d4e}'
            | '\u{d57}'
            | '\u{dcf}'
            | '\u{ddf}'
            | '\u{1715}'
            | '\u{1734}'
            | '\u{1b35}'
            | '\u{1b3b}'
            | '\u{1b3d}'
            | '\u{1b43}'
            | '\u{1b44}'
            | '\u{1baa}'
            | '\u{1bf2}'
            | '\u{1bf3}'
            | '\u{a953}'
            | '\u{a9c0}'
            | '\u{111c0}'
            | '\u{11235}'
            | '\u{1133e}'
            | '\u{1134d}'
            | '\u{11357}'
            | '\u{114b0}'
            | '\u{114bd}'
            | '\u{115af}'
            | '\u{116b6}'
            | '\u{11930}'
            | '\u{1193d}'
    )
}

/// Whether anything of the text can be seen.
pub fn is_visible(text: &str) -> bool {
    text.chars().any(|c| !c.is_whitespace() && !is_harmful(c) && !matches!(c, '\u{200c}' | '\u{200d}' | '\u{2800}'))
}

/// Tells for each character in turn whether it is one of too many marks on one letter.
fn piles_up() -> impl FnMut(char) -> bool {
    let mut marks = 0;
    move |c| {
        marks = if c.width() == Some(0) { marks + 1 } else { 0 };
        marks > MOST_MARKS
    }
}

/// The text without harmful characters and heaps of marks; white space controls (tab, line breaks) become a single space.
pub fn clean(text: &str) -> Cow<'_, str> {
    let mut too_many = piles_up();
    if !text.chars().any(|c| is_harmful(c) || too_many(c)) {
        return Cow::Borrowed(text);
    }
    let mut too_many = piles_up();
    let space_for_breaks = |c: char| match c {
        '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some(' '),
        c if is_harmful(c) => None,
        c => Some(c),
    };
    Cow::Owned(text.chars().filter_map(space_for_breaks).filter(|c| !too_many(*c)).collect())
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
    fn marks_do_not_pile_up() {
        for mark in ['\u{301}', '\u{200d}', '\u{e31}'] {
            let heap = format!("a{}b", mark.to_string().repeat(10_000));
            assert_eq!(clean(&heap).chars().count(), 2 + MOST_MARKS, "{mark:?}");
        }
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
