//! From a task and its past to its expected end. Uses `curve`, `outlook`, `open_time` and `domain`.

use super::curve::Curve;
use super::outlook::{self, Ahead, Outlook};
use super::value::{Eta, EtaRange, NeverReason};
use crate::domain::{DialWindow, StartupType, Task, TaskStatus, WindowState};
use crate::history::open_time::{open_seconds, walk};
use crate::history::rates::Rates;
use crate::history::sample::Counters;
use crate::history::series::Series;

/// Late over early beyond which no moment is named.
const TAIL_RATIO: f64 = 3.0;

/// A silence of calls is no stall before it lasted so many open minutes ...
const SHORTEST_STALL_MINUTES: f64 = 3.0;
/// ... or so many where unanswered calls wait for the next round.
const ROUND_GAP_MINUTES: f64 = 30.0;
/// ... and before so many calls were due at the earlier pace: twice ln(10,000), so that chance is ruled out even where calls
/// come in clusters.
const CALLS_DUE: f64 = 18.4;
/// No stall is seen in the first seconds after the window opened or the task was resumed.
const WARM_UP_SECONDS: i64 = 300;
/// The pace before a silence is read from so many open minutes.
const BEFORE_SILENCE_MINUTES: f64 = 60.0;

impl Eta {
    /// The expected end as things stand at a moment, in milliseconds since 1970.
    pub fn of(task: &Task, series: &Series, _rates: &Rates, now_unix_ms: i64) -> Self {
        let is_paused = match task.status {
            Some(TaskStatus::Running) => false,
            Some(TaskStatus::Paused) => true,
            Some(TaskStatus::Pending) => return pending(task),
            Some(TaskStatus::Completed | TaskStatus::Failed) => return Self::NotDialling,
            Some(TaskStatus::Unknown(_)) | None => return Self::Unknown("status unknown"),
        };
        let Ok(counters) = Counters::of(&task.stat) else {
            return Self::Unknown("counters unusable");
        };
        if counters.orders == 0 {
            return Self::Unknown("no orders yet");
        }
        if counters.left() == 0 {
            let keeps_going = task.flags.task_keep == Some(true);
            return if keeps_going { Self::Idle } else { Self::Unknown("no orders left, the status will follow") };
        }
        if !task.window.is_known() {
            return Self::Unknown("dial window unknown");
        }
        let curve = Curve::of(series, &task.window, now_unix_ms);
        if !is_paused && is_stalled(task, series, &curve, now_unix_ms) {
            return Self::Never(NeverReason::Stalled);
        }
        match outlook::ahead(&curve, counters.left() as f64, counters.finished as f64) {
            Ahead::TooLittle => Self::Unknown("too few finished orders seen"),
            Ahead::Growing => Self::Never(NeverReason::InflowExceedsDrain),
            Ahead::Ends(outlook) => range(&task.window, outlook, counters.left(), now_unix_ms).map_or(
                Self::Never(NeverReason::OutOfSight),
                |range| {
                    Self::Range(EtaRange { if_resumed: is_paused, orders_seen: curve.end().finished as i64, ..range })
                },
            ),
        }
    }
}

/// What can be said before the start.
fn pending(task: &Task) -> Eta {
    match task.startup_type {
        Some(StartupType::Manual) => Eta::NotDialling,
        _ => Eta::Unknown("not started yet, so no pace is known"),
    }
}

/// The moments of an outlook; `None` where the likely end is out of sight.
fn range(window: &DialWindow, outlook: Outlook, left: i64, now_unix_ms: i64) -> Option<EtaRange> {
    let now = now_unix_ms.div_euclid(1000);
    let end = |minutes: f64| walk(window, now, whole_seconds(minutes));
    let likely = end(outlook.likely)?;
    Some(EtaRange {
        likely,
        early: end(outlook.quick).unwrap_or(likely).min(likely),
        late: end(outlook.slow).map(|late| late.max(likely)),
        open_minutes_needed: outlook.likely,
        is_tail: outlook.slow > TAIL_RATIO * outlook.quick,
        spill: spill(window, outlook.likely, left, now),
        if_resumed: false,
        orders_seen: 0,
    })
}

/// Rounded up, so that an end with orders left is never now. A number beyond all measure becomes the largest there is.
fn whole_seconds(minutes: f64) -> i64 {
    (minutes * 60.0).ceil() as i64
}

/// Orders left at the next closing.
fn spill(window: &DialWindow, minutes_needed: f64, left: i64, now: i64) -> Option<i64> {
    let open_minutes = next_open_seconds(window, now)? as f64 / 60.0;
    let done = left as f64 * open_minutes / minutes_needed;
    let spilt = (left as f64 - done).ceil() as i64;
    (spilt > 0).then_some(spilt)
}

/// Open seconds until the window shuts: what is left of this opening, or all of the next one. `None` where it never shuts or
/// is unknown.
fn next_open_seconds(window: &DialWindow, now: i64) -> Option<i64> {
    match window.state_at(now) {
        WindowState::Open { shuts_in_seconds } => shuts_in_seconds,
        WindowState::Closed { opens_in_seconds } => match window.state_at(now.saturating_add(opens_in_seconds?)) {
            WindowState::Open { shuts_in_seconds } => shuts_in_seconds,
            WindowState::Closed { .. } | WindowState::Unknown => None,
        },
        WindowState::Unknown => None,
    }
}

/// Whether calls have stopped although the task is running in an open window, beyond what chance explains.
fn is_stalled(task: &Task, series: &Series, curve: &Curve, now_unix_ms: i64) -> bool {
    let shortest = if task.flags.round_redial == Some(true) { ROUND_GAP_MINUTES } else { SHORTEST_STALL_MINUTES };
    let silence = curve.minutes_without_call();
    if silence < shortest || !is_warm(task, series, now_unix_ms) {
        return false;
    }
    let end = curve.end();
    let spoke = curve.at_open_minute(end.open_minutes - silence);
    let before = spoke.since(&curve.at_open_minute((spoke.open_minutes - BEFORE_SILENCE_MINUTES).max(0.0)));
    before.open_minutes > 0.0 && before.calls / before.open_minutes * silence >= CALLS_DUE
}

/// Whether the window was open and the task was running for the last minutes.
fn is_warm(task: &Task, series: &Series, now_unix_ms: i64) -> bool {
    let running = TaskStatus::Running.number();
    let warm_up_ms = WARM_UP_SECONDS * 1000;
    let mut recent = series.pairs_back_to(now_unix_ms - warm_up_ms);
    let now = now_unix_ms.div_euclid(1000);
    recent.all(|(before, sample)| i64::from(before.status) == running && i64::from(sample.status) == running)
        && open_seconds(&task.window, now - WARM_UP_SECONDS, now) == Some(WARM_UP_SECONDS)
}
