//! Typed text in pieces. Uses nothing.

/// The characters after a field's name.
pub(super) const OPERATORS: [char; 4] = ['<', '>', '=', ':'];

/// One term as typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece<'a> {
    /// An odd number of `!` stood before it.
    pub(super) is_negated: bool,
    /// The rest, with its quotes.
    pub(super) body: &'a str,
}

/// Splits at white space outside quotes. A quote opens at the start of a term and after an operator only, so that an
/// inch mark in a name stays a character; a quote that is not closed yet goes on to the end.
pub(super) fn split(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let after_marks = rest.trim_start_matches('!');
        let is_negated = (rest.len() - after_marks.len()) % 2 == 1;
        let (body, after) = after_marks.split_at_checked(body_bytes(after_marks)).unwrap_or((after_marks, ""));
        pieces.push(Piece { is_negated, body });
        rest = after.trim_start();
    }
    pieces
}

fn body_bytes(text: &str) -> usize {
    let mut is_quoted = false;
    let mut may_open = true;
    for (at, c) in text.char_indices() {
        match c {
            '"' if is_quoted => return at + 1,
            '"' if may_open => is_quoted = true,
            c if c.is_whitespace() && !is_quoted => return at,
            c => may_open = OPERATORS.contains(&c),
        }
    }
    text.len()
}

/// A text without the quotes around it; white space inside becomes ordinary spaces, one for one.
pub(super) fn unquoted(text: &str) -> String {
    let inner = text.strip_prefix('"').map_or(text, |inner| inner.strip_suffix('"').unwrap_or(inner));
    inner.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bodies(text: &str) -> Vec<(bool, &str)> {
        split(text).into_iter().map(|piece| (piece.is_negated, piece.body)).collect()
    }

    #[test]
    fn white_space_separates_and_quotes_hold_together() {
        assert_eq!(bodies(" a  b\tc "), [(false, "a"), (false, "b"), (false, "c")]);
        assert_eq!(
            bodies(r#""two words" !"x y" name:"a b"c"#),
            [(false, r#""two words""#), (true, r#""x y""#), (false, r#"name:"a b""#), (false, "c"),]
        );
        assert_eq!(bodies(r#"tv5" "not closed"#), [(false, r#"tv5""#), (false, r#""not closed"#)]);
        assert_eq!(bodies("!!a !"), [(false, "a"), (true, "")]);
    }

    #[test]
    fn quotes_come_off() {
        for (text, expected) in [("\"a b\"", "a b"), ("\"a", "a"), ("\"", ""), ("a\"", "a\""), ("\"a\nb\"", "a b")] {
            assert_eq!(unquoted(text), expected);
        }
    }
}
