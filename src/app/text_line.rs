//! One line of typed text: which keys edit it, how much fits. The same for every such line. Uses `domain` and `keys`.

use tui_input::{Input, InputRequest};

use crate::domain::text::{clean, is_harmful};
use crate::keys::{Chord, Key};

/// The longest line in characters: beyond that it is a paste by mistake.
pub(super) const MOST_CHARACTERS: usize = 1000;

/// What a key does to a line, where it does anything: types a character or is one of the usual editing keys.
pub(super) fn request(chord: Chord) -> Option<InputRequest> {
    if let Some(c) = chord.typed() {
        return (!is_harmful(c)).then_some(InputRequest::InsertChar(c));
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

/// Works a key into a line and tells whether it meant anything there.
pub(super) fn edit(input: &mut Input, chord: Chord) -> bool {
    let Some(request) = request(chord) else {
        return false;
    };
    apply(input, request);
    true
}

/// Pasted text goes in at the cursor, without what could harm the screen.
pub(super) fn paste(input: &mut Input, text: &str) {
    for c in clean(text.trim()).chars().take(MOST_CHARACTERS) {
        apply(input, InputRequest::InsertChar(c));
    }
}

/// A line that holds a text, without what could harm the screen, with the cursor behind so many of its characters.
pub(super) fn holding(text: &str, cursor: usize) -> Input {
    Input::new(clean(text).chars().take(MOST_CHARACTERS).collect()).with_cursor(cursor)
}

/// The text in front of a line's cursor.
pub(super) fn before_cursor(input: &Input) -> String {
    input.value().chars().take(input.cursor()).collect()
}

fn apply(input: &mut Input, request: InputRequest) {
    let is_full = input.value().chars().count() >= MOST_CHARACTERS;
    if !(is_full && matches!(request, InputRequest::InsertChar(_))) {
        input.handle(request);
    }
}
