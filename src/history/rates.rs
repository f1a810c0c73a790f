//! Rates over observed time, from the differences of samples. Uses `series`, `stats` and `domain`.

use super::series::Series;
use super::stats::Proportion;
use crate::domain::DialWindow;

/// The span of the recent figures, in milliseconds: ten minutes.
pub const RECENT_MS: i64 = 600_000;

/// A task's figures at one moment. `None` always means "cannot be said", never zero.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Rates {
    /// Observed minutes in the last ten.
    pub observed_minutes: f64,
    /// Calls a minute now, smoothed (time constant 3 minutes).
    pub calls_per_minute: Option<f64>,
    /// Answered calls a minute now, smoothed.
    pub answers_per_minute: Option<f64>,
    /// Finished orders a minute now, smoothed (time constant 10 minutes).
    pub orders_per_minute: Option<f64>,
    /// Calls a minute over the last ten minutes: the 95 % range of its mean.
    pub calls_per_minute_range: Option<(f64, f64)>,
    /// Orders a minute over the last ten minutes: the 95 % range of its mean.
    pub orders_per_minute_range: Option<(f64, f64)>,
    /// Answered calls of calls in the last ten minutes.
    pub recent_answers: Proportion,
    /// Answered calls of calls since the task began.
    pub lifetime_answers: Proportion,
    /// Orders finished in the last ten minutes.
    pub recent_finished: i64,
    /// Calls for each finished order in the last ten minutes.
    pub recent_calls_per_finish: Option<f64>,
    /// Calls for each finished order since the task began.
    pub lifetime_calls_per_finish: Option<f64>,
    /// Calls for each order since the task began (saturation).
    pub calls_per_order: Option<f64>,
    /// Orders finished for each minute of open window, over the last hour of open time.
    pub drain_per_open_minute: Option<f64>,
    /// Orders added for each minute of open window, over the same span; negative where orders were deleted.
    pub inflow_per_open_minute: Option<f64>,
    /// When the number of calls was last seen to change, in milliseconds since 1970.
    pub last_call_unix_ms: Option<i64>,
    /// Readings since then that found it unchanged.
    pub readings_without_call: u32,
}

impl Rates {
    /// The figures of a series at a moment.
    pub fn of(_series: &Series, _window: &DialWindow, _now_unix_ms: i64) -> Self {
        Self::default()
    }
}
