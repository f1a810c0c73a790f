//! The last line: the keys that hold here, or the line in which a filter is typed. Uses `keys` and `app`.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::paint::{put, put_line};
use super::text::{clean, cut_end, width};
use super::text_field;
use super::theme::Theme;
use crate::app::{Model, filter};
use crate::keys::{Action, Context, Keymap, KeymapRow};

/// Columns between two hints.
const GAP: usize = 2;

/// The same as text.
const GAP_TEXT: &str = "  ";

/// Draws the footer of the context that gets the keys.
pub(super) fn draw(model: &Model, theme: &Theme, frame: &mut Frame, area: Rect) {
    if model.context() == Context::FilterLine {
        draw_filter_line(model, theme, frame, area);
    } else {
        let bindings = bindings_of(&model.keymap, model.context())
            .into_iter()
            .filter(|binding| does_something(binding, model))
            .collect();
        put_line(frame.buffer_mut(), area, (0, 0), &hint_line(bindings, usize::from(area.width), theme));
    }
}

/// Draws the footer of a screen that has no table: only the keys that still do something.
pub(super) fn draw_without_table(model: &Model, theme: &Theme, frame: &mut Frame, area: Rect) {
    let can_poll = model.setup.is_none();
    let bindings = bindings_of(&model.keymap, Context::Board)
        .into_iter()
        .filter(|binding| match binding.action {
            Action::Refresh => can_poll,
            Action::Help | Action::Quit => true,
            _ => false,
        })
        .collect();
    put_line(frame.buffer_mut(), area, (0, 0), &hint_line(bindings, usize::from(area.width), theme));
}

/// Whether a key does something at this moment: without a row there is no task to look into and nothing to sort.
fn does_something(binding: &KeymapRow, model: &Model) -> bool {
    let needs_a_row = matches!(
        binding.action,
        Action::Enter | Action::Window | Action::RawJson | Action::Sort | Action::CopyId | Action::Export
    );
    !(model.context() == Context::Board && needs_a_row && model.list.rows.is_empty())
}

/// The hints of a context that fit into so many columns. Help and quit stay longest.
pub(super) fn hints(keymap: &Keymap, context: Context, columns: usize, theme: &Theme) -> Line<'static> {
    hint_line(bindings_of(keymap, context), columns, theme)
}

fn hint_line(mut bindings: Vec<&KeymapRow>, columns: usize, theme: &Theme) -> Line<'static> {
    let taken = |bindings: &[&KeymapRow]| {
        bindings.iter().map(|binding| hint_width(binding)).sum::<usize>() + GAP * bindings.len().saturating_sub(1)
    };
    while bindings.len() > 1 && taken(&bindings) > columns {
        let stays = |action| match action {
            Action::Help => 2,
            Action::Quit => 1,
            _ => 0,
        };
        // The context's first key stays to the end, then help, then quit; of the others the last leaves first.
        let others = bindings.iter().enumerate().skip(1).rev();
        let leaves = others.min_by_key(|(_, binding)| stays(binding.action)).map(|(index, _)| index);
        bindings.remove(leaves.unwrap_or(0));
    }
    let mut spans = Vec::new();
    for (index, binding) in bindings.into_iter().enumerate() {
        let gap = if index > 0 { " ".repeat(GAP) } else { String::new() };
        spans.push(Span::styled(format!("{gap}{}", binding.first_chord()), theme.key));
        spans.push(Span::styled(format!(" {}", binding.hint), theme.muted));
    }
    Line::from(spans)
}

/// The rows with a hint: the context's own, then, on a screen, the global ones that it does not shadow.
fn bindings_of(keymap: &Keymap, context: Context) -> Vec<&KeymapRow> {
    let own: Vec<_> = keymap.rows().iter().filter(|binding| binding.context == context).collect();
    let is_screen = matches!(context, Context::Board | Context::Detail);
    let global = keymap.rows().iter().filter(|binding| {
        is_screen
            && binding.context == Context::Global
            && !own.iter().any(|shadow| shadow.chords.iter().any(|chord| binding.chords.contains(chord)))
    });
    own.iter().copied().chain(global).filter(|binding| !binding.hint.is_empty() && !binding.chords.is_empty()).collect()
}

fn hint_width(binding: &KeymapRow) -> usize {
    width(&binding.first_chord()) + 1 + width(binding.hint)
}

fn draw_filter_line(model: &Model, theme: &Theme, frame: &mut Frame, area: Rect) {
    let line = &model.list.filter;
    let buf = frame.buffer_mut();
    let columns = usize::from(area.width);
    let used = usize::from(put(buf, area, (0, 0), "/", theme.key));
    let problem = line.filter.problem.as_deref().map(|problem| clean(problem).into_owned()).unwrap_or_default();

    // The typed text gets what it needs, but leaves the problem half of the line; hints take what is left over.
    let free = columns.saturating_sub(used);
    let for_problem = if problem.is_empty() { 0 } else { (width(&problem) + GAP).min(columns / 2) };
    let room = text_field::columns(&line.input).min(free.saturating_sub(for_problem));
    let field = Rect { x: area.x + used as u16, width: room as u16, ..area };
    text_field::draw(&line.input, theme, frame, field);

    let buf = frame.buffer_mut();
    let mut end = used + room + GAP;
    if !problem.is_empty() {
        let problem = cut_end(&problem, columns.saturating_sub(end), theme.glyphs.ellipsis);
        end += usize::from(put(buf, area, (end as u16, 0), &problem, theme.warn)) + GAP;
    }
    let hint = hints(&model.keymap, Context::FilterLine, columns, theme);
    // Nothing typed yet: what can be typed.
    let samples = filter::SAMPLES.join(GAP_TEXT);
    if line.input.value().is_empty() && end + width(&samples) + GAP + hint.width() <= columns {
        end += usize::from(put(buf, area, (end as u16, 0), &samples, theme.muted)) + GAP;
    }
    if end + hint.width() <= columns {
        put_line(buf, area, ((columns - hint.width()) as u16, 0), &hint);
    }
}
