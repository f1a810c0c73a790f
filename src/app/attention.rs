//! How much each task wants to be looked at: the order that the table has before the user chose another. Uses `domain`,
//! `digest` and `history`.
//!
//! A task belongs to a class: its alert, else what it does and whether its dial window is open. Within a class the windows
//! that shut soonest come first, then the tasks with the most orders left. Rows must not hop while they are read, so a task
//! keeps the number of orders that placed it until its class changes or the number has changed by a quarter: polls that
//! move every counter a little move no row.

use std::collections::HashMap;
use std::sync::Arc;

use super::digest::Digest;
use crate::domain::{DialWindow, Task, TaskKey, WindowState};
use crate::history::{Alert, History, Severity};

/// A place is a class, what the class goes by first, and the orders left.
const CLASS_SHIFT: u32 = 60;

/// Bits of the orders left, which come last.
const LEFT_BITS: u32 = 32;
const LEFT_MASK: u64 = (1 << LEFT_BITS) - 1;

/// The moment within a class has the bits between.
const MOMENT_MASK: u64 = (1 << (CLASS_SHIFT - LEFT_BITS)) - 1;

/// A number of orders that changed by less than its fourth part places its task where it was.
const MUCH: u64 = 4;

/// The classes, the one to look at first in front.
#[derive(Debug, Clone, Copy)]
enum Class {
    Critical,
    Warning,
    Info,
    /// Running, and the window will shut before it is known to be done.
    Closing,
    /// Running, and the window never shuts or is unknown.
    Open,
    /// Running, but shut for now.
    Shut,
    /// Running with nothing left to do.
    Idle,
    Paused,
    Pending,
    Failed,
    /// A status that this program does not know.
    Strange,
    Completed,
    /// No status at all.
    Missing,
}

/// The places of all tasks, kept from one reading to the next.
#[derive(Debug, Default)]
pub(super) struct Attention {
    seen: imbl::Vector<Arc<Task>>,
    places: Vec<u64>,
}

impl Attention {
    /// The places, the smallest first on screen, in the snapshot's order.
    pub(super) fn places(&self) -> &[u64] {
        &self.places
    }

    /// Forgets what was: the next places are made from nothing but the tasks as they are then.
    pub(super) fn forget(&mut self) {
        *self = Self::default();
    }

    /// Places all tasks anew, each where it was as long as nothing much changed about it.
    pub(super) fn follow(
        &mut self,
        tasks: &imbl::Vector<Arc<Task>>,
        digests: &[Digest],
        history: &History,
        now_seconds: i64,
    ) {
        let mut alerts: HashMap<&TaskKey, &Alert> = HashMap::new();
        // The gravest come first, and of a task's alerts the first one counts.
        for alert in history.alerts().open() {
            if let Some(key) = &alert.id.task {
                alerts.entry(key).or_insert(alert);
            }
        }
        let mut windows = Windows { now_seconds, walked: HashMap::new() };
        let before = Before::new(&self.seen, &self.places, tasks);
        let mut places = Vec::with_capacity(digests.len());
        for (index, (task, digest)) in tasks.iter().zip(digests).enumerate() {
            let alert = if alerts.is_empty() { None } else { alerts.get(&task.key).copied() };
            let fresh = place(task, digest, alert, &mut windows);
            places.push(before.of(index, task).map_or(fresh, |old| settled(old, fresh)));
        }
        (self.seen, self.places) = (tasks.clone(), places);
    }
}

/// The old place, unless the task is another case now, or has far more or fewer orders left.
fn settled(old: u64, fresh: u64) -> u64 {
    // There the low bits are the moment of the alert: a newer one has another place.
    if fresh >> CLASS_SHIFT <= Class::Info as u64 {
        return fresh;
    }
    let left = |place: u64| LEFT_MASK - (place & LEFT_MASK);
    let is_same_case = old >> LEFT_BITS == fresh >> LEFT_BITS;
    let is_near = left(old).abs_diff(left(fresh)) * MUCH < left(old);
    if is_same_case && is_near { old } else { fresh }
}

fn place(task: &Task, digest: &Digest, alert: Option<&Alert>, windows: &mut Windows) -> u64 {
    let left = digest.left().and_then(|left| u64::try_from(left).ok());
    let most_left_first = LEFT_MASK - left.unwrap_or(0).min(LEFT_MASK);
    // Of what is over, news asks for nothing: it must not push live work aside.
    let alert = alert.filter(|alert| alert.severity > Severity::Info || matches!(digest.status, 1 | 2 | 5));
    if let Some(alert) = alert {
        let class = match alert.severity {
            Severity::Critical => Class::Critical,
            Severity::Warning => Class::Warning,
            Severity::Info => Class::Info,
        };
        // In seconds, because two alerts of one minute still have an order.
        let newest_first = (u64::MAX >> 4) - u64::try_from(alert.since_unix_ms).unwrap_or(0).min(u64::MAX >> 4);
        return (class as u64) << CLASS_SHIFT | newest_first;
    }
    let (class, moment) = match digest.status {
        2 if left == Some(0) => (Class::Idle, 0),
        2 => windows.case_of(&task.window),
        5 => (Class::Paused, 0),
        1 => (Class::Pending, 0),
        4 => (Class::Failed, 0),
        3 => (Class::Completed, 0),
        6 => (Class::Strange, 0),
        _ => (Class::Missing, 0),
    };
    (class as u64) << CLASS_SHIFT | (moment & MOMENT_MASK) << LEFT_BITS | most_left_first
}

/// The dial windows at a moment. Tasks with equal settings share one, and each is walked once.
struct Windows {
    now_seconds: i64,
    walked: HashMap<*const DialWindow, (Class, u64)>,
}

impl Windows {
    /// The class of a running task with this window, and the minute on which the window shuts or opens: the minute itself,
    /// not how long until then, so that the place stands still while the time goes on.
    fn case_of(&mut self, window: &Arc<DialWindow>) -> (Class, u64) {
        *self.walked.entry(Arc::as_ptr(window)).or_insert_with(|| {
            let minute = |seconds: i64| {
                u64::try_from(self.now_seconds.saturating_add(seconds).div_euclid(60)).unwrap_or(0).min(MOMENT_MASK)
            };
            match window.state_at(self.now_seconds) {
                WindowState::Open { shuts_in_seconds: Some(seconds) } => (Class::Closing, minute(seconds)),
                WindowState::Open { shuts_in_seconds: None } | WindowState::Unknown => (Class::Open, 0),
                WindowState::Closed { opens_in_seconds } => (Class::Shut, opens_in_seconds.map_or(MOMENT_MASK, minute)),
            }
        })
    }
}

/// The places from before: by the place in the snapshot where no task moved there, else by the key.
struct Before<'a> {
    places: &'a [u64],
    moved: HashMap<&'a TaskKey, u64>,
}

impl<'a> Before<'a> {
    fn new(seen: &'a imbl::Vector<Arc<Task>>, places: &'a [u64], now: &imbl::Vector<Arc<Task>>) -> Self {
        let stands = |(old, new): (&Arc<Task>, &Arc<Task>)| Arc::ptr_eq(old, new) || old.key == new.key;
        let is_same_list = seen.iter().zip(now).all(stands);
        let moved = if is_same_list {
            HashMap::new()
        } else {
            seen.iter().zip(places).map(|(task, place)| (&task.key, *place)).collect()
        };
        Self { places, moved }
    }

    fn of(&self, index: usize, task: &Task) -> Option<u64> {
        if self.moved.is_empty() {
            return self.places.get(index).copied();
        }
        self.moved.get(&task.key).copied()
    }
}

#[cfg(test)]
mod tests;
