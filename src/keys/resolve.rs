//! From a chord to an action: the narrowest context first. Uses `table`.

use super::action::Action;
use super::chord::Chord;
use super::table::{Context, TABLE};

/// What a chord means in a context, or `None`. The global rows hold everywhere except in a text line, where they would
/// eat what is typed; there only control chords fall through.
pub fn resolve(context: Context, chord: Chord) -> Option<Action> {
    let find = |context: Context| {
        TABLE
            .iter()
            .find(|binding| binding.context == context && binding.chords.contains(&chord))
            .map(|binding| binding.action)
    };
    find(context).or_else(|| {
        let typing = context == Context::FilterLine;
        if typing && !(chord.ctrl && matches!(chord.typed_with_ctrl(), Some('c' | 'l'))) {
            return None;
        }
        find(Context::Global)
    })
}

impl Chord {
    /// The character of a control chord.
    fn typed_with_ctrl(self) -> Option<char> {
        match self.key {
            super::chord::Key::Char(c) if self.ctrl => Some(c),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::chord::Key;

    #[test]
    fn the_narrowest_context_wins() {
        assert_eq!(resolve(Context::Board, Chord::char('j')), Some(Action::Down));
        assert_eq!(resolve(Context::Board, Chord::char('d')), Some(Action::Window));
        assert_eq!(resolve(Context::WindowGrid, Chord::char('d')), Some(Action::Back));
        assert_eq!(resolve(Context::Board, Chord::char('z')), None);
    }

    #[test]
    fn a_text_line_keeps_its_characters() {
        assert_eq!(resolve(Context::FilterLine, Chord::char('q')), None);
        assert_eq!(resolve(Context::FilterLine, Chord::plain(Key::Home)), None);
        assert_eq!(resolve(Context::FilterLine, Chord::ctrl('u')), None);
        assert_eq!(resolve(Context::FilterLine, Chord::ctrl('c')), Some(Action::QuitNow));
        assert_eq!(resolve(Context::FilterLine, Chord::plain(Key::Esc)), Some(Action::Back));
    }
}
