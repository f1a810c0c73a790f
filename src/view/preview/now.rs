//! How the task goes at the moment: pace with its last hour, recent answer rate, expected end, why it dials or does not, its
//! gravest alert. Uses `domain`, `history` and `app`.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::facts::LABEL_COLUMNS;
use crate::app::Model;
use crate::domain::{Share, Task, TaskStatus};
use crate::history::{TaskHistory, Trouble, Why};
use crate::view::alert_words;
use crate::view::detail::percent_range;
use crate::view::number::{Weight, pace, recent_answer_rate, thousands};
use crate::view::sheet::Sheet;
use crate::view::sparkline::{last_hour, sparkline};
use crate::view::text::{pad_right, width};
use crate::view::theme::Theme;

/// Cells of the last hour, at most and at least.
const MOST_CELLS: usize = 20;
const FEWEST_CELLS: usize = 10;

/// What is said of it, what matters most in front.
pub(super) fn lines(task: &Task, model: &Model, columns: usize, theme: &Theme) -> Vec<Line<'static>> {
    let mut sheet = Sheet::new(theme, columns).with_labels(LABEL_COLUMNS);
    let past = model.history.task(&task.key);
    let offset = model.offset_for(Some(task));
    let now = model.shown_seconds();
    if let Some(alert) = model.history.alerts().worst_of(&task.key) {
        let style = alert_words::style(alert.severity, theme);
        sheet.field_in("alert", &format!("{} {}", alert.severity.word(), alert.what), style);
    }
    if let Some(past) = past {
        sheet.lines.extend(calls(task, past, columns, theme));
        sheet.lines.extend(answers(past, theme));
        if task.is_active() {
            sheet.field("end", &past.eta.sentence(task, now, offset));
        }
    }
    let why = Why::of(task, &model.history, now.saturating_mul(1000), offset);
    if !why.verdict.is_empty() {
        sheet.field("why", &why.verdict);
    }
    sheet.lines
}

/// The pace with the last hour as blocks; nothing for a task that stands still and is meant to.
fn calls(task: &Task, past: &TaskHistory, columns: usize, theme: &Theme) -> Option<Line<'static>> {
    let rates = &past.rates;
    let is_live = task.status == Some(TaskStatus::Running);
    let figure = match rates.calls_per_minute {
        Some(rate) => pace(rate),
        None if past.trouble == Some(Trouble::Unsteady) => "? counts go up and down".to_owned(),
        None => "-".to_owned(),
    };
    let orders = rates.orders_per_minute.map(|rate| format!("   {} orders/min", pace(rate))).unwrap_or_default();
    let taken = LABEL_COLUMNS + 2 + 6 + width(&orders);
    let cells = columns.saturating_sub(taken).min(MOST_CELLS);
    let figures = if cells >= FEWEST_CELLS { last_hour(past, cells) } else { Vec::new() };
    let has_moved = figures.iter().flatten().any(|figure| *figure > 0.0);
    if !is_live && !has_moved {
        return None;
    }
    let mut spans = vec![label("calls/min", theme)];
    if has_moved {
        spans.push(Span::styled(format!("{}  ", sparkline(&figures, &theme.glyphs)), theme.accent));
    }
    spans.push(Span::styled(figure, theme.strong));
    spans.push(Span::styled(orders, theme.muted));
    Some(Line::from(spans))
}

/// The recent answer rate with its range and n, and how it compares with the whole life's.
fn answers(past: &TaskHistory, theme: &Theme) -> Option<Line<'static>> {
    let (recent, life) = (past.rates.recent_answers, past.rates.lifetime_answers);
    let (low, high) = recent.wilson()?;
    let (rate, weight) = recent_answer_rate(recent);
    let n = format!("n {}", thousands(recent.trials));
    if weight == Weight::Light {
        let words = format!("{}  {n}, too few to tell", rate.trim_end());
        return Some(Line::from(vec![label("ASR 10 min", theme), Span::styled(words, theme.muted)]));
    }
    let usual = Share::of(life.hits, life.trials).rate_percent(true);
    let points = (recent.ratio()? - life.ratio()?) * 100.0;
    let is_within = (low..=high).contains(&life.ratio()?);
    let (beside, style) = match points {
        _ if is_within => (format!("as ever, {usual}"), theme.muted),
        points if points < 0.0 => (format!("{:.1} points below {usual}", -points), drop_style(points, theme)),
        points => (format!("{points:.1} points above {usual}"), theme.good),
    };
    Some(Line::from(vec![
        label("ASR 10 min", theme),
        Span::styled(rate.trim_end().to_owned(), theme.strong),
        Span::styled(format!("  {}  {n}   ", percent_range(low, high)), theme.text),
        Span::styled(beside, style),
    ]))
}

/// A fall by ten points and more is seen from afar.
fn drop_style(points: f64, theme: &Theme) -> Style {
    if points <= -10.0 { theme.bad } else { theme.warn }
}

fn label(text: &str, theme: &Theme) -> Span<'static> {
    Span::styled(pad_right(text, LABEL_COLUMNS), theme.muted)
}
