//! Keys in the choice of columns.

use crate::app::model::Model;
use crate::keys::Action;

/// Opens the choice.
pub(super) fn open(_model: &mut Model) {}

/// A key that has a meaning in it.
pub(super) fn act(_model: &mut Model, _action: Action) {}
