//! Counters that fall, those that jump back, and those that rise as no platform can make them: how a reading hangs together
//! with the one before it, judged alike as it is read and when a stored past is worked in. Uses `sample`.

use super::sample::{Counters, Sample};

/// So soon after a fall counters that jump back are those from before, told by another server: no calls were placed. Two
/// falls so close to each other are two servers that tell different counts.
const CLOSE_MS: i64 = 600_000;

/// After two falls the counters must have gone on evenly for so many milliseconds until a pace is read from them again: the
/// span of the recent figures.
const STEADY_MS: i64 = super::rates::RECENT_MS;

/// No line places more calls in a minute, one each second ...
const MOST_CALLS_OF_A_LINE: i64 = 60;

/// ... but calls may be booked in batches: so much more time is granted than lies between two readings, in milliseconds.
const BATCH_MS: i64 = 120_000;

/// Orders may finish without a call: they are deleted, or expire. So many at once ...
const FEWEST_UNCALLED: i64 = 1000;

/// ... and one of so many of all orders are more than that.
const UNCALLED_PART: i64 = 50;

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
    /// The highest of each before it, also before the falls that preceded it.
    high: [i64; 3],
    /// Each after it.
    low: [i64; 3],
}

impl Fall {
    /// Whether a counter that fell came back at once from below what it was. Long after the fall, where more may have
    /// happened, it must come all the way back, and between two readings that are close to each other.
    fn is_undone_by(&self, before: &Sample, sample: &Sample) -> bool {
        let is_soon = is_close(self.unix_ms, sample.unix_ms);
        if !is_soon && !is_close(before.unix_ms, sample.unix_ms) {
            return false;
        }
        let (old, new) = (growing(&before.counters), growing(&sample.counters));
        self.high.into_iter().zip(self.low).zip(old.into_iter().zip(new)).any(|((high, low), (old, new))| {
            let (fallen, jump) = (high.saturating_sub(low), new.saturating_sub(old));
            fallen > 0 && old < high && jump > 0 && jump >= fallen / 2 && (is_soon || new >= high)
        })
    }
}

impl Falls {
    /// Whether no difference between two neighbouring samples means anything, because counters fell, jumped back or rose by
    /// what cannot be. To be asked for each pair once, in the order of time.
    pub(crate) fn is_reset(&mut self, before: &Sample, sample: &Sample) -> bool {
        let (old, new) = (&before.counters, &sample.counters);
        if new.fell_since(old) {
            let is_again = self.last.is_some_and(|fall| is_close(fall.unix_ms, sample.unix_ms));
            if is_again {
                self.unsteady_unix_ms = Some(sample.unix_ms);
            }
            let [one, two, three] = growing(old);
            let [first, second, third] = self.last.map_or([0; 3], |fall| fall.high);
            let high = [one.max(first), two.max(second), three.max(third)];
            self.last = Some(Fall { unix_ms: sample.unix_ms, high, low: growing(new) });
            return true;
        }
        let is_undone = self.last.is_some_and(|fall| fall.is_undone_by(before, sample));
        if is_undone && self.is_unsteady(sample.unix_ms) {
            self.unsteady_unix_ms = Some(sample.unix_ms);
        }
        is_undone || finished_uncalled(before, sample)
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

/// The counters that can only grow.
fn growing(counters: &Counters) -> [i64; 3] {
    [counters.finished, counters.calls, counters.answered_calls]
}

/// Whether far more orders finished between two readings close to each other than calls were placed: a counter that lagged
/// behind caught up. Orders that were added may have come finished, and a task that ends finishes what is left.
fn finished_uncalled(before: &Sample, sample: &Sample) -> bool {
    let (old, new) = (&before.counters, &sample.counters);
    let explained = (new.calls - old.calls).max(0).saturating_add((new.orders - old.orders).max(0));
    let uncalled = (new.finished - old.finished).saturating_sub(explained);
    is_close(before.unix_ms, sample.unix_ms)
        && new.left() > 0
        && uncalled > FEWEST_UNCALLED.max(new.orders / UNCALLED_PART)
}

/// Whether more calls came between two readings than so many lines can place: the count before was another server's, or
/// another task's. Judged as it is read, because samples do not know of lines.
pub(crate) fn is_beyond_lines(before: &Sample, sample: &Sample, max_call: i64) -> bool {
    let span_ms = sample.unix_ms.saturating_sub(before.unix_ms).saturating_add(BATCH_MS);
    let most = max_call.saturating_mul(MOST_CALLS_OF_A_LINE).saturating_mul(span_ms) / 60_000;
    max_call > 0 && sample.counters.calls.saturating_sub(before.counters.calls) > most
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::sample::Link;

    fn sample(second: i64, finished: i64, calls: i64) -> Sample {
        let counters = Counters { orders: 100_000, finished, calls, ..Counters::default() };
        Sample { unix_ms: second * 1000, counters, status: 2, settings: 1, link: Link::Continues }
    }

    fn resets<const N: usize>(samples: [Sample; N]) -> Vec<bool> {
        let mut falls = Falls::default();
        samples.windows(2).map(|pair| falls.is_reset(&pair[0], &pair[1])).collect()
    }

    #[test]
    fn a_lag_of_any_counter_is_undone_also_while_calls_go_on() {
        let lagging = [sample(0, 20_000, 40_000), sample(15, 19_200, 40_015), sample(30, 20_020, 40_030)];
        assert_eq!(resets(lagging), [true, true]);
        let caught_up = [sample(0, 15_000, 40_000), sample(15, 20_010, 40_015), sample(30, 20_020, 40_030)];
        assert_eq!(resets(caught_up), [true, false], "only the first reading lagged");
    }

    #[test]
    fn a_replica_that_stays_long_jumps_back_all_the_same() {
        let stayed =
            [sample(0, 200, 40_000), sample(15, 190, 30_000), sample(700, 200, 30_700), sample(715, 560, 41_100)];
        assert_eq!(resets(stayed), [true, false, true]);
    }

    #[test]
    fn honest_rises_are_no_resets() {
        let asleep = [sample(0, 100, 400), sample(8 * 3600, 30_000, 40_000), sample(8 * 3600 + 15, 30_010, 40_020)];
        assert_eq!(resets(asleep), [false, false], "hours asleep");
        let anew = [sample(0, 5000, 9000), sample(15, 0, 0), sample(9000, 800, 4000), sample(40_000, 6000, 12_000)];
        assert_eq!(resets(anew), [true, false, false], "hours asleep after a fall");
        assert_eq!(resets([sample(0, 100, 400), sample(15, 1000, 400)]), [false], "some orders were deleted");
        assert_eq!(resets([sample(0, 100, 400), sample(15, 100_000, 410)]), [false], "it was ended");
        assert!(!is_beyond_lines(&sample(0, 0, 0), &sample(8 * 3600, 0, 50_000), 3), "hours asleep");
    }

    #[test]
    fn more_calls_than_lines_can_place_were_never_placed() {
        assert!(is_beyond_lines(&sample(0, 0, 30_000), &sample(15, 0, 40_015), 3));
        assert!(!is_beyond_lines(&sample(0, 0, 30_000), &sample(15, 0, 30_040), 3));
        assert!(!is_beyond_lines(&sample(0, 0, 30_000), &sample(15, 0, 40_015), 0), "no lines are known");
    }
}
