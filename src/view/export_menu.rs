//! The choice of an export's format. Uses `app`.

use ratatui::Frame;

use super::paint::{finish_selection, line_of, put};
use super::panel::{self, Panel};
use super::text::{cut_end, pad_right};
use super::theme::Theme;
use crate::app::export::Format;
use crate::app::{Drawn, Model};
use crate::domain::count::thousands;
use crate::keys::Context;

const COLUMNS: u16 = 50;

/// Columns of a format's name and the gap behind it.
const NAME_COLUMNS: usize = 10;

/// Draws it over a screen.
pub(super) fn draw(model: &Model, cursor: usize, theme: &Theme, frame: &mut Frame) -> Drawn {
    let (screen, buf) = (frame.area(), frame.buffer_mut());
    let entries = Format::ALL.len();
    let rows = model.list.rows.len();
    let count = thousands(i64::try_from(rows).unwrap_or(i64::MAX));
    let panel = Panel {
        title: format!("export {count} {}", if rows == 1 { "row" } else { "rows" }),
        context: Context::ExportMenu,
        columns: Panel::inner_columns(screen, COLUMNS),
        lines: u16::try_from(entries).unwrap_or(u16::MAX - 2),
        note: "as filtered and sorted, to this folder".to_owned(),
    };
    let inside = panel.draw(&model.keymap, theme, buf, screen);
    let room = usize::from(inside.height);
    let first = (cursor + 1).saturating_sub(room).min(entries.saturating_sub(room));
    for (line, (index, format)) in (0..inside.height).zip(Format::ALL.into_iter().enumerate().skip(first)) {
        let row = line_of(inside, line);
        let is_highlighted = index == cursor;
        if is_highlighted {
            buf.set_style(row.intersection(buf.area), theme.selection);
            put(buf, row, (0, 0), theme.glyphs.marker, theme.accent);
        }
        let used = 2 + put(buf, row, (2, 0), &pad_right(format.name(), NAME_COLUMNS), theme.title);
        let help = cut_end(format.help(), usize::from(row.width.saturating_sub(used)), theme.glyphs.ellipsis);
        put(buf, row, (used, 0), &help, theme.muted);
        if is_highlighted {
            finish_selection(buf, row, theme);
        }
    }
    let hits = panel::hits(screen, inside, inside, first);
    Drawn { view_lines: room, content_lines: entries, hits, ..Drawn::default() }
}
