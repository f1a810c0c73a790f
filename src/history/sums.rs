//! How much happened between two moments, as far as somebody looked. Uses `series` and `sample`.

use super::sample::{Link, Sample};
use super::series::Series;

/// Sums over a span. Pairs of samples that reach over its ends count in proportion, so that neighbouring spans add up;
/// gaps and resets count nothing.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Sums {
    /// Minutes in which somebody looked.
    pub observed_minutes: f64,
    /// Calls placed.
    pub calls: f64,
    /// Calls answered.
    pub answered_calls: f64,
    /// Orders finished.
    pub finished: f64,
}

impl Sums {
    /// The sums of a series between two moments in milliseconds since 1970.
    pub fn between(series: &Series, from_ms: i64, to_ms: i64) -> Self {
        let mut sums = Self::default();
        for (before, after) in series.pairs_between(from_ms, to_ms) {
            sums.add(before, after, from_ms, to_ms);
        }
        sums
    }

    /// Adds what a pair of neighbouring samples has between two moments.
    pub fn add(&mut self, before: &Sample, after: &Sample, from_ms: i64, to_ms: i64) {
        let begin = before.unix_ms.max(from_ms);
        let end = after.unix_ms.min(to_ms);
        if after.link != Link::Continues || end <= begin {
            return;
        }
        let share = (end - begin) as f64 / (after.unix_ms - before.unix_ms) as f64;
        let (old, new) = (before.counters, after.counters);
        self.observed_minutes += (end - begin) as f64 / 60_000.0;
        self.calls += (new.calls - old.calls) as f64 * share;
        self.answered_calls += (new.answered_calls - old.answered_calls) as f64 * share;
        self.finished += (new.finished - old.finished) as f64 * share;
    }
}
