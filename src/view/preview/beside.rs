//! The pane beside the table: sections below each other, of which the least important leave where the height is scarce.
//! Uses `domain` and `app`.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::{counts, facts, now, put_lines};
use crate::app::Model;
use crate::domain::Task;
use crate::view::detail::calls_chart;
use crate::view::grid;
use crate::view::paint::put;
use crate::view::theme::Theme;

/// A block of lines; the lowest rank leaves first.
struct Section {
    rank: u8,
    lines: Vec<Line<'static>>,
}

/// Draws the sections into an area, and the line that parts them from the table.
pub(super) fn draw(model: &Model, task: &Task, theme: &Theme, buf: &mut Buffer, area: Rect) {
    for line in 0..area.height {
        put(buf, area, (0, line), theme.glyphs.upright, theme.border);
    }
    let inner = Rect { x: area.x + 3, width: area.width.saturating_sub(4), ..area };
    let columns = usize::from(inner.width);
    let titled = |title: &'static str, mut lines: Vec<Line<'static>>| {
        lines.insert(0, Line::styled(title, theme.title));
        lines
    };
    let shown = model.shown_seconds();
    let past = model.history.task(&task.key).filter(|_| task.is_active());
    let mut sections = vec![
        Section { rank: 10, lines: counts::lines(task, columns, theme) },
        Section { rank: 9, lines: titled("NOW", now::lines(task, model, columns, theme)) },
        Section { rank: 5, lines: past.map(|past| calls_chart(past, model, columns, theme)).unwrap_or_default() },
        Section { rank: 8, lines: titled("DIAL WINDOW", facts::window(task, model, columns, theme)) },
        Section { rank: 6, lines: grid::lines(&task.window, shown, columns, false, theme) },
        Section { rank: 7, lines: titled("DIALLING", facts::dialling(task, model, columns, theme)) },
        Section { rank: 4, lines: titled("FLAGS", facts::flags(task, columns, theme)) },
        Section { rank: 3, lines: titled("TASK", facts::origin(task, model, columns, theme)) },
    ];
    sections.retain(|section| section.lines.len() > usize::from(section.rank == 9));
    let taken = |sections: &[Section]| sections.iter().map(|section| section.lines.len() + 1).sum::<usize>();
    while sections.len() > 1 && taken(&sections) > usize::from(inner.height) {
        let lowest = sections.iter().enumerate().min_by_key(|(_, section)| section.rank).map(|(index, _)| index);
        sections.remove(lowest.unwrap_or(0));
    }
    let mut lines = Vec::with_capacity(taken(&sections));
    for section in sections {
        lines.push(Line::default());
        lines.extend(section.lines);
    }
    put_lines(buf, inner, &lines);
}
