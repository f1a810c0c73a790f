//! Counters that fall, and those that jump back: how a reading hangs together with the one before it, judged alike as it is
//! read and when a stored past is worked in. Uses `sample`.

use super::sample::Sample;

/// So soon after a fall counters that jump back are those from before, told by another server: no calls were placed. Two
/// falls so close to each other are two servers that tell different counts.
const CLOSE_MS: i64 = 600_000;

/// After two falls the counters must have gone on evenly for so many milliseconds until a pace is read from them again: the
/// span of the recent figures.
const STEADY_MS: i64 = super::rates::RECENT_MS;

/// What is remembered of falls while samples are gone through in the order of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Falls {
    last: Option<Fall>,
    /// The last of two falls that were close to each other, or the last jump after them, in milliseconds since 1970.
    unsteady_unix_ms: Option<i64>,
}

/// A fall of the counters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Fall {
    unix_ms: i64,
    /// Calls before it.
    high: i64,
    /// Calls after it.
    low: i64,
}

impl Falls {
    /// Whether no difference between two neighbouring samples means anything, because counters fell or jumped back. To be
    /// asked for each pair once, in the order of time.
    pub(crate) fn is_reset(&mut self, before: &Sample, sample: &Sample) -> bool {
        let (old, new) = (&before.counters, &sample.counters);
        if new.fell_since(old) {
            let is_again = self.last.is_some_and(|fall| is_close(fall.unix_ms, sample.unix_ms));
            if is_again {
                self.unsteady_unix_ms = Some(sample.unix_ms);
            }
            self.last = Some(Fall { unix_ms: sample.unix_ms, high: old.calls, low: new.calls });
            return true;
        }
        let is_undone = self.last.is_some_and(|fall| {
            let jump = new.calls.saturating_sub(old.calls);
            is_close(fall.unix_ms, sample.unix_ms)
                && old.calls < fall.high
                && jump > 0
                && jump >= fall.high.saturating_sub(fall.low) / 2
        });
        if is_undone && self.is_unsteady(sample.unix_ms) {
            self.unsteady_unix_ms = Some(sample.unix_ms);
        }
        is_undone
    }

    /// Whether the counters went up and down so lately that no pace can be read from them, at a moment in milliseconds since
    /// 1970.
    pub(crate) fn is_unsteady(&self, unix_ms: i64) -> bool {
        self.unsteady_unix_ms.is_some_and(|at| unix_ms.saturating_sub(at) < STEADY_MS)
    }

    /// Moves what is remembered along with a clock that was set back by so much.
    pub(crate) fn shift_back(&mut self, back_ms: i64) {
        if let Some(fall) = &mut self.last {
            fall.unix_ms = fall.unix_ms.saturating_sub(back_ms);
        }
        self.unsteady_unix_ms = self.unsteady_unix_ms.map(|at| at.saturating_sub(back_ms));
    }
}

fn is_close(earlier_ms: i64, later_ms: i64) -> bool {
    later_ms.saturating_sub(earlier_ms) <= CLOSE_MS
}
