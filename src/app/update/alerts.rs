//! The alerts: the panel, the jump from one to the next, snoozing and muting. Uses `history`.

use super::overlay;
use crate::app::effect::Effect;
use crate::app::model::{Model, Overlay};
use crate::keys::Action;

/// Opens the panel.
pub(super) fn open(model: &mut Model) {
    overlay::open(model, Overlay::Alerts { selected: None, cursor: 0 });
}

/// Works in a key while the panel is open.
pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    if matches!(action, Action::Back | Action::Quit) {
        model.overlay = None;
    }
    Vec::new()
}

/// Snoozes the alerts of the selected or open task, or wakes them.
pub(super) fn snooze(_model: &mut Model) {}

/// Moves to the task with the next alert, or with the one before.
pub(super) fn jump(_model: &mut Model, _forward: bool) {}

/// The time goes on.
pub(super) fn tick(model: &mut Model) -> Vec<Effect> {
    let transitions = model.history.tick(model.now.unix_ms);
    if transitions.is_empty() { Vec::new() } else { vec![Effect::Announce(transitions)] }
}
