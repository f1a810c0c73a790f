//! A dial window as a week grid: seven rows, 48 half-hours in the task's own zone, now marked, and the answer
//! rate by the hour. Uses `domain` and `history`.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::hours::WEEKDAYS;
use super::text::wrap;
use super::theme::Theme;
use crate::domain::window::HALF_HOURS_PER_DAY;
use crate::domain::{DialWindow, HalfHour};
use crate::history::{Chart, ChartSpan, Proportion, TaskHistory};

/// Columns of the weekday names.
const DAY_COLUMNS: usize = 4;

/// Columns of a grid with a cell for each half-hour.
pub(super) const COLUMNS: usize = DAY_COLUMNS + HALF_HOURS_PER_DAY;

/// Columns of a grid with a cell for each hour.
pub(super) const COLUMNS_BY_THE_HOUR: usize = DAY_COLUMNS + HALF_HOURS_PER_DAY / 2;

/// The grid: a head with the hours, a line for each weekday, what the signs mean. Narrower than [`COLUMNS`] a cell stands for an hour.
/// `with_sums` adds the open hours of each day.
pub(super) fn lines(
    window: &DialWindow,
    now_seconds: i64,
    columns: usize,
    with_sums: bool,
    theme: &Theme,
) -> Vec<Line<'static>> {
    if !has_open_hours(window) {
        let lines = wrap("no hours known, so there is no grid", columns).into_iter();
        return lines.map(|line| Line::styled(line, theme.muted)).collect();
    }
    let per_hour = if columns >= COLUMNS { 2 } else { 1 };
    let now = window.half_hour_at(now_seconds);
    let mut head = " ".repeat(DAY_COLUMNS);
    for hour in (0..24).step_by(3) {
        head.push_str(&format!("{hour:<width$}", width = 3 * per_hour));
    }
    if with_sums {
        head.push_str("    open");
    }
    let mut lines = vec![Line::styled(head, theme.muted)];
    for (weekday, day) in WEEKDAYS.into_iter().enumerate() {
        let is_today = now.is_some_and(|now| now.weekday == weekday);
        let mut spans =
            vec![Span::styled(format!("{day:<DAY_COLUMNS$}"), if is_today { theme.title } else { theme.text })];
        for cell in 0..24 * per_hour {
            let (sign, style) = cell_of(window, now, weekday, cell, per_hour, theme);
            push(&mut spans, sign, style);
        }
        if with_sums {
            let half_hours = window.open_half_hours_on(weekday);
            spans.push(Span::styled(format!("  {:>2}.{} h", half_hours / 2, half_hours % 2 * 5), theme.muted));
        }
        lines.push(Line::from(spans));
    }
    lines.push(legend(columns, theme));
    lines
}

/// Whether there is anything to draw: lists that say nothing must not look like a week in which everything is shut.
fn has_open_hours(window: &DialWindow) -> bool {
    (0..WEEKDAYS.len()).any(|weekday| window.open_half_hours_on(weekday) > 0)
}

/// Adds a sign to the last span where it has the same style: a row is a handful of spans, not 48.
fn push(spans: &mut Vec<Span<'static>>, sign: &'static str, style: Style) {
    match spans.last_mut() {
        Some(last) if last.style == style => last.content.to_mut().push_str(sign),
        _ => spans.push(Span::styled(sign, style)),
    }
}

fn cell_of(
    window: &DialWindow,
    now: Option<HalfHour>,
    weekday: usize,
    cell: usize,
    per_hour: usize,
    theme: &Theme,
) -> (&'static str, Style) {
    let glyphs = &theme.glyphs;
    let halves = 2 / per_hour.max(1);
    let slots = || (cell * halves..(cell + 1) * halves).map(|index| HalfHour { weekday, index });
    let open = slots().filter(|slot| window.is_open_at(*slot)).count();
    if let Some(now) = now.filter(|now| slots().any(|slot| slot == *now)) {
        return (if window.is_open_at(now) { glyphs.now_open } else { glyphs.now_shut }, theme.now);
    }
    match open {
        0 => (glyphs.slot_shut, theme.border),
        open if open == halves => (glyphs.slot_open, theme.accent),
        _ => (glyphs.slot_half, theme.accent),
    }
}

/// The answer rate of the last week by the hour or half-hour, below the week: a digit for each in steps of 5 %, where enough
/// was called to say. `None` where that is nowhere.
pub(super) fn answers_line(
    past: &TaskHistory,
    now_seconds: i64,
    columns: usize,
    theme: &Theme,
) -> Option<Line<'static>> {
    const HALF_HOUR_MS: i64 = 1_800_000;
    let offset_ms = i64::from(past.task.window.offset_seconds()?) * 1000;
    // On the half-hours of the task's own zone.
    let end = (now_seconds * 1000 + offset_ms).div_euclid(HALF_HOUR_MS) * HALF_HOUR_MS + HALF_HOUR_MS - offset_ms;
    let chart = Chart::of(&past.series, &past.task.window, end, ChartSpan::Week, 7 * HALF_HOURS_PER_DAY);
    let cells = if columns >= COLUMNS { HALF_HOURS_PER_DAY } else { HALF_HOURS_PER_DAY / 2 };
    let mut sums = vec![Proportion::default(); cells];
    for (step, bucket) in chart.buckets.iter().enumerate() {
        let local = (chart.begin_unix_ms + offset_ms).div_euclid(HALF_HOUR_MS) + i64::try_from(step).unwrap_or(0);
        let half_hour = usize::try_from(local.rem_euclid(HALF_HOURS_PER_DAY as i64)).unwrap_or(0);
        if let Some(sum) = sums.get_mut(half_hour * cells / HALF_HOURS_PER_DAY) {
            sum.hits += bucket.answers.hits;
            sum.trials += bucket.answers.trials;
        }
    }
    let digit = |answers: &Proportion| match answers.ratio().filter(|_| !answers.is_small()) {
        Some(ratio) => char::from_digit(((ratio * 20.0).round() as u32).min(9), 10).unwrap_or(' '),
        None => ' ',
    };
    let digits: String = sums.iter().map(digit).collect();
    if digits.trim().is_empty() {
        return None;
    }
    Some(Line::from(vec![
        Span::styled(format!("{:<DAY_COLUMNS$}", "ASR"), theme.muted),
        Span::styled(digits, theme.text),
        Span::styled("  x5%, 7 d", theme.muted),
    ]))
}

/// What the signs mean, in one line.
fn legend(columns: usize, theme: &Theme) -> Line<'static> {
    let glyphs = &theme.glyphs;
    if columns < 2 * COLUMNS_BY_THE_HOUR {
        return in_few_columns(theme);
    }
    let mut spans = Vec::new();
    let mut entries = vec![
        (glyphs.slot_open, theme.accent, "open"),
        (glyphs.slot_shut, theme.border, "shut"),
        (glyphs.now_open, theme.now, "now, open"),
        (glyphs.now_shut, theme.now, "now, shut"),
    ];
    if columns < COLUMNS {
        entries.insert(1, (glyphs.slot_half, theme.accent, "half"));
    }
    for (sign, style, meaning) in entries {
        spans.push(Span::styled(sign, style));
        spans.push(Span::styled(format!(" {meaning}   "), theme.muted));
    }
    Line::from(spans)
}

/// What the signs mean where there is room for no more than the grid itself.
fn in_few_columns(theme: &Theme) -> Line<'static> {
    let glyphs = &theme.glyphs;
    let mut spans = Vec::new();
    for (sign, style, meaning) in [
        (glyphs.slot_open, theme.accent, " open  "),
        (glyphs.slot_shut, theme.border, " shut  "),
        (glyphs.now_open, theme.now, ""),
        (glyphs.now_shut, theme.now, " now"),
    ] {
        spans.extend([Span::styled(sign, style), Span::styled(meaning, theme.muted)]);
    }
    Line::from(spans)
}
