//! Changes that come again and again: a status or settings that go to and fro tell nothing new with each change, and must
//! put off no judgement for ever. Uses nothing.

use std::collections::VecDeque;

/// So many changes ...
pub(super) const MOST: usize = 6;

/// ... within so many milliseconds are no work of people. Evenly spread they come every six minutes, a little more than the
/// time that a change is given by default before a silence counts: what is slower puts a stall off, what is quicker is told.
const WITHIN_MS: i64 = 1_800_000;

/// More are not counted: a reading every ten seconds finds fewer.
const MOST_COUNTED: usize = 200;

/// The moments of the last changes.
#[derive(Debug, Clone, Default)]
pub(super) struct Flaps {
    moments: VecDeque<i64>,
}

impl Flaps {
    /// Notes a change at a moment in milliseconds since 1970, later than those before.
    pub(super) fn note(&mut self, unix_ms: i64) {
        self.moments.push_back(unix_ms);
        let oldest = unix_ms.saturating_sub(WITHIN_MS);
        while self.moments.len() > MOST && self.moments.front().is_some_and(|at| *at < oldest) {
            self.moments.pop_front();
        }
        while self.moments.len() > MOST_COUNTED {
            self.moments.pop_front();
        }
    }

    /// How many changes there were in the half-hour before a moment in milliseconds since 1970.
    pub(super) fn count(&self, unix_ms: i64) -> usize {
        let oldest = unix_ms.saturating_sub(WITHIN_MS);
        self.moments.iter().rev().take_while(|at| **at >= oldest).count()
    }

    /// Whether it goes to and fro.
    pub(super) fn is_flapping(&self, unix_ms: i64) -> bool {
        self.count(unix_ms) >= MOST
    }

    /// Moves the moments along with a clock that was set back by so much.
    pub(super) fn shift_back(&mut self, back_ms: i64) {
        for at in &mut self.moments {
            *at = at.saturating_sub(back_ms);
        }
    }
}
