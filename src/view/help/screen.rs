//! The help as a panel over a screen, and the line in which it is searched. Uses `entries`, `lines` and `search`.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::entries::sections;
use super::lines;
use super::search::Search;
use crate::app::{Drawn, HelpView, Model};
use crate::keys::Context;
use crate::view::footer::hints;
use crate::view::input_line::InputLine;
use crate::view::paint::{clear, inset, line_of, scrolled};
use crate::view::panel::{self, Panel};
use crate::view::text::{clean, wrap};
use crate::view::theme::Theme;

/// The widest that the help gets: three columns of sections.
const WIDEST: u16 = 190;

/// The widest with one column; a meaning far away from its key is hard to read.
const ONE_COLUMN: u16 = 68;

/// The narrowest inside with two columns.
const TWO_COLUMNS: u16 = 110;

/// Draws the help over a screen.
pub(in crate::view) fn draw(model: &Model, help: &HelpView, theme: &Theme, frame: &mut Frame) -> Drawn {
    let screen = frame.area();
    let columns = columns_inside(Panel::inner_columns(screen, WIDEST));
    // Beside the scroll bar.
    let for_text = usize::from(columns.saturating_sub(2).max(1));
    let search = Search::new(help.search.value());
    let context = model.context_under_help();
    let every = sections(&model.keymap, context, theme);
    let all: usize = every.iter().map(|section| section.entries.len()).sum();
    // The panel keeps its size while the search narrows what is in it.
    let height = lines::of(&every, &Search::new(""), for_text, theme).len();
    let sections = lines::narrowed(every, &search);
    let found: usize = sections.iter().map(|section| section.entries.len()).sum();
    let mut lines = notes(&model.keymap, &search, for_text, theme);
    if found == 0 {
        lines.extend(nothing_found(model, for_text, theme));
    }
    lines.extend(lines::of(&sections, &search, for_text, theme));

    let around = Panel {
        title: title(context, help),
        context: model.context(),
        columns,
        lines: u16::try_from(height.max(lines.len())).unwrap_or(u16::MAX).min(screen.height),
        note: if search.is_empty() { String::new() } else { format!("{found} of {all}") },
    };
    let buf = frame.buffer_mut();
    let inside = around.draw(&model.keymap, theme, buf, screen);
    let view_lines = scrolled(buf, inside, &lines, help.scroll, theme);
    if help.is_searching {
        draw_search_line(model, help, found, theme, frame);
    }
    let hits = panel::hits(screen, inside, Rect::ZERO, 0);
    Drawn { view_lines, content_lines: lines.len(), hits, ..Drawn::default() }
}

/// Full width only where it holds one more column of sections.
fn columns_inside(widest: u16) -> u16 {
    if widest >= TWO_COLUMNS { widest } else { widest.min(ONE_COLUMN) }
}

fn title(context: Context, help: &HelpView) -> String {
    let place = match context {
        Context::Global => String::new(),
        context => format!(": {}", context.title()),
    };
    let kept = help.search.value().trim();
    if help.is_searching || kept.is_empty() { format!("help{place}") } else { format!("help{place}  /{}", clean(kept)) }
}

/// Settings that could not be taken as they were written; they come first, until something is searched for.
fn notes(keymap: &crate::keys::Keymap, search: &Search, columns: usize, theme: &Theme) -> Vec<Line<'static>> {
    if keymap.notes().is_empty() || !search.is_empty() {
        return Vec::new();
    }
    let heading =
        wrap("NOT AS WRITTEN IN THE CONFIGURATION", columns).into_iter().map(|line| Line::styled(line, theme.title));
    let notes = keymap.notes().iter().flat_map(|note| wrap(note, columns));
    heading.chain(notes.map(|line| Line::styled(line, theme.warn))).chain([Line::default()]).collect()
}

fn nothing_found(model: &Model, columns: usize, theme: &Theme) -> Vec<Line<'static>> {
    let esc = model.keymap.rows().iter().find(|row| row.context == Context::HelpSearch && row.hint == "clear");
    let esc = esc.map_or_else(|| "esc".to_owned(), crate::keys::KeymapRow::first_chord);
    wrap(&format!("Nothing found. {esc} clears the search."), columns)
        .into_iter()
        .map(|line| Line::styled(line, theme.muted))
        .collect()
}

fn draw_search_line(model: &Model, help: &HelpView, found: usize, theme: &Theme, frame: &mut Frame) {
    let screen = frame.area();
    let last = line_of(screen, screen.height.saturating_sub(1));
    clear(frame.buffer_mut(), last, theme);
    let area = line_of(inset(screen, 1), screen.height.saturating_sub(1));
    let note = if help.search.value().is_empty() { String::new() } else { format!("{found} found") };
    InputLine {
        prompt: "/",
        input: &help.search,
        note,
        note_style: if found == 0 { theme.warn } else { theme.muted },
        samples: "a key or a word".to_owned(),
        hints: hints(&model.keymap, Context::HelpSearch, usize::from(area.width), theme),
    }
    .draw(theme, frame, area);
}
