//! Whether calls are seen to be placed, and how odd their absence is. Uses `silence`, `facts` and `domain`.

use crate::domain::Task;
use crate::history::TaskHistory;
use crate::history::sample::Trouble;
use crate::history::silence::{Silence, SilenceLimits};

/// The odds from which on a silence is what such a pace brings all the time.
const ORDINARY_ODDS: f64 = 0.05;

/// A call of the last reading but one is no silence, nor one of the last half minute.
const FRESH_POLLS: i64 = 2;
const FRESH_MS: i64 = 30_000;

/// Whether calls are seen to be placed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Movement {
    /// The task was read only once, so that nothing can be said.
    ReadOnce,
    /// Its counters are such that nothing can be said.
    Troubled(Trouble),
    /// Calls are placed.
    Calls {
        /// Calls a minute, where enough was seen.
        per_minute: Option<f64>,
        /// When the last one was seen, in milliseconds since 1970.
        last_unix_ms: i64,
    },
    /// No call was seen for a while.
    Silence(Stillness),
}

/// A silence, and what it comes to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Stillness {
    /// The silence itself.
    pub(super) silence: Silence,
    /// Readings that found nothing new; those of an earlier run by the time between two.
    pub(super) readings: u32,
    /// Whether it has lasted long enough to be called a stall.
    pub(super) is_long: bool,
}

impl Stillness {
    /// Whether it lasted for much longer than it counts.
    pub(super) fn counts_in_part(&self) -> bool {
        (self.silence.counted_ms as f64) < self.silence.lasted_ms as f64 * 0.8
    }
}

impl Movement {
    /// What is seen of a task as of its last reading.
    pub(super) fn of(task: &Task, history: Option<&TaskHistory>, limits: &SilenceLimits, poll_ms: i64) -> Self {
        let Some(history) = history else {
            return Self::ReadOnce;
        };
        if let Some(trouble) = history.trouble {
            return Self::Troubled(trouble);
        }
        let Some(silence) = Silence::of(history) else {
            return Self::ReadOnce;
        };
        let Silence { since_unix_ms, follows_calls, lasted_ms, .. } = silence;
        // What grew while nobody looked, and was not read again since, may have stopped long ago.
        if lasted_ms == 0 && !follows_calls {
            return Self::ReadOnce;
        }
        let is_fresh = lasted_ms <= poll_ms.saturating_mul(FRESH_POLLS).max(FRESH_MS);
        // A pace explains a silence only where the task could dial ever since: not over a closed window or a pause.
        let could_dial = silence.expected_since_unix_ms.is_some_and(|from| from <= since_unix_ms);
        let is_ordinary = could_dial && silence.odds().is_some_and(|odds| odds >= ORDINARY_ODDS);
        if follows_calls && (is_fresh || is_ordinary) {
            return Self::Calls { per_minute: history.rates.calls_per_minute, last_unix_ms: since_unix_ms };
        }
        let is_long = silence.is_settled(limits) && silence.is_odd(task, limits, poll_ms);
        let earlier = u32::try_from(history.earlier_readings_since(since_unix_ms, poll_ms)).unwrap_or(u32::MAX);
        let readings = history.rates.readings_without_call.saturating_add(earlier);
        Self::Silence(Stillness { silence, readings, is_long })
    }
}
