//! A task's past in equal steps, for sparklines and charts. Uses `series`, `sums`, `open_time` and `domain`.

use super::open_time::open_seconds;
use super::series::Series;
use super::stats::Proportion;
use super::sums::Sums;
use crate::domain::DialWindow;

/// How far back a chart goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ChartSpan {
    /// The last hour.
    #[default]
    Hour,
    /// The last six hours.
    SixHours,
    /// The last day.
    Day,
    /// The last week.
    Week,
}

impl ChartSpan {
    /// Every span, the shortest first.
    pub const ALL: [Self; 4] = [Self::Hour, Self::SixHours, Self::Day, Self::Week];

    /// The span in milliseconds.
    pub fn ms(self) -> i64 {
        const HOUR: i64 = 3_600_000;
        match self {
            Self::Hour => HOUR,
            Self::SixHours => 6 * HOUR,
            Self::Day => 24 * HOUR,
            Self::Week => 7 * 24 * HOUR,
        }
    }

    /// The span in words.
    pub fn label(self) -> &'static str {
        match self {
            Self::Hour => "1 h",
            Self::SixHours => "6 h",
            Self::Day => "24 h",
            Self::Week => "7 d",
        }
    }
}

/// One step of a chart.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct ChartBucket {
    /// Calls a minute; `None` where nobody looked, or where the difference means nothing.
    pub calls_per_minute: Option<f64>,
    /// Answered calls of calls; no trials where nothing was called.
    pub answers: Proportion,
    /// The share of the step in which the dial window was open, 0..=1; `None` where the window is unknown.
    pub open_share: Option<f64>,
}

/// A task's past in equal steps, the oldest first.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Chart {
    /// When the first step begins, in milliseconds since 1970.
    pub begin_unix_ms: i64,
    /// The length of a step in milliseconds.
    pub step_ms: i64,
    /// The steps.
    pub buckets: Vec<ChartBucket>,
}

impl Chart {
    /// The past of a series up to a moment, in so many steps.
    pub fn of(series: &Series, window: &DialWindow, end_unix_ms: i64, span: ChartSpan, steps: usize) -> Self {
        let step_ms = span.ms() / i64::try_from(steps.max(1)).unwrap_or(1);
        let begin = end_unix_ms - step_ms * i64::try_from(steps).unwrap_or(0);
        let mut sums = vec![Sums::default(); steps];
        spread(series, begin, step_ms, &mut sums);
        let bucket = |(step, sum): (usize, Sums)| {
            let from = (begin + step_ms * i64::try_from(step).unwrap_or(0)).div_euclid(1000);
            let seconds = step_ms / 1000;
            ChartBucket {
                calls_per_minute: (sum.observed_minutes > 0.0).then(|| sum.calls / sum.observed_minutes),
                answers: Proportion { hits: sum.answered_calls.round() as i64, trials: sum.calls.round() as i64 },
                open_share: open_seconds(window, from, from + seconds).map(|open| open as f64 / seconds.max(1) as f64),
            }
        };
        Self { begin_unix_ms: begin, step_ms, buckets: sums.into_iter().enumerate().map(bucket).collect() }
    }
}

/// Steps of a sparkline.
pub const SPARK_STEPS: usize = 20;

/// Calls a minute over the last hour in equal steps, the oldest first; `None` where nobody looked.
pub type Spark = [Option<f32>; SPARK_STEPS];

/// The sparkline of a series up to a moment.
pub fn spark(series: &Series, end_unix_ms: i64) -> Spark {
    let step_ms = ChartSpan::Hour.ms() / SPARK_STEPS as i64;
    let begin = end_unix_ms - ChartSpan::Hour.ms();
    let mut sums = [Sums::default(); SPARK_STEPS];
    spread(series, begin, step_ms, &mut sums);
    sums.map(|sum| (sum.observed_minutes > 0.0).then(|| (sum.calls / sum.observed_minutes) as f32))
}

/// Adds up what happened in equal steps. A pair of samples that reaches over several steps is spread over them evenly.
fn spread(series: &Series, begin_unix_ms: i64, step_ms: i64, sums: &mut [Sums]) {
    let step_of = |at: i64| usize::try_from((at - begin_unix_ms).max(0) / step_ms).unwrap_or(0);
    for (before, after) in series.pairs_back_to(begin_unix_ms) {
        let (first, last) = (step_of(before.unix_ms), step_of(after.unix_ms));
        for (step, sum) in sums.iter_mut().enumerate().skip(first).take(last - first + 1) {
            let from = begin_unix_ms + step_ms * i64::try_from(step).unwrap_or(0);
            sum.add(before, after, from, from + step_ms);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::sample::{Counters, Link, Sample};

    const MINUTE: i64 = 60_000;

    fn sample(minute: i64, calls: i64, link: Link) -> Sample {
        let counters = Counters { orders: 100_000, calls, answered_calls: calls / 4, ..Counters::default() };
        Sample { unix_ms: minute * MINUTE, counters, status: 2, settings: 0, link }
    }

    #[test]
    fn gaps_are_gaps_and_sums_are_spread() {
        let series: Series = [
            sample(0, 0, Link::Reset),
            sample(10, 100, Link::Continues),
            sample(30, 500, Link::Gap),
            sample(40, 500, Link::Continues),
            sample(50, 540, Link::Continues),
        ]
        .into_iter()
        .collect();
        let chart = Chart::of(&series, &DialWindow::default(), 60 * MINUTE, ChartSpan::Hour, 6);
        let rates: Vec<_> = chart.buckets.iter().map(|bucket| bucket.calls_per_minute).collect();
        assert_eq!(rates, [Some(10.0), None, None, Some(0.0), Some(4.0), None]);
        assert_eq!(chart.buckets[0].answers, Proportion { hits: 25, trials: 100 });
        assert_eq!(chart.buckets[0].open_share, None);
        let spark = spark(&series, 60 * MINUTE);
        assert_eq!((spark[0], spark[5], spark[15], spark[19]), (Some(10.0), None, Some(4.0), None));
    }

    #[test]
    fn the_open_share_follows_the_window() {
        let window = DialWindow::parse(Some(0), Some("1,2,3,4,5,6,7"), Some("0"), Some(""));
        let chart = Chart::of(&Series::default(), &window, 3_600_000, ChartSpan::Hour, 4);
        let shares: Vec<_> = chart.buckets.iter().map(|bucket| bucket.open_share).collect();
        assert_eq!(shares, [Some(1.0), Some(1.0), Some(0.0), Some(0.0)]);
        assert!(Chart::of(&Series::default(), &window, 0, ChartSpan::Week, 0).buckets.is_empty());
    }
}
