//! The history of all tasks: takes in every reading, and keeps what follows from it. Uses the rest of this room and
//! `domain`.

use std::cell::LazyCell;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::alert::{AlertSettings, Alerts, Look, Transition};
use super::event::{Event, EventKind, Events};
use super::fleet::{Fleet, Movement};
use super::moment::Moment;
use super::past::{Past, PastTask, Record, merged};
use super::sample::Sample;
use super::silence::SilenceLimits;
use super::task_history::{Intake, Patience, Restoring, TaskHistory};
use crate::domain::{ApiTime, Feed, Reading, SweepLane, Task, TaskKey, TaskStatus};

/// Readings further apart than so many polls leave a gap ...
const GAP_POLLS: i64 = 3;

/// ... but never less than so many milliseconds: a slow answer is no gap.
const LEAST_GAP_MS: i64 = 45_000;

/// A task that left the board is forgotten after so many milliseconds: a day.
const FORGET_AFTER_MS: i64 = 86_400_000;

/// A task that was made so many milliseconds before the last full sweep may still have come too late for it.
const MADE_BESIDE_MS: i64 = 60_000;

/// The most tasks that are remembered after they left the board; fewer in tests.
const MOST_GONE: usize = if cfg!(test) { 500 } else { 50_000 };

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
    /// When the last full sweep began, in milliseconds since 1970.
    full_began_unix_ms: Option<i64>,
    /// What the last reading stands for, in milliseconds since 1970.
    read_unix_ms: i64,
    /// The tasks as of the last reading, to tell quickly which ones are still the same.
    seen: imbl::Vector<Arc<Task>>,
    /// When somebody looked, in earlier runs: in the order of time, none touching another.
    watched: Vec<(i64, i64)>,
    /// Whether there are tasks with a past that were not read in this run, though nothing about their rows changes.
    has_unread: bool,
    gap_ms: i64,
    tidied_unix_ms: i64,
    revision: u64,
}

impl History {
    /// An empty history that judges by these settings.
    pub fn new(settings: AlertSettings) -> Self {
        Self { alerts: Alerts::new(settings), ..Self::default() }
    }

    /// Works in what was kept of the past. Readings made meanwhile stay. May be called for several parts, in any order, also
    /// such as overlap.
    pub fn restore(&mut self, past: Past) {
        self.revision += 1;
        self.watched = merged(std::mem::take(&mut self.watched).into_iter().chain(past.watched).collect());
        let patience = self.patience();
        let restoring = restoring(&self.watched, self.read_unix_ms, self.gap_ms);
        for PastTask { key, samples } in past.tasks {
            match self.tasks.get_mut(&key) {
                Some(task) => {
                    let events = task.restore(samples, restoring);
                    task.conclude(task.last_read_unix_ms, &patience);
                    note(&mut self.events, &key, task.last_read_unix_ms, events);
                }
                None => {
                    // The newest part comes first.
                    let waiting = self.waiting.entry(key).or_default();
                    waiting.extend(samples);
                    waiting.sort_by_key(|sample| sample.unix_ms);
                }
            }
        }
        self.find_the_waiting();
    }

    /// Tasks that were over before the start are not followed, but their past is worth showing.
    fn find_the_waiting(&mut self) {
        if self.waiting.is_empty() {
            return;
        }
        let patience = self.patience();
        let restoring = restoring(&self.watched, self.read_unix_ms, self.gap_ms);
        for task in &self.seen {
            if let Some(samples) = self.waiting.remove(&task.key) {
                let moments = samples.iter().map(|sample| sample.unix_ms).filter(|at| *at < restoring.until_ms);
                let Some(at) = moments.max() else {
                    continue;
                };
                let mut new = TaskHistory::new(Arc::clone(task), at);
                new.restore(samples, restoring);
                new.conclude(at, &patience);
                self.tasks.insert(task.key.clone(), new);
                self.has_unread = true;
            }
        }
    }

    /// By what it is told whether a task stalls: for the board by the same numbers as for the alert and the checklist.
    fn patience(&self) -> Patience {
        let limits = SilenceLimits::of(self.alerts.settings());
        Patience { limits, poll_ms: self.fleet.poll_interval_ms() }
    }

    /// Works in what the poller published.
    pub fn observe(&mut self, feed: &Feed, now_unix_ms: i64) -> Observed {
        self.fleet.follow(feed, now_unix_ms);
        let is_newer = |reading: &Reading| self.last.is_none_or(|last| reading.number > last.number);
        let record = feed.reading.filter(is_newer).map(|reading| self.take(feed, reading));
        let transitions = self.judge(record.is_some(), now_unix_ms);
        Observed { record, transitions }
    }

    /// Lets the time pass: holds, snoozes and the health of the reading go by the clock too.
    pub fn tick(&mut self, now_unix_ms: i64) -> Vec<Transition> {
        self.judge(false, now_unix_ms)
    }

    /// Judges the last reading once more, after a part of the past was worked in: what it shows must not wait for the next
    /// one. Tells what changed about alerts.
    pub fn judge_anew(&mut self, now_unix_ms: i64) -> Vec<Transition> {
        if self.last.is_none() { Vec::new() } else { self.judge(true, now_unix_ms) }
    }

    fn judge(&mut self, has_new_data: bool, now_unix_ms: i64) -> Vec<Transition> {
        if !has_new_data {
            return self.alerts.tick(&self.fleet, now_unix_ms);
        }
        let look = Look { tasks: &self.tasks, board: &self.seen, fleet: &self.fleet, read_unix_ms: self.read_unix_ms };
        self.alerts.observe(look, now_unix_ms)
    }

    fn take(&mut self, feed: &Feed, reading: Reading) -> Record {
        self.revision += 1;
        let interval_ms = i64::try_from(feed.poll_interval_seconds).unwrap_or(0).saturating_mul(1000);
        self.gap_ms = GAP_POLLS.saturating_mul(interval_ms).max(LEAST_GAP_MS);
        let moment = Moment::of(self.last, reading);
        let intake = Intake { unix_ms: moment.unix_ms, gap_ms: self.gap_ms };
        self.read_unix_ms = moment.unix_ms;
        if let Some(back_ms) = moment.clock_back_ms {
            // Also those that this reading does not find: their next one is not to lie in their past.
            for task in self.tasks.values_mut() {
                task.follow_clock_back(intake.unix_ms, back_ms);
            }
            let kind = EventKind::ClockBack(back_ms / 1000);
            self.events.note(Event { unix_ms: intake.unix_ms, task: None, kind });
        }
        let patience = self.patience();
        let mut samples = Vec::new();
        let mut movement = Movement::default();
        let seen = std::mem::replace(&mut self.seen, feed.snapshot.tasks.clone());
        let same_places =
            seen.len() == self.seen.len() && seen.iter().zip(&self.seen).all(|(old, new)| old.key == new.key);
        let has_unread = std::mem::take(&mut self.has_unread);
        let seen_keys = LazyCell::new(|| seen.iter().map(|task| &task.key).collect::<HashSet<_>>());
        let mut before = seen.iter();
        for task in &feed.snapshot.tasks {
            let old = before.next();
            let is_same = old.is_some_and(|old| Arc::ptr_eq(old, task));
            let is_active = task.is_active();
            // What did not change and is read by the full lane only stands still, and costs nothing here.
            if !is_active && is_same && !has_unread || task.key.is_place() {
                continue;
            }
            movement.expect_calls_of(task, intake.unix_ms);
            let known = match self.tasks.get_mut(&task.key) {
                Some(known) => {
                    let is_known = Arc::ptr_eq(&known.task, task) && known.is_found();
                    let was_read = is_active && !moment.is_overtaken && !feed.unread.contains(&task.key);
                    if is_known && !was_read {
                        continue;
                    }
                    known
                }
                None => {
                    let differs = |old: &Task| old.status != task.status || old.stat != task.stat;
                    let changed = old.filter(|old| !is_same && old.key == task.key && differs(old));
                    let past = self.waiting.remove(&task.key);
                    let is_born_failed = self.may_be_born_failed(task) && !seen_keys.contains(&task.key);
                    // Of what was over before anybody looked nothing follows.
                    if !is_active && past.is_none() && changed.is_none() && !is_born_failed {
                        continue;
                    }
                    // What was made and failed between two sweeps had another status, though nobody read it.
                    let unread = is_born_failed.then(|| Arc::new(Task { status: None, ..Task::clone(task) }));
                    let first = changed.map(Arc::clone).or(unread).unwrap_or_else(|| Arc::clone(task));
                    let mut new = TaskHistory::new(first, intake.unix_ms);
                    if let Some(past) = past {
                        new.restore(past, restoring(&self.watched, intake.unix_ms, intake.gap_ms));
                    }
                    self.tasks.entry(task.key.clone()).or_insert(new)
                }
            };
            let calls = |task: &TaskHistory| task.counters().map(|counters| counters.calls);
            let calls_before = calls(known);
            let mut keep = Vec::new();
            let events = known.read(task, intake, &mut keep);
            known.conclude(intake.unix_ms, &patience);
            movement.moved += u32::from(calls_before.is_some() && calls(known) > calls_before);
            samples.extend(keep.into_iter().map(|sample| (task.key.clone(), sample)));
            note(&mut self.events, &task.key, intake.unix_ms, events);
        }
        if !moment.is_overtaken {
            self.fleet.follow_movement(movement);
        }
        self.last = Some(reading);
        if reading.lane == SweepLane::Full {
            self.full_began_unix_ms = Some(reading.began_unix_ms);
            self.forget_the_gone(!same_places, intake.unix_ms);
        }
        Record { reading: (reading.began_unix_ms, reading.ended_unix_ms), gap_ms: self.gap_ms, samples }
    }

    /// Whether a task that failed was made after the last full sweep began.
    fn may_be_born_failed(&self, task: &Task) -> bool {
        let ahead_ms = self.fleet.skew_seconds.unwrap_or(0).saturating_mul(1000);
        let made_ms = task.created.and_then(ApiTime::unix_seconds).map(|made| made.saturating_mul(1000));
        let is_new = |began: i64| made_ms.is_some_and(|made| made.saturating_sub(ahead_ms) > began - MADE_BESIDE_MS);
        task.status == Some(TaskStatus::Failed) && self.full_began_unix_ms.is_some_and(is_new)
    }

    /// Drops tasks that left the board long ago; all but the newest of them where they are very many, and of the others the
    /// rows as they came. A server that makes up new tasks with every sweep would fill the memory otherwise.
    fn forget_the_gone(&mut self, has_moved: bool, unix_ms: i64) {
        const EVERY_MS: i64 = 3_600_000;
        let is_due = !(0..EVERY_MS).contains(&(unix_ms - self.tidied_unix_ms));
        if !has_moved && !is_due {
            return;
        }
        let there: HashSet<&TaskKey> = self.seen.iter().map(|task| &task.key).collect();
        if is_due {
            self.tidied_unix_ms = unix_ms;
            self.tasks.retain(|key, task| there.contains(key) || unix_ms - task.last_read_unix_ms < FORGET_AFTER_MS);
            self.waiting.clear();
        }
        let mut read: Vec<i64> = Vec::new();
        for (_, task) in self.tasks.iter_mut().filter(|(key, _)| !there.contains(key)) {
            task.forget_row();
            read.push(task.last_read_unix_ms);
        }
        if read.len() > MOST_GONE {
            // Half of them, so that this is not done with every reading.
            let surplus = read.len() - MOST_GONE / 2;
            let (_, newest_dropped, _) = read.select_nth_unstable(surplus - 1);
            let newest_dropped = *newest_dropped;
            self.tasks.retain(|key, task| there.contains(key) || task.last_read_unix_ms > newest_dropped);
        }
    }

    /// Grows with every reading and every part of the past that was worked in: what follows from the history is made anew then.
    pub fn revision(&self) -> u64 {
        self.revision
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
    pub fn events_of(&self, key: &TaskKey) -> impl Iterator<Item = &Event> {
        self.events.of(key)
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

fn restoring(watched: &[(i64, i64)], until_ms: i64, gap_ms: i64) -> Restoring<'_> {
    Restoring { watched, until_ms, gap_ms: gap_ms.max(LEAST_GAP_MS) }
}

fn note(events: &mut Events, key: &TaskKey, unix_ms: i64, kinds: Vec<EventKind>) {
    for kind in kinds {
        events.note(Event { unix_ms, task: Some(key.clone()), kind });
    }
}

#[cfg(test)]
mod tests;
