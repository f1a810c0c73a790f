//! An answer of the terminal that came when nobody was waiting any more: it arrives as if somebody typed it, and is taken
//! out of the keys here. Uses `app` and `keys`.
//!
//! A colour comes as `ESC ] 11 ; rgb:1e1e/1e1e/1e1e` with `BEL` or `ESC \` behind it. The event stream makes alt and a
//! bracket of the beginning, which nobody types, and single keys of the rest. The answer about the device needs no care:
//! the event stream knows it and keeps it to itself.

use crate::app::Msg;
use crate::keys::{Chord, Key};

/// Keys between beginning and end that an answer can have: `11;rgba:` and four numbers of four digits with slashes.
const LONGEST_ANSWER_KEYS: usize = 32;

/// What is still to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LateAnswer {
    /// Nothing.
    #[default]
    Settled,
    /// Perhaps an answer.
    Expected,
    /// The rest of an answer that has begun; so many keys of it came already.
    Coming(usize),
}

impl LateAnswer {
    /// Whether a message is part of a late answer, and so nobody's key.
    pub fn swallows(&mut self, message: &Msg) -> bool {
        let Msg::Chord(chord) = message else {
            return false;
        };
        match (*self, chord) {
            (Self::Expected, Chord { key: Key::Char(']'), alt: true, .. }) => *self = Self::Coming(0),
            (Self::Coming(keys), Chord { key: Key::Char(c), alt: false, ctrl: false })
                if keys < LONGEST_ANSWER_KEYS && (c.is_ascii_hexdigit() || "rg:;/".contains(*c)) =>
            {
                *self = Self::Coming(keys + 1);
            }
            (
                Self::Coming(_),
                Chord { key: Key::Char('\\'), alt: true, .. } | Chord { key: Key::Char('g'), ctrl: true, .. },
            ) => *self = Self::Settled,
            (Self::Coming(_), _) => {
                *self = Self::Settled;
                return false;
            }
            _ => return false,
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alt(c: char) -> Chord {
        Chord { alt: true, ..Chord::char(c) }
    }

    /// The keys that get through.
    fn passed(mut late: LateAnswer, chords: impl IntoIterator<Item = Chord>) -> Vec<Chord> {
        chords.into_iter().filter(|chord| !late.swallows(&Msg::Chord(*chord))).collect()
    }

    fn answer(end: Chord) -> Vec<Chord> {
        let typed = "11;rgb:Ffff/fdfd/e3e3".chars().map(Chord::char);
        [alt(']')].into_iter().chain(typed).chain([end]).collect()
    }

    #[test]
    fn an_answer_between_keys_leaves_only_the_keys() {
        for end in [alt('\\'), Chord::ctrl('g')] {
            let typed: Vec<_> =
                [Chord::char('j')].into_iter().chain(answer(end)).chain([Chord::char('1'), Chord::char('q')]).collect();
            let keys = ['j', '1', 'q'].map(Chord::char);
            assert_eq!(passed(LateAnswer::Expected, typed.clone()), keys);
            assert_eq!(passed(LateAnswer::Settled, typed.clone()), typed, "nothing was asked");
        }
    }

    #[test]
    fn a_torn_answer_costs_no_keys() {
        let torn = [alt(']'), Chord::char('1'), Chord::char('j'), Chord::char('1')];
        assert_eq!(passed(LateAnswer::Expected, torn), ['j', '1'].map(Chord::char));
        let endless = [alt(']')].into_iter().chain(std::iter::repeat_n(Chord::char('1'), LONGEST_ANSWER_KEYS + 2));
        assert_eq!(passed(LateAnswer::Expected, endless).len(), 2);
    }
}
