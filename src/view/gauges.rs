//! The two gauges, completion and answer rate, each with its counts in words. Uses `app::Totals` and `domain::Share`.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::bar::{gauge as gauge_bar, meter};
use super::number::thousands;
use super::text::{pad_left, pad_right, width};
use super::theme::Theme;
use crate::app::Totals;
use crate::domain::Share;

/// From this width on the gauges stand side by side.
const SIDE_BY_SIDE_COLUMNS: usize = 104;

/// Columns between two gauges side by side.
const GAP: usize = 4;

const LABEL_COLUMNS: usize = 11;
const SHORT_LABEL_COLUMNS: usize = 4;
const PERCENT_COLUMNS: usize = 6;
const SHORTEST_BAR: usize = 6;

/// What a gauge says.
#[derive(Debug, Clone, Copy)]
struct Gauge {
    label: &'static str,
    /// For lines too short for the label.
    short_label: &'static str,
    share: Share,
    /// The share in words.
    percent: fn(Share, bool) -> String,
    of_what: &'static str,
    nothing: &'static str,
    /// Whether something that belongs to the sum is not in it, because its count is missing or cannot be right.
    is_partial: bool,
}

impl Gauge {
    /// The counts in words, from long to short.
    fn counts(&self) -> [String; 3] {
        let Share { part: Some(part), whole: Some(whole) } = self.share else {
            return ["nothing to count".to_owned(), "nothing to count".to_owned(), String::new()];
        };
        if self.share.is_doubtful() {
            let doubt = format!("{} of {}?", thousands(part), thousands(whole));
            return [format!("{doubt} the counts contradict each other"), doubt.clone(), doubt];
        }
        if whole == 0 {
            return [self.nothing.to_owned(), self.nothing.to_owned(), String::new()];
        }
        // As wide from the first order to the last, so that the bar beside it keeps its length.
        let whole = thousands(whole);
        let doubt = if self.is_partial { "?" } else { "" };
        let counts = format!("{} of {whole}{doubt}", pad_left(&thousands(part), width(&whole)));
        [format!("{counts} {}", self.of_what), counts, doubt.to_owned()]
    }

    /// One line: label, bar, percentage, counts. The counts start `counts_columns` before the right edge.
    fn in_one_line(&self, columns: usize, form: usize, counts_columns: usize, theme: &Theme) -> Line<'static> {
        let counts = self.counts().into_iter().nth(form).unwrap_or_default();
        let mut spans = Vec::new();
        let mut used = PERCENT_COLUMNS;
        if columns >= LABEL_COLUMNS + 2 + PERCENT_COLUMNS {
            spans.push(Span::styled(pad_right(self.label, LABEL_COLUMNS + 2), theme.muted));
            used += LABEL_COLUMNS + 2;
        } else if columns >= SHORT_LABEL_COLUMNS + 1 + PERCENT_COLUMNS {
            spans.push(Span::styled(pad_right(self.short_label, SHORT_LABEL_COLUMNS + 1), theme.muted));
            used += SHORT_LABEL_COLUMNS + 1;
        }
        let after = if counts_columns > 0 { counts_columns + 2 } else { 0 };
        let bar_columns = columns.saturating_sub(used + after + 1);
        if bar_columns >= SHORTEST_BAR {
            spans.extend(meter(self.share, bar_columns, theme.accent, theme));
            spans.push(Span::raw(" "));
        }
        spans.push(Span::styled(pad_left(&(self.percent)(self.share, true), PERCENT_COLUMNS), theme.strong));
        if !counts.is_empty() {
            spans.push(Span::styled(format!("  {counts}"), self.counts_style(theme)));
        }
        Line::from(spans)
    }

    /// The longest form of the counts that fits beside label and percentage.
    fn form_for(&self, columns: usize) -> usize {
        let used = width(self.label) + 2 + width(&(self.percent)(self.share, true));
        self.counts().iter().position(|counts| used + 2 + width(counts) <= columns).unwrap_or(2)
    }

    /// The words above a bar.
    fn words(&self, columns: usize, form: usize, theme: &Theme) -> Vec<Span<'static>> {
        let percent = (self.percent)(self.share, true);
        let used = width(self.label) + 2 + width(&percent);
        let counts = self.counts().into_iter().nth(form).unwrap_or_default();
        vec![
            Span::styled(self.label, theme.muted),
            Span::styled(format!("  {percent}"), theme.strong),
            Span::styled(pad_left(&counts, columns.saturating_sub(used)), self.counts_style(theme)),
        ]
    }

    fn counts_style(&self, theme: &Theme) -> Style {
        if self.share.is_doubtful() || self.is_partial { theme.warn } else { theme.text }
    }
}

/// Two lines with both gauges: side by side with the bars below where there is room, else one above the other.
pub(super) fn lines(completion: Share, answer_rate: Share, columns: usize, theme: &Theme) -> Vec<Line<'static>> {
    lines_of(&both(completion, answer_rate), columns, theme)
}

/// The same of many tasks; marked where some of them are not in the sums.
pub(super) fn sums(totals: &Totals, columns: usize, theme: &Theme) -> Vec<Line<'static>> {
    let is_partial = totals.doubtful_tasks > 0;
    let gauges = both(totals.completion, totals.answer_rate).map(|gauge| Gauge { is_partial, ..gauge });
    lines_of(&gauges, columns, theme)
}

fn lines_of(gauges: &[Gauge; 2], columns: usize, theme: &Theme) -> Vec<Line<'static>> {
    if columns >= SIDE_BY_SIDE_COLUMNS {
        return side_by_side(gauges, columns, theme);
    }
    let fixed = LABEL_COLUMNS + 2 + PERCENT_COLUMNS + 3 + SHORTEST_BAR;
    let longest = |form: usize| {
        gauges.iter().filter_map(|gauge| gauge.counts().get(form).map(|counts| width(counts))).max().unwrap_or(0)
    };
    let form = (0..3).find(|form| fixed + longest(*form) <= columns).unwrap_or(2);
    gauges.iter().map(|gauge| gauge.in_one_line(columns, form, longest(form), theme)).collect()
}

/// Four lines with both gauges below each other, the words above their bars, for a pane among other things.
pub(super) fn stacked(completion: Share, answer_rate: Share, columns: usize, theme: &Theme) -> Vec<Line<'static>> {
    let gauges = both(completion, answer_rate);
    let form = gauges.iter().map(|gauge| gauge.form_for(columns)).max().unwrap_or(2);
    let lines = |gauge: &Gauge| {
        let bar = meter(gauge.share, columns, theme.accent, theme);
        [Line::from(gauge.words(columns, form, theme)), Line::from(bar)]
    };
    gauges.iter().flat_map(lines).collect()
}

fn both(completion: Share, answer_rate: Share) -> [Gauge; 2] {
    [
        Gauge {
            label: "completion",
            short_label: "done",
            share: completion,
            percent: Share::percent,
            of_what: "orders done",
            nothing: "no orders yet",
            is_partial: false,
        },
        Gauge {
            label: "answer rate",
            short_label: "ASR",
            share: answer_rate,
            percent: Share::rate_percent,
            of_what: "calls answered",
            nothing: "no calls yet",
            is_partial: false,
        },
    ]
}

fn side_by_side(gauges: &[Gauge; 2], columns: usize, theme: &Theme) -> Vec<Line<'static>> {
    let half = (columns - GAP) / 2;
    // Both in the same words.
    let form = gauges.iter().map(|gauge| gauge.form_for(half)).max().unwrap_or(2);
    let [first, second] = gauges.map(|gauge| [gauge.words(half, form, theme), gauge_bar(gauge.share, half, theme)]);
    first
        .into_iter()
        .zip(second)
        .map(|(mut spans, more)| {
            spans.push(Span::raw(" ".repeat(GAP)));
            spans.extend(more);
            Line::from(spans)
        })
        .collect()
}
