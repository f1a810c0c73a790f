//! Opening, using and closing what lies over the screen. At most one overlay is open; the help gives back the one that
//! was there before it.

use std::sync::Arc;

use super::{alerts, scroll};
use crate::app::column::Column;
use crate::app::help_view::HelpView;
use crate::app::json_lines;
use crate::app::model::{Model, Overlay, Screen, TaskOnScreen};
use crate::keys::{Action, Chord};

pub(super) fn open_help(model: &mut Model) {
    model.under_help = model.overlay.take();
    open(model, Overlay::Help(HelpView::default()));
}

pub(super) fn open_sort_menu(model: &mut Model) {
    let current = model.list.sort.column;
    let cursor = Column::ALL.iter().position(|column| *column == current).unwrap_or(0);
    open(model, Overlay::SortMenu { cursor });
}

pub(super) fn open_window_grid(model: &mut Model) {
    if let Some(task) = task_at_hand(model) {
        open(model, Overlay::WindowGrid { task, scroll: 0 });
    }
}

pub(super) fn open_raw_json(model: &mut Model) {
    if let Some(task) = task_at_hand(model) {
        let lines = json_lines::of(&task.task);
        open(model, Overlay::RawJson { task, lines, scroll: 0 });
    }
}

pub(super) fn open(model: &mut Model, overlay: Overlay) {
    // Whoever looks into a task has chosen it: from now on the cursor stays with it.
    model.list.has_moved |=
        matches!(overlay, Overlay::WindowGrid { .. } | Overlay::RawJson { .. } | Overlay::Why { .. });
    model.overlay = Some(overlay);
    scroll::forget(model);
}

/// The task that a key means: that of the highlighted alert, else the open one, else the selected one.
pub(super) fn task_at_hand(model: &Model) -> Option<Arc<TaskOnScreen>> {
    if matches!(model.overlay, Some(Overlay::Alerts { .. })) {
        return alerts::highlighted_task(model);
    }
    match &model.screen {
        Screen::Detail { task, .. } => Some(Arc::clone(task)),
        Screen::Board => {
            let task = Arc::clone(model.selected_task()?);
            Some(Arc::new(TaskOnScreen { task, is_gone: false }))
        }
    }
}

/// A key while an overlay is open. Keys that open something else do nothing.
pub(super) fn act(model: &mut Model, action: Action) {
    match (action, &mut model.overlay) {
        (Action::Back | Action::Quit, _) => close(model),
        (Action::Enter, Some(Overlay::SortMenu { cursor })) => {
            if let Some(column) = Column::ALL.get(*cursor) {
                choose(model, *column);
            }
        }
        (_, Some(Overlay::SortMenu { cursor })) => {
            let last = Column::ALL.len() - 1;
            *cursor = match action {
                Action::Up => cursor.saturating_sub(1),
                Action::Down => (*cursor + 1).min(last),
                Action::PageUp | Action::First => 0,
                Action::PageDown | Action::Last => last,
                _ => *cursor,
            };
        }
        _ => scroll::act(model, action),
    }
}

/// Takes a column's letter in the sort menu. Letters go before all bindings, because `d` and others mean more elsewhere.
pub(super) fn choose_by_letter(model: &mut Model, chord: Chord) -> bool {
    let Some(column) = chord.typed().and_then(|c| Column::ALL.into_iter().find(|column| column.sort_letter() == c))
    else {
        return false;
    };
    choose(model, column);
    true
}

pub(super) fn choose(model: &mut Model, column: Column) {
    model.list.sort = model.list.sort.choose(column);
    close(model);
    model.project();
}

pub(super) fn close(model: &mut Model) {
    model.overlay = model.under_help.take();
    scroll::forget(model);
}
