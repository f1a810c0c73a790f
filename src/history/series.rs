//! A task's samples in the order of time, thinned out with age. Uses `sample`.

use std::collections::VecDeque;

use super::sample::{Counters, Link, Sample};

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;

/// So far back every reading is kept: the hour of the sparkline, and a little for what reaches into it.
pub const FULL_MS: i64 = 65 * MINUTE_MS;

/// How far back samples are kept at all: same half-hours of a week, and the longest chart.
pub const KEPT_MS: i64 = 7 * 24 * HOUR_MS + HOUR_MS;

/// From an age on samples are thinned until no two neighbours could be one within so many milliseconds: as fine as the
/// charts that reach so far back can show, and for whole days finer than the half-hours that are compared.
pub const STEPS: [(i64, i64); 3] = [
    (FULL_MS, MINUTE_MS),
    (6 * HOUR_MS + 5 * MINUTE_MS, 5 * MINUTE_MS),
    (24 * HOUR_MS + 10 * MINUTE_MS, 10 * MINUTE_MS),
];

/// Thinning looks at every sample, so it waits until there is something to thin.
const THIN_EVERY_MS: i64 = 5 * MINUTE_MS;

/// How far apart samples may come by thinning at an age; `None` where every sample is kept.
pub fn step_at(age_ms: i64) -> Option<i64> {
    STEPS.iter().rev().find(|(from, _)| age_ms > *from).map(|(_, step)| *step)
}

/// A task's samples, the oldest first. Of a run of like readings only the first and the last are kept.
#[derive(Debug, Clone, Default)]
pub struct Series {
    samples: VecDeque<Sample>,
    thinned_at_ms: i64,
}

impl Series {
    /// Adds a reading. One that is not later than the last is ignored.
    pub fn push(&mut self, sample: Sample) {
        let mut from_last = self.samples.iter().rev();
        let (last, before) = (from_last.next(), from_last.next());
        if last.is_some_and(|last| last.unix_ms >= sample.unix_ms) {
            return;
        }
        if let (Some(last), Some(before)) = (last, before)
            && last.is_like(&sample)
            && before.is_like(&sample)
            && last.link == Link::Continues
            && sample.link == Link::Continues
        {
            self.samples.pop_back();
        }
        self.samples.push_back(sample);
        if sample.unix_ms - self.thinned_at_ms >= THIN_EVERY_MS {
            self.thin(sample.unix_ms);
        }
    }

    /// Takes earlier samples in, such as those from the store, in any order and also twice. `gap_ms` is the longest time
    /// between two samples that were not kept together before for which the counters are taken to have gone on evenly.
    pub fn merge(&mut self, earlier: impl IntoIterator<Item = Sample>, gap_ms: i64) {
        let mut all: Vec<Sample> = self.samples.drain(..).chain(earlier).collect();
        all.sort_by_key(|sample| sample.unix_ms);
        all.dedup_by_key(|sample| sample.unix_ms);
        for sample in all {
            let sample = match self.samples.back() {
                Some(last) => Sample { link: relinked(last, &sample, gap_ms), ..sample },
                None => Sample { link: Link::Reset, ..sample },
            };
            self.samples.push_back(sample);
        }
        if let Some(last) = self.last() {
            self.thin(last.unix_ms);
        }
    }

    /// Forgets what was read at a moment or later, for a clock that stepped back.
    pub fn forget_from(&mut self, unix_ms: i64) {
        while self.samples.back().is_some_and(|sample| sample.unix_ms >= unix_ms) {
            self.samples.pop_back();
        }
        self.thinned_at_ms = self.thinned_at_ms.min(unix_ms);
    }

    /// All samples, the oldest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Sample> {
        self.samples.iter()
    }

    /// The oldest sample.
    pub fn first(&self) -> Option<&Sample> {
        self.samples.front()
    }

    /// The newest sample.
    pub fn last(&self) -> Option<&Sample> {
        self.samples.back()
    }

    /// How many samples are kept.
    pub fn len(&self) -> usize {
        self.samples.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.samples.is_empty()
    }

    /// Pairs of neighbouring samples whose later one is after a moment, the newest pair first.
    pub fn pairs_back_to(&self, unix_ms: i64) -> impl Iterator<Item = (&Sample, &Sample)> {
        let later = self.samples.iter().rev();
        let earlier = self.samples.iter().rev().skip(1);
        earlier.zip(later).take_while(move |(_, later)| later.unix_ms > unix_ms)
    }

    /// The counters at a moment, drawn straight between the samples around it; `None` before the first sample and after
    /// the last, in gaps and across resets.
    pub fn counters_at(&self, unix_ms: i64) -> Option<Counters> {
        let at = self.samples.partition_point(|sample| sample.unix_ms < unix_ms);
        let after = self.samples.get(at)?;
        if after.unix_ms == unix_ms {
            return Some(after.counters);
        }
        let before = self.samples.get(at.checked_sub(1)?)?;
        if after.link != Link::Continues {
            return None;
        }
        let share = (unix_ms - before.unix_ms) as f64 / (after.unix_ms - before.unix_ms) as f64;
        let between = |from: i64, to: i64| from + ((to - from) as f64 * share).round() as i64;
        let (from, to) = (before.counters, after.counters);
        Some(Counters {
            orders: between(from.orders, to.orders),
            finished: between(from.finished, to.finished),
            answered_orders: between(from.answered_orders, to.answered_orders),
            calls: between(from.calls, to.calls),
            answered_calls: between(from.answered_calls, to.answered_calls),
        })
    }

    /// Leaves out, of what is older, each sample whose neighbours are no further apart than a step. The difference of two
    /// kept samples stays what it was, no movement is spread over a stillness before it, and a gap, a reset and a change of
    /// status or settings are never thinned away.
    fn thin(&mut self, now_ms: i64) {
        self.thinned_at_ms = now_ms;
        while self.samples.front().is_some_and(|sample| now_ms - sample.unix_ms > KEPT_MS) {
            self.samples.pop_front();
        }
        let mut kept: VecDeque<Sample> = VecDeque::with_capacity(self.samples.len());
        let mut samples = self.samples.iter().peekable();
        while let Some(sample) = samples.next() {
            let is_needed = match (step_at(now_ms - sample.unix_ms), kept.back(), samples.peek()) {
                (Some(step), Some(before), Some(next)) => {
                    sample.link != Link::Continues
                        || next.link != Link::Continues
                        || sample.status != before.status
                        || sample.settings != before.settings
                        || next.unix_ms - before.unix_ms > step
                }
                _ => true,
            };
            if is_needed {
                kept.push_back(*sample);
            }
        }
        self.samples = kept;
    }
}

impl FromIterator<Sample> for Series {
    /// A series of readings in the order of time.
    fn from_iter<I: IntoIterator<Item = Sample>>(samples: I) -> Self {
        let mut series = Self::default();
        samples.into_iter().for_each(|sample| series.push(sample));
        series
    }
}

/// How a sample hangs together with one that now stands before it. What it said of itself holds, but for "nothing was
/// before", which may no longer be true.
fn relinked(before: &Sample, sample: &Sample, gap_ms: i64) -> Link {
    if sample.counters.fell_since(&before.counters) {
        return Link::Reset;
    }
    match sample.link {
        Link::Reset if sample.unix_ms - before.unix_ms > gap_ms => Link::Gap,
        Link::Reset => Link::Continues,
        link => link,
    }
}

#[cfg(test)]
mod tests;
