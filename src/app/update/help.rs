//! Keys in the help and in the line in which it is searched. Uses `scroll` and `overlay`.

use super::{overlay, scroll};
use crate::app::model::Model;
use crate::keys::{Action, Chord};

/// A key that has a meaning in the help or in its search line.
pub(super) fn act(model: &mut Model, action: Action) {
    match action {
        Action::Back | Action::Quit => overlay::close(model),
        other => scroll::act(model, other),
    }
}

/// A key in the search line that no binding took.
pub(super) fn edit(_model: &mut Model, _chord: Chord) {}

/// Pasted text.
pub(super) fn paste(_model: &mut Model, _text: &str) {}
