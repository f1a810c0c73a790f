//! The selected task in brief, below the table or beside it, as far as the screen has room. Uses `domain`, `history` and `app`.
//!
//! The pane is made from one task alone, so it costs the same however many tasks there are.

mod below;
mod beside;
mod counts;
mod facts;
mod now;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::header::is_stale;
use super::number::thousands;
use super::paint::{line_of, put_line, rule};
use super::segments::{Segment, Side, draw as draw_segments};
use super::text::{cut_middle, width};
use super::theme::Theme;
use crate::app::Model;
use crate::domain::Task;

/// From this size on the pane stands below the table.
const SMALLEST_BELOW: (u16, u16) = (120, 28);

/// From this size on it stands beside the table, where it may be as high as the table itself.
const SMALLEST_BESIDE: (u16, u16) = (180, 18);

/// Columns of the pane beside the table, with the line that parts them.
const BESIDE_COLUMNS: u16 = 62;

/// Where the pane stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Nowhere: the screen is too small, or nothing is selected.
    Nowhere,
    /// Below the table, so many lines high.
    Below(u16),
    /// Beside the table.
    Beside,
}

/// Where the pane stands on a screen.
pub(super) fn place(model: &Model, screen: Rect) -> Place {
    let has = |(columns, lines): (u16, u16)| screen.width >= columns && screen.height >= lines;
    if model.selected_task().is_none() {
        Place::Nowhere
    } else if has(SMALLEST_BESIDE) {
        Place::Beside
    } else if has(SMALLEST_BELOW) {
        // The heading and nine lines or more: the week needs nine with its head and its legend.
        Place::Below(10 + u16::from(screen.height >= 34) + 2 * u16::from(screen.height >= 40))
    } else {
        Place::Nowhere
    }
}

/// Draws the pane into its part of an area and returns what is left for the table.
pub(super) fn draw(model: &Model, place: Place, theme: &Theme, buf: &mut Buffer, area: Rect) -> Rect {
    let Some(task) = model.selected_task() else {
        return area;
    };
    match place {
        Place::Nowhere => area,
        Place::Below(lines) => {
            let lines = lines.min(area.height);
            let pane = Rect { y: area.bottom() - lines, height: lines, ..area };
            draw_heading(model, task, theme, buf, pane);
            below::draw(model, task, theme, buf, body_of(pane));
            dim_where_stale(model, theme, buf, pane);
            Rect { height: area.height - lines, ..area }
        }
        Place::Beside => {
            let columns = BESIDE_COLUMNS.min(area.width);
            let pane = Rect { x: area.right() - columns, width: columns, ..area };
            draw_heading(model, task, theme, buf, pane);
            beside::draw(model, task, theme, buf, body_of(pane));
            dim_where_stale(model, theme, buf, pane);
            // The table's last column is the line between them: its scroll bar stands there.
            Rect { width: area.width - columns + 1, ..area }
        }
    }
}

fn body_of(pane: Rect) -> Rect {
    Rect { y: pane.y + 1, height: pane.height.saturating_sub(1), ..pane }
}

/// Old data looks old here as well; the heading stays, as the table's does.
fn dim_where_stale(model: &Model, theme: &Theme, buf: &mut Buffer, pane: Rect) {
    if is_stale(model) {
        buf.set_style(body_of(pane).intersection(buf.area), theme.stale);
    }
}

/// The rule that opens the pane: what the task is called, how it stands, and which row it is.
fn draw_heading(model: &Model, task: &Task, theme: &Theme, buf: &mut Buffer, area: Rect) {
    rule(buf, area, 0, theme);
    let status = task.status.map_or_else(|| "no status".to_owned(), |status| status.to_string());
    let count = |count: usize| thousands(i64::try_from(count).unwrap_or(i64::MAX));
    let row = format!(" {} of {} ", count(model.list.cursor + 1), count(model.list.rows.len()));
    let room = usize::from(area.width).saturating_sub(status.len() + width(&row) + 10);
    let name = cut_middle(task.display_name(), room, theme.glyphs.ellipsis).into_owned();
    let title = vec![
        Span::styled(format!(" {status}  "), theme.status(task.status)),
        Span::styled(name, theme.strong),
        Span::raw(" "),
    ];
    let segments = vec![Segment::of(Side::Left, 9, title), Segment::new(Side::Right, 1, row, theme.muted)];
    let inner = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    draw_segments(buf, line_of(inner, 0), segments);
}

fn put_lines(buf: &mut Buffer, area: Rect, lines: &[Line<'static>]) {
    for (line, content) in (0..area.height).zip(lines) {
        put_line(buf, area, (0, line), content);
    }
}

#[cfg(test)]
mod tests;
