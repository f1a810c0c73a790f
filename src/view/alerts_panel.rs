//! The alerts as a panel: what fires, since when, what is wrong. Uses `history` and `app`.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::panel::{self, Panel};
use super::theme::Theme;
use crate::app::{Drawn, Model};
use crate::keys::Context;

const COLUMNS: u16 = 100;

/// Draws the panel over a screen.
pub(super) fn draw(model: &Model, _cursor: usize, theme: &Theme, buf: &mut Buffer, screen: Rect) -> Drawn {
    let alerts = model.history.alerts().all();
    let frame = Panel {
        title: "alerts".to_owned(),
        context: Context::Alerts,
        columns: Panel::inner_columns(screen, COLUMNS),
        lines: u16::try_from(alerts.len()).unwrap_or(u16::MAX - 2),
        note: String::new(),
    };
    let inside = frame.draw(&model.keymap, theme, buf, screen);
    let hits = panel::hits(screen, inside, inside, 0);
    Drawn { view_lines: usize::from(inside.height), content_lines: alerts.len(), hits, ..Drawn::default() }
}
