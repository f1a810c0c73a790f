//! Clicks and the wheel. Uses `hits`.

use crate::app::model::Model;
use crate::app::msg::Mouse;

/// Works in what the mouse did.
pub(super) fn act(_model: &mut Model, _mouse: Mouse) {}
