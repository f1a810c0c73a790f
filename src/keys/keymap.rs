//! The keys as they hold for this run: the table's rows with the chords that the user chose. Uses `table` and
//! `overrides`.

use super::action::Action;
use super::chord::Chord;
use super::context::Context;
use super::overrides::{self, KeyOverride};
use super::problem::KeyProblem;
use super::table::{Binding, Group, TABLE};

/// A row of the keymap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeymapRow {
    /// Where it holds.
    pub context: Context,
    /// The chords, the one to show first in front; empty where the user took them all away.
    pub chords: Vec<Chord>,
    /// What it does.
    pub action: Action,
    /// One or two words for the footer; empty where the footer leaves it out.
    pub hint: &'static str,
    /// A short sentence for the help.
    pub help: &'static str,
    /// The help's heading.
    pub group: Group,
    /// The action that opens the place, where this row closes it by the same key.
    pub follows: Option<Action>,
}

impl From<&Binding> for KeymapRow {
    fn from(binding: &Binding) -> Self {
        let Binding { context, chords, action, hint, help, group, follows } = *binding;
        Self { context, chords: chords.to_vec(), action, hint, help, group, follows }
    }
}

impl KeymapRow {
    /// The chord to show; empty where there is none.
    pub fn first_chord(&self) -> String {
        self.chords.first().map(ToString::to_string).unwrap_or_default()
    }
}

/// All keys of this run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keymap {
    rows: Vec<KeymapRow>,
    notes: Vec<String>,
}

impl Default for Keymap {
    fn default() -> Self {
        Self { rows: TABLE.iter().map(KeymapRow::from).collect(), notes: Vec::new() }
    }
}

impl Keymap {
    /// The table with the user's keys, and what was odd about these. In the result no chord means two things in a
    /// place, `ctrl-c` quits from everywhere, and `esc` leads out of every place.
    pub fn with_overrides(lines: &[KeyOverride]) -> (Self, Vec<KeyProblem>) {
        let (rows, problems) = overrides::apply(lines);
        (Self { rows, notes: Vec::new() }, problems)
    }

    /// The same keys with sentences for the user about how they came about.
    pub fn noting(self, notes: Vec<String>) -> Self {
        Self { notes, ..self }
    }

    /// Sentences about settings that could not be taken as they were written.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// The rows in the table's order.
    pub fn rows(&self) -> &[KeymapRow] {
        &self.rows
    }

    /// The first chord of an action as text, for sentences that name a key; empty where it has none.
    pub fn key_of(&self, action: Action) -> String {
        self.rows.iter().find(|row| row.action == action).map(KeymapRow::first_chord).unwrap_or_default()
    }

    /// What a chord means in a context, or `None`: the narrowest context first. The global rows hold everywhere except in
    /// a text line, where they would eat what is typed; there only what concerns the program itself falls through.
    pub fn resolve(&self, context: Context, chord: Chord) -> Option<Action> {
        let find = |context: Context| {
            self.rows.iter().find(|row| row.context == context && row.chords.contains(&chord)).map(|row| row.action)
        };
        find(context).or_else(|| {
            let action = find(Context::Global)?;
            let falls_through = matches!(action, Action::QuitNow | Action::Redraw | Action::Suspend)
                && !context.takes_for_itself(chord);
            (falls_through || !context.is_text_line()).then_some(action)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::Key;

    #[test]
    fn the_narrowest_context_wins() {
        let keys = Keymap::default();
        assert_eq!(keys.resolve(Context::Board, Chord::char('j')), Some(Action::Down));
        assert_eq!(keys.resolve(Context::Board, Chord::char('d')), Some(Action::Window));
        assert_eq!(keys.resolve(Context::WindowGrid, Chord::char('d')), Some(Action::Back));
        assert_eq!(keys.resolve(Context::Board, Chord::char('z')), None);
    }

    #[test]
    fn a_text_line_keeps_its_characters() {
        let keys = Keymap::default();
        for context in [Context::FilterLine, Context::CommandLine, Context::ColumnSearch, Context::HelpSearch] {
            assert_eq!(keys.resolve(context, Chord::char('q')), None);
            assert_eq!(keys.resolve(context, Chord::plain(Key::Home)), None);
            assert_eq!(keys.resolve(context, Chord::ctrl('u')), None);
            assert_eq!(keys.resolve(context, Chord::ctrl('c')), Some(Action::QuitNow));
            assert_eq!(keys.resolve(context, Chord::plain(Key::Esc)), Some(Action::Back));
        }
    }
}
