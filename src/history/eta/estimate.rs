//! From a task and its past to its expected end. Uses `curve`, `outlook`, `open_time` and `domain`.

use super::curve::Curve;
use super::outlook::{self, Ahead, Outlook};
use super::value::{Eta, EtaRange, NeverReason};
use crate::domain::{DialWindow, StartupType, Task, TaskStatus, WindowState};
use crate::history::open_time::walk;
use crate::history::sample::Counters;
use crate::history::series::Series;

impl Eta {
    /// The expected end as things stand at a moment, in milliseconds since 1970. `is_stalled` is whether calls stay out beyond
    /// what chance explains; `tail_share` is the share of orders left below which they are the last ones.
    pub fn of(task: &Task, series: &Series, is_stalled: bool, tail_share: f64, now_unix_ms: i64) -> Self {
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
        // The open time that is missing may be most of it.
        if task.window.skipped_entries() > 0 {
            return Self::Unknown("a part of the dial window cannot be read");
        }
        if task.max_call.is_some_and(|most| most <= 0) {
            return Self::Unknown("no call at a time is allowed (maxCall 0)");
        }
        let curve = Curve::of(series, &task.window, now_unix_ms);
        if !is_paused && is_stalled {
            return Self::Never(NeverReason::Stalled);
        }
        match outlook::ahead(&curve, counters.left() as f64, counters.finished as f64) {
            Ahead::TooLittle(missing) => Self::Unknown(missing),
            Ahead::Growing => Self::Never(NeverReason::InflowExceedsDrain),
            Ahead::Ends(outlook) => range(&task.window, outlook, counters.left(), now_unix_ms).map_or(
                Self::Never(NeverReason::OutOfSight),
                |range| {
                    let is_end = (counters.left() as f64) < tail_share * counters.orders as f64;
                    let is_tail = is_end && range.is_vague();
                    Self::Range(EtaRange { if_resumed: is_paused, is_end, is_tail, ..range })
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
        slow_by_quick: outlook.slow / outlook.quick.max(f64::MIN_POSITIVE),
        is_end: false,
        is_tail: false,
        spill: spill(window, outlook.likely, left, now),
        if_resumed: false,
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
