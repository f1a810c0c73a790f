//! Copying and exporting.

use crate::app::effect::Effect;
use crate::app::model::Model;
use crate::keys::Action;

/// Copies the id of the task at hand.
pub(super) fn copy_id(_model: &mut Model) -> Vec<Effect> {
    Vec::new()
}

/// Copies the task at hand as JSON.
pub(super) fn copy_row(_model: &mut Model) -> Vec<Effect> {
    Vec::new()
}

/// Opens the choice of an export's format.
pub(super) fn open_menu(_model: &mut Model) {}

/// A key in that choice.
pub(super) fn act(_model: &mut Model, _action: Action) -> Vec<Effect> {
    Vec::new()
}
