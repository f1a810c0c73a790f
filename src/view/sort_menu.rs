//! The sort menu: every column with its letter. Uses `app`.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::paint::{finish_selection, line_of, put};
use super::panel::{self, Panel};
use super::text::cut_end;
use super::theme::Theme;
use crate::app::{Column, Drawn, Model};
use crate::keys::Context;

const COLUMNS: u16 = 46;

/// Draws the menu over a screen.
pub(super) fn draw(model: &Model, cursor: usize, theme: &Theme, buf: &mut Buffer, screen: Rect) -> Drawn {
    let entries = Column::ALL.len();
    let frame = Panel {
        title: "sort by".to_owned(),
        context: Context::SortMenu,
        columns: Panel::inner_columns(screen, COLUMNS),
        lines: u16::try_from(entries).unwrap_or(u16::MAX - 2),
        note: String::new(),
    };
    let inside = frame.draw(&model.keymap, theme, buf, screen);
    let room = usize::from(inside.height);
    let first = (cursor + 1).saturating_sub(room).min(entries.saturating_sub(room));
    for (line, (index, column)) in (0..inside.height).zip(Column::ALL.into_iter().enumerate().skip(first)) {
        let row = line_of(inside, line);
        let is_highlighted = index == cursor;
        if is_highlighted {
            buf.set_style(row.intersection(buf.area), theme.selection);
            put(buf, row, (0, 0), theme.glyphs.marker, theme.accent);
        }
        put(buf, row, (2, 0), &column.sort_letter().to_string(), theme.key);
        let sort = model.list.sort;
        let arrow = match (sort.column == column, sort.descending) {
            (false, _) => " ",
            (true, false) => theme.glyphs.ascending,
            (true, true) => theme.glyphs.descending,
        };
        put(buf, row, (4, 0), arrow, theme.accent);
        let style = if sort.column == column { theme.title } else { theme.text };
        let help = cut_end(column.sort_help(), usize::from(row.width.saturating_sub(6)), theme.glyphs.ellipsis);
        put(buf, row, (6, 0), &help, style);
        if is_highlighted {
            finish_selection(buf, row, theme);
        }
    }
    let hits = panel::hits(screen, inside, inside, first);
    Drawn { view_lines: room, content_lines: entries, hits, ..Drawn::default() }
}
