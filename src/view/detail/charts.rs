//! The charts of a task: calls a minute and answer rate over the chosen span. Uses `history`, `app` and `chart`.

use ratatui::text::{Line, Span};

use crate::app::{Model, Screen};
use crate::domain::time::zone_name;
use crate::history::{Chart, Proportion, TaskHistory};
use crate::keys::Action;
use crate::view::chart::{self, Figures, Look};
use crate::view::number::pace;
use crate::view::theme::Theme;

/// Lines of a chart's columns.
const LINES: usize = 6;

/// An answer rate needs some calls: it is taken over at least so long.
const RATE_MS: i64 = 600_000;

/// The past of a task in so many columns.
fn past_in_steps(past: &TaskHistory, model: &Model, columns: usize) -> Chart {
    let steps = chart::steps(columns);
    let span = model.chart_span;
    let step_ms = (span.ms() / i64::try_from(steps.max(1)).unwrap_or(1)).max(1);
    // Ends on a whole step, so that the columns stand still while the seconds go by.
    let now_ms = model.shown_seconds().saturating_mul(1000);
    let end = now_ms.div_euclid(step_ms).saturating_add(1).saturating_mul(step_ms);
    Chart::of(&past.series, &past.task.window, end, span, steps)
}

/// Calls a minute: the heading and the chart.
pub(in crate::view) fn calls(past: &TaskHistory, model: &Model, columns: usize, theme: &Theme) -> Vec<Line<'static>> {
    let chart = past_in_steps(past, model, columns);
    let figures: Figures = chart.buckets.iter().map(|bucket| bucket.calls_per_minute).collect();
    let look = look(model, past, theme, pace_label);
    with_heading("CALLS/MIN", &chart, &figures, &look, model, columns)
}

/// The answer rate: the heading and the chart.
pub(super) fn answers(past: &TaskHistory, model: &Model, columns: usize, theme: &Theme) -> Vec<Line<'static>> {
    let chart = past_in_steps(past, model, columns);
    let figures = rates(&chart);
    let look = Look { most_top: Some(1.0), least_top: 0.05, ..look(model, past, theme, percent_label) };
    with_heading("ANSWER RATE", &chart, &figures, &look, model, columns)
}

fn look<'a>(model: &Model, past: &TaskHistory, theme: &'a Theme, label: fn(f64) -> String) -> Look<'a> {
    Look {
        lines: LINES,
        least_top: 1.0,
        most_top: None,
        label,
        fill: theme.accent,
        offset_seconds: model.offset_for(Some(&past.task)),
        theme,
    }
}

fn pace_label(figure: f64) -> String {
    if figure < 10.0 { pace(figure) } else { format!("{figure:.0}") }
}

fn percent_label(figure: f64) -> String {
    format!("{:.0}%", figure * 100.0)
}

/// The answer rate at each step, over the ten minutes before it or over the step, whichever is longer. Where too little was
/// called for a rate, there is none.
fn rates(chart: &Chart) -> Figures {
    let width = usize::try_from(RATE_MS.div_euclid(chart.step_ms.max(1)).max(1)).unwrap_or(1);
    let sum = |last: usize| {
        let first = (last + 1).saturating_sub(width);
        let steps = chart.buckets.get(first..=last).unwrap_or_default();
        steps.iter().fold(Proportion::default(), |sum, bucket| Proportion {
            hits: sum.hits + bucket.answers.hits,
            trials: sum.trials + bucket.answers.trials,
        })
    };
    let last_call = chart.buckets.iter().rposition(|bucket| bucket.answers.trials > 0);
    let rate = |(step, bucket): (usize, &crate::history::ChartBucket)| {
        // What nobody saw is a gap, whatever came before it; and after the last call there is nothing to answer.
        bucket.calls_per_minute.filter(|_| last_call.is_some_and(|last| step <= last))?;
        Some(sum(step)).filter(|answers| !answers.is_small()).and_then(|answers| answers.ratio())
    };
    chart.buckets.iter().enumerate().map(rate).collect()
}

fn with_heading(
    title: &'static str,
    chart: &Chart,
    figures: &Figures,
    look: &Look<'_>,
    model: &Model,
    columns: usize,
) -> Vec<Line<'static>> {
    let theme = look.theme;
    let mut heading = vec![
        Span::styled(title, theme.title),
        Span::styled(format!("  last {}", model.chart_span.label()), theme.text),
        Span::styled(format!("  {}", zone_name(look.offset_seconds)), theme.muted),
    ];
    let keys = [Action::ShorterSpan, Action::LongerSpan].map(|action| model.keymap.key_of(action));
    // The keys hold in the detail view only.
    let has_keys = matches!(model.screen, Screen::Detail { .. });
    if has_keys && columns >= 44 && keys.iter().all(|key| !key.is_empty()) {
        heading.push(Span::raw("  "));
        heading.push(Span::styled(keys.join(" "), theme.key));
        heading.push(Span::styled(" span", theme.muted));
    }
    let mut lines = vec![Line::from(heading)];
    if figures.iter().all(Option::is_none) {
        lines.push(Line::styled("no data yet for this span", theme.muted));
        return lines;
    }
    lines.extend(chart::lines(chart, figures, look));
    lines
}
