//! What is known of the reading and of all tasks together. Uses `open_time` and `domain`.

use super::open_time::is_open;
use crate::domain::{Feed, Health, Task, TaskStatus};

/// What is known of the reading and of all tasks together; evidence for every judgement about one of them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Fleet {
    /// When the newest good reply came, in milliseconds since 1970.
    pub as_of_unix_ms: Option<i64>,
    /// Whether requests succeed.
    pub is_healthy: bool,
    /// What is wrong, where they do not: the fault's sentence.
    pub fault: Option<String>,
    /// How long the last request took.
    pub round_trip_ms: Option<u64>,
    /// How far the server's clock is ahead of ours.
    pub skew_seconds: Option<i64>,
    /// Seconds between two readings.
    pub poll_interval_seconds: u64,
    /// Tasks whose calls went up in the last reading.
    pub tasks_moved: u32,
    /// Tasks of which calls are to be expected: running, open, with orders left and calls allowed.
    pub tasks_due: u32,
    /// Readings in a row that found no call anywhere although there are such tasks.
    pub readings_without_movement: u32,
    /// Requests of the last minutes, and how many of them failed: counts since the start, remembered from time to time.
    pub recent_requests: u64,
    /// Of those, how many failed.
    pub recent_failures: u64,
    marks: Option<Marks>,
}

/// What a reading found to move.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Movement {
    /// Tasks whose calls went up.
    pub(super) moved: u32,
    /// Tasks of which calls are to be expected.
    due: u32,
}

impl Movement {
    /// Counts a task that may place calls.
    pub(super) fn expect_calls_of(&mut self, task: &Task, unix_ms: i64) {
        self.due += u32::from(is_due(task, unix_ms));
    }
}

/// Whether calls of a task are to be expected at a moment in milliseconds since 1970.
pub(super) fn is_due(task: &Task, unix_ms: i64) -> bool {
    task.status == Some(TaskStatus::Running)
        && task.stat.left().is_some_and(|left| left > 0)
        && task.max_call.is_none_or(|most| most > 0)
        && is_open(&task.window, unix_ms.div_euclid(1000)) == Some(true)
}

/// Counts of requests at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Mark {
    unix_ms: i64,
    requests: u64,
    failures: u64,
}

/// Two moments to count from. When the newer one is old enough it takes the place of the older one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Marks {
    older: Mark,
    newer: Mark,
}

/// Requests are counted over so many milliseconds at least (but for the first ones), and at most over twice that and a
/// reading.
const RECENT_MS: i64 = 300_000;

/// A silence of all tasks together says something about the account only after so many seconds: slow tasks may all be
/// silent for a minute.
const STILL_SECONDS: u64 = 300;

impl Fleet {
    /// Whether several tasks should place calls, and none has placed any for minutes.
    pub fn is_still(&self) -> bool {
        let still_seconds = u64::from(self.readings_without_movement).saturating_mul(self.poll_interval_seconds);
        self.tasks_due > 1 && still_seconds >= STILL_SECONDS
    }

    /// Takes in what a reading found to move.
    pub(super) fn follow_movement(&mut self, Movement { moved, due }: Movement) {
        self.tasks_moved = moved;
        self.tasks_due = due;
        let is_silent = moved == 0 && due > 0;
        self.readings_without_movement = if is_silent { self.readings_without_movement.saturating_add(1) } else { 0 };
    }

    /// Takes in how the reading goes.
    pub(super) fn follow(&mut self, feed: &Feed, now_unix_ms: i64) {
        self.as_of_unix_ms = feed.snapshot.as_of_unix_ms;
        self.is_healthy = matches!(feed.health, Health::Live);
        self.fault = feed.health.fault().map(|fault| fault.sentence.clone());
        self.round_trip_ms = feed.round_trip_ms;
        self.skew_seconds = feed.skew_seconds;
        self.poll_interval_seconds = feed.poll_interval_seconds;
        let new = Mark { unix_ms: now_unix_ms, requests: feed.requests, failures: feed.failures };
        let marks = self.marks.get_or_insert(Marks { older: new, newer: new });
        self.recent_requests = feed.requests.saturating_sub(marks.older.requests);
        self.recent_failures = feed.failures.saturating_sub(marks.older.failures);
        if now_unix_ms < marks.newer.unix_ms {
            // The clock was set back.
            *marks = Marks { older: new, newer: new };
        } else if now_unix_ms - marks.newer.unix_ms >= RECENT_MS {
            *marks = Marks { older: marks.newer, newer: new };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_counted_over_the_last_minutes_at_every_moment() {
        let mut fleet = Fleet::default();
        let poll_ms = 15_000;
        for number in 0..200_u64 {
            let feed = Feed { requests: number, failures: number / 2, ..Feed::default() };
            fleet.follow(&feed, i64::try_from(number).unwrap() * poll_ms);
            let span = fleet.recent_requests * 15;
            let is_full = number * 15 >= 300;
            assert!(!is_full || (300..=630).contains(&span), "{span} s after {number} requests");
        }
        let back = Feed { requests: 200, failures: 100, ..Feed::default() };
        fleet.follow(&back, 0);
        fleet.follow(&Feed { requests: 201, ..back }, poll_ms);
        assert_eq!(fleet.recent_requests, 1, "the clock was set back");
    }
}
