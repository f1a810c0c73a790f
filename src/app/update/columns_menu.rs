//! Keys in the choice of columns. The table behind it follows at once.

use super::{overlay, toast};
use crate::app::column::Column;
use crate::app::column_choice::ColumnChoice;
use crate::app::columns_menu::{ColumnSearch, ColumnsMenu};
use crate::app::model::{Model, Overlay};
use crate::app::text_line;
use crate::app::toast::ToastKind;
use crate::keys::{Action, Chord};

/// Opens the choice, on the first column.
pub(super) fn open(model: &mut Model) {
    overlay::open(model, Overlay::Columns(ColumnsMenu::default()));
}

/// A key that has a meaning in it.
pub(super) fn act(model: &mut Model, action: Action) {
    let Some(Overlay::Columns(menu)) = &mut model.overlay else {
        return;
    };
    let columns = &mut model.list.columns;
    if menu.search.is_some() {
        return search(menu, columns, action);
    }
    let last = columns.all().len().saturating_sub(1);
    match action {
        Action::Back | Action::Quit => overlay::close(model),
        Action::Search => {
            menu.search = Some(ColumnSearch { cursor_before: menu.cursor, ..ColumnSearch::default() });
        }
        Action::ResetColumns => change(menu, columns, |columns, _| columns.reset()),
        Action::MoveLeft => change(menu, columns, ColumnChoice::move_left),
        Action::MoveRight => change(menu, columns, ColumnChoice::move_right),
        Action::ToggleColumn => {
            let mut is_done = true;
            change(menu, columns, |columns, column| is_done = columns.toggle(column));
            if !is_done {
                toast::show(model, ToastKind::Failed, "the name is always shown");
            }
        }
        Action::Up => menu.cursor = menu.cursor.saturating_sub(1),
        Action::Down => menu.cursor = (menu.cursor + 1).min(last),
        Action::PageUp | Action::First => menu.cursor = 0,
        Action::PageDown | Action::Last => menu.cursor = last,
        _ => {}
    }
}

/// Changes the choice; the cursor stays on its column.
fn change(menu: &mut ColumnsMenu, columns: &mut ColumnChoice, how: impl FnOnce(&mut ColumnChoice, Column)) {
    if let Some((column, _)) = columns.all().get(menu.cursor).copied() {
        how(columns, column);
        menu.cursor = columns.place_of(column).unwrap_or(menu.cursor);
    }
}

fn search(menu: &mut ColumnsMenu, columns: &ColumnChoice, action: Action) {
    let found = || menu.found(columns).into_iter().map(|found| found.place);
    match action {
        Action::Enter => menu.search = None,
        Action::Back => {
            menu.cursor = menu.search.take().map_or(menu.cursor, |search| search.cursor_before);
        }
        // The matches stand among the others, so up and down go as the eye does.
        Action::Up => menu.cursor = found().filter(|place| *place < menu.cursor).max().unwrap_or(menu.cursor),
        Action::Down => menu.cursor = found().filter(|place| *place > menu.cursor).min().unwrap_or(menu.cursor),
        _ => {}
    }
}

/// A key in the search line that no binding took: the cursor goes to the column that is meant.
pub(super) fn edit(model: &mut Model, chord: Chord) {
    type_into(model, |search| text_line::edit(&mut search.input, chord));
}

/// Pasted text goes into the search line.
pub(super) fn paste(model: &mut Model, text: &str) {
    type_into(model, |search| {
        text_line::paste(&mut search.input, text);
        true
    });
}

fn type_into(model: &mut Model, how: impl FnOnce(&mut ColumnSearch) -> bool) {
    let Some(Overlay::Columns(menu)) = &mut model.overlay else {
        return;
    };
    let Some(search) = &mut menu.search else {
        return;
    };
    if !how(search) {
        return;
    }
    let before = search.cursor_before;
    let is_blank = search.input.value().trim().is_empty();
    let found = menu.found(&model.list.columns).first().map(|found| found.place);
    menu.cursor = if is_blank { before } else { found.unwrap_or(menu.cursor) };
}

#[cfg(test)]
mod tests;
