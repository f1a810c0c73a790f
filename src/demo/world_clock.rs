//! Whether the fleet moves: holds its time at a moment, so that two readings can be compared exactly. Uses nothing.

use std::sync::{Mutex, PoisonError};

/// The fleet's time, which goes with the clock unless it is held.
#[derive(Debug, Default)]
pub(super) struct WorldClock(Mutex<Option<i64>>);

impl WorldClock {
    /// Holds the time at a moment, in milliseconds since 1970; one that is held already stays where it is.
    pub(super) fn hold(&self, now_ms: i64) {
        self.with(|held| *held = held.or(Some(now_ms)));
    }

    /// Goes with the clock again, and so leaps to where that is.
    pub(super) fn go_on(&self) {
        self.with(|held| *held = None);
    }

    /// The fleet's time when the clock says `now_ms`.
    pub(super) fn at(&self, now_ms: i64) -> i64 {
        self.with(|held| held.unwrap_or(now_ms))
    }

    fn with<T>(&self, change: impl FnOnce(&mut Option<i64>) -> T) -> T {
        // A number stays usable even if a holder of the lock panicked.
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_held_time_stands_still_and_then_leaps() {
        let clock = WorldClock::default();
        assert_eq!(clock.at(10), 10);
        clock.hold(20);
        clock.hold(25);
        assert_eq!((clock.at(20), clock.at(30)), (20, 20));
        clock.go_on();
        assert_eq!(clock.at(40), 40);
    }
}
