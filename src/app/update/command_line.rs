//! Keys in the line in which a command is typed.

use crate::app::effect::Effect;
use crate::app::model::Model;
use crate::keys::{Action, Chord};

/// Opens the line.
pub(super) fn open(_model: &mut Model) {}

/// A key that has a meaning in the line.
pub(super) fn act(_model: &mut Model, _action: Action) -> Vec<Effect> {
    Vec::new()
}

/// A key that no binding took: text, or one of the usual editing keys.
pub(super) fn edit(_model: &mut Model, _chord: Chord) {}

/// Pasted text.
pub(super) fn paste(_model: &mut Model, _text: &str) {}
