//! The pane below the table: counts, how the task goes with its settings, and the week, side by side. Uses `domain` and `app`.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{counts, facts, now, put_lines};
use crate::app::Model;
use crate::domain::Task;
use crate::view::grid;
use crate::view::paint::inset;
use crate::view::theme::Theme;

/// Columns between two blocks.
const GAP: u16 = 4;

/// Columns of the counts where the screen is just wide enough.
const COUNTS_COLUMNS: u16 = 36;

/// The widest that the counts get.
const LONG_COUNTS_COLUMNS: u16 = 48;

/// Fewer columns break the usual sentences about the present.
const NOW_COLUMNS: u16 = 60;

/// Draws the blocks into an area: counts, how the task goes, and the week where there is room for it.
pub(super) fn draw(model: &Model, task: &Task, theme: &Theme, buf: &mut Buffer, area: Rect) {
    let inner = inset(area, 1);
    let week_columns = u16::try_from(grid::COLUMNS_BY_THE_HOUR).unwrap_or(u16::MAX);
    let has_week = inner.width >= COUNTS_COLUMNS + GAP + NOW_COLUMNS + GAP + week_columns;
    let for_week = if has_week { week_columns + GAP } else { 0 };
    let spare = inner.width.saturating_sub(COUNTS_COLUMNS + GAP + NOW_COLUMNS + for_week);
    let counts_columns = (COUNTS_COLUMNS + spare / 3).min(LONG_COUNTS_COLUMNS).min(inner.width);

    let block = |x: u16, columns: u16| {
        let left = inner.right().saturating_sub(x);
        Rect { x, width: columns.min(left), ..inner }
    };
    let counts = block(inner.x, counts_columns);
    let now = block(counts.right() + GAP, inner.width.saturating_sub(counts_columns + GAP + for_week));
    put_lines(buf, counts, &counts::lines(task, usize::from(counts.width), theme));
    let mut lines = now::lines(task, model, usize::from(now.width), theme);
    lines.extend(facts::all(task, model, usize::from(now.width), theme));
    put_lines(buf, now, &lines);
    if has_week {
        let week = block(now.right() + GAP, week_columns);
        let seconds = model.shown_seconds();
        put_lines(buf, week, &grid::lines(&task.window, seconds, usize::from(week.width), false, theme));
    }
}
