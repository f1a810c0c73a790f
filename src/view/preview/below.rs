//! The pane below the table: counts, week and settings side by side. Uses `domain` and `app`.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{counts, facts, put_lines};
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

/// Fewer columns break the settings' usual sentences.
const SETTINGS_COLUMNS: u16 = 46;

/// Draws the blocks into an area.
pub(super) fn draw(model: &Model, task: &Task, theme: &Theme, buf: &mut Buffer, area: Rect) {
    let inner = inset(area, 1);
    let half_hours = u16::try_from(grid::COLUMNS).unwrap_or(u16::MAX);
    let hours = u16::try_from(grid::COLUMNS_BY_THE_HOUR).unwrap_or(u16::MAX);
    let has_half_hours = inner.width >= COUNTS_COLUMNS + GAP + half_hours + GAP + SETTINGS_COLUMNS;
    let week_columns = if has_half_hours { half_hours } else { hours };
    let spare = inner.width.saturating_sub(COUNTS_COLUMNS + 2 * GAP + week_columns + SETTINGS_COLUMNS);
    let counts_columns = (COUNTS_COLUMNS + spare / 2).min(LONG_COUNTS_COLUMNS).min(inner.width);

    let block = |x: u16, columns: u16| {
        let left = inner.right().saturating_sub(x);
        Rect { x, width: columns.min(left), ..inner }
    };
    let counts = block(inner.x, counts_columns);
    let week = block(counts.right() + GAP, week_columns);
    let settings = block(week.right() + GAP, u16::MAX);
    put_lines(buf, counts, &counts::lines(task, usize::from(counts.width), theme));
    let now = model.shown_seconds();
    put_lines(buf, week, &grid::lines(&task.window, now, usize::from(week.width), false, theme));
    put_lines(buf, settings, &facts::all(task, model, usize::from(settings.width), theme));
}
