//! The entry: which screen, which overlay. Uses `app`.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::settle::settle;
use super::theme::Theme;
use super::{board, detail, help, raw_json, sort_menu, window_grid};
use crate::app::{Drawn, Model, Overlay, Screen};

/// Draws the model. Changes nothing; what the next key needs to know about the terminal comes back.
///
/// Any size works, down to a single cell: parts leave by rank, text is cut.
pub fn draw(model: &Model, theme: &Theme, frame: &mut Frame) -> Drawn {
    let area = frame.area();
    if area.is_empty() {
        return Drawn::default();
    }
    let drawn = draw_all(model, theme, frame, area);
    settle(frame.buffer_mut());
    drawn
}

fn draw_all(model: &Model, theme: &Theme, frame: &mut Frame, area: Rect) -> Drawn {
    let below = match &model.screen {
        Screen::Board => board::draw(model, theme, frame, area),
        Screen::Detail { task, scroll } => detail::draw(model, task, *scroll, theme, frame),
    };
    let buf = frame.buffer_mut();
    match &model.overlay {
        None => below,
        Some(Overlay::Help { scroll }) => Drawn { list_rows: below.list_rows, ..help::draw(*scroll, theme, buf, area) },
        Some(Overlay::SortMenu { cursor }) => {
            Drawn { list_rows: below.list_rows, ..sort_menu::draw(model, *cursor, theme, buf, area) }
        }
        Some(Overlay::WindowGrid { task, scroll }) => {
            Drawn { list_rows: below.list_rows, ..window_grid::draw(model, task, *scroll, theme, buf) }
        }
        Some(Overlay::RawJson { task, lines, scroll }) => {
            let json = raw_json::RawJson { task, lines, scroll: *scroll };
            Drawn { list_rows: below.list_rows, ..raw_json::draw(&json, theme, buf, area) }
        }
    }
}
