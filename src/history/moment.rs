//! The time that a reading stands for, beside the reading before it. Uses `domain`.

use crate::domain::{Reading, SweepLane};

/// The time that a reading stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Moment {
    /// In milliseconds since 1970: the middle of the time in which its rows were read.
    pub(super) unix_ms: i64,
    /// Whether a newer reading of the active tasks ended while this one was under way: then of those tasks nothing is new
    /// but what changed since.
    pub(super) is_overtaken: bool,
    /// By how much at least the machine's clock was set back since the reading before.
    pub(super) clock_back_ms: Option<i64>,
}

impl Moment {
    /// The moment of a reading after another one. Both end in the order in which they are given, so an earlier end means
    /// that the clock was set back.
    pub(super) fn of(last: Option<Reading>, reading: Reading) -> Self {
        let Reading { lane, began_unix_ms: began, ended_unix_ms: ended, .. } = reading;
        // A clock that was set back while the pages came.
        let began = began.min(ended);
        let last_end = last.map_or(i64::MIN, |last| last.ended_unix_ms);
        let clock_back_ms = Some(last_end.saturating_sub(ended)).filter(|back| last.is_some() && *back > 0);
        let is_overtaken = lane == SweepLane::Full && clock_back_ms.is_none() && began < last_end;
        let began = if is_overtaken { last_end } else { began };
        Self { unix_ms: began.midpoint(ended), is_overtaken, clock_back_ms }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(lane: SweepLane, began_unix_ms: i64, ended_unix_ms: i64) -> Reading {
        Reading { number: 1, lane, began_unix_ms, ended_unix_ms }
    }

    #[test]
    fn a_long_sweep_that_is_overtaken_is_no_clock_set_back() {
        let fast = reading(SweepLane::Fast, 45_000, 45_400);
        let moment = Moment::of(Some(fast), reading(SweepLane::Full, 0, 60_400));
        assert_eq!(moment, Moment { unix_ms: 52_900, is_overtaken: true, clock_back_ms: None });
        let back = Moment::of(Some(fast), reading(SweepLane::Fast, 15_000, 15_400));
        assert_eq!(back, Moment { unix_ms: 15_200, is_overtaken: false, clock_back_ms: Some(30_000) });
        let alone = Moment::of(None, reading(SweepLane::Full, 0, 400));
        assert_eq!(alone, Moment { unix_ms: 200, is_overtaken: false, clock_back_ms: None });
    }
}
