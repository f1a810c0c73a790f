//! The choice of columns: every column in the user's order, with whether it is shown and whether it fits. Uses `app`.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Clear, Widget};

use super::footer::hints;
use super::matched::spans;
use super::paint::{finish_selection, inset, line_of, put, put_line};
use super::panel::{self, Panel};
use super::text::{cut_end, width};
use super::text_field;
use super::theme::Theme;
use crate::app::{Column, ColumnSearch, ColumnsMenu, Drawn, Hits, Model, column_about};
use crate::keys::Context;

/// Columns wanted inside the panel.
const COLUMNS: u16 = 52;

/// Columns in front of a title: the cursor's marker and the mark.
const TITLE_AT: u16 = 6;

/// With fewer columns than these the words behind a title are left out: torn words explain nothing.
const LEAST_ABOUT: usize = 8;

/// What stands behind a shown column that the table has no room for.
const NO_ROOM: &str = "no room";

/// Draws it over the board. `below` tells which columns the board just drew.
pub(super) fn draw(model: &Model, menu: &ColumnsMenu, theme: &Theme, frame: &mut Frame, below: &Hits) -> Drawn {
    let screen = frame.area();
    let choice = &model.list.columns;
    let entries = choice.all();
    let shown = choice.shown().count();
    let panel = Panel {
        title: "columns".to_owned(),
        context: model.context(),
        columns: Panel::inner_columns(screen, COLUMNS),
        lines: u16::try_from(entries.len()).unwrap_or(u16::MAX - 2),
        note: format!("{shown} of {} shown", entries.len()),
    };
    let buf = frame.buffer_mut();
    let inside = panel.draw(&model.keymap, theme, buf, screen);
    let room = usize::from(inside.height);
    let first = (menu.cursor + 1).saturating_sub(room).min(entries.len().saturating_sub(room));
    let found = menu.found(choice);
    let titles = entries.iter().map(|(column, _)| width(column.title())).max().unwrap_or(0);
    for (line, (place, (column, is_shown))) in (0..inside.height).zip(entries.iter().enumerate().skip(first)) {
        let entry = Entry {
            column: *column,
            is_shown: *is_shown,
            is_highlighted: place == menu.cursor,
            has_room: has_room(*column, below),
            found: found.iter().find(|found| found.place == place).map(|found| found.graphemes.as_slice()),
            title_columns: titles,
        };
        entry.draw(theme, buf, line_of(inside, line));
    }
    if let Some(search) = &menu.search {
        draw_search(model, search, theme, frame);
    }
    let hits = panel::hits(screen, inside, inside, first);
    Drawn { view_lines: room, content_lines: entries.len(), hits, ..Drawn::default() }
}

/// Whether the table has room for a column; where no table was drawn, nothing is said against it.
fn has_room(column: Column, below: &Hits) -> bool {
    let place = Column::ALL.into_iter().position(|other| other == column);
    below.heads_y.is_none() || place.and_then(|place| below.heads.get(place)).is_none_or(|head| head.width > 0)
}

/// A line of the list.
struct Entry<'a> {
    column: Column,
    is_shown: bool,
    is_highlighted: bool,
    has_room: bool,
    /// The typed letters, where the search finds the column.
    found: Option<&'a [u32]>,
    /// The widest title.
    title_columns: usize,
}

impl Entry<'_> {
    fn draw(&self, theme: &Theme, buf: &mut Buffer, row: Rect) {
        if self.is_highlighted {
            buf.set_style(row.intersection(buf.area), theme.selection);
            put(buf, row, (0, 0), theme.glyphs.marker, theme.accent);
        }
        let (mark, mark_style) = if self.is_shown { ("[x]", theme.accent) } else { ("[ ]", theme.muted) };
        put(buf, row, (2, 0), mark, mark_style);
        let title_style = if self.is_shown && self.found.is_some() { theme.text } else { theme.muted };
        put_line(buf, row, (TITLE_AT, 0), &self.title(theme, title_style));
        let note = if self.is_shown && !self.has_room { NO_ROOM } else { "" };
        let about_at = usize::from(TITLE_AT) + self.title_columns + 2;
        let end = usize::from(row.width).saturating_sub(width(note));
        let about_room = end.saturating_sub(about_at + 1);
        if about_room >= LEAST_ABOUT {
            let about = cut_end(column_about(self.column), about_room, theme.glyphs.ellipsis);
            let about_at = u16::try_from(about_at).unwrap_or(u16::MAX);
            let lit = self.lit(width(self.column.title()) + 1);
            put_line(buf, row, (about_at, 0), &Line::from(spans(&about, &lit, theme.muted, theme.key)));
        }
        if end > usize::from(TITLE_AT) + width(self.column.title()) {
            put(buf, row, (u16::try_from(end).unwrap_or(u16::MAX), 0), note, theme.warn);
        }
        if self.is_highlighted {
            finish_selection(buf, row, theme);
        }
    }

    fn title(&self, theme: &Theme, style: ratatui::style::Style) -> Line<'static> {
        let spans: Vec<Span<'static>> = spans(self.column.title(), &self.lit(0), style, theme.key);
        Line::from(spans)
    }

    /// The typed letters from a place of the searched text on. Titles are ASCII, so a letter is a column.
    fn lit(&self, from: usize) -> Vec<u32> {
        let from = u32::try_from(from).unwrap_or(u32::MAX);
        self.found.unwrap_or_default().iter().filter_map(|place| place.checked_sub(from)).collect()
    }
}

/// The search line in place of the footer.
fn draw_search(model: &Model, search: &ColumnSearch, theme: &Theme, frame: &mut Frame) {
    let area = frame.area();
    if area.height < 2 {
        return;
    }
    let foot = line_of(area, area.height - 1);
    let buf = frame.buffer_mut();
    Clear.render(foot, buf);
    buf.set_style(foot, theme.base);
    let foot = inset(foot, 1);
    let used = put(buf, foot, (0, 0), "/", theme.key);
    let free = usize::from(foot.width.saturating_sub(used));
    let room = text_field::columns(&search.input).min(free);
    let hint = hints(&model.keymap, Context::ColumnSearch, free.saturating_sub(room + 2), theme);
    if room + 2 + hint.width() <= free {
        let column = usize::from(foot.width) - hint.width();
        put_line(buf, foot, (u16::try_from(column).unwrap_or(u16::MAX), 0), &hint);
    }
    let field = Rect { x: foot.x + used, width: u16::try_from(room).unwrap_or(u16::MAX), ..foot };
    text_field::draw(&search.input, theme, frame, field);
}
