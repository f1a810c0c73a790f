//! A task's samples in the order of time, thinned out with age. Uses `sample`.

use std::collections::VecDeque;

use super::sample::{Counters, Link, Sample};

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;

/// So far back every reading is kept: the hour of the sparkline, and a little for what reaches into it.
pub const FULL_MS: i64 = 65 * MINUTE_MS;

/// How far back samples are kept at all: same half-hours of a week, and the longest chart.
pub const KEPT_MS: i64 = 7 * 24 * HOUR_MS + HOUR_MS;

/// From an age on, of each step of so many milliseconds the last sample is kept: no coarser than the charts that reach
/// so far back, and beyond a day the half-hours that are compared from day to day. Steps begin at whole multiples of
/// their length, so that the samples of half-hours end where half-hours end.
pub const STEPS: [(i64, i64); 3] = [
    (FULL_MS, MINUTE_MS),
    (6 * HOUR_MS + 5 * MINUTE_MS, 5 * MINUTE_MS),
    (24 * HOUR_MS + 30 * MINUTE_MS, 30 * MINUTE_MS),
];

/// Thinning looks at every sample, so it waits until there is something to thin.
const THIN_EVERY_MS: i64 = 5 * MINUTE_MS;

/// The step of an age; `None` where every sample is kept.
pub fn step_at(age_ms: i64) -> Option<i64> {
    STEPS.iter().rev().find(|(from, _)| age_ms > *from).map(|(_, step)| *step)
}

/// A task's samples, the oldest first. Of a run of like readings only the first and the last are kept. A sample takes 56
/// bytes; a week of a task that never stands still at a poll of 15 s is some 1,100 of them, 60 kB.
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
                None => sample,
            };
            self.samples.push_back(sample);
        }
        if let Some(last) = self.last() {
            self.thin(last.unix_ms);
        }
    }

    /// Where a sample is followed by nothing, or by one that nobody saw come, the task stood still for as long as somebody
    /// went on looking: adds the end of that stillness. `watched` are spans of time in which somebody looked, in order and
    /// apart from each other; the last stillness ends before `until_ms`, and a sample closer than `gap_ms` to it goes on from it. Gives the moments of
    /// the ends that were added.
    pub fn extend_stillness(&mut self, watched: &[(i64, i64)], until_ms: i64, gap_ms: i64) -> Vec<i64> {
        let mut added = Vec::new();
        let mut whole = VecDeque::with_capacity(self.samples.len());
        let mut samples = std::mem::take(&mut self.samples).into_iter().peekable();
        while let Some(sample) = samples.next() {
            whole.push_back(sample);
            let next = samples.peek_mut();
            if next.as_ref().is_some_and(|next| next.link == Link::Continues) {
                continue;
            }
            let until = next.as_ref().map_or(until_ms, |next| next.unix_ms);
            let Some(end) = watched_until(watched, sample.unix_ms, until) else {
                continue;
            };
            added.push(end);
            whole.push_back(Sample { unix_ms: end, link: Link::Continues, ..sample });
            if let Some(next) = next.filter(|next| next.link == Link::Gap && next.unix_ms - end <= gap_ms) {
                next.link = Link::Continues;
            }
        }
        self.samples = whole;
        added
    }

    /// Takes the samples of certain moments out again.
    pub fn remove(&mut self, moments: &[i64]) {
        if !moments.is_empty() {
            self.samples.retain(|sample| !moments.contains(&sample.unix_ms));
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

    /// Pairs of neighbouring samples that have a part between two moments, the oldest pair first. Found without looking at
    /// what lies outside.
    pub fn pairs_between(&self, from_ms: i64, to_ms: i64) -> impl Iterator<Item = (&Sample, &Sample)> {
        let first = self.samples.partition_point(|sample| sample.unix_ms <= from_ms).saturating_sub(1);
        let earlier = self.samples.range(first..);
        let later = earlier.clone().skip(1);
        earlier.zip(later).take_while(move |(earlier, _)| earlier.unix_ms < to_ms)
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

    /// Leaves out, of what is older, all but the last sample of each step. The difference of two kept samples stays what it
    /// was; the end of a stillness longer than a step stays, so that no movement is spread over it; and a gap, a reset and a
    /// change of status or settings are never thinned away.
    fn thin(&mut self, now_ms: i64) {
        self.thinned_at_ms = now_ms;
        self.drop_older_than(now_ms.saturating_sub(KEPT_MS));
        let mut kept: VecDeque<Sample> = VecDeque::with_capacity(self.samples.len());
        let mut before: Option<&Sample> = None;
        let mut samples = self.samples.iter().peekable();
        while let Some(sample) = samples.next() {
            let is_needed = match (step_at(now_ms - sample.unix_ms), before, samples.peek()) {
                (Some(step), Some(before), Some(next)) => is_edge(before, sample, next, step),
                _ => true,
            };
            if is_needed {
                kept.push_back(*sample);
            }
            before = Some(sample);
        }
        self.samples = kept;
    }

    /// Drops what is older than a moment. Of a stillness that reaches over it, the part after it stays.
    fn drop_older_than(&mut self, oldest_ms: i64) {
        while let Some(front) = self.samples.front().copied().filter(|front| front.unix_ms < oldest_ms) {
            self.samples.pop_front();
            let goes_on =
                |next: &&Sample| next.unix_ms > oldest_ms && next.link == Link::Continues && next.is_like(&front);
            if self.samples.front().filter(goes_on).is_some() {
                self.samples.push_front(Sample { unix_ms: oldest_ms, link: Link::Continues, ..front });
            }
        }
    }
}

impl FromIterator<Sample> for Series {
    /// A series of readings in the order of time.
    fn from_iter<I: IntoIterator<Item = Sample>>(samples: I) -> Self {
        let mut series = Self::default();
        series.extend(samples);
        series
    }
}

impl Extend<Sample> for Series {
    /// Adds readings in the order of time; those that are not later than the last are ignored.
    fn extend<I: IntoIterator<Item = Sample>>(&mut self, samples: I) {
        samples.into_iter().for_each(|sample| self.push(sample));
    }
}

/// Whether a sample must stay among its neighbours when of each step only the last one does.
pub(crate) fn is_edge(before: &Sample, sample: &Sample, next: &Sample, step_ms: i64) -> bool {
    let setting = |sample: &Sample| (sample.status, sample.settings);
    sample.link != Link::Continues
        || next.link != Link::Continues
        || setting(before) != setting(sample)
        || setting(next) != setting(sample)
        || sample.unix_ms.saturating_sub(before.unix_ms) > step_ms
        || sample.unix_ms.div_euclid(step_ms) != next.unix_ms.div_euclid(step_ms)
}

/// The end of the span that holds a moment, but before another moment; `None` where nobody looked any longer.
fn watched_until(watched: &[(i64, i64)], from_ms: i64, before_ms: i64) -> Option<i64> {
    let place = watched.partition_point(|(begin, _)| *begin <= from_ms).checked_sub(1)?;
    let (_, end) = watched.get(place)?;
    Some((*end).min(before_ms.saturating_sub(1))).filter(|end| *end > from_ms)
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
