//! Sections of labelled values, wrapped to a width: what the detail view and the panels are made of. Uses `text`.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::text::{cut_end, pad_right, width, wrap};
use super::theme::Theme;

/// Columns of the labels.
const LABEL_COLUMNS: usize = 14;

/// Below this width labels stand above their values.
const STACKED_BELOW: usize = 34;

/// A text under construction.
pub(super) struct Sheet<'a> {
    /// The look.
    pub(super) theme: &'a Theme,
    /// The width to wrap to.
    pub(super) columns: usize,
    /// Columns of the labels.
    label_columns: usize,
    /// The lines so far.
    pub(super) lines: Vec<Line<'static>>,
}

impl<'a> Sheet<'a> {
    /// An empty sheet of so many columns.
    pub(super) fn new(theme: &'a Theme, columns: usize) -> Self {
        Self { theme, columns: columns.max(1), label_columns: LABEL_COLUMNS, lines: Vec::new() }
    }

    /// The sheet with labels of so many columns.
    pub(super) fn with_labels(self, label_columns: usize) -> Self {
        Self { label_columns, ..self }
    }

    /// An empty line.
    pub(super) fn gap(&mut self) {
        self.lines.push(Line::default());
    }

    /// A section's heading, with an empty line above it unless it is the first.
    pub(super) fn heading(&mut self, title: &str) {
        if !self.lines.is_empty() {
            self.gap();
        }
        self.lines.push(Line::styled(title.to_owned(), self.theme.title));
    }

    /// A label and its value.
    pub(super) fn field(&mut self, label: &str, value: &str) {
        self.field_in(label, value, self.theme.text);
    }

    /// A label and its value in a style.
    pub(super) fn field_in(&mut self, label: &str, value: &str, style: Style) {
        let value = if value.trim().is_empty() { "-" } else { value };
        if self.columns < STACKED_BELOW {
            self.lines.push(Line::styled(label.to_owned(), self.theme.muted));
            self.indented("  ", value, style);
            return;
        }
        for (index, line) in wrap(value, self.columns - self.label_columns).into_iter().enumerate() {
            let label = pad_right(if index == 0 { label } else { "" }, self.label_columns);
            self.lines.push(Line::from(vec![Span::styled(label, self.theme.muted), Span::styled(line, style)]));
        }
    }

    /// A label and a value whose blanks stand as they are, so that numbers stay below each other; cut, not wrapped. What
    /// reads differently than in the value `before` shines, word by word.
    pub(super) fn aligned_field(&mut self, label: &str, value: &str, before: Option<&str>) {
        let (label, value) = if self.columns < STACKED_BELOW {
            (pad_right(label, self.label_columns.min(10)), value.trim_start().to_owned())
        } else {
            (pad_right(label, self.label_columns), value.to_owned())
        };
        let room = self.columns.saturating_sub(width(&label));
        let value = cut_end(&value, room, self.theme.glyphs.ellipsis);
        let mut old_words = before.unwrap_or_default().split_whitespace();
        let mut spans = vec![Span::styled(label, self.theme.muted)];
        for piece in value.split_inclusive(' ') {
            let word = piece.trim_end();
            let is_new = !word.is_empty() && before.is_some() && old_words.next() != Some(word);
            let style = if is_new { self.theme.text.patch(self.theme.changed) } else { self.theme.text };
            match spans.last_mut().filter(|last| last.style == style) {
                Some(last) => last.content.to_mut().push_str(piece),
                None => spans.push(Span::styled(piece.to_owned(), style)),
            }
        }
        self.lines.push(Line::from(spans));
    }

    /// A sentence.
    pub(super) fn say(&mut self, sentence: &str, style: Style) {
        let lines = wrap(sentence, self.columns);
        self.lines.extend(lines.into_iter().map(|line| Line::styled(line, style)));
    }

    /// A list entry: the sign in front, further lines indented below it.
    pub(super) fn entry(&mut self, sentence: &str) {
        let bullet = self.theme.glyphs.bullet;
        for (index, line) in wrap(sentence, self.columns.saturating_sub(2)).into_iter().enumerate() {
            let head = if index == 0 { format!("{bullet} ") } else { "  ".to_owned() };
            self.lines
                .push(Line::from(vec![Span::styled(head, self.theme.muted), Span::styled(line, self.theme.text)]));
        }
    }

    fn indented(&mut self, indent: &'static str, value: &str, style: Style) {
        for line in wrap(value, self.columns.saturating_sub(indent.len())) {
            self.lines.push(Line::from(vec![Span::raw(indent), Span::styled(line, style)]));
        }
    }
}
