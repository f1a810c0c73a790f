//! The task table: heads, and the rows of the visible slice only. Uses `app`.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;

use super::cells::{Scene, cell, changed_cell, moment_columns, moment_title};
use super::columns::{Placed, plan};
use super::header::is_stale;
use super::paint::{finish_selection, line_of, put, put_line, scroll_bar};
use super::text::{cut_end, pad_left, width};
use super::theme::Theme;
use crate::app::{Column, Hits, Model, Span};

/// Draws the table, with its heads where `has_head`; returns how many rows fit, and what stands where.
pub(super) fn draw(model: &Model, theme: &Theme, buf: &mut Buffer, area: Rect, has_head: bool) -> (usize, Hits) {
    let (form, columns) = plan(area.width, &model.list.columns, moment_columns(model));
    let mut body = area;
    let table = Span { x: area.x, width: area.width };
    let mut hits = Hits { table, ..Hits::default() };
    if has_head && area.height > 1 {
        draw_head(model, theme, buf, area, &columns);
        body = Rect { y: area.y + 1, height: area.height - 1, ..area };
        hits.heads_y = Some(area.y);
        for (column, head) in Column::ALL.into_iter().zip(&mut hits.heads) {
            let placed = columns.iter().find(|placed| placed.column == column);
            *head = placed.map_or_else(Span::default, |placed| Span { x: area.x + placed.x, width: placed.width });
        }
    }
    let scene = Scene {
        form,
        history: &model.history,
        now_seconds: model.shown_seconds(),
        zone: model.zone,
        local_offset_seconds: model.local_offset_seconds,
        theme,
    };
    let rows = usize::from(body.height);
    (hits.first_row_y, hits.rows) = (body.y, body.height);
    let first = model.list.offset_for(rows);
    for line in 0..body.height {
        let row = first + usize::from(line);
        let Some(task) = model.visible_task(row) else {
            break;
        };
        let row_area = line_of(body, line);
        let is_selected = row == model.list.cursor;
        if is_selected {
            buf.set_style(row_area.intersection(buf.area), theme.selection);
            put(buf, row_area, (0, 0), theme.glyphs.marker, theme.accent);
        }
        let change = model.changes.of(&task.key, model.now);
        for placed in &columns {
            let cell_area = Rect { width: area.width.min(placed.x + placed.width), ..row_area };
            let content = match change {
                Some(change) => changed_cell(task, change, *placed, &scene),
                None => cell(task, *placed, &scene),
            };
            put_line(buf, cell_area, (placed.x, 0), &content);
        }
        if is_selected {
            finish_selection(buf, row_area, theme);
        }
    }
    if is_stale(model) {
        buf.set_style(body.intersection(buf.area), theme.stale);
    }
    if area.width >= 40 {
        scroll_bar(buf, body, first, model.list.rows.len(), theme);
    }
    (rows, hits)
}

fn draw_head(model: &Model, theme: &Theme, buf: &mut Buffer, area: Rect, columns: &[Placed]) {
    for placed in columns {
        let sorted = model.list.sort.column == placed.column;
        let arrow = match (sorted, model.list.sort.descending) {
            (false, _) => "",
            (true, false) => theme.glyphs.ascending,
            (true, true) => theme.glyphs.descending,
        };
        let room = usize::from(placed.width);
        let title = match placed.column {
            Column::Created | Column::Startup => {
                cut_end(&moment_title(model, placed.column), room.saturating_sub(width(arrow)), "").into_owned()
            }
            column => title(column, room.saturating_sub(arrow.len().min(1))).to_owned(),
        };
        let head = format!("{title}{arrow}");
        let head = match placed.column {
            // The percent signs below have a column for a closing bracket behind them.
            Column::AnswerRate | Column::RecentAnswers => format!("{} ", pad_left(&head, room.saturating_sub(1))),
            Column::Calls
            | Column::Created
            | Column::Startup
            | Column::Left
            | Column::Answered
            | Column::Reach
            | Column::MaxCall
            | Column::CallsPerMinute
            | Column::OrdersPerMinute
            | Column::Attempts
            | Column::Eta
            | Column::Zone => pad_left(&head, room),
            Column::Completion if room < 8 => pad_left(&head, room),
            Column::Done => pad_left(&head, room.min(10)),
            _ => head,
        };
        let style = if sorted { theme.title } else { theme.muted };
        let cell_area = Rect { width: area.width.min(placed.x + placed.width), ..area };
        put(buf, cell_area, (placed.x, 0), &head, style.add_modifier(Modifier::BOLD));
    }
}

/// The head of a column in the room it has.
fn title(column: Column, room: usize) -> &'static str {
    let title = column.title();
    if width(title) <= room {
        return title;
    }
    match column {
        Column::Status => "ST",
        Column::Completion => "%",
        Column::Window => "WIN",
        Column::Name => "",
        _ => title.get(..room).unwrap_or_default(),
    }
}
