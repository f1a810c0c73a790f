//! When to read what, and how long to wait after a failure. Pure: the time and the dice are arguments. Uses `domain` and
//! `api`.

use std::time::{Duration, Instant};

use backon::{BackoffBuilder as _, ExponentialBackoff, ExponentialBuilder};

use crate::api::Failure;
use crate::domain::{FaultKind, SweepLane};

/// How long a refusal of the credentials rests; trying sooner is pointless and may lock the account.
pub const REFUSAL_WAIT: Duration = Duration::from_secs(300);

/// The longest wait that a server's `Retry-After` can impose.
pub const LONGEST_RETRY_AFTER: Duration = Duration::from_secs(600);

/// The longest step of the back-off.
pub const LONGEST_BACK_OFF: Duration = Duration::from_secs(120);

const TRANSIENT_FIRST: Duration = Duration::from_secs(2);
const OTHER_FIRST: Duration = Duration::from_secs(15);
const SHORTEST_INTERVAL: Duration = Duration::from_secs(1);
const JITTER: f64 = 0.1;

/// A duration made up to a tenth shorter or longer, so that many programs do not ask in step.
pub fn jittered(duration: Duration, rng: &mut fastrand::Rng) -> Duration {
    duration.mul_f64(1.0 - JITTER + 2.0 * JITTER * rng.f64())
}

/// When the two lanes are due. Deadlines are counted from the end of the last reading, so that a slow server or a
/// machine that slept is never followed by a burst.
#[derive(Debug, Clone)]
pub struct Timetable {
    active_interval: Duration,
    full_interval: Duration,
    fast_due: Option<Instant>,
    full_due: Instant,
}

impl Timetable {
    /// A full sweep is due at once; the fast lane, where there is one, an interval later.
    pub fn new(active_interval: Duration, full_interval: Duration, has_fast_lane: bool, now: Instant) -> Self {
        let active_interval = active_interval.max(SHORTEST_INTERVAL);
        Self {
            active_interval,
            full_interval: full_interval.max(SHORTEST_INTERVAL),
            fast_due: has_fast_lane.then(|| now + active_interval),
            full_due: now,
        }
    }

    /// The lane to begin now. While a full sweep is under way only the fast lane can be due: it goes in between, so that
    /// a list of a thousand pages does not let the running tasks grow stale.
    pub fn due(&self, now: Instant, full_under_way: bool) -> Option<SweepLane> {
        if !full_under_way && self.full_due <= now {
            return Some(SweepLane::Full);
        }
        self.fast_due.filter(|due| *due <= now).map(|_| SweepLane::Fast)
    }

    /// When a lane is due next, with no sweep under way.
    pub fn next_due(&self) -> Instant {
        self.fast_due.map_or(self.full_due, |fast| fast.min(self.full_due))
    }

    /// A full sweep begins: what the fast lane would read is in it.
    pub fn full_begins(&mut self, now: Instant, rng: &mut fastrand::Rng) {
        self.fast_ended(now, rng);
    }

    /// A full sweep ended, whole or not.
    pub fn full_ended(&mut self, now: Instant, rng: &mut fastrand::Rng) {
        self.full_due = now + jittered(self.full_interval, rng);
        self.fast_ended(now, rng);
    }

    /// A fast sweep ended, whole or not.
    pub fn fast_ended(&mut self, now: Instant, rng: &mut fastrand::Rng) {
        self.fast_due = self.fast_due.map(|_| now + jittered(self.active_interval, rng));
    }

    /// Somebody asked for a full sweep.
    pub fn ask_full(&mut self, now: Instant) {
        self.full_due = now;
    }

    /// The time between two readings of a task that may change, in whole seconds.
    pub fn reading_interval_seconds(&self) -> u64 {
        if self.fast_due.is_some() { self.active_interval.as_secs() } else { self.full_interval.as_secs() }
    }
}

/// Waiting times after failures in a row.
#[derive(Debug, Default)]
pub struct Backoff {
    steps: Option<(Duration, ExponentialBackoff)>,
    attempt: u32,
}

impl Backoff {
    /// How long to wait after this failure. Unreachable and busy servers: from 2 s, doubling to 120 s, so that a server
    /// that comes back soon is noticed soon. Other failures: from 15 s. Refusals: always five minutes. A longer
    /// `Retry-After` is kept, up to ten minutes.
    pub fn after(&mut self, failure: &Failure, rng: &mut fastrand::Rng) -> Duration {
        self.attempt = self.attempt.saturating_add(1);
        let own = match failure.fault.kind {
            kind if kind.is_refusal() => REFUSAL_WAIT,
            FaultKind::Unreachable | FaultKind::Busy => self.step(TRANSIENT_FIRST, rng),
            _ => self.step(OTHER_FIRST, rng),
        };
        own.max(failure.retry_after.unwrap_or_default().min(LONGEST_RETRY_AFTER))
    }

    /// How many failures came in a row.
    pub fn attempt(&self) -> u32 {
        self.attempt
    }

    /// A request succeeded.
    pub fn reset(&mut self) {
        *self = Self::default();
    }

    fn step(&mut self, first: Duration, rng: &mut fastrand::Rng) -> Duration {
        if self.steps.as_ref().is_none_or(|(begun_with, _)| *begun_with != first) {
            let builder = ExponentialBuilder::new().with_min_delay(first).with_max_delay(LONGEST_BACK_OFF);
            self.steps = Some((first, builder.without_max_times().build()));
        }
        let step = self.steps.as_mut().and_then(|(_, steps)| steps.next()).unwrap_or(LONGEST_BACK_OFF);
        jittered(step, rng).min(LONGEST_BACK_OFF)
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "an Instant can only be made by reading the clock once")]
mod tests {
    use super::*;
    use crate::domain::Fault;

    const SECOND: Duration = Duration::from_secs(1);

    fn failure(kind: FaultKind, retry_after_seconds: Option<u64>) -> Failure {
        let retry_after = retry_after_seconds.map(Duration::from_secs);
        Failure { fault: Fault::new(kind, "", ""), retry_after, can_pass: true }
    }

    fn waits(kind: FaultKind, count: usize) -> Vec<f64> {
        let (mut backoff, mut rng) = (Backoff::default(), fastrand::Rng::with_seed(7));
        (0..count).map(|_| backoff.after(&failure(kind, None), &mut rng).as_secs_f64()).collect()
    }

    #[test]
    fn waits_double_up_to_the_cap_with_a_tenth_of_jitter() {
        for (kind, expected) in [
            (FaultKind::Busy, vec![2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 120.0, 120.0]),
            (FaultKind::Unusable, vec![15.0, 30.0, 60.0, 120.0, 120.0]),
            (FaultKind::SignatureRefused, vec![300.0, 300.0]),
        ] {
            for (wait, expected) in waits(kind, expected.len()).into_iter().zip(expected) {
                assert!((wait / expected - 1.0).abs() <= 0.1001, "{kind:?}: {wait} for {expected}");
                assert!(wait <= 300.0);
            }
        }
        assert!(waits(FaultKind::Busy, 60).iter().all(|wait| *wait <= 120.0));
    }

    #[test]
    fn the_server_may_ask_for_a_longer_wait_but_not_for_ever() {
        let (mut backoff, mut rng) = (Backoff::default(), fastrand::Rng::with_seed(1));
        assert_eq!(backoff.after(&failure(FaultKind::Busy, Some(40)), &mut rng), 40 * SECOND);
        assert_eq!(backoff.after(&failure(FaultKind::Busy, Some(86_400)), &mut rng), 600 * SECOND);
        assert!(backoff.after(&failure(FaultKind::Busy, Some(0)), &mut rng) > SECOND);
        assert_eq!(backoff.attempt(), 3);
    }

    #[test]
    fn success_starts_the_steps_anew() {
        let (mut backoff, mut rng) = (Backoff::default(), fastrand::Rng::with_seed(1));
        for _ in 0..5 {
            backoff.after(&failure(FaultKind::Busy, None), &mut rng);
        }
        backoff.reset();
        assert!(backoff.after(&failure(FaultKind::Busy, None), &mut rng) < 3 * SECOND);
        assert_eq!(backoff.attempt(), 1);
    }

    #[test]
    fn a_full_sweep_comes_first_and_the_fast_lane_goes_in_between() {
        let (start, mut rng) = (Instant::now(), fastrand::Rng::with_seed(3));
        let mut table = Timetable::new(15 * SECOND, 300 * SECOND, true, start);
        assert_eq!(table.due(start, false), Some(SweepLane::Full));
        table.full_begins(start, &mut rng);
        assert_eq!(table.due(start, true), None);
        assert_eq!(table.due(start + 17 * SECOND, true), Some(SweepLane::Fast));
        table.full_ended(start, &mut rng);
        let wait = table.next_due() - start;
        assert!(wait >= 13 * SECOND && wait <= 17 * SECOND, "{wait:?}");
        assert_eq!(table.due(start + 17 * SECOND, false), Some(SweepLane::Fast));
        assert_eq!(table.due(start + 331 * SECOND, false), Some(SweepLane::Full));
        table.ask_full(start);
        assert_eq!(table.due(start, false), Some(SweepLane::Full));
    }

    #[test]
    fn without_a_fast_lane_only_full_sweeps_are_due() {
        let (start, mut rng) = (Instant::now(), fastrand::Rng::with_seed(3));
        let mut table = Timetable::new(15 * SECOND, 300 * SECOND, false, start);
        table.full_ended(start, &mut rng);
        assert!(table.next_due() - start >= 270 * SECOND);
        assert_eq!(table.due(start + 200 * SECOND, false), None);
        assert_eq!(table.reading_interval_seconds(), 300);
    }
}
