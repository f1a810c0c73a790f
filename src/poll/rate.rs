//! Keeps the number of requests per second. Pure: the caller tells the time and does the waiting. Uses nothing.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

const WINDOW: Duration = Duration::from_secs(1);

/// At most so many requests in any second. A burst up to that number goes through at once; a bucket of tokens would let
/// twice the number pass in the second after a pause.
#[derive(Debug, Clone)]
pub struct RateLimit {
    per_second: usize,
    sent: VecDeque<Instant>,
}

impl RateLimit {
    /// A limit of `per_second` requests; 0 is no limit.
    pub fn new(per_second: u32) -> Self {
        Self { per_second: per_second as usize, sent: VecDeque::new() }
    }

    /// How long to wait before the next request may go out; zero when it may go at once.
    pub fn delay(&self, now: Instant) -> Duration {
        if self.per_second == 0 || self.sent.len() < self.per_second {
            return Duration::ZERO;
        }
        self.sent.front().map_or(Duration::ZERO, |oldest| WINDOW.saturating_sub(now.saturating_duration_since(*oldest)))
    }

    /// Notes a request that goes out now.
    pub fn note(&mut self, now: Instant) {
        if self.per_second == 0 {
            return;
        }
        while self.sent.len() >= self.per_second {
            self.sent.pop_front();
        }
        self.sent.push_back(now);
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "an Instant can only be made by reading the clock once")]
mod tests {
    use super::*;

    #[test]
    fn no_second_holds_more_requests_than_allowed() {
        let start = Instant::now();
        let (mut limit, mut now, mut sent) = (RateLimit::new(5), start, Vec::new());
        for step in 0..60 {
            now += limit.delay(now);
            limit.note(now);
            sent.push(now);
            now += Duration::from_millis(if step % 7 == 0 { 900 } else { 3 });
        }
        for (index, first) in sent.iter().enumerate() {
            let in_window = sent[index..].iter().filter(|at| **at - *first < WINDOW).count();
            assert!(in_window <= 5, "{in_window}");
        }
        assert_eq!(sent[4] - sent[1], Duration::from_millis(9), "a burst goes through at once");
    }

    #[test]
    fn zero_is_no_limit() {
        let (mut limit, now) = (RateLimit::new(0), Instant::now());
        for _ in 0..1000 {
            assert_eq!(limit.delay(now), Duration::ZERO);
            limit.note(now);
        }
    }
}
