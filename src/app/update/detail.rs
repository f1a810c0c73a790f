//! Keys on a task's detail view. Uses `overlay` for what opens over it.

use super::{overlay, scroll};
use crate::app::model::{Model, Screen};
use crate::keys::Action;

pub(super) fn act(model: &mut Model, action: Action) {
    match action {
        Action::Back | Action::Quit => {
            model.screen = Screen::Board;
            scroll::forget(model);
        }
        Action::Window => overlay::open_window_grid(model),
        Action::RawJson => overlay::open_raw_json(model),
        other => scroll::act(model, other),
    }
}
