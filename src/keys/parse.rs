//! A chord from text, as people write one in a configuration: `G`, `ctrl-d`, `C-d`, `<c-d>`, `page-up`, `f5`. What a
//! terminal cannot send, or sends as another key, is refused with the reason. Uses `chord`.

use std::fmt;
use std::str::FromStr;

use super::chord::{Chord, Key};

/// Why a text is no chord.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChordError {
    /// No key is called so.
    Unknown,
    /// Terminals send the same for another key.
    SameAs(&'static str),
    /// Terminals send control only with letters, space, arrows and the like.
    ControlNeedsLetter,
    /// Terminals tell shift only by the character that it types.
    ShiftIsTheCharacter,
    /// Terminals send alt and escape as two escapes.
    AltEscape,
}

impl fmt::Display for ChordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => f.write_str("no key is called so; write it as in \"G\", \"ctrl-d\", \"space\" or \"f5\""),
            Self::SameAs(other) => write!(f, "terminals send the same for it as for {other}"),
            Self::ControlNeedsLetter => f.write_str("terminals send ctrl only with letters, space, arrows and f-keys"),
            Self::ShiftIsTheCharacter => {
                f.write_str("terminals tell shift only by what it types: write that character, as in \"G\"")
            }
            Self::AltEscape => f.write_str("terminals send alt with esc as two esc"),
        }
    }
}

/// Modifiers as people write them. The short ones are those of Emacs and Vim.
const MODIFIERS: [(&str, Modifier); 11] = [
    ("ctrl", Modifier::Ctrl),
    ("control", Modifier::Ctrl),
    ("c", Modifier::Ctrl),
    ("alt", Modifier::Alt),
    ("meta", Modifier::Alt),
    ("option", Modifier::Alt),
    ("opt", Modifier::Alt),
    ("a", Modifier::Alt),
    ("m", Modifier::Alt),
    ("shift", Modifier::Shift),
    ("s", Modifier::Shift),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Modifier {
    Ctrl,
    Alt,
    Shift,
}

impl FromStr for Chord {
    type Err = ChordError;

    fn from_str(text: &str) -> Result<Self, ChordError> {
        // A blank is a key of its own; around anything else it is a slip of the hand.
        let trimmed = if text == " " { text } else { text.trim() };
        let inner = trimmed.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')).filter(|inner| !inner.is_empty());
        let mut rest = inner.unwrap_or(trimmed);
        let (mut ctrl, mut alt, mut shift) = (false, false, false);
        loop {
            if let Some(key) = key_named(rest) {
                return finish(key, ctrl, alt, shift);
            }
            let Some((modifier, after)) = modifier_of(rest) else {
                return Err(ChordError::Unknown);
            };
            match modifier {
                Modifier::Ctrl => ctrl = true,
                Modifier::Alt => alt = true,
                Modifier::Shift => shift = true,
            }
            rest = after;
        }
    }
}

/// Splits a modifier off the front; what is left is not empty.
fn modifier_of(text: &str) -> Option<(Modifier, &str)> {
    if let Some(after) = text.strip_prefix('^').filter(|after| !after.is_empty()) {
        return Some((Modifier::Ctrl, after));
    }
    let at = text.find(['-', '+'])?;
    let (name, after) = (text.get(..at)?, text.get(at + 1..)?);
    let (_, modifier) = MODIFIERS.iter().find(|(known, _)| known.eq_ignore_ascii_case(name))?;
    (!after.is_empty()).then_some((*modifier, after))
}

fn key_named(text: &str) -> Option<Key> {
    let mut characters = text.chars();
    if let (Some(c), None) = (characters.next(), characters.next()) {
        return can_be_typed(c).then_some(Key::Char(c));
    }
    let plain: String = text.chars().filter(|c| !matches!(c, '-' | '_' | ' ')).flat_map(char::to_lowercase).collect();
    Some(match plain.as_str() {
        "space" | "spc" | "blank" => Key::Char(' '),
        "enter" | "return" | "ret" | "cr" => Key::Enter,
        "esc" | "escape" => Key::Esc,
        "tab" => Key::Tab,
        "backtab" => Key::BackTab,
        "backspace" | "bs" => Key::Backspace,
        "delete" | "del" => Key::Delete,
        "up" => Key::Up,
        "down" => Key::Down,
        "left" => Key::Left,
        "right" => Key::Right,
        "home" => Key::Home,
        "end" => Key::End,
        "pgup" | "pageup" => Key::PageUp,
        "pgdn" | "pgdown" | "pagedown" => Key::PageDown,
        other => {
            let number = other.strip_prefix('f')?.parse().ok()?;
            return (1..=12).contains(&number).then_some(Key::F(number));
        }
    })
}

/// Whether a character is one that a keyboard types and a screen shows: it will stand in hints and in the help.
fn can_be_typed(c: char) -> bool {
    let is_blank_letter = matches!(c, '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}');
    let is_sign = matches!(c, '\u{a1}'..='\u{ac}' | '\u{ae}'..='\u{ff}' | '€');
    c == ' ' || c.is_ascii_graphic() || ((c.is_alphanumeric() || is_sign) && !is_blank_letter)
}

fn finish(key: Key, ctrl: bool, alt: bool, shift: bool) -> Result<Chord, ChordError> {
    let key = match (shift, key) {
        (false, key) => key,
        (true, Key::Tab | Key::BackTab) => Key::BackTab,
        (true, Key::Char(c)) if c.is_ascii_alphabetic() && !ctrl => Key::Char(c.to_ascii_uppercase()),
        (true, _) => return Err(ChordError::ShiftIsTheCharacter),
    };
    if alt && key == Key::Esc {
        return Err(ChordError::AltEscape);
    }
    if !ctrl {
        return Ok(Chord { key, ctrl, alt });
    }
    let key = match key {
        Key::Char(c) => match c.to_ascii_lowercase() {
            'h' => return Err(ChordError::SameAs("backspace")),
            'i' => return Err(ChordError::SameAs("tab")),
            'j' | 'm' => return Err(ChordError::SameAs("enter")),
            '[' => return Err(ChordError::SameAs("esc")),
            c if c.is_ascii_alphabetic() || c == ' ' => Key::Char(c),
            _ => return Err(ChordError::ControlNeedsLetter),
        },
        Key::Enter => return Err(ChordError::SameAs("enter")),
        Key::Tab | Key::BackTab => return Err(ChordError::SameAs("tab")),
        Key::Esc => return Err(ChordError::SameAs("esc")),
        Key::Backspace => return Err(ChordError::SameAs("backspace")),
        other => other,
    };
    Ok(Chord { key, ctrl, alt })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::keys::TABLE;

    #[test]
    fn chords_are_read_as_people_write_them() {
        for (text, chord) in [
            ("q", Chord::char('q')),
            ("G", Chord::char('G')),
            ("shift-g", Chord::char('G')),
            ("ctrl-d", Chord::ctrl('d')),
            ("Ctrl+D", Chord::ctrl('d')),
            ("C-d", Chord::ctrl('d')),
            ("<c-d>", Chord::ctrl('d')),
            ("^d", Chord::ctrl('d')),
            ("M-x", Chord { alt: true, ..Chord::char('x') }),
            ("ctrl-alt-x", Chord { alt: true, ..Chord::ctrl('x') }),
            ("ctrl-left", Chord { ctrl: true, ..Chord::plain(Key::Left) }),
            ("space", Chord::char(' ')),
            (" ", Chord::char(' ')),
            ("-", Chord::char('-')),
            ("+", Chord::char('+')),
            ("^", Chord::char('^')),
            ("alt--", Chord { alt: true, ..Chord::char('-') }),
            ("<", Chord::char('<')),
            ("<>>", Chord::char('>')),
            ("客", Chord::char('客')),
            ("é", Chord::char('é')),
            ("Return", Chord::plain(Key::Enter)),
            ("<esc>", Chord::plain(Key::Esc)),
            ("escape", Chord::plain(Key::Esc)),
            ("page-up", Chord::plain(Key::PageUp)),
            ("PageDown", Chord::plain(Key::PageDown)),
            ("S-Tab", Chord::plain(Key::BackTab)),
            ("F5", Chord::plain(Key::F(5))),
            ("f12", Chord::plain(Key::F(12))),
        ] {
            assert_eq!(text.parse(), Ok(chord), "{text}");
        }
    }

    #[test]
    fn what_a_terminal_cannot_send_is_refused_with_the_reason() {
        for (text, reason) in [
            ("ctrl-h", "backspace"),
            ("ctrl-i", "tab"),
            ("ctrl-j", "enter"),
            ("C-M", "enter"),
            ("ctrl-[", "esc"),
            ("ctrl-1", "only with letters"),
            ("shift-up", "shift"),
            ("shift-1", "shift"),
            ("alt-esc", "two esc"),
            ("f13", "no key"),
            ("f0", "no key"),
            ("super-x", "no key"),
            ("ctrl-", "no key"),
            ("", "no key"),
            ("qq", "no key"),
            ("\u{202e}", "no key"),
            ("\u{3164}", "no key"),
            ("\n", "no key"),
        ] {
            let error = Chord::from_str(text).unwrap_err().to_string();
            assert!(error.contains(reason), "{text:?}: {error}");
        }
    }

    #[test]
    fn every_chord_of_the_table_reads_as_it_prints() {
        for chord in TABLE.iter().flat_map(|binding| binding.chords) {
            assert_eq!(chord.to_string().parse(), Ok(*chord));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn what_is_read_prints_as_something_that_is_read_the_same(text in "((ctrl|alt|shift|C|M)[-+])?(\\PC|[a-z]{2,9}|[fF][0-9]{1,2})") {
            if let Ok(chord) = Chord::from_str(&text) {
                prop_assert_eq!(chord.to_string().parse(), Ok(chord));
            }
        }
    }
}
