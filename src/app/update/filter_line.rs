//! Keys in the line in which a filter is typed. Every change filters at once.

use tui_input::Input;

use super::board;
use crate::app::filter::Filter;
use crate::app::model::{FilterLine, Model};
use crate::app::text_line;
use crate::keys::{Action, Chord};

impl FilterLine {
    /// Empties the line.
    pub(super) fn clear(&mut self) {
        self.input = Input::default();
        self.filter = Filter::default();
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
    if text_line::edit(&mut model.list.filter.input, chord) {
        understand(model);
    }
}

/// Pasted text goes in at the cursor, without what could harm the screen.
pub(super) fn paste(model: &mut Model, text: &str) {
    text_line::paste(&mut model.list.filter.input, text);
    understand(model);
}

fn understand(model: &mut Model) {
    let line = &mut model.list.filter;
    line.filter = Filter::parse(line.input.value());
    model.project();
}
