//! How many of the requests of the last minutes failed, from the counts since the start. Uses nothing.

use std::collections::VecDeque;

/// How far back requests count.
const SPAN_MS: i64 = 300_000;
/// Counts are noted at most so often.
const STEP_MS: i64 = 5000;
/// Fewer requests say nothing about a share.
const FEWEST: u64 = 8;

/// The counts of requests and failures over the last minutes.
#[derive(Debug, Clone, Default)]
pub(super) struct RequestLog {
    counts: VecDeque<(i64, u64, u64)>,
}

impl RequestLog {
    /// Takes note of the counts since the start.
    pub(super) fn note(&mut self, now_unix_ms: i64, requests: u64, failures: u64) {
        let last = self.counts.back().copied();
        if last.is_some_and(|(at, before, _)| at > now_unix_ms || before > requests) {
            // The clock was put back, or another poller counts anew.
            self.counts.clear();
        } else if self.counts.iter().rev().nth(1).is_some_and(|(at, ..)| now_unix_ms.saturating_sub(*at) < STEP_MS) {
            self.counts.pop_back();
        }
        self.counts.push_back((now_unix_ms, requests, failures));
        // The newest count from before the span is where it begins.
        while self.counts.get(1).is_some_and(|(at, ..)| now_unix_ms.saturating_sub(*at) >= SPAN_MS) {
            self.counts.pop_front();
        }
    }

    /// The share of requests that failed; 0 where there were too few to say.
    pub(super) fn failing_share(&self) -> f64 {
        share(self.failed_of_all())
    }

    /// Requests that failed, and all requests.
    pub(super) fn failed_of_all(&self) -> (u64, u64) {
        let (Some(first), Some(last)) = (self.counts.front(), self.counts.back()) else {
            return (0, 0);
        };
        (last.2.saturating_sub(first.2), last.1.saturating_sub(first.1))
    }
}

/// The share of failed ones of all requests; 0 where there were too few to say.
pub(super) fn share((failed, all): (u64, u64)) -> f64 {
    if all < FEWEST { 0.0 } else { failed as f64 / all as f64 }
}
