//! A line in which something is typed: what it is for, the text with its cursor, what is to say about it, the keys that
//! end it. Uses `text` and `paint`.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;
use tui_input::Input;

use super::hints::GAP;
use super::paint::{put, put_line};
use super::text::{cut_end, width};
use super::text_field;
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
        let free = columns.saturating_sub(used);
        let for_note = if self.note.is_empty() { 0 } else { (width(&self.note) + GAP).min(columns / 2) };
        let room = text_field::columns(self.input).min(free.saturating_sub(for_note));
        let field = Rect { x: area.x + used as u16, width: room as u16, ..area };
        text_field::draw(self.input, theme, frame, field);
        let buf = frame.buffer_mut();

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
    }
}
