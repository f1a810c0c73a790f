//! Why a task dials or does not: the checklist, and set apart from it the verdict and what to do. Uses `history` and `app`.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::paint::scrolled;
use super::panel::{self, Panel};
use super::text::{clean, pad_right, wrap};
use super::theme::Theme;
use crate::app::{Drawn, Model, TaskOnScreen};
use crate::history::{Finding, Why};
use crate::keys::Context;

const COLUMNS: u16 = 90;

/// Columns of the word in front of a check.
const WORD_COLUMNS: usize = 5;

/// Columns of the words in front of the verdict and the advice.
const HEAD_COLUMNS: usize = 9;

/// Below this width those words stand above what follows them.
const STACKED_BELOW: usize = 50;

/// Lines around the text: frame or title, and the footer.
const FRAME_LINES: usize = 3;

/// Draws the checklist over the whole buffer.
pub(super) fn draw(
    model: &Model,
    on_screen: &TaskOnScreen,
    why: &Why,
    scroll: usize,
    theme: &Theme,
    buf: &mut Buffer,
) -> Drawn {
    let screen = buf.area;
    let columns = Panel::inner_columns(screen, COLUMNS);
    let columns_inside = usize::from(columns).saturating_sub(2).max(1);
    let in_order = lines(on_screen, why, columns_inside, theme);
    // What is asked for must not wait below the last line of a small screen.
    let fits = in_order.len() + FRAME_LINES <= usize::from(screen.height);
    let lines = if fits { in_order } else { verdict_first(on_screen, why, columns_inside, theme) };
    let frame = Panel {
        title: title(on_screen, why),
        context: Context::Why,
        columns,
        lines: u16::try_from(lines.len()).unwrap_or(u16::MAX - 2).min(screen.height),
        note: String::new(),
    };
    let inside = frame.draw(&model.keymap, theme, buf, screen);
    let view_lines = scrolled(buf, inside, &lines, scroll, theme);
    let hits = panel::hits(screen, inside, Rect::ZERO, 0);
    Drawn { view_lines, content_lines: lines.len(), hits, ..Drawn::default() }
}

fn title(on_screen: &TaskOnScreen, why: &Why) -> String {
    let name = clean(on_screen.task.display_name()).trim().to_owned();
    match why.dials {
        Some(true) => format!("{name} dials"),
        Some(false) => format!("why is {name} not dialling?"),
        None => format!("is {name} dialling?"),
    }
}

/// All lines, wrapped to so many columns: the checks, then what follows from them.
pub fn lines(on_screen: &TaskOnScreen, why: &Why, columns: usize, theme: &Theme) -> Vec<Line<'static>> {
    let mut lines = gone(on_screen, columns, theme);
    lines.extend(checks(why, columns, theme));
    for part in conclusions(why, columns, theme) {
        lines.push(Line::default());
        lines.extend(part);
    }
    lines
}

/// The same lines with what follows from the checks before them.
fn verdict_first(on_screen: &TaskOnScreen, why: &Why, columns: usize, theme: &Theme) -> Vec<Line<'static>> {
    let mut lines = gone(on_screen, columns, theme);
    for part in conclusions(why, columns, theme) {
        lines.extend(part);
        lines.push(Line::default());
    }
    lines.extend(checks(why, columns, theme));
    lines
}

fn gone(on_screen: &TaskOnScreen, columns: usize, theme: &Theme) -> Vec<Line<'static>> {
    if !on_screen.is_gone {
        return Vec::new();
    }
    let gone = wrap("This task is no longer listed by the platform; this judges its last reading", columns);
    gone.into_iter().map(|line| Line::styled(line, theme.warn)).chain([Line::default()]).collect()
}

fn checks(why: &Why, columns: usize, theme: &Theme) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    for check in &why.checks {
        let (word, evidence) = match check.finding {
            Finding::Ok => (theme.good, theme.text),
            Finding::Bad => (theme.bad, theme.strong),
            Finding::Unknown => (theme.warn, theme.text),
            Finding::NotApplicable => (theme.muted, theme.muted),
        };
        hanging(&mut lines, (check.finding.word(), word), (&check.evidence, evidence), WORD_COLUMNS, columns);
    }
    lines
}

/// The verdict, and what to do where there is something.
fn conclusions(why: &Why, columns: usize, theme: &Theme) -> Vec<Vec<Line<'static>>> {
    let parts = [("VERDICT", &why.verdict, theme.strong), ("DO", &why.advice, theme.text)];
    let told = parts.into_iter().filter(|(_, text, _)| !text.is_empty());
    let part = |(word, text, style): (&'static str, &String, Style)| {
        let mut lines = Vec::new();
        if columns < STACKED_BELOW {
            lines.push(Line::styled(word, theme.title));
            lines.extend(wrap(text, columns).into_iter().map(|line| Line::styled(line, style)));
        } else {
            hanging(&mut lines, (word, theme.title), (text, style), HEAD_COLUMNS, columns);
        }
        lines
    };
    told.map(part).collect()
}

/// A word, and beside it a text whose further lines begin below its first.
fn hanging(
    lines: &mut Vec<Line<'static>>,
    (word, word_style): (&str, Style),
    (text, style): (&str, Style),
    indent: usize,
    columns: usize,
) {
    for (number, line) in wrap(text, columns.saturating_sub(indent)).into_iter().enumerate() {
        let head = pad_right(if number == 0 { word } else { "" }, indent);
        lines.push(Line::from(vec![Span::styled(head, word_style), Span::styled(line, style)]));
    }
}
