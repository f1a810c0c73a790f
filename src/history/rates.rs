//! Rates over observed time, from the differences of samples. Uses `series`, `sums`, `stats`, `open_time` and `domain`.
//!
//! Counters move in steps on the server's side, so no rate is taken from two readings. The figures for "now" weigh the
//! past by exp(-age/tau), numerator and denominator each: what a moving average that starts with the plain mean gives,
//! but without a state of its own, so that it is right at once after a restart.

use super::open_time::open_seconds;
use super::sample::{Link, Sample};
use super::series::Series;
use super::stats::{Proportion, poisson_range};
use super::sums::Sums;
use crate::domain::DialWindow;

const MINUTE_MS: f64 = 60_000.0;

/// The span of the recent figures, in milliseconds: ten minutes.
pub const RECENT_MS: i64 = 600_000;

/// The time constant of calls and answers a minute, in minutes.
const CALLS_TAU_MINUTES: f64 = 3.0;

/// The time constant of orders a minute, in minutes: there are fewer of them.
const ORDERS_TAU_MINUTES: f64 = 10.0;

/// Beyond so many time constants the past weighs less than one in fifty.
const MOST_TAUS: f64 = 4.0;

/// Two readings closer to each other than so many milliseconds say nothing of a pace.
const LEAST_MS: i64 = 3_000;

/// Open-time rates look back over so many open minutes ...
const OPEN_MINUTES: f64 = 60.0;

/// ... and need so many to say anything.
const FEWEST_OPEN_MINUTES: f64 = 5.0;

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
    /// Calls a minute over the last ten minutes: the 95 % range of its mean; none where the calls stay out.
    pub calls_per_minute_range: Option<(f64, f64)>,
    /// Orders a minute over the last ten minutes: the 95 % range of its mean; none likewise.
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
    /// Orders finished for each minute of open window while running with orders left, over the last hour of such time.
    pub drain_per_open_minute: Option<f64>,
    /// Orders added for each such minute; negative where orders were deleted.
    pub inflow_per_open_minute: Option<f64>,
    /// When the number of calls was last seen to change, in milliseconds since 1970.
    pub last_call_unix_ms: Option<i64>,
    /// Readings since then that found it unchanged.
    pub readings_without_call: u32,
}

impl Rates {
    /// The figures of a series at a moment. `readings_without_call` is left at zero: a series does not count readings.
    pub fn of(series: &Series, window: &DialWindow, now_unix_ms: i64) -> Self {
        let Some(last) = series.last() else {
            return Self::default();
        };
        let counters = last.counters;
        let recent = Sums::between(series, now_unix_ms - RECENT_MS, now_unix_ms);
        let per = |count: i64, whole: i64| (whole > 0).then(|| count as f64 / whole as f64);
        let calls = recent.calls.round() as i64;
        let finished = recent.finished.round() as i64;
        let minutes = recent.observed_minutes;
        let (drain, inflow) = open_time_rates(series, window).unzip();
        let moved = |(before, after): &(&Sample, &Sample)| {
            !after.link.means_nothing() && after.counters.calls > before.counters.calls
        };
        Self {
            observed_minutes: minutes,
            calls_per_minute: smoothed(series, now_unix_ms, CALLS_TAU_MINUTES, |sample| sample.counters.calls),
            answers_per_minute: smoothed(series, now_unix_ms, CALLS_TAU_MINUTES, |sample| {
                sample.counters.answered_calls
            }),
            orders_per_minute: smoothed(series, now_unix_ms, ORDERS_TAU_MINUTES, |sample| sample.counters.finished),
            calls_per_minute_range: poisson_range(calls, minutes),
            orders_per_minute_range: poisson_range(finished, minutes),
            recent_answers: Proportion { hits: recent.answered_calls.round() as i64, trials: calls },
            lifetime_answers: Proportion { hits: counters.answered_calls, trials: counters.calls },
            recent_finished: finished,
            recent_calls_per_finish: per(calls, finished),
            lifetime_calls_per_finish: per(counters.calls, counters.finished),
            calls_per_order: per(counters.calls, counters.orders),
            drain_per_open_minute: drain,
            inflow_per_open_minute: inflow,
            last_call_unix_ms: series.pairs_back_to(i64::MIN).find(moved).map(|(_, after)| after.unix_ms),
            readings_without_call: 0,
        }
    }
}

impl Rates {
    /// Lets the figures for "now" tell of now: a task that does not run has none, and one whose calls stay out beyond chance
    /// places none, though the smoothing would remember them for minutes. `silence` is what was counted since they stay out.
    pub(super) fn tell_of_now(&mut self, is_running: bool, silence: Option<&Sums>) {
        if !is_running {
            (self.calls_per_minute, self.answers_per_minute, self.orders_per_minute) = (None, None, None);
            (self.calls_per_minute_range, self.orders_per_minute_range) = (None, None);
        } else if let Some(silence) = silence {
            self.calls_per_minute = self.calls_per_minute.map(|_| 0.0);
            self.answers_per_minute = self.answers_per_minute.map(|_| 0.0);
            let finished = silence.finished.max(0.0) / silence.observed_minutes;
            self.orders_per_minute = self.orders_per_minute.map(|smoothed| smoothed.min(finished));
            // The ranges of means over ten minutes of which some were before.
            (self.calls_per_minute_range, self.orders_per_minute_range) = (None, None);
        }
    }

    /// Calls a minute over the last ten minutes, as many as were observed of them: the mean that the range belongs to.
    pub fn mean_calls_per_minute(&self) -> Option<f64> {
        (self.observed_minutes > 0.0).then(|| self.recent_answers.trials as f64 / self.observed_minutes)
    }

    /// Finished orders a minute over the last ten minutes, likewise.
    pub fn mean_orders_per_minute(&self) -> Option<f64> {
        (self.observed_minutes > 0.0).then(|| self.recent_finished as f64 / self.observed_minutes)
    }
}

/// A counter's growth a minute, the past weighed by exp(-age/tau); `None` where nothing was observed so far back.
fn smoothed(series: &Series, now_unix_ms: i64, tau_minutes: f64, counter: impl Fn(&Sample) -> i64) -> Option<f64> {
    let tau_ms = tau_minutes * MINUTE_MS;
    let from = now_unix_ms - (MOST_TAUS * tau_ms) as i64;
    let weight_until = |at: i64| (-((now_unix_ms - at).max(0) as f64) / tau_ms).exp();
    let (mut growth, mut minutes, mut observed_ms) = (0.0, 0.0, 0);
    for (before, after) in series.pairs_back_to(from).filter(|(_, after)| after.link == Link::Continues) {
        // The weight's integral over the pair: a long stillness is one pair.
        let weight_ms = tau_ms * (weight_until(after.unix_ms) - weight_until(before.unix_ms));
        growth += (counter(after) - counter(before)) as f64 * weight_ms / (after.unix_ms - before.unix_ms) as f64;
        minutes += weight_ms / MINUTE_MS;
        observed_ms += after.unix_ms - before.unix_ms;
    }
    (minutes > 0.0 && observed_ms >= LEAST_MS).then(|| (growth / minutes).max(0.0))
}

/// Orders finished and added for each minute in which the task ran with orders left and its window was open, over the last
/// hour of such minutes. An unknown window counts as open. What was added while the window was closed belongs to no such minute.
fn open_time_rates(series: &Series, window: &DialWindow) -> Option<(f64, f64)> {
    const RUNNING: u8 = 2;
    let (mut finished, mut added, mut minutes) = (0.0, 0.0, 0.0);
    for (before, after) in series.pairs_back_to(i64::MIN) {
        if minutes >= OPEN_MINUTES {
            break;
        }
        if after.link != Link::Continues || before.status != RUNNING || before.counters.left() == 0 {
            continue;
        }
        let (from, to) = (before.unix_ms, after.unix_ms);
        let span_minutes = (to - from) as f64 / MINUTE_MS;
        let open = open_seconds(window, from.div_euclid(1000), to.div_euclid(1000));
        let open_minutes = open.map_or(span_minutes, |seconds| (seconds as f64 / 60.0).min(span_minutes));
        if open_minutes <= 0.0 {
            continue;
        }
        // Of a pair that reaches further back than the hour, its part counts.
        let share = ((OPEN_MINUTES - minutes) / open_minutes).min(1.0);
        minutes += open_minutes * share;
        finished += (after.counters.finished - before.counters.finished) as f64 * share;
        added += (after.counters.orders - before.counters.orders) as f64 * share;
    }
    (minutes >= FEWEST_OPEN_MINUTES).then(|| (finished / minutes, added / minutes))
}

#[cfg(test)]
mod tests;
