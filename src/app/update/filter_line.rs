//! Keys in the line in which a filter is typed. Every change filters at once.

use tui_input::{Input, InputRequest};

use super::board;
use crate::app::filter::Filter;
use crate::app::model::{FilterLine, Model};
use crate::domain::text::clean;
use crate::keys::{Action, Chord, Key};

/// The longest filter in characters: beyond that it is a paste by mistake.
const MOST_CHARACTERS: usize = 1000;

impl FilterLine {
    /// Empties the line.
    pub(super) fn clear(&mut self) {
        self.input = Input::default();
        self.filter = Filter::default();
    }

    fn request(&mut self, request: InputRequest) {
        let is_full = self.input.value().chars().count() >= MOST_CHARACTERS;
        if !(is_full && matches!(request, InputRequest::InsertChar(_))) {
            self.input.handle(request);
        }
    }
}

pub(super) fn act(model: &mut Model, action: Action) {
    let line = &mut model.list.filter;
    match action {
        Action::KeepFilter => line.is_editing = false,
        Action::Back => {
            line.is_editing = false;
            line.clear();
            model.project();
        }
        other => board::move_cursor(model, other),
    }
}

/// A key that no binding took: text, or one of the usual editing keys.
pub(super) fn edit(model: &mut Model, chord: Chord) {
    if let Some(request) = request(chord) {
        model.list.filter.request(request);
        understand(model);
    }
}

/// Pasted text goes in at the cursor, without what could harm the screen.
pub(super) fn paste(model: &mut Model, text: &str) {
    for c in clean(text.trim()).chars().take(MOST_CHARACTERS) {
        model.list.filter.request(InputRequest::InsertChar(c));
    }
    understand(model);
}

fn understand(model: &mut Model) {
    let line = &mut model.list.filter;
    line.filter = Filter::parse(line.input.value());
    model.project();
}

fn request(chord: Chord) -> Option<InputRequest> {
    if let Some(c) = chord.typed() {
        return (!crate::domain::text::is_harmful(c)).then_some(InputRequest::InsertChar(c));
    }
    Some(match (chord.key, chord.ctrl || chord.alt) {
        (Key::Left, false) => InputRequest::GoToPrevChar,
        (Key::Right, false) => InputRequest::GoToNextChar,
        (Key::Left, true) => InputRequest::GoToPrevWord,
        (Key::Right, true) => InputRequest::GoToNextWord,
        (Key::Home, _) | (Key::Char('a'), true) => InputRequest::GoToStart,
        (Key::End, _) | (Key::Char('e'), true) => InputRequest::GoToEnd,
        (Key::Backspace, false) | (Key::Char('h'), true) => InputRequest::DeletePrevChar,
        (Key::Backspace | Key::Char('w'), true) => InputRequest::DeletePrevWord,
        (Key::Delete, _) => InputRequest::DeleteNextChar,
        (Key::Char('u'), true) => InputRequest::DeleteFromStart,
        (Key::Char('k'), true) => InputRequest::DeleteTillEnd,
        _ => return None,
    })
}
