//! A task's silence: since when no call is seen, how much of that counts, and how odd it is. One measure for the expected end,
//! the checklist and the alerts, so that they agree on one screen. Uses the rest of this room and `domain`.

use super::alert::{AlertSettings, Number};
use super::open_time::open_seconds;
use super::sample::Link;
use super::series::Series;
use super::stats::silence_odds;
use super::task_history::TaskHistory;
use crate::domain::{ApiTime, Task, TaskStatus};

const MINUTE_MS: f64 = 60_000.0;

/// How far back the pace before a silence is looked for, in milliseconds: an hour.
const PACE_SPAN_MS: i64 = 3_600_000;

/// A pace is never read from fewer calls.
const FEWEST_CALLS: i64 = 3;

/// All calls by all open time is no pace of a task that is older than this, in milliseconds: more than a year.
const OLDEST_MS: i64 = 400 * 86_400_000;

/// How a pace is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaceOrigin {
    /// It was seen before the silence.
    Seen,
    /// It is usual at this time of day, or was today; less than what was seen just before.
    Usual,
    /// All calls by all the open time since the task was made: it was at least that while it dialled.
    AtLeast,
}

/// Calls a minute to be expected.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pace {
    /// Calls for each minute in which the task could dial.
    pub per_minute: f64,
    /// How that is known.
    pub origin: PaceOrigin,
}

/// A time without calls, as of the task's last reading.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Silence {
    /// Since when the number of calls is what it is, in milliseconds since 1970.
    pub since_unix_ms: i64,
    /// Whether a call was seen then; else nobody looked before.
    pub follows_calls: bool,
    /// How long nobody saw a call, in milliseconds.
    pub lasted_ms: i64,
    /// Since when calls were to be expected (see [`TaskHistory::dialling_since`]), in milliseconds since 1970; `None` where
    /// none were.
    pub expected_since_unix_ms: Option<i64>,
    /// How much of it counts: calls were to be expected and somebody looked.
    pub counted_ms: i64,
    /// The least pace that may be expected; `None` where none is known.
    pub pace: Option<Pace>,
}

/// From when on a silence is more than chance; the `stall` rule's numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SilenceLimits {
    /// A silence is odd where it lasts twice as long as it takes for its odds to fall to this.
    pub odds: f64,
    /// The shortest that is odd, in milliseconds.
    pub quiet_ms: i64,
    /// The shortest where no pace is known.
    pub quiet_without_pace_ms: i64,
    /// The shortest between the rounds of a task that redials, and among the last orders.
    pub round_gap_ms: i64,
    /// The share of orders left below which they are the last ones.
    pub tail_share: f64,
    /// How long calls must have been expected, in milliseconds: after a start, an opening or a change they take their time.
    pub settle_ms: i64,
}

impl SilenceLimits {
    /// The limits that are set.
    pub fn of(settings: &AlertSettings) -> Self {
        Self::from(|number| settings.number(number))
    }

    fn from(number: impl Fn(Number) -> f64) -> Self {
        let ms = |which: Number| (number(which) * 1000.0) as i64;
        Self {
            odds: number(Number::StallOdds),
            quiet_ms: ms(Number::StallQuiet),
            quiet_without_pace_ms: ms(Number::StallUnknownPace),
            round_gap_ms: ms(Number::StallRoundGap),
            tail_share: number(Number::TailShare),
            settle_ms: ms(Number::StallSettle),
        }
    }
}

impl Default for SilenceLimits {
    fn default() -> Self {
        Self::from(Number::default_value)
    }
}

impl Silence {
    /// The silence up to the task's last reading, zero long where that found a call; `None` where nothing was read yet, or the
    /// counters are of no use.
    pub fn of(history: &TaskHistory) -> Option<Self> {
        Self::expecting(history, history.dialling_since(history.last_read_unix_ms))
    }

    /// The same, where it is known since when calls are to be expected (milliseconds since 1970).
    pub fn expecting(history: &TaskHistory, expected: Option<i64>) -> Option<Self> {
        if history.trouble.is_some() {
            return None;
        }
        let until = history.last_read_unix_ms;
        let (since, follows_calls) = last_change(&history.series)?;
        Some(Self {
            since_unix_ms: since,
            follows_calls,
            lasted_ms: until.saturating_sub(since).max(0),
            expected_since_unix_ms: expected,
            counted_ms: expected.map_or(0, |from| until.saturating_sub(from.max(since)).max(0)),
            pace: pace(history, since),
        })
    }

    /// The odds of so long a silence at that pace, 0..=1; `None` where no pace is known.
    pub fn odds(&self) -> Option<f64> {
        self.pace.map(|pace| silence_odds(pace.per_minute, self.counted_ms as f64 / MINUTE_MS))
    }

    /// Whether neither chance nor a gap between two rounds explains it. `poll_ms` is the time between two readings.
    pub fn is_odd(&self, task: &Task, limits: &SilenceLimits, poll_ms: i64) -> bool {
        let by_odds = self.pace.map_or(limits.quiet_without_pace_ms, |pace| {
            // Twice the time after which the odds are that small: counters may be booked in batches.
            (2.0 * (1.0 / limits.odds).ln() / pace.per_minute * MINUTE_MS) as i64
        });
        let has_gaps = task.flags.round_redial == Some(true) || is_tail(task, limits.tail_share);
        let by_round = if has_gaps { limits.round_gap_ms } else { 0 };
        let least = [poll_ms.saturating_mul(3), limits.quiet_ms, by_odds, by_round];
        least.into_iter().all(|least_ms| self.counted_ms >= least_ms)
    }

    /// Whether calls have been expected for long enough, as of a reading, that their absence may mean something.
    pub fn is_settled(&self, limits: &SilenceLimits) -> bool {
        let until = self.since_unix_ms.saturating_add(self.lasted_ms);
        self.expected_since_unix_ms.is_some_and(|from| until.saturating_sub(from) >= limits.settle_ms)
    }
}

/// Whether only the last orders are left, of which each may wait for its redial.
fn is_tail(task: &Task, share: f64) -> bool {
    match (task.stat.left(), task.stat.total_order_count) {
        (Some(left), Some(orders)) if left >= 0 && orders > 0 => (left as f64) < share * orders as f64,
        _ => false,
    }
}

/// Since when the number of calls is what it is, as far as anybody looked, and whether it was seen to grow then.
fn last_change(series: &Series) -> Option<(i64, bool)> {
    let changed = series
        .pairs_back_to(i64::MIN)
        .find(|(earlier, later)| later.link.means_nothing() || later.counters.calls != earlier.counters.calls);
    match changed {
        Some((_, later)) => Some((later.unix_ms, later.link == Link::Continues)),
        None => series.first().map(|first| (first.unix_ms, false)),
    }
}

/// What is usual counts in place of what was seen just before where it is less than this share of it.
const CLEARLY_LESS: f64 = 0.8;

/// What was seen just before, or what is usual where that is clearly less; where neither is known, what it must at least have
/// been.
fn pace(history: &TaskHistory, since_unix_ms: i64) -> Option<Pace> {
    let baseline = &history.baseline;
    let seen = seen_before(history, since_unix_ms).map(|pace| (pace, PaceOrigin::Seen));
    let usual = [baseline.calls_per_open_minute, baseline.calls_per_open_minute_today];
    let usual = usual.into_iter().flatten().filter(|pace| *pace > 0.0).map(|pace| (pace, PaceOrigin::Usual));
    let usual = usual.reduce(|one, other| if other.0 < one.0 { other } else { one });
    let known = match (seen, usual) {
        (Some(seen), Some(usual)) if usual.0 < seen.0 * CLEARLY_LESS => Some(usual),
        (seen, usual) => seen.or(usual),
    };
    let at_least = || Some((at_least(&history.task, since_unix_ms)?, PaceOrigin::AtLeast));
    let (per_minute, origin) = known.or_else(at_least)?;
    Some(Pace { per_minute, origin })
}

/// Calls for each minute in which the task could dial, over the hour before a silence, while somebody looked. The span ends
/// with a call, so that one call less is counted than there were.
fn seen_before(history: &TaskHistory, until_unix_ms: i64) -> Option<f64> {
    let running = TaskStatus::Running.number();
    let (mut calls, mut minutes) = (0, 0.0);
    for (earlier, later) in history.series.pairs_back_to(until_unix_ms.saturating_sub(PACE_SPAN_MS)) {
        let had_work = i64::from(earlier.status) == running && earlier.counters.left() > 0;
        if later.unix_ms > until_unix_ms || later.link != Link::Continues || !had_work {
            continue;
        }
        let between = open_minutes(&history.task, earlier.unix_ms, later.unix_ms);
        if between > 0.0 {
            calls += later.counters.calls - earlier.counters.calls;
            minutes += between;
        }
    }
    (calls >= FEWEST_CALLS && minutes > 0.0).then(|| (calls - 1) as f64 / minutes)
}

/// All calls by all the open time since the task was made. It dialled at least that fast whenever it did, so the odds that
/// follow from it are at most too high.
fn at_least(task: &Task, until_unix_ms: i64) -> Option<f64> {
    let made = task.created.and_then(ApiTime::unix_seconds)?.saturating_mul(1000);
    let calls = task.stat.total_call.filter(|calls| *calls > 0)?;
    if !task.window.is_known() || until_unix_ms.saturating_sub(made) > OLDEST_MS {
        return None;
    }
    let open = open_minutes(task, made, until_unix_ms);
    (open >= 1.0).then(|| calls as f64 / open)
}

/// Open minutes between two moments in milliseconds; all minutes where the window is unknown.
fn open_minutes(task: &Task, from_unix_ms: i64, until_unix_ms: i64) -> f64 {
    let all = until_unix_ms.saturating_sub(from_unix_ms).max(0) as f64 / MINUTE_MS;
    let (from, until) = (from_unix_ms.div_euclid(1000), until_unix_ms.div_euclid(1000));
    open_seconds(&task.window, from, until).map_or(all, |seconds| (seconds as f64 / 60.0).min(all))
}

#[cfg(test)]
mod tests;
