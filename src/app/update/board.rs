//! Keys on the task table. Uses `overlay` for what opens over it.

use super::overlay;
use super::scroll;
use crate::app::model::{Model, Screen};
use crate::keys::Action;

pub(super) fn act(model: &mut Model, action: Action) {
    match action {
        Action::Up | Action::Down | Action::PageUp | Action::PageDown | Action::First | Action::Last => {
            move_cursor(model, action);
        }
        Action::Enter => {
            if let Some(task) = overlay::task_at_hand(model) {
                model.list.has_moved = true;
                model.screen = Screen::Detail { task, scroll: 0 };
                scroll::forget(model);
            }
        }
        Action::Back => clear_one(model),
        Action::ToggleStatus(number) => {
            model.list.statuses.toggle(number);
            model.project();
        }
        Action::AllStatuses => {
            model.list.statuses.clear();
            model.project();
        }
        Action::Filter => model.list.filter.is_editing = true,
        Action::Sort => overlay::open_sort_menu(model),
        Action::Window => overlay::open_window_grid(model),
        Action::RawJson => overlay::open_raw_json(model),
        // Taken before a screen is asked, or of no meaning here.
        _ => {}
    }
}

/// Moves the cursor through the table. A page moves the screen as well, so that the eye finds the cursor where it was.
pub(super) fn move_cursor(model: &mut Model, action: Action) {
    let page = model.drawn.list_rows.max(1);
    let list = &mut model.list;
    let row = match action {
        Action::Up => list.cursor.saturating_sub(1),
        Action::Down => list.cursor + 1,
        Action::PageUp => {
            list.offset = list.offset.saturating_sub(page);
            list.cursor.saturating_sub(page)
        }
        Action::PageDown => {
            list.offset += page;
            list.cursor + page
        }
        Action::First => 0,
        Action::Last => list.rows.len(),
        _ => return,
    };
    model.move_cursor_to(row);
}

/// One step back: the typed filter first, then the statuses.
fn clear_one(model: &mut Model) {
    let list = &mut model.list;
    if list.filter.input.value().is_empty() {
        list.statuses.clear();
    } else {
        list.filter.clear();
    }
    model.project();
}
