//! Clicks and the wheel. Uses `hits` for what lies where, and otherwise the same ways as the keys.

use super::{alerts, board, overlay};
use crate::app::column::Column;
use crate::app::effect::Effect;
use crate::app::hits::{Hit, PanelHits};
use crate::app::model::{Model, Overlay, Screen};
use crate::app::msg::{Mouse, MouseKind};
use crate::keys::{Action, Context};

/// Rows and lines that a notch of the wheel moves.
const WHEEL_ROWS: usize = 3;

/// Works in what the mouse did. Reports that were under way when it was switched off mean nothing any more.
pub(super) fn act(model: &mut Model, mouse: Mouse) -> Vec<Effect> {
    if !model.mouse {
        return Vec::new();
    }
    match mouse.kind {
        MouseKind::WheelUp => turn(model, Action::Up),
        MouseKind::WheelDown => turn(model, Action::Down),
        MouseKind::Click => click(model, mouse.column, mouse.line),
    }
}

/// The wheel moves what is on top: a line further in a menu, three in a text, the rows of the table.
fn turn(model: &mut Model, action: Action) -> Vec<Effect> {
    let context = model.context();
    match context {
        Context::Board | Context::FilterLine | Context::Global => {
            turn_table(model, action);
            Vec::new()
        }
        // Up and down mean the commands typed before there.
        Context::CommandLine | Context::ColumnSearch => Vec::new(),
        Context::SortMenu | Context::Columns | Context::ExportMenu | Context::Alerts => {
            super::act(model, context, action)
        }
        Context::Detail
        | Context::WindowGrid
        | Context::RawJson
        | Context::Why
        | Context::Help
        | Context::HelpSearch => (0..WHEEL_ROWS).flat_map(|_| super::act(model, context, action)).collect(),
    }
}

/// Moves the rows under the cursor; the cursor goes along only where it would leave the screen.
fn turn_table(model: &mut Model, action: Action) {
    let room = model.drawn.list_rows.max(1);
    let list = &mut model.list;
    let first = list.offset_for(room);
    let last_page = list.rows.len().saturating_sub(room);
    let first = match action {
        Action::Up => first.saturating_sub(WHEEL_ROWS),
        _ => (first + WHEEL_ROWS).min(last_page.max(first)),
    };
    list.offset = first;
    let row = list.cursor.clamp(first, first + room - 1);
    model.move_cursor_to(row);
}

fn click(model: &mut Model, column: u16, line: u16) -> Vec<Effect> {
    if model.overlay.is_some() {
        return click_panel(model, column, line);
    }
    if model.screen != Screen::Board {
        return Vec::new();
    }
    match model.drawn.hits.at(column, line) {
        Some(Hit::Head(column)) => {
            model.list.sort = model.list.sort.choose(column);
            model.project();
        }
        Some(Hit::Status(number)) => board::act(model, Action::ToggleStatus(number)),
        Some(Hit::AllStatuses) => board::act(model, Action::AllStatuses),
        Some(Hit::Row(row)) => click_row(model, row),
        None => {}
    }
    Vec::new()
}

/// A click on a row selects it, one on the selected row opens it.
fn click_row(model: &mut Model, row_on_screen: usize) {
    let row = model.list.offset_for(model.drawn.list_rows) + row_on_screen;
    if row >= model.list.rows.len() {
        return;
    }
    if row == model.list.cursor {
        model.list.filter.is_editing = false;
        board::act(model, Action::Enter);
    } else {
        model.move_cursor_to(row);
    }
}

/// A click on an entry takes it, one beside the panel closes it as escape does.
fn click_panel(model: &mut Model, column: u16, line: u16) -> Vec<Effect> {
    let Some(PanelHits { area, entries, first_entry }) = model.drawn.hits.panel else {
        return Vec::new();
    };
    if !area.contains(column, line) {
        return super::act(model, model.context(), Action::Back);
    }
    let entry = entries.contains(column, line).then(|| first_entry + usize::from(line - entries.y));
    match (entry, &mut model.overlay) {
        (Some(entry), Some(Overlay::SortMenu { .. })) => {
            if let Some(column) = Column::ALL.get(entry) {
                overlay::choose(model, *column);
            }
            Vec::new()
        }
        (Some(entry), Some(Overlay::ExportMenu { cursor })) => {
            *cursor = entry;
            super::act(model, Context::ExportMenu, Action::Enter)
        }
        (Some(entry), Some(Overlay::Columns(menu))) => {
            menu.cursor = entry;
            super::act(model, Context::Columns, Action::ToggleColumn)
        }
        (Some(entry), Some(Overlay::Alerts { .. })) => {
            alerts::click(model, entry);
            Vec::new()
        }
        _ => Vec::new(),
    }
}
