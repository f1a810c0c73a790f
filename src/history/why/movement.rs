//! Whether calls are seen to be placed, and how odd their absence is. Uses `series`, `stats`, `open_time` and `domain`.

use super::facts::GRACE_MS;
use crate::domain::{ApiTime, Task, WindowState};
use crate::history::open_time::open_seconds;
use crate::history::sample::{Link, Trouble};
use crate::history::stats::silence_odds;
use crate::history::{Series, TaskHistory};

/// The odds below which a silence is no accident any more.
pub(super) const ODDS_OF_A_STALL: f64 = 1e-4;

/// The odds from which on a silence is what such a pace brings all the time.
const ORDINARY_ODDS: f64 = 0.05;

/// A silence is never judged in less time or from fewer readings.
const SHORTEST_SILENCE_MINUTES: f64 = 3.0;
const FEWEST_READINGS: u32 = 3;

/// A silence without any pace to compare it with is only called one after this time.
const SILENCE_WITHOUT_PACE_MINUTES: f64 = 15.0;

/// Between two rounds of redialling a task may rest for so long.
const ROUND_GAP_MINUTES: f64 = 5.0;

/// How far back the pace before a silence is looked for.
const PACE_SPAN_MS: i64 = 3_600_000;

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
    Silence(Silence),
}

/// How a pace is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PaceOrigin {
    /// It was seen before the silence.
    Seen,
    /// All calls by all the open time since the task was made: it was at least that while it dialled.
    AtLeast,
}

/// A time without calls.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Silence {
    /// Since when the number of calls is what it is, in milliseconds since 1970.
    pub(super) since_unix_ms: i64,
    /// How long nobody saw a call, in milliseconds, up to the last reading.
    pub(super) lasted_ms: i64,
    /// Whether a call was seen before.
    pub(super) follows_calls: bool,
    /// How much of it counts: the window was open, the task running with the settings that it has.
    pub(super) counted_minutes: f64,
    /// Readings that found nothing new.
    pub(super) readings: u32,
    /// Calls a minute to be expected, and how they are known.
    pub(super) pace: Option<(f64, PaceOrigin)>,
    /// The odds of such a silence at that pace, 0..=1.
    pub(super) odds: Option<f64>,
    /// Whether it has lasted long enough to be called a stall.
    pub(super) is_long: bool,
}

impl Movement {
    /// What is seen of a task as of its last reading.
    pub(super) fn of(task: &Task, history: Option<&TaskHistory>, poll_interval_seconds: u64) -> Self {
        let Some(history) = history else {
            return Self::ReadOnce;
        };
        if let Some(trouble) = history.trouble {
            return Self::Troubled(trouble);
        }
        let until = history.last_read_unix_ms;
        let Some((since, follows_calls)) = last_change(&history.series) else {
            return Self::ReadOnce;
        };
        // What grew while nobody looked, and was not read again since, may have stopped long ago.
        if since >= until && !follows_calls {
            return Self::ReadOnce;
        }
        let silence = Silence::of(task, history, since, follows_calls);
        let poll_ms = i64::try_from(poll_interval_seconds).unwrap_or(0).saturating_mul(1000);
        let is_fresh = until - since <= poll_ms.saturating_mul(2).max(30_000);
        let is_ordinary = silence.odds.is_some_and(|odds| odds >= ORDINARY_ODDS) && silence.counted_minutes > 0.0;
        if follows_calls && (is_fresh || is_ordinary) {
            return Self::Calls { per_minute: history.rates.calls_per_minute, last_unix_ms: since };
        }
        Self::Silence(silence)
    }
}

/// Since when the number of calls is what it is, as far as anybody looked, and whether it was seen to grow then.
fn last_change(series: &Series) -> Option<(i64, bool)> {
    let changed = series
        .pairs_back_to(i64::MIN)
        .find(|(earlier, later)| later.link == Link::Reset || later.counters.calls != earlier.counters.calls);
    match changed {
        Some((_, later)) => Some((later.unix_ms, later.link == Link::Continues)),
        None => series.iter().next().map(|first| (first.unix_ms, false)),
    }
}

impl Silence {
    fn of(task: &Task, history: &TaskHistory, since_unix_ms: i64, follows_calls: bool) -> Self {
        let until = history.last_read_unix_ms;
        // Before the task was resumed, its window opened, its settings changed or somebody looked, silence says nothing.
        let expected = history.dialling_since(until);
        let resumed = history.status_since_unix_ms.max(history.settings_changed_unix_ms);
        let counts_from = expected.or(resumed).map_or(since_unix_ms, |moment| moment.max(since_unix_ms));
        let counted_minutes = minutes(task, counts_from, until);
        let seen = pace_before(&history.series, task, since_unix_ms).map(|pace| (pace, PaceOrigin::Seen));
        let pace = seen.or_else(|| Some((lowest_pace(task, since_unix_ms)?, PaceOrigin::AtLeast)));
        let mut silence = Self {
            since_unix_ms,
            lasted_ms: (until - since_unix_ms).max(0),
            follows_calls,
            counted_minutes,
            readings: history.rates.readings_without_call,
            pace,
            odds: pace.map(|(pace, _)| silence_odds(pace, counted_minutes)),
            is_long: false,
        };
        // Readings of an earlier run are not counted, but whatever counts was watched without a gap.
        let is_read_often = silence.readings >= FEWEST_READINGS || expected.is_some();
        silence.is_long = is_read_often && silence.outlasts(task) && is_settled(task, resumed, until);
        silence
    }

    /// Whether it lasted for much longer than it counts.
    pub(super) fn counts_in_part(&self) -> bool {
        self.counted_minutes * 60_000.0 < self.lasted_ms as f64 * 0.8
    }

    fn outlasts(&self, task: &Task) -> bool {
        let by_pace = match self.pace {
            // Twice the time after which the odds are below the threshold: counters are booked in batches.
            Some((pace, _)) => -2.0 * ODDS_OF_A_STALL.ln() / pace,
            None => SILENCE_WITHOUT_PACE_MINUTES,
        };
        let round_gap = if task.flags.round_redial == Some(true) { ROUND_GAP_MINUTES } else { 0.0 };
        self.counted_minutes >= by_pace.max(SHORTEST_SILENCE_MINUTES) + round_gap
    }
}

/// Whether start, resumption, opening and changes lie back long enough.
fn is_settled(task: &Task, resumed_unix_ms: Option<i64>, until_unix_ms: i64) -> bool {
    let is_open_long_enough = minutes(task, until_unix_ms - GRACE_MS, until_unix_ms) * 60_000.0 >= GRACE_MS as f64;
    is_open_long_enough && resumed_unix_ms.is_none_or(|moment| until_unix_ms - moment >= GRACE_MS)
}

/// Open minutes between two moments in milliseconds; all minutes where the window is unknown.
fn minutes(task: &Task, from_unix_ms: i64, until_unix_ms: i64) -> f64 {
    let all = (until_unix_ms - from_unix_ms).max(0) as f64 / 60_000.0;
    let (from, until) = (from_unix_ms.div_euclid(1000), until_unix_ms.div_euclid(1000));
    open_seconds(&task.window, from, until).map_or(all, |seconds| (seconds as f64 / 60.0).min(all))
}

/// Calls a minute of open time in the hour before a moment.
fn pace_before(series: &Series, task: &Task, until_unix_ms: i64) -> Option<f64> {
    let (mut calls, mut open_minutes) = (0_i64, 0.0);
    for (earlier, later) in series.pairs_back_to(until_unix_ms - PACE_SPAN_MS) {
        if later.unix_ms > until_unix_ms || later.link != Link::Continues {
            continue;
        }
        let between = minutes(task, earlier.unix_ms, later.unix_ms);
        if between > 0.0 {
            calls += later.counters.calls - earlier.counters.calls;
            open_minutes += between;
        }
    }
    (calls > 0 && open_minutes > 0.0).then(|| calls as f64 / open_minutes)
}

/// All calls by all the open time since the task was made. It dialled at least that fast whenever it did, so the odds that
/// follow from it are at most too high.
fn lowest_pace(task: &Task, until_unix_ms: i64) -> Option<f64> {
    let made = task.created.and_then(ApiTime::unix_seconds)?.saturating_mul(1000);
    let calls = task.stat.total_call.filter(|calls| *calls > 0)?;
    if matches!(task.window.state_at(made / 1000), WindowState::Unknown) || until_unix_ms - made > 400 * 86_400_000 {
        return None;
    }
    let open = minutes(task, made, until_unix_ms);
    (open >= 1.0).then(|| calls as f64 / open)
}
