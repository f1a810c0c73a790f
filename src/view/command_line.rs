//! The line in which a command is typed, at the foot of the screen, with what can complete it above. Uses `app`.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::footer::hints;
use super::matched::spans;
use super::paint::{clear, finish_selection, inset, line_of, put, put_line, rule};
use super::text::{cut_end, width, wrap};
use super::text_field;
use super::theme::Theme;
use crate::app::command::{Command, Completion, command_of};
use crate::app::{CommandLine, Drawn, Model};
use crate::keys::Context;

/// Completions shown at a time, at least; a third of the screen where that is more.
const MOST_ENTRIES: u16 = 8;

/// Below this height there is no rule above the completions.
const HEIGHT_WITH_RULE: u16 = 10;

/// Columns between two parts of a line.
const GAP: usize = 2;

/// Draws it over a screen.
pub(super) fn draw(model: &Model, line: &CommandLine, theme: &Theme, frame: &mut Frame) -> Drawn {
    let area = frame.area();
    let Some(last) = area.height.checked_sub(1) else {
        return Drawn::default();
    };
    let foot = line_of(area, last);
    clear(frame.buffer_mut(), foot, theme);
    let says_below = draw_line(model, line, theme, frame, inset(foot, 1));
    let buf = frame.buffer_mut();
    let problem = line.problem.as_deref().filter(|_| !says_below);
    let room = last.saturating_sub(1);
    if let Some(problem) = problem {
        let lines = wrap(problem, usize::from(inset(area, 1).width));
        draw_problem(buf, area, &lines, last, theme);
        return Drawn::default();
    }
    let wanted = u16::try_from(line.completions.len()).unwrap_or(u16::MAX).clamp(1, MOST_ENTRIES.max(area.height / 3));
    let entries = wanted.min(room);
    let has_rule = entries > 0 && area.height >= HEIGHT_WITH_RULE;
    let lines = entries + u16::from(has_rule);
    let list = Rect { y: area.y + last - lines, height: lines, ..area };
    clear(buf, list, theme);
    if has_rule {
        rule(buf, list, 0, theme);
        let head = inset(list, 1);
        let used = 1 + put(buf, head, (1, 0), &format!(" {} ", heading(line)), theme.title);
        let count = count(line, usize::from(entries));
        let column = head.width.saturating_sub(at(width(&count) + 1));
        if column > used {
            put(buf, head, (column, 0), &count, theme.muted);
        }
    }
    let list = Rect { y: list.y + u16::from(has_rule), height: entries, ..list };
    if line.completions.is_empty() {
        let inner = inset(list, 1);
        let room = usize::from(inner.width).saturating_sub(GAP);
        let text = cut_end(without_completions(line), room, theme.glyphs.ellipsis);
        put(buf, inner, (at(GAP), 0), &text, theme.muted);
    } else {
        draw_list(buf, list, line, theme);
    }
    Drawn::default()
}

/// What is typed at the moment: a command's arguments, else a command.
fn heading(line: &CommandLine) -> String {
    command_with_arguments(line).map_or_else(|| "commands".to_owned(), Command::usage)
}

/// What stands in place of completions where there are none.
fn without_completions(line: &CommandLine) -> &'static str {
    command_with_arguments(line).map_or("nothing matches", |command| command.help)
}

/// The command whose arguments are being typed.
fn command_with_arguments(line: &CommandLine) -> Option<&'static Command> {
    let typed = line.input.value();
    command_of(typed).filter(|_| typed.trim_start().contains(char::is_whitespace))
}

/// How many completions there are beyond those on screen, or which one was taken of how many.
fn count(line: &CommandLine, shown: usize) -> String {
    let all = line.completions.len();
    match line.chosen {
        _ if all <= shown => String::new(),
        Some(chosen) => format!(" {} of {all} ", chosen + 1),
        None => format!(" {} more ", all - shown),
    }
}

/// Draws the line itself; tells whether what is wrong with it could be said beside it.
fn draw_line(model: &Model, line: &CommandLine, theme: &Theme, frame: &mut Frame, area: Rect) -> bool {
    let columns = usize::from(area.width);
    let used = usize::from(put(frame.buffer_mut(), area, (0, 0), ":", theme.key));
    let free = columns.saturating_sub(used);
    let problem = line.problem.as_deref().unwrap_or_default();
    let typed = text_field::columns(&line.input);
    let fits = typed + GAP + width(problem) <= free;
    let room = typed.min(free);
    let field = Rect { x: area.x + at(used), width: at(room), ..area };
    text_field::draw(&line.input, theme, frame, field);

    let buf = frame.buffer_mut();
    let mut end = used + room + GAP;
    if fits && !problem.is_empty() {
        end += usize::from(put(buf, area, (at(end), 0), problem, theme.bad)) + GAP;
    }
    let hint = hints(&model.keymap, Context::CommandLine, columns.saturating_sub(end), theme);
    if end + hint.width() <= columns {
        put_line(buf, area, (at(columns - hint.width()), 0), &hint);
    }
    fits
}

/// What is wrong, above the line where it does not fit beside it.
fn draw_problem(buf: &mut Buffer, area: Rect, lines: &[String], room: u16, theme: &Theme) {
    let count = u16::try_from(lines.len()).unwrap_or(u16::MAX).min(room);
    let block = Rect { y: area.y + area.height - 1 - count, height: count, ..area };
    clear(buf, block, theme);
    for (row, text) in (0..count).zip(lines) {
        put(buf, inset(block, 1), (0, row), text, theme.bad);
    }
}

fn draw_list(buf: &mut Buffer, area: Rect, line: &CommandLine, theme: &Theme) {
    let room = usize::from(area.height);
    let first = line.chosen.map_or(0, |chosen| (chosen + 1).saturating_sub(room));
    let shown: Vec<_> = line.completions.iter().enumerate().skip(first).take(room).collect();
    let inner = inset(area, 1);
    let columns = usize::from(inner.width).saturating_sub(GAP);
    let widest = line.completions.iter().map(|completion| width(&completion.label)).max().unwrap_or(0);
    let label_columns = widest.min(if columns >= 40 { columns / 2 } else { columns });
    for (row, (place, completion)) in (0..area.height).zip(shown) {
        let row_area = line_of(area, row);
        let inner = line_of(inner, row);
        let is_chosen = line.chosen == Some(place);
        if is_chosen {
            buf.set_style(row_area.intersection(buf.area), theme.selection);
            put(buf, inner, (0, 0), theme.glyphs.marker, theme.accent);
        }
        put_line(buf, inner, (at(GAP), 0), &label(completion, label_columns, theme));
        let help_at = GAP + label_columns + GAP;
        let help_room = usize::from(inner.width).saturating_sub(help_at);
        if help_room >= 8 {
            let help = cut_end(&completion.help, help_room, theme.glyphs.ellipsis);
            put(buf, inner, (at(help_at), 0), &help, theme.muted);
        }
        if is_chosen {
            finish_selection(buf, row_area, theme);
        }
    }
}

/// The completing text with its typed letters, then what may follow it.
fn label(completion: &Completion, columns: usize, theme: &Theme) -> Line<'static> {
    let label = cut_end(&completion.label, columns, theme.glyphs.ellipsis).into_owned();
    let follows = completion.label.strip_prefix(completion.text.as_str()).unwrap_or_default();
    let (text, follows) = match label.strip_suffix(follows) {
        Some(text) => (text.to_owned(), follows.to_owned()),
        None => (label, String::new()),
    };
    let mut line = Line::from(spans(&text, &completion.graphemes, theme.text, theme.key));
    line.push_span(ratatui::text::Span::styled(follows, theme.muted));
    line
}

fn at(column: usize) -> u16 {
    u16::try_from(column).unwrap_or(u16::MAX)
}
