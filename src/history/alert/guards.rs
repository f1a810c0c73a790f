//! What the rules need to know besides the figures that are kept: since when a window is shut,
//! calls and finished orders in a span. Uses `series`, `sample`, `stats` and `domain`.

use crate::domain::{DialWindow, WindowState};
use crate::history::open_time::is_open;
use crate::history::sample::{Link, Sample};
use crate::history::series::Series;
use crate::history::stats::{Proportion, two_proportion_z};

const HALF_HOUR_SECONDS: i64 = 1800;
const HALF_HOURS_PER_WEEK: i64 = 7 * 48;

/// Whether a window that shuts in so many seconds opens again on the same day of its own zone, as after a lunch break: what
/// is left then is no miss yet.
pub(super) fn reopens_today(window: &DialWindow, now_unix_ms: i64, shuts_in_seconds: i64) -> bool {
    const DAY_SECONDS: i64 = 86_400;
    let shut = now_unix_ms.div_euclid(1000).saturating_add(shuts_in_seconds);
    let day = |at: i64| at.saturating_add(window.offset_seconds().unwrap_or(0).into()).div_euclid(DAY_SECONDS);
    match window.state_at(shut) {
        WindowState::Closed { opens_in_seconds: Some(opens) } => day(shut.saturating_add(opens)) == day(shut),
        _ => false,
    }
}

/// Differences of neighbouring samples after a moment that mean something, the newest first.
fn steps_back_to(series: &Series, unix_ms: i64) -> impl Iterator<Item = (&Sample, &Sample)> {
    series.pairs_back_to(unix_ms).filter(|(_, later)| !later.link.means_nothing())
}

/// Orders finished after a moment.
pub(super) fn finished_since(series: &Series, unix_ms: i64) -> i64 {
    let finished =
        |(earlier, later): (&Sample, &Sample)| later.counters.finished.saturating_sub(earlier.counters.finished);
    steps_back_to(series, unix_ms).map(finished).fold(0, i64::saturating_add)
}

/// How many readings after a moment found more orders than the one before.
pub(super) fn additions_since(series: &Series, unix_ms: i64) -> usize {
    steps_back_to(series, unix_ms).filter(|(earlier, later)| later.counters.orders > earlier.counters.orders).count()
}

/// Answered calls of calls between two moments, as far as whole steps lie inside.
pub(super) fn answers_between(series: &Series, from_unix_ms: i64, to_unix_ms: i64) -> Proportion {
    let mut sum = Proportion::default();
    for (earlier, later) in steps_back_to(series, from_unix_ms) {
        if later.unix_ms > to_unix_ms || earlier.unix_ms < from_unix_ms {
            continue;
        }
        let answered = later.counters.answered_calls.saturating_sub(earlier.counters.answered_calls);
        sum.hits = sum.hits.saturating_add(answered);
        sum.trials = sum.trials.saturating_add(later.counters.calls.saturating_sub(earlier.counters.calls));
    }
    sum
}

/// Calls seen to be placed wholly after a moment, and when the last of them was; `None` where there are none.
pub(super) fn calls_after(series: &Series, unix_ms: i64) -> Option<(i64, i64)> {
    calls_in(steps_back_to(series, unix_ms).filter(|(earlier, _)| earlier.unix_ms >= unix_ms))
}

/// Likewise, but only those that were placed while somebody looked: over a gap the task may have been resumed.
pub(super) fn calls_seen_after(series: &Series, unix_ms: i64) -> Option<(i64, i64)> {
    let is_seen = |(earlier, later): &(&Sample, &Sample)| earlier.unix_ms >= unix_ms && later.link == Link::Continues;
    calls_in(series.pairs_back_to(unix_ms).filter(is_seen))
}

fn calls_in<'a>(steps: impl Iterator<Item = (&'a Sample, &'a Sample)>) -> Option<(i64, i64)> {
    let mut last = None;
    let mut calls = 0_i64;
    for (earlier, later) in steps {
        let grown = later.counters.calls.saturating_sub(earlier.counters.calls);
        if grown > 0 {
            last = last.or(Some(later.unix_ms));
            calls = calls.saturating_add(grown);
        }
    }
    last.map(|last| (calls, last))
}

/// When the window that is shut at a moment shut, in seconds since 1970; `None` where it is open, unknown or never was open.
pub(super) fn shut_at(window: &DialWindow, unix_seconds: i64) -> Option<i64> {
    if is_open(window, unix_seconds)? {
        return None;
    }
    let offset = i64::from(window.offset_seconds()?);
    let into_slot = unix_seconds.saturating_add(offset).rem_euclid(HALF_HOUR_SECONDS);
    let first_edge = unix_seconds.saturating_sub(into_slot);
    (0..HALF_HOURS_PER_WEEK)
        .map(|step| first_edge.saturating_sub(step * HALF_HOUR_SECONDS))
        .find(|edge| is_open(window, edge.saturating_sub(1)) == Some(true))
}

/// How far a proportion fell from an earlier one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Fall {
    /// In standard errors of the difference.
    pub z: f64,
    /// The share of itself that it lost; negative where it rose.
    pub share: f64,
}

impl Fall {
    /// `None` without trials on either side.
    pub(super) fn between(earlier: Proportion, recent: Proportion) -> Option<Self> {
        let (from, to) = (earlier.ratio()?, recent.ratio()?);
        let share = if from > 0.0 { 1.0 - to / from } else { 0.0 };
        Some(Self { z: two_proportion_z(earlier, recent)?, share })
    }
}
