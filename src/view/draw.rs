//! The entry: which screen, which overlay. Uses `app`.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::marks_beside::make_room_for_marks;
use super::settle::settle;
use super::theme::Theme;
use super::{
    alerts_panel, board, columns_menu, command_line, detail, export_menu, help, raw_json, sort_menu, toast, why,
    window_grid,
};
use crate::app::{Drawn, Model, Overlay, Screen};

/// Draws the model. Changes nothing; what the next key needs to know about the terminal comes back.
///
/// Any size works, down to a single cell: parts leave by rank, text is cut.
pub fn draw(model: &Model, theme: &Theme, frame: &mut Frame) -> Drawn {
    let area = frame.area();
    if area.is_empty() {
        return Drawn::default();
    }
    frame.buffer_mut().set_style(area, theme.base);
    let drawn = draw_all(model, theme, frame, area);
    toast::draw(model, theme, frame.buffer_mut(), area);
    make_room_for_marks(frame.buffer_mut());
    settle(frame.buffer_mut());
    drawn
}

fn draw_all(model: &Model, theme: &Theme, frame: &mut Frame, area: Rect) -> Drawn {
    let below = match &model.screen {
        Screen::Board => board::draw(model, theme, frame, area),
        Screen::Detail { task, scroll } => detail::draw(model, task, *scroll, theme, frame),
    };
    let keymap = &model.keymap;
    let above = match &model.overlay {
        None => return below,
        Some(Overlay::Help(help)) => help::draw(model, help, theme, frame),
        Some(Overlay::SortMenu { cursor }) => sort_menu::draw(model, *cursor, theme, frame.buffer_mut(), area),
        Some(Overlay::Columns(menu)) => columns_menu::draw(model, menu, theme, frame, &below.hits),
        Some(Overlay::Command(line)) => command_line::draw(model, line, theme, frame),
        Some(Overlay::ExportMenu { cursor }) => export_menu::draw(model, *cursor, theme, frame),
        Some(Overlay::WindowGrid { task, scroll }) => {
            window_grid::draw(model, task, *scroll, theme, frame.buffer_mut())
        }
        Some(Overlay::Why { task, why: judgement, scroll }) => {
            why::draw(model, task, judgement, *scroll, theme, frame.buffer_mut())
        }
        Some(Overlay::Alerts { cursor, .. }) => alerts_panel::draw(model, *cursor, theme, frame.buffer_mut(), area),
        Some(Overlay::RawJson { task, lines, scroll }) => {
            let json = raw_json::RawJson { task, lines, scroll: *scroll };
            raw_json::draw(keymap, &json, theme, frame.buffer_mut(), area)
        }
    };
    Drawn { list_rows: below.list_rows, ..above }
}
