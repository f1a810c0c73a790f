//! Keeping the shown end steady: it follows what is known, but not every tremor of it. Uses `open_time` and `domain`.
//!
//! Moves are measured in open time: over a closed night a minute more of work is half a day on the clock, and half a day of
//! waiting is no work at all.

use super::value::{Eta, EtaRange};
use crate::domain::DialWindow;
use crate::history::open_time::open_seconds;

/// A move below this share of the open time left is not shown.
const STEADY_SHARE: f64 = 0.05;
/// Nor is one below so many seconds.
const STEADY_SECONDS: f64 = 60.0;
/// A shown tail stays one down to this ratio of the slow to the quick end.
const TAIL_STAYS_RATIO: f64 = 2.5;

impl Eta {
    /// What to show at a moment (milliseconds since 1970), given what was shown before: the likely end moves only where it
    /// differs enough; everything else is always new.
    pub fn settle(self, shown: Self, window: &DialWindow, now_unix_ms: i64) -> Self {
        let (Self::Range(new), Self::Range(shown)) = (self, shown) else {
            return self;
        };
        let stays_tail = shown.is_tail && new.is_end && new.slow_by_quick > TAIL_STAYS_RATIO;
        let new = EtaRange { is_tail: new.is_tail || stays_tail, ..new };
        if !keeps(&new, &shown, window, now_unix_ms.div_euclid(1000)) {
            return Self::Range(new);
        }
        // An end before the closing leaves no orders behind it.
        let spill = if new.spill.is_some() == shown.spill.is_some() { new.spill } else { shown.spill };
        Self::Range(EtaRange { likely: shown.likely, spill, ..new })
    }
}

/// Whether the likely end that was shown may stay: it is near the new one, still ahead, and inside the new range.
fn keeps(new: &EtaRange, shown: &EtaRange, window: &DialWindow, now: i64) -> bool {
    let Some(shown_seconds) = open_seconds(window, now, shown.likely) else {
        return false;
    };
    let new_seconds = new.open_minutes_needed * 60.0;
    let steady = (STEADY_SHARE * new_seconds).max(STEADY_SECONDS);
    (new_seconds - shown_seconds as f64).abs() <= steady
        && shown.likely > now
        && shown.likely >= new.early
        && new.late.is_none_or(|late| shown.likely <= late)
        && new.if_resumed == shown.if_resumed
}
