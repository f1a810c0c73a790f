//! A chart of columns over time: a scale on the left, times below, gaps as gaps, times of a shut dial window shaded. Uses
//! `domain`, `history` and `theme`.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::text::{pad_left, width};
use super::theme::Theme;
use crate::domain::time::at_offset;
use crate::history::Chart;

/// Columns of the scale with its line.
const SCALE_COLUMNS: usize = 7;

/// A chart narrower than this says nothing.
const FEWEST_STEPS: usize = 12;

/// Columns from one time below the chart to the next, at least.
const TICK_COLUMNS: i64 = 10;

/// What stands below the right end.
const NOW: &str = "now";

const MINUTE_MS: i64 = 60_000;

/// One figure of a step in a row of steps.
pub(super) type Figures = Vec<Option<f64>>;

/// How a chart is drawn.
pub(super) struct Look<'a> {
    /// Lines of the columns alone.
    pub(super) lines: usize,
    /// The top of the scale is at least this.
    pub(super) least_top: f64,
    /// And at most this; `None` where there is no most.
    pub(super) most_top: Option<f64>,
    /// How a figure of the scale reads.
    pub(super) label: fn(f64) -> String,
    /// The style of the columns.
    pub(super) fill: Style,
    /// The offset from UTC in seconds of the times below.
    pub(super) offset_seconds: i32,
    /// The look.
    pub(super) theme: &'a Theme,
}

/// How many steps a chart of so many columns has.
pub(super) fn steps(columns: usize) -> usize {
    columns.saturating_sub(SCALE_COLUMNS)
}

/// The chart: the columns, the axis and the times. Nothing where there is no room.
pub(super) fn lines(chart: &Chart, figures: &Figures, look: &Look<'_>) -> Vec<Line<'static>> {
    if figures.len() < FEWEST_STEPS || look.lines == 0 {
        return Vec::new();
    }
    let theme = look.theme;
    let largest = figures.iter().flatten().copied().fold(0.0, f64::max);
    let top = round_top(largest.max(look.least_top)).min(look.most_top.unwrap_or(f64::MAX));
    let is_shut: Vec<bool> =
        chart.buckets.iter().map(|bucket| bucket.open_share.is_some_and(|share| share < 0.5)).collect();
    let mut lines = Vec::with_capacity(look.lines + 2);
    for row in 0..look.lines {
        let from_below = look.lines - 1 - row;
        let label = match row {
            0 => (look.label)(top),
            row if look.lines >= 4 && row == look.lines / 2 => {
                (look.label)(top * (from_below + 1) as f64 / look.lines as f64)
            }
            _ => String::new(),
        };
        let is_marked = !label.is_empty();
        let mut spans = scale(&label, if is_marked { theme.glyphs.axes[3] } else { theme.glyphs.upright }, theme);
        for (step, figure) in figures.iter().enumerate() {
            let shut = is_shut.get(step).copied().unwrap_or(false);
            let (sign, style) = cell(*figure, top, from_below, shut, look);
            push(&mut spans, sign, style);
        }
        lines.push(Line::from(spans));
    }
    lines.extend(time_axis(chart, figures.len(), look));
    lines
}

fn scale(label: &str, sign: &'static str, theme: &Theme) -> Vec<Span<'static>> {
    vec![
        Span::styled(format!("{} ", pad_left(label, SCALE_COLUMNS - 2)), theme.muted),
        Span::styled(sign, theme.border),
    ]
}

/// What stands in a cell: a part of the column, or what lies behind it.
fn cell(figure: Option<f64>, top: f64, from_below: usize, is_shut: bool, look: &Look<'_>) -> (&'static str, Style) {
    let glyphs = &look.theme.glyphs;
    let behind = if is_shut { (glyphs.chart_shut, look.theme.border) } else { (" ", Style::new()) };
    let Some(figure) = figure.filter(|figure| figure.is_finite() && top > 0.0) else {
        return behind;
    };
    let parts = glyphs.chart.len().max(1);
    let height = (figure.max(0.0) / top * (look.lines * parts) as f64).round() as usize;
    // What is known to be nothing stands on the ground as a line; what is not known leaves a gap.
    let height = if height == 0 && from_below == 0 {
        let sign = if figure > 0.0 { glyphs.chart.first().copied().unwrap_or(" ") } else { glyphs.spark_zero };
        return (sign, if figure > 0.0 { look.fill } else { look.theme.muted });
    } else {
        height
    };
    match height.saturating_sub(from_below * parts).min(parts) {
        0 => behind,
        part => (glyphs.chart.get(part - 1).copied().unwrap_or(" "), look.fill),
    }
}

/// The line below the columns with ticks on round times of the shown zone, and the times below the ticks.
fn time_axis(chart: &Chart, steps: usize, look: &Look<'_>) -> [Line<'static>; 2] {
    let theme = look.theme;
    let [corner, along, tick, _] = theme.glyphs.axes;
    let ticks = ticks(chart, steps, look.offset_seconds);
    let mut axis = String::from(corner);
    for step in 0..steps {
        axis.push_str(if ticks.iter().any(|(place, _)| *place == step) { tick } else { along });
    }
    let mut times = String::new();
    let mut put = |begin: usize, text: &str| {
        if begin > width(&times) + usize::from(!times.is_empty()) {
            times.push_str(&" ".repeat(begin - width(&times)));
            times.push_str(text);
        }
    };
    let now = SCALE_COLUMNS + steps - width(NOW).min(steps);
    for (place, text) in &ticks {
        // In the middle below its tick.
        let begin = (SCALE_COLUMNS + place).saturating_sub(width(text) / 2);
        if begin + width(text) < now {
            put(begin, text);
        }
    }
    put(now, NOW);
    let nought = pad_left("0 ", SCALE_COLUMNS - 1);
    [
        Line::from(vec![Span::styled(nought, theme.muted), Span::styled(axis, theme.border)]),
        Line::styled(times, theme.muted),
    ]
}

/// The steps of a chart in which a round time falls, with the time: the closest round times that have room.
fn ticks(chart: &Chart, steps: usize, offset_seconds: i32) -> Vec<(usize, String)> {
    const DAY_MINUTES: i64 = 1440;
    let step_ms = chart.step_ms.max(1);
    let has_room = |minutes: &i64| minutes * MINUTE_MS / step_ms >= TICK_COLUMNS;
    let minutes = [5, 10, 15, 30, 60, 120, 180, 360, 720, DAY_MINUTES].into_iter().find(has_room);
    let minutes = minutes.unwrap_or(2 * DAY_MINUTES);
    let (every, offset) = (minutes * MINUTE_MS, i64::from(offset_seconds) * 1000);
    let first = (chart.begin_unix_ms + offset).div_euclid(every).saturating_add(1) * every - offset;
    let form = if minutes >= DAY_MINUTES { "%a %d" } else { "%H:%M" };
    (0..)
        .map(|number| first + number * every)
        .map_while(|at| {
            let place = usize::try_from((at - chart.begin_unix_ms) / step_ms).ok().filter(|place| *place < steps)?;
            let at = at_offset(at.div_euclid(1000), offset_seconds)?;
            Some((place, at.format(form).to_string()))
        })
        .collect()
}

/// The next number from which a scale reads well, and half of which does too: 1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8 and their
/// tenfolds.
fn round_top(figure: f64) -> f64 {
    if !(figure.is_finite() && figure > 0.0) {
        return 1.0;
    }
    let unit = 10_f64.powf(figure.log10().floor());
    let steps = [1.0, 1.2, 1.6, 2.0, 2.4, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0];
    let step = steps.into_iter().find(|step| step * unit >= figure * 0.999_999).unwrap_or(10.0);
    step * unit
}

/// Adds a sign to the last span where it has the same style.
fn push(spans: &mut Vec<Span<'static>>, sign: &'static str, style: Style) {
    match spans.last_mut() {
        Some(last) if last.style == style => last.content.to_mut().push_str(sign),
        _ => spans.push(Span::styled(sign, style)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::ChartBucket;
    use crate::view::{ColourSupport, GlyphSet, ThemeChoice};

    fn drawn(figures: &[Option<f64>], shut: std::ops::Range<usize>, glyphs: GlyphSet) -> Vec<String> {
        let theme = Theme::new(ThemeChoice::Mono, ColourSupport::None, glyphs);
        let buckets = (0..figures.len())
            .map(|step| ChartBucket {
                open_share: Some(if shut.contains(&step) { 0.0 } else { 1.0 }),
                ..ChartBucket::default()
            })
            .collect();
        let chart = Chart { begin_unix_ms: 1_790_146_800_000, step_ms: 60_000, buckets };
        let look = Look {
            lines: 2,
            least_top: 0.0,
            most_top: None,
            label: |figure| format!("{figure:.0}"),
            fill: Style::new(),
            offset_seconds: 28_800,
            theme: &theme,
        };
        let lines = lines(&chart, &figures.to_vec(), &look);
        lines.iter().map(|line| line.spans.iter().map(|span| span.content.as_ref()).collect::<String>()).collect()
    }

    #[test]
    fn columns_stand_on_the_ground_gaps_are_gaps_and_shut_hours_are_shaded() {
        let mut figures = vec![Some(40.0); 16];
        (figures[4], figures[5], figures[6]) = (None, Some(0.0), Some(20.0));
        figures[12] = None;
        let lines = drawn(&figures, 11..13, GlyphSet::Block);
        let expected = [
            "   40 ┤████   █████·███",
            "      │████ ▁██████·███",
            "    0 ▔▔▔▔▔▔▔▔▔▔▔╵▔▔▔▔▔",
            "                    now",
        ];
        assert_eq!(lines, expected);
        let plain = drawn(&figures, 11..13, GlyphSet::Ascii);
        assert_eq!(plain[..2], ["   40 +####   #####.###", "      |#### _######.###"]);
    }

    #[test]
    fn the_label_in_the_middle_is_exact() {
        for figure in 10..100_000 {
            let top = round_top(f64::from(figure) * 0.1);
            let shown = (top * 5.0).round() / 10.0;
            assert!((top / 2.0 - shown).abs() < 1e-9, "{top}");
            assert!(!(10.0..=20.0).contains(&top) || (top / 2.0).fract() < 1e-9, "{top}");
        }
        // Shares of an answer rate, in whole percent.
        for percent in 6..=100 {
            let half = round_top(f64::from(percent) / 100.0) * 50.0;
            assert!((half - half.round()).abs() < 1e-9, "{percent}: {half}");
        }
    }

    #[test]
    fn scales_end_on_round_numbers() {
        for (figure, top) in [(0.0, 1.0), (0.07, 0.08), (1.0, 1.0), (52.6, 60.0), (84.2, 100.0), (1_101.0, 1_200.0)] {
            assert!((round_top(figure) - top).abs() < 1e-9, "{figure}: {}", round_top(figure));
        }
    }
}
