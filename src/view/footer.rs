//! The last line: the keys that hold here, or the line in which a filter is typed. Uses `keys` and `app`.

use ratatui::Frame;
use ratatui::layout::Rect;

pub(super) use super::hints::of_context as hints;
use super::hints::{of_model, without_table};
use super::input_line::InputLine;
use super::paint::put_line;
use super::text::clean;
use super::theme::Theme;
use crate::app::{Model, filter};
use crate::keys::Context;

/// Columns between two samples of what can be typed.
const GAP: &str = "  ";

/// Draws the footer of the context that gets the keys.
pub(super) fn draw(model: &Model, theme: &Theme, frame: &mut Frame, area: Rect) {
    if model.context() == Context::FilterLine {
        draw_filter_line(model, theme, frame, area);
    } else {
        put_line(frame.buffer_mut(), area, (0, 0), &of_model(model, usize::from(area.width), theme));
    }
}

/// Draws the footer of a screen that has no table: only the keys that still do something.
pub(super) fn draw_without_table(model: &Model, theme: &Theme, frame: &mut Frame, area: Rect) {
    let hints = without_table(&model.keymap, model.setup.is_none(), usize::from(area.width), theme);
    put_line(frame.buffer_mut(), area, (0, 0), &hints);
}

fn draw_filter_line(model: &Model, theme: &Theme, frame: &mut Frame, area: Rect) {
    let line = &model.list.filter;
    let note = line.filter.problem.as_deref().map(|problem| clean(problem).into_owned()).unwrap_or_default();
    InputLine {
        prompt: "/",
        input: &line.input,
        note,
        note_style: theme.warn,
        samples: filter::SAMPLES.join(GAP),
        hints: hints(&model.keymap, Context::FilterLine, usize::from(area.width), theme),
    }
    .draw(theme, frame, area);
}
