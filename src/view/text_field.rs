//! A line that is being typed: its text scrolled so that the cursor is in sight, and the terminal's cursor put there. Uses
//! `text` and `paint`.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use tui_input::Input;
use unicode_segmentation::UnicodeSegmentation;

use super::paint::put;
use super::text::{clean, width};
use super::theme::Theme;

/// The columns that a line needs, with one for the cursor behind it.
pub(super) fn columns(input: &Input) -> usize {
    width(&clean(input.value())) + 1
}

/// Draws a line into the first line of an area and puts the terminal's cursor where the next character goes.
pub(super) fn draw(input: &Input, theme: &Theme, frame: &mut Frame, area: Rect) {
    let before: String = input.value().chars().take(input.cursor()).collect();
    let cursor = width(&clean(&before));
    let scroll = (cursor + 1).saturating_sub(usize::from(area.width));
    put(frame.buffer_mut(), area, (0, 0), &from_column(input.value(), scroll), theme.text);
    let screen = frame.area();
    if !screen.is_empty() {
        let x = area.x.saturating_add(u16::try_from(cursor - scroll.min(cursor)).unwrap_or(u16::MAX));
        let (x, y) = (x.min(screen.right() - 1), area.y.min(screen.bottom() - 1));
        frame.set_cursor_position(Position { x, y });
    }
}

/// The cleaned text without its first columns.
fn from_column(text: &str, columns: usize) -> String {
    let text = clean(text);
    let mut skipped = 0;
    text.graphemes(true)
        .skip_while(|grapheme| {
            let skip = skipped < columns;
            skipped += width(grapheme);
            skip
        })
        .collect()
}
