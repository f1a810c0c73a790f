//! The selected task in brief, below the table or beside it, as far as the screen has room. Uses `domain` and `app`.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::bar::meter;
use super::detail;
use super::grid;
use super::header::is_stale;
use super::number::{quotient, thousands};
use super::paint::{inset, line_of, put, put_line, rule};
use super::segments::{Segment, Side, draw as draw_segments};
use super::sheet::Sheet;
use super::text::{cut_middle, pad_left, width};
use super::theme::Theme;
use crate::app::{Model, TaskOnScreen};
use crate::domain::{Share, Task};

/// From this size on the pane stands below the table.
const SMALLEST_BELOW: (u16, u16) = (120, 30);

/// From this width on it stands beside the table, and shows all of the task.
const NARROWEST_BESIDE: u16 = 180;

/// Columns of the pane beside the table, and of the line that parts them.
const BESIDE_COLUMNS: u16 = 62;

/// Lines of the pane below the table: the heading and nine more.
const BELOW_LINES: u16 = 10;

/// Columns between two blocks.
const GAP: u16 = 4;

/// Columns of the counts.
const COUNTS_COLUMNS: u16 = 34;

/// Where the pane stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Nowhere: the screen is too small, or nothing is selected.
    Nowhere,
    /// Below the table.
    Below,
    /// Beside the table.
    Beside,
}

/// Where the pane stands on a screen.
pub(super) fn place(model: &Model, screen: Rect) -> Place {
    if model.selected_task().is_none() || screen.height < SMALLEST_BELOW.1 {
        Place::Nowhere
    } else if screen.width >= NARROWEST_BESIDE {
        Place::Beside
    } else if screen.width >= SMALLEST_BELOW.0 {
        Place::Below
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
        Place::Below => {
            let lines = BELOW_LINES.min(area.height);
            let pane = Rect { y: area.bottom() - lines, height: lines, ..area };
            draw_below(model, task, theme, buf, pane);
            dim_where_stale(model, theme, buf, pane);
            Rect { height: area.height - lines, ..area }
        }
        Place::Beside => {
            let columns = BESIDE_COLUMNS.min(area.width);
            let pane = Rect { x: area.right() - columns, width: columns, ..area };
            draw_beside(model, task, theme, buf, pane);
            dim_where_stale(model, theme, buf, pane);
            Rect { width: area.width - columns, ..area }
        }
    }
}

/// Old data looks old here as well; the heading stays, as the table's does.
fn dim_where_stale(model: &Model, theme: &Theme, buf: &mut Buffer, pane: Rect) {
    if is_stale(model) {
        let body = Rect { y: pane.y + 1, height: pane.height.saturating_sub(1), ..pane };
        buf.set_style(body.intersection(buf.area), theme.stale);
    }
}

fn draw_below(model: &Model, task: &Task, theme: &Theme, buf: &mut Buffer, area: Rect) {
    draw_heading(task, theme, buf, area);
    let inner = inset(Rect { y: area.y + 1, height: area.height - 1, ..area }, 1);
    let counts = Rect { width: COUNTS_COLUMNS.min(inner.width), ..inner };
    put_lines(buf, counts, &count_lines(task, usize::from(counts.width), theme));
    let has_half_hours = inner.width >= COUNTS_COLUMNS + 3 * GAP + grid::COLUMNS as u16 + 36;
    let week_columns = if has_half_hours { grid::COLUMNS as u16 } else { grid::COLUMNS as u16 - 24 };
    let week = Rect { x: counts.right() + GAP, width: week_columns, ..inner };
    let settings_x = week.right() + GAP;
    let settings = Rect { x: settings_x, width: inner.right().saturating_sub(settings_x), ..inner };
    let now = model.shown_seconds();
    let mut lines = grid::lines(&task.window, now, usize::from(week_columns), false, theme);
    lines.truncate(8);
    put_lines(buf, week, &lines);
    let mut sheet = Sheet::new(theme, usize::from(settings.width));
    detail::write_brief(task, model, &mut sheet);
    put_lines(buf, settings, &sheet.lines);
}

/// All of the task in one column, as far as the height goes.
fn draw_beside(model: &Model, task: &std::sync::Arc<Task>, theme: &Theme, buf: &mut Buffer, area: Rect) {
    draw_heading(task, theme, buf, area);
    for line in 0..area.height {
        put(buf, area, (0, line), theme.glyphs.upright, theme.border);
    }
    let inner = Rect {
        x: area.x + 3,
        width: area.width.saturating_sub(4),
        y: area.y + 2,
        height: area.height.saturating_sub(2),
    };
    let on_screen = TaskOnScreen { task: std::sync::Arc::clone(task), is_gone: false };
    let lines = detail::content(model, &on_screen, usize::from(inner.width), theme);
    put_lines(buf, inner, &lines);
}

fn draw_heading(task: &Task, theme: &Theme, buf: &mut Buffer, area: Rect) {
    rule(buf, area, 0, theme);
    let status = task.status.map_or_else(|| "no status".to_owned(), |status| status.to_string());
    let room = usize::from(area.width).saturating_sub(status.len() + 12);
    let name = cut_middle(task.display_name(), room, theme.glyphs.ellipsis).into_owned();
    let segments = vec![Segment::of(
        Side::Left,
        9,
        vec![
            Span::styled(format!(" {status} "), theme.status(task.status)),
            Span::styled(name, theme.strong),
            Span::raw(" "),
        ],
    )];
    draw_segments(buf, line_of(Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area }, 0), segments);
}

/// Completion and answer rate, each with its bar and its counts, and what follows from them.
fn count_lines(task: &Task, columns: usize, theme: &Theme) -> Vec<Line<'static>> {
    let stat = &task.stat;
    let mut lines = Vec::new();
    let (completion, answered) = (stat.completion(), stat.answer_share());
    for (label, share, percent, of_what) in [
        ("completion", completion, completion.percent(true), "orders done"),
        ("answer rate", answered, answered.rate_percent(true), "calls answered"),
    ] {
        let percent = pad_left(&percent, columns.saturating_sub(label.len()));
        lines.push(Line::from(vec![Span::styled(label, theme.muted), Span::styled(percent, theme.strong)]));
        lines.push(Line::from(meter(share, columns, theme.accent, theme)));
        lines.push(Line::styled(counts(share, of_what), if share.is_doubtful() { theme.warn } else { theme.text }));
        lines.push(Line::default());
    }
    let left = stat.left().map_or_else(|| "-".to_owned(), thousands);
    let each = quotient(stat.total_call, stat.finish_order_count);
    let words = format!("{left} left");
    let more = format!("{each} calls per done");
    let room = columns.saturating_sub(width(&words));
    lines.push(Line::from(vec![
        Span::styled(words, theme.text),
        Span::styled(if width(&more) + 2 <= room { pad_left(&more, room) } else { String::new() }, theme.muted),
    ]));
    lines
}

fn counts(share: Share, of_what: &str) -> String {
    match share {
        Share { part: Some(part), whole: Some(whole) } => {
            let doubt = if share.is_doubtful() { "?" } else { "" };
            format!("{} of {}{doubt} {of_what}", thousands(part), thousands(whole))
        }
        _ => "nothing to count".to_owned(),
    }
}

fn put_lines(buf: &mut Buffer, area: Rect, lines: &[Line<'static>]) {
    for (line, content) in (0..area.height).zip(lines) {
        put_line(buf, area, (0, line), content);
    }
}
