//! Keys that change how things are shown: theme, zone, mouse. Uses `toast` and `why`.

use super::{toast, why};
use crate::app::effect::Effect;
use crate::app::model::Model;
use crate::app::toast::ToastKind;
use crate::app::zone::ZoneChoice;
use crate::domain::time::zone_name;

/// Goes on to the next theme.
pub(super) fn next_theme(model: &mut Model) {
    model.look.next();
    let name = model.look.name().to_owned();
    if !name.is_empty() {
        toast::show(model, ToastKind::Done, format!("theme: {name}"));
    }
}

/// Goes on to the next zone.
pub(super) fn next_zone(model: &mut Model) {
    model.zone = model.zone.next();
    let text = match model.zone {
        ZoneChoice::Mine => format!("times in my zone, {}", zone_name(model.local_offset_seconds)),
        ZoneChoice::Task => "times in each task's own zone".to_owned(),
        ZoneChoice::Utc => "times in UTC".to_owned(),
    };
    why::renew(model);
    toast::show(model, ToastKind::Done, text);
}

/// Switches the mouse on or off.
pub(super) fn toggle_mouse(model: &mut Model) -> Vec<Effect> {
    model.mouse = !model.mouse;
    // Terminals keep shift to themselves, so that a text can be selected while the mouse reports.
    let text = if model.mouse { "mouse on; hold shift to select text" } else { "mouse off" };
    toast::show(model, ToastKind::Done, text);
    vec![Effect::CaptureMouse(model.mouse)]
}
