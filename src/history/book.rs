//! The history of all tasks: takes in every reading, and keeps what follows from it. Uses the rest of this room and
//! `domain`.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::alert::{AlertSettings, Alerts, Look, Transition};
use super::event::{Event, EventKind, Events};
use super::fleet::Fleet;
use super::past::{Past, PastTask, Record};
use super::sample::{Link, Sample};
use super::task_history::{Intake, TaskHistory};
use crate::domain::{Feed, Reading, Snapshot, SweepLane, Task, TaskKey, TaskStatus};

/// Readings further apart than so many polls leave a gap ...
const GAP_POLLS: i64 = 3;

/// ... but never less than so many milliseconds: a slow answer is no gap.
const LEAST_GAP_MS: i64 = 45_000;

/// A task that left the board is forgotten after so many milliseconds: a day.
const FORGET_AFTER_MS: i64 = 86_400_000;

/// What a reading brought about.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Observed {
    /// What the store shall keep; `None` where nothing was read.
    pub record: Option<Record>,
    /// What changed about alerts.
    pub transitions: Vec<Transition>,
}

/// The history of all tasks.
#[derive(Debug, Default)]
pub struct History {
    tasks: HashMap<TaskKey, TaskHistory>,
    /// Samples of tasks that have not been read since the start.
    waiting: HashMap<TaskKey, Vec<Sample>>,
    fleet: Fleet,
    alerts: Alerts,
    events: Events,
    last: Option<Reading>,
    /// The tasks as of the last reading, to tell quickly which ones are still the same.
    seen: imbl::Vector<Arc<Task>>,
    gap_ms: i64,
    tidied_unix_ms: i64,
}

impl History {
    /// An empty history that judges by these settings.
    pub fn new(settings: AlertSettings) -> Self {
        Self { alerts: Alerts::new(settings), ..Self::default() }
    }

    /// Works in what was kept of the past. Readings made meanwhile stay. May be called for several parts, in any order.
    pub fn restore(&mut self, past: Past) {
        let gap_ms = self.gap_ms.max(LEAST_GAP_MS);
        for PastTask { key, mut samples } in past.tasks {
            samples.sort_by_key(|sample| sample.unix_ms);
            let known = self.tasks.get_mut(&key);
            let first_read = known.as_ref().and_then(|task| task.first_read_unix_ms());
            extend_stillness(&mut samples, &past.watched, first_read.unwrap_or(i64::MAX));
            match known {
                Some(task) => {
                    task.restore(samples, gap_ms);
                    task.conclude(task.last_read_unix_ms);
                }
                None => {
                    // The newest part comes first.
                    let waiting = self.waiting.entry(key).or_default();
                    waiting.extend(samples);
                    waiting.sort_by_key(|sample| sample.unix_ms);
                }
            }
        }
        self.find_the_waiting(gap_ms);
    }

    /// Tasks that were over before the start are not followed, but their past is worth showing.
    fn find_the_waiting(&mut self, gap_ms: i64) {
        if self.waiting.is_empty() {
            return;
        }
        for task in &self.seen {
            if let Some(samples) = self.waiting.remove(&task.key) {
                let at = samples.last().map_or(0, |sample| sample.unix_ms);
                let mut new = TaskHistory::new(Arc::clone(task), at);
                new.restore(samples, gap_ms);
                new.conclude(at);
                self.tasks.insert(task.key.clone(), new);
            }
        }
    }

    /// Works in what the poller published.
    pub fn observe(&mut self, feed: &Feed, now_unix_ms: i64) -> Observed {
        self.fleet.follow(feed, now_unix_ms);
        let is_newer = |reading: &Reading| {
            self.last.is_none_or(|last| last.number != reading.number && last.began_unix_ms != reading.began_unix_ms)
        };
        let record = feed.reading.filter(is_newer).map(|reading| self.take(feed, reading));
        let transitions = self.judge(record.is_some(), now_unix_ms);
        Observed { record, transitions }
    }

    /// Lets the time pass: holds, snoozes and the health of the reading go by the clock too.
    pub fn tick(&mut self, now_unix_ms: i64) -> Vec<Transition> {
        self.judge(false, now_unix_ms)
    }

    fn judge(&mut self, has_new_data: bool, now_unix_ms: i64) -> Vec<Transition> {
        let Some(reading) = self.last.filter(|_| has_new_data) else {
            return self.alerts.tick(&self.fleet, now_unix_ms);
        };
        let read_unix_ms = reading.began_unix_ms.midpoint(reading.ended_unix_ms);
        let look = Look { tasks: &self.tasks, board: &self.seen, fleet: &self.fleet, read_unix_ms };
        self.alerts.observe(look, now_unix_ms)
    }

    fn take(&mut self, feed: &Feed, reading: Reading) -> Record {
        let unix_ms = reading.began_unix_ms.midpoint(reading.ended_unix_ms);
        let interval_ms = i64::try_from(feed.poll_interval_seconds).unwrap_or(0).saturating_mul(1000);
        self.gap_ms = (GAP_POLLS * interval_ms).max(LEAST_GAP_MS);
        let intake = Intake { unix_ms, gap_ms: self.gap_ms };
        let mut samples = Vec::new();
        let (mut moved, mut running) = (0, 0);
        let seen = std::mem::replace(&mut self.seen, feed.snapshot.tasks.clone());
        let mut before = seen.iter();
        for task in &feed.snapshot.tasks {
            let is_same = before.next().is_some_and(|old| Arc::ptr_eq(old, task));
            let is_active = task.is_active();
            // What did not change and is read by the full lane only stands still, and costs nothing here.
            if !is_active && is_same || task.key.is_place() {
                continue;
            }
            running += u32::from(task.status == Some(TaskStatus::Running));
            let calls = |task: &TaskHistory| task.counters().map(|counters| counters.calls);
            let known = match self.tasks.get_mut(&task.key) {
                Some(known) => known,
                // Of what was over before anybody looked nothing follows.
                None if !is_active && !self.waiting.contains_key(&task.key) => continue,
                None => self.tasks.entry(task.key.clone()).or_insert_with(|| {
                    let mut new = TaskHistory::new(Arc::clone(task), unix_ms);
                    if let Some(samples) = self.waiting.remove(&task.key) {
                        new.restore(samples, intake.gap_ms);
                    }
                    new
                }),
            };
            let calls_before = calls(known);
            let mut keep = Vec::new();
            let events = known.read(task, intake, &mut keep);
            known.conclude(unix_ms);
            moved += u32::from(calls_before.is_some() && calls(known) > calls_before);
            samples.extend(keep.into_iter().map(|sample| (task.key.clone(), sample)));
            note(&mut self.events, &task.key, unix_ms, events);
        }
        self.fleet.tasks_moved = moved;
        self.fleet.tasks_running = running;
        let is_silent = moved == 0 && running > 0;
        self.fleet.readings_without_movement =
            if is_silent { self.fleet.readings_without_movement.saturating_add(1) } else { 0 };
        self.last = Some(reading);
        if reading.lane == SweepLane::Full {
            self.forget_the_gone(&feed.snapshot, unix_ms);
        }
        Record { reading: (reading.began_unix_ms, reading.ended_unix_ms), gap_ms: self.gap_ms, samples }
    }

    /// Drops tasks that left the board long ago.
    fn forget_the_gone(&mut self, snapshot: &Snapshot, unix_ms: i64) {
        const EVERY_MS: i64 = 3_600_000;
        if (0..EVERY_MS).contains(&(unix_ms - self.tidied_unix_ms)) {
            return;
        }
        self.tidied_unix_ms = unix_ms;
        let there: HashSet<&TaskKey> = snapshot.tasks.iter().map(|task| &task.key).collect();
        self.tasks.retain(|key, task| there.contains(key) || unix_ms - task.last_read_unix_ms < FORGET_AFTER_MS);
        self.waiting.clear();
    }

    /// What is known of a task.
    pub fn task(&self, key: &TaskKey) -> Option<&TaskHistory> {
        self.tasks.get(key)
    }

    /// All tasks of which something is known, in no order.
    pub fn tasks(&self) -> impl Iterator<Item = (&TaskKey, &TaskHistory)> {
        self.tasks.iter()
    }

    /// What is known of the reading and of all tasks together.
    pub fn fleet(&self) -> &Fleet {
        &self.fleet
    }

    /// What happened, the newest first.
    pub fn events(&self) -> impl Iterator<Item = &Event> {
        self.events.iter()
    }

    /// What happened to a task, the newest first.
    pub fn events_of<'a>(&'a self, key: &'a TaskKey) -> impl Iterator<Item = &'a Event> {
        self.events.iter().filter(move |event| event.task.as_ref() == Some(key))
    }

    /// The alerts.
    pub fn alerts(&self) -> &Alerts {
        &self.alerts
    }

    /// The alerts, for snoozing and muting.
    pub fn alerts_mut(&mut self) -> &mut Alerts {
        &mut self.alerts
    }
}

/// A clock that was set back concerns all tasks: one line for it.
fn note(events: &mut Events, key: &TaskKey, unix_ms: i64, kinds: Vec<EventKind>) {
    for kind in kinds {
        let is_clock = matches!(kind, EventKind::ClockBack(_));
        let is_told =
            is_clock && events.iter().next().is_some_and(|newest| newest.kind == kind && newest.unix_ms == unix_ms);
        if !is_told {
            let task = (!is_clock).then(|| key.clone());
            events.note(Event { unix_ms, task, kind });
        }
    }
}

/// A task without a newer sample stood still for as long as somebody went on looking, up to its first reading of this run.
fn extend_stillness(samples: &mut Vec<Sample>, watched: &[(i64, i64)], before_unix_ms: i64) {
    let Some(last) = samples.last().copied() else {
        return;
    };
    let span = watched.iter().find(|(begin, end)| (*begin..*end).contains(&last.unix_ms));
    let end = span.map(|(_, end)| (*end).min(before_unix_ms.saturating_sub(1)));
    if let Some(unix_ms) = end.filter(|end| *end > last.unix_ms) {
        samples.push(Sample { unix_ms, link: Link::Continues, ..last });
    }
}

#[cfg(test)]
mod tests;
