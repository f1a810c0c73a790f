//! The last line: the keys that hold here, or the line in which a filter is typed. Uses `keys` and `app`.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

use super::paint::{put, put_line};
use super::text::{clean, cut_end, width};
use super::theme::Theme;
use crate::app::Model;
use crate::keys::{Action, Binding, Context, TABLE};

/// Columns between two hints.
const GAP: usize = 2;

/// Draws the footer of the context that gets the keys.
pub(super) fn draw(model: &Model, theme: &Theme, frame: &mut Frame, area: Rect) {
    if model.context() == Context::FilterLine {
        draw_filter_line(model, theme, frame, area);
    } else {
        put_line(frame.buffer_mut(), area, (0, 0), &hints(model.context(), usize::from(area.width), theme));
    }
}

/// Draws the footer of a screen that has no table: only the keys that still do something.
pub(super) fn draw_without_table(model: &Model, theme: &Theme, frame: &mut Frame, area: Rect) {
    let can_poll = model.setup.is_none();
    let bindings = bindings_of(Context::Board)
        .into_iter()
        .filter(|binding| match binding.action {
            Action::Refresh => can_poll,
            Action::Help | Action::Quit => true,
            _ => false,
        })
        .collect();
    put_line(frame.buffer_mut(), area, (0, 0), &hint_line(bindings, usize::from(area.width), theme));
}

/// The hints of a context that fit into so many columns. Help and quit stay longest.
pub(super) fn hints(context: Context, columns: usize, theme: &Theme) -> Line<'static> {
    hint_line(bindings_of(context), columns, theme)
}

fn hint_line(mut bindings: Vec<&Binding>, columns: usize, theme: &Theme) -> Line<'static> {
    let taken = |bindings: &[&Binding]| {
        bindings.iter().map(|binding| hint_width(binding)).sum::<usize>() + GAP * bindings.len().saturating_sub(1)
    };
    while bindings.len() > 1 && taken(&bindings) > columns {
        let last_kept = if bindings.len() > 3 { 2 } else { 0 };
        bindings.remove(bindings.len() - 1 - last_kept);
    }
    let mut spans = Vec::new();
    for (index, binding) in bindings.into_iter().enumerate() {
        let gap = if index > 0 { " ".repeat(GAP) } else { String::new() };
        spans.push(Span::styled(format!("{gap}{}", first_chord(binding)), theme.key));
        spans.push(Span::styled(format!(" {}", binding.hint), theme.muted));
    }
    Line::from(spans)
}

/// The rows with a hint: the context's own, then, on a screen, the global ones that it does not shadow.
fn bindings_of(context: Context) -> Vec<&'static Binding> {
    let own: Vec<_> = TABLE.iter().filter(|binding| binding.context == context).collect();
    let is_screen = matches!(context, Context::Board | Context::Detail);
    let global = TABLE.iter().filter(|binding| {
        is_screen
            && binding.context == Context::Global
            && !own.iter().any(|shadow| shadow.chords.iter().any(|chord| binding.chords.contains(chord)))
    });
    own.iter().copied().chain(global).filter(|binding| !binding.hint.is_empty()).collect()
}

/// The first chord of an action, as the table of keys has it; for sentences that name a key.
pub(super) fn key_of(action: Action) -> String {
    TABLE.iter().find(|binding| binding.action == action).map(first_chord).unwrap_or_default()
}

fn first_chord(binding: &Binding) -> String {
    binding.chords.first().map(ToString::to_string).unwrap_or_default()
}

fn hint_width(binding: &Binding) -> usize {
    width(&first_chord(binding)) + 1 + width(binding.hint)
}

fn draw_filter_line(model: &Model, theme: &Theme, frame: &mut Frame, area: Rect) {
    let line = &model.list.filter;
    let buf = frame.buffer_mut();
    let columns = usize::from(area.width);
    let hint = hints(Context::FilterLine, columns / 2, theme);
    let hint_columns = hint.width();
    let problem = line.filter.problem.as_deref().map(|problem| clean(problem).into_owned());

    let used = usize::from(put(buf, area, (0, 0), "/", theme.key));
    // The typed text keeps half of the line; what is wrong with it and the hints share the rest.
    let wanted = width(line.input.value()) + 1;
    let least = (columns / 2).max(columns.saturating_sub(hint_columns + 40));
    let room = wanted.clamp(1, least.max(1)).min(columns.saturating_sub(used));
    let scroll = line.input.visual_scroll(room);
    let field = Rect { x: area.x + used as u16, width: room as u16, ..area };
    put(buf, field, (0, 0), &from_column(line.input.value(), scroll), theme.text);

    let after = used + room + GAP;
    if let Some(problem) = problem {
        let end = columns.saturating_sub(hint_columns + GAP);
        let problem = cut_end(&problem, end.saturating_sub(after), theme.glyphs.ellipsis);
        put(buf, area, (after as u16, 0), &problem, theme.warn);
    }
    if after + hint_columns <= columns {
        put_line(buf, area, ((columns - hint_columns) as u16, 0), &hint);
    }
    let cursor = line.input.visual_cursor().saturating_sub(scroll).min(room.saturating_sub(1));
    if area.width > 0 && area.height > 0 {
        frame.set_cursor_position(Position {
            x: field.x.saturating_add(cursor as u16).min(area.right() - 1),
            y: area.y,
        });
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
