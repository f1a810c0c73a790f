//! The detail view's frame: title, gauges, then the sections in one column or two, scrolled together. Uses `domain` and
//! `app`.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::{charts, events, expect, facts, flags, now, numbers, origin, settings};
use crate::app::{Drawn, Model, TaskOnScreen};
use crate::domain::Task;
use crate::view::paint::{inset, line_of, put_line, rule, scrolled};
use crate::view::segments::{Segment, Side, draw as draw_segments};
use crate::view::sheet::Sheet;
use crate::view::text::{cut_middle, wrap};
use crate::view::theme::Theme;
use crate::view::{alert_words, banner, footer, gauges, header};

/// From this width on the sections stand in two columns.
const TWO_COLUMNS: usize = 98;

/// From this width on the counts of orders and calls stand beside each other.
const NUMBERS_BESIDE: usize = 70;

/// Columns between the two columns.
const GAP: usize = 4;

/// Draws the detail view of a task.
pub(in crate::view) fn draw(
    model: &Model,
    on_screen: &TaskOnScreen,
    scroll: usize,
    theme: &Theme,
    frame: &mut Frame,
) -> Drawn {
    let area = frame.area();
    let inner = inset(area, 1);
    // Room for the scroll bar.
    let columns = usize::from(inner.width.saturating_sub(2)).max(1);
    let buf = frame.buffer_mut();
    let mut top = 0;
    let has_header = area.height >= 8;
    if has_header {
        header::draw(model, theme, buf, line_of(inner, 0));
        top += 1;
    }
    if area.height >= 12 {
        for line in banner::lines(model, theme, columns, usize::from(area.height / 5)) {
            put_line(buf, inner, (0, top), &line);
            top += 1;
        }
    }
    if area.height >= 18 {
        top += 1;
    }
    if area.height >= 2 {
        draw_title(model, on_screen, has_header, theme, buf, line_of(inner, top));
        top += 1;
    }
    if area.height >= 10 {
        facts::draw(&on_screen.task, model, theme, buf, line_of(inner, top));
        top += 1;
        rule(buf, inner, top, theme);
        top += 1;
    }
    let foot = u16::from(area.height >= 4);
    let body = Rect { y: area.y + top, height: area.height.saturating_sub(top + foot), ..inner };
    let lines = content(model, on_screen, columns, theme);
    let view_lines = scrolled(buf, body, &lines, scroll, theme);
    if header::is_stale(model) {
        buf.set_style(body.intersection(buf.area), theme.stale);
    }
    if foot > 0 {
        footer::draw(model, theme, frame, line_of(inner, area.height - 1));
    }
    Drawn { list_rows: model.drawn.list_rows, view_lines, content_lines: lines.len(), ..Drawn::default() }
}

/// The status, the name and where the task stands in the list; that the data is old where no header above says it.
fn draw_title(
    model: &Model,
    on_screen: &TaskOnScreen,
    has_header: bool,
    theme: &Theme,
    buf: &mut ratatui::buffer::Buffer,
    area: Rect,
) {
    let task = &on_screen.task;
    let status = task.status.map_or_else(|| "no status".to_owned(), |status| status.to_string());
    let name_columns = usize::from(area.width).saturating_sub(status.len() + 4);
    let name = cut_middle(task.display_name(), name_columns, theme.glyphs.ellipsis).into_owned();
    let has_changed = reading_before(model, task).is_some_and(|before| before.status != task.status);
    let style = theme.status(task.status);
    let style = if has_changed { style.patch(theme.changed) } else { style };
    let mut segments =
        vec![Segment::new(Side::Left, 8, status, style), Segment::new(Side::Left, 9, name, theme.strong)];
    if let Some(mark) = header::stale_mark(model).filter(|_| !has_header) {
        segments.push(Segment::new(Side::Right, 7, mark, theme.warn));
    }
    if let Some(alert) = model.history.alerts().worst_of(&task.key) {
        let words = format!("{} {}", alert.severity.word(), alert.id.rule);
        segments.push(Segment::new(Side::Right, 6, words, alert_words::style(alert.severity, theme)));
    }
    let is_selected = model.selected_task().is_some_and(|selected| selected.key == task.key);
    if is_selected {
        let position = format!("{} of {}", model.list.cursor + 1, model.list.rows.len());
        segments.push(Segment::new(Side::Right, 1, position, theme.muted));
    }
    draw_segments(buf, area, segments);
}

/// All lines of the view, wrapped to so many columns; in two columns of sections where there is room.
pub fn content(model: &Model, on_screen: &TaskOnScreen, columns: usize, theme: &Theme) -> Vec<Line<'static>> {
    let task: &Task = &on_screen.task;
    let before = reading_before(model, task);
    let mut lines = Vec::new();
    if on_screen.is_gone {
        let gone = "This task is no longer listed by the platform; below is the last reading";
        lines.extend(wrap(gone, columns).into_iter().map(|line| Line::styled(line, theme.warn)));
        lines.push(Line::default());
    }
    lines.extend(gauges::lines(task.stat.completion(), task.stat.answer_share(), columns, theme));
    lines.push(Line::default());
    let half = columns.saturating_sub(GAP) / 2;
    lines.extend(past(model, task, columns, theme));
    if columns < NUMBERS_BESIDE {
        let mut sheet = Sheet::new(theme, columns);
        numbers::write_orders(task, before, &mut sheet);
        numbers::write_calls(task, before, &mut sheet);
        lines.extend(sheet.lines);
    } else {
        let (mut orders, mut calls) = (Sheet::new(theme, half), Sheet::new(theme, half));
        numbers::write_orders(task, before, &mut orders);
        numbers::write_calls(task, before, &mut calls);
        lines.extend(beside(orders.lines, calls.lines, half));
    }
    lines.push(Line::default());
    if columns < TWO_COLUMNS {
        let mut sheet = Sheet::new(theme, columns);
        settings::write_window(task, model, &mut sheet);
        settings::write_dialling(task, model, &mut sheet);
        flags::write(task, &mut sheet);
        origin::write(task, model, &mut sheet);
        lines.extend(sheet.lines);
    } else {
        let (mut left, mut right) = (Sheet::new(theme, half), Sheet::new(theme, half));
        settings::write_window(task, model, &mut left);
        origin::write(task, model, &mut left);
        settings::write_dialling(task, model, &mut right);
        flags::write(task, &mut right);
        lines.extend(beside(left.lines, right.lines, half));
    }
    lines
}

/// What the past tells: the last minutes, the charts, the expected end. Nothing where no past was kept at all.
fn past(model: &Model, task: &Task, columns: usize, theme: &Theme) -> Vec<Line<'static>> {
    let Some(past) = model.history.task(&task.key) else {
        return Vec::new();
    };
    let half = columns.saturating_sub(GAP) / 2;
    let is_beside = half >= now::ALL_COLUMNS;
    let mut sheet = Sheet::new(theme, if is_beside { half } else { columns });
    now::write(past, &mut sheet);
    if is_beside {
        let mut end = Sheet::new(theme, half);
        expect::write(task, past, model, &mut end);
        sheet.lines = beside(sheet.lines, end.lines, half);
        sheet.columns = columns;
    }
    sheet.gap();
    if columns < TWO_COLUMNS {
        sheet.lines.extend(charts::calls(past, model, columns, theme));
        sheet.gap();
        sheet.lines.extend(charts::answers(past, model, columns, theme));
    } else {
        let calls = charts::calls(past, model, half, theme);
        let answers = charts::answers(past, model, half, theme);
        sheet.lines.extend(beside(calls, answers, half));
    }
    if !is_beside {
        expect::write(task, past, model, &mut sheet);
    }
    events::write(task, model, &mut sheet);
    sheet.gap();
    sheet.lines
}

/// The reading before, while what changed since then shines.
fn reading_before<'a>(model: &'a Model, task: &Task) -> Option<&'a Task> {
    model.changes.of(&task.key, model.now)?.before.as_deref()
}

/// Two texts side by side.
fn beside(left: Vec<Line<'static>>, right: Vec<Line<'static>>, left_columns: usize) -> Vec<Line<'static>> {
    let rows = left.len().max(right.len());
    let (mut left, mut right) = (left.into_iter(), right.into_iter());
    (0..rows)
        .map(|_| {
            let mut line = left.next().unwrap_or_default();
            let missing = (left_columns + GAP).saturating_sub(line.width());
            line.spans.iter_mut().for_each(|span| span.style = line.style.patch(span.style));
            line.style = ratatui::style::Style::new();
            line.spans.push(Span::raw(" ".repeat(missing)));
            let more = right.next().unwrap_or_default();
            line.spans.extend(more.spans.into_iter().map(|span| span.patch_style_under(more.style)));
            line
        })
        .collect()
}

/// A span with a line's style under its own.
trait PatchUnder {
    fn patch_style_under(self, below: ratatui::style::Style) -> Self;
}

impl PatchUnder for Span<'static> {
    fn patch_style_under(mut self, below: ratatui::style::Style) -> Self {
        self.style = below.patch(self.style);
        self
    }
}
