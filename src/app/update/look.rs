//! Keys that change how things are shown: theme, zone, mouse. Uses `toast`.

use super::toast;
use crate::app::effect::Effect;
use crate::app::model::Model;
use crate::app::toast::ToastKind;

/// Goes on to the next theme.
pub(super) fn next_theme(model: &mut Model) {
    model.look.next();
    let name = model.look.name().to_owned();
    if !name.is_empty() {
        toast::show(model, ToastKind::Done, format!("theme: {name}"));
    }
}

/// Goes on to the next zone.
pub(super) fn next_zone(_model: &mut Model) {}

/// Switches the mouse on or off.
pub(super) fn toggle_mouse(model: &mut Model) -> Vec<Effect> {
    model.mouse = !model.mouse;
    vec![Effect::CaptureMouse(model.mouse)]
}
