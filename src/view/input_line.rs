//! A line in which something is typed: what it is for, the text with its cursor, what is to say about it, the keys that
//! end it. Uses `text` and `paint`.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::Line;
use tui_input::Input;

use super::hints::GAP;
use super::paint::{put, put_line};
use super::text::{clean, cut_end, width};
use super::theme::Theme;

/// A line to draw.
pub(super) struct InputLine<'a> {
    /// Stands in front, such as `/`.
    pub(super) prompt: &'a str,
    /// The text and its cursor.
    pub(super) input: &'a Input,
    /// What is to say about the text; it gets up to half of the line.
    pub(super) note: String,
    /// How the note looks.
    pub(super) note_style: Style,
    /// What can be typed; shown while nothing is.
    pub(super) samples: String,
    /// Keys, at the right end where there is room.
    pub(super) hints: Line<'static>,
}

impl InputLine<'_> {
    /// Draws the line into the first line of an area and puts the terminal's cursor there.
    pub(super) fn draw(&self, theme: &Theme, frame: &mut Frame, area: Rect) {
        let buf = frame.buffer_mut();
        let columns = usize::from(area.width);
        let used = usize::from(put(buf, area, (0, 0), self.prompt, theme.key));
        let typed = self.input.value();

        // The typed text gets what it needs, but leaves the note half of the line; hints take what is left over.
        let before_cursor: String = typed.chars().take(self.input.cursor()).collect();
        let cursor = width(&clean(&before_cursor));
        let wanted = width(&clean(typed)) + 1;
        let free = columns.saturating_sub(used);
        let for_note = if self.note.is_empty() { 0 } else { (width(&self.note) + GAP).min(columns / 2) };
        let room = wanted.min(free.saturating_sub(for_note));
        let scroll = (cursor + 1).saturating_sub(room);
        let field = Rect { x: area.x + used as u16, width: room as u16, ..area };
        put(buf, field, (0, 0), &from_column(typed, scroll), theme.text);

        let mut end = used + room + GAP;
        if !self.note.is_empty() {
            let note = cut_end(&self.note, columns.saturating_sub(end), theme.glyphs.ellipsis);
            end += usize::from(put(buf, area, (end as u16, 0), &note, self.note_style)) + GAP;
        }
        let fits = |more: usize, end: usize| end + more + self.hints.width() <= columns;
        if typed.is_empty() && !self.samples.is_empty() && fits(width(&self.samples) + GAP, end) {
            end += usize::from(put(buf, area, (end as u16, 0), &self.samples, theme.muted)) + GAP;
        }
        if fits(0, end) {
            put_line(buf, area, ((columns - self.hints.width()) as u16, 0), &self.hints);
        }
        if !area.is_empty() {
            let x = field.x.saturating_add((cursor - scroll.min(cursor)) as u16).min(area.right() - 1);
            frame.set_cursor_position(Position { x, y: area.y });
        }
    }
}

/// The cleaned text without its first columns.
fn from_column(text: &str, columns: usize) -> String {
    use unicode_segmentation::UnicodeSegmentation;
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
