//! A task's JSON as it came. Uses `app`.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::number::thousands;
use super::paint::{put_line, scroll_bar};
use super::panel::{self, Panel};
use super::text::{clean, cut_end};
use super::theme::Theme;
use crate::app::{Drawn, TaskOnScreen};
use crate::keys::{Context, Keymap};

/// What the view shows.
pub(super) struct RawJson<'a> {
    /// Which task.
    pub(super) task: &'a TaskOnScreen,
    /// The lines, one for each line of the pretty-printed text.
    pub(super) lines: &'a [String],
    /// First line shown.
    pub(super) scroll: usize,
}

/// Draws the JSON over a screen.
pub(super) fn draw(keymap: &Keymap, json: &RawJson<'_>, theme: &Theme, buf: &mut Buffer, screen: Rect) -> Drawn {
    let total = json.lines.len();
    let columns = Panel::inner_columns(screen, u16::MAX - 8);
    let count = |count: usize| thousands(i64::try_from(count).unwrap_or(i64::MAX));
    let frame = Panel {
        title: format!("raw JSON: {}", clean(json.task.task.display_name())),
        context: Context::RawJson,
        columns,
        lines: u16::try_from(total).unwrap_or(u16::MAX - 4).clamp(3, screen.height.saturating_sub(4).max(3)),
        note: format!("{} lines", count(total)),
    };
    let inside = frame.draw(keymap, theme, buf, screen);
    let room = usize::from(inside.height);
    let first = json.scroll.min(total.saturating_sub(room));
    let columns = usize::from(inside.width.saturating_sub(2));
    for (row, line) in (0..inside.height).zip(json.lines.iter().skip(first)) {
        put_line(buf, inside, (0, row), &coloured(line, columns, theme));
    }
    scroll_bar(buf, inside, first, total, theme);
    let hits = panel::hits(screen, inside, Rect::ZERO, 0);
    Drawn { view_lines: room, content_lines: total, hits, ..Drawn::default() }
}

/// The line with its key in a quieter style than its value.
fn coloured(line: &str, columns: usize, theme: &Theme) -> Line<'static> {
    let line = cut_end(line, columns, theme.glyphs.ellipsis).into_owned();
    let line = clean(&line).into_owned();
    match line.split_once("\": ") {
        Some((key, value)) if key.trim_start().starts_with('"') => Line::from(vec![
            Span::styled(format!("{key}\": "), theme.muted),
            Span::styled(value.to_owned(), theme.text),
        ]),
        _ => Line::from(Span::styled(line, theme.text)),
    }
}
