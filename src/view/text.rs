//! Text made to fit: cleaned, cut and wrapped by display width on grapheme boundaries. Uses `domain::text`.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

pub(super) use crate::domain::text::clean;

/// The columns that a text takes; the same sum that ratatui draws.
pub(super) fn width(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.graphemes(true).map(UnicodeWidthStr::width).sum() }
}

/// The text cleaned and, where it is too long, cut in the middle, so that the date or number at its end stays visible.
pub(super) fn cut_middle<'a>(text: &'a str, columns: usize, ellipsis: &str) -> Cow<'a, str> {
    let text = clean(text);
    if width(&text) <= columns {
        return text;
    }
    let Some(kept) = columns.checked_sub(width(ellipsis)) else {
        return Cow::Borrowed("");
    };
    let head = taken(text.graphemes(true), kept.div_ceil(2));
    let tail_columns = kept - width(&head.concat());
    let mut tail = taken(text.graphemes(true).rev(), tail_columns);
    tail.reverse();
    Cow::Owned(format!("{}{ellipsis}{}", head.concat(), tail.concat()))
}

/// The text cleaned and, where it is too long, cut at its end.
pub(super) fn cut_end<'a>(text: &'a str, columns: usize, ellipsis: &str) -> Cow<'a, str> {
    let text = clean(text);
    if width(&text) <= columns {
        return text;
    }
    let Some(kept) = columns.checked_sub(width(ellipsis)) else {
        return Cow::Borrowed("");
    };
    Cow::Owned(format!("{}{ellipsis}", taken(text.graphemes(true), kept).concat()))
}

/// As many graphemes as fit into so many columns.
fn taken<'a>(graphemes: impl Iterator<Item = &'a str>, columns: usize) -> Vec<&'a str> {
    let mut used = 0;
    graphemes
        .take_while(|grapheme| {
            used += grapheme.width();
            used <= columns
        })
        .collect()
}

/// The text cleaned and broken into lines of at most so many columns: at spaces where there are some, anywhere else.
pub(super) fn wrap(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(1);
    let text = clean(text);
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut used = 0;
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let word_columns = width(word);
        if used > 0 && used + 1 + word_columns <= columns {
            line.push(' ');
            line.push_str(word);
            used += 1 + word_columns;
            continue;
        }
        if used > 0 {
            lines.push(std::mem::take(&mut line));
            used = 0;
        }
        for grapheme in word.graphemes(true) {
            let grapheme_columns = grapheme.width();
            if used > 0 && used + grapheme_columns > columns {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            line.push_str(grapheme);
            used += grapheme_columns;
        }
    }
    if used > 0 || lines.is_empty() {
        lines.push(line);
    }
    lines
}

/// The text with blanks on its right up to so many columns.
pub(super) fn pad_right(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width(text))))
}

/// The text with blanks on its left up to so many columns.
pub(super) fn pad_left(text: &str, columns: usize) -> String {
    format!("{}{text}", " ".repeat(columns.saturating_sub(width(text))))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_keep_their_beginning_and_their_end() {
        assert_eq!(cut_middle("vn_loan_remind_2026-09-18", 16, "…"), "vn_loan_…6-09-18");
        assert_eq!(cut_middle("客户回访二零二六", 9, "~"), "客户~二六");
        assert_eq!(cut_middle("short", 5, "…"), "short");
        assert_eq!(cut_middle("short", 1, "…"), "…");
        assert_eq!(cut_middle("short", 0, "…"), "");
        assert_eq!(cut_middle("a\u{1b}[31mb", 9, "…"), "a[31mb");
    }

    #[test]
    fn graphemes_are_never_torn() {
        let family = "👨‍👩‍👧‍👦";
        assert_eq!(cut_end(&format!("{family}{family}"), 3, "…"), format!("{family}…"));
        assert_eq!(wrap(&format!("{family}{family}"), 2), [family, family]);
        assert_eq!(wrap("㆐𑧜a", 2), ["㆐𑧜", "a"]);
    }

    #[test]
    fn long_words_are_broken_and_short_ones_kept_whole() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("abcdefghij k", 4), ["abcd", "efgh", "ij k"]);
        assert_eq!(wrap("", 4), [""]);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn nothing_is_wider_than_asked(text in "\\PC{0,40}", columns in 0_usize..30) {
            prop_assert!(width(&cut_middle(&text, columns, "…")) <= columns);
            prop_assert!(width(&cut_end(&text, columns, "~")) <= columns);
            let visible = |line: &str| line.graphemes(true).filter(|grapheme| grapheme.width() > 0).count();
            // A single grapheme may be wider than the line; there is nothing left to break.
            for line in wrap(&text, columns) {
                prop_assert!(width(&line) <= columns.max(1) || visible(&line) == 1);
            }
        }
    }
}
