//! The brush: puts text and lines into the buffer and never outside of it. Uses `text`.

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;
use ratatui::widgets::{Clear, Widget as _};

use super::theme::Theme;

/// Empties an area: nothing but the theme's own background, where it has one.
pub(super) fn clear(buf: &mut Buffer, area: Rect, theme: &Theme) {
    let area = area.intersection(buf.area);
    Clear.render(area, buf);
    buf.set_style(area, theme.base);
}

/// Puts a text at a column of an area's line, cut at the area's right edge; returns the columns used.
pub(super) fn put(buf: &mut Buffer, area: Rect, (column, line): (u16, u16), content: &str, style: Style) -> u16 {
    let area = area.intersection(buf.area);
    if column >= area.width || line >= area.height {
        return 0;
    }
    let room = area.width - column;
    let (end, _) = buf.set_stringn(area.x + column, area.y + line, content, usize::from(room), style);
    end.saturating_sub(area.x + column)
}

/// Puts a styled line at a column of an area's line, cut at the area's right edge.
pub(super) fn put_line(buf: &mut Buffer, area: Rect, (column, line): (u16, u16), content: &Line<'_>) {
    let area = area.intersection(buf.area);
    if column < area.width && line < area.height {
        buf.set_line(area.x + column, area.y + line, content, area.width - column);
    }
}

/// Draws a horizontal line over the whole width of an area's line.
pub(super) fn rule(buf: &mut Buffer, area: Rect, line: u16, theme: &Theme) {
    put(buf, area, (0, line), &theme.glyphs.rule.repeat(usize::from(area.width)), theme.border);
}

/// Lays the selection over a row whose background has it already and whose text is drawn: reversed rows as a whole, and
/// otherwise the text that is in the terminal's own colour, of which nobody knows how it stands out here.
pub(super) fn finish_selection(buf: &mut Buffer, row: Rect, theme: &Theme) {
    let row = row.intersection(buf.area);
    if theme.selection_is_reversed() {
        buf.set_style(row, theme.selection);
        return;
    }
    for position in row.positions() {
        if let Some(cell) = buf.cell_mut(position).filter(|cell| cell.fg == Cell::EMPTY.fg) {
            cell.set_style(theme.selected_text);
        }
    }
}

/// One line of an area.
pub(super) fn line_of(area: Rect, line: u16) -> Rect {
    if line < area.height { Rect { y: area.y + line, height: 1, ..area } } else { Rect { height: 0, ..area } }
}

/// The area without a margin of so many columns on both sides, where it is wide enough to spare them.
pub(super) fn inset(area: Rect, columns: u16) -> Rect {
    if area.width >= 40 { Rect { x: area.x + columns, width: area.width - 2 * columns, ..area } } else { area }
}

/// Draws the lines of a scrolled text from a first line on, with a scroll bar where it is longer than the area. Returns
/// the lines that fit.
pub(super) fn scrolled(buf: &mut Buffer, area: Rect, lines: &[Line<'_>], scroll: usize, theme: &Theme) -> usize {
    let room = usize::from(area.height);
    let first = scroll.min(lines.len().saturating_sub(room));
    for (row, content) in (0..area.height).zip(lines.iter().skip(first)) {
        put_line(buf, area, (0, row), content);
    }
    scroll_bar(buf, area, first, lines.len(), theme);
    room
}

/// Draws a scroll bar into the last column of an area where the content is longer than it.
pub(super) fn scroll_bar(buf: &mut Buffer, area: Rect, first: usize, total: usize, theme: &Theme) {
    let room = usize::from(area.height);
    if total <= room || room < 2 || area.width < 12 {
        return;
    }
    let length = (room * room / total).clamp(1, room);
    let start = (first * (room - length)).div_ceil((total - room).max(1)).min(room - length);
    for row in 0..area.height {
        let inside = (start..start + length).contains(&usize::from(row));
        let (sign, style) =
            if inside { (theme.glyphs.thumb, theme.accent) } else { (theme.glyphs.upright, theme.border) };
        put(buf, area, (area.width - 1, row), sign, style);
    }
}
