//! Why a task dials or does not: the checklist and the verdict. Uses `history` and `app`.

use ratatui::buffer::Buffer;

use super::paint::scrolled;
use super::panel::{self, Panel};
use super::sheet::Sheet;
use super::text::clean;
use super::theme::Theme;
use crate::app::{Drawn, Model, TaskOnScreen};
use crate::history::Why;
use crate::keys::Context;
use ratatui::layout::Rect;

const COLUMNS: u16 = 90;

/// Draws the checklist over the whole buffer.
pub(super) fn draw(
    model: &Model,
    on_screen: &TaskOnScreen,
    why: &Why,
    scroll: usize,
    theme: &Theme,
    buf: &mut Buffer,
) -> Drawn {
    let screen = buf.area;
    let columns = Panel::inner_columns(screen, COLUMNS);
    let mut sheet = Sheet::new(theme, usize::from(columns).saturating_sub(2));
    for check in &why.checks {
        sheet.field(check.finding.word(), &check.evidence);
    }
    sheet.field("verdict", &why.verdict);
    let lines = sheet.lines;
    let frame = Panel {
        title: format!("why: {}", clean(on_screen.task.display_name())),
        context: Context::Why,
        columns,
        lines: u16::try_from(lines.len()).unwrap_or(u16::MAX - 2).min(screen.height),
        note: String::new(),
    };
    let inside = frame.draw(&model.keymap, theme, buf, screen);
    let view_lines = scrolled(buf, inside, &lines, scroll, theme);
    let hits = panel::hits(screen, inside, Rect::ZERO, 0);
    Drawn { view_lines, content_lines: lines.len(), hits, ..Drawn::default() }
}
